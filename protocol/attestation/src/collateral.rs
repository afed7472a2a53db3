//! Collateral: what a vendor (or the development root) publishes about a platform family, signed and dated.

use crate::{
    dcap,
    facts::{TcbFacts, TcbLevel},
    json,
    snp::{self, SnpProduct},
    x509::RevocationList,
    Error, Flaw,
};
use alloc::{boxed::Box, string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use dcap_qvl::{QeIdentity, QuoteCollateralV3, TcbInfo};
use messages::{
    ids::TimeMs,
    registration::{TeeKind, TrustRoot},
    BoundedVec, ConstU32,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Certificates of one issuer, in bytes of PEM. Intel's two have 1.9 KiB.
pub const MAX_ISSUER_CHAIN: u32 = 8 * 1024;
/// A revocation list, in bytes of DER. Intel's longest has 3.3 KiB; each revoked machine adds about 40 bytes, so
/// 1,600 fit.
pub const MAX_CRL: u32 = 64 * 1024;
/// TCB info of one family, in bytes of JSON. Intel's have up to 6 KiB; each TCB level adds about 1 KiB.
pub const MAX_TCB_INFO: u32 = 32 * 1024;
/// Identity of the quoting enclave, in bytes of JSON. Intel's have up to 1.2 KiB.
pub const MAX_QE_IDENTITY: u32 = 8 * 1024;

/// Collateral of one platform family.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[allow(clippy::large_enum_variant)] // a handful exist; they are stored, not passed around
pub enum Collateral {
    /// Of Intel's platforms.
    Dcap(DcapCollateral),
    /// Of AMD's platforms.
    Snp(SnpCollateral),
}

/// Collateral of an AMD product line. In JSON `{"arkCrl": "0x…"}`.
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
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SnpCollateral {
    /// Revocation list of the line's root (ARK), DER, as AMD's key server gives it (`/vcek/v1/<line>/crl`). It names
    /// revoked authorities (ASK, ASVK).
    #[serde(with = "json::bytes")]
    pub ark_crl: BoundedVec<u8, ConstU32<MAX_CRL>>,
}

/// Collateral of one family of Intel's processors; the fields are those of Intel's version 3. In JSON it has the form that PCCS
/// clients give (`dcap_qvl::QuoteCollateralV3`).
///
/// The PCK certificate chain is not among them: it must come with the quote.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct DcapCollateral {
    /// Who signs the revocation list of PCK certificates, PEM; the CA first.
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
    Serialize,
    Deserialize,
)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// Kind of hardware.
    #[serde(with = "json::TeeKindName")]
    pub kind: TeeKind,
    /// Intel's number of the processor family and its platform configuration (FMSPC). For AMD the name of the product
    /// line ([`crate::SnpProduct::family`]).
    #[serde(with = "json::fixed")]
    pub fmspc: [u8; 6],
}

/// The collateral of a family under `root`.
pub(crate) fn of(
    root: TrustRoot,
    family: Family,
    stored: &[(TrustRoot, Collateral)],
) -> Result<&Collateral, Error> {
    stored
        .iter()
        .find(|(of, collateral)| *of == root && collateral.unverified_family() == Ok(family))
        .map(|(_, collateral)| collateral)
        .ok_or(Error::NoCollateral(root))
}

/// Whether the signatures of collateral remain to be verified.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Signatures {
    /// They must be verified together with the quote.
    Unverified,
    /// They were verified by [`crate::verify_collateral`].
    Verified,
}

/// Collateral by trust root whose signatures were verified before, so that a quote costs only its own
/// ([`crate::verify_quote`]). Dates, revocation and the signers' certificates are checked each time all the same.
#[derive(Clone, Copy)]
pub struct VerifiedCollateral<'a>(pub(crate) &'a [(TrustRoot, Collateral)]);

