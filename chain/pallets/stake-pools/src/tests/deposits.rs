//! Buying shares.

use crate::{mock::*, pallet::*, types::*};
use frame_support::{
    assert_noop, assert_ok,
    traits::{LockableCurrency, WithdrawReasons},
};
use messages::ids::*;

#[test]
fn the_first_shares_cost_one_each_and_the_next_what_they_are_worth() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, 10 * PHA);
        assert_eq!(position(id, ALICE).shares, 10 * PHA);
        start(id, 1, 10 * PHA);
        earn(1, 10 * PHA);
        deposit(BOB, id, 10 * PHA);
        assert_eq!(position(id, BOB).shares, 5 * PHA);
        assert_eq!((worth(id, ALICE), worth(id, BOB)), (20 * PHA, 10 * PHA));
        let deposited = Event::Deposited { pool: id, holder: holder(BOB), amount: 10 * PHA, shares: 5 * PHA };
        assert!(events().contains(&deposited));
    });
}

#[test]
fn bad_deposits_are_refused() {
    run(|| {
        let id = new_pool(0);
        let refuse = |amount: Balance, error: Error<Test>| {
            assert_noop!(attempt!(StakePools::deposit(by(ALICE), id, amount)), error);
        };
        refuse(0, Error::DepositTooSmall);
        refuse(MinDeposit::get() - 1, Error::DepositTooSmall);
        // More than there is.
        assert!(StakePools::deposit(by(ALICE), id, Balance::MAX).is_err());
        assert!(StakePools::deposit(by(ALICE), id, FUNDS + 1).is_err());
        // What the account lives on stays.
        assert!(StakePools::deposit(by(ALICE), id, FUNDS).is_err());
        deposit(ALICE, id, MinDeposit::get());
        refuse(Balance::MAX, Error::TooLarge);
    });
}

#[test]
fn a_deposit_loses_a_tenth_to_pending_slashes_at_most() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, 100 * PHA);
        start(id, 1, 100 * PHA);
        report(1, 10 * PHA + 1);
        assert_noop!(attempt!(StakePools::deposit(by(BOB), id, 50 * PHA)), Error::<Test>::PoolAtRisk);
        assert_noop!(attempt!(StakePools::deposit(by_owner(), id, 50 * PHA)), Error::<Test>::PoolAtRisk);
        lift(1);
        report(1, 10 * PHA);
        deposit(BOB, id, 50 * PHA);
        assert_eq!(worth(id, BOB), 140 * PHA / 3);
        slash(1);
        assert_eq!(worth(id, BOB), 140 * PHA / 3);
    });
}

#[test]
fn locked_funds_cannot_be_deposited() {
    run(|| {
        let id = new_pool(0);
        Balances::set_lock(*b"pyconvot", &account(ALICE), FUNDS - PHA, WithdrawReasons::all());
        assert!(StakePools::deposit(by(ALICE), id, 2 * PHA).is_err());
        deposit(ALICE, id, PHA);
    });
}

#[test]
fn holders_have_a_bounded_number_of_positions() {
    run(|| {
        let ids: Vec<PoolId> = (0..MAX_HOLDINGS).map(|_| new_pool(0)).collect();
        // The owner has a position in each of its pools.
        let one_more = attempt!(StakePools::create(by_owner(), Kind::Workers, percent(0), None));
        assert_eq!(one_more, Err(Error::<Test>::TooManyHoldings.into()));

        assert_ok!(StakePools::create(by(BOB), Kind::Workers, percent(0), None));
        let other = NextPoolId::<Test>::get() - 1;
        ids.iter().for_each(|id| deposit(ALICE, *id, PHA));
        let one_more = attempt!(StakePools::deposit(by(ALICE), other, PHA));
        assert_noop!(one_more, Error::<Test>::TooManyHoldings);
        // More of the same is no new position, and one that is left makes room.
        deposit(ALICE, ids[0], PHA);
        withdraw_all(ALICE, ids[0]);
        deposit(ALICE, other, PHA);
    });
}

/// A deposit must buy [`MIN_SHARES`], so that rounding takes at most a millionth of it, however high the price is.
#[test]
fn a_deposit_that_rounding_would_eat_is_refused() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, PHA);
        start(id, 1, PHA);
        // One share is worth as much as a hundred thousandth of the smallest deposit.
        earn(1, PHA * 100_000 * 100);
        let small = attempt!(StakePools::deposit(by(BOB), id, MinDeposit::get()));
        assert_noop!(small, Error::<Test>::PriceTooHigh);
        let amount = 11 * PHA;
        deposit(BOB, id, amount);
        assert!(amount - worth(id, BOB) <= amount / MIN_SHARES);
    });
}

#[test]
fn a_ruined_pool_sells_nothing_and_begins_anew_when_all_have_left() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, 2 * PHA);
        start(id, 1, 2 * PHA);
        report(1, 2 * PHA - 1);
        slash(1);
        assert_eq!(pool(id).assets(), 1);
        assert_noop!(attempt!(StakePools::deposit(by(BOB), id, PHA)), Error::<Test>::Ruined);

        report(1, 1);
        slash(1);
        assert_eq!((pool(id).assets(), pool(id).shares), (0, 2 * PHA));
        assert_noop!(attempt!(StakePools::deposit(by(BOB), id, PHA)), Error::<Test>::Ruined);
        withdraw_all(ALICE, id);
        assert_eq!((pool(id).shares, balance(ALICE)), (0, FUNDS - 2 * PHA));
        deposit(BOB, id, PHA);
        assert_eq!(worth(id, BOB), PHA);
    });
}

#[test]
fn a_deposit_pays_who_waits() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, 10 * PHA);
        start(id, 1, 10 * PHA);
        withdraw_all(ALICE, id);
        assert_eq!(balance(ALICE), FUNDS - 10 * PHA);
        deposit(BOB, id, 4 * PHA);
        assert_eq!(balance(ALICE), FUNDS - 6 * PHA);
        assert_eq!((worth(id, ALICE), worth(id, BOB)), (6 * PHA, 4 * PHA));
    });
}

#[test]
fn numbers_at_the_extremes_do_not_overflow() {
    run(|| {
        let id = new_pool(99);
        let all = Balance::MAX / 4;
        Balances::force_set_balance(frame_system::RawOrigin::Root.into(), account(ALICE), all).unwrap();
        deposit(ALICE, id, all - PHA);
        start(id, 1, all - PHA);
        earn(1, Balance::MAX / 4);
        earn(1, Balance::MAX / 4);
        assert_eq!(pool(id).assets(), all - PHA + Balance::MAX / 4 * 2);
        report(1, Balance::MAX);
        assert_eq!(pool(id).at_risk, all - PHA);
        slash(1);
        assert_eq!(pool(id).assets(), Balance::MAX / 4 * 2);
    });
}
