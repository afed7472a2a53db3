//! A pool's workers: what is at stake for each of them, and only for it.

use crate::{
    pallet::*,
    traits::{Computation, Staker, Workers},
    types::*,
};
use frame_support::{
    ensure,
    pallet_prelude::{DispatchError, DispatchResult},
};
use messages::ids::*;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_add_worker(caller: AccountId, id: PoolId, worker: WorkerId) -> DispatchResult {
        let mut pool = Self::pool(id)?;
        Self::ensure_kind(&pool, Kind::Workers)?;
        Self::ensure_owner(&pool, &caller)?;
        Self::ensure_operator(&worker, &caller)?;
        ensure!(!Assignments::<T>::contains_key(worker), Error::<T>::WorkerTaken);
        ensure!(pool.workers < MAX_WORKERS, Error::<T>::TooManyWorkers);
        pool.workers = pool.workers.saturating_add(1);
        Pools::<T>::insert(id, pool);
        Assignments::<T>::insert(worker, Assignment { pool: id, standing: Standing::Idle, stake: 0 });
        Self::deposit_event(Event::WorkerAdded { pool: id, worker });
        Ok(())
    }

    /// The worker's operator may take it away too: keys of workers can come under another operator.
    pub(crate) fn do_remove_worker(caller: AccountId, worker: WorkerId) -> DispatchResult {
        let assignment = Self::assignment(&worker)?;
        let mut pool = Self::pool(assignment.pool)?;
        let may = pool.owner == caller || T::Workers::operator(&worker) == Some(caller);
        ensure!(may, Error::<T>::NotTheOwner);
        ensure!(assignment.standing == Standing::Idle, Error::<T>::WorkerNotIdle);
        pool.workers = pool.workers.saturating_sub(1);
        Pools::<T>::insert(assignment.pool, pool);
        Assignments::<T>::remove(worker);
        Self::deposit_event(Event::WorkerRemoved { pool: assignment.pool, worker });
        Ok(())
    }

    pub(crate) fn do_start(caller: AccountId, worker: WorkerId, stake: Balance) -> DispatchResult {
        let assignment = Self::assignment(&worker)?;
        let id = assignment.pool;
        let mut pool = Self::pool(id)?;
        Self::ensure_owner(&pool, &caller)?;
        Self::ensure_operator(&worker, &caller)?;
        ensure!(assignment.standing == Standing::Idle, Error::<T>::WorkerNotIdle);
        ensure!(stake <= pool.unclaimed(), Error::<T>::FundsClaimed);
        T::Computation::start(&worker, &Self::account(id), stake)?;
        pool.free = pool.free.saturating_sub(stake);
        pool.staked = pool.staked.saturating_add(stake);
        Pools::<T>::insert(id, pool);
        let started = Assignment { standing: Standing::Working, stake, ..assignment };
        Assignments::<T>::insert(worker, started);
        Self::deposit_event(Event::Started { pool: id, worker, stake });
        Ok(())
    }

    /// Ends a session: for the owner at any time; for anybody while overdue requests lack funds. Returns the steps that it
    /// took to see whether they do.
    pub(crate) fn do_stop(caller: AccountId, worker: WorkerId) -> Result<u32, DispatchError> {
        let assignment = Self::assignment(&worker)?;
        let mut pool = Self::pool(assignment.pool)?;
        let mut steps = 0;
        if pool.owner != caller {
            steps = Self::serve(assignment.pool, &mut pool)?;
            ensure!(pool.shortfall() > 0, Error::<T>::NothingOverdue);
        }
        ensure!(assignment.standing == Standing::Working, Error::<T>::WorkerNotWorking);
        T::Computation::stop(&worker)?;
        Self::cool_down(worker, assignment, pool);
        Ok(steps)
    }

    fn cool_down(worker: WorkerId, assignment: Assignment, mut pool: Pool) {
        pool.staked = pool.staked.saturating_sub(assignment.stake);
        pool.releasing = pool.releasing.saturating_add(assignment.stake);
        Pools::<T>::insert(assignment.pool, pool);
        Assignments::<T>::insert(worker, Assignment { standing: Standing::CoolingDown, ..assignment });
        Self::deposit_event(Event::Stopped { pool: assignment.pool, worker });
    }

    /// Takes a stake back and pays requests with it. Returns the steps that paying took.
    pub(crate) fn do_reclaim(worker: WorkerId) -> Result<u32, DispatchError> {
        let assignment = Self::assignment(&worker)?;
        let id = assignment.pool;
        ensure!(assignment.standing == Standing::CoolingDown, Error::<T>::WorkerNotCoolingDown);
        let amount = T::Computation::reclaim(&worker)?;
        let mut pool = Self::pool(id)?;
        pool.releasing = pool.releasing.saturating_sub(assignment.stake);
        pool.free = pool.free.saturating_add(amount);
        Assignments::<T>::insert(worker, Assignment { pool: id, standing: Standing::Idle, stake: 0 });
        Self::deposit_event(Event::Reclaimed { pool: id, worker, amount });
        let steps = Self::serve(id, &mut pool)?;
        Pools::<T>::insert(id, pool);
        Ok(steps)
    }

    fn assignment(worker: &WorkerId) -> Result<Assignment, Error<T>> {
        Assignments::<T>::get(worker).ok_or(Error::<T>::UnknownWorker)
    }

    fn ensure_operator(worker: &WorkerId, who: &AccountId) -> DispatchResult {
        ensure!(T::Workers::operator(worker).as_ref() == Some(who), Error::<T>::NotTheOperator);
        Ok(())
    }

    /// Changes what is at stake for a worker, and with it the pool's assets, by one amount.
    fn change_stake(worker: &WorkerId, change: impl Fn(Balance) -> Balance) -> Option<PoolId> {
        let mut assignment = Assignments::<T>::get(worker)?;
        let mut pool = Pools::<T>::get(assignment.pool)?;
        let part = match assignment.standing {
            Standing::Idle => return None,
            Standing::Working => &mut pool.staked,
            Standing::CoolingDown => &mut pool.releasing,
        };
        let stake = change(assignment.stake);
        *part = part.saturating_sub(assignment.stake).saturating_add(stake);
        assignment.stake = stake;
        Pools::<T>::insert(assignment.pool, pool);
        Assignments::<T>::insert(worker, assignment);
        Some(assignment.pool)
    }
}

