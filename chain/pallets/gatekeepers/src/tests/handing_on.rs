//! Secrets follow the wanted set, and the committee follows the current generation.

use crate::{mock::*, pallet::*, Reason};
use frame_support::assert_ok;
use messages::keys::Secret;

#[test]
fn a_new_gatekeeper_joins_after_the_current_generation_was_handed_on_and_never_before() {
    ExtBuilder::default().started_and_execute(|| {
        assert_ok!(Gatekeepers::set_threshold(root(), 3));
        appoint(4);
        events();
        finish_block();
        assert_eq!(open_secrets(), [GENERATION, EPOCH]);
        assert_eq!((members(), Threshold::get()), (vec![1, 2, 3], 2));
        let ceremony = ceremony_of(GENERATION);
        assert_eq!((receivers(&ceremony), ceremony.threshold), (vec![1, 2, 3, 4], 3));
        // The epoch's hand-over alone changes nothing.
        conclude(EPOCH);
        finish_block();
        assert_eq!((members(), holders(EPOCH)), (vec![1, 2, 3], vec![1, 2, 3, 4]));
        events();
        conclude(GENERATION);
        finish_block();
        assert_eq!((members(), Threshold::get()), (vec![1, 2, 3, 4], 3));
        assert!(events().contains(&Event::KeeperJoined { keeper: worker(4) }));
        assert_eq!((Candidates::<Test>::get().len(), WantedThreshold::<Test>::get()), (0, None));
        assert_eq!(sharing(GENERATION).threshold, 3);
        finish_block();
        assert_eq!(open_secrets(), []);
    });
}

#[test]
fn a_gatekeeper_leaves_after_the_current_generation_was_handed_on_and_a_new_epoch_begins() {
    ExtBuilder::default().started_and_execute(|| {
        let group = sharing(GENERATION).group;
        assert_ok!(resign(2));
        finish_block();
        assert_eq!((members(), receivers(&ceremony_of(GENERATION))), (vec![1, 2, 3], vec![1, 3]));
        assert!(Gatekeepers::takes_part(&worker(2)), "it deals its share");
        conclude(EPOCH);
        conclude(GENERATION);
        events();
        finish_block();
        assert_eq!((members(), holders(GENERATION)), (vec![1, 3], vec![1, 3]));
        assert!(events().contains(&Event::KeeperLeft { keeper: worker(2) }));
        assert_eq!(sharing(GENERATION).group, group);
        assert_eq!(open_secrets(), [Secret::Epoch(2)]);
        settle();
        assert_eq!((Gatekeepers::epoch(), holders(Secret::Epoch(2))), (2, vec![1, 3]));
    });
}

#[test]
fn replacing_two_of_five_keeps_the_group() {
    ExtBuilder::default().keepers(5, 3).started_and_execute(|| {
        let group = sharing(GENERATION).group;
        for (old, new) in [(1, 6), (2, 7)] {
            assert_ok!(resign(old));
            appoint(new);
        }
        settle();
        assert_eq!((members(), holders(GENERATION)), (vec![3, 4, 5, 6, 7], vec![3, 4, 5, 6, 7]));
        assert_eq!(sharing(GENERATION).group, group);
        assert!(holders(EPOCH) == [3, 4, 5, 6, 7] && Gatekeepers::epoch() == 2);
    });
}

#[test]
fn who_is_merely_not_there_stays_a_member_and_gets_its_share_later() {
    ExtBuilder::default().keepers(5, 3).started_and_execute(|| {
        kill(&[4]);
        assert_ok!(resign(5));
        settle();
        assert_eq!((members(), holders(GENERATION)), (vec![1, 2, 3, 4], vec![1, 2, 3]));
        kill(&[]);
        settle();
        assert_eq!((members(), holders(GENERATION)), (vec![1, 2, 3, 4], vec![1, 2, 3, 4]));
    });
}

#[test]
fn being_away_for_a_while_moves_nothing() {
    ExtBuilder::default().started_and_execute(|| {
        kill(&[1, 2]);
        pass(20);
        assert_eq!((open_secrets(), events()), (vec![], vec![]));
    });
}

