//! Input keys: how a committee comes to take part in an epoch that the gatekeepers began.

use crate::{pallet::*, traits::*, types::*};
use frame_support::{pallet_prelude::*, storage::with_storage_layer, traits::Get};
use messages::{channel::Notice, committee::Committee, ids::*, keys::InputKey, limits::*};

impl<T: Config> Pallet<T> {
    /// Records the input key that a member derived for the gatekeepers' current epoch, in place of what it said before.
    /// Whatever members said about an earlier epoch is over with that.
    pub(crate) fn record_input_key(worker: WorkerId, key: InputKey) -> DispatchResult {
        let committee = Self::evm(key.committee)?;
        Self::ensure_member(&committee, &worker)?;
        let is_next = key.epoch == T::Keepers::epoch() && key.epoch > committee.epoch;
        ensure!(is_next, Error::<T>::WrongEpoch);
        ensure!(key.key_version == committee.key_version, Error::<T>::WrongKeyVersion);
        InputKeyBallots::<T>::try_mutate(key.committee, |ballots| {
            ballots.retain(|(_, said)| said.epoch == key.epoch);
            Self::put_ballot(ballots, worker, key)
        })
    }

    /// Begins the gatekeepers' current epoch in a committee whose members agree on its key, if the notice finds room.
    pub(crate) fn begin_epoch_if_due(id: CommitteeId) -> bool {
        let Some(committee) = Committees::<T>::get(id) else { return false };
        if !Self::may_begin_epochs(&committee) {
            return false;
        }
        let agreed = Self::agreed(&InputKeyBallots::<T>::get(id), &committee);
        // The gatekeepers may have gone on while the notice found no room.
        let Some(key) = agreed.filter(|key| key.epoch == T::Keepers::epoch()) else { return false };
        with_storage_layer(|| Self::begin_epoch(id, committee, key)).is_ok()
    }

    fn may_begin_epochs(committee: &Committee) -> bool {
        committee.epoch > 0 || committee.members.len() as u32 >= MIN_MEMBERS || T::Development::get()
    }

    fn begin_epoch(id: CommitteeId, mut committee: Committee, key: InputKey) -> DispatchResult {
        let InputKey { epoch, public, .. } = key;
        committee.epoch = epoch;
        committee.input_keys.retain(|old| old.epoch.saturating_add(LIVE_EPOCHS.into()) > epoch);
        committee.input_keys.try_push(key).map_err(|_| Error::<T>::WrongEpoch)?;
        Committees::<T>::insert(id, committee);
        InputKeyBallots::<T>::remove(id);
        Self::notify(id, Notice::EpochStarted(key), Tier::Notice)?;
        Self::deposit_event(Event::EpochBegan { committee: id, epoch, public });
        Ok(())
    }
}
