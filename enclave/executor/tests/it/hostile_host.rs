//! The host carries everything and may bend anything: what it bends is refused by name and changes nothing.

use crate::support::{caller::PHA, machine, World, COMMITTEE, KEEPER};
use codec::Encode;
use crypto::sealing::seal_to;
use executor::{enclave::SyncError, keeper::grant_signing_bytes, query::QueryError, requester::GrantError};
use light_client::{Error, HostFault};
use messages::{
    abi,
    bundle::SyncBundle,
    ids::{BootId, WorkerId},
    keys::{GrantedPartial, KeyGrant, KeyLabel, KeyRequest, Purpose, SealedKeyGrant, KEY_GRANT_DOMAIN},
    query::Question,
    worker::Statement,
    H160,
};

const BOB: H160 = H160([0xb0; 20]);

/// A world with a block that holds two messages, not yet delivered.
fn before_delivery() -> World {
    let mut world = World::ready(1, 1);
    world.ledger.deposit(BOB, PHA);
    world.ledger.deposit(BOB, PHA);
    world.seal();
    world
}

/// Asserts that the member refuses a bent bundle as the host's fault, that nothing changed, and that the honest one is
/// taken afterwards.
fn assert_refused(
    world: &mut World,
    what: &str,
    bend: impl FnOnce(&World, &mut SyncBundle),
    fault: HostFault,
) {
    let now = world.now;
    let wants = world.machines[1].enclave.wants();
    let honest = world.chain().bundle(&wants);
    let mut bent = honest.clone();
    bend(world, &mut bent);
    let before = (world.machines[1].status(), world.machines[1].enclave.egress());
    let refused = world.machines[1].enclave.sync(&bent, now);
    let Err(SyncError::Refused(error)) = refused else { panic!("{what}: {refused:?}") };
    assert_eq!(error, Error::HostMisbehaved(fault), "{what}");
    world.machines[1].work();
    let after = (world.machines[1].status(), world.machines[1].enclave.egress());
    assert_eq!(format!("{before:?}"), format!("{after:?}"), "{what}");
    assert_eq!(world.machines[1].enclave.wants(), wants, "{what}");
    world.machines[1].enclave.sync(&honest, now).expect("the honest bundle");
    world.machines[1].work();
    assert_eq!(world.machines[1].status().height, 2, "{what}");
}

#[test]
fn a_bundle_that_proves_other_keys_than_asked_is_refused() {
    let mut world = before_delivery();
    let record = abi::worker(&world.machines[1].id());
    let other = |world: &World, bundle: &mut SyncBundle| {
        let tip = world.chain().tip().number;
        bundle.proof =
            world.chain().prove(tip, &[abi::enclave_abi(), abi::timestamp(), abi::channel_head(COMMITTEE)]);
    };
    // The first key that the proof leaves open is reported; keys are proven in the order they are wanted in.
    let first = world.machines[1].enclave.wants().keys.into_iter().skip(3).min().unwrap();
    assert!(world.machines[1].enclave.wants().keys.contains(&record));
    assert_refused(&mut world, "other keys", other, HostFault::ProofIncomplete { key: first });
}

#[test]
fn bent_messages_are_refused() {
    let head = |world: &World| world.chain().messages(COMMITTEE).len() as u64;
    let altered = |_: &World, bundle: &mut SyncBundle| bundle.messages[0].payload.try_push(0).unwrap();
    let dropped = |_: &World, bundle: &mut SyncBundle| drop(bundle.messages.remove(0));
    let swapped = |_: &World, bundle: &mut SyncBundle| bundle.messages.swap(0, 1);
    let cut = |_: &World, bundle: &mut SyncBundle| drop(bundle.messages.pop());
    let foreign = |_: &World, bundle: &mut SyncBundle| bundle.messages[1].channel = 9;

    let mut world = before_delivery();
    let last = head(&world);
    assert_refused(&mut world, "altered", altered, HostFault::DigestMismatch { seq: last });
    let missing = HostFault::MessageMissing { expected: last - 1, found: last };
    assert_refused(&mut before_delivery(), "dropped", dropped, missing.clone());
    assert_refused(&mut before_delivery(), "swapped", swapped, missing);
    assert_refused(&mut before_delivery(), "cut", cut, HostFault::BorderNotProven { seq: last - 1 });
    assert_refused(&mut before_delivery(), "foreign", foreign, HostFault::ForeignMessage { channel: 9 });
}

