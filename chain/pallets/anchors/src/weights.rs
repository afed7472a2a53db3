//! Weights of `pallet_anchors`.
//!
//! Hand-written upper estimates for the pallet's own tests; a runtime uses the ones generated from its benchmarks.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(missing_docs)]

use frame_support::weights::{Weight, constants::RocksDbWeight};

/// Weight functions needed for `pallet_anchors`.
pub trait WeightInfo {
    fn record_set_end() -> Weight;
}

impl WeightInfo for () {
    /// Storage: `Anchors::LastSetId` (r:1 w:1)
    /// Storage: `Grandpa::CurrentSetId` (r:1 w:0)
    /// Storage: `Anchors::SetEnds` (r:0 w:1)
    fn record_set_end() -> Weight {
        Weight::from_parts(20_000_000, 3_000)
            .saturating_add(RocksDbWeight::get().reads(2_u64))
            .saturating_add(RocksDbWeight::get().writes(2_u64))
    }
}
