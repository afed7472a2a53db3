//! A gatekeeper's side: evaluating the PRF with a share.

use crate::{group::label_point, group::scalar_from_wide, proof};
use curve25519_dalek::{constants::RISTRETTO_BASEPOINT_TABLE, RistrettoPoint, Scalar};
use messages::keys::{KeyLabel, Partial};
use zeroize::Zeroizing;

/// A share of the group secret. The threshold version holds a share from a distributed key generation; its users only
/// see this trait.
pub trait KeyShare {
    /// Shamir abscissa, from 1.
    fn index(&self) -> u16;
    /// Public key of the share, compressed.
    fn public(&self) -> [u8; 32];
    /// Public key of the group, compressed.
    fn group(&self) -> [u8; 32];
    /// The PRF's partial value for `label`, with its proof.
    fn evaluate(&self, label: &KeyLabel) -> Partial;
}

/// The share of a lone gatekeeper: a polynomial of degree 0, so that the share is the secret. For networks that have
/// one gatekeeper.
pub struct PlainShare {
    secret: Zeroizing<Scalar>,
    public: RistrettoPoint,
}

impl PlainShare {
    /// From fresh, or from sealed, entropy.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let secret = Zeroizing::new(scalar_from_wide(b"adyton/keeper-share/v1", &[seed]));
        let public = &*secret * RISTRETTO_BASEPOINT_TABLE;
        Self { secret, public }
    }
}

impl KeyShare for PlainShare {
    fn index(&self) -> u16 {
        1
    }

    fn public(&self) -> [u8; 32] {
        self.public.compress().to_bytes()
    }

    fn group(&self) -> [u8; 32] {
        self.public()
    }

    fn evaluate(&self, label: &KeyLabel) -> Partial {
        evaluate(&self.secret, self.index(), &self.public, label)
    }
}

pub(crate) fn evaluate(secret: &Scalar, index: u16, public: &RistrettoPoint, label: &KeyLabel) -> Partial {
    let base = label_point(label);
    let image = secret * base;
    let proof = proof::prove(secret, &base, public, &image);
    Partial { index, point: image.compress().to_bytes(), proof }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use messages::{
        ids::WorkerId,
        keys::{KeeperKeys, Purpose},
        H256,
    };

    pub(crate) fn label(epoch: u64) -> KeyLabel {
        KeyLabel { genesis: H256([1; 32]), committee: 1, key_version: 0, purpose: Purpose::Input { epoch } }
    }

    /// A Shamir sharing dealt by the test, to exercise thresholds above one.
    pub(crate) struct DealtShare {
        pub(crate) secret: Scalar,
        pub(crate) index: u16,
        pub(crate) group: RistrettoPoint,
    }

    impl KeyShare for DealtShare {
        fn index(&self) -> u16 {
            self.index
        }
        fn public(&self) -> [u8; 32] {
            (&self.secret * RISTRETTO_BASEPOINT_TABLE).compress().to_bytes()
        }
        fn group(&self) -> [u8; 32] {
            self.group.compress().to_bytes()
        }
        fn evaluate(&self, label: &KeyLabel) -> Partial {
            super::evaluate(&self.secret, self.index, &(&self.secret * RISTRETTO_BASEPOINT_TABLE), label)
        }
    }

    pub(crate) fn deal(n: u16, threshold: u16) -> (Vec<DealtShare>, KeeperKeys) {
        let coefficients: Vec<Scalar> =
            (0..threshold).map(|i| scalar_from_wide(b"test", &[&i.to_le_bytes()])).collect();
        let group = &coefficients[0] * RISTRETTO_BASEPOINT_TABLE;
        let shares: Vec<_> = (1..=n)
            .map(|index| {
                let x = Scalar::from(index as u64);
                let secret = coefficients.iter().rev().fold(Scalar::ZERO, |sum, c| sum * x + c);
                DealtShare { secret, index, group }
            })
            .collect();
        let keys = KeeperKeys {
            group: group.compress().to_bytes(),
            threshold,
            shares: shares
                .iter()
                .map(|s| (WorkerId([s.index as u8; 32]), s.index, s.public()))
                .collect::<Vec<_>>()
                .try_into()
                .unwrap(),
        };
        (shares, keys)
    }
}
