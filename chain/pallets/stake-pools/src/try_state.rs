//! Invariants, checked after every unit test, after every block of the runtime's tests, and by `try-runtime`.
#![cfg(any(feature = "std", feature = "try-runtime"))]

use crate::{
    pallet::*,
    traits::{Sessions, Stake},
    types::*,
};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{
    ensure,
    traits::fungible::{Inspect, InspectHold},
};
use messages::ids::*;
use sp_runtime::TryRuntimeError;

type Check = Result<(), TryRuntimeError>;

/// What is at stake for the workers of a pool.
#[derive(PartialEq, Eq, Default)]
struct Stakes {
    workers: u32,
    staked: Balance,
    releasing: Balance,
    at_risk: Balance,
}

impl<T: Config> Pallet<T> {
    /// Runs every check below.
    ///
    /// # Errors
    /// The name of the invariant that is broken.
    pub fn do_try_state() -> Check {
        for (id, pool) in Pools::<T>::iter() {
            ensure!(id < NextPoolId::<T>::get(), "a pool's id is not below the next one");
            Self::check_shares(id, &pool)?;
            Self::check_queue(id, &pool)?;
            Self::check_funds(id, &pool)?;
            let allowed = AllowList::<T>::iter_prefix(id).count();
            ensure!(allowed == pool.allowed as usize, "a list is miscounted");
        }
        Self::check_stakes()?;
        Self::check_sessions()?;
        Self::check_holdings()?;
        Self::check_orphans()
    }

    fn check_shares(id: PoolId, pool: &Pool) -> Check {
        let (mut shares, mut worth, mut queued) = (0, 0, BTreeMap::new());
        for (holder, position) in Positions::<T>::iter_prefix(id) {
            let kept = position.shares > 0 || pool.is_owned_by(&holder);
            ensure!(kept, "an empty position is stored");
            ensure!(position.queued <= position.shares, "more shares are in the queue than there are");
            let nested = matches!(holder, Holder::Vault(_)) && pool.kind == Kind::Vault;
            ensure!(!nested, "a vault has shares of a vault");
            shares += position.shares;
            worth += pool.value(position.shares);
            if position.queued > 0 {
                queued.insert(holder, position.queued);
            }
        }
        ensure!(shares == pool.shares, "shares are not those of the holders");
        let lost_by_rounding = pool.assets().saturating_sub(worth);
        ensure!(worth <= pool.assets(), "shares are worth more than there is");
        let holders = Positions::<T>::iter_prefix(id).count() as u128;
        ensure!(
            pool.shares == 0 || lost_by_rounding < holders.max(1),
            "shares are worth less than there is by more than rounding"
        );
        ensure!(pool.shares > 0 || pool.assets() == 0, "assets belong to nobody");
        let mut tickets = BTreeMap::new();
        for (_, ticket) in Tickets::<T>::iter_prefix(id) {
            *tickets.entry(ticket.holder).or_insert(0) += ticket.shares;
        }
        ensure!(tickets == queued, "tickets are not for the shares that holders have in the queue");
        Ok(())
    }

    fn check_queue(id: PoolId, pool: &Pool) -> Check {
        let queue = pool.queue;
        ensure!(queue.head <= queue.overdue && queue.overdue <= queue.tail, "a queue is out of order");
        let open: BTreeMap<TicketId, Ticket> = Tickets::<T>::iter_prefix(id).collect();
        ensure!(open.keys().copied().eq(queue.head..queue.tail), "tickets are not those of the queue");
        ensure!(open.values().all(|ticket| ticket.shares > 0), "a ticket is for nothing");
        ensure!(open.values().is_sorted_by_key(|ticket| ticket.since), "tickets are not in their order");
        ensure!(sum(open.values()) == queue.shares, "a queue's shares are miscounted");
        let overdue = sum(open.range(..queue.overdue).map(|(_, ticket)| ticket));
        ensure!(overdue == queue.overdue_shares, "overdue shares are miscounted");
        Ok(())
    }

    /// What a vault's shares of pools are worth changes with these; their sum is checked when it is assessed.
    fn check_funds(id: PoolId, pool: &Pool) -> Check {
        let least = pool.free.saturating_add(T::Currency::minimum_balance());
        ensure!(T::Currency::balance(&Self::account(id)) >= least, "free funds are not there");
        let held = T::Currency::balance_on_hold(&HoldReason::Creation.into(), &pool.owner);
        ensure!(held >= pool.deposit, "a pool's deposit is not held");
        Ok(())
    }

    fn check_stakes() -> Check {
        let mut sums = BTreeMap::<PoolId, Stakes>::new();
        for worker in Assignments::<T>::iter_values() {
            let sum = sums.entry(worker.pool).or_default();
            sum.workers += 1;
            sum.at_risk += worker.at_risk;
            match worker.standing {
                Standing::Idle => {}
                Standing::Working => sum.staked += worker.worth(),
                Standing::CoolingDown => sum.releasing += worker.worth(),
            }
        }
        for (id, pool) in Pools::<T>::iter() {
            let Pool { workers, staked, releasing, at_risk, .. } = pool;
            let sum = sums.remove(&id).unwrap_or_default();
            ensure!(sum.workers == workers, "workers are miscounted");
            let booked = Stakes { workers, staked, releasing, at_risk };
            ensure!(pool.kind == Kind::Vault || sum == booked, "stakes are miscounted");
        }
        Ok(())
    }

    fn check_sessions() -> Check {
        for (worker, assignment) in Assignments::<T>::iter() {
            let Assignment { pool, stake, at_risk, standing } = assignment;
            let kind = Pools::<T>::get(pool).map(|pool| pool.kind);
            ensure!(kind == Some(Kind::Workers), "a worker belongs to no pool of workers");
            if standing == Standing::Idle {
                ensure!(stake == 0 && at_risk == 0, "something is at stake for an idle worker");
            } else {
                let agreed = T::Sessions::stake(&worker) == Stake { amount: stake, at_risk };
                ensure!(agreed, "a stake is not what computation holds");
            }
        }
        Ok(())
    }

    fn check_holdings() -> Check {
        let listed = Holdings::<T>::iter().flat_map(|(holder, pools)| {
            let of_holder = move |pool| (pool, holder.clone());
            pools.into_iter().map(of_holder).collect::<alloc::vec::Vec<_>>()
        });
        let listed: alloc::vec::Vec<(PoolId, Holder)> = listed.collect();
        let distinct: BTreeSet<(PoolId, Holder)> = listed.iter().cloned().collect();
        ensure!(distinct.len() == listed.len(), "a pool is listed twice for a holder");
        let positions = Positions::<T>::iter_keys().collect::<BTreeSet<_>>();
        ensure!(positions == distinct, "holders' lists are not of their positions");
        Ok(())
    }

    fn check_orphans() -> Check {
        let pools = Positions::<T>::iter_keys().map(|(id, _)| id);
        let pools = pools.chain(Tickets::<T>::iter_keys().map(|(id, _)| id));
        let mut pools = pools.chain(AllowList::<T>::iter_keys().map(|(id, _)| id));
        ensure!(pools.all(Pools::<T>::contains_key), "state is kept for an unknown pool");
        Ok(())
    }
}

fn sum<'a>(tickets: impl Iterator<Item = &'a Ticket>) -> Shares {
    tickets.map(|ticket| ticket.shares).sum()
}
