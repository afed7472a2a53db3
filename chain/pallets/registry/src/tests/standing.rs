//! From a change of the rules to the removal of workers that break them.

use super::{policy::change, refusals::accept_old_firmware};
use crate::{
    mock::*,
    pallet::{Challenges, Conditions, Error, Event, Facts, Workers},
    *,
};
use attestation::{
    development::{authority::Certified, SimulatedTd, MEASUREMENT},
    Grace, TcbStatus,
};
use frame_support::{assert_noop, assert_ok};
use messages::{
    ids::{BlockNumber, TimeMs, WorkerId},
    registration::TeeKind,
};

const ADVISORY: &[u8] = b"ADYTON-SIM-00001";

fn time_at(block: BlockNumber) -> TimeMs {
    START_MS + u64::from(block - 1) * SLOT_MS
}

/// A registered enclave on a machine with firmware of version `module_svn`.
fn registered(machine: u32, module_svn: u8) -> Enclave {
    let mut enclave = Enclave::boot(machine, 1);
    enclave.td.module_svn = module_svn;
    assert_ok!(enclave.register());
    events();
    enclave
}

fn suspended(worker: WorkerId, reason: Error<Test>) -> Event<Test> {
    let removed_after_ms = pallet_timestamp::Now::<Test>::get() + RemovalGrace::get();
    Event::WorkerSuspended { worker, reason: reason.into(), removed_after_ms }
}

fn refuse_advisory(from_ms: TimeMs) -> PolicyChange {
    PolicyChange::Advisory { id: ADVISORY.to_vec().try_into().unwrap(), from_ms: Some(from_ms) }
}

#[test]
fn a_denied_machine_is_suspended_by_the_next_patrol() {
    on_development_network(|| {
        let (bad, good) = (registered(1, 2), registered(2, 2));
        let platform = bad.record().attested.platform;
        assert_ok!(change(PolicyChange::Platform { platform, denied: true }));
        events();
        idle();
        assert_eq!(events(), [suspended(bad.id(), Error::PlatformDenied), Event::AllReevaluated]);
        assert!(!Registry::is_live(&bad.id()) && Registry::is_live(&good.id()));
        // Whoever reads the record sees it, without knowing of suspensions.
        assert!(bad.record().attested.valid_until_ms < pallet_timestamp::Now::<Test>::get());
        let mut bad = bad;
        assert_noop!(submit(vec![bad.says(to_channel(1))]), Error::<Test>::NotLive);
    });
}

#[test]
fn anybody_has_a_worker_judged_without_waiting_for_the_patrol() {
    on_development_network(|| {
        let enclave = registered(1, 2);
        assert_ok!(change(PolicyChange::MinimumEvaluation { number: 9 }));
        assert!(Registry::is_live(&enclave.id()));
        assert_ok!(Registry::reevaluate(relayer(), enclave.id()));
        assert!(!Registry::is_live(&enclave.id()));
        let nobody = Registry::reevaluate(relayer(), WorkerId([9; 32]));
        assert_noop!(nobody, Error::<Test>::UnknownWorker);
    });
}

#[test]
fn newer_collateral_that_calls_the_firmware_old_suspends() {
    on_development_network(|| {
        let enclave = registered(1, 2);
        let newer = reissued(2026, &[("UpToDate", "OutOfDate")]);
        let witness = SimulatedTd::new(2).quote(&[0; 64]).unwrap();
        assert_ok!(Registry::submit_collateral(relayer(), Box::new(newer), witness));
        events();
        idle();
        assert_eq!(events()[0], suspended(enclave.id(), Error::TcbStatusNotAccepted));
        assert_eq!(Facts::<Test>::get(enclave.id()).unwrap().status, TcbStatus::OutOfDate);
    });
}

#[test]
fn a_machine_whose_certificate_is_revoked_is_suspended() {
    on_development_network(|| {
        let (bad, good) = (registered(1, 2), registered(2, 2));
        let revoked = [Certified::Machine(1)];
        let list = Certified::PckCa.revocation_list(&revoked, Default::default());
        let newer = with_machine_list(list, &reissued(2026, &[]));
        let witness = good.td.quote(&[0; 64]).unwrap();
        assert_ok!(Registry::submit_collateral(relayer(), Box::new(newer), witness));
        events();
        idle();
        assert_eq!(events()[0], suspended(bad.id(), Error::CertificateRevoked));
        assert!(Registry::is_live(&good.id()));
        go_to(11);
        assert_noop!(bad.register(), Error::<Test>::CertificateRevoked);
    });
}

#[test]
fn within_a_grace_a_worker_counts_and_is_degraded() {
    on_development_network(|| {
        accept_old_firmware();
        let (old, new) = (registered(1, 1), registered(2, 2));
        let until_ms = time_at(20);
        assert_ok!(change(refuse_advisory(until_ms)));
        events();
        idle();
        let reason = Grace::Advisory(ADVISORY.to_vec().try_into().unwrap());
        let degraded = Event::WorkerDegraded { worker: old.id(), reason: reason.clone(), until_ms };
        assert_eq!(events(), [degraded, Event::AllReevaluated]);
        assert_eq!(Registry::condition_of(&old.id()), Condition::Degraded { reason, until_ms });
        assert_eq!(Registry::condition_of(&new.id()), Condition::Good);
        assert!(Registry::is_live(&old.id()));
        assert_eq!(old.record().attested.valid_until_ms, until_ms);

        go_to(21);
        idle();
        assert_eq!(events(), [suspended(old.id(), Error::AdvisoryRefused)]);
        assert!(!Registry::is_live(&old.id()) && Registry::is_live(&new.id()));
    });
}

