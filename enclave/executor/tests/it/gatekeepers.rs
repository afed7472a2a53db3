//! Gatekeepers in threshold: enclaves, chain and hosts together, through ceremonies, losses and changes.

use crate::{
    calls::executed,
    support::{gatekeepers::CEREMONY_PATIENCE, machine::sealing_key, World, COMMITTEE, KEEPER},
};
use codec::DecodeAll;
use crypto::threshold::{combine, CombineError};
use keys::Vault;
use messages::{
    ceremony::CeremonyMessage,
    channel::Sender,
    ids::BlockNumber,
    keys::{KeyLabel, Purpose, Secret},
    limits::BEACON_PERIOD,
    receipt::{Receipt, Refusal},
    worker::Statement,
    H160,
};

const BOB: H160 = H160([0xb0; 20]);
const FOR_EVER: BlockNumber = BlockNumber::MAX;

/// Three gatekeepers of whom two are needed, and a committee of two that works.
fn ready(epoch_length: BlockNumber) -> World {
    let mut world = World::with_keepers((3, 2), (2, 2), epoch_length);
    world.until("the first epoch", |world| world.ledger.committee().commit.height == 1);
    world.until("sound", is_sound);
    world
}

/// Whether no ceremony is open and all hold all shares.
fn is_sound(world: &World) -> bool {
    let keys = &world.ledger.gatekeepers.keys;
    let whole = keys.all().all(|sharing| sharing.healthy().count() == world.ledger.gatekeepers.wanted.len());
    world.ledger.gatekeepers.ceremonies.is_empty() && whole
}

fn holds(world: &World, place: usize, secret: Secret) -> bool {
    world.machines[place].status().shares.contains(&secret)
}

/// Somebody new pays, and expects the call to run in every replica.
fn works(world: &mut World) {
    let number = world.chain().messages(COMMITTEE).len() as u8;
    let mut caller = world.funded(number);
    let pay = caller.pay(BOB, 1);
    let seq = world.push(&caller, pay);
    world.settle();
    world.advance_by(3);
    assert!(executed(world, &caller, seq, 0).success);
}

fn group(world: &World, secret: Secret) -> [u8; 32] {
    world.ledger.gatekeepers.keys.sharing(&secret).expect("a live secret").group
}

fn state_label(world: &World) -> KeyLabel {
    KeyLabel {
        genesis: world.genesis(),
        committee: COMMITTEE,
        key_version: 0,
        purpose: Purpose::State { generation: 1 },
    }
}

#[test]
fn three_gatekeepers_come_to_share_secrets_and_a_committee_works_on_them() {
    let mut world = ready(FOR_EVER);
    for place in world.keepers().collect::<Vec<_>>() {
        assert!(holds(&world, place, Secret::Generation(1)) && holds(&world, place, Secret::Epoch(1)));
    }
    assert!(world.ledger.gatekeepers.outcomes.iter().all(|outcome| outcome.faults.is_empty()));
    works(&mut world);
}

#[test]
fn fewer_than_threshold_sealed_shares_give_nothing() {
    let world = ready(FOR_EVER);
    let label = state_label(&world);
    let sharing = world.ledger.gatekeepers.keys.sharing(&Secret::Generation(1)).unwrap();
    let stolen = world.sealed_share(KEEPER, &label).unwrap();
    assert_eq!(combine(&label, &[stolen], sharing).unwrap_err(), CombineError::TooFew { have: 1, need: 2 });
}

#[test]
fn one_gatekeeper_alone_does_not_complete_a_key() {
    let mut world = ready(FOR_EVER);
    let request = world.restarted_and_asking(1);
    let grant = world.ask_keys(&request).unwrap();
    let now = world.now;
    world.machines[1].enclave.key_grant(&grant, now).unwrap();
    assert!(world.machines[1].status().epochs.is_empty(), "half of a key is none");
    let second = world.keepers().last().unwrap();
    world.deliver(second);
    let grant = world.ask_keys_of(second, &request).unwrap();
    world.machines[1].enclave.key_grant(&grant, now).unwrap();
    assert_eq!(world.machines[1].status().epochs, [1]);
}

#[test]
fn a_gatekeeper_that_is_gone_stops_nothing() {
    let mut world = ready(CEREMONY_PATIENCE * 4);
    let gone = world.keepers().last().unwrap();
    world.machines[gone].online = false;
    works(&mut world);
    world.kill(1);
    world.settle();
    world.until("the next epoch", |world| world.ledger.committee().epoch == 2);
    works(&mut world);
}

