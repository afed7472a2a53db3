//! Random bytes, X25519 and Deoxys-II.

use super::{number, words, BytesArgument, CallEnv, Failure, Meter, WordArgument};
use crate::{
    mrae::{self, NONCE_LEN},
    random::MAX_RANDOM_BYTES,
};
use alloy_sol_types::abi::decode_params;
use zeroize::Zeroizing;

const RANDOM_BASE: u64 = 10_000;
const RANDOM_PER_WORD: u64 = 240;
const PERSONALISATION_PER_WORD: u64 = 60;
const DERIVE_KEY: u64 = 1_100;
const PUBLIC_KEY: u64 = 1_000;
const MRAE_BASE: u64 = 100;
const MRAE_PER_WORD: u64 = 10;

pub(super) fn random_bytes(
    input: &[u8],
    meter: &mut Meter,
    call: &mut CallEnv<'_>,
) -> Result<Vec<u8>, Failure> {
    let (count, personalisation) = decode_params::<(WordArgument, BytesArgument<'_>)>(input)
        .map_err(|_| Failure::Error("random bytes: not (uint256, bytes)"))?;
    let count = usize::try_from(number(count)).unwrap_or(usize::MAX).min(MAX_RANDOM_BYTES);
    meter.charge_linear(RANDOM_BASE, RANDOM_PER_WORD, count)?;
    meter.charge(PERSONALISATION_PER_WORD.saturating_mul(words(personalisation.0.len())))?;
    Ok(call.random.bytes(count, personalisation.0))
}

pub(super) fn derive_key(input: &[u8], meter: &mut Meter) -> Result<Vec<u8>, Failure> {
    meter.charge(DERIVE_KEY)?;
    let keys: &[u8; 64] = input.try_into().map_err(|_| Failure::Error("derive key: not 64 bytes"))?;
    let (public, secret) = keys.split_at(32);
    let (Ok(public), Ok(secret)) = (public.try_into(), secret.try_into()) else {
        return Err(Failure::Error("derive key: not 64 bytes"));
    };
    Ok(mrae::derive_key(public, &Zeroizing::new(secret)).to_vec())
}

pub(super) fn public_key(input: &[u8], meter: &mut Meter) -> Result<Vec<u8>, Failure> {
    meter.charge(PUBLIC_KEY)?;
    let secret = input.try_into().map_err(|_| Failure::Error("curve25519 public key: not 32 bytes"))?;
    Ok(mrae::public_key(&Zeroizing::new(secret)).to_vec())
}

pub(super) fn seal(input: &[u8], meter: &mut Meter) -> Result<Vec<u8>, Failure> {
    let arguments = Arguments::read(input, meter)?;
    Ok(mrae::seal(&arguments.key, &arguments.nonce, arguments.text, arguments.associated))
}

/// The only precompile that reverts: a wrong ciphertext is an answer, not a mistake.
pub(super) fn open(input: &[u8], meter: &mut Meter) -> Result<Vec<u8>, Failure> {
    let arguments = Arguments::read(input, meter)?;
    mrae::open(&arguments.key, &arguments.nonce, arguments.text, arguments.associated)
        .map_err(|_| Failure::Revert { gas: meter.used, bytes: Vec::new() })
}

struct Arguments<'a> {
    key: Zeroizing<[u8; 32]>,
    nonce: [u8; NONCE_LEN],
    text: &'a [u8],
    associated: &'a [u8],
}

impl<'a> Arguments<'a> {
    fn read(input: &'a [u8], meter: &mut Meter) -> Result<Self, Failure> {
        const MALFORMED: Failure = Failure::Error("Deoxys-II: not (bytes32, bytes32, bytes, bytes)");
        meter.charge_linear(MRAE_BASE, MRAE_PER_WORD, input.len())?;
        let (key, nonce, text, associated) =
            decode_params::<(WordArgument, WordArgument, BytesArgument<'_>, BytesArgument<'_>)>(input)
                .map_err(|_| MALFORMED)?;
        // Both may lie in the same place: then the input is shorter than what there is to do.
        let twice = words(text.0.len().saturating_add(associated.0.len())).saturating_sub(words(input.len()));
        meter.charge(MRAE_PER_WORD.saturating_mul(twice))?;
        // The rest of the word is ignored.
        let nonce = *nonce.0 .0.first_chunk().ok_or(MALFORMED)?;
        Ok(Self { key: Zeroizing::new(key.0 .0), nonce, text: text.0, associated: associated.0 })
    }
}
