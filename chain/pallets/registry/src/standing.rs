//! How registered workers stand: judged anew by the rules of today, suspended when they break one, removed when that
//! lasts.

use crate::{
    pallet::{
        Challenges, Conditions, Config, DeniedMeasurements, Error, Event, Facts, Pallet, Policy,
        RetiredBoots, Workers,
    },
    traits::OnRemoved,
    types::*,
};
use alloc::{collections::BTreeMap, vec::Vec};
use attestation::{re_evaluate, Collateral, Family, Reading, Standing, TcbFacts, VerifiedAttestation};
use frame_support::{pallet_prelude::*, traits::Time};
use messages::{
    ids::{TimeMs, WorkerId},
    registration::{TrustRoot, WorkerRecord},
};

/// The rules of today, read once for many workers.
pub(crate) struct Rules<'a> {
    policy: attestation::Policy,
    stored: Vec<(TrustRoot, Family, &'a Collateral)>,
    /// Of the families that were met so far.
    readings: BTreeMap<(TrustRoot, Family), Reading<'a>>,
}

impl<'a> Rules<'a> {
    pub(crate) fn new(policy: attestation::Policy, collateral: &'a CollateralList) -> Self {
        let named = |(root, of): &'a (TrustRoot, Collateral)| Some((*root, of.unverified_family().ok()?, of));
        Rules { policy, stored: collateral.iter().filter_map(named).collect(), readings: BTreeMap::new() }
    }

    /// The facts under the collateral of today. Without any of that family they stay as they are, and end with the
    /// collateral that they were found by.
    fn update(&mut self, root: TrustRoot, facts: &TcbFacts) -> Result<TcbFacts, attestation::Error> {
        let key = (root, facts.family);
        if let Some(reading) = self.readings.get(&key) {
            return reading.update(facts);
        }
        let stored = self.stored.iter().find(|(root, family, _)| (*root, *family) == key);
        let Some((_, _, collateral)) = stored else { return Ok(facts.clone()) };
        self.readings.entry(key).or_insert(collateral.read()?).update(facts)
    }
}

impl<T: Config> Pallet<T> {
    /// Notes how a worker stands that has just shown its evidence.
    pub(crate) fn welcome(worker: &WorkerId, verified: &VerifiedAttestation) -> DispatchResult {
        let condition = Self::condition(verified.standing().clone())?;
        Facts::<T>::insert(worker, verified.tcb_facts());
        Self::set_condition(worker, condition);
        Ok(())
    }

    pub(crate) fn do_reevaluate(worker: &WorkerId) -> DispatchResult {
        ensure!(Workers::<T>::contains_key(worker), Error::<T>::UnknownWorker);
        let collateral = crate::pallet::Collateral::<T>::get();
        Self::look_at(worker, Some(&mut Rules::new(Policy::<T>::get(), &collateral)));
        Ok(())
    }

    /// Looks at one worker: suspends it if its time is over, removes it if it was suspended for too long, and judges it
    /// anew if there are `rules` to judge it by.
    pub(crate) fn look_at(worker: &WorkerId, rules: Option<&mut Rules<'_>>) {
        let Some(record) = Workers::<T>::get(worker) else { return };
        let now = T::Clock::now();
        let lapse = match Conditions::<T>::get(worker) {
            Condition::Suspended { removed_after_ms, .. } if now > removed_after_ms => {
                return Self::remove(worker, record);
            }
            Condition::Suspended { .. } => return,
            Condition::Degraded { reason, until_ms } if now >= until_ms => reason.into(),
            Condition::Good | Condition::Degraded { .. } => Error::EvidenceExpired,
        };
        if DeniedMeasurements::<T>::contains_key(record.attested.measurement) {
            Self::suspend(worker, record, Error::MeasurementDenied, now);
        } else if !Self::counts(&record) {
            Self::suspend(worker, record, lapse, now);
        } else if let Some(rules) = rules {
            Self::judge(worker, record, rules, now);
        }
    }

