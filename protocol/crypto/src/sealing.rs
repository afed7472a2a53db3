//! Encryption to somebody: RFC 9180 HPKE, base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
//!
//! `info` always begins with a domain of its own; calls and queries also bind network, committee and epoch. Calls, queries
//! and answers are padded ([`crate::padding`]): their sizes fall into few classes.

use crate::padding::{pad, unpad};
use alloc::vec::Vec;
use codec::Encode;
use core::fmt;
use hpke::{
    aead::AesGcm256, kdf::HkdfSha256, kem::X25519HkdfSha256, Deserializable, Kem as _, OpModeR, OpModeS,
    Serializable,
};
use messages::{
    channel::SealedCall,
    ids::{CommitteeId, Epoch, GenesisHash},
    limits::{MAX_CIPHERTEXT, MAX_QUERY},
    query::SealedQuery,
};
use rand_core::SeedableRng;
use zeroize::Zeroizing;

type Kem = X25519HkdfSha256;
type PublicKey = <Kem as hpke::Kem>::PublicKey;
type PrivateKey = <Kem as hpke::Kem>::PrivateKey;

/// Bytes that authentication adds to a plaintext.
const TAG: usize = 16;
/// Largest padded plaintext of a call or query.
const MAX_PADDED: usize = MAX_CIPHERTEXT as usize - TAG;
/// Largest padded plaintext of an answer.
const MAX_PADDED_ANSWER: usize = MAX_QUERY - TAG - 12;

const CALL_DOMAIN: &[u8] = b"adyton/call/v1";
const QUERY_DOMAIN: &[u8] = b"adyton/query/v1";
const ANSWER_EXPORT: &[u8] = b"adyton/answer-key/v1";

/// Why something could not be encrypted: the caller's fault.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SealError {
    /// The recipient's key is not a valid X25519 point.
    BadPublicKey,
    /// The plaintext does not fit its message.
    Oversize,
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BadPublicKey => "the recipient's public key is not a valid X25519 key",
            Self::Oversize => "the plaintext is larger than one message may carry; send less data",
        })
    }
}

/// Why something could not be decrypted: the sender's fault, or a wrong key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OpenError {
    /// The encapsulated key is no X25519 key, or authentication failed.
    Undecryptable,
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the ciphertext does not open under this key")
    }
}

#[cfg(feature = "std")]
impl std::error::Error for SealError {}
#[cfg(feature = "std")]
impl std::error::Error for OpenError {}

/// An X25519 secret key; wiped when dropped.
pub struct DecryptionKey {
    private: PrivateKey,
    public: [u8; 32],
}

impl DecryptionKey {
    /// HPKE's `DeriveKeyPair` from a uniformly random seed.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let (private, public) = Kem::derive_keypair(seed);
        Self { private, public: public.to_bytes().into() }
    }

    /// The key others encrypt to.
    pub fn public(&self) -> [u8; 32] {
        self.public
    }

    /// Opens a single-shot message.
    pub fn open(
        &self,
        info: &[u8],
        aad: &[u8],
        encapsulated_key: &[u8; 32],
        ciphertext: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        Ok(self.receive(info, aad, encapsulated_key, ciphertext)?.0)
    }

    fn receive(
        &self,
        info: &[u8],
        aad: &[u8],
        encapsulated_key: &[u8; 32],
        ciphertext: &[u8],
    ) -> Result<(Zeroizing<Vec<u8>>, AnswerKey), OpenError> {
        let encapsulated = <Kem as hpke::Kem>::EncappedKey::from_bytes(encapsulated_key)
            .map_err(|_| OpenError::Undecryptable)?;
        let mut context = hpke::setup_receiver::<AesGcm256, HkdfSha256, Kem>(
            &OpModeR::Base,
            &self.private,
            &encapsulated,
            info,
        )
        .map_err(|_| OpenError::Undecryptable)?;
        let plaintext = context.open(ciphertext, aad).map_err(|_| OpenError::Undecryptable)?;
        let mut key = Zeroizing::new([0; 32]);
        context.export(ANSWER_EXPORT, key.as_mut()).map_err(|_| OpenError::Undecryptable)?;
        Ok((Zeroizing::new(plaintext), AnswerKey(key)))
    }
}

/// Encrypts one message to `public`. `seed` must be fresh and secret: everything the sender draws comes from it.
pub fn seal_to(
    public: &[u8; 32],
    info: &[u8],
    aad: &[u8],
    plaintext: &[u8],
    seed: [u8; 32],
) -> Result<([u8; 32], Vec<u8>), SealError> {
    let (encapsulated, ciphertext, _) = send(public, info, aad, plaintext, seed)?;
    Ok((encapsulated, ciphertext))
}

