//! The whole enclave as one state machine: the shell hands in what arrives, and polls what goes out.
//!
//! Handle: [`Enclave::sync`], [`Enclave::registered`], [`Enclave::key_request`], [`Enclave::key_grant`],
//! [`Enclave::query`]. Run: [`Enclave::step`]. Poll: [`Enclave::wants`], [`Enclave::claim`], [`Enclave::egress`],
//! [`Enclave::status`].

use crate::{
    compute::{block::BlockError, Compute},
    keeper::{self, Entitlement, EvidenceRules, KeyRefusal, KeyReply, PendingRequests},
    outbox::Outbox,
    query::{self, QueryError},
    requester::{epoch_due, input_labels, state_label, Collector, GrantError},
    snapshot::{self, ChunkError, Joining, SnapshotRefusal, SnapshotReply},
    view::{is_live, ChainView},
};
use crypto::identity::WorkerIdentity;
use evm::{Evm, EvmConfig, StoreError};
use keys::{KeyRing, KeyShare, StateKeys};
use light_client::{lease::Ticks, Facts, HeadView, Lease, LightClient};
use messages::{
    abi,
    bundle::SyncBundle,
    call::{AsOf, SealedQuery},
    committee::{CommitPoint, Committee, ProgramKind},
    ids::*,
    keys::{InputKey, KeyLabel, KeyRequest, Purpose, SealedKeyGrant},
    limits::{LIVE_EPOCHS, MAX_PENDING_COMMITS},
    registration::{Claim, Registration, TrustRoot, WorkerRecord},
    snapshot::{SealedChunk, SnapshotRequest},
    worker::{EgressBatch, Statement, Wants},
};
use rand_core::{Rng, SeedableRng};
use std::collections::VecDeque;
use thiserror::Error;
use zeroize::Zeroizing;

/// Blocks executed in one step, so that the shell can look after its clients in between.
pub const BLOCKS_PER_STEP: usize = 4;
/// Blocks after which an unanswered registration is made anew, on a fresh challenge. Below the chain's own bound on a
/// challenge's age.
pub const REGISTRATION_PATIENCE: BlockNumber = 32;

/// Where the store's bytes go; implemented by the shell.
pub trait StoreFactory: Send {
    /// Where one store's bytes go.
    type Backend: evm::StorageBackend;
    /// Opens the store's backend, empty if there was none.
    ///
    /// # Errors
    /// A sentence for the operator.
    fn open(&mut self) -> Result<Self::Backend, String>;
    /// Empties the store: its contents lost the vote.
    ///
    /// # Errors
    /// A sentence for the operator.
    fn discard(&mut self) -> Result<(), String>;
}

/// What the operator and the platform decide.
pub struct Config {
    /// The network: its genesis hash is the root of everything proven.
    pub genesis: GenesisHash,
    /// The committee this worker is to serve; whether it may is for the chain to say.
    pub committee: CommitteeId,
    /// The account that operates the machine.
    pub operator: AccountId,
    /// Where other hosts reach this worker.
    pub endpoint: Vec<u8>,
    /// Key of the store on disk.
    pub store_key: Zeroizing<[u8; 32]>,
    /// This platform's share of the gatekeepers' key, should the chain make it one.
    pub keeper_share: Box<dyn KeyShare + Send>,
}

/// Why a bundle was refused or could not be followed up. Nothing changed for a refused one.
#[derive(Debug, Error)]
pub enum SyncError {
    /// The light client refuses it.
    #[error("{0}")]
    Refused(light_client::Error),
    /// State does not read as this version expects.
    #[error("{0}")]
    State(light_client::Error),
}

