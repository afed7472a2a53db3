//! Weights of `pallet_channels`.
//!
//! Hand-written upper estimates for the pallet's own tests; a runtime uses the ones generated from its benchmarks.
//! A pruned or peeked body is counted as the largest one, a push as one that prunes twice.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(missing_docs)]

use frame_support::weights::{Weight, constants::RocksDbWeight};

/// Weight functions needed for `pallet_channels`.
pub trait WeightInfo {
    fn push(b: u32, ) -> Weight;
    fn push_batch(n: u32, b: u32, ) -> Weight;
    fn visit_channel(n: u32, ) -> Weight;
}

impl WeightInfo for () {
    /// Storage: `Channels::Channels` (r:1 w:1)
    /// Storage: `Channels::Heads` (r:1 w:1)
    /// Storage: `Channels::Messages` (r:2 w:3)
    /// Storage: `Committees::Committees` (r:1 w:0)
    /// Storage: `System::Account` (r:2 w:2)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    /// The range of component `b` is `[0, 130048]`.
    fn push(b: u32, ) -> Weight {
        Weight::from_parts(200_000_000, 290_000)
            .saturating_add(Weight::from_parts(4_000, 0).saturating_mul(b.into()))
            .saturating_add(RocksDbWeight::get().reads(8_u64))
            .saturating_add(RocksDbWeight::get().writes(7_u64))
    }
    /// Storage: as `push`
    /// The range of component `n` is `[1, 256]`.
    /// The range of component `b` is `[0, 118784]`.
    fn push_batch(n: u32, b: u32, ) -> Weight {
        Weight::from_parts(200_000_000, 290_000)
            .saturating_add(Weight::from_parts(500_000, 0).saturating_mul(n.into()))
            .saturating_add(Weight::from_parts(4_000, 0).saturating_mul(b.into()))
            .saturating_add(RocksDbWeight::get().reads(8_u64))
            .saturating_add(RocksDbWeight::get().writes(7_u64))
    }
    /// Storage: `Channels::LastVisited` (r:1 w:1)
    /// Storage: `Channels::Channels` (r:2 w:1)
    /// Storage: `Channels::Messages` (r:9 w:8)
    /// The range of component `n` is `[0, 8]`.
    fn visit_channel(n: u32, ) -> Weight {
        Weight::from_parts(100_000_000, 145_000)
            .saturating_add(Weight::from_parts(80_000_000, 135_000).saturating_mul(n.into()))
            .saturating_add(RocksDbWeight::get().reads(4_u64))
            .saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(n.into())))
            .saturating_add(RocksDbWeight::get().writes(2_u64))
            .saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(n.into())))
    }
}
