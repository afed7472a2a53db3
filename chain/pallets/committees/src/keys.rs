//! Input keys of committees, and the public side of the gatekeepers' key.

use crate::{pallet::*, traits::*, types::*};
use frame_support::{pallet_prelude::*, storage::with_storage_layer};
use messages::{channel::Notice, committee::Committee, ids::*, keys::InputKey, limits::*};

impl<T: Config> Pallet<T> {
    /// Records the input key that a member derived for the next epoch, in place of what it said before.
    pub(crate) fn record_input_key(worker: WorkerId, key: InputKey) -> DispatchResult {
        let committee = Self::committee(key.committee)?;
        Self::ensure_member(&committee, &worker)?;
        ensure!(committee.epoch.checked_add(1) == Some(key.epoch), Error::<T>::WrongEpoch);
        ensure!(key.key_version == committee.key_version, Error::<T>::WrongKeyVersion);
        InputKeyBallots::<T>::try_mutate(key.committee, |ballots| {
            Self::put_ballot(ballots, worker, key.public)
        })
    }

    /// Begins the next epoch when it is due, members agree on its key and the notice finds room.
    pub(crate) fn begin_epoch_if_due(id: CommitteeId) -> bool {
        let Some(committee) = Committees::<T>::get(id) else { return false };
        if !Self::epoch_is_due(&committee) {
            return false;
        }
        let Some(public) = Self::agreed(&InputKeyBallots::<T>::get(id), &committee) else { return false };
        with_storage_layer(|| Self::begin_epoch(id, committee, public)).is_ok()
    }

    fn epoch_is_due(committee: &Committee) -> bool {
        if committee.epoch == 0 {
            return committee.members.len() as u32 >= MIN_MEMBERS || Development::<T>::get();
        }
        Self::now().saturating_sub(committee.epoch_started) >= committee.epoch_length
    }

    fn begin_epoch(id: CommitteeId, mut committee: Committee, public: [u8; 32]) -> DispatchResult {
        let epoch = committee.epoch.saturating_add(1);
        committee.epoch = epoch;
        committee.epoch_started = Self::now();
        if committee.input_keys.len() as u32 >= LIVE_EPOCHS {
            committee.input_keys.remove(0);
        }
        let key = InputKey { committee: id, epoch, key_version: committee.key_version, public };
        committee.input_keys.try_push(key).map_err(|_| Error::<T>::WrongEpoch)?;
        Committees::<T>::insert(id, committee);
        InputKeyBallots::<T>::remove(id);
        Self::notify(id, Notice::EpochStarted(epoch), Tier::Notice)?;
        Self::deposit_event(Event::EpochBegan { committee: id, epoch, public });
        Ok(())
    }

    /// Records a gatekeeper's share. Once `threshold` gatekeepers named one group key it is the network's for ever: only
    /// shares of it are taken later, since another group could not derive what was derived before.
    pub(crate) fn record_keeper_share(worker: WorkerId, group: [u8; 32], share: [u8; 32]) -> DispatchResult {
        let committee = Self::committee(KEEPER_COMMITTEE)?;
        Self::ensure_member(&committee, &worker)?;
        let present = KeeperKeys::<T>::get();
        ensure!(present.as_ref().is_none_or(|keys| keys.group == group), Error::<T>::ForeignGroup);
        KeeperShares::<T>::try_mutate(|ballots| {
            Self::put_ballot(ballots, worker, KeeperShare { group, share })
        })?;
        let ballots = KeeperShares::<T>::get();
        let groups: alloc::vec::Vec<_> = ballots.iter().map(|(keeper, said)| (*keeper, said.group)).collect();
        if let Some(group) = Self::agreed(&groups, &committee) {
            Self::set_keeper_keys(&committee, group, &ballots);
            if present.is_none() {
                Self::deposit_event(Event::KeeperKeysSet { group });
            }
        }
        Ok(())
    }

    /// A share's abscissa is its keeper's place among the members, from 1.
    fn set_keeper_keys(committee: &Committee, group: [u8; 32], ballots: &Ballots<KeeperShare>) {
        let share_of = |keeper: &WorkerId| {
            let (_, said) = ballots.iter().find(|(other, said)| other == keeper && said.group == group)?;
            Some(said.share)
        };
        let shares = (1..).zip(&committee.members);
        let shares = shares.filter_map(|(index, keeper)| Some((*keeper, index, share_of(keeper)?))).collect();
        KeeperKeys::<T>::put(messages::keys::KeeperKeys {
            group,
            threshold: committee.threshold,
            shares: BoundedVec::truncate_from(shares),
        });
    }

    /// Forgets the share of a gatekeeper that left; the group key stays.
    pub(crate) fn forget_keeper(worker: &WorkerId) {
        KeeperShares::<T>::mutate(|ballots| ballots.retain(|(keeper, _)| keeper != worker));
        KeeperKeys::<T>::mutate_extant(|keys| keys.shares.retain(|(keeper, ..)| keeper != worker));
    }

    fn put_ballot<V>(ballots: &mut Ballots<V>, worker: WorkerId, value: V) -> DispatchResult {
        match ballots.iter_mut().find(|(voter, _)| *voter == worker) {
            Some((_, said)) => *said = value,
            None => ballots.try_push((worker, value)).map_err(|_| Error::<T>::CommitteeFull)?,
        }
        Ok(())
    }
}
