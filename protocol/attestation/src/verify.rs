//! Evidence in, verdict out.

use crate::{
    collateral::{Signatures, VerifiedCollateral},
    evidence::Evidence,
    policy::{Policy, Standing, Subject},
    proven::Proven,
    Collateral, CollateralClaims, Error, TrustAnchor, VerifiedAttestation,
};
use messages::{
    ids::TimeMs,
    registration::{Quote, TrustRoot},
};

/// Verifies a quote from its root down and judges it by `policy`.
///
/// In this order: form, kind and debug bit; the anchor that heads its certificate chain; that root's collateral of its
/// platform family, in date at `now_ms`; the chain of signatures and the TCB level (`dcap-qvl`, after Intel's DCAP
/// specification; for AMD this crate, after "SEV Secure Nested Paging Firmware ABI Specification");
/// `expected_report_data`; the policy.
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
    judge(quote, expected_report_data, anchors, (collateral, Signatures::Unverified), policy, now_ms)
}

/// [`verify`] for who verified the collateral when it came: of signatures, only those of the PCK chain, of the
/// certificates that signed the collateral, of the quoting enclave's report and of the quote are verified. The verdict is
/// the same.
///
/// # Errors
/// Those of [`verify`].
pub fn verify_quote(
    quote: &Quote,
    expected_report_data: &[u8; 64],
    anchors: &[TrustAnchor],
    collateral: VerifiedCollateral<'_>,
    policy: &Policy,
    now_ms: TimeMs,
) -> Result<VerifiedAttestation, Error> {
    judge(quote, expected_report_data, anchors, (collateral.0, Signatures::Verified), policy, now_ms)
}

fn judge(
    quote: &Quote,
    expected_report_data: &[u8; 64],
    anchors: &[TrustAnchor],
    (collateral, signatures): (&[(TrustRoot, Collateral)], Signatures),
    policy: &Policy,
    now_ms: TimeMs,
) -> Result<VerifiedAttestation, Error> {
    let evidence = Evidence::parse(quote)?;
    let anchor = evidence.anchor(anchors)?;
    let collateral = evidence.collateral(anchor.root, collateral)?;
    let proven = evidence.prove(anchor, (collateral, signatures), now_ms)?;
    let Proven { measurement, report_data, platform, advisories, tcb } = proven;
    if report_data != *expected_report_data {
        return Err(Error::WrongReportData);
    }
    let standing = policy.judge(&Subject { kind: quote.kind, measurement, platform, tcb: &tcb }, now_ms);
    let standing_until_ms = match &standing {
        Standing::Good => TimeMs::MAX,
        Standing::InGrace { until_ms, .. } => *until_ms,
        Standing::Refused(refusal) => return Err(Error::Refused(refusal.clone())),
    };
    let evidence_until_ms = tcb.certificates_until_ms.min(tcb.collateral_until_ms);
    let age_until_ms = now_ms.saturating_add(policy.max_age_ms);
    Ok(VerifiedAttestation {
        kind: quote.kind,
        root: anchor.root,
        measurement,
        report_data,
        advisories,
        platform,
        tcb,
        standing,
        valid_until_ms: age_until_ms.min(evidence_until_ms).min(standing_until_ms),
    })
}

/// Verifies new collateral by a `witness`: any genuine quote of its platform family, whatever runs in it. Who uploads
/// collateral has one, since it was fetched for a machine.
///
/// Returns the root it stands under and its claims, now verified.
///
/// # Errors
/// Those of [`verify`], except the ones about report data and policy. [`crate::Flaw::UntrustedRevocationList`] also where
/// the collateral states another issuer of its list than the witness's CA.
pub fn verify_collateral(
    witness: &Quote,
    anchors: &[TrustAnchor],
    collateral: &Collateral,
    now_ms: TimeMs,
) -> Result<(TrustRoot, CollateralClaims), Error> {
    let evidence = Evidence::parse(witness)?;
    let anchor = evidence.anchor(anchors)?;
    let claims = collateral.unverified_claims()?;
    evidence.prove(anchor, (collateral, Signatures::Unverified), now_ms)?;
    evidence.check_issuers(collateral)?;
    Ok((anchor.root, claims))
}
