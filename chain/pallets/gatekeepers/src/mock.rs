//! A runtime with this pallet and balances. Registry, validators, committee and channel are doubles. Shares are real:
//! Shamir's, of secrets that the mock knows.
#![allow(unreachable_pub, missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod doubles;

pub use doubles::*;

use crate::{self as pallet_gatekeepers, *};
use codec::Encode;
use crypto::{identity::WorkerIdentity, threshold::group::scalar_from_wide};
use curve25519_dalek::{constants::RISTRETTO_BASEPOINT_TABLE, Scalar};
use frame_support::{
    construct_runtime, derive_impl, parameter_types,
    storage::with_storage_layer,
    traits::{Hooks, OnIdle},
};
use frame_system::{EnsureRoot, RawOrigin};
use messages::{
    ceremony::{Ceremony, Fault, Outcome, Shared},
    ids::*,
    keys::{Secret, Sharing},
    worker::Statement,
};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchResult, Weight};
use std::sync::OnceLock;

construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        Gatekeepers: pallet_gatekeepers,
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
    pub const ExistentialDeposit: Balance = 10;
    pub const BondAmount: Balance = 1_000;
    pub const UnbondingPeriod: BlockNumber = 300;
    pub const AbsenceLimit: BlockNumber = 50;
    pub static Development: bool = false;
    /// Workers whose attestation does not count.
    pub static Dead: Vec<WorkerId> = Vec::new();
    /// Accounts that are no validators.
    pub static Retired: Vec<AccountId> = Vec::new();
    /// Generations that committees use.
    pub static InUse: Vec<Generation> = Vec::new();
    /// Whether the committee refuses changes.
    pub static Refusing: bool = false;
}

impl pallet_gatekeepers::Config for Test {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Workers = TestWorkers;
    type Validators = TestValidators;
    type Committee = TestCommittee;
    type Channel = TestChannel;
    type GovernanceOrigin = EnsureRoot<AccountId>;
    type Development = Development;
    type Bond = BondAmount;
    type UnbondingPeriod = UnbondingPeriod;
    type AbsenceLimit = AbsenceLimit;
    type WeightInfo = ();
}

/// The account that operates every worker.
pub fn operator() -> AccountId {
    AccountId::new([0x0b; 32])
}

/// The account that operates the worker of this number, where each has one of its own.
pub fn validator(number: u8) -> AccountId {
    AccountId::new([[0xda; 31].as_slice(), &[number]].concat().try_into().unwrap())
}

/// Somebody else.
pub fn stranger() -> AccountId {
    AccountId::new([0x55; 32])
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
    RawOrigin::Signed(who).into()
}

pub fn root() -> RuntimeOrigin {
    RawOrigin::Root.into()
}

pub fn identity(number: u8) -> WorkerIdentity {
    WorkerIdentity::from_sealing_secret(&[number; 32])
}

pub fn worker(number: u8) -> WorkerId {
    // Tests ask often, and deriving a key takes a while.
    static IDS: [OnceLock<WorkerId>; 256] = [const { OnceLock::new() }; 256];
    *IDS[usize::from(number)].get_or_init(|| identity(number).id())
}

/// The numbers of workers, ascending.
pub fn numbers(workers: impl IntoIterator<Item = WorkerId>) -> Vec<u8> {
    let workers: Vec<_> = workers.into_iter().collect();
    let known = (1..=MAX_NUMBER).filter(|number| workers.contains(&worker(*number)));
    let known: Vec<_> = known.collect();
    assert_eq!(known.len(), workers.len(), "every worker has a number, and occurs once");
    known
}

/// Highest number of a worker that tests use.
pub const MAX_NUMBER: u8 = 40;
pub const PATIENCE: BlockNumber = 10;
pub const EPOCH_LENGTH: BlockNumber = 100;
pub const REFRESH: BlockNumber = 250;
/// Below the length of an epoch: an election comes before the next one.
pub const ERA: BlockNumber = 60;
pub const FUNDS: Balance = 1_000_000;

/// Builds a network whose committee of gatekeepers are workers 1 to n.
pub struct ExtBuilder {
    members: u8,
    threshold: u16,
    bonded: bool,
    seats: u16,
}

impl Default for ExtBuilder {
    /// Two of three, in a production network.
    fn default() -> Self {
        Self { members: 3, threshold: 2, bonded: false, seats: 0 }
    }
}

impl ExtBuilder {
    pub fn keepers(mut self, members: u8, threshold: u16) -> Self {
        (self.members, self.threshold) = (members, threshold);
        self
    }

    pub fn development(self) -> Self {
        Development::set(true);
        self
    }

    /// Members have bonds.
    pub fn bonded(mut self) -> Self {
        self.bonded = true;
        self
    }

