//! Misbehaviour, and the appeal against it.

use crate::{pallet::*, traits::*, types::*};
use economy::Offence;
use frame_support::{
    pallet_prelude::*,
    storage::with_storage_layer,
    traits::{
        fungible::MutateHold,
        tokens::{Fortitude, Precision, Restriction},
    },
};
use messages::ids::*;

impl<T: Config> Pallet<T> {
    /// Takes notice of proven misbehaviour: the session ends, and a part of the stake is at risk. The caller has checked
    /// the proof. A graver report replaces a pending one, without a longer appeal; others change nothing and fail.
    pub fn report_misbehaviour(worker: WorkerId, offence: Offence) -> DispatchResult {
        let session = Workers::<T>::get(worker).ok_or(Error::<T>::NoSession)?;
        let amount = offence.of(session.stake);
        let pending = Slashes::<T>::get(worker);
        ensure!(pending.as_ref().is_none_or(|pending| pending.amount < amount), Error::<T>::AlreadyReported);
        let appeal_period = RulesInForce::<T>::get().pace.appeal_period;
        let due = pending.map_or(Self::now().saturating_add(appeal_period), |pending| pending.due);

        Slashes::<T>::insert(worker, PendingSlash { offence, amount, due });
        Self::deposit_event(Event::SlashReported { worker, offence, amount, due });
        let staker = session.staker.clone();
        if session.is_running() {
            Self::end(worker, session);
        }
        T::Stakers::on_stake_event(&staker, &worker, StakeEvent::SlashReported { at_risk: amount });
        Ok(())
    }

    pub(crate) fn do_lift_slash(worker: WorkerId) -> DispatchResult {
        Slashes::<T>::take(worker).ok_or(Error::<T>::NoSlash)?;
        let mut session = Workers::<T>::get(worker).ok_or(Error::<T>::NoSession)?;
        session.free_from = Some(Self::now());
        Workers::<T>::insert(worker, &session);
        Self::deposit_event(Event::SlashLifted { worker });
        T::Stakers::on_stake_event(&session.staker, &worker, StakeEvent::SlashLifted);
        Ok(())
    }

    pub(crate) fn do_apply_slash(worker: WorkerId) -> DispatchResult {
        let pending = Slashes::<T>::get(worker).ok_or(Error::<T>::NoSlash)?;
        ensure!(Self::now() >= pending.due, Error::<T>::AppealOpen);
        Self::carry_out_slash(worker)
    }

    /// Moves what is at risk to the treasury.
    pub(crate) fn carry_out_slash(worker: WorkerId) -> DispatchResult {
        let pending = Slashes::<T>::take(worker).ok_or(Error::<T>::NoSlash)?;
        let mut session = Workers::<T>::get(worker).ok_or(Error::<T>::NoSession)?;
        let amount = Self::seize(&session.staker, pending.amount)?;
        session.stake = session.stake.saturating_sub(amount);
        Workers::<T>::insert(worker, &session);
        Self::deposit_event(Event::Slashed { worker, amount });
        T::Stakers::on_stake_event(&session.staker, &worker, StakeEvent::Slashed { amount });
        Ok(())
    }

    /// Takes `amount` of what is held. Where the treasury cannot take it (it is less than an account may have), it is
    /// burnt: a slash that fails would lock the rest of the stake.
    fn seize(staker: &AccountId, amount: Balance) -> Result<Balance, DispatchError> {
        let reason = HoldReason::Stake.into();
        let (precise, forced) = (Precision::BestEffort, Fortitude::Force);
        let moved = with_storage_layer(|| {
            let treasury = T::Treasury::get();
            let free = Restriction::Free;
            T::Currency::transfer_on_hold(&reason, staker, &treasury, amount, precise, free, forced)
        });
        moved.or_else(|_| T::Currency::burn_held(&reason, staker, amount, precise, forced))
    }
}
