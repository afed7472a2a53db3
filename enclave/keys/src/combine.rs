//! A requester's side: partials in, key out.

use crate::{
    group::{label_point, point},
    proof,
};
use crypto::prf::derive;
use curve25519_dalek::{RistrettoPoint, Scalar};
use messages::keys::{KeeperKeys, KeyLabel, Partial};
use thiserror::Error;
use zeroize::Zeroizing;

/// A derived secret: 32 bytes that only entitled enclaves know.
pub type DerivedSecret = Zeroizing<[u8; 32]>;

/// Why partials did not combine.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum CombineError {
    /// Fewer than the threshold; more must be asked for.
    #[error("{have} of {need} partials; ask further gatekeepers")]
    TooFew {
        /// Distinct partials given.
        have: u16,
        /// Partials needed.
        need: u16,
    },
    /// A gatekeeper's partial is false: its proof does not hold against its published share.
    #[error("the partial of share {0} is false; its signed grant is evidence against that gatekeeper")]
    FalsePartial(u16),
    /// No published share has this abscissa.
    #[error("no gatekeeper has published share {0}")]
    UnknownShare(u16),
}

/// Verifies one partial against the gatekeepers' published keys.
pub fn verify_partial(label: &KeyLabel, partial: &Partial, keys: &KeeperKeys) -> Result<(), CombineError> {
    checked_point(label, partial, keys).map(|_| ())
}

/// Combines any `threshold` distinct partials by Lagrange interpolation in the exponent; the result does not depend on
/// which. Every partial is verified first.
pub fn combine(
    label: &KeyLabel,
    partials: &[Partial],
    keys: &KeeperKeys,
) -> Result<DerivedSecret, CombineError> {
    let mut points: Vec<(u16, RistrettoPoint)> = Vec::new();
    for partial in partials {
        if points.iter().any(|(index, _)| *index == partial.index) {
            continue;
        }
        points.push((partial.index, checked_point(label, partial, keys)?));
    }
    let need = keys.threshold.max(1);
    points.truncate(need.into());
    if points.len() < need.into() {
        return Err(CombineError::TooFew { have: points.len() as u16, need });
    }
    let indices: Vec<u16> = points.iter().map(|(index, _)| *index).collect();
    let value: RistrettoPoint =
        points.iter().map(|(index, point)| lagrange_at_zero(*index, &indices) * point).sum();
    Ok(derive(value.compress().as_bytes(), b"adyton/derived-key/v1", &codec::Encode::encode(label)))
}

fn checked_point(
    label: &KeyLabel,
    partial: &Partial,
    keys: &KeeperKeys,
) -> Result<RistrettoPoint, CombineError> {
    let unknown = CombineError::UnknownShare(partial.index);
    let (_, _, public) = keys.shares.iter().find(|(_, index, _)| *index == partial.index).ok_or(unknown)?;
    let public = point(public).ok_or(unknown)?;
    let image = point(&partial.point).ok_or(CombineError::FalsePartial(partial.index))?;
    if !proof::verify(&partial.proof, &label_point(label), &public, &image) {
        return Err(CombineError::FalsePartial(partial.index));
    }
    Ok(image)
}

/// Lagrange coefficient of abscissa `index` at 0. Abscissae are distinct and public, so it may take variable time.
fn lagrange_at_zero(index: u16, indices: &[u16]) -> Scalar {
    let own = Scalar::from(index as u64);
    indices.iter().filter(|other| **other != index).fold(Scalar::ONE, |product, other| {
        let other = Scalar::from(*other as u64);
        product * other * (other - own).invert()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::share::{
        tests::{deal, label},
        KeyShare, PlainShare,
    };
    use messages::ids::WorkerId;

    fn lone(share: &PlainShare) -> KeeperKeys {
        KeeperKeys {
            group: share.group(),
            threshold: 1,
            shares: vec![(WorkerId([1; 32]), 1, share.public())].try_into().unwrap(),
        }
    }

    #[test]
    fn lone_gatekeeper_derives_distinct_keys_for_distinct_labels() {
        let share = PlainShare::from_seed(&[1; 32]);
        let key = |epoch| combine(&label(epoch), &[share.evaluate(&label(epoch))], &lone(&share)).unwrap();
        assert_eq!(*key(1), *key(1));
        assert_ne!(*key(1), *key(2));
        insta::assert_snapshot!(hex::encode(*key(1)), @"30ab1bc98850e76dea3cd9fedb251dfb5c2f7731431aa0594731348b64eecab0");
    }

    #[test]
    fn every_threshold_subset_gives_the_same_key() {
        let (shares, keys) = deal(5, 3);
        let partials: Vec<_> = shares.iter().map(|s| s.evaluate(&label(1))).collect();
        let first = combine(&label(1), &partials[..3], &keys).unwrap();
        for subset in [[0, 2, 4], [4, 3, 2], [1, 2, 3]] {
            let chosen: Vec<_> = subset.iter().map(|i| partials[*i].clone()).collect();
            assert_eq!(*combine(&label(1), &chosen, &keys).unwrap(), *first);
        }
    }

    #[test]
    fn fewer_than_threshold_give_nothing() {
        let (shares, keys) = deal(5, 3);
        let partial = shares[0].evaluate(&label(1));
        let repeated = vec![partial.clone(), partial.clone(), partial];
        assert_eq!(
            combine(&label(1), &repeated, &keys).unwrap_err(),
            CombineError::TooFew { have: 1, need: 3 }
        );
    }

    #[test]
    fn a_false_partial_is_named() {
        let (shares, keys) = deal(3, 2);
        let mut lie = shares[1].evaluate(&label(2));
        lie.proof = shares[1].evaluate(&label(1)).proof;
        let partials = [shares[0].evaluate(&label(1)), lie];
        assert_eq!(combine(&label(1), &partials, &keys).unwrap_err(), CombineError::FalsePartial(2));
        let mut foreign = shares[0].evaluate(&label(1));
        foreign.index = 9;
        assert_eq!(combine(&label(1), &[foreign], &keys).unwrap_err(), CombineError::UnknownShare(9));
    }
}
