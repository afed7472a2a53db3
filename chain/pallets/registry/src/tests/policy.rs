//! Governance: what lets more in waits, what lets less in does not, and nobody else decides.

use crate::{
    mock::*,
    pallet::{Error, Event, PendingChanges, Policy},
    *,
};
use attestation::{
    development::{self, SimulatedTd},
    Family, SnpProduct, SnpTcb, TcbStatus,
};
use frame_support::{assert_noop, assert_ok};
use frame_system::RawOrigin;
use messages::{
    ids::TimeMs,
    registration::{Measurement, TeeKind},
    BoundedVec, H256,
};
use sp_runtime::{traits::BadOrigin, DispatchResult};

const OTHER: Measurement = Measurement([7; 32]);
const LATER: TimeMs = START_MS + 3_600_000;

pub(super) fn change(change: PolicyChange) -> DispatchResult {
    Registry::change_policy(root(), Box::new(change))
}

fn allow(measurement: Measurement) -> DispatchResult {
    Registry::allow_measurement(root(), TeeKind::Tdx, measurement, Default::default())
}

/// Block at which what was decided at block 10 has waited long enough.
fn delayed() -> u32 {
    10 + (AllowDelay::get() / SLOT_MS) as u32
}

#[test]
fn only_governance_sets_the_policy() {
    on_development_network(|| {
        let allowed = Registry::allow_measurement(relayer(), TeeKind::Tdx, OTHER, Default::default());
        assert_noop!(allowed, BadOrigin);
        assert_noop!(Registry::deny_measurement(relayer(), OTHER), BadOrigin);
        assert_noop!(Registry::set_frozen(relayer(), true), BadOrigin);
        let change = PolicyChange::MinimumEvaluation { number: 1 };
        assert_noop!(Registry::change_policy(relayer(), Box::new(change)), BadOrigin);
    });
}

#[test]
fn in_an_emergency_others_may_stop_admission_but_start_nothing() {
    on_development_network(|| {
        let firefighter = || RawOrigin::Signed(Firefighter::get()).into();
        assert_ok!(Registry::set_frozen(firefighter(), true));
        assert_noop!(Registry::set_frozen(firefighter(), false), BadOrigin);
        assert_ok!(Registry::set_frozen(root(), false));
        assert_ok!(Registry::deny_measurement(firefighter(), development::MEASUREMENT));
        let allowed = Registry::allow_measurement(firefighter(), TeeKind::Tdx, OTHER, Default::default());
        assert_noop!(allowed, BadOrigin);
        let change = PolicyChange::MinimumEvaluation { number: 1 };
        assert_noop!(Registry::change_policy(firefighter(), Box::new(change)), BadOrigin);
    });
}

#[test]
fn an_allowed_measurement_counts_after_the_delay() {
    on_development_network(|| {
        // A build that differs in MRTD alone; its measurement is learnt from the refusal.
        let mut enclave = Enclave::boot(1, 1);
        enclave.td.mr_td = [9; 48];
        assert_ok!(allow(measurement_of(&enclave.td)));
        assert_noop!(enclave.register(), Error::<Test>::MeasurementNotYetAllowed);
        go_to(delayed() - 1);
        assert_noop!(enclave.register(), Error::<Test>::MeasurementNotYetAllowed);
        go_to(delayed());
        assert_ok!(enclave.register());
    });
}

pub(super) fn measurement_of(td: &SimulatedTd) -> Measurement {
    let quote = td.quote(&[0; 64]).unwrap();
    let verified = attestation::verify(
        &quote,
        &[0; 64],
        &[development::trust_anchor()],
        &[(messages::registration::TrustRoot::Simulated, development::collateral())],
        &attestation::Policy::default(),
        START_MS,
    );
    match verified {
        Err(attestation::Error::Refused(attestation::Refusal::UnknownMeasurement(measurement))) => {
            measurement
        }
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
        assert_noop!(enclave.register(), Error::<Test>::MeasurementDenied);
        assert_noop!(allow(development::MEASUREMENT), Error::<Test>::MeasurementDenied);
        let again = Registry::deny_measurement(root(), development::MEASUREMENT);
        assert_noop!(again, Error::<Test>::MeasurementDenied);
    });
}

