//! The keys a committee member holds: long-lived state keys by generation, input keys by epoch.
//!
//! Input secrets live here, in memory, and nowhere else: nothing in this module can be encoded.

use crate::combine::DerivedSecret;
use crypto::{prf::derive, sealing::InputSecret};
use messages::ids::Epoch;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Sub-keys of one generation's state secret.
pub struct StateKeys {
    /// Key of the commitments under the state root.
    pub root: Zeroizing<[u8; 32]>,
    /// Key of the randomness that execution sees.
    pub randomness: Zeroizing<[u8; 32]>,
}

impl StateKeys {
    /// Splits a generation's secret by use.
    pub fn new(secret: &DerivedSecret) -> Self {
        let key = |label: &[u8]| derive(secret.as_ref(), label, b"");
        Self { root: key(b"adyton/state-root-key/v1"), randomness: key(b"adyton/randomness-key/v1") }
    }
}

/// All keys a member holds.
#[derive(Default)]
pub struct KeyRing {
    inputs: BTreeMap<Epoch, InputSecret>,
}

impl KeyRing {
    /// Keeps the input secret of an epoch.
    pub fn insert_input(&mut self, epoch: Epoch, secret: &DerivedSecret) {
        self.inputs.insert(epoch, InputSecret::from_seed(secret));
    }

    /// The input secret of an epoch, if held.
    pub fn input(&self, epoch: Epoch) -> Option<&InputSecret> {
        self.inputs.get(&epoch)
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
            ring.insert_input(epoch, &Zeroizing::new([epoch as u8; 32]));
        }
        ring.erase_before(3);
        assert_eq!(ring.epochs(), [3, 4]);
        assert!(ring.input(2).is_none());
    }

    #[test]
    fn sub_keys_differ() {
        let keys = StateKeys::new(&Zeroizing::new([1; 32]));
        assert_ne!(*keys.root, *keys.randomness);
    }
}
