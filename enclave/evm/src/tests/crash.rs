//! Losing power at every single change of the disk.

use super::{contracts::*, *};
use messages::{ethereum::TransactionStatus, query::BlockId};

/// Blocks of the history that is interrupted.
const BLOCKS: u64 = 4;

fn hash(height: u64, slot: u64) -> H256 {
    H256::from_low_u64_be(height * 16 + slot)
}

/// Deploys a contract, then writes and clears slots, stores receipts and records.
fn work(block: &mut BlockBuilder<'_>, height: u64) {
    let register = H160(revm::primitives::Address::from(ALICE.0).create(0).into_array());
    if height == 1 {
        block.credit(ALICE, ether(10)).unwrap();
        executed(block.execute(&Call { caller: ALICE, ..create(deploying(REGISTER)) }).unwrap());
    }
    for slot in 0..5 {
        let nonce = block.account(ALICE).unwrap().1;
        let body = call(register, U256::zero(), [word(slot), word(slot * height % 3)].concat());
        let receipt = block.execute(&Call { caller: ALICE, nonce, ..body }).unwrap();
        block.store_receipt(height, slot as u32, &receipt);
        block.store_transaction(NewTransaction {
            seq: height,
            index: 5 + slot as u32,
            raw: vec![],
            hash: hash(height, slot),
            viewer: None,
            effective_gas_price: 0,
            receipt,
            sealed: None,
        });
    }
    block.put_meta(b"height", &height.to_le_bytes());
}

fn go_on(evm: &mut Evm) -> Result<(), StoreError> {
    while evm.height() < BLOCKS {
        let height = evm.height() + 1;
        let mut block = evm.begin_block(env(height))?;
        work(&mut block, height);
        block.finish()?;
    }
    Ok(())
}

fn reference() -> (Vec<H256>, usize) {
    let disk = Disk::default();
    let mut evm = Evm::open(disk.clone(), config(1, 1)).unwrap();
    let mut roots = vec![evm.state_root()];
    for height in 1..=BLOCKS {
        let mut block = evm.begin_block(env(height)).unwrap();
        work(&mut block, height);
        roots.push(block.finish().unwrap().state_root);
    }
    (roots, disk.changes())
}

/// The store on this disk stands exactly at a block border, and goes on to the same end.
fn check(disk: Disk, roots: &[H256]) -> u64 {
    let mut evm = Evm::open(disk, config(1, 3)).unwrap();
    let height = evm.height();
    assert_eq!(evm.state_root(), roots[height as usize]);
    let record = evm.meta(b"height").unwrap();
    assert_eq!(record, (height > 0).then(|| height.to_le_bytes().to_vec()));
    let view = evm.view();
    for seq in 1..=BLOCKS {
        assert_eq!(
            view.receipt(seq, 4).unwrap().is_some(),
            seq <= height,
            "receipts of block {seq} at {height}"
        );
        let status = view.transaction(hash(seq, 4), None).unwrap();
        assert_eq!(status != TransactionStatus::Unknown, seq <= height);
        assert_eq!(view.block(BlockId::Number(seq)).unwrap().is_some(), seq <= height);
    }
    drop(view);
    go_on(&mut evm).unwrap();
    assert_eq!(evm.state_root(), roots[BLOCKS as usize]);
    height
}

#[test]
fn losing_power_at_any_write_leaves_the_store_at_a_block_border() {
    let (roots, changes) = reference();
    let mut heights = std::collections::BTreeSet::new();
    for survived in 0..changes {
        let disk = Disk::default();
        disk.fail_after(survived);
        let interrupted = Evm::open(disk.clone(), config(1, 1)).and_then(|mut evm| go_on(&mut evm));
        assert!(interrupted.is_err(), "power was lost after {survived} of {changes} changes");
        heights.insert(check(disk.after_power_loss(|_| true), &roots));
        heights.insert(check(disk.after_power_loss(|_| false), &roots));
        heights.insert(check(disk.after_power_loss(|number| (number + survived) % 2 == 0), &roots));
    }
    assert!(heights.into_iter().eq(0..=BLOCKS), "every border was met");
}

#[test]
fn after_a_failed_write_this_opening_is_over() {
    let mut world = World::funded();
    world.disk.fail_after(2);
    let block = world.begin();
    assert!(matches!(block.finish(), Err(StoreError::Disk(_))));
    assert!(world.evm.begin_block(env(2)).is_err());
    assert!(world.evm.put_meta([]).is_err());
}