#[test]
fn a_measurement_is_allowed_once_and_the_list_is_bounded() {
    on_development_network(|| {
        let number = |number| Measurement([number; 32]);
        assert_ok!(allow(number(1)));
        assert_noop!(allow(number(1)), Error::<Test>::MeasurementAllowedAlready);
        for other in 2..attestation::MAX_MEASUREMENTS as u8 {
            assert_ok!(allow(number(other)));
        }
        assert_noop!(allow(number(200)), Error::<Test>::TooMany);
        // What was deprecated and is over makes room.
        let end =
            PolicyChange::Measurement { kind: TeeKind::Tdx, measurement: number(1), until_ms: Some(LATER) };
        assert_ok!(change(end));
        assert_noop!(allow(number(200)), Error::<Test>::TooMany);
        pallet_timestamp::Now::<Test>::put(LATER);
        assert_ok!(allow(number(200)));
    });
}

fn family() -> Family {
    Family { kind: TeeKind::Tdx, fmspc: [1; 6] }
}

fn advisory(from_ms: Option<TimeMs>) -> PolicyChange {
    PolicyChange::Advisory { id: b"INTEL-SA-00615".to_vec().try_into().unwrap(), from_ms }
}

fn status(accepted: Acceptance) -> PolicyChange {
    PolicyChange::Status { status: TcbStatus::OutOfDate, accepted }
}

fn measurement(until_ms: Option<TimeMs>) -> PolicyChange {
    PolicyChange::Measurement { kind: TeeKind::Tdx, measurement: development::MEASUREMENT, until_ms }
}

fn evaluation(from_ms: Option<TimeMs>) -> PolicyChange {
    PolicyChange::FamilyEvaluation { family: family(), number: 17, from_ms }
}

fn snp(minimum: u8, from_ms: Option<TimeMs>) -> PolicyChange {
    let minimum = SnpTcb { microcode: minimum, ..Default::default() };
    PolicyChange::SnpLevel { product: SnpProduct::Milan, minimum, from_ms }
}

fn platform(denied: bool) -> PolicyChange {
    PolicyChange::Platform { platform: H256::repeat_byte(1), denied }
}

fn list(machines: Option<&[u8]>) -> PolicyChange {
    let named =
        |machines: &[u8]| machines.iter().map(|number| H256::repeat_byte(*number)).collect::<Vec<_>>();
    PolicyChange::PlatformList { only: machines.map(|list| BoundedVec::truncate_from(named(list))) }
}

/// Pairs of states of one rule, the laxer first, and the time at which the grace of the stricter one ends.
fn rules() -> Vec<(PolicyChange, PolicyChange, Option<TimeMs>)> {
    vec![
        (measurement(None), measurement(Some(LATER)), Some(LATER)),
        (measurement(Some(LATER)), measurement(Some(0)), None),
        (status(Acceptance::Always), status(Acceptance::Before(LATER)), Some(LATER)),
        (status(Acceptance::Before(LATER)), status(Acceptance::Refused), None),
        (advisory(None), advisory(Some(LATER)), Some(LATER)),
        (advisory(Some(LATER)), advisory(Some(1)), None),
        (PolicyChange::MinimumEvaluation { number: 0 }, PolicyChange::MinimumEvaluation { number: 1 }, None),
        (evaluation(None), evaluation(Some(LATER)), Some(LATER)),
        (platform(false), platform(true), None),
        (list(None), list(Some(&[1, 2])), None),
        (list(Some(&[1, 2])), list(Some(&[2])), None),
        (list(Some(&[2])), list(Some(&[])), None),
        (
            PolicyChange::MaxAge { max_age_ms: development::MAX_AGE_MS },
            PolicyChange::MaxAge { max_age_ms: 1 },
            None,
        ),
    ]
}

/// Puts a rule into a state, whatever it was.
fn set(rule: &PolicyChange) {
    Policy::<Test>::mutate(|policy| rule.clone().apply(policy).unwrap());
}

#[test]
fn stricter_rules_are_in_force_at_once() {
    for (lax, strict, by_ms) in rules() {
        on_development_network(|| {
            set(&lax);
            assert_ok!(change(strict.clone()));
            assert_eq!(strict.effect(&Policy::<Test>::get()), Ok(Effect::Nothing), "{strict:?}");
            let by_ms = by_ms.unwrap_or(START_MS + 9 * SLOT_MS);
            assert_eq!(events(), [Event::RuleTightened { change: strict.clone(), by_ms }]);
            assert_noop!(change(strict), Error::<Test>::NothingChanges);
        });
    }
}

