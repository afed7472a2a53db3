//! The beacon, with real shares and proofs.

use crate::{mock::*, pallet::*, Reason};
use crypto::{
    hash::blake2_256,
    threshold::{beacon_value, evaluate},
};
use frame_support::{assert_noop, assert_ok, traits::Randomness};
use messages::{
    ceremony::Fault,
    keys::{KeyLabel, Partial},
    limits::BEACON_PERIOD,
    worker::Statement,
};
use sp_runtime::DispatchResult;

fn label(round: u32) -> KeyLabel {
    KeyLabel::beacon(Gatekeepers::genesis_hash(), Gatekeepers::generation(), round)
}

fn partial(number: u8, round: u32) -> Partial {
    let (index, share) = share_of(&sharing(GENERATION), number);
    evaluate(&share, index, &label(round))
}

fn say_partial(number: u8, round: u32, partial: Partial) -> DispatchResult {
    let ceremony = sharing(GENERATION).ceremony;
    say(number, Statement::Beacon { round, ceremony, partial })
}

fn contribute(number: u8, round: u32) -> DispatchResult {
    say_partial(number, round, partial(number, round))
}

/// Three of five gatekeepers, at the first block of a round.
fn in_round(round: u32, test: impl FnOnce()) {
    ExtBuilder::default().keepers(5, 3).bonded().started_and_execute(|| {
        System::set_block_number(round * BEACON_PERIOD);
        test();
    });
}

#[test]
fn any_threshold_of_partials_make_the_same_verifiable_value() {
    for subset in [[1, 2, 3], [5, 4, 3], [2, 5, 1]] {
        in_round(1, || {
            for number in &subset[..2] {
                assert_ok!(contribute(*number, 1));
            }
            assert_eq!(LastBeacon::<Test>::get(), None);
            assert_ok!(contribute(subset[2], 1));
            let beacon = LastBeacon::<Test>::get().unwrap();
            assert_eq!((beacon.round, beacon.block), (1, BEACON_PERIOD));
            let all: Vec<_> = [1, 2, 3, 4, 5].map(|number| partial(number, 1)).to_vec();
            assert_eq!(beacon.value, beacon_value(&label(1), &all, &sharing(GENERATION)).unwrap());
            assert_eq!(events(), [Event::BeaconMade { round: 1, value: beacon.value }]);
            assert_eq!(PendingBeacon::<Test>::get(), None);
        });
    }
}

#[test]
fn only_the_round_that_is_due_is_collected() {
    in_round(3, || {
        for round in [0, 1, 2, 4] {
            assert_noop!(contribute(1, round), Error::<Test>::WrongRound);
        }
        assert_ok!(contribute(1, 3));
        System::set_block_number(4 * BEACON_PERIOD - 1);
        assert_ok!(contribute(2, 3));
        System::set_block_number(4 * BEACON_PERIOD);
        assert_noop!(contribute(3, 3), Error::<Test>::WrongRound);
        for number in [1, 2, 3] {
            assert_ok!(contribute(number, 4));
        }
        assert_eq!(LastBeacon::<Test>::get().unwrap().round, 4);
        assert_noop!(contribute(4, 4), Error::<Test>::RoundIsOver);
    });
    ExtBuilder::default().started_and_execute(|| {
        assert_noop!(contribute(1, 0), Error::<Test>::WrongRound);
    });
}

#[test]
fn a_holder_counts_once_and_others_not_at_all() {
    in_round(1, || {
        assert_ok!(contribute(1, 1));
        assert_noop!(contribute(1, 1), Error::<Test>::AlreadySaid);
        assert_noop!(say_partial(9, 1, partial(1, 1)), Error::<Test>::NotAHolder);
        let foreign = Statement::Beacon { round: 1, ceremony: 99, partial: partial(2, 1) };
        assert_noop!(say(2, foreign), Error::<Test>::UnknownSharing);
        let of_epoch =
            Statement::Beacon { round: 1, ceremony: sharing(EPOCH).ceremony, partial: partial(2, 1) };
        assert_noop!(say(2, of_epoch), Error::<Test>::UnknownSharing);
    });
}

