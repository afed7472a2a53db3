//! Lost shares, repair, and what happens when too few are left.

use crate::{mock::*, pallet::*};
use frame_support::{assert_noop, assert_ok};
use messages::{ceremony::Fault, keys::Secret, worker::Statement};
use sp_runtime::DispatchResult;

fn lose(number: u8, secret: Secret) -> DispatchResult {
    say(number, Statement::ShareLost { ceremony: sharing(secret).ceremony })
}

#[test]
fn a_lost_share_is_repaired_by_handing_on() {
    ExtBuilder::default().started_and_execute(|| {
        let group = sharing(GENERATION).group;
        assert_ok!(lose(2, GENERATION));
        assert_eq!(events(), [Event::ShareLost { secret: GENERATION, keeper: worker(2) }]);
        finish_block();
        let ceremony = ceremony_of(GENERATION);
        assert_eq!(numbers(ceremony.dealers().map(|(dealer, _)| dealer)), [1, 3]);
        assert_eq!(receivers(&ceremony), [1, 2, 3]);
        conclude_all();
        assert_eq!((holders(GENERATION), sharing(GENERATION).group), (vec![1, 2, 3], group));
        assert!(sharing(GENERATION).holders.iter().all(|holder| !holder.lost));
        assert_eq!(open_secrets(), []);
    });
}

#[test]
fn saying_it_twice_changes_nothing() {
    ExtBuilder::default().started_and_execute(|| {
        assert_ok!(lose(2, GENERATION));
        let before = (Keys::<Test>::get(), events());
        assert_ok!(lose(2, GENERATION));
        assert_eq!((Keys::<Test>::get(), events()), (before.0, vec![]));
    });
}

#[test]
fn only_holders_of_listed_sharings_can_lose_a_share() {
    ExtBuilder::default().started_and_execute(|| {
        assert_noop!(lose(9, GENERATION), Error::<Test>::NotAHolder);
        let outdated = sharing(GENERATION).ceremony;
        assert_ok!(lose(2, GENERATION));
        settle();
        let said = say(1, Statement::ShareLost { ceremony: outdated });
        assert_noop!(said, Error::<Test>::UnknownSharing);
        assert_noop!(say(1, Statement::ShareLost { ceremony: 99 }), Error::<Test>::UnknownSharing);
    });
}

#[test]
fn an_epoch_ends_when_too_few_shares_are_left_and_the_next_begins_by_itself() {
    ExtBuilder::default().started_and_execute(|| {
        assert_ok!(lose(1, EPOCH));
        finish_block();
        let repair = ceremony_of(EPOCH).id;
        events();
        assert_ok!(lose(2, EPOCH));
        let lost = Event::ShareLost { secret: EPOCH, keeper: worker(2) };
        let dropped = Event::CeremonyDropped { ceremony: repair, secret: EPOCH };
        assert_eq!(events(), [lost, dropped, Event::EpochLost { epoch: 1 }]);
        assert!(!Gatekeepers::has_sharing(1) && Gatekeepers::epoch() == 0);
        assert_noop!(say(3, Statement::ShareLost { ceremony: 2 }), Error::<Test>::UnknownSharing);
        settle();
        assert_eq!((Gatekeepers::epoch(), holders(Secret::Epoch(2))), (2, vec![1, 2, 3]));
        assert_eq!(Gatekeepers::generation(), 1);
    });
}

#[test]
fn losing_an_older_epoch_does_not_end_the_newest() {
    ExtBuilder::default().started_and_execute(|| {
        pass(EPOCH_LENGTH);
        settle();
        assert_ok!(lose(1, EPOCH));
        assert_ok!(lose(2, EPOCH));
        finish_block();
        assert_eq!((Gatekeepers::epoch(), open_secrets()), (2, vec![]));
    });
}

#[test]
fn a_lost_generation_is_reported_once_and_stays_listed() {
    ExtBuilder::default().started_and_execute(|| {
        assert_ok!(lose(1, GENERATION));
        assert_ok!(lose(2, GENERATION));
        assert_ok!(lose(3, GENERATION));
        let reports = events().into_iter().filter(|event| *event == Event::GenerationLost { generation: 1 });
        assert_eq!(reports.count(), 1);
        pass(20);
        assert_eq!((Gatekeepers::generation(), open_secrets()), (1, vec![]));
        assert_ok!(Gatekeepers::rotate_generation(root()));
        settle();
        assert_eq!((Gatekeepers::generation(), holders(Secret::Generation(2))), (2, vec![1, 2, 3]));
    });
}

#[test]
fn a_loss_shows_that_an_absent_gatekeeper_is_there() {
    ExtBuilder::default().build_and_execute(|| {
        finish_block();
        conclude_with(GENERATION, &[(2, Fault::Silent)]);
        conclude(EPOCH);
        finish_block();
        assert_eq!(open_secrets(), []);
        events();
        assert_ok!(lose(2, GENERATION));
        assert_eq!(events()[0], Event::Returned { keeper: worker(2) });
        assert_eq!(Absent::<Test>::get().len(), 0);
        finish_block();
        assert_eq!(receivers(&ceremony_of(GENERATION)), [1, 2, 3]);
    });
}

#[test]
fn a_share_lost_during_its_repair_is_repaired_afterwards() {
    ExtBuilder::default().keepers(4, 3).started_and_execute(|| {
        assert_ok!(lose(1, GENERATION));
        finish_block();
        let ceremony = conclude(GENERATION);
        finish_block();
        assert_ok!(say(2, Statement::ShareLost { ceremony: ceremony.id }));
        settle();
        assert_eq!(sharing(GENERATION).healthy().count(), 4);
    });
}
