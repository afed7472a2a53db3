//! Key pairs, signatures and their verification, in the nine combinations of scheme and hash that Sapphire numbers.

mod ecdsa;
mod ed25519;
mod sr25519;

use crate::random::RandomStream;
use ecdsa::{p256, p384, secp256k1};
use sha2::{Digest, Sha512_256};

/// Scheme and hash; the discriminant is Sapphire's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Algorithm {
    /// Ed25519 over SHA-512/256 of context and message.
    Ed25519Oasis = 0,
    /// Ed25519 over the message (RFC 8032).
    Ed25519Pure = 1,
    /// Ed25519ph over a SHA-512 digest (RFC 8032).
    Ed25519PrehashedSha512 = 2,
    /// ECDSA over SHA-512/256 of context and message.
    Secp256k1Oasis = 3,
    /// ECDSA over a Keccak-256 digest.
    Secp256k1PrehashedKeccak256 = 4,
    /// ECDSA over a SHA-256 digest.
    Secp256k1PrehashedSha256 = 5,
    /// Schnorrkel over the message in a signing context, as Substrate's wallets sign.
    Sr25519 = 6,
    /// ECDSA over a SHA-256 digest.
    Secp256r1PrehashedSha256 = 7,
    /// ECDSA over a SHA-384 digest.
    Secp384r1PrehashedSha384 = 8,
}

/// A key pair in Sapphire's encodings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyPair {
    pub(crate) public: Vec<u8>,
    pub(crate) secret: Vec<u8>,
}

/// What is wrong with an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadArgument {
    Secret,
    Public,
    Digest,
}

/// What is signed: two byte strings whose meaning depends on the algorithm.
#[derive(Clone, Copy)]
pub(crate) struct Signed<'a> {
    /// Context that separates domains, or the digest.
    pub(crate) context_or_digest: &'a [u8],
    /// The message; ignored where there is a digest.
    pub(crate) message: &'a [u8],
}

impl Algorithm {
    const ALL: [Self; 9] = [
        Self::Ed25519Oasis,
        Self::Ed25519Pure,
        Self::Ed25519PrehashedSha512,
        Self::Secp256k1Oasis,
        Self::Secp256k1PrehashedKeccak256,
        Self::Secp256k1PrehashedSha256,
        Self::Sr25519,
        Self::Secp256r1PrehashedSha256,
        Self::Secp384r1PrehashedSha384,
    ];

    /// The algorithm of a number.
    pub(crate) fn numbered(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// The key pair of a seed.
    pub(crate) fn key_pair(self, seed: &[u8]) -> Result<KeyPair, BadArgument> {
        match self {
            Self::Ed25519Oasis | Self::Ed25519Pure | Self::Ed25519PrehashedSha512 => ed25519::key_pair(seed),
            Self::Secp256k1Oasis | Self::Secp256k1PrehashedKeccak256 | Self::Secp256k1PrehashedSha256 => {
                secp256k1::key_pair(seed)
            }
            Self::Sr25519 => sr25519::key_pair(seed),
            Self::Secp256r1PrehashedSha256 => p256::key_pair(seed),
            Self::Secp384r1PrehashedSha384 => p384::key_pair(seed),
        }
    }

    /// A signature; the same for the same arguments, but for Sr25519, which draws from `random`.
    pub(crate) fn sign(
        self,
        secret: &[u8],
        signed: Signed<'_>,
        random: &mut RandomStream,
    ) -> Result<Vec<u8>, BadArgument> {
        match self {
            Self::Ed25519Oasis => ed25519::sign(secret, &signed.oasis_digest()),
            Self::Ed25519Pure => ed25519::sign(secret, signed.message),
            Self::Ed25519PrehashedSha512 => ed25519::sign_prehashed(secret, signed.digest()?),
            Self::Secp256k1Oasis => secp256k1::sign(secret, &signed.oasis_digest()),
            Self::Secp256k1PrehashedKeccak256 | Self::Secp256k1PrehashedSha256 => {
                secp256k1::sign(secret, signed.digest::<32>()?)
            }
            Self::Sr25519 => sr25519::sign(secret, signed.context_or_digest, signed.message, random),
            Self::Secp256r1PrehashedSha256 => p256::sign(secret, signed.digest::<32>()?),
            Self::Secp384r1PrehashedSha384 => p384::sign(secret, signed.digest::<48>()?),
        }
    }

    /// Whether a signature is valid. A digest of the wrong length has no valid signature.
    pub(crate) fn verify(
        self,
        public: &[u8],
        signed: Signed<'_>,
        signature: &[u8],
    ) -> Result<bool, BadArgument> {
        let verdict = match self {
            Self::Ed25519Oasis => ed25519::verify(public, &signed.oasis_digest(), signature),
            Self::Ed25519Pure => ed25519::verify(public, signed.message, signature),
            Self::Ed25519PrehashedSha512 => ed25519::verify_prehashed(public, signed.digest(), signature),
            Self::Secp256k1Oasis => secp256k1::verify(public, Ok(&signed.oasis_digest()), signature),
            Self::Secp256k1PrehashedKeccak256 | Self::Secp256k1PrehashedSha256 => {
                secp256k1::verify(public, signed.digest::<32>(), signature)
            }
            Self::Sr25519 => sr25519::verify(public, signed.context_or_digest, signed.message, signature),
            Self::Secp256r1PrehashedSha256 => p256::verify(public, signed.digest::<32>(), signature),
            Self::Secp384r1PrehashedSha384 => p384::verify(public, signed.digest::<48>(), signature),
        };
        match verdict {
            Err(BadArgument::Digest) => Ok(false),
            verdict => verdict,
        }
    }
}

impl<'a> Signed<'a> {
    /// What Oasis signs in place of a message: SHA-512/256 of context and message.
    fn oasis_digest(&self) -> [u8; 32] {
        Sha512_256::new().chain_update(self.context_or_digest).chain_update(self.message).finalize().into()
    }

    fn digest<const N: usize>(&self) -> Result<&'a [u8; N], BadArgument> {
        self.context_or_digest.try_into().map_err(|_| BadArgument::Digest)
    }
}

#[cfg(test)]
mod tests;
