//! Invariants, checked after every unit test, after every block of the runtime's tests, and by `try-runtime`.
#![cfg(any(feature = "std", feature = "try-runtime"))]

use crate::{pallet::*, types::*};
use codec::Encode;
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

type Check = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
    /// Runs every check below.
    ///
    /// # Errors
    /// The name of the invariant that is broken.
    pub fn do_try_state() -> Check {
        Self::check_workers()?;
        Self::check_standings()?;
        Self::check_policy()?;
        Self::check_collateral()
    }

    fn check_workers() -> Check {
        for (worker, record) in Workers::<T>::iter() {
            ensure!(!RetiredBoots::<T>::contains_key(worker, record.boot_id), "a retired boot counts");
            let challenge = Challenges::<T>::get(worker).ok_or("a worker registered without challenge")?;
            ensure!(challenge <= Self::now(), "a worker's challenge lies in the future");
            let seen = record.lease.is_none_or(|lease| lease.block <= Self::now());
            ensure!(seen, "a lease lies in the future");
        }
        let mut challenged = Challenges::<T>::iter_keys();
        ensure!(challenged.all(Workers::<T>::contains_key), "an unknown worker has a challenge");
        Ok(())
    }

    fn check_standings() -> Check {
        let facts = Facts::<T>::iter_keys().count();
        ensure!(facts == Workers::<T>::iter_keys().count(), "facts are kept of others than the workers");
        ensure!(Workers::<T>::iter_keys().all(Facts::<T>::contains_key), "a worker stands on no facts");
        for (worker, condition) in Conditions::<T>::iter() {
            let record = Workers::<T>::get(worker).ok_or("an unknown worker stands somewhere")?;
            match condition {
                Condition::Good => return Err("a worker's good condition is noted".into()),
                Condition::Suspended { .. } => {
                    ensure!(!Self::counts(&record), "a suspended worker counts");
                }
                Condition::Degraded { until_ms, .. } => {
                    ensure!(record.attested.valid_until_ms <= until_ms, "a worker outlives its grace");
                }
            }
        }
        ensure!(Patrols::<T>::get().judging_rounds <= 2, "the patrol has more to do than all workers");
        Ok(())
    }

    fn check_policy() -> Check {
        let policy = Policy::<T>::get();
        let denied = |measurement| DeniedMeasurements::<T>::contains_key(measurement);
        let allowed = policy.measurements.iter().any(|allowed| denied(allowed.measurement));
        ensure!(!allowed, "a denied measurement is allowed");
        let pending = PendingChanges::<T>::get();
        for (index, one) in pending.iter().enumerate() {
            let twin = pending.iter().skip(index + 1).any(|other| one.change.sets_same_rule(&other.change));
            ensure!(!twin, "two changes of one rule are pending");
        }
        Ok(())
    }

    fn check_collateral() -> Check {
        let anchors = TrustAnchors::<T>::get();
        let known = |root| anchors.iter().any(|anchor| anchor.root == root);
        let mut families = alloc::vec::Vec::new();
        let list = Collateral::<T>::get();
        ensure!(list.encoded_size() <= MAX_COLLATERAL_BYTES, "collateral is larger than enclaves can read");
        for (root, collateral) in list.0 {
            ensure!(known(root), "collateral stands under an unknown root");
            let family = collateral.unverified_family().map_err(|_| "collateral does not parse")?;
            ensure!(!families.contains(&(root, family)), "a family has two sets of collateral");
            families.push((root, family));
        }
        let mut deposits = Deposits::<T>::iter_keys();
        ensure!(deposits.all(|of| families.contains(&of)), "a deposit is held for nothing");
        Ok(())
    }
}
