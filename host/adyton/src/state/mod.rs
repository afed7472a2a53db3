//! The chain's state by the names of its pallets and items, proven at a finalized block.
//!
//! Values are believed by proof. How they are laid out, like the numbers of calls, is what the node's metadata says, which
//! is no part of chain state: whoever signs for much should name a node of his own.
//!
//! Reading order: this file → [`call`] (calls by the names of their arguments) → [`decode`] (calls that others made, whose
//! nesting is bounded).

pub mod call;
pub mod decode;

use crate::session::Session;
use anyhow::{anyhow, Context, Result};
use client::{
    committee::{ChainView, VerifiedHead},
    node::NodePool,
    submit::runtime::Runtime,
};
use messages::{
    ids::{BlockNumber, TimeMs},
    H256,
};
use sp_crypto_hashing::{blake2_128, blake2_256, twox_128, twox_256, twox_64};
use subxt::{
    ext::scale_decode::DecodeAsType,
    metadata::{Metadata, StorageHasher},
    rpcs::client::rpc_params,
};

/// Keys of one proof: far below what a light client takes in bytes for the items that are read here.
const KEYS_PER_PROOF: usize = 32;

/// A storage item by the names of its pallet and its own.
pub type Item = (&'static str, &'static str);
/// SCALE of each of the keys that lead to one value of an item.
pub type Keys = Vec<Vec<u8>>;

/// State at one finalized block.
pub struct ChainState {
    view: ChainView,
    runtime: Runtime,
    head: VerifiedHead,
    block_ms: TimeMs,
}

impl ChainState {
    /// Proves the newest finalized block.
    ///
    /// # Errors
    /// If no node answers, or what it delivers does not verify.
    pub async fn open(session: &Session) -> Result<Self> {
        let view = session.cluster.view().clone();
        let runtime = Runtime::fetch(session.pool(), view.genesis()).await?;
        let (head, _) = view.prove(&[]).await?;
        let mut state = Self { view, runtime, head, block_ms: 0 };
        state.block_ms =
            state.read(("Validators", "SlotMs"), vec![]).await?.context("the chain has no block time")?;
        Ok(state)
    }

    /// The runtime's metadata, as the node tells it.
    pub fn metadata(&self) -> &Metadata {
        self.runtime.metadata()
    }

    /// Name of a dispatch error as the chain encodes it.
    pub fn name_of_error(&self, encoded: &[u8]) -> String {
        self.runtime.name_of_error(encoded)
    }

    /// A node of the chain.
    pub fn pool(&self) -> &NodePool {
        self.view.pool()
    }

    /// Number of the block.
    pub fn block(&self) -> BlockNumber {
        self.head.number()
    }

    /// Hash of the block.
    pub fn hash(&self) -> H256 {
        self.head.hash()
    }

    /// Time of the block.
    pub fn time_ms(&self) -> TimeMs {
        self.head.time_ms()
    }

    /// Time from one block to the next.
    pub fn block_ms(&self) -> TimeMs {
        self.block_ms
    }

    /// When a block is made, or was, as far as blocks come on time.
    pub fn time_of(&self, block: BlockNumber) -> TimeMs {
        let blocks = |later: BlockNumber, earlier| u64::from(later.saturating_sub(earlier)) * self.block_ms;
        let now = self.block();
        self.time_ms().saturating_add(blocks(block, now)).saturating_sub(blocks(now, block))
    }

    /// One value, or the item's default where state holds none.
    ///
    /// # Errors
    /// If it cannot be proven, or the chain has another layout than this program expects.
    pub async fn read<T: DecodeAsType>(&self, item: Item, keys: Keys) -> Result<Option<T>> {
        Ok(self.read_many(item, vec![keys]).await?.pop().flatten())
    }

