//! The keys a committee member holds: long-lived state keys by generation, input keys by epoch.
//!
//! Input secrets live here, in memory, and nowhere else: nothing in this module can be encoded.

use crypto::threshold::DerivedSecret;
use crypto::{
    prf::derive,
    sealing::{DecryptionKey, InputSecret},
};
use curve25519_dalek::MontgomeryPoint;
use messages::{
    ids::{CommitteeId, Epoch},
    keys::InputKey,
};
use std::{collections::BTreeMap, sync::Arc};
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

/// The secret side of the key that calldata alone is encrypted to, in Sapphire's form (X25519); wiped when dropped.
pub struct CallDataSecret {
    secret: Zeroizing<[u8; 32]>,
    public: [u8; 32],
}

impl CallDataSecret {
    fn new(epoch: &DerivedSecret) -> Self {
        let secret = derive(epoch.as_ref(), b"adyton/call-data-key/v1", b"");
        let public = MontgomeryPoint::mul_base_clamped(*secret).to_bytes();
        Self { secret, public }
    }

    /// The key callers encrypt to.
    pub fn public(&self) -> [u8; 32] {
        self.public
    }

    /// The scalar, as X25519 takes it (RFC 7748 clamps it at use).
    pub fn scalar(&self) -> &[u8; 32] {
        &self.secret
    }
}

/// What is split off one epoch's input secret.
struct EpochSecrets {
    input: InputSecret,
    call_data: CallDataSecret,
}

/// One epoch's input secrets.
#[derive(Clone)]
struct Input {
    key_version: u32,
    secrets: Arc<EpochSecrets>,
    /// Whether the chain was seen to have begun the epoch with a key of this version.
    confirmed: bool,
}

/// The input keys a member holds. A clone shares the secrets: they are wiped when the last clone lets go of them.
#[derive(Clone, Default)]
pub struct KeyRing {
    inputs: BTreeMap<Epoch, Input>,
}

impl KeyRing {
    /// Keeps the input secret of an epoch, in place of one of another key version: the version rises when a member
    /// leaves, and what that member knows must not open the epoch.
    pub fn insert_input(&mut self, epoch: Epoch, key_version: u32, secret: &DerivedSecret) {
        let secrets =
            EpochSecrets { input: InputSecret::from_seed(secret), call_data: CallDataSecret::new(secret) };
        self.inputs.insert(epoch, Input { key_version, secrets: Arc::new(secrets), confirmed: false });
    }

    /// Compares with what the chain says: the epochs that are `live`, and the one that may begin `next`, if any, each with
    /// its key version. Erases every secret that no epoch began with, nor can begin with any more: under it, a call that all
    /// others can read would seem undecryptable.
    pub fn reconcile(&mut self, live: &[(Epoch, u32)], next: Option<(Epoch, u32)>) {
        self.inputs.retain(|epoch, input| {
            if let Some((_, version)) = live.iter().find(|(live, _)| live == epoch) {
                input.confirmed = input.key_version == *version;
            }
            input.confirmed || Some((*epoch, input.key_version)) == next
        });
    }

    /// The input secret of an epoch, if held.
    pub fn input(&self, epoch: Epoch) -> Option<&InputSecret> {
        self.inputs.get(&epoch).map(|input| &input.secrets.input)
    }

    /// The secret that opens calldata of an epoch, if held.
    pub fn call_data(&self, epoch: Epoch) -> Option<&CallDataSecret> {
        self.inputs.get(&epoch).map(|input| &input.secrets.call_data)
    }

    /// Whether the secrets of an epoch are held at this key version.
    pub fn holds(&self, epoch: Epoch, key_version: u32) -> bool {
        self.inputs.get(&epoch).is_some_and(|input| input.key_version == key_version)
    }

    /// The public keys of an epoch, if its secrets are held at this key version.
    pub fn public(&self, committee: CommitteeId, epoch: Epoch, key_version: u32) -> Option<InputKey> {
        let input = self.inputs.get(&epoch).filter(|input| input.key_version == key_version)?;
        let (public, call_data) = (input.secrets.input.public(), input.secrets.call_data.public());
        Some(InputKey { committee, epoch, key_version, public, call_data })
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
#[allow(clippy::unwrap_used)]
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
        assert!(ring.holds(1, 1) && !ring.holds(1, 2));
        ring.insert_input(1, 2, &Zeroizing::new([2; 32]));
        assert!(!ring.holds(1, 1) && ring.holds(1, 2));
        assert_eq!(ring.epochs(), [1]);
    }

    #[test]
    fn a_secret_that_no_epoch_began_with_is_erased() {
        let ring = || {
            let mut ring = KeyRing::default();
            for (epoch, version) in [(1, 1), (2, 1)] {
                ring.insert_input(epoch, version, &Zeroizing::new([epoch as u8; 32]));
            }
            ring.reconcile(&[(1, 1)], Some((2, 1)));
            ring
        };
        let after = |live: &[(Epoch, u32)], next| {
            let mut ring = ring();
            ring.reconcile(live, Some(next));
            ring.epochs()
        };
        assert_eq!(ring().epochs(), [1, 2]);
        assert_eq!(after(&[(1, 1)], (2, 2)), [1], "a member left before the epoch began");
        assert_eq!(after(&[(1, 1), (2, 2)], (3, 2)), [1], "it began with another key");
        assert_eq!(after(&[(5, 2), (6, 2)], (7, 2)), [1], "nobody saw with which key it began");
        assert_eq!(after(&[(1, 1), (2, 1)], (3, 1)), [1, 2]);
        let mut slow = ring();
        slow.reconcile(&[(2, 1)], Some((3, 1)));
        slow.reconcile(&[(9, 1)], None);
        assert_eq!(slow.epochs(), [1, 2], "still needed by a replica that is behind");
    }

    #[test]
    fn sub_keys_differ() {
        let keys = StateKeys::new(&Zeroizing::new([1; 32]));
        assert_ne!(*keys.root, *keys.randomness);
    }

    #[test]
    fn the_keys_of_an_epoch_differ_and_follow_from_its_secret() {
        let of = |secret: u8| {
            let mut ring = KeyRing::default();
            ring.insert_input(1, 7, &Zeroizing::new([secret; 32]));
            assert_eq!(ring.public(3, 1, 6), None, "another key version");
            let key = ring.public(3, 1, 7).unwrap();
            assert_eq!((key.committee, key.epoch, key.key_version), (3, 1, 7));
            assert_eq!(key.public, ring.input(1).unwrap().public());
            assert_eq!(key.call_data, ring.call_data(1).unwrap().public());
            (key.public, key.call_data, *ring.call_data(1).unwrap().scalar())
        };
        let (public, call_data, scalar) = of(1);
        assert_eq!(of(1), (public, call_data, scalar), "all members derive the same");
        assert!(public != call_data && scalar != [1; 32]);
        assert_ne!(of(2).1, call_data);
        assert_eq!(MontgomeryPoint::mul_base_clamped(scalar).to_bytes(), call_data);
    }

    #[test]
    fn a_secret_is_wiped_when_nobody_holds_it_any_more() {
        let mut ring = KeyRing::default();
        ring.insert_input(1, 1, &Zeroizing::new([1; 32]));
        let published = ring.clone();
        let secrets = Arc::downgrade(&ring.inputs[&1].secrets);
        ring.erase_before(2);
        assert!(published.input(1).is_some() && ring.call_data(1).is_none());
        drop(published);
        assert!(secrets.upgrade().is_none());
    }
}
