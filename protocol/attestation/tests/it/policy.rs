//! What a policy makes of a genuine quote, and of a worker whose quote is gone.

use crate::support::*;
use attestation::{
    development::{
        authority::{Certified::*, Flaws},
        SimulatedTd,
    },
    re_evaluate, AcceptedStatus, AllowedMeasurement, Error, Flaw, Grace, MinimumEvaluation, Policy, Refusal,
    RefusedAdvisory, Standing, TcbFacts, TcbStatus,
};
use codec::{Decode, Encode, MaxEncodedLen};
use messages::registration::{Attested, Quote, TrustRoot};

const ADVISORY: &str = "ADYTON-SIM-00001";

fn out_of_date() -> Quote {
    simulated(|td| td.module_svn = 1)
}

fn accept_out_of_date(policy: &mut Policy, until_ms: Option<u64>) {
    policy.statuses.try_push(AcceptedStatus { status: TcbStatus::OutOfDate, until_ms }).unwrap();
}

fn refuse_advisory(policy: &mut Policy, from_ms: u64) {
    let id = ADVISORY.to_ascii_lowercase().into_bytes().try_into().unwrap();
    policy.advisories.try_push(RefusedAdvisory { id, from_ms }).unwrap();
}

/// What the chain keeps of a worker that registered under a lenient policy.
fn registered(quote: &Quote) -> (Attested, TcbFacts) {
    let verified = Network::policy(|policy| accept_out_of_date(policy, None)).verify(quote).unwrap();
    let kept = (verified.summary(), verified.tcb_facts().clone()).encode();
    Decode::decode(&mut &kept[..]).unwrap()
}

/// The verdict on fresh evidence and the verdict on what was recorded of it agree.
fn standing(quote: &Quote, change: impl FnOnce(&mut Policy)) -> Standing {
    let network = Network::policy(change);
    let (attested, facts) = registered(quote);
    let recorded = re_evaluate(&attested, &facts, &network.policy, network.now_ms);
    match (network.verify(quote), &recorded) {
        (Ok(verified), standing) => {
            assert_eq!(verified.standing(), standing);
            if let Standing::InGrace { until_ms, .. } = standing {
                assert!(verified.valid_until_ms() <= *until_ms);
            }
        }
        (Err(Error::Refused(refusal)), Standing::Refused(recorded)) => assert_eq!(refusal, *recorded),
        (fresh, recorded) => panic!("{fresh:?}, but {recorded:?} on record"),
    }
    recorded
}

#[test]
fn the_default_policy_accepts_nothing() {
    let network = Network { policy: Policy::default(), ..Network::development() };
    let refused = network.verify(&honest()).unwrap_err();
    assert!(matches!(refused, Error::Refused(Refusal::UnknownMeasurement(_))));
}

#[test]
fn a_measurement_counts_only_in_its_time() {
    let at = |from_ms, until_ms| {
        standing(&honest(), |policy| {
            policy.measurements[0].from_ms = from_ms;
            policy.measurements[0].until_ms = until_ms;
        })
    };
    let next = NOW_MS + 1;
    let early = Refusal::MeasurementNotYetAllowed { from_ms: next };
    assert_eq!(at(next, None), Standing::Refused(early));
    let late = Refusal::MeasurementDeprecated { until_ms: NOW_MS };
    assert_eq!(at(0, Some(NOW_MS)), Standing::Refused(late));
    assert_eq!(at(NOW_MS, Some(next)), Standing::InGrace { until_ms: next, reason: Grace::Deprecated });
    assert_eq!(at(NOW_MS, None), Standing::Good);
}

#[test]
fn of_several_entries_for_the_same_code_the_longest_counts() {
    let standing = standing(&honest(), |policy| {
        let first = policy.measurements[0];
        policy.measurements[0].until_ms = Some(NOW_MS);
        policy.measurements.try_push(AllowedMeasurement { until_ms: Some(NOW_MS + 7), ..first }).unwrap();
        policy.measurements.try_push(AllowedMeasurement { from_ms: NOW_MS + 1, ..first }).unwrap();
    });
    assert_eq!(standing, Standing::InGrace { until_ms: NOW_MS + 7, reason: Grace::Deprecated });
}

