//! Going back to an earlier state, on development chains.
//!
//! While a snapshot is live, every block leaves a record of what it changed, as it was before: one entry under the state
//! root, so that all replicas, and who joins them, can go back alike. Only the state of the EVM goes back. What the executor
//! keeps, and the means of going back, stay.

use super::{
    key::{decode_account, decode_word, StateKey, Subject},
    overlay::Overlay,
    reader::Reader,
    Head,
};
use crate::error::StoreError;
use codec::{Decode, Encode};
use messages::ids::Height;
use revm::primitives::{B256, U256};

/// Snapshots that are live at the same time, as many as nested test suites need. A further one takes the place of the
/// oldest.
pub(crate) const MAX_SNAPSHOTS: usize = 64;
/// Executed blocks for which a snapshot stays live: bounds the records that there are, and the work of going back.
pub(crate) const MAX_UNDO_BLOCKS: u64 = 4096;

const MALFORMED: StoreError = StoreError::Internal("a record of earlier state does not decode");

/// The state before a block, as far as the block changed it.
#[derive(Encode, Decode)]
struct Record {
    state_root: [u8; 32],
    /// Keys under the root and their values.
    entries: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

/// The head of an earlier state, and its root then.
pub(crate) type Earlier = (Head, [u8; 32]);

/// Heights of the blocks after which the state can be brought back, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Snapshots(Vec<Height>);

impl Snapshots {
    pub(crate) fn read(overlay: &mut Overlay<'_>) -> Result<Self, StoreError> {
        let Some(value) = overlay.entry(&StateKey::snapshots())? else { return Ok(Self::default()) };
        Self::decode(&mut value.as_slice()).map_err(|_| MALFORMED)
    }

    fn write(&self, overlay: &mut Overlay<'_>) {
        overlay.set_entry(StateKey::snapshots(), (!self.0.is_empty()).then(|| self.encode()));
    }

    /// Whether the block at `height` must leave a record.
    pub(crate) fn need_record(&self, height: Height) -> bool {
        self.0.first().is_some_and(|oldest| *oldest < height)
    }

    pub(crate) fn contain(&self, snapshot: Height) -> bool {
        self.0.contains(&snapshot)
    }

    /// Remembers the state after the block at `height`.
    pub(crate) fn take(&mut self, overlay: &mut Overlay<'_>, height: Height) {
        self.0.push(height);
        if self.0.len() > MAX_SNAPSHOTS {
            self.forget_oldest(overlay, height);
        }
        self.write(overlay);
    }

    /// Forgets snapshots that are too old at `height`.
    pub(crate) fn age(&mut self, overlay: &mut Overlay<'_>, height: Height) {
        let before = self.0.len();
        while self.0.first().is_some_and(|oldest| oldest.saturating_add(MAX_UNDO_BLOCKS) < height) {
            self.forget_oldest(overlay, height);
        }
        if self.0.len() != before {
            self.write(overlay);
        }
    }

    /// The records up to the next snapshot serve no other.
    fn forget_oldest(&mut self, overlay: &mut Overlay<'_>, height: Height) {
        let oldest = self.0.remove(0);
        let until = self.0.first().copied().unwrap_or(height);
        for height in oldest + 1..=until {
            overlay.set_entry(StateKey::undo(height), None);
        }
    }

    /// Brings the state after the block at `snapshot` back during the block at `height`, and forgets that snapshot and
    /// later ones. Returns what was at the head then, or `None` if no block has been executed in between.
    pub(crate) fn revert(
        &mut self,
        overlay: &mut Overlay<'_>,
        snapshot: Height,
        height: Height,
    ) -> Result<Option<Earlier>, StoreError> {
        overlay.drop_changes();
        let mut earlier = None;
        for past in (snapshot + 1..height).rev() {
            let Some(record) = overlay.entry(&StateKey::undo(past))? else { continue };
            let record = Record::decode(&mut record.as_slice()).map_err(|_| MALFORMED)?;
            for (key, value) in record.entries {
                if let Some(head) = restore(overlay, StateKey::from_bytes(&key)?, value)? {
                    earlier = Some((head, record.state_root));
                }
            }
            overlay.set_entry(StateKey::undo(past), None);
        }
        self.0.retain(|other| *other < snapshot);
        self.write(overlay);
        Ok(earlier)
    }

    /// Sets block hashes on top of a state that was brought back, with a record of the block at `height`.
    pub(crate) fn record_hashes(
        &self,
        overlay: &mut Overlay<'_>,
        height: Height,
        state_root: [u8; 32],
        hashes: impl Iterator<Item = (u64, B256)>,
    ) -> Result<(), StoreError> {
        let mut record = Record { state_root, entries: Vec::new() };
        for (number, hash) in hashes {
            let key = StateKey::block_hash(number);
            record.entries.push((key.as_ref().to_vec(), overlay.entry(&key)?));
            overlay.set_block_hash(number, hash);
        }
        if self.need_record(height) {
            overlay.set_entry(StateKey::undo(height), Some(record.encode()));
        }
        Ok(())
    }
}

/// Puts one entry back; returns the head if it is that.
fn restore(
    overlay: &mut Overlay<'_>,
    key: StateKey,
    value: Option<Vec<u8>>,
) -> Result<Option<Head>, StoreError> {
    match key.subject() {
        Subject::Account(address) => {
            let account = value.map(|value| decode_account(&value)).transpose()?;
            overlay.put_account(address, account.unwrap_or_default());
        }
        Subject::Slot(address, slot) => {
            let word = value.map(|value| decode_word(&value)).transpose()?.unwrap_or_default();
            overlay.set_slot(address, slot, U256::from_be_bytes(word));
        }
        Subject::Head => {
            let head = value.map_or(Ok(Head::GENESIS), |value| Head::decode(&mut value.as_slice()));
            return head.map(Some).map_err(|_| MALFORMED);
        }
        Subject::Other => overlay.set_entry(key, value),
        Subject::Kept => {}
    }
    Ok(None)
}

/// The record of a block that changes these keys.
pub(crate) fn record(reader: &mut Reader, changed: &[StateKey]) -> Result<Vec<u8>, StoreError> {
    let mut record = Record { state_root: reader.tree.root(), entries: Vec::new() };
    for key in changed.iter().filter(|key| key.subject() != Subject::Kept) {
        record.entries.push((key.as_ref().to_vec(), reader.entry(key)?));
    }
    Ok(record.encode())
}
