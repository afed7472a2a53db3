//! Benchmarks of every call. Evidence is that of a simulated machine: Intel's quotes have the same form and signatures.

use super::*;
use alloc::{boxed::Box, format, string::String, vec, vec::Vec};
use attestation::{
    development::{self, SimulatedTd},
    AllowedMeasurement, MAX_MEASUREMENTS,
};
use frame_benchmarking::v2::*;
use frame_support::{
    traits::{EnsureOrigin, Get},
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

/// Collateral of other families than that of the simulated machines, which leaves room for just that.
fn other_families() -> Vec<attestation::Collateral> {
    let other = |number| {
        let mut collateral = development::collateral();
        let json = String::from_utf8_lossy(&collateral.tcb_info);
        let json = json.replace(FMSPC, &format!("{number:012X}"));
        collateral.tcb_info = BoundedVec::truncate_from(json.into_bytes());
        collateral
    };
    (1..MAX_FAMILIES).map(other).collect()
}

/// Fills the policy with other measurements, to all but one.
fn crowd_policy<T: Config>() {
    let other = |number| AllowedMeasurement {
        kind: TeeKind::Tdx,
        measurement: Measurement([number; 32]),
        from_ms: 0,
        until_ms: None,
    };
    Policy::<T>::mutate(|policy| {
        policy.measurements = BoundedVec::truncate_from((1..MAX_MEASUREMENTS as u8).map(other).collect());
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

#[benchmarks]
mod benchmarks {
    use super::*;

    /// A new boot of a known worker: evidence, and the old boot's retirement.
    #[benchmark]
    fn register() -> Result<(), BenchmarkError> {
        let mut collateral = other_families();
        collateral.push(development::collateral());
        development_chain::<T>(collateral)?;
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

    #[benchmark]
    fn submit_collateral() -> Result<(), BenchmarkError> {
        development_chain::<T>(other_families())?;
        let witness = SimulatedTd::new(1).quote(&[0; 64]).map_err(|_| "simulated machines make quotes")?;

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), Box::new(development::collateral()), witness);

        assert_eq!(crate::pallet::Collateral::<T>::get().len() as u32, MAX_FAMILIES);
        Ok(())
    }

    #[benchmark]
    fn allow_measurement() -> Result<(), BenchmarkError> {
        let origin = governance::<T>()?;
        crowd_policy::<T>();

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, TeeKind::Tdx, Measurement([0xff; 32]));

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

    impl_benchmark_test_suite!(
        Pallet,
        crate::mock::build(vec![crate::mock::development_trust()]),
        crate::mock::Test
    );
}
