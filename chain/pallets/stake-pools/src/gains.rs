//! Gains and commissions. A commission is paid in new shares, so that the owner's part gains, loses and waits like all
//! others.

use crate::{pallet::*, shares::*, types::*};
use frame_support::pallet_prelude::DispatchResult;
use frame_support::traits::Get;
use messages::ids::*;
use sp_runtime::Permill;

impl<T: Config> Pallet<T> {
    /// Adds to a pool of workers what one of them earned. Returns the shares that the owner had for it.
    pub(crate) fn gain(id: PoolId, pool: &mut Pool, amount: Balance) -> Shares {
        pool.commission.advance(Self::now());
        let fee = pool.commission.rate.mul_floor(amount);
        pool.free = pool.free.saturating_add(amount.saturating_sub(fee));
        let shares = if pool.shares == 0 { 0 } else { pool.shares_for(fee).unwrap_or_default() };
        pool.free = pool.free.saturating_add(fee);
        Self::mint(id, pool, &Holder::Account(pool.owner.clone()), shares);
        shares.saturating_add(Self::adopt(id, pool))
    }

    /// Gives the owner what came to a pool in which nobody has shares: whoever left, left it. Returns the shares.
    pub(crate) fn adopt(id: PoolId, pool: &mut Pool) -> Shares {
        let shares = if pool.shares == 0 { pool.assets() } else { 0 };
        Self::mint(id, pool, &Holder::Account(pool.owner.clone()), shares);
        shares
    }

    /// Brings a pool up to date. A vault's shares of pools are valued, and gains above its high-water mark are charged; a
    /// raise whose time has come holds from then on. Returns the pools that were valued.
    pub(crate) fn assess(id: PoolId, pool: &mut Pool) -> u32 {
        let mut holdings = 0;
        if pool.kind == Kind::Vault {
            holdings = Self::value_holdings(id, pool);
            Self::charge(id, pool);
            Self::adopt(id, pool);
        }
        pool.commission.advance(Self::now());
        holdings
    }

    /// Charges what a vault gained since its price was highest.
    fn charge(id: PoolId, pool: &mut Pool) {
        let assets = pool.assets();
        let charged = mul_div_up(pool.mark, pool.shares, PRICE_UNIT).unwrap_or(Balance::MAX);
        let gain = assets.saturating_sub(charged);
        if pool.shares == 0 || gain == 0 {
            return;
        }
        let fee = pool.commission.rate.mul_floor(gain);
        let shares = mul_div(fee, pool.shares, assets.saturating_sub(fee)).unwrap_or_default();
        Self::mint(id, pool, &Holder::Account(pool.owner.clone()), shares);
        pool.mark = pool.mark.max(pool.price());
        if shares > 0 {
            Self::deposit_event(Event::CommissionTaken { vault: id, gain, shares });
        }
    }

    /// Lowers a commission at once, or announces a raise. What was gained until now is charged at the old rate.
    pub(crate) fn do_set_commission(caller: AccountId, id: PoolId, rate: Permill) -> DispatchResult {
        let mut pool = Self::pool(id)?;
        Self::ensure_owner(&pool, &caller)?;
        Self::assess(id, &mut pool);
        if rate <= pool.commission.rate {
            pool.commission = Commission { rate, raise: None };
            Self::deposit_event(Event::CommissionSet { pool: id, rate });
        } else {
            let from = Self::now().saturating_add(T::CommissionDelay::get());
            pool.commission.raise = Some(Raise { rate, from });
            Self::deposit_event(Event::CommissionRaiseAnnounced { pool: id, rate, from });
        }
        Pools::<T>::insert(id, pool);
        Ok(())
    }
}
