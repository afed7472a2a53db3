//! Withdrawing.

use crate::{mock::*, pallet::*, types::*};
use frame_support::{assert_noop, assert_ok, traits::fungible::Inspect};
use messages::ids::*;

/// A pool in which Alice, Bob and Carol have 10 PHA each, all at stake for worker 1.
fn busy_pool() -> PoolId {
    let id = new_pool(0);
    [ALICE, BOB, CAROL].into_iter().for_each(|who| deposit(who, id, 10 * PHA));
    start(id, 1, 30 * PHA);
    pass(MinStay::get());
    id
}

fn request(number: u8, id: PoolId, shares: Shares) {
    StakePools::withdraw(by(number), id, shares).unwrap();
}

/// What depositors have got back, in PHA.
fn paid() -> [Balance; 3] {
    [ALICE, BOB, CAROL].map(|who| (balance(who) + 10 * PHA - FUNDS) / PHA)
}

#[test]
fn free_funds_are_paid_at_once() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, 10 * PHA);
        pass(MinStay::get());
        request(ALICE, id, 4 * PHA);
        assert_eq!((balance(ALICE), worth(id, ALICE)), (FUNDS - 6 * PHA, 6 * PHA));
        request(ALICE, id, 6 * PHA);
        assert_eq!(balance(ALICE), FUNDS);
        assert!(Positions::<Test>::get(id, holder(ALICE)).is_none());
        assert_eq!((pool(id).shares, pool(id).assets()), (0, 0));
    });
}

#[test]
fn bad_requests_are_refused() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, PHA);
        let refuse = |number, shares, error: Error<Test>| {
            assert_noop!(attempt!(StakePools::withdraw(by(number), id, shares)), error);
        };
        refuse(ALICE, PHA, Error::StayTooShort);
        refuse(STRANGER, PHA, Error::NoPosition);
        pass(MinStay::get() - 1);
        refuse(ALICE, PHA, Error::StayTooShort);
        pass(1);
        refuse(ALICE, 0, Error::TooFewShares);
        refuse(ALICE, MinDeposit::get() - 1, Error::WithdrawalTooSmall);
        refuse(ALICE, PHA + 1, Error::TooFewShares);
        refuse(ALICE, Shares::MAX, Error::TooFewShares);
        start(id, 1, PHA);
        request(ALICE, id, PHA);
        refuse(ALICE, PHA, Error::TooFewShares);
        refuse(ALICE, 0, Error::TooFewShares);
    });
}

#[test]
fn a_new_deposit_must_stay_and_keeps_the_old_one() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, PHA);
        pass(MinStay::get());
        deposit(ALICE, id, PHA);
        let early = attempt!(StakePools::withdraw(by(ALICE), id, PHA));
        assert_noop!(early, Error::<Test>::StayTooShort);
        pass(MinStay::get());
        request(ALICE, id, PHA);
    });
}

#[test]
fn a_rest_of_dust_is_withdrawn_too() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, PHA);
        pass(MinStay::get());
        request(ALICE, id, PHA - MinDeposit::get() + 1);
        assert_eq!((balance(ALICE), position(id, ALICE).shares), (FUNDS, 0));
    });
}

#[test]
fn requests_are_paid_in_their_order_and_in_parts() {
    run(|| {
        let id = busy_pool();
        request(BOB, id, 10 * PHA);
        request(ALICE, id, 2 * PHA);
        request(CAROL, id, 10 * PHA);
        request(ALICE, id, 8 * PHA);
        assert_eq!(paid(), [0, 0, 0]);
        // Each earning raises what all are worth; so compare after the whole stake is back.
        assert_ok!(StakePools::stop(by_owner(), worker(1)));
        let order: Vec<_> = (0..4).map(|ticket| Tickets::<Test>::get(id, ticket).unwrap().holder).collect();
        assert_eq!(order, [BOB, ALICE, CAROL, ALICE].map(holder));

        deposit(STRANGER, id, 5 * PHA);
        assert_eq!(paid(), [0, 5, 0]);
        deposit(STRANGER, id, 6 * PHA);
        assert_eq!(paid(), [1, 10, 0]);
        deposit(STRANGER, id, 2 * PHA);
        assert_eq!(paid(), [2, 10, 1]);
        pass(COOL_DOWN);
        assert_ok!(StakePools::reclaim(by(STRANGER), worker(1)));
        assert_eq!(paid(), [10, 10, 10]);
        assert_eq!(worth(id, STRANGER), 13 * PHA);
    });
}

#[test]
fn queued_shares_gain_and_lose_like_all_others() {
    run(|| {
        let id = busy_pool();
        request(ALICE, id, 10 * PHA);
        earn(1, 15 * PHA);
        assert_eq!(worth(id, ALICE), 15 * PHA);
        report(1, 30 * PHA);
        assert_eq!(worth(id, ALICE), 5 * PHA);
        slash(1);
        assert_ok!(StakePools::serve(by(STRANGER), id));
        assert_eq!(balance(ALICE), FUNDS - 5 * PHA);
    });
}

#[test]
fn parts_below_the_minimum_are_not_paid() {
    run(|| {
        let id = busy_pool();
        request(ALICE, id, 10 * PHA);
        earn(1, MinDeposit::get() - 1);
        let before = balance(ALICE);
        assert_ok!(StakePools::serve(by(STRANGER), id));
        assert_eq!(balance(ALICE), before);
        earn(1, 2);
        assert_ok!(StakePools::serve(by(STRANGER), id));
        assert!(balance(ALICE) > before);
    });
}