fn send(
    public: &[u8; 32],
    info: &[u8],
    aad: &[u8],
    plaintext: &[u8],
    seed: [u8; 32],
) -> Result<([u8; 32], Vec<u8>, AnswerKey), SealError> {
    let recipient = PublicKey::from_bytes(public).map_err(|_| SealError::BadPublicKey)?;
    let mut rng = rand_chacha::ChaCha20Rng::from_seed(seed);
    let (encapsulated, mut context) =
        hpke::setup_sender_with_rng::<AesGcm256, HkdfSha256, Kem>(&OpModeS::Base, &recipient, info, &mut rng)
            .map_err(|_| SealError::BadPublicKey)?;
    let ciphertext = context.seal(plaintext, aad).map_err(|_| SealError::Oversize)?;
    let mut key = Zeroizing::new([0; 32]);
    context.export(ANSWER_EXPORT, key.as_mut()).map_err(|_| SealError::Oversize)?;
    Ok((encapsulated.to_bytes().into(), ciphertext, AnswerKey(key)))
}

fn info(domain: &[u8], genesis: &GenesisHash, committee: CommitteeId, epoch: Epoch) -> Vec<u8> {
    let mut info = domain.to_vec();
    (genesis, committee, epoch).encode_to(&mut info);
    info
}

/// Encrypts a call's plaintext to a committee's input key.
pub fn seal_call(
    genesis: &GenesisHash,
    committee: CommitteeId,
    epoch: Epoch,
    public: &[u8; 32],
    plaintext: &[u8],
    seed: [u8; 32],
) -> Result<SealedCall, SealError> {
    Ok(seal_under(CALL_DOMAIN, genesis, committee, epoch, public, plaintext, seed)?.0)
}

/// Encrypts a query's plaintext to a committee's input key; the returned key opens the answer.
pub fn seal_query(
    genesis: &GenesisHash,
    committee: CommitteeId,
    epoch: Epoch,
    public: &[u8; 32],
    plaintext: &[u8],
    seed: [u8; 32],
) -> Result<(SealedQuery, AnswerKey), SealError> {
    let (sealed, key) = seal_under(QUERY_DOMAIN, genesis, committee, epoch, public, plaintext, seed)?;
    Ok((SealedQuery { committee, sealed }, key))
}

fn seal_under(
    domain: &[u8],
    genesis: &GenesisHash,
    committee: CommitteeId,
    epoch: Epoch,
    public: &[u8; 32],
    plaintext: &[u8],
    seed: [u8; 32],
) -> Result<(SealedCall, AnswerKey), SealError> {
    let info = info(domain, genesis, committee, epoch);
    let padded = pad(plaintext, MAX_PADDED).ok_or(SealError::Oversize)?;
    let (encapsulated_key, ciphertext, key) = send(public, &info, b"", &padded, seed)?;
    let ciphertext = ciphertext.try_into().map_err(|_| SealError::Oversize)?;
    Ok((SealedCall { epoch, encapsulated_key, ciphertext }, key))
}

/// The secret side of a committee's input key of one epoch. Lives in memory only.
pub struct InputSecret(DecryptionKey);

impl InputSecret {
    /// From the epoch's derived secret.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(DecryptionKey::from_seed(seed))
    }

    /// The key users encrypt to.
    pub fn public(&self) -> [u8; 32] {
        self.0.public()
    }

    /// Opens a sealed call of this epoch.
    pub fn open_call(
        &self,
        genesis: &GenesisHash,
        committee: CommitteeId,
        call: &SealedCall,
    ) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let info = info(CALL_DOMAIN, genesis, committee, call.epoch);
        let padded = self.0.open(&info, b"", &call.encapsulated_key, &call.ciphertext)?;
        unpad(&padded, MAX_PADDED)
            .map(|plaintext| Zeroizing::new(plaintext.to_vec()))
            .ok_or(OpenError::Undecryptable)
    }

    /// Opens a sealed query of this epoch, with the key to encrypt its answer under.
    pub fn open_query(
        &self,
        genesis: &GenesisHash,
        query: &SealedQuery,
    ) -> Result<(Zeroizing<Vec<u8>>, AnswerKey), OpenError> {
        let info = info(QUERY_DOMAIN, genesis, query.committee, query.sealed.epoch);
        let (padded, key) =
            self.0.receive(&info, b"", &query.sealed.encapsulated_key, &query.sealed.ciphertext)?;
        let plaintext = unpad(&padded, MAX_PADDED).ok_or(OpenError::Undecryptable)?;
        Ok((Zeroizing::new(plaintext.to_vec()), key))
    }
}

/// A key both sides of a query export from its HPKE context (RFC 9180 §5.3); encrypts the one answer.
pub struct AnswerKey(Zeroizing<[u8; 32]>);

impl AnswerKey {
    /// Encrypts an answer with AES-256-GCM-SIV: `nonce ‖ ciphertext`. The nonce should be fresh for each answer.
    pub fn seal(&self, nonce: [u8; 12], plaintext: &[u8]) -> Result<Vec<u8>, SealError> {
        use aes_gcm_siv::aead::Aead;
        let padded = pad(plaintext, MAX_PADDED_ANSWER).ok_or(SealError::Oversize)?;
        let ciphertext =
            self.cipher().encrypt(&nonce.into(), padded.as_slice()).map_err(|_| SealError::Oversize)?;
        Ok([&nonce[..], &ciphertext].concat())
    }

