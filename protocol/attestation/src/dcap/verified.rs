//! `dcap-qvl` without the signatures that were verified when the collateral was stored.
//!
//! The library verifies collateral again with every quote and has no other entry, but it lets its user choose how a
//! signature is verified. This choice takes signatures over collateral for granted and verifies all others. It knows them
//! apart by the form of what is signed, which nobody who makes quotes can choose freely:
//!
//! | signed | form | verified |
//! |---|---|---|
//! | TCB info, QE identity | JSON: begins with `{` | before |
//! | revocation list | DER sequence that begins with its version, an INTEGER (RFC 5280 5.1) | before |
//! | certificate | DER sequence that begins with its version, tagged `[0]` (RFC 5280 4.1); `webpki` has parsed it so | now |
//! | header and report of a quote | begins with the version: 3, 4 or 5; `dcap-qvl` has checked it | now |
//! | report of the quoting enclave | exactly 384 bytes, whatever they are | now |
//!
//! Certificates of the collateral's signers look like those of machines, so they are verified each time.

use dcap_qvl::{
    config::{Config, CryptoProvider},
    crypto::RustCryptoCrypto,
    signature::DerSigEncoder,
    x509::X509CertBackend,
};
use der::{asn1::AnyRef, Decode, Tag, Tagged};
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm};

/// Bytes of a quoting enclave's report.
const QE_REPORT: usize = 384;
/// Version of a revocation list, DER: the INTEGER 1.
const VERSION_2: [u8; 3] = [2, 1, 1];

/// As `dcap_qvl::configs::RustCryptoConfig`, for collateral whose signatures were verified before.
pub(super) struct CollateralVerified;

impl Config for CollateralVerified {
    type X509 = X509CertBackend;
    type SigEncoder = DerSigEncoder;
    type Crypto = CollateralVerified;
}

impl CryptoProvider for CollateralVerified {
    fn sig_algo() -> &'static dyn SignatureVerificationAlgorithm {
        &EcdsaP256
    }

    fn sha256(data: &[u8]) -> [u8; 32] {
        RustCryptoCrypto::sha256(data)
    }

    fn sha384(data: &[u8]) -> [u8; 48] {
        RustCryptoCrypto::sha384(data)
    }
}

/// ECDSA with P-256 and SHA-256 over everything but collateral.
#[derive(Debug)]
struct EcdsaP256;

impl SignatureVerificationAlgorithm for EcdsaP256 {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        match is_collateral(message) {
            true => Ok(()),
            false => RustCryptoCrypto::sig_algo().verify_signature(public_key, message, signature),
        }
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        RustCryptoCrypto::sig_algo().public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        RustCryptoCrypto::sig_algo().signature_alg_id()
    }
}

/// Whether a signed message is TCB info, QE identity or a revocation list, and can be nothing else.
fn is_collateral(message: &[u8]) -> bool {
    message.len() != QE_REPORT && (message.first() == Some(&b'{') || is_revocation_list(message))
}

fn is_revocation_list(message: &[u8]) -> bool {
    let Ok(list) = AnyRef::from_der(message) else { return false };
    list.tag() == Tag::Sequence && list.value().starts_with(&VERSION_2)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::{
        dcap::DcapEvidence,
        development::{self, SimulatedTd},
        x509::{Certificate, RevocationList},
        Collateral,
    };
    use alloc::vec::Vec;
    use messages::registration::TeeKind;

    #[test]
    fn collateral_is_known_by_its_form_from_all_else_that_is_signed() {
        let Collateral::Dcap(collateral) = development::collateral() else { panic!("not Intel's") };
        let lists = [&collateral.root_ca_crl, &collateral.pck_crl];
        for list in lists.map(|der| RevocationList::parse(der).unwrap().signed()) {
            assert!(is_collateral(list));
        }
        assert!(is_collateral(&collateral.tcb_info) && is_collateral(&collateral.qe_identity));

        let quote = SimulatedTd::new(1).quote(&[7; 64]).unwrap();
        let evidence = DcapEvidence::parse(TeeKind::Tdx, &quote.bytes).unwrap();
        for certificate in &evidence.chain {
            assert!(!is_collateral(Certificate::parse(certificate).unwrap().signed()));
        }
        assert!(!is_collateral(&quote.bytes[..evidence.parsed.signed_length()]));
        assert!(!is_collateral(evidence.parsed.qe_report()));
    }

    #[test]
    fn no_report_of_a_quoting_enclave_passes_for_collateral() {
        let disguises: [&[u8]; 3] = [b"{", &[0x30, 0x82, 1, 124, 2, 1, 1], &[0x30, 0x80, 2, 1, 1]];
        for disguise in disguises {
            let mut report: Vec<u8> = disguise.to_vec();
            report.resize(QE_REPORT, 0);
            assert!(!is_collateral(&report), "{disguise:?}");
        }
    }
}
