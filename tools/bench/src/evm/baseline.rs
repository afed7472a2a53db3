//! Plain `revm` as an ordinary node would run it: state in memory, a Merkle tree, one durable transaction a block.
//!
//! It is given what our EVM has (the same tree library and hash, one update of the tree a block, one row a node, the
//! same store with the same settings, receipts) and spared what privacy costs: rows are not encrypted, tree keys and
//! values are hashed without a secret, and what is read back is believed. It also keeps all state and all tree nodes
//! in memory, which flatters it a little.

mod tree;

use super::{
    bare::{funded, gas_of, machine, transaction, Machine},
    recover_all, Block, Side,
};
use crate::machine::timed;
use anyhow::Result;
use codec::Encode;
use messages::{call::SignedCall, H160};
use redb::{backends::FileBackend, Builder, Database, TableDefinition};
use revm::{
    primitives::{Address, AddressMap},
    state::{Account, AccountInfo},
    DatabaseCommit, ExecuteEvm,
};
use std::{collections::BTreeMap, fs::File, path::Path};
use tree::{place_of, Tree};

type Rows = TableDefinition<'static, &'static [u8], &'static [u8]>;
const STATE: Rows = TableDefinition::new("state");
const NODES: Rows = TableDefinition::new("nodes");
const RECEIPTS: Rows = TableDefinition::new("receipts");
const META: Rows = TableDefinition::new("meta");
/// As in our EVM's store.
const PAGE_CACHE: usize = 64 * 1024 * 1024;

/// Entries under the root that a block changes.
type Changes = BTreeMap<Vec<u8>, Vec<u8>>;

pub(super) struct Baseline {
    machine: Machine,
    tree: Tree,
    database: Database,
    height: u64,
}

impl Baseline {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let file = File::options().read(true).write(true).create_new(true).open(path)?;
        let database =
            Builder::new().set_cache_size(PAGE_CACHE).create_with_backend(FileBackend::new(file)?)?;
        Ok(Self { machine: machine(), tree: Tree::default(), database, height: 0 })
    }

    /// Entries that one call changes, before it is taken over.
    fn collect(&self, state: &AddressMap<Account>, changes: &mut Changes) {
        let known = &self.machine.ctx.journaled_state.database.cache.accounts;
        for (address, account) in state.iter().filter(|(_, account)| account.is_touched()) {
            let before = known.get(address).map(|account| account.info.clone()).unwrap_or_default();
            if before != account.info {
                changes.insert(account_key(address), account_value(&account.info));
            }
            for (slot, word) in account.changed_storage_slots() {
                let key = [b"s", address.as_slice(), &slot.to_be_bytes::<32>()].concat();
                changes.insert(key, word.present_value.to_be_bytes::<32>().to_vec());
            }
            if let Some(code) = account.info.code.as_ref().filter(|_| account.is_created()) {
                let key = [b"c", account.info.code_hash.as_slice()].concat();
                changes.insert(key, code.original_byte_slice().to_vec());
            }
        }
    }

    /// Updates the tree and writes everything in one transaction.
    fn finish(&mut self, changes: Changes, receipts: &[Vec<u8>]) -> Result<()> {
        self.height += 1;
        let rows: BTreeMap<[u8; 32], (Vec<u8>, Vec<u8>)> =
            changes.into_iter().map(|(key, value)| (place_of(&key), (key, value))).collect();
        let nodes =
            self.tree.update(rows.iter().map(|(place, (_, value))| (*place, value.clone())).collect())?;

        let mut transaction = self.database.begin_write()?;
        transaction.set_quick_repair(true);
        {
            let mut table = transaction.open_table(STATE)?;
            for (place, (key, value)) in &rows {
                let row = [&[key.len() as u8], key.as_slice(), value.as_slice()].concat();
                table.insert(place.as_slice(), row.as_slice())?;
            }
            let mut table = transaction.open_table(NODES)?;
            for (path, node) in &nodes {
                table.insert(path.as_slice(), node.as_slice())?;
            }
            let mut table = transaction.open_table(RECEIPTS)?;
            for (index, receipt) in receipts.iter().enumerate() {
                let key = [self.height.to_be_bytes().as_slice(), &(index as u32).to_be_bytes()].concat();
                table.insert(key.as_slice(), receipt.as_slice())?;
            }
            transaction.open_table(META)?.insert(b"root".as_slice(), self.tree.root().as_slice())?;
        }
        Ok(transaction.commit()?)
    }
}

impl Side for Baseline {
    fn fund(&mut self, accounts: &[H160]) -> Result<()> {
        let mut changes = Changes::new();
        for account in accounts {
            let address = Address::from(account.0);
            self.machine.ctx.journaled_state.database.insert_account_info(address, funded());
            changes.insert(account_key(&address), account_value(&funded()));
        }
        self.finish(changes, &[])
    }

    fn block(&mut self, calls: &[SignedCall]) -> Result<Block> {
        let (callers, recover) = recover_all(calls)?;
        let ((gas, changes, receipts), execute) = timed(|| {
            let (mut gas, mut changes, mut receipts) = (0, Changes::new(), Vec::with_capacity(calls.len()));
            for (caller, call) in callers.iter().zip(calls) {
                let outcome = self.machine.transact(transaction(*caller, &call.body))?;
                self.collect(&outcome.state, &mut changes);
                self.machine.ctx.journaled_state.database.commit(outcome.state);
                let used = gas_of(&outcome.result)?;
                let output = outcome.result.output().map(|output| output.to_vec()).unwrap_or_default();
                receipts.push((caller, self.height, used, output).encode());
                gas += used;
            }
            Ok((gas, changes, receipts))
        })?;
        let ((), finish) = timed(|| self.finish(changes, &receipts))?;
        Ok(Block { gas, recover, execute, finish })
    }
}

fn account_key(address: &Address) -> Vec<u8> {
    [b"a", address.as_slice()].concat()
}

fn account_value(account: &AccountInfo) -> Vec<u8> {
    [&account.nonce.to_le_bytes()[..], &account.balance.to_le_bytes::<32>(), account.code_hash.as_slice()]
        .concat()
}
