//! Appointing, bonding, leaving, and what governance sets.

use crate::{mock::*, pallet::*, Parameters, Reason};
use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold};
use messages::{
    ceremony::Fault,
    ids::{AccountId, Balance},
    limits::MAX_KEEPERS,
};
use sp_runtime::{traits::BadOrigin, DispatchResult};

fn appoint_only(number: u8) -> DispatchResult {
    Gatekeepers::appoint(root(), worker(number))
}

fn dismiss(number: u8) -> DispatchResult {
    Gatekeepers::dismiss(root(), worker(number))
}

fn withdraw(who: AccountId, number: u8) -> DispatchResult {
    Gatekeepers::withdraw(signed(who), worker(number))
}

fn held(who: AccountId) -> Balance {
    Balances::balance_on_hold(&HoldReason::Bond.into(), &who)
}

#[test]
fn appointing_is_governances_and_bounded() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(Gatekeepers::appoint(signed(operator()), worker(4)), BadOrigin);
        assert_noop!(appoint_only(1), Error::<Test>::AlreadyAppointed);
        assert_ok!(appoint_only(4));
        assert_eq!(events(), [Event::Appointed { worker: worker(4) }]);
        assert_noop!(appoint_only(4), Error::<Test>::AlreadyAppointed);
        for number in 5..=MAX_KEEPERS as u8 {
            assert_ok!(appoint_only(number));
        }
        assert_noop!(appoint_only(MAX_KEEPERS as u8 + 1), Error::<Test>::TooManyGatekeepers);
    });
}

#[test]
fn a_bond_takes_an_appointment_the_operators_consent_and_a_live_worker() {
    ExtBuilder::default().started_and_execute(|| {
        assert_ok!(Gatekeepers::set_threshold(root(), 3));
        assert_noop!(bond(4), Error::<Test>::NotAppointed);
        assert_ok!(appoint_only(4));
        assert_noop!(Gatekeepers::bond(signed(stranger()), worker(4)), Error::<Test>::NotTheOperator);
        kill(&[4]);
        assert_noop!(bond(4), Error::<Test>::WorkerNotLive);
        kill(&[]);
        finish_block();
        let receives = |number| ceremony_of(GENERATION).receivers.iter().any(|r| r.keeper == worker(number));
        assert!(!receives(4), "an appointment alone makes nobody a gatekeeper");
        assert_ok!(bond(4));
        assert_noop!(bond(4), Error::<Test>::AlreadyBonded);
        assert_eq!(held(operator()), BondAmount::get());
        settle();
        assert_eq!(members(), [1, 2, 3, 4]);
    });
}

#[test]
fn gatekeepers_of_genesis_may_bond_once() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(bond(1));
        let bonded = Event::Bonded { worker: worker(1), operator: operator(), amount: BondAmount::get() };
        assert_eq!(events(), [bonded]);
        assert_noop!(bond(1), Error::<Test>::AlreadyBonded);
        assert_ok!(resign(2));
        assert_noop!(bond(2), Error::<Test>::NotAppointed);
    });
}

#[test]
fn an_operator_without_funds_cannot_bond() {
    ExtBuilder::default().build_and_execute(|| {
        let poor = AccountId::new([9; 32]);
        Operators::insert(worker(1), poor.clone());
        assert!(frame_support::storage::with_storage_layer(|| Gatekeepers::bond(signed(poor), worker(1)))
            .is_err());
        assert_eq!(Bonds::<Test>::iter().count(), 0);
    });
}

#[test]
fn a_production_network_stays_a_majority_when_it_grows() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(appoint_only(4));
        assert_noop!(bond(4), Error::<Test>::ThresholdBelowMajority);
        let set = |threshold| Gatekeepers::set_threshold(root(), threshold);
        assert_noop!(set(0), Error::<Test>::ThresholdOutOfRange);
        assert_noop!(set(4), Error::<Test>::ThresholdOutOfRange);
        assert_noop!(set(1), Error::<Test>::ThresholdBelowMajority);
        assert_noop!(Gatekeepers::set_threshold(signed(operator()), 3), BadOrigin);
        assert_ok!(set(3));
        assert_ok!(bond(4));
        assert_noop!(set(2), Error::<Test>::ThresholdBelowMajority);
    });
    ExtBuilder::default().development().build_and_execute(|| {
        assert_ok!(appoint_only(4));
        assert_ok!(bond(4));
        assert_ok!(Gatekeepers::set_threshold(root(), 1));
    });
}

