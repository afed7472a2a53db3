//! Joining by snapshot: a state comes from any member and is believed only if it is the accepted one.

use crate::{
    calls::executed,
    support::{
        caller::{wei, PHA},
        machine, World, KEEPER,
    },
};
use codec::Encode;
use executor::snapshot::{ChunkError, SnapshotRefusal, JOIN_PATIENCE, TAIL};
use light_client::lease::LEASE_TICKS;
use messages::{
    ids::{BootId, WorkerId},
    snapshot::{SealedChunk, SnapshotRequest, SNAPSHOT_DOMAIN},
    H160,
};

const BOB: H160 = H160([0xb0; 20]);

/// Three members, of which the third lost its disk; what was executed so far has left chain state.
fn lost_disk() -> World {
    let mut world = World::ready(3, 2);
    world.ledger.deposit(BOB, PHA);
    world.settle();
    world.ledger.prune();
    world.machines[3].lose_disk(world.now);
    world
}

/// The same, up to the point where the third asks for its state.
fn joining() -> (World, SnapshotRequest) {
    let mut world = lost_disk();
    for _ in 0..20 {
        world.seal();
        for place in [KEEPER, 1, 2, 3] {
            world.deliver(place);
            world.machines[place].work();
            world.ledger.submit(&world.machines[place].enclave.egress());
        }
        let egress = world.machines[3].enclave.egress();
        if let Some(request) = egress.snapshot_request {
            return (world, request);
        }
        for request in egress.key_requests {
            let grant = world.ask_keys(&request).unwrap();
            world.machines[3].enclave.key_grant(&grant, world.now).unwrap();
            world.machines[3].work();
        }
    }
    panic!("it never asks");
}

/// Asks until the member has proven what it has to know about the joiner.
fn chunk(world: &mut World, request: &SnapshotRequest) -> Result<SealedChunk, Option<SnapshotRefusal>> {
    match world.ask_state(1, request) {
        Err(None) => {
            world.deliver(1);
            world.ask_state(1, request)
        }
        decided => decided,
    }
}

#[test]
fn a_member_that_was_late_beyond_retention_joins_and_goes_on() {
    let mut world = World::ready(3, 2);
    world.machines[3].online = false;
    let mut alice = world.funded(1);
    for _ in 0..20 {
        let pay = alice.pay(BOB, PHA);
        world.push(&alice, pay);
        world.advance();
    }
    world.advance();
    world.ledger.prune();
    world.machines[3].online = true;
    world.settle();
    let pay = alice.pay(BOB, PHA);
    let seq = world.push(&alice, pay);
    world.machines[2].online = false;
    world.until("applied with the joiner's vote", |world| world.ledger.committee().commit.upto_seq == seq);
    assert!(world.machines[3].status().trouble.is_none());
    let receipt = executed_by(&mut world, 3, seq);
    assert!(receipt);
    assert_eq!(world.state(3).view().account(BOB).unwrap().0, wei(21 * PHA));
}

/// Whether one member has a receipt for a message of Alice.
fn executed_by(world: &mut World, place: usize, seq: u64) -> bool {
    let alice = crate::support::caller::Caller::new(1);
    let question = messages::query::Question::Receipt { seq, index: 0 };
    let reply = world.ask(place, Some(&alice), question).unwrap().reply;
    matches!(reply, messages::query::Reply::Receipt(Some(_)))
}

#[test]
fn a_busy_committee_does_not_outrun_a_joiner() {
    let mut world = lost_disk();
    for _ in 0..30 {
        world.ledger.deposit(BOB, PHA);
        world.advance();
    }
    world.settle();
    assert_eq!(world.state(3).state_root(), world.state(1).state_root());
}

#[test]
fn the_state_is_given_to_live_members_only() {
    let (mut world, honest) = joining();
    let cases = [
        ("a stranger", SnapshotRequest { worker: WorkerId([9; 32]), ..honest.clone() }),
        ("the gatekeeper", SnapshotRequest { worker: machine::identity(1).id(), ..honest.clone() }),
        ("another boot", SnapshotRequest { boot_id: BootId([9; 16]), ..honest.clone() }),
    ];
    for (what, request) in cases {
        let refused = chunk(&mut world, &request);
        assert!(matches!(refused, Err(Some(SnapshotRefusal::NotAMember))), "{what}: {refused:?}");
    }
    for request in [
        SnapshotRequest { genesis: Default::default(), ..honest.clone() },
        SnapshotRequest { committee: 2, ..honest.clone() },
    ] {
        assert!(matches!(chunk(&mut world, &request), Err(Some(SnapshotRefusal::WrongCommittee))));
    }
    let unknown = chunk(&mut world, &SnapshotRequest { height: 99, ..honest.clone() });
    assert!(matches!(unknown, Err(Some(SnapshotRefusal::OtherHeight(99)))), "{unknown:?}");
    let now = world.now;
    world.now += LEASE_TICKS;
    assert!(matches!(chunk(&mut world, &honest), Err(Some(SnapshotRefusal::NotServing))));
    world.now = now;
    assert!(chunk(&mut world, &honest).is_ok());
}

