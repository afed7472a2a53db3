//! A compute member: verified messages in, commits out.
//!
//! It holds its state once the gatekeepers delivered the state keys, and moves it under the keys of another generation
//! where the channel says so. It executes only closed chain blocks and never runs more than `MAX_PENDING_COMMITS` ahead
//! of what the chain applied.

pub mod block;
pub mod call_data;
mod calls;
pub mod envelopes;
pub mod former;
pub mod items;
pub mod position;
pub mod signer;

use crate::{network::Network, rules::rules, snapshot::Shelf};
use block::{BlockError, BlockRun, Context, Done};
use codec::Encode;
use crypto::prf::prf;
use evm::{BlockBuilder, BlockEnv, Evm, Outgoing, StorageBackend, StoreError};
use items::{refund_key, Refund, Settings, CURSOR};
use keys::{KeyRing, StateKeys};
use messages::{
    channel::{Head, Message},
    cluster::pot_account,
    commit::{Commit, Effect},
    committee::{CommitPoint, LostEpochs},
    ids::*,
    limits::MAX_PENDING_COMMITS,
    H256,
};
use position::{Diverged, Position, POSITION};
use signer::Signers;
use std::collections::{BTreeMap, VecDeque};

/// Messages fetched ahead of execution; beyond it the worker asks for no more.
pub const MAX_QUEUE: usize = 4096;

/// State and queue of one compute member.
pub struct Compute {
    network: Network,
    evm: Evm,
    settings: Settings,
    signers: Signers,
    /// Keys that the state is under.
    state_keys: StateKeys,
    /// Keys of later generations.
    next_keys: BTreeMap<Generation, StateKeys>,
    lost: Option<LostEpochs>,
    position: Position,
    shelf: Shelf,
    queue: VecDeque<Message>,
    closed: BlockNumber,
}

/// What one call of [`Compute::execute`] did.
#[derive(Debug, Default)]
pub struct Progress {
    /// Commits of the blocks executed, ascending.
    pub commits: Vec<Commit>,
    /// Epochs that began in them, with the seq of the notice.
    pub epoch_starts: Vec<(Seq, Epoch)>,
    /// Why it stopped before the queue was empty, if it did.
    pub stalled: Option<BlockError>,
}

/// Commit of a block, and the epochs that began in it.
type ExecutedBlock = (Commit, Vec<(Seq, Epoch)>);

const BAD_POSITION: StoreError = StoreError::Internal("the stored position does not decode");

/// Generation of the keys that open the state on `backend`; `None` if it holds no state, which then is to be founded or
/// joined under the generation of the committee's commit point.
///
/// # Errors
/// If the store fails or its position does not read.
pub fn stored_generation(
    backend: impl StorageBackend,
    store_key: &[u8; 32],
) -> Result<Option<Generation>, StoreError> {
    let record = Evm::peek(backend, store_key, POSITION)?;
    record.map(|record| Position::generation_of(&record).ok_or(BAD_POSITION)).transpose()
}

impl Compute {
    /// Opens the state that `evm` holds, at the block border where it was left. `generation` is the one of `state_keys`,
    /// under which `evm` was opened.
    ///
    /// # Errors
    /// If the store fails or its position does not read, or is not of this generation.
    pub fn open(
        network: Network,
        evm: Evm,
        generation: Generation,
        state_keys: StateKeys,
    ) -> Result<Self, StoreError> {
        let root = evm.state_root();
        let position = match evm.meta(POSITION)? {
            Some(record) => Position::restore(&record, root).ok_or(BAD_POSITION)?,
            None => {
                Position::start(crypto::hash::channel_genesis_digest(network.committee), root, generation)
            }
        };
        if position.generation != generation {
            return Err(StoreError::OtherRootKey);
        }
        let mut shelf = Shelf::default();
        shelf.keep(evm.view(), state_keys.snapshot.public());
        Ok(Self {
            network,
            settings: Settings::read(&evm.view())?,
            evm,
            signers: Signers::default(),
            state_keys,
            next_keys: BTreeMap::new(),
            lost: None,
            position,
            shelf,
            queue: VecDeque::new(),
            closed: 0,
        })
    }

