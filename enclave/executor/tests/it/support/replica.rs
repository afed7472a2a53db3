//! Replicas without enclaves around them: one channel, and the keys that a test hands out.

use super::{
    caller::Caller,
    disk::Disk,
    machine::store_key,
    COMMITTEE,
};
use codec::Encode;
use crypto::sealing::{seal_call, InputSecret};
use evm::{Evm, EvmConfig};
use executor::compute::{stored_generation, Compute, Progress};
use keys::{DerivedSecret, KeyRing, StateKeys};
use messages::{
    call::{CallBody, InnerCall, Receipt},
    channel::{Message, Notice, SealedCall, Sender, UserPayload},
    commit::Commit,
    committee::CommitPoint,
    ids::*,
    H256,
};
use zeroize::Zeroizing;

/// The network.
pub const GENESIS: GenesisHash = H256([7; 32]);

/// State keys of a generation.
pub fn state_keys(generation: Generation) -> StateKeys {
    StateKeys::new(&Zeroizing::new([generation as u8; 32]))
}

fn input_secret(epoch: Epoch) -> DerivedSecret {
    Zeroizing::new([0x80 | epoch as u8; 32])
}

/// Encrypts and signs a call to the input key of an epoch.
pub fn sealed(caller: &Caller, epoch: Epoch, body: CallBody) -> SealedCall {
    let plaintext = InnerCall::Signed(caller.sign(&GENESIS, body)).encode();
    let public = InputSecret::from_seed(&input_secret(epoch)).public();
    seal_call(&GENESIS, COMMITTEE, epoch, &public, &plaintext, [3; 32]).unwrap()
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
        channel.notify(&Notice::EpochStarted(1));
        for number in 1..=4 {
            let (to, amount) = (Caller::new(number).address(), 1_000 * super::caller::PHA);
            channel.notify(&Notice::Deposit { to, amount });
        }
        channel.seal();
        channel
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
    nonce_seed: u8,
}

impl Replica {
    /// An empty start under generation 1, with the input keys of these epochs.
    pub fn new(number: u32, epochs: impl IntoIterator<Item = Epoch>) -> Self {
        let disk = Disk::default();
        let compute = open(&disk, number, 1, 1);
        let mut ring = KeyRing::default();
        epochs.into_iter().for_each(|epoch| ring.insert_input(epoch, 1, &input_secret(epoch)));
        Self { disk, compute, ring, commits: Vec::new(), number, nonce_seed: 1 }
    }

    /// The same over a state that was joined.
    pub fn joined(number: u32, disk: Disk, compute: Compute, epochs: impl IntoIterator<Item = Epoch>) -> Self {
        Self { disk, compute, ..Self::new(number, epochs) }
    }

    pub fn config(number: u32, generation: Generation, nonce_seed: u8) -> EvmConfig {
        EvmConfig {
            committee: COMMITTEE,
            store_key: store_key(number),
            root_key: state_keys(generation).root,
            nonce_seed: [nonce_seed; 32],
        }
    }

    /// Gives the replica more input keys.
    pub fn learn(&mut self, epoch: Epoch) {
        self.ring.insert_input(epoch, 1, &input_secret(epoch));
    }

    /// Gives the replica the state keys of a generation.
    pub fn add_state_keys(&mut self, generation: Generation) {
        self.compute.add_state_keys(generation, state_keys(generation));
    }

    /// Loses everything that is not on disk, input keys apart.
    pub fn restart(&mut self) {
        self.disk = self.disk.copy();
        self.nonce_seed += 1;
        let generation = stored_generation(self.disk.clone(), &store_key(self.number)).unwrap();
        self.compute = open(&self.disk, self.number, generation.unwrap_or(1), self.nonce_seed);
    }

    /// Shows the replica up to `count` messages that it has not seen, of those that `channel` holds.
    pub fn show(&mut self, channel: &Channel, count: usize, fetched: &mut usize) {
        let end = channel.messages.len().min(*fetched + count);
        let messages = channel.messages[*fetched..end].to_vec();
        let head = channel.messages.last().map_or(0, |message| message.block);
        self.compute.enqueue(messages, end == channel.messages.len(), head);
        *fetched = end;
    }

    /// Executes at most `blocks` blocks, and takes what it committed to be applied at once.
    pub fn execute(&mut self, blocks: usize) -> Progress {
        let progress = self.compute.execute(&self.ring, blocks);
        self.commits.extend(progress.commits.iter().cloned());
        if let Some(last) = progress.commits.last() {
            self.compute.settle(&applied(last), 0).unwrap();
        }
        progress
    }

    /// Shows everything that is new in the channel and executes until nothing is left, or it stalls.
    pub fn run(&mut self, channel: &Channel) -> Progress {
        let mut fetched = self.compute.position().seq as usize;
        self.compute = self.reopened();
        self.show(channel, usize::MAX - fetched, &mut fetched);
        loop {
            let progress = self.execute(4);
            if progress.commits.is_empty() || progress.stalled.is_some() {
                return progress;
            }
        }
    }

    pub fn receipt(&self, seq: Seq, index: u32) -> Option<Receipt> {
        self.compute.evm().view().receipt(seq, index).unwrap()
    }
}
