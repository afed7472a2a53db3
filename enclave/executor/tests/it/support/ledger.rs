//! A small faithful model of the registry and committees pallets over a synthetic chain: what it writes into state is
//! what enclaves prove and read.

use super::{gatekeepers::Gatekeepers, mining::Mining, COMMITTEE, MINUTE};
use attestation::development;
use codec::Encode;
use crypto::hash::{commit_hash, report_data};
use crypto::identity::{message_signing_bytes, verify_raw};
use light_client::testing::{TestChain, Validators};
use messages::{
    abi::{self, Development},
    channel::{Notice, Sender},
    commit::{Commit, Effect},
    committee::{CommitPoint, Committee, LostEpochs, Program, ProgramKind},
    ids::*,
    keys::{InputKey, Secret},
    limits::{LIVE_EPOCHS, MAX_PENDING_COMMITS},
    registration::{Lease, Registration, TrustRoot, WorkerRecord},
    worker::{EgressBatch, SignedWorkerMessage, Statement},
    H160, H256,
};
use std::collections::{BTreeMap, BTreeSet};

/// Time of the genesis block: within the validity of the development certificates.
const GENESIS_MS: TimeMs = 1_795_305_600_000;

/// The chain.
pub struct Ledger {
    pub chain: TestChain,
    pub records: BTreeMap<WorkerId, WorkerRecord>,
    pub committees: BTreeMap<CommitteeId, Committee>,
    pub gatekeepers: Gatekeepers,
    /// Every input key that a member said.
    pub input_keys_said: Vec<(WorkerId, InputKey)>,
    input_ballots: BTreeMap<WorkerId, InputKey>,
    lost_ballots: BTreeMap<WorkerId, Epoch>,
    votes: BTreeMap<Height, BTreeMap<WorkerId, H256>>,
    bodies: BTreeMap<H256, Commit>,
    /// Every vote that was ever accepted.
    pub vote_log: Vec<(WorkerId, BootId, Height, H256)>,
    /// Commits applied, ascending.
    pub applied: Vec<Commit>,
    /// Messages up to this one left chain state.
    pub pruned: Seq,
    /// PHA in escrow, in chain units.
    pub escrow: Balance,
    /// PHA paid out, by account.
    pub paid: BTreeMap<AccountId, Balance>,
    is_development: bool,
    pub mining: Mining,
    /// Accounts that cannot be paid.
    pub broken_accounts: BTreeSet<AccountId>,
}

impl Ledger {
    /// A chain whose gatekeepers and compute members are known from the start.
    pub fn new(
        gatekeepers: Gatekeepers,
        (members, threshold): (Vec<WorkerId>, u16),
        development: Option<Development>,
    ) -> Self {
        let collateral = vec![(TrustRoot::Simulated, development::collateral())];
        let mut genesis = vec![
            (abi::trust_anchors(), vec![development::trust_anchor()].encode()),
            (abi::evidence_policy(), development::policy().encode()),
            (abi::collateral(), collateral.encode()),
        ];
        genesis.extend(development.map(|mark| (abi::development(), mark.encode())));
        let keepers = committee(ProgramKind::Keeper, gatekeepers.wanted.clone(), gatekeepers.threshold);
        let compute = committee(ProgramKind::Evm, members, threshold);
        Self {
            chain: TestChain::with_state(Validators::of(0..1), genesis),
            records: BTreeMap::new(),
            committees: [(KEEPER_COMMITTEE, keepers), (COMMITTEE, compute)].into(),
            gatekeepers,
            input_keys_said: Vec::new(),
            input_ballots: BTreeMap::new(),
            lost_ballots: BTreeMap::new(),
            votes: BTreeMap::new(),
            bodies: BTreeMap::new(),
            vote_log: Vec::new(),
            applied: Vec::new(),
            pruned: 0,
            escrow: 0,
            paid: BTreeMap::new(),
            is_development: development.is_some(),
            mining: Mining::default(),
            broken_accounts: BTreeSet::new(),
        }
    }

    /// The compute committee.
    pub fn committee(&self) -> &Committee {
        &self.committees[&COMMITTEE]
    }

    /// The same, to be changed by governance.
    pub fn committee_mut(&mut self) -> &mut Committee {
        self.committees.get_mut(&COMMITTEE).unwrap()
    }

    /// A member leaves: keys derived before are over.
    pub fn remove_member(&mut self, worker: WorkerId) {
        self.input_ballots.clear();
        let committee = self.committee_mut();
        committee.members.retain(|member| *member != worker);
        committee.key_version += 1;
        self.notify(&Notice::MemberLeft(worker));
    }

    /// Number of the next block.
    pub fn next_block(&self) -> BlockNumber {
        self.chain.tip().number + 1
    }

    /// Time of the next block. Blocks are a minute apart, so that leases run out within a test.
    pub fn time_ms(&self) -> TimeMs {
        GENESIS_MS + TimeMs::from(self.next_block()) * MINUTE
    }

    pub fn notify(&mut self, notice: &Notice) -> Seq {
        self.chain.push_from(COMMITTEE, Sender::Chain, &notice.encode())
    }

