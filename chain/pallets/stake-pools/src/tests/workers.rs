//! Workers of pools.

use crate::{mock::*, pallet::*, types::*};
use frame_support::{assert_noop, assert_ok};
use messages::ids::*;

/// A pool with 20 PHA and an idle worker 1.
fn ready_pool() -> PoolId {
    let id = new_pool(0);
    deposit(ALICE, id, 20 * PHA);
    assert_ok!(StakePools::add_worker(by_owner(), id, worker(1)));
    id
}

fn refused(result: sp_runtime::DispatchResult, error: Error<Test>) {
    assert_eq!(result, Err(error.into()));
}

#[test]
fn a_stake_goes_out_and_comes_back() {
    run(|| {
        let id = ready_pool();
        assert_ok!(StakePools::start(by_owner(), worker(1), 15 * PHA));
        assert_eq!((pool(id).free, pool(id).staked), (5 * PHA, 15 * PHA));
        assert_ok!(StakePools::add_stake(by_owner(), worker(1), 2 * PHA));
        assert_eq!((pool(id).free, pool(id).staked), (3 * PHA, 17 * PHA));
        assert_ok!(StakePools::stop(by_owner(), worker(1)));
        assert_eq!((pool(id).staked, pool(id).releasing), (0, 17 * PHA));
        assert!(StakePools::reclaim(by(STRANGER), worker(1)).is_err());
        pass(COOL_DOWN);
        assert_ok!(StakePools::reclaim(by(STRANGER), worker(1)));
        assert_eq!((pool(id).free, pool(id).releasing), (20 * PHA, 0));
        assert_ok!(StakePools::start(by_owner(), worker(1), 20 * PHA));
    });
}

#[test]
fn only_operators_add_their_workers_and_each_to_one_pool() {
    run(|| {
        let (id, other, vault) = (new_pool(0), new_pool(0), new_vault(0));
        Operators::insert(worker(2), account(BOB));
        refused(StakePools::add_worker(by_owner(), id, worker(2)), Error::NotTheOperator);
        refused(StakePools::add_worker(by_owner(), vault, worker(1)), Error::WrongKind);
        assert_ok!(StakePools::add_worker(by_owner(), id, worker(1)));
        refused(StakePools::add_worker(by_owner(), id, worker(1)), Error::WorkerTaken);
        refused(StakePools::add_worker(by_owner(), other, worker(1)), Error::WorkerTaken);
        Pools::<Test>::mutate_extant(other, |pool| pool.workers = MAX_WORKERS);
        refused(StakePools::add_worker(by_owner(), other, worker(3)), Error::TooManyWorkers);
        Pools::<Test>::mutate_extant(other, |pool| pool.workers = 0);
    });
}

#[test]
fn calls_about_a_foreign_worker_are_refused() {
    run(|| {
        ready_pool();
        let foreign = worker(9);
        refused(StakePools::remove_worker(by_owner(), foreign), Error::UnknownWorker);
        refused(StakePools::start(by_owner(), foreign, PHA), Error::UnknownWorker);
        refused(StakePools::add_stake(by_owner(), foreign, PHA), Error::UnknownWorker);
        refused(attempt!(StakePools::stop(by_owner(), foreign)), Error::UnknownWorker);
        refused(attempt!(StakePools::reclaim(by_owner(), foreign)), Error::UnknownWorker);
    });
}

#[test]
fn what_happens_to_stakes_of_others_changes_nothing() {
    run(|| {
        let id = ready_pool();
        start(id, 1, 10 * PHA);
        let root = || sp_io::storage::root(sp_runtime::StateVersion::V1);
        let before = root();
        // A worker of no pool; and one of a pool, for which somebody else has a stake.
        for (staker, worker) in [(StakePools::account(id), worker(9)), (owner(), worker(1))] {
            StakePools::on_payout(&staker, &worker, PHA);
            StakePools::on_stopped(&staker, &worker);
            StakePools::on_slash_reported(&staker, &worker, PHA);
            StakePools::on_slash_lifted(&staker, &worker);
            StakePools::on_slashed(&staker, &worker, PHA);
        }
        assert_eq!(root(), before);
    });
}

