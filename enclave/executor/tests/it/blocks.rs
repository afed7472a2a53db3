//! What goes into an executed block, and what a block sees.

use crate::{
    calls::executed,
    support::{
        caller::{GAS_PRICE, PHA},
        World, COMMITTEE,
    },
};
use executor::rules::rules;
use messages::{
    call::CallBody,
    channel::{Notice, Sender},
    ids::{Height, WorkerId},
    query::Question,
    receipt::{Receipt, Refusal},
    H160,
};

const BOB: H160 = H160([0xb0; 20]);
/// JUMPDEST, PUSH1 0, JUMP: burns whatever gas there is.
const ENDLESS: [u8; 4] = [0x5b, 0x60, 0x00, 0x56];
/// PREVRANDAO, PUSH0, MSTORE, PUSH1 32, PUSH0, REVERT: shows the randomness that a call sees.
const SHOW_RANDOMNESS: [u8; 7] = [0x44, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xfd];

#[test]
fn a_full_block_closes_and_the_rest_of_the_chain_block_forms_further_ones() {
    let mut world = World::ready(2, 2);
    let mut alice = world.funded(1);
    world.settle();
    let before = world.ledger.committee().commit.height;
    let block_gas = rules(1).unwrap().block_gas;
    let mut seqs = Vec::new();
    for gas_limit in [block_gas - 100_000, 200_000, block_gas, 200_000] {
        // Full blocks raise the price of gas.
        let max_fee_per_gas = (10 * GAS_PRICE).into();
        let burn = CallBody { gas_limit, max_fee_per_gas, ..alice.create(ENDLESS.to_vec()) };
        seqs.push(world.push(&alice, burn));
    }
    world.settle();
    let heights: Vec<Height> =
        seqs.iter().map(|seq| executed(&mut world, &alice, *seq, 0).height - before).collect();
    assert_eq!(heights, [1, 1, 2, 3]);
    let last = &world.ledger.applied[world.ledger.applied.len() - 3..];
    assert!(last.iter().all(|commit| commit.upto_block == last[0].upto_block), "of one chain block");
}

#[test]
fn messages_of_a_chain_block_wait_until_it_is_whole() {
    let mut world = World::ready(1, 1);
    for _ in 0..3 {
        world.ledger.deposit(BOB, PHA);
    }
    world.seal();
    world.ledger.deposit(BOB, PHA);
    world.seal();
    let mut heights = Vec::new();
    for _ in 0..4 {
        world.deliver_part(1, 1);
        world.machines[1].work();
        heights.push(world.machines[1].status().height);
    }
    // The fourth message is of the next block: it closes the first one, and reaching the head closes its own.
    assert_eq!(heights, [1, 1, 1, 3]);
}

#[test]
fn randomness_differs_from_call_to_call_and_is_the_same_everywhere() {
    let mut world = World::ready(3, 2);
    let mut alice = world.funded(1);
    let show = |alice: &mut crate::support::caller::Caller| alice.create(SHOW_RANDOMNESS.to_vec());
    let batch = vec![show(&mut alice), show(&mut alice)];
    let first = world.push_batch(&alice, batch);
    world.settle();
    let again = show(&mut alice);
    let second = world.push(&alice, again);
    world.settle();
    // `executed` compares the receipts of all members.
    let seen = [(first, 0), (first, 1), (second, 0)]
        .map(|(seq, index)| executed(&mut world, &alice, seq, index).output);
    assert!(seen.iter().all(|value| value.len() == 32 && value.iter().any(|byte| *byte != 0)));
    assert!(seen[0] != seen[1] && seen[1] != seen[2] && seen[0] != seen[2]);
}

#[test]
fn a_program_version_counts_from_the_next_block_and_an_unknown_one_stops_execution() {
    let mut world = World::ready(1, 1);
    let mut alice = world.funded(1);
    world.settle();
    let pay = alice.pay(BOB, 1);
    world.ledger.notify(&Notice::ProgramSet(2));
    let same_block = world.push(&alice, pay);
    world.settle();
    assert!(executed(&mut world, &alice, same_block, 0).success);
    world.ledger.deposit(BOB, PHA);
    world.advance_by(2);
    let status = world.machines[1].status();
    assert_eq!(status.height, world.ledger.committee().commit.height);
    assert!(status.trouble.is_some_and(|trouble| trouble.contains("program version 2 is unknown")));
    assert!(world.ask(1, Some(&alice), Question::Account).is_ok(), "what was executed is still answered");
}

#[test]
fn what_workers_and_other_committees_say_means_nothing_to_version_one() {
    let mut world = World::ready(2, 2);
    let alice = world.funded(1);
    let senders = [Sender::Worker(WorkerId([9; 32])), Sender::Committee(7)];
    let seqs = senders.map(|sender| {
        let deposit = Notice::Deposit { to: BOB, amount: PHA };
        world.ledger.chain.push_from(COMMITTEE, sender, &codec::Encode::encode(&deposit))
    });
    world.settle();
    for seq in seqs {
        assert_eq!(world.receipt(&alice, seq, 0), Some(Receipt::Refused(Refusal::Malformed)));
    }
    assert!(world.state(1).view().account(BOB).unwrap().0.is_zero());
}

#[test]
fn a_host_that_withholds_messages_delays_and_does_nothing_else() {
    let mut world = World::ready(1, 1);
    world.ledger.deposit(BOB, PHA);
    for _ in 0..4 {
        world.seal();
        world.deliver_part(1, 0);
        world.machines[1].work();
        let status = world.machines[1].status();
        assert_eq!((status.height, status.trouble), (1, None));
    }
    world.settle();
    assert_eq!(world.machines[1].status().height, 2);
}