#[test]
fn old_firmware_counts_only_where_accepted_and_only_in_the_grace() {
    let refused = Standing::Refused(Refusal::TcbNotAccepted(TcbStatus::OutOfDate));
    assert_eq!(standing(&out_of_date(), |_| ()), refused);
    assert_eq!(standing(&out_of_date(), |policy| accept_out_of_date(policy, Some(NOW_MS))), refused);
    assert_eq!(standing(&out_of_date(), |policy| accept_out_of_date(policy, None)), Standing::Good);

    let until_ms = NOW_MS + 9;
    let reason = Grace::Firmware(TcbStatus::OutOfDate);
    assert!(reason.is_about_firmware());
    let graceful = standing(&out_of_date(), |policy| accept_out_of_date(policy, Some(until_ms)));
    assert_eq!(graceful, Standing::InGrace { until_ms, reason });

    let verified =
        Network::policy(|policy| accept_out_of_date(policy, Some(until_ms))).verify(&out_of_date()).unwrap();
    assert_eq!(verified.tcb_status(), TcbStatus::OutOfDate);
    assert_eq!(verified.advisories(), [ADVISORY]);
    assert_eq!(verified.valid_until_ms(), until_ms);
}

#[test]
fn a_refused_advisory_ends_acceptance_when_its_grace_does() {
    let at = |from_ms| {
        standing(&out_of_date(), |policy| {
            accept_out_of_date(policy, None);
            refuse_advisory(policy, from_ms);
        })
    };
    let name: attestation::AdvisoryName = ADVISORY.to_ascii_lowercase().into_bytes().try_into().unwrap();
    assert_eq!(at(NOW_MS), Standing::Refused(Refusal::AdvisoryRefused(name.clone())));
    let until_ms = NOW_MS + 5;
    assert_eq!(at(until_ms), Standing::InGrace { until_ms, reason: Grace::Advisory(name) });
    assert_eq!(standing(&honest(), |policy| refuse_advisory(policy, 0)), Standing::Good);
}

#[test]
fn of_several_graces_the_first_to_end_counts() {
    let standing = standing(&out_of_date(), |policy| {
        accept_out_of_date(policy, Some(NOW_MS + 30));
        refuse_advisory(policy, NOW_MS + 20);
        policy.measurements[0].until_ms = Some(NOW_MS + 40);
    });
    assert!(
        matches!(standing, Standing::InGrace { until_ms, reason: Grace::Advisory(_) } if until_ms == NOW_MS + 20)
    );
}

#[test]
fn collateral_must_be_of_a_late_enough_evaluation() {
    let refused = Standing::Refused(Refusal::EvaluationTooOld);
    assert_eq!(standing(&honest(), |policy| policy.minimum_evaluation = 2), refused);
    assert_eq!(standing(&honest(), |policy| policy.minimum_evaluation = 1), Standing::Good);

    let (_, facts) = registered(&honest());
    let of_family = |number, from_ms| {
        let minimum = MinimumEvaluation { family: facts.family, number, from_ms };
        standing(&honest(), |policy| policy.family_evaluations.try_push(minimum).unwrap())
    };
    assert_eq!(of_family(1, 0), Standing::Good);
    assert_eq!(of_family(2, NOW_MS), refused);
    let until_ms = NOW_MS + 3;
    let reason = Grace::Evaluation { minimum: 2 };
    assert_eq!(of_family(2, until_ms), Standing::InGrace { until_ms, reason });
}

