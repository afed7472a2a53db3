//! A disk in memory that survives its user, fails on request and loses what was not synced.
#![allow(clippy::disallowed_types)]

use crate::StorageBackend;
use std::{
    io,
    sync::{Arc, Mutex},
};

#[derive(Debug, Default)]
struct Content {
    bytes: Vec<u8>,
    /// What is certain to survive a crash.
    synced: Vec<u8>,
    /// Changes since, in order.
    pending: Vec<Change>,
    /// Changes that still succeed; `None` is no limit.
    budget: Option<usize>,
    changes: usize,
}

#[derive(Debug, Clone)]
enum Change {
    Write(u64, Vec<u8>),
    SetLen(u64),
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::SetLen(length) => bytes.resize(*length as usize, 0),
            Self::Write(offset, data) => {
                let end = *offset as usize + data.len();
                if bytes.len() < end {
                    bytes.resize(end, 0);
                }
                bytes[*offset as usize..end].copy_from_slice(data);
            }
        }
    }
}

/// Clones share the content.
#[derive(Clone, Debug, Default)]
pub(super) struct Disk(Arc<Mutex<Content>>);

impl Disk {
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap().bytes.clone()
    }

    /// Another disk with the same bytes.
    pub(super) fn copy(&self) -> Self {
        let bytes = self.bytes();
        Self(Arc::new(Mutex::new(Content { synced: bytes.clone(), bytes, ..Content::default() })))
    }

    /// Changes so far: writes, resizes and syncs.
    pub(super) fn changes(&self) -> usize {
        self.0.lock().unwrap().changes
    }

    /// Lets this many more changes succeed; then the power is gone.
    pub(super) fn fail_after(&self, changes: usize) {
        self.0.lock().unwrap().budget = Some(changes);
    }

    /// The disk found after the power came back. Of the changes that were not synced, those survive that `survives`
    /// picks by their number: a disk may reorder writes.
    pub(super) fn after_power_loss(&self, survives: impl Fn(usize) -> bool) -> Self {
        let content = self.0.lock().unwrap();
        let mut bytes = content.synced.clone();
        for (number, change) in content.pending.iter().enumerate() {
            if survives(number) {
                change.apply(&mut bytes);
            }
        }
        Self(Arc::new(Mutex::new(Content { synced: bytes.clone(), bytes, ..Content::default() })))
    }
}

impl Content {
    fn spend(&mut self) -> io::Result<()> {
        self.changes += 1;
        match &mut self.budget {
            Some(0) => Err(io::Error::other("the power is gone")),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn change(&mut self, change: Change) -> io::Result<()> {
        self.spend()?;
        change.apply(&mut self.bytes);
        self.pending.push(change);
        Ok(())
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.0.lock().unwrap().bytes.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let content = self.0.lock().unwrap();
        let range = offset as usize..offset as usize + out.len();
        let bytes = content.bytes.get(range).ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(bytes);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.0.lock().unwrap().change(Change::SetLen(len))
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut content = self.0.lock().unwrap();
        content.spend()?;
        let content = &mut *content;
        for change in content.pending.drain(..) {
            change.apply(&mut content.synced);
        }
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.0.lock().unwrap().change(Change::Write(offset, data.to_vec()))
    }
}
