//! The beacon: partials in, one value a round out.

use crate::{pallet::*, types::*};
use codec::Encode;
use crypto::threshold::{beacon_value, verify_partial};
use frame_support::pallet_prelude::*;
use messages::{
    ids::*,
    keys::{Beacon, KeyLabel, Partial, Secret, Sharing},
    limits::*,
};

impl<T: Config> Pallet<T> {
    /// Takes a holder's part of the value that is due. A false one is signed, and so it is evidence. A part that comes
    /// after the value was made only shows that an absent gatekeeper is there.
    pub(crate) fn record_partial(
        worker: WorkerId,
        round: BeaconRound,
        ceremony: CeremonyId,
        partial: Partial,
    ) -> DispatchResult {
        ensure!(round > 0 && Self::now().checked_div(BEACON_PERIOD) == Some(round), Error::<T>::WrongRound);
        let made = LastBeacon::<T>::get().is_some_and(|beacon| beacon.round >= round);
        ensure!(!made || Self::is_marked_absent(&worker), Error::<T>::RoundIsOver);

        let keys = Keys::<T>::get();
        let sharing = keys.generations.last().filter(|sharing| sharing.ceremony == ceremony);
        let sharing = sharing.ok_or(Error::<T>::UnknownSharing)?;
        let holder = sharing.held_by(&worker).ok_or(Error::<T>::NotAHolder)?;
        let label = Self::beacon_label(sharing, round).ok_or(Error::<T>::UnknownSharing)?;
        let mut pending = Self::pending_beacon(round, ceremony);
        let said = pending.partials.iter().any(|other| other.index == holder.index);
        ensure!(!said, Error::<T>::AlreadySaid);
        if partial.index != holder.index || !verify_partial(&label, &partial, &holder.public) {
            return Self::punish_false_partial(worker, &(label, ceremony, partial).encode());
        }

        Self::note_presence(worker);
        if made {
            return Ok(());
        }
        pending.partials.try_push(partial).map_err(|_| Error::<T>::NotAHolder)?;
        if pending.partials.len() < usize::from(sharing.threshold) {
            PendingBeacon::<T>::put(pending);
            return Ok(());
        }
        let value = beacon_value(&label, &pending.partials, sharing);
        Self::make_beacon(round, value.map_err(|_| Error::<T>::PartialsDoNotCombine)?);
        Ok(())
    }

    /// What was collected for this round with this sharing; partials of another sharing do not mix.
    fn pending_beacon(round: BeaconRound, ceremony: CeremonyId) -> BeaconPartials {
        let pending = PendingBeacon::<T>::get();
        pending
            .filter(|pending| pending.round == round && pending.ceremony == ceremony)
            .unwrap_or_else(|| BeaconPartials { round, ceremony, partials: Default::default() })
    }

    fn beacon_label(sharing: &Sharing, round: BeaconRound) -> Option<KeyLabel> {
        match sharing.secret {
            Secret::Generation(generation) => Some(KeyLabel::beacon(Self::genesis_hash(), generation, round)),
            Secret::Epoch(_) => None,
        }
    }

    fn make_beacon(round: BeaconRound, value: [u8; 32]) {
        PendingBeacon::<T>::kill();
        LastBeacon::<T>::put(Beacon { round, value, block: Self::now() });
        Self::deposit_event(Event::BeaconMade { round, value });
    }
}
