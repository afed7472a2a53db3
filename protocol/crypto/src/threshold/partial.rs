//! One holder's part of the PRF's value.

use super::{
    group::{label_point, point},
    proof,
};
use curve25519_dalek::{constants::RISTRETTO_BASEPOINT_TABLE, RistrettoPoint, Scalar};
use messages::keys::{KeyLabel, Partial};

/// Evaluates the PRF at `label` with the share `secret` of abscissa `index`, and proves it.
pub fn evaluate(secret: &Scalar, index: u16, label: &KeyLabel) -> Partial {
    let base = label_point(label);
    let public = secret * RISTRETTO_BASEPOINT_TABLE;
    let image = secret * base;
    let proof = proof::prove(secret, &base, &public, &image);
    Partial { index, point: image.compress().to_bytes(), proof }
}

/// Whether `partial` was made for `label` with the share whose public key is `public`.
pub fn verify_partial(label: &KeyLabel, partial: &Partial, public: &[u8; 32]) -> bool {
    checked_point(&label_point(label), partial, public).is_some()
}

/// The partial's point, if its proof holds against `public`.
pub(super) fn checked_point(
    base: &RistrettoPoint,
    partial: &Partial,
    public: &[u8; 32],
) -> Option<RistrettoPoint> {
    let (public, image) = (point(public)?, point(&partial.point)?);
    proof::verify(&partial.proof, base, &public, &image).then_some(image)
}
