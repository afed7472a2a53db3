//! How PHA leaves pools: through a queue, first come first served, whoever asks.
//!
//! A request is paid as soon as free funds reach it, at the price of that moment. It cannot be taken back, so that nobody
//! holds a place for later. Its shares are owed all that they are worth before the owner may use free funds again.

use crate::{pallet::*, types::*};
use frame_support::{
    ensure,
    pallet_prelude::{DispatchError, DispatchResult},
    storage::with_storage_layer,
    traits::{
        fungible::{Inspect, Mutate},
        tokens::Preservation,
        Get,
    },
};
use messages::ids::*;

impl<T: Config> Pallet<T> {
    /// Requests for an account and pays what can be paid. Returns what that took.
    pub(crate) fn do_withdraw(
        caller: AccountId,
        id: PoolId,
        shares: Shares,
    ) -> Result<Effort, DispatchError> {
        let mut pool = Self::pool(id)?;
        let holdings = Self::assess(id, &mut pool);
        Self::request(id, &mut pool, Holder::Account(caller), shares)?;
        let steps = Self::pay_queue(id, &mut pool)?;
        Pools::<T>::insert(id, pool);
        Ok(Effort { holdings, steps })
    }

    /// Pays what can be paid. Returns what that took.
    pub(crate) fn do_serve(id: PoolId) -> Result<Effort, DispatchError> {
        let mut pool = Self::pool(id)?;
        let holdings = Self::assess(id, &mut pool);
        let steps = Self::pay_queue(id, &mut pool)?;
        Pools::<T>::insert(id, pool);
        Ok(Effort { holdings, steps })
    }

    /// Requests for a holder whose shares are dust, or whose pool the caller winds down. Returns what that took.
    pub(crate) fn do_sweep(caller: AccountId, id: PoolId, holder: Holder) -> Result<Effort, DispatchError> {
        let mut pool = Self::pool(id)?;
        let holdings = Self::assess(id, &mut pool);
        let position = Positions::<T>::get(id, &holder).ok_or(Error::<T>::NoPosition)?;
        let dust = pool.value(position.shares) < T::MinDeposit::get();
        let winding_down = pool.owner == caller && !pool.open && pool.free == pool.assets();
        ensure!(pool.at_risk == 0 && (dust || winding_down), Error::<T>::NotDust);
        Self::request(id, &mut pool, holder, position.unqueued())?;
        let steps = Self::pay_queue(id, &mut pool)?;
        Pools::<T>::insert(id, pool);
        Ok(Effort { holdings, steps })
    }

    /// Puts shares of a holder into the queue; all it has, where the rest would be dust.
    pub(crate) fn request(id: PoolId, pool: &mut Pool, holder: Holder, shares: Shares) -> DispatchResult {
        let mut position = Positions::<T>::get(id, &holder).ok_or(Error::<T>::NoPosition)?;
        let stayed = Self::now().saturating_sub(position.since);
        ensure!(stayed >= T::MinStay::get(), Error::<T>::StayTooShort);
        let all = position.unqueued();
        let rest = all.checked_sub(shares).ok_or(Error::<T>::TooFewShares)?;
        let shares = if pool.value(rest) < T::MinDeposit::get() { all } else { shares };
        ensure!(shares > 0, Error::<T>::TooFewShares);
        let enough = shares == all || pool.value(shares) >= T::MinDeposit::get();
        ensure!(enough, Error::<T>::WithdrawalTooSmall);

        position.queued = position.queued.saturating_add(shares);
        Positions::<T>::insert(id, &holder, position);
        let ticket = pool.queue.tail;
        pool.queue.tail = ticket.checked_add(1).ok_or(Error::<T>::TooLarge)?;
        pool.queue.shares = pool.queue.shares.saturating_add(shares);
        let request = Ticket { holder: holder.clone(), shares, since: Self::now() };
        Tickets::<T>::insert(id, ticket, request);
        Self::deposit_event(Event::WithdrawalRequested { pool: id, holder, ticket, shares });
        Ok(())
    }

