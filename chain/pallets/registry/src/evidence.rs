//! Evidence: the trust roots, collateral and policy that quotes are verified with.

use crate::{
    pallet::{Config, DeniedMeasurements, Error, Event, Pallet, Policy, TrustAnchors},
    types::*,
};
use alloc::vec::Vec;
use attestation::{AllowedMeasurement, Collateral, Family};
use codec::Encode;
use frame_support::{pallet_prelude::*, traits::Time};
use messages::registration::{Attested, Measurement, Quote, TeeKind, TrustRoot};

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
    pub(crate) fn verify_evidence(quote: &Quote, report_data: &[u8; 64]) -> Result<Attested, Error<T>> {
        let anchors = TrustAnchors::<T>::get();
        let collateral = crate::pallet::Collateral::<T>::get();
        let policy = Policy::<T>::get();
        let now = T::Clock::now();
        let verified = attestation::verify(quote, report_data, &anchors, &collateral, &policy, now)?;
        Ok(verified.summary())
    }

    pub(crate) fn do_submit_collateral(collateral: Collateral, witness: Quote) -> DispatchResult {
        let anchors = TrustAnchors::<T>::get();
        let now = T::Clock::now();
        let (root, claims) =
            attestation::verify_collateral(&witness, &anchors, &collateral, now).map_err(Error::<T>::from)?;
        Self::put_collateral(root, claims.family, collateral)?;
        Self::deposit_event(Event::CollateralUpdated { root, family: claims.family });
        Ok(())
    }

    /// Puts collateral in the place of what it supersedes, or adds it.
    fn put_collateral(root: TrustRoot, family: Family, newer: Collateral) -> Result<(), Error<T>> {
        crate::pallet::Collateral::<T>::try_mutate(|list| {
            let claims = newer.unverified_claims()?;
            let same_family = |(of, stored): &&mut (TrustRoot, Collateral)| {
                *of == root && stored.unverified_claims().is_ok_and(|claims| claims.family == family)
            };
            match list.iter_mut().find(same_family) {
                Some((_, stored)) => {
                    ensure!(claims.supersedes(&stored.unverified_claims()?), Error::<T>::CollateralNotNewer);
                    *stored = newer;
                }
                None => list.try_push((root, newer)).map_err(|_| Error::<T>::TooMany)?,
            }
            ensure!(list.encoded_size() <= MAX_COLLATERAL_BYTES, Error::<T>::TooMany);
            Ok(())
        })
    }

    pub(crate) fn do_allow_measurement(kind: TeeKind, measurement: Measurement) -> DispatchResult {
        let denied = DeniedMeasurements::<T>::contains_key(measurement);
        ensure!(!denied, Error::<T>::MeasurementDeniedForGood);
        let from_ms = T::Clock::now().saturating_add(T::AllowDelay::get());
        Policy::<T>::try_mutate(|policy| {
            let same =
                |allowed: &AllowedMeasurement| allowed.kind == kind && allowed.measurement == measurement;
            ensure!(!policy.measurements.iter().any(same), Error::<T>::MeasurementAllowedAlready);
            let allowed = AllowedMeasurement { kind, measurement, from_ms, until_ms: None };
            policy.measurements.try_push(allowed).map_err(|_| Error::<T>::TooMany)
        })?;
        Self::deposit_event(Event::MeasurementAllowed { kind, measurement, from_ms });
        Ok(())
    }

    pub(crate) fn do_deny_measurement(measurement: Measurement) -> DispatchResult {
        let denied = DeniedMeasurements::<T>::contains_key(measurement);
        ensure!(!denied, Error::<T>::MeasurementDeniedForGood);
        DeniedMeasurements::<T>::insert(measurement, ());
        Policy::<T>::mutate(|policy| {
            policy.measurements.retain(|allowed| allowed.measurement != measurement);
        });
        Self::deposit_event(Event::MeasurementDenied { measurement });
        Ok(())
    }
}

impl<T> From<attestation::Error> for Error<T> {
    fn from(error: attestation::Error) -> Self {
        use attestation::Error as Refusal;
        match error {
            Refusal::Unsupported(_) => Error::HardwareUnsupported,
            Refusal::Oversize
            | Refusal::MalformedQuote
            | Refusal::UnaccountedBytes
            | Refusal::WrongKind
            | Refusal::NoCertificateChain => Error::QuoteMalformed,
            Refusal::DebugMode => Error::DebugMode,
            Refusal::UnknownRoot => Error::UnknownRoot,
            Refusal::NoCollateral(_) => Error::CollateralMissing,
            Refusal::MalformedCollateral => Error::CollateralMalformed,
            Refusal::CollateralNotYetValid | Refusal::CollateralExpired => Error::CollateralNotValid,
            Refusal::NotProven(_) => Error::QuoteNotProven,
            Refusal::WrongReportData => Error::WrongReportData,
            Refusal::UnknownMeasurement(_) => Error::MeasurementNotAllowed,
            Refusal::TcbNotAccepted(_) | Refusal::AdvisoryRefused(_) | Refusal::EvaluationTooOld => {
                Error::FirmwareNotAccepted
            }
            Refusal::PlatformDenied(_) => Error::PlatformDenied,
        }
    }
}