/// The enclave.
pub struct Enclave<S> {
    config: Config,
    identity: WorkerIdentity,
    boot_id: BootId,
    rng: rand_chacha::ChaCha20Rng,
    client: LightClient,
    asked: Vec<Vec<u8>>,
    facts: Facts,
    view: Option<ChainView>,
    lease: Lease,
    outbox: Outbox,
    evidence: Option<Registration>,
    pending_requests: PendingRequests,
    pending_joiners: PendingRequests,
    collector: Collector,
    ring: KeyRing,
    state_keys: Option<StateKeys>,
    stores: S,
    compute: Option<Compute>,
    /// The next message was proven gone, or this replica's state lost the vote: join by snapshot.
    must_join: bool,
    joining: Option<Joining>,
    /// No message came although some are missing: find out whether the next one is gone.
    suspects_pruning: bool,
    /// Height up to which this boot has voted.
    voted: Height,
    /// Epoch and key version of the input key this boot has published last.
    published: (Epoch, u32),
    endpoint_sent: bool,
    share_sent: bool,
    /// Starts of epochs that were executed but are not yet covered by an applied commit.
    epoch_starts: VecDeque<(Seq, Epoch)>,
    trouble: Option<String>,
}

/// A short account of an enclave for people and metrics.
#[derive(Clone, Debug)]
pub struct Status {
    /// This worker.
    pub worker: WorkerId,
    /// This boot.
    pub boot_id: BootId,
    /// Last verified head.
    pub head: Option<BlockRef>,
    /// Whether the chain counts this boot as attested.
    pub live: bool,
    /// Root of trust of its evidence, once on chain.
    pub trust_root: Option<TrustRoot>,
    /// What it does, if it is a member.
    pub role: Option<ProgramKind>,
    /// Height of the last executed block.
    pub height: Height,
    /// Last applied commit's height.
    pub applied: Height,
    /// State root after the last executed block.
    pub state_root: Option<messages::H256>,
    /// Epochs whose input keys are held.
    pub epochs: Vec<Epoch>,
    /// Whether queries are answered now.
    pub serving: bool,
    /// What holds it up, in a sentence.
    pub trouble: Option<String>,
}

impl<S: StoreFactory> Enclave<S> {
    /// A fresh boot. `entropy` must be secret and new: everything this boot draws comes from it.
    pub fn new(config: Config, identity: WorkerIdentity, stores: S, entropy: [u8; 32], now: Ticks) -> Self {
        let mut rng = rand_chacha::ChaCha20Rng::from_seed(entropy);
        let boot_id = BootId(draw(&mut rng));
        let nonce = draw(&mut rng);
        let mut enclave = Self {
            client: LightClient::new(config.genesis, None),
            outbox: Outbox::new(config.genesis, boot_id),
            identity,
            boot_id,
            lease: Lease::new(nonce, now),
            rng,
            asked: Vec::new(),
            facts: Facts::default(),
            view: None,
            evidence: None,
            pending_requests: PendingRequests::default(),
            pending_joiners: PendingRequests::default(),
            collector: Collector::default(),
            ring: KeyRing::default(),
            state_keys: None,
            stores,
            compute: None,
            must_join: false,
            joining: None,
            suspects_pruning: false,
            voted: 0,
            published: (0, 0),
            endpoint_sent: false,
            share_sent: false,
            epoch_starts: VecDeque::new(),
            trouble: None,
            config,
        };
        let _ = enclave.outbox.push(&enclave.identity, Statement::Lease(nonce));
        enclave
    }

    /// What the next bundle has to bring. The bundle is verified against the answer last given here.
    pub fn wants(&mut self) -> Wants {
        let mut keys = ChainView::keys(&self.identity.id(), self.config.committee);
        if self.is_keeper() {
            keys.extend(self.pending_requests.keys());
            keys.extend(EvidenceRules::keys().into_iter().filter(|_| !self.pending_requests.is_empty()));
        }
        keys.extend(self.pending_joiners.keys());
        keys.extend(self.next_message().filter(|_| self.suspects_pruning));
        keys.sort();
        keys.dedup();
        keys.truncate(light_client::MAX_CALLER_KEYS);
        self.asked = keys.clone();
        let mut wants = self.client.wants(keys);
        if !self.compute.as_ref().is_some_and(Compute::has_room) {
            wants.channel = None;
        }
        wants
    }

