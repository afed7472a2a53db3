//! Weights of `pallet_registry`, measured on 2026-11-22 with compiled WebAssembly on one core of: AMD EPYC.
//!
//! `scripts/benchmark-weights` wrote this file; do not edit it. The script builds the node with feature
//! `runtime-benchmarks` and runs `adyton-node benchmark --runtime adyton_runtime.wasm --genesis-builder runtime --pallet
//! pallet_registry --extrinsic '*' --steps 10 --repeat 5` (frame-benchmarking-cli 64.0.0).

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
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2323), added: 4798, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Facts` (r:0 w:1)
    /// - Proof: `Registry::Facts` (`max_values`: None, `max_size`: Some(689), added: 3164, mode: `MaxEncodedLen`)
    fn register() -> Weight {
        // Fastest run: 12_387_037 ns. Proof as recorded: 1_021_587 bytes.
        Weight::from_parts(13_997_825_000, 1_050_061).saturating_add(T::DbWeight::get().reads_writes(13, 4))
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
        // Fastest run: 335_550 ns. Proof as recorded: 482 + 85 m bytes.
        Weight::from_parts(202_391_754, 3_513)
            // Standard error: 2_095_459.
            .saturating_add(Weight::from_parts(175_304_899, 0).saturating_mul(m.into()))
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
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Patrols` (r:1 w:1)
    /// - Proof: `Registry::Patrols` (`max_values`: Some(1), `max_size`: Some(34), added: 529, mode: `MaxEncodedLen`)
    fn submit_collateral() -> Weight {
        // Fastest run: 17_843_712 ns. Proof as recorded: 1_020_736 bytes.
        Weight::from_parts(20_547_418_000, 1_050_061).saturating_add(T::DbWeight::get().reads_writes(8, 6))
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
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
    fn prune_collateral() -> Weight {
        // Fastest run: 30_637_855 ns. Proof as recorded: 482_174 bytes.
        Weight::from_parts(34_293_759_000, 1_050_061)
            .saturating_add(T::DbWeight::get().reads_writes(194, 193))
    }

    /// - Storage: `Registry::DeniedMeasurements` (r:1 w:0)
    /// - Proof: `Registry::DeniedMeasurements` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Policy` (r:1 w:1)
    /// - Proof: `Registry::Policy` (`max_values`: Some(1), `max_size`: Some(23528), added: 24023, mode: `MaxEncodedLen`)
    fn allow_measurement() -> Weight {
        // Fastest run: 383_762 ns. Proof as recorded: 12_872 bytes.
        Weight::from_parts(600_404_000, 25_013).saturating_add(T::DbWeight::get().reads_writes(3, 1))
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
        // Fastest run: 428_599 ns. Proof as recorded: 12_866 bytes.
        Weight::from_parts(609_338_000, 132_750).saturating_add(T::DbWeight::get().reads_writes(4, 4))
    }

    /// - Storage: `Registry::Frozen` (r:1 w:1)
    /// - Proof: `Registry::Frozen` (`max_values`: Some(1), `max_size`: Some(1), added: 496, mode: `MaxEncodedLen`)
    fn set_frozen() -> Weight {
        // Fastest run: 83_074 ns. Proof as recorded: 146 bytes.
        Weight::from_parts(140_319_000, 1_486).saturating_add(T::DbWeight::get().reads_writes(1, 1))
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
        // Fastest run: 410_972 ns. Proof as recorded: 13_565 bytes.
        Weight::from_parts(633_874_000, 132_750).saturating_add(T::DbWeight::get().reads_writes(4, 3))
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
        // Fastest run: 5_730_474 ns. Proof as recorded: 1_025_953 bytes.
        Weight::from_parts(6_311_810_000, 1_050_061).saturating_add(T::DbWeight::get().reads_writes(7, 3))
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
        // Fastest run: 379_145 ns. Proof as recorded: 13_565 bytes.
        Weight::from_parts(598_392_000, 132_750).saturating_add(T::DbWeight::get().reads_writes(4, 3))
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
        // Fastest run: 4_684_686 ns. Proof as recorded: 1_026_861 + 171 w bytes.
        Weight::from_parts(23_049_565_235, 1_050_061)
            // Standard error: 29_932_532.
            .saturating_add(Weight::from_parts(527_702_453, 0).saturating_mul(w.into()))
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
    /// - Storage: `Registry::Facts` (r:0 w:8)
    /// - Proof: `Registry::Facts` (`max_values`: None, `max_size`: Some(689), added: 3164, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Patrols` (r:0 w:1)
    /// - Proof: `Registry::Patrols` (`max_values`: Some(1), `max_size`: Some(34), added: 529, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::RetiredBoots` (r:0 w:8)
    /// - Proof: `Registry::RetiredBoots` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Challenges` (r:0 w:8)
    /// - Proof: `Registry::Challenges` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    fn watch(w: u32) -> Weight {
        // Fastest run: 8_082 ns. Proof as recorded: 693 + 168 w bytes.
        Weight::from_parts(74_297_419, 3_970)
            // Standard error: 744_826.
            .saturating_add(Weight::from_parts(214_638_514, 0).saturating_mul(w.into()))
            .saturating_add(Weight::from_parts(0, 2_980).saturating_mul(w.into()))
            .saturating_add(T::DbWeight::get().reads_writes(1, 1))
            .saturating_add(T::DbWeight::get().reads(3).saturating_mul(w.into()))
            .saturating_add(T::DbWeight::get().writes(5).saturating_mul(w.into()))
    }
}
