//! The keys a committee member holds: long-lived state keys by generation, input keys by epoch.
//!
//! Input secrets live here, in memory, and nowhere else: nothing in this module can be encoded.

use crate::combine::DerivedSecret;
use crypto::{
    prf::derive,
    sealing::{DecryptionKey, InputSecret},
};
use messages::ids::Epoch;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Sub-keys of one generation's state secret.
pub struct StateKeys {
    /// Key of the commitments under the state root.
    pub root: Zeroizing<[u8; 32]>,
    /// Key of the randomness that execution sees.
    pub randomness: Zeroizing<[u8; 32]>,
    /// What snapshots of the state are encrypted to: only who was given the state keys can open one.
    pub snapshot: DecryptionKey,
}

impl StateKeys {
    /// Splits a generation's secret by use.
    pub fn new(secret: &DerivedSecret) -> Self {
        let key = |label: &[u8]| derive(secret.as_ref(), label, b"");
        Self {
            root: key(b"adyton/state-root-key/v1"),
            randomness: key(b"adyton/randomness-key/v1"),
            snapshot: DecryptionKey::from_seed(&key(b"adyton/snapshot-key/v1")),
        }
    }
}

/// All keys a member holds.
#[derive(Default)]
pub struct KeyRing {
    inputs: BTreeMap<Epoch, (u32, InputSecret)>,
}

impl KeyRing {
    /// Keeps the input secret of an epoch, in place of one of another key version: the version rises when a member
    /// leaves, and what that member knows must not open the epoch.
    pub fn insert_input(&mut self, epoch: Epoch, key_version: u32, secret: &DerivedSecret) {
        self.inputs.insert(epoch, (key_version, InputSecret::from_seed(secret)));
    }

    /// The input secret of an epoch, if held.
    pub fn input(&self, epoch: Epoch) -> Option<&InputSecret> {
        self.inputs.get(&epoch).map(|(_, secret)| secret)
    }

    /// The input secret of an epoch, if held at this key version.
    pub fn input_at(&self, epoch: Epoch, key_version: u32) -> Option<&InputSecret> {
        self.inputs.get(&epoch).filter(|(version, _)| *version == key_version).map(|(_, secret)| secret)
    }

    /// Epochs held, ascending.
    pub fn epochs(&self) -> Vec<Epoch> {
        self.inputs.keys().copied().collect()
    }

    /// Erases every epoch before `first`; secrets are wiped as they drop.
    pub fn erase_before(&mut self, first: Epoch) {
        self.inputs.retain(|epoch, _| *epoch >= first);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn erased_epochs_are_gone() {
        let mut ring = KeyRing::default();
        for epoch in 1..=4 {
            ring.insert_input(epoch, 1, &Zeroizing::new([epoch as u8; 32]));
        }
        ring.erase_before(3);
        assert_eq!(ring.epochs(), [3, 4]);
        assert!(ring.input(2).is_none());
    }

    #[test]
    fn a_newer_key_version_takes_the_place_of_the_older() {
        let mut ring = KeyRing::default();
        ring.insert_input(1, 1, &Zeroizing::new([1; 32]));
        assert!(ring.input_at(1, 1).is_some() && ring.input_at(1, 2).is_none());
        ring.insert_input(1, 2, &Zeroizing::new([2; 32]));
        assert!(ring.input_at(1, 1).is_none() && ring.input_at(1, 2).is_some());
        assert_eq!(ring.epochs(), [1]);
    }

    #[test]
    fn sub_keys_differ() {
        let keys = StateKeys::new(&Zeroizing::new([1; 32]));
        assert_ne!(*keys.root, *keys.randomness);
    }
}
