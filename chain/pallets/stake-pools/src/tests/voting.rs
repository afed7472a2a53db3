//! Voting with what is in pools.

use crate::{mock::*, types::*};
use frame_support::{
    assert_ok,
    traits::{LockableCurrency, WithdrawReasons},
};

fn power(number: u8) -> u128 {
    StakePools::voting_power(&account(number))
}

#[test]
fn shares_of_pools_and_vaults_vote_with_what_they_are_worth() {
    run(|| {
        let (vault, id) = (new_vault(0), new_pool(0));
        assert_eq!(power(ALICE), 0);
        deposit(ALICE, id, 10 * PHA);
        deposit(ALICE, vault, 5 * PHA);
        assert_eq!(power(ALICE), 15 * PHA);
        start(id, 1, 10 * PHA);
        earn(1, 10 * PHA);
        assert_eq!(power(ALICE), 25 * PHA);
        // What is in the queue is hers until it is paid.
        withdraw_all(ALICE, id);
        assert_eq!(power(ALICE), 15 * PHA);
        assert_eq!(balance(ALICE) + power(ALICE), FUNDS + 10 * PHA);
    });
}

#[test]
fn nothing_votes_twice() {
    run(|| {
        let (vault, id) = (new_vault(0), new_pool(0));
        deposit(ALICE, vault, 10 * PHA);
        assert_ok!(StakePools::invest(by_owner(), vault, id, 10 * PHA));
        let vault_account = StakePools::account(vault);
        assert_eq!(StakePools::voting_power(&vault_account), 0);
        assert_eq!(power(ALICE), 10 * PHA);
    });
}

#[test]
fn what_a_vault_is_paid_does_not_vote_twice_before_it_is_assessed() {
    run(|| {
        let (vault, id) = (new_vault(0), new_pool(0));
        deposit(ALICE, vault, 10 * PHA);
        assert_ok!(StakePools::invest(by_owner(), vault, id, 10 * PHA));
        pass(MinStay::get());
        // Paid at once.
        assert_ok!(StakePools::divest(by_owner(), vault, id, 4 * PHA).plain());
        assert_eq!((pool(vault).free, power(ALICE)), (4 * PHA, 10 * PHA));
        // Paid later: one part after the vault was assessed, the rest after it was assessed again.
        start(id, 1, 6 * PHA);
        assert_ok!(StakePools::divest(by_owner(), vault, id, 6 * PHA).plain());
        deposit(BOB, id, 2 * PHA);
        assert_eq!((pool(vault).free, power(ALICE)), (6 * PHA, 10 * PHA));
        assert_ok!(StakePools::serve(by(STRANGER), vault).plain());
        assert_eq!(pool(vault).releasing, 4 * PHA);
        deposit(BOB, id, 4 * PHA);
        assert_eq!((pool(vault).free, pool(vault).releasing, power(ALICE)), (10 * PHA, 0, 10 * PHA));
    });
}

#[test]
fn a_lock_for_a_vote_holds_what_is_withdrawn_later() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, FUNDS - PHA);
        Balances::set_lock(*b"pyconvot", &account(ALICE), FUNDS, WithdrawReasons::all());
        withdraw_all(ALICE, id);
        assert_eq!(balance(ALICE), FUNDS);
        assert!(StakePools::deposit(by(ALICE), id, PHA).is_err());
        assert!(Balances::transfer_allow_death(by(ALICE), account(BOB), PHA).is_err());
    });
}

#[test]
fn holders_are_told_what_they_have() {
    run(|| {
        let id = new_pool(0);
        deposit(ALICE, id, PHA);
        assert_eq!(StakePools::worth(id, &holder(ALICE)), Some(PHA));
        assert_eq!(StakePools::worth(id, &holder(BOB)), None);
        assert_eq!(StakePools::worth(7, &Holder::Vault(7)), None);
    });
}