    /// Opens a state that was joined by snapshot; `state_keys` are those of its commit's generation.
    ///
    /// # Errors
    /// If the store fails.
    pub fn join(
        network: Network,
        joined: (Evm, CommitPoint, H256),
        state_keys: StateKeys,
    ) -> Result<Self, StoreError> {
        let (mut evm, point, digest) = joined;
        evm.put_meta([(POSITION, Position::joined_record(point, digest).as_slice())])?;
        Self::open(network, evm, point.generation, state_keys)
    }

    /// Recent states, for members that join.
    pub fn shelf(&mut self) -> &mut Shelf {
        &mut self.shelf
    }

    /// Generation that the state is under.
    pub fn generation(&self) -> Generation {
        self.position.generation
    }

    /// Whether the keys of a generation are here, or needed no more.
    pub fn holds_state_keys(&self, generation: Generation) -> bool {
        generation <= self.generation() || self.next_keys.contains_key(&generation)
    }

    /// Keeps the keys of a later generation until the state is moved under them. Those of the generation before are
    /// wiped then.
    pub fn add_state_keys(&mut self, generation: Generation, state_keys: StateKeys) {
        if !self.holds_state_keys(generation) {
            self.next_keys.insert(generation, state_keys);
        }
    }

    /// Takes over which epochs the chain declared lost. To be told at every head, after [`Self::settle`] and before
    /// anything is executed.
    ///
    /// # Errors
    /// [`Diverged`] if this replica opened a call of them that no commit covers yet.
    pub fn set_lost(&mut self, lost: Option<LostEpochs>) -> Result<(), Diverged> {
        self.lost = lost;
        lost.map_or(Ok(()), |lost| self.position.check_lost(&lost))
    }

    /// Where the replica stands.
    pub fn position(&self) -> &Position {
        &self.position
    }

    /// The state, for queries and snapshots.
    pub fn evm(&self) -> &Evm {
        &self.evm
    }

    /// What messages have set for what follows the last executed block.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Channel position of the next message to fetch after.
    pub fn cursor(&self) -> Head {
        self.position.cursor()
    }

    /// Whether more messages may be fetched.
    pub fn has_room(&self) -> bool {
        self.queue.len() < MAX_QUEUE
    }

    /// Takes in verified messages. `reaches_head` says that they end at the channel head proven at block `head`.
    pub fn enqueue(&mut self, messages: Vec<Message>, reaches_head: bool, head: BlockNumber) {
        self.queue.extend(messages);
        self.closed = former::closed_up_to(&self.queue, reaches_head, head).max(self.closed);
    }

    /// Compares with what the chain applied.
    pub fn settle(&mut self, applied: &CommitPoint, head: BlockNumber) -> Result<(), Diverged> {
        self.shelf.settle(applied.height, head);
        self.position.settle(applied)
    }

    /// Executes up to `max_blocks` blocks.
    pub fn execute(&mut self, ring: &KeyRing, max_blocks: usize) -> Progress {
        let mut progress = Progress::default();
        while progress.commits.len() < max_blocks
            && self.position.pending.len() < MAX_PENDING_COMMITS as usize
        {
            match self.execute_block(ring) {
                Ok(Some((commit, epoch_starts))) => {
                    progress.commits.push(commit);
                    progress.epoch_starts.extend(epoch_starts);
                }
                Ok(None) => break,
                Err(error) => {
                    progress.stalled = Some(error);
                    break;
                }
            }
        }
        progress
    }