#[test]
fn a_restarted_gatekeeper_keeps_its_generation_and_gets_the_epoch_again() {
    let mut world = ready(FOR_EVER);
    let (generation, epoch) = (group(&world, Secret::Generation(1)), group(&world, Secret::Epoch(1)));
    let restarted = world.keepers().last().unwrap();
    world.kill(restarted);
    assert!(holds(&world, restarted, Secret::Generation(1)), "sealed");
    assert!(!holds(&world, restarted, Secret::Epoch(1)), "in memory only");
    world.until("handed on", |world| holds(world, restarted, Secret::Epoch(1)) && is_sound(world));
    assert_eq!(group(&world, Secret::Generation(1)), generation);
    assert_eq!(group(&world, Secret::Epoch(1)), epoch, "the same secret");
    assert_eq!(world.ledger.committee().epoch, 1);
    works(&mut world);
}

#[test]
fn a_gatekeeper_without_a_sealing_key_gets_its_generation_again() {
    let mut world = ready(FOR_EVER);
    let restarted = world.keepers().last().unwrap();
    world.machines[restarted].seals = false;
    world.kill(restarted);
    assert!(world.machines[restarted].status().shares.is_empty());
    world.until("repaired", |world| holds(world, restarted, Secret::Generation(1)) && is_sound(world));
    let before = world.secret(&state_label(&world));
    works(&mut world);
    assert_eq!(*world.secret(&state_label(&world)), *before);
}

#[test]
fn an_epoch_ends_with_the_memories_that_held_it_and_the_next_begins() {
    let mut world = ready(FOR_EVER);
    let before = world.secret(&state_label(&world));
    for place in world.keepers().collect::<Vec<_>>() {
        world.kill(place);
    }
    world.until("the next epoch", |world| world.ledger.committee().epoch == 2);
    assert!(world.ledger.gatekeepers.keys.sharing(&Secret::Epoch(1)).is_none());
    assert_eq!(*world.secret(&state_label(&world)), *before, "the generation survived");
    works(&mut world);
}

#[test]
fn calls_that_nobody_can_open_any_more_end_as_receipts() {
    let mut world = ready(FOR_EVER);
    let mut alice = world.funded(1);
    world.settle();
    let pay = alice.pay(BOB, 1);
    let lost = world.seal_signed(&alice, pay);
    // Everybody who knows the key of epoch 1 restarts before anybody executed the call.
    let seq = world.push_sealed(lost);
    world.seal();
    for place in 0..world.machines.len() {
        world.kill(place);
    }
    world.until("given up", |world| world.ledger.committee().lost.is_some_and(|lost| lost.upto == 1));
    world.until("the next epoch", |world| world.ledger.committee().epoch == 2);
    world.settle();
    assert_eq!(world.receipt(&alice, seq, 0), Some(Receipt::Refused(Refusal::EpochErased)));
    works(&mut world);
}

#[test]
fn old_disks_and_their_sealing_keys_open_no_old_call() {
    let mut world = ready(CEREMONY_PATIENCE);
    world.until("some epochs later", |world| world.ledger.gatekeepers.keys.epoch() >= Some(3));
    for place in world.keepers().collect::<Vec<_>>() {
        let machine = &world.machines[place];
        let disk = machine.disk.shares().expect("something is sealed");
        let vault =
            Vault::unseal(&sealing_key(machine.number), world.genesis(), machine.id(), &disk).unwrap();
        assert!(
            vault.secrets().iter().all(|secret| matches!(secret, Secret::Generation(_))),
            "no epoch is ever sealed: {:?}",
            vault.secrets()
        );
    }
}

#[test]
fn memories_of_all_gatekeepers_hold_no_epoch_that_is_over() {
    let mut world = ready(CEREMONY_PATIENCE);
    world.until("epoch 1 is over", |world| world.ledger.gatekeepers.keys.epoch() >= Some(4));
    world.advance();
    for place in world.keepers().collect::<Vec<_>>() {
        assert!(!holds(&world, place, Secret::Epoch(1)));
    }
}

#[test]
fn a_changed_committee_of_gatekeepers_keeps_everything_readable() {
    let mut world = ready(FOR_EVER);
    works(&mut world);
    let before = world.secret(&state_label(&world));
    let groups = [Secret::Generation(1), Secret::Epoch(1)].map(|secret| group(&world, secret));
    let newcomer = world.add_keeper();
    let leaver = world.machines[KEEPER].id();
    let wanted = &mut world.ledger.gatekeepers.wanted;
    wanted.retain(|keeper| *keeper != leaver);
    world.until("handed on", |world| {
        let held_by_leaver = |sharing: &messages::keys::Sharing| sharing.held_by(&leaver).is_some();
        is_sound(world) && !world.ledger.gatekeepers.keys.all().any(held_by_leaver)
    });
    assert!(holds(&world, newcomer, Secret::Generation(1)));
    world.advance();
    assert!(world.machines[KEEPER].status().shares.is_empty(), "who left forgets");
    world.machines[KEEPER].online = false;
    assert_eq!([Secret::Generation(1), Secret::Epoch(1)].map(|secret| group(&world, secret)), groups);
    assert_eq!(*world.secret(&state_label(&world)), *before);
    world.kill(1);
    works(&mut world);
}

