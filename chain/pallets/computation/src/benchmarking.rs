//! Benchmarks: every call, every statement, and a block, each at its dearest.

use super::*;
use economy::{Offence, Score, State, MAX_CHALLENGES, PHA};
use frame_benchmarking::v2::*;
use frame_support::traits::{
    fungible::{Inspect, Mutate},
    EnsureOrigin, Get,
};
use frame_system::RawOrigin;
use messages::{
    capacity::{Challenge, Measurement},
    ids::*,
    H256,
};

/// What [`Pallet::make_ready`] says that workers have.
const SCORE: Score = 1_000;
/// Workers in the index beside those that something happens to.
const OTHERS: u32 = 100;
/// Where a long time has passed: growth takes all its steps.
const LATER: BlockNumber = economy::growth::MAX_GROWTH_BLOCKS;

fn worker(number: u32) -> WorkerId {
    WorkerId(core::array::from_fn(|at| number.to_be_bytes().get(at).copied().unwrap_or_default()))
}

fn governance<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
    T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

fn stake_of<T: Config>() -> Balance {
    RulesInForce::<T>::get().stake.minimum(SCORE)
}

/// An account with ample funds that operates this worker, which is measured.
fn operator_of<T: Config>(worker: &WorkerId) -> Result<AccountId, BenchmarkError> {
    let number = worker.0.iter().map(|byte| u32::from(*byte)).sum();
    let operator: AccountId = account("operator", 0, number);
    let least = Pallet::<T>::make_ready(worker, &operator);
    let ample = least.saturating_mul(4).saturating_add(T::Currency::minimum_balance());
    T::Currency::mint_into(&operator, ample)?;
    Ok(operator)
}

fn start_worker<T: Config>(number: u32) -> Result<AccountId, BenchmarkError> {
    let worker = worker(number);
    let operator = operator_of::<T>(&worker)?;
    Pallet::<T>::do_start(&operator, &operator, worker, stake_of::<T>())?;
    Ok(operator)
}

/// A network with a full pot, in which workers 1 to `last` compute.
fn network<T: Config>(last: u32) -> Result<(), BenchmarkError> {
    frame_system::Pallet::<T>::set_block_number(1u32.into());
    T::Currency::mint_into(&Pallet::<T>::pot(), 1_000_000_000 * PHA)?;
    T::Currency::mint_into(&T::Treasury::get(), T::Currency::minimum_balance())?;
    (1..=last).try_for_each(|number| start_worker::<T>(number).map(|_| ()))
}

/// Worker 1 computes among others, so that it moves another one when it leaves the index.
fn computing<T: Config>() -> Result<AccountId, BenchmarkError> {
    network::<T>(OTHERS)?;
    <T::Attestation as Attestation>::operator(&worker(1)).ok_or("the worker is live".into())
}

/// Lets blocks pass of which only the last emits.
fn pass_to<T: Config>(block: BlockNumber) {
    frame_system::Pallet::<T>::set_block_number(block.into());
    let rulebook = RulesInForce::<T>::get();
    Books::<T>::mutate(|ledger| Pallet::<T>::emit_budget(&rulebook, ledger, block));
}

fn silence<T: Config>(number: u32, now: BlockNumber) {
    let rulebook = RulesInForce::<T>::get();
    Books::<T>::mutate(|ledger| {
        Pallet::<T>::note_silent(worker(number), &rulebook, ledger, now);
    });
    Pallet::<T>::ensure_challenged(worker(number), now);
}

#[benchmarks]
mod benchmarks {
    use super::*;

    /// `e`: workers that were silent. `c`: workers that are challenged.
    #[benchmark]
    fn on_initialize(
        e: Linear<0, { MAX_CHALLENGES * EXPIRED_PER_BLOCK }>,
        c: Linear<0, MAX_CHALLENGES>,
    ) -> Result<(), BenchmarkError> {
        // Those that were silent leave the index; the draw is from the rest.
        network::<T>(e + c)?;
        let mut rules = RulesInForce::<T>::get().rules();
        rules.pace.challenge_interval = 1;
        rules.pace.heartbeat_window = 1;
        Pallet::<T>::do_set_rules(rules)?;
        ExpiredUpTo::<T>::put(1);
        for (number, at) in (1..=e).zip(0u32..) {
            let block = 2 + at / MAX_CHALLENGES;
            let challenge = Challenge { block, time_ms: 0, seed: H256::zero() };
            Challenges::<T>::insert(worker(number), challenge);
            Challenged::<T>::mutate(block, |list| list.try_push(worker(number)))
                .map_err(|_| "a list is as long as may be")?;
        }
        let period = T::TreasuryPeriod::get();
        let payday = (LATER / period).saturating_mul(period).max(period);
        frame_system::Pallet::<T>::set_block_number(payday.into());
        Books::<T>::mutate(|ledger| ledger.treasury = PHA);

        #[block]
        {
            Pallet::<T>::begin_block();
        }

        assert_eq!(ActiveCount::<T>::get(), c);
        assert_eq!(Challenged::<T>::get(payday).len() as u32, c);
        Ok(())
    }

    #[benchmark]
    fn start() -> Result<(), BenchmarkError> {
        network::<T>(OTHERS)?;
        let operator = operator_of::<T>(&worker(0))?;

        #[extrinsic_call]
        _(RawOrigin::Signed(operator), worker(0), stake_of::<T>());

        assert!(Workers::<T>::contains_key(worker(0)));
        Ok(())
    }

