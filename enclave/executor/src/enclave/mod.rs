//! The whole enclave as one state machine: the shell hands in what arrives, and polls what goes out.
//!
//! Handle: [`Enclave::sync`], [`Enclave::registered`], [`Enclave::key_request`], [`Enclave::key_grant`],
//! [`Enclave::snapshot`], [`Enclave::worked`]. Run: [`Enclave::step`]. Poll: [`Enclave::wants`], [`Enclave::claim`],
//! [`Enclave::egress`], [`Enclave::measuring`], [`Enclave::answerer`], [`Enclave::status`].

mod answers;
mod ceremonies;
mod joining;
mod member_keys;
mod opening;
mod statements;

pub use answers::Status;
pub use statements::REGISTRATION_PATIENCE;

use crate::{
    compute::{block::BlockError, stored_generation, Compute},
    keeper::{self, Entitlement, EvidenceRules, KeyRefusal, KeyReply, Subject},
    keeping::{Boot, Keeping, Seen},
    mining::{self, Answers, Mining, MINING_KEYS},
    network::Network,
    outbox::Outbox,
    query::{Answerer, NotServing},
    requester::{input_labels, next_epoch, state_label, Collector, GrantError, Reader},
    snapshot::{ChunkError, Joining, SnapshotRefusal, SnapshotReply},
    view::{is_live, ChainView},
    waiting::Waiting,
    watch::Watch,
};
use capacity::Tally;
use crypto::{identity::WorkerIdentity, sealing::DecryptionKey};
use evm::{Evm, EvmConfig, StoreError};
use keys::{KeyRing, StateKeys, Vault};
use light_client::{lease::Ticks, Facts, HeadView, Lease, LightClient};
use messages::{
    abi,
    bundle::SyncBundle,
    ceremony::Receiver,
    channel::Message,
    committee::{CommitPoint, Committee, LostEpochs, ProgramKind},
    ids::*,
    keys::{KeeperKeys, KeyGrant, KeyLabel, KeyRequest, Purpose, SealedKeyGrant, Secret},
    limits::{LIVE_EPOCHS, MAX_PENDING_COMMITS},
    query::AsOf,
    registration::{Claim, Registration, TrustRoot, WorkerRecord},
    snapshot::{SealedChunk, SnapshotRequest},
    worker::{EgressBatch, Statement, Wants},
    H256,
};
use rand_core::{Rng, SeedableRng};
use std::{
    collections::{BTreeSet, VecDeque},
    sync::Arc,
};
use thiserror::Error;
use zeroize::Zeroizing;

/// Blocks executed in one step, so that the shell can look after its clients in between.
pub const BLOCKS_PER_STEP: usize = 4;

/// Blocks without an applied commit after which a member gives up on its own pending results.
const STANDSTILL: BlockNumber = 64;

/// Keys a worker wants proven for itself at most: those of a gatekeeper's [`ChainView::keys`] (a member has fewer, and the
/// next message), and those of [`mining`].
const MAX_OWN_KEYS: usize = 6 + MINING_KEYS;

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
    /// The sealed shares that were kept last, if any.
    ///
    /// # Errors
    /// A sentence for the operator.
    fn load_shares(&mut self) -> Result<Option<Vec<u8>>, String>;
    /// Keeps sealed shares in place of those kept before; durable when it returns.
    ///
    /// # Errors
    /// A sentence for the operator.
    fn save_shares(&mut self, sealed: &[u8]) -> Result<(), String>;
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
    /// What gatekeepers' shares are sealed with, where the platform can: it survives restarts and belongs to this code on
    /// this machine.
    pub sealing_key: Option<Zeroizing<[u8; 32]>>,
    /// Whether the machine's capacity is offered: what the chain asks about it is read and answered.
    pub mining: bool,
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
    identity: Arc<WorkerIdentity>,
    boot_id: BootId,
    rng: rand_chacha::ChaCha20Rng,
    client: LightClient,
    facts: Facts,
    view: Option<ChainView>,
    lease: Lease,
    outbox: Outbox,
    evidence: Option<Registration>,
    pending_requests: Waiting,
    pending_joiners: Waiting,
    collector: Collector,
    /// What the gatekeepers' answers are encrypted to, and the keys it was drawn to ask for.
    response: (DecryptionKey, Vec<KeyLabel>),
    /// Gatekeepers whose false grants this boot has reported.
    reported_keepers: BTreeSet<WorkerId>,
    keeping: Keeping,
    watch: Watch,
    mining: Mining,
    ring: KeyRing,
    state_keys: Option<(Generation, StateKeys)>,
    /// Generation of the keys that open the store; `None` inside if it holds no state, outside until somebody looked.
    stored: Option<Option<Generation>>,
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
    /// Epoch that this boot has reported as lost last, and the seq up to which calls were executed then.
    reported_lost: (Epoch, Seq),
    /// Height applied last, and the head since which nothing further was applied.
    applied_since: (Height, BlockNumber),
    /// What the chain has declared lost, as far as this boot's votes take it into account.
    lost: Option<LostEpochs>,
    /// Generation of state keys without which execution does not go on.
    missing_generation: Option<Generation>,
    endpoint_sent: bool,
    /// Starts of epochs that were executed but are not yet covered by an applied commit.
    epoch_starts: VecDeque<(Seq, Epoch)>,
    trouble: Option<String>,
}