#[test]
fn an_invented_head_is_refused() {
    let forged = |_: &World, bundle: &mut SyncBundle| {
        let head = bundle.head.as_mut().unwrap();
        let last = head.justification.len() - 50;
        head.justification[last] ^= 1;
    };
    assert_refused(&mut before_delivery(), "forged", forged, HostFault::ForgedJustification);
}

/// What the gatekeeper grants for a request, open to be bent.
fn grant_for(world: &mut World, request: &KeyRequest) -> KeyGrant {
    let sealed = world.ask_keys(request).unwrap();
    world.machines[1].open_grant(&sealed)
}

/// Signs a grant with the key of machine `signer` and encrypts it to member 1, in answer to what it asks for now.
fn sealed_by(world: &World, signer: u32, mut grant: KeyGrant) -> SealedKeyGrant {
    grant.signature = machine::identity(signer).sign_raw(KEY_GRANT_DOMAIN, &grant_signing_bytes(&grant));
    let member = &world.machines[1];
    let response_key = member.enclave.egress().key_requests.first().expect("it asks").response_key;
    let aad = (member.id(), member.status().boot_id).encode();
    let public = world.ledger.records[&member.id()].encryption_key;
    let inner = seal_to(&response_key, KEY_GRANT_DOMAIN, &aad, &grant.encode(), [4; 32]).unwrap();
    let (encapsulated_key, ciphertext) =
        seal_to(&public, KEY_GRANT_DOMAIN, &aad, &inner.encode(), [3; 32]).unwrap();
    SealedKeyGrant { keeper: grant.keeper, encapsulated_key, ciphertext }
}

#[test]
fn a_bent_grant_is_refused_by_name_and_nothing_of_it_is_kept() {
    let mut world = World::ready(1, 1);
    let request = world.restarted_and_asking(1);
    let honest = grant_for(&mut world, &request);

    let mut false_partial = honest.clone();
    false_partial.partials[1].partial.proof = honest.partials[0].partial.proof;
    let mut unknown_share = honest.clone();
    unknown_share.partials[0].partial.index = 7;
    let other_boot = KeyGrant { boot_id: BootId([9; 16]), ..honest.clone() };
    let other_worker = KeyGrant { worker: WorkerId([9; 32]), ..honest.clone() };
    let mut altered = sealed_by(&world, 1, honest.clone());
    altered.ciphertext[0] ^= 1;
    let mut unsigned = honest.clone();
    unsigned.keeper = machine::identity(2).id();
    let cases = [
        (sealed_by(&world, 1, false_partial.clone()), "false"),
        (sealed_by(&world, 1, unknown_share), "false"),
        (sealed_by(&world, 1, other_boot), "not for us"),
        (sealed_by(&world, 1, other_worker), "not for us"),
        (altered, "not for us"),
        (sealed_by(&world, 2, honest.clone()), "foreign"),
        (sealed_by(&world, 2, unsigned), "foreign"),
    ];
    for (grant, error) in cases {
        let found = match world.machines[1].enclave.key_grant(&grant, 0) {
            Err(GrantError::False(_)) => "false",
            Err(GrantError::NotForUs) => "not for us",
            Err(GrantError::ForeignKeeper) => "foreign",
            Ok(()) => "accepted",
        };
        assert_eq!(found, error);
        world.machines[1].work();
        let status = world.machines[1].status();
        assert_eq!((status.state_root, status.epochs), (None, Vec::new()), "after {error}");
    }
    let said = world.machines[1].enclave.egress().messages;
    let reported = said.iter().filter(|said| matches!(said.message.statement, Statement::FalseGrant(_)));
    assert_eq!(reported.count(), 1, "shown to the chain, once for each gatekeeper");
    let grant = sealed_by(&world, 1, honest);
    assert_eq!(world.machines[1].enclave.key_grant(&grant, 0), Ok(()));
    world.machines[1].work();
    assert_eq!(world.machines[1].status().height, 1);
}

