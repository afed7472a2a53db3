//! One dealing: made by its dealer, checked by everybody, opened by each receiver.
//!
//! Feldman's sharing (FOCS '87) with a Schnorr proof that the dealer knows what it shares, as in the key generation of
//! FROST (Komlo, Goldberg, SAC 2020): without it, a dealer that speaks last could cancel the others' parts.

use crate::polynomial::{Commitments, Polynomial};
use codec::Encode;
use crypto::{
    prf::{derive, prf},
    sealing::seal_to,
    threshold::group::{point, scalar, scalar_from_wide},
};
use curve25519_dalek::{constants::RISTRETTO_BASEPOINT_TABLE, RistrettoPoint, Scalar};
use messages::{
    ceremony::{Ceremony, CeremonyMessage, EncryptedShare, PerKeeper, Receiver, SHARE_DOMAIN},
    ids::GenesisHash,
};
use zeroize::Zeroizing;

const PROOF_DOMAIN: &[u8] = b"adyton/ceremony-proof/v1";
const PROOF_NONCE_DOMAIN: &[u8] = b"adyton/ceremony-proof-nonce/v1";
const ONE_TIME_KEY_DOMAIN: &[u8] = b"adyton/ceremony-one-time-key/v1";
const MASK_LABEL: &[u8] = b"adyton/ceremony-mask/v1";
const SEAL_LABEL: &[u8] = b"adyton/ceremony-seal/v1";

/// Opens HPKE ciphertexts with the key of the receiving boot, under `info` [`SHARE_DOMAIN`]:
/// `(aad, encapsulated_key, ciphertext)`.
pub type Open<'a> = dyn Fn(&[u8], &[u8; 32], &[u8]) -> Option<Zeroizing<Vec<u8>>> + 'a;

/// A key pair for one ceremony; wiped when dropped. Shares are masked with what two such keys agree on, so that once
/// they are gone, a recorded channel and the boot's long-lived key open nothing.
pub(crate) struct OneTimeKey(Zeroizing<Scalar>);

impl OneTimeKey {
    /// From a fresh and secret seed, for the one or the other `role`.
    pub(crate) fn draw(seed: &[u8; 32], role: &[u8]) -> Self {
        Self(Zeroizing::new(scalar_from_wide(ONE_TIME_KEY_DOMAIN, &[seed, role])))
    }

    /// What the other side needs.
    pub(crate) fn public(&self) -> [u8; 32] {
        (&*self.0 * RISTRETTO_BASEPOINT_TABLE).compress().to_bytes()
    }

    fn mask(&self, other: &RistrettoPoint, envelope: &Envelope) -> Zeroizing<[u8; 32]> {
        let agreed = Zeroizing::new((*self.0 * other).compress().to_bytes());
        derive(agreed.as_ref(), MASK_LABEL, &envelope.encode())
    }
}

/// Whom a share comes from and goes to; bound into its encryption. HPKE's `aad` is the address.
#[derive(Encode)]
pub(crate) struct Envelope {
    address: (GenesisHash, u32, u16, u16),
    keys: ([u8; 32], [u8; 32]),
}

/// What a share of a dealing is addressed by.
pub(crate) struct Context<'a> {
    pub(crate) genesis: &'a GenesisHash,
    pub(crate) ceremony: &'a Ceremony,
    /// Index of the dealer.
    pub(crate) dealer: u16,
}

impl Context<'_> {
    fn envelope(&self, receiver: u16, dealer_key: [u8; 32], receiver_key: [u8; 32]) -> Envelope {
        let address = (*self.genesis, self.ceremony.id, self.dealer, receiver);
        Envelope { address, keys: (dealer_key, receiver_key) }
    }

    fn challenge(&self, commitments: &[[u8; 32]], key: &[u8; 32], first: &RistrettoPoint) -> Scalar {
        let statement = (self.genesis, self.ceremony, self.dealer, commitments, key).encode();
        scalar_from_wide(PROOF_DOMAIN, &[&statement, first.compress().as_bytes()])
    }
}

/// A receiver that joined: its index, record and one-time key.
pub(crate) type Joined<'a> = (u16, &'a Receiver, RistrettoPoint);

