//! A state moves under another root key.

use super::{contracts::*, *};
use crate::tests::disk::Disk;
use std::collections::BTreeSet;

const NEW_KEY: u8 = 0x66;

fn new_key() -> Zeroizing<[u8; 32]> {
    Zeroizing::new([NEW_KEY; 32])
}

/// How the store is opened after the move.
fn new_config(store: u8, seed: u8) -> EvmConfig {
    EvmConfig { root_key: new_key(), ..config(store, seed) }
}

fn register() -> H160 {
    H160(revm::primitives::Address::from(ALICE.0).create(0).into_array())
}

/// Writes slots `slots` of the register, in one block.
fn store(block: &mut BlockBuilder<'_>, slots: core::ops::Range<u64>, value: u64) {
    for slot in slots {
        let nonce = block.account(ALICE).unwrap().1;
        let body = call(register(), U256::zero(), [word(slot), word(value)].concat());
        executed(block.execute(&Call { caller: ALICE, nonce, ..body }).unwrap());
    }
}

/// Accounts, a contract with 40 slots, items, receipts and a record.
fn grown() -> World {
    let mut world = World::funded();
    world.deploy(ALICE, deploying(REGISTER));
    world.block(|block| {
        store(block, 0..40, 7);
        block.set_item(b"kept", b"item").unwrap();
        block.set_item(b"removed", b"item").unwrap();
        block.store_receipt(9, 0, &Receipt::Refused(Refusal::Undecryptable));
        block.put_meta(b"record", b"beside");
    });
    world
}

/// Changes slots and items of the block that moves the state.
fn last_work(block: &mut BlockBuilder<'_>) {
    store(block, 0..3, 0);
    store(block, 3..6, 8);
    store(block, 40..42, 9);
    block.set_item(b"new", b"item").unwrap();
    block.remove_item(b"removed").unwrap();
}

fn rekey(world: &mut World) -> BlockOutcome {
    let mut block = world.begin();
    last_work(&mut block);
    block.finish_under(new_key()).unwrap()
}

fn sorted(mut entries: Vec<(Vec<u8>, Vec<u8>)>) -> Vec<(Vec<u8>, Vec<u8>)> {
    entries.sort();
    entries
}

#[test]
fn every_value_is_kept_and_the_root_is_another() {
    let (mut moved, mut plain) = (grown(), grown());
    let outcome = rekey(&mut moved);
    plain.block(last_work);
    assert_ne!(outcome.state_root, plain.evm.state_root());
    assert_eq!((outcome.height, outcome.state_root), (moved.evm.height(), moved.evm.state_root()));
    assert_eq!(sorted(moved.entries()), sorted(plain.entries()));
    assert_ne!(moved.entries(), plain.entries(), "in another order: places follow from the key");

    let World { disk, evm } = moved;
    let slot = |evm: &Evm, slot| query(&evm.view(), ALICE, register(), word(slot), U256::zero(), 100_000);
    let before = (0..45).map(|number| slot(&evm, number)).collect::<Vec<_>>();
    drop(evm);
    let evm = Evm::open(disk, new_config(1, 2)).unwrap();
    let view = evm.view();
    assert_eq!((0..45).map(|number| slot(&evm, number)).collect::<Vec<_>>(), before);
    assert_eq!(view.account(ALICE).unwrap(), plain.evm.view().account(ALICE).unwrap());
    assert_eq!((evm.supply(), evm.height()), (plain.evm.supply(), plain.evm.height()));
    assert_eq!(view.item(b"kept").unwrap().as_deref(), Some(&b"item"[..]));
    assert_eq!(view.item(b"new").unwrap().as_deref(), Some(&b"item"[..]));
    assert_eq!(view.item(b"removed").unwrap(), None);
    assert!(view.receipt(9, 0).unwrap().is_some());
    assert_eq!(evm.meta(b"record").unwrap().as_deref(), Some(&b"beside"[..]));
}