    /// There are elections for so many seats.
    pub fn electing(mut self, seats: u16) -> Self {
        self.seats = seats;
        self
    }

    pub fn build(self) -> sp_io::TestExternalities {
        Dead::set(Vec::new());
        Retired::set(Vec::new());
        InUse::set(Vec::new());
        Refusing::set(false);
        let people = [operator(), stranger()].into_iter().chain((0..=u8::MAX).map(validator));
        let balances = people.map(|who| (who, FUNDS)).collect();
        let elections = ElectionRules { era: if self.seats > 0 { ERA } else { 0 }, seats: self.seats };
        let parameters = Parameters { epoch_length: EPOCH_LENGTH, refresh: REFRESH, patience: PATIENCE };
        let genesis = RuntimeGenesisConfig {
            system: Default::default(),
            balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
            gatekeepers: crate::GenesisConfig { parameters, elections, ..Default::default() },
        };
        let mut ext: sp_io::TestExternalities = genesis.build_storage().unwrap().into();
        // The host signs for benchmarks.
        let keystore = sp_keystore::testing::MemoryKeystore::new();
        ext.register_extension(sp_keystore::KeystoreExt::new(keystore));
        ext.execute_with(|| {
            System::set_block_number(1);
            let mut members: Vec<_> = (1..=self.members).map(worker).collect();
            members.sort();
            Members::put(members);
            Threshold::put(self.threshold);
            if self.bonded {
                (1..=self.members).for_each(|number| bond(number).unwrap());
                System::reset_events();
            }
        });
        ext
    }

    pub fn build_and_execute(self, test: impl FnOnce()) {
        self.build().execute_with(|| {
            test();
            Gatekeepers::do_try_state().expect("invariants hold");
        });
        Development::set(false);
    }

    /// Begins with generation 1 and epoch 1 shared by all.
    pub fn started_and_execute(self, test: impl FnOnce()) {
        self.build_and_execute(|| {
            start();
            test();
        });
    }
}

/// Ends the block with all the idle weight it can have.
pub fn end_block() {
    let number = System::block_number();
    <AllPalletsWithSystem as OnIdle<_>>::on_idle(number, Weight::from_parts(u64::MAX / 2, u64::MAX / 2));
    Gatekeepers::do_try_state().expect("invariants hold");
}

/// Begins the next block.
pub fn begin_block() {
    let number = System::block_number() + 1;
    System::set_block_number(number);
    Gatekeepers::on_initialize(number);
    Gatekeepers::do_try_state().expect("invariants hold");
}

/// From this block to the next.
pub fn finish_block() {
    end_block();
    begin_block();
}

/// Lets `blocks` blocks pass.
pub fn pass(blocks: BlockNumber) {
    (0..blocks).for_each(|_| finish_block());
}

pub fn bond(number: u8) -> DispatchResult {
    Gatekeepers::bond(signed(operator()), worker(number))
}

/// Governance appoints a worker, and its operator bonds it.
pub fn appoint(number: u8) {
    Gatekeepers::appoint(root(), worker(number)).unwrap();
    bond(number).unwrap();
}

/// A worker with an operator of its own stands for election.
pub fn declare(number: u8, amount: Balance) -> DispatchResult {
    Operators::insert(worker(number), validator(number));
    Gatekeepers::declare(signed(validator(number)), worker(number), amount)
}

/// Ends all ceremonies well until an election is held.
pub fn elect() {
    let before = LastElection::<Test>::get();
    while LastElection::<Test>::get() == before {
        conclude_all();
    }
}

/// Holds an election and hands everything on.
pub fn elect_and_settle() {
    elect();
    settle();
}

/// Contenders, the best first.
pub fn contenders() -> Vec<u8> {
    let list = Contenders::<Test>::get();
    list.iter().flat_map(|contender| numbers([contender.worker])).collect()
}

/// Workers' numbers whose operators are no validators.
pub fn retire(numbers: &[u8]) {
    Retired::set(numbers.iter().map(|number| validator(*number)).collect());
}

pub fn resign(number: u8) -> DispatchResult {
    let operator = TestWorkers::operator(&worker(number)).unwrap();
    Gatekeepers::resign(signed(operator), worker(number))
}

pub fn say(number: u8, statement: Statement) -> DispatchResult {
    with_storage_layer(|| Gatekeepers::handle_statement(worker(number), statement))
}

/// Workers' numbers whose attestation does not count.
pub fn kill(numbers: &[u8]) {
    Dead::set(numbers.iter().map(|number| worker(*number)).collect());
}

/// A worker starts again.
pub fn reboot(number: u8) {
    Boots::mutate(worker(number), |boot| {
        let BootId(mut id) = boot.unwrap_or(BootId([0; 16]));
        id[0] += 1;
        *boot = Some(BootId(id));
    });
}

