//! Ed25519 and Ed25519ph (RFC 8032). Keys and points of small order never verify, so that a signature says what was
//! signed.

use super::{BadArgument, KeyPair};
use ed25519_dalek::{
    ed25519::signature::digest::{consts::U64, FixedOutput, HashMarker, Output, OutputSizeUser, Update},
    Signature, Signer, SigningKey, VerifyingKey,
};

fn signing_key(secret: &[u8]) -> Result<SigningKey, BadArgument> {
    secret.try_into().map_err(|_| BadArgument::Secret)
}

fn verifying_key(public: &[u8]) -> Result<VerifyingKey, BadArgument> {
    public.try_into().map_err(|_| BadArgument::Public)
}

/// The seed of 32 bytes is the secret key.
pub(super) fn key_pair(seed: &[u8]) -> Result<KeyPair, BadArgument> {
    let key = signing_key(seed)?;
    Ok(KeyPair { public: key.verifying_key().to_bytes().to_vec(), secret: key.to_bytes().to_vec() })
}

pub(super) fn sign(secret: &[u8], message: &[u8]) -> Result<Vec<u8>, BadArgument> {
    Ok(signing_key(secret)?.sign(message).to_vec())
}

pub(super) fn sign_prehashed(secret: &[u8], digest: &[u8; 64]) -> Result<Vec<u8>, BadArgument> {
    let signature = signing_key(secret)?.sign_prehashed(Sha512Digest(*digest), None);
    signature.map(|signature| signature.to_vec()).map_err(|_| BadArgument::Digest)
}

pub(super) fn verify(public: &[u8], message: &[u8], signature: &[u8]) -> Result<bool, BadArgument> {
    let key = verifying_key(public)?;
    Ok(Signature::from_slice(signature).is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()))
}

/// A bad public key is told before a bad digest.
pub(super) fn verify_prehashed(
    public: &[u8],
    digest: Result<&[u8; 64], BadArgument>,
    signature: &[u8],
) -> Result<bool, BadArgument> {
    let (key, digest) = (verifying_key(public)?, Sha512Digest(*digest?));
    Ok(Signature::from_slice(signature)
        .is_ok_and(|signature| key.verify_prehashed_strict(digest, None, &signature).is_ok()))
}

/// A digest that somebody else has computed, where the library wants to be given the hash function.
struct Sha512Digest([u8; 64]);

impl Default for Sha512Digest {
    fn default() -> Self {
        Self([0; 64])
    }
}

impl OutputSizeUser for Sha512Digest {
    type OutputSize = U64;
}

impl HashMarker for Sha512Digest {}

impl Update for Sha512Digest {
    /// The message is hashed already; the library adds nothing to it.
    fn update(&mut self, _: &[u8]) {}
}

impl FixedOutput for Sha512Digest {
    fn finalize_into(self, out: &mut Output<Self>) {
        out.copy_from_slice(&self.0);
    }
}
