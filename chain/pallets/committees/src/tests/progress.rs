//! Liveness: silent members, disputes, and turns.

use crate::{
    mock::*,
    pallet::{Error, Event},
};
use frame_support::{assert_noop, assert_ok};
use messages::{commit::Commit, ids::*};
use sp_runtime::DispatchResult;

fn evict(number: u8) -> DispatchResult {
    Committees::evict(signed(stranger()), CLUSTER, worker(number))
}

fn owner_evicts(number: u8) -> DispatchResult {
    Committees::evict(signed(owner()), CLUSTER, worker(number))
}

/// The next commit after the applied one; it covers every message of the channel.
fn next_commit(root: u8) -> Commit {
    let mut commit = chain_of(1, root).remove(0);
    commit.upto_seq = Messages::get(CLUSTER).unwrap().len() as Seq;
    commit
}

#[test]
fn a_member_that_misses_applied_commits_is_evicted_after_the_limit() {
    ExtBuilder::default().build_and_execute(|| {
        users_push(CLUSTER, 1);
        agree_on(&next_commit(7));
        // It owes its vote since this block, in which the others voted.
        pass(SilenceLimit::get());
        assert_noop!(evict(3), Error::<Test>::NotSilent);
        assert_noop!(evict(1), Error::<Test>::NotSilent);
        pass(1);
        assert_noop!(evict(1), Error::<Test>::NotSilent);
        assert_ok!(evict(3));
        let event = Event::MemberLeft { committee: CLUSTER, worker: worker(3), evicted: true };
        assert!(events().contains(&event));
        assert_eq!((cluster().threshold, cluster().key_version), (2, 2));
    });
}

#[test]
fn nobody_is_evicted_while_there_is_nothing_to_do() {
    ExtBuilder::default().build_and_execute(|| {
        pass(5 * SilenceLimit::get());
        for number in 1..=3 {
            assert_noop!(evict(number), Error::<Test>::NotSilent);
        }
        assert_noop!(evict(4), Error::<Test>::NotAMember);
    });
}

#[test]
fn a_slow_member_that_votes_late_is_not_silent() {
    ExtBuilder::default().build_and_execute(|| {
        for root in 0..4 {
            users_push(CLUSTER, 1);
            let commit = next_commit(root);
            agree_on(&commit);
            finish_block();
            assert_ok!(vote(3, &[commit]));
            pass(SilenceLimit::get());
        }
        pass(SilenceLimit::get());
        assert_noop!(evict(3), Error::<Test>::NotSilent);
    });
}

#[test]
fn a_vote_that_cannot_find_partners_starts_the_clock_of_the_silent() {
    ExtBuilder::default().development().cluster(2, 2).build_and_execute(|| {
        users_push(CLUSTER, 1);
        assert_ok!(vote(1, &[next_commit(7)]));
        pass(SilenceLimit::get() + 1);
        assert_noop!(evict(1), Error::<Test>::NotSilent);
        assert_ok!(evict(2));
    });
}

#[test]
fn invented_commits_make_nobody_look_silent() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(vote(1, &chain_of(16, 66)));
        pass(2 * SilenceLimit::get());
        assert_noop!(evict(2), Error::<Test>::NotSilent);
        assert_noop!(evict(3), Error::<Test>::NotSilent);
    });
}

#[test]
fn two_of_two_that_disagree_are_resolved_by_an_eviction_and_a_newcomer() {
    ExtBuilder::default().build_and_execute(|| {
        // Production, n = t = 2 after an eviction.
        assert_ok!(owner_evicts(3));
        users_push(CLUSTER, 1);
        let (wrong, right) = (next_commit(66), next_commit(7));
        assert_ok!(vote(1, &[wrong.clone()]));
        assert_ok!(submit(&wrong));
        assert_ok!(vote(2, &[right.clone()]));
        assert_ok!(submit(&right));
        pass(2 * SilenceLimit::get());
        assert_eq!(applied(), 0);
        // Both speak, so neither is silent; the owner must judge.
        assert_noop!(evict(1), Error::<Test>::NotSilent);
        assert_ok!(owner_evicts(1));
        assert_ok!(Committees::invite(signed(owner()), CLUSTER, worker(4)));
        assert_ok!(Committees::join(signed(operator()), CLUSTER, worker(4)));
        assert_ok!(vote(4, &[right.clone()]));
        finish_block();
        assert_eq!(cluster().commit.hash, hash(&right));
    });
}

#[test]
fn two_of_two_that_disagree_are_resolved_by_a_lower_threshold_in_development() {
    ExtBuilder::default().development().cluster(2, 2).build_and_execute(|| {
        let (wrong, right) = (next_commit(66), next_commit(7));
        assert_ok!(vote(1, &[wrong]));
        assert_ok!(vote(2, &[right.clone()]));
        assert_ok!(submit(&right));
        assert_ok!(owner_evicts(1));
        finish_block();
        assert_eq!(applied(), 0, "eviction alone never makes agreement easier");
        assert_ok!(Committees::set_threshold(signed(owner()), CLUSTER, 1));
        finish_block();
        assert_eq!(cluster().commit.hash, hash(&right));
    });
}

#[test]
fn a_threshold_that_changes_mid_vote_counts_at_once() {
    ExtBuilder::default().cluster(4, 3).build_and_execute(|| {
        let commit = next_commit(7);
        agree_on(&commit);
        finish_block();
        assert_eq!(applied(), 0);
        // Two of three are a majority as soon as the fourth member is gone and the threshold follows.
        assert_ok!(Committees::leave(signed(operator()), CLUSTER, worker(4)));
        assert_ok!(Committees::set_threshold(signed(owner()), CLUSTER, 2));
        finish_block();
        assert_eq!(applied(), 1);
    });
}

#[test]
fn a_vote_of_a_member_that_left_counts_only_if_it_joins_again() {
    ExtBuilder::default().cluster(4, 3).build_and_execute(|| {
        let commit = next_commit(7);
        agree_on(&commit);
        assert_ok!(owner_evicts(2));
        assert_ok!(vote(3, &[commit]));
        finish_block();
        assert_eq!(applied(), 0);
        assert_ok!(Committees::invite(signed(owner()), CLUSTER, worker(2)));
        assert_ok!(Committees::join(signed(operator()), CLUSTER, worker(2)));
        finish_block();
        assert_eq!(applied(), 1);
    });
}

#[test]
fn committees_have_their_turn_whatever_the_others_do() {
    ExtBuilder::default().build_and_execute(|| {
        let commits = chain_of(16, 7);
        commits.iter().for_each(agree_on);
        let other = crate::pallet::Committees::<Test>::get(OTHER).unwrap().commit;
        let mut other = commit_after(other, 9, vec![]);
        other.committee = OTHER;
        for number in [51, 52] {
            let statement = messages::worker::Statement::Votes {
                committee: OTHER,
                first_height: 1,
                commits: vec![hash(&other)].try_into().unwrap(),
            };
            assert_ok!(Committees::handle_statement(worker(number), statement));
        }
        assert_ok!(submit(&other));
        finish_block();
        let heights = [CLUSTER, OTHER]
            .map(|id| crate::pallet::Committees::<Test>::get(id).map(|committee| committee.commit.height));
        assert_eq!(heights, [Some(16), Some(1)]);
    });
}
