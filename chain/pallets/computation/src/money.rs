//! What leaves the pot.

use crate::{pallet::*, traits::*, types::*};
use economy::Ledger;
use frame_support::{
    pallet_prelude::*,
    storage::with_storage_layer,
    traits::{
        fungible::{Inspect, Mutate},
        tokens::{Fortitude, Preservation},
    },
};
use messages::ids::*;
use sp_runtime::traits::AccountIdConversion;

impl<T: Config> Pallet<T> {
    /// The account that budgets are paid from. Anybody may add to it.
    pub fn pot() -> AccountId {
        T::PalletId::get().into_account_truncating()
    }

    /// What the pot can pay and stay alive.
    pub(crate) fn funds() -> Balance {
        T::Currency::reducible_balance(&Self::pot(), Preservation::Preserve, Fortitude::Polite)
    }

    pub(crate) fn emit_budget(rulebook: &Rulebook, ledger: &mut Ledger, now: BlockNumber) {
        let budget = rulebook.budget.at(now);
        ledger.emit(&rulebook.budget, budget, Self::funds());
    }

    /// Pays what a settled session has earned, with everything that follows from it, or nothing. Returns what was paid.
    ///
    /// Everything is stored before [`Stakers::on_payout`] is called, which may use [`Sessions`].
    pub(crate) fn pay_out(worker: WorkerId) -> Balance {
        match with_storage_layer(|| Self::try_pay_out(worker)) {
            Ok(amount) => amount,
            Err(error) => {
                let amount = Workers::<T>::get(worker).map_or(0, |session| session.position.earned);
                Self::deposit_event(Event::PayoutFailed { worker, amount, error });
                0
            }
        }
    }

    fn try_pay_out(worker: WorkerId) -> Result<Balance, DispatchError> {
        let mut session = Workers::<T>::get(worker).ok_or(Error::<T>::NoSession)?;
        let mut ledger = Books::<T>::get();
        let share_before = session.position.share;
        let amount = session.position.take_earned();
        session.position.store_share();
        ledger.replace_share(share_before, session.position.share);
        ledger.note_paid(amount);
        Books::<T>::put(ledger);
        Workers::<T>::insert(worker, &session);

        if amount > 0 {
            let payee = T::Stakers::payee(&session.staker, &worker);
            T::Currency::transfer(&Self::pot(), &payee, amount, Preservation::Preserve)?;
            T::Stakers::on_payout(&session.staker, &worker, amount)?;
        }
        Ok(amount)
    }

    /// Pays the treasury what it is to get. What cannot be paid now, it gets next time.
    pub(crate) fn pay_treasury(ledger: &mut Ledger) {
        let amount = ledger.treasury;
        let treasury = T::Treasury::get();
        if amount == 0
            || T::Currency::transfer(&Self::pot(), &treasury, amount, Preservation::Preserve).is_err()
        {
            return;
        }
        ledger.note_treasury_paid(amount);
        Self::deposit_event(Event::TreasuryPaid { amount });
    }
}