    /// Opens an answer.
    pub fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
        use aes_gcm_siv::aead::Aead;
        let (nonce, ciphertext) = sealed.split_first_chunk::<12>().ok_or(OpenError::Undecryptable)?;
        let padded = self.cipher().decrypt(&(*nonce).into(), ciphertext);
        let padded = padded.map_err(|_| OpenError::Undecryptable)?;
        unpad(&padded, MAX_PADDED_ANSWER).map(<[u8]>::to_vec).ok_or(OpenError::Undecryptable)
    }

    fn cipher(&self) -> aes_gcm_siv::Aes256GcmSiv {
        use aes_gcm_siv::KeyInit;
        aes_gcm_siv::Aes256GcmSiv::new(&(*self.0).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use messages::H256;

    const GENESIS: GenesisHash = H256([9; 32]);

    fn sealed(secret: &InputSecret) -> SealedCall {
        seal_call(&GENESIS, 1, 3, &secret.public(), b"hello", [5; 32]).unwrap()
    }

    #[test]
    fn a_call_opens_only_in_its_network_committee_and_epoch() {
        let secret = InputSecret::from_seed(&[1; 32]);
        let call = sealed(&secret);
        assert_eq!(secret.open_call(&GENESIS, 1, &call).unwrap().as_slice(), b"hello");
        assert!(secret.open_call(&H256([8; 32]), 1, &call).is_err());
        assert!(secret.open_call(&GENESIS, 2, &call).is_err());
        assert!(secret.open_call(&GENESIS, 1, &SealedCall { epoch: 4, ..call.clone() }).is_err());
        assert!(InputSecret::from_seed(&[2; 32]).open_call(&GENESIS, 1, &call).is_err());
    }

    #[test]
    fn every_flipped_byte_is_noticed() {
        let secret = InputSecret::from_seed(&[1; 32]);
        let call = sealed(&secret);
        for i in 0..call.ciphertext.len() {
            let mut bytes = call.ciphertext.to_vec();
            bytes[i] ^= 1;
            let bad = SealedCall { ciphertext: bytes.try_into().unwrap(), ..call.clone() };
            assert!(secret.open_call(&GENESIS, 1, &bad).is_err(), "byte {i}");
        }
    }

    #[test]
    fn sizes_of_calls_and_answers_fall_into_classes() {
        let secret = InputSecret::from_seed(&[1; 32]);
        let size = |length: usize| {
            let plaintext = alloc::vec![1; length];
            seal_call(&GENESIS, 1, 3, &secret.public(), &plaintext, [5; 32]).map(|call| call.ciphertext.len())
        };
        assert_eq!([size(0), size(200), size(252), size(253)].map(Result::unwrap), [272, 272, 272, 528]);
        assert_eq!(size(MAX_PADDED - 4), Ok(MAX_CIPHERTEXT as usize));
        assert_eq!(size(MAX_PADDED - 3), Err(SealError::Oversize));
        let (_, key) = seal_query(&GENESIS, 1, 3, &secret.public(), b"ask", [5; 32]).unwrap();
        assert_eq!(key.seal([4; 12], &[1; 100]).unwrap().len(), 12 + 256 + TAG);
        assert_eq!(key.seal([4; 12], &alloc::vec![1; MAX_PADDED_ANSWER - 4]).unwrap().len(), MAX_QUERY);
        assert!(key.seal([4; 12], &alloc::vec![1; MAX_PADDED_ANSWER - 3]).is_err());
    }

    #[test]
    fn a_query_cannot_be_replayed_as_a_call() {
        let secret = InputSecret::from_seed(&[1; 32]);
        let (query, _) = seal_query(&GENESIS, 1, 3, &secret.public(), b"ask", [5; 32]).unwrap();
        assert!(secret.open_query(&GENESIS, &query).is_ok());
        assert!(secret.open_call(&GENESIS, 1, &query.sealed).is_err());
    }

    #[test]
    fn both_sides_of_a_query_share_the_answer_key() {
        let secret = InputSecret::from_seed(&[1; 32]);
        let (query, asker) = seal_query(&GENESIS, 1, 3, &secret.public(), b"ask", [5; 32]).unwrap();
        let (plaintext, answerer) = secret.open_query(&GENESIS, &query).unwrap();
        assert_eq!(plaintext.as_slice(), b"ask");
        let answer = answerer.seal([4; 12], b"reply").unwrap();
        assert_eq!(asker.open(&answer).unwrap(), b"reply");
        assert!(asker.open(&answer[1..]).is_err());
        assert!(asker.open(b"short").is_err());
    }
}
