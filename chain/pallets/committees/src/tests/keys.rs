//! Input keys and gatekeepers' shares.

use crate::{
    mock::*,
    pallet::{Error, KeeperKeys},
    Tier,
};
use frame_support::{assert_noop, assert_ok};
use messages::{channel::Notice, ids::*, keys::InputKey, limits::LIVE_EPOCHS, worker::Statement};
use sp_runtime::DispatchResult;

fn propose(number: u8, epoch: Epoch, key: u8) -> DispatchResult {
    let key_version = cluster().key_version;
    let key = InputKey { committee: CLUSTER, epoch, key_version, public: [key; 32] };
    Committees::handle_statement(worker(number), Statement::InputKey(key))
}

fn share(number: u8, group: u8) -> DispatchResult {
    let statement = Statement::KeeperShare { group: [group; 32], share: [number; 32] };
    Committees::handle_statement(worker(number), statement)
}

fn live_epochs() -> Vec<Epoch> {
    cluster().input_keys.iter().map(|key| key.epoch).collect()
}

#[test]
fn an_epoch_begins_with_threshold_identical_keys() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(propose(1, 1, 0xaa));
        assert_ok!(propose(2, 1, 0xbb));
        finish_block();
        assert_eq!(cluster().epoch, 0);
        assert_ok!(propose(3, 1, 0xbb));
        finish_block();
        let cluster = cluster();
        assert_eq!((cluster.epoch, cluster.epoch_started), (1, 2));
        let key = InputKey { committee: CLUSTER, epoch: 1, key_version: 1, public: [0xbb; 32] };
        assert_eq!(cluster.input_keys.into_inner(), vec![key]);
        assert_eq!(notices(), vec![Notice::EpochStarted(1)]);
    });
}

#[test]
fn a_member_may_correct_its_proposal_but_not_count_twice() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(propose(1, 1, 0xaa));
        assert_ok!(propose(1, 1, 0xbb));
        assert_ok!(propose(1, 1, 0xbb));
        finish_block();
        assert_eq!(cluster().epoch, 0);
        assert_ok!(propose(2, 1, 0xbb));
        finish_block();
        assert_eq!(cluster().epoch, 1);
    });
}

#[test]
fn the_next_epoch_waits_for_the_length_of_the_current_one() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(propose(1, 1, 1));
        assert_ok!(propose(2, 1, 1));
        finish_block();
        let started = cluster().epoch_started;
        assert_ok!(propose(1, 2, 2));
        assert_ok!(propose(2, 2, 2));
        while cluster().epoch == 1 {
            finish_block();
        }
        assert_eq!(cluster().epoch_started, started + EPOCH_LENGTH);
    });
}

#[test]
fn only_the_newest_keys_stay_live() {
    ExtBuilder::default().build_and_execute(|| {
        for epoch in 1..=u64::from(LIVE_EPOCHS) + 2 {
            assert_ok!(propose(1, epoch, epoch as u8));
            assert_ok!(propose(2, epoch, epoch as u8));
            pass(EPOCH_LENGTH);
        }
        assert_eq!(live_epochs(), [3, 4, 5]);
    });
}

#[test]
fn an_epoch_waits_for_room_for_its_notice() {
    ExtBuilder::default().build_and_execute(|| {
        Full::set(vec![(CLUSTER, Tier::Notice)]);
        assert_ok!(propose(1, 1, 1));
        assert_ok!(propose(2, 1, 1));
        finish_block();
        assert_eq!(cluster().epoch, 0);
        Full::set(vec![]);
        finish_block();
        assert_eq!((cluster().epoch, notices()), (1, vec![Notice::EpochStarted(1)]));
    });
}

#[test]
fn refuses_keys_of_other_epochs_and_of_strangers() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(propose(1, 0, 1), Error::<Test>::WrongEpoch);
        assert_noop!(propose(1, 2, 1), Error::<Test>::WrongEpoch);
        assert_noop!(propose(51, 1, 1), Error::<Test>::NotAMember);
        let outdated = InputKey { committee: CLUSTER, epoch: 1, key_version: 0, public: [1; 32] };
        let said = Committees::handle_statement(worker(1), Statement::InputKey(outdated));
        assert_noop!(said, Error::<Test>::WrongKeyVersion);
    });
}

#[test]
fn proposals_made_before_a_member_left_are_void() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(propose(1, 1, 1));
        assert_ok!(Committees::leave(signed(operator()), CLUSTER, worker(3)));
        assert_ok!(propose(2, 1, 1));
        finish_block();
        assert_eq!(cluster().epoch, 0);
    });
}

#[test]
fn a_production_committee_needs_three_members_to_begin() {
    ExtBuilder::default().cluster(2, 2).build_and_execute(|| {
        assert_ok!(propose(1, 1, 1));
        assert_ok!(propose(2, 1, 1));
        finish_block();
        assert_eq!(cluster().epoch, 0);
    });
    ExtBuilder::default().development().cluster(2, 2).build_and_execute(|| {
        assert_ok!(propose(1, 1, 1));
        assert_ok!(propose(2, 1, 1));
        finish_block();
        assert_eq!(cluster().epoch, 1);
    });
}

#[test]
fn the_share_of_a_lone_gatekeeper_sets_the_network_key() {
    ExtBuilder::default().development().keepers(1, 1).build_and_execute(|| {
        assert_ok!(share(100, 0xab));
        let keys = KeeperKeys::<Test>::get().unwrap();
        assert_eq!((keys.group, keys.threshold), ([0xab; 32], 1));
        assert_eq!(keys.shares.into_inner(), vec![(worker(100), 1, [100; 32])]);
        // It says so again after a restart.
        assert_ok!(share(100, 0xab));
        assert_noop!(share(100, 0xcd), Error::<Test>::ForeignGroup);
    });
}

#[test]
fn several_gatekeepers_must_name_the_same_group() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(share(101, 0xaa));
        assert_ok!(share(100, 0xbb));
        assert_eq!(KeeperKeys::<Test>::get(), None);
        assert_ok!(share(102, 0xbb));
        let keys = KeeperKeys::<Test>::get().unwrap();
        assert_eq!((keys.group, keys.threshold), ([0xbb; 32], 2));
        assert_eq!(keys.shares.into_inner(), vec![(worker(100), 1, [100; 32]), (worker(102), 3, [102; 32])]);
        assert_ok!(share(101, 0xbb));
        assert_eq!(KeeperKeys::<Test>::get().unwrap().shares.len(), 3);
    });
}

#[test]
fn refuses_shares_of_workers_that_are_no_gatekeepers() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(share(1, 0xaa), Error::<Test>::NotAMember);
    });
}

#[test]
fn a_gatekeeper_that_leaves_takes_its_share_along() {
    ExtBuilder::default().build_and_execute(|| {
        for number in 100..103 {
            assert_ok!(share(number, 0xaa));
        }
        assert_ok!(Committees::leave(signed(operator()), KEEPER_COMMITTEE, worker(101)));
        let keys = KeeperKeys::<Test>::get().unwrap();
        assert_eq!(keys.shares.iter().map(|(_, index, _)| *index).collect::<Vec<_>>(), [1, 3]);
    });
}

#[test]
fn statements_for_others_are_refused() {
    ExtBuilder::default().build_and_execute(|| {
        let handled = Committees::handle_statement(worker(1), Statement::Lease([0; 32]));
        assert_noop!(handled, Error::<Test>::NotACommitteeStatement);
    });
}
