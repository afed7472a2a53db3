//! Weights of `pallet_validators`, measured on 2026-11-22 with compiled WebAssembly on one core of: AMD EPYC.
//!
//! `scripts/benchmark-weights` wrote this file; do not edit it. The script builds the node with feature
//! `runtime-benchmarks` and runs `adyton-node benchmark --runtime adyton_runtime.wasm --genesis-builder runtime --pallet
//! pallet_validators --extrinsic '*' --steps 20 --repeat 10` (frame-benchmarking-cli 64.0.0).

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Picoseconds of computing, bytes of proof, and database accesses, as measured.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_validators::WeightInfo for WeightInfo<T> {
    /// - Range: `n` in `1..=256`
    /// - Storage: `Session::NextKeys` (r:256 w:0)
    /// - Proof: `Session::NextKeys` (`max_values`: None, `max_size`: None, mode: `Measured`)
    /// - Storage: `Validators::Next` (r:0 w:1)
    /// - Proof: `Validators::Next` (`max_values`: Some(1), `max_size`: Some(8194), added: 8689, mode: `MaxEncodedLen`)
    fn set_validators(n: u32) -> Weight {
        // Fastest run: 103_104 ns. Proof as recorded: 170 + 77 n bytes.
        Weight::from_parts(51_705_039, 1_159)
            // Standard error: 253_452.
            .saturating_add(Weight::from_parts(24_131_718, 0).saturating_mul(n.into()))
            .saturating_add(Weight::from_parts(0, 2_552).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads_writes(0, 1))
            .saturating_add(T::DbWeight::get().reads(1).saturating_mul(n.into()))
    }
}