    #[benchmark]
    fn add_stake() -> Result<(), BenchmarkError> {
        let operator = computing::<T>()?;
        pass_to::<T>(LATER);

        #[extrinsic_call]
        _(RawOrigin::Signed(operator), worker(1), PHA);

        assert!(Workers::<T>::get(worker(1)).is_some_and(|session| session.stake == stake_of::<T>() + PHA));
        Ok(())
    }

    /// Of a challenged worker that is not the last of the index.
    #[benchmark]
    fn stop() -> Result<(), BenchmarkError> {
        let operator = computing::<T>()?;
        pass_to::<T>(LATER);
        Pallet::<T>::ensure_challenged(worker(1), LATER);

        #[extrinsic_call]
        _(RawOrigin::Signed(operator), worker(1));

        assert!(!Challenges::<T>::contains_key(worker(1)));
        Ok(())
    }

    #[benchmark]
    fn withdraw() -> Result<(), BenchmarkError> {
        let operator = computing::<T>()?;
        Pallet::<T>::do_stop(&operator, &worker(1))?;
        pass_to::<T>(LATER);

        #[extrinsic_call]
        _(RawOrigin::Signed(operator), worker(1));

        assert!(!Workers::<T>::contains_key(worker(1)));
        Ok(())
    }

    /// Of a worker whose attestation is worth nothing any more.
    #[benchmark]
    fn reassess() -> Result<(), BenchmarkError> {
        computing::<T>()?;
        pass_to::<T>(LATER);

        // Attestation cannot be taken away here, so this goes the suspended worker's way step by step.
        #[block]
        {
            let _ = <T::Attestation as Attestation>::confidence(&worker(1));
            silence::<T>(1, LATER);
        }

        let state = Workers::<T>::get(worker(1)).map(|session| session.position.state);
        assert_eq!(state, Some(State::Unresponsive));
        Ok(())
    }

    /// About a worker that computes.
    #[benchmark]
    fn report() -> Result<(), BenchmarkError> {
        computing::<T>()?;
        pass_to::<T>(LATER);
        Pallet::<T>::ensure_challenged(worker(1), LATER);
        let origin = governance::<T>()?;

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, worker(1), Offence::Severe);

        assert!(Slashes::<T>::contains_key(worker(1)));
        Ok(())
    }

    #[benchmark]
    fn lift_slash() -> Result<(), BenchmarkError> {
        computing::<T>()?;
        Pallet::<T>::report_misbehaviour(worker(1), Offence::Severe)?;
        let origin = governance::<T>()?;

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, worker(1));

        assert!(!Slashes::<T>::contains_key(worker(1)));
        Ok(())
    }

    #[benchmark]
    fn confirm_slash() -> Result<(), BenchmarkError> {
        computing::<T>()?;
        Pallet::<T>::report_misbehaviour(worker(1), Offence::Severe)?;
        let origin = governance::<T>()?;

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, worker(1));

        assert!(!Slashes::<T>::contains_key(worker(1)));
        Ok(())
    }

    #[benchmark]
    fn apply_slash() -> Result<(), BenchmarkError> {
        computing::<T>()?;
        Pallet::<T>::report_misbehaviour(worker(1), Offence::Severe)?;
        pass_to::<T>(LATER);

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), worker(1));

        assert!(!Slashes::<T>::contains_key(worker(1)));
        Ok(())
    }

    #[benchmark]
    fn set_rules() -> Result<(), BenchmarkError> {
        let rules = RulesInForce::<T>::get().rules();
        let origin = governance::<T>()?;

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, rules);

        Ok(())
    }

    /// Of a worker that was silent, with a claim that an earlier payout left.
    #[benchmark]
    fn heartbeat() -> Result<(), BenchmarkError> {
        computing::<T>()?;
        silence::<T>(1, 2);
        pass_to::<T>(LATER);
        let claim = 10 * PHA;
        Books::<T>::mutate(|ledger| ledger.committed = ledger.committed.saturating_add(claim));
        Workers::<T>::mutate(worker(1), |session| {
            if let Some(session) = session {
                session.position.earned = claim;
                session.work = Some(0);
            }
        });

        #[block]
        {
            Pallet::<T>::heartbeat(worker(1), 2, 1_000_000)?;
        }

        let position = Workers::<T>::get(worker(1)).map(|session| session.position);
        assert!(position.is_some_and(|it| it.earned == 0 && it.state == State::Idle));
        Ok(())
    }

    #[benchmark]
    fn measure() -> Result<(), BenchmarkError> {
        let operator = operator_of::<T>(&worker(1))?;

        #[extrinsic_call]
        _(RawOrigin::Signed(operator), worker(1));

        assert!(Measurements::<T>::contains_key(worker(1)));
        Ok(())
    }

    #[benchmark]
    fn measured() -> Result<(), BenchmarkError> {
        operator_of::<T>(&worker(1))?;
        let measurement = Measurement { block: 1, until: 1, time_ms: 0, seed: H256::zero() };
        Measurements::<T>::insert(worker(1), measurement);
        frame_system::Pallet::<T>::set_block_number(1u32.into());

        #[block]
        {
            Pallet::<T>::measured(worker(1), 1, u64::MAX, 1, H256::zero())?;
        }

        assert!(Scores::<T>::contains_key(worker(1)));
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder::default().pot(0).build(), crate::mock::Test);
}