#[test]
fn a_grant_of_an_earlier_boot_is_of_no_use() {
    let mut world = World::ready(1, 1);
    let request = world.restarted_and_asking(1);
    let grant = world.ask_keys(&request).unwrap();
    world.restarted_and_asking(1);
    assert_eq!(world.machines[1].enclave.key_grant(&grant, 0), Err(GrantError::NotForUs));
}

#[test]
fn keys_that_nobody_asked_for_are_left_out() {
    let mut world = World::ready(1, 1);
    let request = world.restarted_and_asking(1);
    let mut grant = grant_for(&mut world, &request);
    let foreign = KeyLabel { committee: COMMITTEE + 1, ..request.labels[0] };
    let early = KeyLabel { key_version: 1, purpose: Purpose::Input { epoch: 2 }, ..request.labels[0] };
    let of_foreign = world.sealed_share(KEEPER, &foreign).unwrap();
    let GrantedPartial { ceremony, partial, .. } = grant.partials[0].clone();
    for granted in [
        GrantedPartial { label: foreign, ceremony, partial: of_foreign },
        GrantedPartial { label: early, ceremony, partial },
    ] {
        grant.partials.try_insert(0, granted).unwrap();
    }
    let root = world.ledger.committee().commit.state_root;
    let grant = sealed_by(&world, 1, grant);
    assert_eq!(world.machines[1].enclave.key_grant(&grant, 0), Ok(()));
    world.machines[1].work();
    let status = world.machines[1].status();
    assert_eq!((status.state_root, status.epochs), (Some(root), vec![1]), "its own state, its own epochs");
}

#[test]
fn an_old_state_is_not_served_under_a_fresh_head() {
    let mut world = World::ready(3, 2);
    let mut alice = world.funded(1);
    world.settle();
    world.machines[3].online = false;
    let pay = alice.pay(BOB, 1);
    world.push(&alice, pay);
    world.advance_by(3);
    // The host proves the newest head and withholds what was sent meanwhile.
    world.deliver_part(3, 0);
    world.machines[3].work();
    let ask = |world: &mut World| world.ask(3, Some(&alice), Question::Account);
    assert!(matches!(ask(&mut world), Err(QueryError::NotServing(_))));
    assert!(!world.machines[3].enclave.status(world.now).serving);
    world.deliver(3);
    world.machines[3].work();
    assert!(ask(&mut world).is_ok());
}

/// A world of three members, of which the third is to be put back to how its disk was at the beginning.
fn with_an_old_disk() -> World {
    let mut world = World::ready(3, 2);
    let mut alice = world.funded(1);
    world.settle();
    let old = world.machines[3].disk.copy();
    for _ in 0..5 {
        let pay = alice.pay(BOB, 1);
        world.push(&alice, pay);
        world.advance();
    }
    world.settle();
    world.machines[3].disk = old;
    world
}

#[test]
fn a_member_on_an_old_disk_ends_in_the_present_state() {
    let mut world = with_an_old_disk();
    world.kill(3);
    world.settle();
    assert_eq!(world.state(3).state_root(), world.state(1).state_root());
    assert_eq!(world.machines[3].status().trouble, None);
}

#[test]
fn a_member_on_a_disk_older_than_retention_joins() {
    let mut world = with_an_old_disk();
    world.ledger.prune();
    world.kill(3);
    world.settle();
    assert_eq!(world.state(3).state_root(), world.state(1).state_root());
    assert_eq!(world.machines[3].status().trouble, None);
}
