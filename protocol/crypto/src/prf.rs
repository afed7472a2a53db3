//! Derivation of keys from keys.

use alloc::vec::Vec;
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// Keyed BLAKE3 as a pseudo-random function over `(label, parts…)`; each is length-prefixed, so that no two different
/// inputs share an encoding.
pub fn prf(key: &[u8; 32], label: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_keyed(key);
    for part in core::iter::once(&label).chain(parts) {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// HKDF-SHA256 (RFC 5869): a 32-byte key out of any secret. `info` = label length ‖ label ‖ context.
pub fn derive(secret: &[u8], label: &[u8], context: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut info = Vec::with_capacity(8 + label.len() + context.len());
    info.extend_from_slice(&(label.len() as u64).to_le_bytes());
    info.extend_from_slice(label);
    info.extend_from_slice(context);
    let mut key = Zeroizing::new([0; 32]);
    // Expand fails only above 255 · 32 bytes of output.
    let expanded = Hkdf::<Sha256>::new(None, secret).expand(&info, key.as_mut());
    debug_assert!(expanded.is_ok());
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        let key = [1; 32];
        assert_ne!(prf(&key, b"l", &[b"ab", b"c"]), prf(&key, b"l", &[b"a", b"bc"]));
        assert_ne!(prf(&key, b"l", &[b"ab"]), prf(&key, b"la", &[b"b"]));
        assert_ne!(prf(&key, b"l", &[]), prf(&[2; 32], b"l", &[]));
        assert_ne!(*derive(b"secret", b"ab", b"c"), *derive(b"secret", b"a", b"bc"));
    }

    #[test]
    fn vectors() {
        insta::assert_snapshot!(hex::encode(prf(&[7; 32], b"label", &[b"part"])), @"39bc64163b3803e62de7addfa7fc11550627124807cac0be0c3a93766c4955dd");
        insta::assert_snapshot!(hex::encode(*derive(b"secret", b"label", b"context")), @"a33fbfc85ad6cb95b2f01fb013b97a2c01e9bb5e8b1191c9ea9f85812134ce2b");
    }
}
