//! Any threshold of partials gives one key; fewer, false and foreign ones give none.

use super::{group::scalar_from_wide, *};
use curve25519_dalek::{constants::RISTRETTO_BASEPOINT_TABLE, Scalar};
use messages::{
    ids::WorkerId,
    keys::{Holder, KeyLabel, Purpose, Secret, Sharing},
    H256,
};

pub(crate) fn label(epoch: u64) -> KeyLabel {
    KeyLabel { genesis: H256([1; 32]), committee: 1, key_version: 0, purpose: Purpose::Input { epoch } }
}

/// A Shamir sharing of a fixed secret.
fn deal(n: u16, threshold: u16) -> (Vec<Scalar>, Sharing) {
    let coefficients: Vec<Scalar> =
        (0..threshold).map(|i| scalar_from_wide(b"test", &[&i.to_le_bytes()])).collect();
    let share = |index: u16| {
        let x = Scalar::from(u64::from(index));
        coefficients.iter().rev().fold(Scalar::ZERO, |sum, c| sum * x + c)
    };
    let public = |secret: &Scalar| (secret * RISTRETTO_BASEPOINT_TABLE).compress().to_bytes();
    let secrets: Vec<_> = (1..=n).map(share).collect();
    let holder = |(index, secret): (u16, &Scalar)| Holder {
        keeper: WorkerId([index as u8; 32]),
        index,
        public: public(secret),
        lost: false,
    };
    let sharing = Sharing {
        secret: Secret::Epoch(1),
        ceremony: 1,
        group: public(&coefficients[0]),
        threshold,
        holders: (1..).zip(&secrets).map(holder).collect::<Vec<_>>().try_into().unwrap(),
        since: 0,
    };
    (secrets, sharing)
}

fn partials(secrets: &[Scalar], label: &KeyLabel) -> Vec<messages::keys::Partial> {
    (1..).zip(secrets).map(|(index, secret)| evaluate(secret, index, label)).collect()
}

#[test]
fn distinct_labels_give_distinct_keys() {
    let (secrets, sharing) = deal(1, 1);
    let key = |epoch| combine(&label(epoch), &partials(&secrets, &label(epoch)), &sharing).unwrap();
    assert_eq!(*key(1), *key(1));
    assert_ne!(*key(1), *key(2));
    insta::assert_snapshot!(hex::encode(*key(1)), @"a64c3319c92d9cab4b41d26c2662429f29274b4870293339a403428fbb8de164");
}

#[test]
fn every_threshold_subset_gives_the_same_key_and_the_same_beacon() {
    let (secrets, sharing) = deal(5, 3);
    let all = partials(&secrets, &label(1));
    let key = combine(&label(1), &all[..3], &sharing).unwrap();
    let beacon = beacon_value(&label(1), &all[..3], &sharing).unwrap();
    assert_ne!(*key, beacon, "what is public tells nothing of a key");
    for subset in [[0, 2, 4], [4, 3, 2], [1, 2, 3]] {
        let chosen: Vec<_> = subset.iter().map(|i| all[*i].clone()).collect();
        assert_eq!(*combine(&label(1), &chosen, &sharing).unwrap(), *key);
        assert_eq!(beacon_value(&label(1), &chosen, &sharing).unwrap(), beacon);
    }
}

#[test]
fn fewer_than_threshold_give_nothing() {
    let (secrets, sharing) = deal(5, 3);
    let partial = partials(&secrets, &label(1)).remove(0);
    let repeated = vec![partial.clone(), partial.clone(), partial];
    assert_eq!(
        combine(&label(1), &repeated, &sharing).unwrap_err(),
        CombineError::TooFew { have: 1, need: 3 }
    );
}

#[test]
fn a_false_partial_is_named() {
    let (secrets, sharing) = deal(3, 2);
    let (own, other) = (partials(&secrets, &label(1)), partials(&secrets, &label(2)));
    let mut lie = other[1].clone();
    lie.proof = own[1].proof;
    assert_eq!(
        combine(&label(2), &[other[0].clone(), lie], &sharing).unwrap_err(),
        CombineError::FalsePartial(2)
    );
    let mut foreign = own[0].clone();
    foreign.index = 9;
    assert_eq!(combine(&label(1), &[foreign], &sharing).unwrap_err(), CombineError::UnknownShare(9));
}
