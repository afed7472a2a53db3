//! Key pairs and signatures: arguments and gas; the schemes are in `signature`.

use super::{number, BytesArgument, CallEnv, Failure, Meter, WordArgument};
use crate::signature::{Algorithm, BadArgument, Signed};
use alloy_sol_types::{abi::decode_params, SolValue};

/// Gas for every word of the input where the message is hashed by the precompile.
const MESSAGE_PER_WORD: u64 = 8;

pub(super) fn key_pair(input: &[u8], meter: &mut Meter) -> Result<Vec<u8>, Failure> {
    let (algorithm, seed) = decode_params::<(WordArgument, BytesArgument<'_>)>(input)
        .map_err(|_| Failure::Error("key pair: not (uint256, bytes)"))?;
    let algorithm = numbered(algorithm)?;
    meter.charge(algorithm.key_pair_gas())?;
    let pair = algorithm.key_pair(seed.0).map_err(|_| Failure::Error("key pair: the seed gives no key"))?;
    Ok((pair.public, pair.secret).abi_encode_params())
}

pub(super) fn sign(input: &[u8], meter: &mut Meter, call: &mut CallEnv<'_>) -> Result<Vec<u8>, Failure> {
    type Arguments<'a> = (WordArgument, BytesArgument<'a>, BytesArgument<'a>, BytesArgument<'a>);
    let (algorithm, secret, context_or_digest, message) = decode_params::<Arguments<'_>>(input)
        .map_err(|_| Failure::Error("sign: not (uint256, bytes, bytes, bytes)"))?;
    let algorithm = numbered(algorithm)?;
    meter.charge_linear(algorithm.sign_gas(), algorithm.word_gas(), input.len())?;
    let signed = Signed { context_or_digest: context_or_digest.0, message: message.0 };
    algorithm.sign(secret.0, signed, call.random).map_err(|fault| {
        Failure::Error(match fault {
            BadArgument::Digest => "sign: the digest has the wrong length",
            BadArgument::Secret | BadArgument::Public => "sign: not a secret key of this algorithm",
        })
    })
}

pub(super) fn verify(input: &[u8], meter: &mut Meter) -> Result<Vec<u8>, Failure> {
    type Arguments<'a> =
        (WordArgument, BytesArgument<'a>, BytesArgument<'a>, BytesArgument<'a>, BytesArgument<'a>);
    let (algorithm, public, context_or_digest, message, signature) = decode_params::<Arguments<'_>>(input)
        .map_err(|_| Failure::Error("verify: not (uint256, bytes, bytes, bytes, bytes)"))?;
    let algorithm = numbered(algorithm)?;
    meter.charge_linear(algorithm.verify_gas(), algorithm.word_gas(), input.len())?;
    let signed = Signed { context_or_digest: context_or_digest.0, message: message.0 };
    let is_valid = algorithm
        .verify(public.0, signed, signature.0)
        .map_err(|_| Failure::Error("verify: not a public key of this algorithm"))?;
    Ok(is_valid.abi_encode())
}

fn numbered(argument: WordArgument) -> Result<Algorithm, Failure> {
    u8::try_from(number(argument))
        .ok()
        .and_then(Algorithm::numbered)
        .ok_or(Failure::Error("no such signing algorithm"))
}

impl Algorithm {
    fn key_pair_gas(self) -> u64 {
        match self {
            Self::Ed25519Oasis | Self::Ed25519Pure | Self::Ed25519PrehashedSha512 | Self::Sr25519 => 1_000,
            Self::Secp256k1Oasis | Self::Secp256k1PrehashedKeccak256 | Self::Secp256k1PrehashedSha256 => {
                1_500
            }
            Self::Secp256r1PrehashedSha256 => 4_000,
            Self::Secp384r1PrehashedSha384 => 18_000,
        }
    }

    fn sign_gas(self) -> u64 {
        match self {
            Self::Ed25519Oasis | Self::Ed25519Pure | Self::Ed25519PrehashedSha512 | Self::Sr25519 => 1_500,
            Self::Secp256k1Oasis | Self::Secp256k1PrehashedKeccak256 | Self::Secp256k1PrehashedSha256 => {
                3_000
            }
            Self::Secp256r1PrehashedSha256 => 9_000,
            Self::Secp384r1PrehashedSha384 => 43_200,
        }
    }

    fn verify_gas(self) -> u64 {
        match self {
            Self::Ed25519Oasis | Self::Ed25519Pure | Self::Ed25519PrehashedSha512 | Self::Sr25519 => 2_000,
            Self::Secp256k1Oasis | Self::Secp256k1PrehashedKeccak256 | Self::Secp256k1PrehashedSha256 => {
                3_000
            }
            Self::Secp256r1PrehashedSha256 => 7_900,
            Self::Secp384r1PrehashedSha384 => 37_920,
        }
    }

    fn word_gas(self) -> u64 {
        match self {
            Self::Ed25519Oasis | Self::Ed25519Pure | Self::Secp256k1Oasis | Self::Sr25519 => MESSAGE_PER_WORD,
            _ => 0,
        }
    }
}
