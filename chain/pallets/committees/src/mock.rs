//! A runtime with this pallet and balances. Channels and workers are doubles: what they hold is in storage, so that it
//! is rolled back like everything else.
#![allow(unreachable_pub, missing_docs, clippy::unwrap_used, clippy::expect_used)]

use crate::{self as pallet_committees, *};
use codec::{Decode, Encode};
use frame_support::{
    construct_runtime, derive_impl,
    pallet_prelude::ValueQuery,
    parameter_types,
    traits::{Hooks, OnIdle},
    Identity, PalletId,
};
use frame_system::{EnsureRoot, RawOrigin};
use messages::{
    channel::{Head, Notice, Payload, Sender},
    commit::{Commit, Effect},
    committee::{CommitPoint, Committee, ProgramKind},
    ids::*,
    limits::MAX_MEMBERS,
    H256,
};
use scale_info::TypeInfo;
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchError, DispatchResult, Weight};

construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        Committees: pallet_committees,
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
    pub const CommitteesPalletId: PalletId = PalletId(*b"adyt/cmt");
    pub const SilenceLimit: BlockNumber = 20;
    pub const MinDeposit: Balance = 50;
    /// Workers whose attestation does not count.
    pub static Dead: Vec<WorkerId> = Vec::new();
    /// The gatekeepers' current epoch and generation.
    pub static KeeperEpoch: Epoch = 1;
    pub static Development: bool = false;
    pub static KeeperGeneration: Generation = 1;
    /// Epochs whose secret nobody shares any more.
    pub static Erased: Vec<Epoch> = Vec::new();
    /// Channels without room, for the tiers named.
    pub static Full: Vec<(ChannelId, Tier)> = Vec::new();
}

impl pallet_committees::Config for Test {
    type Currency = Balances;
    type Channels = TestChannels;
    type Workers = TestWorkers;
    type Keepers = TestKeepers;
    type OnCommitApplied = TestService;
    type OnMisconduct = TestReports;
    type Development = Development;
    type CreateOrigin = EnsureRoot<AccountId>;
    type GovernanceOrigin = EnsureRoot<AccountId>;
    type PalletId = CommitteesPalletId;
    type SilenceLimit = SilenceLimit;
    type MinDeposit = MinDeposit;
    type WeightInfo = ();
}

#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Said {
    pub sender: Sender,
    pub payload: Payload,
}

#[frame_support::storage_alias]
pub type Messages = StorageMap<TestChannels, Identity, ChannelId, Vec<Said>>;
#[frame_support::storage_alias]
pub type Acknowledged = StorageMap<TestChannels, Identity, ChannelId, Seq>;

pub struct TestChannels;
impl Channels for TestChannels {
    fn open(channel: ChannelId, _kind: ProgramKind) -> DispatchResult {
        Messages::insert(channel, Vec::<Said>::new());
        Ok(())
    }

    fn push(channel: ChannelId, sender: Sender, payload: Payload, tier: Tier) -> Result<Seq, DispatchError> {
        let mut said = Messages::get(channel).ok_or("no such channel")?;
        if Full::get().contains(&(channel, tier)) {
            return Err("channel full".into());
        }
        said.push(Said { sender, payload });
        Messages::insert(channel, &said);
        Ok(said.len() as Seq)
    }

    fn has_room(channel: ChannelId, tier: Tier, _bytes: u32) -> bool {
        !Full::get().contains(&(channel, tier))
    }

    fn acknowledge(channel: ChannelId, upto: Seq) {
        Acknowledged::insert(channel, upto);
    }

    fn head(channel: ChannelId) -> Option<Head> {
        let seq = Messages::get(channel)?.len() as Seq;
        Some(Head { seq, digest: H256::zero() })
    }
}

/// Operators that are not [`operator`].
#[frame_support::storage_alias]
pub type Operators = StorageMap<TestWorkers, Identity, WorkerId, AccountId>;

pub struct TestWorkers;
impl Workers for TestWorkers {
    fn is_live(worker: &WorkerId) -> bool {
        !Dead::get().contains(worker)
    }

    fn operator(worker: &WorkerId) -> Option<AccountId> {
        Operators::get(worker).or(Some(operator()))
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn make_live(worker: &WorkerId, operator: &AccountId) {
        Operators::insert(worker, operator);
    }
}

/// Who served which applied commit: one list a commit, in order, which late words prolong.
#[frame_support::storage_alias]
pub type Service = StorageMap<TestService, Identity, CommitteeId, Vec<Vec<WorkerId>>, ValueQuery>;

pub struct TestService;
impl OnCommitApplied for TestService {
    fn applied(committee: CommitteeId, voters: &[WorkerId]) -> Weight {
        Service::append(committee, voters.to_vec());
        Weight::from_parts(voters.len() as u64, 0)
    }

