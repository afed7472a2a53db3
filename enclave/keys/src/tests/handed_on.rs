//! Secrets that are handed on: refresh, other gatekeepers, another threshold, lost shares.

use super::network::*;
use crypto::threshold::{combine, CombineError};
use messages::ceremony::Fault;

fn first() -> Shared {
    Run::new(&fresh(&[1, 2, 3, 4, 5], 3), None).finish()
}

/// Hands on, and checks what must hold whenever that succeeds.
fn hand_on(id: u32, old: &Shared, keepers: &[u8], threshold: u16) -> Shared {
    let new = Run::new(&handed_on(id, old, keepers, threshold), Some(old)).finish();
    assert!(new.succeeded() && new.faults().is_empty());
    assert_eq!(new.sharing.group, old.sharing.group);
    assert_eq!(new.key(&state_label()), old.key(&state_label()), "keys stay");
    new
}

#[test]
fn a_refresh_changes_every_share_and_no_key() {
    let old = first();
    let new = hand_on(2, &old, &[1, 2, 3, 4, 5], 3);
    for keeper in 1..=5 {
        assert_ne!(old.shares[&keeper].public(), new.shares[&keeper].public());
    }
    assert_eq!(old.beacon(7, &[1, 2, 3]), new.beacon(7, &[3, 4, 5]));
}

#[test]
fn shares_before_and_after_a_refresh_do_not_mix() {
    let old = first();
    let new = hand_on(2, &old, &[1, 2, 3, 4, 5], 3);
    let label = state_label();
    let mixed = [old.partials(&label, &[1, 2]), new.partials(&label, &[3])].concat();
    assert_eq!(combine(&label, &mixed, &new.sharing).unwrap_err(), CombineError::FalsePartial(1));
    assert_eq!(combine(&label, &mixed, &old.sharing).unwrap_err(), CombineError::FalsePartial(3));
    let mut lied = new.sharing.clone();
    lied.holders[0].public = old.sharing.holders[0].public;
    lied.holders[1].public = old.sharing.holders[1].public;
    assert_ne!(
        *combine(&label, &mixed, &lied).unwrap(),
        new.key(&label),
        "t - 1 old and one new: another key"
    );
}

#[test]
fn other_gatekeepers_and_thresholds_take_over() {
    let old = first();
    let replaced = hand_on(2, &old, &[3, 4, 5, 6, 7], 3);
    let fewer = hand_on(3, &replaced, &[4, 6, 8], 2);
    let more = hand_on(4, &fewer, &[1, 2, 4, 6, 8], 3);
    let one = hand_on(5, &more, &[9], 1);
    assert_eq!(hand_on(6, &one, &[1, 2, 3], 2).holders(), [1, 2, 3]);
}

#[test]
fn a_lost_share_is_repaired() {
    let mut old = first();
    old.shares.remove(&2);
    old.sharing.holders[1].lost = true;
    let new = Run::new(&handed_on(2, &old, &[1, 2, 3, 4, 5], 3), Some(&old)).finish();
    assert!(new.succeeded() && new.faults().is_empty());
    assert!(new.shares.contains_key(&2));
    assert_eq!(new.key(&state_label()), old.key_by(&state_label(), &[1, 3, 4]).unwrap());
}

#[test]
fn holders_that_are_silent_or_lost_their_share_unnoticed_are_not_needed() {
    let mut old = first();
    old.shares.remove(&1);
    let new = Run::new(&handed_on(2, &old, &[1, 5, 6, 7, 8], 3), Some(&old)).without(&[2]).finish();
    assert!(new.succeeded());
    assert_eq!(new.faults(), [(1, Fault::Silent), (2, Fault::Silent)]);
    assert_eq!(new.holders(), [1, 5, 6, 7, 8]);
    assert_eq!(new.key(&state_label()), old.key_by(&state_label(), &[3, 4, 5]).unwrap());
}

#[test]
fn fewer_dealers_than_the_old_threshold_hand_on_nothing() {
    let old = first();
    let new = Run::new(&handed_on(2, &old, &[1, 2, 3, 4, 5], 3), Some(&old)).without(&[1, 2, 3]).finish();
    assert!(!new.succeeded());
    assert_eq!(
        old.key(&state_label()),
        old.key_by(&state_label(), &[5, 3, 1]).unwrap(),
        "the old shares still serve"
    );
}

#[test]
fn receivers_that_are_silent_get_their_share_with_the_next_hand_on() {
    let old = first();
    let new = Run::new(&handed_on(2, &old, &[4, 5, 6, 7, 8], 3), Some(&old)).without(&[7, 8]).finish();
    assert!(new.succeeded());
    assert_eq!(new.holders(), [4, 5, 6]);
    assert!(new.faults().is_empty(), "they were not to deal");
    let mut repaired = new.sharing.clone();
    repaired.holders[3].lost = true;
    repaired.holders[4].lost = true;
    let new = Shared { sharing: repaired, ..new };
    assert_eq!(hand_on(3, &new, &[4, 5, 6, 7, 8], 3).holders(), [4, 5, 6, 7, 8]);
}

#[test]
fn a_share_of_another_sharing_is_not_dealt() {
    let old = first();
    let new = hand_on(2, &old, &[1, 2, 3, 4, 5], 3);
    let of_before = Shared { shares: first().shares, ..new };
    let of_another =
        Shared { shares: Run::new(&fresh(&[1, 2, 3, 4, 5], 2), None).finish().shares, ..first() };
    for stale in [of_before, of_another] {
        let next = Run::new(&handed_on(3, &stale, &[1, 2, 3], 2), Some(&stale)).finish();
        assert!(!next.succeeded());
        assert_eq!(
            next.faults(),
            [1, 2, 3, 4, 5].map(|keeper| (keeper, Fault::Silent)),
            "silent, not malformed"
        );
    }
}

#[test]
fn a_sharing_that_does_not_give_its_group_key_is_not_handed_on() {
    let mut old = first();
    old.sharing.group = [8; 32];
    assert!(!Run::new(&handed_on(2, &old, &[1, 2, 3], 2), Some(&old)).finish().succeeded());
}

#[test]
fn one_share_less_than_the_threshold_gives_nothing() {
    let shared = first();
    let label = state_label();
    let partials = shared.partials(&label, &[1, 2]);
    assert_eq!(
        combine(&label, &partials, &shared.sharing).unwrap_err(),
        CombineError::TooFew { have: 2, need: 3 }
    );
    let mut lied = shared.sharing.clone();
    lied.threshold = 2;
    assert_ne!(*combine(&label, &partials, &lied).unwrap(), shared.key(&label));
}
