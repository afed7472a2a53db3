//! What owners, depositors and strangers may try.

use crate::{mock::*, pallet::*, types::*};
use frame_support::{assert_noop, assert_ok, traits::fungible::Inspect};
use messages::ids::*;

#[test]
fn an_owner_cannot_raise_its_commission_before_depositors_can_leave() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, 100 * PHA);
        start(id, 1, 100 * PHA);
        assert_ok!(StakePools::set_commission(by_owner(), id, percent(100)));
        earn(1, 10 * PHA);
        // Alice leaves against the owner's will, which takes a grace period and a cooling down.
        withdraw_all(ALICE, id);
        pass(GracePeriod::get() + 1);
        earn(1, 10 * PHA);
        assert_ok!(StakePools::stop(by(ALICE), worker(1)));
        pass(COOL_DOWN);
        assert_ok!(StakePools::reclaim(by(ALICE), worker(1)));
        assert!(balance(ALICE) >= FUNDS + 20 * PHA - 1);
    });
}

#[test]
fn an_owner_cannot_drain_the_queue_with_new_stakes() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, 20 * PHA);
        start(id, 1, 10 * PHA);
        start(id, 2, 10 * PHA);
        withdraw_all(ALICE, id);
        // The owner stops a worker and restarts it as soon as the stake is back: the queue comes first.
        assert_ok!(StakePools::stop(by_owner(), worker(1)));
        pass(COOL_DOWN);
        assert_ok!(StakePools::reclaim(by_owner(), worker(1)));
        let restart = StakePools::start(by_owner(), worker(1), PHA);
        assert_eq!(restart, Err(Error::<Test>::FundsClaimed.into()));
        assert_eq!(balance(ALICE), FUNDS - 10 * PHA);
        // Nor are earnings staked while somebody waits.
        earn(2, PHA);
        assert_noop!(StakePools::start(by_owner(), worker(1), PHA), Error::<Test>::FundsClaimed);
    });
}

#[test]
fn an_owner_who_deposits_and_withdraws_does_not_jump_the_queue() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, 20 * PHA);
        start(id, 1, 20 * PHA);
        withdraw_all(ALICE, id);
        assert_ok!(StakePools::deposit(by_owner(), id, 5 * PHA));
        let before = Balances::balance(&owner());
        pass(MinStay::get());
        assert_ok!(StakePools::withdraw(by_owner(), id, 5 * PHA));
        assert_eq!((Balances::balance(&owner()), balance(ALICE)), (before, FUNDS - 15 * PHA));
    });
}

/// Every way in which an owner can delay ends: a pool that is only ever worked by others still pays.
#[test]
fn no_withdrawal_needs_the_owner() {
    run(|| {
        let id = new_pool(100);
        deposit(ALICE, id, 30 * PHA);
        [1, 2, 3].into_iter().for_each(|number| start(id, number, 10 * PHA));
        assert_ok!(StakePools::set_open(by_owner(), id, false));
        assert_ok!(StakePools::set_cap(by_owner(), id, Some(0)));
        [1, 2, 3].into_iter().for_each(|number| Operators::insert(worker(number), account(99)));
        withdraw_all(ALICE, id);
        pass(GracePeriod::get() + 1);
        for number in [1, 2, 3] {
            assert_ok!(StakePools::stop(by(STRANGER), worker(number)));
        }
        pass(COOL_DOWN);
        for number in [1, 2, 3] {
            assert_ok!(StakePools::reclaim(by(STRANGER), worker(number)));
        }
        assert_eq!(balance(ALICE), FUNDS);
    });
}

#[test]
fn a_first_depositor_cannot_inflate_the_price_by_sending_funds() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, MinDeposit::get());
        assert_ok!(Balances::transfer_keep_alive(by(ALICE), StakePools::account(id), 1000 * PHA));
        assert_eq!(worth(id, ALICE), MinDeposit::get());
        deposit(BOB, id, PHA);
        assert_eq!(worth(id, BOB), PHA);
    });
}

/// Who has a pool and a vault could have the vault buy most of the pool as soon as a slash is reported, and with it most of
/// the loss, and leave with what the vault brought.
#[test]
fn a_vaults_owner_cannot_have_its_depositors_pay_for_the_slash_of_its_pool() {
    run(|| {
        let (vault, id) = (new_vault(0), new_pool(0));
        deposit(ALICE, vault, 1_000 * PHA);
        assert_ok!(StakePools::deposit(by_owner(), id, 100 * PHA));
        start(id, 1, 100 * PHA);
        let before = Balances::balance(&owner());
        report(1, 10 * PHA);
        let invest = || attempt!(StakePools::invest(by_owner(), vault, id, 1_000 * PHA));
        assert_noop!(invest(), Error::<Test>::PoolAtRisk);
        // Not even where next to nothing is at risk.
        lift(1);
        report(1, 1);
        assert_noop!(invest(), Error::<Test>::PoolAtRisk);
        pass(MinStay::get());
        assert_ok!(StakePools::withdraw(by_owner(), id, 100 * PHA));
        slash(1);
        assert_eq!((Balances::balance(&owner()), worth(vault, ALICE)), (before, 1_000 * PHA));
        // What is decided is in the price.
        assert_ok!(invest());
        assert!(1_000 * PHA - StakePools::worth(id, &Holder::Vault(vault)).unwrap() <= 1);
    });
}