#[test]
fn machines_are_denied_and_allowed_by_name() {
    let platform = Network::development().verify(&honest()).unwrap().platform();
    let denied = Standing::Refused(Refusal::PlatformDenied(platform));
    let deny = |policy: &mut Policy| policy.denied_platforms.try_push(platform).unwrap();
    let allow = |platforms: Vec<_>| {
        standing(&honest(), |policy| policy.allowed_platforms = Some(platforms.try_into().unwrap()))
    };
    assert_eq!(standing(&honest(), deny), denied);
    assert_eq!(allow(vec![]), Standing::Refused(Refusal::PlatformNotAllowed(platform)));
    assert_eq!(allow(vec![platform]), Standing::Good);
    let other = SimulatedTd::new(2).quote(&REPORT_DATA).unwrap();
    assert!(Network::policy(deny).verify(&other).is_ok());
    let both = standing(&honest(), |policy| {
        deny(policy);
        policy.allowed_platforms = Some(vec![platform].try_into().unwrap());
    });
    assert_eq!(both, denied);
}

#[test]
fn no_attestation_outlives_its_collateral() {
    let network = Network::policy(|policy| policy.max_age_ms = u64::MAX);
    const END_OF_DEVELOPMENT_COLLATERAL_MS: u64 = 2_713_910_400_000;
    let verified = network.verify(&honest()).unwrap();
    assert_eq!(verified.valid_until_ms(), END_OF_DEVELOPMENT_COLLATERAL_MS);
    let standing = re_evaluate(
        &verified.summary(),
        verified.tcb_facts(),
        &network.policy,
        END_OF_DEVELOPMENT_COLLATERAL_MS,
    );
    assert_eq!(standing, Standing::Refused(Refusal::EvidenceExpired));
}

#[test]
fn newer_collateral_changes_what_is_on_record() {
    let facts = |quote: &Quote| registered(quote).1;
    let under =
        |quote: &Quote, network: &Network| facts(quote).under(TrustRoot::Simulated, &network.collateral);
    for quote in [honest(), out_of_date()] {
        assert_eq!(under(&quote, &Network::development()), Ok(facts(&quote)), "the same collateral");
    }

    let recovery = Network::tcb_info("\"svn\": 2}", "\"svn\": 3}");
    let outdated = under(&honest(), &recovery).unwrap();
    assert_eq!(outdated.status, TcbStatus::OutOfDate);
    assert_eq!(outdated.advisories, facts(&out_of_date()).advisories);

    let renumbered = Network::tcb_info("\"tcbEvaluationDataNumber\": 1", "\"tcbEvaluationDataNumber\": 2");
    assert_eq!(under(&honest(), &renumbered).unwrap().evaluation_number, 1, "the QE identity's is lower");

    let revoked = Err(Error::NotProven(Flaw::CertificateRevoked));
    let list = |certified: attestation::development::authority::Certified, revoked| {
        certified.revocation_list(&[revoked], Flaws::default()).try_into().unwrap()
    };
    let machine = Network::collateral(|it| it.pck_crl = list(PckCa, Machine(1)));
    assert_eq!(under(&honest(), &machine), revoked);
    let authority = Network::collateral(|it| it.root_ca_crl = list(Root, PckCa));
    assert_eq!(under(&honest(), &authority), revoked);

    for (network, flaw) in [
        (Network::tcb_info("UpToDate", "Revoked"), Flaw::RevokedTcb),
        (Network::tcb_info("\"pcesvn\": 1", "\"pcesvn\": 2"), Flaw::UnlistedTcb),
        (Network::qe_identity("\"isvsvn\": 1", "\"isvsvn\": 2"), Flaw::QuotingEnclaveTooOld),
        (Network::qe_identity("UpToDate", "Revoked"), Flaw::RevokedTcb),
    ] {
        assert_eq!(under(&honest(), &network), Err(Error::NotProven(flaw)));
    }
    let of_another_family = Network::tcb_info("AD17", "AD18");
    assert_eq!(under(&honest(), &of_another_family), Err(Error::NoCollateral(TrustRoot::Simulated)));
}

#[test]
fn what_is_recorded_of_a_worker_is_small() {
    assert!(TcbFacts::max_encoded_len() < 700, "{}", TcbFacts::max_encoded_len());
    assert!(registered(&honest()).1.encoded_size() < 150);
}
