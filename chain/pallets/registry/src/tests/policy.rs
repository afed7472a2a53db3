//! Measurements, collateral, and who may change them.

use crate::{mock::*, pallet::Error};
use attestation::development::{self, SimulatedTd};
use frame_support::{assert_noop, assert_ok};
use messages::registration::{Measurement, Quote, TeeKind};
use sp_runtime::traits::BadOrigin;

const OTHER: Measurement = Measurement([7; 32]);

#[test]
fn only_governance_sets_the_policy() {
    on_development_network(|| {
        assert_noop!(Registry::allow_measurement(relayer(), TeeKind::Tdx, OTHER), BadOrigin);
        assert_noop!(Registry::deny_measurement(relayer(), OTHER), BadOrigin);
        assert_noop!(Registry::set_frozen(relayer(), true), BadOrigin);
    });
}

#[test]
fn an_allowed_measurement_counts_after_the_delay() {
    on_development_network(|| {
        // A build that differs in MRTD alone; its measurement is learnt from the refusal.
        let mut enclave = Enclave::boot(1, 1);
        enclave.td.mr_td = [9; 48];
        let measurement = measurement_of(&enclave.td);
        assert_ok!(Registry::allow_measurement(root(), TeeKind::Tdx, measurement));
        assert_noop!(enclave.register(), Error::<Test>::MeasurementNotAllowed);
        go_to(10 + (AllowDelay::get() / SLOT_MS) as u32 - 1);
        assert_noop!(enclave.register(), Error::<Test>::MeasurementNotAllowed);
        go_to(10 + (AllowDelay::get() / SLOT_MS) as u32);
        assert_ok!(enclave.register());
    });
}

fn measurement_of(td: &SimulatedTd) -> Measurement {
    let quote = td.quote(&[0; 64]).unwrap();
    let verified = attestation::verify(
        &quote,
        &[0; 64],
        &[development::trust_anchor()],
        &[(messages::registration::TrustRoot::Simulated, development::collateral())],
        &development::policy(),
        START_MS,
    );
    match verified {
        Err(attestation::Error::UnknownMeasurement(measurement)) => measurement,
        other => panic!("expected a refusal that names the measurement, got {other:?}"),
    }
}

#[test]
fn a_denied_measurement_ends_at_once_and_for_good() {
    on_development_network(|| {
        let mut enclave = Enclave::boot(1, 1);
        assert_ok!(enclave.register());
        assert_ok!(Registry::deny_measurement(root(), development::MEASUREMENT));
        assert!(!Registry::is_live(&enclave.id()));
        assert_noop!(submit(vec![enclave.says(to_channel(1))]), Error::<Test>::NotLive);
        go_to(11);
        assert_noop!(enclave.register(), Error::<Test>::MeasurementNotAllowed);
        let again = Registry::allow_measurement(root(), TeeKind::Tdx, development::MEASUREMENT);
        assert_noop!(again, Error::<Test>::MeasurementDeniedForGood);
        let again = Registry::deny_measurement(root(), development::MEASUREMENT);
        assert_noop!(again, Error::<Test>::MeasurementDeniedForGood);
    });
}

#[test]
fn a_measurement_is_allowed_once_and_the_list_is_bounded() {
    on_development_network(|| {
        let allow = |number| Registry::allow_measurement(root(), TeeKind::Tdx, Measurement([number; 32]));
        assert_ok!(allow(1));
        assert_noop!(allow(1), Error::<Test>::MeasurementAllowedAlready);
        for number in 2..attestation::MAX_MEASUREMENTS as u8 {
            assert_ok!(allow(number));
        }
        assert_noop!(allow(200), Error::<Test>::TooMany);
    });
}

fn witness() -> Quote {
    SimulatedTd::new(1).quote(&[0; 64]).unwrap()
}

#[test]
fn collateral_must_be_genuine_and_newer() {
    on_development_network(|| {
        let submit =
            |collateral, witness| Registry::submit_collateral(relayer(), Box::new(collateral), witness);
        let same = development::collateral();
        assert_noop!(submit(same.clone(), witness()), Error::<Test>::CollateralNotNewer);
        let mut forged = same.clone();
        forged.tcb_info_signature = [1; 64];
        assert_noop!(submit(forged, witness()), Error::<Test>::QuoteNotProven);
        let mut garbage = same;
        garbage.tcb_info = vec![1].try_into().unwrap();
        assert_noop!(submit(garbage, witness()), Error::<Test>::CollateralMalformed);
    });
}

#[test]
fn collateral_of_a_new_family_is_taken_from_anybody() {
    let trust = crate::GenesisTrust { collateral: vec![], ..development_trust() };
    build(vec![trust]).execute_with(|| {
        let enclave = Enclave::boot(1, 1);
        assert_noop!(enclave.register(), Error::<Test>::CollateralMissing);
        let uploaded = Registry::submit_collateral(relayer(), Box::new(development::collateral()), witness());
        assert_ok!(uploaded);
        assert_ok!(enclave.register());
    });
}

#[test]
fn enclaves_find_everything_under_the_keys_of_the_abi() {
    use crate::pallet::{Collateral, Policy, TrustAnchors, Workers};
    use messages::{abi, ids::WorkerId};
    let worker = WorkerId([7; 32]);
    assert_eq!(Workers::<Test>::hashed_key_for(worker), abi::worker(&worker));
    assert_eq!(TrustAnchors::<Test>::hashed_key().to_vec(), abi::trust_anchors());
    assert_eq!(Policy::<Test>::hashed_key().to_vec(), abi::evidence_policy());
    assert_eq!(Collateral::<Test>::hashed_key().to_vec(), abi::collateral());
}
