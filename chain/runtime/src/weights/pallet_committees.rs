//! Weights of `pallet_committees`, measured on 2026-11-22 with compiled WebAssembly on one core of: AMD EPYC.
//!
//! `scripts/benchmark-weights` wrote this file; do not edit it. The script builds the node with feature
//! `runtime-benchmarks` and runs `adyton-node benchmark --runtime adyton_runtime.wasm --genesis-builder runtime --pallet
//! pallet_committees --extrinsic '*' --steps 20 --repeat 10` (frame-benchmarking-cli 64.0.0).

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Picoseconds of computing, bytes of proof, and database accesses, as measured.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_committees::WeightInfo for WeightInfo<T> {
    /// - Storage: `Committees::NextCommitteeId` (r:1 w:1)
    /// - Proof: `Committees::NextCommitteeId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Channels` (r:1 w:1)
    /// - Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Keys` (r:1 w:0)
    /// - Proof: `Gatekeepers::Keys` (`max_values`: Some(1), `max_size`: Some(10982), added: 11477, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::GenerationUses` (r:1 w:1)
    /// - Proof: `Committees::GenerationUses` (`max_values`: None, `max_size`: Some(8), added: 2483, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:1 w:1)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Attendances` (r:0 w:1)
    /// - Proof: `Committees::Attendances` (`max_values`: None, `max_size`: Some(2886), added: 5361, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Committees` (r:0 w:1)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2419), added: 4894, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Owners` (r:0 w:1)
    /// - Proof: `Committees::Owners` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:0 w:1)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    fn create() -> Weight {
        // Fastest run: 453_916 ns. Proof as recorded: 523 bytes.
        Weight::from_parts(769_416_000, 12_467).saturating_add(T::DbWeight::get().reads_writes(5, 8))
    }

    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2419), added: 4894, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Owners` (r:1 w:0)
    /// - Proof: `Committees::Owners` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Invitations` (r:1 w:1)
    /// - Proof: `Committees::Invitations` (`max_values`: None, `max_size`: Some(2054), added: 4529, mode: `MaxEncodedLen`)
    fn invite() -> Weight {
        // Fastest run: 259_787 ns. Proof as recorded: 4_540 bytes.
        Weight::from_parts(404_833_000, 5_884).saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }

    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2419), added: 4894, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Owners` (r:1 w:0)
    /// - Proof: `Committees::Owners` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Invitations` (r:1 w:1)
    /// - Proof: `Committees::Invitations` (`max_values`: None, `max_size`: Some(2054), added: 4529, mode: `MaxEncodedLen`)
    fn withdraw_invitation() -> Weight {
        // Fastest run: 233_528 ns. Proof as recorded: 2_442 bytes.
        Weight::from_parts(344_683_000, 5_884).saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }

    /// - Storage: `Registry::Workers` (r:1 w:0)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Committees` (r:1 w:1)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2419), added: 4894, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::DeniedMeasurements` (r:1 w:0)
    /// - Proof: `Registry::DeniedMeasurements` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Memberships` (r:1 w:1)
    /// - Proof: `Committees::Memberships` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
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
        // Fastest run: 813_722 ns. Proof as recorded: 269_338 bytes.
        Weight::from_parts(1_297_903_000, 268_294).saturating_add(T::DbWeight::get().reads_writes(11, 9))
    }

    /// - Storage: `Registry::Workers` (r:1 w:0)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Committees` (r:1 w:1)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2419), added: 4894, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Attendances` (r:1 w:1)
    /// - Proof: `Committees::Attendances` (`max_values`: None, `max_size`: Some(2886), added: 5361, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Votes` (r:16 w:16)
    /// - Proof: `Committees::Votes` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::LostEpochBallots` (r:1 w:1)
    /// - Proof: `Committees::LostEpochBallots` (`max_values`: None, `max_size`: Some(2566), added: 5041, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Channels` (r:1 w:1)
    /// - Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Messages` (r:2 w:3)
    /// - Proof: `Channels::Messages` (`max_values`: None, `max_size`: Some(131177), added: 133652, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:1 w:1)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Memberships` (r:0 w:1)
    /// - Proof: `Committees::Memberships` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::InputKeyBallots` (r:0 w:1)
    /// - Proof: `Committees::InputKeyBallots` (`max_values`: None, `max_size`: Some(7174), added: 9649, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Bodies` (r:0 w:16)
    /// - Proof: `Committees::Bodies` (`max_values`: None, `max_size`: Some(264538), added: 267013, mode: `MaxEncodedLen`)
    fn leave() -> Weight {
        // Fastest run: 2_049_442 ns. Proof as recorded: 273_427 bytes.
        Weight::from_parts(3_177_472_000, 268_294).saturating_add(T::DbWeight::get().reads_writes(25, 42))
    }

    /// - Storage: `Committees::Committees` (r:1 w:1)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2419), added: 4894, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Owners` (r:1 w:0)
    /// - Proof: `Committees::Owners` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Attendances` (r:1 w:1)
    /// - Proof: `Committees::Attendances` (`max_values`: None, `max_size`: Some(2886), added: 5361, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Votes` (r:16 w:16)
    /// - Proof: `Committees::Votes` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::LostEpochBallots` (r:1 w:1)
    /// - Proof: `Committees::LostEpochBallots` (`max_values`: None, `max_size`: Some(2566), added: 5041, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Channels` (r:1 w:1)
    /// - Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Messages` (r:2 w:3)
    /// - Proof: `Channels::Messages` (`max_values`: None, `max_size`: Some(131177), added: 133652, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:1 w:1)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Memberships` (r:0 w:1)
    /// - Proof: `Committees::Memberships` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::InputKeyBallots` (r:0 w:1)
    /// - Proof: `Committees::InputKeyBallots` (`max_values`: None, `max_size`: Some(7174), added: 9649, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Bodies` (r:0 w:16)
    /// - Proof: `Committees::Bodies` (`max_values`: None, `max_size`: Some(264538), added: 267013, mode: `MaxEncodedLen`)
    fn evict() -> Weight {
        // Fastest run: 2_075_331 ns. Proof as recorded: 272_752 bytes.
        Weight::from_parts(3_213_866_000, 268_294).saturating_add(T::DbWeight::get().reads_writes(25, 42))
    }

    /// - Storage: `Committees::Committees` (r:1 w:1)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2419), added: 4894, mode: `MaxEncodedLen`)
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
        // Fastest run: 650_359 ns. Proof as recorded: 265_157 bytes.
        Weight::from_parts(1_044_676_000, 268_294).saturating_add(T::DbWeight::get().reads_writes(7, 6))
    }

    /// - Storage: `Committees::Committees` (r:1 w:1)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2419), added: 4894, mode: `MaxEncodedLen`)
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
        // Fastest run: 634_665 ns. Proof as recorded: 265_157 bytes.
        Weight::from_parts(1_006_599_000, 268_294).saturating_add(T::DbWeight::get().reads_writes(7, 6))
    }

    /// - Range: `e` in `0..=64`
    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2419), added: 4894, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Votes` (r:1 w:0)
    /// - Proof: `Committees::Votes` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Bodies` (r:1 w:1)
    /// - Proof: `Committees::Bodies` (`max_values`: None, `max_size`: Some(264538), added: 267013, mode: `MaxEncodedLen`)
    fn submit_body(e: u32) -> Weight {
        // Fastest run: 277_593 ns. Proof as recorded: 6_569 bytes.
        Weight::from_parts(316_206_541, 268_003)
            // Standard error: 405_172.
            .saturating_add(Weight::from_parts(43_869_181, 0).saturating_mul(e.into()))
            .saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }

    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2419), added: 4894, mode: `MaxEncodedLen`)
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
        // Fastest run: 861_863 ns. Proof as recorded: 265_237 bytes.
        Weight::from_parts(1_340_406_000, 268_294).saturating_add(T::DbWeight::get().reads_writes(7, 6))
    }

    /// - Range: `e` in `1..=64`
    /// - Storage: `Committees::Committees` (r:1 w:1)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2419), added: 4894, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::InputKeyBallots` (r:1 w:1)
    /// - Proof: `Committees::InputKeyBallots` (`max_values`: None, `max_size`: Some(7174), added: 9649, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Workers` (r:64 w:0)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::DeniedMeasurements` (r:1 w:0)
    /// - Proof: `Registry::DeniedMeasurements` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Keys` (r:1 w:0)
    /// - Proof: `Gatekeepers::Keys` (`max_values`: Some(1), `max_size`: Some(10982), added: 11477, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Channels` (r:65 w:65)
    /// - Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Messages` (r:132 w:198)
    /// - Proof: `Channels::Messages` (`max_values`: None, `max_size`: Some(131177), added: 133652, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:65 w:65)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Votes` (r:17 w:17)
    /// - Proof: `Committees::Votes` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Bodies` (r:1 w:497)
    /// - Proof: `Committees::Bodies` (`max_values`: None, `max_size`: Some(264538), added: 267013, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::GenerationUses` (r:2 w:2)
    /// - Proof: `Committees::GenerationUses` (`max_values`: None, `max_size`: Some(8), added: 2483, mode: `MaxEncodedLen`)
    /// - Storage: `Computation::Workers` (r:31 w:0)
    /// - Proof: `Computation::Workers` (`max_values`: None, `max_size`: Some(224), added: 2699, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Attendances` (r:1 w:1)
    /// - Proof: `Committees::Attendances` (`max_values`: None, `max_size`: Some(2886), added: 5361, mode: `MaxEncodedLen`)
    /// - Storage: `Clusters::Served` (r:1 w:1)
    /// - Proof: `Clusters::Served` (`max_values`: None, `max_size`: Some(2054), added: 4529, mode: `MaxEncodedLen`)
    /// - Storage: `Clusters::Books` (r:1 w:0)
    /// - Proof: `Clusters::Books` (`max_values`: None, `max_size`: Some(182), added: 2657, mode: `MaxEncodedLen`)
    /// - Storage: `Anchors::Development` (r:1 w:0)
    /// - Proof: `Anchors::Development` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:1 w:0)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    fn advance(e: u32) -> Weight {
        // Fastest run: 15_796_063 ns. Proof as recorded: 559_889 + 266_490 e bytes.
        Weight::from_parts(22_322_404_821, 535_598)
            // Standard error: 31_836_520.
            .saturating_add(Weight::from_parts(438_824_181, 0).saturating_mul(e.into()))
            .saturating_add(Weight::from_parts(0, 267_304).saturating_mul(e.into()))
            .saturating_add(T::DbWeight::get().reads_writes(131, 528))
            .saturating_add(T::DbWeight::get().reads(4).saturating_mul(e.into()))
            .saturating_add(T::DbWeight::get().writes(5).saturating_mul(e.into()))
    }

    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2419), added: 4894, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::InputKeyBallots` (r:1 w:0)
    /// - Proof: `Committees::InputKeyBallots` (`max_values`: None, `max_size`: Some(7174), added: 9649, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Workers` (r:64 w:0)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::DeniedMeasurements` (r:1 w:0)
    /// - Proof: `Registry::DeniedMeasurements` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Votes` (r:1 w:0)
    /// - Proof: `Committees::Votes` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Bodies` (r:1 w:0)
    /// - Proof: `Committees::Bodies` (`max_values`: None, `max_size`: Some(264538), added: 267013, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:1 w:0)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Channels` (r:1 w:0)
    /// - Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::LostEpochBallots` (r:1 w:0)
    /// - Proof: `Committees::LostEpochBallots` (`max_values`: None, `max_size`: Some(2566), added: 5041, mode: `MaxEncodedLen`)
    fn visit() -> Weight {
        // Fastest run: 5_310_509 ns. Proof as recorded: 285_848 bytes.
        Weight::from_parts(7_902_598_000, 268_003).saturating_add(T::DbWeight::get().reads_writes(73, 0))
    }

    /// - Range: `v` in `1..=16`
    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2419), added: 4894, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Votes` (r:16 w:16)
    /// - Proof: `Committees::Votes` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:1 w:0)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Attendances` (r:1 w:1)
    /// - Proof: `Committees::Attendances` (`max_values`: None, `max_size`: Some(2886), added: 5361, mode: `MaxEncodedLen`)
    fn votes(v: u32) -> Weight {
        // Fastest run: 250_914 ns. Proof as recorded: 9_984 bytes.
        Weight::from_parts(172_997_336, 6_351)
            // Standard error: 1_706_768.
            .saturating_add(Weight::from_parts(94_513_302, 0).saturating_mul(v.into()))
            .saturating_add(Weight::from_parts(0, 6_585).saturating_mul(v.into()))
            .saturating_add(T::DbWeight::get().reads_writes(3, 1))
            .saturating_add(T::DbWeight::get().reads(1).saturating_mul(v.into()))
            .saturating_add(T::DbWeight::get().writes(1).saturating_mul(v.into()))
    }

    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2419), added: 4894, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Keys` (r:1 w:0)
    /// - Proof: `Gatekeepers::Keys` (`max_values`: Some(1), `max_size`: Some(10982), added: 11477, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::InputKeyBallots` (r:1 w:1)
    /// - Proof: `Committees::InputKeyBallots` (`max_values`: None, `max_size`: Some(7174), added: 9649, mode: `MaxEncodedLen`)
    fn input_key() -> Weight {
        // Fastest run: 157_304 ns. Proof as recorded: 20_748 bytes.
        Weight::from_parts(201_500_000, 12_467).saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }

    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2419), added: 4894, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Keys` (r:1 w:0)
    /// - Proof: `Gatekeepers::Keys` (`max_values`: Some(1), `max_size`: Some(10982), added: 11477, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::LostEpochBallots` (r:1 w:1)
    /// - Proof: `Committees::LostEpochBallots` (`max_values`: None, `max_size`: Some(2566), added: 5041, mode: `MaxEncodedLen`)
    fn epoch_lost() -> Weight {
        // Fastest run: 153_869 ns. Proof as recorded: 16_136 bytes.
        Weight::from_parts(188_320_000, 12_467).saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }

    /// - Storage: `Committees::Committees` (r:1 w:1)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2419), added: 4894, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::InputKeyBallots` (r:1 w:1)
    /// - Proof: `Committees::InputKeyBallots` (`max_values`: None, `max_size`: Some(7174), added: 9649, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Workers` (r:64 w:0)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::DeniedMeasurements` (r:1 w:0)
    /// - Proof: `Registry::DeniedMeasurements` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Keys` (r:1 w:0)
    /// - Proof: `Gatekeepers::Keys` (`max_values`: Some(1), `max_size`: Some(10982), added: 11477, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Channels` (r:1 w:1)
    /// - Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Messages` (r:2 w:3)
    /// - Proof: `Channels::Messages` (`max_values`: None, `max_size`: Some(131177), added: 133652, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:1 w:1)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Votes` (r:16 w:16)
    /// - Proof: `Committees::Votes` (`max_values`: None, `max_size`: Some(4110), added: 6585, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::LostEpochBallots` (r:1 w:1)
    /// - Proof: `Committees::LostEpochBallots` (`max_values`: None, `max_size`: Some(2566), added: 5041, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Attendances` (r:1 w:1)
    /// - Proof: `Committees::Attendances` (`max_values`: None, `max_size`: Some(2886), added: 5361, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Bodies` (r:0 w:1024)
    /// - Proof: `Committees::Bodies` (`max_values`: None, `max_size`: Some(264538), added: 267013, mode: `MaxEncodedLen`)
    fn lose_epochs() -> Weight {
        // Fastest run: 15_265_212 ns. Proof as recorded: 299_137 bytes.
        Weight::from_parts(16_062_730_000, 268_294).saturating_add(T::DbWeight::get().reads_writes(91, 1049))
    }

    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2419), added: 4894, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Owners` (r:1 w:0)
    /// - Proof: `Committees::Owners` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Keys` (r:1 w:0)
    /// - Proof: `Gatekeepers::Keys` (`max_values`: Some(1), `max_size`: Some(10982), added: 11477, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Channels` (r:1 w:1)
    /// - Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Messages` (r:2 w:3)
    /// - Proof: `Channels::Messages` (`max_values`: None, `max_size`: Some(131177), added: 133652, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:1 w:1)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    fn rotate_state_keys() -> Weight {
        // Fastest run: 654_685 ns. Proof as recorded: 276_195 bytes.
        Weight::from_parts(779_741_000, 268_294).saturating_add(T::DbWeight::get().reads_writes(8, 5))
    }
}
