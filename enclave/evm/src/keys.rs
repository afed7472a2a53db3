//! Keys of a committee's state, and what is derived from them.

use crypto::prf::prf;
use jmt::KeyHash;
use zeroize::Zeroizing;

/// K_root, shared by all members of a committee: keys the commitments in the state tree.
///
/// Without it, neither tree nodes nor the published root tell anything about keys or values, and nobody can test a guess.
pub(crate) struct RootKey(Zeroizing<[u8; 32]>);

impl RootKey {
    pub(crate) fn new(key: Zeroizing<[u8; 32]>) -> Self {
        Self(key)
    }

    /// Place of `key` in the tree: `PRF(K_root, "key", key)`.
    pub(crate) fn key_hash(&self, key: &[u8]) -> KeyHash {
        KeyHash(prf(&self.0, b"key", &[key]))
    }

    /// What a leaf says of its value: `PRF(K_root, "value", key ‖ value)`, parts length-prefixed.
    pub(crate) fn value_commitment(&self, key: &[u8], value: &[u8]) -> [u8; 32] {
        prf(&self.0, b"value", &[key, value])
    }
}