    /// PHA arrives in escrow for an EVM account.
    pub fn deposit(&mut self, to: H160, amount: Balance) -> Seq {
        self.escrow += amount;
        self.notify(&Notice::Deposit { to, amount })
    }

    /// Retention is over for every message that a commit acknowledged: the next block no longer has their bodies.
    pub fn prune(&mut self) {
        let acknowledged = self.committee().commit.upto_seq;
        for seq in self.pruned + 1..=acknowledged {
            self.chain.prune(COMMITTEE, seq);
        }
        self.pruned = acknowledged;
    }

    /// Seals the next block.
    pub fn seal(&mut self) {
        self.begin_epoch_if_due();
        self.lose_epochs();
        while self.apply_next() {}
        let (opened, block) = (self.chain.head_of(KEEPER_COMMITTEE), self.next_block());
        self.gatekeepers.open_due(&self.records, opened, block);
        let records = self.records.iter().map(|(worker, record)| (abi::worker(worker), record.encode()));
        let committees =
            self.committees.iter().map(|(id, committee)| (abi::committee(*id), committee.encode()));
        let gatekeepers = [
            (abi::keeper_keys(), self.gatekeepers.keys.encode()),
            (abi::ceremonies(), self.gatekeepers.ceremonies.encode()),
        ];
        let beacon = self.gatekeepers.beacon.iter().map(|beacon| (abi::beacon(), beacon.encode()));
        let time = [(abi::timestamp(), self.time_ms().encode())];
        let values: Vec<_> = records.chain(committees).chain(gatekeepers).chain(beacon).chain(time).collect();
        for (key, value) in values {
            self.chain.set(key, Some(value));
        }
        self.mining.write(&mut self.chain);
        self.chain.seal();
    }

    /// Takes what a worker wants carried to the chain.
    pub fn submit(&mut self, egress: &EgressBatch) {
        if let Some(registration) = &egress.registration {
            self.register(registration);
        }
        for signed in &egress.messages {
            self.accept(signed);
        }
        for body in &egress.bodies {
            let hash = commit_hash(body);
            if self.votes.get(&body.height).is_some_and(|votes| votes.values().any(|vote| *vote == hash)) {
                self.bodies.insert(hash, body.clone());
            }
        }
    }

    fn register(&mut self, Registration { claim, quote }: &Registration) {
        assert!(self.chain.has(claim.challenge), "the challenge is a block of this chain");
        let verified = attestation::verify(
            quote,
            &report_data(claim),
            &[development::trust_anchor()],
            &[(TrustRoot::Simulated, development::collateral())],
            &development::policy(),
            self.time_ms(),
        )
        .expect("an honest worker's evidence");
        let known = self.records.get(&claim.worker).filter(|record| record.boot_id == claim.boot_id);
        let record = WorkerRecord {
            encryption_key: claim.encryption_key,
            operator: claim.operator.clone(),
            boot_id: claim.boot_id,
            last_seq: known.map_or(0, |record| record.last_seq),
            attested: verified.summary(),
            lease: known.and_then(|record| record.lease),
            endpoint: Default::default(),
        };
        if self.gatekeepers.takes_part(&claim.worker) {
            let evidence = Registration { claim: claim.clone(), quote: quote.clone() };
            self.chain.set(abi::keeper_evidence(&claim.worker), Some(Some(evidence).encode()));
        }
        self.records.insert(claim.worker, record);
    }

    /// Accepts a statement if it is exactly the next of the worker's newest boot.
    fn accept(&mut self, signed: &SignedWorkerMessage) {
        let message = &signed.message;
        let bytes = message_signing_bytes(message);
        assert!(verify_raw(&message.worker, b"", &bytes, &signed.signature), "signed by the worker");
        let block = self.next_block();
        let Some(record) = self.records.get_mut(&message.worker) else { return };
        if record.boot_id != message.boot_id || record.last_seq + 1 != message.seq {
            return;
        }
        record.last_seq = message.seq;
        match &message.statement {
            Statement::Lease(nonce) => record.lease = Some(Lease { nonce: *nonce, block }),
            Statement::Endpoint(endpoint) => record.endpoint = endpoint.clone(),
            Statement::Votes { first_height, commits, .. } => {
                self.vote(message.worker, message.boot_id, *first_height, commits)
            }
            Statement::InputKey(key) => self.propose_input_key(message.worker, key),
            Statement::EpochLost { epoch, .. } => {
                self.lost_ballots.insert(message.worker, *epoch);
            }
            Statement::Outcome(outcome) => self.gatekeepers.outcome(message.worker, outcome, block),
            Statement::ShareLost { ceremony } => self.gatekeepers.share_lost(message.worker, *ceremony),
            Statement::Beacon { round, ceremony, partial } => {
                let genesis = self.chain.genesis_hash();
                let said = (message.worker, *round, *ceremony);
                self.gatekeepers.beacon_part(genesis, said, partial, block);
            }
            Statement::FalseGrant(grant) => self.gatekeepers.false_grants.push(grant.clone()),
            Statement::ToChannel { channel, payload } => {
                assert_eq!(*channel, KEEPER_COMMITTEE);
                assert!(self.gatekeepers.takes_part(&message.worker), "only who has a part in it speaks");
                self.chain.push_from(KEEPER_COMMITTEE, Sender::Worker(message.worker), payload);
            }
            Statement::Heartbeat { .. } | Statement::Score { .. } => self.mining.take(message, block),
        }
    }

