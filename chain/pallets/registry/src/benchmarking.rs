//! Benchmarks of every call. Evidence is that of a simulated machine: Intel's quotes have the same form and signatures.

use super::*;
use alloc::{boxed::Box, format, string::String, vec, vec::Vec};
use attestation::{
    development::{self, authority, SimulatedTd},
    AllowedMeasurement, DcapCollateral, Family, RefusedAdvisory, TcbStatus, Version, MAX_ADVISORIES,
    MAX_MEASUREMENTS, MAX_PLATFORMS, MAX_TCB_INFO,
};
use codec::Encode;
use frame_benchmarking::v2::*;
use frame_support::{
    traits::{Consideration, EnsureOrigin, Footprint, Get},
    BoundedVec,
};
use frame_system::RawOrigin;
use messages::{
    abi,
    ids::*,
    limits::*,
    registration::{Claim, Measurement, Registration, TeeKind},
    worker::{SignedWorkerMessage, Statement, WorkerMessage},
    H256,
};
use sp_core::crypto::KeyTypeId;

/// Chain time within the life of the development root.
const NOW_MS: TimeMs = 1_800_000_000_000;
/// The present block; the one before is every challenge.
const NOW: BlockNumber = 2;
const CHALLENGE: BlockRef = BlockRef { number: NOW - 1, hash: H256::repeat_byte(7) };
/// Family of the simulated machines, as their TCB info names it.
const FMSPC: &str = "AD1700000000";
const KEYS: KeyTypeId = KeyTypeId(*b"bnch");

/// A chain that believes the development root.
fn development_chain<T: Config>(collateral: Vec<attestation::Collateral>) -> Result<(), BenchmarkError> {
    let trust = GenesisTrust { anchor: development::trust_anchor(), collateral };
    crate::pallet::Collateral::<T>::kill();
    Pallet::<T>::begin(&[trust], &development::policy()).map_err(|_| "the development root is consistent")?;
    frame_system::Pallet::<T>::set_block_number(NOW.into());
    frame_system::BlockHash::<T>::insert(Pallet::<T>::block_number(CHALLENGE.number), CHALLENGE.hash);
    // The enclave ABI fixes this key, and the clock is not this pallet's to set otherwise.
    frame_support::storage::unhashed::put(&abi::timestamp(), &NOW_MS);
    Ok(())
}

/// Time at which the development root's files end.
const END_MS: TimeMs = 2_714_000_000_000;

fn dcap(collateral: attestation::Collateral) -> Option<DcapCollateral> {
    match collateral {
        attestation::Collateral::Dcap(dcap) => Some(dcap),
        attestation::Collateral::Snp(_) => None,
    }
}

/// Development collateral with other TCB info, signed.
fn with_tcb_info(change: impl Fn(String) -> String) -> Option<attestation::Collateral> {
    let mut dcap = dcap(development::collateral())?;
    let info = change(String::from_utf8_lossy(&dcap.tcb_info).into_owned());
    dcap.tcb_info_signature = authority::sign_collateral(info.as_bytes());
    dcap.tcb_info = BoundedVec::try_from(info.into_bytes()).ok()?;
    Some(attestation::Collateral::Dcap(dcap))
}

/// Development collateral with as many TCB levels as fit, which no machine reaches, before its own; of the family that
/// has a number.
fn large_collateral(number: u32) -> Option<attestation::Collateral> {
    const LEVELS: &str = "\"tcbLevels\": [";
    const END: &str = "UpToDate\"\n    },";
    with_tcb_info(|info| {
        let info = info.replace(FMSPC, &format!("{number:012X}"));
        let (head, levels) = info.split_once(LEVELS).unwrap_or_default();
        let (first, _) = levels.split_once(END).unwrap_or_default();
        let unreached = format!("{first}{END}").replace("{\"svn\": 1}", "{\"svn\": 255}");
        let count = (MAX_TCB_INFO as usize).saturating_sub(info.len()) / unreached.len();
        format!("{head}{LEVELS}{}{levels}", unreached.repeat(count))
    })
}

