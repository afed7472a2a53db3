//! Votes, bodies, and the one place where commits are applied.

use crate::{pallet::*, traits::*, types::*};
use alloc::vec::Vec;
use codec::MaxEncodedLen;
use frame_support::{
    pallet_prelude::*,
    storage::with_storage_layer,
    traits::{fungible::Mutate, tokens::Preservation},
};
use messages::{
    channel::{Notice, Payload, Sender},
    commit::{Commit, Effect, EffectIndex},
    committee::{CommitPoint, Committee},
    ids::*,
    limits::*,
    H256,
};

/// Indices of effects that failed, ascending.
type Failed = BoundedVec<EffectIndex, ConstU32<MAX_EFFECTS>>;

/// Heights above `applied` that may be voted on.
pub(crate) fn window(applied: Height) -> core::ops::RangeInclusive<Height> {
    applied.saturating_add(1)..=applied.saturating_add(MAX_PENDING_COMMITS.into())
}

impl<T: Config> Pallet<T> {
    /// Records a member's votes on consecutive heights. Heights that are applied already count as attendance only, but for
    /// the last one: who says the same there has served, too, and who says something else is noted.
    pub(crate) fn record_votes(
        worker: WorkerId,
        id: CommitteeId,
        first: Height,
        hashes: &[H256],
    ) -> DispatchResult {
        let committee = Self::evm(id)?;
        Self::ensure_member(&committee, &worker)?;
        let more = (hashes.len() as u64).checked_sub(1).ok_or(Error::<T>::EmptyStatement)?;
        let last = first.checked_add(more).ok_or(Error::<T>::HeightOutsideWindow)?;
        let applied = committee.commit;
        ensure!(first > 0 && last <= *window(applied.height).end(), Error::<T>::HeightOutsideWindow);

        for (height, hash) in (first..=last).zip(hashes) {
            if height > applied.height {
                Self::record_vote(id, &committee, height, worker, *hash)?;
            } else if height == applied.height {
                Self::record_late_vote(id, &committee, worker, *hash)?;
            }
        }
        Self::note_attendance(id, &committee, Some((worker, last)));
        Ok(())
    }

    /// A vote on the last applied height, whose ballots are all for what was applied: who has one and says something else
    /// has voted twice.
    fn record_late_vote(
        id: CommitteeId,
        committee: &Committee,
        worker: WorkerId,
        hash: H256,
    ) -> DispatchResult {
        let applied = committee.commit;
        if hash == applied.hash {
            T::OnCommitApplied::seconded(id, &worker);
            return Self::record_vote(id, committee, applied.height, worker, hash);
        }
        if Votes::<T>::get(id, applied.height).iter().any(|(voter, _)| *voter == worker) {
            Self::note_equivocation(id, worker, applied.height);
        } else {
            Self::note_dissent(id, worker, applied.height);
        }
        Ok(())
    }

    fn record_vote(
        id: CommitteeId,
        committee: &Committee,
        height: Height,
        worker: WorkerId,
        hash: H256,
    ) -> DispatchResult {
        Votes::<T>::try_mutate(id, height, |votes| {
            match votes.iter().find(|(voter, _)| *voter == worker) {
                None => {
                    Self::make_room(votes, committee);
                    votes.try_push((worker, hash)).map_err(|_| Error::<T>::CommitteeFull)?;
                }
                Some((_, first)) if *first != hash => Self::note_equivocation(id, worker, height),
                Some(_) => {}
            }
            Ok(())
        })
    }

    /// Drops the oldest vote of a worker that left, if the list is full. A member without a vote then always finds room.
    fn make_room(votes: &mut Ballots<H256>, committee: &Committee) {
        if !votes.is_full() {
            return;
        }
        if let Some(place) = votes.iter().position(|(voter, _)| !Self::is_member(committee, voter)) {
            votes.remove(place);
        }
    }

    /// Notes who owes votes, and that `spoke` (a member and the height it voted up to) just voted.
    ///
    /// The next height is owed only while somebody voted on it *and* unexecuted messages stand in the channel: so that
    /// no member can make others look silent by voting on invented commits.
    fn note_attendance(id: CommitteeId, committee: &Committee, spoke: Option<(WorkerId, Height)>) {
        let applied = committee.commit;
        let next = applied.height.saturating_add(1);
        let has_work = T::Channels::head(id).is_some_and(|head| head.seq > applied.upto_seq);
        let has_vote =
            || Votes::<T>::get(id, next).iter().any(|(voter, _)| Self::is_member(committee, voter));
        let due = if has_work && has_vote() { next } else { applied.height };
        let now = Self::now();
        Attendances::<T>::mutate(id, |list| {
            for member in list.iter_mut() {
                let voted = spoke.filter(|(worker, _)| *worker == member.worker).map(|(_, height)| height);
                member.note(due, voted, now);
            }
        });
    }

