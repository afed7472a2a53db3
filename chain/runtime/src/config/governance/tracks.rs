//! The tracks: what a decision in whose name needs.

use super::origins::Origin;
use crate::{config::DAY, *};
use alloc::borrow::Cow;
use frame_system::RawOrigin;
use pallet_referenda::{Curve, Track, TrackInfo, TracksInfo};
use sp_runtime::{str_array, FixedI64};

/// A track of this runtime.
type Decided = Track<u16, Balance, BlockNumber>;

/// Blocks of an hour and of a minute, at 6 s.
const HOUR: BlockNumber = DAY / 24;
const MINUTE: BlockNumber = HOUR / 60;

/// The periods of a track, in blocks.
struct Periods {
    /// From submission to the first day of decision: time to read it and to find the deposit.
    prepare: BlockNumber,
    /// Time in which it must reach approval and support.
    decide: BlockNumber,
    /// Time for which it must keep them.
    confirm: BlockNumber,
    /// From its approval to its execution at the earliest: time to leave, or to cancel it.
    enact: BlockNumber,
}

/// Periods of all tracks on development networks, where a referendum takes half a minute.
const HURRIED: Periods = Periods { prepare: 4, decide: 40, confirm: 4, enact: 2 };

const fn percent(of_hundred: u128) -> FixedI64 {
    FixedI64::from_rational(of_hundred, 100)
}

/// Falls from `from` percent at the beginning to `to` percent when `days` of `all` have passed.
const fn line(days: u128, all: u128, from: u128, to: u128) -> Curve {
    Curve::make_linear(days, all, percent(to), percent(from))
}

/// Falls from `from` percent at the beginning to `to` percent at the end, fast at first: it passes through `level` percent
/// when `days` of `all` have passed.
const fn hyperbola(days: u128, all: u128, level: u128, from: u128, to: u128) -> Curve {
    Curve::make_reciprocal(days, all, percent(level), percent(to), percent(from))
}

const fn track(
    id: u16,
    name: &str,
    at_once: u32,
    deposit: Balance,
    periods: Periods,
    min_approval: Curve,
    min_support: Curve,
) -> Decided {
    Track {
        id,
        info: TrackInfo {
            name: str_array(name),
            max_deciding: at_once,
            decision_deposit: deposit * PHA,
            prepare_period: periods.prepare,
            decision_period: periods.decide,
            confirm_period: periods.confirm,
            min_enactment_period: periods.enact,
            min_approval,
            min_support,
        },
    }
}

/// All tracks, in the order of their ids. The reasons for the values are in `docs/governance.md`.
static TRACKS: [Decided; 9] = [
    track(
        0,
        "root",
        1,
        50_000,
        Periods { prepare: 2 * HOUR, decide: 14 * DAY, confirm: DAY, enact: 7 * DAY },
        hyperbola(4, 14, 75, 100, 50),
        line(14, 14, 50, 5),
    ),
    track(
        1,
        "whitelisted_caller",
        10,
        5_000,
        Periods { prepare: 10 * MINUTE, decide: 3 * DAY, confirm: 30 * MINUTE, enact: 10 * MINUTE },
        hyperbola(6, 72, 90, 100, 50),
        hyperbola(12, 72, 10, 50, 3),
    ),
    track(
        2,
        "enclave_admin",
        5,
        20_000,
        Periods { prepare: 2 * HOUR, decide: 14 * DAY, confirm: DAY, enact: 10 * MINUTE },
        hyperbola(4, 14, 75, 100, 50),
        line(14, 14, 50, 5),
    ),
    track(
        3,
        "economy_admin",
        5,
        10_000,
        Periods { prepare: 2 * HOUR, decide: 14 * DAY, confirm: DAY, enact: DAY },
        line(8, 14, 100, 50),
        hyperbola(7, 14, 5, 50, 1),
    ),
    track(
        4,
        "cluster_admin",
        10,
        5_000,
        Periods { prepare: 2 * HOUR, decide: 14 * DAY, confirm: 12 * HOUR, enact: HOUR },
        line(8, 14, 100, 50),
        hyperbola(7, 14, 5, 50, 1),
    ),
    track(
        5,
        "treasury_big_spender",
        20,
        5_000,
        Periods { prepare: 2 * HOUR, decide: 14 * DAY, confirm: 2 * DAY, enact: DAY },
        line(14, 14, 100, 50),
        hyperbola(10, 14, 3, 50, 1),
    ),
    track(
        6,
        "treasury_small_spender",
        50,
        500,
        Periods { prepare: 2 * HOUR, decide: 14 * DAY, confirm: DAY, enact: DAY },
        line(4, 14, 100, 50),
        hyperbola(2, 14, 3, 50, 1),
    ),
    track(
        8,
        "referendum_canceller",
        20,
        5_000,
        Periods { prepare: 2 * HOUR, decide: 7 * DAY, confirm: 3 * HOUR, enact: 10 * MINUTE },
        line(4, 7, 100, 50),
        hyperbola(3, 7, 5, 50, 1),
    ),
    track(
        9,
        "referendum_killer",
        20,
        20_000,
        Periods { prepare: 2 * HOUR, decide: 7 * DAY, confirm: 6 * HOUR, enact: 10 * MINUTE },
        line(4, 7, 100, 50),
        hyperbola(3, 7, 5, 50, 1),
    ),
];

/// The tracks, with short periods on development networks.
pub struct Tracks;

impl TracksInfo<Balance, BlockNumber> for Tracks {
    type Id = u16;
    type RuntimeOrigin = OriginCaller;

    fn tracks() -> impl Iterator<Item = Cow<'static, Decided>> {
        let development = config::is_development();
        TRACKS.iter().map(move |track| match development {
            true => Cow::Owned(hurried(track.clone())),
            false => Cow::Borrowed(track),
        })
    }

    fn track_for(origin: &OriginCaller) -> Result<u16, ()> {
        match origin {
            OriginCaller::system(RawOrigin::Root) => Ok(0),
            OriginCaller::Origins(named) => Ok(track_of(*named)),
            _ => Err(()),
        }
    }

    // The state, and with it the question whether this is a development network, is out of reach here.
    fn check_integrity() -> Result<(), &'static str> {
        let ordered = TRACKS.windows(2).all(|pair| matches!(pair, [one, next] if one.id < next.id));
        ordered.then_some(()).ok_or("tracks must be in the order of their ids")
    }
}

const fn track_of(origin: Origin) -> u16 {
    match origin {
        Origin::WhitelistedCaller => 1,
        Origin::EnclaveAdmin => 2,
        Origin::EconomyAdmin => 3,
        Origin::ClusterAdmin => 4,
        Origin::BigSpender => 5,
        Origin::SmallSpender => 6,
        Origin::ReferendumCanceller => 8,
        Origin::ReferendumKiller => 9,
    }
}

fn hurried(mut track: Decided) -> Decided {
    track.info.prepare_period = HURRIED.prepare;
    track.info.decision_period = HURRIED.decide;
    track.info.confirm_period = HURRIED.confirm;
    track.info.min_enactment_period = HURRIED.enact;
    track
}
