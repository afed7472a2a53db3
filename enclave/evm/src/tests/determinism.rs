//! The state root depends on the history alone, and on all of it.

use super::{contracts::*, *};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Step {
    Credit(u8, u64),
    Transfer(u8, u8, u64),
    Store(u8, u8, u8),
    Item(u8, Option<u8>),
}

fn account(number: u8) -> H160 {
    H160([0x10 + number % 4; 20])
}

fn register() -> H160 {
    // Deployed by account 0 with its first call.
    let address = revm::primitives::Address::from(account(0).0).create(0);
    H160(address.into_array())
}

fn steps() -> impl Strategy<Value = Vec<Vec<Step>>> {
    let step = prop_oneof![
        (any::<u8>(), 1..1000u64).prop_map(|(to, wei)| Step::Credit(to, wei)),
        (any::<u8>(), any::<u8>(), 1..1000u64).prop_map(|(from, to, wei)| Step::Transfer(from, to, wei)),
        (any::<u8>(), 0..12u8, 0..3u8).prop_map(|(from, slot, value)| Step::Store(from, slot, value)),
        (0..6u8, proptest::option::of(any::<u8>())).prop_map(|(name, value)| Step::Item(name, value)),
    ];
    proptest::collection::vec(proptest::collection::vec(step, 0..8), 1..8)
}

fn apply(block: &mut BlockBuilder<'_>, step: &Step) {
    let mut run = |from: u8, body: Call| {
        let nonce = block.account(account(from)).unwrap().1;
        executed(block.execute(&Call { caller: account(from), nonce, gas_limit: 100_000, ..body }).unwrap());
    };
    match *step {
        Step::Credit(to, wei) => block.credit(account(to), wei.into()).unwrap(),
        Step::Transfer(from, to, wei) => run(from, call(account(to), wei.into(), vec![])),
        Step::Store(from, slot, value) => {
            run(from, call(register(), U256::zero(), [word(slot.into()), word(value.into())].concat()));
        }
        Step::Item(name, Some(value)) => block.set_item(&[name], &[value]).unwrap(),
        Step::Item(name, None) => block.remove_item(&[name]).unwrap(),
    }
}

fn genesis(disk: &Disk, store: u8, seed: u8) -> Evm {
    let mut evm = Evm::open(disk.clone(), config(store, seed)).unwrap();
    let mut block = evm.begin_block(env(1)).unwrap();
    (0..4).for_each(|number| block.credit(account(number), ether(100)).unwrap());
    executed(block.execute(&Call { caller: account(0), ..create(deploying(REGISTER)) }).unwrap());
    block.finish().unwrap();
    evm
}

/// Roots after each block of a history on a fresh disk; opens the store anew before the blocks that `restarts` names.
fn roots(history: &[Vec<Step>], store: u8, seed: u8, restarts: impl Fn(usize) -> bool) -> Vec<H256> {
    let disk = Disk::default();
    let mut evm = genesis(&disk, store, seed);
    let mut roots = vec![];
    for (number, steps) in history.iter().enumerate() {
        if restarts(number) {
            drop(evm);
            evm = Evm::open(disk.clone(), config(store, seed.wrapping_add(number as u8))).unwrap();
        }
        let next = env(evm.height() + 1);
        let mut block = evm.begin_block(next).unwrap();
        steps.iter().for_each(|step| apply(&mut block, step));
        roots.push(block.finish().unwrap().state_root);
    }
    roots
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn restarts_store_keys_and_nonces_do_not_matter(history in steps(), restarts in any::<u8>()) {
        let plain = roots(&history, 1, 1, |_| false);
        prop_assert_eq!(&plain, &roots(&history, 2, 77, |_| true));
        prop_assert_eq!(&plain, &roots(&history, 3, 5, |number| restarts >> (number % 8) & 1 == 1));
    }

    #[test]
    fn a_join_at_any_block_does_not_matter(history in steps(), at in 0..8usize) {
        let at = at % history.len();
        let plain = roots(&history, 1, 1, |_| false);
        let mut evm = genesis(&Disk::default(), 1, 1);
        for (number, steps) in history.iter().enumerate() {
            if number == at {
                let mut import = Import::open(Disk::default(), config(9, 9), evm.state_root()).unwrap();
                while !import.is_complete() {
                    import.add(&evm.view().export_chunk(import.cursor(), 400).unwrap()).unwrap();
                }
                evm = import.finish().unwrap();
            }
            let next = env(evm.height() + 1);
            let mut block = evm.begin_block(next).unwrap();
            steps.iter().for_each(|step| apply(&mut block, step));
            prop_assert_eq!(block.finish().unwrap().state_root, plain[number]);
        }
    }

    #[test]
    fn the_supply_is_the_sum_of_balances(history in steps()) {
        let disk = Disk::default();
        let mut world = World { evm: genesis(&disk, 1, 1), disk };
        for steps in &history {
            world.block(|block| steps.iter().for_each(|step| apply(block, step)));
            prop_assert_eq!(world.sum_of_balances(), world.evm.supply());
        }
    }
}

#[test]
fn the_root_differs_when_anything_differs() {
    let root = |env: BlockEnv, root_key: u8, work: &dyn Fn(&mut BlockBuilder<'_>)| {
        let config = EvmConfig { root_key: Zeroizing::new([root_key; 32]), ..config(1, 1) };
        let mut evm = Evm::open(Disk::default(), config).unwrap();
        let mut block = evm.begin_block(env).unwrap();
        block.credit(ALICE, ether(1)).unwrap();
        work(&mut block);
        block.finish().unwrap().state_root
    };
    let nothing = |_: &mut BlockBuilder<'_>| ();
    let variants = [
        root(env(1), 5, &nothing),
        root(env(1), 6, &nothing),
        root(BlockEnv { timestamp: 1, ..env(1) }, 5, &nothing),
        root(BlockEnv { gas_limit: 1, ..env(1) }, 5, &nothing),
        root(env(1), 5, &|block| block.credit(ALICE, 1.into()).unwrap()),
        root(env(1), 5, &|block| block.credit(BOB, 1.into()).unwrap()),
        root(env(1), 5, &|block| block.set_item(b"a", b"").unwrap()),
        root(env(1), 5, &|block| block.set_item(b"a", b"1").unwrap()),
        root(env(1), 5, &|block| block.set_item(b"b", b"1").unwrap()),
        root(env(1), 5, &|block| {
            drop(block.execute(&Call { caller: ALICE, ..call(BOB, 0.into(), vec![]) }).unwrap())
        }),
    ];
    let distinct: std::collections::BTreeSet<_> = variants.iter().collect();
    assert_eq!(distinct.len(), variants.len());
}

#[test]
fn the_layout_under_the_root_is_pinned() {
    let mut world = World::funded();
    world.deploy(ALICE, deploying(REGISTER));
    insta::assert_snapshot!(hex::encode(world.evm.state_root()), @"3af5557ee8e47693c811905bda2496b0019419004d6e872ecfb7010bc548a64c");
}
