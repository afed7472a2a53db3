//! Weights of `pallet_registry`.
//!
//! Hand-written upper estimates for the pallet's own tests; a runtime uses the ones generated from its benchmarks.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(missing_docs)]

use frame_support::weights::{Weight, constants::RocksDbWeight};

/// Weight functions needed for `pallet_registry`.
pub trait WeightInfo {
    fn register() -> Weight;
    fn submit(m: u32, ) -> Weight;
    fn submit_collateral() -> Weight;
    fn allow_measurement() -> Weight;
    fn deny_measurement() -> Weight;
    fn set_frozen() -> Weight;
    fn change_policy() -> Weight;
    fn reevaluate() -> Weight;
    fn prune_collateral() -> Weight;
    fn carry_out_pending() -> Weight;
    fn judge(w: u32, ) -> Weight;
    fn watch(w: u32, ) -> Weight;
}

impl WeightInfo for () {
    /// Storage: `Registry::Workers`, `Challenges`, `RetiredBoots` (r:3 w:3)
    /// Storage: `Registry::Frozen`, `TrustAnchors`, `Policy` (r:3 w:0)
    /// Storage: `Registry::Collateral` (r:1 w:0)
    /// Storage: `System::BlockHash` (r:2 w:0)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    fn register() -> Weight {
        Weight::from_parts(60_000_000_000, 1_300_000)
            .saturating_add(RocksDbWeight::get().reads(24_u64))
            .saturating_add(RocksDbWeight::get().writes(4_u64))
    }
    /// Storage: `System::BlockHash`, `Timestamp::Now` (r:2 w:0)
    /// Storage: `Registry::Workers`, `DeniedMeasurements` (r:128 w:64)
    /// The range of component `m` is `[1, 64]`.
    fn submit(m: u32, ) -> Weight {
        Weight::from_parts(80_000_000, 4_000)
            .saturating_add(Weight::from_parts(250_000_000, 5_000).saturating_mul(m.into()))
            .saturating_add(RocksDbWeight::get().reads(2_u64))
            .saturating_add(RocksDbWeight::get().reads((3_u64).saturating_mul(m.into())))
            .saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(m.into())))
    }
    /// Storage: `Registry::TrustAnchors`, `Collateral` (r:2 w:1)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    fn submit_collateral() -> Weight {
        Weight::from_parts(60_000_000_000, 1_300_000)
            .saturating_add(RocksDbWeight::get().reads(4_u64))
            .saturating_add(RocksDbWeight::get().writes(1_u64))
    }
    /// Storage: `Registry::DeniedMeasurements`, `Policy` (r:2 w:1)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    fn allow_measurement() -> Weight {
        Weight::from_parts(80_000_000, 25_000)
            .saturating_add(RocksDbWeight::get().reads(3_u64))
            .saturating_add(RocksDbWeight::get().writes(1_u64))
    }
    /// Storage: `Registry::DeniedMeasurements`, `Policy` (r:2 w:2)
    fn deny_measurement() -> Weight {
        Weight::from_parts(80_000_000, 25_000)
            .saturating_add(RocksDbWeight::get().reads(2_u64))
            .saturating_add(RocksDbWeight::get().writes(2_u64))
    }
    /// Storage: `Registry::Frozen` (r:1 w:1)
    fn set_frozen() -> Weight {
        Weight::from_parts(20_000_000, 1_500)
            .saturating_add(RocksDbWeight::get().reads(1_u64))
            .saturating_add(RocksDbWeight::get().writes(1_u64))
    }
    /// Storage: `Registry::Policy`, `PendingChanges`, `Patrols` (r:3 w:3)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    fn change_policy() -> Weight {
        Weight::from_parts(300_000_000, 170_000)
            .saturating_add(RocksDbWeight::get().reads(4_u64))
            .saturating_add(RocksDbWeight::get().writes(3_u64))
    }
    /// Storage: `Registry::Policy`, `Collateral` (r:2 w:0)
    /// Storage: `Registry::Workers`, `Facts`, `Conditions` (r:3 w:3)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    fn reevaluate() -> Weight {
        Weight::from_parts(10_000_000_000, 1_300_000)
            .saturating_add(RocksDbWeight::get().reads(7_u64))
            .saturating_add(RocksDbWeight::get().writes(5_u64))
    }
    /// Storage: `Registry::Collateral`, `Deposits` (r:65 w:65)
    fn prune_collateral() -> Weight {
        Weight::from_parts(20_000_000_000, 1_500_000)
            .saturating_add(RocksDbWeight::get().reads(130_u64))
            .saturating_add(RocksDbWeight::get().writes(130_u64))
    }
    /// Storage: `Registry::Policy`, `PendingChanges`, `Patrols` (r:4 w:3)
    fn carry_out_pending() -> Weight {
        Weight::from_parts(300_000_000, 170_000)
            .saturating_add(RocksDbWeight::get().reads(4_u64))
            .saturating_add(RocksDbWeight::get().writes(3_u64))
    }
    /// Storage: `Registry::Policy`, `Collateral`, `Patrols` (r:3 w:1)
    /// Storage: `Registry::Workers`, `Facts`, `Conditions` (r:w*4 w:w*5)
    /// The range of component `w` is `[0, 1024]`.
    fn judge(w: u32, ) -> Weight {
        Weight::from_parts(50_000_000_000, 1_300_000)
            .saturating_add(Weight::from_parts(400_000_000, 5_000).saturating_mul(w.into()))
            .saturating_add(RocksDbWeight::get().reads_writes(4_u64, 1_u64))
            .saturating_add(RocksDbWeight::get().reads_writes(4_u64, 5_u64).saturating_mul(w.into()))
    }
    /// Storage: `Registry::Patrols` (r:1 w:1)
    /// Storage: `Registry::Workers`, `Conditions` (r:w*3 w:w*5)
    /// The range of component `w` is `[0, 8]`.
    fn watch(w: u32, ) -> Weight {
        Weight::from_parts(50_000_000, 2_000)
            .saturating_add(Weight::from_parts(100_000_000, 5_000).saturating_mul(w.into()))
            .saturating_add(RocksDbWeight::get().reads_writes(1_u64, 1_u64))
            .saturating_add(RocksDbWeight::get().reads_writes(3_u64, 5_u64).saturating_mul(w.into()))
    }
}
