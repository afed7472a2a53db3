//! Orders of developers.

use super::{contracts::*, *};
use messages::{call::DevelopmentCall, ethereum::TransactionStatus, query::BlockId};
use proptest::prelude::*;

const START: u64 = 1_700_000_000;

fn development(store: u8, seed: u8) -> EvmConfig {
    EvmConfig { development: true, ..config(store, seed) }
}

fn world() -> World {
    let disk = Disk::default();
    let evm = Evm::open(disk.clone(), development(1, 1)).unwrap();
    let mut world = World { disk, evm };
    world.block(|block| {
        block.credit(ALICE, ether(1000)).unwrap();
        block.credit(BOB, ether(1000)).unwrap();
    });
    world
}

fn try_order(world: &mut World, order: DevelopmentCall) -> ExecutionReceipt {
    executed(world.block(|block| block.develop(&order).unwrap()))
}

/// Gives an order that is followed; returns its word.
fn order(world: &mut World, order: DevelopmentCall) -> u64 {
    let receipt = try_order(world, order);
    assert!(receipt.success && receipt.caller.is_zero() && receipt.gas_used == 0);
    U256::from_big_endian(&receipt.output).as_u64()
}

fn snapshot(world: &mut World) -> u64 {
    order(world, DevelopmentCall::Snapshot)
}

fn number_and_time(world: &World) -> (u64, u64) {
    let block = world.evm.view().block(BlockId::Latest).unwrap().unwrap();
    assert_eq!(block.number, world.evm.view().number());
    (block.number, block.timestamp)
}

fn transfer(world: &mut World, wei: u64) {
    world.execute(ALICE, call(BOB, wei.into(), vec![]));
}

/// What the EVM itself sees as number and time.
fn seen(world: &mut World) -> (u64, u64) {
    // NUMBER, TIMESTAMP
    let code = [0x43, 0x5f, 0x52, 0x42, 0x60, 0x20, 0x52, 0x60, 0x40, 0x5f, 0xf3];
    let output = world.execute(ALICE, Call { to: None, ..call(BOB, U256::zero(), code.to_vec()) });
    let code = world.evm.view().code(output.created.unwrap()).unwrap();
    let word = |at: usize| U256::from_big_endian(&code[at..at + 32]).as_u64();
    (word(0), word(32))
}

#[test]
fn orders_count_on_development_chains_only() {
    let mut world = World::funded();
    let receipt = world.block(|block| block.develop(&DevelopmentCall::Snapshot).unwrap());
    assert_eq!(refused(receipt), Refusal::NotDevelopment);
}

#[test]
fn an_order_ends_its_block() {
    let mut world = world();
    world.block(|block| {
        executed(block.develop(&DevelopmentCall::Snapshot).unwrap());
        assert_eq!(refused(block.develop(&DevelopmentCall::Snapshot).unwrap()), Refusal::Malformed);
        let call = Call { caller: ALICE, ..call(BOB, U256::zero(), vec![]) };
        assert_eq!(refused(block.execute(&call).unwrap()), Refusal::Malformed);
    });
    let impersonate = DevelopmentCall::Impersonate { caller: BOB, raw: vec![] };
    world.block(|block| {
        assert_eq!(refused(block.develop(&impersonate).unwrap()), Refusal::Malformed);
    });
}

#[test]
fn orders_take_no_number_and_mining_takes_as_many_as_it_says() {
    let mut world = world();
    assert_eq!(number_and_time(&world), (1, START + 1));
    snapshot(&mut world);
    order(&mut world, DevelopmentCall::SetNonce { account: BOB, nonce: 3 });
    assert_eq!((world.evm.height(), number_and_time(&world)), (3, (1, START + 1)));
    order(&mut world, DevelopmentCall::Mine { blocks: 1, interval: 0 });
    assert_eq!(number_and_time(&world), (2, START + 4));
    assert_eq!(seen(&mut world), (3, START + 5));
    order(&mut world, DevelopmentCall::Mine { blocks: 10, interval: 12 });
    assert_eq!(number_and_time(&world), (13, START + 6 + 9 * 12));
    assert_eq!(seen(&mut world), (14, START + 7 + 9 * 12));
    order(&mut world, DevelopmentCall::Mine { blocks: 0, interval: 12 });
    assert_eq!(number_and_time(&world).0, 14);
    // Every mined block is there, each the parent of the next.
    let view = world.evm.view();
    let blocks = (0..=14).map(|number| view.block(BlockId::Number(number)).unwrap().unwrap());
    let blocks: Vec<_> = blocks.collect();
    for pair in blocks.windows(2) {
        assert_eq!((pair[1].number, pair[1].parent_hash), (pair[0].number + 1, pair[0].hash));
    }
    assert_eq!(blocks[8].timestamp, START + 6 + 4 * 12);
}

