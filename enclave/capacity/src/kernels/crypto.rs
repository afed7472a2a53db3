//! Cryptography: what a gatekeeper evaluates for each key it hands out (hashing to a group element of Curve25519 and
//! multiplying it by a secret in constant time), and hashing of bulk data.

use super::Scratch;
use curve25519_dalek::{RistrettoPoint, Scalar};

/// Bytes that are made and hashed in a round.
pub(super) const BYTES: usize = 1 << 20;
/// Group elements that are multiplied in a round.
const POINTS: usize = 106;

pub(super) fn run(state: &[u8; 32], scratch: &mut Scratch) -> [u8; 32] {
    let mut stream = blake3::Hasher::new_keyed(state).finalize_xof();
    stream.fill(&mut scratch.bytes);
    let mut last: [u8; 32] = blake3::keyed_hash(state, &scratch.bytes).into();
    for _ in 0..POINTS {
        last = multiply(&last);
    }
    last
}

/// Hashes to a group element and to a scalar, and multiplies them.
fn multiply(input: &[u8; 32]) -> [u8; 32] {
    let mut stream = blake3::Hasher::new_keyed(input).finalize_xof();
    let (mut element, mut scalar) = ([0; 64], [0; 64]);
    stream.fill(&mut element);
    stream.fill(&mut scalar);
    let product = RistrettoPoint::from_uniform_bytes(&element) * Scalar::from_bytes_mod_order_wide(&scalar);
    product.compress().to_bytes()
}
