//! Shares that were lost with the memory that held them.

use crate::{ceremonies::is_dealable, pallet::*};
use frame_support::pallet_prelude::*;
use messages::{
    ids::*,
    keys::{Secret, Sharing},
};

impl<T: Config> Pallet<T> {
    /// Marks a holder's share as lost; said twice it changes nothing. It is a sign of life, too.
    pub(crate) fn record_loss(worker: WorkerId, ceremony: CeremonyId) -> DispatchResult {
        let mut keys = Keys::<T>::get();
        let mut all = keys.generations.iter_mut().chain(&mut keys.epochs);
        let sharing = all.find(|sharing| sharing.ceremony == ceremony).ok_or(Error::<T>::UnknownSharing)?;
        let secret = sharing.secret;
        let was_dealable = is_dealable(sharing);
        let holder = sharing
            .holders
            .iter_mut()
            .find(|holder| holder.keeper == worker)
            .ok_or(Error::<T>::NotAHolder)?;
        let news = !core::mem::replace(&mut holder.lost, true);
        let fatal = was_dealable && !is_dealable(sharing);
        Self::note_presence(worker);
        if !news {
            return Ok(());
        }
        Self::deposit_event(Event::ShareLost { secret, keeper: worker });
        if fatal && matches!(secret, Secret::Epoch(_)) {
            keys.epochs.retain(|sharing: &Sharing| sharing.secret != secret);
        }
        Keys::<T>::put(keys);
        if fatal {
            Self::note_fatal_loss(secret);
        }
        Ok(())
    }

    /// An epoch is over; of a generation the committees hold what they derived, so it stays.
    fn note_fatal_loss(secret: Secret) {
        match secret {
            Secret::Epoch(epoch) => {
                Self::drop_ceremony_of(&secret);
                Self::deposit_event(Event::EpochLost { epoch });
            }
            Secret::Generation(generation) => Self::deposit_event(Event::GenerationLost { generation }),
        }
    }
}
