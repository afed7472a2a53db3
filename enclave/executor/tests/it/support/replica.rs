//! Replicas without enclaves around them: one channel, and the keys that a test hands out.

use super::{caller::Caller, disk::Disk, machine::store_key, COMMITTEE, DEVELOPMENT};
use codec::Encode;
use crypto::{hash::commit_hash, sealing::seal_call};
use evm::{Evm, EvmConfig};
use executor::{
    compute::{block::BlockError, stored_generation, Compute, Progress},
    network::Network,
};
use keys::{DerivedSecret, KeyRing, StateKeys};
use messages::{
    call::{CallBody, InnerCall},
    channel::{Message, Notice, SealedCall, Sender, UserPayload},
    commit::Commit,
    committee::CommitPoint,
    ids::*,
    keys::InputKey,
    receipt::{Receipt, Refusal},
    H256,
};
use zeroize::Zeroizing;

/// The network.
pub const GENESIS: GenesisHash = H256([7; 32]);
/// The committee, on a development chain.
pub const NETWORK: Network =
    Network { genesis: GENESIS, committee: COMMITTEE, development: Some(DEVELOPMENT) };

/// State keys of a generation.
pub fn state_keys(generation: Generation) -> StateKeys {
    StateKeys::new(&Zeroizing::new([generation as u8; 32]))
}

fn input_secret(epoch: Epoch) -> DerivedSecret {
    Zeroizing::new([0x80 | epoch as u8; 32])
}

/// Input key of an epoch.
pub fn input_key(epoch: Epoch) -> InputKey {
    let mut ring = KeyRing::default();
    ring.insert_input(epoch, 1, &input_secret(epoch));
    ring.public(COMMITTEE, epoch, 1).unwrap()
}

/// The notice that an epoch begins.
pub fn begins(epoch: Epoch) -> Notice {
    Notice::EpochStarted(input_key(epoch))
}

/// Encrypts and signs a call to the input key of an epoch.
pub fn sealed(caller: &Caller, epoch: Epoch, body: CallBody) -> SealedCall {
    sealed_call(epoch, &InnerCall::Signed(caller.sign(&GENESIS, body)))
}

/// Encrypts a call to the input key of an epoch.
pub fn sealed_call(epoch: Epoch, call: &InnerCall) -> SealedCall {
    let public = input_key(epoch).public;
    seal_call(&GENESIS, COMMITTEE, epoch, &public, &call.encode(), [3; 32]).unwrap()
}

/// The committee's channel, a block after the other.
#[derive(Default)]
pub struct Channel {
    pub messages: Vec<Message>,
    block: BlockNumber,
}

impl Channel {
    /// A channel in whose first block epoch 1 begins and callers 1 to 4 have 1,000 PHA each.
    pub fn founded() -> Self {
        let mut channel = Self::default();
        channel.notify(&begins(1));
        for number in 1..=4 {
            let (to, amount) = (Caller::new(number).address(), 1_000 * super::caller::PHA);
            channel.notify(&Notice::Deposit { to, amount });
        }
        channel.seal();
        channel
    }

    /// Block of the last message.
    fn head(&self) -> BlockNumber {
        self.messages.last().map_or(0, |message| message.block)
    }

    /// The next message goes into another block.
    pub fn seal(&mut self) {
        self.block += 1;
    }

    pub fn push(&mut self, sender: Sender, payload: Vec<u8>) -> Seq {
        let (seq, block) = (self.messages.len() as Seq + 1, self.block + 1);
        let time_ms = TimeMs::from(block) * 6_000;
        let payload = payload.try_into().unwrap();
        self.messages.push(Message { channel: COMMITTEE, seq, sender, block, time_ms, payload });
        seq
    }

    pub fn notify(&mut self, notice: &Notice) -> Seq {
        self.push(Sender::Chain, notice.encode())
    }

    pub fn call(&mut self, call: SealedCall) -> Seq {
        self.push(Sender::Account([7; 32].into()), UserPayload::Call(call).encode())
    }

    pub fn batch(&mut self, calls: Vec<SealedCall>) -> Seq {
        self.push(Sender::Account([7; 32].into()), UserPayload::Batch(calls.try_into().unwrap()).encode())
    }
}

/// One member's state, and the input keys it holds.
pub struct Replica {
    pub disk: Disk,
    pub compute: Compute,
    pub ring: KeyRing,
    /// Every commit of this replica, ascending.
    pub commits: Vec<Commit>,
    number: u32,
    boots: u8,
    /// Messages it was shown.
    shown: usize,
}

