//! Generations of state keys: which are in use, and how a committee moves on.

use crate::{
    mock::*,
    pallet::{Error, Event},
    Tier,
};
use frame_support::{assert_noop, assert_ok};
use frame_system::RawOrigin;
use messages::{
    channel::Notice,
    committee::{Program, ProgramKind},
    ids::*,
};

/// A commit of the cluster whose state is under the keys of `generation`.
fn apply_under(generation: Generation) {
    let mut commit = chain_of(1, 7).remove(0);
    commit.generation = generation;
    agree_on(&commit);
    finish_block();
}

#[test]
fn state_keys_are_rotated_to_the_gatekeepers_generation() {
    ExtBuilder::default().build_and_execute(|| {
        let rotate = || Committees::rotate_state_keys(signed(owner()), CLUSTER);
        assert_noop!(rotate(), Error::<Test>::GenerationNotNewer);
        KeeperGeneration::set(2);
        assert_ok!(rotate());
        assert_eq!(notices(), vec![Notice::GenerationSet(2)]);
        assert_eq!(events(), vec![Event::GenerationSet { committee: CLUSTER, generation: 2 }]);
        apply_under(2);
        assert_eq!(cluster().commit.generation, 2);
        assert_noop!(rotate(), Error::<Test>::GenerationNotNewer);
    });
}

#[test]
fn only_owner_and_governance_rotate_when_the_committee_can_be_told() {
    ExtBuilder::default().build_and_execute(|| {
        KeeperGeneration::set(2);
        let foreign = Committees::rotate_state_keys(signed(stranger()), CLUSTER);
        assert_noop!(foreign, Error::<Test>::NotTheOwner);
        let root = || RawOrigin::Root.into();
        let keepers = Committees::rotate_state_keys(root(), KEEPER_COMMITTEE);
        assert_noop!(keepers, Error::<Test>::NotAnEvm);
        Full::set(vec![(CLUSTER, Tier::Notice)]);
        assert!(Committees::rotate_state_keys(root(), CLUSTER).is_err());
        Full::set(vec![]);
        assert_ok!(Committees::rotate_state_keys(root(), CLUSTER));
    });
}

#[test]
fn a_commit_never_goes_back_to_older_keys_nor_ahead_of_the_gatekeepers() {
    ExtBuilder::default().build_and_execute(|| {
        KeeperGeneration::set(2);
        apply_under(2);
        assert_eq!(applied(), 1);
        apply_under(1);
        assert_eq!(applied(), 1);
    });
    ExtBuilder::default().build_and_execute(|| {
        apply_under(2);
        assert_eq!(applied(), 0);
        KeeperGeneration::set(2);
        finish_block();
        assert_eq!(applied(), 1, "it waits until the generation is shared");
    });
}

#[test]
fn a_committee_goes_on_under_its_keys_whatever_becomes_of_the_gatekeepers() {
    ExtBuilder::default().build_and_execute(|| {
        KeeperGeneration::set(0);
        apply_under(1);
        assert_eq!(applied(), 1);
    });
}

#[test]
fn a_generation_is_in_use_while_any_state_is_under_it() {
    ExtBuilder::default().build_and_execute(|| {
        let in_use = || [1, 2].map(Committees::generation_in_use);
        assert_eq!(in_use(), [true, false], "the gatekeepers' own committee has no state and does not count");
        KeeperGeneration::set(2);
        apply_under(2);
        assert_eq!(in_use(), [true, true], "another committee is still under the first");
        let evm = Program { kind: ProgramKind::Evm, version: 1 };
        assert_ok!(Committees::create(RawOrigin::Root.into(), owner(), evm, 2));
        let newcomer = crate::pallet::Committees::<Test>::get(OTHER + 1).unwrap();
        assert_eq!(newcomer.commit.generation, 2);

        let other = crate::pallet::Committees::<Test>::get(OTHER).unwrap();
        let mut commit = commit_after(other.commit, 9, vec![]);
        (commit.committee, commit.generation) = (OTHER, 2);
        for number in [51, 52] {
            let statement = messages::worker::Statement::Votes {
                committee: OTHER,
                first_height: 1,
                commits: vec![hash(&commit)].try_into().unwrap(),
            };
            assert_ok!(Committees::handle_statement(worker(number), statement));
        }
        assert_ok!(submit(&commit));
        finish_block();
        assert_eq!(in_use(), [false, true]);
    });
}

#[test]
fn before_the_gatekeepers_share_anything_state_is_to_be_under_the_first_generation() {
    ExtBuilder::default().build_and_execute(|| {
        KeeperGeneration::set(0);
        let evm = Program { kind: ProgramKind::Evm, version: 1 };
        assert_ok!(Committees::create(RawOrigin::Root.into(), owner(), evm, 2));
        let newcomer = crate::pallet::Committees::<Test>::get(OTHER + 1).unwrap();
        assert_eq!(newcomer.commit.generation, 1);
    });
}
