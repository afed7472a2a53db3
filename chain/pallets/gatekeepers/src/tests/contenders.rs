//! Standing for election: who may, with how much, and how one ceases to.

use crate::{mock::*, pallet::*, Reason, MAX_CONTENDERS};
use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold};
use messages::{ceremony::Fault, ids::Balance};
use sp_runtime::DispatchResult;

fn bond_more(number: u8, amount: Balance) -> DispatchResult {
    Gatekeepers::bond_more(signed(validator(number)), worker(number), amount)
}

fn withdraw(number: u8) -> DispatchResult {
    Gatekeepers::withdraw(signed(validator(number)), worker(number))
}

fn held(number: u8) -> Balance {
    Balances::balance_on_hold(&HoldReason::Bond.into(), &validator(number))
}

/// The operator of a worker stands it for election.
fn stand(number: u8, amount: Balance) -> DispatchResult {
    Gatekeepers::declare(signed(validator(number)), worker(number), amount)
}

/// As many contenders as there may be, from number 100 on, with `bond` each.
fn fill(bond: Balance) {
    for number in (100..).take(MAX_CONTENDERS as usize) {
        assert_ok!(declare(number, bond));
    }
}

fn stands(number: u8) -> bool {
    Contenders::<Test>::get().iter().any(|contender| contender.worker == worker(number))
}

#[test]
fn standing_takes_elections_a_live_worker_its_operator_and_a_validator() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(Gatekeepers::declare(signed(operator()), worker(4), 1_000), Error::<Test>::NoElections);
    });
    ExtBuilder::default().electing(3).build_and_execute(|| {
        Operators::insert(worker(4), validator(4));
        let stand = || stand(4, 1_000);
        let foreign = Gatekeepers::declare(signed(stranger()), worker(4), 1_000);
        assert_noop!(foreign, Error::<Test>::NotTheOperator);
        kill(&[4]);
        assert_noop!(stand(), Error::<Test>::WorkerNotLive);
        kill(&[]);
        retire(&[4]);
        assert_noop!(stand(), Error::<Test>::NotAValidator);
        retire(&[]);
        assert_ok!(stand());
        let declared = Event::Declared { worker: worker(4), operator: validator(4), bond: 1_000 };
        assert_eq!(events(), [declared]);
        assert_noop!(stand(), Error::<Test>::AlreadyDeclared);
        Operators::insert(worker(5), validator(4));
        let second = Gatekeepers::declare(signed(validator(4)), worker(5), 1_000);
        assert_noop!(second, Error::<Test>::OneContenderEach);
        assert_ok!(Gatekeepers::appoint(root(), worker(6)));
        Operators::insert(worker(6), validator(6));
        let appointed = Gatekeepers::declare(signed(validator(6)), worker(6), 1_000);
        assert_noop!(appointed, Error::<Test>::AlreadyAppointed);
    });
}

#[test]
fn a_contender_has_the_least_bond_at_stake_or_more() {
    ExtBuilder::default().electing(3).build_and_execute(|| {
        Operators::insert(worker(4), validator(4));
        let stand = |amount| stand(4, amount);
        assert_noop!(stand(999), Error::<Test>::BondTooLow);
        assert!(frame_support::storage::with_storage_layer(|| stand(FUNDS + 1)).is_err());
        assert_ok!(stand(1_500));
        assert_eq!(held(4), 1_500);
        assert_noop!(withdraw(4), Error::<Test>::StillAtStake);
        assert_ok!(bond_more(4, 250));
        assert_eq!(held(4), 1_750);
        let foreign = Gatekeepers::bond_more(signed(stranger()), worker(4), 1);
        assert_noop!(foreign, Error::<Test>::NotTheBonder);
        assert_noop!(bond_more(5, 1), Error::<Test>::NotBonded);
    });
}

