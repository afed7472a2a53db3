//! What execution reads and writes: accounts, code, storage, block hashes, the head and the executor's items.
//!
//! [`key`] lays it out under the state root, [`reader`] reads it with caches, [`overlay`] collects the changes of the
//! block that is being executed, [`undo`] brings earlier states of a development chain back.

pub(crate) mod key;
pub(crate) mod overlay;
pub(crate) mod reader;
pub(crate) mod undo;

use crate::fees::MIN_BASE_FEE;
use codec::{Decode, Encode};
use messages::ids::Height;
use revm::primitives::{keccak256, B256, U256};

/// Block hashes that the EVM can ask for.
const BLOCK_HASHES: u64 = 256;

/// Facts about the last executed block that later execution and queries need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Head {
    /// Its height; 0 before the first block.
    pub(crate) height: Height,
    /// Its number in the EVM. The height, but for orders on development chains.
    pub(crate) number: u64,
    /// How many of the last numbers have no hash under the state root yet: they await the state root after them.
    pub(crate) unhashed: u64,
    /// Seconds since the Unix epoch.
    pub(crate) timestamp: u64,
    /// Price of a unit of gas in the next block, in wei.
    pub(crate) base_fee: u64,
    /// Gas limit of the block.
    pub(crate) gas_limit: u64,
    /// Credits less withdrawals, in wei, little-endian limbs.
    supply: [u64; 4],
    /// How the clock of a development chain was moved.
    pub(crate) clock: Clock,
}

impl Head {
    /// Before the first block.
    pub(crate) const GENESIS: Self = Self {
        height: 0,
        number: 0,
        unhashed: 1,
        timestamp: 0,
        base_fee: MIN_BASE_FEE,
        gas_limit: 0,
        supply: [0; 4],
        clock: Clock { ahead: 0, next: None },
    };

    pub(crate) fn supply(&self) -> U256 {
        U256::from_limbs(self.supply)
    }

    pub(crate) fn set_supply(&mut self, supply: U256) {
        self.supply = supply.into_limbs();
    }

    /// Numbers whose hashes are to be put under the state root, now that the root after them is known.
    pub(crate) fn numbers_to_hash(&self) -> impl Iterator<Item = u64> {
        let count = self.unhashed.min(BLOCK_HASHES).min(self.number.saturating_add(1));
        let last = self.number;
        (0..count).map(move |back| last - back)
    }
}

/// The clock of a development chain, which developers may move; elsewhere it shows the chain's time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Clock {
    /// Seconds that it is ahead of the chain.
    pub(crate) ahead: i64,
    /// Time that the next block is to have; the clock goes on from there.
    pub(crate) next: Option<u64>,
}

impl Clock {
    /// What it shows when the chain's time is `real`.
    pub(crate) fn at(&self, real: u64) -> u64 {
        self.next.unwrap_or(real.saturating_add_signed(self.ahead))
    }

    /// The same clock after the block that had the time it shows.
    pub(crate) fn passed(&self, real: u64) -> Self {
        self.next.map_or(*self, |next| Self::showing(next, real))
    }

    /// A clock that shows `time` when the chain's time is `real`.
    pub(crate) fn showing(time: u64, real: u64) -> Self {
        let distance = i64::try_from(time.abs_diff(real)).unwrap_or(i64::MAX);
        Self { ahead: if time < real { -distance } else { distance }, next: None }
    }
}

/// Hash that `BLOCKHASH` gives for a block; anyone can compute it from the committee's commits.
pub(crate) fn block_hash(chain_id: u64, number: u64, state_root: &[u8; 32]) -> B256 {
    keccak256(
        [b"adyton/evm-block/v1", &chain_id.to_be_bytes()[..], &number.to_be_bytes(), state_root].concat(),
    )
}