    /// Pays tickets of an assessed pool in their order, then notes which of the rest are overdue: [`MAX_STEPS`] in all.
    /// Returns how many.
    pub(crate) fn pay_queue(id: PoolId, pool: &mut Pool) -> Result<u32, DispatchError> {
        let mut steps = 0;
        while steps < MAX_STEPS && Self::pay_next(id, pool)? {
            steps += 1;
        }
        while steps < MAX_STEPS && Self::note_overdue(id, &mut pool.queue) {
            steps += 1;
        }
        Ok(steps)
    }

    /// Pays the first ticket, or as much of it as there are free funds for. False when that is nothing.
    fn pay_next(id: PoolId, pool: &mut Pool) -> Result<bool, DispatchError> {
        let place = pool.queue.head;
        let Some(mut ticket) = Tickets::<T>::get(id, place) else { return Ok(false) };
        let whole = pool.value(ticket.shares) <= pool.free;
        let shares = if whole { ticket.shares } else { pool.shares_within(pool.free) };
        let amount = pool.value(shares);
        // While all that there is is at risk, nothing would be given for shares that may be worth something again.
        let all_at_risk = pool.assets() == 0 && pool.at_risk > 0;
        if all_at_risk || (!whole && amount < T::MinDeposit::get()) {
            return Ok(false);
        }
        Self::burn(id, pool, &ticket.holder, shares);
        pool.free = pool.free.saturating_sub(amount);
        pool.queue.shares = pool.queue.shares.saturating_sub(shares);
        if place < pool.queue.overdue {
            pool.queue.overdue_shares = pool.queue.overdue_shares.saturating_sub(shares);
        }
        Self::pay(id, &ticket.holder, amount)?;
        Self::deposit_event(Event::Withdrawn { pool: id, holder: ticket.holder.clone(), amount, shares });
        if whole {
            Tickets::<T>::remove(id, place);
            pool.queue.head = place.saturating_add(1);
            pool.queue.overdue = pool.queue.overdue.max(pool.queue.head);
        } else {
            ticket.shares = ticket.shares.saturating_sub(shares);
            Tickets::<T>::insert(id, place, ticket);
        }
        Ok(true)
    }

    /// Notes that the first ticket that is not known to be overdue is, if so.
    fn note_overdue(id: PoolId, queue: &mut Queue) -> bool {
        let Some(ticket) = Tickets::<T>::get(id, queue.overdue) else { return false };
        let waited = Self::now().saturating_sub(ticket.since);
        let overdue = waited > T::GracePeriod::get();
        if overdue {
            queue.overdue_shares = queue.overdue_shares.saturating_add(ticket.shares);
            queue.overdue = queue.overdue.saturating_add(1);
        }
        overdue
    }

    fn pay(id: PoolId, holder: &Holder, amount: Balance) -> DispatchResult {
        match holder {
            Holder::Account(who) => Self::pay_account(id, who, amount),
            Holder::Vault(vault) => {
                Self::transfer(id, &Self::account(*vault), amount)?;
                Pools::<T>::mutate_extant(vault, |vault| vault.receive(amount));
                Ok(())
            }
        }
    }

    /// What an account cannot receive, because it does not exist and this is too little to begin to, goes to the treasury:
    /// a queue must not stop at dust.
    fn pay_account(id: PoolId, who: &AccountId, amount: Balance) -> DispatchResult {
        let paid = with_storage_layer(|| Self::transfer(id, who, amount));
        if paid.is_ok() || amount >= T::Currency::minimum_balance() {
            return paid;
        }
        let swept = with_storage_layer(|| Self::transfer(id, &T::Treasury::get(), amount));
        if swept.is_ok() {
            Self::deposit_event(Event::DustSwept { pool: id, amount });
        }
        Ok(())
    }

    fn transfer(id: PoolId, to: &AccountId, amount: Balance) -> DispatchResult {
        if amount > 0 {
            T::Currency::transfer(&Self::account(id), to, amount, Preservation::Preserve)?;
        }
        Ok(())
    }
}