    /// Verifies a bundle and takes over what it proves.
    ///
    /// # Errors
    /// [`SyncError`]; a refused bundle changes nothing.
    pub fn sync(&mut self, bundle: &SyncBundle, now: Ticks) -> Result<(), SyncError> {
        let batch = self.client.verify(bundle, &self.asked).map_err(SyncError::Refused)?;
        let seen = match batch.view() {
            Some(view) => Some(
                ChainView::read(view, &self.identity.id(), self.config.committee)
                    .map_err(SyncError::State)?,
            ),
            None => None,
        };
        self.client.apply(&batch);
        if let (Some(seen), Some(head_view)) = (seen, batch.into_view()) {
            self.observe(seen, head_view, now);
        }
        Ok(())
    }

    fn observe(&mut self, seen: ChainView, head_view: HeadView, now: Ticks) {
        let (head, complete) = (seen.head.number, head_view.complete());
        let (facts, messages) = head_view.into_parts();
        self.facts = facts;
        self.pending_requests.expire(head);
        self.pending_joiners.expire(head);
        let gone = self.next_message().is_some_and(|key| self.facts.raw(&key) == Ok(None));
        self.suspects_pruning = self.compute.is_some() && !complete && messages.is_empty();
        if let Some(record) = seen.record.as_ref().filter(|r| r.boot_id == self.boot_id) {
            self.outbox.acknowledge(record.last_seq);
            self.lease.see(record);
        }
        if let Some(compute) = &mut self.compute {
            compute.enqueue(messages, complete, head);
        }
        self.view = Some(seen);
        self.settle();
        if gone && self.suspects_pruning {
            self.trouble = Some("the next message is pruned on chain; this replica joins by snapshot".into());
            self.discard();
        }
        self.speak(now);
    }

    /// Compares own commits with the applied one, and erases epochs that an applied commit has closed.
    fn settle(&mut self) {
        let Some(view) = &self.view else { return };
        let Some(applied) = view.committee.as_ref().map(|c| c.commit) else { return };
        let head = view.head.number;
        let Some(compute) = &mut self.compute else { return };
        if let Err(diverged) = compute.settle(&applied, head) {
            self.trouble = Some(format!(
                "this replica's result at height {} lost the vote; its state is discarded and executed anew",
                diverged.height
            ));
            self.discard();
            return;
        }
        while let Some((_, epoch)) = self.epoch_starts.pop_front_if(|(seq, _)| *seq <= applied.upto_seq) {
            self.ring.erase_before((epoch + 1).saturating_sub(LIVE_EPOCHS.into()));
        }
    }

    /// Storage key of the message after the last one fetched.
    fn next_message(&self) -> Option<Vec<u8>> {
        let (channel, cursor) = self.client.channel()?;
        Some(abi::message(channel, cursor.seq.saturating_add(1)))
    }

    fn discard(&mut self) {
        self.compute = None;
        self.joining = None;
        self.must_join = true;
        self.suspects_pruning = false;
        if let Err(error) = self.stores.discard() {
            self.trouble = Some(error);
        }
    }

    /// Queues the statements that are due.
    fn speak(&mut self, now: Ticks) {
        if self.lease.needs_nonce(now) {
            let nonce = draw(&mut self.rng);
            if self.outbox.push(&self.identity, Statement::Lease(nonce)) {
                self.lease.renew(nonce, now);
            }
        }
        if !self.endpoint_sent {
            if let Ok(endpoint) = self.config.endpoint.clone().try_into() {
                self.endpoint_sent = self.outbox.push(&self.identity, Statement::Endpoint(endpoint));
            }
        }
        let Some(view) = self.view.as_ref().filter(|v| v.is_live(&self.boot_id)) else { return };
        let Some(committee) = view.membership(&self.identity.id()) else { return };
        match committee.program.kind {
            ProgramKind::Keeper if !self.share_sent => {
                let share = &self.config.keeper_share;
                let known = view.keeper_keys.iter().flat_map(|k| k.shares.iter());
                if known
                    .clone()
                    .any(|(worker, _, public)| *worker == self.identity.id() && *public == share.public())
                {
                    self.share_sent = true;
                    return;
                }
                let statement = Statement::KeeperShare { group: share.group(), share: share.public() };
                self.share_sent = self.outbox.push(&self.identity, statement);
            }
            ProgramKind::Keeper => {}
            ProgramKind::Evm => self.publish_input_key(),
        }
    }

