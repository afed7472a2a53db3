//! Items under the root, receipts and records beside it.

use super::*;

fn receipt(height: u64) -> Receipt {
    Receipt::Executed(ExecutionReceipt {
        caller: ALICE,
        success: true,
        gas_used: 1,
        output: vec![1, 2, 3],
        created: None,
        height,
        logs: vec![],
    })
}

#[test]
fn items_are_under_the_root() {
    let mut world = World::new();
    world.block(|block| {
        block.set_item(b"seq", b"1").unwrap();
        assert_eq!(block.item(b"seq").unwrap().as_deref(), Some(&b"1"[..]));
    });
    let mut world = world.reopened();
    assert_eq!(world.evm.view().item(b"seq").unwrap().as_deref(), Some(&b"1"[..]));
    world.block(|block| block.remove_item(b"seq").unwrap());
    assert_eq!(world.evm.view().item(b"seq").unwrap(), None);
    let mut block = world.begin();
    assert!(block.set_item(&[0; MAX_ITEM_NAME + 1], b"").is_err());
}

#[test]
fn records_are_written_with_the_block_or_not_at_all() {
    let mut world = World::new();
    world.block(|block| block.put_meta(b"outbox", b"one"));
    let mut block = world.begin();
    block.put_meta(b"outbox", b"two");
    drop(block);
    let mut world = world.reopened();
    assert_eq!(world.evm.meta(b"outbox").unwrap().as_deref(), Some(&b"one"[..]));
    let root = world.evm.state_root();
    world.evm.put_meta([(&b"outbox"[..], &b"three"[..]), (b"votes", b"")]).unwrap();
    assert_eq!(world.evm.state_root(), root);
    let world = world.reopened();
    assert_eq!(world.evm.meta(b"outbox").unwrap().as_deref(), Some(&b"three"[..]));
    assert_eq!(world.evm.meta(b"votes").unwrap().as_deref(), Some(&b""[..]));
    assert_eq!(world.evm.meta(b"unknown").unwrap(), None);
}

#[test]
fn the_number_of_records_is_bounded() {
    let mut world = World::new();
    let names: Vec<_> = (0..=MAX_META as u8).map(|name| [name]).collect();
    let records = |count: usize| names[..count].iter().map(|name| (&name[..], &b"x"[..]));
    world.evm.put_meta(records(MAX_META)).unwrap();
    assert!(world.evm.put_meta(records(MAX_META + 1)).is_err());
    assert!(world.evm.begin_block(env(1)).is_err(), "a failed write ends this opening");
    let mut world = world.reopened();
    world.evm.put_meta(records(MAX_META)).unwrap();
}

#[test]
fn receipts_are_kept_outside_the_root() {
    let (mut one, mut other) = (World::new(), World::new());
    one.block(|block| {
        block.store_receipt(9, 0, &receipt(1));
        block.store_receipt(9, 1, &Receipt::Refused(Refusal::Undecryptable));
    });
    other.block(|_| ());
    assert_eq!(one.evm.state_root(), other.evm.state_root());
    let world = one.reopened();
    let view = world.evm.view();
    assert_eq!(view.receipt(9, 0).unwrap(), Some(receipt(1)));
    assert_eq!(view.receipt(9, 1).unwrap(), Some(Receipt::Refused(Refusal::Undecryptable)));
    assert_eq!(view.receipt(9, 2).unwrap(), None);
}

#[test]
fn old_receipts_go_a_few_at_a_time() {
    use crate::{history::receipts, store::Store};
    let mut store = Store::open(Disk::default(), &[1; 32], [1; 32]).unwrap();
    let mut write = |height: u64, seqs: std::ops::Range<u64>| {
        let new: Vec<_> = seqs.map(|seq| receipts::NewReceipt::new(seq, 0, receipt(height))).collect();
        let mut writer = store.write().unwrap();
        receipts::write(new, 0, height, &mut writer).unwrap();
        writer.commit().unwrap();
        let rows = store.rows().unwrap();
        (1..20).filter(|seq| receipts::read(&rows, *seq, 0).unwrap().is_some()).collect::<Vec<_>>()
    };
    assert_eq!(write(1, 1..8).len(), 7);
    assert_eq!(write(RECEIPT_BLOCKS, 8..9).len(), 8, "all are still young enough");
    assert_eq!(write(RECEIPT_BLOCKS + 1, 9..9), [3, 4, 5, 6, 7, 8], "two even by a block without receipts");
    assert_eq!(write(RECEIPT_BLOCKS + 1, 9..10), [7, 8, 9], "two more by a new one");
    assert_eq!(write(RECEIPT_BLOCKS + 2, 10..11), [8, 9, 10], "and then the next is young enough");
}
