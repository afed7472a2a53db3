//! Moving a state to another worker.

use super::{contracts::*, *};

fn grown() -> World {
    let mut world = World::funded();
    let register = world.deploy(ALICE, deploying(REGISTER));
    world.block(|block| {
        for slot in 0..60 {
            let body = call(register, U256::zero(), [word(slot), word(slot + 1)].concat());
            executed(block.execute(&Call { caller: ALICE, nonce: 1 + slot, ..body }).unwrap());
        }
        block.set_item(b"seq", b"17").unwrap();
    });
    world
}

fn import(disk: &Disk, root: H256) -> Import {
    Import::open(disk.clone(), config(2, 3), root).unwrap()
}

fn chunks(view: &View, max_bytes: usize) -> Vec<Chunk> {
    let mut chunks = vec![view.export_chunk(None, max_bytes).unwrap()];
    while let Some(next) = chunks.last().unwrap().next {
        chunks.push(view.export_chunk(Some(next), max_bytes).unwrap());
    }
    chunks
}

#[test]
fn an_imported_state_goes_on_like_the_original() {
    let mut original = grown();
    for max_bytes in [1, 300, usize::MAX] {
        let disk = Disk::default();
        let mut import = import(&disk, original.evm.state_root());
        for chunk in chunks(&original.evm.view(), max_bytes) {
            import.add(&chunk).unwrap();
        }
        let evm = import.finish().unwrap();
        assert_eq!(evm.state_root(), original.evm.state_root());
        assert_eq!((evm.height(), evm.supply()), (3, ether(2000)));
        assert_eq!(evm.view().item(b"seq").unwrap().as_deref(), Some(&b"17"[..]));
    }
    let disk = Disk::default();
    let mut import = import(&disk, original.evm.state_root());
    chunks(&original.evm.view(), 1000).iter().for_each(|chunk| import.add(chunk).unwrap());
    drop(import.finish().unwrap());
    let mut joined = World { evm: Evm::open(disk.clone(), config(2, 4)).unwrap(), disk };
    let body = Call { nonce: 61, ..call(BOB, ether(1), vec![]) };
    assert_eq!(original.run(ALICE, body.clone()), joined.run(ALICE, body));
    assert_eq!(original.evm.state_root(), joined.evm.state_root());
    assert_eq!(original.entries(), joined.entries());
}

#[test]
fn an_import_resumes_after_any_chunk_from_any_member() {
    let original = grown();
    let root = original.evm.state_root();
    let view = original.evm.view();
    let disk = Disk::default();
    loop {
        let mut import = import(&disk, root);
        if import.is_complete() {
            assert_eq!(import.finish().unwrap().state_root(), root);
            break;
        }
        let max_bytes = if import.cursor().is_none() { 100 } else { 2000 };
        import.add(&view.export_chunk(import.cursor(), max_bytes).unwrap()).unwrap();
        drop(import);
        assert!(matches!(Evm::open(disk.clone(), config(2, 5)), Err(StoreError::ImportUnfinished)));
    }
}

#[test]
fn a_tampered_snapshot_is_refused() {
    let original = grown();
    let root = original.evm.state_root();
    let honest = chunks(&original.evm.view(), 1000);
    type Tamper = fn(&mut Vec<Chunk>);
    let tampers: [Tamper; 4] = [
        |chunks| chunks[1].entries[0].1[0] ^= 1,
        |chunks| drop(chunks[1].entries.remove(0)),
        |chunks| {
            chunks.truncate(1);
            chunks[0].next = None;
        },
        |chunks| {
            let moved = chunks[1].entries[0].1.clone();
            chunks[0].entries[0].1 = moved;
        },
    ];
    for tamper in tampers {
        let mut chunks = honest.clone();
        tamper(&mut chunks);
        let mut import = import(&Disk::default(), root);
        let refused = chunks.iter().any(|chunk| import.add(chunk).is_err());
        assert!(refused || matches!(import.finish(), Err(ImportError::WrongState)));
    }
}

#[test]
fn chunks_out_of_order_are_refused_and_change_nothing() {
    let original = grown();
    let chunks = chunks(&original.evm.view(), 1000);
    let mut import = import(&Disk::default(), original.evm.state_root());
    import.add(&chunks[0]).unwrap();
    assert!(matches!(import.add(&chunks[0]), Err(ImportError::WrongChunk)));
    let mut reversed = chunks[1].clone();
    reversed.entries.reverse();
    assert!(matches!(import.add(&reversed), Err(ImportError::WrongChunk)));
    let wrong_end = Chunk { next: Some([0; 32]), ..chunks[1].clone() };
    assert!(matches!(import.add(&wrong_end), Err(ImportError::WrongChunk)));
    let long_key = Chunk { entries: vec![(vec![0; 256], vec![])], next: None };
    assert!(matches!(import.add(&long_key), Err(ImportError::WrongChunk)));
    let endless = Chunk { entries: vec![], next: chunks[1].next };
    assert!(matches!(import.add(&endless), Err(ImportError::WrongChunk)));
    for chunk in &chunks[1..] {
        import.add(chunk).unwrap();
    }
    let after_the_end = Chunk { entries: vec![], next: None };
    assert!(matches!(import.add(&after_the_end), Err(ImportError::WrongChunk)));
    assert_eq!(import.finish().unwrap().state_root(), original.evm.state_root());
}

#[test]
fn an_import_needs_an_empty_store_and_all_chunks() {
    let original = grown();
    let root = original.evm.state_root();
    let over_a_state = Import::open(original.disk.copy(), config(1, 3), root);
    assert!(matches!(over_a_state, Err(ImportError::NotEmpty)));
    let disk = Disk::default();
    let mut import = import(&disk, root);
    import.add(&chunks(&original.evm.view(), 1000)[0]).unwrap();
    assert!(matches!(import.finish(), Err(ImportError::Incomplete)));
    let other = Import::open(disk, config(2, 3), H256([1; 32]));
    assert!(matches!(other, Err(ImportError::OtherSnapshot)));
}
