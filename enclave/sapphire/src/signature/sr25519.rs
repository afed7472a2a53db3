//! Schnorrkel signatures as Substrate's wallets make them: the message in a signing context, `substrate` by custom.

use super::{BadArgument, KeyPair};
use crate::random::RandomStream;
use schnorrkel::{
    context::{attach_rng, SigningContext},
    ExpansionMode, Keypair, MiniSecretKey, PublicKey, Signature,
};

/// Personalisation of the witness randomness.
const WITNESS: &[u8] = b"adyton/sapphire/sr25519/v1";

/// The seed is a mini secret of 32 bytes, expanded as Ed25519 does; the secret key is scalar, nonce and public key, 96
/// bytes, as the wallets of Polkadot export it.
pub(super) fn key_pair(seed: &[u8]) -> Result<KeyPair, BadArgument> {
    let secret = MiniSecretKey::from_bytes(seed).map_err(|_| BadArgument::Secret)?;
    let pair = secret.expand_to_keypair(ExpansionMode::Ed25519);
    Ok(KeyPair { public: pair.public.to_bytes().to_vec(), secret: pair.to_half_ed25519_bytes().to_vec() })
}

/// The witness is drawn from the transaction's stream, so all replicas make the same signature.
pub(super) fn sign(
    secret: &[u8],
    context: &[u8],
    message: &[u8],
    random: &mut RandomStream,
) -> Result<Vec<u8>, BadArgument> {
    let pair = Keypair::from_half_ed25519_bytes(secret).map_err(|_| BadArgument::Secret)?;
    let transcript = attach_rng(SigningContext::new(context).bytes(message), random.fork(WITNESS));
    Ok(pair.sign(transcript).to_bytes().to_vec())
}

pub(super) fn verify(
    public: &[u8],
    context: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<bool, BadArgument> {
    let key = PublicKey::from_bytes(public).map_err(|_| BadArgument::Public)?;
    Ok(Signature::from_bytes(signature)
        .is_ok_and(|signature| key.verify_simple(context, message, &signature).is_ok()))
}