#[test]
fn after_the_grace_period_anybody_may_stop_as_many_workers_as_needed() {
    run(|| {
        let id = new_pool(0);
        [ALICE, BOB, CAROL].into_iter().for_each(|who| deposit(who, id, 10 * PHA));
        [1, 2, 3].into_iter().for_each(|number| start(id, number, 10 * PHA));
        pass(MinStay::get());
        request(ALICE, id, 10 * PHA);
        pass(GracePeriod::get());
        let early = attempt!(StakePools::stop(by(STRANGER), worker(1)));
        assert_noop!(early, Error::<Test>::NothingOverdue);
        request(BOB, id, 10 * PHA);
        pass(1);
        // Bob's request is not overdue: one worker pays Alice.
        assert_ok!(StakePools::stop(by(STRANGER), worker(2)));
        let enough = attempt!(StakePools::stop(by(STRANGER), worker(1)));
        assert_noop!(enough, Error::<Test>::NothingOverdue);
        // Its loss makes another one necessary.
        report(2, 10 * PHA);
        slash(2);
        assert_ok!(StakePools::stop(by(STRANGER), worker(1)));
        pass(COOL_DOWN);
        assert_ok!(StakePools::reclaim(by(STRANGER), worker(1)));
        assert!(balance(ALICE) > FUNDS - 4 * PHA && balance(ALICE) < FUNDS);
        assert_eq!(pool(id).queue.overdue_shares, 0);
    });
}

#[test]
fn one_call_looks_at_a_bounded_number_of_tickets() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, 50 * PHA);
        start(id, 1, 50 * PHA);
        pass(MinStay::get());
        let requests = 3 * MAX_STEPS;
        (0..requests).for_each(|_| request(ALICE, id, PHA));
        pass(GracePeriod::get() + 1);
        let overdue = || pool(id).queue.overdue;
        for calls in 1..=3 {
            assert_ok!(StakePools::serve(by(STRANGER), id));
            assert_eq!(overdue(), u64::from(calls * MAX_STEPS));
        }
        assert_ok!(StakePools::stop(by(STRANGER), worker(1)));
        pass(COOL_DOWN);
        let info = StakePools::reclaim(by(STRANGER), worker(1)).unwrap();
        assert_eq!(info.actual_weight, Some(<() as crate::WeightInfo>::reclaim(MAX_STEPS)));
        for calls in 1..=3 {
            assert_eq!(pool(id).queue.head, u64::from(calls * MAX_STEPS));
            assert_ok!(StakePools::serve(by(STRANGER), id));
        }
        assert_eq!(worth(id, ALICE), 2 * PHA);
        assert_eq!(balance(ALICE), FUNDS - 2 * PHA);
    });
}

#[test]
fn what_a_dead_account_cannot_receive_goes_to_the_treasury_and_stops_nobody() {
    run(|| {
        let id = busy_pool();
        request(ALICE, id, 10 * PHA);
        request(BOB, id, 10 * PHA);
        let all = balance(ALICE);
        let gone = Balances::transfer_allow_death(by(ALICE), account(BOB), all);
        assert_ok!(gone);
        let before = Balances::balance(&Treasury::get());
        // A slash leaves less of her shares than an account must have.
        report(1, 30 * PHA - MinDeposit::get());
        slash(1);
        assert_ok!(StakePools::stop(by_owner(), worker(1)));
        pass(COOL_DOWN);
        assert_ok!(StakePools::reclaim(by(STRANGER), worker(1)));
        let dust = MinDeposit::get() / 3;
        assert_eq!(Balances::balance(&Treasury::get()), before + dust);
        assert_eq!((balance(ALICE), position(id, BOB).shares), (0, 0));
        assert!(events().contains(&Event::DustSwept { pool: id, amount: dust }));
    });
}

#[test]
fn dust_can_be_swept_by_anybody_and_nothing_else_can() {
    run(|| {
        let id = busy_pool();
        let sweep = || attempt!(StakePools::sweep(by(STRANGER), id, holder(ALICE)));
        assert_noop!(sweep(), Error::<Test>::NotDust);
        report(1, 30 * PHA - MinDeposit::get());
        // What is at risk may come back.
        assert_noop!(sweep(), Error::<Test>::NotDust);
        slash(1);
        assert_ok!(StakePools::stop(by_owner(), worker(1)));
        pass(COOL_DOWN);
        assert_ok!(StakePools::reclaim(by(STRANGER), worker(1)));
        assert_ok!(sweep());
        assert_eq!(balance(ALICE), FUNDS - 10 * PHA + MinDeposit::get() / 3);
        let gone = attempt!(StakePools::sweep(by(STRANGER), id, holder(ALICE)));
        assert_noop!(gone, Error::<Test>::NoPosition);
    });
}

#[test]
fn whoever_leaves_last_gets_all_that_is_left() {
    run(|| {
        let id = busy_pool();
        earn(1, 7);
        assert_ok!(StakePools::stop(by_owner(), worker(1)));
        pass(COOL_DOWN);
        assert_ok!(StakePools::reclaim(by(STRANGER), worker(1)));
        [ALICE, BOB, CAROL].into_iter().for_each(|who| withdraw_all(who, id));
        let gained = [ALICE, BOB, CAROL].map(|who| balance(who) - FUNDS);
        assert_eq!(gained, [2, 2, 3]);
        assert_eq!(pool(id).assets(), 0);
        assert_ok!(StakePools::remove_worker(by_owner(), worker(1)));
        assert_ok!(StakePools::close(by_owner(), id));
    });
}
