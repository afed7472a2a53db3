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
    /// the last one: who says the same there has served, too.
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
                Self::record_vote(id, height, worker, *hash)?;
            } else if height == applied.height {
                Self::note_late_vote(id, worker, &applied, *hash);
            }
        }
        Self::note_attendance(id, &committee, Some((worker, last)));
        Ok(())
    }

    fn note_late_vote(id: CommitteeId, worker: WorkerId, applied: &CommitPoint, hash: H256) {
        if hash == applied.hash {
            T::OnCommitApplied::seconded(id, &worker);
        } else {
            Self::note_dissent(id, worker, applied.height);
        }
    }

    fn note_dissent(id: CommitteeId, worker: WorkerId, height: Height) {
        Self::deposit_event(Event::Dissented { committee: id, worker, height });
        T::OnMisconduct::dissented(&worker);
    }

    fn record_vote(id: CommitteeId, height: Height, worker: WorkerId, hash: H256) -> DispatchResult {
        Votes::<T>::try_mutate(id, height, |votes| {
            match votes.iter().find(|(voter, _)| *voter == worker) {
                None => votes.try_push((worker, hash)).map_err(|_| Error::<T>::CommitteeFull)?,
                Some((_, first)) if *first != hash => {
                    Self::deposit_event(Event::Equivocated { committee: id, worker, height });
                    T::OnMisconduct::equivocated(&worker);
                }
                Some(_) => {}
            }
            Ok(())
        })
    }

    /// Notes who owes votes, and that `spoke` (a member and the height it voted up to) just voted.
    ///
    /// The next height is owed only while somebody voted on it *and* unexecuted messages stand in the channel: so that
    /// no member can make others look silent by voting on invented commits.
    fn note_attendance(id: CommitteeId, committee: &Committee, spoke: Option<(WorkerId, Height)>) {
        let applied = committee.commit;
        let next = applied.height.saturating_add(1);
        let has_work = T::Channels::head(id).is_some_and(|head| head.seq > applied.upto_seq);
        let due = if has_work && Votes::<T>::contains_key(id, next) { next } else { applied.height };
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
        let voted_for = Votes::<T>::get(id, height).iter().any(|(_, vote)| *vote == hash);
        ensure!(voted_for, Error::<T>::BodyNotVotedFor);
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

    /// The value that at least `threshold` live members said. Ballots hold current members only.
    pub(crate) fn agreed<V: Copy + PartialEq>(ballots: &[(WorkerId, V)], committee: &Committee) -> Option<V> {
        let threshold = usize::from(committee.threshold);
        if ballots.len() < threshold {
            return None;
        }
        let live = ballots.iter().filter(|(worker, _)| T::Workers::is_live(worker)).map(|(_, value)| *value);
        let live: Vec<V> = live.collect();
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
        let (mut voters, dissenters) = Self::close_height(id, height, hash);
        voters.retain(T::Workers::is_live);
        let told = T::OnCommitApplied::applied(id, &voters)
            .saturating_add(T::OnMisconduct::weight().saturating_mul(dissenters.len() as u64));
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

    /// Forgets votes and bodies of an applied height, and says who voted for what is applied and who did not. Whoever lost there built all
    /// its later votes on a state that is not agreed: they are void, so that it can vote again once it has joined by
    /// snapshot.
    fn close_height(id: CommitteeId, height: Height, hash: H256) -> (Vec<WorkerId>, Vec<WorkerId>) {
        let votes = Votes::<T>::take(id, height);
        votes.iter().for_each(|(_, vote)| Bodies::<T>::remove(id, (height, *vote)));
        let (voters, dissenters): (Vec<_>, Vec<_>) = votes.into_iter().partition(|(_, vote)| *vote == hash);
        let workers = |votes: Vec<(WorkerId, H256)>| votes.into_iter().map(|(worker, _)| worker);
        let dissenters: Vec<WorkerId> = workers(dissenters).collect();
        for worker in dissenters.iter().copied() {
            Self::note_dissent(id, worker, height);
        }
        if !dissenters.is_empty() {
            Self::void_pending_votes(id, height, &dissenters);
        }
        (workers(voters).collect(), dissenters)
    }

    /// Takes back the votes of `workers` above height `applied`, and bodies that nobody votes for any more. Those heights
    /// are owed again.
    pub(crate) fn void_pending_votes(id: CommitteeId, applied: Height, workers: &[WorkerId]) {
        Attendances::<T>::mutate(id, |list| {
            let voided = list.iter_mut().filter(|member| workers.contains(&member.worker));
            voided.for_each(|member| member.voted = member.voted.min(applied));
        });
        for height in window(applied) {
            Votes::<T>::mutate_exists(id, height, |slot| {
                let Some(votes) = slot.as_mut() else { return };
                let voided = votes.clone().into_iter().filter(|(voter, _)| workers.contains(voter));
                let voided: Vec<_> = voided.collect();
                votes.retain(|(voter, _)| !workers.contains(voter));
                for (_, hash) in voided {
                    if !votes.iter().any(|(_, vote)| *vote == hash) {
                        Bodies::<T>::remove(id, (height, hash));
                    }
                }
                if votes.is_empty() {
                    *slot = None;
                }
            });
        }
    }
}