#[test]
fn splitting_deposits_and_withdrawals_gains_nothing() {
    let odd = MinDeposit::get() + 7;
    let outcome = |parts: u128| {
        let mut ends = 0;
        run(|| {
            let id = new_pool(0);
            deposit(ALICE, id, 10 * PHA + 3);
            start(id, 1, 10 * PHA);
            earn(1, PHA / 3 + 1);
            (0..parts).for_each(|_| deposit(BOB, id, 12 * odd / parts));
            pass(MinStay::get());
            earn(1, 12);
            let shares = position(id, BOB).shares;
            (0..parts).for_each(|_| {
                assert!(StakePools::withdraw(by(BOB), id, shares / parts).is_ok() || parts > 1)
            });
            if position(id, BOB).shares > 0 {
                withdraw_all(BOB, id);
            }
            ends = balance(BOB);
            assert_eq!(position(id, BOB).shares, 0);
        });
        ends
    };
    let at_once = outcome(1);
    for parts in [2, 3, 4, 6, 12] {
        let split = outcome(parts);
        assert!(split <= at_once, "{parts} parts: {split} > {at_once}");
        assert!(at_once - split < 40, "{parts} parts lose more than rounding");
    }
}

#[test]
fn depositing_just_before_a_payout_does_not_pay_at_once() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, 10 * PHA);
        start(id, 1, 10 * PHA);
        deposit(BOB, id, 1000 * PHA);
        earn(1, PHA);
        let leave = attempt!(StakePools::withdraw(by(BOB), id, 1000 * PHA));
        assert_noop!(leave, Error::<Test>::StayTooShort);
    });
}

#[test]
fn a_large_request_does_not_become_overdue_with_a_small_one_before_it() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, 20 * PHA);
        [1, 2].into_iter().for_each(|number| start(id, number, 10 * PHA));
        pass(MinStay::get());
        assert_ok!(StakePools::withdraw(by(ALICE), id, PHA));
        pass(GracePeriod::get() + 1);
        assert_ok!(StakePools::withdraw(by(ALICE), id, 19 * PHA));
        assert_ok!(StakePools::stop(by(ALICE), worker(1)));
        assert_noop!(attempt!(StakePools::stop(by(ALICE), worker(2))), Error::<Test>::NothingOverdue);
        pass(COOL_DOWN);
        assert_ok!(StakePools::reclaim(by(ALICE), worker(1)));
        assert_eq!(balance(ALICE), FUNDS - 10 * PHA);
    });
}

/// Many small requests cost their sender; those behind them only wait for calls that anybody can pay for.
#[test]
fn a_flooded_queue_is_worked_off() {
    run(|| {
        let id = new_pool(0);
        [ALICE, BOB].into_iter().for_each(|who| deposit(who, id, 2 * PHA));
        start(id, 1, 4 * PHA);
        pass(MinStay::get());
        let floods: Balance = 100;
        (0..floods).for_each(|_| {
            StakePools::withdraw(by(ALICE), id, MinDeposit::get()).unwrap();
        });
        assert_ok!(StakePools::withdraw(by(BOB), id, 2 * PHA));
        assert_ok!(StakePools::stop(by_owner(), worker(1)));
        pass(COOL_DOWN);
        assert_ok!(StakePools::reclaim(by(BOB), worker(1)));
        let mut calls: u32 = 0;
        while balance(BOB) < FUNDS {
            assert_ok!(StakePools::serve(by(BOB), id));
            calls += 1;
        }
        assert_eq!(calls, floods as u32 / MAX_STEPS);
    });
}

#[test]
fn a_stranger_can_harm_neither_pool_nor_holder() {
    run(|| {
        let (vault, id) = (new_vault(0), new_pool(0));
        deposit(ALICE, vault, 10 * PHA);
        assert_ok!(StakePools::invest(by_owner(), vault, id, 10 * PHA));
        start(id, 1, 10 * PHA);
        pass(MinStay::get());
        let stranger = || by(STRANGER);
        let refused = |result: sp_runtime::DispatchResult, error: Error<Test>| {
            assert_eq!(result, Err(error.into()));
        };
        refused(attempt!(StakePools::stop(stranger(), worker(1))), Error::NothingOverdue);
        refused(attempt!(StakePools::divest(stranger(), vault, id, PHA)), Error::NothingOverdue);
        refused(attempt!(StakePools::withdraw(stranger(), vault, PHA)), Error::NoPosition);
        refused(attempt!(StakePools::sweep(stranger(), id, Holder::Vault(vault))), Error::NotDust);
        refused(attempt!(StakePools::reclaim(stranger(), worker(1))), Error::WorkerNotCoolingDown);
        let none = crate::mock::RuntimeOrigin::from(frame_system::RawOrigin::None);
        assert!(StakePools::serve(none, id).is_err());
    });
}
