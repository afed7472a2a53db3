//! Builds the bundles that workers, and users' own light clients, are fed.
//!
//! Nothing here is trusted by who receives it; a wrong bundle is refused there by name. Reading order: [`plan`] (what
//! comes next; pure) → this file (fetching it) → [`fragments`] (what is fetched once).

pub mod fragments;
pub mod plan;

use crate::node::{heads::JustifiedHead, NodeError, NodePool};
use codec::Decode;
use fragments::Fragments;
use futures::future::try_join_all;
use messages::{
    abi,
    bundle::{GenesisProof, JustifiedHeader, StorageProof, SyncBundle},
    channel::{Head, Message, StoredMessage},
    ids::{BlockNumber, ChannelId, GenesisHash, Seq},
    limits::MAX_BUNDLE_MESSAGE_BYTES,
    worker::Wants,
};
use plan::{Backlog, ChainFacts, HeadStep, Plan};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
    path::Path,
};

/// Messages that are read together with the first facts, so that a worker that keeps up costs one round trip.
const EAGER_MESSAGES: u64 = 16;
/// Headers of set ends fetched at the same time.
const PARALLEL_FETCHES: usize = 8;
/// Set changes of one bundle, in bytes: leaves room for proof and messages within the bound of a whole bundle.
const MAX_SET_CHANGE_BYTES: usize = 16 * 1024 * 1024;

/// Why a bundle cannot be built, and what to do about it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum BundleError {
    /// The chain could not be asked.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// The node has forgotten the first state.
    #[error(
        "no node can prove the genesis state any more ({0}); name a node that keeps it (--state-pruning \
         archive-canonical), or put trust-root-v3.scale of this network into the cache folder"
    )]
    NoTrustRoot(NodeError),
    /// The node lacks the justification of a set's last block.
    #[error("the node has no justification of block {0}, which ended an authority set; name another node")]
    NoJustification(BlockNumber),
    /// State holds something that does not decode.
    #[error("chain state holds {what} in an unknown form; upgrade this program")]
    UnknownState {
        /// What does not decode.
        what: String,
    },
}

/// A bundle, and what is known about the next one.
#[derive(Debug, Clone)]
pub struct BuiltBundle {
    /// The bundle.
    pub bundle: SyncBundle,
    /// Number of the head it brings the receiver to; `None` if it brings set changes only.
    pub head: Option<BlockNumber>,
    /// Keys it proves there.
    pub keys: BTreeSet<Vec<u8>>,
    /// What stands open after it.
    pub backlog: Backlog,
}

impl BuiltBundle {
    /// Whether a receiver that took this bundle and now wants `wants` needs another one at the same head.
    pub fn leaves_open(&self, wants: &Wants) -> bool {
        self.backlog == Backlog::More || wants.keys.iter().any(|key| !self.keys.contains(key))
    }
}

/// Builds bundles of one network.
pub struct BundleBuilder {
    pool: NodePool,
    genesis: GenesisHash,
    fragments: Fragments,
}

/// Values read at the head before the plan is made.
struct Read {
    facts: ChainFacts,
    messages: BTreeMap<Seq, StoredMessage>,
}

impl BundleBuilder {
    /// A builder that keeps what never changes under `cache`, if given.
    pub fn new(pool: NodePool, genesis: GenesisHash, cache: Option<&Path>) -> Self {
        Self { pool, genesis, fragments: Fragments::new(genesis, cache) }
    }

    /// The bundle that brings a receiver with these wants to `head`, or a step towards it; `None` if the receiver is
    /// ahead of `head` already.
    ///
    /// # Errors
    /// Any [`BundleError`].
    pub async fn build(
        &self,
        wants: &Wants,
        head: &JustifiedHead,
    ) -> Result<Option<BuiltBundle>, BundleError> {
        if head.block.number < wants.head {
            return Ok(None);
        }
        let keys = keys_to_prove(wants);
        let list: Vec<_> = keys.iter().cloned().collect();
        let (read, proof) =
            futures::join!(self.read(wants, head), self.pool.read_proof(&list, head.block.hash));
        let (read, proof) = (read?, proof?);
        match plan::plan(wants, &read.facts) {
            Some(plan) => self.fetch(plan, read, head, keys, proof).await.map(Some),
            None => Ok(None),
        }
    }