impl<T: Config> Staker for Pallet<T> {
    fn paid(worker: &WorkerId, amount: Balance) {
        let Some(Assignment { pool: id, .. }) = Assignments::<T>::get(worker) else { return };
        let Some(mut pool) = Pools::<T>::get(id) else { return };
        let commission = Self::gain(id, &mut pool, amount);
        Pools::<T>::insert(id, pool);
        Self::deposit_event(Event::Gained { pool: id, worker: *worker, amount, commission });
    }

    fn slashed(worker: &WorkerId, amount: Balance) {
        let lost = Self::change_stake(worker, |stake| stake.saturating_sub(amount));
        if let Some(pool) = lost {
            Self::deposit_event(Event::Slashed { pool, worker: *worker, amount });
        }
    }

    fn restored(worker: &WorkerId, amount: Balance) {
        let restored = Self::change_stake(worker, |stake| stake.saturating_add(amount));
        if let Some(pool) = restored {
            Self::deposit_event(Event::Restored { pool, worker: *worker, amount });
        }
    }

    fn stopped(worker: &WorkerId) {
        let Some(assignment) = Assignments::<T>::get(worker) else { return };
        let Some(pool) = Pools::<T>::get(assignment.pool) else { return };
        if assignment.standing == Standing::Working {
            Self::cool_down(*worker, assignment, pool);
        }
    }
}
