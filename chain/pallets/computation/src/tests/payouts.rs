//! What is paid to whom.

use crate::{mock::*, *};
use economy::{Fixed, PHA};
use frame_support::assert_ok;
use messages::ids::*;

fn pot() -> Balance {
    free_balance(&Computation::pot())
}

#[test]
fn a_single_worker_gets_all_and_the_treasury_its_part() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(start(1));
        let (began, funds) = (System::block_number(), free_balance(&operator()));
        await_challenge(1);
        assert_ok!(answer(1));
        let blocks = Balance::from(System::block_number() - began);
        let paid = free_balance(&operator()) - funds;
        let budget = blocks * 80 * PHA;
        assert!(budget - paid < 1_000, "{paid} of {budget}");
        pass(2 * 50);
        let emitted = Balance::from(System::block_number() / 50 * 50 - began) * 20 * PHA;
        assert!(
            free_balance(&treasury()) - PHA >= emitted,
            "the treasury has a fifth, and what was forfeited"
        );
    });
}

#[test]
fn workers_share_by_their_shares() {
    ExtBuilder::default().build_and_execute(|| {
        Operators::insert(worker(2), stranger());
        assert_ok!(start(1));
        Computation::set_score(worker(2), 2 * SCORE).unwrap();
        assert_ok!(Computation::start(signed(stranger()), worker(2), 2 * STAKE));
        pass(5);
        let books = Books::<Test>::get();
        let earned = |number| books.index.minus(position(number).index).of_shares(position(number).share);
        let ratio = earned(2) as f64 / earned(1) as f64;
        assert!((ratio - 2.0).abs() < 1e-9, "{ratio}");
        assert!(earned(1) + earned(2) <= 5 * 80 * PHA);
        assert!(earned(1) + earned(2) > 5 * 80 * PHA - 1_000);
    });
}

#[test]
fn what_was_paid_is_deducted_from_growth() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(start(1));
        let value = position(1).value;
        await_challenge(1);
        assert_ok!(answer(1));
        // Alone it earns far more than it grows by.
        assert_eq!(position(1).value, value);
    });
}

#[test]
fn a_pot_that_runs_dry_stops_the_budget_and_nothing_else() {
    ExtBuilder::default().pot(1_000 * PHA).build_and_execute(|| {
        assert_ok!(start(1));
        for _ in 0..60 {
            next_block();
            if is_challenged(1) {
                assert_ok!(answer(1));
            }
        }
        let books = Books::<Test>::get();
        assert!(Computation::funds() - books.promised() < 100 * PHA, "not even one block is covered");
        let index = books.index;
        pass(5);
        assert_eq!(Books::<Test>::get().index, index, "nothing is promised that is not there");
        // Whoever fills the pot starts it again.
        Balances::force_set_balance(root(), Computation::pot(), 5_000 * PHA).unwrap();
        pass(1);
        assert!(Books::<Test>::get().index > index);
        await_challenge(1);
        assert_ok!(answer(1));
        assert_ok!(stop(1));
    });
}

#[test]
fn a_payout_that_fails_leaves_the_claim_and_counts_as_a_sign_of_life() {
    ExtBuilder::default().build().execute_with(|| {
        assert_ok!(start(1));
        let funds = free_balance(&operator());
        await_challenge(1);
        let content = pot();
        drain_pot();
        assert_ok!(answer(1));
        let claim = position(1).earned;
        assert!(claim > 0 && position(1).deductible > Fixed::ZERO);
        assert!(events()
            .iter()
            .any(|event| matches!(event, Event::PayoutFailed { amount, .. } if *amount == claim)));
        assert_eq!(free_balance(&operator()), funds);

        Balances::force_set_balance(root(), Computation::pot(), content).unwrap();
        Computation::do_try_state().unwrap();
        await_challenge(1);
        assert_ok!(answer(1));
        assert!(free_balance(&operator()) - funds >= claim, "it is paid with the next one");
        assert_eq!(position(1).earned, 0);
    });
}

#[test]
fn a_pool_that_refuses_a_payout_undoes_all_of_it() {
    ExtBuilder::default().build_and_execute(|| {
        Computation::set_score(worker(1), SCORE).unwrap();
        assert_ok!(<Computation as Sessions>::start(&pool(), &operator(), worker(1), STAKE));
        RefusesPayouts::put(true);
        await_challenge(1);
        let before = (pot(), free_balance(&account(0x9a)));
        assert_ok!(answer(1));
        assert_eq!((pot(), free_balance(&account(0x9a))), before);
        assert_eq!(Told::get(), Vec::<String>::new());
        assert!(position(1).earned > 0);
        RefusesPayouts::put(false);
        await_challenge(1);
        assert_ok!(answer(1));
        assert_eq!(Told::get().len(), 1);
    });
}

#[test]
fn a_stop_is_never_held_up_by_an_empty_pot() {
    ExtBuilder::default().build().execute_with(|| {
        assert_ok!(start(1));
        next_block();
        drain_pot();
        assert_ok!(stop(1));
        (0..PACE.cool_down).for_each(|_| next_block());
        assert_ok!(withdraw(1));
    });
}

#[test]
fn the_treasury_is_paid_when_it_can_be() {
    ExtBuilder::default().build().execute_with(|| {
        assert_ok!(start(1));
        next_block();
        let content = pot();
        drain_pot();
        while !System::block_number().is_multiple_of(50) {
            next_block();
        }
        let due = Books::<Test>::get().treasury;
        assert!(due > 0 && free_balance(&treasury()) == PHA);
        Balances::force_set_balance(root(), Computation::pot(), content).unwrap();
        pass(50);
        assert!(free_balance(&treasury()) >= PHA + due);
        assert_eq!(Books::<Test>::get().treasury, 0);
    });
}

#[test]
fn a_budget_that_is_zero_pays_nothing_and_breaks_nothing() {
    ExtBuilder::default().build_and_execute(|| {
        set_rules(|rules| rules.budget.per_block = 0).unwrap();
        assert_ok!(start(1));
        let value = position(1).value;
        await_challenge(1);
        assert_ok!(answer(1));
        assert_eq!((position(1).earned, Books::<Test>::get().promised()), (0, 0));
        assert!(position(1).value > value, "what is not paid stays in V");
    });
}

/// A pool that compounds: it stakes what a worker earned, within the payout.
#[test]
fn a_payout_may_be_staked_at_once() {
    ExtBuilder::default().build_and_execute(|| {
        Computation::set_score(worker(1), SCORE).unwrap();
        assert_ok!(<Computation as Sessions>::start(&pool(), &operator(), worker(1), STAKE));
        Compounds::put(true);
        await_challenge(1);
        let (share, before) = (position(1).share, free_balance(&pool()));
        assert_ok!(answer(1));
        let added = session(1).stake - STAKE;
        assert!(added > 0 && free_balance(&pool()) == before - added);
        assert!(position(1).share > share);
        Computation::do_try_state().unwrap();
    });
}
