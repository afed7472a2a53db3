//! Any subset, any order, any repetition.

use super::network::*;
use crate::{
    polynomial::{Commitments, Polynomial},
    Judge,
};
use crypto::threshold::lagrange_at_zero;
use curve25519_dalek::Scalar;
use proptest::{prelude::*, sample::subsequence, test_runner::Config};

fn indices(n: u16) -> Vec<u16> {
    (1..=n).collect()
}

fn interpolate(polynomial: &Polynomial, chosen: &[u16]) -> Scalar {
    chosen.iter().map(|index| lagrange_at_zero(*index, chosen) * polynomial.at(*index)).sum()
}

proptest! {
    #![proptest_config(Config::with_cases(32))]

    #[test]
    fn exactly_the_threshold_of_shares_gives_the_constant_term(
        seed: [u8; 32],
        (threshold, chosen) in (1u16..=8).prop_flat_map(|t| (Just(t), subsequence(indices(12), usize::from(t)))),
    ) {
        let polynomial = Polynomial::draw(&seed, threshold, None);
        prop_assert_eq!(interpolate(&polynomial, &chosen), polynomial.constant());
        if let Some((_, fewer)) = chosen.split_first().filter(|(_, fewer)| !fewer.is_empty()) {
            prop_assert_ne!(interpolate(&polynomial, fewer), polynomial.constant());
        }
    }

    #[test]
    fn commitments_vouch_for_every_share_and_for_nothing_else(seed: [u8; 32], threshold in 1u16..=6, index in 1u16..=32) {
        let polynomial = Polynomial::draw(&seed, threshold, None);
        let commitments = Commitments::parse(&polynomial.commit().encode()).unwrap();
        let share = polynomial.at(index);
        prop_assert!(commitments.vouch_for(index, &share));
        prop_assert!(!commitments.vouch_for(index, &(share + Scalar::ONE)));
        prop_assert_eq!(commitments.vouch_for(index + 1, &share), threshold == 1);
    }

    #[test]
    fn weighted_sums_of_commitments_commit_to_weighted_sums(a: [u8; 32], b: [u8; 32], weight: u64, index in 1u16..=32) {
        let (one, other) = (Polynomial::draw(&a, 4, None), Polynomial::draw(&b, 4, None));
        let weight = Scalar::from(weight);
        let (c, d) = (one.commit(), other.commit());
        let sum = Commitments::sum([(weight, &c), (Scalar::ONE, &d)].into_iter(), 4);
        prop_assert!(sum.vouch_for(index, &(weight * one.at(index) + other.at(index))));
    }
}

proptest! {
    #![proptest_config(Config::with_cases(16))]

    /// Within a round, neither the order of messages nor their repetition changes the keys.
    #[test]
    fn order_and_repetition_within_a_round_change_nothing(
        order in Just((0usize..3).collect::<Vec<_>>()).prop_shuffle(),
        repeated in proptest::collection::vec(0usize..9, 0..6),
    ) {
        let ceremony = fresh(&[1, 2, 3], 2);
        let straight = Run::new(&ceremony, None).finish();
        let mut judge = Judge::new(GENESIS, ceremony);
        let mut seq = 100;
        for round in straight.channel.chunks(3) {
            for at in &order {
                let entry = &round[*at];
                seq += 1;
                prop_assert_eq!(judge.hear(&entry.sender, seq, entry.block, &entry.message), Ok(()));
            }
            for entry in repeated.iter().filter_map(|at| straight.channel.get(*at)) {
                if entry.block <= round[0].block {
                    seq += 1;
                    prop_assert!(judge.hear(&entry.sender, seq, round[0].block, &entry.message).is_err());
                }
            }
        }
        let (found, expected) = (judge.outcome().unwrap(), &straight.outcome);
        prop_assert_eq!(&found.shared, &expected.shared);
        prop_assert_eq!(&found.faults, &expected.faults);
    }
}
