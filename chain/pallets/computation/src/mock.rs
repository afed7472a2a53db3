//! A runtime with this pallet and balances. The registry, the beacon and a pallet that stakes are doubles: what they hold
//! is in storage, so that it is rolled back like everything else.
#![allow(unreachable_pub, missing_docs, clippy::unwrap_used, clippy::expect_used)]

use crate::{self as pallet_computation, *};
use codec::Encode;
use economy::{Confidence, Fixed, Pace, Position, Rules, Score, State, PHA};
use frame_support::{
    construct_runtime, derive_impl, parameter_types,
    storage::with_storage_layer,
    traits::{fungible::Mutate, OnInitialize, Randomness, Time},
    Blake2_128Concat, PalletId,
};
use frame_system::{EnsureRoot, RawOrigin};
use messages::{ids::*, H256};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchError, DispatchResult, Weight};

construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        Computation: pallet_computation,
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
}

parameter_types! {
    pub const ExistentialDeposit: Balance = PHA / 100;
    pub const Pot: PalletId = PalletId(*b"computat");
    pub const TreasuryPeriod: BlockNumber = 50;
    pub TreasuryAccount: AccountId = treasury();
    /// Milliseconds by which the clock is off.
    pub static ClockShift: i64 = 0;
}

impl pallet_computation::Config for Test {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Attestation = TestAttestation;
    type Stakers = TestStakers;
    type Randomness = TestBeacon;
    type Clock = TestClock;
    type GovernanceOrigin = EnsureRoot<AccountId>;
    type Treasury = TreasuryAccount;
    type PalletId = Pot;
    type TreasuryPeriod = TreasuryPeriod;
    type WeightInfo = ();
}

/// What workers' attestation is worth; fully where nothing is said.
#[frame_support::storage_alias]
pub type Trust = StorageMap<TestAttestation, Blake2_128Concat, WorkerId, Confidence>;
/// Operators that are not [`operator`].
#[frame_support::storage_alias]
pub type Operators = StorageMap<TestAttestation, Blake2_128Concat, WorkerId, AccountId>;

pub struct TestAttestation;
impl Attestation for TestAttestation {
    fn operator(worker: &WorkerId) -> Option<AccountId> {
        Operators::get(worker).or(Some(operator()))
    }

    fn confidence(worker: &WorkerId) -> Confidence {
        Trust::get(worker).unwrap_or(Confidence::Full)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn make_live(worker: &WorkerId, operator: &AccountId) {
        Operators::insert(worker, operator);
    }
}

/// What the pallet that stakes was told.
#[frame_support::storage_alias]
pub type Told = StorageValue<TestStakers, Vec<String>, frame_support::pallet_prelude::ValueQuery>;
/// Whether it refuses payouts.
#[frame_support::storage_alias]
pub type RefusesPayouts = StorageValue<TestStakers, bool, frame_support::pallet_prelude::ValueQuery>;

/// Whether it adds what was paid to the stake.
#[frame_support::storage_alias]
pub type Compounds = StorageValue<TestStakers, bool, frame_support::pallet_prelude::ValueQuery>;

/// The pool is paid into another account; everybody else into their own.
pub struct TestStakers;
impl Stakers for TestStakers {
    fn payee(staker: &AccountId, _worker: &WorkerId) -> AccountId {
        if *staker == pool() {
            account(0x9a)
        } else {
            staker.clone()
        }
    }

    fn on_payout(staker: &AccountId, worker: &WorkerId, amount: Balance) -> DispatchResult {
        Told::append(format!("paid {amount}"));
        if Compounds::get() {
            <Computation as Sessions>::add_stake(staker, worker, amount)?;
        }
        if RefusesPayouts::get() {
            return Err(DispatchError::Other("the pool refuses"));
        }
        Ok(())
    }

    fn on_stake_event(_staker: &AccountId, _worker: &WorkerId, event: StakeEvent) {
        Told::append(format!("{event:?}"));
    }

    fn payout_weight() -> Weight {
        Weight::zero()
    }

    fn event_weight() -> Weight {
        Weight::zero()
    }
}

pub struct TestBeacon;
impl Randomness<H256, BlockNumber> for TestBeacon {
    fn random(subject: &[u8]) -> (H256, BlockNumber) {
        (sp_io::hashing::blake2_256(&(b"beacon", subject).encode()).into(), 0)
    }
}

pub const BLOCK_MS: TimeMs = 12_000;

/// Every block takes [`BLOCK_MS`], from 2020 on.
pub struct TestClock;
impl Time for TestClock {
    type Moment = TimeMs;

