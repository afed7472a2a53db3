//! Who has how many shares. All shares come to be and vanish here.

use crate::{pallet::*, types::*};
use frame_support::{ensure, pallet_prelude::DispatchResult};
use messages::ids::*;

impl<T: Config> Pallet<T> {
    pub(crate) fn pool(id: PoolId) -> Result<Pool, Error<T>> {
        Pools::<T>::get(id).ok_or(Error::<T>::UnknownPool)
    }

    /// A position for the holder, empty if it is new, whose stay begins now.
    pub(crate) fn open_position(id: PoolId, holder: &Holder) -> DispatchResult {
        let known = Positions::<T>::get(id, holder);
        if known.is_none() {
            Holdings::<T>::try_mutate(holder, |pools| pools.try_push(id))
                .map_err(|_| Error::<T>::TooManyHoldings)?;
        }
        let position = Position { since: Self::now(), ..known.unwrap_or_default() };
        Positions::<T>::insert(id, holder, position);
        Ok(())
    }

    /// Takes the holder's position away. It must be empty.
    pub(crate) fn close_position(id: PoolId, holder: &Holder) {
        Positions::<T>::remove(id, holder);
        Holdings::<T>::mutate_exists(holder, |slot| {
            let Some(pools) = slot.as_mut() else { return };
            pools.retain(|pool| *pool != id);
            if pools.is_empty() {
                *slot = None;
            }
        });
    }

    /// Gives new shares to a holder that has a position; none where they cannot be counted any more.
    pub(crate) fn mint(id: PoolId, pool: &mut Pool, holder: &Holder, shares: Shares) {
        let Some(all) = pool.shares.checked_add(shares) else { return };
        if pool.shares == 0 {
            pool.mark = PRICE_UNIT;
        }
        Positions::<T>::mutate_exists(id, holder, |slot| {
            let Some(position) = slot.as_mut() else { return };
            position.shares = position.shares.saturating_add(shares);
            pool.shares = all;
        });
    }

    /// Destroys shares that are in the queue. An empty position vanishes, but for the owner's: it is there for commissions.
    pub(crate) fn burn(id: PoolId, pool: &mut Pool, holder: &Holder, shares: Shares) {
        let Some(mut position) = Positions::<T>::get(id, holder) else { return };
        position.shares = position.shares.saturating_sub(shares);
        position.queued = position.queued.saturating_sub(shares);
        pool.shares = pool.shares.saturating_sub(shares);
        if position.shares == 0 && !pool.is_owned_by(holder) {
            Self::close_position(id, holder);
        } else {
            Positions::<T>::insert(id, holder, position);
        }
    }

    pub(crate) fn ensure_owner(pool: &Pool, caller: &AccountId) -> DispatchResult {
        ensure!(pool.owner == *caller, Error::<T>::NotTheOwner);
        Ok(())
    }

    pub(crate) fn ensure_kind(pool: &Pool, kind: Kind) -> DispatchResult {
        ensure!(pool.kind == kind, Error::<T>::WrongKind);
        Ok(())
    }
}

impl Pool {
    /// Whether the holder is the owner's account.
    pub(crate) fn is_owned_by(&self, holder: &Holder) -> bool {
        *holder == Holder::Account(self.owner.clone())
    }
}