#[test]
fn laxer_rules_wait_in_sight() {
    for (lax, strict, _) in rules() {
        on_development_network(|| {
            set(&strict);
            assert_ok!(change(lax.clone()));
            let from_ms = START_MS + 9 * SLOT_MS + AllowDelay::get();
            assert_eq!(events(), [Event::RuleLooseningScheduled { change: lax.clone(), from_ms }]);
            go_to(delayed() - 1);
            idle();
            assert_eq!(strict.effect(&Policy::<Test>::get()), Ok(Effect::Nothing), "{strict:?}");
            events();
            go_to(delayed());
            idle();
            assert_eq!(lax.effect(&Policy::<Test>::get()), Ok(Effect::Nothing), "{lax:?}");
            assert_eq!(events()[0], Event::RuleLoosened { change: lax });
        });
    }
}

#[test]
fn the_first_level_of_an_amd_line_admits_it_and_further_ones_tighten() {
    on_development_network(|| {
        let effect = |change: &PolicyChange| change.effect(&Policy::<Test>::get()).unwrap();
        assert_eq!(effect(&snp(1, Some(0))), Effect::Loosens);
        assert_eq!(effect(&snp(1, None)), Effect::Nothing);
        set(&snp(1, Some(0)));
        assert_eq!(effect(&snp(1, Some(LATER))), Effect::Loosens);
        assert_eq!(effect(&snp(2, Some(LATER))), Effect::Tightens);
        assert_eq!(snp(2, Some(LATER)).complied_by(0), LATER);
        assert_eq!(effect(&snp(1, None)), Effect::Tightens);
        set(&snp(2, Some(LATER)));
        assert_eq!(effect(&snp(2, Some(0))), Effect::Tightens);
        assert_eq!(effect(&snp(1, None)), Effect::Loosens);
    });
}

#[test]
fn a_list_that_gains_and_loses_machines_waits() {
    on_development_network(|| {
        set(&list(Some(&[1, 2])));
        assert_eq!(list(Some(&[2, 3])).effect(&Policy::<Test>::get()), Ok(Effect::Loosens));
        assert_eq!(list(Some(&[2, 1])).effect(&Policy::<Test>::get()), Ok(Effect::Nothing));
    });
}

#[test]
fn a_newer_decision_on_a_rule_withdraws_the_pending_one() {
    on_development_network(|| {
        assert_ok!(change(status(Acceptance::Always)));
        assert_ok!(change(status(Acceptance::Before(LATER))));
        assert_eq!(PendingChanges::<Test>::get().len(), 1);
        events();
        // Setting the rule to what it is withdraws and does nothing else.
        assert_ok!(change(status(Acceptance::Refused)));
        let withdrawn = status(Acceptance::Before(LATER));
        assert_eq!(events(), [Event::RuleLooseningWithdrawn { change: withdrawn }]);
        assert!(PendingChanges::<Test>::get().is_empty());
        assert_noop!(change(status(Acceptance::Refused)), Error::<Test>::NothingChanges);
    });
}

#[test]
fn denying_a_measurement_withdraws_what_is_pending_about_it() {
    on_development_network(|| {
        set(&measurement(Some(LATER)));
        assert_ok!(change(measurement(None)));
        assert_ok!(Registry::deny_measurement(root(), development::MEASUREMENT));
        assert!(PendingChanges::<Test>::get().is_empty());
        assert_noop!(change(measurement(None)), Error::<Test>::MeasurementNotAllowed);
    });
}

#[test]
fn pending_changes_and_lists_are_bounded() {
    on_development_network(|| {
        let machine = |number: u32| H256::from_low_u64_be(number.into());
        for number in 0..attestation::MAX_PLATFORMS {
            assert_ok!(change(PolicyChange::Platform { platform: machine(number), denied: true }));
        }
        let one_more = PolicyChange::Platform { platform: machine(9_999), denied: true };
        assert_noop!(change(one_more), Error::<Test>::TooMany);
        for number in 0..MAX_PENDING_CHANGES {
            assert_ok!(change(PolicyChange::Platform { platform: machine(number), denied: false }));
        }
        let one_more = PolicyChange::Platform { platform: machine(100), denied: false };
        assert_noop!(change(one_more), Error::<Test>::TooMany);
    });
}

#[test]
fn enclaves_find_everything_under_the_keys_of_the_abi() {
    use crate::pallet::{Collateral, TrustAnchors, Workers};
    use messages::{abi, ids::WorkerId};
    let worker = WorkerId([7; 32]);
    assert_eq!(Workers::<Test>::hashed_key_for(worker), abi::worker(&worker));
    assert_eq!(TrustAnchors::<Test>::hashed_key().to_vec(), abi::trust_anchors());
    assert_eq!(Policy::<Test>::hashed_key().to_vec(), abi::evidence_policy());
    assert_eq!(Collateral::<Test>::hashed_key().to_vec(), abi::collateral());
}