#[test]
fn bonds_of_the_appointed_can_be_raised() {
    ExtBuilder::default().bonded().started_and_execute(|| {
        let raise = |amount| Gatekeepers::bond_more(signed(operator()), worker(1), amount);
        assert_ok!(raise(5));
        assert_eq!(events(), [Event::BondRaised { worker: worker(1), amount: BondAmount::get() + 5 }]);
        assert_ok!(resign(1));
        settle();
        assert_noop!(raise(5), Error::<Test>::NotAGatekeeper);
    });
}

#[test]
fn contenders_are_in_the_order_of_bonds_and_who_was_there_first_is_first() {
    ExtBuilder::default().electing(3).build_and_execute(|| {
        for (number, bond) in [(4, 1_000), (5, 2_000), (6, 1_000), (7, 2_000), (8, 3_000)] {
            assert_ok!(declare(number, bond));
        }
        assert_eq!(contenders(), [8, 5, 7, 4, 6]);
        assert_ok!(bond_more(6, 1_000));
        assert_eq!(contenders(), [8, 5, 7, 6, 4], "what is as high as others' is behind them");
        assert_ok!(bond_more(6, 1));
        assert_eq!(contenders(), [8, 6, 5, 7, 4]);
        assert_ok!(bond_more(8, 0));
        assert_eq!(contenders(), [8, 6, 5, 7, 4]);
    });
}

#[test]
fn who_resigns_is_free_after_a_while_and_may_come_back_with_what_is_left() {
    ExtBuilder::default().electing(3).build_and_execute(|| {
        assert_ok!(declare(4, 1_500));
        events();
        assert_ok!(resign(4));
        assert_eq!(events(), [Event::Discharged { worker: worker(4), reason: Reason::Resigned }]);
        assert!(contenders().is_empty());
        assert_noop!(resign(4), Error::<Test>::NotAGatekeeper);
        assert_noop!(withdraw(4), Error::<Test>::StillAtStake);
        assert_noop!(bond_more(4, 1), Error::<Test>::NotAGatekeeper);
        assert_ok!(declare(4, 0));
        assert_eq!((held(4), contenders()), (1_500, vec![4]));
        assert_ok!(resign(4));
        System::set_block_number(System::block_number() + UnbondingPeriod::get());
        assert_ok!(withdraw(4));
        assert_eq!(held(4), 0);
    });
}

#[test]
fn a_bond_follows_who_bonded_when_the_operator_changes() {
    ExtBuilder::default().electing(3).build_and_execute(|| {
        assert_ok!(declare(4, 1_500));
        Operators::insert(worker(4), validator(5));
        assert_noop!(Gatekeepers::resign(signed(stranger()), worker(4)), Error::<Test>::NotTheOperator);
        assert_ok!(Gatekeepers::resign(signed(validator(4)), worker(4)));
        let other = Gatekeepers::declare(signed(validator(5)), worker(4), 1_000);
        assert_noop!(other, Error::<Test>::AlreadyBonded);
    });
}

#[test]
fn a_full_list_cannot_be_flooded_with_the_least() {
    ExtBuilder::default().electing(3).build_and_execute(|| {
        fill(1_000);
        Operators::insert(worker(4), validator(4));
        assert_noop!(stand(4, 1_000), Error::<Test>::Outbid);
        events();
        assert_ok!(declare(4, 1_001));
        let last = 100 + MAX_CONTENDERS as u8 - 1;
        assert!(stands(4) && !stands(last));
        let displaced = Event::Discharged { worker: worker(last), reason: Reason::Displaced };
        assert_eq!(events()[0], displaced, "of equals who came last");
        assert_noop!(withdraw(last), Error::<Test>::StillAtStake);
        assert_ok!(declare(last, 1));
        assert_eq!(held(last), 1_001);
        assert!(stands(last) && !stands(last - 1));
    });
}

#[test]
fn in_a_full_list_those_who_cannot_be_elected_give_way_first() {
    ExtBuilder::default().electing(3).build_and_execute(|| {
        fill(2_000);
        retire(&[120]);
        assert_ok!(declare(4, 1_000));
        assert!(stands(4) && !stands(120));
        retire(&[]);
        kill(&[110]);
        assert_ok!(declare(5, 1_000));
        assert!(stands(5) && !stands(110));
    });
}

