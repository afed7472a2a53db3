//! Who has served a commit: live members that said in time what was applied.

use crate::{mock::*, types::*, weights::WeightInfo};
use frame_support::weights::Weight;
use messages::{ids::WorkerId, limits::*};

/// Who served, commit by commit.
fn service() -> Vec<Vec<WorkerId>> {
    Service::get(CLUSTER)
}

#[test]
fn voters_of_an_applied_commit_have_served_and_dissenters_have_not() {
    ExtBuilder::default().cluster(4, 3).build_and_execute(|| {
        let (ours, other) = (chain_of(1, 7).remove(0), chain_of(1, 8).remove(0));
        vote(4, &[other]).unwrap();
        vote(3, &[ours.clone()]).unwrap();
        agree_on(&ours);
        assert_eq!(service(), Vec::<Vec<_>>::new(), "nothing is applied yet");
        finish_block();
        assert_eq!(service(), [[3, 1, 2].map(worker).to_vec()]);
    });
}

#[test]
fn a_voter_that_is_not_live_when_the_commit_is_applied_has_not_served() {
    ExtBuilder::default().build_and_execute(|| {
        let commit = chain_of(1, 7).remove(0);
        vote(3, &[commit.clone()]).unwrap();
        agree_on(&commit);
        Dead::set(vec![worker(3)]);
        finish_block();
        assert_eq!(service(), [[1, 2].map(worker).to_vec()]);
    });
}

#[test]
fn who_says_the_same_before_the_next_commit_has_served_too_and_who_comes_later_has_not() {
    ExtBuilder::default().build_and_execute(|| {
        let commits = chain_of(2, 7);
        agree_on(&commits[0]);
        finish_block();
        vote(3, &commits).unwrap();
        assert_eq!(service(), [[1, 2, 3].map(worker).to_vec()]);
        vote(1, &commits[1..]).unwrap();
        submit(&commits[1]).unwrap();
        finish_block();
        // Member 2 repeats a height that two commits have passed: only its word on the second counts.
        vote(2, &commits).unwrap();
        assert_eq!(service(), [[1, 2, 3].map(worker).to_vec(), [3, 1, 2].map(worker).to_vec()]);
    });
}

#[test]
fn a_late_dissenter_has_not_served() {
    ExtBuilder::default().build_and_execute(|| {
        let (ours, other) = (chain_of(1, 7).remove(0), chain_of(1, 8).remove(0));
        agree_on(&ours);
        finish_block();
        vote(3, &[other]).unwrap();
        assert_eq!(service(), [[1, 2].map(worker).to_vec()]);
    });
}

#[test]
fn telling_who_served_is_part_of_the_weight() {
    ExtBuilder::default().build_and_execute(|| {
        agree_on(&chain_of(1, 7).remove(0));
        let done = Committees::advance_once(CLUSTER);
        assert_eq!(done.applied, Some(Applied { effects: 0, told: Weight::from_parts(2, 0) }));
        let told = Committees::weight_of(&done) - <() as WeightInfo>::advance(0);
        assert_eq!(told, Weight::from_parts(2, 0), "the double's price of two voters");
        assert!(Committees::step_weight().all_gte(<() as WeightInfo>::advance(MAX_EFFECTS)));
    });
}