    /// Publishes the next epoch's input key once this member holds it.
    fn publish_input_key(&mut self) {
        let Some((view, committee)) = self.membership() else { return };
        let next = (committee.epoch.saturating_add(1), committee.key_version);
        let (epoch, key_version) = next;
        if self.published == next || !epoch_due(committee, view.head.number) {
            return;
        }
        let Some(secret) = self.ring.input_at(epoch, key_version) else { return };
        let statement = Statement::InputKey(InputKey {
            committee: self.config.committee,
            epoch,
            key_version,
            public: secret.public(),
        });
        if self.outbox.push(&self.identity, statement) {
            self.published = next;
        }
    }

    /// The claim to get a quote for, when this boot should register or renew.
    pub fn claim(&self) -> Option<Claim> {
        let view = self.view.as_ref().filter(|view| self.needs_registration(view))?;
        let waiting = self.evidence.as_ref().is_some_and(|r| {
            r.claim.challenge.number.saturating_add(REGISTRATION_PATIENCE) >= view.head.number
        });
        (!waiting).then(|| Claim {
            genesis: self.config.genesis,
            worker: self.identity.id(),
            encryption_key: self.identity.encryption_key(),
            operator: self.config.operator.clone(),
            boot_id: self.boot_id,
            challenge: view.head,
            relay_checkpoint: None,
        })
    }

    /// Whether the chain's record is of another boot, or soon too old.
    fn needs_registration(&self, view: &ChainView) -> bool {
        let record = view.record.as_ref().filter(|r| r.boot_id == self.boot_id);
        record.is_none_or(|r| r.attested.valid_until_ms < view.time_ms.saturating_add(RENEW_BEFORE_MS))
    }

    /// Takes the evidence that the platform made for [`Self::claim`].
    pub fn registered(&mut self, registration: Registration) {
        self.evidence = Some(registration);
    }

    /// Everything that waits to be carried to the chain or to gatekeepers.
    pub fn egress(&self) -> EgressBatch {
        let due = self.view.as_ref().is_some_and(|view| self.needs_registration(view));
        EgressBatch {
            registration: self.evidence.clone().filter(|_| due),
            messages: self.outbox.messages().take(MAX_EGRESS_MESSAGES).cloned().collect(),
            bodies: self.compute.iter().flat_map(|c| c.position().pending.iter().cloned()).collect(),
            key_requests: self.key_requests(),
            snapshot_request: self.snapshot_request(),
        }
    }

    fn key_requests(&self) -> Vec<KeyRequest> {
        let request = || {
            let (view, committee) = self.membership()?;
            // Without the gatekeepers' public keys no answer could be verified.
            view.keeper_keys.as_ref()?;
            let evidence = self.evidence.clone()?;
            let labels = self.missing_labels(view, committee);
            (committee.program.kind == ProgramKind::Evm && view.is_live(&self.boot_id) && !labels.is_empty())
                .then(|| KeyRequest {
                    genesis: self.config.genesis,
                    worker: self.identity.id(),
                    boot_id: self.boot_id,
                    at_block: view.head.number,
                    evidence,
                    labels,
                })
        };
        request().into_iter().collect()
    }

    fn missing_labels(&self, view: &ChainView, committee: &Committee) -> Vec<KeyLabel> {
        let (genesis, id) = (self.config.genesis, self.config.committee);
        let held = |label: &KeyLabel| match label.purpose {
            Purpose::Input { epoch } => self.ring.input_at(epoch, label.key_version).is_some(),
            Purpose::State { .. } => self.state_keys.is_some() || self.compute.is_some(),
        };
        let inputs = input_labels(genesis, id, committee, view.head.number);
        let state = state_label(genesis, id, committee);
        core::iter::once(state).chain(inputs).filter(|label| !held(label)).collect()
    }

