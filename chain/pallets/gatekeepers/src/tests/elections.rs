//! Elections: who takes the seats, how many change at once, and when.

use crate::{
    election::{threshold_for, threshold_meanwhile},
    mock::*,
    pallet::*,
    ElectionRules, Reason, MAX_SEATS, MIN_SEATS,
};
use frame_support::{assert_noop, assert_ok};
use messages::{ceremony::Fault, keys::Secret, limits::MAX_KEEPERS};
use sp_runtime::traits::BadOrigin;

/// Members 1 to n stand for election, a higher number with more at stake.
fn all_defend_their_seats(members: u8) {
    for number in 1..=members {
        assert_ok!(declare(number, 1_000 + u128::from(number)));
    }
}

/// What the newest election changed: who was elected and who was not.
fn changes() -> (Vec<u8>, Vec<u8>) {
    let held = events().into_iter().rev().find_map(|event| match event {
        Event::ElectionHeld { elected, unseated } => Some((numbers(elected), numbers(unseated))),
        _ => None,
    });
    held.expect("an election was held")
}

#[test]
fn without_elections_nothing_is_elected() {
    ExtBuilder::default().electing(3).started_and_execute(|| {
        assert_ok!(declare(4, 9_000));
        assert_ok!(Gatekeepers::set_elections(root(), ElectionRules { era: 0, seats: 5 }));
        events();
        for _ in 0..3 * ERA {
            conclude_all();
        }
        assert_eq!(members(), [1, 2, 3]);
        assert!(!events().iter().any(|event| matches!(event, Event::ElectionHeld { .. })));
        assert_ok!(resign(4));
    });
}

#[test]
fn rules_of_elections_are_governances_and_bounded() {
    ExtBuilder::default().started_and_execute(|| {
        let set = |seats| Gatekeepers::set_elections(root(), ElectionRules { era: ERA, seats });
        let rules = ElectionRules { era: ERA, seats: 3 };
        assert_noop!(Gatekeepers::set_elections(signed(operator()), rules), BadOrigin);
        assert_noop!(set(MIN_SEATS - 1), Error::<Test>::ElectionsOutOfRange);
        assert_noop!(set(MAX_SEATS + 1), Error::<Test>::ElectionsOutOfRange);
        assert_ok!(set(3));
        assert_eq!(events(), [Event::ElectionsSet { rules }]);
        let ordered = System::block_number();
        elect();
        assert_eq!(System::block_number(), ordered + ERA, "there is time to stand for the first one");
        assert_noop!(Gatekeepers::set_threshold(root(), 3), Error::<Test>::ThresholdFollowsSeats);
    });
}

#[test]
fn thresholds_are_majorities_and_hardly_change_while_successors_join() {
    for seats in MIN_SEATS..=MAX_SEATS {
        let threshold = threshold_for(seats.into());
        assert!(threshold * 2 > seats && threshold < seats, "{seats}: a majority, and one can be missing");
        let newcomers = seats - threshold;
        let meanwhile = threshold_meanwhile((seats + newcomers).into(), threshold);
        assert!(meanwhile * 2 > seats + newcomers, "{seats}: still a majority");
        assert!(meanwhile <= threshold + 1, "{seats}: newcomers that do not come cost little");
        assert!(u32::from(seats + newcomers) <= MAX_KEEPERS, "{seats}: they fit a dealing");
        assert!(newcomers < threshold, "{seats}: newcomers of one era derive nothing alone");
    }
}

#[test]
fn free_seats_go_to_the_highest_bonds_one_after_the_other() {
    ExtBuilder::default().electing(5).started_and_execute(|| {
        for (number, bond) in [(4, 1_000), (5, 3_000), (6, 2_000)] {
            assert_ok!(declare(number, bond));
        }
        elect();
        assert_eq!(changes(), (vec![5], vec![]));
        settle();
        assert_eq!((members(), Threshold::get()), (vec![1, 2, 3, 5], 3));
        elect_and_settle();
        assert_eq!((members(), Threshold::get()), (vec![1, 2, 3, 5, 6], 4));
        elect();
        assert_eq!(changes(), (vec![], vec![]));
    });
}

#[test]
fn of_equal_bonds_the_earlier_one_is_elected() {
    ExtBuilder::default().electing(4).started_and_execute(|| {
        for number in [9, 4, 7] {
            assert_ok!(declare(number, 2_000));
        }
        elect_and_settle();
        assert_eq!(members(), [1, 2, 3, 9]);
    });
}

#[test]
fn only_attested_workers_of_validators_are_elected() {
    ExtBuilder::default().electing(4).started_and_execute(|| {
        for number in 4..=8 {
            assert_ok!(declare(number, 10_000 - u128::from(number)));
        }
        kill(&[4]);
        retire(&[5]);
        Operators::insert(worker(6), stranger());
        Barred::<Test>::insert(validator(7), u32::MAX);
        elect_and_settle();
        assert_eq!(members(), [1, 2, 3, 8]);
    });
}

