//! Challenges, answers, and silence.

use crate::{mock::*, *};
use economy::{Fixed, Pace, State, MAX_CHALLENGES};
use frame_support::{assert_noop, assert_ok};
use messages::{capacity::Challenge, ids::*};

fn open(number: u32) -> Challenge {
    Challenges::<Test>::get(worker(number)).expect("it is challenged")
}

#[test]
fn bad_heartbeats_change_nothing() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(start(1));
        assert_ok!(start(2));
        let now = System::block_number();
        // Early: nothing was asked.
        assert_noop!(beat(1, now, 0), Error::<Test>::NotChallenged);
        await_challenge(1);
        let challenge = open(1);
        // To another challenge, of the past or the future, or another worker's.
        assert_noop!(beat(1, challenge.block - 1, 0), Error::<Test>::NotChallenged);
        assert_noop!(beat(1, BlockNumber::MAX, 0), Error::<Test>::NotChallenged);
        if !is_challenged(2) {
            assert_noop!(beat(2, challenge.block, 0), Error::<Test>::NotChallenged);
        }
        assert_noop!(beat(99, challenge.block, 0), Error::<Test>::NotChallenged);
        assert_ok!(answer(1));
        // Twice.
        assert_noop!(beat(1, challenge.block, 0), Error::<Test>::NotChallenged);
        // A worker that is gone.
        await_challenge(1);
        let challenge = open(1);
        assert_ok!(stop(1));
        assert_noop!(beat(1, challenge.block, 0), Error::<Test>::NotChallenged);
    });
}

#[test]
fn the_last_block_of_the_window_is_in_time_and_the_next_is_not() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(start(1));
        await_challenge(1);
        let challenged = open(1).block;
        while System::block_number() < challenged + PACE.heartbeat_window {
            next_block();
        }
        assert_eq!(state(1), Some(State::Idle));
        next_block();
        assert_eq!(state(1), Some(State::Unresponsive));
        events();
        // Late is better than never: it counts again, and is paid from now on.
        assert_ok!(answer(1));
        assert_eq!(state(1), Some(State::Idle));
        let payouts = events().into_iter().filter_map(|event| match event {
            Event::Heartbeat { payout, .. } => Some(payout),
            _ => None,
        });
        assert_eq!(payouts.collect::<Vec<_>>(), [0]);
    });
}

#[test]
fn silence_is_always_noticed_and_costs() {
    ExtBuilder::default().build_and_execute(|| {
        (1..=20).for_each(|number| start(number).unwrap());
        pass(800);
        assert!((1..=20).all(|number| state(number) == Some(State::Unresponsive)));
        let ledger = Books::<Test>::get();
        assert_eq!((ledger.shares, ActiveCount::<Test>::get()), (Fixed::ZERO, 0));
        assert!(ledger.committed < 1_000, "only dust is left: {}", ledger.committed);
        let value = pha(position(1).value);
        assert!(value < 1.3 * 5_300.0 + 1e-9, "it did not grow by being silent: {value}");
        assert_ok!(answer(1));
        assert!(pha(position(1).value) < 0.9999 * value, "it fell");
    });
}

#[test]
fn a_silent_worker_keeps_no_growth_for_the_time_it_forfeits() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(start(1));
        assert_ok!(start(2));
        let at_start = position(1).value;
        fall_silent(1);
        let after = position(1);
        assert_eq!((after.share, after.earned, after.deductible), (Fixed::ZERO, 0, Fixed::ZERO));
        // What it lost was more than what it grew by, so nothing of that is left.
        assert!(after.value <= at_start.plus(Fixed::from_bits(1)), "{:?}", after.value);
    });
}

