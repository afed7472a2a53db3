//! A runtime with this pallet and balances. Computation and registry are doubles: what they hold is in storage, so that
//! it is rolled back like everything else. Stakes are really held, paid and burnt.
#![allow(unreachable_pub, missing_docs, clippy::unwrap_used, clippy::expect_used)]

use crate::{self as pallet_stake_pools, *};
use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::{
    construct_runtime, derive_impl, ensure,
    pallet_prelude::{DispatchError, DispatchResult, DispatchResultWithPostInfo},
    parameter_types,
    traits::{
        fungible::{Inspect, Mutate, MutateHold},
        tokens::{Fortitude, Precision},
    },
    PalletId, Twox64Concat,
};
use frame_system::RawOrigin;
use messages::ids::*;
use scale_info::TypeInfo;
use sp_runtime::{traits::IdentityLookup, BuildStorage, Permill};

construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        StakePools: pallet_stake_pools,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlockU32<Test>;
    type AccountId = AccountId;
    type Lookup = IdentityLookup<AccountId>;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type AccountStore = System;
    type Balance = Balance;
    type ExistentialDeposit = ExistentialDeposit;
    type RuntimeHoldReason = RuntimeHoldReason;
}

pub const PHA: Balance = 1_000_000_000_000;
/// Blocks for which a worker cools down.
pub const COOL_DOWN: BlockNumber = 70;
/// The least stake of every worker.
pub const LEAST_STAKE: Balance = PHA;

parameter_types! {
    pub const ExistentialDeposit: Balance = PHA / 100;
    pub const StakePoolsPalletId: PalletId = PalletId(*b"adyt/spl");
    pub const CreationDeposit: Balance = 10 * PHA;
    pub const MinDeposit: Balance = PHA / 100;
    pub const MinStay: BlockNumber = 10;
    pub const GracePeriod: BlockNumber = 100;
    pub const CommissionDelay: BlockNumber = 300;
    pub Treasury: AccountId = account(250);
}

impl pallet_stake_pools::Config for Test {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Sessions = TestSessions;
    type Workers = TestWorkers;
    type Treasury = Treasury;
    type PalletId = StakePoolsPalletId;
    type CreationDeposit = CreationDeposit;
    type MinDeposit = MinDeposit;
    type MinStay = MinStay;
    type GracePeriod = GracePeriod;
    type CommissionDelay = CommissionDelay;
    type WeightInfo = ();
}

/// Operators of workers; [`owner`] where none is named.
#[frame_support::storage_alias]
pub type Operators = StorageMap<TestWorkers, Twox64Concat, WorkerId, AccountId>;

