//! Who earns, and how much.

use crate::{mock::*, pallet::*, types::*, weights::WeightInfo};
use frame_support::assert_ok;
use messages::{cluster::pot_account, ids::Balance, limits::MAX_MEMBERS};

/// A cluster that pays 90 for a commit.
fn paying() {
    assert_ok!(fund(CLUSTER, 1_010));
    assert_ok!(set_terms(90, 1_000));
}

#[test]
fn all_who_served_share_alike_when_the_next_commit_is_applied() {
    execute(|| {
        paying();
        apply(&[1, 2]);
        assert_eq!(book().owed, 0, "others may still say the same");
        Clusters::commit_seconded(CLUSTER, &worker(3));
        apply(&[1]);
        assert_eq!([1, 2, 3].map(earned), [30; 3]);
        let rewarded = Event::Rewarded { cluster: CLUSTER, workers: 3, of_deposits: 30, of_income: 0 };
        assert_eq!(last_event(), Some(rewarded));
        apply(&[]);
        assert_eq!([1, 2, 3].map(earned), [120, 30, 30]);
        assert_eq!((book().deposits, book().owed), (820, 180));
    });
}

#[test]
fn who_repeats_itself_or_comes_after_the_next_commit_earns_nothing_more() {
    execute(|| {
        paying();
        apply(&[1, 2]);
        for number in [1, 3, 3] {
            Clusters::commit_seconded(CLUSTER, &worker(number));
        }
        apply(&[1]);
        // Late for the first commit, in time for the second.
        Clusters::commit_seconded(CLUSTER, &worker(4));
        apply(&[]);
        assert_eq!([1, 2, 3, 4].map(earned), [75, 30, 30, 45]);
    });
}

#[test]
fn no_more_workers_are_paid_than_a_committee_has() {
    execute(|| {
        paying();
        let all: Vec<u8> = (1..=MAX_MEMBERS as u8).collect();
        apply(&all);
        Clusters::commit_seconded(CLUSTER, &worker(100));
        assert_eq!(Served::<Test>::get(CLUSTER).len() as u32, MAX_MEMBERS);
        assert_eq!(Clusters::commit_applied(CLUSTER, &[]), <() as WeightInfo>::applied(MAX_MEMBERS));
        assert_eq!((earned(1), earned(100)), (1, 0));
        assert_eq!(book().deposits, 1_000 - Balance::from(MAX_MEMBERS), "what does not divide stays");
    });
}

#[test]
fn a_worker_that_is_no_longer_registered_leaves_its_share_to_the_others() {
    execute(|| {
        paying();
        apply(&[1, 2, 3]);
        Gone::set(vec![worker(3)]);
        apply(&[3]);
        assert_eq!([1, 2, 3].map(earned), [45, 45, 0]);
        apply(&[]);
        assert_eq!(book().owed, 90, "a commit that nobody served costs nothing");
    });
}

#[test]
fn workers_of_one_operator_earn_each_for_itself() {
    execute(|| {
        paying();
        Operators::set(vec![(worker(2), operator(1))]);
        served_by(&[1, 2, 3]);
        assert_eq!([1, 2, 3].map(earned), [60, 0, 30]);
    });
}

#[test]
fn an_empty_pot_credits_nothing_and_a_poor_one_what_it_has() {
    execute(|| {
        assert_ok!(set_terms(90, 1_000));
        served_by(&[1, 2, 3]);
        assert_eq!((book().owed, Earned::<Test>::iter().count()), (0, 0));
        assert_ok!(fund(CLUSTER, ED + 61));
        served_by(&[1, 2, 3]);
        assert_eq!([1, 2, 3].map(earned), [20; 3]);
        served_by(&[1, 2, 3]);
        assert_eq!((book().deposits, book().owed), (1, 60), "one unit cannot be shared");
    });
}

#[test]
fn gas_fees_are_shared_by_the_commits_after_them_without_any_terms() {
    execute(|| {
        collect_fees(100_000 + ED);
        assert_eq!(Clusters::spendable(CLUSTER), 100_000);
        served_by(&[1, 2]);
        assert_eq!([1, 2].map(earned), [500; 2], "a hundredth of it");
        for _ in 0..99 {
            served_by(&[1]);
        }
        let first = earned(1);
        assert!((62_000..64_000).contains(&first), "most of it by the next pay-out: {first}");
        collect_fees(100_000);
        for _ in 0..2_000 {
            served_by(&[1]);
        }
        let left = 200_000 - earned(1) - earned(2);
        assert!(left < INCOME_PARTS, "nothing but dust stays: {left}");
        assert_eq!(book().deposits, 0);
    });
}

#[test]
fn a_pot_is_not_paid_out_of_another() {
    execute(|| {
        assert_ok!(fund(UNOWNED, 1_010));
        assert_ok!(set_terms(90, 1_000));
        served_by(&[1]);
        assert_eq!((earned(1), balance(&pot_account(UNOWNED))), (0, 1_010));
    });
}
