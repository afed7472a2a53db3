//! Blocks, transactions and logs that tools look up.

use super::{contracts::*, *};
use messages::{
    ethereum::{Block, ExecutedTransaction, FoundLog, LogFilter, TransactionStatus},
    limits::{MAX_FILTER_VALUES, MAX_LOG_BLOCKS},
    query::{BlockId, QueryRefusal},
};
use revm::primitives::alloy_primitives::{Bloom, BloomInput};

/// Emits its second word of calldata under the first one as topic.
const EMITTER: &[u8] = &[0x60, 0x20, 0x60, 0x20, 0x5f, 0x37, 0x5f, 0x35, 0x60, 0x20, 0x5f, 0xa1, 0x00];
const VIEWER: H256 = H256([0x77; 32]);

fn hash(number: u64) -> H256 {
    H256::from_low_u64_be(0xabcd_0000 + number)
}

fn topic(number: u64) -> H256 {
    H256::from_low_u64_be(number)
}

/// Executes and stores a transaction as an executor does; its number is its hash and its place in the channel.
fn send(block: &mut BlockBuilder<'_>, number: u64, call: Call, viewer: Option<H256>) -> Receipt {
    let nonce = block.account(ALICE).unwrap().1;
    let call = Call { caller: ALICE, nonce: nonce + call.nonce, ..call };
    let receipt = block.execute(&call).unwrap();
    block.store_transaction(NewTransaction {
        seq: number,
        index: 0,
        raw: number.to_le_bytes().to_vec(),
        hash: hash(number),
        viewer,
        effective_gas_price: block.effective_gas_price(&call),
        receipt: receipt.clone(),
        sealed: None,
    });
    receipt
}

fn emit(emitter: H160, topic: u64, data: u64) -> Call {
    call(emitter, U256::zero(), [word(topic), word(data)].concat())
}

fn status(world: &World, number: u64, viewer: Option<H256>) -> TransactionStatus {
    world.evm.view().transaction(hash(number), viewer).unwrap()
}

fn found(world: &World, number: u64, viewer: Option<H256>) -> ExecutedTransaction {
    match status(world, number, viewer) {
        TransactionStatus::Executed(transaction) => *transaction,
        other => panic!("{other:?}"),
    }
}

fn block(world: &World, id: BlockId) -> Block {
    world.evm.view().block(id).unwrap().unwrap()
}

fn logs(world: &World, filter: LogFilter) -> (Vec<FoundLog>, u64) {
    match world.evm.view().logs(&filter).unwrap() {
        Reply::Logs { logs, upto } => (logs, upto),
        other => panic!("{other:?}"),
    }
}

fn all(from: u64, to: u64) -> LogFilter {
    LogFilter { from, to, addresses: vec![], topics: vec![] }
}

fn emitting() -> (World, H160) {
    let mut world = World::funded();
    let emitter = world.deploy(ALICE, deploying(EMITTER));
    (world, emitter)
}

#[test]
fn a_block_lists_its_public_transactions() {
    let (mut world, emitter) = emitting();
    let parent = block(&world, BlockId::Latest);
    world.block(|block| {
        send(block, 1, emit(emitter, 5, 50), None);
        send(block, 2, emit(emitter, 6, 60), Some(VIEWER));
        send(block, 3, call(emitter, U256::zero(), vec![]), None);
        send(block, 4, emit(emitter, 7, 70), None);
    });
    let world = world.reopened();
    let latest = block(&world, BlockId::Latest);
    let expected = crate::state::block_hash(CHAIN_ID, 3, &world.evm.state_root().0);
    assert_eq!((latest.number, latest.hash), (3, H256(expected.0)));
    assert_eq!((latest.parent_hash, latest.state_root), (parent.hash, world.evm.state_root()));
    assert_eq!((latest.timestamp, latest.gas_limit, latest.base_fee), (1_700_000_003, BLOCK_GAS, GWEI));
    assert_eq!(latest.transactions, [hash(1), hash(3), hash(4)]);
    let public = [1, 3, 4].map(|number| found(&world, number, None));
    assert_eq!(public.each_ref().map(|found| found.index), [0, 1, 2]);
    assert_eq!(public.each_ref().map(|found| found.first_log), [0, 1, 2]);
    let mut gas = 0;
    for found in &public {
        gas += found.receipt.gas_used;
        assert_eq!((found.cumulative_gas_used, found.block_number), (gas, 3));
        assert_eq!((found.block_hash, found.effective_gas_price), (latest.hash, GWEI.into()));
    }
    assert_eq!(latest.gas_used, gas);
    assert_eq!(block(&world, BlockId::Hash(latest.hash)), latest);
    assert_eq!(block(&world, BlockId::Number(3)), latest);
    for unknown in [BlockId::Number(4), BlockId::Hash(H256::zero())] {
        assert_eq!(world.evm.view().block(unknown).unwrap(), None);
    }
}

