//! Invariants, checked after every unit test and by `try-runtime`.
#![cfg(any(feature = "try-runtime", test))]

use crate::pallet::*;
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

type Check = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
    /// Runs every check below.
    pub(crate) fn do_try_state() -> Check {
        Self::check_workers()?;
        Self::check_retired_boots()?;
        Self::check_policy()
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

    fn check_retired_boots() -> Check {
        let mut retired = RetiredBoots::<T>::iter_keys();
        ensure!(retired.all(|(worker, _)| Workers::<T>::contains_key(worker)), "an unknown worker restarted");
        Ok(())
    }

    fn check_policy() -> Check {
        let policy = Policy::<T>::get();
        let denied = |measurement| DeniedMeasurements::<T>::contains_key(measurement);
        let allowed = policy.measurements.iter().any(|allowed| denied(allowed.measurement));
        ensure!(!allowed, "a denied measurement is allowed");
        let anchors = TrustAnchors::<T>::get();
        let known = |root| anchors.iter().any(|anchor| anchor.root == root);
        let collateral = Collateral::<T>::get();
        ensure!(collateral.iter().all(|(root, _)| known(*root)), "collateral stands under an unknown root");
        Ok(())
    }
}
