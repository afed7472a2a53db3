//! A pool's workers: what is at stake for each of them, and only for it.

use crate::{
    pallet::*,
    traits::{Sessions, Workers},
    types::*,
    weights::WeightInfo,
};
use frame_support::{
    ensure,
    pallet_prelude::{DispatchError, DispatchResult, Weight},
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
        Assignments::<T>::insert(worker, Assignment::idle(id));
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
        Self::ensure_operator(&worker, &caller)?;
        ensure!(assignment.standing == Standing::Idle, Error::<T>::WorkerNotIdle);
        let account = Self::account(assignment.pool);
        let stake_it = || T::Sessions::start(&account, &caller, &worker, stake);
        Self::stake(&caller, worker, assignment, stake, stake_it)?;
        Self::deposit_event(Event::Started { pool: assignment.pool, worker, stake });
        Ok(())
    }

    pub(crate) fn do_add_stake(caller: AccountId, worker: WorkerId, extra: Balance) -> DispatchResult {
        let assignment = Self::assignment(&worker)?;
        ensure!(assignment.standing == Standing::Working, Error::<T>::WorkerNotWorking);
        let account = Self::account(assignment.pool);
        let stake_it = || T::Sessions::add_stake(&account, &worker, extra);
        Self::stake(&caller, worker, assignment, extra, stake_it)?;
        Self::deposit_event(Event::StakeAdded { pool: assignment.pool, worker, extra });
        Ok(())
    }

    /// Puts `amount` of the pool's unclaimed funds at stake for a worker.
    fn stake(
        caller: &AccountId,
        worker: WorkerId,
        assignment: Assignment,
        amount: Balance,
        stake_it: impl FnOnce() -> DispatchResult,
    ) -> DispatchResult {
        let mut pool = Self::pool(assignment.pool)?;
        Self::ensure_owner(&pool, caller)?;
        ensure!(amount <= pool.unclaimed(), Error::<T>::FundsClaimed);
        stake_it()?;
        pool.discount(&assignment);
        let stake = assignment.stake.saturating_add(amount);
        let staked = Assignment { standing: Standing::Working, stake, ..assignment };
        pool.free = pool.free.saturating_sub(amount);
        pool.count(&staked);
        Self::store(worker, staked, pool);
        Ok(())
    }

    /// Ends a session: for the owner at any time; for anybody while overdue requests lack funds. Returns the steps that it
    /// took to see whether they do.
    pub(crate) fn do_stop(caller: AccountId, worker: WorkerId) -> Result<u32, DispatchError> {
        let Assignment { pool: id, standing, .. } = Self::assignment(&worker)?;
        let mut pool = Self::pool(id)?;
        let mut steps = 0;
        if pool.owner != caller {
            steps = Self::pay_queue(id, &mut pool)?;
            ensure!(pool.shortfall() > 0, Error::<T>::NothingOverdue);
        }
        ensure!(standing == Standing::Working, Error::<T>::WorkerNotWorking);
        // Stored before the session tells that it ended.
        Pools::<T>::insert(id, pool);
        let account = Self::account(id);
        T::Sessions::stop(&account, &worker)?;
        Self::cool_down(&account, &worker);
        Ok(steps)
    }

    /// Takes a stake back and pays requests with it. Returns the steps that paying took.
    pub(crate) fn do_reclaim(worker: WorkerId) -> Result<u32, DispatchError> {
        let assignment = Self::assignment(&worker)?;
        let id = assignment.pool;
        ensure!(assignment.standing == Standing::CoolingDown, Error::<T>::WorkerNotCoolingDown);
        let amount = T::Sessions::reclaim(&Self::account(id), &worker)?;
        let mut pool = Self::pool(id)?;
        pool.discount(&assignment);
        pool.free = pool.free.saturating_add(amount);
        Assignments::<T>::insert(worker, Assignment::idle(id));
        Self::deposit_event(Event::Reclaimed { pool: id, worker, amount });
        Self::adopt(id, &mut pool);
        let steps = Self::pay_queue(id, &mut pool)?;
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

    /// Notes that a worker does not compute any more.
    fn cool_down(staker: &AccountId, worker: &WorkerId) {
        let stopped = Self::change(staker, worker, |assignment| {
            let running = assignment.standing == Standing::Working;
            running.then_some(Assignment { standing: Standing::CoolingDown, ..*assignment })
        });
        if let Some(pool) = stopped {
            Self::deposit_event(Event::Stopped { pool, worker: *worker });
        }
    }

    /// Changes the assignment of a worker for which `staker` has a stake, and with it, by the same amount, its pool's
    /// assets. `None` where nothing changed.
    fn change(
        staker: &AccountId,
        worker: &WorkerId,
        how: impl FnOnce(&Assignment) -> Option<Assignment>,
    ) -> Option<PoolId> {
        let before = Self::assigned(staker, worker)?;
        let after = how(&before)?;
        let mut pool = Pools::<T>::get(before.pool)?;
        pool.discount(&before);
        pool.count(&after);
        Self::adopt(before.pool, &mut pool);
        Self::store(*worker, after, pool);
        Some(before.pool)
    }

    /// The worker's assignment, if `staker` is its pool: who operates it may also stake for it without a pool.
    fn assigned(staker: &AccountId, worker: &WorkerId) -> Option<Assignment> {
        Assignments::<T>::get(worker).filter(|assignment| Self::account(assignment.pool) == *staker)
    }

    fn store(worker: WorkerId, assignment: Assignment, pool: Pool) {
        Pools::<T>::insert(assignment.pool, pool);
        Assignments::<T>::insert(worker, assignment);
    }
}