#[test]
fn a_full_list_displaces_nobody_who_has_a_seat() {
    ExtBuilder::default().electing(3).started_and_execute(|| {
        assert_ok!(Gatekeepers::dismiss(root(), worker(1)));
        settle();
        assert_ok!(declare(4, 1_000));
        elect_and_settle();
        assert_eq!(members(), [2, 3, 4]);
        for number in (100..).take(MAX_CONTENDERS as usize - 1) {
            assert_ok!(declare(number, 1_000));
        }
        assert_ok!(declare(5, 1_001));
        assert!(stands(4) && stands(5), "the next election decides about seats");
    });
}

#[test]
fn evidence_reaches_a_bond_until_it_is_withdrawn_and_ends_all_hopes() {
    ExtBuilder::default().electing(3).started_and_execute(|| {
        assert_ok!(declare(4, 5_000));
        assert!(Gatekeepers::punish(worker(4)));
        assert_eq!((held(4), contenders()), (0, vec![]));
        assert_noop!(stand(4, 1_000), Error::<Test>::Barred);
        assert_ok!(declare(5, 5_000));
        assert_ok!(resign(5));
        pass(3);
        assert!(Gatekeepers::punish(worker(5)), "it is unbonding");
        assert_eq!(held(5), 0);
        assert!(!Gatekeepers::punish(worker(5)));
        Operators::insert(worker(6), validator(5));
        let other = Gatekeepers::declare(signed(validator(5)), worker(6), 1_000);
        assert_noop!(other, Error::<Test>::Barred);
        elect_and_settle();
        assert_eq!(members(), [1, 2, 3]);
    });
}

#[test]
fn who_cheats_in_a_seat_loses_seat_candidacy_and_bond() {
    ExtBuilder::default().electing(4).started_and_execute(|| {
        assert_ok!(declare(4, 5_000));
        elect_and_settle();
        assert_eq!(members(), [1, 2, 3, 4]);
        assert_ok!(Gatekeepers::rotate_generation(root()));
        finish_block();
        conclude_with(messages::keys::Secret::Generation(2), &[(4, Fault::FalseShare)]);
        assert_eq!((held(4), contenders()), (0, vec![]));
        settle();
        assert_eq!(members(), [1, 2, 3]);
        elect_and_settle();
        assert_eq!(members(), [1, 2, 3]);
    });
}

#[test]
fn the_dismissed_stand_again_after_an_era() {
    ExtBuilder::default().electing(3).started_and_execute(|| {
        assert_ok!(declare(4, 1_000));
        assert_ok!(Gatekeepers::dismiss(root(), worker(4)));
        assert!(contenders().is_empty());
        assert_noop!(stand(4, 0), Error::<Test>::Barred);
        Operators::insert(worker(5), validator(4));
        let other = Gatekeepers::declare(signed(validator(4)), worker(5), 1_000);
        assert_noop!(other, Error::<Test>::Barred);
        pass(ERA - 1);
        assert_noop!(stand(4, 0), Error::<Test>::Barred);
        pass(1);
        assert_ok!(declare(4, 0));
    });
}

#[test]
fn an_appointed_contender_stands_no_more() {
    ExtBuilder::default().electing(3).started_and_execute(|| {
        assert_ok!(declare(4, 1_000));
        assert_ok!(Gatekeepers::appoint(root(), worker(4)));
        assert!(contenders().is_empty());
        settle();
        assert_eq!((members(), Threshold::get()), (vec![1, 2, 3, 4], 3), "the threshold follows");
        assert_ok!(declare(5, 9_000));
        elect_and_settle();
        assert_eq!(members(), [1, 2, 3, 4], "it does not depend on elections");
    });
    ExtBuilder::default().electing(3).started_and_execute(|| {
        assert_ok!(declare(4, 1_000));
        assert_ok!(Gatekeepers::set_elections(root(), Default::default()));
        let appointed = Gatekeepers::appoint(root(), worker(4));
        assert_noop!(appointed, Error::<Test>::ThresholdBelowMajority);
    });
}
