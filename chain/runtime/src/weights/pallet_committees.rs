//! Weights of `pallet_committees`, measured on 2026-11-22 with compiled WebAssembly on one core of: AMD EPYC.
//!
//! `scripts/benchmark-weights` wrote this file; do not edit it. The script builds the node with feature
//! `runtime-benchmarks` and runs `adyton-node benchmark --runtime adyton_runtime.wasm --genesis-builder runtime --pallet
//! pallet_committees --extrinsic '*' --steps 20 --repeat 10` (frame-benchmarking-cli 64.0.0).
//!
//! Since then some functions came new, which say so, and accesses to the gatekeepers' keys, to memberships and to uses of
//! generations were added by hand. The next measurement replaces them.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Picoseconds of computing, bytes of proof, and database accesses, as measured.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_committees::WeightInfo for WeightInfo<T> {
    /// - Storage: `Committees::NextCommitteeId` (r:1 w:1)
    /// - Proof: `Committees::NextCommitteeId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Channels` (r:1 w:1)
    /// - Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:1 w:1)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Attendances` (r:0 w:1)
    /// - Proof: `Committees::Attendances` (`max_values`: None, `max_size`: Some(2886), added: 5361, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Committees` (r:0 w:1)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2314), added: 4789, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Owners` (r:0 w:1)
    /// - Proof: `Committees::Owners` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:0 w:1)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    fn create() -> Weight {
        // Fastest run: 389_500 ns. Proof as recorded: 405 bytes.
        Weight::from_parts(413_206_000, 3_593).saturating_add(T::DbWeight::get().reads_writes(4, 8))
    }

    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2314), added: 4789, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Owners` (r:1 w:0)
    /// - Proof: `Committees::Owners` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Invitations` (r:1 w:1)
    /// - Proof: `Committees::Invitations` (`max_values`: None, `max_size`: Some(2054), added: 4529, mode: `MaxEncodedLen`)
    fn invite() -> Weight {
        // Fastest run: 173_839 ns. Proof as recorded: 4_524 bytes.
        Weight::from_parts(230_182_000, 5_779).saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }

    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2314), added: 4789, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Owners` (r:1 w:0)
    /// - Proof: `Committees::Owners` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Invitations` (r:1 w:1)
    /// - Proof: `Committees::Invitations` (`max_values`: None, `max_size`: Some(2054), added: 4529, mode: `MaxEncodedLen`)
    fn withdraw_invitation() -> Weight {
        // Fastest run: 163_193 ns. Proof as recorded: 2_419 bytes.
        Weight::from_parts(208_090_000, 5_779).saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }

    /// - Storage: `Registry::Workers` (r:1 w:0)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Committees` (r:1 w:1)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2314), added: 4789, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::DeniedMeasurements` (r:1 w:0)
    /// - Proof: `Registry::DeniedMeasurements` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Invitations` (r:1 w:1)
    /// - Proof: `Committees::Invitations` (`max_values`: None, `max_size`: Some(2054), added: 4529, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Attendances` (r:1 w:1)
    /// - Proof: `Committees::Attendances` (`max_values`: None, `max_size`: Some(2886), added: 5361, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Channels` (r:1 w:1)
    /// - Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Messages` (r:2 w:3)
    /// - Proof: `Channels::Messages` (`max_values`: None, `max_size`: Some(131177), added: 133652, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:1 w:1)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    fn join() -> Weight {
        // Fastest run: 644_389 ns. Proof as recorded: 268_697 bytes.
        Weight::from_parts(787_393_000, 268_294).saturating_add(T::DbWeight::get().reads_writes(11, 9))
    }

    /// - Storage: `Registry::Workers` (r:1 w:0)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Committees` (r:1 w:1)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2314), added: 4789, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Votes` (r:16 w:16)
    /// - Proof: `Committees::Votes` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Attendances` (r:1 w:1)
    /// - Proof: `Committees::Attendances` (`max_values`: None, `max_size`: Some(2886), added: 5361, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Channels` (r:1 w:1)
    /// - Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Messages` (r:2 w:3)
    /// - Proof: `Channels::Messages` (`max_values`: None, `max_size`: Some(131177), added: 133652, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:1 w:1)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::InputKeyBallots` (r:0 w:1)
    /// - Proof: `Committees::InputKeyBallots` (`max_values`: None, `max_size`: Some(4102), added: 6577, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Bodies` (r:0 w:16)
    /// - Proof: `Committees::Bodies` (`max_values`: None, `max_size`: Some(264534), added: 267009, mode: `MaxEncodedLen`)
    fn leave() -> Weight {
        // Fastest run: 1_808_363 ns. Proof as recorded: 273_342 bytes.
        Weight::from_parts(2_011_185_000, 268_294).saturating_add(T::DbWeight::get().reads_writes(25, 42))
    }

    /// - Storage: `Committees::Committees` (r:1 w:1)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2314), added: 4789, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Owners` (r:1 w:0)
    /// - Proof: `Committees::Owners` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Attendances` (r:1 w:1)
    /// - Proof: `Committees::Attendances` (`max_values`: None, `max_size`: Some(2886), added: 5361, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Votes` (r:16 w:16)
    /// - Proof: `Committees::Votes` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Channels` (r:1 w:1)
    /// - Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Messages` (r:2 w:3)
    /// - Proof: `Channels::Messages` (`max_values`: None, `max_size`: Some(131177), added: 133652, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:1 w:1)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::InputKeyBallots` (r:0 w:1)
    /// - Proof: `Committees::InputKeyBallots` (`max_values`: None, `max_size`: Some(4102), added: 6577, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Bodies` (r:0 w:16)
    /// - Proof: `Committees::Bodies` (`max_values`: None, `max_size`: Some(264534), added: 267009, mode: `MaxEncodedLen`)
    fn evict() -> Weight {
        // Fastest run: 1_838_708 ns. Proof as recorded: 272_702 bytes.
        Weight::from_parts(2_062_201_000, 268_294).saturating_add(T::DbWeight::get().reads_writes(25, 42))
    }

    /// - Storage: `Committees::Committees` (r:1 w:1)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2314), added: 4789, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Owners` (r:1 w:0)
    /// - Proof: `Committees::Owners` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Channels` (r:1 w:1)
    /// - Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Messages` (r:2 w:3)
    /// - Proof: `Channels::Messages` (`max_values`: None, `max_size`: Some(131177), added: 133652, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:1 w:1)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    fn set_threshold() -> Weight {
        // Fastest run: 516_179 ns. Proof as recorded: 265_107 bytes.
        Weight::from_parts(624_520_000, 268_294).saturating_add(T::DbWeight::get().reads_writes(7, 6))
    }

    /// - Storage: `Committees::Committees` (r:1 w:1)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2314), added: 4789, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Owners` (r:1 w:0)
    /// - Proof: `Committees::Owners` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Channels` (r:1 w:1)
    /// - Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Messages` (r:2 w:3)
    /// - Proof: `Channels::Messages` (`max_values`: None, `max_size`: Some(131177), added: 133652, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:1 w:1)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    fn set_program_version() -> Weight {
        // Fastest run: 537_400 ns. Proof as recorded: 265_107 bytes.
        Weight::from_parts(699_602_000, 268_294).saturating_add(T::DbWeight::get().reads_writes(7, 6))
    }

    /// - Range: `e` in `0..=64`
    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2314), added: 4789, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Votes` (r:1 w:0)
    /// - Proof: `Committees::Votes` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Bodies` (r:1 w:1)
    /// - Proof: `Committees::Bodies` (`max_values`: None, `max_size`: Some(264534), added: 267009, mode: `MaxEncodedLen`)
    fn submit_body(e: u32) -> Weight {
        // Fastest run: 206_297 ns. Proof as recorded: 6_553 bytes.
        Weight::from_parts(284_593_699, 267_999)
            // Standard error: 134_889.
            .saturating_add(Weight::from_parts(36_305_968, 0).saturating_mul(e.into()))
            .saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }

    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2314), added: 4789, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:1 w:1)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Channels` (r:1 w:1)
    /// - Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Messages` (r:2 w:3)
    /// - Proof: `Channels::Messages` (`max_values`: None, `max_size`: Some(131177), added: 133652, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:1 w:1)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    fn deposit() -> Weight {
        // Fastest run: 728_445 ns. Proof as recorded: 265_187 bytes.
        Weight::from_parts(894_852_000, 268_294).saturating_add(T::DbWeight::get().reads_writes(7, 6))
    }

    /// - Range: `e` in `1..=64`
    /// - Storage: `Committees::Committees` (r:1 w:1)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2314), added: 4789, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::InputKeyBallots` (r:1 w:1)
    /// - Proof: `Committees::InputKeyBallots` (`max_values`: None, `max_size`: Some(4102), added: 6577, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Workers` (r:64 w:0)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::DeniedMeasurements` (r:1 w:0)
    /// - Proof: `Registry::DeniedMeasurements` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Channels` (r:65 w:65)
    /// - Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Messages` (r:132 w:198)
    /// - Proof: `Channels::Messages` (`max_values`: None, `max_size`: Some(131177), added: 133652, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:65 w:65)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Votes` (r:17 w:17)
    /// - Proof: `Committees::Votes` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Bodies` (r:1 w:497)
    /// - Proof: `Committees::Bodies` (`max_values`: None, `max_size`: Some(264534), added: 267009, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Attendances` (r:1 w:1)
    /// - Proof: `Committees::Attendances` (`max_values`: None, `max_size`: Some(2886), added: 5361, mode: `MaxEncodedLen`)
    fn advance(e: u32) -> Weight {
        // Fastest run: 11_141_051 ns. Proof as recorded: 545_402 + 266_490 e bytes.
        Weight::from_parts(10_412_270_703, 535_598)
            // Standard error: 20_182_118.
            .saturating_add(Weight::from_parts(512_463_462, 0).saturating_mul(e.into()))
            .saturating_add(Weight::from_parts(0, 267_304).saturating_mul(e.into()))
            .saturating_add(T::DbWeight::get().reads_writes(96, 527))
            .saturating_add(T::DbWeight::get().reads(4).saturating_mul(e.into()))
            .saturating_add(T::DbWeight::get().writes(5).saturating_mul(e.into()))
    }

    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2314), added: 4789, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::InputKeyBallots` (r:1 w:0)
    /// - Proof: `Committees::InputKeyBallots` (`max_values`: None, `max_size`: Some(4102), added: 6577, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Workers` (r:64 w:0)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::DeniedMeasurements` (r:1 w:0)
    /// - Proof: `Registry::DeniedMeasurements` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Votes` (r:1 w:0)
    /// - Proof: `Committees::Votes` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Bodies` (r:1 w:0)
    /// - Proof: `Committees::Bodies` (`max_values`: None, `max_size`: Some(264534), added: 267009, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:1 w:0)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Channels` (r:1 w:0)
    /// - Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
    fn visit() -> Weight {
        // Fastest run: 3_788_813 ns. Proof as recorded: 280_094 bytes.
        Weight::from_parts(4_664_726_000, 267_999).saturating_add(T::DbWeight::get().reads_writes(72, 0))
    }

    /// - Range: `v` in `1..=16`
    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2314), added: 4789, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Votes` (r:16 w:16)
    /// - Proof: `Committees::Votes` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:1 w:0)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Attendances` (r:1 w:1)
    /// - Proof: `Committees::Attendances` (`max_values`: None, `max_size`: Some(2886), added: 5361, mode: `MaxEncodedLen`)
    fn votes(v: u32) -> Weight {
        // Fastest run: 233_638 ns. Proof as recorded: 9_934 bytes.
        Weight::from_parts(218_423_261, 6_351)
            // Standard error: 1_262_894.
            .saturating_add(Weight::from_parts(82_360_589, 0).saturating_mul(v.into()))
            .saturating_add(Weight::from_parts(0, 6_585).saturating_mul(v.into()))
            .saturating_add(T::DbWeight::get().reads_writes(3, 1))
            .saturating_add(T::DbWeight::get().reads(1).saturating_mul(v.into()))
            .saturating_add(T::DbWeight::get().writes(1).saturating_mul(v.into()))
    }

    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2314), added: 4789, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::InputKeyBallots` (r:1 w:1)
    /// - Proof: `Committees::InputKeyBallots` (`max_values`: None, `max_size`: Some(4102), added: 6577, mode: `MaxEncodedLen`)
    fn input_key() -> Weight {
        // Fastest run: 83_083 ns. Proof as recorded: 6_480 bytes.
        Weight::from_parts(108_962_000, 7_567).saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }

    /// - Estimated from `input_key`, whose work it is, until measured.
    fn epoch_lost() -> Weight {
        Weight::from_parts(108_962_000, 7_567).saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }

    /// - Estimated until measured: `advance` without effects, with the votes and bodies of a whole committee instead of
    ///   those of a minority.
    fn lose_epochs() -> Weight {
        Weight::from_parts(20_824_541_406, 535_598).saturating_add(T::DbWeight::get().reads_writes(98, 1_060))
    }

    /// - Estimated from `set_threshold`, whose work it is, until measured.
    fn rotate_state_keys() -> Weight {
        Weight::from_parts(624_520_000, 268_294).saturating_add(T::DbWeight::get().reads_writes(7, 6))
    }
}
