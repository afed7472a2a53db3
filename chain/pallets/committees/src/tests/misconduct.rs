//! What is misconduct, what is not, and that nobody escapes by leaving.

use crate::{
    mock::*,
    pallet::{Bodies, Error, Event, Votes},
};
use frame_support::{assert_noop, assert_ok};
use messages::{
    commit::Commit,
    ids::Height,
    limits::{MAX_MEMBERS, MAX_PENDING_COMMITS},
};

fn leave(number: u8) {
    assert_ok!(Committees::leave(signed(operator()), CLUSTER, worker(number)));
}

fn join(number: u8) {
    assert_ok!(Committees::invite(signed(owner()), CLUSTER, worker(number)));
    assert_ok!(Committees::join(signed(operator()), CLUSTER, worker(number)));
}

fn one(root: u8) -> Commit {
    chain_of(1, root).remove(0)
}

fn voters(height: Height) -> Vec<u8> {
    Votes::<Test>::get(CLUSTER, height).into_iter().map(|(voter, _)| voter.0[0]).collect()
}

#[test]
fn whoever_leaves_before_its_false_votes_are_decided_is_reported_all_the_same() {
    let evict = |number| Committees::evict(signed(owner()), CLUSTER, worker(number)).unwrap();
    let expel = |number| Committees::expel(&worker(number));
    let ends: [fn(u8); 3] = [leave, evict, expel];
    for end in ends {
        ExtBuilder::default().build_and_execute(|| {
            let wrong = chain_of(3, 66);
            assert_ok!(vote(3, &wrong));
            assert_ok!(submit(&wrong[1]));
            end(3);
            assert_eq!(Bodies::<Test>::iter_keys().count(), 0, "its bodies go");
            assert_noop!(submit(&wrong[1]), Error::<Test>::BodyNotVotedFor);
            agree_on(&one(7));
            finish_block();
            let event = Event::Dissented { committee: CLUSTER, worker: worker(3), height: 1 };
            assert!(events().contains(&event));
            assert_eq!(Reports::get(), [(worker(3), Misconduct::Dissented)]);
            assert_eq!((voters(1), voters(2), voters(3)), (vec![1, 2], vec![], vec![]));
        });
    }
}

#[test]
fn whoever_left_with_true_votes_is_not_reported_and_has_not_served() {
    ExtBuilder::default().build_and_execute(|| {
        let commits = chain_of(2, 7);
        assert_ok!(vote(3, &commits));
        leave(3);
        for commit in &commits {
            agree_on(commit);
        }
        finish_block();
        assert_eq!((applied(), Reports::get()), (2, vec![]));
        assert_eq!(Service::get(CLUSTER), vec![[1, 2].map(worker).to_vec(); 2]);
    });
}

#[test]
fn leaving_and_joining_again_is_no_way_to_a_second_vote() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(vote(3, &[one(66)]));
        leave(3);
        join(3);
        assert_ok!(vote(3, &[one(7)]));
        assert_eq!(Reports::get(), [(worker(3), Misconduct::Equivocated)]);
        assert_eq!(Votes::<Test>::get(CLUSTER, 1).into_inner(), [(worker(3), hash(&one(66)))]);
    });
}

#[test]
fn votes_of_who_left_make_nobody_look_silent() {
    ExtBuilder::default().cluster(4, 3).build_and_execute(|| {
        users_push(CLUSTER, 2);
        let mut right = one(7);
        right.upto_seq = 1;
        let invented = commit_after(point(&right), 66, Vec::new());
        assert_ok!(vote(4, &[right.clone(), invented]));
        leave(4);
        assert_ok!(vote(3, &[right.clone()]));
        agree_on(&right);
        pass(SilenceLimit::get() + 2);
        assert_eq!((applied(), voters(2)), (1, vec![4]));
        let evict = Committees::evict(signed(stranger()), CLUSTER, worker(1));
        assert_noop!(evict, Error::<Test>::NotSilent);
    });
}

/// More workers than a committee may have come, vote for something of their own, and go.
#[test]
fn those_who_come_and_go_leave_room_for_the_votes_of_members() {
    ExtBuilder::default().development().build_and_execute(|| {
        let passers = 110..110 + MAX_MEMBERS as u8 + 2;
        for number in passers.clone() {
            join(number);
            assert_ok!(vote(number, &[one(number)]));
            leave(number);
        }
        assert_eq!(voters(1), passers.clone().skip(2).collect::<Vec<_>>());
        agree_on(&one(7));
        let first_left = passers.start + 4;
        assert_eq!(voters(1), (first_left..passers.end).chain([1, 2]).collect::<Vec<_>>());
        finish_block();
        assert_eq!((applied(), Reports::get().len() as u32), (1, MAX_MEMBERS - 2));
    });
}

#[test]
fn a_contrary_vote_after_a_true_one_was_applied_is_a_second_vote() {
    ExtBuilder::default().build_and_execute(|| {
        let (right, wrong) = (one(7), one(66));
        agree_on(&right);
        finish_block();
        // Member 2 voted in time, member 3 votes late.
        assert_ok!(vote(3, &[right.clone()]));
        assert_ok!(vote(2, &[wrong.clone()]));
        assert_ok!(vote(3, &[wrong.clone()]));
        let equivocated = [2, 3].map(|number| (worker(number), Misconduct::Equivocated));
        assert_eq!(Reports::get(), equivocated);
        assert_eq!(Votes::<Test>::get(CLUSTER, 1).len(), 3);

        agree_on(&one(8));
        finish_block();
        assert_eq!((voters(1), voters(2)), (vec![], vec![1, 2]), "what is decided for good is forgotten");
        assert_ok!(vote(1, &[wrong]));
        assert_eq!(Reports::get(), equivocated);
    });
}

#[test]
fn heights_that_were_pending_when_an_epoch_was_given_up_are_excused_and_later_ones_are_not() {
    ExtBuilder::default().build_and_execute(|| {
        Committees::excuse_pending_votes(CLUSTER, 0);
        for height in 1..=Height::from(MAX_PENDING_COMMITS) + 1 {
            assert_eq!(Reports::get(), vec![], "height {height}");
            assert_ok!(vote(3, &[one(66)]));
            assert_ok!(vote(3, &[one(67)]));
            agree_on(&one(7));
            finish_block();
            assert_eq!(applied(), height);
        }
        let both = [Misconduct::Equivocated, Misconduct::Dissented].map(|what| (worker(3), what));
        assert_eq!(Reports::get(), both);
    });
}