    /// Takes a gatekeeper's grant.
    ///
    /// # Errors
    /// [`GrantError`]; nothing of a refused grant is kept.
    pub fn key_grant(&mut self, sealed: &SealedKeyGrant, now: Ticks) -> Result<(), GrantError> {
        let wanted = match self.membership() {
            Some((view, committee)) => self.missing_labels(view, committee),
            None => Vec::new(),
        };
        let keepers = self.view.as_ref().and_then(|v| v.keeper_keys.as_ref());
        let complete = self.collector.accept(&self.identity, &self.boot_id, keepers, &wanted, sealed)?;
        for (label, secret) in complete {
            match label.purpose {
                Purpose::State { .. } => self.state_keys = Some(StateKeys::new(&secret)),
                Purpose::Input { epoch } => self.ring.insert_input(epoch, label.key_version, &secret),
            }
        }
        self.speak(now);
        Ok(())
    }

    /// Answers another worker's request for keys, if this is a gatekeeper and the requester is entitled.
    ///
    /// # Errors
    /// [`KeyRefusal`].
    pub fn key_request(&mut self, request: &KeyRequest, now: Ticks) -> Result<KeyReply, KeyRefusal> {
        if !self.is_keeper() || !self.lease.may_answer(now) {
            return Err(KeyRefusal::NotServing);
        }
        let view = self.view.as_ref().ok_or(KeyRefusal::NotServing)?;
        keeper::check_form(&self.config.genesis, view.head.number, request)?;
        let Some(rules) = EvidenceRules::read(&self.facts) else { return self.hold(request) };
        let entitlement = Entitlement {
            genesis: self.config.genesis,
            time_ms: view.time_ms,
            facts: &self.facts,
            rules: &rules,
        };
        let Some(requester) = entitlement.check(request)? else { return self.hold(request) };
        if !self.lease.spend(now) {
            return Err(KeyRefusal::NotServing);
        }
        self.pending_requests.remove(&request.worker);
        let seed = draw(&mut self.rng);
        keeper::grant(&self.identity, self.config.keeper_share.as_ref(), request, &requester, seed)
            .map(KeyReply::Grant)
            .ok_or(KeyRefusal::NotAttested)
    }

    fn hold(&mut self, request: &KeyRequest) -> Result<KeyReply, KeyRefusal> {
        let head = self.view.as_ref().map_or(0, |v| v.head.number);
        self.pending_requests.insert(request, head)?;
        Ok(KeyReply::Pending)
    }

    /// What this joiner asks another member for.
    fn snapshot_request(&self) -> Option<SnapshotRequest> {
        let joining = self.joining.as_ref()?;
        Some(joining.request(self.config.genesis, self.config.committee, self.identity.id(), self.boot_id))
    }

    /// Gives a joining member the next part of an accepted state.
    ///
    /// # Errors
    /// [`SnapshotRefusal`].
    pub fn snapshot(
        &mut self,
        request: &SnapshotRequest,
        now: Ticks,
    ) -> Result<SnapshotReply, SnapshotRefusal> {
        if request.genesis != self.config.genesis || request.committee != self.config.committee {
            return Err(SnapshotRefusal::WrongCommittee);
        }
        let view = self.view.as_ref().ok_or(SnapshotRefusal::NotServing)?;
        let (head, time_ms) = (view.head.number, view.time_ms);
        let members = view.committee.as_ref().map(|c| c.members.as_slice()).unwrap_or_default();
        if !members.contains(&request.worker) {
            return Err(SnapshotRefusal::NotAMember);
        }
        let record = match self.facts.read::<WorkerRecord>(&abi::worker(&request.worker)) {
            Ok(record) => record.filter(|r| is_live(r, &request.boot_id, time_ms)),
            Err(_) => {
                let held = self.pending_joiners.hold(request.worker, request.committee, head);
                return held.map(|()| SnapshotReply::Pending).map_err(|_| SnapshotRefusal::NotServing);
            }
        };
        let joiner = record.ok_or(SnapshotRefusal::NotAMember)?;
        let compute = self.compute.as_mut().ok_or(SnapshotRefusal::NotServing)?;
        if !self.lease.spend(now) {
            return Err(SnapshotRefusal::NotServing);
        }
        // Keeps the joiner's record proven while it goes on asking.
        let _ = self.pending_joiners.hold(request.worker, request.committee, head);
        let chunk = compute.shelf().chunk(request.height, request.after, head)?;
        let sealed = snapshot::seal(request, &joiner, &chunk, draw(&mut self.rng));
        sealed.map(SnapshotReply::Chunk).ok_or(SnapshotRefusal::NotAMember)
    }