impl<'a> VerifiedCollateral<'a> {
    /// Takes what the caller stored for verified.
    ///
    /// Sound only where all of it came through [`crate::verify_collateral`] under the root that it is stored with, or
    /// together with the trust anchors themselves from genesis state: a chain's own storage. Whoever *reads* a chain
    /// takes [`crate::verify`], which believes nobody.
    pub fn dangerous_stored(stored: &'a [(TrustRoot, Collateral)]) -> Self {
        VerifiedCollateral(stored)
    }
}

/// What collateral says of itself. Unverified when read with [`Collateral::unverified_claims`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CollateralClaims {
    /// Machines it is about.
    pub family: Family,
    /// Latest issue time of its parts.
    pub issued_ms: TimeMs,
    /// Issue times of its parts. Intel: TCB info, QE identity, revocation lists of the root and of the CA for machines. AMD
    /// has one list, and the others repeat it.
    pub parts_issued_ms: [TimeMs; 4],
    /// Earliest end of its parts; it counts only before.
    pub expires_ms: TimeMs,
    /// Intel: running number of the evaluation that it reflects, the lower of TCB info and QE identity. AMD: number of
    /// the revocation list.
    pub evaluation_number: u32,
}

impl CollateralClaims {
    /// Whether it may replace `stored` collateral of the same family: one part issued later, none earlier (or an old
    /// revocation list could come back beside a new identity), and not from an earlier evaluation.
    pub fn supersedes(&self, stored: &CollateralClaims) -> bool {
        let mut parts = self.parts_issued_ms.iter().zip(&stored.parts_issued_ms);
        self.family == stored.family
            && self.parts_issued_ms != stored.parts_issued_ms
            && parts.all(|(newer, stored)| newer >= stored)
            && self.evaluation_number >= stored.evaluation_number
    }
}

impl Collateral {
    /// Machines it is about, as written in it. Nothing is verified.
    ///
    /// # Errors
    /// [`Error::MalformedCollateral`], if it does not parse.
    pub fn unverified_family(&self) -> Result<Family, Error> {
        /// The part of the TCB info that names the family.
        #[derive(Deserialize)]
        struct Names {
            id: String,
            fmspc: String,
        }
        match self {
            Collateral::Dcap(dcap) => {
                let names: Names =
                    serde_json::from_slice(&dcap.tcb_info).map_err(|_| Error::MalformedCollateral)?;
                family_of(&names.id, &names.fmspc)
            }
            Collateral::Snp(snp) => snp.list().map(|(family, _)| family),
        }
    }

    /// Family, dates and evaluation number as written in it. Nothing is verified: for choosing and refreshing only.
    ///
    /// # Errors
    /// [`Error::MalformedCollateral`], if it does not parse.
    pub fn unverified_claims(&self) -> Result<CollateralClaims, Error> {
        match self {
            Collateral::Dcap(dcap) => dcap.claims(),
            Collateral::Snp(snp) => snp.claims(),
        }
    }

    /// Refuses collateral of another time.
    pub(crate) fn check_dates(&self, now_ms: TimeMs) -> Result<(), Error> {
        match self {
            Collateral::Dcap(dcap) => dcap.check_dates(now_ms),
            Collateral::Snp(snp) => Window::of_list(&snp.list()?.1)?.check_list(now_ms),
        }
    }

    /// Intel's collateral.
    pub(crate) fn dcap(&self) -> Result<&DcapCollateral, Error> {
        match self {
            Collateral::Dcap(dcap) => Ok(dcap),
            Collateral::Snp(_) => Err(Error::MalformedCollateral),
        }
    }

    /// AMD's collateral.
    pub(crate) fn snp(&self) -> Result<&SnpCollateral, Error> {
        match self {
            Collateral::Snp(snp) => Ok(snp),
            Collateral::Dcap(_) => Err(Error::MalformedCollateral),
        }
    }
}

/// Collateral that was read once, to bring the facts of many platforms up to date.
pub struct Reading<'a>(Vendor<'a>);

