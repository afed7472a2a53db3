//! What execution reads and writes: accounts, code, storage, block hashes, the head and the executor's items.
//!
//! [`key`] lays it out under the state root, [`reader`] reads it with caches, [`overlay`] collects the changes of the
//! block that is being executed.

pub(crate) mod key;
pub(crate) mod overlay;
pub(crate) mod reader;

use codec::{Decode, Encode};
use messages::ids::Height;
use revm::primitives::{keccak256, B256, U256};

/// Facts about the last executed block that later execution and queries need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Head {
    /// Its height; 0 before the first block.
    pub(crate) height: Height,
    /// Seconds since the Unix epoch.
    pub(crate) timestamp: u64,
    /// Price of a unit of gas in the next block, in wei.
    pub(crate) base_fee: u64,
    /// Gas limit of the block.
    pub(crate) gas_limit: u64,
    /// Credits less withdrawals, in wei, little-endian limbs.
    supply: [u64; 4],
}

/// Base fee, in wei: 1 gwei. Constant until the fee market comes with its own program version.
pub(crate) const BASE_FEE: u64 = 1_000_000_000;

impl Head {
    /// Before the first block.
    pub(crate) const GENESIS: Self =
        Self { height: 0, timestamp: 0, base_fee: BASE_FEE, gas_limit: 0, supply: [0; 4] };

    pub(crate) fn supply(&self) -> U256 {
        U256::from_limbs(self.supply)
    }

    pub(crate) fn set_supply(&mut self, supply: U256) {
        self.supply = supply.into_limbs();
    }
}

/// Hash that `BLOCKHASH` gives for an executed block; anyone can compute it from the committee's commits.
pub(crate) fn block_hash(chain_id: u64, height: Height, state_root: &[u8; 32]) -> B256 {
    keccak256(
        [b"adyton/evm-block/v1", &chain_id.to_be_bytes()[..], &height.to_be_bytes(), state_root].concat(),
    )
}
