//! Vaults: pools of pools.

use crate::{mock::*, pallet::*, types::*};
use frame_support::{assert_noop, assert_ok};
use messages::ids::*;

/// A vault with 20 PHA of each of Alice and Bob, 30 PHA of which are at stake for worker 1 through a pool of its own.
fn vault_with_pool(commission: u32) -> (PoolId, PoolId) {
    let (vault, id) = (new_vault(commission), new_pool(0));
    deposit(ALICE, vault, 20 * PHA);
    deposit(BOB, vault, 20 * PHA);
    assert_ok!(StakePools::invest(by_owner(), vault, id, 30 * PHA));
    start(id, 1, 30 * PHA);
    pass(MinStay::get());
    (vault, id)
}

fn owner_worth(vault: PoolId) -> Balance {
    StakePools::worth(vault, &Holder::Account(owner())).unwrap()
}

fn serve(id: PoolId) {
    StakePools::serve(by(STRANGER), id).unwrap();
}

#[test]
fn a_vaults_shares_follow_its_pools() {
    run(|| {
        let (vault, id) = vault_with_pool(0);
        assert_eq!((pool(vault).free, pool(vault).staked), (10 * PHA, 30 * PHA));
        earn(1, 20 * PHA);
        serve(vault);
        assert_eq!(worth(vault, ALICE), 30 * PHA);
        report(1, 5 * PHA);
        serve(vault);
        assert_eq!((worth(vault, ALICE), pool(vault).at_risk), (27 * PHA + PHA / 2, 5 * PHA));
        // Whoever comes now does not gain when the slash is lifted.
        deposit(CAROL, vault, 10 * PHA);
        lift(1);
        serve(vault);
        assert!(worth(vault, CAROL) <= 10 * PHA && worth(vault, ALICE) >= 30 * PHA - 1);
        assert_eq!(pool(id).shares, 30 * PHA);
    });
}

#[test]
fn nobody_buys_what_those_who_left_a_vault_gave_up() {
    run(|| {
        let (vault, _) = vault_with_pool(0);
        report(1, 30 * PHA);
        [ALICE, BOB].into_iter().for_each(|who| withdraw_all(who, vault));
        assert_eq!((pool(vault).shares, pool(vault).at_risk), (0, 30 * PHA));
        let late = || attempt!(StakePools::deposit(by(CAROL), vault, PHA));
        assert_noop!(late(), Error::<Test>::PoolAtRisk);
        lift(1);
        assert_ok!(late());
        assert_eq!((owner_worth(vault), worth(vault, CAROL)), (30 * PHA, PHA));
    });
}

#[test]
fn commission_is_taken_on_gains_above_the_high_water_mark_alone() {
    run(|| {
        let (vault, _) = vault_with_pool(50);
        earn(1, 10 * PHA);
        serve(vault);
        assert!(5 * PHA - owner_worth(vault) <= 1);
        assert_eq!(worth(vault, ALICE), 22 * PHA + PHA / 2);
        // Again nothing is new.
        let shares = pool(vault).shares;
        serve(vault);
        assert_eq!(pool(vault).shares, shares);
        // What was lost and won again is no gain.
        report(1, 20 * PHA);
        slash(1);
        serve(vault);
        earn(1, 20 * PHA);
        serve(vault);
        assert_eq!(pool(vault).shares, shares);
        earn(1, 10 * PHA);
        serve(vault);
        assert!(pool(vault).shares > shares);
        assert!((55 * PHA / 2..55 * PHA / 2 + PHA).contains(&(worth(vault, ALICE) + 3 * PHA)));
    });
}

#[test]
fn who_comes_and_leaves_pays_for_no_gain_of_others() {
    run(|| {
        let (vault, _) = vault_with_pool(50);
        earn(1, 10 * PHA);
        deposit(CAROL, vault, 10 * PHA);
        assert!(10 * PHA - worth(vault, CAROL) <= 2);
        withdraw_all(CAROL, vault);
        assert!(FUNDS - balance(CAROL) <= 2);
    });
}

#[test]
fn a_raise_does_not_touch_what_was_gained_before() {
    run(|| {
        let (vault, _) = vault_with_pool(0);
        assert_ok!(StakePools::set_commission(by_owner(), vault, percent(100)));
        earn(1, 10 * PHA);
        pass(CommissionDelay::get());
        serve(vault);
        assert_eq!((owner_worth(vault), worth(vault, ALICE)), (0, 25 * PHA));
        earn(1, 10 * PHA);
        serve(vault);
        assert_eq!(worth(vault, ALICE), 25 * PHA);
    });
}

