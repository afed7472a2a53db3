//! What leaves the pot.

use crate::{pallet::*, traits::*, types::*};
use economy::{Ledger, Position};
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

    /// Pays what a settled position has earned, with everything that follows from it, or nothing. Returns what was paid.
    pub(crate) fn pay_out(
        worker: &WorkerId,
        staker: &AccountId,
        position: &mut Position,
        ledger: &mut Ledger,
    ) -> Balance {
        let mut paid = *position;
        let amount = paid.take_earned();
        let transferred = with_storage_layer(|| {
            if amount == 0 {
                return Ok(());
            }
            let payee = T::Stakers::payee(staker, worker);
            T::Currency::transfer(&Self::pot(), &payee, amount, Preservation::Preserve)?;
            T::Stakers::on_payout(staker, worker, amount)
        });
        match transferred {
            Ok(()) => {
                *position = paid;
                ledger.note_paid(amount);
                amount
            }
            Err(error) => {
                Self::deposit_event(Event::PayoutFailed { worker: *worker, amount, error });
                0
            }
        }
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
