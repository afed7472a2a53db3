//! A chain in memory.

use super::{
    justification::{block_ref, justify},
    state::{Change, State},
    Header, Validators,
};
use codec::Encode;
use crypto::hash::{channel_genesis_digest, next_digest};
use messages::{
    abi::{self, EnclaveAbi, ABI_VERSION},
    bundle::{GenesisProof, JustifiedHeader, StorageProof},
    channel::{Head, Message, Sender, StoredMessage},
    ids::{BlockNumber, BlockRef, ChannelId, GenesisHash, Seq, TimeMs},
    H256,
};
use sp_consensus_grandpa::{ConsensusLog, ScheduledChange, SetId, GRANDPA_ENGINE_ID};
use sp_runtime::{Digest, DigestItem};
use std::collections::BTreeMap;

/// Time of the genesis block; block n has `GENESIS_MS + n * BLOCK_MS`.
pub const GENESIS_MS: TimeMs = 1_700_000_000_000;
/// Time between blocks.
pub const BLOCK_MS: TimeMs = 6_000;

/// A chain of which every block is final. Cloning it makes a fork.
#[derive(Clone)]
pub struct TestChain {
    headers: Vec<Header>,
    tip: BlockRef,
    state: State,
    /// Changes of state by block; block 0 has the genesis state.
    history: Vec<Vec<Change>>,
    /// Validators by set id, with the last block of each set that ended.
    sets: Vec<(Validators, Option<BlockNumber>)>,
    channels: BTreeMap<ChannelId, Channel>,
    next: NextBlock,
}

#[derive(Clone)]
struct Channel {
    head: Head,
    messages: Vec<Message>,
}

/// What the block to be sealed will hold.
#[derive(Clone, Default)]
struct NextBlock {
    changes: Vec<Change>,
    logs: Vec<DigestItem>,
    validators: Option<Validators>,
}

impl TestChain {
    /// A chain with only a genesis block, whose set 0 is the validators `0..validators`.
    pub fn new(validators: u32) -> Self {
        Self::with_state(Validators::of(0..validators), Vec::new())
    }

    /// A chain with only a genesis block; `state` is added to, and prevails over, what every chain has there.
    pub fn with_state(validators: Validators, state: Vec<(Vec<u8>, Vec<u8>)>) -> Self {
        let mut changes = vec![
            (abi::enclave_abi(), Some(EnclaveAbi { version: ABI_VERSION }.encode())),
            (abi::grandpa_authorities(), Some(validators.authorities().encode())),
            (abi::grandpa_set_id(), Some(0u64.encode())),
        ];
        changes.extend(state.into_iter().map(|(key, value)| (key, Some(value))));
        let mut state = State::default();
        state.change(&changes);
        let header = Header {
            parent_hash: H256::zero(),
            number: 0,
            state_root: state.root(),
            extrinsics_root: H256::zero(),
            digest: Digest::default(),
        };
        Self {
            tip: block_ref(&header),
            headers: vec![header],
            state,
            history: vec![changes],
            sets: vec![(validators, None)],
            channels: BTreeMap::new(),
            next: NextBlock::default(),
        }
    }

    /// Sets or removes a raw value; takes effect in the next block.
    pub fn set(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
        self.next.changes.push((key, value));
    }

    /// Where a channel stands, with what was pushed for the next block.
    pub fn head_of(&self, channel: ChannelId) -> Head {
        let start = Head { seq: 0, digest: channel_genesis_digest(channel) };
        self.channels.get(&channel).map_or(start, |state| state.head)
    }

    /// Pushes a message of an account into a channel; the next block includes it.
    pub fn push(&mut self, channel: ChannelId, payload: &[u8]) -> Seq {
        self.push_from(channel, Sender::Account([7; 32].into()), payload)
    }

    /// Pushes a message into a channel; the next block includes it.
    pub fn push_from(&mut self, channel: ChannelId, sender: Sender, payload: &[u8]) -> Seq {
        let block = self.tip.number + 1;
        let state = self.channels.entry(channel).or_insert_with(|| Channel {
            head: Head { seq: 0, digest: channel_genesis_digest(channel) },
            messages: Vec::new(),
        });
        let message = Message {
            channel,
            seq: state.head.seq + 1,
            sender,
            block,
            time_ms: time_of(block),
            payload: payload.to_vec().try_into().expect("payload within MAX_PAYLOAD"),
        };
        let digest = next_digest(state.head.digest, &message);
        state.head = Head { seq: message.seq, digest };
        state.messages.push(message.clone());
        self.next.changes.extend([
            (abi::channel_head(channel), Some(state.head.encode())),
            (abi::message(channel, message.seq), Some(StoredMessage { message, digest }.encode())),
        ]);
        state.head.seq
    }