    /// Takes in the chunk this joiner asked for.
    ///
    /// # Errors
    /// [`ChunkError`]; a refused chunk changes nothing, a false whole is discarded.
    pub fn snapshot_chunk(&mut self, sealed: &SealedChunk) -> Result<(), ChunkError> {
        let asked = self.snapshot_request().ok_or(ChunkError::NotAsked)?;
        let joining = self.joining.as_mut().ok_or(ChunkError::NotAsked)?;
        if !joining.accept(&self.identity, &asked, sealed)? {
            return Ok(());
        }
        let (Some(joining), Some(keys)) = (self.joining.take(), self.state_keys.take()) else {
            return Ok(());
        };
        let (genesis, committee) = (self.config.genesis, self.config.committee);
        match joining.finish().and_then(|joined| Ok(Compute::join(genesis, committee, joined, keys)?)) {
            Ok(compute) => {
                self.must_join = false;
                self.trouble = None;
                self.start(compute);
                Ok(())
            }
            Err(error) => {
                self.discard();
                Err(error.into())
            }
        }
    }

    /// Begins to follow the channel from where the state stands.
    fn start(&mut self, compute: Compute) {
        self.client.follow(self.config.committee, compute.cursor());
        self.voted = 0;
        self.compute = Some(compute);
        self.settle();
        self.vote();
    }

    /// Does a bounded amount of work. True if there is more to do at once.
    pub fn step(&mut self) -> bool {
        if self.compute.is_none() {
            return self.joining.is_none() && self.open_state();
        }
        let Some(compute) = &mut self.compute else { return false };
        let progress = compute.execute(&self.ring, BLOCKS_PER_STEP);
        self.epoch_starts.extend(progress.epoch_starts);
        self.trouble = progress.stalled.as_ref().map(BlockError::to_string);
        // Vote first: a late vote on an applied height still shows the chain that this member works.
        self.vote();
        self.settle();
        !progress.commits.is_empty()
    }

    /// Opens the state, or begins to join by snapshot, once the state keys are here.
    fn open_state(&mut self) -> bool {
        let Some((_, committee)) = self.membership() else { return false };
        let (kind, applied) = (committee.program.kind, committee.commit);
        let Some(keys) = self.state_keys.take_if(|_| kind == ProgramKind::Evm) else { return false };
        // Without an accepted commit there is nothing to join: the channel is executed from its start.
        let result = match self.must_join && applied.height > 0 {
            true => self.begin_join(&keys, applied).map(|()| self.state_keys = Some(keys)),
            false => self.open_compute(keys).map(|compute| self.start(compute)),
        };
        if let Err(sentence) = result {
            self.trouble = Some(sentence);
        }
        self.compute.is_some()
    }

    fn evm_config(&mut self, keys: &StateKeys) -> EvmConfig {
        EvmConfig {
            committee: self.config.committee,
            store_key: self.config.store_key.clone(),
            root_key: keys.root.clone(),
            nonce_seed: draw(&mut self.rng),
        }
    }

    fn open_compute(&mut self, keys: StateKeys) -> Result<Compute, String> {
        let config = self.evm_config(&keys);
        let evm = match Evm::open(self.stores.open()?, config) {
            Ok(evm) => evm,
            Err(StoreError::ImportUnfinished) => {
                self.discard();
                return Err("an earlier join was interrupted; it begins again".into());
            }
            Err(error) => return Err(error.to_string()),
        };
        Compute::open(self.config.genesis, self.config.committee, evm, keys).map_err(|e| e.to_string())
    }

    fn begin_join(&mut self, keys: &StateKeys, point: CommitPoint) -> Result<(), String> {
        // Whatever an earlier attempt left behind belongs to another snapshot.
        self.stores.discard()?;
        let config = self.evm_config(keys);
        let joining = Joining::begin(self.stores.open()?, config, point).map_err(|e| e.to_string())?;
        self.joining = Some(joining);
        Ok(())
    }

