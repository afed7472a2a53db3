//! Pools with the real computation: the traits of both tied together as a runtime ties them, and a miner's life with it.

use crate::{self as pallet_stake_pools, mock::account, pallet::*, types::*};
use economy::{Confidence, Offence, Pace, PHA};
use frame_support::{
    assert_noop, assert_ok, construct_runtime, derive_impl,
    pallet_prelude::{DispatchError, DispatchResult, Weight},
    parameter_types,
    traits::{fungible::Inspect, OnInitialize, Randomness, Time},
    PalletId,
};
use frame_system::{EnsureRoot, RawOrigin};
use messages::{ids::*, H256};
use pallet_computation::{Sessions as _, StakeEvent};
use sp_runtime::{traits::IdentityLookup, BuildStorage, Permill};

construct_runtime!(
    pub enum Chain {
        System: frame_system,
        Balances: pallet_balances,
        Computation: pallet_computation,
        StakePools: pallet_stake_pools,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Chain {
    type Block = frame_system::mocking::MockBlockU32<Chain>;
    type AccountId = AccountId;
    type Lookup = IdentityLookup<AccountId>;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Chain {
    type AccountStore = System;
    type Balance = Balance;
    type ExistentialDeposit = ExistentialDeposit;
}

parameter_types! {
    pub const ExistentialDeposit: Balance = PHA / 100;
    pub const Pot: PalletId = PalletId(*b"computat");
    pub const Pools: PalletId = PalletId(*b"adyt/spl");
    pub const TreasuryPeriod: BlockNumber = 50;
    pub const CreationDeposit: Balance = 10 * PHA;
    pub const MinDeposit: Balance = PHA / 100;
    pub const MinStay: BlockNumber = 10;
    pub const GracePeriod: BlockNumber = 100;
    pub const CommissionDelay: BlockNumber = 400;
    pub Treasury: AccountId = account(250);
}

impl pallet_computation::Config for Chain {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Attestation = Registry;
    type Stakers = PoolStakers;
    type Randomness = Beacon;
    type Clock = Clock;
    type GovernanceOrigin = EnsureRoot<AccountId>;
    type Treasury = Treasury;
    type PalletId = Pot;
    type TreasuryPeriod = TreasuryPeriod;
    type WeightInfo = ();
}

impl pallet_stake_pools::Config for Chain {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Sessions = PoolSessions;
    type Workers = Registry;
    type Treasury = Treasury;
    type PalletId = Pools;
    type CreationDeposit = CreationDeposit;
    type MinDeposit = MinDeposit;
    type MinStay = MinStay;
    type GracePeriod = GracePeriod;
    type CommissionDelay = CommissionDelay;
    type WeightInfo = ();
}

/// Sessions of computation, as pools use them.
pub struct PoolSessions;
impl crate::Sessions for PoolSessions {
    fn start(staker: &AccountId, operator: &AccountId, worker: &WorkerId, stake: Balance) -> DispatchResult {
        <Computation as pallet_computation::Sessions>::start(staker, operator, *worker, stake)
    }

    fn add_stake(staker: &AccountId, worker: &WorkerId, extra: Balance) -> DispatchResult {
        <Computation as pallet_computation::Sessions>::add_stake(staker, worker, extra)
    }

    fn stop(staker: &AccountId, worker: &WorkerId) -> DispatchResult {
        <Computation as pallet_computation::Sessions>::stop(staker, worker)
    }

    fn reclaim(staker: &AccountId, worker: &WorkerId) -> Result<Balance, DispatchError> {
        <Computation as pallet_computation::Sessions>::withdraw(staker, worker)
    }

    fn stake(worker: &WorkerId) -> crate::Stake {
        let stake = <Computation as pallet_computation::Sessions>::stake(worker);
        let known = |stake: pallet_computation::Stake| (stake.amount, stake.at_risk);
        let (amount, at_risk) = stake.map(known).unwrap_or_default();
        crate::Stake { amount, at_risk }
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn make_ready(_worker: &WorkerId, _operator: &AccountId) -> Balance {
        PHA
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn pass_cool_down(_worker: &WorkerId) {}
}

/// Pools, as computation tells them what happens.
pub struct PoolStakers;
impl pallet_computation::Stakers for PoolStakers {
    fn payee(staker: &AccountId, _worker: &WorkerId) -> AccountId {
        staker.clone()
    }

    fn on_payout(staker: &AccountId, worker: &WorkerId, amount: Balance) -> DispatchResult {
        StakePools::on_payout(staker, worker, amount);
        Ok(())
    }

    fn on_stake_event(staker: &AccountId, worker: &WorkerId, event: StakeEvent) {
        match event {
            StakeEvent::Stopped { .. } => StakePools::on_stopped(staker, worker),
            StakeEvent::SlashReported { at_risk } => StakePools::on_slash_reported(staker, worker, at_risk),
            StakeEvent::SlashLifted => StakePools::on_slash_lifted(staker, worker),
            StakeEvent::Slashed { amount } => StakePools::on_slashed(staker, worker, amount),
        }
    }

    fn payout_weight() -> Weight {
        StakePools::payout_weight()
    }

    fn event_weight() -> Weight {
        StakePools::stake_event_weight()
    }
}

/// One account operates all workers, which are fully trusted.
pub struct Registry;
impl pallet_computation::Attestation for Registry {
    fn operator(_worker: &WorkerId) -> Option<AccountId> {
        Some(account(MINER))
    }

    fn confidence(_worker: &WorkerId) -> Confidence {
        Confidence::Full
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn make_live(_worker: &WorkerId, _operator: &AccountId) {}
}

impl crate::Workers for Registry {
    fn operator(_worker: &WorkerId) -> Option<AccountId> {
        Some(account(MINER))
    }
}

pub struct Beacon;
impl Randomness<H256, BlockNumber> for Beacon {
    fn random(subject: &[u8]) -> (H256, BlockNumber) {
        (sp_io::hashing::blake2_256(subject).into(), 0)
    }
}

pub struct Clock;
impl Time for Clock {
    type Moment = TimeMs;

    fn now() -> TimeMs {
        TimeMs::from(System::block_number()) * BLOCK_MS
    }
}

const BLOCK_MS: TimeMs = 12_000;
const SCORE: u32 = 1_000;
const PACE: Pace = Pace {
    heartbeat_window: 10,
    challenge_interval: 40,
    challenges_per_block: 20,
    cool_down: 100,
    appeal_period: 60,
    measurement: 50,
};
const FUNDS: Balance = 1_000_000 * PHA;
const STAKE: Balance = 5_000 * PHA;
/// Owns the pool and operates the workers.
const MINER: u8 = 1;
const HOLDER: u8 = 2;
const STRANGER: u8 = 3;
const POOL: PoolId = 0;
const WORKER: WorkerId = WorkerId([7; 32]);

fn by(number: u8) -> RuntimeOrigin {
    RawOrigin::Signed(account(number)).into()
}

fn root() -> RuntimeOrigin {
    RawOrigin::Root.into()
}

fn pass(blocks: BlockNumber) {
    for _ in 0..blocks {
        let number = System::block_number() + 1;
        System::set_block_number(number);
        System::set_parent_hash(H256::from_low_u64_be(number.into()));
        Computation::on_initialize(number);
    }
}

/// Lets blocks pass until the worker has answered a challenge.
fn earn() {
    for _ in 0..1_000 {
        pass(1);
        if let Some(challenge) = pallet_computation::Challenges::<Chain>::get(WORKER) {
            let work = Clock::now() / 6_000 * u64::from(SCORE);
            return Computation::heartbeat(WORKER, challenge.block, work).unwrap();
        }
    }
    panic!("the worker is never challenged");
}

fn pool() -> Pool {
    crate::pallet::Pools::<Chain>::get(POOL).unwrap()
}

fn worth(number: u8) -> Balance {
    StakePools::worth(POOL, &Holder::Account(account(number))).unwrap_or_default()
}

fn balance(number: u8) -> Balance {
    Balances::balance(&account(number))
}

/// A network with a pool of one worker, for which 5,000 PHA of a holder are at stake.
fn run(test: impl FnOnce()) {
    let rich = [MINER, HOLDER, STRANGER].map(|number| (account(number), FUNDS));
    let accounts = [(Treasury::get(), PHA), (Computation::pot(), FUNDS)];
    let genesis = RuntimeGenesisConfig {
        system: Default::default(),
        balances: pallet_balances::GenesisConfig {
            balances: rich.into_iter().chain(accounts).collect(),
            ..Default::default()
        },
        computation: pallet_computation::GenesisConfig {
            block_ms: BLOCK_MS,
            pace: Some(PACE),
            ..Default::default()
        },
    };
    let mut ext: sp_io::TestExternalities = genesis.build_storage().unwrap().into();
    ext.execute_with(|| {
        pass(1);
        Computation::set_score(WORKER, SCORE).unwrap();
        StakePools::create(by(MINER), Kind::Workers, Permill::from_percent(20), None).unwrap();
        StakePools::add_worker(by(MINER), POOL, WORKER).unwrap();
        StakePools::deposit(by(HOLDER), POOL, STAKE).unwrap();
        StakePools::start(by(MINER), WORKER, STAKE).unwrap();
        test();
        StakePools::do_try_state().expect("invariants hold");
    });
}

#[test]
fn a_worker_earns_for_its_pool_and_its_holder_gets_out_without_the_owner() {
    run(|| {
        earn();
        let earned = pool().free;
        assert!(earned > PHA && pool().assets() == STAKE + earned);
        let commission = worth(MINER);
        assert!((earned / 5).abs_diff(commission) <= 1, "{commission} of {earned}");

        assert_ok!(StakePools::add_stake(by(MINER), WORKER, earned));
        earn();
        let shares = Positions::<Chain>::get(POOL, Holder::Account(account(HOLDER))).unwrap().shares;
        assert_ok!(StakePools::withdraw(by(HOLDER), POOL, shares));
        assert!(balance(HOLDER) > FUNDS - STAKE);
        pass(GracePeriod::get() + 1);
        assert_ok!(StakePools::stop(by(STRANGER), WORKER));
        pass(PACE.cool_down);
        assert_ok!(StakePools::reclaim(by(STRANGER), WORKER));
        assert!(balance(HOLDER) > FUNDS && worth(HOLDER) == 0);
        assert_eq!(pool().assets(), worth(MINER));
    });
}

#[test]
fn a_slash_is_counted_from_its_report_and_lifted_or_carried_out_once() {
    for lifted in [true, false] {
        run(|| {
            assert_ok!(Computation::report(root(), WORKER, Offence::Severe));
            let rest = STAKE - STAKE / 10;
            assert_eq!((pool().staked, pool().releasing, pool().at_risk), (0, rest, STAKE / 10));
            assert_noop!(StakePools::stop(by(MINER), WORKER), Error::<Chain>::WorkerNotWorking);
            pass(PACE.cool_down);
            let left = if lifted {
                assert_ok!(Computation::lift_slash(root(), WORKER));
                STAKE
            } else {
                assert_ok!(Computation::apply_slash(by(STRANGER), WORKER));
                rest
            };
            assert_eq!((pool().assets(), pool().at_risk), (left, 0));
            assert_ok!(StakePools::reclaim(by(STRANGER), WORKER));
            assert_eq!((pool().free, pool().assets()), (left, left));
        });
    }
}

#[test]
fn an_operator_may_stop_the_worker_itself_and_work_without_the_pool() {
    run(|| {
        assert_ok!(Computation::stop(by(MINER), WORKER));
        assert_eq!(pool().releasing, STAKE);
        pass(PACE.cool_down);
        assert_noop!(
            Computation::withdraw(by(MINER), WORKER),
            pallet_computation::Error::<Chain>::NotTheStaker
        );
        assert_ok!(StakePools::reclaim(by(STRANGER), WORKER));

        // What it stakes of its own is none of the pool's.
        assert_ok!(Computation::start(by(MINER), WORKER, STAKE));
        let before = pool();
        earn();
        assert_ok!(Computation::stop(by(MINER), WORKER));
        assert_eq!(pool(), before);
        let twice = StakePools::start(by(MINER), WORKER, STAKE);
        assert_eq!(twice, Err(pallet_computation::Error::<Chain>::AlreadyComputing.into()));
        assert_eq!(Computation::stake(&WORKER).unwrap().staker, account(MINER));
    });
}
