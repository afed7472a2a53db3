//! AMD's evidence: an SEV-SNP report with the certificates of the key that signed it.
//!
//! ```text
//! ARK, the root of a product line (trust anchor) ── its revocation list (collateral)
//!  └─ ASK (or ASVK)
//!      └─ VCEK: one chip with one firmware (or VLEK: one provider with one firmware)
//!          └─ report
//! ```
//! Sources: "SEV Secure Nested Paging Firmware ABI Specification" (publication 56860), "Versioned Chip Endorsement Key
//! Certificate and KDS Interface Specification" (57230).
//!
//! Reading order: [`table`] (form of a quote) → [`report`] → [`signatures`] → this file (the chain) → [`tcb`].

mod report;
mod signatures;
mod table;
mod tcb;

pub(crate) use table::canonical;
pub use table::snp_quote;
pub use tcb::{SnpProduct, SnpTcb};

use crate::{
    collateral::SnpCollateral,
    facts::{TcbFacts, TcbLevel},
    proven::{platform, tags, Proven},
    x509::{Certificate, RevocationList},
    Error, Family, Flaw, TcbStatus, TrustAnchor,
};
use alloc::{string::ToString, vec::Vec};
use der::{asn1::UintRef, oid::ObjectIdentifier, Decode};
use messages::{ids::TimeMs, registration::TeeKind};
use report::{Signer, SnpReport, REPORT};
use table::Chain;

/// Extensions of a VCEK and VLEK: SVN of the boot loader, …
const BOOTLOADER: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.3704.1.3.1");
const TEE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.3704.1.3.2");
const SNP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.3704.1.3.3");
const MICROCODE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.3704.1.3.8");
const FMC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.3704.1.3.9");
/// … and, of a VCEK only, number of the chip.
const HARDWARE_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.3704.1.4");

/// A report with a complete chain; nothing in it is proven yet.
pub(crate) struct SnpEvidence<'a> {
    report: SnpReport<'a>,
    chain: Chain<'a>,
    product: SnpProduct,
}