impl<S: StoreFactory> Enclave<S> {
    /// A fresh boot. `entropy` must be secret and new: everything this boot draws comes from it, the key that grants are
    /// encrypted to as well. So recorded grants stay closed even to who later gets the machine's sealing key.
    pub fn new(config: Config, identity: WorkerIdentity, stores: S, entropy: [u8; 32], now: Ticks) -> Self {
        let mut rng = rand_chacha::ChaCha20Rng::from_seed(entropy);
        let boot_id = BootId(draw(&mut rng));
        let nonce = draw(&mut rng);
        let identity = Arc::new(identity.with_fresh_encryption_key(&Zeroizing::new(draw(&mut rng))));
        let response = (DecryptionKey::from_seed(&Zeroizing::new(draw(&mut rng))), Vec::new());
        let mut enclave = Self {
            client: LightClient::new(config.genesis, None),
            outbox: Outbox::new(config.genesis, boot_id),
            identity,
            boot_id,
            lease: Lease::new(nonce, now),
            rng,
            facts: Facts::default(),
            view: None,
            evidence: None,
            pending_requests: Waiting::default(),
            pending_joiners: Waiting::default(),
            collector: Collector::default(),
            response,
            reported_keepers: BTreeSet::new(),
            keeping: Keeping::default(),
            watch: Watch::default(),
            mining: Mining::default(),
            ring: KeyRing::default(),
            state_keys: None,
            stored: None,
            stores,
            compute: None,
            must_join: false,
            joining: None,
            suspects_pruning: false,
            voted: 0,
            published: (0, 0),
            reported_lost: (0, 0),
            applied_since: (0, 0),
            lost: None,
            missing_generation: None,
            endpoint_sent: false,
            epoch_starts: VecDeque::new(),
            trouble: None,
            config,
        };
        let _ = enclave.outbox.push(&enclave.identity, Statement::Lease(nonce));
        enclave.restore_shares();
        enclave
    }

    /// What the next bundle has to bring, and what it may bring for others that wait here.
    pub fn wants(&self) -> Wants {
        let (mut keys, wishes) = (self.own_keys(), self.wishes());
        keys.extend(wishes.into_iter().filter(|wish| !keys.contains(wish)).collect::<Vec<_>>());
        let mut wants = self.client.wants(keys);
        if self.compute.as_ref().is_some_and(|compute| !compute.has_room()) {
            wants.channel = None;
        }
        wants
    }

    /// What this worker itself has to see in every bundle.
    fn own_keys(&self) -> Vec<Vec<u8>> {
        let mut keys = ChainView::keys(&self.identity.id(), self.config.committee);
        keys.extend(self.next_message().filter(|_| self.suspects_pruning));
        if self.config.mining {
            keys.extend(mining::keys(&self.identity.id()));
        }
        keys.sort();
        keys
    }

    /// What others wait for. It changes with every request from outside, so no bundle is refused for lack of it.
    fn wishes(&self) -> Vec<Vec<u8>> {
        let mut keys = Vec::new();
        if self.config.committee == KEEPER_COMMITTEE {
            keys.push(abi::keeper_evidence(&self.identity.id()));
        }
        keys.extend(self.keeping.unverified().map(|receiver| abi::keeper_evidence(&receiver)));
        if self.is_keeper() {
            keys.extend(self.pending_requests.keys());
        }
        if keys.len() > 1 {
            keys.push(abi::collateral());
        }
        keys.extend(self.pending_joiners.keys());
        keys.truncate(light_client::MAX_CALLER_KEYS.saturating_sub(MAX_OWN_KEYS));
        keys.sort();
        keys.dedup();
        keys
    }

