//! Counting outcomes, and what follows from one that counts.

use crate::{mock::*, pallet::*};
use frame_support::{assert_noop, assert_ok};
use messages::{
    ceremony::{Fault, Outcome, Shared},
    worker::Statement,
};

fn say_outcome(number: u8, outcome: &Outcome) -> sp_runtime::DispatchResult {
    say(number, Statement::Outcome(outcome.clone()))
}

/// A network in which the first ceremonies are open.
fn opened(test: impl FnOnce()) {
    ExtBuilder::default().bonded().build_and_execute(|| {
        finish_block();
        events();
        test();
    });
}

#[test]
fn threshold_equal_outcomes_make_a_sharing() {
    opened(|| {
        let ceremony = ceremony_of(GENERATION);
        let outcome = outcome(&ceremony);
        assert_ok!(say_outcome(3, &outcome));
        assert_eq!((Gatekeepers::generation(), events()), (0, vec![]));
        assert_ok!(say_outcome(1, &outcome));
        let sharing = sharing(GENERATION);
        let Shared { group, publics } = outcome.shared.unwrap();
        assert_eq!((sharing.group, sharing.threshold, sharing.ceremony, sharing.since), (group, 2, 1, 2));
        let listed: Vec<_> = sharing.holders.iter().map(|h| (h.keeper, h.index, h.public, h.lost)).collect();
        let keepers = ceremony.receivers.iter().map(|receiver| receiver.keeper);
        let expected: Vec<_> = keepers
            .zip(1..)
            .zip(publics)
            .map(|((keeper, index), public)| (keeper, index, public, false))
            .collect();
        assert_eq!(listed, expected);
        let shared = Event::Shared { ceremony: 1, secret: GENERATION, threshold: 2, shares: 3 };
        assert_eq!(events(), [shared]);
        assert_eq!((Gatekeepers::generation(), open_secrets()), (1, vec![EPOCH]));
    });
}

#[test]
fn differing_outcomes_do_not_count_together_and_a_receiver_may_correct_itself() {
    opened(|| {
        let ceremony = ceremony_of(GENERATION);
        let (one, other) = (outcome(&ceremony), outcome_with(&ceremony, &[(2, Fault::Silent)]));
        assert_ok!(say_outcome(1, &one));
        assert_ok!(say_outcome(2, &other));
        assert_eq!(Gatekeepers::generation(), 0);
        assert_ok!(say_outcome(2, &one));
        assert_eq!((Gatekeepers::generation(), Absent::<Test>::get().len()), (1, 0));
    });
}

#[test]
fn outcomes_of_receivers_that_are_not_live_do_not_count() {
    opened(|| {
        let outcome = outcome(&ceremony_of(GENERATION));
        assert_ok!(say_outcome(1, &outcome));
        kill(&[1]);
        assert_ok!(say_outcome(2, &outcome));
        assert_eq!(Gatekeepers::generation(), 0);
        assert_ok!(say_outcome(3, &outcome));
        assert_eq!(Gatekeepers::generation(), 1);
    });
}

#[test]
fn refused_outcomes_change_nothing_and_stop_nothing() {
    ExtBuilder::default().started_and_execute(|| {
        assert_ok!(say(2, Statement::ShareLost { ceremony: sharing(GENERATION).ceremony }));
        finish_block();
        let ceremony = ceremony_of(GENERATION);
        let good = outcome(&ceremony);
        let with = |change: &dyn Fn(&mut Outcome)| {
            let mut bad = good.clone();
            change(&mut bad);
            bad
        };
        let faults = |list: &[(u8, Fault)]| {
            let list: Vec<_> = list.iter().map(|(number, fault)| (worker(*number), *fault)).collect();
            list.try_into().unwrap()
        };
        let (low, high) = if worker(1) < worker(3) { (1, 3) } else { (3, 1) };
        let silent = Fault::Silent;
        let cases = [
            (1, with(&|bad| bad.ceremony = 1), Error::<Test>::UnknownCeremony),
            (1, with(&|bad| bad.ceremony = 99), Error::UnknownCeremony),
            (9, good.clone(), Error::NotAReceiver),
            (1, with(&|bad| bad.shared.as_mut().unwrap().publics.truncate(2)), Error::WrongNumberOfShares),
            (1, with(&|bad| bad.shared.as_mut().unwrap().group = [7; 32]), Error::ForeignGroup),
            (1, with(&|bad| bad.faults = faults(&[(9, silent)])), Error::MalformedFaults),
            // It receives, but has no share to deal.
            (1, with(&|bad| bad.faults = faults(&[(2, silent)])), Error::MalformedFaults),
            (1, with(&|bad| bad.faults = faults(&[(high, silent), (low, silent)])), Error::MalformedFaults),
            (1, with(&|bad| bad.faults = faults(&[(1, silent), (1, silent)])), Error::MalformedFaults),
            (1, with(&|bad| bad.upto = LastSeq::get() + 1), Error::BeyondTheChannel),
        ];
        for (place, (number, outcome, error)) in cases.into_iter().enumerate() {
            println!("case {place}");
            assert_noop!(say_outcome(number, &outcome), error);
        }
        assert_ok!(say_outcome(1, &good));
        assert_noop!(say_outcome(1, &good), Error::<Test>::AlreadySaid);
        assert_ok!(say_outcome(3, &good));
        assert_noop!(say_outcome(2, &good), Error::<Test>::UnknownCeremony);
        assert_eq!(sharing(GENERATION).ceremony, ceremony.id);
    });
}

