//! The secret half of a worker's identity.

use super::message_signing_bytes;
use crate::{prf::derive, sealing, sealing::OpenError};
use alloc::vec::Vec;
use codec::Encode;
use messages::{
    ids::WorkerId,
    query::{Answer, SignedAnswer},
    worker::{SignedWorkerMessage, WorkerMessage, ANSWER_DOMAIN},
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
    /// Derives both keys from the platform's sealing secret, so that an identity survives restarts. What enclaves send
    /// each other must not be encrypted to that key: see [`Self::with_fresh_encryption_key`].
    pub fn from_sealing_secret(secret: &[u8; 32]) -> Self {
        let signing = derive(secret, b"adyton/worker-signing-key/v1", b"");
        let encryption = derive(secret, b"adyton/worker-encryption-key/v1", b"");
        Self {
            signing: ed25519::Pair::from_seed(&signing),
            encryption: sealing::DecryptionKey::from_seed(&encryption),
        }
    }

    /// The same worker with an encryption key of one boot, which dies with the boot. Without it, whoever recorded what was
    /// sent to the worker and later gets its sealing secret could read it. `seed` must be fresh and secret.
    pub fn with_fresh_encryption_key(self, seed: &[u8; 32]) -> Self {
        Self { encryption: sealing::DecryptionKey::from_seed(seed), ..self }
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
