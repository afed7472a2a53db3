//! Trust anchors: the root certificates that a network believes.

use crate::{json, SnpProduct};
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
/// Root keys (ARK) of AMD's product lines, which head every SEV-SNP certificate chain; published by AMD at
/// `kdsintf.amd.com/vcek/v1/<line>/cert_chain`.
const AMD_MILAN: &[u8] = include_bytes!("../roots/amd-milan.der");
const AMD_GENOA: &[u8] = include_bytes!("../roots/amd-genoa.der");
const AMD_TURIN: &[u8] = include_bytes!("../roots/amd-turin.der");
const _: () = assert!(INTEL.len() <= MAX_ANCHOR as usize);
const _: () = assert!(AMD_MILAN.len() <= MAX_ANCHOR as usize && AMD_GENOA.len() <= MAX_ANCHOR as usize);
const _: () = assert!(AMD_TURIN.len() <= MAX_ANCHOR as usize);

impl TrustAnchor {
    /// Intel's production root, for SGX and TDX.
    pub fn intel() -> Self {
        TrustAnchor { root: TrustRoot::Intel, certificate: BoundedVec::truncate_from(INTEL.to_vec()) }
    }

    /// AMD's production root of a product line, for SEV-SNP.
    pub fn amd(product: SnpProduct) -> Self {
        let root = match product {
            SnpProduct::Milan => AMD_MILAN,
            SnpProduct::Genoa => AMD_GENOA,
            SnpProduct::Turin => AMD_TURIN,
        };
        TrustAnchor { root: TrustRoot::Amd, certificate: BoundedVec::truncate_from(root.to_vec()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vendors_roots_are_the_published_ones() {
        let fingerprint = |anchor: TrustAnchor| hex::encode(sp_crypto_hashing::sha2_256(&anchor.certificate));
        insta::assert_snapshot!(fingerprint(TrustAnchor::intel()), @"44a0196b2b99f889b8e149e95b807a350e7424964399e885a7cbb8ccfab674d3");
        let amd = |product| fingerprint(TrustAnchor::amd(product));
        insta::assert_snapshot!(amd(SnpProduct::Milan), @"69d063b45344d26a2e94e1f4210de49ef555308287d4c174445c95639a540bcd");
        insta::assert_snapshot!(amd(SnpProduct::Genoa), @"4c6598d19c18719c5dfd4a7d335f674e5bfe1d8f800cea2cf270c10d103db2f1");
        insta::assert_snapshot!(amd(SnpProduct::Turin), @"1f084161a44bb6d93778a904877d4819cafa5d05ef4193b2ded9dd9c73dd3f6a");
    }
}
