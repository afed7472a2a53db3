//! A worker's two keys: ed25519 (RFC 8032) to sign with, X25519 to be encrypted to.
//!
//! Verifying works everywhere. [`WorkerIdentity`], which holds the secret keys, needs the `std` feature: signing is a Cargo
//! feature of the SDK's primitives that must stay off in a runtime, and no runtime has a secret to sign with.

#[cfg(feature = "std")]
mod secret;

use alloc::vec::Vec;
use codec::Encode;
use messages::{
    ids::WorkerId,
    query::SignedAnswer,
    worker::{WorkerMessage, ANSWER_DOMAIN, WORKER_MESSAGE_DOMAIN},
};
#[cfg(feature = "std")]
pub use secret::WorkerIdentity;
use sp_core::{ed25519, Pair};

/// The bytes a worker signs for a statement.
pub fn message_signing_bytes(message: &WorkerMessage) -> Vec<u8> {
    let mut bytes = WORKER_MESSAGE_DOMAIN.to_vec();
    message.encode_to(&mut bytes);
    bytes
}

/// Whether `signature` is `worker`'s over `domain ‖ bytes`.
pub fn verify_raw(worker: &WorkerId, domain: &[u8], bytes: &[u8], signature: &[u8; 64]) -> bool {
    ed25519::Pair::verify(
        &ed25519::Signature::from_raw(*signature),
        [domain, bytes].concat(),
        &ed25519::Public::from_raw(worker.0),
    )
}

/// Whether an answer was signed by the worker it names.
pub fn verify_answer(signed: &SignedAnswer) -> bool {
    verify_raw(&signed.answer.worker, ANSWER_DOMAIN, &signed.answer.encode(), &signed.signature)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sealing::{self, OpenError};

    #[test]
    fn identity_is_a_function_of_the_sealing_secret() {
        let (a, b) =
            (WorkerIdentity::from_sealing_secret(&[1; 32]), WorkerIdentity::from_sealing_secret(&[2; 32]));
        assert_eq!(a.id(), WorkerIdentity::from_sealing_secret(&[1; 32]).id());
        assert_ne!(a.id(), b.id());
        assert_ne!(a.encryption_key(), b.encryption_key());
    }

    #[test]
    fn signature_binds_domain_bytes_and_worker() {
        let (a, b) =
            (WorkerIdentity::from_sealing_secret(&[1; 32]), WorkerIdentity::from_sealing_secret(&[2; 32]));
        let signature = a.sign_raw(b"domain/v1", b"bytes");
        assert!(verify_raw(&a.id(), b"domain/v1", b"bytes", &signature));
        assert!(!verify_raw(&b.id(), b"domain/v1", b"bytes", &signature));
        assert!(!verify_raw(&a.id(), b"domain/v2", b"bytes", &signature));
        assert!(!verify_raw(&a.id(), b"domain/v1", b"other", &signature));
    }

    #[test]
    fn only_the_addressee_opens() {
        let (a, b) =
            (WorkerIdentity::from_sealing_secret(&[1; 32]), WorkerIdentity::from_sealing_secret(&[2; 32]));
        let (key, ciphertext) =
            sealing::seal_to(&a.encryption_key(), b"info", b"aad", b"secret", [7; 32]).unwrap();
        assert_eq!(a.open(b"info", b"aad", &key, &ciphertext).unwrap().as_slice(), b"secret");
        assert_eq!(b.open(b"info", b"aad", &key, &ciphertext).unwrap_err(), OpenError::Undecryptable);
        assert_eq!(a.open(b"other", b"aad", &key, &ciphertext).unwrap_err(), OpenError::Undecryptable);
        assert_eq!(a.open(b"info", b"other", &key, &ciphertext).unwrap_err(), OpenError::Undecryptable);
    }

    #[test]
    fn a_fresh_encryption_key_keeps_the_name_and_opens_nothing_of_before() {
        let identity = || WorkerIdentity::from_sealing_secret(&[1; 32]);
        let boot = |seed| identity().with_fresh_encryption_key(&[seed; 32]);
        assert_eq!(boot(1).id(), identity().id());
        let (key, ciphertext) =
            sealing::seal_to(&boot(1).encryption_key(), b"info", b"aad", b"secret", [7; 32]).unwrap();
        assert!(boot(1).open(b"info", b"aad", &key, &ciphertext).is_ok());
        assert!(boot(2).open(b"info", b"aad", &key, &ciphertext).is_err());
        assert!(identity().open(b"info", b"aad", &key, &ciphertext).is_err());
    }
}
