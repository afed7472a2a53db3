//! A worker answers what the chain asks about its capacity: once in a boot, and from what was proven alone.

use crate::support::World;
use capacity::Tally;
use messages::{
    abi,
    capacity::{Challenge, Measurement},
    ids::*,
    worker::Statement,
    H256,
};

/// Place of the worker among the machines.
const WORKER: usize = 1;
/// Blocks that a measurement lasts.
const LENGTH: BlockNumber = 5;
/// What lanes that compute from no measurement's seed have done.
const IDLE: Tally = tally(H256([0xaa; 32]), 90);

const fn tally(seed: H256, units: u64) -> Tally {
    Tally { seed, lanes: 2, units, digest: H256([0xdd; 32]) }
}

/// What reached the chain, without who said it.
fn said(world: &World) -> Vec<Statement> {
    world.ledger.mining.said.iter().map(|(_, statement)| statement.clone()).collect()
}

fn heartbeat(challenge: BlockNumber, work: u64) -> Statement {
    Statement::Heartbeat { challenge, work }
}

fn score(measurement: BlockNumber, units: u64) -> Statement {
    Statement::Score { measurement, units, digest: H256([0xdd; 32]), lanes: 2 }
}

/// The chain challenges the worker in the next block.
fn challenge(world: &mut World) -> BlockNumber {
    let (block, time_ms) = (world.ledger.next_block(), world.ledger.time_ms());
    let open = Challenge { block, time_ms, seed: H256([1; 32]) };
    world.ledger.mining.challenges.insert(world.machines[WORKER].id(), open);
    block
}

/// The operator asks for a measurement in the next block.
fn measure(world: &mut World) -> Measurement {
    let (block, time_ms) = (world.ledger.next_block(), world.ledger.time_ms());
    let asked =
        Measurement { block, until: block + LENGTH, time_ms, seed: H256::from_low_u64_be(block.into()) };
    world.ledger.mining.measurements.insert(world.machines[WORKER].id(), asked);
    asked
}

/// Seals a block, shows it to the worker, and tells the worker what its threads have done. Nothing is carried back.
fn show(world: &mut World, work: u64, tally: &Tally) {
    world.seal();
    world.deliver(WORKER);
    world.machines[WORKER].enclave.worked(work, Some(tally));
}

/// The same, and carries back.
fn turn(world: &mut World, work: u64, tally: &Tally) {
    show(world, work, tally);
    world.carry();
}

fn seed(world: &World) -> Option<H256> {
    world.machines[WORKER].enclave.measuring()
}

#[test]
fn each_challenge_is_answered_once_with_the_work_at_that_time() {
    let mut world = World::ready(1, 1);
    turn(&mut world, 5, &IDLE);
    assert_eq!(said(&world), []);
    let first = challenge(&mut world);
    turn(&mut world, 10, &IDLE);
    turn(&mut world, 20, &IDLE);
    let second = challenge(&mut world);
    turn(&mut world, 30, &IDLE);
    turn(&mut world, 40, &IDLE);
    assert_eq!(said(&world), [heartbeat(first, 10), heartbeat(second, 30)]);
    assert_eq!(world.machines[WORKER].status().answers.challenge, Some(second));
}

#[test]
fn an_answer_that_is_held_back_is_neither_repeated_nor_brought_up_to_date() {
    let mut world = World::ready(1, 1);
    let block = challenge(&mut world);
    for work in 1..=4 {
        show(&mut world, work, &IDLE);
    }
    world.advance_by(2);
    assert_eq!(said(&world), [heartbeat(block, 1)]);
}

#[test]
fn a_challenge_that_the_chain_keeps_open_is_not_answered_again() {
    let mut world = World::ready(1, 1);
    let block = challenge(&mut world);
    let open = world.ledger.mining.challenges.clone();
    for work in 1..=4 {
        turn(&mut world, work, &IDLE);
        world.ledger.mining.challenges = open.clone();
    }
    assert_eq!(said(&world), [heartbeat(block, 1)]);
}

#[test]
fn a_challenge_of_another_worker_or_of_a_block_to_come_is_not_answered() {
    let mut world = World::ready(2, 1);
    let block = challenge(&mut world);
    let open = world.ledger.mining.challenges.remove(&world.machines[WORKER].id()).unwrap();
    world.ledger.mining.challenges.insert(world.machines[2].id(), open);
    turn(&mut world, 1, &IDLE);
    let early = Challenge { block: block + 3, ..open };
    world.ledger.mining.challenges.insert(world.machines[WORKER].id(), early);
    turn(&mut world, 2, &IDLE);
    turn(&mut world, 3, &IDLE);
    assert_eq!(said(&world), []);
    turn(&mut world, 4, &IDLE);
    assert_eq!(said(&world), [heartbeat(block + 3, 4)]);
}

