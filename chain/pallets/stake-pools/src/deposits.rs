//! How PHA comes into pools.

use crate::{pallet::*, types::*};
use frame_support::{
    ensure,
    pallet_prelude::{DispatchError, DispatchResult},
    traits::{fungible::Mutate, tokens::Preservation, Get},
};
use messages::ids::*;

impl<T: Config> Pallet<T> {
    /// Deposits for an account and pays requests with what came in. Returns what that took.
    pub(crate) fn do_deposit(
        caller: AccountId,
        id: PoolId,
        amount: Balance,
    ) -> Result<Effort, DispatchError> {
        let mut pool = Self::pool(id)?;
        let holdings = Self::assess(id, &mut pool);
        Self::buy(id, &mut pool, &Holder::Account(caller.clone()), &caller, amount)?;
        let steps = Self::pay_queue(id, &mut pool)?;
        Pools::<T>::insert(id, pool);
        Ok(Effort { holdings, steps })
    }

    /// Sells shares of an assessed pool to `holder`, for `amount` of the funds of `payer`.
    pub(crate) fn buy(
        id: PoolId,
        pool: &mut Pool,
        holder: &Holder,
        payer: &AccountId,
        amount: Balance,
    ) -> DispatchResult {
        Self::ensure_allowed(id, pool, holder)?;
        ensure!(amount >= T::MinDeposit::get(), Error::<T>::DepositTooSmall);
        let assets = pool.assets().checked_add(amount).ok_or(Error::<T>::TooLarge)?;
        ensure!(pool.cap.is_none_or(|cap| assets <= cap), Error::<T>::CapExceeded);
        ensure!(!pool.is_at_risk(), Error::<T>::PoolAtRisk);
        ensure!(!pool.is_ruined(), Error::<T>::Ruined);
        let shares = pool.shares_for(amount).ok_or(Error::<T>::TooLarge)?;
        ensure!(shares >= MIN_SHARES, Error::<T>::PriceTooHigh);

        T::Currency::transfer(payer, &Self::account(id), amount, Preservation::Preserve)?;
        pool.free = pool.free.saturating_add(amount);
        Self::open_position(id, holder)?;
        Self::mint(id, pool, holder, shares);
        Self::deposit_event(Event::Deposited { pool: id, holder: holder.clone(), amount, shares });
        Ok(())
    }

    fn ensure_allowed(id: PoolId, pool: &Pool, holder: &Holder) -> DispatchResult {
        let allowed = pool.open || pool.is_owned_by(holder) || AllowList::<T>::contains_key(id, holder);
        ensure!(allowed, Error::<T>::NotAllowed);
        Ok(())
    }
}
