//! What the executor itself keeps under the state root, beside accounts and contracts.

use crate::rules::FIRST_VERSION;
use codec::{Decode, Encode};
use evm::{StoreError, View};
use messages::{commit::EffectIndex, ids::*, keys::InputKey, H160};

/// Input keys of the live epochs that have begun by message order, ascending (SCALE list of [`InputKey`]). A committee may
/// miss an epoch.
pub const EPOCHS: &[u8] = b"executor/epochs";
/// Program version (SCALE u32).
pub const VERSION: &[u8] = b"executor/version";
/// Where the channel stood after the last executed block (SCALE of seq and digest).
pub const CURSOR: &[u8] = b"executor/cursor";

/// Key of the refund records of a commit.
pub fn refund_key(height: Height) -> Vec<u8> {
    [b"executor/refunds/".as_slice(), &height.to_be_bytes()].concat()
}

/// Who is credited if an effect fails. Private, therefore not part of the effect.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Refund {
    /// The effect.
    pub index: EffectIndex,
    /// The EVM account that is credited.
    pub to: H160,
    /// How much, in chain units.
    pub amount: Balance,
}

/// What messages have set for the blocks and queries that follow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// Program version.
    pub version: u32,
    /// Input keys of the live epochs, ascending.
    pub input_keys: Vec<InputKey>,
}

impl Settings {
    /// Those after the block that `view` shows.
    ///
    /// # Errors
    /// If the store fails.
    pub fn read(view: &View) -> Result<Self, StoreError> {
        Ok(Self {
            version: decode_item(view.item(VERSION)?).unwrap_or(FIRST_VERSION),
            input_keys: decode_item(view.item(EPOCHS)?).unwrap_or_default(),
        })
    }

    /// The input key of the newest epoch.
    pub fn newest_key(&self) -> Option<InputKey> {
        self.input_keys.last().copied()
    }
}

/// An item of this crate's own, decoded; absent if it was never set.
pub(super) fn decode_item<T: Decode>(bytes: Option<Vec<u8>>) -> Option<T> {
    bytes.and_then(|bytes| T::decode(&mut bytes.as_slice()).ok())
}
