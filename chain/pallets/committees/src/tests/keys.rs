//! Input keys, and the epochs that begin with them.

use crate::{
    mock::*,
    pallet::{Error, InputKeyBallots},
    Tier,
};
use frame_support::{assert_noop, assert_ok};
use messages::{channel::Notice, ids::*, keys::InputKey, limits::LIVE_EPOCHS, worker::Statement};
use sp_runtime::DispatchResult;

fn propose(number: u8, epoch: Epoch, key: u8) -> DispatchResult {
    let key_version = cluster().key_version;
    let key = InputKey { committee: CLUSTER, epoch, key_version, public: [key; 32], call_data: [6; 32] };
    Committees::handle_statement(worker(number), Statement::InputKey(key))
}

/// The gatekeepers begin an epoch; members 1 and 2 derive its key.
fn take_part_in(epoch: Epoch) {
    KeeperEpoch::set(epoch);
    assert_ok!(propose(1, epoch, epoch as u8));
    assert_ok!(propose(2, epoch, epoch as u8));
    finish_block();
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
        assert_eq!(cluster.epoch, 1);
        let key =
            InputKey { committee: CLUSTER, epoch: 1, key_version: 1, public: [0xbb; 32], call_data: [6; 32] };
        assert_eq!(cluster.input_keys.into_inner(), vec![key]);
        assert_eq!(notices(), vec![Notice::EpochStarted(key)]);
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
fn proposals_for_different_epochs_never_mix() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(propose(1, 1, 7));
        KeeperEpoch::set(2);
        assert_ok!(propose(2, 2, 7));
        assert_eq!(InputKeyBallots::<Test>::get(CLUSTER).len(), 1, "what was said about epoch 1 is over");
        finish_block();
        assert_eq!(cluster().epoch, 0);
        assert_ok!(propose(1, 2, 7));
        finish_block();
        assert_eq!(live_epochs(), [2]);
    });
}

#[test]
fn an_epoch_that_gatekeepers_have_left_does_not_begin_any_more() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(propose(1, 1, 1));
        assert_ok!(propose(2, 1, 1));
        KeeperEpoch::set(2);
        finish_block();
        assert_eq!(cluster().epoch, 0);
        take_part_in(2);
        assert_eq!(cluster().epoch, 2);
    });
}

#[test]
fn only_the_newest_keys_stay_live() {
    ExtBuilder::default().build_and_execute(|| {
        (1..=u64::from(LIVE_EPOCHS) + 2).for_each(take_part_in);
        assert_eq!(live_epochs(), [3, 4, 5]);
    });
}

#[test]
fn keys_of_old_epochs_end_in_time_when_a_committee_misses_some() {
    ExtBuilder::default().build_and_execute(|| {
        [1, 2].into_iter().for_each(take_part_in);
        take_part_in(4);
        assert_eq!(live_epochs(), [2, 4]);
        take_part_in(5);
        assert_eq!(live_epochs(), [4, 5]);
        take_part_in(99);
        assert_eq!(live_epochs(), [99]);
    });
}

#[test]
fn an_epoch_waits_for_room_for_its_notice() {
    ExtBuilder::default().build_and_execute(|| {
        Full::set(vec![(CLUSTER, Tier::Notice)]);
        take_part_in(1);
        assert_eq!(cluster().epoch, 0);
        Full::set(vec![]);
        finish_block();
        assert_eq!((cluster().epoch, notices()), (1, vec![Notice::EpochStarted(cluster().input_keys[0])]));
    });
}

#[test]
fn refuses_keys_of_other_epochs_and_of_strangers() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(propose(1, 0, 1), Error::<Test>::WrongEpoch);
        assert_noop!(propose(1, 2, 1), Error::<Test>::WrongEpoch);
        assert_noop!(propose(51, 1, 1), Error::<Test>::NotAMember);
        let outdated =
            InputKey { committee: CLUSTER, epoch: 1, key_version: 0, public: [1; 32], call_data: [6; 32] };
        let said = Committees::handle_statement(worker(1), Statement::InputKey(outdated));
        assert_noop!(said, Error::<Test>::WrongKeyVersion);
        take_part_in(1);
        assert_noop!(propose(3, 1, 1), Error::<Test>::WrongEpoch);
        KeeperEpoch::set(0);
        assert_noop!(propose(1, 0, 1), Error::<Test>::WrongEpoch);
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
        take_part_in(1);
        assert_eq!(cluster().epoch, 0);
    });
    ExtBuilder::default().development().cluster(2, 2).build_and_execute(|| {
        take_part_in(1);
        assert_eq!(cluster().epoch, 1);
    });
}

#[test]
fn statements_for_others_are_refused() {
    ExtBuilder::default().build_and_execute(|| {
        let lease = Committees::handle_statement(worker(1), Statement::Lease([0; 32]));
        assert_noop!(lease, Error::<Test>::NotACommitteeStatement);
        let share_lost = Committees::handle_statement(worker(100), Statement::ShareLost { ceremony: 1 });
        assert_noop!(share_lost, Error::<Test>::NotACommitteeStatement);
    });
}
