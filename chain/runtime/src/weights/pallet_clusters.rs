//! Weights of `pallet_clusters`, measured on 2026-11-22 with compiled WebAssembly on one core of: AMD EPYC.
//!
//! `scripts/benchmark-weights` wrote this file; do not edit it. The script builds the node with feature
//! `runtime-benchmarks` and runs `adyton-node benchmark --runtime adyton_runtime.wasm --genesis-builder runtime --pallet
//! pallet_clusters --extrinsic '*' --steps 20 --repeat 10` (frame-benchmarking-cli 64.0.0).

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Picoseconds of computing, bytes of proof, and database accesses, as measured.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_clusters::WeightInfo for WeightInfo<T> {
    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2419), added: 4894, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:1 w:1)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Clusters::Books` (r:1 w:1)
    /// - Proof: `Clusters::Books` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
    fn fund() -> Weight {
        // Fastest run: 387_927 ns. Proof as recorded: 2_751 bytes.
        Weight::from_parts(615_978_000, 5_884).saturating_add(T::DbWeight::get().reads_writes(3, 2))
    }

    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2419), added: 4894, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Owners` (r:1 w:0)
    /// - Proof: `Committees::Owners` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
    /// - Storage: `Clusters::Books` (r:1 w:1)
    /// - Proof: `Clusters::Books` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
    /// - Storage: `Anchors::Development` (r:1 w:0)
    /// - Proof: `Anchors::Development` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    fn set_terms() -> Weight {
        // Fastest run: 190_764 ns. Proof as recorded: 2_709 bytes.
        Weight::from_parts(341_969_000, 5_884).saturating_add(T::DbWeight::get().reads_writes(4, 1))
    }

    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2419), added: 4894, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Owners` (r:1 w:0)
    /// - Proof: `Committees::Owners` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
    /// - Storage: `Anchors::Development` (r:1 w:0)
    /// - Proof: `Anchors::Development` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Clusters::Books` (r:1 w:1)
    /// - Proof: `Clusters::Books` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
    fn defund() -> Weight {
        // Fastest run: 183_543 ns. Proof as recorded: 2_709 bytes.
        Weight::from_parts(277_453_000, 5_884).saturating_add(T::DbWeight::get().reads_writes(4, 1))
    }

    /// - Storage: `Clusters::Books` (r:1 w:1)
    /// - Proof: `Clusters::Books` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:2 w:2)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    fn withdraw() -> Weight {
        // Fastest run: 351_063 ns. Proof as recorded: 457 bytes.
        Weight::from_parts(373_597_000, 6_196).saturating_add(T::DbWeight::get().reads_writes(3, 3))
    }

    /// - Storage: `Clusters::Earned` (r:1 w:1)
    /// - Proof: `Clusters::Earned` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
    /// - Storage: `Clusters::Books` (r:1 w:1)
    /// - Proof: `Clusters::Books` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:2 w:2)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    fn claim() -> Weight {
        // Fastest run: 367_658 ns. Proof as recorded: 525 bytes.
        Weight::from_parts(465_854_000, 6_196).saturating_add(T::DbWeight::get().reads_writes(4, 4))
    }

    /// - Range: `s` in `0..=64`
    /// - Storage: `Clusters::Served` (r:1 w:1)
    /// - Proof: `Clusters::Served` (`max_values`: None, `max_size`: Some(2054), added: 4529, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Workers` (r:64 w:0)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `Clusters::Books` (r:1 w:1)
    /// - Proof: `Clusters::Books` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
    /// - Storage: `Anchors::Development` (r:1 w:0)
    /// - Proof: `Anchors::Development` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:1 w:0)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Clusters::Earned` (r:64 w:64)
    /// - Proof: `Clusters::Earned` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
    fn applied(s: u32) -> Weight {
        // Fastest run: 134_230 ns. Proof as recorded: 2_320 + 228 s bytes.
        Weight::from_parts(279_137_091, 5_519)
            // Standard error: 498_169.
            .saturating_add(Weight::from_parts(43_022_002, 0).saturating_mul(s.into()))
            .saturating_add(Weight::from_parts(0, 2_980).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads_writes(4, 2))
            .saturating_add(T::DbWeight::get().reads(2).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().writes(1).saturating_mul(s.into()))
    }

    /// - Storage: `Clusters::Served` (r:1 w:1)
    /// - Proof: `Clusters::Served` (`max_values`: None, `max_size`: Some(2054), added: 4529, mode: `MaxEncodedLen`)
    fn seconded() -> Weight {
        // Fastest run: 60_690 ns. Proof as recorded: 2_191 bytes.
        Weight::from_parts(93_489_000, 5_519).saturating_add(T::DbWeight::get().reads_writes(1, 1))
    }
}