#[test]
fn silence_is_noted_and_costs_nothing() {
    opened(|| {
        let ceremony = conclude_with(GENERATION, &[(2, Fault::Silent)]);
        let marks = Absent::<Test>::get();
        assert_eq!((numbers(marks.iter().map(|mark| mark.keeper)), marks[0].since), (vec![2], 2));
        assert_eq!(events()[0], Event::SilentDealer { ceremony: ceremony.id, keeper: worker(2) });
        assert_eq!(Bonds::<Test>::get(worker(2)).unwrap().free_from, None);
        // It received a share like everybody; nothing is to be done until it is there again.
        assert_eq!(holders(GENERATION), [1, 2, 3]);
    });
}

#[test]
fn every_other_fault_costs_bond_and_seat() {
    for fault in [Fault::Malformed, Fault::Equivocated, Fault::FalseShare] {
        opened(|| {
            let issued = Balances::total_issuance();
            let ceremony = conclude_with(GENERATION, &[(2, fault)]).id;
            let keeper = worker(2);
            let expected = [
                Event::CheatingDealer { ceremony, keeper, fault },
                Event::Slashed { worker: keeper, amount: BondAmount::get() },
                Event::Discharged { worker: keeper, reason: crate::Reason::Cheated },
                Event::Shared { ceremony, secret: GENERATION, threshold: 2, shares: 3 },
            ];
            assert_eq!(events(), expected);
            assert_eq!(Balances::total_issuance(), issued - BondAmount::get());
            conclude(EPOCH);
            settle();
            assert_eq!((members(), holders(GENERATION)), (vec![1, 3], vec![1, 3]));
            // What it could have known ends with an epoch that it knows nothing of.
            assert_eq!((Gatekeepers::epoch(), holders(EPOCH)), (2, vec![1, 3]));
        });
    }
}

#[test]
fn a_cheat_is_dismissed_even_if_too_few_remain_and_nothing_is_lost() {
    opened(|| {
        conclude_with(GENERATION, &[(2, Fault::Malformed)]);
        conclude(EPOCH);
        settle();
        assert_ok!(Gatekeepers::rotate_generation(root()));
        finish_block();
        conclude_with(messages::keys::Secret::Generation(2), &[(3, Fault::Malformed)]);
        events();
        pass(5);
        assert_eq!((open_secrets(), members()), (vec![], vec![1, 3]));
        appoint(4);
        settle();
        assert_eq!((members(), Gatekeepers::generation()), (vec![1, 4], 2));
    });
}

#[test]
fn a_failed_ceremony_is_repeated_without_the_cheats() {
    ExtBuilder::default().keepers(4, 3).build_and_execute(|| {
        finish_block();
        conclude_with(GENERATION, &[(1, Fault::Silent), (4, Fault::Malformed)]);
        let failed = Event::CeremonyFailed { ceremony: 1, secret: GENERATION };
        assert!(events().contains(&failed));
        assert_eq!(Gatekeepers::generation(), 0);
        finish_block();
        assert_eq!(receivers(&ceremony_of(GENERATION)), [1, 2, 3]);
    });
}

#[test]
fn messages_are_kept_for_ceremonies_that_are_still_open() {
    opened(|| {
        LastSeq::put(20);
        let outcome = outcome(&ceremony_of(GENERATION));
        // Nobody needs what came before both were opened.
        for number in [1, 2] {
            assert_ok!(say_outcome(number, &outcome));
        }
        assert_eq!(Acknowledged::get(), 0);
        LastSeq::put(25);
        let mut outcome = crate::mock::outcome(&ceremony_of(EPOCH));
        outcome.upto = 23;
        for number in [1, 2] {
            assert_ok!(say_outcome(number, &outcome));
        }
        assert_eq!(Acknowledged::get(), 23);
    });
}

#[test]
fn who_deals_or_receives_takes_part() {
    ExtBuilder::default().started_and_execute(|| {
        assert!(!Gatekeepers::takes_part(&worker(1)));
        appoint_with_majority();
        finish_block();
        assert!(Gatekeepers::takes_part(&worker(4)), "a receiver that is no member yet");
        assert!(!Gatekeepers::takes_part(&worker(5)));
    });
}

fn appoint_with_majority() {
    assert_ok!(Gatekeepers::set_threshold(root(), 3));
    appoint(4);
}