#[test]
fn successors_join_before_others_leave() {
    ExtBuilder::default().electing(3).started_and_execute(|| {
        all_defend_their_seats(3);
        assert_ok!(declare(4, 9_000));
        elect();
        assert_eq!(changes(), (vec![4], vec![1]));
        assert_eq!(Gatekeepers::wanted_threshold(), 3, "of four");
        assert_eq!(numbers(Gatekeepers::desired()), [1, 2, 3, 4]);
        end_block();
        assert_eq!(receivers(&ceremony_of(GENERATION)), [1, 2, 3, 4]);
        conclude(GENERATION);
        finish_block();
        assert_eq!(
            (members(), Leaving::<Test>::get().len()),
            (vec![1, 2, 3, 4], 0),
            "epochs are on their way"
        );
        settle();
        assert_eq!((members(), Threshold::get(), Leaving::<Test>::get().len()), (vec![2, 3, 4], 2, 0));
        let unelected = Event::Discharged { worker: worker(1), reason: Reason::Unelected };
        assert!(events().contains(&unelected));
        assert_eq!(contenders(), [4, 3, 2, 1], "who was not elected stands again");
        let bond = Bonds::<Test>::get(worker(1)).unwrap();
        assert_eq!(bond.free_from, None, "and its bond stays at stake");
    });
}

#[test]
fn an_election_replaces_no_more_than_the_others_can_miss() {
    ExtBuilder::default().keepers(7, 5).electing(7).started_and_execute(|| {
        all_defend_their_seats(7);
        for number in 8..=14 {
            assert_ok!(declare(number, 5_000 + u128::from(number)));
        }
        let mut expected: Vec<u8> = (1..=7).collect();
        for (elected, unseated) in [([14, 13], [1, 2]), ([12, 11], [3, 4]), ([10, 9], [5, 6])] {
            elect();
            let (came, went) = changes();
            assert_eq!((came.len(), went), (2, unseated.to_vec()));
            settle();
            expected.retain(|number| !unseated.contains(number));
            expected.extend(elected);
            expected.sort();
            assert_eq!((members(), Threshold::get()), (expected.clone(), 5));
        }
        elect_and_settle();
        assert_eq!(members(), (8..=14).collect::<Vec<_>>());
    });
}

#[test]
fn nobody_leaves_for_a_successor_that_does_not_come() {
    ExtBuilder::default().electing(3).started_and_execute(|| {
        all_defend_their_seats(3);
        assert_ok!(declare(4, 9_000));
        elect();
        kill(&[4]);
        settle();
        assert_eq!(members(), [1, 2, 3]);
        assert_eq!(Outgoing::<Test>::get().len(), 1);
        events();
        elect();
        let no_show = Event::Discharged { worker: worker(4), reason: Reason::Absent };
        assert!(events().contains(&no_show), "it kept others out for an era");
        kill(&[]);
        settle();
        assert_eq!((members(), Threshold::get(), contenders()), (vec![1, 2, 3], 2, vec![3, 2, 1]));
    });
}

#[test]
fn a_candidate_that_is_overtaken_before_it_joined_makes_room() {
    ExtBuilder::default().electing(4).started_and_execute(|| {
        assert_ok!(declare(4, 2_000));
        elect();
        end_block();
        for number in 1..=3 {
            // Their sharing is lost, so nobody can join.
            let ceremony = sharing(GENERATION).ceremony;
            assert_ok!(say(number, messages::worker::Statement::ShareLost { ceremony }));
        }
        assert_ok!(declare(5, 3_000));
        elect();
        let (came, _) = changes();
        assert_eq!((came, numbers(Candidates::<Test>::get())), (vec![5], vec![5]));
        assert_eq!(contenders(), [5, 4]);
    });
}

#[test]
fn who_validates_no_more_loses_the_seat_even_without_successor() {
    ExtBuilder::default().keepers(4, 3).electing(4).started_and_execute(|| {
        all_defend_their_seats(4);
        retire(&[4]);
        elect();
        assert_eq!(changes(), (vec![], vec![4]));
        settle();
        assert_eq!((members(), Threshold::get()), (vec![1, 2, 3], 2));
        retire(&[]);
        elect_and_settle();
        assert_eq!(members(), [1, 2, 3, 4], "it still stood for election");
    });
}

#[test]
fn of_many_that_may_not_stay_as_many_go_as_can_be_missed() {
    ExtBuilder::default().keepers(4, 3).electing(4).started_and_execute(|| {
        all_defend_their_seats(4);
        retire(&[1, 2, 3, 4]);
        elect_and_settle();
        assert_eq!(members(), [2, 3, 4]);
        elect_and_settle();
        assert_eq!(members(), [3, 4]);
        elect_and_settle();
        assert_eq!((members(), Threshold::get()), (vec![3, 4], 2), "the last ones keep the secrets");
    });
}

