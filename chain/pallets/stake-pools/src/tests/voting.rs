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
