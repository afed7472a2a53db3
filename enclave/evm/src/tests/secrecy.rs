//! What the disk shows.

use super::{contracts::*, *};

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn the_disk_shows_neither_keys_nor_values() {
    let mut world = World::funded();
    let register = world.deploy(ALICE, deploying(REGISTER));
    let slot = [0x3c; 32];
    let secret = [0xe7; 32];
    world.execute(ALICE, call(register, U256::zero(), [slot, secret].concat()));
    world.block(|block| {
        block.set_item(b"a recognisable item", b"a recognisable content").unwrap();
        block.put_meta(b"a recognisable name", b"a recognisable record");
        let refusal = Receipt::Refused(Refusal::BadNonce { expected: 0x5151_5151_5151_5151 });
        block.store_receipt(1, 0, &refusal);
        block.store_transaction(NewTransaction {
            seq: 1,
            index: 1,
            raw: b"a recognisable transaction".to_vec(),
            hash: H256([0x47; 32]),
            viewer: Some(H256([0x48; 32])),
            effective_gas_price: 1,
            receipt: refusal,
            sealed: Some(b"a recognisable result".to_vec()),
        });
    });
    let entries = world.entries();
    let World { disk, evm } = world;
    drop(evm);
    let bytes = disk.bytes();
    let needles: [&[u8]; 15] = [
        &ALICE.0,
        &register.0,
        &slot,
        &secret,
        REGISTER,
        &ether(1000).to_little_endian()[..10],
        b"a recognisable item",
        b"a recognisable content",
        b"a recognisable name",
        b"a recognisable record",
        &[0x51; 8],
        &[0x47; 32],
        &[0x48; 32],
        b"a recognisable transaction",
        b"a recognisable result",
    ];
    for needle in needles {
        assert!(!contains(&bytes, needle), "{}", hex::encode(needle));
    }
    for (key, _) in entries.iter().filter(|(key, _)| key.len() > 8) {
        assert!(!contains(&bytes, key));
    }
}

#[test]
fn writing_the_same_value_again_does_not_show() {
    let raw_rows = |disk: &Disk| {
        use redb::{ReadableDatabase, ReadableTable};
        let database = redb::Builder::new().create_with_backend(disk.copy()).unwrap();
        let definition = redb::TableDefinition::<&[u8], &[u8]>::new("state");
        let table = database.begin_read().unwrap().open_table(definition).unwrap();
        let rows = table.iter().unwrap().map(|row| {
            let (key, value) = row.unwrap();
            (key.value().to_vec(), value.value().to_vec())
        });
        rows.collect::<std::collections::BTreeMap<_, _>>()
    };
    let mut world = World::new();
    let mut rows = vec![];
    for value in [b"one", b"two", b"one"] {
        world.block(|block| block.set_item(b"name", value).unwrap());
        rows.push(raw_rows(&world.disk));
    }
    let changed =
        |a: usize, b: usize| rows[a].iter().filter(|(key, row)| rows[b].get(*key) != Some(*row)).count();
    assert!(changed(0, 2) >= 2, "the item and the head are encrypted anew");
}