/// The dealing of `polynomial` to the receivers that joined. `seed` is fresh and secret.
pub(crate) fn deal<'a>(
    context: &Context<'_>,
    polynomial: &Polynomial,
    joined: impl Iterator<Item = Joined<'a>>,
    seed: &[u8; 32],
) -> CeremonyMessage {
    let commitments = polynomial.commit().encode();
    let one_time = OneTimeKey::draw(seed, b"dealer");
    let key = one_time.public();
    let nonce = Zeroizing::new(scalar_from_wide(PROOF_NONCE_DOMAIN, &[seed, &context.ceremony.encode()]));
    let challenge = context.challenge(&commitments, &key, &(&*nonce * RISTRETTO_BASEPOINT_TABLE));
    let response = *nonce - challenge * *Zeroizing::new(polynomial.constant());
    let encrypt = |(index, receiver, receiver_key): Joined<'_>| {
        let envelope = context.envelope(index, key, receiver_key.compress().to_bytes());
        let mask = one_time.mask(&receiver_key, &envelope);
        let masked = xor(Zeroizing::new(polynomial.at(index).to_bytes()), &mask);
        let seed = prf(seed, SEAL_LABEL, &[&index.to_le_bytes()]);
        encrypt_to(&receiver.encryption_key, &envelope, masked.as_ref(), seed)
    };
    CeremonyMessage::Dealing {
        ceremony: context.ceremony.id,
        proof: (challenge.to_bytes(), response.to_bytes()),
        key,
        shares: PerKeeper::truncate_from(joined.map(encrypt).collect()),
        commitments: PerKeeper::truncate_from(commitments),
    }
}

/// An attested boot has a valid key. Should one not have, it gets a share that it cannot open, and may complain.
fn encrypt_to(public: &[u8; 32], envelope: &Envelope, masked: &[u8], seed: [u8; 32]) -> EncryptedShare {
    let sealed = seal_to(public, SHARE_DOMAIN, &envelope.address.encode(), masked, seed).ok();
    let share = sealed.and_then(|(encapsulated_key, ciphertext)| {
        Some(EncryptedShare { encapsulated_key, ciphertext: ciphertext.try_into().ok()? })
    });
    share.unwrap_or(EncryptedShare { encapsulated_key: [0; 32], ciphertext: [0; 48] })
}

fn xor(mut bytes: Zeroizing<[u8; 32]>, mask: &[u8; 32]) -> Zeroizing<[u8; 32]> {
    bytes.iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
    bytes
}

/// A dealing in due form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Dealing {
    pub(crate) commitments: Commitments,
    key: RistrettoPoint,
    shares: PerKeeper<EncryptedShare>,
}

/// What a dealing says, undigested.
pub(crate) struct Said<'a> {
    pub(crate) commitments: &'a [[u8; 32]],
    pub(crate) proof: &'a ([u8; 32], [u8; 32]),
    pub(crate) key: &'a [u8; 32],
    pub(crate) shares: &'a PerKeeper<EncryptedShare>,
}

impl Dealing {
    /// Checks all that everybody can check. `shares` are as many as receivers joined.
    pub(crate) fn check(context: &Context<'_>, said: &Said<'_>, joined: usize) -> Option<Self> {
        let has_form =
            said.commitments.len() == usize::from(context.ceremony.threshold) && said.shares.len() == joined;
        let commitments = Commitments::parse(said.commitments).filter(|_| has_form)?;
        let key = one_time_point(said.key)?;
        if let Some(source) = &context.ceremony.source {
            let share = source.holder(context.dealer)?.public;
            said.commitments.first().filter(|constant| **constant == share)?;
        }
        let (claimed, response) = (scalar(&said.proof.0)?, scalar(&said.proof.1)?);
        let first =
            RistrettoPoint::vartime_double_scalar_mul_basepoint(&claimed, &commitments.constant(), &response);
        let holds = context.challenge(said.commitments, said.key, &first) == claimed;
        holds.then(|| Self { commitments, key, shares: said.shares.clone() })
    }

    /// The share at `place` among those that joined, which is that of the receiver `index`; `None` if it does not open
    /// or is false.
    pub(crate) fn open(
        &self,
        context: &Context<'_>,
        (place, index): (usize, u16),
        one_time: &OneTimeKey,
        open: &Open<'_>,
    ) -> Option<Zeroizing<Scalar>> {
        let share = self.shares.get(place)?;
        let envelope = context.envelope(index, self.key.compress().to_bytes(), one_time.public());
        let masked = open(&envelope.address.encode(), &share.encapsulated_key, &share.ciphertext)?;
        let masked = Zeroizing::new(<[u8; 32]>::try_from(masked.as_slice()).ok()?);
        let value = scalar(&xor(masked, &one_time.mask(&self.key, &envelope)))?;
        self.commitments.vouch_for(index, &value).then(|| Zeroizing::new(value))
    }
}

/// A one-time key, if it is one: a canonical point other than the identity, with which everybody would agree on the same.
pub(crate) fn one_time_point(bytes: &[u8; 32]) -> Option<RistrettoPoint> {
    point(bytes).filter(|key| *key != RistrettoPoint::default())
}
