//! Signs of life, and their absence.

use crate::{pallet::*, traits::*, types::*};
use economy::{Confidence, Fixed, Ledger, Performance, Position, State};
use frame_support::{pallet_prelude::*, traits::Time};
use messages::ids::*;

impl<T: Config> Pallet<T> {
    /// Takes an enclave's answer to its challenge: it names the challenge's block, and counts the work done since its boot.
    /// The caller has checked that the worker says so, and rolls back what a failure changed.
    ///
    /// A worker in time is paid; one that was unresponsive counts again and is paid from now on. An answer to anything else
    /// than the open challenge (early, repeated, or another worker's) is refused and changes nothing.
    pub fn heartbeat(worker: WorkerId, challenge: BlockNumber, work: u64) -> DispatchResult {
        let open = Challenges::<T>::get(worker).filter(|open| open.block == challenge);
        let open = open.ok_or(Error::<T>::NotChallenged)?;
        let mut session = Workers::<T>::get(worker).ok_or(Error::<T>::NoSession)?;
        let confidence = Self::confidence(&worker)?;
        Challenges::<T>::remove(worker);

        let rulebook = RulesInForce::<T>::get();
        let mut ledger = Books::<T>::get();
        let share_before = session.position.share;
        session.position.settle(&rulebook.rates, ledger.index, Self::now());
        if session.position.state == State::Unresponsive {
            session.position.state = State::Idle;
            Self::activate(worker);
            Self::deposit_event(Event::Recovered { worker, value: session.position.value });
        }
        session.position.performance.instant = measure::<T>(&session, work);
        session.position.confidence = confidence;
        session.position.store_share();
        session.work = Some(work);
        session.measured_from_ms = open.time_ms;
        ledger.replace_share(share_before, session.position.share);
        Books::<T>::put(ledger);
        Workers::<T>::insert(worker, session);

        let payout = Self::pay_out(worker);
        Self::deposit_event(Event::Heartbeat { worker, payout });
        Ok(())
    }

    /// Looks whether a worker's attestation is worth something else now. One that is worth nothing makes it unresponsive.
    pub(crate) fn do_reassess(worker: WorkerId) -> DispatchResult {
        let mut session = Workers::<T>::get(worker).ok_or(Error::<T>::NoSession)?;
        ensure!(session.position.state == State::Idle, Error::<T>::NothingChanged);
        let confidence = T::Attestation::confidence(&worker);
        ensure!(session.position.confidence != confidence, Error::<T>::NothingChanged);

        let (rulebook, now) = (RulesInForce::<T>::get(), Self::now());
        let mut ledger = Books::<T>::get();
        if confidence == Confidence::None {
            Self::note_silent(worker, &rulebook, &mut ledger, now);
            Self::ensure_challenged(worker, now);
        } else {
            let share_before = session.position.share;
            session.position.settle(&rulebook.rates, ledger.index, now);
            session.position.confidence = confidence;
            session.position.store_share();
            ledger.replace_share(share_before, session.position.share);
            Workers::<T>::insert(worker, session);
        }
        Books::<T>::put(ledger);
        Self::deposit_event(Event::ConfidenceChanged { worker, confidence });
        Ok(())
    }

    /// Makes an idle worker unresponsive: it leaves S and the index, and what it has earned goes to the treasury. Returns
    /// whether it was idle.
    pub(crate) fn note_silent(
        worker: WorkerId,
        rulebook: &Rulebook,
        ledger: &mut Ledger,
        now: BlockNumber,
    ) -> bool {
        let idle = |session: &Session| session.position.state == State::Idle;
        let Some(mut session) = Workers::<T>::get(worker).filter(idle) else { return false };
        let forfeited = Self::close(&mut session.position, State::Unresponsive, rulebook, ledger, now);
        Self::deactivate(&worker);
        Workers::<T>::insert(worker, session);
        Self::deposit_event(Event::Unresponsive { worker, forfeited });
        true
    }

    /// Settles a position and takes it out of S. Returns what is forfeited.
    pub(crate) fn close(
        position: &mut Position,
        state: State,
        rulebook: &Rulebook,
        ledger: &mut Ledger,
        now: BlockNumber,
    ) -> Balance {
        let share_before = position.share;
        position.settle(&rulebook.rates, ledger.index, now);
        let forfeited = position.take_earned();
        position.state = state;
        position.store_share();
        ledger.note_forfeited(forfeited);
        ledger.replace_share(share_before, position.share);
        forfeited
    }
}

/// p since the last challenge that was answered. Before the first answer it is as measured; after a restart, which a count
/// that went back shows, it is 0 until the next one.
///
/// The time runs from that challenge, which came before its answer was counted, so it is never too short.
fn measure<T: Config>(session: &Session, work: u64) -> Fixed {
    let initial = session.position.performance.initial;
    let elapsed_ms = T::Clock::now().saturating_sub(session.measured_from_ms);
    match session.work {
        None => Performance::as_measured(initial).instant,
        Some(before) => match work.checked_sub(before) {
            None => Fixed::ZERO,
            Some(done) => Performance::instant(initial, done, elapsed_ms),
        },
    }
}
