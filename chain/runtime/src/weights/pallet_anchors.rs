//! Weights of `pallet_anchors`, measured on 2026-11-22 with compiled WebAssembly on one core of: AMD EPYC.
//!
//! `scripts/benchmark-weights` wrote this file; do not edit it. The script builds the node with feature
//! `runtime-benchmarks` and runs `adyton-node benchmark --runtime adyton_runtime.wasm --genesis-builder runtime --pallet
//! pallet_anchors --extrinsic '*' --steps 20 --repeat 10` (frame-benchmarking-cli 64.0.0).

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Picoseconds of computing, bytes of proof, and database accesses, as measured.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_anchors::WeightInfo for WeightInfo<T> {
    /// - Storage: `Anchors::LastSetId` (r:1 w:1)
    /// - Proof: `Anchors::LastSetId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Grandpa::CurrentSetId` (r:1 w:0)
    /// - Proof: `Grandpa::CurrentSetId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Anchors::SetEnds` (r:0 w:1)
    /// - Proof: `Anchors::SetEnds` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
    fn record_set_end() -> Weight {
        // Fastest run: 61_371 ns. Proof as recorded: 205 bytes.
        Weight::from_parts(65_327_000, 1_493).saturating_add(T::DbWeight::get().reads_writes(2, 2))
    }
}
