//! What owners decide about their pools.

use crate::{pallet::*, types::*};
use frame_support::{
    ensure,
    pallet_prelude::DispatchResult,
    traits::{
        fungible::{Inspect, Mutate, MutateHold},
        tokens::{Fortitude, Precision, Preservation},
        Get,
    },
};
use messages::ids::*;
use sp_runtime::Permill;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_create(
        owner: AccountId,
        kind: Kind,
        rate: Permill,
        cap: Option<Balance>,
    ) -> DispatchResult {
        let id = NextPoolId::<T>::get();
        NextPoolId::<T>::put(id.checked_add(1).ok_or(Error::<T>::TooLarge)?);
        let deposit = T::CreationDeposit::get();
        T::Currency::hold(&HoldReason::Creation.into(), &owner, deposit)?;
        let endowment = T::Currency::minimum_balance();
        T::Currency::transfer(&owner, &Self::account(id), endowment, Preservation::Preserve)?;
        Self::open_position(id, &Holder::Account(owner.clone()))?;
        let pool = Pool {
            kind,
            owner: owner.clone(),
            deposit,
            commission: Commission { rate, raise: None },
            cap,
            open: true,
            allowed: 0,
            workers: 0,
            shares: 0,
            free: 0,
            staked: 0,
            releasing: 0,
            at_risk: 0,
            mark: PRICE_UNIT,
            queue: Queue::default(),
        };
        Pools::<T>::insert(id, pool);
        Self::deposit_event(Event::PoolCreated { pool: id, kind, owner });
        Ok(())
    }

    pub(crate) fn do_close(caller: AccountId, id: PoolId) -> DispatchResult {
        let mut pool = Self::pool(id)?;
        Self::ensure_owner(&pool, &caller)?;
        Self::assess(id, &mut pool);
        let empty = pool.shares == 0 && pool.workers == 0 && pool.allowed == 0;
        ensure!(empty && !Holdings::<T>::contains_key(Holder::Vault(id)), Error::<T>::PoolInUse);
        // First, so that the owner's account can receive however little the rest is.
        T::Currency::release(&HoldReason::Creation.into(), &caller, pool.deposit, Precision::Exact)?;
        // What somebody sent to the account and locked there stays behind: it is no reason to keep the pool.
        let account = Self::account(id);
        let rest = T::Currency::reducible_balance(&account, Preservation::Expendable, Fortitude::Polite);
        T::Currency::transfer(&account, &caller, rest, Preservation::Expendable)?;
        Self::close_position(id, &Holder::Account(caller));
        Pools::<T>::remove(id);
        Self::deposit_event(Event::PoolClosed { pool: id });
        Ok(())
    }

    pub(crate) fn do_set_cap(caller: AccountId, id: PoolId, cap: Option<Balance>) -> DispatchResult {
        let mut pool = Self::owned(&caller, id)?;
        pool.cap = cap;
        Pools::<T>::insert(id, pool);
        Self::deposit_event(Event::CapSet { pool: id, cap });
        Ok(())
    }

    pub(crate) fn do_set_open(caller: AccountId, id: PoolId, open: bool) -> DispatchResult {
        let mut pool = Self::owned(&caller, id)?;
        pool.open = open;
        Pools::<T>::insert(id, pool);
        Self::deposit_event(Event::OpenSet { pool: id, open });
        Ok(())
    }

    pub(crate) fn do_allow(caller: AccountId, id: PoolId, holder: Holder) -> DispatchResult {
        let mut pool = Self::owned(&caller, id)?;
        ensure!(!AllowList::<T>::contains_key(id, &holder), Error::<T>::AlreadyAllowed);
        ensure!(pool.allowed < MAX_ALLOWED, Error::<T>::ListFull);
        pool.allowed = pool.allowed.saturating_add(1);
        Pools::<T>::insert(id, pool);
        AllowList::<T>::insert(id, &holder, ());
        Self::deposit_event(Event::Allowed { pool: id, holder });
        Ok(())
    }

    pub(crate) fn do_disallow(caller: AccountId, id: PoolId, holder: Holder) -> DispatchResult {
        let mut pool = Self::owned(&caller, id)?;
        AllowList::<T>::take(id, &holder).ok_or(Error::<T>::NotOnTheList)?;
        pool.allowed = pool.allowed.saturating_sub(1);
        Pools::<T>::insert(id, pool);
        Self::deposit_event(Event::Disallowed { pool: id, holder });
        Ok(())
    }

    fn owned(caller: &AccountId, id: PoolId) -> Result<Pool, Error<T>> {
        let pool = Self::pool(id)?;
        ensure!(pool.owner == *caller, Error::<T>::NotTheOwner);
        Ok(pool)
    }
}
