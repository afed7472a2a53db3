//! When ceremonies begin, and when they end without outcome.

use crate::{mock::*, pallet::*};
use frame_support::{assert_noop, assert_ok, traits::Hooks, weights::Weight};
use messages::{
    abi,
    ceremony::{Fault, Receiver},
    ids::BootId,
    keys::Secret,
    limits::{MAX_CEREMONIES, MAX_KEEPERS},
    worker::Statement,
};

/// Blocks after which a ceremony without outcome is closed.
const LIFE: u32 = 4 * PATIENCE + 32;

#[test]
fn the_first_generation_and_epoch_begin_together_once_all_are_live() {
    ExtBuilder::default().build_and_execute(|| {
        finish_block();
        assert_eq!(open_secrets(), [GENERATION, EPOCH]);
        let ceremony = ceremony_of(EPOCH);
        assert_eq!((ceremony.id, ceremony.threshold, ceremony.patience), (2, 2, PATIENCE));
        assert_eq!((ceremony.source.clone(), ceremony.opened_at), (None, 1));
        assert_eq!(receivers(&ceremony), [1, 2, 3]);
        let opened = |ceremony, secret| Event::CeremonyOpened { ceremony, secret, handed_on: false };
        assert_eq!(events(), [opened(1, GENERATION), opened(2, EPOCH)]);
        pass(3);
        assert_eq!(events(), []);
    });
}

#[test]
fn one_that_is_dead_at_start_delays_by_patience_only() {
    ExtBuilder::default().build_and_execute(|| {
        kill(&[1, 2]);
        pass(3 * PATIENCE);
        assert_eq!(open_secrets(), []);
        kill(&[2]);
        pass(PATIENCE);
        assert_eq!(open_secrets(), []);
        finish_block();
        assert_eq!(receivers(&ceremony_of(GENERATION)), [1, 3]);
        conclude_all();
        assert_eq!((holders(GENERATION), members()), (vec![1, 3], vec![1, 2, 3]));
        // When it comes, it gets its shares.
        kill(&[]);
        settle();
        assert_eq!((holders(GENERATION), holders(EPOCH)), (vec![1, 2, 3], vec![1, 2, 3]));
    });
}

#[test]
fn the_time_of_the_missing_begins_anew_when_too_few_are_left() {
    ExtBuilder::default().build_and_execute(|| {
        kill(&[2]);
        pass(PATIENCE);
        kill(&[1, 2]);
        finish_block();
        kill(&[2]);
        pass(PATIENCE);
        assert_eq!(open_secrets(), []);
        finish_block();
        assert_eq!(open_secrets(), [GENERATION, EPOCH]);
    });
}

#[test]
fn messages_count_from_where_the_channel_stood() {
    ExtBuilder::default().build_and_execute(|| {
        LastSeq::put(7);
        finish_block();
        assert_eq!(ceremony_of(GENERATION).opened.seq, 7);
    });
}

#[test]
fn a_ceremony_without_outcome_expires_and_is_repeated() {
    ExtBuilder::default().build_and_execute(|| {
        finish_block();
        LastSeq::put(9);
        assert_ok!(say(1, Statement::Outcome(outcome(&ceremony_of(GENERATION)))));
        pass(LIFE);
        events();
        assert_eq!(ceremony_of(GENERATION).id, 1);
        finish_block();
        let expired = |ceremony, secret| Event::CeremonyExpired { ceremony, secret };
        let opened = |ceremony, secret| Event::CeremonyOpened { ceremony, secret, handed_on: false };
        let (generation, epoch) = (GENERATION, EPOCH);
        let expected = [expired(1, generation), expired(2, epoch), opened(3, generation), opened(4, epoch)];
        assert_eq!(events(), expected);
        assert_eq!(OutcomeBallots::<Test>::iter().count(), 0);
        assert_eq!(Acknowledged::get(), 9);
    });
}

#[test]
fn epochs_follow_each_other_and_the_oldest_makes_room() {
    ExtBuilder::default().started_and_execute(|| {
        let opened = EpochOpenedAt::<Test>::get();
        while open_secrets().is_empty() {
            finish_block();
        }
        assert_eq!(open_secrets(), [Secret::Epoch(2)]);
        assert_eq!(ceremony_of(Secret::Epoch(2)).opened_at, opened + EPOCH_LENGTH);
        for _ in 0..3 {
            settle();
            pass(EPOCH_LENGTH);
        }
        let live: Vec<_> = Keys::<Test>::get().epochs.iter().map(|sharing| sharing.secret).collect();
        assert_eq!(live, [2, 3, 4].map(Secret::Epoch));
        assert!(!Gatekeepers::has_sharing(1) && Gatekeepers::has_sharing(2));
    });
}

#[test]
fn an_epoch_that_is_over_is_not_handed_on_any_more() {
    ExtBuilder::default().started_and_execute(|| {
        for _ in 0..2 {
            pass(EPOCH_LENGTH);
            settle();
        }
        assert_eq!(Keys::<Test>::get().epochs.len(), 3);
        while !open_secrets().contains(&Secret::Epoch(4)) {
            finish_block();
        }
        assert_ok!(say(1, Statement::ShareLost { ceremony: sharing(EPOCH).ceremony }));
        finish_block();
        events();
        let handing_on = ceremony_of(EPOCH).id;
        conclude(Secret::Epoch(4));
        assert!(events().contains(&Event::CeremonyDropped { ceremony: handing_on, secret: EPOCH }));
    });
}