pub struct TestWorkers;
impl Workers for TestWorkers {
    fn operator(worker: &WorkerId) -> Option<AccountId> {
        Operators::get(worker).or(Some(owner()))
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Session {
    staker: AccountId,
    stake: Balance,
    at_risk: Balance,
    free_from: Option<BlockNumber>,
}

#[frame_support::storage_alias]
pub type SessionOf = StorageMap<TestSessions, Twox64Concat, WorkerId, Session>;

/// Stakes are held for the one reason that this runtime has; no pool's account holds anything else.
fn reason() -> RuntimeHoldReason {
    HoldReason::Creation.into()
}

fn session(staker: &AccountId, worker: &WorkerId) -> Result<Session, DispatchError> {
    let session = SessionOf::get(worker).filter(|session| session.staker == *staker);
    session.ok_or("no session of this staker".into())
}

pub struct TestSessions;
impl Sessions for TestSessions {
    fn start(staker: &AccountId, operator: &AccountId, worker: &WorkerId, stake: Balance) -> DispatchResult {
        ensure!(TestWorkers::operator(worker).as_ref() == Some(operator), "not the operator");
        ensure!(!SessionOf::contains_key(worker), "started already");
        ensure!(stake >= LEAST_STAKE, "stake too small");
        Balances::hold(&reason(), staker, stake)?;
        SessionOf::insert(worker, Session { staker: staker.clone(), stake, at_risk: 0, free_from: None });
        Ok(())
    }

    fn add_stake(staker: &AccountId, worker: &WorkerId, extra: Balance) -> DispatchResult {
        let mut session = session(staker, worker)?;
        ensure!(session.free_from.is_none(), "not running");
        Balances::hold(&reason(), staker, extra)?;
        session.stake += extra;
        SessionOf::insert(worker, session);
        Ok(())
    }

    fn stop(staker: &AccountId, worker: &WorkerId) -> DispatchResult {
        let session = session(staker, worker)?;
        ensure!(session.free_from.is_none(), "not running");
        chain_stops(worker);
        Ok(())
    }

    fn reclaim(staker: &AccountId, worker: &WorkerId) -> Result<Balance, DispatchError> {
        let session = session(staker, worker)?;
        let cool = session.free_from.is_some_and(|block| block <= System::block_number());
        ensure!(cool && session.at_risk == 0, "not free yet");
        SessionOf::remove(worker);
        Balances::release(&reason(), staker, session.stake, Precision::Exact)
    }

    fn stake(worker: &WorkerId) -> Stake {
        let stake = |session: Session| Stake { amount: session.stake, at_risk: session.at_risk };
        SessionOf::get(worker).map(stake).unwrap_or_default()
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn make_ready(worker: &WorkerId, operator: &AccountId) -> Balance {
        Operators::insert(worker, operator);
        LEAST_STAKE
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn pass_cool_down(_worker: &WorkerId) {
        pass(COOL_DOWN);
    }
}

/// A worker earns `amount`.
pub fn earn(number: u8, amount: Balance) {
    let worker = worker(number);
    let session = SessionOf::get(worker).unwrap();
    Balances::mint_into(&session.staker, amount).unwrap();
    StakePools::on_payout(&session.staker, &worker, amount);
}

/// A session ends, and its staker is told, whoever ended it.
pub fn chain_stops(worker: &WorkerId) {
    let mut session = SessionOf::get(worker).unwrap();
    session.free_from = Some(System::block_number() + COOL_DOWN);
    SessionOf::insert(worker, &session);
    StakePools::on_stopped(&session.staker, worker);
}

/// Misbehaviour is proven that costs `amount`.
pub fn report(number: u8, amount: Balance) {
    let mut session = SessionOf::get(worker(number)).unwrap();
    session.at_risk = session.stake.min(session.at_risk + amount);
    SessionOf::insert(worker(number), &session);
    StakePools::on_slash_reported(&session.staker, &worker(number), session.at_risk);
}

/// Governance grants an appeal.
pub fn lift(number: u8) {
    let mut session = SessionOf::get(worker(number)).unwrap();
    session.at_risk = 0;
    SessionOf::insert(worker(number), &session);
    StakePools::on_slash_lifted(&session.staker, &worker(number));
}

/// What is at risk is slashed.
pub fn slash(number: u8) {
    let mut session = SessionOf::get(worker(number)).unwrap();
    let amount = core::mem::take(&mut session.at_risk);
    Balances::burn_held(&reason(), &session.staker, amount, Precision::Exact, Fortitude::Force).unwrap();
    session.stake -= amount;
    SessionOf::insert(worker(number), &session);
    StakePools::on_slashed(&session.staker, &worker(number), amount);
}

pub fn account(number: u8) -> AccountId {
    AccountId::new([number; 32])
}

/// Owns the pools, and operates the workers.
pub fn owner() -> AccountId {
    account(1)
}

/// Depositors.
pub const ALICE: u8 = 11;
pub const BOB: u8 = 12;
pub const CAROL: u8 = 13;
/// Neither owns nor has anything.
pub const STRANGER: u8 = 14;

pub fn holder(number: u8) -> Holder {
    Holder::Account(account(number))
}

pub fn worker(number: u8) -> WorkerId {
    WorkerId([number; 32])
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
    RawOrigin::Signed(who).into()
}

pub fn by(number: u8) -> RuntimeOrigin {
    signed(account(number))
}

pub fn by_owner() -> RuntimeOrigin {
    signed(owner())
}

pub const FUNDS: Balance = 1_000_000 * PHA;

/// A network with funds for the owner and all depositors.
pub fn new_test_ext() -> sp_io::TestExternalities {
    let rich = [owner(), account(ALICE), account(BOB), account(CAROL), account(STRANGER), Treasury::get()];
    let genesis = RuntimeGenesisConfig {
        system: Default::default(),
        balances: pallet_balances::GenesisConfig {
            balances: rich.map(|who| (who, FUNDS)).to_vec(),
            ..Default::default()
        },
    };
    let mut ext: sp_io::TestExternalities = genesis.build_storage().unwrap().into();
    ext.execute_with(|| System::set_block_number(1));
    ext
}

/// Runs a test; the invariants must hold at its end.
pub fn run(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        StakePools::do_try_state().expect("invariants hold");
    });
}

/// Lets `blocks` blocks pass.
pub fn pass(blocks: BlockNumber) {
    System::set_block_number(System::block_number() + blocks);
}

pub fn percent(percent: u32) -> Permill {
    Permill::from_percent(percent)
}

/// Creates a pool of workers that takes `commission` percent. Returns its id.
pub fn new_pool(commission: u32) -> PoolId {
    StakePools::create(by_owner(), Kind::Workers, percent(commission), None).unwrap();
    NextPoolId::<Test>::get() - 1
}

/// Creates a vault that takes `commission` percent. Returns its id.
pub fn new_vault(commission: u32) -> PoolId {
    StakePools::create(by_owner(), Kind::Vault, percent(commission), None).unwrap();
    NextPoolId::<Test>::get() - 1
}

pub fn pool(id: PoolId) -> Pool {
    Pools::<Test>::get(id).unwrap()
}

pub fn position(id: PoolId, number: u8) -> Position {
    Positions::<Test>::get(id, holder(number)).unwrap_or_default()
}

/// What a depositor's shares are worth.
pub fn worth(id: PoolId, number: u8) -> Balance {
    StakePools::worth(id, &holder(number)).unwrap_or_default()
}

pub fn balance(number: u8) -> Balance {
    Balances::balance(&account(number))
}

pub fn deposit(number: u8, id: PoolId, amount: Balance) {
    StakePools::deposit(by(number), id, amount).unwrap();
}

/// Requests all shares of a depositor, when its deposit has stayed for long enough.
pub fn withdraw_all(number: u8, id: PoolId) {
    pass(MinStay::get());
    let shares = position(id, number).unqueued();
    StakePools::withdraw(by(number), id, shares).unwrap();
}

/// Starts worker `number` of a pool with `stake`.
pub fn start(id: PoolId, number: u8, stake: Balance) {
    if !Assignments::<Test>::contains_key(worker(number)) {
        StakePools::add_worker(by_owner(), id, worker(number)).unwrap();
    }
    StakePools::start(by_owner(), worker(number), stake).unwrap();
}

/// What became of a call.
pub trait Outcome {
    /// Without what it weighed.
    fn plain(self) -> DispatchResult;
}

impl Outcome for DispatchResult {
    fn plain(self) -> DispatchResult {
        self
    }
}

impl Outcome for DispatchResultWithPostInfo {
    fn plain(self) -> DispatchResult {
        self.map(|_| ()).map_err(|refusal| refusal.error)
    }
}

/// Makes a call as the chain does: a refused one leaves no trace.
macro_rules! attempt {
    ($call:expr) => {
        frame_support::storage::with_storage_layer(|| $crate::mock::Outcome::plain($call))
    };
}
pub(crate) use attempt;

/// This pallet's events since the last call.
pub fn events() -> Vec<Event<Test>> {
    let ours = |event| match event {
        RuntimeEvent::StakePools(event) => Some(event),
        _ => None,
    };
    let events = System::events().into_iter().filter_map(|record| ours(record.event)).collect();
    System::reset_events();
    events
}
