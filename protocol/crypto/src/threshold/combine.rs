//! Partials in, key out.

use super::{group::label_point, partial::checked_point};
use crate::prf::derive;
use alloc::vec::Vec;
use codec::Encode;
use core::fmt;
use curve25519_dalek::{traits::VartimeMultiscalarMul, RistrettoPoint, Scalar};
use messages::keys::{KeyLabel, Partial, Sharing};
use zeroize::Zeroizing;

const KEY_LABEL: &[u8] = b"adyton/derived-key/v1";
const BEACON_LABEL: &[u8] = b"adyton/beacon/v1";

/// A derived secret: 32 bytes that only entitled enclaves know.
pub type DerivedSecret = Zeroizing<[u8; 32]>;

/// Why partials did not combine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CombineError {
    /// Fewer than the threshold; more must be asked for.
    TooFew {
        /// Distinct partials given.
        have: u16,
        /// Partials needed.
        need: u16,
    },
    /// A gatekeeper's partial is false: its proof does not hold against its published share.
    FalsePartial(u16),
    /// No published share has this abscissa.
    UnknownShare(u16),
}

impl fmt::Display for CombineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFew { have, need } => write!(f, "{have} of {need} partials; ask further gatekeepers"),
            Self::FalsePartial(index) => {
                write!(f, "the partial of share {index} is false; its signed grant is evidence")
            }
            Self::UnknownShare(index) => write!(f, "no gatekeeper has published share {index}"),
        }
    }
}

impl core::error::Error for CombineError {}

/// Derives the key of `label` from any `threshold` distinct partials of one sharing; the result does not depend on which.
/// Every partial used is verified first.
///
/// # Errors
/// [`CombineError`]; names the share whose partial is false.
pub fn combine(
    label: &KeyLabel,
    partials: &[Partial],
    sharing: &Sharing,
) -> Result<DerivedSecret, CombineError> {
    let value = interpolate(label, partials, sharing)?;
    Ok(derive(value.compress().as_bytes(), KEY_LABEL, &label.encode()))
}

/// The public value of a beacon round, from any `threshold` distinct partials of the generation's sharing.
///
/// # Errors
/// As [`combine`].
pub fn beacon_value(
    label: &KeyLabel,
    partials: &[Partial],
    sharing: &Sharing,
) -> Result<[u8; 32], CombineError> {
    let value = interpolate(label, partials, sharing)?;
    Ok(*derive(value.compress().as_bytes(), BEACON_LABEL, &label.encode()))
}

/// Lagrange interpolation in the exponent. Everything in it is verified or public; only the requester learns the sum.
fn interpolate(
    label: &KeyLabel,
    partials: &[Partial],
    sharing: &Sharing,
) -> Result<RistrettoPoint, CombineError> {
    let base = label_point(label);
    let need = sharing.threshold.max(1);
    let mut points: Vec<(u16, RistrettoPoint)> = Vec::new();
    for partial in partials {
        if points.len() == usize::from(need) {
            break;
        }
        if points.iter().any(|(index, _)| *index == partial.index) {
            continue;
        }
        let holder = sharing.holder(partial.index).ok_or(CombineError::UnknownShare(partial.index))?;
        let point =
            checked_point(&base, partial, &holder.public).ok_or(CombineError::FalsePartial(partial.index))?;
        points.push((partial.index, point));
    }
    if points.len() < usize::from(need) {
        return Err(CombineError::TooFew { have: points.len() as u16, need });
    }
    let indices: Vec<u16> = points.iter().map(|(index, _)| *index).collect();
    let weights = indices.iter().map(|index| lagrange_at_zero(*index, &indices));
    Ok(RistrettoPoint::vartime_multiscalar_mul(weights, points.iter().map(|(_, point)| point)))
}

/// Lagrange coefficient of abscissa `index` at 0 among `indices`, which are distinct and public, so it may take variable
/// time.
pub fn lagrange_at_zero(index: u16, indices: &[u16]) -> Scalar {
    let own = Scalar::from(u64::from(index));
    let others = indices.iter().filter(|other| **other != index).map(|other| Scalar::from(u64::from(*other)));
    let (numerator, denominator) =
        others.fold((Scalar::ONE, Scalar::ONE), |(n, d), other| (n * other, d * (other - own)));
    numerator * denominator.invert()
}