    /// Judges a live worker by the rules of today. Its time is never made longer: that takes new evidence.
    fn judge(worker: &WorkerId, mut record: WorkerRecord, rules: &mut Rules<'_>, now: TimeMs) {
        match Self::verdict(worker, &record, rules, now) {
            Ok(condition) => {
                let age_until_ms = now.saturating_add(rules.policy.max_age_ms);
                let grace_until_ms = match condition {
                    Condition::Degraded { until_ms, .. } => until_ms,
                    _ => TimeMs::MAX,
                };
                let until_ms = age_until_ms.min(grace_until_ms);
                if until_ms < record.attested.valid_until_ms {
                    record.attested.valid_until_ms = until_ms;
                    Workers::<T>::insert(worker, record);
                }
                Self::set_condition(worker, condition);
            }
            Err(reason) => Self::suspend(worker, record, reason, now),
        }
    }

    /// What the rules of today say of a live worker.
    fn verdict(
        worker: &WorkerId,
        record: &WorkerRecord,
        rules: &mut Rules<'_>,
        now: TimeMs,
    ) -> Result<Condition, Error<T>> {
        let stored = Facts::<T>::get(worker).ok_or(Error::EvidenceExpired)?;
        let facts = rules.update(record.attested.root, &stored)?;
        if facts != stored {
            Facts::<T>::insert(worker, &facts);
        }
        Self::condition(re_evaluate(&record.attested, &facts, &rules.policy, now))
    }

    fn condition(standing: Standing) -> Result<Condition, Error<T>> {
        match standing {
            Standing::Good => Ok(Condition::Good),
            Standing::InGrace { until_ms, reason } => Ok(Condition::Degraded { reason, until_ms }),
            Standing::Refused(refusal) => Err(refusal.into()),
        }
    }

    /// Notes the condition of a live worker, and tells if it changed.
    fn set_condition(worker: &WorkerId, condition: Condition) {
        let worker = *worker;
        let before = Conditions::<T>::get(worker);
        if before == condition {
            return;
        }
        if matches!(before, Condition::Suspended { .. }) || condition == Condition::Good {
            Self::deposit_event(Event::WorkerRestored { worker });
        }
        match condition {
            Condition::Good => Conditions::<T>::remove(worker),
            condition => {
                if let Condition::Degraded { reason, until_ms } = condition.clone() {
                    Self::deposit_event(Event::WorkerDegraded { worker, reason, until_ms });
                }
                Conditions::<T>::insert(worker, condition);
            }
        }
    }

    /// Suspends a worker at once: whoever reads its record sees that it does not count.
    fn suspend(worker: &WorkerId, mut record: WorkerRecord, reason: Error<T>, now: TimeMs) {
        let attested = &mut record.attested;
        attested.valid_until_ms = attested.valid_until_ms.min(now.saturating_sub(1));
        Workers::<T>::insert(worker, record);
        let removed_after_ms = now.saturating_add(T::RemovalGrace::get());
        let reason = DispatchError::from(reason);
        Conditions::<T>::insert(worker, Condition::Suspended { reason, removed_after_ms });
        Self::deposit_event(Event::WorkerSuspended { worker: *worker, reason, removed_after_ms });
    }

    /// Forgets a worker. Its boot is retired, since a second registration of the same boot would begin the numbering of its
    /// statements anew, and old ones could be played back.
    fn remove(worker: &WorkerId, record: WorkerRecord) {
        RetiredBoots::<T>::insert(worker, record.boot_id, ());
        Workers::<T>::remove(worker);
        Challenges::<T>::remove(worker);
        Facts::<T>::remove(worker);
        Conditions::<T>::remove(worker);
        T::OnRemoved::on_removed(worker);
        Self::deposit_event(Event::WorkerRemoved { worker: *worker });
    }
}
