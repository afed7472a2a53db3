//! Weights of `pallet_channels`, measured on 2026-11-22 with compiled WebAssembly on one core of: AMD EPYC.
//!
//! `scripts/benchmark-weights` wrote this file; do not edit it. The script builds the node with feature
//! `runtime-benchmarks` and runs `adyton-node benchmark --runtime adyton_runtime.wasm --genesis-builder runtime --pallet
//! pallet_channels --extrinsic '*' --steps 20 --repeat 10` (frame-benchmarking-cli 64.0.0).

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Picoseconds of computing, bytes of proof, and database accesses, as measured.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_channels::WeightInfo for WeightInfo<T> {
    /// - Range: `b` in `0..=130048`
    /// - Storage: `Channels::Channels` (r:1 w:1)
    /// - Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2314), added: 4789, mode: `MaxEncodedLen`)
    /// - Storage: `Aura::Authorities` (r:1 w:0)
    /// - Proof: `Aura::Authorities` (`max_values`: Some(1), `max_size`: Some(8194), added: 8689, mode: `MaxEncodedLen`)
    /// - Storage: `Session::Validators` (r:1 w:0)
    /// - Proof: `Session::Validators` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// - Storage: `System::Account` (r:1 w:1)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Messages` (r:2 w:3)
    /// - Proof: `Channels::Messages` (`max_values`: None, `max_size`: Some(131177), added: 133652, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:1 w:1)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    fn push(b: u32) -> Weight {
        // Fastest run: 693_433 ns. Proof as recorded: 265_329 bytes.
        Weight::from_parts(794_024_118, 268_294)
            // Standard error: 67.
            .saturating_add(Weight::from_parts(2_819, 0).saturating_mul(b.into()))
            .saturating_add(T::DbWeight::get().reads_writes(9, 6))
    }

    /// - Range: `n` in `1..=256`
    /// - Range: `b` in `0..=118784`
    /// - Storage: `Channels::Channels` (r:1 w:1)
    /// - Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2314), added: 4789, mode: `MaxEncodedLen`)
    /// - Storage: `Aura::Authorities` (r:1 w:0)
    /// - Proof: `Aura::Authorities` (`max_values`: Some(1), `max_size`: Some(8194), added: 8689, mode: `MaxEncodedLen`)
    /// - Storage: `Session::Validators` (r:1 w:0)
    /// - Proof: `Session::Validators` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// - Storage: `System::Account` (r:1 w:1)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Messages` (r:2 w:3)
    /// - Proof: `Channels::Messages` (`max_values`: None, `max_size`: Some(131177), added: 133652, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:1 w:1)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    fn push_batch(n: u32, b: u32) -> Weight {
        // Fastest run: 721_255 ns. Proof as recorded: 265_329 bytes.
        Weight::from_parts(1_050_156_324, 268_294)
            // Standard error: 89_511.
            .saturating_add(Weight::from_parts(634_932, 0).saturating_mul(n.into()))
            // Standard error: 192.
            .saturating_add(Weight::from_parts(2_270, 0).saturating_mul(b.into()))
            .saturating_add(T::DbWeight::get().reads_writes(9, 6))
    }

    /// - Range: `n` in `0..=7`
    /// - Storage: `Channels::LastVisited` (r:1 w:1)
    /// - Proof: `Channels::LastVisited` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Channels` (r:2 w:1)
    /// - Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Messages` (r:8 w:7)
    /// - Proof: `Channels::Messages` (`max_values`: None, `max_size`: Some(131177), added: 133652, mode: `MaxEncodedLen`)
    fn visit_channel(n: u32) -> Weight {
        // Fastest run: 175_141 ns. Proof as recorded: 131_375 + 131_149 n bytes.
        Weight::from_parts(249_679_274, 134_642)
            // Standard error: 2_394_657.
            .saturating_add(Weight::from_parts(175_920_366, 0).saturating_mul(n.into()))
            .saturating_add(Weight::from_parts(0, 133_652).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads_writes(4, 2))
            .saturating_add(T::DbWeight::get().reads(1).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().writes(1).saturating_mul(n.into()))
    }
}
