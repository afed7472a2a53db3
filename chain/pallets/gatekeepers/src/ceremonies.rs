//! When ceremonies begin, and when they end without outcome.

use crate::{pallet::*, traits::*, types::*};
use alloc::vec::Vec;
use frame_support::pallet_prelude::*;
use messages::{
    ceremony::{Ceremony, PerKeeper, Receiver},
    ids::*,
    keys::{KeeperKeys, Secret, Sharing},
    limits::*,
};

/// What decides which ceremonies are due, read once.
struct Situation {
    keys: KeeperKeys,
    desired: Vec<WorkerId>,
    wanted: Vec<Receiver>,
    threshold: u16,
    pace: Parameters,
    now: BlockNumber,
}

impl Situation {
    /// Whether enough are there to share a secret. Without a committee of gatekeepers nobody is.
    fn has_quorum(&self) -> bool {
        self.threshold > 0 && self.wanted.len() >= usize::from(self.threshold)
    }

    /// Whether the shares of a secret are in other hands than they should be, or for too long in the same.
    fn calls_for_handing_on(&self, sharing: &Sharing) -> bool {
        let lacks = |receiver: &Receiver| sharing.held_by(&receiver.keeper).is_none_or(|holder| holder.lost);
        let missing = self.wanted.iter().any(lacks);
        let foreign = sharing.holders.iter().any(|holder| !self.desired.contains(&holder.keeper));
        let is_generation = matches!(sharing.secret, Secret::Generation(_));
        let old = is_generation && self.now.saturating_sub(sharing.since) >= self.pace.refresh;
        missing || foreign || old || sharing.threshold != self.threshold
    }

    /// Sharings that are to be handed on and can be, the current ones first.
    fn to_hand_on(&self) -> impl Iterator<Item = &Sharing> {
        let lists = [&self.keys.generations[..], &self.keys.epochs[..]];
        let newest_first = lists.into_iter().flat_map(|list| list.iter().rev());
        newest_first.filter(|sharing| is_dealable(sharing) && self.calls_for_handing_on(sharing))
    }
}

/// Whether enough shares are left to derive a key, or to hand the secret on.
pub(crate) fn is_dealable(sharing: &Sharing) -> bool {
    sharing.healthy().count() >= usize::from(sharing.threshold)
}

impl<T: Config> Pallet<T> {
    /// Does all that is due. True if anything was.
    pub(crate) fn advance_once() -> bool {
        let expired = Self::close_expired();
        let settled = Self::settle_committee();
        let made_way = Self::make_way();
        if settled {
            Self::raise_threshold();
        }
        // A change waits until no ceremony runs. None begins before it, or one after the other could put it off for ever.
        let opened = !Self::change_is_due() && Self::open_due();
        expired || settled || made_way || opened
    }

    fn close_expired() -> bool {
        let now = Self::now();
        let life =
            |ceremony: &Ceremony| ceremony.patience.saturating_mul(ROUNDS).saturating_add(OUTCOME_MARGIN);
        let all = Ceremonies::<T>::get().into_iter();
        let expired: Vec<_> =
            all.filter(|ceremony| now.saturating_sub(ceremony.opened_at) > life(ceremony)).collect();
        for ceremony in &expired {
            Self::close(ceremony.id);
            let (ceremony, secret) = (ceremony.id, ceremony.secret);
            Self::deposit_event(Event::CeremonyExpired { ceremony, secret });
        }
        if !expired.is_empty() {
            Self::acknowledge(Seq::MAX);
        }
        !expired.is_empty()
    }

    /// Forgets a ceremony and what was said about it.
    pub(crate) fn close(id: CeremonyId) {
        Ceremonies::<T>::mutate(|open| open.retain(|ceremony| ceremony.id != id));
        OutcomeBallots::<T>::remove(id);
    }

    /// Closes the ceremony that would hand on a secret that is over.
    pub(crate) fn drop_ceremony_of(secret: &Secret) {
        let open = Ceremonies::<T>::get();
        if let Some(ceremony) = open.iter().find(|ceremony| ceremony.secret == *secret) {
            Self::close(ceremony.id);
            Self::acknowledge(Seq::MAX);
            Self::deposit_event(Event::CeremonyDropped { ceremony: ceremony.id, secret: *secret });
        }
    }

    /// Lets the channel prune messages up to `upto` that no open ceremony needs.
    pub(crate) fn acknowledge(upto: Seq) {
        let open = Ceremonies::<T>::get();
        let needed = open.iter().map(|ceremony| ceremony.opened.seq).min();
        let head = T::Channel::head().seq;
        T::Channel::acknowledge(upto.min(head).min(needed.unwrap_or(head)));
    }