/// Secrets of the open ceremonies.
pub fn open_secrets() -> Vec<Secret> {
    Ceremonies::<Test>::get().iter().map(|ceremony| ceremony.secret).collect()
}

/// The open ceremony about a secret.
pub fn ceremony_of(secret: Secret) -> Ceremony {
    let open = Ceremonies::<Test>::get();
    open.into_iter().find(|ceremony| ceremony.secret == secret).expect("a ceremony is open")
}

pub fn receivers(ceremony: &Ceremony) -> Vec<u8> {
    numbers(ceremony.receivers.iter().map(|receiver| receiver.keeper))
}

/// The share that a ceremony made for an index: secrets are the same in all ceremonies, the rest is not.
pub fn share(secret: Secret, ceremony: CeremonyId, threshold: u16, index: u16) -> Scalar {
    let coefficient = |power: u16| {
        let ceremony = if power == 0 { 0 } else { ceremony };
        scalar_from_wide(b"test", &[&(secret, ceremony, power).encode()])
    };
    let x = Scalar::from(u64::from(index));
    (0..threshold).rev().fold(Scalar::ZERO, |sum, power| sum * x + coefficient(power))
}

/// A holder's share.
pub fn share_of(sharing: &Sharing, number: u8) -> (u16, Scalar) {
    let index = sharing.held_by(&worker(number)).expect("it holds a share").index;
    (index, share(sharing.secret, sharing.ceremony, sharing.threshold, index))
}

/// The outcome of a ceremony in which these dealers did these things, and all others dealt well.
pub fn outcome_with(ceremony: &Ceremony, faults: &[(u8, Fault)]) -> Outcome {
    let public = |index| {
        let scalar = share(ceremony.secret, ceremony.id, ceremony.threshold, index);
        (&scalar * RISTRETTO_BASEPOINT_TABLE).compress().to_bytes()
    };
    let publics: Vec<_> = (1..=ceremony.receivers.len() as u16).map(public).collect();
    let enough = ceremony.dealers().count() - faults.len() >= usize::from(ceremony.dealings_needed());
    let mut faults: Vec<_> = faults.iter().map(|(number, fault)| (worker(*number), *fault)).collect();
    faults.sort();
    Outcome {
        ceremony: ceremony.id,
        shared: enough.then(|| Shared { group: public(0), publics: publics.try_into().unwrap() }),
        faults: faults.try_into().unwrap(),
        upto: LastSeq::get(),
    }
}

pub fn outcome(ceremony: &Ceremony) -> Outcome {
    outcome_with(ceremony, &[])
}

/// As many receivers as needed say how a ceremony ended.
pub fn conclude_with(secret: Secret, faults: &[(u8, Fault)]) -> Ceremony {
    let ceremony = ceremony_of(secret);
    let outcome = outcome_with(&ceremony, faults);
    let live = receivers(&ceremony).into_iter().filter(|number| TestWorkers::is_live(&worker(*number)));
    for number in live.take(ceremony.threshold.into()) {
        say(number, Statement::Outcome(outcome.clone())).unwrap();
    }
    ceremony
}

pub fn conclude(secret: Secret) -> Ceremony {
    conclude_with(secret, &[])
}

/// All open ceremonies end well, and the block with them.
pub fn conclude_all() {
    for secret in open_secrets() {
        // One may end another: an epoch that is over is not handed on.
        if open_secrets().contains(&secret) {
            conclude(secret);
        }
    }
    finish_block();
}

/// Goes on until nothing is left to do.
pub fn settle() {
    finish_block();
    while !open_secrets().is_empty() {
        conclude_all();
    }
}

/// Makes the first secrets.
pub fn start() {
    settle();
    assert_eq!((Gatekeepers::generation(), Gatekeepers::epoch()), (1, 1));
    System::reset_events();
}

pub const GENERATION: Secret = Secret::Generation(1);
pub const EPOCH: Secret = Secret::Epoch(1);

pub fn sharing(secret: Secret) -> Sharing {
    Keys::<Test>::get().sharing(&secret).expect("it is shared").clone()
}

pub fn holders(secret: Secret) -> Vec<u8> {
    numbers(sharing(secret).holders.iter().map(|holder| holder.keeper))
}

pub fn members() -> Vec<u8> {
    numbers(Members::get())
}

/// This pallet's events since the last call.
pub fn events() -> Vec<Event<Test>> {
    let ours = |event| match event {
        RuntimeEvent::Gatekeepers(event) => Some(event),
        _ => None,
    };
    let events = System::events().into_iter().filter_map(|record| ours(record.event)).collect();
    System::reset_events();
    events
}
