//! From start to withdrawal.

use crate::{mock::*, *};
use economy::{Confidence, Fixed, State, PHA};
use frame_support::{assert_noop, assert_ok, assert_storage_noop};
use messages::ids::*;

fn held(who: &AccountId) -> Balance {
    use frame_support::traits::fungible::InspectHold;
    Balances::balance_on_hold(&HoldReason::Stake.into(), who)
}

#[test]
fn a_session_goes_from_start_to_withdrawal() {
    ExtBuilder::default().build_and_execute(|| {
        assert_eq!(state(1), None);
        assert_ok!(start(1));
        assert_eq!((state(1), held(&operator())), (Some(State::Idle), STAKE));
        let value = pha(position(1).value);
        assert!((value - 1.3 * 5_300.0).abs() < 1e-9, "{value}");
        assert_eq!(Books::<Test>::get().shares, position(1).share);

        fall_silent(1);
        assert_eq!(state(1), Some(State::Unresponsive));
        assert_eq!((Books::<Test>::get().shares, ActiveCount::<Test>::get()), (Fixed::ZERO, 0));
        assert_ok!(answer(1));
        assert_eq!(state(1), Some(State::Idle));

        assert_ok!(stop(1));
        assert_eq!((state(1), held(&operator())), (Some(State::CoolingDown), STAKE));
        pass(PACE.cool_down - 1);
        assert_noop!(withdraw(1), Error::<Test>::CoolingDown);
        pass(1);
        assert_ok!(withdraw(1));
        assert_eq!((state(1), held(&operator())), (None, 0));
        assert_ok!(start(1));
    });
}

#[test]
fn every_call_in_a_wrong_state_is_refused() {
    ExtBuilder::default().build_and_execute(|| {
        let add = || Computation::add_stake(signed(operator()), worker(1), PHA);
        let reassess = || Computation::reassess(signed(stranger()), worker(1));
        let start_again = || Computation::start(signed(operator()), worker(1), STAKE);
        assert_noop!(stop(1), Error::<Test>::NoSession);
        assert_noop!(withdraw(1), Error::<Test>::NoSession);
        assert_noop!(add(), Error::<Test>::NoSession);
        assert_noop!(reassess(), Error::<Test>::NoSession);
        assert_noop!(beat(1, 1, 0), Error::<Test>::NotChallenged);

        assert_ok!(start(1));
        assert_noop!(start_again(), Error::<Test>::AlreadyComputing);
        assert_noop!(withdraw(1), Error::<Test>::StillComputing);
        assert_noop!(reassess(), Error::<Test>::NothingChanged);

        fall_silent(1);
        assert_noop!(start_again(), Error::<Test>::AlreadyComputing);
        assert_noop!(withdraw(1), Error::<Test>::StillComputing);
        assert_noop!(reassess(), Error::<Test>::NothingChanged);
        assert_ok!(add());

        assert_ok!(stop(1));
        assert_noop!(start_again(), Error::<Test>::AlreadyComputing);
        assert_noop!(stop(1), Error::<Test>::AlreadyStopped);
        assert_noop!(add(), Error::<Test>::AlreadyStopped);
        assert_noop!(reassess(), Error::<Test>::NothingChanged);
    });
}

#[test]
fn a_start_is_refused_for_its_reason() {
    ExtBuilder::default().build_and_execute(|| {
        let start = |who: AccountId, stake| Computation::start(signed(who), worker(1), stake);
        assert_noop!(start(operator(), STAKE), Error::<Test>::ScoreUnknown);
        assert_noop!(Computation::set_score(worker(1), 0), Error::<Test>::ScoreIsZero);
        assert_ok!(Computation::set_score(worker(1), SCORE));
        assert_noop!(start(stranger(), STAKE), Error::<Test>::NotTheOperator);
        let least = Computation::minimum_stake(&worker(1)).unwrap();
        assert_noop!(start(operator(), least - 1), Error::<Test>::StakeTooLow);
        assert_noop!(start(operator(), 0), Error::<Test>::StakeTooLow);
        assert_noop!(start(operator(), 23_000 * PHA), Error::<Test>::ValueTooHigh);
        assert_noop!(start(operator(), Balance::MAX), Error::<Test>::ValueTooHigh);
        Trust::insert(worker(1), Confidence::None);
        assert_noop!(start(operator(), STAKE), Error::<Test>::NoConfidence);
        Trust::remove(worker(1));
        Computation::set_score(worker(1), 49).unwrap();
        assert_noop!(start(operator(), STAKE), Error::<Test>::ScoreTooLow);
        Computation::set_score(worker(1), SCORE).unwrap();
        assert_ok!(start(operator(), least));
    });
}

#[test]
fn a_stake_that_is_not_there_starts_nothing() {
    ExtBuilder::default().build_and_execute(|| {
        let poor = account(0x33);
        Operators::insert(worker(1), &poor);
        Computation::set_score(worker(1), SCORE).unwrap();
        let refused = Computation::start(signed(poor), worker(1), STAKE);
        assert_noop!(refused, sp_runtime::TokenError::FundsUnavailable);
        assert_eq!(Books::<Test>::get().shares, Fixed::ZERO);
    });
}