#[test]
fn appointed_gatekeepers_keep_their_seats() {
    ExtBuilder::default().bonded().electing(3).started_and_execute(|| {
        assert_ok!(declare(4, 9_000));
        elect();
        assert_eq!(changes(), (vec![], vec![]));
        assert_ok!(Gatekeepers::dismiss(root(), worker(2)));
        settle();
        elect_and_settle();
        assert_eq!(members(), [1, 3, 4], "governance freed a seat");
        let bond = BondAmount::get();
        assert_ok!(Gatekeepers::appoint(root(), worker(5)));
        assert_ok!(crate::mock::bond(5));
        settle();
        assert_eq!(Bonds::<Test>::get(worker(5)).unwrap().amount, bond);
        elect_and_settle();
        assert_eq!(members(), [1, 3, 5], "and took one");
    });
}

#[test]
fn fewer_seats_dismiss_the_lowest_bonds() {
    ExtBuilder::default().keepers(5, 4).electing(5).started_and_execute(|| {
        all_defend_their_seats(5);
        assert_ok!(Gatekeepers::set_elections(root(), ElectionRules { era: ERA, seats: 3 }));
        elect_and_settle();
        assert_eq!((members(), Threshold::get()), (vec![2, 3, 4, 5], 3));
        elect_and_settle();
        assert_eq!((members(), Threshold::get()), (vec![3, 4, 5], 2));
    });
}

#[test]
fn an_election_waits_for_ceremonies_and_none_begins_before_it() {
    ExtBuilder::default().electing(4).started_and_execute(|| {
        assert_ok!(declare(4, 2_000));
        pass(ERA - 2 - System::block_number());
        assert_ok!(Gatekeepers::rotate_generation(root()));
        pass(50);
        assert_eq!(LastElection::<Test>::get(), 0);
        let rotation = Secret::Generation(2);
        assert_eq!(open_secrets(), [rotation], "the next epoch is due as well");
        conclude(rotation);
        finish_block();
        assert_eq!(LastElection::<Test>::get(), System::block_number());
        assert_eq!(changes().0, [4]);
        settle();
        assert_eq!((members(), Gatekeepers::epoch()), (vec![1, 2, 3, 4], 2));
    });
}

#[test]
fn full_blocks_put_no_election_off() {
    ExtBuilder::default().electing(4).started_and_execute(|| {
        assert_ok!(declare(4, 2_000));
        while System::block_number() < ERA {
            begin_block();
        }
        assert_eq!((LastElection::<Test>::get(), changes().0), (ERA, vec![4]));
    });
}

#[test]
fn nothing_is_elected_before_there_are_secrets() {
    ExtBuilder::default().electing(4).build_and_execute(|| {
        assert_ok!(declare(4, 2_000));
        kill(&[2, 3]);
        pass(2 * ERA);
        assert_eq!(LastElection::<Test>::get(), 0);
        kill(&[]);
        settle();
        assert_eq!(LastElection::<Test>::get(), System::block_number());
        settle();
        assert_eq!(members(), [1, 2, 3, 4]);
    });
}

#[test]
fn newcomers_never_decide_whether_there_is_a_quorum() {
    ExtBuilder::default().electing(5).started_and_execute(|| {
        assert_ok!(declare(5, 2_000));
        assert_ok!(Gatekeepers::rotate_generation(root()));
        finish_block();
        conclude_with(Secret::Generation(2), &[(1, Fault::Silent)]);
        settle();
        // Of four three would be needed, and two are there.
        elect();
        assert_eq!((changes().0, Gatekeepers::wanted_threshold()), (vec![], 2));
        reboot(1);
        elect_and_settle();
        assert_eq!(members(), [1, 2, 3, 5]);
    });
}

#[test]
fn the_threshold_rises_when_all_have_come() {
    ExtBuilder::default().keepers(4, 3).electing(5).started_and_execute(|| {
        assert_ok!(declare(5, 2_000));
        elect();
        assert_eq!((changes().0, Gatekeepers::wanted_threshold()), (vec![5], 3));
        settle();
        assert_eq!((members().len(), Threshold::get()), (5, 4));
    });
    ExtBuilder::default().keepers(4, 3).electing(5).started_and_execute(|| {
        assert_ok!(declare(5, 2_000));
        elect();
        end_block();
        conclude(GENERATION);
        kill(&[1]);
        settle();
        assert_eq!((members().len(), Threshold::get()), (5, 3), "somebody is missing");
        kill(&[]);
        elect_and_settle();
        assert_eq!((members().len(), Threshold::get()), (5, 4));
    });
}