    /// A member votes on consecutive heights.
    pub fn vote(&mut self, worker: WorkerId, boot: BootId, first: Height, commits: &[H256]) {
        let applied = self.committee().commit.height;
        for (height, hash) in (first..).zip(commits) {
            self.vote_log.push((worker, boot, height, *hash));
            assert!(height <= applied + u64::from(MAX_PENDING_COMMITS), "a vote outside the window");
            if height > applied && self.committee().members.contains(&worker) {
                self.votes.entry(height).or_default().entry(worker).or_insert(*hash);
            }
        }
    }

    fn propose_input_key(&mut self, worker: WorkerId, key: &InputKey) {
        self.input_keys_said.push((worker, *key));
        let committee = self.committee();
        let is_current = self.gatekeepers.keys.epoch() == Some(key.epoch) && key.epoch > committee.epoch;
        if is_current && key.key_version == committee.key_version {
            self.input_ballots.insert(worker, *key);
        }
    }

    fn begin_epoch_if_due(&mut self) {
        let current = self.gatekeepers.keys.epoch();
        self.input_ballots.retain(|_, key| Some(key.epoch) == current);
        let Some(key) = agreed(&self.input_ballots, self.committee().threshold) else { return };
        let committee = self.committee_mut();
        committee.epoch = key.epoch;
        committee.input_keys.retain(|older| older.epoch + u64::from(LIVE_EPOCHS) > key.epoch);
        committee.input_keys.try_push(key).unwrap();
        self.input_ballots.clear();
        self.notify(&Notice::EpochStarted(key));
    }

    /// Calls that nobody can open are given up when enough members say so.
    fn lose_epochs(&mut self) {
        let Some(epoch) = agreed(&self.lost_ballots, self.committee().threshold) else { return };
        assert!(self.gatekeepers.keys.sharing(&Secret::Epoch(epoch)).is_none(), "it is lost indeed");
        self.lose(epoch);
        self.lost_ballots.clear();
    }

    /// Declares epochs lost, and voids what was voted on.
    pub fn lose(&mut self, upto: Epoch) {
        let after = self.committee().commit.upto_seq;
        self.committee_mut().lost = Some(LostEpochs { upto, after });
        self.votes.clear();
        self.bodies.clear();
    }

    fn apply_next(&mut self) -> bool {
        let CommitPoint { height, hash: parent, .. } = self.committee().commit;
        let Some(votes) = self.votes.get(&(height + 1)) else { return false };
        let Some(hash) = agreed(votes, self.committee().threshold) else { return false };
        let Some(commit) = self.bodies.get(&hash).cloned() else { return false };
        assert_eq!(commit.parent, parent, "an agreed commit follows the applied one");
        self.votes.remove(&commit.height);
        self.committee_mut().commit = CommitPoint {
            height: commit.height,
            hash,
            upto_block: commit.upto_block,
            upto_seq: commit.upto_seq,
            state_root: commit.state_root,
            generation: commit.generation,
        };
        if !commit.effects.is_empty() {
            let failed = (0..).zip(&commit.effects).filter(|(_, effect)| !self.carry_out(effect));
            let failed: Vec<_> = failed.map(|(index, _)| index).collect();
            let failed = failed.try_into().unwrap();
            self.notify(&Notice::EffectsSettled { height: commit.height, failed });
        }
        self.applied.push(commit);
        true
    }

    fn carry_out(&mut self, effect: &Effect) -> bool {
        let Effect::PayOut { to, amount } = effect else { panic!("version 1 only pays out") };
        if self.broken_accounts.contains(to) {
            return false;
        }
        match self.escrow.checked_sub(*amount) {
            Some(rest) => self.escrow = rest,
            // Who sets balances, or takes pay-outs back, has more than there is.
            None => {
                assert!(self.is_development, "escrow covers every pay-out");
                return false;
            }
        }
        *self.paid.entry(to.clone()).or_default() += amount;
        true
    }
}

fn committee(kind: ProgramKind, mut members: Vec<WorkerId>, threshold: u16) -> Committee {
    members.sort();
    Committee {
        program: Program { kind, version: 1 },
        members: members.try_into().unwrap(),
        threshold,
        key_version: 1,
        epoch: 0,
        input_keys: Default::default(),
        lost: None,
        commit: CommitPoint { generation: 1, ..CommitPoint::default() },
    }
}

/// The value that at least `threshold` ballots name.
fn agreed<V: Copy + PartialEq>(ballots: &BTreeMap<WorkerId, V>, threshold: u16) -> Option<V> {
    let count = |value: &V| ballots.values().filter(|other| *other == value).count();
    ballots.values().find(|value| count(value) >= threshold.into()).copied()
}