#[test]
fn a_member_that_only_the_chain_vouches_for_cannot_read_the_state() {
    let (mut world, request) = joining();
    // A captured validator set writes whatever it likes into the record of a member, its own encryption key too.
    let intruder = machine::identity(99);
    let record = world.ledger.records.get_mut(&request.worker).unwrap();
    record.encryption_key = intruder.encryption_key();
    world.seal();
    world.deliver(1);
    let chunk = chunk(&mut world, &request).unwrap();
    let opened =
        intruder.open(SNAPSHOT_DOMAIN, &request.encode(), &chunk.encapsulated_key, &chunk.ciphertext);
    assert!(opened.is_err());
    assert!(
        world.machines[3].enclave.snapshot_chunk(&chunk).is_ok(),
        "whom gatekeepers gave the state keys can"
    );
}

#[test]
fn a_joiner_that_gets_nothing_begins_again_at_a_later_commit() {
    let (mut world, first) = joining();
    for _ in 0..=JOIN_PATIENCE {
        world.ledger.deposit(BOB, PHA);
        world.seal();
        for place in [KEEPER, 1, 2, 3] {
            world.deliver(place);
            world.machines[place].work();
            world.ledger.submit(&world.machines[place].enclave.egress());
        }
    }
    let later = world.machines[3].enclave.egress().snapshot_request.unwrap();
    assert!(later.height > first.height + TAIL);
    assert!(chunk(&mut world, &first).is_err(), "the state of the old one is gone");
    let chunk = chunk(&mut world, &later).unwrap();
    assert!(world.machines[3].enclave.snapshot_chunk(&chunk).is_ok());
    world.settle();
}

#[test]
fn a_bent_chunk_is_refused_and_the_honest_one_taken() {
    let (mut world, request) = joining();
    let honest = chunk(&mut world, &request).unwrap();
    let mut altered = honest.clone();
    altered.ciphertext[0] ^= 1;
    let mut for_another = honest.clone();
    for_another.request.height += 1;
    let joiner = &mut world.machines[3].enclave;
    assert!(matches!(joiner.snapshot_chunk(&altered), Err(ChunkError::Unreadable)));
    assert!(matches!(joiner.snapshot_chunk(&for_another), Err(ChunkError::NotAsked)));
    assert!(joiner.snapshot_chunk(&honest).is_ok());
    assert!(matches!(joiner.snapshot_chunk(&honest), Err(ChunkError::NotAsked)), "it is complete");
    world.machines[3].work();
    assert_eq!(world.machines[3].status().state_root, world.machines[1].status().state_root);
    let mut alice = world.funded(1);
    let pay = alice.pay(BOB, PHA);
    let seq = world.push(&alice, pay);
    world.settle();
    assert!(executed(&mut world, &alice, seq, 0).success);
}

#[test]
fn a_joined_state_is_as_good_as_an_executed_one_after_a_restart() {
    let mut world = lost_disk();
    world.settle();
    let joined = world.machines[3].status();
    world.kill(3);
    world.settle();
    let restarted = world.machines[3].status();
    assert_eq!((restarted.height, restarted.state_root), (joined.height, joined.state_root));
    world.ledger.deposit(BOB, PHA);
    world.machines[2].online = false;
    let height = joined.height + 1;
    world.until("applied with its vote", |world| world.ledger.committee().commit.height == height);
}

#[test]
fn a_member_that_slept_through_an_epoch_it_needs_the_key_of_joins() {
    let mut world = World::ready_with(3, 2, 4);
    let mut alice = world.funded(1);
    let pay = alice.pay(BOB, PHA);
    world.settle();
    world.machines[3].online = false;
    world.push(&alice, pay);
    world.until("past the epoch", |world| world.ledger.committee().epoch == 4);
    world.kill(3);
    world.machines[3].online = true;
    world.settle();
    assert!(!world.machines[3].status().epochs.contains(&1));
    assert_eq!(world.state(3).view().account(BOB).unwrap().0, wei(PHA));
}

#[test]
fn a_joiner_that_restarts_begins_again() {
    let (mut world, _) = joining();
    world.kill(3);
    world.settle();
    assert_eq!(world.state(3).state_root(), world.state(1).state_root());
}
