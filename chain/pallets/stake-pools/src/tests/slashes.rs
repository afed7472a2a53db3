//! Losses of stakes.

use crate::{mock::*, pallet::*, types::*};
use frame_support::{assert_noop, assert_ok};
use messages::ids::*;

/// A pool with 30 PHA of Alice, of which 10 are at stake for each of workers 1 and 2.
fn two_workers() -> PoolId {
    let id = new_pool(0);
    deposit(ALICE, id, 30 * PHA);
    start(id, 1, 10 * PHA);
    start(id, 2, 10 * PHA);
    id
}

#[test]
fn a_slash_lowers_the_assets_exactly_by_it_and_once() {
    run(|| {
        let id = two_workers();
        report(1, 3 * PHA);
        assert_eq!((pool(id).assets(), pool(id).at_risk), (27 * PHA, 3 * PHA));
        slash(1);
        assert_eq!((pool(id).assets(), pool(id).at_risk), (27 * PHA, 0));
        assert_ok!(StakePools::stop(by_owner(), worker(1)));
        pass(COOL_DOWN);
        assert_ok!(StakePools::reclaim(by(STRANGER), worker(1)));
        assert_eq!((pool(id).assets(), pool(id).free), (27 * PHA, 17 * PHA));
        assert_eq!(worth(id, ALICE), 27 * PHA);
    });
}

#[test]
fn a_slash_takes_nothing_beyond_the_stake_of_its_worker() {
    run(|| {
        let id = two_workers();
        report(1, 10 * PHA);
        report(1, Balance::MAX / 2);
        slash(1);
        assert_eq!(pool(id).assets(), 20 * PHA);
        assert_eq!(Assignments::<Test>::get(worker(2)).unwrap().stake, 10 * PHA);
        // The other one is stopped and given back as if nothing had happened.
        assert_ok!(StakePools::stop(by_owner(), worker(2)));
        pass(COOL_DOWN);
        assert_ok!(StakePools::reclaim(by(STRANGER), worker(2)));
        assert_eq!(pool(id).free, 20 * PHA);
    });
}

#[test]
fn a_lifted_slash_restores_the_assets() {
    run(|| {
        let id = two_workers();
        report(1, 3 * PHA);
        report(1, 2 * PHA);
        assert_eq!(pool(id).assets(), 25 * PHA);
        lift(1);
        assert_eq!((pool(id).assets(), pool(id).at_risk), (30 * PHA, 0));
    });
}

#[test]
fn a_worker_is_slashed_while_it_cools_down() {
    run(|| {
        let id = two_workers();
        report(1, PHA);
        assert_ok!(StakePools::stop(by_owner(), worker(1)));
        assert_eq!((pool(id).staked, pool(id).releasing), (10 * PHA, 9 * PHA));
        report(1, PHA);
        assert_eq!(pool(id).releasing, 8 * PHA);
        pass(COOL_DOWN);
        // While something is at risk, computation keeps the stake.
        assert!(StakePools::reclaim(by(STRANGER), worker(1)).is_err());
        slash(1);
        assert_ok!(StakePools::reclaim(by(STRANGER), worker(1)));
        assert_eq!(pool(id).free, 18 * PHA);
    });
}

#[test]
fn who_leaves_bears_what_is_at_risk_and_who_comes_does_not_gain_by_it() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, 20 * PHA);
        deposit(BOB, id, 20 * PHA);
        start(id, 1, 20 * PHA);
        report(1, 2 * PHA);
        // A twentieth of everything is at risk.
        withdraw_all(BOB, id);
        assert_eq!(balance(BOB), FUNDS - PHA);
        deposit(CAROL, id, 10 * PHA);
        lift(1);
        assert!(worth(id, CAROL) <= 10 * PHA);
        assert!(worth(id, ALICE) >= 21 * PHA);
    });
}

#[test]
fn shares_that_are_wholly_at_risk_wait_instead_of_being_paid_nothing() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, 20 * PHA);
        start(id, 1, 20 * PHA);
        withdraw_all(ALICE, id);
        report(1, 20 * PHA);
        assert_ok!(StakePools::serve(by(STRANGER), id));
        assert_eq!(position(id, ALICE).shares, 20 * PHA);
        lift(1);
        assert_eq!(worth(id, ALICE), 20 * PHA);
        report(1, 20 * PHA);
        slash(1);
        assert_ok!(StakePools::serve(by(STRANGER), id));
        assert_eq!((position(id, ALICE).shares, pool(id).shares), (0, 0));
    });
}

#[test]
fn what_those_who_left_gave_up_is_the_owners_when_it_comes_back() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, 20 * PHA);
        start(id, 1, 10 * PHA);
        report(1, 10 * PHA);
        withdraw_all(ALICE, id);
        assert_eq!((balance(ALICE), pool(id).shares), (FUNDS - 10 * PHA, 0));
        lift(1);
        assert_eq!(StakePools::worth(id, &Holder::Account(owner())), Some(10 * PHA));
    });
}

/// Their shares are gone: who bought the first new ones would have all that comes back.
#[test]
fn nobody_buys_what_those_who_left_gave_up() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, 20 * PHA);
        start(id, 1, 10 * PHA);
        report(1, 10 * PHA);
        withdraw_all(ALICE, id);
        assert_eq!((pool(id).shares, pool(id).at_risk), (0, 10 * PHA));
        let smallest = MinDeposit::get();
        assert_noop!(attempt!(StakePools::deposit(by(BOB), id, smallest)), Error::<Test>::PoolAtRisk);
        lift(1);
        deposit(BOB, id, smallest);
        assert_eq!(StakePools::worth(id, &Holder::Account(owner())), Some(10 * PHA));
        assert_eq!(worth(id, BOB), smallest);
    });
}
