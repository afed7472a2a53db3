//! Evidence: the trust roots, collateral and policy that quotes are verified with.

use crate::{
    pallet::{Config, DeniedMeasurements, Error, Pallet, Policy, TrustAnchors},
    types::*,
};
use alloc::vec::Vec;
use attestation::{Flaw, Grace, Refusal, VerifiedAttestation, VerifiedCollateral};
use frame_support::traits::Time;
use messages::registration::Quote;

impl<T: Config> Pallet<T> {
    /// Takes over what the chain spec believes.
    pub(crate) fn begin(trust: &[GenesisTrust], policy: &attestation::Policy) -> Result<(), Error<T>> {
        let anchors: Vec<_> = trust.iter().map(|trust| trust.anchor.clone()).collect();
        TrustAnchors::<T>::put(Anchors::try_from(anchors).map_err(|_| Error::<T>::TooMany)?);
        for GenesisTrust { anchor, collateral } in trust {
            for collateral in collateral {
                let claims = collateral.unverified_claims()?;
                Self::put_collateral(anchor.root, claims.family, collateral.clone())?;
            }
        }
        Policy::<T>::put(policy);
        Ok(())
    }

    /// Verifies a quote over `report_data` at the present time.
    pub(crate) fn verify_evidence(
        quote: &Quote,
        report_data: &[u8; 64],
    ) -> Result<VerifiedAttestation, Error<T>> {
        let anchors = TrustAnchors::<T>::get();
        let collateral = crate::pallet::Collateral::<T>::get();
        let policy = Policy::<T>::get();
        let now = T::Clock::now();
        // Genesis stated it beside the anchors, or `do_submit_collateral` verified it; nothing else writes it.
        let verified = VerifiedCollateral::dangerous_stored(&collateral);
        attestation::verify_quote(quote, report_data, &anchors, verified, &policy, now).map_err(|error| {
            match error {
                // Denied measurements leave the policy; only the chain knows that it is for good.
                attestation::Error::Refused(Refusal::UnknownMeasurement(measurement))
                    if DeniedMeasurements::<T>::contains_key(measurement) =>
                {
                    Error::MeasurementDenied
                }
                other => other.into(),
            }
        })
    }
}

impl<T> From<attestation::Error> for Error<T> {
    fn from(error: attestation::Error) -> Self {
        use attestation::Error as Verdict;
        match error {
            Verdict::Unsupported(_) => Error::HardwareUnsupported,
            Verdict::Oversize | Verdict::MalformedQuote => Error::QuoteMalformed,
            Verdict::UnaccountedBytes => Error::QuoteUnaccountedBytes,
            Verdict::WrongKind => Error::QuoteOfOtherKind,
            Verdict::NoCertificateChain => Error::QuoteWithoutCertificates,
            Verdict::DebugMode => Error::DebugMode,
            Verdict::UnknownRoot => Error::UnknownRoot,
            Verdict::NoCollateral(_) => Error::CollateralMissing,
            Verdict::MalformedCollateral => Error::CollateralMalformed,
            Verdict::CollateralNotYetValid => Error::CollateralNotYetValid,
            Verdict::CollateralExpired => Error::CollateralExpired,
            Verdict::NotProven(flaw) => flaw.into(),
            Verdict::WrongReportData => Error::WrongReportData,
            Verdict::Refused(refusal) => refusal.into(),
        }
    }
}

impl<T> From<Flaw> for Error<T> {
    fn from(flaw: Flaw) -> Self {
        match flaw {
            Flaw::UntrustedCertificate => Error::CertificateUntrusted,
            Flaw::CertificateOutOfDate => Error::CertificateOutOfDate,
            Flaw::CertificateRevoked => Error::CertificateRevoked,
            Flaw::UntrustedRevocationList => Error::RevocationListUntrusted,
            Flaw::StaleRevocationList => Error::RevocationListStale,
            Flaw::ForgedTcbInfo => Error::TcbInfoForged,
            Flaw::ForgedQeIdentity => Error::QeIdentityForged,
            Flaw::WrongQeIdentity => Error::QeIdentityOfOtherKind,
            Flaw::FamilyMismatch => Error::CollateralOfOtherFamily,
            Flaw::ForgedQeReport => Error::QeReportForged,
            Flaw::ForeignAttestationKey => Error::AttestationKeyForeign,
            Flaw::WrongQuotingEnclave => Error::QuotingEnclaveForeign,
            Flaw::QuotingEnclaveTooOld => Error::QuotingEnclaveTooOld,
            Flaw::ForgedReport => Error::QuoteForged,
            Flaw::UnlistedTcb => Error::TcbUnlisted,
            Flaw::RevokedTcb => Error::TcbRevoked,
            Flaw::WrongAttributes => Error::AttributesWrong,
            Flaw::Migratable => Error::Migratable,
            Flaw::TooManyAdvisories => Error::TooManyAdvisories,
            Flaw::TcbMismatch => Error::TcbMismatch,
            Flaw::MachineMismatch => Error::MachineMismatch,
            Flaw::MachineMasked => Error::MachineMasked,
            Flaw::Other(_) => Error::QuoteNotProven,
        }
    }
}

impl<T> From<Refusal> for Error<T> {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::EvidenceExpired => Error::EvidenceExpired,
            Refusal::UnknownMeasurement(_) => Error::MeasurementNotAllowed,
            Refusal::MeasurementNotYetAllowed { .. } => Error::MeasurementNotYetAllowed,
            Refusal::MeasurementDeprecated { .. } => Error::MeasurementDeprecated,
            Refusal::TcbNotAccepted(_) => Error::TcbStatusNotAccepted,
            Refusal::AdvisoryRefused(_) => Error::AdvisoryRefused,
            Refusal::EvaluationTooOld => Error::EvaluationTooOld,
            Refusal::SnpProductNotAllowed => Error::SnpProductNotAllowed,
            Refusal::SnpLevelTooLow => Error::SnpLevelTooLow,
            Refusal::PlatformDenied(_) => Error::PlatformDenied,
            Refusal::PlatformNotAllowed(_) => Error::PlatformNotAllowed,
        }
    }
}

/// What becomes of a grace that is over.
impl<T> From<Grace> for Error<T> {
    fn from(grace: Grace) -> Self {
        match grace {
            Grace::Deprecated => Error::MeasurementDeprecated,
            Grace::Firmware(_) => Error::TcbStatusNotAccepted,
            Grace::Advisory(_) => Error::AdvisoryRefused,
            Grace::Evaluation { .. } => Error::EvaluationTooOld,
            Grace::SnpLevel => Error::SnpLevelTooLow,
        }
    }
}
