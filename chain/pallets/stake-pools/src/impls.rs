//! What the runtime and other parts of the chain ask.

use crate::{pallet::*, types::*};
use frame_support::traits::Get;
use messages::ids::*;
use sp_runtime::{traits::AccountIdConversion, SaturatedConversion};

impl<T: Config> Pallet<T> {
    /// The account that holds a pool's funds. It holds the existential deposit beyond them.
    pub fn account(pool: PoolId) -> AccountId {
        T::PalletId::get().into_sub_account_truncating(pool)
    }

    /// What the shares of an account are worth, beside what is in its balance: it may vote with that too. At most
    /// [`MAX_HOLDINGS`] pools are looked at. Vaults count with what they were worth when they were last assessed.
    ///
    /// Shares can be turned into PHA on the same account alone. So a lock on the account's balance that covers them, as
    /// conviction voting sets it, holds what is withdrawn; and locked PHA cannot be deposited to vote with it again.
    pub fn voting_power(account: &AccountId) -> Balance {
        let holder = Holder::Account(account.clone());
        let worth = |id: &PoolId| Self::worth(*id, &holder);
        Holdings::<T>::get(&holder).iter().filter_map(worth).fold(0, Balance::saturating_add)
    }

    /// What the shares of a holder are worth; `None` where it has no position.
    pub fn worth(pool: PoolId, holder: &Holder) -> Option<Balance> {
        let position = Positions::<T>::get(pool, holder)?;
        Some(Pools::<T>::get(pool)?.value(position.shares))
    }

    pub(crate) fn now() -> BlockNumber {
        frame_system::Pallet::<T>::block_number().saturated_into()
    }
}
