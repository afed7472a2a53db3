//! Registering workers: whose boot counts, and for how long.

use crate::{pallet::*, traits::OnRegistered};
use frame_support::pallet_prelude::*;
use messages::{
    ids::*,
    registration::{Claim, Registration, WorkerRecord},
};
use sp_runtime::traits::Zero;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_register(registration: Registration) -> DispatchResult {
        let Registration { claim, quote } = &registration;
        let present = Workers::<T>::get(claim.worker);
        Self::check_claim(claim)?;
        Self::check_boot(claim, present.as_ref())?;
        let verified = Self::verify_evidence(quote, &crypto::hash::report_data(claim))?;
        let attested = verified.summary();

        let Claim { worker, encryption_key, operator, boot_id, challenge, .. } = claim.clone();
        let fresh = WorkerRecord {
            encryption_key,
            operator: operator.clone(),
            boot_id,
            last_seq: 0,
            attested: attested.clone(),
            lease: None,
            endpoint: Default::default(),
        };
        let record = match present {
            None => fresh,
            Some(old) if old.boot_id == boot_id => {
                WorkerRecord { last_seq: old.last_seq, lease: old.lease, endpoint: old.endpoint, ..fresh }
            }
            Some(old) => {
                RetiredBoots::<T>::insert(worker, old.boot_id, ());
                Self::deposit_event(Event::BootRetired { worker, boot_id: old.boot_id });
                // The machine stays where it is; only its enclave began anew.
                WorkerRecord { endpoint: old.endpoint, ..fresh }
            }
        };
        Workers::<T>::insert(worker, record);
        Challenges::<T>::insert(worker, challenge.number);
        Self::welcome(&worker, &verified)?;
        T::OnRegistered::on_registered(&registration);
        Self::deposit_event(Event::WorkerRegistered { worker, boot_id, operator, attested });
        Ok(())
    }

    /// The claim is for this network, and the enclave that made it follows this chain and no fork of it.
    fn check_claim(claim: &Claim) -> DispatchResult {
        ensure!(claim.genesis == Self::genesis_hash(), Error::<T>::ForeignNetwork);
        ensure!(claim.relay_checkpoint == T::RelayCheckpoint::get(), Error::<T>::ForeignCheckpoint);
        let number = claim.challenge.number;
        let age =
            Self::now().checked_sub(number).filter(|age| *age > 0).ok_or(Error::<T>::ChallengeForeign)?;
        ensure!(age <= T::MaxChallengeAge::get(), Error::<T>::ChallengeTooOld);
        let ours = frame_system::Pallet::<T>::block_hash(Self::block_number(number));
        ensure!(ours == claim.challenge.hash && !ours.is_zero(), Error::<T>::ChallengeForeign);
        Ok(())
    }

    /// The boot may count from now on: it is no clone that was replaced, nor an older registration held back.
    fn check_boot(claim: &Claim, present: Option<&WorkerRecord>) -> DispatchResult {
        let is_renewal = present.is_some_and(|record| record.boot_id == claim.boot_id);
        ensure!(is_renewal || !Frozen::<T>::get(), Error::<T>::RegistrationFrozen);
        let is_retired = RetiredBoots::<T>::contains_key(claim.worker, claim.boot_id);
        ensure!(!is_retired, Error::<T>::BootRetired);
        let newest = Challenges::<T>::get(claim.worker);
        ensure!(newest.is_none_or(|newest| claim.challenge.number > newest), Error::<T>::ChallengeNotNewer);
        Ok(())
    }

    pub(crate) fn genesis_hash() -> GenesisHash {
        frame_system::Pallet::<T>::block_hash(frame_system::pallet_prelude::BlockNumberFor::<T>::zero())
    }
}