#[test]
fn bad_investments_are_refused() {
    run(|| {
        let (vault, id) = vault_with_pool(0);
        let other = new_vault(0);
        let refuse = |result: sp_runtime::DispatchResult, error: Error<Test>| {
            assert_eq!(result, Err(error.into()));
        };
        refuse(attempt!(StakePools::invest(by_owner(), id, id, PHA)), Error::WrongKind);
        refuse(attempt!(StakePools::invest(by_owner(), vault, other, PHA)), Error::WrongKind);
        refuse(attempt!(StakePools::invest(by_owner(), vault, vault, PHA)), Error::WrongKind);
        refuse(attempt!(StakePools::invest(by_owner(), vault, 77, PHA)), Error::UnknownPool);
        assert_noop!(
            attempt!(StakePools::invest(by_owner(), vault, id, 11 * PHA)),
            Error::<Test>::FundsClaimed
        );
        assert_noop!(attempt!(StakePools::invest(by_owner(), vault, id, 1)), Error::<Test>::DepositTooSmall);
        assert_ok!(StakePools::set_open(by_owner(), id, false));
        assert_noop!(attempt!(StakePools::invest(by_owner(), vault, id, PHA)), Error::<Test>::NotAllowed);
        assert_ok!(StakePools::allow(by_owner(), id, Holder::Vault(vault)));
        assert_ok!(StakePools::invest(by_owner(), vault, id, PHA));

        pass(MinStay::get());
        let divest = |of, from, shares| attempt!(StakePools::divest(by_owner(), of, from, shares));
        refuse(divest(id, id, PHA), Error::WrongKind);
        refuse(divest(vault, 77, PHA), Error::UnknownPool);
        refuse(divest(vault, other, PHA), Error::NoPosition);
        refuse(divest(vault, id, 32 * PHA), Error::TooFewShares);
        // A worker of a vault there is none.
        refuse(StakePools::add_worker(by_owner(), vault, worker(5)), Error::WrongKind);
        assert_ok!(StakePools::disallow(by_owner(), id, Holder::Vault(vault)));
    });
}

#[test]
fn the_owner_of_a_vault_cannot_invest_what_the_queue_waits_for() {
    run(|| {
        let (vault, id) = vault_with_pool(0);
        withdraw_all(ALICE, vault);
        assert_eq!((balance(ALICE), pool(vault).free), (FUNDS - 10 * PHA, 0));
        deposit(CAROL, vault, 4 * PHA);
        assert_eq!(balance(ALICE), FUNDS - 6 * PHA);
        let invest = attempt!(StakePools::invest(by_owner(), vault, id, MinDeposit::get()));
        assert_eq!(invest, Err(Error::<Test>::FundsClaimed.into()));
    });
}

#[test]
fn overdue_requests_of_a_vault_reach_down_to_the_workers() {
    run(|| {
        let (vault, id) = vault_with_pool(0);
        withdraw_all(ALICE, vault);
        let early = attempt!(StakePools::divest(by(STRANGER), vault, id, Shares::MAX));
        assert_noop!(early, Error::<Test>::NothingOverdue);
        pass(GracePeriod::get() + 1);
        // Somebody else may divest what is short, and no more: 10 of 20 PHA were paid.
        let too_little = attempt!(StakePools::divest(by(STRANGER), vault, id, 1));
        assert_noop!(too_little, Error::<Test>::WithdrawalTooSmall);
        assert_ok!(StakePools::divest(by(STRANGER), vault, id, 30 * PHA));
        assert_eq!(pool(id).queue.shares, 10 * PHA);
        let enough = attempt!(StakePools::divest(by(STRANGER), vault, id, PHA));
        assert_noop!(enough, Error::<Test>::NothingOverdue);

        pass(GracePeriod::get() + 1);
        assert_ok!(StakePools::stop(by(STRANGER), worker(1)));
        pass(COOL_DOWN);
        assert_ok!(StakePools::reclaim(by(STRANGER), worker(1)));
        assert_eq!(pool(vault).free, 10 * PHA);
        serve(vault);
        assert_eq!(balance(ALICE), FUNDS);
        assert_eq!((worth(vault, BOB), pool(id).free), (20 * PHA, 20 * PHA));
    });
}

#[test]
fn a_vault_that_all_have_left_is_closed() {
    run(|| {
        let (vault, id) = vault_with_pool(10);
        earn(1, 3);
        assert_ok!(StakePools::stop(by_owner(), worker(1)));
        pass(COOL_DOWN);
        assert_ok!(StakePools::reclaim(by(STRANGER), worker(1)));
        let shares = Positions::<Test>::get(id, Holder::Vault(vault)).unwrap().shares;
        assert_ok!(StakePools::divest(by_owner(), vault, id, shares));
        withdraw_all(ALICE, vault);
        withdraw_all(BOB, vault);
        assert_eq!((pool(vault).shares, pool(vault).assets()), (0, 0));
        assert_ok!(StakePools::close(by_owner(), vault));
        assert_eq!(balance(ALICE) + balance(BOB), 2 * FUNDS + 3);
    });
}

#[test]
fn valuing_a_vault_costs_by_its_pools() {
    run(|| {
        let vault = new_vault(0);
        deposit(ALICE, vault, 100 * PHA);
        let pools = 5;
        for _ in 0..pools {
            let id = new_pool(0);
            assert_ok!(StakePools::invest(by_owner(), vault, id, PHA));
        }
        let info = StakePools::serve(by(STRANGER), vault).unwrap();
        assert_eq!(info.actual_weight, Some(<() as crate::WeightInfo>::serve(pools, 0)));
    });
}
