//! What referenda change, on which track, and how they end.

use super::*;
use crate::workers::{genesis, machine, BOOT};
use adyton_runtime::{config::governance::TreasuryAccount, RuntimeOrigin, Scheduler};
use attestation::development::{SimulatedTd, MRTD};
use crypto::hash;
use frame_support::{assert_ok, traits::Get};
use messages::{
    ids::BlockRef,
    limits::ALLOW_DELAY_MS,
    registration::{Claim, Measurement, Registration, TeeKind},
};
use pallet_referenda::TracksInfo;
use sp_runtime::{DispatchError, Perbill};

type Tracks = <Runtime as pallet_referenda::Config>::Tracks;

fn rules(chain: &mut Chain) -> economy::Rules {
    chain.state(|| pallet_computation::RulesInForce::<Runtime>::get().rules())
}

#[test]
fn a_referendum_changes_what_miners_are_paid() {
    let chain = &mut Chain::new("development");
    let mut rules_wanted = rules(chain);
    rules_wanted.budget.per_block /= 2;
    let call = pallet_computation::Call::set_rules { rules: rules_wanted };
    assert_ok!(pass(chain, named(Origin::EconomyAdmin), call));
    assert_eq!(rules(chain), rules_wanted);
}

#[test]
fn rules_that_would_break_the_books_are_refused_with_the_reason() {
    let chain = &mut Chain::new("development");
    let before = rules(chain);
    let mut impossible = before;
    impossible.budget.treasury_ppm = 1_000_001;
    let call = pallet_computation::Call::set_rules { rules: impossible };
    let refused = pass(chain, named(Origin::EconomyAdmin), call);
    assert_eq!(refused, Err(pallet_computation::Error::<Runtime>::PartAboveOne.into()));
    assert_eq!(rules(chain), before);
}

#[test]
fn a_track_decides_its_own_matters_only() {
    let chain = &mut Chain::new("development");
    let freeze = pallet_registry::Call::set_frozen { frozen: true };
    assert_eq!(pass(chain, named(Origin::EconomyAdmin), freeze), Err(DispatchError::BadOrigin));
    assert!(!chain.state(pallet_registry::Frozen::<Runtime>::get));
}

#[test]
fn accounts_are_no_track() {
    let chain = &mut Chain::new("development");
    let call: RuntimeCall = frame_system::Call::remark { remark: Vec::new() }.into();
    let submit = pallet_referenda::Call::submit {
        proposal_origin: Box::new(frame_system::RawOrigin::Signed(account(Bob)).into()),
        proposal: stored(chain, call),
        enactment_moment: DispatchTime::After(0),
    };
    let refused = attempt(chain, signed(Alice), submit);
    assert_eq!(refused, Err(pallet_referenda::Error::<Runtime>::NoTrack.into()));
}

/// A worker of another release, on simulated hardware.
fn new_release(machine: u32) -> SimulatedTd {
    let mut td = SimulatedTd::new(machine);
    td.mr_td = MRTD.map(|byte| !byte);
    td
}

/// Tries to register a worker of the new release.
fn register(chain: &mut Chain, number: u32) -> DispatchResult {
    let identity = machine(number);
    let claim = Claim {
        genesis: genesis(chain),
        worker: identity.id(),
        encryption_key: identity.encryption_key(),
        operator: account(Alice),
        boot_id: BOOT,
        challenge: BlockRef { number: chain.height(), hash: chain.head().hash() },
        relay_checkpoint: None,
    };
    let quote = new_release(number).quote(&hash::report_data(&claim)).unwrap();
    let registration = Registration { claim, quote };
    attempt(chain, signed(Alice), pallet_registry::Call::register { registration })
}

/// The measurement of the new release: MRTD, seven registers of zeros and the attributes.
fn measurement_of_new_release() -> Measurement {
    let td = new_release(1);
    let domain: &[u8] = b"adyton/measurement/tdx/v1";
    let registers = [domain, &td.mr_td, &[0; 7 * 48], &td.attributes.to_le_bytes()].concat();
    Measurement(sp_io::hashing::sha2_256(&registers))
}

