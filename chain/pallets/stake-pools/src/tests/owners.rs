//! Creating, setting up and closing pools.

use crate::{mock::*, pallet::*, types::*};
use frame_support::{
    assert_noop, assert_ok,
    traits::{
        fungible::{Inspect, InspectHold},
        LockableCurrency, WithdrawReasons,
    },
};
use messages::ids::*;
use sp_runtime::TokenError;

#[test]
fn a_new_pool_holds_its_deposit_and_is_empty_and_open() {
    run(|| {
        let id = new_pool(20);
        let expected = FUNDS - CreationDeposit::get() - ExistentialDeposit::get();
        assert_eq!(Balances::balance(&owner()), expected);
        let pool = pool(id);
        assert!(pool.open && pool.assets() == 0 && pool.shares == 0);
        assert_eq!(pool.commission, Commission { rate: percent(20), raise: None });
        assert_eq!(new_vault(0), id + 1);
    });
}

#[test]
fn who_cannot_pay_the_deposit_creates_nothing() {
    run(|| {
        let call = || attempt!(StakePools::create(by(77), Kind::Workers, percent(0), None));
        assert_noop!(call(), TokenError::FundsUnavailable);
        NextPoolId::<Test>::put(PoolId::MAX);
        let call = attempt!(StakePools::create(by_owner(), Kind::Workers, percent(0), None));
        assert_noop!(call, Error::<Test>::TooLarge);
    });
}

#[test]
fn a_closed_pool_gives_everything_back() {
    run(|| {
        let id = new_pool(20);
        // Who sends PHA to the account gives it away.
        assert_ok!(Balances::transfer_keep_alive(by(ALICE), StakePools::account(id), PHA));
        assert_ok!(StakePools::close(by_owner(), id));
        assert_eq!(Balances::balance(&owner()), FUNDS + PHA);
        assert!(Pools::<Test>::get(id).is_none());
        assert!(!Holdings::<Test>::contains_key(Holder::Account(owner())));
    });
}

/// Anybody may send PHA that vests to a pool's account: it is locked there for as long as the sender likes.
fn send_locked(id: PoolId, amount: Balance, locked: Balance) {
    let account = StakePools::account(id);
    assert_ok!(Balances::transfer_keep_alive(by(STRANGER), account.clone(), amount));
    Balances::set_lock(*b"vesting ", &account, locked, WithdrawReasons::all());
}

#[test]
fn what_is_locked_on_a_pools_account_does_not_keep_it_open() {
    // What is locked of 1 PHA that was sent, and what stays behind.
    let locks = [(PHA, PHA), (PHA / 4, PHA / 4), (1, ExistentialDeposit::get())];
    for (locked, stays) in locks {
        for kind in [Kind::Workers, Kind::Vault] {
            run(|| {
                assert_ok!(StakePools::create(by_owner(), kind, percent(0), None));
                send_locked(0, PHA, locked);
                assert_ok!(StakePools::close(by_owner(), 0));
                assert_eq!(Balances::balance(&owner()), FUNDS + PHA - stays, "{locked} is locked");
                assert_eq!(Balances::total_balance_on_hold(&owner()), 0);
                assert_eq!(Balances::balance(&StakePools::account(0)), stays);
            });
        }
    }
}

#[test]
fn what_is_locked_on_a_pools_account_delays_no_payment() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, 10 * PHA);
        send_locked(id, PHA, PHA);
        start(id, 1, 10 * PHA);
        report(1, 4 * PHA);
        slash(1);
        assert_ok!(StakePools::stop(by_owner(), worker(1)));
        pass(COOL_DOWN);
        assert_ok!(StakePools::reclaim(by_owner(), worker(1)));
        withdraw_all(ALICE, id);
        assert_eq!((balance(ALICE), pool(id).shares), (FUNDS - 4 * PHA, 0));
    });
}