/// Collateral of other families than that of the simulated machines, as much as fits beside `own`.
fn other_families(own: &[attestation::Collateral]) -> Vec<attestation::Collateral> {
    let mut room = MAX_COLLATERAL_BYTES.saturating_sub(own.encoded_size()).saturating_sub(64);
    let fits = |collateral: &attestation::Collateral| {
        let size = collateral.encoded_size().saturating_add(1);
        let fits = size <= room;
        room = room.saturating_sub(size);
        fits
    };
    (1..=MAX_FAMILIES).filter_map(large_collateral).take_while(fits).collect()
}

/// Collateral of the simulated machines, behind as much as fits beside it.
fn full_collateral() -> Vec<attestation::Collateral> {
    let own = [development::collateral()];
    other_families(&own).into_iter().chain(own.clone()).collect()
}

/// Somebody holds a deposit for the collateral of a family.
fn hold_deposit<T: Config>(number: u8, family: Family) -> Result<(), BenchmarkError> {
    let uploader = AccountId::new([number; 32]);
    let footprint = Footprint::from_encodable(development::collateral());
    T::CollateralDeposit::ensure_successful(&uploader, footprint);
    let deposit = T::CollateralDeposit::new(&uploader, footprint)?;
    Deposits::<T>::insert((messages::registration::TrustRoot::Simulated, family), (uploader, deposit));
    Ok(())
}

/// `count` live workers, of all `families` in turn, whose facts change when they are judged: they find themselves in a
/// grace.
fn crowd<T: Config>(count: u32, families: &[attestation::Collateral]) {
    let families: Vec<_> = families.iter().filter_map(|of| of.unverified_family().ok()).collect();
    for (number, family) in (0..count).zip(families.iter().cycle()) {
        let mut id = [0; 32];
        id.iter_mut().zip(number.to_le_bytes()).for_each(|(to, from)| *to = from);
        Pallet::<T>::make_live(&WorkerId(id), &whitelisted_caller());
        Facts::<T>::mutate(WorkerId(id), |facts| {
            if let Some(facts) = facts {
                facts.family = *family;
            }
        });
    }
    Policy::<T>::mutate(|policy| {
        let until_ms = Some(NOW_MS + 1);
        let measurement = Measurement([0; 32]);
        let deprecated = AllowedMeasurement {
            kind: TeeKind::Tdx,
            measurement,
            version: Version::default(),
            from_ms: 0,
            until_ms,
        };
        policy.measurements.try_push(deprecated).ok();
    });
}

/// A change that tightens a crowded policy.
fn tightening() -> PolicyChange {
    PolicyChange::Status { status: TcbStatus::UpToDate, accepted: Acceptance::Refused }
}

/// A pending change of one machine.
fn pending(number: u32, from_ms: TimeMs) -> PendingChange {
    let platform = numbered(number);
    PendingChange { from_ms, change: PolicyChange::Platform { platform, denied: false } }
}

/// Fills the policy: with other measurements to all but one, with advisories and machines.
fn crowd_policy<T: Config>() {
    let measurement = |number| AllowedMeasurement {
        kind: TeeKind::Tdx,
        measurement: Measurement([number; 32]),
        version: Version::default(),
        from_ms: 0,
        until_ms: None,
    };
    let advisory = |number| RefusedAdvisory {
        id: BoundedVec::truncate_from(format!("INTEL-SA-{number:05}").into_bytes()),
        from_ms: 0,
    };
    let machine = |number: u32| numbered(number);
    Policy::<T>::mutate(|policy| {
        policy.measurements =
            BoundedVec::truncate_from((1..MAX_MEASUREMENTS as u8).map(measurement).collect());
        policy.advisories = BoundedVec::truncate_from((0..MAX_ADVISORIES).map(advisory).collect());
        policy.denied_platforms = BoundedVec::truncate_from((1..=MAX_PLATFORMS).map(machine).collect());
    });
}

fn governance<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
    T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

