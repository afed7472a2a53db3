//! ristretto255 (RFC 9496): labels to group elements, bytes to checked points and scalars.

use codec::Encode;
use curve25519_dalek::{ristretto::CompressedRistretto, RistrettoPoint, Scalar};
use messages::keys::KeyLabel;
use sha2::{Digest, Sha512};

const LABEL_DOMAIN: &[u8] = b"adyton/key-label/v1";

/// `H2G`: SHA-512 of domain and label through ristretto255's one-way map. Nobody knows its discrete logarithm.
pub fn label_point(label: &KeyLabel) -> RistrettoPoint {
    let hash = Sha512::new().chain_update(LABEL_DOMAIN).chain_update(label.encode()).finalize();
    RistrettoPoint::from_uniform_bytes(&hash.into())
}

/// A scalar from 64 uniform bytes.
pub fn scalar_from_wide(domain: &[u8], parts: &[&[u8]]) -> Scalar {
    let mut hasher = Sha512::new().chain_update((domain.len() as u64).to_le_bytes()).chain_update(domain);
    for part in parts {
        hasher = hasher.chain_update((part.len() as u64).to_le_bytes()).chain_update(part);
    }
    Scalar::from_bytes_mod_order_wide(&hasher.finalize().into())
}

/// A point, if the bytes are its canonical encoding.
pub fn point(bytes: &[u8; 32]) -> Option<RistrettoPoint> {
    CompressedRistretto(*bytes).decompress()
}

/// A scalar, if the bytes are its canonical encoding.
pub fn scalar(bytes: &[u8; 32]) -> Option<Scalar> {
    Scalar::from_canonical_bytes(*bytes).into()
}
