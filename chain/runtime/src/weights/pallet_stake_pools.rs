//! Weights of `pallet_stake_pools`, measured on 2026-11-22 with compiled WebAssembly on one core of: AMD EPYC.
//!
//! `scripts/benchmark-weights` wrote this file; do not edit it. The script builds the node with feature
//! `runtime-benchmarks` and runs `adyton-node benchmark --runtime adyton_runtime.wasm --genesis-builder runtime --pallet
//! pallet_stake_pools --extrinsic '*' --steps 20 --repeat 10` (frame-benchmarking-cli 64.0.0).

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Picoseconds of computing, bytes of proof, and database accesses, as measured.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_stake_pools::WeightInfo for WeightInfo<T> {
    /// - Storage: `StakePools::NextPoolId` (r:1 w:1)
    /// - Proof: `StakePools::NextPoolId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Balances::Holds` (r:1 w:1)
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:1 w:1)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Positions` (r:1 w:1)
    /// - Proof: `StakePools::Positions` (`max_values`: None, `max_size`: Some(89), added: 2564, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Holdings` (r:1 w:1)
    /// - Proof: `StakePools::Holdings` (`max_values`: None, `max_size`: Some(178), added: 2653, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Pools` (r:0 w:1)
    /// - Proof: `StakePools::Pools` (`max_values`: None, `max_size`: Some(244), added: 2719, mode: `MaxEncodedLen`)
    fn create() -> Weight {
        // Fastest run: 557_200 ns. Proof as recorded: 94 bytes.
        Weight::from_parts(888_343_000, 3_658).saturating_add(T::DbWeight::get().reads_writes(5, 6))
    }

    /// - Storage: `System::Account` (r:2 w:2)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Pools` (r:1 w:1)
    /// - Proof: `StakePools::Pools` (`max_values`: None, `max_size`: Some(244), added: 2719, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Holdings` (r:2 w:1)
    /// - Proof: `StakePools::Holdings` (`max_values`: None, `max_size`: Some(178), added: 2653, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Positions` (r:1 w:1)
    /// - Proof: `StakePools::Positions` (`max_values`: None, `max_size`: Some(89), added: 2564, mode: `MaxEncodedLen`)
    /// - Storage: `Balances::Holds` (r:1 w:1)
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
    fn close() -> Weight {
        // Fastest run: 742_986 ns. Proof as recorded: 802 bytes.
        Weight::from_parts(1_117_504_000, 6_296).saturating_add(T::DbWeight::get().reads_writes(7, 6))
    }

    /// - Storage: `System::Account` (r:1 w:0)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Pools` (r:33 w:1)
    /// - Proof: `StakePools::Pools` (`max_values`: None, `max_size`: Some(244), added: 2719, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Holdings` (r:1 w:0)
    /// - Proof: `StakePools::Holdings` (`max_values`: None, `max_size`: Some(178), added: 2653, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Positions` (r:33 w:1)
    /// - Proof: `StakePools::Positions` (`max_values`: None, `max_size`: Some(89), added: 2564, mode: `MaxEncodedLen`)
    /// - Storage: `Anchors::Development` (r:1 w:0)
    /// - Proof: `Anchors::Development` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    fn set_commission() -> Weight {
        // Fastest run: 1_772_830 ns. Proof as recorded: 11_090 bytes.
        Weight::from_parts(2_708_894_000, 90_717).saturating_add(T::DbWeight::get().reads_writes(69, 2))
    }

    /// - Storage: `System::Account` (r:1 w:1)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Pools` (r:1 w:1)
    /// - Proof: `StakePools::Pools` (`max_values`: None, `max_size`: Some(244), added: 2719, mode: `MaxEncodedLen`)
    fn set_cap() -> Weight {
        // Fastest run: 236_652 ns. Proof as recorded: 485 bytes.
        Weight::from_parts(400_326_000, 3_709).saturating_add(T::DbWeight::get().reads_writes(2, 2))
    }

    /// - Storage: `System::Account` (r:1 w:1)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Pools` (r:1 w:1)
    /// - Proof: `StakePools::Pools` (`max_values`: None, `max_size`: Some(244), added: 2719, mode: `MaxEncodedLen`)
    fn set_open() -> Weight {
        // Fastest run: 241_630 ns. Proof as recorded: 485 bytes.
        Weight::from_parts(413_656_000, 3_709).saturating_add(T::DbWeight::get().reads_writes(2, 2))
    }

    /// - Storage: `System::Account` (r:1 w:1)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Pools` (r:1 w:1)
    /// - Proof: `StakePools::Pools` (`max_values`: None, `max_size`: Some(244), added: 2719, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::AllowList` (r:1 w:1)
    /// - Proof: `StakePools::AllowList` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
    fn allow() -> Weight {
        // Fastest run: 275_630 ns. Proof as recorded: 558 bytes.
        Weight::from_parts(434_127_000, 3_709).saturating_add(T::DbWeight::get().reads_writes(3, 3))
    }

    /// - Storage: `System::Account` (r:1 w:0)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Pools` (r:1 w:1)
    /// - Proof: `StakePools::Pools` (`max_values`: None, `max_size`: Some(244), added: 2719, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::AllowList` (r:1 w:1)
    /// - Proof: `StakePools::AllowList` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
    fn disallow() -> Weight {
        // Fastest run: 205_946 ns. Proof as recorded: 564 bytes.
        Weight::from_parts(330_542_000, 3_709).saturating_add(T::DbWeight::get().reads_writes(3, 2))
    }

    /// - Range: `h` in `0..=32`
    /// - Range: `s` in `0..=16`
    /// - Storage: `StakePools::Pools` (r:33 w:1)
    /// - Proof: `StakePools::Pools` (`max_values`: None, `max_size`: Some(244), added: 2719, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Holdings` (r:18 w:17)
    /// - Proof: `StakePools::Holdings` (`max_values`: None, `max_size`: Some(178), added: 2653, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Positions` (r:50 w:18)
    /// - Proof: `StakePools::Positions` (`max_values`: None, `max_size`: Some(89), added: 2564, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:17 w:17)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Tickets` (r:16 w:16)
    /// - Proof: `StakePools::Tickets` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
    fn deposit(h: u32, s: u32) -> Weight {
        // Fastest run: 2_829_474 ns. Proof as recorded: 0 + 368 h + 386 s bytes.
        Weight::from_parts(3_144_943_000, 6_296)
            // Standard error: 5_253_243.
            .saturating_add(Weight::from_parts(19_019_468, 0).saturating_mul(h.into()))
            // Standard error: 10_380_167.
            .saturating_add(Weight::from_parts(379_121_128, 0).saturating_mul(s.into()))
            .saturating_add(Weight::from_parts(0, 2_719).saturating_mul(h.into()))
            .saturating_add(Weight::from_parts(0, 2_653).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads_writes(7, 5))
            .saturating_add(T::DbWeight::get().reads(2).saturating_mul(h.into()))
            .saturating_add(T::DbWeight::get().reads(4).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().writes(4).saturating_mul(s.into()))
    }

    /// - Range: `h` in `0..=32`
    /// - Range: `s` in `0..=16`
    /// - Storage: `StakePools::Pools` (r:33 w:1)
    /// - Proof: `StakePools::Pools` (`max_values`: None, `max_size`: Some(244), added: 2719, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Holdings` (r:17 w:16)
    /// - Proof: `StakePools::Holdings` (`max_values`: None, `max_size`: Some(178), added: 2653, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Positions` (r:49 w:17)
    /// - Proof: `StakePools::Positions` (`max_values`: None, `max_size`: Some(89), added: 2564, mode: `MaxEncodedLen`)
    /// - Storage: `Anchors::Development` (r:1 w:0)
    /// - Proof: `Anchors::Development` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Tickets` (r:15 w:16)
    /// - Proof: `StakePools::Tickets` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:16 w:16)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    fn withdraw(h: u32, s: u32) -> Weight {
        // Fastest run: 2_090_223 ns. Proof as recorded: 0 + 367 h + 377 s bytes.
        Weight::from_parts(1_327_091_019, 4_759)
            // Standard error: 9_376_211.
            .saturating_add(Weight::from_parts(42_846_518, 0).saturating_mul(h.into()))
            // Standard error: 18_716_600.
            .saturating_add(Weight::from_parts(361_657_869, 0).saturating_mul(s.into()))
            .saturating_add(Weight::from_parts(0, 2_719).saturating_mul(h.into()))
            .saturating_add(Weight::from_parts(0, 2_589).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads_writes(5, 4))
            .saturating_add(T::DbWeight::get().reads(2).saturating_mul(h.into()))
            .saturating_add(T::DbWeight::get().reads(4).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().writes(4).saturating_mul(s.into()))
    }

    /// - Range: `h` in `0..=32`
    /// - Range: `s` in `0..=16`
    /// - Storage: `StakePools::Pools` (r:33 w:1)
    /// - Proof: `StakePools::Pools` (`max_values`: None, `max_size`: Some(244), added: 2719, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Holdings` (r:17 w:16)
    /// - Proof: `StakePools::Holdings` (`max_values`: None, `max_size`: Some(178), added: 2653, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Positions` (r:49 w:17)
    /// - Proof: `StakePools::Positions` (`max_values`: None, `max_size`: Some(89), added: 2564, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Tickets` (r:16 w:16)
    /// - Proof: `StakePools::Tickets` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:17 w:17)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    fn serve(h: u32, s: u32) -> Weight {
        // Fastest run: 1_695_875 ns. Proof as recorded: 0 + 368 h + 386 s bytes.
        Weight::from_parts(2_029_743_000, 3_709)
            // Standard error: 6_133_442.
            .saturating_add(Weight::from_parts(65_292_446, 0).saturating_mul(h.into()))
            // Standard error: 12_119_402.
            .saturating_add(Weight::from_parts(289_035_434, 0).saturating_mul(s.into()))
            .saturating_add(Weight::from_parts(0, 2_719).saturating_mul(h.into()))
            .saturating_add(Weight::from_parts(0, 2_653).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads_writes(4, 3))
            .saturating_add(T::DbWeight::get().reads(2).saturating_mul(h.into()))
            .saturating_add(T::DbWeight::get().reads(4).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().writes(4).saturating_mul(s.into()))
    }

    /// - Range: `h` in `0..=32`
    /// - Range: `s` in `0..=16`
    /// - Storage: `StakePools::Pools` (r:33 w:1)
    /// - Proof: `StakePools::Pools` (`max_values`: None, `max_size`: Some(244), added: 2719, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Holdings` (r:17 w:16)
    /// - Proof: `StakePools::Holdings` (`max_values`: None, `max_size`: Some(178), added: 2653, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Positions` (r:49 w:17)
    /// - Proof: `StakePools::Positions` (`max_values`: None, `max_size`: Some(89), added: 2564, mode: `MaxEncodedLen`)
    /// - Storage: `Anchors::Development` (r:1 w:0)
    /// - Proof: `Anchors::Development` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Tickets` (r:15 w:16)
    /// - Proof: `StakePools::Tickets` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:16 w:16)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    fn sweep(h: u32, s: u32) -> Weight {
        // Fastest run: 1_876_725 ns. Proof as recorded: 0 + 368 h + 380 s bytes.
        Weight::from_parts(244_114_834, 4_759)
            // Standard error: 9_499_782.
            .saturating_add(Weight::from_parts(78_967_381, 0).saturating_mul(h.into()))
            // Standard error: 18_963_271.
            .saturating_add(Weight::from_parts(415_493_684, 0).saturating_mul(s.into()))
            .saturating_add(Weight::from_parts(0, 2_719).saturating_mul(h.into()))
            .saturating_add(Weight::from_parts(0, 2_603).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads_writes(5, 3))
            .saturating_add(T::DbWeight::get().reads(2).saturating_mul(h.into()))
            .saturating_add(T::DbWeight::get().reads(4).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().writes(4).saturating_mul(s.into()))
    }

    /// - Storage: `System::Account` (r:1 w:0)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Pools` (r:1 w:1)
    /// - Proof: `StakePools::Pools` (`max_values`: None, `max_size`: Some(244), added: 2719, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Workers` (r:1 w:0)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Assignments` (r:1 w:1)
    /// - Proof: `StakePools::Assignments` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
    fn add_worker() -> Weight {
        // Fastest run: 255_391 ns. Proof as recorded: 939 bytes.
        Weight::from_parts(471_452_000, 3_970).saturating_add(T::DbWeight::get().reads_writes(4, 2))
    }

    /// - Storage: `System::Account` (r:1 w:1)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Assignments` (r:1 w:1)
    /// - Proof: `StakePools::Assignments` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Pools` (r:1 w:1)
    /// - Proof: `StakePools::Pools` (`max_values`: None, `max_size`: Some(244), added: 2719, mode: `MaxEncodedLen`)
    fn remove_worker() -> Weight {
        // Fastest run: 279_075 ns. Proof as recorded: 594 bytes.
        Weight::from_parts(472_824_000, 3_709).saturating_add(T::DbWeight::get().reads_writes(3, 3))
    }

    /// - Storage: `System::Account` (r:2 w:2)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Assignments` (r:1 w:1)
    /// - Proof: `StakePools::Assignments` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Workers` (r:1 w:0)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Pools` (r:1 w:1)
    /// - Proof: `StakePools::Pools` (`max_values`: None, `max_size`: Some(244), added: 2719, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Workers` (r:1 w:1)
    /// - Proof: `Computation::Workers` (`max_values`: None, `max_size`: Some(224), added: 2699, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Scores` (r:1 w:0)
    /// - Proof: `Computation::Scores` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::DeniedMeasurements` (r:1 w:0)
    /// - Proof: `Registry::DeniedMeasurements` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Anchors::Development` (r:1 w:0)
    /// - Proof: `Anchors::Development` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Conditions` (r:1 w:0)
    /// - Proof: `Registry::Conditions` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Facts` (r:1 w:0)
    /// - Proof: `Registry::Facts` (`max_values`: None, `max_size`: Some(689), added: 3164, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::RulesInForce` (r:1 w:0)
    /// - Proof: `Computation::RulesInForce` (`max_values`: Some(1), `max_size`: Some(304), added: 799, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Books` (r:1 w:1)
    /// - Proof: `Computation::Books` (`max_values`: Some(1), `max_size`: Some(64), added: 559, mode: `MaxEncodedLen`)
    /// - Storage: `Balances::Holds` (r:1 w:1)
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::ActiveCount` (r:1 w:1)
    /// - Proof: `Computation::ActiveCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Active` (r:0 w:1)
    /// - Proof: `Computation::Active` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Places` (r:0 w:1)
    /// - Proof: `Computation::Places` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    fn start() -> Weight {
        // Fastest run: 818_759 ns. Proof as recorded: 1_881 bytes.
        Weight::from_parts(1_272_575_000, 6_196).saturating_add(T::DbWeight::get().reads_writes(16, 10))
    }

    /// - Storage: `System::Account` (r:2 w:2)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Assignments` (r:1 w:1)
    /// - Proof: `StakePools::Assignments` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Pools` (r:1 w:1)
    /// - Proof: `StakePools::Pools` (`max_values`: None, `max_size`: Some(244), added: 2719, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Workers` (r:1 w:1)
    /// - Proof: `Computation::Workers` (`max_values`: None, `max_size`: Some(224), added: 2699, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::RulesInForce` (r:1 w:0)
    /// - Proof: `Computation::RulesInForce` (`max_values`: Some(1), `max_size`: Some(304), added: 799, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Books` (r:1 w:1)
    /// - Proof: `Computation::Books` (`max_values`: Some(1), `max_size`: Some(64), added: 559, mode: `MaxEncodedLen`)
    /// - Storage: `Balances::Holds` (r:1 w:1)
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
    fn add_stake() -> Weight {
        // Fastest run: 657_759 ns. Proof as recorded: 1_613 bytes.
        Weight::from_parts(1_217_183_000, 6_196).saturating_add(T::DbWeight::get().reads_writes(8, 7))
    }

    /// - Range: `s` in `0..=16`
    /// - Storage: `StakePools::Assignments` (r:1 w:1)
    /// - Proof: `StakePools::Assignments` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Pools` (r:1 w:1)
    /// - Proof: `StakePools::Pools` (`max_values`: None, `max_size`: Some(244), added: 2719, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Tickets` (r:16 w:16)
    /// - Proof: `StakePools::Tickets` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Positions` (r:17 w:17)
    /// - Proof: `StakePools::Positions` (`max_values`: None, `max_size`: Some(89), added: 2564, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Holdings` (r:16 w:16)
    /// - Proof: `StakePools::Holdings` (`max_values`: None, `max_size`: Some(178), added: 2653, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:17 w:17)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Workers` (r:1 w:1)
    /// - Proof: `Computation::Workers` (`max_values`: None, `max_size`: Some(224), added: 2699, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::RulesInForce` (r:1 w:0)
    /// - Proof: `Computation::RulesInForce` (`max_values`: Some(1), `max_size`: Some(304), added: 799, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Books` (r:1 w:1)
    /// - Proof: `Computation::Books` (`max_values`: Some(1), `max_size`: Some(64), added: 559, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Places` (r:1 w:1)
    /// - Proof: `Computation::Places` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::ActiveCount` (r:1 w:1)
    /// - Proof: `Computation::ActiveCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Active` (r:1 w:1)
    /// - Proof: `Computation::Active` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Challenges` (r:0 w:1)
    /// - Proof: `Computation::Challenges` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
    fn stop(s: u32) -> Weight {
        // Fastest run: 431_041 ns. Proof as recorded: 1_719 + 301 s bytes.
        Weight::from_parts(823_120_021, 6_538)
            // Standard error: 8_163_038.
            .saturating_add(Weight::from_parts(515_605_123, 0).saturating_mul(s.into()))
            .saturating_add(Weight::from_parts(0, 2_653).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads_writes(12, 10))
            .saturating_add(T::DbWeight::get().reads(4).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().writes(4).saturating_mul(s.into()))
    }

    /// - Range: `s` in `0..=16`
    /// - Storage: `StakePools::Assignments` (r:1 w:1)
    /// - Proof: `StakePools::Assignments` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Workers` (r:1 w:1)
    /// - Proof: `Computation::Workers` (`max_values`: None, `max_size`: Some(224), added: 2699, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Slashes` (r:1 w:0)
    /// - Proof: `Computation::Slashes` (`max_values`: None, `max_size`: Some(69), added: 2544, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:17 w:17)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Balances::Holds` (r:1 w:1)
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Pools` (r:1 w:1)
    /// - Proof: `StakePools::Pools` (`max_values`: None, `max_size`: Some(244), added: 2719, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Positions` (r:17 w:17)
    /// - Proof: `StakePools::Positions` (`max_values`: None, `max_size`: Some(89), added: 2564, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Tickets` (r:16 w:16)
    /// - Proof: `StakePools::Tickets` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Holdings` (r:16 w:16)
    /// - Proof: `StakePools::Holdings` (`max_values`: None, `max_size`: Some(178), added: 2653, mode: `MaxEncodedLen`)
    fn reclaim(s: u32) -> Weight {
        // Fastest run: 501_056 ns. Proof as recorded: 1_265 + 301 s bytes.
        Weight::from_parts(659_528_684, 3_764)
            // Standard error: 5_754_843.
            .saturating_add(Weight::from_parts(463_476_070, 0).saturating_mul(s.into()))
            .saturating_add(Weight::from_parts(0, 2_653).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads_writes(8, 6))
            .saturating_add(T::DbWeight::get().reads(4).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().writes(4).saturating_mul(s.into()))
    }

    /// - Storage: `System::Account` (r:3 w:2)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Pools` (r:33 w:2)
    /// - Proof: `StakePools::Pools` (`max_values`: None, `max_size`: Some(244), added: 2719, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Holdings` (r:1 w:1)
    /// - Proof: `StakePools::Holdings` (`max_values`: None, `max_size`: Some(178), added: 2653, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Positions` (r:33 w:2)
    /// - Proof: `StakePools::Positions` (`max_values`: None, `max_size`: Some(89), added: 2564, mode: `MaxEncodedLen`)
    fn invest() -> Weight {
        // Fastest run: 2_066_888 ns. Proof as recorded: 11_489 bytes.
        Weight::from_parts(3_281_116_000, 90_717).saturating_add(T::DbWeight::get().reads_writes(70, 7))
    }

    /// - Range: `s` in `1..=16`
    /// - Storage: `System::Account` (r:18 w:17)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Pools` (r:33 w:2)
    /// - Proof: `StakePools::Pools` (`max_values`: None, `max_size`: Some(244), added: 2719, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Holdings` (r:16 w:16)
    /// - Proof: `StakePools::Holdings` (`max_values`: None, `max_size`: Some(178), added: 2653, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Positions` (r:48 w:17)
    /// - Proof: `StakePools::Positions` (`max_values`: None, `max_size`: Some(89), added: 2564, mode: `MaxEncodedLen`)
    /// - Storage: `Anchors::Development` (r:1 w:0)
    /// - Proof: `Anchors::Development` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Tickets` (r:15 w:16)
    /// - Proof: `StakePools::Tickets` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
    fn divest(s: u32) -> Weight {
        // Fastest run: 2_196_180 ns. Proof as recorded: 11_314 + 397 s bytes.
        Weight::from_parts(2_352_510_475, 90_717)
            // Standard error: 14_978_468.
            .saturating_add(Weight::from_parts(539_139_398, 0).saturating_mul(s.into()))
            .saturating_add(Weight::from_parts(0, 2_653).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads_writes(68, 4))
            .saturating_add(T::DbWeight::get().reads(4).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().writes(4).saturating_mul(s.into()))
    }

    /// - Storage: `StakePools::Assignments` (r:1 w:0)
    /// - Proof: `StakePools::Assignments` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Pools` (r:1 w:1)
    /// - Proof: `StakePools::Pools` (`max_values`: None, `max_size`: Some(244), added: 2719, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Positions` (r:1 w:1)
    /// - Proof: `StakePools::Positions` (`max_values`: None, `max_size`: Some(89), added: 2564, mode: `MaxEncodedLen`)
    fn on_payout() -> Weight {
        // Fastest run: 148_391 ns. Proof as recorded: 571 bytes.
        Weight::from_parts(266_807_000, 3_709).saturating_add(T::DbWeight::get().reads_writes(3, 2))
    }

    /// - Storage: `StakePools::Assignments` (r:1 w:1)
    /// - Proof: `StakePools::Assignments` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Pools` (r:1 w:1)
    /// - Proof: `StakePools::Pools` (`max_values`: None, `max_size`: Some(244), added: 2719, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Positions` (r:1 w:1)
    /// - Proof: `StakePools::Positions` (`max_values`: None, `max_size`: Some(89), added: 2564, mode: `MaxEncodedLen`)
    fn on_stake_event() -> Weight {
        // Fastest run: 143_053 ns. Proof as recorded: 571 bytes.
        Weight::from_parts(238_305_000, 3_709).saturating_add(T::DbWeight::get().reads_writes(3, 3))
    }
}
