//! Weights of `pallet_registry`, measured on 2026-11-22 with compiled WebAssembly on one core of: AMD EPYC.
//!
//! `register`, `submit_collateral` and all from `change_policy` on are estimates until `scripts/benchmark-weights` runs
//! again; it wrote the others. The script builds the node with feature
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
    /// - Proof: `Registry::Collateral` (`max_values`: Some(1), `max_size`: Some(6296225), added: 6296720, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Policy` (r:1 w:0)
    /// - Proof: `Registry::Policy` (`max_values`: Some(1), `max_size`: Some(22310), added: 22805, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    fn register() -> Weight {
        Weight::from_parts(30_000_000_000, 1_500_000).saturating_add(T::DbWeight::get().reads_writes(12, 5))
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
        // Fastest run: 398_073 ns. Proof as recorded: 455 + 85 m bytes.
        Weight::from_parts(587_289_271, 3_513)
            // Standard error: 3_039_314.
            .saturating_add(Weight::from_parts(111_524_798, 0).saturating_mul(m.into()))
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
    /// - Proof: `Registry::Collateral` (`max_values`: Some(1), `max_size`: Some(6296225), added: 6296720, mode: `MaxEncodedLen`)
    fn submit_collateral() -> Weight {
        Weight::from_parts(40_000_000_000, 1_500_000).saturating_add(T::DbWeight::get().reads_writes(10, 8))
    }

    /// - Storage: `Registry::DeniedMeasurements` (r:1 w:0)
    /// - Proof: `Registry::DeniedMeasurements` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Policy` (r:1 w:1)
    /// - Proof: `Registry::Policy` (`max_values`: Some(1), `max_size`: Some(22310), added: 22805, mode: `MaxEncodedLen`)
    fn allow_measurement() -> Weight {
        // Fastest run: 119_367 ns. Proof as recorded: 2_826 bytes.
        Weight::from_parts(123_925_000, 23_795).saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }

    /// - Storage: `Registry::DeniedMeasurements` (r:1 w:1)
    /// - Proof: `Registry::DeniedMeasurements` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Policy` (r:1 w:1)
    /// - Proof: `Registry::Policy` (`max_values`: Some(1), `max_size`: Some(22310), added: 22805, mode: `MaxEncodedLen`)
    fn deny_measurement() -> Weight {
        // Fastest run: 116_874 ns. Proof as recorded: 2_820 bytes.
        Weight::from_parts(122_362_000, 23_795).saturating_add(T::DbWeight::get().reads_writes(2, 2))
    }

    /// - Storage: `Registry::Frozen` (r:0 w:1)
    /// - Proof: `Registry::Frozen` (`max_values`: Some(1), `max_size`: Some(1), added: 496, mode: `MaxEncodedLen`)
    fn set_frozen() -> Weight {
        // Fastest run: 44_146 ns. Proof as recorded: 0 bytes.
        Weight::from_parts(47_371_000, 0).saturating_add(T::DbWeight::get().reads_writes(0, 1))
    }

    /// - Storage: `Registry::Policy` (r:1 w:1)
    /// - Storage: `Registry::PendingChanges` (r:1 w:1)
    /// - Storage: `Registry::Patrols` (r:1 w:1)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    fn change_policy() -> Weight {
        Weight::from_parts(300_000_000, 170_000).saturating_add(T::DbWeight::get().reads_writes(4, 3))
    }

    /// - Storage: `Registry::Policy` (r:1 w:0)
    /// - Storage: `Registry::Collateral` (r:1 w:0)
    /// - Storage: `Registry::Workers`, `Facts`, `Conditions`, `DeniedMeasurements` (r:1 w:1)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    fn reevaluate() -> Weight {
        Weight::from_parts(20_000_000_000, 1_500_000).saturating_add(T::DbWeight::get().reads_writes(7, 5))
    }

    /// - Storage: `Registry::Collateral` (r:1 w:1)
    /// - Storage: `Registry::Deposits` (r:64 w:64)
    /// - Storage: `System::Account`, `Balances::Holds` (r:64 w:64)
    fn prune_collateral() -> Weight {
        Weight::from_parts(60_000_000_000, 1_900_000)
            .saturating_add(T::DbWeight::get().reads_writes(194, 193))
    }

    /// - Storage: `Registry::PendingChanges` (r:1 w:1)
    /// - Storage: `Registry::Policy` (r:1 w:1)
    /// - Storage: `Registry::Patrols` (r:1 w:1)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    fn carry_out_pending() -> Weight {
        Weight::from_parts(300_000_000, 170_000).saturating_add(T::DbWeight::get().reads_writes(4, 3))
    }

    /// - Range: `w` in `0..=1024`
    /// - Storage: `Registry::Policy`, `Collateral`, `Patrols` (r:1 w:1)
    /// - Storage: `Registry::Workers`, `Facts`, `Conditions`, `DeniedMeasurements` (r:w w:w)
    fn judge(w: u32) -> Weight {
        Weight::from_parts(50_000_000_000, 1_500_000)
            .saturating_add(Weight::from_parts(400_000_000, 9_000).saturating_mul(w.into()))
            .saturating_add(T::DbWeight::get().reads_writes(4, 1))
            .saturating_add(T::DbWeight::get().reads_writes(5, 5).saturating_mul(w.into()))
    }

    /// - Range: `w` in `0..=8`
    /// - Storage: `Registry::Patrols` (r:1 w:1)
    /// - Storage: `Registry::Workers`, `Conditions`, `DeniedMeasurements` (r:w w:w)
    fn watch(w: u32) -> Weight {
        Weight::from_parts(50_000_000, 3_000)
            .saturating_add(Weight::from_parts(150_000_000, 9_000).saturating_mul(w.into()))
            .saturating_add(T::DbWeight::get().reads_writes(2, 1))
            .saturating_add(T::DbWeight::get().reads_writes(4, 5).saturating_mul(w.into()))
    }
}
