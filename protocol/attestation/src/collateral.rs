//! Collateral: what Intel (or the development root) publishes about a platform family, signed and dated.

use crate::Error;
use alloc::{string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use dcap_qvl::{QeIdentity, QuoteCollateralV3, TcbInfo};
use der::Decode as _;
use messages::{ids::TimeMs, registration::TeeKind, BoundedVec, ConstU32};
use scale_info::TypeInfo;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use x509_cert::crl::CertificateList;

/// Certificates of one issuer, in bytes of PEM. Intel's two have 1.9 KiB.
pub const MAX_ISSUER_CHAIN: u32 = 8 * 1024;
/// A revocation list, in bytes of DER. Intel's longest has 3.3 KiB; each revoked machine adds about 40 bytes, so
/// 1,600 fit.
pub const MAX_CRL: u32 = 64 * 1024;
/// TCB info of one family, in bytes of JSON. Intel's have up to 6 KiB; each TCB level adds about 1 KiB.
pub const MAX_TCB_INFO: u32 = 32 * 1024;
/// Identity of the quoting enclave, in bytes of JSON. Intel's have up to 1.2 KiB.
pub const MAX_QE_IDENTITY: u32 = 8 * 1024;

/// Collateral of one platform family; the fields are those of Intel's version 3. In JSON it has the form that PCCS
/// clients give (`dcap_qvl::QuoteCollateralV3`).
///
/// The PCK certificate chain is not among them: it must come with the quote.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Collateral {
    /// Who signs the revocation list of PCK certificates, PEM.
    pub pck_crl_issuer_chain: BoundedVec<u8, ConstU32<MAX_ISSUER_CHAIN>>,
    /// Revocation list of the root, DER.
    pub root_ca_crl: BoundedVec<u8, ConstU32<MAX_CRL>>,
    /// Revocation list of the CA that certifies machines, DER.
    pub pck_crl: BoundedVec<u8, ConstU32<MAX_CRL>>,
    /// Who signs the TCB info, PEM.
    pub tcb_info_issuer_chain: BoundedVec<u8, ConstU32<MAX_ISSUER_CHAIN>>,
    /// Which firmware versions have which status, JSON exactly as signed.
    pub tcb_info: BoundedVec<u8, ConstU32<MAX_TCB_INFO>>,
    /// Signature over `tcb_info`, r ‖ s.
    pub tcb_info_signature: [u8; 64],
    /// Who signs the QE identity, PEM.
    pub qe_identity_issuer_chain: BoundedVec<u8, ConstU32<MAX_ISSUER_CHAIN>>,
    /// Which quoting enclaves count, JSON exactly as signed.
    pub qe_identity: BoundedVec<u8, ConstU32<MAX_QE_IDENTITY>>,
    /// Signature over `qe_identity`, r ‖ s.
    pub qe_identity_signature: [u8; 64],
}

/// Machines that share collateral.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct Family {
    /// Kind of hardware.
    pub kind: TeeKind,
    /// Intel's number of the processor family and its platform configuration (FMSPC).
    pub fmspc: [u8; 6],
}

/// What collateral says of itself. Unverified when read with [`Collateral::unverified_claims`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CollateralClaims {
    /// Machines it is about.
    pub family: Family,
    /// Latest issue time of its parts.
    pub issued_ms: TimeMs,
    /// Earliest end of its parts; it counts only before.
    pub expires_ms: TimeMs,
    /// Intel's running number of the evaluation that it reflects; the lower of TCB info and QE identity.
    pub evaluation_number: u32,
}

impl CollateralClaims {
    /// Whether it may replace `stored` collateral of the same family: issued later, and not from an earlier evaluation.
    pub fn supersedes(&self, stored: &CollateralClaims) -> bool {
        self.family == stored.family
            && self.issued_ms > stored.issued_ms
            && self.evaluation_number >= stored.evaluation_number
    }
}

impl Collateral {
    /// Family, dates and evaluation number as written in it. Nothing is verified: for choosing and refreshing only.
    pub fn unverified_claims(&self) -> Result<CollateralClaims, Error> {
        let malformed = |_| Error::MalformedCollateral;
        let tcb: TcbInfo = serde_json::from_slice(&self.tcb_info).map_err(malformed)?;
        let qe: QeIdentity = serde_json::from_slice(&self.qe_identity).map_err(malformed)?;
        let windows = [
            Window::of_json(&tcb.issue_date, &tcb.next_update)?,
            Window::of_json(&qe.issue_date, &qe.next_update)?,
            Window::of_crl(&self.root_ca_crl)?,
            Window::of_crl(&self.pck_crl)?,
        ];
        Ok(CollateralClaims {
            family: family_of(&tcb)?,
            issued_ms: windows.iter().map(|w| w.issued_ms).max().unwrap_or(TimeMs::MAX),
            expires_ms: windows.iter().map(|w| w.expires_ms).min().unwrap_or(0),
            evaluation_number: tcb.tcb_evaluation_data_number.min(qe.tcb_evaluation_data_number),
        })
    }

