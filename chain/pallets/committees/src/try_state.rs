//! Invariants, checked after every unit test and by `try-runtime`.
#![cfg(any(feature = "try-runtime", test))]

use crate::{commits::window, pallet::*, types::*};
use frame_support::ensure;
use messages::{committee::Committee, ids::*, limits::*};
use sp_runtime::TryRuntimeError;

type Check = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
    /// Runs every check below.
    pub(crate) fn do_try_state() -> Check {
        let next = NextCommitteeId::<T>::get();
        for (id, committee) in Committees::<T>::iter() {
            ensure!(id < next, "a committee's id is not below the next one");
            Self::check_members(id, &committee)?;
            Self::check_threshold(&committee)?;
            Self::check_input_keys(id, &committee)?;
            Self::check_votes(id, &committee)?;
            Self::check_bodies(id)?;
        }
        Self::check_orphans()?;
        Self::check_keepers()
    }

    fn check_members(id: CommitteeId, committee: &Committee) -> Check {
        let ordered = committee.members.is_sorted_by(|one, next| one < next);
        ensure!(ordered, "members are not ascending and distinct");
        let attendance = Attendances::<T>::get(id);
        let same = attendance.iter().map(|a| &a.worker).eq(committee.members.iter());
        ensure!(same, "attendance is not kept for exactly the members");
        let invited = Invitations::<T>::get(id);
        ensure!(!invited.iter().any(|worker| committee.members.contains(worker)), "a member is invited");
        Ok(())
    }

    fn check_threshold(committee: &Committee) -> Check {
        let threshold = u32::from(committee.threshold);
        ensure!((1..=MAX_MEMBERS).contains(&threshold), "a threshold is out of range");
        let majority = threshold >= 2 && threshold * 2 > committee.members.len() as u32;
        ensure!(majority || Development::<T>::get(), "a threshold is no majority");
        Ok(())
    }

    fn check_input_keys(id: CommitteeId, committee: &Committee) -> Check {
        let keys = &committee.input_keys;
        let live = (keys.len() as u64).saturating_sub(1);
        let first = committee.epoch.saturating_sub(live);
        let consecutive = keys.iter().map(|key| key.epoch).eq((first..).take(keys.len()));
        ensure!(consecutive, "input keys are not those of the last epochs");
        let expected = committee.epoch.min(LIVE_EPOCHS.into());
        ensure!(keys.len() as u64 == expected, "a live epoch has no input key");
        ensure!(keys.iter().all(|key| key.committee == id), "an input key is another committee's");
        let ballots = InputKeyBallots::<T>::get(id);
        ensure!(Self::are_of_members(&ballots, committee), "somebody else proposed an input key");
        Ok(())
    }

    fn check_votes(id: CommitteeId, committee: &Committee) -> Check {
        for (height, votes) in Votes::<T>::iter_prefix(id) {
            let pending = window(committee.commit.height).contains(&height);
            ensure!(pending, "votes stand outside the window of pending heights");
            ensure!(!votes.is_empty(), "an empty list of votes is stored");
            ensure!(Self::are_of_members(&votes, committee), "somebody else than a member voted");
        }
        Ok(())
    }

    fn are_of_members<V>(ballots: &Ballots<V>, committee: &Committee) -> bool {
        let distinct = ballots
            .iter()
            .enumerate()
            .all(|(place, (worker, _))| ballots.iter().skip(place + 1).all(|(other, _)| other != worker));
        distinct && ballots.iter().all(|(worker, _)| committee.members.contains(worker))
    }

    fn check_bodies(id: CommitteeId) -> Check {
        for ((height, hash), body) in Bodies::<T>::iter_prefix(id) {
            ensure!(body.committee == id && body.height == height, "a body stands in a foreign place");
            ensure!(crypto::hash::commit_hash(&body) == hash, "a body stands under a foreign hash");
            let voted_for = Votes::<T>::get(id, height).iter().any(|(_, vote)| *vote == hash);
            ensure!(voted_for, "a body is stored that nobody votes for");
        }
        Ok(())
    }

    fn check_orphans() -> Check {
        let ids = Votes::<T>::iter_keys().map(|(id, _)| id);
        let ids = ids.chain(Bodies::<T>::iter_keys().map(|(id, _)| id));
        let ids = ids.chain(Attendances::<T>::iter_keys()).chain(Owners::<T>::iter_keys());
        let mut ids = ids.chain(Invitations::<T>::iter_keys()).chain(InputKeyBallots::<T>::iter_keys());
        ensure!(ids.all(Committees::<T>::contains_key), "state is kept for an unknown committee");
        Ok(())
    }

    fn check_keepers() -> Check {
        let Some(keys) = KeeperKeys::<T>::get() else { return Ok(()) };
        let Some(keepers) = Committees::<T>::get(KEEPER_COMMITTEE) else {
            return Err("there are gatekeepers' keys but no gatekeepers".into());
        };
        let all = keys.shares.iter().all(|(keeper, ..)| keepers.members.contains(keeper));
        ensure!(all, "a share belongs to no gatekeeper");
        Ok(())
    }
}