    pub(crate) fn do_submit_body(commit: Commit) -> DispatchResult {
        let (id, height) = (commit.committee, commit.height);
        let committee = Self::committee(id)?;
        ensure!(window(committee.commit.height).contains(&height), Error::<T>::HeightOutsideWindow);
        let hash = crypto::hash::commit_hash(&commit);
        let votes = Votes::<T>::get(id, height);
        ensure!(Self::has_backer(&votes, &committee, &hash), Error::<T>::BodyNotVotedFor);
        ensure!(!Bodies::<T>::contains_key(id, (height, hash)), Error::<T>::BodyKnown);
        Bodies::<T>::insert(id, (height, hash), commit);
        Self::deposit_event(Event::BodySubmitted { committee: id, height, hash });
        Ok(())
    }

    /// Applies the next commit of a committee if it is due.
    pub(crate) fn apply_next(id: CommitteeId) -> Option<Applied> {
        let committee = Committees::<T>::get(id)?;
        let (hash, body) = Self::next_commit(id, &committee)?;
        let effects = body.effects.len() as u32;
        let told = with_storage_layer(|| Self::apply(id, committee, hash, body)).ok()?;
        Some(Applied { effects, told })
    }

    /// The commit that live members agree on at the next height, if it can be applied now.
    fn next_commit(id: CommitteeId, committee: &Committee) -> Option<(H256, Commit)> {
        let applied = committee.commit;
        let height = applied.height.checked_add(1)?;
        let hash = Self::agreed(&Votes::<T>::get(id, height), committee)?;
        let body = Bodies::<T>::get(id, (height, hash))?;
        let head = T::Channels::head(id)?;
        let follows = body.parent == applied.hash
            && (applied.upto_seq..=head.seq).contains(&body.upto_seq)
            && Self::may_move(applied.generation, body.generation);
        let has_room = body.effects.is_empty()
            || T::Channels::has_room(id, Tier::Notice, Notice::max_encoded_len() as u32);
        (follows && has_room).then_some((hash, body))
    }

    /// Whether a member votes for `hash`. Only then is there a place for its body.
    pub(crate) fn has_backer(votes: &[(WorkerId, H256)], committee: &Committee, hash: &H256) -> bool {
        votes.iter().any(|(voter, vote)| vote == hash && Self::is_member(committee, voter))
    }

    /// The value that at least `threshold` live members said. What others said, who left since, does not count.
    pub(crate) fn agreed<V: Copy + PartialEq>(ballots: &[(WorkerId, V)], committee: &Committee) -> Option<V> {
        let threshold = usize::from(committee.threshold);
        if ballots.len() < threshold {
            return None;
        }
        let counts = |worker| Self::is_member(committee, worker) && T::Workers::is_live(worker);
        let live: Vec<V> =
            ballots.iter().filter(|(worker, _)| counts(worker)).map(|(_, value)| *value).collect();
        let count = |value: &V| live.iter().filter(|other| *other == value).count();
        live.iter().find(|value| count(value) >= threshold).copied()
    }

    /// Applies a commit. Returns the weight of telling who served and who did not.
    fn apply(
        id: CommitteeId,
        mut committee: Committee,
        hash: H256,
        body: Commit,
    ) -> Result<Weight, DispatchError> {
        let Commit { height, upto_block, upto_seq, state_root, generation, effects, .. } = body;
        Self::count_move(committee.commit.generation, generation);
        committee.commit = CommitPoint { height, hash, upto_block, upto_seq, state_root, generation };
        Committees::<T>::insert(id, &committee);
        T::Channels::acknowledge(id, upto_seq);
        if !effects.is_empty() {
            let failed = Self::carry_out(id, height, effects);
            Self::notify(id, Notice::EffectsSettled { height, failed }, Tier::Notice)?;
        }
        let (mut voters, dissenters) = Self::close_height(id, &committee);
        voters.retain(T::Workers::is_live);
        let told = T::OnCommitApplied::applied(id, &voters)
            .saturating_add(Self::misconduct_weight().saturating_mul(dissenters));
        Self::note_attendance(id, &committee, None);
        Self::deposit_event(Event::CommitApplied { committee: id, height, hash, state_root });
        Ok(told)
    }

