//! From start to withdrawal.

use crate::{pallet::*, traits::*, types::*};
use economy::{Position, Score, State};
use frame_support::{
    pallet_prelude::*,
    traits::{fungible::MutateHold, tokens::Precision, Time},
};
use messages::ids::*;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_score(worker: WorkerId, score: Score) -> DispatchResult {
        ensure!(score > 0, Error::<T>::ScoreIsZero);
        let score = score.min(economy::MAX_SCORE);
        Scores::<T>::insert(worker, score);
        Self::deposit_event(Event::ScoreSet { worker, score });
        Ok(())
    }

    pub(crate) fn do_start(
        staker: &AccountId,
        operator: &AccountId,
        worker: WorkerId,
        stake: Balance,
    ) -> DispatchResult {
        ensure!(T::Attestation::operator(&worker).as_ref() == Some(operator), Error::<T>::NotTheOperator);
        ensure!(!Workers::<T>::contains_key(worker), Error::<T>::AlreadyComputing);
        let score = Scores::<T>::get(worker).ok_or(Error::<T>::ScoreUnknown)?;
        let confidence = Self::confidence(&worker)?;
        let rulebook = RulesInForce::<T>::get();
        let (v_max, mut ledger) = (rulebook.rates.current.v_max, Books::<T>::get());
        let opened =
            Position::open(&rulebook.stake, v_max, score, stake, confidence, ledger.index, Self::now());
        let position = opened.map_err(Error::<T>::from)?;

        T::Currency::hold(&HoldReason::Stake.into(), staker, stake)?;
        ledger.replace_share(Default::default(), position.share);
        Books::<T>::put(ledger);
        Self::activate(worker);
        let session = Session {
            staker: staker.clone(),
            stake,
            position,
            free_from: None,
            work: None,
            measured_from_ms: T::Clock::now(),
        };
        Workers::<T>::insert(worker, session);
        Self::deposit_event(Event::Started { worker, staker: staker.clone(), stake, value: position.value });
        Ok(())
    }

    pub(crate) fn do_add_stake(staker: &AccountId, worker: WorkerId, extra: Balance) -> DispatchResult {
        let mut session = Self::session_of(staker, &worker)?;
        ensure!(session.is_running(), Error::<T>::AlreadyStopped);
        let rulebook = RulesInForce::<T>::get();
        let mut ledger = Books::<T>::get();
        let share_before = session.position.share;
        session.position.settle(&rulebook.rates, ledger.index, Self::now());
        let raised = session.position.add_stake(&rulebook.stake, rulebook.rates.current.v_max, extra);
        raised.map_err(Error::<T>::from)?;
        session.position.store_share();

        T::Currency::hold(&HoldReason::Stake.into(), staker, extra)?;
        session.stake = session.stake.saturating_add(extra);
        ledger.replace_share(share_before, session.position.share);
        Books::<T>::put(ledger);
        Self::deposit_event(Event::StakeAdded { worker, extra, value: session.position.value });
        Workers::<T>::insert(worker, session);
        Ok(())
    }

    pub(crate) fn do_stop(caller: &AccountId, worker: &WorkerId) -> DispatchResult {
        let session = Workers::<T>::get(worker).ok_or(Error::<T>::NoSession)?;
        let may_stop = session.staker == *caller || T::Attestation::operator(worker).as_ref() == Some(caller);
        ensure!(may_stop, Error::<T>::NotTheStaker);
        ensure!(session.is_running(), Error::<T>::AlreadyStopped);
        Self::end(*worker, session);
        Ok(())
    }

    /// Ends a running session.
    pub(crate) fn end(worker: WorkerId, mut session: Session) {
        let (rulebook, now) = (RulesInForce::<T>::get(), Self::now());
        let mut ledger = Books::<T>::get();
        let forfeited = Self::close(&mut session.position, State::CoolingDown, &rulebook, &mut ledger, now);
        Books::<T>::put(ledger);
        Self::deactivate(&worker);
        Challenges::<T>::remove(worker);
        let free_from = now.saturating_add(rulebook.pace.cool_down);
        session.free_from = Some(free_from);
        Workers::<T>::insert(worker, &session);
        let value = session.position.value;
        Self::deposit_event(Event::Stopped { worker, value, forfeited, free_from });
        T::Stakers::on_stake_event(&session.staker, &worker, StakeEvent::Stopped { free_from });
    }

    pub(crate) fn do_withdraw(staker: &AccountId, worker: &WorkerId) -> Result<Balance, DispatchError> {
        let session = Self::session_of(staker, worker)?;
        let free_from = session.free_from.ok_or(Error::<T>::StillComputing)?;
        ensure!(!Slashes::<T>::contains_key(worker), Error::<T>::SlashPending);
        ensure!(Self::now() >= free_from, Error::<T>::CoolingDown);

        // What somebody else forced out of the hold is not here to be released; the rest must not wait for it.
        let reason = HoldReason::Stake.into();
        let amount = T::Currency::release(&reason, staker, session.stake, Precision::BestEffort)?;
        Workers::<T>::remove(worker);
        Self::deposit_event(Event::Withdrawn { worker: *worker, staker: staker.clone(), amount });
        Ok(amount)
    }

    fn session_of(staker: &AccountId, worker: &WorkerId) -> Result<Session, DispatchError> {
        let session = Workers::<T>::get(worker).ok_or(Error::<T>::NoSession)?;
        ensure!(session.staker == *staker, Error::<T>::NotTheStaker);
        Ok(session)
    }
}