#[test]
fn a_restored_old_disk_brings_nothing_back() {
    let mut world = ready(FOR_EVER);
    let place = world.keepers().last().unwrap();
    let old = world.machines[place].disk.copy();
    // Another gatekeeper loses its share; all get new ones.
    let other = world.keepers().next().unwrap();
    world.machines[other].seals = false;
    world.kill(other);
    world.until("repaired", |world| holds(world, other, Secret::Generation(1)) && is_sound(world));
    let label = state_label(&world);
    world.machines[place].disk = old;
    assert!(world.sealed_share(place, &label).is_none(), "a share of an older sharing");
    world.kill(place);
    assert_eq!(world.machines[place].status().shares, [Secret::Generation(1)], "and it is of no use");
    world.until("repaired again", |world| world.sealed_share(place, &label).is_some() && is_sound(world));
}

#[test]
fn every_round_has_one_beacon_value() {
    let mut world = ready(FOR_EVER);
    world.until("a beacon", |world| world.ledger.gatekeepers.beacon.is_some());
    let first = world.ledger.gatekeepers.beacon.unwrap();
    world.until("another", |world| world.ledger.gatekeepers.beacon.unwrap().round > first.round);
    let second = world.ledger.gatekeepers.beacon.unwrap();
    assert_ne!(first.value, second.value);
    assert!(second.round <= world.chain().tip().number / BEACON_PERIOD);
}

#[test]
fn a_captured_chain_gets_no_share_for_a_key_of_its_own() {
    let mut world = ready(FOR_EVER);
    let worker = world.add_keeper();
    world.until("taken in", is_sound);
    // Validators who obey one hand write another encryption key into the ceremony than the attested one.
    let sharing = world.ledger.gatekeepers.keys.sharing(&Secret::Generation(1)).unwrap().clone();
    world.kill(worker);
    world.until("registered anew", |world| {
        let boot = world.machines[worker].status().boot_id;
        world.ledger.records[&world.machines[worker].id()].boot_id == boot
    });
    let records = {
        let mut records = world.ledger.records.clone();
        records.get_mut(&world.machines[worker].id()).unwrap().encryption_key = [9; 32];
        records
    };
    let (opened, block) = (world.ledger.chain.head_of(0), world.ledger.next_block());
    world.ledger.gatekeepers.open(Secret::Generation(1), Some(sharing), &records, opened, block);
    let captured = world.ledger.gatekeepers.ceremonies.last().unwrap().id;
    world.advance_by(3 * CEREMONY_PATIENCE as usize);
    let dealt = world.chain().messages(0).iter().any(|message| {
        let said = CeremonyMessage::decode_all(&mut message.payload.as_slice()).unwrap();
        matches!(said, CeremonyMessage::Dealing { ceremony, .. } if ceremony == captured)
    });
    assert!(!dealt, "nobody deals to a key that no attested gatekeeper holds");
}

#[test]
fn a_share_that_cannot_be_kept_is_not_vouched_for() {
    let mut world = World::with_keepers((3, 2), (2, 2), FOR_EVER);
    // The first to be heard: had it spoken, it would be counted.
    let full = KEEPER;
    world.machines[full].disk.fill(true);
    world.until("the first epoch", |world| world.ledger.committee().commit.height == 1);
    let of_full = |world: &World| {
        let said = world.machines[full].enclave.egress().messages;
        said.into_iter().any(|said| matches!(said.message.statement, Statement::Outcome(_)))
            || world.ledger.gatekeepers.spoke(&world.machines[full].id())
    };
    assert!(!of_full(&world));
    assert!(world.machines[full].status().trouble.is_some_and(|trouble| trouble.contains("full")));
    world.machines[full].disk.fill(false);
    world.until("it goes on", |world| {
        world.ledger.gatekeepers.beacon_parts_of(&world.machines[full].id()) > 0
    });
}

#[test]
fn messages_that_count_for_nothing_change_nothing() {
    let mut world = World::with_keepers((3, 2), (2, 2), FOR_EVER);
    world.until("a ceremony", |world| !world.ledger.gatekeepers.ceremonies.is_empty());
    let stranger = world.machines[1].id();
    let said = CeremonyMessage::Verdict { ceremony: 1, accused: Default::default() };
    for sender in [Sender::Worker(stranger), Sender::Committee(COMMITTEE), Sender::Account([1; 32].into())] {
        for payload in [codec::Encode::encode(&said), b"nonsense".to_vec(), Vec::new()] {
            world.ledger.chain.push_from(0, sender.clone(), &payload);
        }
    }
    world.until("the first epoch", |world| world.ledger.committee().commit.height == 1);
    assert!(world.ledger.gatekeepers.outcomes.iter().all(|outcome| outcome.faults.is_empty()));
    assert_eq!(world.machines[KEEPER].status().ignored_messages, 3, "the worker's; others cannot speak");
}