    /// Carries out effects in order. Those that fail change nothing and are listed.
    fn carry_out(
        id: CommitteeId,
        height: Height,
        effects: BoundedVec<Effect, ConstU32<MAX_EFFECTS>>,
    ) -> Failed {
        let mut failed = Vec::new();
        for (index, effect) in (0..).zip(effects) {
            if let Err(error) = with_storage_layer(|| Self::carry_out_one(id, effect)) {
                failed.push(index);
                Self::deposit_event(Event::EffectFailed { committee: id, height, index, error });
            }
        }
        Failed::truncate_from(failed)
    }

    fn carry_out_one(id: CommitteeId, effect: Effect) -> DispatchResult {
        match effect {
            Effect::PayOut { to, amount } => {
                // Preserve: the escrow keeps the existential deposit it was endowed with, so no dust is ever lost.
                T::Currency::transfer(&Self::escrow_account(id), &to, amount, Preservation::Preserve)?;
                Self::deposit_event(Event::PaidOut { committee: id, to, amount });
            }
            Effect::Push { channel, payload } => {
                ensure!(channel != id, Error::<T>::PushToSelf);
                let payload = Payload::truncate_from(payload.into_inner());
                T::Channels::push(channel, Sender::Committee(id), payload, Tier::Committee)?;
            }
            Effect::Event { topic, data } => {
                Self::deposit_event(Event::Published { committee: id, topic, data })
            }
        }
        Ok(())
    }

    /// Forgets the bodies of the height that was just applied, and the votes of the one before. Says which members voted for
    /// what is applied, and how many voters did not, wherever they are now. Whoever lost built all its later votes on a state
    /// that is not agreed: they are void, so that it can vote again once it has joined by snapshot.
    ///
    /// Votes for what is applied stay until the next height is, to tell who says something else later.
    fn close_height(id: CommitteeId, committee: &Committee) -> (Vec<WorkerId>, u64) {
        let CommitPoint { height, hash, .. } = committee.commit;
        Votes::<T>::remove(id, height.saturating_sub(1));
        let mut votes = Votes::<T>::get(id, height);
        votes.iter().for_each(|(_, vote)| Bodies::<T>::remove(id, (height, *vote)));
        let lost = votes.iter().filter(|(_, vote)| *vote != hash).map(|(worker, _)| *worker);
        let dissenters: Vec<WorkerId> = lost.collect();
        votes.retain(|(_, vote)| *vote == hash);
        let voters = votes.iter().map(|(worker, _)| *worker);
        let voters = voters.filter(|worker| Self::is_member(committee, worker)).collect();
        Votes::<T>::insert(id, height, votes);

        for worker in dissenters.iter().copied() {
            Self::note_dissent(id, worker, height);
        }
        if !dissenters.is_empty() {
            Self::void_pending_votes(id, committee, |worker| dissenters.contains(worker));
        }
        (voters, dissenters.len() as u64)
    }

    /// Takes back the votes of some workers above the applied height, and bodies that no member votes for any more. Those
    /// heights are owed again.
    pub(crate) fn void_pending_votes(
        id: CommitteeId,
        committee: &Committee,
        is_void: impl Fn(&WorkerId) -> bool,
    ) {
        let applied = committee.commit.height;
        Attendances::<T>::mutate(id, |list| {
            let voided = list.iter_mut().filter(|member| is_void(&member.worker));
            voided.for_each(|member| member.voted = member.voted.min(applied));
        });
        for height in window(applied) {
            Votes::<T>::mutate_exists(id, height, |slot| {
                let Some(votes) = slot.as_mut() else { return };
                let voided = votes.iter().filter(|(voter, _)| is_void(voter)).map(|(_, hash)| *hash);
                let voided: Vec<H256> = voided.collect();
                votes.retain(|(voter, _)| !is_void(voter));
                for hash in voided {
                    Self::drop_body_without_backer(id, committee, height, votes, hash);
                }
                if votes.is_empty() {
                    *slot = None;
                }
            });
        }
    }

    /// Drops the bodies that nobody but `worker` voted for, which has just left. Its votes stay until their heights are
    /// applied: leaving takes nothing back.
    pub(crate) fn drop_bodies_of_leaver(id: CommitteeId, committee: &Committee, worker: &WorkerId) {
        for height in window(committee.commit.height) {
            let votes = Votes::<T>::get(id, height);
            if let Some((_, hash)) = votes.iter().find(|(voter, _)| voter == worker) {
                Self::drop_body_without_backer(id, committee, height, &votes, *hash);
            }
        }
    }

    fn drop_body_without_backer(
        id: CommitteeId,
        committee: &Committee,
        height: Height,
        votes: &[(WorkerId, H256)],
        hash: H256,
    ) {
        if !Self::has_backer(votes, committee, &hash) {
            Bodies::<T>::remove(id, (height, hash));
        }
    }
}
