//! Weights of `pallet_gatekeepers`, measured on 2026-11-22 with compiled WebAssembly on one core of: AMD EPYC.
//!
//! `scripts/benchmark-weights` wrote this file; do not edit it. The script builds the node with feature
//! `runtime-benchmarks` and runs `adyton-node benchmark --runtime adyton_runtime.wasm --genesis-builder runtime --pallet
//! pallet_gatekeepers --extrinsic '*' --steps 4 --repeat 5` (frame-benchmarking-cli 64.0.0).

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// `retire_generation` is an estimate: its benchmark needs a network where generation 1 is not in use. So are `declare`,
/// `bond_more`, `set_elections` and `elect`, until the script is run again; and what elections add to the reads and writes
/// of the other calls.
///
/// Picoseconds of computing, bytes of proof, and database accesses, as measured.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_gatekeepers::WeightInfo for WeightInfo<T> {
    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2323), added: 4798, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Candidates` (r:1 w:1)
    /// - Proof: `Gatekeepers::Candidates` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Evidence` (r:0 w:1)
    /// - Proof: `Gatekeepers::Evidence` (`max_values`: None, `max_size`: Some(16651), added: 19126, mode: `MaxEncodedLen`)
    fn appoint() -> Weight {
        // Fastest run: 228_931 ns. Proof as recorded: 1_602 bytes.
        Weight::from_parts(323_932_000, 5_788).saturating_add(T::DbWeight::get().reads_writes(20, 3))
    }

    /// - Storage: `Registry::Workers` (r:1 w:0)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Bonds` (r:16 w:1)
    /// - Proof: `Gatekeepers::Bonds` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::DeniedMeasurements` (r:1 w:0)
    /// - Proof: `Registry::DeniedMeasurements` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Leaving` (r:1 w:0)
    /// - Proof: `Gatekeepers::Leaving` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2323), added: 4798, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Candidates` (r:1 w:0)
    /// - Proof: `Gatekeepers::Candidates` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::WantedThreshold` (r:1 w:0)
    /// - Proof: `Gatekeepers::WantedThreshold` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:1 w:1)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Balances::Holds` (r:1 w:1)
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
    fn bond() -> Weight {
        // Fastest run: 1_274_428 ns. Proof as recorded: 5_803 bytes.
        Weight::from_parts(1_680_673_000, 42_206).saturating_add(T::DbWeight::get().reads_writes(27, 4))
    }

    /// - Storage: `Registry::Workers` (r:1 w:0)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Leaving` (r:1 w:1)
    /// - Proof: `Gatekeepers::Leaving` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2323), added: 4798, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Candidates` (r:1 w:1)
    /// - Proof: `Gatekeepers::Candidates` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Bonds` (r:16 w:1)
    /// - Proof: `Gatekeepers::Bonds` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::WantedThreshold` (r:1 w:0)
    /// - Proof: `Gatekeepers::WantedThreshold` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Keys` (r:1 w:0)
    /// - Proof: `Gatekeepers::Keys` (`max_values`: Some(1), `max_size`: Some(10982), added: 11477, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Absent` (r:1 w:1)
    /// - Proof: `Gatekeepers::Absent` (`max_values`: Some(1), `max_size`: Some(1665), added: 2160, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Evidence` (r:0 w:1)
    /// - Proof: `Gatekeepers::Evidence` (`max_values`: None, `max_size`: Some(16651), added: 19126, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::LastDeparture` (r:0 w:1)
    /// - Proof: `Gatekeepers::LastDeparture` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Vouched` (r:0 w:1)
    /// - Proof: `Gatekeepers::Vouched` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
    fn resign() -> Weight {
        // Fastest run: 845_519 ns. Proof as recorded: 16_373 bytes.
        Weight::from_parts(1_310_131_000, 42_206).saturating_add(T::DbWeight::get().reads_writes(26, 9))
    }

    /// - Storage: `Gatekeepers::Leaving` (r:1 w:1)
    /// - Proof: `Gatekeepers::Leaving` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2323), added: 4798, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Candidates` (r:1 w:1)
    /// - Proof: `Gatekeepers::Candidates` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Bonds` (r:16 w:1)
    /// - Proof: `Gatekeepers::Bonds` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::WantedThreshold` (r:1 w:0)
    /// - Proof: `Gatekeepers::WantedThreshold` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Keys` (r:1 w:0)
    /// - Proof: `Gatekeepers::Keys` (`max_values`: Some(1), `max_size`: Some(10982), added: 11477, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Absent` (r:1 w:1)
    /// - Proof: `Gatekeepers::Absent` (`max_values`: Some(1), `max_size`: Some(1665), added: 2160, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Evidence` (r:0 w:1)
    /// - Proof: `Gatekeepers::Evidence` (`max_values`: None, `max_size`: Some(16651), added: 19126, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::LastDeparture` (r:0 w:1)
    /// - Proof: `Gatekeepers::LastDeparture` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Vouched` (r:0 w:1)
    /// - Proof: `Gatekeepers::Vouched` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
    fn dismiss() -> Weight {
        // Fastest run: 761_394 ns. Proof as recorded: 15_448 bytes.
        Weight::from_parts(1_185_726_000, 42_206).saturating_add(T::DbWeight::get().reads_writes(27, 10))
    }

    /// - Storage: `Gatekeepers::Absent` (r:1 w:1)
    /// - Proof: `Gatekeepers::Absent` (`max_values`: Some(1), `max_size`: Some(1665), added: 2160, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Workers` (r:1 w:0)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Vouched` (r:1 w:1)
    /// - Proof: `Gatekeepers::Vouched` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Leaving` (r:1 w:1)
    /// - Proof: `Gatekeepers::Leaving` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2323), added: 4798, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Candidates` (r:1 w:1)
    /// - Proof: `Gatekeepers::Candidates` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Bonds` (r:16 w:1)
    /// - Proof: `Gatekeepers::Bonds` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::WantedThreshold` (r:1 w:0)
    /// - Proof: `Gatekeepers::WantedThreshold` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Keys` (r:1 w:0)
    /// - Proof: `Gatekeepers::Keys` (`max_values`: Some(1), `max_size`: Some(10982), added: 11477, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Evidence` (r:0 w:1)
    /// - Proof: `Gatekeepers::Evidence` (`max_values`: None, `max_size`: Some(16651), added: 19126, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::LastDeparture` (r:0 w:1)
    /// - Proof: `Gatekeepers::LastDeparture` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    fn evict() -> Weight {
        // Fastest run: 873_210 ns. Proof as recorded: 18_169 bytes.
        Weight::from_parts(1_439_954_000, 42_206).saturating_add(T::DbWeight::get().reads_writes(27, 9))
    }

    /// - Storage: `Gatekeepers::Bonds` (r:1 w:1)
    /// - Proof: `Gatekeepers::Bonds` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Keys` (r:1 w:0)
    /// - Proof: `Gatekeepers::Keys` (`max_values`: Some(1), `max_size`: Some(10982), added: 11477, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Ceremonies` (r:1 w:0)
    /// - Proof: `Gatekeepers::Ceremonies` (`max_values`: Some(1), `max_size`: Some(19285), added: 19780, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:1 w:1)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Balances::Holds` (r:1 w:1)
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
    fn withdraw() -> Weight {
        // Fastest run: 480_706 ns. Proof as recorded: 31_989 bytes.
        Weight::from_parts(752_811_000, 20_770).saturating_add(T::DbWeight::get().reads_writes(5, 3))
    }

    /// - Storage: `Gatekeepers::Leaving` (r:1 w:0)
    /// - Proof: `Gatekeepers::Leaving` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2323), added: 4798, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Candidates` (r:1 w:0)
    /// - Proof: `Gatekeepers::Candidates` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Bonds` (r:16 w:0)
    /// - Proof: `Gatekeepers::Bonds` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::WantedThreshold` (r:0 w:1)
    /// - Proof: `Gatekeepers::WantedThreshold` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
    fn set_threshold() -> Weight {
        // Fastest run: 741_935 ns. Proof as recorded: 4_271 bytes.
        Weight::from_parts(982_302_000, 42_206).saturating_add(T::DbWeight::get().reads_writes(20, 1))
    }

    /// - Storage: `Gatekeepers::Pace` (r:0 w:1)
    /// - Proof: `Gatekeepers::Pace` (`max_values`: Some(1), `max_size`: Some(12), added: 507, mode: `MaxEncodedLen`)
    fn set_parameters() -> Weight {
        // Fastest run: 46_299 ns. Proof as recorded: 0 bytes.
        Weight::from_parts(78_156_000, 0).saturating_add(T::DbWeight::get().reads_writes(0, 1))
    }

    /// - Storage: `Gatekeepers::Keys` (r:1 w:0)
    /// - Proof: `Gatekeepers::Keys` (`max_values`: Some(1), `max_size`: Some(10982), added: 11477, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::RotationDue` (r:1 w:1)
    /// - Proof: `Gatekeepers::RotationDue` (`max_values`: Some(1), `max_size`: Some(1), added: 496, mode: `MaxEncodedLen`)
    fn rotate_generation() -> Weight {
        // Fastest run: 99_768 ns. Proof as recorded: 9_002 bytes.
        Weight::from_parts(128_712_000, 12_467).saturating_add(T::DbWeight::get().reads_writes(2, 1))
    }
    /// Storage: `Gatekeepers::Keys`, `Ceremonies` (r:2 w:2)
    /// Storage: `Gatekeepers::OutcomeBallots` (r:0 w:1)
    /// Storage: `Committees::Committees` (r:64 w:0)
    /// Storage: `Channels` (r:1 w:1)
    fn retire_generation() -> Weight {
        Weight::from_parts(500_000_000, 500_000)
            .saturating_add(T::DbWeight::get().reads(67_u64))
            .saturating_add(T::DbWeight::get().writes(4_u64))
    }

    /// - Storage: `Gatekeepers::Ceremonies` (r:1 w:1)
    /// - Proof: `Gatekeepers::Ceremonies` (`max_values`: Some(1), `max_size`: Some(19285), added: 19780, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:1 w:0)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Channels` (r:1 w:0)
    /// - Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Keys` (r:1 w:0)
    /// - Proof: `Gatekeepers::Keys` (`max_values`: Some(1), `max_size`: Some(10982), added: 11477, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Committees` (r:1 w:1)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2323), added: 4798, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Leaving` (r:1 w:1)
    /// - Proof: `Gatekeepers::Leaving` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Candidates` (r:1 w:1)
    /// - Proof: `Gatekeepers::Candidates` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Bonds` (r:32 w:16)
    /// - Proof: `Gatekeepers::Bonds` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Absent` (r:1 w:1)
    /// - Proof: `Gatekeepers::Absent` (`max_values`: Some(1), `max_size`: Some(1665), added: 2160, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::WantedThreshold` (r:1 w:0)
    /// - Proof: `Gatekeepers::WantedThreshold` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Workers` (r:16 w:0)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::DeniedMeasurements` (r:1 w:0)
    /// - Proof: `Registry::DeniedMeasurements` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Vouched` (r:16 w:16)
    /// - Proof: `Gatekeepers::Vouched` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Pace` (r:1 w:0)
    /// - Proof: `Gatekeepers::Pace` (`max_values`: Some(1), `max_size`: Some(12), added: 507, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::LastGeneration` (r:1 w:0)
    /// - Proof: `Gatekeepers::LastGeneration` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::LastEpoch` (r:1 w:0)
    /// - Proof: `Gatekeepers::LastEpoch` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::RotationDue` (r:1 w:0)
    /// - Proof: `Gatekeepers::RotationDue` (`max_values`: Some(1), `max_size`: Some(1), added: 496, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::EpochOpenedAt` (r:1 w:0)
    /// - Proof: `Gatekeepers::EpochOpenedAt` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::LastCeremony` (r:1 w:1)
    /// - Proof: `Gatekeepers::LastCeremony` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Attendances` (r:0 w:1)
    /// - Proof: `Committees::Attendances` (`max_values`: None, `max_size`: Some(2886), added: 5361, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::OutcomeBallots` (r:0 w:4)
    /// - Proof: `Gatekeepers::OutcomeBallots` (`max_values`: None, `max_size`: Some(2053), added: 4528, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Evidence` (r:0 w:16)
    /// - Proof: `Gatekeepers::Evidence` (`max_values`: None, `max_size`: Some(16651), added: 19126, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::LastDeparture` (r:0 w:1)
    /// - Proof: `Gatekeepers::LastDeparture` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    fn advance() -> Weight {
        // Fastest run: 3_709_333 ns. Proof as recorded: 32_435 bytes.
        Weight::from_parts(3_960_098_000, 83_422).saturating_add(T::DbWeight::get().reads_writes(151, 70))
    }

    /// - Storage: `Gatekeepers::Ceremonies` (r:1 w:0)
    /// - Proof: `Gatekeepers::Ceremonies` (`max_values`: Some(1), `max_size`: Some(19285), added: 19780, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Keys` (r:1 w:0)
    /// - Proof: `Gatekeepers::Keys` (`max_values`: Some(1), `max_size`: Some(10982), added: 11477, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2323), added: 4798, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Leaving` (r:1 w:0)
    /// - Proof: `Gatekeepers::Leaving` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Candidates` (r:1 w:0)
    /// - Proof: `Gatekeepers::Candidates` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Absent` (r:1 w:0)
    /// - Proof: `Gatekeepers::Absent` (`max_values`: Some(1), `max_size`: Some(1665), added: 2160, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Workers` (r:32 w:0)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::DeniedMeasurements` (r:1 w:0)
    /// - Proof: `Registry::DeniedMeasurements` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Vouched` (r:32 w:0)
    /// - Proof: `Gatekeepers::Vouched` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::WantedThreshold` (r:1 w:0)
    /// - Proof: `Gatekeepers::WantedThreshold` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Pace` (r:1 w:0)
    /// - Proof: `Gatekeepers::Pace` (`max_values`: Some(1), `max_size`: Some(12), added: 507, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::LastGeneration` (r:1 w:0)
    /// - Proof: `Gatekeepers::LastGeneration` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::LastEpoch` (r:1 w:0)
    /// - Proof: `Gatekeepers::LastEpoch` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::RotationDue` (r:1 w:0)
    /// - Proof: `Gatekeepers::RotationDue` (`max_values`: Some(1), `max_size`: Some(1), added: 496, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::EpochOpenedAt` (r:1 w:0)
    /// - Proof: `Gatekeepers::EpochOpenedAt` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::LastDeparture` (r:1 w:0)
    /// - Proof: `Gatekeepers::LastDeparture` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    fn visit() -> Weight {
        // Fastest run: 2_355_968 ns. Proof as recorded: 22_222 bytes.
        Weight::from_parts(2_587_293_000, 96_350).saturating_add(T::DbWeight::get().reads_writes(149, 1))
    }

    /// - Storage: `Gatekeepers::Ceremonies` (r:1 w:1)
    /// - Proof: `Gatekeepers::Ceremonies` (`max_values`: Some(1), `max_size`: Some(19285), added: 19780, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:1 w:0)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::OutcomeBallots` (r:1 w:2)
    /// - Proof: `Gatekeepers::OutcomeBallots` (`max_values`: None, `max_size`: Some(2053), added: 4528, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::Workers` (r:32 w:0)
    /// - Proof: `Registry::Workers` (`max_values`: None, `max_size`: Some(505), added: 2980, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Registry::DeniedMeasurements` (r:1 w:0)
    /// - Proof: `Registry::DeniedMeasurements` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Leaving` (r:1 w:1)
    /// - Proof: `Gatekeepers::Leaving` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
    /// - Storage: `Committees::Committees` (r:1 w:0)
    /// - Proof: `Committees::Committees` (`max_values`: None, `max_size`: Some(2323), added: 4798, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Candidates` (r:1 w:0)
    /// - Proof: `Gatekeepers::Candidates` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Bonds` (r:32 w:32)
    /// - Proof: `Gatekeepers::Bonds` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:32 w:32)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Balances::Holds` (r:32 w:32)
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Absent` (r:1 w:1)
    /// - Proof: `Gatekeepers::Absent` (`max_values`: Some(1), `max_size`: Some(1665), added: 2160, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Keys` (r:1 w:1)
    /// - Proof: `Gatekeepers::Keys` (`max_values`: Some(1), `max_size`: Some(10982), added: 11477, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Channels` (r:1 w:0)
    /// - Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::EpochOpenedAt` (r:0 w:1)
    /// - Proof: `Gatekeepers::EpochOpenedAt` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::LastEpoch` (r:0 w:1)
    /// - Proof: `Gatekeepers::LastEpoch` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    fn outcome() -> Weight {
        // Fastest run: 8_899_212 ns. Proof as recorded: 38_684 bytes.
        Weight::from_parts(9_841_626_000, 96_350).saturating_add(T::DbWeight::get().reads_writes(142, 138))
    }

    /// - Storage: `Gatekeepers::Keys` (r:1 w:1)
    /// - Proof: `Gatekeepers::Keys` (`max_values`: Some(1), `max_size`: Some(10982), added: 11477, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Absent` (r:1 w:1)
    /// - Proof: `Gatekeepers::Absent` (`max_values`: Some(1), `max_size`: Some(1665), added: 2160, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Ceremonies` (r:1 w:1)
    /// - Proof: `Gatekeepers::Ceremonies` (`max_values`: Some(1), `max_size`: Some(19285), added: 19780, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Heads` (r:1 w:0)
    /// - Proof: `Channels::Heads` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Channels::Channels` (r:1 w:0)
    /// - Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::OutcomeBallots` (r:0 w:1)
    /// - Proof: `Gatekeepers::OutcomeBallots` (`max_values`: None, `max_size`: Some(2053), added: 4528, mode: `MaxEncodedLen`)
    fn share_lost() -> Weight {
        // Fastest run: 314_668 ns. Proof as recorded: 30_823 bytes.
        Weight::from_parts(445_423_000, 20_770).saturating_add(T::DbWeight::get().reads_writes(5, 4))
    }

    /// - Storage: `Gatekeepers::LastBeacon` (r:1 w:1)
    /// - Proof: `Gatekeepers::LastBeacon` (`max_values`: Some(1), `max_size`: Some(40), added: 535, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Keys` (r:1 w:0)
    /// - Proof: `Gatekeepers::Keys` (`max_values`: Some(1), `max_size`: Some(10982), added: 11477, mode: `MaxEncodedLen`)
    /// - Storage: `System::BlockHash` (r:1 w:0)
    /// - Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::PendingBeacon` (r:1 w:1)
    /// - Proof: `Gatekeepers::PendingBeacon` (`max_values`: Some(1), `max_size`: Some(3145), added: 3640, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Absent` (r:1 w:0)
    /// - Proof: `Gatekeepers::Absent` (`max_values`: Some(1), `max_size`: Some(1665), added: 2160, mode: `MaxEncodedLen`)
    fn beacon() -> Weight {
        // Fastest run: 17_475_925 ns. Proof as recorded: 14_388 bytes.
        Weight::from_parts(17_865_455_000, 12_467).saturating_add(T::DbWeight::get().reads_writes(8, 5))
    }

    /// - Range: `p` in `1..=6`
    /// - Storage: `Gatekeepers::Keys` (r:1 w:0)
    /// - Proof: `Gatekeepers::Keys` (`max_values`: Some(1), `max_size`: Some(10982), added: 11477, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Bonds` (r:1 w:1)
    /// - Proof: `Gatekeepers::Bonds` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
    /// - Storage: `System::BlockHash` (r:1 w:0)
    /// - Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:1 w:1)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Balances::Holds` (r:1 w:1)
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Candidates` (r:1 w:1)
    /// - Proof: `Gatekeepers::Candidates` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Leaving` (r:1 w:1)
    /// - Proof: `Gatekeepers::Leaving` (`max_values`: Some(1), `max_size`: Some(1025), added: 1520, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Absent` (r:1 w:1)
    /// - Proof: `Gatekeepers::Absent` (`max_values`: Some(1), `max_size`: Some(1665), added: 2160, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Evidence` (r:0 w:1)
    /// - Proof: `Gatekeepers::Evidence` (`max_values`: None, `max_size`: Some(16651), added: 19126, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::LastDeparture` (r:0 w:1)
    /// - Proof: `Gatekeepers::LastDeparture` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Gatekeepers::Vouched` (r:0 w:1)
    /// - Proof: `Gatekeepers::Vouched` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
    fn false_grant(p: u32) -> Weight {
        // Fastest run: 1_236_451 ns. Proof as recorded: 11_427 + 8 p bytes.
        Weight::from_parts(876_969_074, 12_467)
            // Standard error: 24_304_152.
            .saturating_add(Weight::from_parts(590_064_770, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads_writes(11, 12))
    }

    /// Estimate: 64 contenders are looked at, and one gives way.
    fn declare() -> Weight {
        Weight::from_parts(3_000_000_000, 700_000).saturating_add(T::DbWeight::get().reads_writes(208, 11))
    }

    /// Estimate.
    fn bond_more() -> Weight {
        Weight::from_parts(500_000_000, 20_000).saturating_add(T::DbWeight::get().reads_writes(4, 4))
    }

    /// Estimate.
    fn set_elections() -> Weight {
        Weight::from_parts(80_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(0, 3))
    }

    /// Estimate: 64 contenders and 32 gatekeepers are looked at, and as many as possible replaced.
    fn elect() -> Weight {
        Weight::from_parts(8_000_000_000, 1_000_000).saturating_add(T::DbWeight::get().reads_writes(308, 120))
    }
}