    fn seconded(committee: CommitteeId, worker: &WorkerId) {
        Service::mutate(committee, |commits| commits.last_mut().unwrap().push(*worker));
    }

    fn applied_weight() -> Weight {
        Weight::from_parts(MAX_MEMBERS.into(), 0)
    }

    fn seconded_weight() -> Weight {
        Weight::from_parts(1, 0)
    }
}

/// Who was reported, in order, and for what.
#[frame_support::storage_alias]
pub type Reports = StorageValue<TestReports, Vec<(WorkerId, Misconduct)>, ValueQuery>;

#[derive(Clone, Copy, PartialEq, Eq, Debug, codec::Encode, codec::Decode)]
pub enum Misconduct {
    Equivocated,
    Dissented,
}

pub struct TestReports;
impl OnMisconduct for TestReports {
    fn equivocated(worker: &WorkerId) {
        Reports::append((*worker, Misconduct::Equivocated));
    }

    fn dissented(worker: &WorkerId) {
        Reports::append((*worker, Misconduct::Dissented));
    }

    fn weight() -> Weight {
        Weight::from_parts(1, 0)
    }
}

pub struct TestKeepers;
impl Keepers for TestKeepers {
    fn epoch() -> Epoch {
        KeeperEpoch::get()
    }

    fn generation() -> Generation {
        KeeperGeneration::get()
    }

    fn has_sharing(epoch: Epoch) -> bool {
        (1..=KeeperEpoch::get()).contains(&epoch) && !Erased::get().contains(&epoch)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn begin(generation: Generation, epoch: Epoch) {
        KeeperGeneration::set(generation);
        KeeperEpoch::set(epoch);
        Erased::set((1..epoch).collect());
    }
}

/// The account that operates every worker.
pub fn operator() -> AccountId {
    AccountId::new([0x0b; 32])
}

/// The account that owns the clusters.
pub fn owner() -> AccountId {
    AccountId::new([0x0a; 32])
}

/// Somebody else.
pub fn stranger() -> AccountId {
    AccountId::new([0x55; 32])
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
    RawOrigin::Signed(who).into()
}

pub fn worker(number: u8) -> WorkerId {
    WorkerId([number; 32])
}

/// The cluster that most tests are about, and another one to push into.
pub const CLUSTER: CommitteeId = 1;
pub const OTHER: CommitteeId = 2;
pub const FUNDS: Balance = 1_000_000;

/// Builds a network of gatekeepers (two of workers 100 to 102), `CLUSTER` and `OTHER`.
pub struct ExtBuilder {
    development: bool,
    members: u8,
    threshold: u16,
}

impl Default for ExtBuilder {
    /// Three members, two votes, a production network.
    fn default() -> Self {
        Self { development: false, members: 3, threshold: 2 }
    }
}

impl ExtBuilder {
    pub fn development(mut self) -> Self {
        self.development = true;
        self
    }

    /// `threshold` of workers 1 to `members` in `CLUSTER`.
    pub fn cluster(mut self, members: u8, threshold: u16) -> Self {
        (self.members, self.threshold) = (members, threshold);
        self
    }

    fn committee(id: CommitteeId, kind: GenesisKind, members: Vec<u8>, threshold: u16) -> GenesisCommittee {
        GenesisCommittee {
            id,
            kind,
            version: 1,
            threshold,
            // Descending, to show that the order does not matter.
            members: members.into_iter().rev().map(|number| H256(worker(number).0)).collect(),
            owner: Some(owner()),
        }
    }

    pub fn build(self) -> sp_io::TestExternalities {
        Dead::set(Vec::new());
        Full::set(Vec::new());
        KeeperEpoch::set(1);
        KeeperGeneration::set(1);
        Erased::set(Vec::new());
        Development::set(self.development);
        let committees = vec![
            Self::committee(KEEPER_COMMITTEE, GenesisKind::Keeper, vec![100, 101, 102], 2),
            Self::committee(CLUSTER, GenesisKind::Evm, (1..=self.members).collect(), self.threshold),
            Self::committee(OTHER, GenesisKind::Evm, vec![51, 52, 53], 2),
        ];
        let balances = [owner(), operator(), stranger()].map(|who| (who, FUNDS)).to_vec();
        let genesis = RuntimeGenesisConfig {
            system: Default::default(),
            balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
            committees: crate::GenesisConfig { committees, ..Default::default() },
        };
        let mut ext: sp_io::TestExternalities = genesis.build_storage().unwrap().into();
        ext.execute_with(|| System::set_block_number(1));
        ext
    }