    /// Verifies a bundle and takes over what it proves.
    ///
    /// # Errors
    /// [`SyncError`]; a refused bundle changes nothing.
    pub fn sync(&mut self, bundle: &SyncBundle, now: Ticks) -> Result<(), SyncError> {
        let (keys, wishes) = (self.own_keys(), self.wishes());
        let batch = self.client.verify_with(bundle, &keys, &wishes).map_err(SyncError::Refused)?;
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
        if self.config.mining {
            self.mining.observe(&self.identity.id(), head, &self.facts);
        }
        self.pending_requests.observe(&self.facts, head);
        self.pending_joiners.observe(&self.facts, head);
        let gone = self.next_message().is_some_and(|key| self.facts.raw(&key) == Ok(None));
        self.suspects_pruning = self.compute.is_some() && !complete && messages.is_empty();
        if let Some(record) = seen.record.as_ref().filter(|r| r.boot_id == self.boot_id) {
            self.outbox.acknowledge(record.last_seq);
            self.lease.see(record);
        }
        if let Some(compute) = &mut self.compute {
            compute.enqueue(messages, complete, head);
        } else if self.config.committee == KEEPER_COMMITTEE {
            self.keep(&seen, &messages, complete);
        }
        self.view = Some(seen);
        self.look_at_store();
        // Before anything is executed: messages never come without the head that tells their epochs' key versions.
        self.reconcile_keys();
        self.joining.take_if(|joining| joining.is_stuck(head));
        self.settle();
        self.renew_response_key();
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
        let lost = view.committee.as_ref().and_then(|c| c.lost);
        if self.applied_since.0 != applied.height || self.applied_since.1 == 0 {
            self.applied_since = (applied.height, head);
        }
        if self.lost != lost {
            // With what it declares lost, the chain voids all votes on what is not applied.
            self.lost = lost;
            self.voted = self.voted.min(applied.height);
        }
        let Some(compute) = &mut self.compute else { return };
        if let Err(diverged) = compute.settle(&applied, head).and_then(|()| compute.set_lost(lost)) {
            self.trouble = Some(format!(
                "this replica's result at height {} lost the vote; it discards its state and joins by snapshot",
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
        self.stored = Some(None);
        self.suspects_pruning = false;
        if let Err(error) = self.stores.discard() {
            self.trouble = Some(error);
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
        self.missing_generation = None;
        match progress.stalled {
            Some(BlockError::KeyMissing(epoch)) => self.miss_epoch(epoch),
            Some(BlockError::StateKeysMissing(generation)) => self.missing_generation = Some(generation),
            _ => {}
        }
        !progress.commits.is_empty()
    }

    /// Execution needs the key of an epoch that this replica lacks. If no gatekeeper can give it any more, it joins by
    /// snapshot where the others are past that call, and else says that the epoch is lost: once its own results are
    /// applied, for they may hold the call that everybody executed before everybody restarted, or once it has waited for
    /// that in vain.
    fn miss_epoch(&mut self, epoch: Epoch) {
        let Some((view, committee)) = self.live_membership() else { return };
        let Some(compute) = &self.compute else { return };
        let labels = input_labels(self.config.genesis, self.config.committee, committee, &view.keeper_keys);
        if labels.iter().any(|label| label.purpose == Purpose::Input { epoch }) || epoch > committee.epoch {
            return;
        }
        let (applied, said) = (committee.commit, (epoch, committee.commit.upto_seq));
        let waited = view.head.number.saturating_sub(self.applied_since.1);
        let may_give_up = compute.position().pending.is_empty() || waited >= STANDSTILL;
        if compute.position().height < applied.height {
            self.trouble = Some(format!("the key of epoch {epoch} is gone; this replica joins by snapshot"));
            self.discard();
        } else if may_give_up && self.reported_lost != said {
            let statement = Statement::EpochLost { committee: self.config.committee, epoch };
            if self.outbox.push(&self.identity, statement) {
                self.reported_lost = said;
            }
        }
    }

    fn membership(&self) -> Option<(&ChainView, &Committee)> {
        let view = self.view.as_ref()?;
        view.membership(&self.identity.id()).map(|committee| (view, committee))
    }

    /// The same, while the chain counts this very boot: a clone that was replaced serves nothing, and neither does who
    /// left or whose evidence is over.
    fn live_membership(&self) -> Option<(&ChainView, &Committee)> {
        self.membership().filter(|(view, _)| view.is_live(&self.boot_id))
    }

    /// Whether this boot serves keys: it is attested and holds a share that the chain lists.
    fn is_keeper(&self) -> bool {
        let holds = |keys: &KeeperKeys| {
            keys.all().any(|sharing| self.keeping.vault().get(&sharing.secret, sharing.ceremony).is_some())
        };
        self.view.as_ref().is_some_and(|view| view.is_live(&self.boot_id) && holds(&view.keeper_keys))
    }
}

fn draw<const N: usize>(rng: &mut rand_chacha::ChaCha20Rng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}