#[test]
fn who_registers_within_a_grace_is_degraded_from_the_beginning() {
    on_development_network(|| {
        accept_old_firmware();
        assert_ok!(change(refuse_advisory(time_at(20))));
        let old = registered(1, 1);
        assert!(matches!(Registry::condition_of(&old.id()), Condition::Degraded { .. }));
        assert_eq!(old.record().attested.valid_until_ms, time_at(20));
    });
}

#[test]
fn renewing_with_good_evidence_lifts_degradation_and_suspension() {
    on_development_network(|| {
        accept_old_firmware();
        let mut enclave = registered(1, 1);
        assert_ok!(change(refuse_advisory(time_at(12))));
        idle();
        go_to(11);
        events();
        enclave.td.module_svn = 2;
        assert_ok!(enclave.register());
        assert_eq!(events()[0], Event::WorkerRestored { worker: enclave.id() });
        assert_eq!(Registry::condition_of(&enclave.id()), Condition::Good);

        let mut other = Enclave::boot(2, 1);
        other.td.module_svn = 1;
        assert_ok!(other.register());
        go_to(13);
        idle();
        assert!(!Registry::is_live(&other.id()));
        assert_noop!(other.register(), Error::<Test>::AdvisoryRefused);
        events();
        other.td.module_svn = 2;
        assert_ok!(other.register());
        assert_eq!(events()[0], Event::WorkerRestored { worker: other.id() });
        assert!(Registry::is_live(&other.id()));
    });
}

#[test]
fn a_rule_that_is_lifted_lifts_the_degradation_but_gives_no_time_back() {
    on_development_network(|| {
        let enclave = registered(1, 2);
        let deprecate =
            |until_ms| PolicyChange::Measurement { kind: TeeKind::Tdx, measurement: MEASUREMENT, until_ms };
        assert_ok!(change(deprecate(Some(time_at(100)))));
        idle();
        let Condition::Degraded { reason, .. } = Registry::condition_of(&enclave.id()) else { panic!() };
        assert_eq!(reason, Grace::Deprecated);
        assert_ok!(change(deprecate(None)));
        go_to(10 + (AllowDelay::get() / SLOT_MS) as u32);
        idle();
        assert_eq!(Registry::condition_of(&enclave.id()), Condition::Good);
        assert_eq!(enclave.record().attested.valid_until_ms, time_at(100));
        assert_ok!(enclave.register());
        assert!(enclave.record().attested.valid_until_ms > time_at(100));
    });
}

#[test]
fn a_worker_whose_time_is_over_is_suspended_without_a_change_of_rules() {
    on_development_network(|| {
        let enclave = registered(1, 2);
        pallet_timestamp::Now::<Test>::put(enclave.record().attested.valid_until_ms + 1);
        idle();
        assert_eq!(events(), [suspended(enclave.id(), Error::EvidenceExpired)]);
    });
}

#[test]
fn a_denied_measurement_is_the_reason_given_for_it() {
    on_development_network(|| {
        let enclave = registered(1, 2);
        assert_ok!(Registry::deny_measurement(root(), MEASUREMENT));
        events();
        idle();
        assert_eq!(events()[0], suspended(enclave.id(), Error::MeasurementDenied));
    });
}

/// A worker that is suspended at block 10, with its platform allowed again at once.
fn suspended_worker() -> Enclave {
    let enclave = registered(1, 2);
    let platform = enclave.record().attested.platform;
    assert_ok!(change(PolicyChange::Platform { platform, denied: true }));
    idle();
    crate::pallet::Policy::<Test>::mutate(|policy| policy.denied_platforms.clear());
    events();
    enclave
}

#[test]
fn a_worker_that_stays_suspended_is_removed_and_everybody_told() {
    on_development_network(|| {
        let enclave = suspended_worker();
        let last = 10 + (RemovalGrace::get() / SLOT_MS) as u32;
        go_to(last);
        idle();
        assert!(Workers::<Test>::contains_key(enclave.id()));
        go_to(last + 1);
        idle();
        assert_eq!(events(), [Event::WorkerRemoved { worker: enclave.id() }]);
        assert_eq!(Removed::get(), Some(vec![enclave.id()]));
        assert!(
            !Workers::<Test>::contains_key(enclave.id()) && !Challenges::<Test>::contains_key(enclave.id())
        );
        assert!(
            !Facts::<Test>::contains_key(enclave.id()) && !Conditions::<Test>::contains_key(enclave.id())
        );
    });
}

#[test]
fn a_removed_worker_comes_back_with_a_new_boot_only() {
    on_development_network(|| {
        let mut enclave = suspended_worker();
        go_to(10 + (RemovalGrace::get() / SLOT_MS) as u32 + 1);
        assert_ok!(Registry::reevaluate(relayer(), enclave.id()));
        // Its statements of before would count a second time.
        assert_noop!(enclave.register(), Error::<Test>::BootRetired);
        enclave.boot_id.0 = [2; 16];
        assert_ok!(enclave.register());
        assert!(Registry::is_live(&enclave.id()));
    });
}
