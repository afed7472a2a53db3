//! What a cluster promises: better at once, worse after a notice, never more than the limit.

use crate::{mock::*, pallet::*, types::*};
use frame_support::assert_ok;
use messages::ids::Balance;

fn terms(reward: Balance, limit: Balance) -> Terms {
    Terms { reward, limit }
}

/// What one worker earns by the next commit.
fn next_reward() -> Balance {
    let before = earned(1);
    served_by(&[1]);
    earned(1) - before
}

#[test]
fn better_terms_hold_at_once() {
    execute(|| {
        assert_ok!(fund(CLUSTER, 1_000));
        assert_ok!(set_terms(10, 100));
        assert_eq!(last_event(), Some(Event::TermsSet { cluster: CLUSTER, terms: terms(10, 100) }));
        assert_eq!(next_reward(), 10);
        assert_ok!(set_terms(20, 100));
        assert_eq!(next_reward(), 20);
    });
}

#[test]
fn terms_that_are_worse_in_anything_hold_after_the_notice() {
    for worse in [terms(5, 200), terms(20, 50), terms(0, 0)] {
        execute(|| {
            assert_ok!(fund(CLUSTER, 1_000));
            assert_ok!(set_terms(10, 100));
            assert_ok!(set_terms(worse.reward, worse.limit));
            let from = 1 + NOTICE;
            let announced = Event::TermsAnnounced { cluster: CLUSTER, terms: worse, from };
            assert_eq!(last_event(), Some(announced));
            pass(NOTICE - 1);
            assert_eq!(next_reward(), 10);
            pass(1);
            assert_eq!(next_reward(), worse.reward);
        });
    }
}

#[test]
fn the_owners_last_word_counts() {
    execute(|| {
        assert_ok!(fund(CLUSTER, 1_000));
        assert_ok!(set_terms(10, 100));
        assert_ok!(set_terms(1, 100));
        pass(NOTICE - 1);
        assert_ok!(set_terms(2, 100));
        pass(1);
        assert_eq!(next_reward(), 10, "the notice began anew");
        assert_ok!(set_terms(10, 100));
        pass(NOTICE);
        assert_eq!(next_reward(), 10, "nothing is announced any more");
        assert_eq!(book().next, None);
    });
}

#[test]
fn announced_terms_that_hold_are_what_further_ones_are_compared_with() {
    execute(|| {
        assert_ok!(fund(CLUSTER, 1_000));
        assert_ok!(set_terms(10, 100));
        assert_ok!(set_terms(1, 100));
        pass(NOTICE);
        assert_ok!(set_terms(5, 100));
        assert_eq!(next_reward(), 5, "better than one, at once");
    });
}

#[test]
fn a_fast_cluster_is_paid_no_more_than_the_limit_of_a_period() {
    execute(|| {
        assert_ok!(fund(CLUSTER, 1_010));
        assert_ok!(set_terms(10, 25));
        let rewards = [(); 4].map(|()| next_reward());
        assert_eq!(rewards, [10, 10, 5, 0]);
        pass(PERIOD);
        assert_eq!(next_reward(), 10);
        assert_eq!(book().deposits, 1_000 - 35);
    });
}
