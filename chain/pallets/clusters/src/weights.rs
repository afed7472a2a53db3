//! Weights of `pallet_clusters`.
//!
//! Hand-written upper estimates for the pallet's own tests; a runtime uses the ones generated from its benchmarks.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(missing_docs)]

use frame_support::weights::{Weight, constants::RocksDbWeight};

/// Weight functions needed for `pallet_clusters`.
pub trait WeightInfo {
    fn fund() -> Weight;
    fn set_terms() -> Weight;
    fn defund() -> Weight;
    fn withdraw() -> Weight;
    fn claim() -> Weight;
    fn applied(s: u32, ) -> Weight;
    fn seconded() -> Weight;
}

impl WeightInfo for () {
    /// Storage: `Committees::Committees` (r:1 w:0)
    /// Storage: `System::Account` (r:2 w:2)
    /// Storage: `Clusters::Books` (r:1 w:1)
    fn fund() -> Weight {
        Weight::from_parts(100_000_000, 15_000)
            .saturating_add(RocksDbWeight::get().reads(4_u64))
            .saturating_add(RocksDbWeight::get().writes(3_u64))
    }
    /// Storage: `Committees::Committees`, `Owners` (r:2 w:0)
    /// Storage: `Clusters::Books` (r:1 w:1)
    fn set_terms() -> Weight {
        Weight::from_parts(50_000_000, 12_000)
            .saturating_add(RocksDbWeight::get().reads(3_u64))
            .saturating_add(RocksDbWeight::get().writes(1_u64))
    }
    /// Storage: `Committees::Committees`, `Owners` (r:2 w:0)
    /// Storage: `Clusters::Books` (r:1 w:1)
    fn defund() -> Weight {
        Weight::from_parts(50_000_000, 12_000)
            .saturating_add(RocksDbWeight::get().reads(3_u64))
            .saturating_add(RocksDbWeight::get().writes(1_u64))
    }
    /// Storage: `Clusters::Books` (r:1 w:1)
    /// Storage: `System::Account` (r:2 w:2)
    fn withdraw() -> Weight {
        Weight::from_parts(90_000_000, 9_000)
            .saturating_add(RocksDbWeight::get().reads(3_u64))
            .saturating_add(RocksDbWeight::get().writes(3_u64))
    }
    /// Storage: `Clusters::Books`, `Earned` (r:2 w:2)
    /// Storage: `System::Account` (r:2 w:2)
    fn claim() -> Weight {
        Weight::from_parts(90_000_000, 12_000)
            .saturating_add(RocksDbWeight::get().reads(4_u64))
            .saturating_add(RocksDbWeight::get().writes(4_u64))
    }
    /// Storage: `Clusters::Served`, `Books` (r:2 w:2)
    /// Storage: `System::Account` (r:1 w:0)
    /// Storage: by `s` servants: `Registry::Workers` (r:1 w:0), `Clusters::Earned` (r:1 w:1)
    /// The range of component `s` is `[0, 64]`.
    fn applied(s: u32, ) -> Weight {
        Weight::from_parts(40_000_000, 12_000)
            .saturating_add(Weight::from_parts(8_000_000, 7_000).saturating_mul(s.into()))
            .saturating_add(RocksDbWeight::get().reads(3_u64.saturating_add(u64::from(s) * 2)))
            .saturating_add(RocksDbWeight::get().writes(2_u64.saturating_add(u64::from(s))))
    }
    /// Storage: `Clusters::Served` (r:1 w:1)
    fn seconded() -> Weight {
        Weight::from_parts(15_000_000, 6_000)
            .saturating_add(RocksDbWeight::get().reads(1_u64))
            .saturating_add(RocksDbWeight::get().writes(1_u64))
    }
}
