//! How the pallets are set up: the chain itself here, then one file per concern.

mod accounts;
mod adyton;
mod clusters;
mod consensus;
mod economy;
mod fees;
pub mod governance;

pub use accounts::ProxyType;
pub use clusters::PaidService;
pub use fees::SplitFees;

use crate::*;
use frame_support::{
    derive_impl,
    dispatch::DispatchClass,
    parameter_types,
    weights::{
        constants::{ParityDbWeight, WEIGHT_REF_TIME_PER_SECOND},
        Weight,
    },
};
use frame_system::limits::{BlockLength, BlockWeights};
use sp_runtime::{traits::AccountIdLookup, Perbill};

/// Share of a block that ordinary transactions may fill; the rest is for operational ones.
const NORMAL_RATIO: Perbill = Perbill::from_percent(75);
/// Computing time of one block: a third of a slot of 6 s, as authoring, gossip and import each need their share. Where
/// slots are shorter, the author's own deadline is what ends a block.
const BLOCK_COMPUTE: Weight = Weight::from_parts(2 * WEIGHT_REF_TIME_PER_SECOND, u64::MAX);
/// Bytes of one block: forty of the largest messages a channel takes.
const BLOCK_BYTES: u32 = 5 * 1024 * 1024;
/// The least that an account may hold: 0.01 PHA.
pub const EXISTENTIAL_DEPOSIT: Balance = PHA / 100;

/// Blocks of a day, at 6 s.
pub const DAY: BlockNumber = 14_400;

/// Whether genesis marks a development network.
pub fn is_development() -> bool {
    pallet_anchors::Development::<Runtime>::exists()
}

/// What storage costs while it is occupied: 0.1 PHA an item and 0.001 PHA a byte.
pub const fn storage_deposit(items: u32, bytes: u32) -> Balance {
    items as Balance * (PHA / 10) + bytes as Balance * (PHA / 1_000)
}

parameter_types! {
    /// Version of this runtime.
    pub const Version: RuntimeVersion = VERSION;
    /// Block hashes that the state remembers. Bounds how old a transaction's era, or the head a worker attested at, may be.
    pub const BlockHashCount: BlockNumber = 4096;
    /// See [`BLOCK_COMPUTE`].
    pub Weights: BlockWeights = BlockWeights::with_sensible_defaults(BLOCK_COMPUTE, NORMAL_RATIO);
    /// See [`BLOCK_BYTES`].
    pub Length: BlockLength = BlockLength::builder()
        .max_length(BLOCK_BYTES)
        .modify_max_length_for_class(DispatchClass::Normal, |bytes| *bytes = NORMAL_RATIO * *bytes)
        .build();
    /// See [`SS58_PREFIX`].
    pub const Ss58Prefix: u16 = SS58_PREFIX;
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
    type Block = Block;
    type BlockHashCount = BlockHashCount;
    type BlockWeights = Weights;
    type BlockLength = Length;
    type DbWeight = ParityDbWeight;
    type AccountId = AccountId;
    type Lookup = AccountIdLookup<AccountId, ()>;
    type Nonce = Nonce;
    type Hash = Hash;
    type Version = Version;
    type AccountData = pallet_balances::AccountData<Balance>;
    type SystemWeightInfo = frame_system::weights::SubstrateWeight<Runtime>;
    type SS58Prefix = Ss58Prefix;
}