    /// Several values of an item, in the order of their keys.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn read_many<T: DecodeAsType>(&self, item: Item, keys: Vec<Keys>) -> Result<Vec<Option<T>>> {
        let keys = keys.iter().map(|keys| self.key(item, keys)).collect::<Result<Vec<_>>>()?;
        self.prove(item, &keys).await
    }

    /// Values of raw keys of an item, in their order.
    async fn prove<T: DecodeAsType>(&self, item: Item, keys: &[Vec<u8>]) -> Result<Vec<Option<T>>> {
        let mut values = Vec::with_capacity(keys.len());
        for keys in keys.chunks(KEYS_PER_PROOF) {
            let facts = self.view.prove_at(&self.head, keys).await?;
            for key in keys {
                let proven = facts.raw(key).map_err(|error| anyhow!("{error}"))?;
                values.push(self.decode(item, proven)?);
            }
        }
        Ok(values)
    }

    /// Values of a map under keys of `key_bytes` each, at most `most`, in the order of the chain's storage. Each value is
    /// proven; that none is missing is the node's word.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn list<T: DecodeAsType>(
        &self,
        item: Item,
        key_bytes: usize,
        most: u32,
    ) -> Result<Vec<(Vec<u8>, T)>> {
        self.list_under(item, &[], key_bytes, most).await
    }

    /// As [`Self::list`], of a map of several keys, under its first ones.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn list_under<T: DecodeAsType>(
        &self,
        item: Item,
        first: &[Vec<u8>],
        key_bytes: usize,
        most: u32,
    ) -> Result<Vec<(Vec<u8>, T)>> {
        let prefix = format!("0x{}", hex::encode(self.prefix(item, first)?));
        let params = rpc_params![prefix, most, Option::<String>::None, self.hash()];
        let keys: Vec<String> = self.pool().request("state_getKeysPaged", params).await?;
        let keys = keys
            .iter()
            .map(|key| hex::decode(key.trim_start_matches("0x")))
            .collect::<Result<Vec<_>, _>>()?;
        let mut values = vec![];
        for (key, value) in keys.iter().zip(self.prove(item, &keys).await?) {
            let name = key.len().checked_sub(key_bytes).and_then(|start| key.get(start..));
            values.extend(name.map(<[u8]>::to_vec).zip(value));
        }
        Ok(values)
    }

    /// A constant of the runtime.
    ///
    /// # Errors
    /// If the runtime lacks it or it has another type.
    pub fn constant<T: DecodeAsType>(&self, (pallet, name): Item) -> Result<T> {
        let pallet_info = self.metadata().pallet_by_name(pallet).ok_or_else(|| lacks(pallet))?;
        let constant = pallet_info.constant_by_name(name).ok_or_else(|| lacks(format!("{pallet}.{name}")))?;
        T::decode_as_type(&mut constant.value(), constant.ty(), self.metadata().types())
            .with_context(|| unknown_layout(pallet, name))
    }

    fn decode<T: DecodeAsType>(&self, (pallet, name): Item, proven: Option<&[u8]>) -> Result<Option<T>> {
        let entry = entry(self.metadata(), (pallet, name))?;
        let Some(mut bytes) = proven.or(entry.default_value()) else { return Ok(None) };
        T::decode_as_type(&mut bytes, entry.value_ty(), self.metadata().types())
            .map(Some)
            .with_context(|| unknown_layout(pallet, name))
    }

    /// The raw key of a value.
    ///
    /// # Errors
    /// If the chain has no such item, or one with other keys.
    pub fn key(&self, item: Item, keys: &[Vec<u8>]) -> Result<Vec<u8>> {
        let (pallet, name) = item;
        if entry(self.metadata(), item)?.keys().len() != keys.len() {
            return Err(anyhow!(unknown_layout(pallet, name)));
        }
        self.prefix(item, keys)
    }

    /// What raw keys of values under these first keys begin with.
    fn prefix(&self, item: Item, first: &[Vec<u8>]) -> Result<Vec<u8>> {
        let (pallet, name) = item;
        let hashers = entry(self.metadata(), item)?.keys();
        let mut key = [twox_128(pallet.as_bytes()), twox_128(name.as_bytes())].concat();
        for (info, part) in hashers.zip(first) {
            key.extend(hash(info.hasher, part));
        }
        Ok(key)
    }
}

fn entry(metadata: &Metadata, (pallet, name): Item) -> Result<&subxt::metadata::StorageEntryMetadata> {
    let storage = metadata.pallet_by_name(pallet).and_then(|pallet| pallet.storage());
    storage.and_then(|storage| storage.entry_by_name(name)).ok_or_else(|| lacks(format!("{pallet}.{name}")))
}

fn hash(hasher: StorageHasher, part: &[u8]) -> Vec<u8> {
    match hasher {
        StorageHasher::Blake2_128 => blake2_128(part).to_vec(),
        StorageHasher::Blake2_256 => blake2_256(part).to_vec(),
        StorageHasher::Blake2_128Concat => [&blake2_128(part)[..], part].concat(),
        StorageHasher::Twox128 => twox_128(part).to_vec(),
        StorageHasher::Twox256 => twox_256(part).to_vec(),
        StorageHasher::Twox64Concat => [&twox_64(part)[..], part].concat(),
        StorageHasher::Identity => part.to_vec(),
    }
}

fn lacks(what: impl std::fmt::Display) -> anyhow::Error {
    anyhow!("the chain has no {what}; is the node an Adyton node of this version?")
}

fn unknown_layout(pallet: &str, name: &str) -> String {
    format!(
        "{pallet}.{name} has another layout than this program knows; use the program of the chain's version"
    )
}
