//! Weights of `pallet_gatekeepers`.
//!
//! Hand-written upper estimates for the pallet's own tests; a runtime uses the ones generated from its benchmarks. Each
//! counts with the largest number of gatekeepers. Verifying one partial takes about 1 ms in wasm.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(missing_docs)]

use frame_support::weights::{Weight, constants::RocksDbWeight};

/// Weight functions needed for `pallet_gatekeepers`.
pub trait WeightInfo {
    fn appoint() -> Weight;
    fn bond() -> Weight;
    fn resign() -> Weight;
    fn dismiss() -> Weight;
    fn evict() -> Weight;
    fn withdraw() -> Weight;
    fn set_threshold() -> Weight;
    fn set_parameters() -> Weight;
    fn rotate_generation() -> Weight;
    fn retire_generation() -> Weight;
    fn advance() -> Weight;
    fn visit() -> Weight;
    fn outcome() -> Weight;
    fn share_lost() -> Weight;
    fn beacon() -> Weight;
    fn false_grant(p: u32, ) -> Weight;
    fn declare() -> Weight;
    fn bond_more() -> Weight;
    fn set_elections() -> Weight;
    fn elect() -> Weight;
}

impl WeightInfo for () {
    /// Storage: `Gatekeepers::Candidates` (r:1 w:1)
    /// Storage: `Gatekeepers::Evidence` (r:0 w:1)
    /// Storage: `Committees::Committees` (r:1 w:0)
    /// Storage: `Gatekeepers::Contenders`, `Elections`, `WantedThreshold`, `Bonds` (r:34 w:1)
    fn appoint() -> Weight {
        Weight::from_parts(60_000_000, 8_000)
            .saturating_add(RocksDbWeight::get().reads(36_u64))
            .saturating_add(RocksDbWeight::get().writes(3_u64))
    }
    /// Storage: `Gatekeepers::Candidates`, `Leaving`, `WantedThreshold` (r:3 w:0)
    /// Storage: `Gatekeepers::Bonds` (r:32 w:1)
    /// Storage: `Committees::Committees`, `Anchors::Development` (r:2 w:0)
    /// Storage: `Registry` (r:4 w:0)
    /// Storage: `Balances::Holds`, `System::Account` (r:2 w:2)
    /// Storage: `Gatekeepers::Elections` (r:1 w:0)
    fn bond() -> Weight {
        Weight::from_parts(300_000_000, 110_000)
            .saturating_add(RocksDbWeight::get().reads(45_u64))
            .saturating_add(RocksDbWeight::get().writes(4_u64))
    }
    /// Storage: `Registry` (r:1 w:0)
    /// Storage: as `dismiss`
    fn resign() -> Weight {
        Weight::from_parts(250_000_000, 140_000)
            .saturating_add(RocksDbWeight::get().reads(45_u64))
            .saturating_add(RocksDbWeight::get().writes(9_u64))
    }
    /// Storage: `Gatekeepers::Candidates`, `Leaving`, `Absent`, `LastDeparture` (r:3 w:4)
    /// Storage: `Gatekeepers::Keys`, `Ceremonies`, `WantedThreshold` (r:3 w:0)
    /// Storage: `Gatekeepers::Bonds` (r:33 w:1)
    /// Storage: `Gatekeepers::Evidence`, `Vouched` (r:0 w:2)
    /// Storage: `Committees::Committees` (r:1 w:0)
    /// Storage: `Gatekeepers::Contenders`, `Outgoing`, `Elections`, `Barred` (r:4 w:3)
    fn dismiss() -> Weight {
        Weight::from_parts(250_000_000, 140_000)
            .saturating_add(RocksDbWeight::get().reads(46_u64))
            .saturating_add(RocksDbWeight::get().writes(10_u64))
    }
    /// Storage: `Registry` (r:1 w:0)
    /// Storage: as `dismiss`
    fn evict() -> Weight {
        Weight::from_parts(250_000_000, 140_000)
            .saturating_add(RocksDbWeight::get().reads(45_u64))
            .saturating_add(RocksDbWeight::get().writes(9_u64))
    }
    /// Storage: `Gatekeepers::Bonds` (r:1 w:1)
    /// Storage: `Gatekeepers::Keys`, `Ceremonies` (r:2 w:0)
    /// Storage: `Balances::Holds`, `System::Account` (r:2 w:2)
    fn withdraw() -> Weight {
        Weight::from_parts(200_000_000, 40_000)
            .saturating_add(RocksDbWeight::get().reads(5_u64))
            .saturating_add(RocksDbWeight::get().writes(3_u64))
    }
    /// Storage: `Gatekeepers::Candidates`, `Leaving` (r:2 w:0)
    /// Storage: `Gatekeepers::Bonds` (r:32 w:0)
    /// Storage: `Gatekeepers::WantedThreshold` (r:0 w:1)
    /// Storage: `Committees::Committees`, `Anchors::Development` (r:2 w:0)
    fn set_threshold() -> Weight {
        Weight::from_parts(150_000_000, 100_000)
            .saturating_add(RocksDbWeight::get().reads(37_u64))
            .saturating_add(RocksDbWeight::get().writes(1_u64))
    }
    /// Storage: `Gatekeepers::Pace` (r:0 w:1)
    fn set_parameters() -> Weight {
        Weight::from_parts(20_000_000, 0)
            .saturating_add(RocksDbWeight::get().writes(1_u64))
    }
    /// Storage: `Gatekeepers::Keys`, `RotationDue` (r:2 w:1)
    fn rotate_generation() -> Weight {
        Weight::from_parts(60_000_000, 14_000)
            .saturating_add(RocksDbWeight::get().reads(2_u64))
            .saturating_add(RocksDbWeight::get().writes(1_u64))
    }
    /// Storage: `Gatekeepers::Keys`, `Ceremonies` (r:2 w:2)
    /// Storage: `Gatekeepers::OutcomeBallots` (r:0 w:1)
    /// Storage: `Committees::Committees` (r:64 w:0)
    /// Storage: `Channels` (r:1 w:1)
    fn retire_generation() -> Weight {
        Weight::from_parts(500_000_000, 500_000)
            .saturating_add(RocksDbWeight::get().reads(67_u64))
            .saturating_add(RocksDbWeight::get().writes(4_u64))
    }
    /// Storage: as `visit`
    /// Storage: `Gatekeepers::Ceremonies`, `LastCeremony`, `Candidates`, `Leaving`, `Absent`, `LastDeparture` (r:0 w:6)
    /// Storage: `Gatekeepers::Bonds` (r:32 w:32)
    /// Storage: `Gatekeepers::Evidence`, `Vouched` (r:0 w:64)
    /// Storage: `Gatekeepers::OutcomeBallots` (r:0 w:4)
    /// Storage: `Committees` (r:3 w:3)
    /// Storage: `Channels` (r:4 w:3), and as much for each notice of a member that joined or left
    fn advance() -> Weight {
        Weight::from_parts(6_000_000_000, 1_500_000)
            .saturating_add(RocksDbWeight::get().reads(550_u64))
            .saturating_add(RocksDbWeight::get().writes(330_u64))
    }
    /// Storage: `Gatekeepers::Ceremonies`, `Keys`, `Candidates`, `Leaving`, `Absent`, `Pace` (r:6 w:0)
    /// Storage: `Gatekeepers::WantedThreshold`, `RotationDue`, `LastEpoch`, `LastGeneration`, `EpochOpenedAt`,
    /// `LastDeparture`, `QuorumSince` (r:7 w:1)
    /// Storage: `Gatekeepers::Bonds` (r:32 w:0)
    /// Storage: `Gatekeepers::Elections`, `LastElection`, `Outgoing`, `Contenders` (r:4 w:0)
    /// Storage: `Gatekeepers::Barred`, `Session::Validators` (r:9 w:0)
    /// Storage: `Committees::Committees` (r:1 w:0)
    /// Storage: `Registry` (r:121 w:0)
    /// Storage: `Channels::Heads` (r:1 w:0)
    fn visit() -> Weight {
        Weight::from_parts(500_000_000, 400_000)
            .saturating_add(RocksDbWeight::get().reads(182_u64))
            .saturating_add(RocksDbWeight::get().writes(2_u64))
    }
    /// Storage: `Gatekeepers::Ceremonies`, `OutcomeBallots`, `Keys`, `Absent` (r:4 w:4)
    /// Storage: `Gatekeepers::Candidates`, `Leaving`, `LastEpoch`, `LastGeneration`, `EpochOpenedAt` (r:4 w:5)
    /// Storage: `Gatekeepers::Bonds`, `Balances::Holds`, `System::Account` (r:96 w:96)
    /// Storage: `Registry` (r:65 w:0)
    /// Storage: `Channels` (r:2 w:1)
    fn outcome() -> Weight {
        Weight::from_parts(3_000_000_000, 800_000)
            .saturating_add(RocksDbWeight::get().reads(183_u64))
            .saturating_add(RocksDbWeight::get().writes(144_u64))
    }
    /// Storage: `Gatekeepers::Keys`, `Absent`, `Ceremonies` (r:3 w:3)
    /// Storage: `Gatekeepers::OutcomeBallots` (r:0 w:1)
    /// Storage: `Channels` (r:2 w:1)
    fn share_lost() -> Weight {
        Weight::from_parts(150_000_000, 40_000)
            .saturating_add(RocksDbWeight::get().reads(5_u64))
            .saturating_add(RocksDbWeight::get().writes(7_u64))
    }
    /// Storage: `Gatekeepers::Keys`, `PendingBeacon`, `LastBeacon`, `Absent` (r:4 w:3)
    /// Storage: as `dismiss`, where the partial is false
    /// Verifies one partial, and 32 more to combine them.
    fn beacon() -> Weight {
        Weight::from_parts(45_000_000_000, 140_000)
            .saturating_add(RocksDbWeight::get().reads(48_u64))
            .saturating_add(RocksDbWeight::get().writes(15_u64))
    }
    /// Storage: `Gatekeepers::Keys` (r:1 w:0)
    /// Storage: as `dismiss`
    /// Storage: `Balances::Holds`, `System::Account` (r:2 w:2)
    /// The range of component `p` is `[1, 6]`.
    fn false_grant(p: u32, ) -> Weight {
        Weight::from_parts(1_500_000_000, 140_000)
            .saturating_add(Weight::from_parts(1_200_000_000, 0).saturating_mul(p.into()))
            .saturating_add(RocksDbWeight::get().reads(47_u64))
            .saturating_add(RocksDbWeight::get().writes(12_u64))
    }
    /// Storage: `Gatekeepers::Elections`, `Contenders`, `Candidates`, `Leaving`, `Absent`, `Outgoing` (r:6 w:4)
    /// Storage: `Gatekeepers::Bonds` (r:2 w:2)
    /// Storage: `Gatekeepers::Barred` (r:64 w:1)
    /// Storage: `Gatekeepers::Evidence`, `Vouched` (r:0 w:2)
    /// Storage: `Committees::Committees`, `Session::Validators` (r:2 w:0)
    /// Storage: `Registry` (r:132 w:0)
    /// Storage: `Balances::Holds`, `System::Account` (r:2 w:2)
    fn declare() -> Weight {
        Weight::from_parts(3_000_000_000, 700_000)
            .saturating_add(RocksDbWeight::get().reads(208_u64))
            .saturating_add(RocksDbWeight::get().writes(11_u64))
    }
    /// Storage: `Gatekeepers::Bonds`, `Contenders` (r:2 w:2)
    /// Storage: `Balances::Holds`, `System::Account` (r:2 w:2)
    fn bond_more() -> Weight {
        Weight::from_parts(250_000_000, 20_000)
            .saturating_add(RocksDbWeight::get().reads(4_u64))
            .saturating_add(RocksDbWeight::get().writes(4_u64))
    }
    /// Storage: `Gatekeepers::Elections`, `LastElection`, `Outgoing` (r:0 w:3)
    fn set_elections() -> Weight {
        Weight::from_parts(30_000_000, 0)
            .saturating_add(RocksDbWeight::get().writes(3_u64))
    }
    /// Storage: `Gatekeepers::Elections`, `Ceremonies`, `Keys`, `Contenders`, `Candidates`, `Leaving`, `Absent`, `Outgoing`,
    /// `LastElection`, `WantedThreshold`, `LastDeparture` (r:10 w:8)
    /// Storage: `Gatekeepers::Bonds` (r:32 w:32)
    /// Storage: `Gatekeepers::Evidence`, `Vouched` (r:0 w:80)
    /// Storage: `Gatekeepers::Barred` (r:64 w:0)
    /// Storage: `Committees::Committees`, `Session::Validators` (r:2 w:0)
    /// Storage: `Registry` (r:200 w:0)
    fn elect() -> Weight {
        Weight::from_parts(6_000_000_000, 1_000_000)
            .saturating_add(RocksDbWeight::get().reads(308_u64))
            .saturating_add(RocksDbWeight::get().writes(120_u64))
    }
}