    /// Reads what the plan depends on, and with it the messages that most likely come next.
    async fn read(&self, wants: &Wants, head: &JustifiedHead) -> Result<Read, BundleError> {
        let mut keys = vec![abi::set_end(wants.set_id)];
        if let Some((channel, seq)) = wants.channel {
            keys.push(abi::channel_head(channel));
            keys.extend((seq + 1..=seq + EAGER_MESSAGES).map(|seq| abi::message(channel, seq)));
        }
        let values = self.pool.storage_many(&keys, head.block.hash).await?;
        let set_ends = match values.get(&abi::set_end(wants.set_id)) {
            Some(_) => self.set_ends(wants.set_id, head).await?,
            None => vec![],
        };
        let channel_seq = match wants.channel.and_then(|(channel, _)| values.get(&abi::channel_head(channel)))
        {
            Some(bytes) => decode::<Head>(bytes, "a channel head")?.seq,
            None => 0,
        };
        let messages = match wants.channel {
            Some((channel, seq)) => pick_messages(channel, seq + 1..=seq + EAGER_MESSAGES, &values)?,
            None => BTreeMap::new(),
        };
        let facts = ChainFacts { head: head.block.number, set_ends, channel_seq };
        Ok(Read { facts, messages })
    }

    /// Last blocks of all sets from `first` on that ended by `head`.
    async fn set_ends(&self, first: u64, head: &JustifiedHead) -> Result<Vec<BlockNumber>, BundleError> {
        let at = head.block.hash;
        let current: u64 = self.pool.read(&abi::grandpa_set_id(), at).await?.unwrap_or_default();
        // One more than the bound is enough to know that more follow.
        let last = current.min(first.saturating_add(messages::limits::MAX_SET_CHANGES as u64 + 1));
        let keys: Vec<_> = (first..last).map(abi::set_end).collect();
        let values = self.pool.storage_many(&keys, at).await?;
        let ends = keys.iter().map_while(|key| values.get(key));
        ends.map(|bytes| decode(bytes, "the end of an authority set")).collect()
    }

    async fn fetch(
        &self,
        plan: Plan,
        read: Read,
        head: &JustifiedHead,
        mut keys: BTreeSet<Vec<u8>>,
        mut proof: StorageProof,
    ) -> Result<BuiltBundle, BundleError> {
        let genesis = if plan.genesis { Some(self.trust_root().await?) } else { None };
        let (set_changes, all) = self.set_changes(&plan.set_changes).await?;
        if plan.head == HeadStep::Later || !all {
            let bundle = SyncBundle { genesis, set_changes, ..Default::default() };
            return Ok(BuiltBundle { bundle, head: None, keys: BTreeSet::new(), backlog: Backlog::More });
        }
        let (messages, backlog) = match plan.messages {
            Some((channel, range)) => {
                self.messages(channel, range, read.messages, read.facts.channel_seq, head).await?
            }
            None => (vec![], Backlog::None),
        };
        if let (Some(last), Backlog::More) = (messages.last(), backlog) {
            // The chunk stops short of the channel's head: prove the digest at its border.
            let border = abi::message(last.channel, last.seq);
            proof.extend(self.pool.read_proof(std::slice::from_ref(&border), head.block.hash).await?);
            keys.insert(border);
        }
        let justified = (plan.head == HeadStep::New).then(|| head.proof.clone());
        let bundle = SyncBundle { genesis, set_changes, head: justified, proof, messages };
        Ok(BuiltBundle { bundle, head: Some(head.block.number), keys, backlog })
    }

    /// The genesis header with a proof of what its state says of validators and hardware.
    ///
    /// # Errors
    /// [`BundleError::NoTrustRoot`] if it is neither kept nor to be had from the node.
    pub async fn trust_root(&self) -> Result<GenesisProof, BundleError> {
        if let Some(root) = self.fragments.trust_root() {
            return Ok(root);
        }
        let header = self.pool.header(self.genesis).await?.bytes;
        let proof = self.pool.read_proof(&abi::genesis_keys(), self.genesis).await;
        let proof = proof.map_err(|error| match error {
            NodeError::Refused { .. } => BundleError::NoTrustRoot(error),
            other => other.into(),
        })?;
        let root = GenesisProof { header, proof };
        self.fragments.keep_trust_root(&root);
        Ok(root)
    }

    /// Last headers of ended sets, in order, and whether all of them fit.
    async fn set_changes(
        &self,
        ends: &[(u64, BlockNumber)],
    ) -> Result<(Vec<JustifiedHeader>, bool), BundleError> {
        let (mut changes, mut bytes) = (vec![], 0);
        for ends in ends.chunks(PARALLEL_FETCHES) {
            let fetches = ends.iter().map(|(set, end)| self.set_change(*set, *end));
            for change in try_join_all(fetches).await? {
                bytes += change.header.len() + change.justification.len();
                if bytes > MAX_SET_CHANGE_BYTES {
                    return Ok((changes, false));
                }
                changes.push(change);
            }
        }
        Ok((changes, true))
    }

