//! A worker's two keys: ed25519 (RFC 8032) to sign with, X25519 to be encrypted to.

use crate::{prf::derive, sealing, sealing::OpenError};
use alloc::vec::Vec;
use codec::Encode;
use messages::{
    call::{Answer, SignedAnswer},
    ids::WorkerId,
    worker::{SignedWorkerMessage, WorkerMessage, ANSWER_DOMAIN, WORKER_MESSAGE_DOMAIN},
};
use sp_core::{ed25519, Pair};
use zeroize::Zeroizing;

/// Secret keys of one worker; wiped when dropped.
pub struct WorkerIdentity {
    // ed25519-zebra's signing key wipes itself on drop.
    signing: ed25519::Pair,
    encryption: sealing::DecryptionKey,
}

impl WorkerIdentity {
    /// Derives both keys from the platform's sealing secret, so that an identity survives restarts.
    pub fn from_sealing_secret(secret: &[u8; 32]) -> Self {
        let signing = derive(secret, b"adyton/worker-signing-key/v1", b"");
        let encryption = derive(secret, b"adyton/worker-encryption-key/v1", b"");
        Self {
            signing: ed25519::Pair::from_seed(&signing),
            encryption: sealing::DecryptionKey::from_seed(&encryption),
        }
    }

    /// The worker's name: its verifying key.
    pub fn id(&self) -> WorkerId {
        WorkerId(self.signing.public().0)
    }

    /// The X25519 public key others encrypt to.
    pub fn encryption_key(&self) -> [u8; 32] {
        self.encryption.public()
    }

    /// Signs a statement to the chain.
    pub fn sign_message(&self, message: WorkerMessage) -> SignedWorkerMessage {
        let signature = self.signing.sign(&message_signing_bytes(&message)).0;
        SignedWorkerMessage { message, signature }
    }

    /// Signs an answer to a query.
    pub fn sign_answer(&self, answer: Answer) -> SignedAnswer {
        let signature = self.sign_raw(ANSWER_DOMAIN, &answer.encode());
        SignedAnswer { answer, signature }
    }

    /// Signs `domain ‖ bytes`; `domain` must be a constant that no other kind of statement begins with.
    pub fn sign_raw(&self, domain: &[u8], bytes: &[u8]) -> [u8; 64] {
        self.signing.sign(&[domain, bytes].concat()).0
    }

    /// Opens what was encrypted to [`Self::encryption_key`].
    pub fn open(
        &self,
        info: &[u8],
        aad: &[u8],
        encapsulated_key: &[u8; 32],
        ciphertext: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        self.encryption.open(info, aad, encapsulated_key, ciphertext)
    }
}

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
}
