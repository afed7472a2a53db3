//! Changes of the block that is being executed, on top of committed state.

use super::{
    key::{decode_word, encode_account, StateKey, Subject},
    reader::Reader,
    undo, Head,
};
use crate::{error::StoreError, keys::RootKey, tree::Change};
use codec::Encode;
use revm::{
    bytecode::Bytecode,
    primitives::{Address, AddressMap, B256, KECCAK_EMPTY, U256},
    state::{Account, AccountInfo},
    Database,
};
use std::collections::BTreeMap;

/// Committed state with the changes of one block over it. Dropping it forgets them.
pub(crate) struct Overlay<'a> {
    reader: &'a mut Reader,
    changed: Changed,
}

/// What a block changes; `None` removes.
#[derive(Default)]
pub(crate) struct Changed {
    accounts: BTreeMap<Address, Option<AccountInfo>>,
    slots: BTreeMap<(Address, U256), U256>,
    codes: BTreeMap<B256, Bytecode>,
    /// Whatever else is under the root, but for the head.
    entries: BTreeMap<StateKey, Option<Vec<u8>>>,
}

impl<'a> Overlay<'a> {
    pub(crate) fn new(reader: &'a mut Reader) -> Self {
        Self { reader, changed: Changed::default() }
    }

    /// The reader below, and what is to be written over it.
    pub(crate) fn into_parts(self) -> (&'a mut Reader, Changed) {
        (self.reader, self.changed)
    }

    /// Forgets what the block changed of the EVM's state.
    pub(crate) fn drop_changes(&mut self) {
        let mut entries = core::mem::take(&mut self.changed.entries);
        entries.retain(|key, _| key.subject() == Subject::Kept);
        self.changed = Changed { entries, ..Changed::default() };
    }

    pub(crate) fn account(&mut self, address: &Address) -> Result<Option<AccountInfo>, StoreError> {
        match self.changed.accounts.get(address) {
            Some(account) => Ok(account.clone()),
            None => self.reader.account(address),
        }
    }

    /// Adds to a balance outside of any call.
    pub(crate) fn add_balance(&mut self, address: Address, wei: U256) -> Result<(), StoreError> {
        let mut account = self.account(&address)?.unwrap_or_default();
        account.balance =
            account.balance.checked_add(wei).ok_or(StoreError::Internal("a balance overflows"))?;
        self.put_account(address, account);
        Ok(())
    }

    /// Takes from a balance outside of any call.
    pub(crate) fn take_balance(&mut self, address: Address, wei: U256) -> Result<(), StoreError> {
        let mut account = self.account(&address)?.unwrap_or_default();
        let rest = account.balance.checked_sub(wei);
        account.balance = rest.ok_or(StoreError::Internal("more is taken than the account has"))?;
        self.put_account(address, account);
        Ok(())
    }

    /// An entry that is neither account, code, storage nor head.
    pub(crate) fn entry(&mut self, key: &StateKey) -> Result<Option<Vec<u8>>, StoreError> {
        match self.changed.entries.get(key) {
            Some(value) => Ok(value.clone()),
            None => self.reader.entry(key),
        }
    }

    /// See [`Self::entry`].
    pub(crate) fn set_entry(&mut self, key: StateKey, value: Option<Vec<u8>>) {
        self.changed.entries.insert(key, value);
    }

    pub(crate) fn set_block_hash(&mut self, number: u64, hash: B256) {
        self.set_entry(StateKey::block_hash(number), Some(hash.to_vec()));
    }

    /// Empty accounts do not exist (EIP-161); code is kept by its hash.
    pub(crate) fn put_account(&mut self, address: Address, account: AccountInfo) {
        let account = (!account.is_empty()).then_some(AccountInfo { code: None, ..account });
        self.changed.accounts.insert(address, account);
    }

    pub(crate) fn put_code(&mut self, code: Bytecode) -> B256 {
        let hash = code.hash_slow();
        if hash != KECCAK_EMPTY {
            self.changed.codes.insert(hash, code);
        }
        hash
    }

    pub(crate) fn set_slot(&mut self, address: Address, slot: U256, word: U256) {
        self.changed.slots.insert((address, slot), word);
    }