#[test]
fn the_block_before_the_first_is_always_there() {
    let world = World::new();
    let genesis = block(&world, BlockId::Latest);
    assert_eq!((genesis.number, genesis.parent_hash), (0, H256::zero()));
    let world = World::funded();
    assert_eq!(block(&world, BlockId::Latest).parent_hash, genesis.hash);
    assert_eq!(block(&world, BlockId::Number(0)), genesis);
    assert_eq!(block(&world, BlockId::Hash(genesis.hash)), genesis);
}

#[test]
fn a_private_transaction_is_known_to_its_viewer_only() {
    let (mut world, emitter) = emitting();
    world.block(|block| send(block, 1, emit(emitter, 5, 50), Some(VIEWER)));
    assert_eq!(status(&world, 1, None), TransactionStatus::Unknown);
    assert_eq!(status(&world, 1, Some(H256::zero())), TransactionStatus::Unknown);
    let seen = found(&world, 1, Some(VIEWER));
    assert_eq!((seen.index, seen.first_log, seen.cumulative_gas_used), (0, 0, seen.receipt.gas_used));
    assert_eq!(seen.receipt.logs.len(), 1);
    let latest = block(&world, BlockId::Latest);
    assert_eq!((latest.gas_used, latest.transactions.len()), (0, 0));
    assert_eq!(latest.logs_bloom, Bloom::ZERO.to_vec());
    assert_eq!(logs(&world, all(0, 9)).0, []);
    // Its caller has the receipt by the place of the call.
    assert_eq!(world.evm.view().receipt(1, 0).unwrap(), Some(Receipt::Executed(seen.receipt)));
}

#[test]
fn refusals_are_found_and_never_hide_an_execution() {
    let (mut world, emitter) = emitting();
    let wrong_nonce = || Call { nonce: 7, ..emit(emitter, 5, 50) };
    world.block(|block| {
        send(block, 1, wrong_nonce(), None);
        send(block, 2, wrong_nonce(), Some(VIEWER));
        send(block, 3, emit(emitter, 5, 50), None);
    });
    let refusal = Refusal::BadNonce { expected: 1 };
    assert_eq!(status(&world, 1, None), TransactionStatus::Refused(refusal));
    assert_eq!(status(&world, 2, None), TransactionStatus::Unknown);
    assert_eq!(status(&world, 2, Some(VIEWER)), TransactionStatus::Refused(refusal));
    assert_eq!(world.evm.view().receipt(1, 0).unwrap(), Some(Receipt::Refused(refusal)));
    assert_eq!(block(&world, BlockId::Latest).transactions, [hash(3)]);
    // Sent again: the first runs now, the third is refused.
    world.block(|block| {
        send(block, 1, emit(emitter, 6, 60), None);
        send(block, 3, wrong_nonce(), None);
    });
    assert_eq!(found(&world, 1, None).block_number, 4);
    assert_eq!(found(&world, 3, None).block_number, 3);
}

#[test]
fn logs_are_found_by_contract_and_topic() {
    let (mut world, emitter) = emitting();
    let other = world.deploy(ALICE, deploying(EMITTER));
    world.block(|block| {
        send(block, 1, emit(emitter, 5, 50), None);
        send(block, 2, emit(other, 5, 51), None);
        send(block, 3, emit(emitter, 6, 52), Some(VIEWER));
    });
    world.block(|block| send(block, 4, emit(emitter, 6, 53), None));
    let data = |filter: LogFilter| -> Vec<u64> {
        let (logs, upto) = logs(&world, filter);
        assert_eq!(upto, 5);
        logs.iter().map(|found| U256::from_big_endian(&found.log.data).as_u64()).collect()
    };
    assert_eq!(data(all(0, 5)), [50, 51, 53]);
    assert_eq!(data(all(0, 100)), [50, 51, 53], "the search ends with the last block");
    assert_eq!(data(all(5, 5)), [53]);
    assert_eq!(data(LogFilter { addresses: vec![emitter], ..all(0, 5) }), [50, 53]);
    assert_eq!(data(LogFilter { topics: vec![vec![topic(5)]], ..all(0, 5) }), [50, 51]);
    assert_eq!(data(LogFilter { topics: vec![vec![topic(6), topic(9)]], ..all(0, 5) }), [53]);
    assert_eq!(data(LogFilter { topics: vec![vec![], vec![topic(5)]], ..all(0, 5) }), [0u64; 0]);
    let filter = LogFilter { addresses: vec![other], topics: vec![vec![topic(5)]], ..all(0, 5) };
    assert_eq!(data(filter.clone()), [51]);
    let (found, _) = logs(&world, filter);
    let place = (found[0].block_number, found[0].transaction, found[0].transaction_index, found[0].index);
    assert_eq!(place, (4, hash(2), 1, 1));
    let bloom = Bloom::try_from(block(&world, BlockId::Number(4)).logs_bloom.as_slice()).unwrap();
    assert!(bloom.contains_input(BloomInput::Raw(&other.0)));
    assert!(bloom.contains_input(BloomInput::Raw(&topic(5).0)));
    assert!(!bloom.contains_input(BloomInput::Raw(&topic(6).0)), "of public transactions only");
}

