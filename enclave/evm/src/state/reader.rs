//! Reads of committed state, checked against its root and cached.

use super::{
    key::{decode_account, decode_word, StateKey},
    Head,
};
use crate::{
    cache::Cache,
    error::StoreError,
    keys::RootKey,
    store::Rows,
    tree::{Tree, EMPTY_ROOT},
};
use codec::Decode;
use revm::{
    bytecode::Bytecode,
    primitives::{Address, Bytes, HashMap, B256, KECCAK_EMPTY, U256},
    state::AccountInfo,
    Database,
};
use std::sync::Arc;

/// Accounts kept decoded, about 150 bytes each; twice as many at most.
const CACHED_ACCOUNTS: usize = 64 * 1024;
/// Storage words kept decoded, about 100 bytes each; twice as many at most.
const CACHED_SLOTS: usize = 128 * 1024;
/// Analysed contracts kept in memory, at most 64 KiB of code each.
const CACHED_CODES: usize = 256;

const NO_ADDRESS: StoreError = StoreError::Internal("the record of a contract's deployer does not decode");

/// Analysed code by its hash. Code never changes, so readers of different heights share it; whoever meets new code
/// copies the map.
pub(crate) type Codes = Arc<HashMap<B256, Bytecode>>;

/// Reader of the state at one height.
pub(crate) struct Reader {
    pub(crate) rows: Arc<Rows>,
    pub(crate) tree: Tree,
    codes: Codes,
    accounts: Cache<Address, Option<AccountInfo>>,
    slots: Cache<(Address, U256), U256>,
}

impl Reader {
    pub(crate) fn new(rows: Arc<Rows>, keys: Arc<RootKey>, root: [u8; 32], codes: Codes) -> Self {
        Self {
            rows,
            tree: Tree::new(keys, root),
            codes,
            accounts: Cache::new(CACHED_ACCOUNTS),
            slots: Cache::new(CACHED_SLOTS),
        }
    }

    pub(crate) fn codes(&self) -> Codes {
        self.codes.clone()
    }

    pub(crate) fn head(&mut self) -> Result<Head, StoreError> {
        let Some(value) = self.entry(&StateKey::head())? else {
            // Every block leaves a head, so that there is none in a state means that its keys are hashed otherwise.
            let empty = self.tree.root() == EMPTY_ROOT;
            return if empty { Ok(Head::GENESIS) } else { Err(StoreError::OtherRootKey) };
        };
        Head::decode(&mut value.as_slice()).map_err(|_| StoreError::Internal("the head does not decode"))
    }

    /// Any entry under the root, as it is stored.
    pub(crate) fn entry(&mut self, key: &StateKey) -> Result<Option<Vec<u8>>, StoreError> {
        self.tree.get(&self.rows, key.as_ref())
    }

    /// Who sent the transaction that created a contract.
    pub(crate) fn deployer(&mut self, contract: &Address) -> Result<Option<Address>, StoreError> {
        let value = self.entry(&StateKey::deployer(contract))?;
        value.map(|value| Address::try_from(value.as_slice()).map_err(|_| NO_ADDRESS)).transpose()
    }

    /// An account without its code.
    pub(crate) fn account(&mut self, address: &Address) -> Result<Option<AccountInfo>, StoreError> {
        if let Some(account) = self.accounts.get(address) {
            return Ok(account.clone());
        }
        let value = self.entry(&StateKey::account(address))?;
        let account = value.map(|value| decode_account(&value)).transpose()?;
        self.accounts.insert(*address, account.clone());
        Ok(account)
    }

    pub(crate) fn slot(&mut self, address: &Address, slot: &U256) -> Result<U256, StoreError> {
        if let Some(word) = self.slots.get(&(*address, *slot)) {
            return Ok(*word);
        }
        let value = self.entry(&StateKey::slot(address, slot))?;
        let word = value.map_or(Ok(U256::ZERO), |value| decode_word(&value).map(U256::from_be_bytes))?;
        self.slots.insert((*address, *slot), word);
        Ok(word)
    }

    pub(crate) fn code(&mut self, hash: &B256) -> Result<Bytecode, StoreError> {
        if *hash == KECCAK_EMPTY {
            return Ok(Bytecode::default());
        }
        if let Some(code) = self.codes.get(hash) {
            return Ok(code.clone());
        }
        let value = self.entry(&StateKey::code(hash))?;
        let value = value.ok_or(StoreError::Internal("an account names code that is not there"))?;
        let code = Bytecode::new_legacy(Bytes::from(value));
        self.keep_code(*hash, code.clone());
        Ok(code)
    }

    pub(crate) fn keep_code(&mut self, hash: B256, code: Bytecode) {
        let codes = Arc::make_mut(&mut self.codes);
        if codes.len() >= CACHED_CODES {
            codes.clear();
        }
        codes.insert(hash, code);
    }

    /// Tells the caches what a committed block changed.
    pub(crate) fn keep_account(&mut self, address: Address, account: Option<AccountInfo>) {
        self.accounts.insert(address, account);
    }

    /// See [`Self::keep_account`].
    pub(crate) fn keep_slot(&mut self, address: Address, slot: U256, word: U256) {
        self.slots.insert((address, slot), word);
    }
}

impl Database for Reader {
    type Error = StoreError;

    fn basic(&mut self, address: Address) -> Result<Option<AccountInfo>, StoreError> {
        self.account(&address)
    }

    fn code_by_hash(&mut self, hash: B256) -> Result<Bytecode, StoreError> {
        self.code(&hash)
    }

    fn storage(&mut self, address: Address, slot: U256) -> Result<U256, StoreError> {
        self.slot(&address, &slot)
    }

    /// The EVM asks for the 256 numbers before the current one only; the ring holds exactly these.
    fn block_hash(&mut self, number: u64) -> Result<B256, StoreError> {
        let value = self.entry(&StateKey::block_hash(number))?;
        value.map_or(Ok(B256::ZERO), |value| decode_word(&value).map(B256::from))
    }
}