/// Or a hundredth of a PHA that somebody leaves in a pool would bind its deposit for ever.
#[test]
fn an_owner_who_winds_a_pool_down_has_everybody_paid_out() {
    run(|| {
        let (id, vault) = (new_pool(0), new_vault(0));
        deposit(ALICE, id, PHA);
        deposit(BOB, vault, 2 * PHA);
        assert_ok!(StakePools::invest(by_owner(), vault, id, 2 * PHA));
        start(id, 1, 2 * PHA);
        pass(MinStay::get());
        let sweep = |who: RuntimeOrigin, id, holder| attempt!(StakePools::sweep(who, id, holder));
        let not_dust = Err(Error::<Test>::NotDust.into());
        assert_ok!(StakePools::set_open(by_owner(), id, false));
        assert_eq!(sweep(by_owner(), id, holder(ALICE)), not_dust, "something is at stake");
        assert_ok!(StakePools::stop(by_owner(), worker(1)));
        pass(COOL_DOWN);
        assert_ok!(StakePools::reclaim(by_owner(), worker(1)));
        assert_eq!(sweep(by(STRANGER), id, holder(ALICE)), not_dust, "only the owner winds a pool down");
        assert_ok!(StakePools::set_open(by_owner(), id, true));
        assert_eq!(sweep(by_owner(), id, holder(ALICE)), not_dust, "the pool is open");

        assert_ok!(StakePools::set_open(by_owner(), id, false));
        assert_ok!(sweep(by_owner(), id, holder(ALICE)));
        assert_eq!(balance(ALICE), FUNDS);
        assert_ok!(StakePools::set_open(by_owner(), vault, false));
        assert_eq!(sweep(by_owner(), vault, holder(BOB)), not_dust, "the vault is invested");
        assert_ok!(sweep(by_owner(), id, Holder::Vault(vault)));
        assert_ok!(sweep(by_owner(), vault, holder(BOB)));
        assert_eq!(balance(BOB), FUNDS);

        assert_ok!(StakePools::remove_worker(by_owner(), worker(1)));
        assert_ok!(StakePools::close(by_owner(), id));
        assert_ok!(StakePools::close(by_owner(), vault));
        assert_eq!(Balances::balance(&owner()), FUNDS);
    });
}