/// A live worker whose key the host signs with, and its first statement: the longest that the registry itself keeps.
fn spoken_statement<T: Config>(number: u32) -> Result<SignedWorkerMessage, BenchmarkError> {
    let seed = format!("0x{number:064x}").into_bytes();
    let public = sp_io::crypto::ed25519_generate(KEYS, Some(seed));
    let worker = WorkerId(public.0);
    Pallet::<T>::make_live(&worker, &whitelisted_caller());
    let message = WorkerMessage {
        genesis: Pallet::<T>::genesis_hash(),
        worker,
        boot_id: BootId([0; 16]),
        seq: 1,
        statement: Statement::Endpoint(BoundedVec::truncate_from(vec![b'a'; MAX_ENDPOINT as usize])),
    };
    let bytes = crypto::identity::message_signing_bytes(&message);
    let signature = sp_io::crypto::ed25519_sign(KEYS, &public, &bytes).ok_or("the host has the key")?;
    Ok(SignedWorkerMessage { message, signature: signature.0 })
}

/// A name of a machine. (`H256` has conversions from numbers with `std` only.)
fn numbered(number: u32) -> H256 {
    let mut name = [0; 32];
    name[28..].copy_from_slice(&number.to_be_bytes());
    H256(name)
}

#[benchmarks]
mod benchmarks {
    use super::*;

