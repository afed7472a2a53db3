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
    /// Storage: `Registry::Frozen` (r:0 w:1)
    fn set_frozen() -> Weight {
        Weight::from_parts(20_000_000, 1_500)
            .saturating_add(RocksDbWeight::get().writes(1_u64))
    }
}