#[test]
fn transactions_before_an_order_keep_their_own_number() {
    let mut world = world();
    let order = DevelopmentCall::Mine { blocks: 5, interval: 1 };
    world.block(|block| {
        executed(block.execute(&Call { caller: ALICE, ..call(BOB, 1.into(), vec![]) }).unwrap());
        assert_eq!(block.number(), 2);
        assert!(executed(block.develop(&order).unwrap()).success);
    });
    assert_eq!(number_and_time(&world), (7, START + 2 + 5));
}

#[test]
fn block_hashes_are_those_of_the_numbers() {
    let mut world = world();
    order(&mut world, DevelopmentCall::Mine { blocks: 300, interval: 1 });
    transfer(&mut world, 1);
    // BLOCKHASH(calldata[0])
    let oracle = world.deploy(ALICE, deploying(&[0x5f, 0x35, 0x40, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3]));
    let (view, latest) = (world.evm.view(), world.evm.view().number());
    for back in [1, 2, 3, 100, 255] {
        let block = view.block(BlockId::Number(latest - back)).unwrap().unwrap();
        let told = query(&view, ALICE, oracle, word(latest - back), U256::zero(), 100_000);
        assert_eq!(told, Reply::Returned(block.hash.0.to_vec()), "{back} back");
    }
}

#[test]
fn the_clock_moves_as_in_anvil() {
    let mut world = world();
    order(&mut world, DevelopmentCall::IncreaseTime { seconds: 1000 });
    assert_eq!(seen(&mut world), (2, START + 3 + 1000));
    order(&mut world, DevelopmentCall::SetNextTimestamp { timestamp: START + 5000 });
    assert_eq!(number_and_time(&world), (2, START + 1003), "not yet");
    assert_eq!(seen(&mut world), (3, START + 5000), "exactly");
    assert_eq!(seen(&mut world), (4, START + 5001), "and on from there");
    order(&mut world, DevelopmentCall::IncreaseTime { seconds: 10 });
    order(&mut world, DevelopmentCall::Mine { blocks: 2, interval: 100 });
    assert_eq!(number_and_time(&world), (6, START + 5013 + 100));
    let mut world = reopened(world);
    assert_eq!(seen(&mut world), (7, START + 5014 + 100));
    let past = DevelopmentCall::SetNextTimestamp { timestamp: START + 5113 };
    assert!(!try_order(&mut world, past).success);
    for absurd in [
        DevelopmentCall::IncreaseTime { seconds: u64::MAX },
        DevelopmentCall::SetNextTimestamp { timestamp: u64::MAX },
        DevelopmentCall::Mine { blocks: u64::MAX, interval: 1 },
        DevelopmentCall::Mine { blocks: 1 << 40, interval: 1 << 40 },
    ] {
        let receipt = try_order(&mut world, absurd);
        assert!(!receipt.success && receipt.output.len() > 68, "with the reason");
    }
    assert_eq!(seen(&mut world).0, 8);
}

fn reopened(world: World) -> World {
    let World { disk, evm } = world;
    drop(evm);
    let evm = Evm::open(disk.clone(), development(1, 2)).unwrap();
    World { disk, evm }
}

#[test]
fn accounts_are_set_and_the_supply_follows() {
    let mut world = world();
    order(&mut world, DevelopmentCall::SetBalance { account: ALICE, balance: ether(5) });
    order(&mut world, DevelopmentCall::SetNonce { account: ALICE, nonce: 9 });
    assert_eq!(world.evm.view().account(ALICE).unwrap(), (ether(5), 9));
    assert_eq!(world.evm.supply(), ether(1005));
    let contract = H160([0xc0; 20]);
    order(&mut world, DevelopmentCall::SetCode { account: contract, code: REGISTER.to_vec() });
    let slot = H256::from_low_u64_be(4);
    let word_of = H256::from_low_u64_be(44);
    order(&mut world, DevelopmentCall::SetStorage { account: contract, slot, word: word_of });
    let mut world = reopened(world);
    assert_eq!(
        query(&world.evm.view(), BOB, contract, word(4), U256::zero(), 100_000),
        Reply::Returned(word(44))
    );
    assert_eq!(world.execute(ALICE, call(contract, U256::zero(), word(4))).output, word(44));
    let impossible = [
        DevelopmentCall::SetBalance { account: BOB, balance: U256::MAX },
        DevelopmentCall::SetCode { account: contract, code: vec![0; MAX_CODE + 1] },
    ];
    for impossible in impossible {
        assert!(!try_order(&mut world, impossible).success);
    }
    order(&mut world, DevelopmentCall::SetCode { account: contract, code: vec![] });
    assert_eq!(world.evm.view().code(contract).unwrap(), [0u8; 0]);
    assert_eq!(world.sum_of_balances(), world.evm.supply());
}