    fn now() -> TimeMs {
        let regular = 1_577_836_800_000 + TimeMs::from(System::block_number()) * BLOCK_MS;
        regular.saturating_add_signed(ClockShift::get())
    }
}

pub fn account(number: u8) -> AccountId {
    AccountId::new([number; 32])
}

/// The account that operates every worker.
pub fn operator() -> AccountId {
    account(0x0b)
}

/// Somebody else.
pub fn stranger() -> AccountId {
    account(0x55)
}

pub fn treasury() -> AccountId {
    account(0x77)
}

/// An account that stakes on behalf of others.
pub fn pool() -> AccountId {
    account(0x90)
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
    RawOrigin::Signed(who).into()
}

pub fn root() -> RuntimeOrigin {
    RawOrigin::Root.into()
}

pub fn worker(number: u32) -> WorkerId {
    WorkerId(sp_io::hashing::blake2_256(&number.to_le_bytes()))
}

pub const FUNDS: Balance = 1_000_000 * PHA;
pub const SCORE: Score = 1_000;
pub const STAKE: Balance = 5_000 * PHA;
/// A calm network of 12 s blocks: workers are challenged every 40 blocks on average.
pub const PACE: Pace = Pace {
    heartbeat_window: 10,
    challenge_interval: 40,
    challenges_per_block: 20,
    cool_down: 100,
    appeal_period: 60,
    measurement: 50,
};

/// Builds a network, and runs a test in it.
pub struct ExtBuilder {
    pot: Balance,
    pace: Pace,
}

impl Default for ExtBuilder {
    fn default() -> Self {
        Self { pot: FUNDS, pace: PACE }
    }
}

impl ExtBuilder {
    pub fn pot(mut self, pot: Balance) -> Self {
        self.pot = pot;
        self
    }

    pub fn pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    pub fn build(self) -> sp_io::TestExternalities {
        ClockShift::set(0);
        let rich = [operator(), stranger(), pool()].map(|who| (who, FUNDS));
        let poor = [(treasury(), PHA), (account(0x9a), PHA), (Computation::pot(), self.pot)];
        let balances = rich.into_iter().chain(poor).filter(|(_, balance)| *balance > 0).collect();
        let genesis = RuntimeGenesisConfig {
            system: Default::default(),
            balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
            computation: crate::GenesisConfig {
                block_ms: BLOCK_MS,
                pace: Some(self.pace),
                ..Default::default()
            },
        };
        let mut ext: sp_io::TestExternalities = genesis.build_storage().unwrap().into();
        ext.execute_with(|| enter_block(1));
        ext
    }

    pub fn build_and_execute(self, test: impl FnOnce()) {
        self.build().execute_with(|| {
            test();
            Computation::do_try_state().expect("invariants hold");
        });
    }
}

fn enter_block(number: BlockNumber) {
    System::set_block_number(number);
    let parent = sp_io::hashing::blake2_256(&number.to_le_bytes());
    System::set_parent_hash(parent.into());
    Computation::on_initialize(number);
}

/// Begins the next block.
pub fn next_block() {
    enter_block(System::block_number() + 1);
}

/// Lets `blocks` blocks pass in which nobody answers.
pub fn pass(blocks: BlockNumber) {
    (0..blocks).for_each(|_| next_block());
    Computation::do_try_state().expect("invariants hold");
}

/// Starts worker `number` with the usual score and stake.
pub fn start(number: u32) -> DispatchResult {
    Computation::set_score(worker(number), SCORE)?;
    Computation::start(signed(operator()), worker(number), STAKE)
}

pub fn stop(number: u32) -> DispatchResult {
    Computation::stop(signed(operator()), worker(number))
}

pub fn withdraw(number: u32) -> DispatchResult {
    Computation::withdraw(signed(operator()), worker(number))
}

pub fn session(number: u32) -> Session {
    Workers::<Test>::get(worker(number)).expect("it has a session")
}

pub fn position(number: u32) -> Position {
    session(number).position
}

pub fn state(number: u32) -> Option<State> {
    Workers::<Test>::get(worker(number)).map(|session| session.position.state)
}

pub fn is_challenged(number: u32) -> bool {
    Challenges::<Test>::contains_key(worker(number))
}

/// Work done by now by a worker that has run without pause, at the usual score.
pub fn work_by_now() -> u64 {
    TestClock::now() / 6_000 * u64::from(SCORE)
}

/// A heartbeat, as the registry delivers it.
pub fn beat(number: u32, challenge: BlockNumber, work: u64) -> DispatchResult {
    with_storage_layer(|| Computation::heartbeat(worker(number), challenge, work))
}

/// The worker answers what it has to.
pub fn answer(number: u32) -> DispatchResult {
    let challenge = Challenges::<Test>::get(worker(number)).ok_or("it has nothing to answer")?;
    beat(number, challenge.block, work_by_now())
}

/// Goes on until the worker is challenged.
pub fn await_challenge(number: u32) {
    for _ in 0..10_000 {
        if is_challenged(number) {
            return;
        }
        next_block();
    }
    unreachable!("every worker is challenged within a day");
}

/// Goes on until the worker has not answered in time.
pub fn fall_silent(number: u32) {
    await_challenge(number);
    while state(number) == Some(State::Idle) {
        next_block();
    }
}

pub fn free_balance(who: &AccountId) -> Balance {
    Balances::free_balance(who)
}

/// Empties the pot by force, as governance could.
pub fn drain_pot() {
    Balances::set_balance(&Computation::pot(), ExistentialDeposit::get());
}

pub fn set_rules(change: impl FnOnce(&mut Rules)) -> DispatchResult {
    let mut rules = RulesInForce::<Test>::get().rules();
    change(&mut rules);
    Computation::set_rules(root(), rules)
}

pub fn pha(value: Fixed) -> f64 {
    value.to_bits() as f64 / 2f64.powi(64)
}

/// This pallet's events since the last call.
pub fn events() -> Vec<Event<Test>> {
    let ours = |event| match event {
        RuntimeEvent::Computation(event) => Some(event),
        _ => None,
    };
    let events = System::events().into_iter().filter_map(|record| ours(record.event)).collect();
    System::reset_events();
    events
}
