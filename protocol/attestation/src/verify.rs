//! Evidence in, verdict out.

use crate::{
    evidence::Evidence,
    measurement,
    policy::{Facts, Policy, TcbStatus},
    Collateral, CollateralClaims, Error, TrustAnchor, VerifiedAttestation,
};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use dcap_qvl::{
    configs::RustCryptoConfig, quote::Report, verify::QuoteVerifier, QuoteClaims, QuotePolicy,
    TcbStatus as DcapStatus,
};
use messages::{
    ids::TimeMs,
    registration::{Quote, TrustRoot},
    H256,
};
use sp_crypto_hashing::blake2_256;

/// Prefix of the blake2b-256 preimage of a platform's name.
const PLATFORM_DOMAIN: &[u8] = b"adyton/platform/v1";

/// Verifies a quote from its root down and judges it by `policy`.
///
/// In this order: form, kind and debug bit; the anchor that heads its certificate chain; that root's collateral of its
/// platform family, in date at `now_ms`; the chain of signatures and the TCB level (`dcap-qvl`, after Intel's DCAP
/// specification); `expected_report_data`; the policy.
///
/// # Errors
/// A variant of [`Error`] for each refusal. No path accepts what a step refused.
pub fn verify(
    quote: &Quote,
    expected_report_data: &[u8; 64],
    anchors: &[TrustAnchor],
    collateral: &[(TrustRoot, Collateral)],
    policy: &Policy,
    now_ms: TimeMs,
) -> Result<VerifiedAttestation, Error> {
    let evidence = Evidence::parse(quote)?;
    let anchor = evidence.anchor(anchors)?;
    let collateral = evidence.collateral(anchor.root, collateral)?;
    let claims = authenticate(&evidence, anchor, collateral, now_ms)?;

    let report_data = report_data(&claims.report);
    if report_data != expected_report_data {
        return Err(Error::WrongReportData);
    }
    let advisories = advisories(&claims);
    let facts = Facts {
        kind: quote.kind,
        measurement: measurement(&claims.report),
        status: status(claims.tcb.status)?,
        advisories: &advisories,
        evaluation_number: claims.tcb.eval_data_number,
        platform: H256(blake2_256(&[PLATFORM_DOMAIN, &claims.platform.pck.ppid].concat())),
    };
    let accepted_until_ms = policy.appraise(&facts, now_ms)?;
    Ok(VerifiedAttestation {
        kind: facts.kind,
        root: anchor.root,
        measurement: facts.measurement,
        report_data: *report_data,
        tcb_status: facts.status,
        platform: facts.platform,
        valid_until_ms: accepted_until_ms.min(claims.earliest_expiration_date.saturating_mul(1000)),
        advisories,
    })
}

/// Verifies new collateral by a `witness`: any genuine quote of its platform family, whatever runs in it. Who uploads
/// collateral has one, since it was fetched for a machine.
///
/// Returns the root it stands under and its claims, now verified.
///
/// # Errors
/// Those of [`verify`], except the ones about report data and policy.
pub fn verify_collateral(
    witness: &Quote,
    anchors: &[TrustAnchor],
    collateral: &Collateral,
    now_ms: TimeMs,
) -> Result<(TrustRoot, CollateralClaims), Error> {
    let evidence = Evidence::parse(witness)?;
    let anchor = evidence.anchor(anchors)?;
    let claims = collateral.unverified_claims()?;
    authenticate(&evidence, anchor, collateral, now_ms)?;
    Ok((anchor.root, claims))
}

/// Proves the chain of signatures from `anchor` to the quote, and finds the platform's TCB level.
fn authenticate(
    evidence: &Evidence<'_>,
    anchor: &TrustAnchor,
    collateral: &Collateral,
    now_ms: TimeMs,
) -> Result<QuoteClaims, Error> {
    let claimed = collateral.unverified_claims()?;
    if now_ms < claimed.issued_ms {
        return Err(Error::CollateralNotYetValid);
    }
    if now_ms >= claimed.expires_ms {
        return Err(Error::CollateralExpired);
    }
    let now_secs = now_ms / 1000;
    let appraised_by_us = QuotePolicy::claims_only(now_secs);
    QuoteVerifier::<RustCryptoConfig>::new_with_config(anchor.certificate.to_vec())
        .verify_with_policy(evidence.bytes, collateral.to_dcap()?, now_secs, &appraised_by_us)
        .map_err(|error| Error::NotProven(format!("{error:#}")))
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

fn status(status: DcapStatus) -> Result<TcbStatus, Error> {
    Ok(match status {
        DcapStatus::UpToDate => TcbStatus::UpToDate,
        DcapStatus::SWHardeningNeeded => TcbStatus::SWHardeningNeeded,
        DcapStatus::ConfigurationNeeded => TcbStatus::ConfigurationNeeded,
        DcapStatus::ConfigurationAndSWHardeningNeeded => TcbStatus::ConfigurationAndSWHardeningNeeded,
        DcapStatus::OutOfDate => TcbStatus::OutOfDate,
        DcapStatus::OutOfDateConfigurationNeeded => TcbStatus::OutOfDateConfigurationNeeded,
        DcapStatus::TDRelaunchAdvised => TcbStatus::TDRelaunchAdvised,
        DcapStatus::TDRelaunchAdvisedConfigurationNeeded => TcbStatus::TDRelaunchAdvisedConfigurationNeeded,
        DcapStatus::Revoked => return Err(Error::NotProven("the platform's keys are revoked".to_string())),
    })
}
