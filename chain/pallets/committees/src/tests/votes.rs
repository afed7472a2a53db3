//! Votes and bodies: what counts, what is refused, and when a commit is applied.

use crate::{
    mock::*,
    pallet::{Bodies, Error, Event, Votes},
};
use frame_support::{assert_noop, assert_ok};
use messages::{ids::Height, limits::MAX_PENDING_COMMITS, H256};

fn dissented(number: u8, height: Height) -> Event<Test> {
    Event::Dissented { committee: CLUSTER, worker: worker(number), height }
}

fn equivocated(number: u8, height: Height) -> Event<Test> {
    Event::Equivocated { committee: CLUSTER, worker: worker(number), height }
}

#[test]
fn applies_in_the_same_block_when_threshold_members_agree() {
    ExtBuilder::default().build_and_execute(|| {
        users_push(CLUSTER, 3);
        let mut commit = chain_of(1, 7).remove(0);
        commit.upto_seq = 3;
        agree_on(&commit);
        assert_eq!(applied(), 0);
        finish_block();
        assert_eq!(cluster().commit, point(&commit));
        assert_eq!(Acknowledged::get(CLUSTER), Some(3));
        // Votes stay until the next commit, to compare later ones with.
        assert_eq!(Votes::<Test>::iter_keys().collect::<Vec<_>>(), [(CLUSTER, 1)]);
        assert_eq!(Bodies::<Test>::iter().count(), 0);
    });
}

#[test]
fn one_vote_less_than_the_threshold_applies_nothing() {
    ExtBuilder::default().build_and_execute(|| {
        let commit = chain_of(1, 7).remove(0);
        assert_ok!(vote(1, &[commit.clone()]));
        assert_ok!(vote(1, &[commit.clone()]));
        assert_ok!(submit(&commit));
        finish_block();
        assert_eq!(applied(), 0);
    });
}

#[test]
fn the_body_may_come_before_the_deciding_vote_or_after_it() {
    for body_first in [true, false] {
        ExtBuilder::default().build_and_execute(|| {
            let commit = chain_of(1, 7).remove(0);
            assert_ok!(vote(1, &[commit.clone()]));
            if body_first {
                assert_ok!(submit(&commit));
                finish_block();
                assert_ok!(vote(2, &[commit]));
            } else {
                assert_ok!(vote(2, &[commit.clone()]));
                finish_block();
                assert_ok!(submit(&commit));
            }
            assert_eq!(applied(), 0);
            finish_block();
            assert_eq!(applied(), 1);
        });
    }
}

#[test]
fn pipelined_votes_of_one_statement_apply_in_a_row() {
    ExtBuilder::default().build_and_execute(|| {
        let commits = chain_of(MAX_PENDING_COMMITS as u8, 7);
        assert_ok!(vote(1, &commits));
        assert_ok!(vote(3, &commits));
        // Bodies in any order; the missing first one holds back all.
        for commit in commits.iter().skip(1).rev() {
            assert_ok!(submit(commit));
        }
        finish_block();
        assert_eq!(applied(), 0);
        assert_ok!(submit(&commits[0]));
        finish_block();
        assert_eq!(cluster().commit, point(commits.last().unwrap()));
    });
}

#[test]
fn a_dissenting_replica_does_not_delay_the_quorum() {
    ExtBuilder::default().build_and_execute(|| {
        let (wrong, right) = (chain_of(1, 66).remove(0), chain_of(1, 7).remove(0));
        assert_ok!(vote(3, &[wrong.clone()]));
        assert_ok!(submit(&wrong));
        agree_on(&right);
        finish_block();
        assert_eq!(cluster().commit, point(&right));
        assert!(events().contains(&dissented(3, 1)));
        assert_eq!(Reports::get(), [(worker(3), Misconduct::Dissented)]);
    });
}