    async fn set_change(&self, set: u64, end: BlockNumber) -> Result<JustifiedHeader, BundleError> {
        if let Some(change) = self.fragments.set_end(set) {
            return Ok(change);
        }
        let hash = self.pool.block_hash(end).await?;
        let header = self.pool.header(hash).await?.bytes;
        let justification =
            self.pool.justification_for(end).await?.ok_or(BundleError::NoJustification(end))?;
        let change = JustifiedHeader { header, justification };
        self.fragments.keep_set_end(set, &change);
        Ok(change)
    }

    /// Messages of `range` from state at `head`, without gaps, within the bounds of a bundle.
    async fn messages(
        &self,
        channel: ChannelId,
        range: RangeInclusive<Seq>,
        mut known: BTreeMap<Seq, StoredMessage>,
        channel_seq: Seq,
        head: &JustifiedHead,
    ) -> Result<(Vec<Message>, Backlog), BundleError> {
        let (mut messages, mut bytes) = (vec![], 0);
        for seq in range.clone() {
            if !known.contains_key(&seq) {
                let chunk = seq..=range.end().to_owned().min(seq + EAGER_MESSAGES - 1);
                known = self.stored_messages(channel, chunk, head).await?;
            }
            let Some(stored) = known.remove(&seq) else {
                // Absent in state although below the channel's head.
                let backlog = if messages.is_empty() { Backlog::Pruned { seq } } else { Backlog::More };
                return Ok((messages, backlog));
            };
            bytes += stored.message.payload.len();
            if bytes > MAX_BUNDLE_MESSAGE_BYTES {
                return Ok((messages, Backlog::More));
            }
            messages.push(stored.message);
        }
        let backlog = if *range.end() < channel_seq { Backlog::More } else { Backlog::None };
        Ok((messages, backlog))
    }

    async fn stored_messages(
        &self,
        channel: ChannelId,
        range: RangeInclusive<Seq>,
        head: &JustifiedHead,
    ) -> Result<BTreeMap<Seq, StoredMessage>, BundleError> {
        let keys: Vec<_> = range.clone().map(|seq| abi::message(channel, seq)).collect();
        let values = self.pool.storage_many(&keys, head.block.hash).await?;
        pick_messages(channel, range, &values)
    }
}

/// What the worker asks for, and what every bundle proves.
fn keys_to_prove(wants: &Wants) -> BTreeSet<Vec<u8>> {
    let standard = [abi::enclave_abi(), abi::timestamp()];
    let channel = wants.channel.map(|(channel, _)| abi::channel_head(channel));
    standard.into_iter().chain(channel).chain(wants.keys.iter().cloned()).collect()
}

fn pick_messages(
    channel: ChannelId,
    range: RangeInclusive<Seq>,
    values: &BTreeMap<Vec<u8>, Vec<u8>>,
) -> Result<BTreeMap<Seq, StoredMessage>, BundleError> {
    range
        .filter_map(|seq| Some((seq, values.get(&abi::message(channel, seq))?)))
        .map(|(seq, bytes)| Ok((seq, decode(bytes, "a message")?)))
        .collect()
}

fn decode<T: Decode>(mut bytes: &[u8], what: &str) -> Result<T, BundleError> {
    T::decode(&mut bytes).map_err(|_| BundleError::UnknownState { what: what.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_bundle_is_needed_while_messages_or_keys_are_open() {
        let wants = |keys: &[&[u8]]| Wants {
            genesis: false,
            set_id: 0,
            head: 5,
            channel: None,
            keys: keys.iter().map(|key| key.to_vec()).collect(),
        };
        let built = |backlog| BuiltBundle {
            bundle: SyncBundle::default(),
            head: Some(5),
            keys: [b"a".to_vec(), b"b".to_vec()].into(),
            backlog,
        };
        assert!(!built(Backlog::None).leaves_open(&wants(&[b"a"])));
        assert!(built(Backlog::None).leaves_open(&wants(&[b"a", b"c"])), "a key that was not proven");
        assert!(built(Backlog::More).leaves_open(&wants(&[])));
        assert!(!built(Backlog::Pruned { seq: 3 }).leaves_open(&wants(&[])), "asking again would not help");
    }

    #[test]
    fn every_bundle_proves_the_standard_keys_once() {
        let wants = Wants {
            genesis: false,
            set_id: 0,
            head: 0,
            channel: Some((1, 0)),
            keys: vec![abi::timestamp(), b"x".to_vec()],
        };
        let expected =
            [abi::enclave_abi(), abi::timestamp(), abi::channel_head(1), b"x".to_vec()].into_iter().collect();
        assert_eq!(keys_to_prove(&wants), expected);
    }
}
