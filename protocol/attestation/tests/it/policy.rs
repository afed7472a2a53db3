//! What the policy's fields do to a genuine quote.

use crate::support::*;
use attestation::{development::SimulatedTd, AcceptedStatus, Error, Policy, RefusedAdvisory, TcbStatus};
use messages::registration::Quote;

const ADVISORY: &str = "ADYTON-SIM-00001";

fn out_of_date() -> Quote {
    let mut td = SimulatedTd::new(1);
    td.module_svn = 1;
    td.quote(&REPORT_DATA).unwrap()
}

fn network(change: impl FnOnce(&mut Policy)) -> Network {
    let mut network = Network::development();
    change(&mut network.policy);
    network
}

fn accept_out_of_date(policy: &mut Policy, until_ms: Option<u64>) {
    policy.statuses.try_push(AcceptedStatus { status: TcbStatus::OutOfDate, until_ms }).unwrap();
}

fn refuse_advisory(policy: &mut Policy, from_ms: u64) {
    let id = ADVISORY.to_ascii_lowercase().into_bytes().try_into().unwrap();
    policy.advisories.try_push(RefusedAdvisory { id, from_ms }).unwrap();
}

#[test]
fn the_default_policy_accepts_nothing() {
    let network = Network { policy: Policy::default(), ..Network::development() };
    assert!(matches!(network.verify(&honest()), Err(Error::UnknownMeasurement(_))));
}

#[test]
fn a_measurement_counts_only_in_its_time() {
    let at = |from_ms, until_ms| {
        network(|policy| {
            policy.measurements[0].from_ms = from_ms;
            policy.measurements[0].until_ms = until_ms;
        })
        .verify(&honest())
        .map(|attestation| attestation.valid_until_ms())
    };
    assert!(matches!(at(NOW_MS + 1, None), Err(Error::UnknownMeasurement(_))));
    assert!(matches!(at(0, Some(NOW_MS)), Err(Error::UnknownMeasurement(_))));
    assert_eq!(at(NOW_MS, Some(NOW_MS + 1)), Ok(NOW_MS + 1));
}

#[test]
fn old_firmware_counts_only_where_accepted_and_only_in_the_grace() {
    let refused = Err(Error::TcbNotAccepted(TcbStatus::OutOfDate));
    assert_eq!(Network::development().verify(&out_of_date()), refused);
    assert_eq!(network(|policy| accept_out_of_date(policy, Some(NOW_MS))).verify(&out_of_date()), refused);

    let graceful =
        network(|policy| accept_out_of_date(policy, Some(NOW_MS + 9))).verify(&out_of_date()).unwrap();
    assert_eq!(graceful.tcb_status(), TcbStatus::OutOfDate);
    assert_eq!(graceful.advisories(), [ADVISORY]);
    assert_eq!(graceful.valid_until_ms(), NOW_MS + 9);
}

#[test]
fn a_refused_advisory_ends_acceptance_when_its_grace_does() {
    let at = |from_ms| {
        network(|policy| {
            accept_out_of_date(policy, None);
            refuse_advisory(policy, from_ms);
        })
        .verify(&out_of_date())
        .map(|attestation| attestation.valid_until_ms())
    };
    assert_eq!(at(NOW_MS), Err(Error::AdvisoryRefused(ADVISORY.into())));
    assert_eq!(at(NOW_MS + 5), Ok(NOW_MS + 5));
}

#[test]
fn collateral_from_an_old_evaluation_is_refused() {
    let network = network(|policy| policy.minimum_evaluation = 2);
    assert_eq!(network.verify(&honest()), Err(Error::EvaluationTooOld));
}

#[test]
fn machines_are_denied_and_allowed_by_name() {
    let platform = Network::development().verify(&honest()).unwrap().platform();
    let denied = Err(Error::PlatformDenied(platform));
    let deny = network(|policy| policy.denied_platforms.try_push(platform).unwrap());
    assert_eq!(deny.verify(&honest()), denied);
    let allow_none = network(|policy| policy.allowed_platforms = Some(Default::default()));
    assert_eq!(allow_none.verify(&honest()), denied);
    let allow = network(|policy| policy.allowed_platforms = Some(vec![platform].try_into().unwrap()));
    assert!(allow.verify(&honest()).is_ok());
    assert_eq!(
        deny.verify(&SimulatedTd::new(2).quote(&REPORT_DATA).unwrap()).map(|attestation| attestation.root()),
        Ok(messages::registration::TrustRoot::Simulated)
    );
}

#[test]
fn no_attestation_outlives_its_collateral() {
    let network = network(|policy| policy.max_age_ms = u64::MAX);
    const END_OF_DEVELOPMENT_COLLATERAL_MS: u64 = 2_713_910_400_000;
    assert_eq!(network.verify(&honest()).unwrap().valid_until_ms(), END_OF_DEVELOPMENT_COLLATERAL_MS);
}
