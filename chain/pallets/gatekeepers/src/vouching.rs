//! Evidence of gatekeepers, kept for those who deal shares to them.

use crate::{pallet::*, traits::*};
use frame_support::pallet_prelude::*;
use messages::{ids::*, registration::Registration};

impl<T: Config> Pallet<T> {
    /// Keeps evidence that was just verified, if it is of a member or a candidate.
    pub fn keep_evidence(registration: &Registration) {
        let claim = &registration.claim;
        let is_candidate = Candidates::<T>::get().contains(&claim.worker);
        if is_candidate || T::Committee::members().contains(&claim.worker) {
            Evidence::<T>::insert(claim.worker, Some(registration.clone()));
            Vouched::<T>::insert(claim.worker, claim.boot_id);
        }
    }

    /// Upper bound of the weight of [`Self::keep_evidence`].
    pub fn keep_evidence_weight() -> Weight {
        T::DbWeight::get().reads_writes(2, 2)
    }

    /// Whether evidence of this boot is kept: without it nobody would deal to it.
    pub fn is_vouched(worker: &WorkerId, boot_id: &BootId) -> bool {
        Vouched::<T>::get(worker).as_ref() == Some(boot_id)
    }

    /// Asks the worker to register once more, for its evidence to be kept.
    pub(crate) fn await_evidence(worker: WorkerId) {
        Evidence::<T>::insert(worker, None::<Registration>);
    }

    /// Forgets the evidence of who is a gatekeeper no more.
    pub(crate) fn forget_evidence(worker: &WorkerId) {
        Evidence::<T>::remove(worker);
        Vouched::<T>::remove(worker);
    }

    /// Vouches for a boot without evidence.
    #[cfg(feature = "runtime-benchmarks")]
    pub fn vouch(worker: WorkerId, boot_id: BootId) {
        Vouched::<T>::insert(worker, boot_id);
    }
}
