//! Weights of `pallet_registry`, measured on 2026-11-22 with compiled WebAssembly on one core of: AMD EPYC.
//!
//! `scripts/benchmark-weights` wrote this file; do not edit it. The script builds the node with feature
//! `runtime-benchmarks` and runs `adyton-node benchmark --runtime adyton_runtime.wasm --genesis-builder runtime --pallet
//! pallet_registry --extrinsic '*' --steps 20 --repeat 10` (frame-benchmarking-cli 64.0.0).

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Picoseconds of computing, bytes of proof, and database accesses, as measured.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_registry::WeightInfo for WeightInfo<T> {
    /// - Storage: `Registry::Workers` (r:1 w:1)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `System::BlockHash` (r:2 w:0)
    /// - Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Frozen` (r:1 w:0)
    /// - Proof: `Registry::Frozen` (`max_values`: Some(1), `max_size`: Some(1), added: 496, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::RetiredBoots` (r:1 w:1)
    /// - Proof: `Registry::RetiredBoots` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Challenges` (r:1 w:1)
    /// - Proof: `Registry::Challenges` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::TrustAnchors` (r:1 w:0)
    /// - Proof: `Registry::TrustAnchors` (`max_values`: Some(1), `max_size`: Some(16409), added: 16904, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Collateral` (r:1 w:0)
    /// - Proof: `Registry::Collateral` (`max_values`: Some(1), `max_size`: Some(1048576), added: 1049071, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Policy` (r:1 w:0)
    /// - Proof: `Registry::Policy` (`max_values`: Some(1), `max_size`: Some(23528), added: 24023, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Conditions` (r:1 w:0)
    /// - Proof: `Registry::Conditions` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Candidates` (r:1 w:0)
    /// - Proof: `Gatekeepers::Candidates` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2419), added: 4894, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Workers` (r:1 w:0)
    /// - Proof: `Computation::Workers` (`max_values`: None, `max_size`: Some(224), added: 2699, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Facts` (r:0 w:1)
    /// - Proof: `Registry::Facts` (`max_values`: None, `max_size`: Some(689), added: 3164, mode: `MaxEncodedLen`)
    fn register() -> Weight {
        // Fastest run: 8_294_973 ns. Proof as recorded: 1_021_645 bytes.
        Weight::from_parts(8_867_976_000, 1_050_061).saturating_add(T::DbWeight::get().reads_writes(14, 4))
    }

    /// - Range: `m` in `1..=64`
    /// - Storage: `System::BlockHash` (r:1 w:0)
    /// - Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Workers` (r:64 w:64)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::DeniedMeasurements` (r:1 w:0)
    /// - Proof: `Registry::DeniedMeasurements` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    fn submit(m: u32) -> Weight {
        // Fastest run: 229_692 ns. Proof as recorded: 520 + 85 m bytes.
        Weight::from_parts(524_642_813, 3_513)
            // Standard error: 1_843_847.
            .saturating_add(Weight::from_parts(112_787_357, 0).saturating_mul(m.into()))
            .saturating_add(Weight::from_parts(0, 2_980).saturating_mul(m.into()))
            .saturating_add(T::DbWeight::get().reads_writes(3, 0))
            .saturating_add(T::DbWeight::get().reads(1).saturating_mul(m.into()))
            .saturating_add(T::DbWeight::get().writes(1).saturating_mul(m.into()))
    }

    /// - Storage: `Registry::TrustAnchors` (r:1 w:0)
    /// - Proof: `Registry::TrustAnchors` (`max_values`: Some(1), `max_size`: Some(16409), added: 16904, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Collateral` (r:1 w:1)
    /// - Proof: `Registry::Collateral` (`max_values`: Some(1), `max_size`: Some(1048576), added: 1049071, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Deposits` (r:1 w:1)
    /// - Proof: `Registry::Deposits` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:1 w:1)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Balances::Holds` (r:2 w:2)
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Patrols` (r:1 w:1)
    /// - Proof: `Registry::Patrols` (`max_values`: Some(1), `max_size`: Some(34), added: 529, mode: `MaxEncodedLen`)
    fn submit_collateral() -> Weight {
        // Fastest run: 13_019_489 ns. Proof as recorded: 1_020_770 bytes.
        Weight::from_parts(13_592_701_000, 1_050_061).saturating_add(T::DbWeight::get().reads_writes(8, 6))
    }

    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Collateral` (r:1 w:1)
    /// - Proof: `Registry::Collateral` (`max_values`: Some(1), `max_size`: Some(1048576), added: 1049071, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Deposits` (r:64 w:64)
    /// - Proof: `Registry::Deposits` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:64 w:64)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Balances::Holds` (r:64 w:64)
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
    fn prune_collateral() -> Weight {
        // Fastest run: 21_161_723 ns. Proof as recorded: 482_241 bytes.
        Weight::from_parts(22_055_875_000, 1_050_061)
            .saturating_add(T::DbWeight::get().reads_writes(194, 193))
    }

    /// - Storage: `Registry::DeniedMeasurements` (r:1 w:0)
    /// - Proof: `Registry::DeniedMeasurements` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Policy` (r:1 w:1)
    /// - Proof: `Registry::Policy` (`max_values`: Some(1), `max_size`: Some(23528), added: 24023, mode: `MaxEncodedLen`)
    fn allow_measurement() -> Weight {
        // Fastest run: 376_370 ns. Proof as recorded: 12_906 bytes.
        Weight::from_parts(399_215_000, 25_013).saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }

    /// - Storage: `Registry::DeniedMeasurements` (r:1 w:1)
    /// - Proof: `Registry::DeniedMeasurements` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Policy` (r:1 w:1)
    /// - Proof: `Registry::Policy` (`max_values`: Some(1), `max_size`: Some(23528), added: 24023, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::PendingChanges` (r:1 w:1)
    /// - Proof: `Registry::PendingChanges` (`max_values`: Some(1), `max_size`: Some(131265), added: 131760, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Patrols` (r:1 w:1)
    /// - Proof: `Registry::Patrols` (`max_values`: Some(1), `max_size`: Some(34), added: 529, mode: `MaxEncodedLen`)
    fn deny_measurement() -> Weight {
        // Fastest run: 387_688 ns. Proof as recorded: 12_900 bytes.
        Weight::from_parts(452_874_000, 132_750).saturating_add(T::DbWeight::get().reads_writes(4, 4))
    }

    /// - Storage: `Registry::Frozen` (r:1 w:1)
    /// - Proof: `Registry::Frozen` (`max_values`: Some(1), `max_size`: Some(1), added: 496, mode: `MaxEncodedLen`)
    fn set_frozen() -> Weight {
        // Fastest run: 72_018 ns. Proof as recorded: 180 bytes.
        Weight::from_parts(87_000_000, 1_486).saturating_add(T::DbWeight::get().reads_writes(1, 1))
    }

    /// - Storage: `Registry::Policy` (r:1 w:1)
    /// - Proof: `Registry::Policy` (`max_values`: Some(1), `max_size`: Some(23528), added: 24023, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::PendingChanges` (r:1 w:1)
    /// - Proof: `Registry::PendingChanges` (`max_values`: Some(1), `max_size`: Some(131265), added: 131760, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Patrols` (r:1 w:1)
    /// - Proof: `Registry::Patrols` (`max_values`: Some(1), `max_size`: Some(34), added: 529, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    fn change_policy() -> Weight {
        // Fastest run: 398_013 ns. Proof as recorded: 13_599 bytes.
        Weight::from_parts(426_896_000, 132_750).saturating_add(T::DbWeight::get().reads_writes(4, 3))
    }

    /// - Storage: `Registry::Workers` (r:1 w:1)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Collateral` (r:1 w:0)
    /// - Proof: `Registry::Collateral` (`max_values`: Some(1), `max_size`: Some(1048576), added: 1049071, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Policy` (r:1 w:0)
    /// - Proof: `Registry::Policy` (`max_values`: Some(1), `max_size`: Some(23528), added: 24023, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Conditions` (r:1 w:1)
    /// - Proof: `Registry::Conditions` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::DeniedMeasurements` (r:1 w:0)
    /// - Proof: `Registry::DeniedMeasurements` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Facts` (r:1 w:1)
    /// - Proof: `Registry::Facts` (`max_values`: None, `max_size`: Some(689), added: 3164, mode: `MaxEncodedLen`)
    fn reevaluate() -> Weight {
        // Fastest run: 3_839_047 ns. Proof as recorded: 1_025_987 bytes.
        Weight::from_parts(4_030_442_000, 1_050_061).saturating_add(T::DbWeight::get().reads_writes(7, 3))
    }

    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::PendingChanges` (r:1 w:1)
    /// - Proof: `Registry::PendingChanges` (`max_values`: Some(1), `max_size`: Some(131265), added: 131760, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Policy` (r:1 w:1)
    /// - Proof: `Registry::Policy` (`max_values`: Some(1), `max_size`: Some(23528), added: 24023, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Patrols` (r:1 w:1)
    /// - Proof: `Registry::Patrols` (`max_values`: Some(1), `max_size`: Some(34), added: 529, mode: `MaxEncodedLen`)
    fn carry_out_pending() -> Weight {
        // Fastest run: 373_106 ns. Proof as recorded: 13_599 bytes.
        Weight::from_parts(416_380_000, 132_750).saturating_add(T::DbWeight::get().reads_writes(4, 3))
    }

    /// - Range: `w` in `0..=1024`
    /// - Storage: `Registry::Collateral` (r:1 w:0)
    /// - Proof: `Registry::Collateral` (`max_values`: Some(1), `max_size`: Some(1048576), added: 1049071, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Policy` (r:1 w:0)
    /// - Proof: `Registry::Policy` (`max_values`: Some(1), `max_size`: Some(23528), added: 24023, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Workers` (r:1025 w:1024)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Conditions` (r:1024 w:1024)
    /// - Proof: `Registry::Conditions` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::DeniedMeasurements` (r:1 w:0)
    /// - Proof: `Registry::DeniedMeasurements` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Facts` (r:1024 w:1024)
    /// - Proof: `Registry::Facts` (`max_values`: None, `max_size`: Some(689), added: 3164, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Patrols` (r:0 w:1)
    /// - Proof: `Registry::Patrols` (`max_values`: Some(1), `max_size`: Some(34), added: 529, mode: `MaxEncodedLen`)
    fn judge(w: u32) -> Weight {
        // Fastest run: 2_640_692 ns. Proof as recorded: 1_026_949 + 171 w bytes.
        Weight::from_parts(12_210_086_274, 1_050_061)
            // Standard error: 10_621_138.
            .saturating_add(Weight::from_parts(553_285_957, 0).saturating_mul(w.into()))
            .saturating_add(Weight::from_parts(0, 3_164).saturating_mul(w.into()))
            .saturating_add(T::DbWeight::get().reads_writes(4, 1))
            .saturating_add(T::DbWeight::get().reads(3).saturating_mul(w.into()))
            .saturating_add(T::DbWeight::get().writes(3).saturating_mul(w.into()))
    }

    /// - Range: `w` in `0..=8`
    /// - Storage: `Registry::Workers` (r:9 w:8)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Conditions` (r:8 w:8)
    /// - Proof: `Registry::Conditions` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Memberships` (r:8 w:0)
    /// - Proof: `Committees::Memberships` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Workers` (r:8 w:0)
    /// - Proof: `Computation::Workers` (`max_values`: None, `max_size`: Some(224), added: 2699, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Facts` (r:0 w:8)
    /// - Proof: `Registry::Facts` (`max_values`: None, `max_size`: Some(689), added: 3164, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Patrols` (r:0 w:1)
    /// - Proof: `Registry::Patrols` (`max_values`: Some(1), `max_size`: Some(34), added: 529, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::RetiredBoots` (r:0 w:8)
    /// - Proof: `Registry::RetiredBoots` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Challenges` (r:0 w:8)
    /// - Proof: `Registry::Challenges` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Scores` (r:0 w:8)
    /// - Proof: `Computation::Scores` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Measurements` (r:0 w:8)
    /// - Proof: `Computation::Measurements` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
    fn watch(w: u32) -> Weight {
        // Fastest run: 8_262 ns. Proof as recorded: 773 + 164 w bytes.
        Weight::from_parts(88_227_825, 3_970)
            // Standard error: 1_724_949.
            .saturating_add(Weight::from_parts(198_071_492, 0).saturating_mul(w.into()))
            .saturating_add(Weight::from_parts(0, 2_980).saturating_mul(w.into()))
            .saturating_add(T::DbWeight::get().reads_writes(1, 1))
            .saturating_add(T::DbWeight::get().reads(4).saturating_mul(w.into()))
            .saturating_add(T::DbWeight::get().writes(7).saturating_mul(w.into()))
    }
}
