//! Input keys by epoch: which calls they open, when they are gone, and what a member does that lacks one.

use crate::{
    calls::executed,
    support::{caller::Caller, World, KEEPER},
};
use messages::{
    ids::WorkerId,
    keys::InputKey,
    receipt::{Receipt, Refusal},
    H160,
};

const BOB: H160 = H160([0xb0; 20]);
/// Blocks of an epoch in these tests.
const EPOCH_LENGTH: u32 = 4;

fn until_epoch(world: &mut World, epoch: u64) {
    world.until("the next epoch", |world| world.ledger.committee().epoch == epoch);
}

#[test]
fn a_call_of_an_older_live_epoch_is_executed() {
    let mut world = World::ready_with(2, 2, EPOCH_LENGTH);
    let mut alice = world.funded(1);
    let pay = alice.pay(BOB, 1);
    let of_epoch_one = world.seal_signed(&alice, pay);
    until_epoch(&mut world, 3);
    let seq = world.push_sealed(of_epoch_one);
    world.settle();
    assert!(executed(&mut world, &alice, seq, 0).success);
}

#[test]
fn message_order_decides_whether_an_epoch_is_erased() {
    let mut world = World::ready_with(2, 2, EPOCH_LENGTH);
    let mut alice = world.funded(1);
    let calls: Vec<_> = (0..40)
        .map(|_| {
            let pay = alice.pay(BOB, 1);
            world.seal_signed(&alice, pay)
        })
        .collect();
    let mut calls = calls.into_iter();
    let mut in_time = Vec::new();
    while world.ledger.committee().epoch < 4 {
        in_time.push(world.push_sealed(calls.next().unwrap()));
        world.advance();
    }
    let too_late = world.push_sealed(calls.next().unwrap());
    world.settle();
    for seq in in_time {
        assert!(executed(&mut world, &alice, seq, 0).success);
    }
    assert_eq!(world.receipt(&alice, too_late, 0), Some(Receipt::Refused(Refusal::EpochErased)));
}

#[test]
fn a_key_is_erased_once_an_applied_commit_covers_the_end_of_its_epoch() {
    let mut world = World::ready_with(1, 1, EPOCH_LENGTH);
    until_epoch(&mut world, 3);
    loop {
        world.seal();
        for place in [KEEPER, 1] {
            world.deliver(place);
            world.machines[place].work();
        }
        if world.ledger.committee().epoch == 4 {
            break;
        }
        world.carry();
    }
    assert_eq!(world.machines[1].status().epochs, [1, 2, 3, 4], "executed, but not agreed yet");
    world.carry();
    world.advance();
    assert_eq!(world.machines[1].status().epochs, [2, 3, 4]);
}

#[test]
fn a_member_without_a_live_key_waits_and_goes_on_when_it_arrives() {
    let mut world = World::ready_with(2, 1, EPOCH_LENGTH);
    let mut alice = world.funded(1);
    world.settle();
    world.machines[2].keys_flow = false;
    until_epoch(&mut world, 2);
    world.advance();
    let waits_at = world.machines[2].status().height;
    let pay = alice.pay(BOB, 1);
    let seq = world.push(&alice, pay);
    world.advance();

    let status = world.machines[2].status();
    assert_eq!(status.height, waits_at);
    assert!(status.trouble.is_some_and(|trouble| trouble.contains("input key of epoch 2")));
    assert!(world.machines[1].status().height > waits_at, "the others went on");
    world.machines[2].keys_flow = true;
    world.settle();
    assert_eq!(world.machines[2].status().trouble, None);
    assert!(executed(&mut world, &alice, seq, 0).success);
}

#[test]
fn who_left_does_not_know_the_next_input_key() {
    let mut world = World::ready_with(3, 2, EPOCH_LENGTH);
    let mut alice = world.funded(1);
    let holds_next = |world: &World, place: usize| world.machines[place].status().epochs.contains(&2);
    world.until("in hold of the next key", |world| world.members().all(|place| holds_next(world, place)));
    assert_eq!(world.ledger.committee().epoch, 1, "but it has not begun");
    let leaver = world.machines[3].id();
    let said = world.machines[3].enclave.egress();
    world.ledger.submit(&said);
    world.ledger.remove_member(leaver);
    world.machines.pop();

    until_epoch(&mut world, 2);
    let key = *world.ledger.committee().input_keys.last().unwrap();
    let said =
        |(worker, said): &(WorkerId, InputKey)| (*worker == leaver && said.epoch == 2).then_some(said.public);
    let known_to_leaver = world.ledger.input_keys_said.iter().find_map(said);
    assert_eq!(key.key_version, 2);
    assert_ne!(Some(key.public), known_to_leaver);
    assert!(known_to_leaver.is_some(), "it had derived one");
    let pay = alice.pay(BOB, 1);
    let seq = world.push(&alice, pay);
    world.settle();
    assert!(executed(&mut world, &alice, seq, 0).success);
}

#[test]
fn who_left_forgets_the_keys_it_had() {
    let mut world = World::ready(3, 2);
    assert_eq!(world.machines[3].status().epochs, [1]);
    let leaver = world.machines[3].id();
    world.ledger.remove_member(leaver);
    world.seal();
    world.deliver(3);
    assert!(world.machines[3].status().epochs.is_empty());
}

#[test]
fn a_member_with_the_key_of_an_older_version_waits_instead_of_finding_calls_undecryptable() {
    let mut world = World::ready_with(4, 2, EPOCH_LENGTH);
    let mut alice = world.funded(1);
    let holds_next = |world: &World, place: usize| world.machines[place].status().epochs.contains(&2);
    world.until("in hold of the next key", |world| world.members().all(|place| holds_next(world, place)));
    assert_eq!(world.ledger.committee().epoch, 1, "but it has not begun");
    let leaver = world.machines[4].id();
    world.ledger.remove_member(leaver);
    world.machines.pop();
    world.machines[3].keys_flow = false;
    until_epoch(&mut world, 2);
    let pay = alice.pay(BOB, 1);
    let seq = world.push(&alice, pay);
    world.advance_by(2);

    let status = world.machines[3].status();
    assert!(status.trouble.is_some_and(|trouble| trouble.contains("waiting for the input key of epoch 2")));
    assert!(!status.epochs.contains(&2), "what nobody will ever need is erased");
    world.machines[3].keys_flow = true;
    world.settle();
    assert!(executed(&mut world, &alice, seq, 0).success);
}

#[test]
fn a_restarted_member_gets_the_live_epochs_again() {
    let mut world = World::ready_with(2, 1, EPOCH_LENGTH);
    until_epoch(&mut world, 4);
    world.kill(2);
    assert!(world.machines[2].status().epochs.is_empty(), "they were in memory only");
    world.settle();
    let live: Vec<_> = world.ledger.committee().input_keys.iter().map(|key| key.epoch).collect();
    let held = world.machines[2].status().epochs;
    assert!(live.iter().all(|epoch| held.contains(epoch)), "{live:?} {held:?}");
    assert!(!held.contains(&1));
    let alice = Caller::new(1);
    assert!(world.ask(2, Some(&alice), messages::query::Question::Account).is_ok());
}
