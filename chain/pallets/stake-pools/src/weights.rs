//! Weights of `pallet_stake_pools`.
//!
//! Hand-written upper estimates for the pallet's own tests; a runtime uses the ones generated from its benchmarks.
//! Where a pool may be a vault it counts as one with the most holdings, unless `h` says how many.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(missing_docs)]

use frame_support::weights::{Weight, constants::RocksDbWeight};

/// Weight functions needed for `pallet_stake_pools`.
pub trait WeightInfo {
    fn create() -> Weight;
    fn close() -> Weight;
    fn set_commission() -> Weight;
    fn set_cap() -> Weight;
    fn set_open() -> Weight;
    fn allow() -> Weight;
    fn disallow() -> Weight;
    fn deposit(h: u32, s: u32, ) -> Weight;
    fn withdraw(h: u32, s: u32, ) -> Weight;
    fn serve(h: u32, s: u32, ) -> Weight;
    fn sweep(h: u32, s: u32, ) -> Weight;
    fn add_worker() -> Weight;
    fn remove_worker() -> Weight;
    fn start() -> Weight;
    fn add_stake() -> Weight;
    fn stop(s: u32, ) -> Weight;
    fn reclaim(s: u32, ) -> Weight;
    fn invest() -> Weight;
    fn divest(s: u32, ) -> Weight;
    fn on_payout() -> Weight;
    fn on_stake_event() -> Weight;
}

