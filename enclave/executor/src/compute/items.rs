//! What the executor itself keeps under the state root, beside accounts and contracts.

use codec::{Decode, Encode};
use messages::{commit::EffectIndex, ids::*, H160};

/// Live epochs that have begun by message order, ascending (SCALE list of u64). A committee may miss an epoch.
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