#[test]
fn a_measurement_counts_a_week_after_its_referendum_and_no_more_after_it_is_denied() {
    let chain = &mut Chain::new("development");
    let measurement = measurement_of_new_release();
    let allow = pallet_registry::Call::allow_measurement {
        kind: TeeKind::Tdx,
        measurement,
        version: Default::default(),
    };
    assert_ok!(pass(chain, named(Origin::EnclaveAdmin), allow));
    // A call is enacted before its block's time is set, so it is dated by the block before.
    let dated_ms = chain.state(pallet_timestamp::Now::<Runtime>::get) - 500;
    let policy = chain.state(pallet_registry::Policy::<Runtime>::get);
    let allowed = policy.measurements.iter().find(|allowed| allowed.measurement == measurement).unwrap();
    assert_eq!(allowed.from_ms, dated_ms + ALLOW_DELAY_MS);

    assert!(register(chain, 1).is_err(), "holders have a week to object");
    chain.skip(ALLOW_DELAY_MS);
    chain.advance();
    assert_ok!(register(chain, 1));
    assert!(chain.state(|| adyton_runtime::Registry::is_live(&machine(1).id())));

    let deny = pallet_registry::Call::deny_measurement { measurement };
    assert_ok!(pass(chain, named(Origin::EnclaveAdmin), deny));
    assert!(!chain.state(|| adyton_runtime::Registry::is_live(&machine(1).id())), "at once");
    assert!(register(chain, 2).is_err());
}

#[test]
fn a_proposal_without_support_is_rejected_and_keeps_the_submission_deposit() {
    let chain = &mut Chain::new("development");
    let index = propose(chain, root(), frame_system::Call::remark { remark: Vec::new() });
    assert_ok!(vote(chain, Bob, index, aye(PHA, Conviction::Locked6x)));
    for _ in 0..PATIENCE {
        chain.advance();
        assert_eq!(enacted(chain), None);
    }
    assert!(matches!(info(chain, index), Info::Rejected(..)));
    assert_ok!(attempt(chain, signed(Bob), pallet_referenda::Call::refund_decision_deposit { index }));
    let kept = attempt(chain, signed(Alice), pallet_referenda::Call::refund_submission_deposit { index });
    assert_eq!(kept, Err(pallet_referenda::Error::<Runtime>::BadStatus.into()));
}

fn reserved(chain: &mut Chain) -> Balance {
    chain.state(|| frame_system::Account::<Runtime>::get(account(Alice)).data.reserved)
}

#[test]
fn a_cancelled_referendum_returns_its_deposits() {
    let chain = &mut Chain::new("development");
    let index =
        propose(chain, named(Origin::ClusterAdmin), frame_system::Call::remark { remark: Vec::new() });
    assert_eq!(reserved(chain), 5_010 * PHA);
    let cancel = pallet_referenda::Call::cancel { index };
    assert_ok!(pass(chain, named(Origin::ReferendumCanceller), cancel));
    assert!(matches!(info(chain, index), Info::Cancelled(..)));
    let before = reserved(chain);
    assert_ok!(attempt(chain, signed(Bob), pallet_referenda::Call::refund_decision_deposit { index }));
    assert_ok!(attempt(chain, signed(Bob), pallet_referenda::Call::refund_submission_deposit { index }));
    assert_eq!(before - reserved(chain), 5_010 * PHA);
}

#[test]
fn a_killed_referendum_pays_its_deposits_to_the_treasury() {
    let chain = &mut Chain::new("development");
    let index =
        propose(chain, named(Origin::ClusterAdmin), frame_system::Call::remark { remark: Vec::new() });
    let kill = pallet_referenda::Call::kill { index };
    let killing = propose(chain, named(Origin::ReferendumKiller), kill);
    support(chain, killing);
    let before = free(chain, &TreasuryAccount::get());
    assert_ok!(await_enactment(chain));
    assert!(matches!(info(chain, index), Info::Killed(_)));
    assert_eq!(free(chain, &TreasuryAccount::get()) - before, 5_010 * PHA);
}

#[test]
fn root_may_stop_what_was_approved_before_it_is_enacted() {
    let chain = &mut Chain::new("development");
    let index =
        propose(chain, named(Origin::ClusterAdmin), frame_system::Call::remark { remark: Vec::new() });
    support(chain, index);
    while !matches!(info(chain, index), Info::Approved(..)) {
        chain.advance();
    }
    let task = (*b"assembly", "enactment", index).using_encoded(sp_io::hashing::blake2_256);
    let stop = || pallet_scheduler::Call::cancel_named { id: task };
    assert!(attempt(chain, signed(Alice), stop()).is_err());
    chain.state(|| RuntimeCall::from(stop()).dispatch_bypass_filter(RuntimeOrigin::root()).unwrap());
    for _ in 0..PATIENCE {
        chain.advance();
        assert_eq!(enacted(chain), None);
    }
}

