//! Epochs whose keys nobody can give any more.

use crate::{
    mock::*,
    pallet::{Bodies, Committees as CommitteeMap, Error, Event, LostEpochBallots, Votes},
};
use frame_support::{assert_noop, assert_ok};
use messages::{committee::LostEpochs, ids::*, worker::Statement};
use sp_runtime::DispatchResult;

fn lose(number: u8, epoch: Epoch) -> DispatchResult {
    let statement = Statement::EpochLost { committee: CLUSTER, epoch };
    Committees::handle_statement(worker(number), statement)
}

/// The cluster has reached epoch 5; gatekeepers share 4 and 5 only.
fn with_lost_epochs(test: impl FnOnce()) {
    ExtBuilder::default().build_and_execute(|| {
        KeeperEpoch::set(5);
        Erased::set(vec![1, 2, 3]);
        CommitteeMap::<Test>::mutate_extant(CLUSTER, |cluster| {
            let key = |epoch| messages::keys::InputKey {
                committee: CLUSTER,
                epoch,
                key_version: 1,
                public: [epoch as u8; 32],
                call_data: [6; 32],
            };
            cluster.epoch = 5;
            cluster.input_keys = [3, 4, 5].map(key).to_vec().try_into().unwrap();
        });
        test();
    });
}

#[test]
fn a_single_member_cannot_give_up_an_epoch() {
    with_lost_epochs(|| {
        assert_ok!(vote(3, &chain_of(2, 7)));
        assert_ok!(lose(1, 3));
        assert_ok!(lose(1, 3));
        finish_block();
        assert_eq!(cluster().lost, None);
        assert_eq!(Votes::<Test>::iter_prefix(CLUSTER).count(), 2, "votes stand");
        // Another epoch is another word.
        assert_ok!(lose(2, 2));
        finish_block();
        assert_eq!(cluster().lost, None);
    });
}

#[test]
fn threshold_members_give_up_an_epoch_for_messages_after_the_last_commit() {
    with_lost_epochs(|| {
        users_push(CLUSTER, 4);
        let mut commit = chain_of(1, 7).remove(0);
        commit.upto_seq = 3;
        agree_on(&commit);
        finish_block();
        events();
        assert_ok!(lose(1, 3));
        assert_ok!(lose(3, 3));
        finish_block();
        assert_eq!(cluster().lost, Some(LostEpochs { upto: 3, after: 3 }));
        assert_eq!(events(), vec![Event::EpochsLost { committee: CLUSTER, upto: 3, after: 3 }]);
        assert!(!LostEpochBallots::<Test>::contains_key(CLUSTER));
        assert_noop!(lose(2, 3), Error::<Test>::EpochKnownLost);
        assert_noop!(lose(2, 1), Error::<Test>::EpochKnownLost);
    });
}

#[test]
fn pending_votes_and_bodies_are_void_and_owed_again() {
    with_lost_epochs(|| {
        users_push(CLUSTER, 1);
        let opened = chain_of(2, 7);
        assert_ok!(vote(2, &opened));
        assert_ok!(submit(&opened[0]));
        assert_ok!(lose(1, 3));
        assert_ok!(lose(3, 3));
        finish_block();
        assert_eq!(Votes::<Test>::iter_prefix(CLUSTER).count(), 0);
        assert_eq!(Bodies::<Test>::iter_prefix(CLUSTER).count(), 0);
        // Who opened the calls votes anew, without them, and has not said two things.
        events();
        let erased = chain_of(1, 8).remove(0);
        assert_ok!(vote(2, &[erased.clone()]));
        assert_eq!(events(), vec![]);
        agree_on(&erased);
        finish_block();
        assert_eq!(cluster().commit, point(&erased));
    });
}

#[test]
fn who_votes_on_from_a_lost_call_and_then_takes_it_back_is_not_to_blame() {
    with_lost_epochs(|| {
        let (opened, erased) = (chain_of(3, 7), chain_of(3, 8));
        assert_ok!(vote(2, &opened[..1]));
        assert_ok!(lose(1, 3));
        assert_ok!(lose(3, 3));
        finish_block();
        // On their way while member 2 did not know yet.
        assert_ok!(vote(2, &opened));
        // It has joined by snapshot before the others are through.
        assert_ok!(vote(2, &erased[..1]));
        assert_ok!(vote(1, &erased));
        assert_ok!(vote(3, &erased));
        assert_ok!(submit(&erased[0]));
        events();
        finish_block();
        let dissented = Event::Dissented { committee: CLUSTER, worker: worker(2), height: 1 };
        assert!(events().contains(&dissented));
        assert_eq!(Reports::get(), vec![]);
        // What it votes from then on counts.
        assert_ok!(vote(2, &erased[1..]));
        assert_eq!((events(), Reports::get()), (vec![], vec![]));
    });
}

