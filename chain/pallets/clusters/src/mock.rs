//! A runtime with this pallet and balances. Committees are a double: workers 1 to 9 and any other, each with its operator.
#![allow(unreachable_pub, missing_docs, clippy::unwrap_used, clippy::expect_used)]

use crate::{self as pallet_clusters, *};
use frame_support::{
    construct_runtime, derive_impl, parameter_types,
    traits::{fungible::Inspect, fungible::Mutate},
};
use frame_system::{EnsureRoot, RawOrigin};
use messages::{cluster::pot_account, ids::*};
use sp_runtime::{
    traits::{Dispatchable, IdentityLookup},
    BuildStorage, DispatchResult,
};

construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        Clusters: pallet_clusters,
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

/// The least that an account may hold.
pub const ED: Balance = 10;
/// Blocks of notice, and of a period.
pub const NOTICE: BlockNumber = 20;
pub const PERIOD: BlockNumber = 50;

parameter_types! {
    pub const ExistentialDeposit: Balance = ED;
    pub const Notice: BlockNumber = NOTICE;
    pub const Period: BlockNumber = PERIOD;
    /// Workers that are no longer registered.
    pub static Gone: Vec<WorkerId> = Vec::new();
    /// The owner of the cluster of a benchmark.
    pub static BenchmarkOwner: Option<AccountId> = None;
    /// Operators that are not [`operator`].
    pub static Operators: Vec<(WorkerId, AccountId)> = Vec::new();
}

impl pallet_clusters::Config for Test {
    type Currency = Balances;
    type Committees = TestCommittees;
    type GovernanceOrigin = EnsureRoot<AccountId>;
    type Notice = Notice;
    type Period = Period;
    type WeightInfo = ();
}

/// The cluster of most tests, one that governance alone decides on, and a committee that computes nothing.
pub const CLUSTER: CommitteeId = 1;
pub const UNOWNED: CommitteeId = 2;
pub const FUNDS: Balance = 1_000_000_000;

pub struct TestCommittees;
impl Committees for TestCommittees {
    fn is_cluster(id: CommitteeId) -> bool {
        [CLUSTER, UNOWNED].contains(&id)
    }

    fn owner(id: CommitteeId) -> Option<AccountId> {
        (id == CLUSTER).then(|| BenchmarkOwner::get().unwrap_or(owner()))
    }

    fn operator(worker: &WorkerId) -> Option<AccountId> {
        if Gone::get().contains(worker) {
            return None;
        }
        let other = Operators::get().into_iter().find(|(known, _)| known == worker);
        Some(other.map_or_else(|| operator(worker.0[0]), |(_, operator)| operator))
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn make(owner: &AccountId, workers: &[(WorkerId, AccountId)]) -> CommitteeId {
        BenchmarkOwner::set(Some(owner.clone()));
        Operators::set(workers.to_vec());
        CLUSTER
    }
}

pub fn worker(number: u8) -> WorkerId {
    WorkerId([number; 32])
}

/// The account that operates worker `number`.
pub fn operator(number: u8) -> AccountId {
    AccountId::new([0x80 + number; 32])
}

/// The account that owns the cluster.
pub fn owner() -> AccountId {
    AccountId::new([0x0a; 32])
}

/// Somebody else, with as much money.
pub fn stranger() -> AccountId {
    AccountId::new([0x55; 32])
}

pub fn pot() -> AccountId {
    pot_account(CLUSTER)
}

pub fn new_test_ext() -> sp_io::TestExternalities {
    Gone::set(Vec::new());
    BenchmarkOwner::set(None);
    Operators::set(Vec::new());
    let balances = [owner(), stranger()].map(|who| (who, FUNDS)).to_vec();
    let genesis = RuntimeGenesisConfig {
        system: Default::default(),
        balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
    };
    let mut ext: sp_io::TestExternalities = genesis.build_storage().unwrap().into();
    ext.execute_with(|| System::set_block_number(1));
    ext
}

/// Runs a test and checks the invariants.
pub fn execute(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        Clusters::do_try_state().expect("invariants hold");
    });
}

/// Lets blocks pass.
pub fn pass(blocks: BlockNumber) {
    System::set_block_number(System::block_number() + blocks);
}

/// Dispatches a call as a transaction would: what fails changes nothing.
pub fn call(origin: impl Into<RuntimeOrigin>, call: Call<Test>) -> DispatchResult {
    RuntimeCall::from(call).dispatch(origin.into()).map(|_| ()).map_err(|failed| failed.error)
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
    RawOrigin::Signed(who).into()
}

pub fn fund(cluster: CommitteeId, amount: Balance) -> DispatchResult {
    call(signed(stranger()), Call::fund { cluster, amount })
}

pub fn set_terms(reward: Balance, limit: Balance) -> DispatchResult {
    call(signed(owner()), Call::set_terms { cluster: CLUSTER, terms: Terms { reward, limit } })
}

pub fn defund(amount: Balance) -> DispatchResult {
    call(signed(owner()), Call::defund { cluster: CLUSTER, to: owner(), amount })
}

pub fn withdraw() -> DispatchResult {
    call(signed(stranger()), Call::withdraw { cluster: CLUSTER })
}

pub fn claim(number: u8) -> DispatchResult {
    call(signed(stranger()), Call::claim { cluster: CLUSTER, operator: operator(number) })
}

/// Gas fees arrive in the pot.
pub fn collect_fees(amount: Balance) {
    Balances::mint_into(&pot(), amount).unwrap();
}

/// A commit is applied for which these workers voted.
pub fn apply(voters: &[u8]) {
    let voters: Vec<_> = voters.iter().copied().map(worker).collect();
    Clusters::commit_applied(CLUSTER, &voters);
}

/// A cluster whose first commit these workers served; the next commit pays for it.
pub fn served_by(voters: &[u8]) {
    apply(voters);
    apply(&[]);
}

pub fn earned(number: u8) -> Balance {
    Earned::<Test>::get(CLUSTER, operator(number))
}

pub fn book() -> Book {
    Books::<Test>::get(CLUSTER)
}

pub fn balance(who: &AccountId) -> Balance {
    Balances::total_balance(who)
}

/// This pallet's last event.
pub fn last_event() -> Option<Event<Test>> {
    System::events().into_iter().rev().find_map(|record| match record.event {
        RuntimeEvent::Clusters(event) => Some(event),
        _ => None,
    })
}