#[test]
fn leaving_is_refused_when_too_few_would_remain() {
    ExtBuilder::default().started_and_execute(|| {
        assert_noop!(Gatekeepers::resign(signed(stranger()), worker(1)), Error::<Test>::NotTheOperator);
        assert_noop!(Gatekeepers::dismiss(signed(operator()), worker(1)), BadOrigin);
        assert_noop!(resign(9), Error::<Test>::NotAGatekeeper);
        assert_ok!(resign(1));
        assert_eq!(events(), [Event::Discharged { worker: worker(1), reason: Reason::Resigned }]);
        assert_noop!(resign(1), Error::<Test>::AlreadyLeaving);
        assert_noop!(dismiss(2), Error::<Test>::TooFewGatekeepers);
        settle();
        assert_noop!(resign(2), Error::<Test>::TooFewGatekeepers);
        assert_eq!(members(), [2, 3]);
    });
}

#[test]
fn a_candidate_without_bond_goes_at_once() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(appoint_only(4));
        events();
        assert_ok!(dismiss(4));
        assert_eq!(events(), [Event::Discharged { worker: worker(4), reason: Reason::Dismissed }]);
        assert_eq!(Candidates::<Test>::get().len(), 0);
        assert_noop!(dismiss(4), Error::<Test>::NotAGatekeeper);
    });
}

#[test]
fn a_bond_is_free_some_time_after_the_gatekeeper_left() {
    ExtBuilder::default().bonded().started_and_execute(|| {
        assert_noop!(withdraw(operator(), 4), Error::<Test>::NotBonded);
        assert_noop!(withdraw(operator(), 1), Error::<Test>::StillAtStake);
        assert_ok!(resign(1));
        assert_noop!(withdraw(operator(), 1), Error::<Test>::StillAtStake);
        settle();
        assert_eq!(members(), [2, 3]);
        pass(UnbondingPeriod::get() - 5);
        assert_noop!(withdraw(operator(), 1), Error::<Test>::StillAtStake);
        pass(5);
        assert_noop!(withdraw(stranger(), 1), Error::<Test>::NotTheBonder);
        let before = held(operator());
        assert_ok!(withdraw(operator(), 1));
        assert_eq!(held(operator()), before - BondAmount::get());
        assert_noop!(withdraw(operator(), 1), Error::<Test>::NotBonded);
    });
}

#[test]
fn a_bond_stays_while_its_worker_holds_a_share() {
    ExtBuilder::default().bonded().started_and_execute(|| {
        assert_ok!(resign(1));
        finish_block();
        conclude(GENERATION);
        pass(UnbondingPeriod::get() + 1);
        assert_eq!(holders(EPOCH), [1, 2, 3]);
        assert_noop!(withdraw(operator(), 1), Error::<Test>::StillNeeded);
        settle();
        assert_ok!(withdraw(operator(), 1));
    });
}

#[test]
fn who_comes_back_withdraws_first() {
    ExtBuilder::default().bonded().started_and_execute(|| {
        assert_ok!(resign(1));
        settle();
        assert_ok!(appoint_only(1));
        assert_noop!(bond(1), Error::<Test>::AlreadyBonded);
        pass(UnbondingPeriod::get());
        settle();
        assert_ok!(withdraw(operator(), 1));
        assert_ok!(bond(1));
        settle();
        assert_eq!(members(), [1, 2, 3]);
    });
}

#[test]
fn only_the_long_absent_can_be_evicted() {
    ExtBuilder::default().build_and_execute(|| {
        let evict = |number| Gatekeepers::evict(signed(stranger()), worker(number));
        finish_block();
        conclude_with(GENERATION, &[(3, Fault::Silent)]);
        conclude(EPOCH);
        assert_noop!(evict(2), Error::<Test>::NotAbsent);
        pass(AbsenceLimit::get());
        assert_noop!(evict(3), Error::<Test>::NotAbsent);
        finish_block();
        reboot(3);
        assert_noop!(evict(3), Error::<Test>::NotAbsent);
        Boots::remove(worker(3));
        assert_ok!(evict(3));
        assert_noop!(evict(3), Error::<Test>::NotAbsent);
    });
}

#[test]
fn parameters_are_governances_and_positive() {
    ExtBuilder::default().build_and_execute(|| {
        let parameters = Parameters { epoch_length: 5, refresh: 6, patience: 7 };
        let signed = Gatekeepers::set_parameters(signed(operator()), parameters);
        assert_noop!(signed, BadOrigin);
        let zeros = [
            Parameters { epoch_length: 0, ..parameters },
            Parameters { refresh: 0, ..parameters },
            Parameters { patience: 0, ..parameters },
        ];
        for bad in zeros {
            assert_noop!(Gatekeepers::set_parameters(root(), bad), Error::<Test>::PeriodTooShort);
        }
        assert_ok!(Gatekeepers::set_parameters(root(), parameters));
        assert_eq!(events(), [Event::ParametersSet { parameters }]);
        finish_block();
        assert_eq!(ceremony_of(GENERATION).patience, 7);
    });
}