impl<'a> SnpEvidence<'a> {
    /// Parses report and table, and checks their form and the debug bit.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let (report, table) = bytes.split_at_checked(REPORT).ok_or(Error::MalformedQuote)?;
        let report = SnpReport::parse(report)?;
        let chain = Chain::parse(table)?;
        let product = product(chain.ark)?;
        Ok(SnpEvidence { report, chain, product })
    }

    pub(crate) fn root(&self) -> &'a [u8] {
        self.chain.ark
    }

    pub(crate) fn family(&self) -> Family {
        self.product.family()
    }

    /// Proves the chain of signatures from `anchor` to the report.
    pub(crate) fn prove(
        &self,
        anchor: &TrustAnchor,
        collateral: &SnpCollateral,
        now_ms: TimeMs,
    ) -> Result<Proven, Error> {
        let untrusted = || Error::NotProven(Flaw::UntrustedCertificate);
        let parse = |certificate| Certificate::parse(certificate).ok_or_else(untrusted);
        let [root, authority, key] =
            [parse(&anchor.certificate)?, parse(self.chain.authority)?, parse(self.chain.key)?];
        let signer = self.signer(&authority)?;
        if !signatures::issued(&root, &authority) || !signatures::issued(&authority, &key) {
            return Err(untrusted());
        }
        let windows = [&root, &authority, &key].map(|certificate| certificate.window_ms());
        if windows.iter().any(|(from_ms, until_ms)| now_ms < *from_ms || now_ms > *until_ms) {
            return Err(Error::NotProven(Flaw::CertificateOutOfDate));
        }
        self.check_report(&key)?;
        self.report.check_migration()?;
        let chip = self.chip(signer, &key)?;
        let facts = self.facts(&authority, &key, &windows)?;
        let (_, list) = collateral.list()?;
        if !signatures::listed(&root, &list) {
            return Err(Error::NotProven(Flaw::UntrustedRevocationList));
        }
        let facts = listed(&facts, &list)?;
        let advisories: Vec<_> = self.report.advisory().into_iter().map(ToString::to_string).collect();
        Ok(Proven {
            measurement: self.report.measurement(),
            report_data: self.report.report_data(),
            platform: platform(&chip),
            tcb: TcbFacts { advisories: tags(&advisories)?, ..facts },
            advisories,
        })
    }

    /// Which kind of key the chain certifies: report, table and name of the authority must agree.
    fn signer(&self, authority: &Certificate<'_>) -> Result<Signer, Error> {
        let name = authority.subject_name().unwrap_or_default();
        let product = self.product.name();
        let certified = match name.strip_suffix(product) {
            Some("SEV-") if !self.chain.is_loaded => Some(Signer::Chip),
            Some("SEV-VLEK-") if self.chain.is_loaded => Some(Signer::Provider),
            _ => None,
        };
        let signer = self.report.signer().ok_or(Error::NotProven(Flaw::ForgedReport))?;
        (certified == Some(signer)).then_some(signer).ok_or(Error::NotProven(Flaw::UntrustedCertificate))
    }

    fn check_report(&self, key: &Certificate<'_>) -> Result<(), Error> {
        let signature = self.report.signature();
        let holds =
            signature.is_some_and(|signature| signatures::reported(key, self.report.signed(), &signature));
        holds.then_some(()).ok_or(Error::NotProven(Flaw::ForgedReport))
    }

    /// Number of the chip. A VCEK is certified for one chip; a VLEK is not, but the firmware that holds it still writes
    /// its chip's number into what it signs.
    fn chip(&self, signer: Signer, key: &Certificate<'_>) -> Result<[u8; 64], Error> {
        let chip = self.report.chip().ok_or(Error::NotProven(Flaw::MachineMasked))?;
        if signer == Signer::Chip {
            // Turin's numbers have 8 bytes; the report fills them up with zeros.
            let certified = key.extension(HARDWARE_ID).filter(|number| !number.is_empty());
            let rest = certified.and_then(|number| chip.strip_prefix(number));
            if !rest.is_some_and(|rest| rest.iter().all(|byte| *byte == 0)) {
                return Err(Error::NotProven(Flaw::MachineMismatch));
            }
        }
        Ok(chip)
    }

    /// What is to be recorded, but for what the revocation list adds.
    fn facts(
        &self,
        authority: &Certificate<'_>,
        key: &Certificate<'_>,
        windows: &[(TimeMs, TimeMs)],
    ) -> Result<TcbFacts, Error> {
        let mismatch = || Error::NotProven(Flaw::TcbMismatch);
        let reported = self.report.reported_tcb(self.product).ok_or_else(mismatch)?;
        if certified_tcb(self.product, key) != Some(reported) {
            return Err(mismatch());
        }
        let launched = self.report.launch_tcb(self.product).ok_or_else(mismatch)?;
        let serial = |certificate: &Certificate<'_>| {
            certificate.serial().ok_or(Error::NotProven(Flaw::UntrustedCertificate))
        };
        Ok(TcbFacts {
            family: self.family(),
            status: TcbStatus::UpToDate,
            advisories: Default::default(),
            evaluation_number: 0,
            level: TcbLevel::Snp(reported.lower(&launched)),
            machine_serial: serial(key)?,
            issuer_serial: serial(authority)?,
            certificates_until_ms: windows.iter().map(|(_, until_ms)| *until_ms).min().unwrap_or(0),
            collateral_until_ms: 0,
        })
    }
}

/// The facts as `newer` collateral, already verified, has them.
pub(crate) fn under(facts: &TcbFacts, newer: &SnpCollateral) -> Result<TcbFacts, Error> {
    let (_, list) = newer.list()?;
    listed(facts, &list)
}

/// The facts with a revocation list's number and end. The list is the root's, so it can only name the authority.
fn listed(facts: &TcbFacts, list: &RevocationList<'_>) -> Result<TcbFacts, Error> {
    if list.revokes(&facts.issuer_serial) {
        return Err(Error::NotProven(Flaw::CertificateRevoked));
    }
    let (_, expires_ms) = list.window_ms().ok_or(Error::MalformedCollateral)?;
    Ok(TcbFacts { evaluation_number: list.number(), collateral_until_ms: expires_ms, ..facts.clone() })
}

/// The line of a root certificate, which is named after it.
fn product(ark: &[u8]) -> Result<SnpProduct, Error> {
    let root = Certificate::parse(ark).ok_or(Error::NoCertificateChain)?;
    let name = root.subject_name().ok_or(Error::NoCertificateChain)?;
    let line = name.strip_prefix("ARK-").and_then(SnpProduct::named);
    line.ok_or(Error::Unsupported(TeeKind::Snp))
}

/// Firmware that a VCEK or VLEK is certified for.
fn certified_tcb(product: SnpProduct, key: &Certificate<'_>) -> Option<SnpTcb> {
    let number = |id| match UintRef::from_der(key.extension(id)?).ok()?.as_bytes() {
        [] => Some(0),
        [number] => Some(*number),
        _ => None,
    };
    Some(SnpTcb {
        fmc: if product == SnpProduct::Turin { number(FMC)? } else { 0 },
        bootloader: number(BOOTLOADER)?,
        tee: number(TEE)?,
        snp: number(SNP)?,
        microcode: number(MICROCODE)?,
    })
}
