//! What evidence of any kind proves, before a policy judges it.

use crate::{
    facts::{AdvisoryTag, TcbFacts, MAX_RECORDED_ADVISORIES},
    Error, Flaw,
};
use alloc::{string::String, vec::Vec};
use messages::{registration::Measurement, BoundedVec, ConstU32, H256};
use sp_crypto_hashing::blake2_256;

/// Prefix of the blake2b-256 preimage of a platform's name.
const PLATFORM_DOMAIN: &[u8] = b"adyton/platform/v1";

/// Facts that stand on a chain of signatures from a trust anchor.
pub(crate) struct Proven {
    pub(crate) measurement: Measurement,
    pub(crate) report_data: [u8; 64],
    pub(crate) platform: H256,
    pub(crate) advisories: Vec<String>,
    pub(crate) tcb: TcbFacts,
}

/// Name of a machine, from the number that its vendor gave it.
pub(crate) fn platform(number: &[u8]) -> H256 {
    H256(blake2_256(&[PLATFORM_DOMAIN, number].concat()))
}

/// What is recorded of advisories; in order, each once.
pub(crate) fn tags(
    advisories: &[String],
) -> Result<BoundedVec<AdvisoryTag, ConstU32<MAX_RECORDED_ADVISORIES>>, Error> {
    let mut tags: Vec<AdvisoryTag> = advisories.iter().map(|name| AdvisoryTag::of(name.as_bytes())).collect();
    tags.sort();
    tags.dedup();
    BoundedVec::try_from(tags).map_err(|_| Error::NotProven(Flaw::TooManyAdvisories))
}
