//! Workers that are asked how fast they are.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use messages::{capacity::Measurement, ids::BlockNumber, H256};

const DIGEST: H256 = H256([9; 32]);

fn ask() -> Measurement {
    assert_ok!(Computation::measure(signed(operator()), worker(1)));
    Measurements::<Test>::get(worker(1)).expect("it was asked")
}

fn tell(asked: BlockNumber, units: u64) -> sp_runtime::DispatchResult {
    frame_support::storage::with_storage_layer(|| Computation::measured(worker(1), asked, units, 2, DIGEST))
}

fn score() -> Option<u32> {
    Scores::<Test>::get(worker(1))
}

#[test]
fn a_score_is_work_by_the_time_from_asking_to_answering() {
    for (late, expected) in [(0, 1_000), (50, 500), (150, 250)] {
        ExtBuilder::default().build_and_execute(|| {
            let asked = ask();
            assert_eq!(asked.until, asked.block + PACE.measurement);
            pass(PACE.measurement + late);
            // 50 blocks of 12 s are a hundred times 6 s.
            assert_ok!(tell(asked.block, 100_000));
            assert_eq!(score(), Some(expected), "{late} blocks late");
            assert!(!Measurements::<Test>::contains_key(worker(1)));
        });
    }
}

#[test]
fn only_the_open_measurement_is_answered_once_and_not_too_early() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(tell(1, 100_000), Error::<Test>::NotAsked);
        let asked = ask();
        pass(PACE.measurement - 1);
        assert_noop!(tell(asked.block, 100_000), Error::<Test>::MeasurementRuns);
        pass(1);
        assert_noop!(tell(asked.block + 1, 100_000), Error::<Test>::NotAsked);
        assert_noop!(tell(asked.block, 0), Error::<Test>::ScoreIsZero);
        assert_ok!(tell(asked.block, 100_000));
        assert_noop!(tell(asked.block, 200_000), Error::<Test>::NotAsked);
        assert_eq!(score(), Some(1_000));
    });
}

#[test]
fn asking_anew_begins_with_another_seed() {
    ExtBuilder::default().build_and_execute(|| {
        let first = ask();
        pass(10);
        let second = ask();
        assert_ne!(first.seed, second.seed);
        pass(PACE.measurement);
        assert_noop!(tell(first.block, 100_000), Error::<Test>::NotAsked);
        assert_ok!(tell(second.block, 100_000));
    });
}

#[test]
fn only_the_operator_asks() {
    ExtBuilder::default().build_and_execute(|| {
        let asked = Computation::measure(signed(stranger()), worker(1));
        assert_noop!(asked, Error::<Test>::NotTheOperator);
    });
}

#[test]
fn the_wildest_count_is_a_score_within_bounds() {
    ExtBuilder::default().build_and_execute(|| {
        let asked = ask();
        pass(PACE.measurement);
        assert_ok!(tell(asked.block, u64::MAX));
        assert_eq!(score(), Some(economy::MAX_SCORE));
    });
}

#[test]
fn who_is_no_longer_registered_is_measured_anew_before_it_starts_again() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(Computation::set_score(worker(1), SCORE));
        ask();
        Computation::worker_removed(&worker(1));
        assert_eq!(score(), None);
        assert!(!Measurements::<Test>::contains_key(worker(1)));
        assert_noop!(start_as_is(), Error::<Test>::ScoreUnknown);
    });
}

fn start_as_is() -> sp_runtime::DispatchResult {
    Computation::start(signed(operator()), worker(1), STAKE)
}
