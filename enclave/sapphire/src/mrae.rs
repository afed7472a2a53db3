//! The box around calldata and results: X25519, a key derived with HMAC-SHA-512/256, Deoxys-II-256-128 with a nonce of
//! 15 bytes (RFC 7748; Deoxys v1.43, winner of CAESAR's third use case; `oasis-core`, "MRAE box").

use deoxys::{
    aead::{Aead, Payload},
    DeoxysII256, KeyInit,
};
use hkdf::Hkdf;
use sha2::{Digest, Sha512_256};
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

/// Length of a nonce of Deoxys-II-256-128, in bytes.
pub const NONCE_LEN: usize = 15;
const KEY_CONTEXT: &[u8] = b"MRAE_Box_Deoxys-II-256-128";
const ID_CONTEXT: &[u8] = b"adyton/call-data-id/v1";

/// A ciphertext was altered, or is of another key, nonce or associated data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotAuthentic;

/// Symmetric key of two X25519 keys, as the precompile derives it: any public key is taken.
pub(crate) fn derive_key(public: [u8; 32], secret: &Zeroizing<[u8; 32]>) -> Zeroizing<[u8; 32]> {
    let secret = StaticSecret::from(**secret);
    symmetric_key(secret.diffie_hellman(&PublicKey::from(public)).as_bytes())
}

/// Public key of an X25519 secret.
pub(crate) fn public_key(secret: &Zeroizing<[u8; 32]>) -> [u8; 32] {
    PublicKey::from(&StaticSecret::from(**secret)).to_bytes()
}

/// HMAC-SHA-512/256 of the context and the shared point. HKDF's extraction is HMAC with the salt as key (RFC 5869 §2.2).
fn symmetric_key(shared: &[u8; 32]) -> Zeroizing<[u8; 32]> {
    let (key, _) = Hkdf::<Sha512_256>::extract(Some(KEY_CONTEXT), shared);
    Zeroizing::new(key.into())
}

/// Names a box, without telling its key. Public keys do not: several have the same shared point (the highest bit does not
/// count, RFC 7748 §5).
pub(crate) fn box_id(key: &Zeroizing<[u8; 32]>, nonce: &[u8; NONCE_LEN]) -> [u8; 32] {
    Sha512_256::new().chain_update(ID_CONTEXT).chain_update(**key).chain_update(nonce).finalize().into()
}

/// Encrypts with Deoxys-II; the tag of 16 bytes is at the end.
pub(crate) fn seal(key: &Zeroizing<[u8; 32]>, nonce: &[u8; NONCE_LEN], plain: &[u8], ad: &[u8]) -> Vec<u8> {
    let cipher = DeoxysII256::new((&**key).into());
    // Fails for messages of 2^64 blocks only, which no memory holds.
    cipher.encrypt(nonce.into(), Payload { msg: plain, aad: ad }).unwrap_or_default()
}

/// Decrypts what [`seal`] made.
pub(crate) fn open(
    key: &Zeroizing<[u8; 32]>,
    nonce: &[u8; NONCE_LEN],
    cipher: &[u8],
    ad: &[u8],
) -> Result<Vec<u8>, NotAuthentic> {
    DeoxysII256::new((&**key).into())
        .decrypt(nonce.into(), Payload { msg: cipher, aad: ad })
        .map_err(|_| NotAuthentic)
}

/// An epoch's X25519 secret for calldata. Erased when dropped.
#[derive(Clone)]
pub struct CallDataSecret(StaticSecret);

impl CallDataSecret {
    /// From 32 secret bytes, clamped as X25519 wants it (RFC 7748 §5).
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(StaticSecret::from(*seed))
    }

    /// The public key that callers encrypt to.
    pub fn public(&self) -> [u8; 32] {
        PublicKey::from(&self.0).to_bytes()
    }

    /// The key shared with another party; `None` for a public key of small order, with which there is no secret.
    pub(crate) fn shared_with(&self, public: &[u8; 32]) -> Option<ReplyKey> {
        let shared = self.0.diffie_hellman(&PublicKey::from(*public));
        shared.was_contributory().then(|| ReplyKey(symmetric_key(shared.as_bytes())))
    }
}