#[test]
fn replicas_with_other_stores_and_restarts_agree_before_and_after() {
    let mut worlds = [1, 2].map(|store| {
        let disk = Disk::default();
        World { evm: Evm::open(disk.clone(), config(store, store)).unwrap(), disk }
    });
    let roots = worlds.each_mut().map(|world| {
        world.block(|block| block.credit(ALICE, ether(10)).unwrap());
        world.deploy(ALICE, deploying(REGISTER));
        world.block(|block| store(block, 0..20, 5));
        let moved = rekey(world).state_root;
        world.block(|block| store(block, 10..15, 6));
        (moved, world.evm.state_root())
    });
    assert_eq!(roots[0], roots[1]);

    let [World { disk, evm }, mut other] = worlds;
    drop(evm);
    let mut reopened = World { evm: Evm::open(disk.clone(), new_config(1, 8)).unwrap(), disk };
    for world in [&mut reopened, &mut other] {
        world.block(|block| store(block, 0..2, 1));
    }
    assert_eq!(reopened.evm.state_root(), other.evm.state_root());
}

#[test]
fn a_state_of_one_entry_moves_too() {
    let mut world = World::new();
    let outcome = world.begin().finish_under(new_key()).unwrap();
    let World { disk, evm } = world;
    drop(evm);
    let mut evm = Evm::open(disk, new_config(1, 2)).unwrap();
    assert_eq!((evm.height(), evm.state_root()), (1, outcome.state_root));
    assert!(evm.begin_block(env(2)).unwrap().finish().is_ok());
}

#[test]
fn the_old_key_opens_nothing_new() {
    let mut world = grown();
    let places = |disk: &Disk| {
        use redb::{ReadableDatabase, ReadableTable};
        let database = redb::Builder::new().create_with_backend(disk.copy()).unwrap();
        let definition = redb::TableDefinition::<&[u8], &[u8]>::new("state");
        let table = database.begin_read().unwrap().open_table(definition).unwrap();
        table.iter().unwrap().map(|row| row.unwrap().0.value().to_vec()).collect::<BTreeSet<_>>()
    };
    let before = places(&world.disk);
    rekey(&mut world);
    let World { disk, evm } = world;
    drop(evm);
    let after = places(&disk);
    assert!(before.len() > 40 && after.len() > 40);
    assert!(before.is_disjoint(&after), "no place is the same under the new key");
    assert!(Evm::open(disk.clone(), config(1, 3)).is_err());
    assert!(Evm::open(disk, new_config(1, 3)).is_ok());
}

#[test]
fn who_reads_the_state_of_before_goes_on_reading_it() {
    let mut world = grown();
    let (view, entries) = (world.evm.view(), world.entries());
    rekey(&mut world);
    world.block(|block| store(block, 0..5, 3));
    assert_eq!(view.export_chunk(None, usize::MAX).unwrap().entries, entries);
    assert_eq!(view.item(b"removed").unwrap().as_deref(), Some(&b"item"[..]));
}

#[test]
fn a_joiner_takes_the_state_of_before_or_of_after_under_its_own_key() {
    let mut world = grown();
    let before = (world.evm.view(), config as fn(u8, u8) -> EvmConfig);
    rekey(&mut world);
    let after = (world.evm.view(), new_config as fn(u8, u8) -> EvmConfig);
    for ((view, own), (_, other)) in [(&before, &after), (&after, &before)] {
        let join = |config: EvmConfig| {
            let mut import = Import::open(Disk::default(), config, view.state_root()).unwrap();
            while !import.is_complete() {
                import.add(&view.export_chunk(import.cursor(), 500)?)?;
            }
            import.finish()
        };
        let joined = join(own(2, 1)).unwrap();
        assert_eq!((joined.height(), joined.state_root()), (view.height(), view.state_root()));
        assert!(join(other(2, 1)).is_err(), "under the other key it is another state");
    }
}

