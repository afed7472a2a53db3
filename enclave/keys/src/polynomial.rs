//! Shamir's polynomials and Feldman's commitments to them (Shamir, CACM 1979; Feldman, FOCS '87).

use crypto::threshold::group::{point, scalar_from_wide};
use curve25519_dalek::{
    constants::RISTRETTO_BASEPOINT_TABLE, traits::VartimeMultiscalarMul, RistrettoPoint, Scalar,
};
use zeroize::ZeroizeOnDrop;

const COEFFICIENT_DOMAIN: &[u8] = b"adyton/ceremony-coefficient/v1";

/// A secret polynomial over the scalar field, constant term first.
#[derive(ZeroizeOnDrop)]
pub(crate) struct Polynomial(Vec<Scalar>);

impl Polynomial {
    /// Of `threshold` coefficients drawn from `seed`, which is fresh and secret; the constant term may be given.
    pub(crate) fn draw(seed: &[u8; 32], threshold: u16, constant: Option<&Scalar>) -> Self {
        let drawn = |k: u16| scalar_from_wide(COEFFICIENT_DOMAIN, &[seed, &k.to_le_bytes()]);
        let coefficient = |k: u16| constant.filter(|_| k == 0).copied().unwrap_or_else(|| drawn(k));
        let mut coefficients = Vec::with_capacity(usize::from(threshold));
        coefficients.extend((0..threshold).map(coefficient));
        Self(coefficients)
    }

    /// Its value at `index`: the share of the receiver with that index.
    pub(crate) fn at(&self, index: u16) -> Scalar {
        let x = Scalar::from(u64::from(index));
        self.0.iter().rev().fold(Scalar::ZERO, |value, coefficient| value * x + coefficient)
    }

    /// The constant term.
    pub(crate) fn constant(&self) -> Scalar {
        self.at(0)
    }

    /// What is published of it.
    pub(crate) fn commit(&self) -> Commitments {
        Commitments(self.0.iter().map(|coefficient| coefficient * RISTRETTO_BASEPOINT_TABLE).collect())
    }
}

/// Commitments to the coefficients of a polynomial, constant term first. Public, so it may take variable time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Commitments(Vec<RistrettoPoint>);

impl Commitments {
    /// From their encodings, if all are canonical and there is at least one.
    pub(crate) fn parse(encoded: &[[u8; 32]]) -> Option<Self> {
        let points = encoded.iter().map(point).collect::<Option<Vec<_>>>()?;
        (!points.is_empty()).then_some(Self(points))
    }

    /// The weighted sum of several, which commits to the weighted sum of their polynomials.
    pub(crate) fn sum<'a>(
        weighted: impl Iterator<Item = (Scalar, &'a Self)> + Clone,
        threshold: u16,
    ) -> Self {
        let coefficient = |k: usize| {
            let terms = weighted.clone().filter_map(|(weight, part)| Some((weight, *part.0.get(k)?)));
            let (weights, points): (Vec<Scalar>, Vec<RistrettoPoint>) = terms.unzip();
            RistrettoPoint::vartime_multiscalar_mul(weights, points)
        };
        Self((0..usize::from(threshold)).map(coefficient).collect())
    }

    /// Public key of the share with this index.
    pub(crate) fn at(&self, index: u16) -> RistrettoPoint {
        let x = Scalar::from(u64::from(index));
        let powers = core::iter::successors(Some(Scalar::ONE), |power| Some(power * x));
        let powers: Vec<_> = powers.take(self.0.len()).collect();
        RistrettoPoint::vartime_multiscalar_mul(powers, &self.0)
    }

    /// Public key of the secret.
    pub(crate) fn constant(&self) -> RistrettoPoint {
        self.0.first().copied().unwrap_or_default()
    }

    /// Whether `share` is the value at `index` of the polynomial committed to.
    pub(crate) fn vouch_for(&self, index: u16, share: &Scalar) -> bool {
        share * RISTRETTO_BASEPOINT_TABLE == self.at(index)
    }

    /// Their encodings.
    pub(crate) fn encode(&self) -> Vec<[u8; 32]> {
        self.0.iter().map(|point| point.compress().to_bytes()).collect()
    }
}