#[test]
fn each_call_has_its_standing() {
    run(|| {
        let id = ready_pool();
        let start = || StakePools::start(by_owner(), worker(1), 5 * PHA);
        let add = || StakePools::add_stake(by_owner(), worker(1), PHA);
        let stop = || attempt!(StakePools::stop(by_owner(), worker(1)));
        let reclaim = || attempt!(StakePools::reclaim(by_owner(), worker(1)));
        let remove = || StakePools::remove_worker(by_owner(), worker(1));

        refused(add(), Error::WorkerNotWorking);
        refused(stop(), Error::WorkerNotWorking);
        refused(reclaim(), Error::WorkerNotCoolingDown);
        assert_ok!(start());
        refused(start(), Error::WorkerNotIdle);
        refused(reclaim(), Error::WorkerNotCoolingDown);
        refused(remove(), Error::WorkerNotIdle);
        assert_ok!(stop());
        refused(start(), Error::WorkerNotIdle);
        refused(add(), Error::WorkerNotWorking);
        refused(stop(), Error::WorkerNotWorking);
        refused(remove(), Error::WorkerNotIdle);
        pass(COOL_DOWN);
        assert_ok!(reclaim());
        assert_ok!(remove());
        assert_eq!(pool(id).workers, 0);
    });
}

#[test]
fn stakes_are_of_unclaimed_free_funds_and_refusals_change_nothing() {
    run(|| {
        let id = ready_pool();
        let start = |stake| StakePools::start(by_owner(), worker(1), stake);
        assert_noop!(start(20 * PHA + 1), Error::<Test>::FundsClaimed);
        assert_noop!(start(Balance::MAX), Error::<Test>::FundsClaimed);
        // Computation refuses.
        assert_noop!(start(LEAST_STAKE - 1), sp_runtime::DispatchError::Other("stake too small"));
        assert_ok!(start(18 * PHA));
        pass(MinStay::get());
        assert_ok!(StakePools::withdraw(by(ALICE), id, 5 * PHA));
        assert_eq!(pool(id).free, 0);
        earn(1, PHA);
        let add = StakePools::add_stake(by_owner(), worker(1), 1);
        assert_eq!(add, Err(Error::<Test>::FundsClaimed.into()));
    });
}

#[test]
fn a_worker_that_the_chain_stops_cools_down() {
    run(|| {
        let id = ready_pool();
        start(id, 1, 10 * PHA);
        chain_stops(&worker(1));
        assert_eq!(pool(id).releasing, 10 * PHA);
        refused(attempt!(StakePools::stop(by_owner(), worker(1))), Error::WorkerNotWorking);
        // Told twice, it does not count twice.
        StakePools::on_stopped(&StakePools::account(id), &worker(1));
        assert_eq!(pool(id).releasing, 10 * PHA);
        pass(COOL_DOWN);
        assert_ok!(StakePools::reclaim(by(STRANGER), worker(1)));
    });
}

#[test]
fn a_worker_under_a_new_operator_is_not_started_and_can_be_taken_out() {
    run(|| {
        let id = ready_pool();
        start(id, 1, 10 * PHA);
        Operators::insert(worker(1), account(BOB));
        refused(StakePools::remove_worker(by(BOB), worker(1)), Error::WorkerNotIdle);
        // The pool's funds are still its owner's to stop.
        assert_ok!(StakePools::stop(by_owner(), worker(1)));
        pass(COOL_DOWN);
        assert_ok!(StakePools::reclaim(by(STRANGER), worker(1)));
        refused(StakePools::start(by_owner(), worker(1), PHA), Error::NotTheOperator);
        refused(StakePools::remove_worker(by(CAROL), worker(1)), Error::NotTheOwner);
        assert_ok!(StakePools::remove_worker(by(BOB), worker(1)));
        assert_ok!(StakePools::create(by(BOB), Kind::Workers, percent(0), None));
        assert_ok!(StakePools::add_worker(by(BOB), id + 1, worker(1)));
    });
}

#[test]
fn a_pool_of_somebody_else_cannot_use_a_worker() {
    run(|| {
        ready_pool();
        assert_ok!(StakePools::create(by(BOB), Kind::Workers, percent(0), None));
        refused(StakePools::start(by(BOB), worker(1), PHA), Error::NotTheOperator);
        // Even when it operates the worker now, the pool is not its own.
        Operators::insert(worker(1), account(BOB));
        refused(StakePools::start(by(BOB), worker(1), PHA), Error::NotTheOwner);
        refused(attempt!(StakePools::stop(by(BOB), worker(1))), Error::NothingOverdue);
    });
}
