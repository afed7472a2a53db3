//! Changes of the block that is being executed, on top of committed state.

use super::{
    key::{encode_account, StateKey},
    reader::Reader,
    Head,
};
use crate::{error::StoreError, keys::RootKey, tree::Change};
use codec::Encode;
use revm::{
    bytecode::Bytecode,
    primitives::{Address, AddressMap, B256, U256},
    state::{Account, AccountInfo},
    Database, DatabaseCommit,
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
    parent_hash: Option<(u64, B256)>,
    items: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
}

impl<'a> Overlay<'a> {
    pub(crate) fn new(reader: &'a mut Reader) -> Self {
        Self { reader, changed: Changed::default() }
    }

    /// The reader below, and what is to be written over it.
    pub(crate) fn into_parts(self) -> (&'a mut Reader, Changed) {
        (self.reader, self.changed)
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
        self.set_account(address, account);
        Ok(())
    }

    pub(crate) fn set_parent_hash(&mut self, height: u64, hash: B256) {
        self.changed.parent_hash = Some((height, hash));
    }

    pub(crate) fn item(&mut self, name: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.changed.items.get(name) {
            Some(value) => Ok(value.clone()),
            None => self.reader.item(name),
        }
    }

    pub(crate) fn set_item(&mut self, name: &[u8], value: Option<&[u8]>) -> Result<(), StoreError> {
        StateKey::item(name)?;
        self.changed.items.insert(name.to_vec(), value.map(<[u8]>::to_vec));
        Ok(())
    }

    /// Empty accounts do not exist (EIP-161); code is kept by its hash.
    fn set_account(&mut self, address: Address, account: AccountInfo) {
        let account = (!account.is_empty()).then_some(AccountInfo { code: None, ..account });
        self.changed.accounts.insert(address, account);
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

    fn block_hash(&mut self, height: u64) -> Result<B256, StoreError> {
        match self.changed.parent_hash {
            Some((parent, hash)) if parent == height => Ok(hash),
            _ => self.reader.block_hash(height),
        }
    }
}

impl DatabaseCommit for Overlay<'_> {
    /// Takes over what one call changed. The order of the map does not matter: every entry is its own.
    fn commit(&mut self, changes: AddressMap<Account>) {
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
                self.changed.slots.insert((address, *slot), word.present_value);
            }
            if account.is_created() {
                let code = account.info.code.clone().filter(|code| !code.is_empty());
                self.changed.codes.extend(code.map(|code| (account.info.code_hash, code)));
            }
            self.set_account(address, account.info);
        }
    }
}

impl Changed {
    /// Changes of the tree. What is as it was before the block, by the reader's caches, is left out; that saves work
    /// and cannot change the root.
    pub(crate) fn tree_changes(
        &self,
        keys: &RootKey,
        reader: &mut Reader,
        head: &Head,
    ) -> Result<Vec<Change>, StoreError> {
        let mut changes = vec![Change::put(keys, StateKey::head().as_ref(), &head.encode())?];
        for (address, account) in &self.accounts {
            if reader.account(address)? != *account {
                let value = account.as_ref().map(encode_account);
                changes.push(change(
                    keys,
                    StateKey::account(address),
                    value.as_ref().map(|value| &value[..]),
                )?);
            }
        }
        for ((address, slot), word) in &self.slots {
            if reader.slot(address, slot)? != *word {
                let value = (!word.is_zero()).then(|| word.to_be_bytes::<32>());
                changes.push(change(
                    keys,
                    StateKey::slot(address, slot),
                    value.as_ref().map(|value| &value[..]),
                )?);
            }
        }
        for (hash, code) in &self.codes {
            changes.push(change(keys, StateKey::code(hash), Some(code.original_byte_slice()))?);
        }
        if let Some((height, hash)) = &self.parent_hash {
            changes.push(change(keys, StateKey::block_hash(*height), Some(hash.as_slice()))?);
        }
        for (name, value) in &self.items {
            changes.push(change(keys, StateKey::item(name)?, value.as_deref())?);
        }
        Ok(changes)
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

fn change(keys: &RootKey, key: StateKey, value: Option<&[u8]>) -> Result<Change, StoreError> {
    match value {
        Some(value) => Change::put(keys, key.as_ref(), value),
        None => Ok(Change::remove(keys, key.as_ref())),
    }
}
