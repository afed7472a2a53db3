//! A disk that outlives the enclave on it.
#![allow(clippy::disallowed_types)] // redb's backends are shared between threads

use evm::StorageBackend;
use executor::enclave::StoreFactory;
use std::{
    io,
    sync::{Arc, Mutex},
};

/// What is on a disk. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Disk(Arc<Mutex<Contents>>);

#[derive(Clone, Debug, Default)]
struct Contents {
    store: Vec<u8>,
    shares: Option<Vec<u8>>,
    is_full: bool,
}

impl Disk {
    /// Another disk with the same bytes: what is there when the power fails now.
    pub fn copy(&self) -> Self {
        Self(Arc::new(Mutex::new(self.contents(|contents| contents.clone()))))
    }

    /// A gatekeeper's sealed shares.
    pub fn shares(&self) -> Option<Vec<u8>> {
        self.contents(|contents| contents.shares.clone())
    }

    /// From now on nothing can be written, or again.
    pub fn fill(&self, is_full: bool) {
        self.contents(|contents| contents.is_full = is_full);
    }

    fn bytes<T>(&self, with: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        self.contents(|contents| with(&mut contents.store))
    }

    fn contents<T>(&self, with: impl FnOnce(&mut Contents) -> T) -> T {
        with(&mut self.0.lock().unwrap())
    }
}

impl StoreFactory for Disk {
    type Backend = Self;

    fn open(&mut self) -> Result<Self, String> {
        Ok(self.clone())
    }

    fn discard(&mut self) -> Result<(), String> {
        self.bytes(Vec::clear);
        Ok(())
    }

    fn load_shares(&mut self) -> Result<Option<Vec<u8>>, String> {
        Ok(self.shares())
    }

    fn save_shares(&mut self, sealed: &[u8]) -> Result<(), String> {
        self.contents(|contents| match contents.is_full {
            true => Err("the disk is full".into()),
            false => {
                contents.shares = Some(sealed.to_vec());
                Ok(())
            }
        })
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.bytes(|bytes| bytes.len() as u64))
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let offset = offset as usize;
        self.bytes(|bytes| match bytes.get(offset..offset + out.len()) {
            Some(found) => {
                out.copy_from_slice(found);
                Ok(())
            }
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        })
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.bytes(|bytes| bytes.resize(len as usize, 0));
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let offset = offset as usize;
        self.bytes(|bytes| bytes[offset..offset + data.len()].copy_from_slice(data));
        Ok(())
    }
}
