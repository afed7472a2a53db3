//! Lost epochs: calls that nobody can open any more must not stop a committee.

use crate::{pallet::*, traits::*};
use frame_support::pallet_prelude::*;
use messages::{
    committee::{CommitPoint, LostEpochs},
    ids::*,
};

impl<T: Config> Pallet<T> {
    /// Records that a member lacks an epoch's key and that no gatekeeper can give it any more.
    pub(crate) fn record_lost_epoch(worker: WorkerId, id: CommitteeId, epoch: Epoch) -> DispatchResult {
        let committee = Self::evm(id)?;
        Self::ensure_member(&committee, &worker)?;
        ensure!((1..=committee.epoch).contains(&epoch), Error::<T>::WrongEpoch);
        let next = committee.commit.upto_seq.saturating_add(1);
        let is_known = committee.lost.is_some_and(|lost| lost.covers(epoch, next));
        ensure!(!is_known, Error::<T>::EpochKnownLost);
        ensure!(!T::Keepers::has_sharing(epoch), Error::<T>::EpochStillShared);
        LostEpochBallots::<T>::try_mutate(id, |ballots| Self::put_ballot(ballots, worker, epoch))
    }

    /// Gives up an epoch, and all before it, that members agree to have lost. What was voted beyond the last commit may
    /// rest on calls that only some members could open: it is void, and nobody is to blame for it.
    pub(crate) fn lose_epochs_if_due(id: CommitteeId) -> bool {
        let Some(mut committee) = Committees::<T>::get(id) else { return false };
        let Some(upto) = Self::agreed(&LostEpochBallots::<T>::get(id), &committee) else { return false };
        let CommitPoint { height, upto_seq: after, .. } = committee.commit;
        Self::void_pending_votes(id, &committee, |_| true);
        Self::excuse_pending_votes(id, height);
        Self::keep_lost_epochs(id, |_, epoch| epoch > upto);
        committee.lost = Some(LostEpochs { upto, after });
        Committees::<T>::insert(id, committee);
        Self::deposit_event(Event::EpochsLost { committee: id, upto, after });
        true
    }

    /// Forgets what members said about lost epochs, but for what is to be kept.
    pub(crate) fn keep_lost_epochs(id: CommitteeId, keep: impl Fn(&WorkerId, Epoch) -> bool) {
        LostEpochBallots::<T>::mutate_exists(id, |slot| {
            let Some(ballots) = slot.as_mut() else { return };
            ballots.retain(|(worker, epoch)| keep(worker, *epoch));
            if ballots.is_empty() {
                *slot = None;
            }
        });
    }
}
