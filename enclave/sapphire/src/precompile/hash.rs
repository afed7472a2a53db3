//! Hashes of the SHA-2 family that Ethereum has no precompile for (FIPS 180-4).

use super::{Failure, Meter};
use sha2::{Digest, Sha384, Sha512, Sha512_256};

const BASE: u64 = 115;
const PER_WORD: u64 = 13;

pub(super) fn sha512_256(input: &[u8], meter: &mut Meter) -> Result<Vec<u8>, Failure> {
    digest::<Sha512_256>(input, meter)
}

pub(super) fn sha512(input: &[u8], meter: &mut Meter) -> Result<Vec<u8>, Failure> {
    digest::<Sha512>(input, meter)
}

pub(super) fn sha384(input: &[u8], meter: &mut Meter) -> Result<Vec<u8>, Failure> {
    digest::<Sha384>(input, meter)
}

fn digest<D: Digest>(input: &[u8], meter: &mut Meter) -> Result<Vec<u8>, Failure> {
    meter.charge_linear(BASE, PER_WORD, input.len())?;
    Ok(D::digest(input).to_vec())
}