impl WeightInfo for () {
    /// Storage: `StakePools::NextPoolId`, `Pools`, `Positions`, `Holdings` (r:3 w:4)
    /// Storage: `Balances::Holds`, `System::Account` (r:3 w:3)
    fn create() -> Weight {
        Weight::from_parts(120_000_000, 9_000)
            .saturating_add(RocksDbWeight::get().reads(6_u64))
            .saturating_add(RocksDbWeight::get().writes(7_u64))
    }
    /// Storage: `StakePools::Pools`, `Positions`, `Holdings` (r:3 w:3)
    /// Storage: `Balances::Holds`, `System::Account` (r:3 w:3)
    fn close() -> Weight {
        Weight::from_parts(130_000_000, 9_000)
            .saturating_add(RocksDbWeight::get().reads(6_u64))
            .saturating_add(RocksDbWeight::get().writes(6_u64))
    }
    /// Storage: `StakePools::Pools` (r:33 w:1), of the pools that a vault has shares of
    /// Storage: `StakePools::Holdings`, `Positions` (r:34 w:1)
    fn set_commission() -> Weight {
        Weight::from_parts(900_000_000, 170_000)
            .saturating_add(RocksDbWeight::get().reads(67_u64))
            .saturating_add(RocksDbWeight::get().writes(2_u64))
    }
    /// Storage: `StakePools::Pools` (r:1 w:1)
    fn set_cap() -> Weight {
        Weight::from_parts(30_000_000, 3_000)
            .saturating_add(RocksDbWeight::get().reads(1_u64))
            .saturating_add(RocksDbWeight::get().writes(1_u64))
    }
    /// Storage: `StakePools::Pools` (r:1 w:1)
    fn set_open() -> Weight {
        Weight::from_parts(30_000_000, 3_000)
            .saturating_add(RocksDbWeight::get().reads(1_u64))
            .saturating_add(RocksDbWeight::get().writes(1_u64))
    }
    /// Storage: `StakePools::Pools`, `AllowList` (r:2 w:2)
    fn allow() -> Weight {
        Weight::from_parts(40_000_000, 6_000)
            .saturating_add(RocksDbWeight::get().reads(2_u64))
            .saturating_add(RocksDbWeight::get().writes(2_u64))
    }
    /// Storage: `StakePools::Pools`, `AllowList` (r:2 w:2)
    fn disallow() -> Weight {
        Weight::from_parts(40_000_000, 6_000)
            .saturating_add(RocksDbWeight::get().reads(2_u64))
            .saturating_add(RocksDbWeight::get().writes(2_u64))
    }
    /// Storage: `StakePools::Pools`, `Positions`, `Holdings`, `AllowList` (r:5 w:4)
    /// Storage: `System::Account` (r:2 w:2)
    /// Of each of `h` pools: `Pools`, `Positions` (r:2 w:0)
    /// Of each of `s` tickets: `Tickets`, `Positions`, `Holdings`, `System::Account` (r:4 w:4)
    /// The range of component `h` is `[0, 32]`.
    /// The range of component `s` is `[0, 16]`.
    fn deposit(h: u32, s: u32, ) -> Weight {
        Weight::from_parts(150_000_000, 15_000)
            .saturating_add(Weight::from_parts(20_000_000, 5_000).saturating_mul(h.into()))
            .saturating_add(RocksDbWeight::get().reads(2_u64.saturating_mul(h.into())))
            .saturating_add(Weight::from_parts(90_000_000, 12_000).saturating_mul(s.into()))
            .saturating_add(RocksDbWeight::get().reads_writes(4_u64.saturating_mul(s.into()), 4_u64.saturating_mul(s.into())))
            .saturating_add(RocksDbWeight::get().reads(7_u64))
            .saturating_add(RocksDbWeight::get().writes(6_u64))
    }
    /// Storage: `StakePools::Pools`, `Positions`, `Holdings`, `Tickets` (r:5 w:4)
    /// Of each of `h` pools: `Pools`, `Positions` (r:2 w:0)
    /// Of each of `s` tickets: `Tickets`, `Positions`, `Holdings`, `System::Account` (r:4 w:4)
    /// The range of component `h` is `[0, 32]`.
    /// The range of component `s` is `[0, 16]`.
    fn withdraw(h: u32, s: u32, ) -> Weight {
        Weight::from_parts(120_000_000, 15_000)
            .saturating_add(Weight::from_parts(20_000_000, 5_000).saturating_mul(h.into()))
            .saturating_add(RocksDbWeight::get().reads(2_u64.saturating_mul(h.into())))
            .saturating_add(Weight::from_parts(90_000_000, 12_000).saturating_mul(s.into()))
            .saturating_add(RocksDbWeight::get().reads_writes(4_u64.saturating_mul(s.into()), 4_u64.saturating_mul(s.into())))
            .saturating_add(RocksDbWeight::get().reads(6_u64))
            .saturating_add(RocksDbWeight::get().writes(5_u64))
    }
    /// Storage: `StakePools::Pools`, `Positions`, `Holdings`, `Tickets` (r:4 w:2)
    /// Of each of `h` pools: `Pools`, `Positions` (r:2 w:0)
    /// Of each of `s` tickets: `Tickets`, `Positions`, `Holdings`, `System::Account` (r:4 w:4)
    /// The range of component `h` is `[0, 32]`.
    /// The range of component `s` is `[0, 16]`.
    fn serve(h: u32, s: u32, ) -> Weight {
        Weight::from_parts(80_000_000, 12_000)
            .saturating_add(Weight::from_parts(20_000_000, 5_000).saturating_mul(h.into()))
            .saturating_add(RocksDbWeight::get().reads(2_u64.saturating_mul(h.into())))
            .saturating_add(Weight::from_parts(90_000_000, 12_000).saturating_mul(s.into()))
            .saturating_add(RocksDbWeight::get().reads_writes(4_u64.saturating_mul(s.into()), 4_u64.saturating_mul(s.into())))
            .saturating_add(RocksDbWeight::get().reads(5_u64))
            .saturating_add(RocksDbWeight::get().writes(3_u64))
    }
    /// As `withdraw`
    /// The range of component `h` is `[0, 32]`.
    /// The range of component `s` is `[0, 16]`.
    fn sweep(h: u32, s: u32, ) -> Weight {
        Weight::from_parts(120_000_000, 15_000)
            .saturating_add(Weight::from_parts(20_000_000, 5_000).saturating_mul(h.into()))
            .saturating_add(RocksDbWeight::get().reads(2_u64.saturating_mul(h.into())))
            .saturating_add(Weight::from_parts(90_000_000, 12_000).saturating_mul(s.into()))
            .saturating_add(RocksDbWeight::get().reads_writes(4_u64.saturating_mul(s.into()), 4_u64.saturating_mul(s.into())))
            .saturating_add(RocksDbWeight::get().reads(6_u64))
            .saturating_add(RocksDbWeight::get().writes(5_u64))
    }
    /// Storage: `StakePools::Pools`, `Assignments` (r:2 w:2)
    /// Storage: `Registry` (r:1 w:0)
    fn add_worker() -> Weight {
        Weight::from_parts(50_000_000, 8_000)
            .saturating_add(RocksDbWeight::get().reads(3_u64))
            .saturating_add(RocksDbWeight::get().writes(2_u64))
    }
    /// Storage: `StakePools::Pools`, `Assignments` (r:2 w:2)
    /// Storage: `Registry` (r:1 w:0)
    fn remove_worker() -> Weight {
        Weight::from_parts(50_000_000, 8_000)
            .saturating_add(RocksDbWeight::get().reads(3_u64))
            .saturating_add(RocksDbWeight::get().writes(2_u64))
    }
    /// Storage: `StakePools::Pools`, `Assignments` (r:2 w:2)
    /// Storage: `Computation`, `Registry`, `Balances::Holds`, `System::Account` (r:12 w:8)
    fn start() -> Weight {
        Weight::from_parts(250_000_000, 30_000)
            .saturating_add(RocksDbWeight::get().reads(14_u64))
            .saturating_add(RocksDbWeight::get().writes(10_u64))
    }
    /// Storage: `StakePools::Pools`, `Assignments` (r:2 w:2)
    /// Storage: `Computation`, `Balances::Holds`, `System::Account` (r:10 w:6)
    fn add_stake() -> Weight {
        Weight::from_parts(220_000_000, 30_000)
            .saturating_add(RocksDbWeight::get().reads(12_u64))
            .saturating_add(RocksDbWeight::get().writes(8_u64))
    }
    /// Storage: `StakePools::Pools`, `Assignments` (r:2 w:2)
    /// Storage: `Computation` (r:10 w:8)
    /// Of each of `s` tickets: `Tickets`, `Positions`, `Holdings`, `System::Account` (r:4 w:4)
    /// The range of component `s` is `[0, 16]`.
    fn stop(s: u32, ) -> Weight {
        Weight::from_parts(250_000_000, 30_000)
            .saturating_add(Weight::from_parts(90_000_000, 12_000).saturating_mul(s.into()))
            .saturating_add(RocksDbWeight::get().reads_writes(4_u64.saturating_mul(s.into()), 4_u64.saturating_mul(s.into())))
            .saturating_add(RocksDbWeight::get().reads(12_u64))
            .saturating_add(RocksDbWeight::get().writes(10_u64))
    }
    /// Storage: `StakePools::Pools`, `Assignments`, `Tickets` (r:3 w:2)
    /// Storage: `Computation`, `Balances::Holds`, `System::Account` (r:8 w:6)
    /// Of each of `s` tickets: `Tickets`, `Positions`, `Holdings`, `System::Account` (r:4 w:4)
    /// The range of component `s` is `[0, 16]`.
    fn reclaim(s: u32, ) -> Weight {
        Weight::from_parts(220_000_000, 30_000)
            .saturating_add(Weight::from_parts(90_000_000, 12_000).saturating_mul(s.into()))
            .saturating_add(RocksDbWeight::get().reads_writes(4_u64.saturating_mul(s.into()), 4_u64.saturating_mul(s.into())))
            .saturating_add(RocksDbWeight::get().reads(11_u64))
            .saturating_add(RocksDbWeight::get().writes(8_u64))
    }
    /// Storage: `StakePools::Pools`, `Positions`, `Holdings`, `AllowList` (r:70 w:5)
    /// Storage: `System::Account` (r:2 w:2)
    fn invest() -> Weight {
        Weight::from_parts(1_000_000_000, 180_000)
            .saturating_add(RocksDbWeight::get().reads(72_u64))
            .saturating_add(RocksDbWeight::get().writes(7_u64))
    }
    /// Storage: `StakePools::Pools`, `Positions`, `Holdings`, `Tickets` (r:72 w:6)
    /// Of each of `s` tickets: `Tickets`, `Positions`, `Holdings`, `System::Account` (r:4 w:4)
    /// The range of component `s` is `[0, 32]`.
    fn divest(s: u32, ) -> Weight {
        Weight::from_parts(1_000_000_000, 190_000)
            .saturating_add(Weight::from_parts(90_000_000, 12_000).saturating_mul(s.into()))
            .saturating_add(RocksDbWeight::get().reads_writes(4_u64.saturating_mul(s.into()), 4_u64.saturating_mul(s.into())))
            .saturating_add(RocksDbWeight::get().reads(72_u64))
            .saturating_add(RocksDbWeight::get().writes(6_u64))
    }
    /// Storage: `StakePools::Assignments`, `Pools`, `Positions` (r:3 w:2)
    fn on_payout() -> Weight {
        Weight::from_parts(60_000_000, 8_000)
            .saturating_add(RocksDbWeight::get().reads(3_u64))
            .saturating_add(RocksDbWeight::get().writes(2_u64))
    }
    /// Storage: `StakePools::Assignments`, `Pools`, `Positions` (r:3 w:3)
    fn on_stake_event() -> Weight {
        Weight::from_parts(60_000_000, 8_000)
            .saturating_add(RocksDbWeight::get().reads(3_u64))
            .saturating_add(RocksDbWeight::get().writes(3_u64))
    }
}