    /// A new boot of a known worker: evidence, and the old boot's retirement.
    #[benchmark]
    fn register() -> Result<(), BenchmarkError> {
        development_chain::<T>(full_collateral())?;
        let worker = WorkerId([1; 32]);
        Pallet::<T>::make_live(&worker, &whitelisted_caller());
        let claim = Claim {
            genesis: Pallet::<T>::genesis_hash(),
            worker,
            encryption_key: [2; 32],
            operator: whitelisted_caller(),
            boot_id: BootId([3; 16]),
            challenge: CHALLENGE,
            relay_checkpoint: T::RelayCheckpoint::get(),
        };
        let quote = SimulatedTd::new(1)
            .quote(&crypto::hash::report_data(&claim))
            .map_err(|_| "simulated machines make quotes")?;

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), Registration { claim, quote });

        assert!(RetiredBoots::<T>::contains_key(worker, BootId([0; 16])));
        Ok(())
    }

    /// Envelopes of `m` workers; what their statements do is weighed by whoever handles them.
    #[benchmark]
    fn submit(m: Linear<1, MAX_WORKER_MESSAGES>) -> Result<(), BenchmarkError> {
        development_chain::<T>(vec![])?;
        let messages = (0..m).map(spoken_statement::<T>).collect::<Result<Vec<_>, _>>()?;
        let last = messages.last().map(|signed| signed.message.worker).ok_or("at least one message")?;

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), BoundedVec::truncate_from(messages));

        assert!(Workers::<T>::get(last).is_some_and(|record| record.last_seq == 1));
        Ok(())
    }

    /// Replaces what somebody else holds a deposit for.
    #[benchmark]
    fn submit_collateral() -> Result<(), BenchmarkError> {
        development_chain::<T>(full_collateral())?;
        hold_deposit::<T>(1, Family { kind: TeeKind::Tdx, fmspc: authority::FMSPC })?;
        let newer = with_tcb_info(|info| info.replacen("2024-01-01", "2025-01-01", 1))
            .ok_or("the development collateral is Intel's")?;
        let witness = SimulatedTd::new(1).quote(&[0; 64]).map_err(|_| "simulated machines make quotes")?;
        let caller: AccountId = whitelisted_caller();
        T::CollateralDeposit::ensure_successful(&caller, Footprint::from_encodable(&newer));

        #[extrinsic_call]
        _(RawOrigin::Signed(caller.clone()), Box::new(newer), witness);

        assert!(Deposits::<T>::iter_values().any(|(uploader, _)| uploader == caller));
        Ok(())
    }

    /// Every family's time is over, and each has a deposit.
    #[benchmark]
    fn prune_collateral() -> Result<(), BenchmarkError> {
        let other = |number| with_tcb_info(|info| info.replace(FMSPC, &format!("{number:012X}")));
        let collateral: Vec<_> = (1..=MAX_FAMILIES).filter_map(other).collect();
        for (number, of) in (1..).zip(&collateral) {
            hold_deposit::<T>(number, of.unverified_family().map_err(|_| "it parses")?)?;
        }
        development_chain::<T>(collateral)?;
        frame_support::storage::unhashed::put(&abi::timestamp(), &END_MS);

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()));

        assert!(crate::pallet::Collateral::<T>::get().is_empty());
        Ok(())
    }

    #[benchmark]
    fn allow_measurement() -> Result<(), BenchmarkError> {
        let origin = governance::<T>()?;
        crowd_policy::<T>();

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, TeeKind::Tdx, Measurement([0xff; 32]), Version::default());

        assert_eq!(Policy::<T>::get().measurements.len() as u32, MAX_MEASUREMENTS);
        Ok(())
    }

    #[benchmark]
    fn deny_measurement() -> Result<(), BenchmarkError> {
        let origin = governance::<T>()?;
        crowd_policy::<T>();
        let measurement = Measurement([1; 32]);

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, measurement);

        assert!(DeniedMeasurements::<T>::contains_key(measurement));
        Ok(())
    }

    #[benchmark]
    fn set_frozen() -> Result<(), BenchmarkError> {
        let origin = governance::<T>()?;

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, true);

        assert!(Frozen::<T>::get());
        Ok(())
    }

    /// A crowded policy, and as many pending changes as there can be.
    #[benchmark]
    fn change_policy() -> Result<(), BenchmarkError> {
        let origin = governance::<T>()?;
        development_chain::<T>(vec![])?;
        crowd_policy::<T>();
        let waiting = (0..MAX_PENDING_CHANGES).map(|number| pending(number, TimeMs::MAX));
        PendingChanges::<T>::put(BoundedVec::truncate_from(waiting.collect()));

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, Box::new(tightening()));

        assert!(Policy::<T>::get().statuses.is_empty());
        Ok(())
    }

    #[benchmark]
    fn reevaluate() -> Result<(), BenchmarkError> {
        let collateral = other_families(&[]);
        development_chain::<T>(collateral.clone())?;
        crowd_policy::<T>();
        crowd::<T>(1, &collateral);

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), WorkerId([0; 32]));

        assert!(matches!(Conditions::<T>::get(WorkerId([0; 32])), Condition::Degraded { .. }));
        Ok(())
    }

    /// The last of the changes that can be pending is due.
    #[benchmark]
    fn carry_out_pending() -> Result<(), BenchmarkError> {
        development_chain::<T>(vec![])?;
        crowd_policy::<T>();
        let last = MAX_PENDING_CHANGES - 1;
        let waiting = (0..=last).map(|number| pending(number, if number == last { 0 } else { TimeMs::MAX }));
        PendingChanges::<T>::put(BoundedVec::truncate_from(waiting.collect()));

        #[block]
        {
            Pallet::<T>::carry_out_pending();
        }

        assert_eq!(PendingChanges::<T>::get().len() as u32, last);
        Ok(())
    }

    /// `w` workers of all families find themselves in a grace.
    #[benchmark]
    fn judge(w: Linear<0, MAX_REEVALUATIONS>) -> Result<(), BenchmarkError> {
        let collateral = other_families(&[]);
        development_chain::<T>(collateral.clone())?;
        crowd_policy::<T>();
        crowd::<T>(w, &collateral);

        #[block]
        {
            Pallet::<T>::go_on(Patrol { after: None, judging_rounds: 1 }, w);
        }

        assert_eq!(Conditions::<T>::iter().count() as u32, w);
        Ok(())
    }

    /// `w` workers were suspended for too long. What the others do that are told is weighed by them.
    #[benchmark]
    fn watch(w: Linear<0, WATCHED_PER_BLOCK>) -> Result<(), BenchmarkError> {
        development_chain::<T>(vec![])?;
        crowd::<T>(w, &[development::collateral()]);
        let over =
            Condition::Suspended { reason: Error::<T>::EvidenceExpired.into(), removed_after_ms: NOW_MS - 1 };
        let workers: Vec<WorkerId> = Workers::<T>::iter_keys().collect();
        workers.iter().for_each(|worker| Conditions::<T>::insert(worker, over.clone()));

        #[block]
        {
            Pallet::<T>::go_on(Patrol::default(), w);
        }

        assert_eq!(Workers::<T>::iter_keys().count(), 0);
        Ok(())
    }

    impl_benchmark_test_suite!(
        Pallet,
        crate::mock::build(vec![crate::mock::development_trust()]),
        crate::mock::Test
    );
}
