//! The owner's part of what workers earn.

use crate::{mock::*, pallet::*, types::*};
use frame_support::{assert_noop, assert_ok};
use messages::ids::*;

fn owner_worth(id: PoolId) -> Balance {
    StakePools::worth(id, &Holder::Account(owner())).unwrap()
}

fn earning_pool(commission: u32) -> PoolId {
    let id = new_pool(commission);
    deposit(ALICE, id, 100 * PHA);
    start(id, 1, 100 * PHA);
    id
}

#[test]
fn the_owner_has_its_part_of_gains_and_the_rest_compounds() {
    run(|| {
        let id = earning_pool(20);
        earn(1, 10 * PHA);
        assert_eq!(worth(id, ALICE), 108 * PHA);
        assert!(2 * PHA - owner_worth(id) <= 1);
        assert_eq!(pool(id).free, 10 * PHA);
        let [.., Event::Gained { amount, commission, .. }] = events()[..] else { panic!("nothing gained") };
        let shares = Positions::<Test>::get(id, Holder::Account(owner())).unwrap().shares;
        assert_eq!((amount, commission), (10 * PHA, shares));
        // The next gain is for the owner's shares too.
        earn(1, 10 * PHA);
        let rest = 118 * PHA - worth(id, ALICE) - 2 * PHA;
        assert!(worth(id, ALICE) < 116 * PHA && rest < PHA);
    });
}

#[test]
fn nothing_is_taken_of_deposits_and_losses() {
    run(|| {
        let id = earning_pool(50);
        deposit(BOB, id, 100 * PHA);
        report(1, 10 * PHA);
        slash(1);
        assert_eq!(owner_worth(id), 0);
    });
}

#[test]
fn all_of_a_gain_may_be_the_owners_and_none_too() {
    for (commission, expected) in [(0, 0), (100, 10 * PHA)] {
        run(|| {
            let id = earning_pool(commission);
            earn(1, 10 * PHA);
            assert_eq!((owner_worth(id), worth(id, ALICE)), (expected, 110 * PHA - expected));
        });
    }
}

#[test]
fn a_commission_falls_at_once() {
    run(|| {
        let id = earning_pool(20);
        assert_ok!(StakePools::set_commission(by_owner(), id, percent(10)));
        earn(1, 10 * PHA);
        assert_eq!(worth(id, ALICE), 109 * PHA);
    });
}

#[test]
fn a_commission_rises_after_the_delay() {
    run(|| {
        let id = earning_pool(0);
        assert_ok!(StakePools::set_commission(by_owner(), id, percent(50)));
        let from = System::block_number() + CommissionDelay::get();
        let announced = Event::CommissionRaiseAnnounced { pool: id, rate: percent(50), from };
        assert!(events().contains(&announced));
        pass(CommissionDelay::get() - 1);
        earn(1, 10 * PHA);
        assert_eq!(worth(id, ALICE), 110 * PHA);
        pass(1);
        earn(1, 10 * PHA);
        assert_eq!(worth(id, ALICE), 115 * PHA);
    });
}

#[test]
fn another_announcement_begins_the_delay_anew() {
    run(|| {
        let id = earning_pool(10);
        assert_ok!(StakePools::set_commission(by_owner(), id, percent(20)));
        pass(CommissionDelay::get() - 1);
        assert_ok!(StakePools::set_commission(by_owner(), id, percent(100)));
        pass(1);
        earn(1, 10 * PHA);
        assert_eq!(pool(id).commission.rate, percent(10));
        // A raise is taken back by setting what holds.
        assert_ok!(StakePools::set_commission(by_owner(), id, percent(10)));
        pass(CommissionDelay::get());
        earn(1, 10 * PHA);
        assert_eq!(pool(id).commission, Commission { rate: percent(10), raise: None });
    });
}

#[test]
fn a_raise_that_is_due_holds_before_the_next_change() {
    run(|| {
        let id = earning_pool(10);
        assert_ok!(StakePools::set_commission(by_owner(), id, percent(20)));
        pass(CommissionDelay::get());
        // Twenty holds now; so this is no raise.
        assert_ok!(StakePools::set_commission(by_owner(), id, percent(15)));
        assert_eq!(pool(id).commission, Commission { rate: percent(15), raise: None });
    });
}

#[test]
fn the_owner_waits_in_the_queue_like_all_others() {
    run(|| {
        let id = earning_pool(50);
        earn(1, 10 * PHA);
        let shares = Positions::<Test>::get(id, Holder::Account(owner())).unwrap().shares;
        withdraw_all(ALICE, id);
        assert_ok!(StakePools::withdraw(by_owner(), id, shares));
        let before = Balances::free_balance(owner());
        earn(1, 10 * PHA);
        assert_ok!(StakePools::serve(by_owner(), id));
        assert_eq!(Balances::free_balance(owner()), before);
        assert!(balance(ALICE) > FUNDS - 81 * PHA);
        assert_noop!(StakePools::start(by_owner(), worker(1), PHA), Error::<Test>::WorkerNotIdle);
    });
}

#[test]
fn what_is_earned_for_nobody_is_the_owners() {
    run(|| {
        let id = earning_pool(10);
        withdraw_all(ALICE, id);
        pass(GracePeriod::get() + 1);
        assert_ok!(StakePools::stop(by(ALICE), worker(1)));
        pass(COOL_DOWN);
        assert_ok!(StakePools::reclaim(by(ALICE), worker(1)));
        assert_eq!(pool(id).shares, 0);
        use frame_support::traits::fungible::Mutate;
        Balances::mint_into(&StakePools::account(id), PHA).unwrap();
        StakePools::on_payout(&StakePools::account(id), &worker(1), PHA);
        assert_eq!((owner_worth(id), pool(id).shares), (PHA, PHA));
    });
}