#[test]
fn a_member_that_never_held_a_share_leaves_at_once() {
    ExtBuilder::default().build_and_execute(|| {
        kill(&[2]);
        pass(PATIENCE);
        settle();
        assert_eq!(holders(GENERATION), [1, 3]);
        assert_ok!(resign(2));
        finish_block();
        assert_eq!(members(), [1, 3]);
        assert_eq!(open_secrets(), [Secret::Epoch(2)]);
    });
}

#[test]
fn handing_on_waits_for_a_quorum() {
    ExtBuilder::default().started_and_execute(|| {
        assert_ok!(Gatekeepers::set_threshold(root(), 3));
        kill(&[1]);
        pass(20);
        assert_eq!(open_secrets(), []);
        kill(&[]);
        finish_block();
        assert_eq!(open_secrets(), [GENERATION, EPOCH]);
    });
}

#[test]
fn who_resigns_during_a_ceremony_leaves_with_the_next() {
    ExtBuilder::default().keepers(4, 3).started_and_execute(|| {
        assert_ok!(Gatekeepers::set_threshold(root(), 4));
        finish_block();
        assert_ok!(Gatekeepers::set_threshold(root(), 3));
        assert_ok!(resign(2));
        conclude_all();
        assert_eq!((members(), Threshold::get()), (vec![1, 2, 3, 4], 4));
        assert_eq!(receivers(&ceremony_of(GENERATION)), [1, 3, 4]);
        settle();
        assert_eq!((members(), Threshold::get()), (vec![1, 3, 4], 3));
    });
}

#[test]
fn a_candidate_that_is_dismissed_during_a_ceremony_does_not_become_a_member() {
    ExtBuilder::default().started_and_execute(|| {
        assert_ok!(Gatekeepers::set_threshold(root(), 3));
        appoint(4);
        finish_block();
        assert_ok!(Gatekeepers::dismiss(root(), worker(4)));
        conclude_all();
        assert_eq!((members(), Threshold::get(), holders(GENERATION)), (vec![1, 2, 3], 3, vec![1, 2, 3, 4]));
        events();
        settle();
        assert_eq!(
            (members(), holders(GENERATION), holders(EPOCH)),
            (vec![1, 2, 3], vec![1, 2, 3], vec![1, 2, 3])
        );
        assert!(!events().contains(&Event::KeeperJoined { keeper: worker(4) }));
    });
}

#[test]
fn a_committee_that_cannot_change_yet_changes_later() {
    ExtBuilder::default().started_and_execute(|| {
        assert_ok!(resign(2));
        finish_block();
        Refusing::set(true);
        conclude_all();
        pass(3);
        assert_eq!((members(), holders(GENERATION)), (vec![1, 2, 3], vec![1, 3]));
        Refusing::set(false);
        finish_block();
        assert_eq!(members(), [1, 3]);
    });
}

#[test]
fn the_absent_are_left_out_of_a_refresh_and_come_back_with_a_new_boot() {
    ExtBuilder::default().keepers(5, 3).build_and_execute(|| {
        finish_block();
        conclude_with(GENERATION, &[(5, messages::ceremony::Fault::Silent)]);
        conclude(EPOCH);
        assert_ok!(Gatekeepers::set_threshold(root(), 4));
        settle();
        assert_eq!((holders(GENERATION), members()), (vec![1, 2, 3, 4], vec![1, 2, 3, 4, 5]));
        reboot(5);
        settle();
        assert_eq!((holders(GENERATION), holders(EPOCH)), (vec![1, 2, 3, 4, 5], vec![1, 2, 3, 4, 5]));
    });
}

#[test]
fn an_eviction_frees_the_seat() {
    ExtBuilder::default().keepers(5, 3).build_and_execute(|| {
        finish_block();
        conclude_with(GENERATION, &[(5, messages::ceremony::Fault::Silent)]);
        conclude(EPOCH);
        pass(AbsenceLimit::get() + 1);
        events();
        assert_ok!(Gatekeepers::evict(signed(stranger()), worker(5)));
        assert_eq!(events(), [Event::Discharged { worker: worker(5), reason: Reason::Absent }]);
        settle();
        assert_eq!((members(), holders(EPOCH)), (vec![1, 2, 3, 4], vec![1, 2, 3, 4]));
    });
}