#[test]
fn a_measurement_runs_from_its_seed_and_its_result_is_said_once_when_it_is_over() {
    let mut world = World::ready(1, 1);
    assert_eq!(seed(&world), None);
    let asked = measure(&mut world);
    turn(&mut world, 1, &IDLE);
    assert_eq!(seed(&world), Some(asked.seed));
    for units in 1..LENGTH.into() {
        turn(&mut world, units, &tally(asked.seed, units));
        assert_eq!(said(&world), [], "before it is over");
    }
    turn(&mut world, 9, &tally(asked.seed, 8));
    assert_eq!(seed(&world), None, "nothing is to be measured any more");
    turn(&mut world, 11, &tally(asked.seed, 10));
    assert_eq!(said(&world), [score(asked.block, 8)]);
    assert!(world.ledger.mining.measurements.is_empty());
    let status = world.machines[WORKER].status();
    let told = status.answers.score.map(|score| (score.measurement, score.tally.units));
    assert_eq!((status.measuring, told), (None, Some((asked.block, 8))));
}

#[test]
fn only_what_was_computed_from_the_seed_counts() {
    let mut world = World::ready(1, 1);
    let asked = measure(&mut world);
    for _ in 0..=LENGTH {
        turn(&mut world, 50, &IDLE);
    }
    turn(&mut world, 60, &tally(asked.seed, 0));
    assert_eq!(said(&world), []);
    turn(&mut world, 70, &tally(asked.seed, 4));
    assert_eq!(said(&world), [score(asked.block, 4)]);
}

#[test]
fn a_measurement_that_is_asked_for_anew_begins_anew() {
    let mut world = World::ready(1, 1);
    let first = measure(&mut world);
    turn(&mut world, 1, &IDLE);
    turn(&mut world, 2, &tally(first.seed, 2));
    let second = measure(&mut world);
    turn(&mut world, 3, &tally(first.seed, 4));
    assert_eq!(seed(&world), Some(second.seed));
    for _ in 0..LENGTH {
        turn(&mut world, 9, &tally(second.seed, 6));
    }
    let third = measure(&mut world);
    for _ in 0..=LENGTH {
        turn(&mut world, 20, &tally(third.seed, 8));
    }
    assert_eq!(said(&world), [score(second.block, 6), score(third.block, 8)]);
}

#[test]
fn a_boot_after_a_restart_answers_what_is_open_and_measures_for_as_long() {
    let mut world = World::ready(1, 1);
    let asked = measure(&mut world);
    for _ in 0..LENGTH {
        turn(&mut world, 1_000, &tally(asked.seed, 900));
    }
    let block = challenge(&mut world);
    // The statements of the first boot never leave the machine.
    show(&mut world, 1_200, &tally(asked.seed, 1_000));
    world.kill(WORKER);
    for _ in 0..LENGTH {
        turn(&mut world, 7, &tally(asked.seed, 6));
    }
    assert_eq!(said(&world), [heartbeat(block, 7)]);
    turn(&mut world, 9, &tally(asked.seed, 8));
    turn(&mut world, 9, &tally(asked.seed, 8));
    assert_eq!(said(&world), [heartbeat(block, 7), score(asked.block, 8)]);
    assert!(world.ledger.mining.challenges.is_empty() && world.ledger.mining.measurements.is_empty());
    let boots = world.ledger.mining.said.iter().map(|(boot, _)| *boot);
    assert!(boots.eq([world.machines[WORKER].status().boot_id; 2]));
}

#[test]
fn nothing_is_said_before_the_chain_counts_the_boot() {
    let mut world = World::ready(1, 1);
    let block = challenge(&mut world);
    world.kill(WORKER);
    show(&mut world, 1, &IDLE);
    let mut statements = world.machines[WORKER].enclave.egress().messages.into_iter();
    assert!(!statements.any(|signed| matches!(signed.message.statement, Statement::Heartbeat { .. })));
    turn(&mut world, 2, &IDLE);
    turn(&mut world, 3, &IDLE);
    world.advance();
    assert_eq!(said(&world), [heartbeat(block, 3)]);
}

#[test]
fn what_does_not_decode_is_ignored_and_the_work_goes_on() {
    let mut world = World::ready(1, 1);
    let id = world.machines[WORKER].id();
    for key in [abi::challenge(&id), abi::measurement(&id)] {
        world.ledger.chain.set(key, Some(vec![0xff; 3]));
    }
    let caller = world.funded(1);
    turn(&mut world, 1, &IDLE);
    world.settle();
    assert!(world.balance(WORKER, &caller) > 0.into());
    let block = challenge(&mut world);
    turn(&mut world, 2, &IDLE);
    world.advance();
    assert_eq!(said(&world), [heartbeat(block, 2)]);
}

#[test]
fn who_offers_nothing_asks_for_nothing() {
    let mut world = World::ready(1, 1);
    let asks = |world: &World| {
        let id = world.machines[WORKER].id();
        let keys = world.machines[WORKER].enclave.wants().keys;
        [abi::challenge(&id), abi::measurement(&id)].map(|key| keys.contains(&key))
    };
    assert_eq!(asks(&world), [true, true]);
    world.machines[WORKER].mines = false;
    world.kill(WORKER);
    challenge(&mut world);
    let asked = measure(&mut world);
    for _ in 0..2 * LENGTH {
        turn(&mut world, 1, &tally(asked.seed, 2));
    }
    assert_eq!((asks(&world), seed(&world), said(&world)), ([false, false], None, vec![]));
}