    pub fn build_and_execute(self, test: impl FnOnce()) {
        self.build().execute_with(|| {
            test();
            Committees::do_try_state().expect("invariants hold");
        });
    }
}

/// Ends the block with all the idle weight it can have.
pub fn finish_block() {
    let number = System::block_number();
    <AllPalletsWithSystem as OnIdle<_>>::on_idle(number, Weight::from_parts(u64::MAX / 2, u64::MAX / 2));
    <Committees as Hooks<_>>::on_finalize(number);
    System::set_block_number(number + 1);
}

/// Lets `blocks` blocks pass.
pub fn pass(blocks: BlockNumber) {
    for _ in 0..blocks {
        finish_block();
    }
}

pub fn cluster() -> Committee {
    pallet_committees::Committees::<Test>::get(CLUSTER).unwrap()
}

pub fn applied() -> Height {
    cluster().commit.height
}

/// Puts `count` user messages into a channel.
pub fn users_push(channel: ChannelId, count: usize) {
    for _ in 0..count {
        TestChannels::push(channel, Sender::Account(stranger()), Payload::default(), Tier::Account).unwrap();
    }
}

/// A commit of `CLUSTER` after `parent`, with a state root made of `root`.
pub fn commit_after(parent: CommitPoint, root: u8, effects: Vec<Effect>) -> Commit {
    Commit {
        committee: CLUSTER,
        height: parent.height + 1,
        parent: parent.hash,
        upto_block: 1,
        upto_seq: parent.upto_seq,
        state_root: H256([root; 32]),
        generation: parent.generation,
        effects: effects.try_into().unwrap(),
    }
}

/// The point that a commit would establish.
pub fn point(commit: &Commit) -> CommitPoint {
    CommitPoint {
        height: commit.height,
        hash: hash(commit),
        upto_block: commit.upto_block,
        upto_seq: commit.upto_seq,
        state_root: commit.state_root,
        generation: commit.generation,
    }
}

pub fn hash(commit: &Commit) -> H256 {
    crypto::hash::commit_hash(commit)
}

/// `count` commits, each after the one before, from the applied one on.
pub fn chain_of(count: u8, root: u8) -> Vec<Commit> {
    let mut last = cluster().commit;
    let next = |_| {
        let commit = commit_after(last, root, Vec::new());
        last = point(&commit);
        commit
    };
    (0..count).map(next).collect()
}

/// A statement of member `number` that votes on `commits`, which are consecutive.
pub fn vote(number: u8, commits: &[Commit]) -> DispatchResult {
    let hashes: Vec<H256> = commits.iter().map(hash).collect();
    vote_hashes(number, commits[0].height, hashes)
}

pub fn vote_hashes(number: u8, first_height: Height, hashes: Vec<H256>) -> DispatchResult {
    let statement = messages::worker::Statement::Votes {
        committee: CLUSTER,
        first_height,
        commits: hashes.try_into().unwrap(),
    };
    frame_support::storage::with_storage_layer(|| Committees::handle_statement(worker(number), statement))
}

pub fn submit(commit: &Commit) -> DispatchResult {
    Committees::submit_body(signed(stranger()), commit.clone())
}

/// Members 1 and 2 vote for a commit whose body is known.
pub fn agree_on(commit: &Commit) {
    vote(1, std::slice::from_ref(commit)).unwrap();
    vote(2, std::slice::from_ref(commit)).unwrap();
    submit(commit).unwrap();
}

/// What the chain told the cluster, in order.
pub fn notices() -> Vec<Notice> {
    let said = Messages::get(CLUSTER).unwrap_or_default().into_iter();
    let chain = said.filter(|said| said.sender == Sender::Chain);
    chain.map(|said| Notice::decode(&mut &said.payload[..]).unwrap()).collect()
}

/// This pallet's events since the last call.
pub fn events() -> Vec<Event<Test>> {
    let ours = |event| match event {
        RuntimeEvent::Committees(event) => Some(event),
        _ => None,
    };
    let events = System::events().into_iter().filter_map(|record| ours(record.event)).collect();
    System::reset_events();
    events
}
