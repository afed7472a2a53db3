//! Invariants, checked after every unit test, after every block of the runtime's tests, and by `try-runtime`.
#![cfg(any(feature = "std", feature = "try-runtime"))]

use crate::pallet::*;
use alloc::collections::BTreeMap;
use economy::{Confidence, Fixed, State};
use frame_support::{ensure, traits::fungible::InspectHold};
use messages::ids::*;
use sp_runtime::TryRuntimeError;

type Check = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
    /// Runs every check below.
    ///
    /// # Errors
    /// The name of the invariant that is broken.
    pub fn do_try_state() -> Check {
        ensure!(RulesInForce::<T>::get().rules().check().is_ok(), "rules are in force that are refused");
        Self::check_shares()?;
        Self::check_index()?;
        Self::check_challenges()?;
        Self::check_cover()?;
        Self::check_stakes()?;
        Self::check_slashes()
    }

    /// The sum of stored shares is S, and only who computes has one.
    fn check_shares() -> Check {
        let mut sum = Fixed::ZERO;
        for (_, session) in Workers::<T>::iter() {
            let position = session.position;
            sum = sum.plus(position.share);
            let may_have = position.state == State::Idle && position.confidence != Confidence::None;
            let is_whole = position.share == Fixed::ZERO || position.share >= Fixed::ONE;
            ensure!(
                is_whole && (may_have || position.share == Fixed::ZERO),
                "a share is stored that cannot be"
            );
            let has_ended = position.state == State::CoolingDown;
            ensure!(session.free_from.is_some() == has_ended, "a session is free that has not ended");
            ensure!(position.earned == 0 || position.state == State::Idle, "a claim outlives its session");
        }
        ensure!(sum == Books::<T>::get().shares, "S is not the sum of stored shares");
        Ok(())
    }

    /// The index has no gaps, and holds exactly the idle workers.
    fn check_index() -> Check {
        let count = ActiveCount::<T>::get();
        let is_idle = |worker| Workers::<T>::get(worker).is_some_and(|it| it.position.state == State::Idle);
        for place in 0..count {
            let Some(worker) = Active::<T>::get(place) else { return Err("the index has a gap".into()) };
            ensure!(Places::<T>::get(worker) == Some(place), "a worker's place is not where it is");
            ensure!(is_idle(worker), "a worker is in the index that is not idle");
        }
        let idle = Workers::<T>::iter_values().filter(|it| it.position.state == State::Idle).count();
        let listed = [Active::<T>::iter_keys().count(), Places::<T>::iter_keys().count(), idle];
        ensure!(listed.iter().all(|number| *number == count as usize), "the index is not the idle workers");
        Ok(())
    }

    /// Every open challenge ends, and every silent worker has one to answer.
    fn check_challenges() -> Check {
        let now = Self::now();
        let expired = ExpiredUpTo::<T>::get().unwrap_or(now);
        for (worker, challenge) in Challenges::<T>::iter() {
            let state = Workers::<T>::get(worker).map(|session| session.position.state);
            let is_listed =
                challenge.block > expired && Challenged::<T>::get(challenge.block).contains(&worker);
            let is_due = match state {
                Some(State::Idle) => is_listed,
                Some(State::Unresponsive) => true,
                Some(State::CoolingDown) | None => false,
            };
            ensure!(is_due, "a challenge is open that never ends, or that nobody has to answer");
        }
        for (worker, session) in Workers::<T>::iter() {
            let has_way_back =
                session.position.state != State::Unresponsive || Challenges::<T>::contains_key(worker);
            ensure!(has_way_back, "a silent worker has nothing to answer");
        }
        let in_time = Challenged::<T>::iter_keys().all(|block| block > expired && block <= now);
        ensure!(in_time, "a list of challenged workers is kept that is over");
        Ok(())
    }

    /// The pot covers what is promised, and that covers what everybody has earned.
    fn check_cover() -> Check {
        let ledger = Books::<T>::get();
        ensure!(Self::funds() >= ledger.promised(), "the pot does not cover what is promised");
        let claim = |position: economy::Position| {
            let unsettled = ledger.index.minus(position.index).of_shares(position.share);
            position.earned.saturating_add(unsettled)
        };
        let claims: Balance = Workers::<T>::iter_values().map(|session| claim(session.position)).sum();
        ensure!(claims <= ledger.committed, "more was earned than emitted");
        Ok(())
    }

    /// What is held of stakers is what sessions say.
    fn check_stakes() -> Check {
        let mut totals: BTreeMap<AccountId, Balance> = BTreeMap::new();
        for session in Workers::<T>::iter_values() {
            let total = totals.entry(session.staker).or_default();
            *total = total.saturating_add(session.stake);
        }
        let held = |staker: &AccountId| T::Currency::balance_on_hold(&HoldReason::Stake.into(), staker);
        let equal = totals.iter().all(|(staker, total)| held(staker) == *total);
        ensure!(equal, "a staker's stakes are not what is held of its funds");
        Ok(())
    }

    fn check_slashes() -> Check {
        for (worker, slash) in Slashes::<T>::iter() {
            let Some(session) = Workers::<T>::get(worker) else {
                return Err("a slash is pending of a stake that is gone".into());
            };
            ensure!(!session.is_running(), "a session runs on after misbehaviour");
            ensure!(slash.amount <= session.stake, "more is at risk than is at stake");
        }
        Ok(())
    }
}
