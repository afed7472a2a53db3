//! Keys of a committee's state, and what is derived from them.

use crate::state::key::contract_of;
use crypto::prf::prf;
use zeroize::Zeroizing;

/// K_root, shared by all members of a committee: keys the commitments in the state tree.
///
/// Without it, neither tree nodes nor the published root tell anything about keys or values, and nobody can test a guess.
///
/// The storage of each contract is committed under a key of its own, derived from this one. Deriving it costs less than
/// looking it up would.
pub(crate) struct RootKey(Zeroizing<[u8; 32]>);

impl RootKey {
    pub(crate) fn new(key: Zeroizing<[u8; 32]>) -> Self {
        Self(key)
    }

    /// Place of `key` in the tree.
    pub(crate) fn place(&self, key: &[u8]) -> [u8; 32] {
        self.leaf_key(key).place(key)
    }

    /// What a leaf says of its value.
    pub(crate) fn value_commitment(&self, key: &[u8], value: &[u8]) -> [u8; 32] {
        self.leaf_key(key).commitment(key, value)
    }

    /// The key that an entry is committed under: that of its contract, or K_root itself for what is no contract's storage.
    pub(crate) fn leaf_key(&self, key: &[u8]) -> LeafKey {
        LeafKey(match contract_of(key) {
            Some(contract) => Zeroizing::new(prf(&self.0, b"contract", &[contract])),
            None => self.0.clone(),
        })
    }
}

/// K_root, or `K_contract = PRF(K_root, "contract", address)`. Who is given a contract's key can check that contract's storage
/// against a state root, and nothing else.
pub(crate) struct LeafKey(Zeroizing<[u8; 32]>);

impl LeafKey {
    /// Place of an entry in the tree: `PRF(key, "key", entry's key)`.
    pub(crate) fn place(&self, key: &[u8]) -> [u8; 32] {
        prf(&self.0, b"key", &[key])
    }

    /// What a leaf says of its value: `PRF(key, "value", entry's key ‖ value)`, parts length-prefixed.
    pub(crate) fn commitment(&self, key: &[u8], value: &[u8]) -> [u8; 32] {
        prf(&self.0, b"value", &[key, value])
    }
}
