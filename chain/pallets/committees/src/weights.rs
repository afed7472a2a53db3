//! Weights of `pallet_committees`.
//!
//! Hand-written upper estimates for the pallet's own tests; a runtime uses the ones generated from its benchmarks.
//! Lists of members count with the largest number of them, a commit with the largest number of dissenters.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(missing_docs)]

use frame_support::weights::{Weight, constants::RocksDbWeight};

/// Weight functions needed for `pallet_committees`.
pub trait WeightInfo {
    fn create() -> Weight;
    fn invite() -> Weight;
    fn withdraw_invitation() -> Weight;
    fn join() -> Weight;
    fn leave() -> Weight;
    fn evict() -> Weight;
    fn set_threshold() -> Weight;
    fn set_program_version() -> Weight;
    fn submit_body(e: u32, ) -> Weight;
    fn deposit() -> Weight;
    fn advance(e: u32, ) -> Weight;
    fn visit() -> Weight;
    fn votes(v: u32, ) -> Weight;
    fn input_key() -> Weight;
    fn epoch_lost() -> Weight;
    fn lose_epochs() -> Weight;
    fn rotate_state_keys() -> Weight;
}

impl WeightInfo for () {
    /// Storage: `Committees::NextCommitteeId` (r:1 w:1)
    /// Storage: `Channels::Channels` (r:1 w:1)
    /// Storage: `Channels::Heads` (r:0 w:1)
    /// Storage: `Committees::Attendances`, `Owners`, `Committees` (r:0 w:3)
    /// Storage: `System::Account` (r:2 w:2)
    /// Storage: `Anchors::Development` (r:1 w:0)
    fn create() -> Weight {
        Weight::from_parts(150_000_000, 8_000)
            .saturating_add(RocksDbWeight::get().reads(6_u64))
            .saturating_add(RocksDbWeight::get().writes(8_u64))
    }
    /// Storage: `Committees::Owners`, `Committees` (r:2 w:0)
    /// Storage: `Committees::Invitations` (r:1 w:1)
    fn invite() -> Weight {
        Weight::from_parts(60_000_000, 12_000)
            .saturating_add(RocksDbWeight::get().reads(3_u64))
            .saturating_add(RocksDbWeight::get().writes(1_u64))
    }
    /// Storage: `Committees::Owners` (r:1 w:0)
    /// Storage: `Committees::Invitations` (r:1 w:1)
    fn withdraw_invitation() -> Weight {
        Weight::from_parts(60_000_000, 8_000)
            .saturating_add(RocksDbWeight::get().reads(2_u64))
            .saturating_add(RocksDbWeight::get().writes(1_u64))
    }
    /// Storage: `Committees::Committees`, `Invitations`, `Attendances`, `Memberships` (r:4 w:4)
    /// Storage: `Anchors::Development` (r:1 w:0)
    /// Storage: `Registry` (r:3 w:0)
    /// Storage: `Channels` (r:4 w:3)
    fn join() -> Weight {
        Weight::from_parts(250_000_000, 300_000)
            .saturating_add(RocksDbWeight::get().reads(12_u64))
            .saturating_add(RocksDbWeight::get().writes(7_u64))
    }
    /// Storage: `Committees::Committees`, `Attendances`, `InputKeyBallots`, `LostEpochBallots`, `Memberships` (r:3 w:5)
    /// Storage: `Committees::Votes` (r:16 w:0)
    /// Storage: `Committees::Bodies` (r:0 w:16)
    /// Storage: `Registry` (r:1 w:0)
    /// Storage: `Channels` (r:4 w:3)
    fn leave() -> Weight {
        Weight::from_parts(900_000_000, 6_000_000)
            .saturating_add(RocksDbWeight::get().reads(31_u64))
            .saturating_add(RocksDbWeight::get().writes(28_u64))
    }
    /// Storage: `Committees::Owners` (r:1 w:0)
    /// Storage: as `leave`
    fn evict() -> Weight {
        Weight::from_parts(900_000_000, 6_000_000)
            .saturating_add(RocksDbWeight::get().reads(32_u64))
            .saturating_add(RocksDbWeight::get().writes(28_u64))
    }
    /// Storage: `Committees::Owners`, `Committees` (r:2 w:1)
    /// Storage: `Anchors::Development` (r:1 w:0)
    /// Storage: `Channels` (r:4 w:3)
    fn set_threshold() -> Weight {
        Weight::from_parts(200_000_000, 300_000)
            .saturating_add(RocksDbWeight::get().reads(7_u64))
            .saturating_add(RocksDbWeight::get().writes(4_u64))
    }
    /// Storage: `Committees::Owners`, `Committees` (r:2 w:1)
    /// Storage: `Channels` (r:4 w:3)
    fn set_program_version() -> Weight {
        Weight::from_parts(200_000_000, 300_000)
            .saturating_add(RocksDbWeight::get().reads(6_u64))
            .saturating_add(RocksDbWeight::get().writes(4_u64))
    }
    /// Storage: `Committees::Committees`, `Votes`, `Bodies` (r:3 w:1)
    /// The range of component `e` is `[0, 64]`.
    fn submit_body(e: u32, ) -> Weight {
        Weight::from_parts(150_000_000, 20_000)
            .saturating_add(Weight::from_parts(12_000_000, 5_000).saturating_mul(e.into()))
            .saturating_add(RocksDbWeight::get().reads(3_u64))
            .saturating_add(RocksDbWeight::get().writes(1_u64))
    }
    /// Storage: `Committees::Committees` (r:1 w:0)
    /// Storage: `System::Account` (r:2 w:2)
    /// Storage: `Channels` (r:4 w:3)
    fn deposit() -> Weight {
        Weight::from_parts(250_000_000, 300_000)
            .saturating_add(RocksDbWeight::get().reads(7_u64))
            .saturating_add(RocksDbWeight::get().writes(5_u64))
    }
    /// Storage: `Committees::Committees`, `Owners`, `InputKeyBallots`, `Votes`, `Bodies`, `Attendances` (r:6 w:5)
    /// Storage: `Committees::GenerationUses` (r:2 w:2)
    /// Storage: `Gatekeepers::Keys` (r:1 w:0)
    /// Storage: `Registry` (r:129 w:0)
    /// Storage: `Committees::Votes` (r:0 w:1), of the height before
    /// Storage: `Committees::Votes`, `Bodies` (r:64 w:128), of dissenters
    /// Storage: `Channels` (r:5 w:4), and as much for each effect
    /// The range of component `e` is `[0, 64]`.
    fn advance(e: u32, ) -> Weight {
        Weight::from_parts(2_500_000_000, 1_500_000)
            .saturating_add(Weight::from_parts(180_000_000, 5_000).saturating_mul(e.into()))
            .saturating_add(RocksDbWeight::get().reads(240_u64))
            .saturating_add(RocksDbWeight::get().writes(161_u64))
            .saturating_add(RocksDbWeight::get().reads((5_u64).saturating_mul(e.into())))
            .saturating_add(RocksDbWeight::get().writes((4_u64).saturating_mul(e.into())))
    }
    /// Storage: `Committees::Committees`, `Owners`, `InputKeyBallots`, `LostEpochBallots`, `Votes`, `Bodies` (r:7 w:0)
    /// Storage: `Registry` (r:129 w:0)
    fn visit() -> Weight {
        Weight::from_parts(300_000_000, 700_000)
            .saturating_add(RocksDbWeight::get().reads(140_u64))
    }
    /// Storage: `Committees::Committees`, `Attendances` (r:2 w:1)
    /// Storage: `Channels::Heads` (r:1 w:0)
    /// Storage: `Committees::Votes` (r:16 w:16)
    /// The range of component `v` is `[1, 16]`.
    fn votes(v: u32, ) -> Weight {
        Weight::from_parts(120_000_000, 20_000)
            .saturating_add(Weight::from_parts(40_000_000, 5_000).saturating_mul(v.into()))
            .saturating_add(RocksDbWeight::get().reads(4_u64))
            .saturating_add(RocksDbWeight::get().writes(1_u64))
            .saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(v.into())))
            .saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(v.into())))
    }
    /// Storage: `Committees::Committees` (r:1 w:0)
    /// Storage: `Gatekeepers::Keys` (r:1 w:0)
    /// Storage: `Committees::InputKeyBallots` (r:1 w:1)
    fn input_key() -> Weight {
        Weight::from_parts(100_000_000, 26_000)
            .saturating_add(RocksDbWeight::get().reads(3_u64))
            .saturating_add(RocksDbWeight::get().writes(1_u64))
    }
    /// Storage: `Committees::Committees` (r:1 w:0)
    /// Storage: `Gatekeepers::Keys` (r:1 w:0)
    /// Storage: `Committees::LostEpochBallots` (r:1 w:1)
    fn epoch_lost() -> Weight {
        Weight::from_parts(100_000_000, 24_000)
            .saturating_add(RocksDbWeight::get().reads(3_u64))
            .saturating_add(RocksDbWeight::get().writes(1_u64))
    }
    /// Storage: as `visit`
    /// Storage: `Committees::Committees`, `InputKeyBallots`, `LostEpochBallots`, `Attendances`, `ExcusedHeights` (r:4 w:5)
    /// Storage: `Gatekeepers::Keys` (r:1 w:0)
    /// Storage: `Committees::Votes` (r:16 w:16)
    /// Storage: `Committees::Bodies` (r:0 w:1024)
    /// Storage: `Channels` (r:4 w:4), for an epoch that begins
    fn lose_epochs() -> Weight {
        Weight::from_parts(12_000_000_000, 1_500_000)
            .saturating_add(RocksDbWeight::get().reads(165_u64))
            .saturating_add(RocksDbWeight::get().writes(1_049_u64))
    }
    /// Storage: `Committees::Owners`, `Committees` (r:2 w:0)
    /// Storage: `Gatekeepers::Keys` (r:1 w:0)
    /// Storage: `Channels` (r:4 w:3)
    fn rotate_state_keys() -> Weight {
        Weight::from_parts(200_000_000, 310_000)
            .saturating_add(RocksDbWeight::get().reads(7_u64))
            .saturating_add(RocksDbWeight::get().writes(3_u64))
    }
}
