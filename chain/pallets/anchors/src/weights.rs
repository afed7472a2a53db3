//! Weights of `pallet_anchors`.
//!
//! Hand-written upper estimates for the pallet's own tests; a runtime uses the ones generated from its benchmarks.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use frame_support::{traits::Get, weights::{Weight, constants::RocksDbWeight}};
use core::marker::PhantomData;

/// Weight functions needed for `pallet_anchors`.
pub trait WeightInfo {
    fn record_set_end() -> Weight;
}

/// Weights for `pallet_anchors` in terms of the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    /// Storage: `Anchors::LastSetId` (r:1 w:1)
    /// Storage: `Grandpa::CurrentSetId` (r:1 w:0)
    /// Storage: `Anchors::SetEnds` (r:0 w:1)
    fn record_set_end() -> Weight {
        Weight::from_parts(20_000_000, 3_000)
            .saturating_add(T::DbWeight::get().reads(2_u64))
            .saturating_add(T::DbWeight::get().writes(2_u64))
    }
}

// For backwards compatibility and tests.
impl WeightInfo for () {
    fn record_set_end() -> Weight {
        Weight::from_parts(20_000_000, 3_000)
            .saturating_add(RocksDbWeight::get().reads(2_u64))
            .saturating_add(RocksDbWeight::get().writes(2_u64))
    }
}