#[test]
fn a_contract_can_be_impersonated() {
    let mut world = world();
    let register = world.deploy(ALICE, deploying(REGISTER));
    order(&mut world, DevelopmentCall::SetBalance { account: register, balance: ether(1) });
    assert!(world.execute(register, call(BOB, 1.into(), vec![])).success);
    assert_eq!(world.balance(BOB), ether(1000) + 1);
}

/// Entries under the root, supply, block number, time, base fee.
type State = (Vec<(Vec<u8>, Vec<u8>)>, U256, u64, u64, u64);

/// All of the EVM's state that a snapshot brings back.
fn state(world: &World) -> State {
    let mut entries = world.entries();
    entries.retain(|(key, _)| b"acds".contains(&key[0]));
    entries.sort();
    let (number, time) = number_and_time(world);
    (entries, world.evm.supply(), number, time, world.evm.base_fee())
}

#[test]
fn a_reverted_block_never_was() {
    let mut world = world();
    let id = snapshot(&mut world);
    let before = state(&world);
    let hash = H256([7; 32]);
    let stored = |block: &mut BlockBuilder<'_>| {
        let call = Call { caller: ALICE, ..call(BOB, 1.into(), vec![]) };
        let receipt = block.execute(&call).unwrap();
        block.store_transaction(NewTransaction {
            seq: block.number(),
            index: 0,
            raw: vec![],
            hash,
            viewer: None,
            effective_gas_price: 1,
            receipt,
            sealed: None,
        });
    };
    world.block(stored);
    let (reverted_block, reverted) = (world.evm.view().block(BlockId::Latest).unwrap().unwrap(), 2);
    assert_eq!(reverted_block.number, reverted);
    assert_eq!(order(&mut world, DevelopmentCall::Revert { snapshot: id }), 1);
    assert_eq!(state(&world), before);
    let view = world.evm.view();
    assert_eq!(view.transaction(hash, None).unwrap(), TransactionStatus::Unknown);
    assert_eq!(view.block(BlockId::Number(reverted)).unwrap(), None);
    assert_eq!(view.block(BlockId::Hash(reverted_block.hash)).unwrap(), None);
    drop(view);
    assert!(!try_order(&mut world, DevelopmentCall::Revert { snapshot: id }).success, "once only");
    world.block(stored);
    let again = world.evm.view().block(BlockId::Latest).unwrap().unwrap();
    assert_eq!((again.number, again.parent_hash), (2, reverted_block.parent_hash));
    assert!(matches!(world.evm.view().transaction(hash, None).unwrap(), TransactionStatus::Executed(_)));
}

#[test]
fn what_the_executor_keeps_does_not_go_back() {
    let mut world = world();
    let id = snapshot(&mut world);
    world.block(|block| block.set_item(b"cursor", b"2").unwrap());
    world.block(|block| {
        block.set_item(b"cursor", b"3").unwrap();
        assert!(executed(block.develop(&DevelopmentCall::Revert { snapshot: id }).unwrap()).success);
    });
    assert_eq!(world.evm.view().item(b"cursor").unwrap().as_deref(), Some(&b"3"[..]));
    assert_eq!(world.evm.height(), 4);
}

#[test]
fn a_revert_takes_back_what_its_own_block_did() {
    let mut world = world();
    let id = snapshot(&mut world);
    let before = state(&world);
    world.block(|block| {
        let withdraw = call(SYSTEM_ADDRESS, ether(1), withdraw([1; 32]));
        assert!(executed(block.execute(&Call { caller: ALICE, ..withdraw }).unwrap()).success);
        assert_eq!(block.outgoing().len(), 1);
        executed(block.develop(&DevelopmentCall::Revert { snapshot: id }).unwrap());
        assert!(block.outgoing().is_empty() && block.gas_used() == 0);
    });
    assert_eq!(state(&world), before);
    assert_eq!(world.balance(FEE_ACCOUNT), U256::zero());
}

#[test]
fn snapshots_and_their_records_are_bounded() {
    use crate::state::undo::MAX_SNAPSHOTS;
    let mut world = world();
    let ids: Vec<_> = (0..MAX_SNAPSHOTS + 3).map(|_| snapshot(&mut world)).collect();
    let records = |world: &World| world.entries().iter().filter(|(key, _)| key[0] == b'u').count();
    assert_eq!(records(&world), MAX_SNAPSHOTS - 1);
    assert!(!try_order(&mut world, DevelopmentCall::Revert { snapshot: ids[2] }).success, "forgotten");
    transfer(&mut world, 1);
    order(&mut world, DevelopmentCall::Revert { snapshot: ids[3] });
    assert_eq!(records(&world), 0, "nothing of it stays behind");
    assert!(world.entries().iter().all(|(key, _)| key[0] != b'n'));
}