#[test]
fn a_late_dissenting_vote_is_recorded_and_changes_nothing() {
    ExtBuilder::default().build_and_execute(|| {
        let (wrong, right) = (chain_of(1, 66).remove(0), chain_of(1, 7).remove(0));
        agree_on(&right);
        finish_block();
        events();
        assert_ok!(vote(3, &[wrong]));
        assert_eq!(events(), vec![dissented(3, 1)]);
        assert_eq!(Reports::get(), [(worker(3), Misconduct::Dissented)]);
        assert_ok!(vote(3, &[right.clone()]));
        assert_eq!(events(), vec![]);
        assert_eq!(cluster().commit, point(&right));
    });
}

#[test]
fn who_lost_may_vote_again_on_what_follows() {
    ExtBuilder::default().build_and_execute(|| {
        let (wrong, right) = (chain_of(3, 66), chain_of(3, 7));
        assert_ok!(vote(3, &wrong));
        assert_ok!(submit(&wrong[1]));
        assert_ok!(vote(1, &right));
        assert_ok!(vote(2, &right[..1]));
        assert_ok!(submit(&right[0]));
        finish_block();
        assert_eq!(applied(), 1);
        // Member 2 fell silent; 3 joined by snapshot and now agrees with 1.
        assert!(!Bodies::<Test>::contains_key(CLUSTER, (2, hash(&wrong[1]))));
        events();
        assert_ok!(vote(3, &right[1..]));
        assert_eq!(events(), vec![]);
        for commit in &right[1..] {
            assert_ok!(submit(commit));
        }
        finish_block();
        assert_eq!(applied(), 3);
    });
}

#[test]
fn a_second_different_vote_is_recorded_and_ignored() {
    ExtBuilder::default().build_and_execute(|| {
        let (first, second) = (chain_of(1, 1).remove(0), chain_of(1, 2).remove(0));
        assert_ok!(vote(1, &[first]));
        events();
        assert_ok!(vote(1, &[second.clone()]));
        assert_eq!(events(), vec![equivocated(1, 1)]);
        assert_eq!(Reports::get(), [(worker(1), Misconduct::Equivocated)]);
        // Had it counted, this would be a quorum.
        assert_ok!(vote(2, &[second.clone()]));
        assert_ok!(submit(&second));
        finish_block();
        assert_eq!(applied(), 0);
    });
}

#[test]
fn refuses_votes_of_strangers_and_for_unknown_committees() {
    ExtBuilder::default().build_and_execute(|| {
        let commit = chain_of(1, 7).remove(0);
        assert_noop!(vote(51, &[commit]), Error::<Test>::NotAMember);
        let statement = messages::worker::Statement::Votes {
            committee: 99,
            first_height: 1,
            commits: vec![H256::zero()].try_into().unwrap(),
        };
        let handled = Committees::handle_statement(worker(1), statement);
        assert_noop!(handled, Error::<Test>::UnknownCommittee);
    });
}

#[test]
fn refuses_votes_outside_the_window() {
    ExtBuilder::default().build_and_execute(|| {
        let window = u64::from(MAX_PENDING_COMMITS);
        let one = || vec![H256::repeat_byte(1)];
        assert_noop!(vote_hashes(1, 0, one()), Error::<Test>::HeightOutsideWindow);
        assert_noop!(vote_hashes(1, window + 1, one()), Error::<Test>::HeightOutsideWindow);
        assert_noop!(vote_hashes(1, u64::MAX, one().repeat(2)), Error::<Test>::HeightOutsideWindow);
        assert_noop!(vote_hashes(1, 2, one().repeat(16)), Error::<Test>::HeightOutsideWindow);
        assert_noop!(vote_hashes(1, 1, vec![]), Error::<Test>::EmptyStatement);
        assert_ok!(vote_hashes(1, window, one()));
    });
}

#[test]
fn refuses_bodies_that_nobody_voted_for_at_their_height() {
    ExtBuilder::default().build_and_execute(|| {
        let commits = chain_of(2, 7);
        assert_noop!(submit(&commits[0]), Error::<Test>::BodyNotVotedFor);
        // A vote for the hash of height 1 at height 2 opens no place for it.
        assert_ok!(vote_hashes(1, 2, vec![hash(&commits[0])]));
        assert_noop!(submit(&commits[0]), Error::<Test>::BodyNotVotedFor);
        assert_ok!(vote(1, &commits[..1]));
        assert_ok!(submit(&commits[0]));
        assert_noop!(submit(&commits[0]), Error::<Test>::BodyKnown);
        let mut late = commits[0].clone();
        late.height = 17;
        assert_noop!(submit(&late), Error::<Test>::HeightOutsideWindow);
    });
}