enum Vendor<'a> {
    Dcap(Box<dcap::Reading<'a>>),
    Snp(&'a SnpCollateral),
}

impl Collateral {
    /// Reads it. It is taken as verified ([`crate::verify_collateral`]).
    ///
    /// # Errors
    /// [`Error::MalformedCollateral`], if it does not parse.
    pub fn read(&self) -> Result<Reading<'_>, Error> {
        Ok(Reading(match self {
            Collateral::Dcap(dcap) => Vendor::Dcap(Box::new(dcap::Reading::of(dcap)?)),
            Collateral::Snp(snp) => Vendor::Snp(snp),
        }))
    }
}

impl Reading<'_> {
    /// The facts of a platform of the same family and root as this collateral has them: status, advisories, evaluation
    /// number, dates.
    ///
    /// # Errors
    /// [`Error::NotProven`], if the machine was revoked, by certificate or by TCB level, or if its firmware is older than
    /// any listed now. [`Error::MalformedCollateral`], also where the platform is another vendor's.
    pub fn update(&self, facts: &TcbFacts) -> Result<TcbFacts, Error> {
        match (&self.0, &facts.level) {
            (Vendor::Dcap(reading), TcbLevel::Dcap(platform)) => reading.update(facts, platform),
            (Vendor::Snp(newer), TcbLevel::Snp(_)) => snp::under(facts, newer),
            _ => Err(Error::MalformedCollateral),
        }
    }
}

impl SnpCollateral {
    /// The revocation list, and the product line whose root it says it is by.
    pub(crate) fn list(&self) -> Result<(Family, RevocationList<'_>), Error> {
        let list = RevocationList::parse(&self.ark_crl).ok_or(Error::MalformedCollateral)?;
        let product = list.issuer_name().and_then(|name| SnpProduct::named(name.strip_prefix("ARK-")?));
        Ok((product.ok_or(Error::MalformedCollateral)?.family(), list))
    }

    fn claims(&self) -> Result<CollateralClaims, Error> {
        let (family, list) = self.list()?;
        let window = Window::of_list(&list)?;
        Ok(CollateralClaims {
            family,
            issued_ms: window.issued_ms,
            parts_issued_ms: [window.issued_ms; 4],
            expires_ms: window.expires_ms,
            evaluation_number: list.number(),
        })
    }
}

impl DcapCollateral {
    /// TCB info and QE identity, read; nothing is verified.
    pub(crate) fn infos(&self) -> Result<(TcbInfo, QeIdentity), Error> {
        let malformed = |_| Error::MalformedCollateral;
        let tcb = serde_json::from_slice(&self.tcb_info).map_err(malformed)?;
        let qe = serde_json::from_slice(&self.qe_identity).map_err(malformed)?;
        Ok((tcb, qe))
    }

    pub(crate) fn claims(&self) -> Result<CollateralClaims, Error> {
        let (tcb, qe) = self.infos()?;
        self.claims_of(&tcb, &qe)
    }

    /// The claims, given what [`DcapCollateral::infos`] reads.
    pub(crate) fn claims_of(&self, tcb: &TcbInfo, qe: &QeIdentity) -> Result<CollateralClaims, Error> {
        let ([tcb_window, qe_window], [root, machines]) =
            (Self::info_windows(tcb, qe)?, self.list_windows()?);
        let windows = [tcb_window, qe_window, root, machines];
        let parts_issued_ms = windows.each_ref().map(|window| window.issued_ms);
        Ok(CollateralClaims {
            family: family_of(&tcb.id, &tcb.fmspc)?,
            issued_ms: parts_issued_ms.iter().copied().max().unwrap_or(TimeMs::MAX),
            parts_issued_ms,
            expires_ms: windows.iter().map(|window| window.expires_ms).min().unwrap_or(0),
            evaluation_number: tcb.tcb_evaluation_data_number.min(qe.tcb_evaluation_data_number),
        })
    }

    fn check_dates(&self, now_ms: TimeMs) -> Result<(), Error> {
        let (tcb, qe) = self.infos()?;
        Self::info_windows(&tcb, &qe)?.iter().try_for_each(|window| window.check_info(now_ms))?;
        self.list_windows()?.iter().try_for_each(|window| window.check_list(now_ms))
    }