/// The key that a caller and an epoch's secret share: calldata comes under it, the result goes back under it.
/// Erased when dropped.
#[derive(Clone)]
pub struct ReplyKey(pub(crate) Zeroizing<[u8; 32]>);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn array<const N: usize>(text: &str) -> [u8; N] {
        hex::decode(text).unwrap().try_into().unwrap()
    }

    #[test]
    fn x25519_of_rfc_7748() {
        // Section 6.1.
        let alice = Zeroizing::new(array("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
        let bob = array::<32>("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
        assert_eq!(
            hex::encode(public_key(&alice)),
            "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"
        );
        let shared = StaticSecret::from(*alice).diffie_hellman(&PublicKey::from(bob));
        assert_eq!(
            hex::encode(shared.as_bytes()),
            "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
        );
    }

    /// The vectors that the authors of the envelope publish: message and associated data are arithmetic sequences.
    #[test]
    fn deoxys_ii_of_published_vectors() {
        let key = Zeroizing::new(array("7b3af9b87736f5b47332f1b06f2eedac6b2ae9a86726e5a46322e1a05f1edd9c"));
        let nonce = array("7b30e59a4f04b96e23d88d42f7ac61");
        let sequence = |step: u8| -> Vec<u8> {
            (0..=255).map(|i: u8| 0x7b_u8.wrapping_add(i.wrapping_mul(step))).collect()
        };
        let (message, ad) = (sequence(0xc5), sequence(0xc1));
        for (len, expected) in [
            (0, "9f1b3c417b5e0787ec5a4c7b5e254499"),
            (1, "da11fa90c3ee591ed43ec49ff54abe760e"),
            (16, "309e4d8b1c52fa5656505dd5a3ade76a6b09b5f3d8a900247e835ae499b31dfd"),
            (33, "190eea1e1b35247cc4e1187346b2225ec00e785ece7c154ade46663858ac1a39850ffe8d095e654f6499b7170ad4344aef"),
            (100, "08df101180adb73887cc1e33cd6c31c9589625ec3286d6614b126f3300ee08f28858a72c61830d71d57d4b66bd3be81e2ad1724d6e9b1ab5cf4b86924fdbca5f1f6daf5a0b7dd374534daf922825257bc06d5e91aed82bac4a156fe0c0f46b3e87d3293ed5009fc52032c61f26fadebd07a7a44c"),
        ] {
            let sealed = seal(&key, &nonce, &message[..len], &ad[..len]);
            assert_eq!(hex::encode(sealed), expected);
        }
    }

    #[test]
    fn keys_are_derived_as_sapphire_derives_them() {
        let public = array("3046db3fa70ce605457dc47c48837ebd8bd0a26abfde5994d033e1ced68e2576");
        let secret =
            Zeroizing::new(array("c07b151fbc1e7a11dff926111188f8d872f62eba0396da97c0a24adb75161750"));
        assert_eq!(
            hex::encode(*derive_key(public, &secret)),
            "e69ac21066a8c2284e8fdc690e579af4513547b9b31dd144792c1904b45cf586"
        );
    }

    #[test]
    fn both_sides_share_one_key() {
        let (ours, theirs) = (CallDataSecret::from_seed(&[1; 32]), CallDataSecret::from_seed(&[2; 32]));
        let key = ours.shared_with(&theirs.public()).unwrap();
        assert_eq!(*key.0, *theirs.shared_with(&ours.public()).unwrap().0);
        assert_eq!(*key.0, *derive_key(theirs.public(), &Zeroizing::new([1; 32])));
    }

    #[test]
    fn points_of_small_order_give_no_key() {
        let secret = CallDataSecret::from_seed(&[1; 32]);
        let mut one = [0; 32];
        one[0] = 1;
        for public in [[0; 32], one] {
            assert!(secret.shared_with(&public).is_none());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn what_is_sealed_opens_and_what_is_altered_does_not(
            key in any::<[u8; 32]>(), nonce in any::<[u8; NONCE_LEN]>(),
            plain in prop::collection::vec(any::<u8>(), 0..100), ad in prop::collection::vec(any::<u8>(), 0..40),
            at in any::<prop::sample::Index>(),
        ) {
            let key = Zeroizing::new(key);
            let mut sealed = seal(&key, &nonce, &plain, &ad);
            prop_assert_eq!(sealed.len(), plain.len() + 16);
            prop_assert_eq!(open(&key, &nonce, &sealed, &ad), Ok(plain));
            let index = at.index(sealed.len());
            sealed[index] ^= 1;
            prop_assert_eq!(open(&key, &nonce, &sealed, &ad), Err(NotAuthentic));
        }
    }
}