#[test]
fn waits_while_the_commit_covers_messages_that_the_channel_does_not_have() {
    ExtBuilder::default().build_and_execute(|| {
        let mut commit = chain_of(1, 7).remove(0);
        commit.upto_seq = 1;
        agree_on(&commit);
        finish_block();
        assert_eq!(applied(), 0);
        users_push(CLUSTER, 1);
        finish_block();
        assert_eq!(applied(), 1);
    });
}

#[test]
fn never_applies_what_does_not_follow_the_last_commit() {
    ExtBuilder::default().build_and_execute(|| {
        users_push(CLUSTER, 2);
        let mut first = chain_of(1, 7).remove(0);
        first.upto_seq = 2;
        agree_on(&first);
        finish_block();
        let mut foreign_parent = chain_of(1, 8).remove(0);
        foreign_parent.parent = H256::repeat_byte(0xee);
        agree_on(&foreign_parent);
        finish_block();
        assert_eq!(applied(), 1);
    });
    ExtBuilder::default().build_and_execute(|| {
        users_push(CLUSTER, 2);
        let mut first = chain_of(1, 7).remove(0);
        first.upto_seq = 2;
        agree_on(&first);
        finish_block();
        let mut goes_back = chain_of(1, 8).remove(0);
        goes_back.upto_seq = 1;
        agree_on(&goes_back);
        finish_block();
        assert_eq!(applied(), 1);
    });
}

#[test]
fn votes_count_while_the_voter_is_live() {
    ExtBuilder::default().build_and_execute(|| {
        Dead::set(vec![worker(2)]);
        let commit = chain_of(1, 7).remove(0);
        agree_on(&commit);
        finish_block();
        assert_eq!(applied(), 0);
        Dead::set(vec![]);
        finish_block();
        assert_eq!(applied(), 1);
    });
}

#[test]
fn a_commit_is_applied_exactly_once() {
    ExtBuilder::default().build_and_execute(|| {
        let commit = chain_of(1, 7).remove(0);
        agree_on(&commit);
        finish_block();
        assert_ok!(vote(3, &[commit.clone()]));
        assert_noop!(submit(&commit), Error::<Test>::HeightOutsideWindow);
        events();
        finish_block();
        assert_eq!((applied(), events()), (1, vec![]));
    });
}

#[test]
fn anybody_may_advance_a_committee_when_blocks_are_full() {
    ExtBuilder::default().build_and_execute(|| {
        let advance = || Committees::advance(signed(stranger()), CLUSTER);
        assert_noop!(advance(), Error::<Test>::NothingToApply);
        let commits = chain_of(2, 7);
        commits.iter().for_each(agree_on);
        assert_ok!(advance());
        assert_eq!(applied(), 1);
        assert_ok!(advance());
        assert_eq!(applied(), 2);
        assert_noop!(advance(), Error::<Test>::NothingToApply);
    });
}

#[test]
fn idle_weight_bounds_the_work_and_the_rest_goes_on_in_the_next_block() {
    use crate::WeightInfo;
    use frame_support::traits::Hooks;
    ExtBuilder::default().build_and_execute(|| {
        chain_of(3, 7).iter().for_each(agree_on);
        let step = Committees::step_weight();
        let visits = <() as WeightInfo>::visit() * 3;
        let used = Committees::on_idle(1, step + visits);
        assert!(used.all_lte(step + visits));
        let after_first = applied();
        assert!(after_first < 3);
        for _ in 0..6 {
            Committees::on_idle(1, step + visits);
        }
        assert_eq!(applied(), 3);
        assert_eq!(Committees::on_idle(1, frame_support::weights::Weight::zero()).ref_time(), 0);
    });
}
