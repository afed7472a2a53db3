//! The record that says which state the store holds.
//!
//! It is written in the same transaction as everything it speaks of, and read once, when the store is opened. What the
//! executor keeps beside the state (its outbox, votes, cursor) counts only if its hash is here, so that a host cannot
//! pair an older such row with a newer state.

use crate::{
    error::StoreError,
    store::{Rows, Table, Writer},
};
use codec::{Decode, Encode};
use crypto::hash::blake2_256;
use messages::H256;
use std::collections::BTreeMap;

/// Names that the executor may keep beside the state. They all have a hash in the anchor, which is rewritten with every
/// block.
pub const MAX_META: usize = 64;

const ANCHOR: &[u8] = b"anchor";

/// Which state the store holds, and hashes of what the executor keeps beside it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Anchor {
    pub(crate) state_root: [u8; 32],
    meta: BTreeMap<Vec<u8>, H256>,
}

impl Anchor {
    pub(crate) fn new(state_root: [u8; 32]) -> Self {
        Self { state_root, meta: BTreeMap::new() }
    }

    /// The same records beside another state.
    pub(crate) fn moved_to(&self, state_root: [u8; 32]) -> Self {
        Self { state_root, meta: self.meta.clone() }
    }

    pub(crate) fn read(rows: &Rows) -> Result<Option<Self>, StoreError> {
        let Some(row) = rows.get(Table::Meta, ANCHOR)? else { return Ok(None) };
        Self::decode(&mut row.as_slice())
            .map(Some)
            .map_err(|_| StoreError::Internal("the anchor does not decode"))
    }

    pub(crate) fn write(&self, writer: &mut Writer<'_>) -> Result<(), StoreError> {
        writer.table(Table::Meta)?.put(ANCHOR, &self.encode())
    }

    /// What the executor keeps under `name`.
    pub(crate) fn meta(&self, rows: &Rows, name: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(hash) = self.meta.get(name) else { return Ok(None) };
        match rows.named(name)? {
            Some(row) if blake2_256(&row) == *hash => Ok(Some(row)),
            _ => Err(StoreError::HostMisbehaved("a record beside the state is not the one stored with it")),
        }
    }

    /// Writes what the executor keeps under `name`; the anchor itself is to be written after.
    pub(crate) fn set_meta(
        &mut self,
        writer: &mut Writer<'_>,
        name: &[u8],
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        self.meta.insert(name.to_vec(), blake2_256(bytes));
        if self.meta.len() > MAX_META {
            return Err(StoreError::Internal("too many records beside the state"));
        }
        writer.put_named(name, bytes)
    }
}