#[test]
fn a_search_for_logs_is_bounded() {
    let (mut world, emitter) = emitting();
    while world.evm.height() < MAX_LOG_BLOCKS + 5 {
        world.block(|_| ());
    }
    world.block(|block| send(block, 1, emit(emitter, 5, 50), None));
    let last = world.evm.height();
    let (first, upto) = logs(&world, all(1, last));
    assert_eq!((first.len(), upto), (0, MAX_LOG_BLOCKS));
    let (rest, upto) = logs(&world, all(upto + 1, last));
    assert_eq!((rest.len(), upto), (1, last));
    let too_many = vec![H160::zero(); MAX_FILTER_VALUES + 1];
    for filter in [
        LogFilter { addresses: too_many, ..all(0, 1) },
        LogFilter { topics: vec![vec![]; 5], ..all(0, 1) },
        LogFilter { topics: vec![vec![H256::zero(); MAX_FILTER_VALUES + 1]], ..all(0, 1) },
    ] {
        let reply = world.evm.view().logs(&filter).unwrap();
        assert_eq!(reply, Reply::Refused(QueryRefusal::TooMuch));
    }
}

#[test]
fn an_answer_holds_as_many_logs_as_fit() {
    let mut world = World::funded();
    // LOG0 of as much memory as calldata[0] says.
    let writer = world.deploy(ALICE, deploying(&[0x5f, 0x35, 0x5f, 0xa0, 0x00]));
    let write = |size: u64| Call { gas_limit: 10_000_000, ..call(writer, U256::zero(), word(size)) };
    for number in 1..4 {
        world.block(|block| executed(send(block, number, write(100_000), None)));
    }
    let (first, upto) = logs(&world, all(3, 5));
    assert_eq!((first.len(), upto), (1, 3));
    world.block(|block| executed(send(block, 4, write(300_000), None)));
    let reply = world.evm.view().logs(&all(6, 6)).unwrap();
    assert_eq!(reply, Reply::Refused(QueryRefusal::TooMuch));
}

#[test]
fn history_goes_after_its_time_with_all_that_came_with_it() {
    use crate::{
        history::{blocks::BlockFacts, NewHistory},
        store::{Store, Table},
    };
    let mut store = Store::open(Disk::default(), &[1; 32], [1; 32]).unwrap();
    let rows = |store: &Store, table: Table| {
        let rows = store.rows().unwrap();
        let count = rows.from(table, core::ops::Bound::Unbounded).unwrap().count();
        count
    };
    let mut write = |height: u64, transactions: std::ops::Range<u64>| {
        let block = BlockFacts {
            chain_id: CHAIN_ID,
            number: height,
            parent_hash: H256::zero(),
            timestamp: 0,
            gas_limit: 0,
            base_fee: 0,
            mined: (0, 0),
        };
        let transaction = |number: u64| NewTransaction {
            seq: number,
            index: 0,
            raw: vec![],
            hash: hash(number),
            viewer: number.is_multiple_of(2).then_some(VIEWER),
            effective_gas_price: 0,
            receipt: Receipt::Refused(Refusal::Malformed),
            sealed: None,
        };
        let history = NewHistory {
            transactions: transactions.map(transaction).collect(),
            block: Some(block),
            ..NewHistory::default()
        };
        let mut writer = store.write().unwrap();
        history.write(height, [height as u8; 32], &mut writer).unwrap();
        writer.commit().unwrap();
        [Table::Blocks, Table::Hashes].map(|table| rows(&store, table))
    };
    assert_eq!(write(1, 0..10), [1, 11]);
    assert_eq!(write(2, 0..4), [2, 12], "what comes again counts as new");
    assert_eq!(write(3, 10..11), [3, 14]);
    assert_eq!(write(RECEIPT_BLOCKS, 0..0), [4, 15], "all are still young enough");
    assert_eq!(write(RECEIPT_BLOCKS + 1, 0..0), [4, 9], "the first block took its own along");
    assert_eq!(write(RECEIPT_BLOCKS + 10, 0..0), [3, 3], "two more went");
}
