//! The stream of random bytes that a transaction sees.

use hkdf::Hkdf;
use rand_chacha::{
    rand_core::{RngCore, SeedableRng},
    ChaCha20Rng,
};
use sha2::Sha512_256;
use zeroize::Zeroizing;

/// Most bytes that one use gives: Sapphire's bound.
pub const MAX_RANDOM_BYTES: usize = 1024;
const LABEL: &[u8] = b"adyton/sapphire/random/v1";

/// Randomness of one transaction or query: a ChaCha20 generator a use, whose seed is HMAC-SHA-512/256 of the stream's
/// seed over the number of the use and its personalisation. Nothing can be told of one use from another, and a frame
/// that reverts does not bring an earlier use back.
///
/// Whoever makes the seed separates domains: another seed for every transaction, and others again for queries.
pub struct RandomStream {
    seed: Zeroizing<[u8; 32]>,
    uses: u64,
}

impl RandomStream {
    /// The stream of a seed.
    pub fn new(seed: Zeroizing<[u8; 32]>) -> Self {
        Self { seed, uses: 0 }
    }

    /// `count` fresh bytes, at most [`MAX_RANDOM_BYTES`]; `personalisation` separates them further.
    pub fn bytes(&mut self, count: usize, personalisation: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0; count.min(MAX_RANDOM_BYTES)];
        self.fork(personalisation).fill_bytes(&mut bytes);
        bytes
    }

    /// The generator of the next use.
    pub(crate) fn fork(&mut self, personalisation: &[u8]) -> ChaCha20Rng {
        let input = [LABEL, &self.uses.to_be_bytes(), personalisation].concat();
        self.uses = self.uses.wrapping_add(1);
        let (seed, _) = Hkdf::<Sha512_256>::extract(Some(&*self.seed), &input);
        ChaCha20Rng::from_seed(seed.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(seed: u8) -> RandomStream {
        RandomStream::new(Zeroizing::new([seed; 32]))
    }

    #[test]
    fn a_seed_gives_the_same_stream_on_every_replica() {
        assert_eq!(hex::encode(stream(1).bytes(8, b"pers")), "b70045d237baa050");
        let (mut one, mut other) = (stream(1), stream(1));
        for personalisation in [&b"a"[..], b"", b"b"] {
            assert_eq!(one.bytes(40, personalisation), other.bytes(40, personalisation));
        }
    }

    #[test]
    fn uses_personalisations_and_seeds_are_independent() {
        let mut first = stream(1);
        let values = [
            first.bytes(32, b""),
            first.bytes(32, b""),
            first.bytes(32, b"pers"),
            stream(1).bytes(32, b"pers"),
            stream(2).bytes(32, b""),
        ];
        for (index, value) in values.iter().enumerate() {
            assert!(values.iter().skip(index + 1).all(|other| other != value));
        }
    }

    #[test]
    fn one_use_gives_at_most_a_kibibyte() {
        assert_eq!(stream(1).bytes(usize::MAX, b"").len(), MAX_RANDOM_BYTES);
        assert_eq!(stream(1).bytes(0, b"").len(), 0);
    }
}
