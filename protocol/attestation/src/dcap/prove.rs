//! Proves a quote by its root and collateral, with `dcap-qvl`, and gathers what it proves.

use super::{evidence::DcapEvidence, flaws::flaw, level::status, verified::CollateralVerified};
use crate::{
    collateral::{DcapCollateral, Signatures},
    facts::{DcapTcb, TcbFacts, TcbLevel},
    measurement,
    proven::{platform, tags, Proven},
    x509::Certificate,
    Error, Family, Flaw, TrustAnchor,
};
use alloc::{format, string::String, vec::Vec};
use dcap_qvl::{
    config::Config, configs::RustCryptoConfig, quote::Report, verify::QuoteVerifier, QuoteClaims, QuotePolicy,
};
use messages::ids::TimeMs;

impl DcapEvidence<'_> {
    /// Proves the chain of signatures from `anchor` to the quote, and finds the platform's TCB level.
    pub(crate) fn prove(
        &self,
        anchor: &TrustAnchor,
        (collateral, signatures): (&DcapCollateral, Signatures),
        now_ms: TimeMs,
    ) -> Result<Proven, Error> {
        let claims = match signatures {
            // The list of revoked machines was verified by one CA and says nothing about another of that name.
            Signatures::Verified if self.names_own_ca(collateral) => {
                self.claims::<CollateralVerified>(anchor, collateral, now_ms)
            }
            _ => self.claims::<RustCryptoConfig>(anchor, collateral, now_ms),
        }?;
        let advisories = advisories(&claims);
        Ok(Proven {
            measurement: measurement(&claims.report),
            report_data: *report_data(&claims.report),
            platform: platform(&claims.platform.pck.ppid),
            tcb: self.facts(&claims, &advisories)?,
            advisories,
        })
    }

    /// The verdict of `dcap-qvl`.
    fn claims<C: Config>(
        &self,
        anchor: &TrustAnchor,
        collateral: &DcapCollateral,
        now_ms: TimeMs,
    ) -> Result<QuoteClaims, Error> {
        let now_secs = now_ms / 1000;
        let appraised_by_us = QuotePolicy::claims_only(now_secs);
        QuoteVerifier::<C>::new_with_config(anchor.certificate.to_vec())
            .verify_with_policy(self.bytes, collateral.to_dcap()?, now_secs, &appraised_by_us)
            .map_err(|refusal| Error::NotProven(flaw(&format!("{refusal:#}"))))
    }

    /// Refuses collateral that states another CA as issuer of its list of machines than the one that issued this machine.
    pub(crate) fn check_list_issuer(&self, collateral: &DcapCollateral) -> Result<(), Error> {
        let is_own = self.names_own_ca(collateral);
        is_own.then_some(()).ok_or(Error::NotProven(Flaw::UntrustedRevocationList))
    }

    fn names_own_ca(&self, collateral: &DcapCollateral) -> bool {
        let [_, ca, _] = &self.chain;
        pem::parse(&collateral.pck_crl_issuer_chain).is_ok_and(|first| first.contents() == ca.as_slice())
    }

    fn facts(&self, claims: &QuoteClaims, advisories: &[String]) -> Result<TcbFacts, Error> {
        let [leaf, ca, _root] = &self.chain;
        let parsed = |certificate| Certificate::parse(certificate).ok_or(Error::NoCertificateChain);
        let (leaf, ca) = (parsed(leaf)?, parsed(ca)?);
        Ok(TcbFacts {
            family: Family { kind: self.kind(), fmspc: claims.platform.pck.fmspc },
            status: status(claims.tcb.status)?,
            advisories: tags(advisories)?,
            evaluation_number: claims.tcb.eval_data_number,
            level: TcbLevel::Dcap(DcapTcb {
                cpu_svn: claims.platform.pck.cpu_svn,
                pce_svn: claims.platform.pck.pce_svn,
                qe_svn: claims.qe.report.isv_svn,
                tdx_at_launch: claims.report.as_td10().map(|td| td.tee_tcb_svn),
                tdx_now: claims.report.as_td15().map(|td| td.tee_tcb_svn2),
            }),
            machine_serial: leaf.serial().ok_or(Error::NoCertificateChain)?,
            issuer_serial: ca.serial().ok_or(Error::NoCertificateChain)?,
            certificates_until_ms: leaf.window_ms().1.min(ca.window_ms().1),
            collateral_until_ms: claims.earliest_expiration_date.saturating_mul(1000),
        })
    }
}

/// Advisories of the platform at launch, of its quoting enclave and, for a TD 1.5, of its present firmware.
fn advisories(claims: &QuoteClaims) -> Vec<String> {
    let mut all = claims.tcb.advisory_ids.clone();
    for advisory in claims.platform.current_tcb_level.iter().flat_map(|level| &level.advisory_ids) {
        if !all.contains(advisory) {
            all.push(advisory.clone());
        }
    }
    all
}

fn report_data(report: &Report) -> &[u8; 64] {
    match report {
        Report::SgxEnclave(report) => &report.report_data,
        Report::TD10(report) => &report.report_data,
        Report::TD15(report) => &report.base.report_data,
        Report::TD15Ex(report) => &report.base.base.report_data,
    }
}
