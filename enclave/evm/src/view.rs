//! Read-only access to the state at one height: questions and snapshots. What runs code is in [`crate::simulation`].

use crate::{
    block::contract_seed,
    convert,
    error::StoreError,
    evm::Network,
    history,
    keys::RootKey,
    snapshot::{self, Chunk},
    state::{
        key::StateKey,
        reader::{Codes, Reader},
        Head,
    },
    store::Rows,
};
use messages::{
    ethereum::{Block, LogFilter, TransactionStatus},
    ids::{Height, Seq},
    query::{BlockId, Reply},
    receipt::Receipt,
    H160, H256, U256,
};
use revm::primitives::U256 as Word;
use std::sync::Arc;

/// Slots that say which code stands behind a proxy (EIP-1967): implementation, admin, beacon. They are told to anybody.
const PROXY_SLOTS: [[u8; 32]; 3] = [
    *b"\x36\x08\x94\xa1\x3b\xa1\xa3\x21\x06\x67\xc8\x28\x49\x2d\xb9\x8d\xca\x3e\x20\x76\xcc\x37\x35\xa9\x20\xa3\xca\x50\x5d\x38\x2b\xbc",
    *b"\xb5\x31\x27\x68\x4a\x56\x8b\x31\x73\xae\x13\xb9\xf8\xa6\x01\x6e\x24\x3e\x63\xb6\xe8\xee\x11\x78\xd6\xa7\x17\x85\x0b\x5d\x61\x03",
    *b"\xa3\xf0\xad\x74\xe5\x42\x3a\xeb\xfd\x80\xd3\xef\x43\x46\x57\x83\x35\xa9\xa7\x2a\xea\xee\x59\xff\x6c\xb3\x58\x2b\x35\x13\x3d\x50",
];

/// The state after one block. Cheap to make and to clone; later blocks do not change it, and it does not delay them.
/// While it lives, the store cannot reuse the space of what later blocks replace. It ends with its [`crate::Evm`]: once
/// that is dropped, and with it the database closed, reads fail.
#[derive(Clone)]
pub struct View {
    pub(crate) network: Network,
    keys: Arc<RootKey>,
    rows: Arc<Rows>,
    codes: Codes,
    root: [u8; 32],
    pub(crate) head: Head,
}

impl View {
    pub(crate) fn new(network: Network, reader: &Reader, head: Head) -> Self {
        let (rows, codes) = (reader.rows.clone(), reader.codes());
        Self { network, keys: reader.tree.keys(), rows, codes, root: reader.tree.root(), head }
    }

    pub(crate) fn reader(&self) -> Reader {
        Reader::new(self.rows.clone(), self.keys.clone(), self.root, self.codes.clone())
    }

    /// Height of the block.
    pub fn height(&self) -> Height {
        self.head.height
    }

    /// Number of the last block in the EVM: the height, but for orders on development chains.
    pub fn number(&self) -> u64 {
        self.head.number
    }

    /// State root after the block.
    pub fn state_root(&self) -> H256 {
        H256(self.root)
    }

    /// Price of a unit of gas in the next block, in wei.
    pub fn base_fee(&self) -> u64 {
        self.head.base_fee
    }

    /// Balance in wei and next nonce of an account.
    pub fn account(&self, address: H160) -> Result<(U256, u64), StoreError> {
        let account = self.reader().account(&convert::address(address))?.unwrap_or_default();
        Ok((convert::number(account.balance), account.nonce))
    }

    /// Code of a contract; empty for other accounts.
    pub fn code(&self, address: H160) -> Result<Vec<u8>, StoreError> {
        let mut reader = self.reader();
        let account = reader.account(&convert::address(address))?.unwrap_or_default();
        Ok(reader.code(&account.code_hash)?.original_byte_slice().to_vec())
    }

    /// A word of storage, of which only those are told that say which code stands behind a proxy (EIP-1967); all others
    /// are zero.
    pub fn storage(&self, address: H160, slot: H256) -> Result<H256, StoreError> {
        if !PROXY_SLOTS.contains(&slot.0) {
            return Ok(H256::zero());
        }
        let word = self.reader().slot(&convert::address(address), &Word::from_be_bytes(slot.0))?;
        Ok(H256(word.to_be_bytes()))
    }

    /// The receipt of the call at (seq, index), if it is still kept.
    pub fn receipt(&self, seq: Seq, index: u32) -> Result<Option<Receipt>, StoreError> {
        history::receipts::read(&self.rows, seq, index)
    }

    /// An executed block, if it is still kept.
    pub fn block(&self, id: BlockId) -> Result<Option<Block>, StoreError> {
        history::block(&self.rows, self.network.chain_id, self.head.number, id)
    }

    /// What became of an Ethereum transaction. A private one is known to who names its viewer, the blake2b-256 of a
    /// secret that the asker has shown.
    pub fn transaction(&self, hash: H256, viewer: Option<H256>) -> Result<TransactionStatus, StoreError> {
        history::transaction(&self.rows, hash, viewer)
    }

    /// Logs of public transactions, as far as one answer goes.
    pub fn logs(&self, filter: &LogFilter) -> Result<Reply, StoreError> {
        history::logs::find(&self.rows, self.head.number, filter)
    }

    /// An item of the executor under the state root.
    pub fn item(&self, name: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.reader().entry(&StateKey::item(name)?)
    }

    /// Seed of the keys that contracts ask for; missing before the first block.
    pub fn contract_seed(&self) -> Result<[u8; 32], StoreError> {
        self.reader().entry(&StateKey::contract_seed()).and_then(contract_seed)
    }

    /// Entries under the state root after `after` in the order of the tree, about `max_bytes` of them, at least one.
    /// The order is the same on all replicas, so a joiner may take each chunk from another member.
    pub fn export_chunk(&self, after: Option<[u8; 32]>, max_bytes: usize) -> Result<Chunk, StoreError> {
        snapshot::export_chunk(&self.rows, after, max_bytes)
    }
}
