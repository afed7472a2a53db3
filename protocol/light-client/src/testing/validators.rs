//! Validators whose keys are public.

use codec::Encode;
use crypto::hash::blake2_256;
use sp_consensus_grandpa::{AuthorityId, AuthorityList};
use sp_core::{ed25519, Pair};

/// An authority set with its secret keys; every validator has weight 1.
#[derive(Clone)]
pub struct Validators(Vec<ed25519::Pair>);

impl Validators {
    /// The validators with these numbers. The same number always has the same key.
    pub fn of(numbers: impl IntoIterator<Item = u32>) -> Self {
        Self(numbers.into_iter().map(pair).collect())
    }

    /// Their public keys and weights, as the chain lists them.
    pub fn authorities(&self) -> AuthorityList {
        self.0.iter().map(|pair| (AuthorityId::from(pair.public()), 1)).collect()
    }

    /// Their key pairs.
    pub fn pairs(&self) -> &[ed25519::Pair] {
        &self.0
    }
}

fn pair(number: u32) -> ed25519::Pair {
    ed25519::Pair::from_seed(&blake2_256(&("adyton/testing-validator", number).encode()).0)
}