#[test]
fn a_false_partial_is_evidence_and_the_round_goes_on() {
    let other_round = |number| partial(number, 2);
    let other_index = |_| partial(4, 1);
    let garbage = |number| Partial { point: [0xff; 32], ..partial(number, 1) };
    let lies: [&dyn Fn(u8) -> Partial; 3] = [&other_round, &other_index, &garbage];
    for lie in lies {
        in_round(1, || {
            assert_ok!(contribute(1, 1));
            assert_ok!(say_partial(2, 1, lie(2)));
            let keeper = worker(2);
            let said = events();
            let expected = [
                Event::Slashed { worker: keeper, amount: BondAmount::get() },
                Event::Discharged { worker: keeper, reason: Reason::Cheated },
            ];
            assert_eq!(said[..2], expected);
            assert!(matches!(said[2], Event::FalsePartial { keeper: liar, .. } if liar == keeper));
            assert_noop!(say_partial(2, 1, lie(2)), Error::<Test>::NothingAtStake);
            assert_ok!(contribute(3, 1));
            assert_ok!(contribute(4, 1));
            assert!(LastBeacon::<Test>::get().is_some());
        });
    }
}

#[test]
fn partials_of_different_sharings_do_not_mix() {
    in_round(1, || {
        assert_ok!(contribute(1, 1));
        assert_ok!(contribute(2, 1));
        let value =
            beacon_value(&label(1), &[1, 2, 3].map(|number| partial(number, 1)), &sharing(GENERATION));
        assert_ok!(say(5, Statement::ShareLost { ceremony: sharing(GENERATION).ceremony }));
        settle();
        assert_ok!(contribute(3, 1));
        assert_eq!(LastBeacon::<Test>::get(), None);
        assert_ok!(contribute(1, 1));
        assert_ok!(contribute(2, 1));
        // Handed on, it is still the same secret.
        assert_eq!(LastBeacon::<Test>::get().unwrap().value, value.unwrap());
    });
}

#[test]
fn a_partial_shows_that_an_absent_gatekeeper_is_there_even_if_it_comes_late() {
    ExtBuilder::default().keepers(5, 3).build_and_execute(|| {
        finish_block();
        conclude_with(GENERATION, &[(4, Fault::Silent), (5, Fault::Silent)]);
        conclude(EPOCH);
        finish_block();
        System::set_block_number(BEACON_PERIOD);
        assert_ok!(contribute(4, 1));
        for number in [1, 2] {
            assert_ok!(contribute(number, 1));
        }
        events();
        assert_ok!(contribute(5, 1));
        assert_eq!(events(), [Event::Returned { keeper: worker(5) }]);
        assert_noop!(contribute(5, 1), Error::<Test>::RoundIsOver);
        assert_eq!(Absent::<Test>::get().len(), 0);
    });
}

#[test]
fn randomness_binds_the_subject_and_the_time_it_was_due() {
    in_round(2, || {
        let random = |subject: &[u8]| <Gatekeepers as Randomness<_, _>>::random(subject);
        assert_eq!(random(b"a").1, 0);
        for number in [1, 2, 3] {
            assert_ok!(contribute(number, 2));
        }
        System::set_block_number(2 * BEACON_PERIOD + 7);
        let value = LastBeacon::<Test>::get().unwrap().value;
        assert_eq!(random(b"a"), (blake2_256(&[&value[..], b"a"].concat()), 2 * BEACON_PERIOD));
        assert_ne!(random(b"a"), random(b"b"));
    });
}

#[test]
fn there_is_no_beacon_before_the_first_generation() {
    ExtBuilder::default().build_and_execute(|| {
        System::set_block_number(BEACON_PERIOD);
        let partial = Partial { index: 1, point: [0; 32], proof: ([0; 32], [0; 32]) };
        let said = say(1, Statement::Beacon { round: 1, ceremony: 1, partial });
        assert_noop!(said, Error::<Test>::UnknownSharing);
    });
}
