//! Committee 0: appointed, not invited.

use crate::{
    mock::*,
    pallet::{Error, Event, Invitations},
};
use frame_support::{assert_noop, assert_ok};
use frame_system::RawOrigin;
use messages::{ids::*, limits::MAX_MEMBERS, worker::Statement};
use sp_runtime::DispatchResult;

fn set(numbers: &[u8], threshold: u16) -> DispatchResult {
    Committees::set_keepers(numbers.iter().copied().map(worker).collect(), threshold)
}

#[test]
fn the_gatekeepers_are_whom_their_pallet_names() {
    ExtBuilder::default().build_and_execute(|| {
        events();
        assert_ok!(set(&[104, 101, 103, 100, 102], 3));
        let keepers = Committees::keepers().unwrap();
        assert_eq!(keepers.members.clone().into_inner(), [100, 101, 102, 103, 104].map(worker));
        assert_eq!((keepers.threshold, keepers.key_version), (3, 1), "nobody left");
        assert_eq!(events(), vec![Event::KeepersSet { members: keepers.members, threshold: 3 }]);
        assert_ok!(set(&[100, 101, 103], 2));
        assert_eq!(Committees::keepers().unwrap().key_version, 2);
        assert_eq!(Messages::get(KEEPER_COMMITTEE).unwrap(), vec![], "their channel is not told");
    });
}

#[test]
fn senseless_sets_of_gatekeepers_are_refused() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(set(&[100, 100], 2), Error::<Test>::AlreadyMember);
        assert_noop!(set(&[], 1), Error::<Test>::ThresholdOutOfRange);
        assert_noop!(set(&[100, 101], 3), Error::<Test>::ThresholdOutOfRange);
        assert_noop!(set(&[100, 101, 102, 103], 2), Error::<Test>::ThresholdBelowMajority);
        let many: Vec<u8> = (0..=MAX_MEMBERS as u8).collect();
        assert_noop!(set(&many, 60), Error::<Test>::CommitteeFull);
        crate::pallet::Committees::<Test>::remove(KEEPER_COMMITTEE);
        assert_noop!(set(&[100, 101, 102], 2), Error::<Test>::UnknownCommittee);
        crate::pallet::Attendances::<Test>::remove(KEEPER_COMMITTEE);
        crate::pallet::Owners::<Test>::remove(KEEPER_COMMITTEE);
    });
}

#[test]
fn gatekeepers_are_neither_invited_nor_evicted() {
    ExtBuilder::default().build_and_execute(|| {
        let root = || RawOrigin::Root.into();
        let id = KEEPER_COMMITTEE;
        let refused = || Error::<Test>::KeepersAreAppointed;
        assert_noop!(Committees::invite(root(), id, worker(110)), refused());
        assert_noop!(Committees::withdraw_invitation(root(), id, worker(110)), refused());
        assert_noop!(Committees::evict(root(), id, worker(100)), refused());
        assert_noop!(Committees::set_threshold(root(), id, 3), refused());
        assert_noop!(Committees::leave(signed(operator()), id, worker(100)), refused());
        Invitations::<Test>::insert(id, crate::WorkerList::truncate_from(vec![worker(110)]));
        assert_noop!(Committees::join(signed(operator()), id, worker(110)), refused());
    });
}

#[test]
fn gatekeepers_commit_nothing_and_derive_no_input_key() {
    ExtBuilder::default().build_and_execute(|| {
        let commits = vec![messages::H256::zero()].try_into().unwrap();
        let votes = Statement::Votes { committee: KEEPER_COMMITTEE, first_height: 1, commits };
        assert_noop!(Committees::handle_statement(worker(100), votes), Error::<Test>::NotAnEvm);
        let (committee, public) = (KEEPER_COMMITTEE, [1; 32]);
        let key =
            messages::keys::InputKey { committee, epoch: 1, key_version: 1, public, call_data: [6; 32] };
        let key = Committees::handle_statement(worker(100), Statement::InputKey(key));
        assert_noop!(key, Error::<Test>::NotAnEvm);
    });
}