#[test]
fn what_the_host_altered_is_noticed_before_it_moves() {
    use redb::{ReadableDatabase, ReadableTable};
    let mut world = grown();
    let older = world.disk.copy();
    world.block(|block| store(block, 20..30, 1));
    let World { disk, evm } = world;
    drop(evm);
    type Table<'t> = redb::TableDefinition<'t, &'static [u8], &'static [u8]>;
    let rows = |disk: &Disk, table: Table<'_>| {
        let database = redb::Builder::new().create_with_backend(disk.copy()).unwrap();
        let table = database.begin_read().unwrap().open_table(table).unwrap();
        let rows = table.iter().unwrap().map(|row| row.unwrap());
        rows.map(|(key, row)| (key.value().to_vec(), row.value().to_vec())).collect::<Vec<_>>()
    };
    let mut altered = 0;
    for table in [Table::new("state"), Table::new("nodes")] {
        let now = rows(&disk, table);
        let changed = rows(&older, table).into_iter().filter(|row| !now.contains(row));
        let hidden = now.iter().step_by(5).map(|(key, _)| (key.clone(), None));
        for (key, row) in changed.map(|(key, row)| (key, Some(row))).chain(hidden).collect::<Vec<_>>() {
            let disk = disk.copy();
            let database = redb::Builder::new().create_with_backend(disk.clone()).unwrap();
            let transaction = database.begin_write().unwrap();
            let mut open = transaction.open_table(table).unwrap();
            match &row {
                Some(row) => drop(open.insert(&key[..], &row[..]).unwrap()),
                None => drop(open.remove(&key[..]).unwrap()),
            }
            drop(open);
            transaction.commit().unwrap();
            drop(database);
            let result = Evm::open(disk, config(1, 4))
                .and_then(|mut evm| evm.begin_block(env(5))?.finish_under(new_key()));
            assert!(matches!(result, Err(StoreError::HostMisbehaved(_))), "{result:?}");
            altered += 1;
        }
    }
    assert!(altered > 20);
}

#[test]
fn losing_power_while_a_state_moves_leaves_the_old_or_the_new_whole() {
    let start = grown();
    let (old_root, old_height) = (start.evm.state_root(), start.evm.height());
    let World { disk, evm } = start;
    drop(evm);
    let open = |disk: &Disk, config: EvmConfig| Evm::open(disk.clone(), config);
    let interrupted = |survived: Option<usize>| {
        let disk = disk.copy();
        let mut evm = open(&disk, config(1, 5)).unwrap();
        let before = disk.changes();
        if let Some(survived) = survived {
            disk.fail_after(survived);
        }
        let mut block = evm.begin_block(env(old_height + 1)).unwrap();
        last_work(&mut block);
        let root = block.finish_under(new_key()).map(|outcome| outcome.state_root);
        (disk.clone(), root, disk.changes() - before)
    };
    let (_, new_root, changes) = interrupted(None);
    let new_root = new_root.unwrap();
    let (mut old, mut new) = (0, 0);
    for survived in 0..changes {
        let (disk, root, _) = interrupted(Some(survived));
        assert!(root.is_err(), "power was lost after {survived} of {changes} changes");
        for keeps in [|_| true, |_| false, |number| number % 2 == 0] as [fn(usize) -> bool; 3] {
            let left = disk.after_power_loss(keeps);
            match open(&left, config(1, 6)) {
                Ok(mut evm) => {
                    assert_eq!((evm.height(), evm.state_root()), (old_height, old_root));
                    let mut block = evm.begin_block(env(old_height + 1)).unwrap();
                    last_work(&mut block);
                    assert_eq!(block.finish_under(new_key()).unwrap().state_root, new_root);
                    old += 1;
                }
                Err(_) => {
                    let evm = open(&left, new_config(1, 6)).expect("the whole new state");
                    assert_eq!((evm.height(), evm.state_root()), (old_height + 1, new_root));
                    new += 1;
                }
            }
        }
    }
    assert!(old > 0 && new > 0, "both were met: {old} and {new}");
}

#[test]
fn a_record_can_be_read_without_the_states_key() {
    let world = grown();
    let World { disk, evm } = world;
    drop(evm);
    let peek = |store: u8, name: &[u8]| Evm::peek(disk.clone(), &[store; 32], name);
    assert_eq!(peek(1, b"record").unwrap().as_deref(), Some(&b"beside"[..]));
    assert_eq!(peek(1, b"unknown").unwrap(), None);
    assert!(matches!(peek(2, b"record"), Err(StoreError::HostMisbehaved(_))), "nor without the store's");
    assert_eq!(Evm::peek(Disk::default(), &[1; 32], b"record").unwrap(), None, "an empty store");
}