    /// The form that `dcap-qvl` reads. Its own chain of PCK certificates stays empty, so the quote's counts.
    pub(crate) fn to_dcap(&self) -> Result<QuoteCollateralV3, Error> {
        Ok(QuoteCollateralV3 {
            pck_crl_issuer_chain: text(&self.pck_crl_issuer_chain)?,
            root_ca_crl: self.root_ca_crl.to_vec(),
            pck_crl: self.pck_crl.to_vec(),
            tcb_info_issuer_chain: text(&self.tcb_info_issuer_chain)?,
            tcb_info: text(&self.tcb_info)?,
            tcb_info_signature: self.tcb_info_signature.to_vec(),
            qe_identity_issuer_chain: text(&self.qe_identity_issuer_chain)?,
            qe_identity: text(&self.qe_identity)?,
            qe_identity_signature: self.qe_identity_signature.to_vec(),
            pck_certificate_chain: None,
        })
    }
}

impl TryFrom<QuoteCollateralV3> for Collateral {
    type Error = Error;

    /// Takes what a PCCS client fetched; a PCK certificate chain in it is left out.
    fn try_from(fetched: QuoteCollateralV3) -> Result<Self, Error> {
        Ok(Collateral {
            pck_crl_issuer_chain: bounded(fetched.pck_crl_issuer_chain)?,
            root_ca_crl: bounded(fetched.root_ca_crl)?,
            pck_crl: bounded(fetched.pck_crl)?,
            tcb_info_issuer_chain: bounded(fetched.tcb_info_issuer_chain)?,
            tcb_info: bounded(fetched.tcb_info)?,
            tcb_info_signature: signature(fetched.tcb_info_signature)?,
            qe_identity_issuer_chain: bounded(fetched.qe_identity_issuer_chain)?,
            qe_identity: bounded(fetched.qe_identity)?,
            qe_identity_signature: signature(fetched.qe_identity_signature)?,
        })
    }
}

impl Serialize for Collateral {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_dcap().map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Collateral {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        QuoteCollateralV3::deserialize(deserializer)?.try_into().map_err(serde::de::Error::custom)
    }
}

fn text(bytes: &[u8]) -> Result<String, Error> {
    String::from_utf8(bytes.to_vec()).map_err(|_| Error::MalformedCollateral)
}

fn bounded<const N: u32>(bytes: impl Into<Vec<u8>>) -> Result<BoundedVec<u8, ConstU32<N>>, Error> {
    BoundedVec::try_from(bytes.into()).map_err(|_| Error::MalformedCollateral)
}

fn signature(bytes: Vec<u8>) -> Result<[u8; 64], Error> {
    bytes.try_into().map_err(|_| Error::MalformedCollateral)
}

fn family_of(tcb: &TcbInfo) -> Result<Family, Error> {
    let kind = match tcb.id.as_str() {
        "SGX" => TeeKind::Sgx,
        "TDX" => TeeKind::Tdx,
        _ => return Err(Error::MalformedCollateral),
    };
    let mut fmspc = [0; 6];
    hex::decode_to_slice(&tcb.fmspc, &mut fmspc).map_err(|_| Error::MalformedCollateral)?;
    Ok(Family { kind, fmspc })
}

/// Issue and end of one part.
struct Window {
    issued_ms: TimeMs,
    expires_ms: TimeMs,
}

impl Window {
    fn of_json(issued: &str, expires: &str) -> Result<Self, Error> {
        let at = |date| {
            let date = chrono::DateTime::parse_from_rfc3339(date).map_err(|_| Error::MalformedCollateral)?;
            TimeMs::try_from(date.timestamp_millis()).map_err(|_| Error::MalformedCollateral)
        };
        Ok(Window { issued_ms: at(issued)?, expires_ms: at(expires)? })
    }

    fn of_crl(der: &[u8]) -> Result<Self, Error> {
        let list: CertificateList = CertificateList::from_der(der).map_err(|_| Error::MalformedCollateral)?;
        let at = |time: x509_cert::time::Time| time.to_unix_duration().as_secs().saturating_mul(1000);
        let dates = list.tbs_cert_list;
        Ok(Window {
            issued_ms: at(dates.this_update),
            expires_ms: dates.next_update.map(at).ok_or(Error::MalformedCollateral)?,
        })
    }
}