#[test]
fn a_worker_is_challenged_as_often_as_the_rules_say() {
    ExtBuilder::default().build_and_execute(|| {
        (1..=10).for_each(|number| start(number).unwrap());
        let mut challenges = 0;
        for _ in 0..4_000 {
            next_block();
            for number in (1..=10).filter(|number| is_challenged(*number)).collect::<Vec<_>>() {
                challenges += 1;
                answer(number).unwrap();
            }
        }
        // Expected: 10 workers · 4,000 blocks / 40 = 1,000, with a standard deviation of about 27.
        assert!((900..1_100).contains(&challenges), "{challenges}");
    });
}

#[test]
fn a_block_challenges_no_more_than_the_rules_allow_and_each_worker_once() {
    let pace = Pace { heartbeat_window: 1, challenge_interval: 1, challenges_per_block: 7, ..PACE };
    ExtBuilder::default().pace(pace).build_and_execute(|| {
        (1..=12).for_each(|number| start(number).unwrap());
        next_block();
        let challenged = Challenged::<Test>::get(System::block_number());
        let mut distinct = challenged.to_vec();
        distinct.sort();
        distinct.dedup();
        assert_eq!((challenged.len(), distinct.len()), (7, 7));
        assert!((7..=12).contains(&(1..=12).filter(|number| is_challenged(*number)).count()));
    });
}

#[test]
fn all_are_found_silent_when_the_window_shrinks() {
    let pace = Pace { heartbeat_window: 40, challenge_interval: 40, ..PACE };
    ExtBuilder::default().pace(pace).build_and_execute(|| {
        (1..=20).for_each(|number| start(number).unwrap());
        pass(35);
        set_rules(|rules| rules.pace.heartbeat_window = 1).unwrap();
        let waiting = |_: &u32| ExpiredUpTo::<Test>::get().unwrap() + 2 < System::block_number();
        let blocks = (0..100).take_while(|block| {
            next_block();
            waiting(block)
        });
        assert!(blocks.count() < 40, "two blocks are caught up with in each");
        let in_time = (1..=20).filter(|number| is_challenged(*number) && state(*number) == Some(State::Idle));
        assert!(in_time.count() <= 2 * MAX_CHALLENGES as usize / 10);
    });
}

#[test]
fn performance_is_measured_by_work() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(start(1));
        let instant = || pha(position(1).performance.instant);
        await_challenge(1);
        assert_ok!(beat(1, open(1).block, work_by_now()));
        assert_eq!(instant(), 1_000.0, "the first answer gives the count, no measure");

        // At full speed p is what it was measured at, less the time from the last challenge to its answer.
        await_challenge(1);
        assert_ok!(answer(1));
        assert!((950.0..=1_000.0).contains(&instant()), "{}", instant());

        await_challenge(1);
        let half = session(1).work.unwrap() + (work_by_now() - session(1).work.unwrap()) / 2;
        assert_ok!(beat(1, open(1).block, half));
        assert!((470.0..=500.0).contains(&instant()), "{}", instant());

        await_challenge(1);
        assert_ok!(beat(1, open(1).block, u64::MAX));
        assert_eq!(instant().round(), 1_200.0, "boasting helps to 1.2 P");

        // It restarted: its count begins anew.
        await_challenge(1);
        assert_ok!(beat(1, open(1).block, 5));
        assert_eq!(instant(), 0.0);
        assert_eq!(position(1).share, position(1).value, "only V counts");
    });
}

#[test]
fn jumps_of_the_clock_harm_nobody() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(start(1));
        for shift in [0, 3_600_000, -3_600_000, i64::MIN / 2, i64::MAX / 2] {
            await_challenge(1);
            ClockShift::set(shift);
            let challenge = open(1).block;
            assert_ok!(beat(1, challenge, session(1).work.unwrap_or(0) + 1_000));
            let instant = pha(position(1).performance.instant);
            assert!((0.0..=1_200.1).contains(&instant), "{instant}");
        }
        ClockShift::set(0);
    });
}

#[test]
fn an_empty_network_draws_nobody() {
    ExtBuilder::default().build_and_execute(|| {
        pass(50);
        assert_eq!(Challenged::<Test>::iter().count(), 0);
        assert_eq!(Books::<Test>::get(), Default::default());
    });
}
