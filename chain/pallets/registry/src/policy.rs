//! Governance of the policy: what lets less in is in force at once, what lets more in waits.

use crate::{
    change::{Effect, Impossible, PolicyChange},
    pallet::{Config, DeniedMeasurements, Error, Event, Pallet, PendingChanges, Policy},
    types::*,
};
use attestation::{AllowedMeasurement, Version};
use frame_support::{pallet_prelude::*, traits::Time};
use messages::{
    ids::TimeMs,
    registration::{Measurement, TeeKind},
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_allow_measurement(
        kind: TeeKind,
        measurement: Measurement,
        version: Version,
    ) -> DispatchResult {
        let denied = DeniedMeasurements::<T>::contains_key(measurement);
        ensure!(!denied, Error::<T>::MeasurementDenied);
        let (now, from_ms) = (T::Clock::now(), Self::loosened_from());
        Policy::<T>::try_mutate(|policy| {
            let same =
                |allowed: &AllowedMeasurement| allowed.kind == kind && allowed.measurement == measurement;
            ensure!(!policy.measurements.iter().any(same), Error::<T>::MeasurementAllowedAlready);
            if policy.measurements.is_full() {
                policy.measurements.retain(|allowed| allowed.until_ms.is_none_or(|until_ms| now < until_ms));
            }
            let allowed = AllowedMeasurement { kind, measurement, version, from_ms, until_ms: None };
            policy.measurements.try_push(allowed).map_err(|_| Error::<T>::TooMany)
        })?;
        Self::deposit_event(Event::MeasurementAllowed { kind, measurement, version, from_ms });
        Ok(())
    }

    pub(crate) fn do_deny_measurement(denied: Measurement) -> DispatchResult {
        ensure!(!DeniedMeasurements::<T>::contains_key(denied), Error::<T>::MeasurementDenied);
        DeniedMeasurements::<T>::insert(denied, ());
        Policy::<T>::mutate(|policy| policy.measurements.retain(|allowed| allowed.measurement != denied));
        Self::withdraw(
            |change| matches!(change, PolicyChange::Measurement { measurement, .. } if *measurement == denied),
        );
        Self::judge_all();
        Self::deposit_event(Event::MeasurementDenied { measurement: denied });
        Ok(())
    }

    /// A change of the rule that is pending gives way to the new one, also where the new one is the present state.
    pub(crate) fn do_change_policy(change: PolicyChange) -> DispatchResult {
        let mut policy = Policy::<T>::get();
        let effect = change.effect(&policy).map_err(Error::<T>::from)?;
        let withdrawn = Self::withdraw(|pending| pending.sets_same_rule(&change));
        match effect {
            Effect::Nothing => ensure!(withdrawn, Error::<T>::NothingChanges),
            Effect::Tightens => {
                change.clone().apply(&mut policy).map_err(Error::<T>::from)?;
                Policy::<T>::put(policy);
                Self::judge_all();
                let by_ms = change.complied_by(T::Clock::now());
                Self::deposit_event(Event::RuleTightened { change, by_ms });
            }
            Effect::Loosens => {
                let from_ms = Self::loosened_from();
                let pending = PendingChange { from_ms, change: change.clone() };
                PendingChanges::<T>::try_append(pending).map_err(|_| Error::<T>::TooMany)?;
                Self::deposit_event(Event::RuleLooseningScheduled { change, from_ms });
            }
        }
        Ok(())
    }

    /// Carries out one pending change that is due, if there is one.
    pub(crate) fn carry_out_pending() {
        let now = T::Clock::now();
        let mut pending = PendingChanges::<T>::get();
        let Some(index) = pending.iter().position(|pending| pending.from_ms <= now) else { return };
        let change = pending.remove(index).change;
        PendingChanges::<T>::put(pending);
        let mut policy = Policy::<T>::get();
        // Nothing that was possible when it was scheduled can have become impossible, except for a measurement that left
        // the list meanwhile: then there is nothing to loosen.
        if change.clone().apply(&mut policy).is_ok() {
            Policy::<T>::put(policy);
            // A list of machines may loosen and tighten at the same time.
            Self::judge_all();
            Self::deposit_event(Event::RuleLoosened { change });
        } else {
            Self::deposit_event(Event::RuleLooseningWithdrawn { change });
        }
    }

    pub(crate) fn do_set_frozen(frozen: bool) -> DispatchResult {
        ensure!(crate::pallet::Frozen::<T>::get() != frozen, Error::<T>::NothingChanges);
        crate::pallet::Frozen::<T>::put(frozen);
        Self::deposit_event(Event::FreezeSet { frozen });
        Ok(())
    }

    /// Drops the pending changes that `concerned` picks. Returns whether there were any.
    fn withdraw(concerned: impl Fn(&PolicyChange) -> bool) -> bool {
        let mut withdrawn = false;
        PendingChanges::<T>::mutate(|pending| {
            pending.retain(|pending| {
                let keep = !concerned(&pending.change);
                if !keep {
                    withdrawn = true;
                    let change = pending.change.clone();
                    Self::deposit_event(Event::RuleLooseningWithdrawn { change });
                }
                keep
            });
        });
        withdrawn
    }

    fn loosened_from() -> TimeMs {
        T::Clock::now().saturating_add(T::AllowDelay::get())
    }
}

impl<T> From<Impossible> for Error<T> {
    fn from(impossible: Impossible) -> Self {
        match impossible {
            Impossible::UnknownMeasurement => Error::MeasurementNotAllowed,
            Impossible::ListFull => Error::TooMany,
        }
    }
}
