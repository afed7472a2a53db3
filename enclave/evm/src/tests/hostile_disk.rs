//! A host that alters the disk under a running worker, or between two openings.

use super::{contracts::*, *};
use crate::tests::disk::Disk;
use redb::{Builder, Database, ReadableDatabase, ReadableTable, TableDefinition};
use std::collections::BTreeMap;

type Rows = BTreeMap<Vec<u8>, Vec<u8>>;

fn definition(table: &str) -> TableDefinition<'_, &'static [u8], &'static [u8]> {
    TableDefinition::new(table)
}

fn database(disk: &Disk) -> Database {
    Builder::new().create_with_backend(disk.clone()).unwrap()
}

fn rows(disk: &Disk, table: &str) -> Rows {
    let database = database(&disk.copy());
    let table = database.begin_read().unwrap().open_table(definition(table)).unwrap();
    let rows = table.iter().unwrap().map(|row| {
        let (key, row) = row.unwrap();
        (key.value().to_vec(), row.value().to_vec())
    });
    rows.collect()
}

/// A copy of the disk with one row replaced, or removed.
fn altered(disk: &Disk, table: &str, key: &[u8], row: Option<&[u8]>) -> Disk {
    let disk = disk.copy();
    let database = database(&disk);
    let transaction = database.begin_write().unwrap();
    let mut open = transaction.open_table(definition(table)).unwrap();
    match row {
        Some(row) => drop(open.insert(key, row).unwrap()),
        None => drop(open.remove(key).unwrap()),
    }
    drop(open);
    transaction.commit().unwrap();
    drop(database);
    disk
}

/// A history in which an account is rich, then poor; with the disk of both times.
fn rich_then_poor() -> (Disk, Disk, H160) {
    let mut world = World::funded();
    let register = world.deploy(ALICE, deploying(REGISTER));
    world.block(|block| {
        for slot in 0..40 {
            let body = call(register, U256::zero(), [word(slot), word(1)].concat());
            executed(block.execute(&Call { caller: ALICE, nonce: 1 + slot, ..body }).unwrap());
        }
        block.put_meta(b"record", b"old");
    });
    let before = world.disk.copy();
    world.block(|block| {
        let body = call(BOB, ether(900), vec![]);
        executed(block.execute(&Call { caller: ALICE, nonce: 41, ..body }).unwrap());
        block.put_meta(b"record", b"new");
    });
    let World { disk, evm } = world;
    drop(evm);
    (before, disk, register)
}

/// Reads everything there is to read.
fn read_all(disk: Disk, register: H160) -> Result<(), StoreError> {
    let mut evm = Evm::open(disk, config(1, 9))?;
    evm.meta(b"record")?;
    let view = evm.view();
    for address in [ALICE, BOB, register, H160([0xcc; 20]), FEE_ACCOUNT] {
        view.account(address)?;
    }
    for slot in 0..60 {
        try_query(&view, ALICE, register, word(slot), U256::zero(), 100_000)?;
    }
    let next = env(evm.height() + 1);
    let mut block = evm.begin_block(next)?;
    let body = call(register, U256::zero(), [word(1), word(0)].concat());
    executed(block.execute(&Call { caller: ALICE, nonce: 42, ..body })?);
    block.finish().map(drop)
}

fn assert_noticed(result: Result<(), StoreError>, what: &str) {
    assert!(matches!(result, Err(StoreError::HostMisbehaved(_))), "{what}: {result:?}");
}

#[test]
fn an_untouched_disk_reads_well() {
    let (before, after, register) = rich_then_poor();
    read_all(after, register).unwrap();
    // A whole older disk is an older state: the chain's messages bring it up to date.
    assert_eq!(Evm::open(before, config(1, 9)).unwrap().height(), 3);
}

#[test]
fn an_older_version_of_any_row_is_noticed() {
    let (before, after, register) = rich_then_poor();
    for table in ["state", "nodes", "meta"] {
        let (old, new) = (rows(&before, table), rows(&after, table));
        let changed: Vec<_> = old.iter().filter(|(key, row)| new.get(*key) != Some(*row)).collect();
        assert!(!changed.is_empty());
        for (key, row) in changed {
            let result = read_all(altered(&after, table, key, Some(row)), register);
            // The anchor says which state it is; with an old one, what was changed since does not match.
            assert_noticed(result, table);
        }
    }
}

#[test]
fn a_hidden_or_moved_row_is_noticed() {
    let (_, after, register) = rich_then_poor();
    let state = rows(&after, "state");
    let other = state.values().next().unwrap();
    let unread = 3 + 1 + 1; // block hashes, and the contract's deployer
    let (mut hidden, mut moved) = (0, 0);
    for key in state.keys() {
        hidden += usize::from(read_all(altered(&after, "state", key, None), register).is_err());
        moved += usize::from(read_all(altered(&after, "state", key, Some(other)), register).is_err());
    }
    assert!(hidden >= state.len() - unread, "{hidden} of {}", state.len());
    assert!(moved >= state.len() - unread - 1, "{moved} of {}", state.len());
    for key in rows(&after, "nodes").keys().take(3) {
        assert_noticed(read_all(altered(&after, "nodes", key, None), register), "node");
    }
}

#[test]
fn another_machines_store_does_not_open() {
    let (_, after, _) = rich_then_poor();
    assert!(matches!(Evm::open(after, config(2, 1)), Err(StoreError::HostMisbehaved(_))));
}

#[test]
fn another_root_key_does_not_read_the_state() {
    let (_, after, _) = rich_then_poor();
    let config = EvmConfig { root_key: Zeroizing::new([0x56; 32]), ..config(1, 1) };
    assert!(matches!(Evm::open(after, config), Err(StoreError::OtherRootKey)));
}
