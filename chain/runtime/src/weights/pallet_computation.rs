//! Weights of `pallet_computation`, measured on 2026-11-22 with compiled WebAssembly on one core of: AMD EPYC.
//!
//! `scripts/benchmark-weights` wrote this file; do not edit it. The script builds the node with feature
//! `runtime-benchmarks` and runs `adyton-node benchmark --runtime adyton_runtime.wasm --genesis-builder runtime --pallet
//! pallet_computation --extrinsic '*' --steps 20 --repeat 10` (frame-benchmarking-cli 64.0.0).

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Picoseconds of computing, bytes of proof, and database accesses, as measured.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_computation::WeightInfo for WeightInfo<T> {
    /// - Range: `e` in `0..=40`
    /// - Range: `c` in `0..=20`
    /// - Storage: `Computation::RulesInForce` (r:1 w:0)
    /// - Proof: `Computation::RulesInForce` (`max_values`: Some(1), `max_size`: Some(556), added: 1051, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Books` (r:1 w:1)
    /// - Proof: `Computation::Books` (`max_values`: Some(1), `max_size`: Some(64), added: 559, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::ExpiredUpTo` (r:1 w:1)
    /// - Proof: `Computation::ExpiredUpTo` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Challenged` (r:2 w:3)
    /// - Proof: `Computation::Challenged` (`max_values`: None, `max_size`: Some(645), added: 3120, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Challenges` (r:60 w:20)
    /// - Proof: `Computation::Challenges` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Workers` (r:40 w:40)
    /// - Proof: `Computation::Workers` (`max_values`: None, `max_size`: Some(224), added: 2699, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Places` (r:30 w:60)
    /// - Proof: `Computation::Places` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::ActiveCount` (r:1 w:1)
    /// - Proof: `Computation::ActiveCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Active` (r:30 w:60)
    /// - Proof: `Computation::Active` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:2 w:2)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `System::ParentHash` (r:1 w:0)
    /// - Proof: `System::ParentHash` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::LastBeacon` (r:1 w:0)
    /// - Proof: `Gatekeepers::LastBeacon` (`max_values`: Some(1), `max_size`: Some(40), added: 535, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    fn on_initialize(e: u32, c: u32) -> Weight {
        // Fastest run: 1_833_581 ns. Proof as recorded: 818 + 116 c + 427 e bytes.
        Weight::from_parts(165_275_517, 23_440)
            // Standard error: 5_394_977.
            .saturating_add(Weight::from_parts(137_623_244, 0).saturating_mul(e.into()))
            // Standard error: 10_775_173.
            .saturating_add(Weight::from_parts(99_680_060, 0).saturating_mul(c.into()))
            .saturating_add(Weight::from_parts(0, 2_567).saturating_mul(c.into()))
            .saturating_add(Weight::from_parts(0, 2_699).saturating_mul(e.into()))
            .saturating_add(T::DbWeight::get().reads_writes(10, 25))
            .saturating_add(T::DbWeight::get().reads(3).saturating_mul(e.into()))
            .saturating_add(T::DbWeight::get().reads(2).saturating_mul(c.into()))
            .saturating_add(T::DbWeight::get().writes(3).saturating_mul(e.into()))
            .saturating_add(T::DbWeight::get().writes(2).saturating_mul(c.into()))
    }

    /// - Storage: `Registry::Workers` (r:1 w:0)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
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
    /// - Proof: `Computation::RulesInForce` (`max_values`: Some(1), `max_size`: Some(556), added: 1051, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Books` (r:1 w:1)
    /// - Proof: `Computation::Books` (`max_values`: Some(1), `max_size`: Some(64), added: 559, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:1 w:1)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Balances::Holds` (r:1 w:1)
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::ActiveCount` (r:1 w:1)
    /// - Proof: `Computation::ActiveCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Active` (r:0 w:1)
    /// - Proof: `Computation::Active` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Places` (r:0 w:1)
    /// - Proof: `Computation::Places` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    fn start() -> Weight {
        // Fastest run: 818_509 ns. Proof as recorded: 5_180 bytes.
        Weight::from_parts(968_032_000, 4_154).saturating_add(T::DbWeight::get().reads_writes(13, 7))
    }

    /// - Storage: `Computation::Workers` (r:1 w:1)
    /// - Proof: `Computation::Workers` (`max_values`: None, `max_size`: Some(224), added: 2699, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::RulesInForce` (r:1 w:0)
    /// - Proof: `Computation::RulesInForce` (`max_values`: Some(1), `max_size`: Some(556), added: 1051, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Books` (r:1 w:1)
    /// - Proof: `Computation::Books` (`max_values`: Some(1), `max_size`: Some(64), added: 559, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:1 w:1)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Balances::Holds` (r:1 w:1)
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
    fn add_stake() -> Weight {
        // Fastest run: 553_615 ns. Proof as recorded: 2_476 bytes.
        Weight::from_parts(607_114_000, 3_689).saturating_add(T::DbWeight::get().reads_writes(5, 4))
    }

    /// - Storage: `Computation::Workers` (r:1 w:1)
    /// - Proof: `Computation::Workers` (`max_values`: None, `max_size`: Some(224), added: 2699, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::RulesInForce` (r:1 w:0)
    /// - Proof: `Computation::RulesInForce` (`max_values`: Some(1), `max_size`: Some(556), added: 1051, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Books` (r:1 w:1)
    /// - Proof: `Computation::Books` (`max_values`: Some(1), `max_size`: Some(64), added: 559, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Places` (r:1 w:2)
    /// - Proof: `Computation::Places` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::ActiveCount` (r:1 w:1)
    /// - Proof: `Computation::ActiveCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Active` (r:1 w:2)
    /// - Proof: `Computation::Active` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Assignments` (r:1 w:0)
    /// - Proof: `StakePools::Assignments` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Challenges` (r:0 w:1)
    /// - Proof: `Computation::Challenges` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
    fn stop() -> Weight {
        // Fastest run: 400_607 ns. Proof as recorded: 2_757 bytes.
        Weight::from_parts(447_957_000, 3_689).saturating_add(T::DbWeight::get().reads_writes(7, 8))
    }

    /// - Storage: `Computation::Workers` (r:1 w:1)
    /// - Proof: `Computation::Workers` (`max_values`: None, `max_size`: Some(224), added: 2699, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Slashes` (r:1 w:0)
    /// - Proof: `Computation::Slashes` (`max_values`: None, `max_size`: Some(69), added: 2544, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:1 w:1)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Balances::Holds` (r:1 w:1)
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
    fn withdraw() -> Weight {
        // Fastest run: 472_454 ns. Proof as recorded: 1_880 bytes.
        Weight::from_parts(565_993_000, 3_689).saturating_add(T::DbWeight::get().reads_writes(4, 3))
    }

    /// - Storage: `Registry::Workers` (r:1 w:0)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
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
    /// - Proof: `Computation::RulesInForce` (`max_values`: Some(1), `max_size`: Some(556), added: 1051, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Books` (r:1 w:1)
    /// - Proof: `Computation::Books` (`max_values`: Some(1), `max_size`: Some(64), added: 559, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Workers` (r:1 w:1)
    /// - Proof: `Computation::Workers` (`max_values`: None, `max_size`: Some(224), added: 2699, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Places` (r:1 w:2)
    /// - Proof: `Computation::Places` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::ActiveCount` (r:1 w:1)
    /// - Proof: `Computation::ActiveCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Active` (r:1 w:2)
    /// - Proof: `Computation::Active` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Challenges` (r:1 w:1)
    /// - Proof: `Computation::Challenges` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
    /// - Storage: `System::ParentHash` (r:1 w:0)
    /// - Proof: `System::ParentHash` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::LastBeacon` (r:1 w:0)
    /// - Proof: `Gatekeepers::LastBeacon` (`max_values`: Some(1), `max_size`: Some(40), added: 535, mode: `MaxEncodedLen`)
    fn reassess() -> Weight {
        // Fastest run: 596_007 ns. Proof as recorded: 4_803 bytes.
        Weight::from_parts(656_678_000, 4_154).saturating_add(T::DbWeight::get().reads_writes(15, 8))
    }

    /// - Storage: `Computation::Workers` (r:1 w:1)
    /// - Proof: `Computation::Workers` (`max_values`: None, `max_size`: Some(224), added: 2699, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Slashes` (r:1 w:1)
    /// - Proof: `Computation::Slashes` (`max_values`: None, `max_size`: Some(69), added: 2544, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::RulesInForce` (r:1 w:0)
    /// - Proof: `Computation::RulesInForce` (`max_values`: Some(1), `max_size`: Some(556), added: 1051, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Books` (r:1 w:1)
    /// - Proof: `Computation::Books` (`max_values`: Some(1), `max_size`: Some(64), added: 559, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Places` (r:1 w:2)
    /// - Proof: `Computation::Places` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::ActiveCount` (r:1 w:1)
    /// - Proof: `Computation::ActiveCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Active` (r:1 w:2)
    /// - Proof: `Computation::Active` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Assignments` (r:1 w:0)
    /// - Proof: `StakePools::Assignments` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Challenges` (r:0 w:1)
    /// - Proof: `Computation::Challenges` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
    fn report() -> Weight {
        // Fastest run: 464_172 ns. Proof as recorded: 2_825 bytes.
        Weight::from_parts(507_937_000, 3_689).saturating_add(T::DbWeight::get().reads_writes(8, 9))
    }

    /// - Storage: `Computation::Slashes` (r:1 w:1)
    /// - Proof: `Computation::Slashes` (`max_values`: None, `max_size`: Some(69), added: 2544, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Workers` (r:1 w:1)
    /// - Proof: `Computation::Workers` (`max_values`: None, `max_size`: Some(224), added: 2699, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Assignments` (r:1 w:0)
    /// - Proof: `StakePools::Assignments` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
    fn lift_slash() -> Weight {
        // Fastest run: 281_929 ns. Proof as recorded: 1_212 bytes.
        Weight::from_parts(326_216_000, 3_689).saturating_add(T::DbWeight::get().reads_writes(3, 2))
    }

    /// - Storage: `Computation::Slashes` (r:1 w:1)
    /// - Proof: `Computation::Slashes` (`max_values`: None, `max_size`: Some(69), added: 2544, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Workers` (r:1 w:1)
    /// - Proof: `Computation::Workers` (`max_values`: None, `max_size`: Some(224), added: 2699, mode: `MaxEncodedLen`)
    /// - Storage: `Balances::Holds` (r:1 w:1)
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:2 w:2)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Assignments` (r:1 w:0)
    /// - Proof: `StakePools::Assignments` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
    fn confirm_slash() -> Weight {
        // Fastest run: 564_691 ns. Proof as recorded: 2_253 bytes.
        Weight::from_parts(658_281_000, 6_196).saturating_add(T::DbWeight::get().reads_writes(6, 5))
    }

    /// - Storage: `Computation::Slashes` (r:1 w:1)
    /// - Proof: `Computation::Slashes` (`max_values`: None, `max_size`: Some(69), added: 2544, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Workers` (r:1 w:1)
    /// - Proof: `Computation::Workers` (`max_values`: None, `max_size`: Some(224), added: 2699, mode: `MaxEncodedLen`)
    /// - Storage: `Balances::Holds` (r:1 w:1)
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:2 w:2)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Assignments` (r:1 w:0)
    /// - Proof: `StakePools::Assignments` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
    fn apply_slash() -> Weight {
        // Fastest run: 573_143 ns. Proof as recorded: 2_253 bytes.
        Weight::from_parts(621_736_000, 6_196).saturating_add(T::DbWeight::get().reads_writes(6, 5))
    }

    /// - Storage: `Computation::RulesInForce` (r:1 w:1)
    /// - Proof: `Computation::RulesInForce` (`max_values`: Some(1), `max_size`: Some(556), added: 1051, mode: `MaxEncodedLen`)
    fn set_rules() -> Weight {
        // Fastest run: 83_685 ns. Proof as recorded: 586 bytes.
        Weight::from_parts(97_085_000, 2_041).saturating_add(T::DbWeight::get().reads_writes(1, 1))
    }

    /// - Storage: `Computation::Challenges` (r:1 w:1)
    /// - Proof: `Computation::Challenges` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Workers` (r:1 w:1)
    /// - Proof: `Computation::Workers` (`max_values`: None, `max_size`: Some(224), added: 2699, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Workers` (r:1 w:0)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
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
    /// - Proof: `Computation::RulesInForce` (`max_values`: Some(1), `max_size`: Some(556), added: 1051, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Books` (r:1 w:1)
    /// - Proof: `Computation::Books` (`max_values`: Some(1), `max_size`: Some(64), added: 559, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::ActiveCount` (r:1 w:1)
    /// - Proof: `Computation::ActiveCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:2 w:2)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `StakePools::Assignments` (r:1 w:0)
    /// - Proof: `StakePools::Assignments` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Active` (r:0 w:1)
    /// - Proof: `Computation::Active` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Places` (r:0 w:1)
    /// - Proof: `Computation::Places` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    fn heartbeat() -> Weight {
        // Fastest run: 868_113 ns. Proof as recorded: 4_382 bytes.
        Weight::from_parts(1_081_770_000, 6_196).saturating_add(T::DbWeight::get().reads_writes(14, 8))
    }

    /// - Storage: `Registry::Workers` (r:1 w:0)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::RulesInForce` (r:1 w:0)
    /// - Proof: `Computation::RulesInForce` (`max_values`: Some(1), `max_size`: Some(556), added: 1051, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `System::ParentHash` (r:1 w:0)
    /// - Proof: `System::ParentHash` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::LastBeacon` (r:1 w:0)
    /// - Proof: `Gatekeepers::LastBeacon` (`max_values`: Some(1), `max_size`: Some(40), added: 535, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Measurements` (r:0 w:1)
    /// - Proof: `Computation::Measurements` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
    fn measure() -> Weight {
        // Fastest run: 183_333 ns. Proof as recorded: 1_225 bytes.
        Weight::from_parts(290_823_000, 3_970).saturating_add(T::DbWeight::get().reads_writes(5, 1))
    }

    /// - Storage: `Computation::Measurements` (r:1 w:1)
    /// - Proof: `Computation::Measurements` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Scores` (r:0 w:1)
    /// - Proof: `Computation::Scores` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    fn measured() -> Weight {
        // Fastest run: 118_776 ns. Proof as recorded: 234 bytes.
        Weight::from_parts(168_440_000, 3_561).saturating_add(T::DbWeight::get().reads_writes(2, 2))
    }
}