    fn info_windows(tcb: &TcbInfo, qe: &QeIdentity) -> Result<[Window; 2], Error> {
        Ok([
            Window::of_json(&tcb.issue_date, &tcb.next_update)?,
            Window::of_json(&qe.issue_date, &qe.next_update)?,
        ])
    }

    fn list_windows(&self) -> Result<[Window; 2], Error> {
        Ok([Window::of_crl(&self.root_ca_crl)?, Window::of_crl(&self.pck_crl)?])
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

impl TryFrom<QuoteCollateralV3> for DcapCollateral {
    type Error = Error;

    /// Takes what a PCCS client fetched; a PCK certificate chain in it is left out.
    fn try_from(fetched: QuoteCollateralV3) -> Result<Self, Error> {
        Ok(DcapCollateral {
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

/// How collateral looks in JSON: the vendor's fields tell which it is.
#[derive(Deserialize)]
#[serde(untagged)]
#[allow(clippy::large_enum_variant)] // lives as long as it is read or written
enum Json {
    Snp(SnpCollateral),
    Dcap(QuoteCollateralV3),
}

impl Serialize for Collateral {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Collateral::Snp(snp) => snp.serialize(serializer),
            Collateral::Dcap(dcap) => {
                dcap.to_dcap().map_err(serde::ser::Error::custom)?.serialize(serializer)
            }
        }
    }
}

impl<'de> Deserialize<'de> for Collateral {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Json::deserialize(deserializer)? {
            Json::Snp(snp) => Ok(Collateral::Snp(snp)),
            Json::Dcap(fetched) => fetched.try_into().map(Collateral::Dcap).map_err(serde::de::Error::custom),
        }
    }
}

impl TryFrom<QuoteCollateralV3> for Collateral {
    type Error = Error;

    /// Takes what a PCCS client fetched; a PCK certificate chain in it is left out.
    fn try_from(fetched: QuoteCollateralV3) -> Result<Self, Error> {
        fetched.try_into().map(Collateral::Dcap)
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

fn family_of(id: &str, number: &str) -> Result<Family, Error> {
    let kind = match id {
        "SGX" => TeeKind::Sgx,
        "TDX" => TeeKind::Tdx,
        _ => return Err(Error::MalformedCollateral),
    };
    let mut fmspc = [0; 6];
    hex::decode_to_slice(number, &mut fmspc).map_err(|_| Error::MalformedCollateral)?;
    Ok(Family { kind, fmspc })
}

/// Issue and end of one part.
struct Window {
    issued_ms: TimeMs,
    expires_ms: TimeMs,
}

impl Window {
    fn check_info(&self, now_ms: TimeMs) -> Result<(), Error> {
        match now_ms {
            early if early < self.issued_ms => Err(Error::CollateralNotYetValid),
            late if late >= self.expires_ms => Err(Error::CollateralExpired),
            _ => Ok(()),
        }
    }

    fn check_list(&self, now_ms: TimeMs) -> Result<(), Error> {
        self.check_info(now_ms).map_err(|_| Error::NotProven(Flaw::StaleRevocationList))
    }

    fn of_json(issued: &str, expires: &str) -> Result<Self, Error> {
        let at = |date| {
            let date = chrono::DateTime::parse_from_rfc3339(date).map_err(|_| Error::MalformedCollateral)?;
            TimeMs::try_from(date.timestamp_millis()).map_err(|_| Error::MalformedCollateral)
        };
        Ok(Window { issued_ms: at(issued)?, expires_ms: at(expires)? })
    }

    fn of_crl(der: &[u8]) -> Result<Self, Error> {
        Self::of_list(&RevocationList::parse(der).ok_or(Error::MalformedCollateral)?)
    }

    fn of_list(list: &RevocationList<'_>) -> Result<Self, Error> {
        let (issued_ms, expires_ms) = list.window_ms().ok_or(Error::MalformedCollateral)?;
        Ok(Window { issued_ms, expires_ms })
    }
}
