//! Trust anchors: the root certificates that a network believes.

use crate::json;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use messages::{registration::TrustRoot, BoundedVec, ConstU32};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Largest root certificate, in bytes of DER. Intel's has 659; a root with a P-384 key and long names still fits.
pub const MAX_ANCHOR: u32 = 2 * 1024;

/// A root of trust with its certificate. Networks take these from genesis state only; no vote adds one.
#[derive(
    Clone,
    PartialEq,
    Eq,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(deny_unknown_fields)]
pub struct TrustAnchor {
    /// What the root stands for.
    #[serde(with = "json::TrustRootName")]
    pub root: TrustRoot,
    /// Its self-signed certificate, DER.
    #[serde(with = "json::bytes")]
    pub certificate: BoundedVec<u8, ConstU32<MAX_ANCHOR>>,
}

/// Intel SGX Root CA, which heads every SGX and TDX certificate chain; published by Intel at
/// `certificates.trustedservices.intel.com`.
const INTEL: &[u8] = include_bytes!("../roots/intel.der");
const _: () = assert!(INTEL.len() <= MAX_ANCHOR as usize);

impl TrustAnchor {
    /// Intel's production root, for SGX and TDX.
    pub fn intel() -> Self {
        TrustAnchor { root: TrustRoot::Intel, certificate: BoundedVec::truncate_from(INTEL.to_vec()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intels_root_is_the_published_one() {
        let fingerprint = hex::encode(sp_crypto_hashing::sha2_256(&TrustAnchor::intel().certificate));
        insta::assert_snapshot!(fingerprint, @"44a0196b2b99f889b8e149e95b807a350e7424964399e885a7cbb8ccfab674d3");
    }
}