#[test]
fn only_those_concerned_stop_and_only_the_staker_withdraws() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(start(1));
        assert_noop!(Computation::stop(signed(stranger()), worker(1)), Error::<Test>::NotTheStaker);
        let adding = Computation::add_stake(signed(stranger()), worker(1), PHA);
        assert_noop!(adding, Error::<Test>::NotTheStaker);

        // The worker has another operator now: it may stop, but the stake is the old one's.
        Operators::insert(worker(1), stranger());
        assert_ok!(Computation::stop(signed(stranger()), worker(1)));
        pass(PACE.cool_down);
        assert_noop!(Computation::withdraw(signed(stranger()), worker(1)), Error::<Test>::NotTheStaker);
        assert_ok!(withdraw(1));
        let starting = Computation::start(signed(operator()), worker(1), STAKE);
        assert_noop!(starting, Error::<Test>::NotTheOperator);
    });
}

#[test]
fn a_staker_whose_worker_has_another_operator_may_still_stop() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(start(1));
        Operators::insert(worker(1), stranger());
        assert_ok!(stop(1));
    });
}

#[test]
fn added_stake_is_worth_what_it_would_have_been_at_the_start() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(start(1));
        Computation::set_score(worker(2), SCORE).unwrap();
        assert_ok!(Computation::start(signed(operator()), worker(2), STAKE + 1_000 * PHA));
        assert_ok!(Computation::add_stake(signed(operator()), worker(1), 1_000 * PHA));
        let (added, whole) = (position(1), position(2));
        assert!(added.value <= whole.value && pha(whole.value.minus(added.value)) < 1e-15);
        assert_eq!(held(&operator()), 2 * STAKE + 2_000 * PHA);
        let too_much = Computation::add_stake(signed(operator()), worker(1), 20_000 * PHA);
        assert_noop!(too_much, Error::<Test>::ValueTooHigh);
        assert_noop!(
            Computation::add_stake(signed(operator()), worker(1), Balance::MAX),
            Error::<Test>::ValueTooHigh
        );
    });
}

#[test]
fn a_stop_during_a_challenge_forfeits_and_ends_the_challenge() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(start(1));
        await_challenge(1);
        let challenge = Challenges::<Test>::get(worker(1)).unwrap();
        let funds = free_balance(&operator());
        assert_ok!(stop(1));
        assert_noop!(beat(1, challenge.block, 1), Error::<Test>::NotChallenged);
        pass(PACE.cool_down);
        assert_ok!(withdraw(1));
        assert_eq!(free_balance(&operator()), funds + STAKE, "nothing was paid");
        // The list of that block still names the worker; its next session has nothing to do with it.
        assert_ok!(start(1));
        pass(PACE.heartbeat_window + 2);
    });
}

#[test]
fn stakes_of_a_pool_are_held_of_the_pool_and_paid_where_it_says() {
    ExtBuilder::default().build_and_execute(|| {
        Computation::set_score(worker(1), SCORE).unwrap();
        type Pools = Computation;
        let start = |who| <Pools as Sessions>::start(&pool(), &who, worker(1), STAKE);
        assert_noop!(start(stranger()), Error::<Test>::NotTheOperator);
        assert_ok!(start(operator()));
        assert_eq!((held(&pool()), held(&operator())), (STAKE, 0));
        assert_noop!(<Pools as Sessions>::stop(&stranger(), &worker(1)), Error::<Test>::NotTheStaker);

        await_challenge(1);
        let before = free_balance(&account(0x9a));
        assert_ok!(answer(1));
        let paid = free_balance(&account(0x9a)) - before;
        assert!(paid > 0);
        assert_eq!(Told::get(), [format!("paid {paid}")]);

        assert_ok!(<Pools as Sessions>::stop(&pool(), &worker(1)));
        let stake = <Pools as Sessions>::stake(&worker(1)).unwrap();
        let free_from = System::block_number() + PACE.cool_down;
        let expected = Stake {
            staker: pool(),
            amount: STAKE,
            at_risk: 0,
            state: State::CoolingDown,
            free_from: Some(free_from),
        };
        assert_eq!(stake, expected);
        assert_eq!(Told::get()[1], format!("{:?}", StakeEvent::Stopped { free_from }));
        pass(PACE.cool_down);
        assert_ok!(<Pools as Sessions>::withdraw(&pool(), &worker(1)), STAKE);
        assert_eq!(<Pools as Sessions>::stake(&worker(1)), None);
    });
}

#[test]
fn a_stake_that_was_forced_out_does_not_lock_the_rest() {
    use frame_support::traits::{
        fungible::MutateHold,
        tokens::{Fortitude, Precision},
    };
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(start(1));
        assert_ok!(stop(1));
        let reason = HoldReason::Stake.into();
        Balances::burn_held(&reason, &operator(), PHA, Precision::Exact, Fortitude::Force).unwrap();
        (0..PACE.cool_down).for_each(|_| next_block());
        assert_ok!(<Computation as Sessions>::withdraw(&operator(), &worker(1)), STAKE - PHA);
    });
}

#[test]
fn the_index_stays_dense() {
    ExtBuilder::default().build_and_execute(|| {
        (1..=6).for_each(|number| start(number).unwrap());
        for number in [3, 6, 1] {
            stop(number).unwrap();
            Computation::do_try_state().unwrap();
        }
        let mut left: Vec<_> = (0..3).map(|place| Active::<Test>::get(place).unwrap()).collect();
        left.sort();
        let mut expected = [2, 4, 5].map(worker).to_vec();
        expected.sort();
        assert_eq!((left, ActiveCount::<Test>::get()), (expected, 3));
        assert_storage_noop!(Computation::deactivate(&worker(77)));
    });
}