impl Replica {
    /// An empty start under generation 1, with the input keys of these epochs.
    pub fn new(number: u32, epochs: &[Epoch]) -> Self {
        let disk = Disk::default();
        let compute = open(&disk, number, 1, 1);
        Self::over(number, disk, compute, epochs)
    }

    /// The same over a state that was joined.
    pub fn over(number: u32, disk: Disk, compute: Compute, epochs: &[Epoch]) -> Self {
        let shown = compute.position().seq as usize;
        let (ring, commits) = (KeyRing::default(), Vec::new());
        let mut replica = Self { disk, compute, ring, commits, number, boots: 1, shown };
        epochs.iter().for_each(|epoch| replica.learn(*epoch));
        replica
    }

    /// Gives the replica the input key of an epoch.
    pub fn learn(&mut self, epoch: Epoch) {
        self.ring.insert_input(epoch, 1, &input_secret(epoch));
    }

    /// Gives the replica the state keys of a generation.
    pub fn add_state_keys(&mut self, generation: Generation) {
        self.compute.add_state_keys(generation, state_keys(generation));
    }

    /// The power fails and comes back: what is on disk remains, and the input keys, which are not the matter here.
    pub fn restart(&mut self) {
        self.disk = self.disk.copy();
        self.boots += 1;
        let generation = stored_generation(self.disk.clone(), &store_key(self.number)).unwrap();
        self.compute = open(&self.disk, self.number, generation.unwrap_or(1), self.boots);
        self.shown = self.compute.position().seq as usize;
    }

    /// Shows the replica up to `count` messages that it has not seen.
    pub fn show(&mut self, channel: &Channel, count: usize) {
        let end = channel.messages.len().min(self.shown.saturating_add(count));
        let messages = channel.messages[self.shown..end].to_vec();
        self.shown = end;
        self.compute.enqueue(messages, end == channel.messages.len(), channel.head());
    }

    /// Executes at most `blocks` blocks.
    pub fn execute(&mut self, blocks: usize) -> Progress {
        let progress = self.compute.execute(&self.ring, blocks);
        self.commits.extend(progress.commits.iter().cloned());
        progress
    }

    /// The chain applies everything that this replica executed.
    pub fn settle(&mut self) {
        if let Some(last) = self.compute.position().pending.last().cloned() {
            self.compute.settle(&applied(&last), 0).unwrap();
        }
    }

    /// Executes and settles everything in the channel, or until it stalls.
    pub fn run(&mut self, channel: &Channel) -> Option<BlockError> {
        self.show(channel, usize::MAX);
        loop {
            let progress = self.execute(usize::MAX);
            self.settle();
            if progress.commits.is_empty() || progress.stalled.is_some() {
                return progress.stalled;
            }
        }
    }

    pub fn receipt(&self, seq: Seq, index: u32) -> Option<Receipt> {
        self.compute.evm().view().receipt(seq, index).unwrap()
    }

    /// What the call at (seq, 0) was refused for; `None` if it ran.
    pub fn refusal(&self, seq: Seq) -> Option<Refusal> {
        self.refusal_at(seq, 0)
    }

    pub fn refusal_at(&self, seq: Seq, index: u32) -> Option<Refusal> {
        match self.receipt(seq, index).expect("a receipt") {
            Receipt::Refused(refusal) => Some(refusal),
            Receipt::Executed(_) => None,
        }
    }
}

fn open(disk: &Disk, number: u32, generation: Generation, boot: u8) -> Compute {
    let evm = Evm::open(disk.clone(), evm_config(number, generation, boot)).unwrap();
    Compute::open(NETWORK, evm, generation, state_keys(generation)).unwrap()
}

/// How a replica opens its store.
pub fn evm_config(number: u32, generation: Generation, boot: u8) -> EvmConfig {
    EvmConfig {
        committee: COMMITTEE,
        chain_id: NETWORK.chain_id(),
        genesis: GENESIS,
        simulated: true,
        development: true,
        store_key: store_key(number),
        root_key: state_keys(generation).root,
        nonce_seed: [boot; 32],
    }
}

/// The commit point once the chain applied this commit.
pub fn applied(commit: &Commit) -> CommitPoint {
    CommitPoint {
        height: commit.height,
        hash: commit_hash(commit),
        upto_block: commit.upto_block,
        upto_seq: commit.upto_seq,
        state_root: commit.state_root,
        generation: commit.generation,
    }
}
