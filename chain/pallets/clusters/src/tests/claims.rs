//! Paying out what was earned.

use crate::{mock::*, pallet::*};
use frame_support::{assert_noop, assert_ok};

#[test]
fn anybody_has_an_operator_paid_once() {
    execute(|| {
        assert_ok!(fund(CLUSTER, 1_010));
        assert_ok!(set_terms(90, 1_000));
        served_by(&[1, 2]);
        assert_ok!(claim(1));
        let claimed = Event::Claimed { cluster: CLUSTER, operator: operator(1), amount: 45 };
        assert_eq!(last_event(), Some(claimed));
        assert_eq!((balance(&operator(1)), book().owed), (45, 45));
        assert_noop!(claim(1), Error::<Test>::NothingEarned);
        assert_noop!(claim(9), Error::<Test>::NothingEarned);
    });
}

#[test]
fn a_worker_that_left_keeps_what_it_earned() {
    execute(|| {
        assert_ok!(fund(CLUSTER, 1_010));
        assert_ok!(set_terms(90, 1_000));
        served_by(&[1]);
        Gone::set(vec![worker(1)]);
        served_by(&[2]);
        assert_ok!(claim(1));
        assert_eq!(balance(&operator(1)), 90);
    });
}

#[test]
fn an_operator_that_changed_gets_what_was_earned_under_it() {
    execute(|| {
        assert_ok!(fund(CLUSTER, 1_010));
        assert_ok!(set_terms(90, 1_000));
        served_by(&[1]);
        Operators::set(vec![(worker(1), operator(7))]);
        served_by(&[1]);
        assert_eq!([1, 7].map(earned), [90; 2]);
    });
}

#[test]
fn dust_waits_until_it_can_found_an_account() {
    execute(|| {
        assert_ok!(fund(CLUSTER, 1_010));
        assert_ok!(set_terms(ED - 1, 1_000));
        served_by(&[1]);
        assert!(claim(1).is_err());
        assert_eq!((earned(1), book().owed), (ED - 1, ED - 1), "nothing changed");
        served_by(&[1]);
        assert_ok!(claim(1));
        assert_eq!(balance(&operator(1)), 2 * (ED - 1));
    });
}

#[test]
fn everything_that_came_in_can_leave_but_the_existential_deposit() {
    execute(|| {
        assert_ok!(fund(CLUSTER, 1_010));
        assert_ok!(set_terms(900, 1_000));
        served_by(&[1]);
        assert_ok!(defund(100));
        pass(NOTICE);
        assert_ok!(withdraw());
        assert_ok!(claim(1));
        assert_eq!(balance(&pot()), ED);
    });
}