/// What computation tells about a stake of `staker` for `worker`. Each function takes constant time, and does nothing where
/// the staker is not the pool that the worker belongs to.
impl<T: Config> Pallet<T> {
    /// `amount` was paid to the staker's account.
    pub fn on_payout(staker: &AccountId, worker: &WorkerId, amount: Balance) {
        let Some(Assignment { pool: id, .. }) = Self::assigned(staker, worker) else { return };
        let Some(mut pool) = Pools::<T>::get(id) else { return };
        let commission = Self::gain(id, &mut pool, amount);
        Pools::<T>::insert(id, pool);
        Self::deposit_event(Event::Gained { pool: id, worker: *worker, amount, commission });
    }

    /// The worker's session ended, whoever ended it.
    pub fn on_stopped(staker: &AccountId, worker: &WorkerId) {
        Self::cool_down(staker, worker);
    }

    /// `at_risk` of the worker's stake, all reports together, is lost unless governance lifts the slash. The pool counts it
    /// as lost.
    pub fn on_slash_reported(staker: &AccountId, worker: &WorkerId, at_risk: Balance) {
        let changed = Self::change(staker, worker, |assignment| {
            Some(Assignment { at_risk: at_risk.min(assignment.stake), ..*assignment })
        });
        if let Some(pool) = changed {
            Self::deposit_event(Event::SlashReported { pool, worker: *worker, at_risk });
        }
    }

    /// Nothing of the worker's stake is at risk any more.
    pub fn on_slash_lifted(staker: &AccountId, worker: &WorkerId) {
        let changed =
            Self::change(staker, worker, |assignment| Some(Assignment { at_risk: 0, ..*assignment }));
        if let Some(pool) = changed {
            Self::deposit_event(Event::SlashLifted { pool, worker: *worker });
        }
    }

    /// `amount` of the worker's stake is gone, and nothing of the rest is at risk. What was counted as lost since it was
    /// reported is not counted again.
    pub fn on_slashed(staker: &AccountId, worker: &WorkerId, amount: Balance) {
        let changed = Self::change(staker, worker, |assignment| {
            let stake = assignment.stake.saturating_sub(amount);
            Some(Assignment { stake, at_risk: 0, ..*assignment })
        });
        if let Some(pool) = changed {
            Self::deposit_event(Event::Slashed { pool, worker: *worker, amount });
        }
    }

    /// Upper bound of the weight of [`Pallet::on_payout`].
    pub fn payout_weight() -> Weight {
        T::WeightInfo::on_payout()
    }

    /// Upper bound of the weight of each of the other functions that computation calls.
    pub fn stake_event_weight() -> Weight {
        T::WeightInfo::on_stake_event()
    }
}
