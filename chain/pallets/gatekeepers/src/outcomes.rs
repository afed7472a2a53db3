//! What gatekeepers say about the outcome of a ceremony, and what follows.

use crate::{pallet::*, traits::*};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::pallet_prelude::*;
use messages::{
    ceremony::{Ceremony, Fault, Outcome, Receiver, Shared},
    ids::*,
    keys::{Holder, KeeperKeys, Secret, Sharing},
    limits::*,
};

impl<T: Config> Pallet<T> {
    /// Records what a receiver says, in place of what it said before. With `threshold` equal ones of live receivers the
    /// outcome counts. Whoever makes it count brings it along, so hashes suffice until then; where a vote counts only
    /// after its voter became live again the ceremony expires and is repeated.
    pub(crate) fn record_outcome(worker: WorkerId, outcome: Outcome) -> DispatchResult {
        let open = Ceremonies::<T>::get();
        let ceremony = open
            .iter()
            .find(|ceremony| ceremony.id == outcome.ceremony)
            .ok_or(Error::<T>::UnknownCeremony)?;
        let receives = ceremony.receivers.iter().any(|receiver| receiver.keeper == worker);
        ensure!(receives, Error::<T>::NotAReceiver);
        Self::check_outcome(ceremony, &outcome)?;
        if Self::vote(worker, &outcome)? >= usize::from(ceremony.threshold) {
            Self::conclude(ceremony, outcome)?;
        }
        Ok(())
    }

    /// Checks the form: what an outcome must be, whatever was said in the channel.
    fn check_outcome(ceremony: &Ceremony, outcome: &Outcome) -> DispatchResult {
        if let Some(shared) = &outcome.shared {
            let complete = shared.publics.len() == ceremony.receivers.len();
            ensure!(complete, Error::<T>::WrongNumberOfShares);
            let same = ceremony.source.as_ref().is_none_or(|source| source.group == shared.group);
            ensure!(same, Error::<T>::ForeignGroup);
        }
        let ordered = outcome.faults.is_sorted_by(|(one, _), (next, _)| one < next);
        let deals = |worker: &WorkerId| ceremony.dealers().any(|(dealer, _)| dealer == *worker);
        let all_deal = outcome.faults.iter().all(|(worker, _)| deals(worker));
        ensure!(ordered && all_deal, Error::<T>::MalformedFaults);
        ensure!(outcome.upto <= T::Channel::head().seq, Error::<T>::BeyondTheChannel);
        Ok(())
    }

    /// Counts how many live receivers say the same now.
    fn vote(worker: WorkerId, outcome: &Outcome) -> Result<usize, Error<T>> {
        let hash = crypto::hash::blake2_256(&outcome.encode());
        OutcomeBallots::<T>::try_mutate(outcome.ceremony, |ballots| {
            ensure!(!ballots.contains(&(worker, hash)), Error::<T>::AlreadySaid);
            ballots.retain(|(voter, _)| *voter != worker);
            ballots.try_push((worker, hash)).map_err(|_| Error::<T>::NotAReceiver)?;
            let equal = ballots.iter().filter(|(_, said)| *said == hash);
            Ok(equal.filter(|(voter, _)| T::Workers::is_live(voter)).count())
        })
    }

    fn conclude(ceremony: &Ceremony, outcome: Outcome) -> DispatchResult {
        Self::close(ceremony.id);
        // Where too many were silent the network was: leaving them out would leave nobody to go on.
        let expected = if outcome.shared.is_some() { Self::desired() } else { Vec::new() };
        for (dealer, fault) in &outcome.faults {
            match fault {
                Fault::Silent => Self::note_silence(ceremony, *dealer, &expected),
                fault => Self::note_cheat(ceremony.id, *dealer, *fault),
            }
        }
        match outcome.shared {
            Some(shared) => Self::take_over(ceremony, &shared)?,
            None => {
                let (ceremony, secret) = (ceremony.id, ceremony.secret);
                Self::deposit_event(Event::CeremonyFailed { ceremony, secret });
            }
        }
        Self::acknowledge(outcome.upto);
        Ok(())
    }

    /// Only who was to receive a share can be absent, and is expected to be there.
    fn note_silence(ceremony: &Ceremony, keeper: WorkerId, expected: &[WorkerId]) {
        let receiver = ceremony.receivers.iter().find(|receiver| receiver.keeper == keeper);
        if let Some(receiver) = receiver.filter(|_| expected.contains(&keeper)) {
            Self::mark_absent(receiver);
        }
        Self::deposit_event(Event::SilentDealer { ceremony: ceremony.id, keeper });
    }

    fn note_cheat(ceremony: CeremonyId, keeper: WorkerId, fault: Fault) {
        Self::deposit_event(Event::CheatingDealer { ceremony, keeper, fault });
        Self::punish(keeper);
    }

    /// Lists a sharing in place of the one before.
    fn take_over(ceremony: &Ceremony, shared: &Shared) -> DispatchResult {
        let holders = ceremony.receivers.iter().zip(&shared.publics).zip(1u16..);
        let holder = |((receiver, public), index): ((&Receiver, &[u8; 32]), u16)| Holder {
            keeper: receiver.keeper,
            index,
            public: *public,
            lost: false,
        };
        let sharing = Sharing {
            secret: ceremony.secret,
            ceremony: ceremony.id,
            group: shared.group,
            threshold: ceremony.threshold,
            holders: BoundedVec::truncate_from(holders.map(holder).collect()),
            since: Self::now(),
        };
        let event = Event::Shared {
            ceremony: ceremony.id,
            secret: ceremony.secret,
            threshold: ceremony.threshold,
            shares: sharing.holders.len() as u32,
        };
        match ceremony.secret {
            _ if ceremony.source.is_some() => Keys::<T>::mutate(|keys| replace(keys, sharing)),
            Secret::Generation(generation) => Self::begin_generation(generation, sharing)?,
            Secret::Epoch(epoch) => Self::begin_epoch(epoch, sharing, ceremony.opened_at)?,
        }
        Self::deposit_event(event);
        Ok(())
    }

    fn begin_generation(generation: Generation, sharing: Sharing) -> DispatchResult {
        Keys::<T>::try_mutate(|keys| keys.generations.try_push(sharing))
            .map_err(|_| Error::<T>::TooManyGenerations)?;
        LastGeneration::<T>::put(generation);
        RotationDue::<T>::kill();
        QuorumSince::<T>::kill();
        Ok(())
    }

    /// The oldest epoch makes room.
    fn begin_epoch(epoch: Epoch, sharing: Sharing, opened_at: BlockNumber) -> DispatchResult {
        let mut keys = Keys::<T>::get();
        let full = keys.epochs.len() as u32 >= LIVE_EPOCHS;
        let oldest = full.then(|| keys.epochs.remove(0).secret);
        keys.epochs.try_push(sharing).map_err(|_| Error::<T>::UnknownSharing)?;
        Keys::<T>::put(keys);
        LastEpoch::<T>::put(epoch);
        EpochOpenedAt::<T>::put(opened_at);
        if let Some(secret) = oldest {
            Self::drop_ceremony_of(&secret);
        }
        Ok(())
    }
}

/// Puts `sharing` in the place of the one with the same secret. It is listed: a ceremony whose secret is over is dropped.
fn replace(keys: &mut KeeperKeys, sharing: Sharing) {
    let mut all = keys.generations.iter_mut().chain(&mut keys.epochs);
    if let Some(listed) = all.find(|listed| listed.secret == sharing.secret) {
        *listed = sharing;
    }
}