    fn execute_block(&mut self, ring: &KeyRing) -> Result<Option<ExecutedBlock>, BlockError> {
        let group = former::next_group(&self.queue, self.closed);
        let Some(first) = self.queue.front().filter(|_| group > 0) else { return Ok(None) };
        let (block, timestamp, height) = (first.block, first.time_ms / 1000, self.position.height + 1);
        let Settings { version, input_keys } = self.settings.clone();
        let rules = rules(version).ok_or(BlockError::UnknownVersion(version))?;
        let env = BlockEnv {
            height,
            timestamp,
            gas_limit: rules.block_gas,
            seed: self.seed(height),
            input_key: self.settings.newest_key(),
            program_version: version,
        };
        let context = Context {
            network: self.network,
            height,
            signers: &self.signers,
            ring,
            next_keys: &self.next_keys,
            lost: self.lost,
            generation: self.position.generation,
        };
        let mut builder = self.evm.begin_block(env)?;
        if height.is_multiple_of(rules.fee_period) {
            // Before any message, so that nobody can fill the block's effects first.
            builder.pay_out_fees(pot_account(self.network.committee), rules.fee_unit)?;
        }
        let mut run = BlockRun::begin(&context, builder, rules, input_keys, self.position.digest);
        for message in self.queue.iter().take(group) {
            run.execute(message)?;
            if run.is_closed() {
                break;
            }
        }
        let (mut builder, done) = run.finish()?;

        let upto_seq = self.position.seq + done.messages as u64;
        let effects = effects(builder.outgoing())?;
        keep_refunds(&mut builder, height)?;
        builder.set_item(CURSOR, &(upto_seq, done.digest).encode())?;
        let mut commit = Commit {
            committee: self.network.committee,
            height,
            parent: self.position.commit,
            upto_block: block,
            upto_seq,
            state_root: Default::default(),
            generation: done.generation,
            effects,
        };
        builder.put_meta(POSITION, &self.position.record(&commit, done.digest, &done.opened));
        commit.state_root = finish(builder, self.next_keys.get(&done.generation))?;
        self.keep(&commit, &done)?;
        Ok(Some((commit, done.epoch_starts)))
    }

    /// Moves on to a block that is written.
    fn keep(&mut self, commit: &Commit, done: &Done) -> Result<(), StoreError> {
        if let Some(keys) = self.next_keys.remove(&done.generation) {
            self.state_keys = keys;
            self.next_keys.retain(|generation, _| *generation > done.generation);
        }
        self.shelf.keep(self.evm.view(), self.state_keys.snapshot.public());
        self.position.advance(commit.clone(), done.digest, &done.opened);
        self.queue.drain(..done.messages);
        self.settings = Settings::read(&self.evm.view())?;
        Ok(())
    }

    /// Seed of a block's randomness: nobody outside the committee's enclaves can compute it, and every replica does.
    fn seed(&self, height: Height) -> [u8; 32] {
        let digest = self.position.digest.0;
        prf(&self.state_keys.randomness, b"adyton/block-randomness/v1", &[&digest, &height.to_le_bytes()])
    }
}

/// Writes the block, and moves the state under `new_keys` if a generation begins with its end. Returns the state root.
fn finish(builder: BlockBuilder<'_>, new_keys: Option<&StateKeys>) -> Result<H256, StoreError> {
    let outcome = match new_keys {
        Some(keys) => builder.finish_under(keys.root.clone())?,
        None => builder.finish()?,
    };
    Ok(outcome.state_root)
}

fn effects(outgoing: &[Outgoing]) -> Result<BoundedEffects, StoreError> {
    let effects: Vec<_> =
        outgoing.iter().map(|out| Effect::PayOut { to: out.to.clone(), amount: out.amount }).collect();
    effects.try_into().map_err(|_| StoreError::Internal("more effects than a commit carries"))
}

/// Keeps who is credited should an effect fail, until the chain says how they went.
fn keep_refunds(builder: &mut BlockBuilder<'_>, height: Height) -> Result<(), StoreError> {
    let refund =
        |(index, out): (usize, &Outgoing)| Refund { index: index as u16, to: out.refund, amount: out.amount };
    let refunds: Vec<_> = builder.outgoing().iter().enumerate().map(refund).collect();
    if refunds.is_empty() {
        return Ok(());
    }
    builder.set_item(&refund_key(height), &refunds.encode())
}

type BoundedEffects = messages::BoundedVec<Effect, messages::ConstU32<{ messages::limits::MAX_EFFECTS }>>;