#[test]
fn a_snapshot_grows_too_old() {
    use crate::state::undo::MAX_UNDO_BLOCKS;
    let mut world = world();
    let id = snapshot(&mut world);
    while world.evm.height() < id + 3 {
        transfer(&mut world, 1);
    }
    let records = |world: &World| world.entries().iter().filter(|(key, _)| key[0] == b'u').count();
    assert_eq!(records(&world), 3);
    // As if very many blocks had passed.
    let mut block = world.begin();
    let mut snapshots = crate::state::undo::Snapshots::read(block.overlay()).unwrap();
    snapshots.age(block.overlay(), id + MAX_UNDO_BLOCKS);
    assert!(snapshots.contain(id));
    snapshots.age(block.overlay(), id + MAX_UNDO_BLOCKS + 1);
    assert!(!snapshots.contain(id));
    block.finish().unwrap();
    assert_eq!(records(&world), 0);
}

#[derive(Clone, Debug)]
enum Step {
    Transfer(u64),
    Store(u8, u8),
    Deploy,
    Balance(u8),
    Storage(u8, u8),
    Mine(u8),
    Time(u16),
    Snapshot,
    Revert(prop::sample::Index),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        2 => (1..9u64).prop_map(Step::Transfer),
        3 => (0..6u8, 0..3u8).prop_map(|(slot, word)| Step::Store(slot, word)),
        1 => Just(Step::Deploy),
        1 => any::<u8>().prop_map(Step::Balance),
        1 => (0..6u8, 0..3u8).prop_map(|(slot, word)| Step::Storage(slot, word)),
        1 => (0..4u8).prop_map(Step::Mine),
        1 => any::<u16>().prop_map(Step::Time),
        3 => Just(Step::Snapshot),
        2 => any::<prop::sample::Index>().prop_map(Step::Revert),
    ];
    proptest::collection::vec(step, 1..40)
}

/// Follows a step; the model is the list of live snapshots with the states that they must bring back.
fn follow<S: Clone>(
    world: &mut World,
    step: &Step,
    live: &mut Vec<(u64, S)>,
    state: impl Fn(&World) -> S,
    check: impl Fn(&World, &S),
) {
    let register = H160([0xc0; 20]);
    match step {
        Step::Transfer(wei) => transfer(world, *wei),
        Step::Store(slot, value) => {
            let data = [word((*slot).into()), word((*value).into())].concat();
            world.execute(ALICE, call(register, U256::zero(), data));
        }
        Step::Deploy => drop(world.deploy(ALICE, deploying(REVERTER))),
        Step::Balance(balance) => {
            order(world, DevelopmentCall::SetBalance { account: BOB, balance: (*balance).into() });
        }
        Step::Storage(slot, value) => {
            let (slot, word) = (H256::from_low_u64_be(*slot as u64), H256::from_low_u64_be(*value as u64));
            order(world, DevelopmentCall::SetStorage { account: register, slot, word });
        }
        Step::Mine(blocks) => {
            order(world, DevelopmentCall::Mine { blocks: (*blocks).into(), interval: 2 });
        }
        Step::Time(seconds) => {
            order(world, DevelopmentCall::IncreaseTime { seconds: (*seconds).into() });
        }
        Step::Snapshot => {
            let id = snapshot(world);
            live.push((id, state(world)));
        }
        Step::Revert(index) if !live.is_empty() => {
            let place = index.index(live.len());
            let (id, remembered) = live[place].clone();
            live.truncate(place);
            order(world, DevelopmentCall::Revert { snapshot: id });
            check(world, &remembered);
        }
        Step::Revert(_) => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_revert_brings_back_what_was_remembered(steps in steps(), restarts in any::<u64>(), join in 0..40usize) {
        let set = DevelopmentCall::SetCode { account: H160([0xc0; 20]), code: REGISTER.to_vec() };
        let (mut one, mut other) = (world(), world());
        order(&mut one, set.clone());
        order(&mut other, set);
        let (mut live, mut ids) = (vec![], vec![]);
        for (number, step) in steps.iter().enumerate() {
            follow(&mut one, step, &mut live, state, |world, remembered| assert_eq!(&state(world), remembered));
            follow(&mut other, step, &mut ids, |_| (), |_, ()| ());
            prop_assert_eq!(one.evm.state_root(), other.evm.state_root());
            prop_assert_eq!(one.sum_of_balances(), one.evm.supply());
            if restarts >> (number % 64) & 1 == 1 {
                other = reopened(other);
            }
            if number == join {
                let disk = Disk::default();
                let mut import = Import::open(disk.clone(), development(1, 9), other.evm.state_root()).unwrap();
                while !import.is_complete() {
                    import.add(&other.evm.view().export_chunk(import.cursor(), 400).unwrap()).unwrap();
                }
                other = World { disk, evm: import.finish().unwrap() };
            }
        }
    }
}
