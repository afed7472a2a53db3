//! Weights of `pallet_computation`.
//!
//! Hand-written upper estimates for the pallet's own tests; a runtime uses the ones generated from its benchmarks.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(missing_docs)]

use frame_support::weights::{Weight, constants::RocksDbWeight};

/// Weight functions needed for `pallet_computation`.
pub trait WeightInfo {
    fn on_initialize(e: u32, c: u32, ) -> Weight;
    fn start() -> Weight;
    fn add_stake() -> Weight;
    fn stop() -> Weight;
    fn withdraw() -> Weight;
    fn reassess() -> Weight;
    fn report() -> Weight;
    fn lift_slash() -> Weight;
    fn confirm_slash() -> Weight;
    fn apply_slash() -> Weight;
    fn set_rules() -> Weight;
    fn heartbeat() -> Weight;
    fn measure() -> Weight;
    fn measured() -> Weight;
}

impl WeightInfo for () {
    /// Storage: `Computation::RulesInForce`, `Books`, `ExpiredUpTo`, `ActiveCount` (r:4 w:2)
    /// Storage: `Computation::Challenged` (r:2 w:3)
    /// Storage: `System::Account` of pot and treasury (r:2 w:2)
    /// Storage: by `e` silent: `Challenges`, `Workers`, `Places`, `Active` (r:6 w:5)
    /// Storage: by `c` challenged: `Active`, `Challenges` (r:2 w:1)
    fn on_initialize(e: u32, c: u32, ) -> Weight {
        Weight::from_parts(60_000_000, 8_000)
            .saturating_add(Weight::from_parts(40_000_000, 12_000).saturating_mul(e.into()))
            .saturating_add(Weight::from_parts(8_000_000, 5_200).saturating_mul(c.into()))
            .saturating_add(RocksDbWeight::get().reads(8_u64.saturating_add(u64::from(e) * 6).saturating_add(u64::from(c) * 2)))
            .saturating_add(RocksDbWeight::get().writes(7_u64.saturating_add(u64::from(e) * 5).saturating_add(u64::from(c))))
    }
    /// Storage: `Computation::Workers`, `Scores`, `RulesInForce`, `Books`, `ActiveCount` (r:5 w:5)
    /// Storage: `Computation::Active`, `Places` (r:0 w:2)
    /// Storage: `Registry` (r:4 w:0)
    /// Storage: `Balances::Holds`, `System::Account` (r:2 w:2)
    fn start() -> Weight {
        Weight::from_parts(120_000_000, 10_000)
            .saturating_add(RocksDbWeight::get().reads(11_u64))
            .saturating_add(RocksDbWeight::get().writes(9_u64))
    }
    /// Storage: `Computation::Workers`, `RulesInForce`, `Books` (r:3 w:2)
    /// Storage: `Balances::Holds`, `System::Account` (r:2 w:2)
    fn add_stake() -> Weight {
        Weight::from_parts(130_000_000, 8_000)
            .saturating_add(RocksDbWeight::get().reads(5_u64))
            .saturating_add(RocksDbWeight::get().writes(4_u64))
    }
    /// Storage: `Computation::Workers`, `RulesInForce`, `Books`, `ActiveCount` (r:4 w:3)
    /// Storage: `Computation::Places`, `Active`, `Challenges` (r:2 w:5)
    /// Storage: `Registry` (r:1 w:0)
    fn stop() -> Weight {
        Weight::from_parts(120_000_000, 14_000)
            .saturating_add(RocksDbWeight::get().reads(7_u64))
            .saturating_add(RocksDbWeight::get().writes(8_u64))
    }
    /// Storage: `Computation::Workers`, `Slashes` (r:2 w:1)
    /// Storage: `Balances::Holds`, `System::Account` (r:2 w:2)
    fn withdraw() -> Weight {
        Weight::from_parts(70_000_000, 8_000)
            .saturating_add(RocksDbWeight::get().reads(4_u64))
            .saturating_add(RocksDbWeight::get().writes(3_u64))
    }
    /// Storage: as `stop`, and `Computation::Challenges` (r:1 w:1), the beacon (r:1 w:0), `Registry` (r:4 w:0)
    fn reassess() -> Weight {
        Weight::from_parts(130_000_000, 20_000)
            .saturating_add(RocksDbWeight::get().reads(13_u64))
            .saturating_add(RocksDbWeight::get().writes(8_u64))
    }
    /// Storage: as `stop`, and `Computation::Slashes` (r:1 w:1)
    fn report() -> Weight {
        Weight::from_parts(130_000_000, 16_000)
            .saturating_add(RocksDbWeight::get().reads(8_u64))
            .saturating_add(RocksDbWeight::get().writes(9_u64))
    }
    /// Storage: `Computation::Slashes`, `Workers` (r:2 w:2)
    fn lift_slash() -> Weight {
        Weight::from_parts(40_000_000, 6_000)
            .saturating_add(RocksDbWeight::get().reads(2_u64))
            .saturating_add(RocksDbWeight::get().writes(2_u64))
    }
    /// Storage: as `apply_slash`
    fn confirm_slash() -> Weight {
        Self::apply_slash()
    }
    /// Storage: `Computation::Slashes`, `Workers` (r:2 w:2)
    /// Storage: `Balances::Holds`, `System::Account` of staker and treasury (r:3 w:3)
    fn apply_slash() -> Weight {
        Weight::from_parts(120_000_000, 12_000)
            .saturating_add(RocksDbWeight::get().reads(5_u64))
            .saturating_add(RocksDbWeight::get().writes(5_u64))
    }
    /// Storage: `Computation::RulesInForce` (r:1 w:1)
    fn set_rules() -> Weight {
        Weight::from_parts(20_000_000, 2_000)
            .saturating_add(RocksDbWeight::get().reads(1_u64))
            .saturating_add(RocksDbWeight::get().writes(1_u64))
    }
    /// Storage: `Computation::Challenges`, `Workers`, `RulesInForce`, `Books`, `ActiveCount` (r:5 w:4)
    /// Storage: `Computation::Active`, `Places` (r:0 w:2)
    /// Storage: `Registry` (r:3 w:0)
    /// Storage: `System::Account` of pot and payee (r:2 w:2)
    fn heartbeat() -> Weight {
        Weight::from_parts(200_000_000, 14_000)
            .saturating_add(RocksDbWeight::get().reads(10_u64))
            .saturating_add(RocksDbWeight::get().writes(8_u64))
    }
    /// Storage: `Registry::Workers`, `Computation::RulesInForce`, the beacon, the time, `Computation::Measurements` (r:4 w:1)
    fn measure() -> Weight {
        Weight::from_parts(40_000_000, 6_000)
            .saturating_add(RocksDbWeight::get().reads(4_u64))
            .saturating_add(RocksDbWeight::get().writes(1_u64))
    }
    /// Storage: the time, `Computation::Measurements`, `Computation::Scores` (r:2 w:2)
    fn measured() -> Weight {
        Weight::from_parts(30_000_000, 4_000)
            .saturating_add(RocksDbWeight::get().reads(2_u64))
            .saturating_add(RocksDbWeight::get().writes(2_u64))
    }
}