    fn open_due() -> bool {
        let desired = Self::desired();
        let situation = Situation {
            keys: Keys::<T>::get(),
            wanted: Self::wanted(&desired),
            desired,
            threshold: Self::wanted_threshold(),
            pace: Pace::<T>::get(),
            now: Self::now(),
        };
        let fresh = Self::fresh_due(&situation).into_iter().flatten().map(|secret| (secret, None));
        let handed_on = situation.to_hand_on().map(|sharing| (sharing.secret, Some(sharing.clone())));
        let due: Vec<_> = fresh.chain(handed_on).collect();
        due.into_iter().fold(false, |any, (secret, source)| Self::open(&situation, secret, source) || any)
    }

    /// The next generation and the next epoch, where they are due.
    fn fresh_due(situation: &Situation) -> [Option<Secret>; 2] {
        let first = situation.keys.generations.is_empty();
        if first && !Self::may_begin(situation) {
            return [None, None];
        }
        let generation = LastGeneration::<T>::get().saturating_add(1);
        let epoch = LastEpoch::<T>::get().saturating_add(1);
        [
            (first || RotationDue::<T>::get()).then_some(Secret::Generation(generation)),
            Self::epoch_is_due(situation).then_some(Secret::Epoch(epoch)),
        ]
    }

    /// Whether the first secrets can be made: all gatekeepers are there, or enough are and the others had their time.
    fn may_begin(situation: &Situation) -> bool {
        if !situation.has_quorum() {
            QuorumSince::<T>::kill();
            return false;
        }
        let since = QuorumSince::<T>::get().unwrap_or_else(|| {
            QuorumSince::<T>::put(situation.now);
            situation.now
        });
        situation.wanted.len() == situation.desired.len()
            || situation.now.saturating_sub(since) >= situation.pace.patience
    }

    /// Whether the newest epoch is over: it is lost or long enough, or a gatekeeper that shared in it has left.
    fn epoch_is_due(situation: &Situation) -> bool {
        let opened_at = EpochOpenedAt::<T>::get();
        let lost = situation.keys.epoch() != Some(LastEpoch::<T>::get());
        let over = situation.now.saturating_sub(opened_at) >= situation.pace.epoch_length;
        lost || over || LastDeparture::<T>::get() > opened_at
    }

    /// Opens a ceremony, if none is open for that secret and there is room and a quorum.
    fn open(situation: &Situation, secret: Secret, source: Option<Sharing>) -> bool {
        let mut open = Ceremonies::<T>::get();
        let busy = open.iter().any(|ceremony| ceremony.secret == secret);
        if busy || !situation.has_quorum() {
            return false;
        }
        let Some(id) = LastCeremony::<T>::get().checked_add(1) else { return false };
        let handed_on = source.is_some();
        let ceremony = Ceremony {
            id,
            secret,
            threshold: situation.threshold,
            receivers: PerKeeper::truncate_from(situation.wanted.clone()),
            source: source.map(only_healthy),
            opened: T::Channel::head(),
            opened_at: situation.now,
            patience: situation.pace.patience,
        };
        if open.try_push(ceremony).is_err() {
            return false;
        }
        Ceremonies::<T>::put(open);
        LastCeremony::<T>::put(id);
        Self::deposit_event(Event::CeremonyOpened { ceremony: id, secret, handed_on });
        true
    }

    pub(crate) fn do_rotate_generation() -> DispatchResult {
        let live = Keys::<T>::get().generations.len() as u32;
        ensure!(live > 0, Error::<T>::NoGeneration);
        ensure!(live < LIVE_GENERATIONS, Error::<T>::TooManyGenerations);
        ensure!(!RotationDue::<T>::get(), Error::<T>::RotationPending);
        RotationDue::<T>::put(true);
        Self::deposit_event(Event::RotationOrdered);
        Ok(())
    }

    pub(crate) fn do_retire_generation(generation: Generation) -> DispatchResult {
        let (mut keys, secret) = (Keys::<T>::get(), Secret::Generation(generation));
        ensure!(keys.sharing(&secret).is_some(), Error::<T>::UnknownGeneration);
        ensure!(keys.generation() != Some(generation), Error::<T>::GenerationIsCurrent);
        ensure!(!T::Committee::generation_in_use(generation), Error::<T>::GenerationInUse);
        keys.generations.retain(|sharing| sharing.secret != secret);
        Keys::<T>::put(keys);
        Self::drop_ceremony_of(&secret);
        Self::deposit_event(Event::GenerationRetired { generation });
        Ok(())
    }

    pub(crate) fn check_parameters(parameters: &Parameters) -> DispatchResult {
        let Parameters { epoch_length, refresh, patience } = parameters;
        ensure!(
            [epoch_length, refresh, patience].iter().all(|blocks| **blocks > 0),
            Error::<T>::PeriodTooShort
        );
        Ok(())
    }
}

/// The sharing with its dealers only.
fn only_healthy(mut sharing: Sharing) -> Sharing {
    sharing.holders.retain(|holder| !holder.lost);
    sharing
}
