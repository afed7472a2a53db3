//! Vaults: pools whose assets are shares of pools of workers.

use crate::{pallet::*, shares::mul_div, types::*};
use frame_support::{
    ensure,
    pallet_prelude::{DispatchError, DispatchResult},
    traits::Get,
};
use messages::ids::*;

impl<T: Config> Pallet<T> {
    /// Values a vault's shares of pools. Returns how many pools these are.
    pub(crate) fn value_holdings(id: PoolId, vault: &mut Pool) -> u32 {
        let holder = Holder::Vault(id);
        let pools = Holdings::<T>::get(&holder);
        (vault.staked, vault.releasing, vault.at_risk) = (0, 0, 0);
        for place in &pools {
            let (pool, position) = (Pools::<T>::get(place), Positions::<T>::get(place, &holder));
            let (Some(pool), Some(position)) = (pool, position) else { continue };
            let all = pool.value(position.shares);
            let leaving = pool.value(position.queued);
            let at_risk = mul_div(position.shares, pool.at_risk, pool.shares).unwrap_or_default();
            vault.staked = vault.staked.saturating_add(all.saturating_sub(leaving));
            vault.releasing = vault.releasing.saturating_add(leaving);
            vault.at_risk = vault.at_risk.saturating_add(at_risk);
        }
        pools.len() as u32
    }

    pub(crate) fn do_invest(caller: AccountId, id: PoolId, into: PoolId, amount: Balance) -> DispatchResult {
        let mut vault = Self::pool(id)?;
        Self::ensure_kind(&vault, Kind::Vault)?;
        Self::ensure_owner(&vault, &caller)?;
        let mut pool = Self::pool(into)?;
        Self::ensure_kind(&pool, Kind::Workers)?;
        // Who buys pays for what is at risk. An account may do so with its own PHA, the vault's is that of others: its owner
        // could let them pay for the slash of its own pool.
        ensure!(pool.at_risk == 0, Error::<T>::PoolAtRisk);
        Self::assess(id, &mut vault);
        ensure!(amount <= vault.unclaimed(), Error::<T>::FundsClaimed);
        vault.free = vault.free.saturating_sub(amount);
        vault.staked = vault.staked.saturating_add(amount);
        Pools::<T>::insert(id, vault);
        Self::buy(into, &mut pool, &Holder::Vault(id), &Self::account(id), amount)?;
        Pools::<T>::insert(into, pool);
        Ok(())
    }

    /// Requests that a pool pays a vault out: for its owner at any time and as much as it likes; for anybody while the
    /// vault's overdue requests lack funds, and as much as they lack. Returns the steps that paying took.
    pub(crate) fn do_divest(
        caller: AccountId,
        id: PoolId,
        from: PoolId,
        mut shares: Shares,
    ) -> Result<u32, DispatchError> {
        let mut vault = Self::pool(id)?;
        Self::ensure_kind(&vault, Kind::Vault)?;
        Self::assess(id, &mut vault);
        let mut pool = Self::pool(from)?;
        let mut steps = 0;
        if vault.owner != caller {
            steps = Self::pay_queue(id, &mut vault)?;
            ensure!(vault.shortfall() > 0, Error::<T>::NothingOverdue);
            shares = shares.min(pool.shares_worth(vault.shortfall().max(T::MinDeposit::get())));
        }
        // Stored before the pool may pay the vault.
        Pools::<T>::insert(id, vault);
        Self::request(from, &mut pool, Holder::Vault(id), shares)?;
        let paid = Self::pay_queue(from, &mut pool)?;
        Pools::<T>::insert(from, pool);
        Ok(steps.saturating_add(paid))
    }
}

impl Pool {
    /// Books what a pool paid to a vault. It was counted before: among what is released, if the vault was assessed since it
    /// asked, else among what is staked. If it counted twice until the next assessment, it would vote twice.
    pub(crate) fn receive(&mut self, amount: Balance) {
        let released = amount.min(self.releasing);
        self.releasing = self.releasing.saturating_sub(released);
        self.staked = self.staked.saturating_sub(amount.saturating_sub(released));
        self.free = self.free.saturating_add(amount);
    }
}