    /// Takes over what one transaction of `caller` changed. The order of the map does not matter: every entry is its own.
    pub(crate) fn apply(&mut self, changes: AddressMap<Account>, caller: Address) {
        // What a contract creates belongs to nobody: anybody may have asked it to, and others may rely on what comes of it.
        let nonce = changes.get(&caller).map_or(0, |account| account.info.nonce.saturating_sub(1));
        let own = caller.create(nonce);
        for (address, account) in changes {
            if !account.is_touched() {
                continue;
            }
            // Only a contract created in this very call can end (EIP-6780), so it has no storage from before.
            if account.is_selfdestructed() {
                self.changed.accounts.insert(address, None);
                continue;
            }
            for (slot, word) in account.changed_storage_slots() {
                self.set_slot(address, *slot, word.present_value);
            }
            if account.is_created() {
                if let Some(code) = account.info.code.clone().filter(|code| !code.is_empty()) {
                    self.changed.codes.insert(account.info.code_hash, code);
                    if address == own {
                        self.set_entry(StateKey::deployer(&address), Some(caller.to_vec()));
                    }
                }
            }
            self.put_account(address, account.info);
        }
    }
}

impl Database for Overlay<'_> {
    type Error = StoreError;

    fn basic(&mut self, address: Address) -> Result<Option<AccountInfo>, StoreError> {
        self.account(&address)
    }

    fn code_by_hash(&mut self, hash: B256) -> Result<Bytecode, StoreError> {
        match self.changed.codes.get(&hash) {
            Some(code) => Ok(code.clone()),
            None => self.reader.code(&hash),
        }
    }

    fn storage(&mut self, address: Address, slot: U256) -> Result<U256, StoreError> {
        match self.changed.slots.get(&(address, slot)) {
            Some(word) => Ok(*word),
            None => self.reader.slot(&address, &slot),
        }
    }

    fn block_hash(&mut self, number: u64) -> Result<B256, StoreError> {
        let value = self.entry(&StateKey::block_hash(number))?;
        value.map_or(Ok(B256::ZERO), |value| decode_word(&value).map(B256::from))
    }
}

/// Changes of the tree in the making, with the keys that they are of.
struct Changes<'k> {
    keys: &'k RootKey,
    changed: Vec<StateKey>,
    changes: Vec<Change>,
}

impl Changes<'_> {
    fn add(&mut self, key: StateKey, value: Option<&[u8]>) -> Result<(), StoreError> {
        self.changes.push(match value {
            Some(value) => Change::put(self.keys, key.as_ref(), value)?,
            None => Change::remove(self.keys, key.as_ref()),
        });
        self.changed.push(key);
        Ok(())
    }
}

impl Changed {
    /// Changes of the tree, with a record to undo them if asked for. What is as it was before the block, by the reader's
    /// caches, is left out; that saves work and cannot change the root.
    pub(crate) fn tree_changes(
        &self,
        keys: &RootKey,
        reader: &mut Reader,
        head: &Head,
        undoable: bool,
    ) -> Result<Vec<Change>, StoreError> {
        let mut changes = Changes { keys, changed: Vec::new(), changes: Vec::new() };
        changes.add(StateKey::head(), Some(&head.encode()))?;
        for (address, account) in &self.accounts {
            if reader.account(address)? != *account {
                let value = account.as_ref().map(encode_account);
                changes.add(StateKey::account(address), value.as_ref().map(|value| &value[..]))?;
            }
        }
        for ((address, slot), word) in &self.slots {
            if reader.slot(address, slot)? != *word {
                let value = (!word.is_zero()).then(|| word.to_be_bytes::<32>());
                changes.add(StateKey::slot(address, slot), value.as_ref().map(|value| &value[..]))?;
            }
        }
        for (hash, code) in &self.codes {
            changes.add(StateKey::code(hash), Some(code.original_byte_slice()))?;
        }
        for (key, value) in &self.entries {
            changes.add(*key, value.as_deref())?;
        }
        if undoable {
            let record = undo::record(reader, &changes.changed)?;
            changes.add(StateKey::undo(head.height), Some(&record))?;
        }
        Ok(changes.changes)
    }

    /// Tells the reader's caches, once the block is written.
    pub(crate) fn adopt(self, reader: &mut Reader) {
        for (address, account) in self.accounts {
            reader.keep_account(address, account);
        }
        for ((address, slot), word) in self.slots {
            reader.keep_slot(address, slot, word);
        }
        for (hash, code) in self.codes {
            reader.keep_code(hash, code);
        }
    }
}