#[test]
fn votes_of_who_left_before_the_loss_are_void_too() {
    with_lost_epochs(|| {
        assert_ok!(vote(2, &chain_of(2, 7)));
        assert_ok!(lose(1, 3));
        assert_ok!(lose(3, 3));
        assert_ok!(Committees::leave(signed(operator()), CLUSTER, worker(2)));
        finish_block();
        assert_eq!(Votes::<Test>::iter_prefix(CLUSTER).count(), 0);
    });
}

#[test]
fn a_member_whose_votes_were_void_owes_new_ones() {
    with_lost_epochs(|| {
        users_push(CLUSTER, 1);
        assert_ok!(vote(2, &chain_of(16, 7)));
        assert_ok!(lose(1, 3));
        assert_ok!(lose(3, 3));
        finish_block();
        assert_ok!(vote(1, &chain_of(1, 8)));
        pass(SilenceLimit::get() + 1);
        assert_ok!(Committees::evict(signed(stranger()), CLUSTER, worker(2)));
    });
}

#[test]
fn commits_that_stand_are_applied_before_epochs_are_given_up() {
    with_lost_epochs(|| {
        users_push(CLUSTER, 2);
        let mut commit = chain_of(1, 7).remove(0);
        commit.upto_seq = 2;
        agree_on(&commit);
        assert_ok!(lose(1, 3));
        assert_ok!(lose(2, 3));
        finish_block();
        assert_eq!(cluster().commit, point(&commit));
        assert_eq!(cluster().lost, Some(LostEpochs { upto: 3, after: 2 }));
    });
}

#[test]
fn the_newest_lost_epoch_never_goes_down() {
    with_lost_epochs(|| {
        assert_ok!(lose(1, 2));
        assert_ok!(lose(3, 1));
        assert_ok!(lose(2, 2));
        finish_block();
        assert_eq!(cluster().lost, Some(LostEpochs { upto: 2, after: 0 }));
        assert!(!LostEpochBallots::<Test>::contains_key(CLUSTER), "what is lost need not be said");
        for number in 1..=3 {
            assert_noop!(lose(number, 1), Error::<Test>::EpochKnownLost);
        }
        assert_ok!(lose(1, 3));
        assert_ok!(lose(2, 3));
        finish_block();
        assert_eq!(cluster().lost, Some(LostEpochs { upto: 3, after: 0 }));
    });
}

#[test]
fn words_about_a_newer_epoch_outlive_the_loss_of_an_older_one() {
    with_lost_epochs(|| {
        assert_ok!(lose(1, 3));
        assert_ok!(lose(2, 2));
        assert_ok!(lose(3, 2));
        finish_block();
        assert_eq!(cluster().lost.map(|lost| lost.upto), Some(2));
        assert_ok!(lose(2, 3));
        finish_block();
        assert_eq!(cluster().lost.map(|lost| lost.upto), Some(3));
    });
}

#[test]
fn refuses_epochs_that_are_shared_or_were_never_reached_and_strangers() {
    with_lost_epochs(|| {
        assert_noop!(lose(1, 4), Error::<Test>::EpochStillShared);
        assert_noop!(lose(1, 5), Error::<Test>::EpochStillShared);
        assert_noop!(lose(1, 6), Error::<Test>::WrongEpoch);
        assert_noop!(lose(1, 0), Error::<Test>::WrongEpoch);
        assert_noop!(lose(51, 3), Error::<Test>::NotAMember);
        let keepers = Statement::EpochLost { committee: KEEPER_COMMITTEE, epoch: 3 };
        assert_noop!(Committees::handle_statement(worker(100), keepers), Error::<Test>::NotAnEvm);
    });
}

#[test]
fn only_live_members_count_and_who_leaves_takes_its_word_along() {
    with_lost_epochs(|| {
        assert_ok!(lose(1, 3));
        assert_ok!(lose(2, 3));
        Dead::set(vec![worker(2)]);
        finish_block();
        assert_eq!(cluster().lost, None);
        assert_ok!(Committees::leave(signed(operator()), CLUSTER, worker(2)));
        Dead::set(vec![]);
        finish_block();
        assert_eq!(cluster().lost, None);
        assert_ok!(lose(3, 3));
        finish_block();
        assert_eq!(cluster().lost.map(|lost| lost.upto), Some(3));
    });
}

#[test]
fn anybody_may_have_epochs_given_up_when_blocks_are_full() {
    with_lost_epochs(|| {
        let advance = || Committees::advance(signed(stranger()), CLUSTER);
        assert_ok!(lose(1, 3));
        assert_noop!(advance(), Error::<Test>::NothingToApply);
        assert_ok!(lose(2, 3));
        assert_ok!(advance());
        assert_eq!(cluster().lost.map(|lost| lost.upto), Some(3));
    });
}