    /// Drops the body of a message from state, as the chain does after retention; takes effect in the next block.
    pub fn prune(&mut self, channel: ChannelId, seq: Seq) {
        self.set(abi::message(channel, seq), None);
    }

    /// Makes the next block the last of the current authority set.
    pub fn end_set(&mut self, next: Validators) {
        let change = ScheduledChange { next_authorities: next.authorities(), delay: 0 };
        self.log(ConsensusLog::ScheduledChange(change));
        self.next.validators = Some(next);
    }

    /// Adds a GRANDPA digest item to the next block, whatever it says.
    pub fn log(&mut self, log: ConsensusLog<BlockNumber>) {
        self.next.logs.push(DigestItem::Consensus(GRANDPA_ENGINE_ID, log.encode()));
    }

    /// Seals the next block.
    pub fn seal(&mut self) -> BlockRef {
        let number = self.tip.number + 1;
        let mut next = std::mem::take(&mut self.next);
        next.changes.insert(0, (abi::timestamp(), Some(time_of(number).encode())));
        if let Some(validators) = next.validators {
            let ended = self.set_id();
            next.changes.extend([
                (abi::set_end(ended), Some(number.encode())),
                (abi::grandpa_set_id(), Some((ended + 1).encode())),
                (abi::grandpa_authorities(), Some(validators.authorities().encode())),
            ]);
            if let Some((_, end)) = self.sets.last_mut() {
                *end = Some(number);
            }
            self.sets.push((validators, None));
        }
        self.state.change(&next.changes);
        let header = Header {
            parent_hash: self.tip.hash,
            number,
            state_root: self.state.root(),
            extrinsics_root: H256::zero(),
            digest: Digest { logs: next.logs },
        };
        self.tip = block_ref(&header);
        self.headers.push(header);
        self.history.push(next.changes);
        self.tip
    }

    /// Seals `count` blocks.
    pub fn seal_many(&mut self, count: u32) -> BlockRef {
        (0..count).for_each(|_| {
            self.seal();
        });
        self.tip
    }

    /// The network's identity.
    pub fn genesis_hash(&self) -> GenesisHash {
        block_ref(&self.headers[0]).hash
    }

    /// The trust root.
    pub fn genesis_proof(&self) -> GenesisProof {
        let proof = self.prove(0, &abi::genesis_keys());
        GenesisProof { header: self.headers[0].encode(), proof }
    }

    /// The last block.
    pub fn tip(&self) -> BlockRef {
        self.tip
    }

    /// The header of a block.
    pub fn header(&self, number: BlockNumber) -> &Header {
        &self.headers[number as usize]
    }

    /// Whether a block is of this chain.
    pub fn has(&self, block: BlockRef) -> bool {
        self.headers.get(block.number as usize).is_some_and(|header| block_ref(header) == block)
    }

    /// The header of a block, with the votes of all validators of the set that finalizes it.
    pub fn justified(&self, number: BlockNumber) -> JustifiedHeader {
        let id = self.set_of(number);
        justify(self.header(number), self.validators(id), id)
    }

    /// Number of the set that finalizes the next block.
    pub fn set_id(&self) -> SetId {
        self.sets.len() as SetId - 1
    }

    /// Number of the set that finalizes a block.
    pub fn set_of(&self, number: BlockNumber) -> SetId {
        self.sets.partition_point(|(_, end)| end.is_some_and(|end| end < number)) as SetId
    }

    /// The validators of a set.
    pub fn validators(&self, id: SetId) -> &Validators {
        &self.sets[id as usize].0
    }

    /// The last block of a set that ended.
    pub fn set_end(&self, id: SetId) -> Option<BlockNumber> {
        self.sets.get(id as usize).and_then(|(_, end)| *end)
    }

    /// All messages of a channel.
    pub fn messages(&self, channel: ChannelId) -> &[Message] {
        self.channels.get(&channel).map_or(&[], |channel| &channel.messages)
    }

    /// State after a block. Cheap for the last one, replayed for others.
    pub fn state_at(&self, number: BlockNumber) -> State {
        if number == self.tip.number {
            return self.state.clone();
        }
        let mut values = BTreeMap::new();
        for changes in self.history.iter().take(number as usize + 1) {
            values.extend(changes.iter().cloned());
        }
        let mut state = State::default();
        state.change(&values.into_iter().collect::<Vec<_>>());
        state
    }

    /// Proves keys in the state after a block.
    pub fn prove(&self, number: BlockNumber, keys: &[Vec<u8>]) -> StorageProof {
        if number == self.tip.number {
            return self.state.prove(keys);
        }
        self.state_at(number).prove(keys)
    }
}

fn time_of(block: BlockNumber) -> TimeMs {
    GENESIS_MS + TimeMs::from(block) * BLOCK_MS
}