/// Fills the scheduler's places in a block, as referenda that somebody times for it would.
fn crowd(chain: &mut Chain, block: BlockNumber) {
    chain.state(|| {
        for _ in 0..<Runtime as pallet_scheduler::Config>::MaxScheduledPerBlock::get() {
            let call = frame_system::Call::remark { remark: Vec::new() }.into();
            let _ = Scheduler::schedule(RuntimeOrigin::root(), block, None, 128, Box::new(call));
        }
    });
}

/// The block in which the same referendum is enacted on a new chain, on which one block is full meanwhile.
fn enactment(full: Option<BlockNumber>) -> BlockNumber {
    let chain = &mut Chain::new("development");
    let call = frame_system::Call::remark { remark: Vec::new() };
    let index = propose(chain, named(Origin::ClusterAdmin), call);
    support(chain, index);
    if let Some(block) = full {
        crowd(chain, block);
    }
    assert_ok!(await_enactment(chain));
    chain.height()
}

#[test]
fn a_decision_whose_block_is_full_is_carried_out_in_the_next() {
    let block = enactment(None);
    assert_eq!(enactment(Some(block)), block + 1);
}

#[test]
fn nobody_is_sudo_on_a_public_network() {
    let mut live = Chain::new("live");
    let call: RuntimeCall = frame_system::Call::remark { remark: Vec::new() }.into();
    live.state(|| {
        for who in Sr25519Keyring::iter() {
            let sudo = RuntimeCall::from(pallet_sudo::Call::sudo { call: Box::new(call.clone()) });
            assert!(sudo.dispatch_bypass_filter(signed(who)).is_err());
        }
    });
}

#[test]
fn public_networks_take_days_where_development_networks_take_seconds() {
    let periods = |preset: &str| {
        Chain::new(preset).state(|| {
            Tracks::tracks().map(|track| (track.id, track.info.decision_period)).collect::<Vec<_>>()
        })
    };
    let day = 14_400;
    let live = [(0, 14), (1, 3), (2, 14), (3, 14), (4, 14), (5, 14), (6, 14), (8, 7), (9, 7)];
    assert_eq!(periods("live"), live.map(|(track, days)| (track, days * day)));
    assert_eq!(periods("local"), live.map(|(track, _)| (track, 40)));
}

#[test]
fn an_appeal_is_decided_before_the_slash_is_due() {
    for preset in ["live", "development"] {
        let mut chain = Chain::new(preset);
        let slowest = chain.state(|| {
            let track = Tracks::track_for(&named(Origin::EconomyAdmin))
                .and_then(|id| Tracks::info(id).ok_or(()))
                .unwrap();
            track.prepare_period + track.decision_period + track.confirm_period + track.min_enactment_period
        });
        assert!(slowest < rules(&mut chain).pace.appeal_period);
    }
}

#[test]
fn every_origin_has_its_track_and_every_track_gets_easier_with_time() {
    let named_origins = [
        (Origin::WhitelistedCaller, "whitelisted_caller"),
        (Origin::EnclaveAdmin, "enclave_admin"),
        (Origin::EconomyAdmin, "economy_admin"),
        (Origin::ClusterAdmin, "cluster_admin"),
        (Origin::BigSpender, "treasury_big_spender"),
        (Origin::SmallSpender, "treasury_small_spender"),
        (Origin::ReferendumCanceller, "referendum_canceller"),
        (Origin::ReferendumKiller, "referendum_killer"),
    ];
    Chain::new("live").state(|| {
        Tracks::check_integrity().unwrap();
        let origins = named_origins.map(|(origin, name)| (named(origin), name));
        for (origin, name) in origins.into_iter().chain([(root(), "root")]) {
            let track = Tracks::info(Tracks::track_for(&origin).unwrap()).unwrap();
            assert_eq!(track.name[..name.len()], *name.as_bytes());
            let thresholds = |when| {
                let at = Perbill::from_percent(when);
                (track.min_approval.threshold(at), track.min_support.threshold(at))
            };
            let (first_approval, first_support) = thresholds(0);
            let (last_approval, last_support) = thresholds(100);
            let about =
                |value: Perbill, wanted: u32| value.deconstruct().abs_diff(wanted * 10_000_000) < 1_000_000;
            assert!(about(first_approval, 100) && about(last_approval, 50), "{name}");
            assert!(about(first_support, 50) && last_support > Perbill::from_parts(9_999_000), "{name}");
            for when in 0..100 {
                let (now, next) = (thresholds(when), thresholds(when + 1));
                assert!(now.0 >= next.0 && now.1 >= next.1, "{name} after {when} %");
            }
        }
    });
}
