//! Money that comes into a pot, and money that its owner takes back.

use crate::{mock::*, pallet::*};
use frame_support::{assert_noop, assert_ok};
use messages::ids::*;
use sp_runtime::{ArithmeticError, DispatchError, TokenError};

#[test]
fn anybody_funds_a_cluster_and_the_first_payment_leaves_the_existential_deposit() {
    execute(|| {
        assert_ok!(fund(CLUSTER, 100));
        assert_eq!(last_event(), Some(Event::Funded { cluster: CLUSTER, from: stranger(), amount: 90 }));
        assert_ok!(fund(CLUSTER, 1));
        assert_eq!((book().deposits, balance(&pot())), (91, 101));
    });
}

#[test]
fn what_cannot_be_deposited_is_refused() {
    execute(|| {
        for nowhere in [0, 3, CommitteeId::MAX] {
            assert_noop!(fund(nowhere, 100), Error::<Test>::NotACluster);
        }
        assert_noop!(fund(CLUSTER, ED), Error::<Test>::AmountTooSmall);
        assert_noop!(fund(CLUSTER, ED - 1), TokenError::BelowMinimum);
        assert_noop!(fund(CLUSTER, FUNDS), TokenError::NotExpendable);
        assert_noop!(fund(CLUSTER, FUNDS + 1), TokenError::FundsUnavailable);
        assert_noop!(fund(CLUSTER, Balance::MAX), ArithmeticError::Underflow);
        assert_ok!(fund(CLUSTER, 100));
        assert_noop!(fund(CLUSTER, 0), Error::<Test>::AmountTooSmall);
    });
}

#[test]
fn an_owner_takes_deposits_back_after_the_notice() {
    execute(|| {
        assert_ok!(fund(CLUSTER, 110));
        assert_noop!(withdraw(), Error::<Test>::NothingAnnounced);
        assert_ok!(defund(40));
        let from = 1 + NOTICE;
        let announced = Event::DefundAnnounced { cluster: CLUSTER, to: owner(), amount: 40, from };
        assert_eq!(last_event(), Some(announced));
        pass(NOTICE - 1);
        assert_noop!(withdraw(), Error::<Test>::NoticeNotOver);
        pass(1);
        assert_ok!(withdraw());
        assert_eq!((balance(&owner()), book().deposits), (FUNDS + 40, 60));
        assert_noop!(withdraw(), Error::<Test>::NothingAnnounced);
    });
}

#[test]
fn an_announcement_is_no_standing_permission() {
    execute(|| {
        assert_ok!(fund(CLUSTER, 110));
        assert_ok!(defund(40));
        pass(2 * NOTICE + 1);
        assert_noop!(withdraw(), Error::<Test>::NoticeExpired);
        // Announcing anew, for another amount, takes its place and its time.
        assert_ok!(defund(40));
        pass(NOTICE - 1);
        assert_ok!(defund(50));
        pass(1);
        assert_noop!(withdraw(), Error::<Test>::NoticeNotOver);
        pass(NOTICE - 1);
        assert_ok!(withdraw());
        assert_eq!(book().deposits, 50);
    });
}

#[test]
fn deposits_pay_commits_until_they_are_taken_and_no_more_is_taken_than_is_left() {
    execute(|| {
        assert_ok!(fund(CLUSTER, 110));
        assert_ok!(set_terms(60, 1_000));
        assert_ok!(defund(Balance::MAX));
        served_by(&[1, 2]);
        collect_fees(1_000);
        pass(NOTICE);
        assert_ok!(withdraw());
        assert_eq!(balance(&owner()), FUNDS + 40, "neither what was earned nor fees are the owner's");
        assert_eq!((earned(1), earned(2), book().deposits), (30, 30, 0));
        assert_noop!(defund(0), Error::<Test>::AmountTooSmall);
        assert_ok!(defund(1));
        pass(NOTICE);
        assert_noop!(withdraw(), Error::<Test>::NothingDeposited);
    });
}

#[test]
fn only_the_owner_and_governance_decide() {
    execute(|| {
        let defund = |cluster| Call::defund { cluster, to: stranger(), amount: 1 };
        let set_terms = |cluster| Call::set_terms { cluster, terms: Default::default() };
        for make in [&defund as &dyn Fn(CommitteeId) -> Call<Test>, &set_terms] {
            assert_noop!(call(signed(stranger()), make(CLUSTER)), Error::<Test>::NotTheOwner);
            assert_noop!(call(signed(owner()), make(UNOWNED)), Error::<Test>::NotTheOwner);
            assert_noop!(call(signed(owner()), make(9)), Error::<Test>::NotACluster);
            assert_noop!(call(RuntimeOrigin::none(), make(CLUSTER)), DispatchError::BadOrigin);
            assert_ok!(call(RuntimeOrigin::root(), make(CLUSTER)));
            assert_ok!(call(RuntimeOrigin::root(), make(UNOWNED)));
        }
    });
}