    /// Votes on every pending commit this boot has not voted on, once the chain would count it.
    fn vote(&mut self) {
        let Some((view, _)) = self.membership() else { return };
        if !view.is_live(&self.boot_id) {
            return;
        }
        let Some(compute) = &self.compute else { return };
        let due: Vec<_> = compute.position().pending.iter().filter(|c| c.height > self.voted).collect();
        let (Some(first), Some(last)) = (due.first(), due.last()) else { return };
        let (first_height, last_height) = (first.height, last.height);
        let hashes: Vec<_> =
            due.iter().take(MAX_PENDING_COMMITS as usize).map(|c| crypto::hash::commit_hash(c)).collect();
        let Ok(commits) = hashes.try_into() else { return };
        let statement = Statement::Votes { committee: self.config.committee, first_height, commits };
        if self.outbox.push(&self.identity, statement) {
            self.voted = last_height;
        }
    }

    /// Answers a sealed query: `nonce ‖ ciphertext` of a signed answer.
    ///
    /// # Errors
    /// [`QueryError`] when there is no answer that could be encrypted.
    pub fn query(&mut self, sealed: &SealedQuery, now: Ticks) -> Result<Vec<u8>, QueryError> {
        let compute =
            self.compute.as_ref().ok_or(QueryError::NotServing("its state keys have not arrived"))?;
        let view = self.view.as_ref().ok_or(QueryError::NotServing("it has not seen the chain"))?;
        let (query, key) = query::open(&self.config.genesis, self.config.committee, &self.ring, sealed)?;
        if !self.lease.spend(now) {
            return Err(QueryError::Stale);
        }
        let position = compute.position();
        let as_of = AsOf {
            block: view.head,
            time_ms: view.time_ms,
            height: position.height,
            state_root: position.state_root,
            simulated: view.record.as_ref().is_none_or(|r| r.attested.root == TrustRoot::Simulated),
        };
        let (genesis, committee) = (&self.config.genesis, self.config.committee);
        let answer = query::answer(genesis, committee, &self.identity, &compute.evm().view(), as_of, &query)?;
        key.seal(draw(&mut self.rng), &answer).map_err(|_| QueryError::Undecryptable)
    }

    /// A short account for people and metrics.
    pub fn status(&self, now: Ticks) -> Status {
        let position = self.compute.as_ref().map(Compute::position);
        let committee = self.view.as_ref().and_then(|v| v.committee.as_ref());
        Status {
            worker: self.identity.id(),
            boot_id: self.boot_id,
            head: self.view.as_ref().map(|v| v.head),
            live: self.view.as_ref().is_some_and(|v| v.is_live(&self.boot_id)),
            trust_root: self.view.as_ref().and_then(|v| v.record.as_ref()).map(|r| r.attested.root),
            role: self.membership().map(|(_, c)| c.program.kind),
            height: position.map_or(0, |p| p.height),
            applied: committee.map_or(0, |c| c.commit.height),
            state_root: position.map(|p| p.state_root),
            epochs: self.ring.epochs(),
            serving: self.lease.may_answer(now) && (self.compute.is_some() || self.is_keeper()),
            trouble: self.trouble.clone(),
        }
    }

    fn membership(&self) -> Option<(&ChainView, &Committee)> {
        let view = self.view.as_ref()?;
        view.membership(&self.identity.id()).map(|committee| (view, committee))
    }

    fn is_keeper(&self) -> bool {
        self.membership().is_some_and(|(_, c)| c.program.kind == ProgramKind::Keeper)
    }
}

/// Statements of one egress batch; what the chain takes in one extrinsic.
const MAX_EGRESS_MESSAGES: usize = messages::limits::MAX_WORKER_MESSAGES as usize;
/// Evidence is renewed when it has less than this left to count: half an hour.
const RENEW_BEFORE_MS: TimeMs = 30 * 60 * 1000;

fn draw<const N: usize>(rng: &mut rand_chacha::ChaCha20Rng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}