#[test]
fn a_generation_is_refreshed_in_time_and_keeps_its_group() {
    ExtBuilder::default().started_and_execute(|| {
        let before = sharing(GENERATION);
        while !open_secrets().contains(&GENERATION) {
            finish_block();
            if open_secrets().contains(&Secret::Epoch(Gatekeepers::epoch() + 1)) {
                conclude(Secret::Epoch(Gatekeepers::epoch() + 1));
            }
        }
        let ceremony = ceremony_of(GENERATION);
        assert_eq!(ceremony.opened_at, before.since + REFRESH);
        assert_eq!(ceremony.source, Some(before.clone()));
        conclude(GENERATION);
        let after = sharing(GENERATION);
        assert_eq!(after.group, before.group);
        assert_ne!(after.holders, before.holders);
    });
}

#[test]
fn ceremonies_beyond_the_bound_wait_for_their_turn() {
    ExtBuilder::default().started_and_execute(|| {
        for _ in 0..2 {
            pass(EPOCH_LENGTH);
            settle();
        }
        assert_ok!(Gatekeepers::rotate_generation(root()));
        settle();
        assert_eq!(Keys::<Test>::get().all().count(), 5);
        assert_ok!(Gatekeepers::set_threshold(root(), 3));
        finish_block();
        assert_eq!(open_secrets().len() as u32, MAX_CEREMONIES);
        assert_eq!(open_secrets()[..2], [Secret::Generation(2), GENERATION]);
        settle();
        assert!(Keys::<Test>::get().all().all(|sharing| sharing.threshold == 3));
    });
}

#[test]
fn full_blocks_can_be_made_up_for_by_anybody() {
    ExtBuilder::default().build_and_execute(|| {
        assert_eq!(<Gatekeepers as Hooks<_>>::on_idle(1, Weight::from_parts(1, 1)), Weight::zero());
        assert_eq!(open_secrets(), []);
        assert_ok!(Gatekeepers::advance(signed(stranger())));
        assert_eq!(open_secrets(), [GENERATION, EPOCH]);
        assert_noop!(Gatekeepers::advance(signed(stranger())), Error::<Test>::NothingDue);
    });
}

#[test]
fn a_lone_gatekeeper_suffices_on_a_development_network() {
    ExtBuilder::default().development().keepers(1, 1).started_and_execute(|| {
        assert_eq!(holders(GENERATION), [1]);
    });
}

#[test]
fn nothing_begins_on_a_network_without_gatekeepers() {
    ExtBuilder::default().keepers(0, 0).build_and_execute(|| {
        pass(2 * PATIENCE);
        assert_eq!(open_secrets(), []);
    });
}

#[test]
fn as_many_gatekeepers_as_may_be_share_secrets() {
    let all = MAX_KEEPERS as u8;
    ExtBuilder::default().keepers(all, 17).started_and_execute(|| {
        assert_eq!(holders(GENERATION).len() as u32, MAX_KEEPERS);
        assert_noop!(Gatekeepers::appoint(root(), worker(all + 1)), Error::<Test>::TooManyGatekeepers);
        assert_ok!(resign(all));
        settle();
        appoint(all + 1);
        settle();
        assert!(members().contains(&(all + 1)) && !members().contains(&all));
    });
}

#[test]
fn receivers_are_named_with_their_boots() {
    ExtBuilder::default().build_and_execute(|| {
        reboot(2);
        finish_block();
        let receivers = ceremony_of(GENERATION).receivers;
        assert!(receivers.is_sorted_by(|one, next| one.keeper < next.keeper));
        let mut boot = [0; 16];
        boot[0] = 1;
        let expected = Receiver { keeper: worker(2), boot_id: BootId(boot), encryption_key: worker(2).0 };
        assert!(receivers.contains(&expected));
    });
}

#[test]
fn a_stall_that_makes_everybody_look_silent_delays_and_leaves_nobody_out() {
    ExtBuilder::default().build_and_execute(|| {
        finish_block();
        for secret in [GENERATION, EPOCH] {
            conclude_with(secret, &[1, 2, 3].map(|number| (number, Fault::Silent)));
        }
        assert_eq!((Gatekeepers::generation(), Gatekeepers::epoch()), (0, 0));
        finish_block();
        assert_eq!(receivers(&ceremony_of(GENERATION)), [1, 2, 3]);
        assert_eq!(receivers(&ceremony_of(EPOCH)), [1, 2, 3]);
        settle();
        assert_eq!((Gatekeepers::generation(), Gatekeepers::epoch()), (1, 1));
    });
}

#[test]
fn enclaves_find_everything_under_the_keys_of_the_abi() {
    assert_eq!(Keys::<Test>::hashed_key().to_vec(), abi::keeper_keys());
    assert_eq!(Ceremonies::<Test>::hashed_key().to_vec(), abi::ceremonies());
    assert_eq!(LastBeacon::<Test>::hashed_key().to_vec(), abi::beacon());
}
