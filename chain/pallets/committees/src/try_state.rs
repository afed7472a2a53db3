//! Invariants, checked after every unit test, after every block of the runtime's tests, and by `try-runtime`.
#![cfg(any(feature = "std", feature = "try-runtime"))]

use crate::{commits::window, pallet::*, types::*};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::ensure;
use frame_support::traits::Get;
use messages::{
    committee::{CommitPoint, Committee, ProgramKind},
    ids::*,
    keys::InputKey,
    limits::*,
};
use sp_runtime::TryRuntimeError;

type Check = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
    /// Runs every check below.
    ///
    /// # Errors
    /// The name of the invariant that is broken.
    pub fn do_try_state() -> Check {
        let next = NextCommitteeId::<T>::get();
        for (id, committee) in Committees::<T>::iter() {
            ensure!(id < next, "a committee's id is not below the next one");
            Self::check_members(id, &committee)?;
            Self::check_threshold(&committee)?;
            Self::check_input_keys(id, &committee)?;
            Self::check_lost(id, &committee)?;
            Self::check_votes(id, &committee)?;
            Self::check_bodies(id, &committee)?;
        }
        Self::check_generations()?;
        Self::check_memberships()?;
        Self::check_orphans()
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
        ensure!(majority || T::Development::get(), "a threshold is no majority");
        Ok(())
    }

    fn check_input_keys(id: CommitteeId, committee: &Committee) -> Check {
        let keys = &committee.input_keys;
        ensure!(keys.is_sorted_by(|one, next| one.epoch < next.epoch), "input keys are not ascending");
        let last = keys.last().map_or(0, |key| key.epoch);
        ensure!(last == committee.epoch, "the current epoch has no input key");
        let live = |key: &InputKey| key.epoch.saturating_add(LIVE_EPOCHS.into()) > committee.epoch;
        ensure!(keys.iter().all(live), "an input key outlived its epoch");
        ensure!(keys.iter().all(|key| key.committee == id), "an input key is another committee's");

        let ballots = InputKeyBallots::<T>::get(id);
        ensure!(Self::are_of_members(&ballots, committee), "somebody else proposed an input key");
        let epochs: BTreeSet<Epoch> = ballots.iter().map(|(_, key)| key.epoch).collect();
        ensure!(epochs.len() <= 1, "proposals for different epochs stand together");
        ensure!(
            epochs.first().is_none_or(|epoch| *epoch > committee.epoch),
            "a proposal is for a past epoch"
        );
        Ok(())
    }

    fn check_lost(id: CommitteeId, committee: &Committee) -> Check {
        let upto = committee.lost.map_or(0, |lost| lost.upto);
        let after = committee.lost.map_or(0, |lost| lost.after);
        ensure!(upto <= committee.epoch, "an epoch is lost that the committee has not reached");
        ensure!(
            after <= committee.commit.upto_seq,
            "calls count as lost only from a later message on than the next"
        );
        let ballots = LostEpochBallots::<T>::get(id);
        ensure!(Self::are_of_members(&ballots, committee), "somebody else said that an epoch is lost");
        let open = upto + 1..=committee.epoch;
        ensure!(
            ballots.iter().all(|(_, epoch)| open.contains(epoch)),
            "an epoch is said to be lost that cannot be"
        );
        Ok(())
    }

    fn check_generations() -> Check {
        let mut uses = BTreeMap::<Generation, u32>::new();
        for (_, committee) in Committees::<T>::iter() {
            if committee.program.kind == ProgramKind::Evm {
                *uses.entry(committee.commit.generation).or_default() += 1;
            }
        }
        ensure!(
            GenerationUses::<T>::iter().collect::<BTreeMap<_, _>>() == uses,
            "generations are miscounted"
        );
        Ok(())
    }

    fn check_votes(id: CommitteeId, committee: &Committee) -> Check {
        let CommitPoint { height: applied, hash, .. } = committee.commit;
        for (height, votes) in Votes::<T>::iter_prefix(id) {
            let is_applied = height == applied;
            let is_pending = window(applied).contains(&height);
            ensure!(is_applied || is_pending, "votes stand below the applied height or beyond the window");
            ensure!(!votes.is_empty(), "an empty list of votes is stored");
            ensure!(Self::are_distinct(&votes), "somebody has two votes at one height");
            let agree = votes.iter().all(|(_, vote)| *vote == hash);
            ensure!(is_pending || agree, "a vote against the applied commit is kept");
        }
        let excused = ExcusedHeights::<T>::get(id);
        ensure!(excused <= *window(applied).end(), "heights are excused that nobody could vote on");
        Ok(())
    }

    fn are_of_members<V>(ballots: &Ballots<V>, committee: &Committee) -> bool {
        Self::are_distinct(ballots) && ballots.iter().all(|(worker, _)| committee.members.contains(worker))
    }

    fn are_distinct<V>(ballots: &Ballots<V>) -> bool {
        ballots
            .iter()
            .enumerate()
            .all(|(place, (worker, _))| ballots.iter().skip(place + 1).all(|(other, _)| other != worker))
    }

    fn check_bodies(id: CommitteeId, committee: &Committee) -> Check {
        for ((height, hash), body) in Bodies::<T>::iter_prefix(id) {
            ensure!(body.committee == id && body.height == height, "a body stands in a foreign place");
            ensure!(crypto::hash::commit_hash(&body) == hash, "a body stands under a foreign hash");
            ensure!(height > committee.commit.height, "a body of an applied height is kept");
            let votes = Votes::<T>::get(id, height);
            ensure!(Self::has_backer(&votes, committee, &hash), "a body is stored that no member votes for");
        }
        Ok(())
    }

    fn check_memberships() -> Check {
        let evm = |(_, committee): &(CommitteeId, Committee)| committee.program.kind == ProgramKind::Evm;
        let computing = Committees::<T>::iter().filter(evm);
        let members =
            computing.flat_map(|(id, committee)| committee.members.into_iter().map(move |w| (w, id)));
        let expected: BTreeSet<(WorkerId, CommitteeId)> = members.collect();
        ensure!(Memberships::<T>::iter().collect::<BTreeSet<_>>() == expected, "memberships are misrecorded");
        Ok(())
    }

    fn check_orphans() -> Check {
        let ids = Votes::<T>::iter_keys().map(|(id, _)| id);
        let ids = ids.chain(Bodies::<T>::iter_keys().map(|(id, _)| id));
        let ids = ids.chain(Attendances::<T>::iter_keys()).chain(Owners::<T>::iter_keys());
        let mut ids = ids
            .chain(Invitations::<T>::iter_keys())
            .chain(InputKeyBallots::<T>::iter_keys())
            .chain(LostEpochBallots::<T>::iter_keys())
            .chain(ExcusedHeights::<T>::iter_keys());
        ensure!(ids.all(Committees::<T>::contains_key), "state is kept for an unknown committee");
        Ok(())
    }
}
