//! Workers whose attestation changes while they compute.

use crate::{mock::*, *};
use economy::{Confidence, Fixed, State};
use frame_support::{assert_noop, assert_ok};

fn reassess() -> sp_runtime::DispatchResult {
    Computation::reassess(signed(stranger()), worker(1))
}

#[test]
fn less_confidence_lowers_the_share_from_then_on() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(start(1));
        assert_ok!(start(2));
        pass(5);
        let before = position(1).share;
        Trust::insert(worker(1), Confidence::Outdated);
        assert_ok!(reassess());
        assert!(position(1).share < before);
        assert!(position(1).earned > 0, "what it earned before is kept for its next answer");
        assert_noop!(reassess(), Error::<Test>::NothingChanged);
        let funds = free_balance(&operator());
        await_challenge(1);
        assert_ok!(answer(1));
        assert!(free_balance(&operator()) > funds);
        Trust::remove(worker(1));
        assert_ok!(reassess());
        assert_eq!(position(1).confidence, Confidence::Full);
    });
}

#[test]
fn a_suspended_worker_leaves_at_once_and_comes_back_by_an_answer() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(start(1));
        assert_ok!(start(2));
        pass(3);
        Trust::insert(worker(1), Confidence::None);
        Computation::attestation_changed(&worker(1));
        assert_eq!((state(1), position(1).share), (Some(State::Unresponsive), Fixed::ZERO));
        assert!(is_challenged(1), "it has a way back");
        assert_noop!(answer(1), Error::<Test>::NoConfidence);
        pass(30);
        Trust::insert(worker(1), Confidence::Configuration);
        Computation::attestation_changed(&worker(1));
        assert_eq!(state(1), Some(State::Unresponsive), "it has not answered yet");
        assert_ok!(answer(1));
        assert_eq!((state(1), position(1).confidence), (Some(State::Idle), Confidence::Configuration));
    });
}

#[test]
fn a_suspended_worker_that_was_challenged_keeps_that_challenge() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(start(1));
        await_challenge(1);
        let challenge = Challenges::<Test>::get(worker(1));
        Trust::insert(worker(1), Confidence::None);
        assert_ok!(reassess());
        assert_eq!(Challenges::<Test>::get(worker(1)), challenge);
        pass(PACE.heartbeat_window + 2);
        Trust::remove(worker(1));
        assert_ok!(answer(1));
    });
}

#[test]
fn changes_of_workers_without_a_session_are_nothing() {
    ExtBuilder::default().build_and_execute(|| {
        frame_support::assert_storage_noop!(Computation::attestation_changed(&worker(1)));
        assert_ok!(start(1));
        frame_support::assert_storage_noop!(Computation::attestation_changed(&worker(1)));
    });
}