#[test]
fn a_pool_in_use_is_not_closed() {
    type Use = (&'static str, fn(PoolId));
    let uses: [Use; 3] = [
        ("shares", |id| deposit(ALICE, id, PHA)),
        ("a worker", |id| StakePools::add_worker(by_owner(), id, worker(1)).unwrap()),
        ("a list", |id| StakePools::allow(by_owner(), id, holder(ALICE)).unwrap()),
    ];
    for (what, use_it) in uses {
        run(|| {
            let id = new_pool(0);
            use_it(id);
            assert_eq!(StakePools::close(by_owner(), id), Err(Error::<Test>::PoolInUse.into()), "{what}");
        });
    }
    run(|| {
        let (id, vault) = (new_pool(0), new_vault(0));
        deposit(ALICE, vault, PHA);
        assert_ok!(StakePools::invest(by_owner(), vault, id, PHA));
        assert_noop!(StakePools::close(by_owner(), vault), Error::<Test>::PoolInUse);
    });
}

#[test]
fn only_the_owner_decides() {
    run(|| {
        let (id, vault) = (new_pool(10), new_vault(10));
        deposit(ALICE, id, 10 * PHA);
        start(id, 1, PHA);
        let refused = Err(Error::<Test>::NotTheOwner.into());
        let who = || by(STRANGER);
        assert_eq!(StakePools::close(who(), id), refused);
        assert_eq!(StakePools::set_commission(who(), id, percent(0)), refused);
        assert_eq!(StakePools::set_cap(who(), id, None), refused);
        assert_eq!(StakePools::set_open(who(), id, false), refused);
        assert_eq!(StakePools::allow(who(), id, holder(STRANGER)), refused);
        assert_eq!(StakePools::disallow(who(), id, holder(STRANGER)), refused);
        assert_eq!(StakePools::add_worker(who(), id, worker(2)), refused);
        assert_eq!(StakePools::remove_worker(who(), worker(1)), refused);
        assert_eq!(StakePools::add_stake(who(), worker(1), PHA), refused);
        assert_eq!(StakePools::invest(who(), vault, id, PHA), refused);
    });
}

#[test]
fn calls_about_an_unknown_pool_are_refused() {
    run(|| {
        let refused = Err(Error::<Test>::UnknownPool.into());
        let who = by_owner;
        assert_eq!(StakePools::close(who(), 7), refused);
        assert_eq!(StakePools::set_commission(who(), 7, percent(0)), refused);
        assert_eq!(StakePools::set_cap(who(), 7, None), refused);
        assert_eq!(StakePools::set_open(who(), 7, false), refused);
        assert_eq!(StakePools::allow(who(), 7, holder(ALICE)), refused);
        assert_eq!(StakePools::disallow(who(), 7, holder(ALICE)), refused);
        assert_eq!(attempt!(StakePools::deposit(who(), 7, PHA)), refused);
        assert_eq!(attempt!(StakePools::withdraw(who(), 7, 1)), refused);
        assert_eq!(attempt!(StakePools::serve(who(), 7)), refused);
        assert_eq!(attempt!(StakePools::sweep(who(), 7, holder(ALICE))), refused);
        assert_eq!(StakePools::add_worker(who(), 7, worker(1)), refused);
        assert_eq!(StakePools::invest(who(), 7, 7, PHA), refused);
        assert_eq!(attempt!(StakePools::divest(who(), 7, 7, PHA)), refused);
    });
}

#[test]
fn a_list_says_who_may_deposit_but_not_who_may_leave() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, PHA);
        assert_ok!(StakePools::set_open(by_owner(), id, false));
        assert_noop!(attempt!(StakePools::deposit(by(ALICE), id, PHA)), Error::<Test>::NotAllowed);
        // The owner needs no entry.
        assert_ok!(StakePools::deposit(by_owner(), id, PHA));

        assert_ok!(StakePools::allow(by_owner(), id, holder(BOB)));
        let again = StakePools::allow(by_owner(), id, holder(BOB));
        assert_eq!(again, Err(Error::<Test>::AlreadyAllowed.into()));
        deposit(BOB, id, PHA);
        assert_ok!(StakePools::disallow(by_owner(), id, holder(BOB)));
        let again = StakePools::disallow(by_owner(), id, holder(BOB));
        assert_eq!(again, Err(Error::<Test>::NotOnTheList.into()));
        assert_noop!(attempt!(StakePools::deposit(by(BOB), id, PHA)), Error::<Test>::NotAllowed);

        withdraw_all(ALICE, id);
        withdraw_all(BOB, id);
        assert_eq!((balance(ALICE), balance(BOB)), (FUNDS, FUNDS));
    });
}

#[test]
fn a_list_is_bounded() {
    run(|| {
        let id = new_pool(0);
        Pools::<Test>::mutate_extant(id, |pool| pool.allowed = MAX_ALLOWED);
        let full = StakePools::allow(by_owner(), id, holder(ALICE));
        assert_eq!(full, Err(Error::<Test>::ListFull.into()));
        Pools::<Test>::mutate_extant(id, |pool| pool.allowed = 0);
    });
}

#[test]
fn a_cap_bounds_deposits_and_not_gains() {
    run(|| {
        let id = new_pool(0);
        assert_ok!(StakePools::set_cap(by_owner(), id, Some(10 * PHA)));
        deposit(ALICE, id, 6 * PHA);
        let above = attempt!(StakePools::deposit(by(BOB), id, 4 * PHA + 1));
        assert_noop!(above, Error::<Test>::CapExceeded);
        deposit(BOB, id, 4 * PHA);
        start(id, 1, 10 * PHA);
        earn(1, 5 * PHA);
        assert_eq!(pool(id).assets(), 15 * PHA);
        assert_ok!(StakePools::set_cap(by_owner(), id, None));
        deposit(BOB, id, 4 * PHA);
    });
}
