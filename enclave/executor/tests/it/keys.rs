//! Who gets which key: a gatekeeper answers only what its own proven, fresh state and its own verification of the
//! requester's evidence entitle to.

use crate::support::{machine, World, COMMITTEE, KEEPER};
use attestation::development::{self, SimulatedTd};
use codec::Encode;
use crypto::hash::report_data;
use executor::{
    keeper::{KeyRefusal, KeyReply, MAX_REQUEST_AGE},
    requester::GrantError,
};
use light_client::lease::LEASE_TICKS;
use messages::{
    abi,
    ids::{BlockNumber, BootId, WorkerId},
    keys::{KeyLabel, KeyRequest, Purpose, KEY_GRANT_DOMAIN},
    limits::{MAX_KEY_LABELS, MAX_PENDING_KEY_REQUESTS},
    registration::{Claim, Registration},
};

/// A member that was restarted, and what it asks.
fn asking() -> (World, KeyRequest) {
    let mut world = World::ready(2, 1);
    let request = world.restarted_and_asking(1);
    (world, request)
}

fn label(world: &World, purpose: Purpose) -> KeyLabel {
    let key_version = world.ledger.committee().key_version;
    KeyLabel { genesis: world.genesis(), committee: COMMITTEE, key_version, purpose }
}

/// The same request in the name of a worker that the chain does not know.
fn stranger(honest: &KeyRequest, number: usize) -> KeyRequest {
    let mut worker = [0xff; 32];
    worker[..8].copy_from_slice(&number.to_le_bytes());
    KeyRequest { worker: WorkerId(worker), ..honest.clone() }
}

/// Evidence for a claim, from a trust domain that may differ from the honest worker.
fn evidence(claim: Claim, td: &SimulatedTd) -> Registration {
    let quote = td.quote(&report_data(&claim)).unwrap();
    Registration { claim, quote }
}

#[test]
fn a_live_member_with_valid_evidence_gets_its_keys_and_goes_on() {
    let (mut world, request) = asking();
    assert_eq!(
        request.labels.iter().map(|label| label.purpose).collect::<Vec<_>>(),
        [Purpose::State { generation: 1 }, Purpose::Input { epoch: 1 }]
    );
    let grant = world.ask_keys(&request).unwrap();
    assert_eq!(world.machines[2].enclave.key_grant(&grant, 0), Err(GrantError::NotForUs));
    assert_eq!(world.machines[1].enclave.key_grant(&grant, 0), Ok(()));
    world.machines[1].work();
    let status = world.machines[1].status();
    assert_eq!((status.height, status.epochs), (1, vec![1]));
    assert!(world.machines[1].enclave.egress().key_requests.is_empty());
}

#[test]
fn a_request_that_is_not_entirely_in_order_is_refused_by_name() {
    let (mut world, honest) = asking();
    let head = world.chain().tip().number;
    let claim = || honest.evidence.claim.clone();
    let with_evidence = |evidence| KeyRequest { evidence, ..honest.clone() };
    let td = SimulatedTd::new(2);
    let mut tampered = honest.evidence.clone();
    tampered.quote.bytes[200] ^= 1;
    let foreign_code = SimulatedTd { mr_td: [1; 48], ..td.clone() };
    let debuggable = SimulatedTd { attributes: td.attributes | 1, ..td.clone() };
    let cases = [
        (
            "another network",
            KeyRequest { genesis: Default::default(), ..honest.clone() },
            KeyRefusal::WrongNetwork,
        ),
        (
            "never registered",
            KeyRequest { worker: WorkerId([9; 32]), ..honest.clone() },
            KeyRefusal::NotAttested,
        ),
        ("another boot", KeyRequest { boot_id: BootId([9; 16]), ..honest.clone() }, KeyRefusal::NotAttested),
        ("tampered quote", with_evidence(tampered), KeyRefusal::BadEvidence),
        ("other code", with_evidence(evidence(claim(), &foreign_code)), KeyRefusal::BadEvidence),
        ("debug mode", with_evidence(evidence(claim(), &debuggable)), KeyRefusal::BadEvidence),
        (
            "evidence of another boot",
            with_evidence(evidence(Claim { boot_id: BootId([9; 16]), ..claim() }, &td)),
            KeyRefusal::BadEvidence,
        ),
        (
            "evidence of another worker",
            with_evidence(evidence(Claim { worker: machine::identity(3).id(), ..claim() }, &td)),
            KeyRefusal::BadEvidence,
        ),
        (
            "evidence for another encryption key",
            with_evidence(evidence(Claim { encryption_key: [9; 32], ..claim() }, &td)),
            KeyRefusal::BadEvidence,
        ),
        (
            "far ahead of the chain",
            KeyRequest { at_block: head + MAX_REQUEST_AGE + 1, ..honest.clone() },
            KeyRefusal::Stale,
        ),
    ];
    for (what, request, refusal) in cases {
        assert_eq!(world.ask_keys(&request).map(|_| ()), Err(refusal), "{what}");
    }
    assert!(world.ask_keys(&honest).is_ok());
}

#[test]
fn a_member_gets_the_keys_of_its_committee_now_and_no_other() {
    let (mut world, honest) = asking();
    let state = |generation| KeyLabel { key_version: 0, ..label(&world, Purpose::State { generation }) };
    let input = |epoch| label(&world, Purpose::Input { epoch });
    let refused = [
        ("another committee", vec![KeyLabel { committee: 2, ..state(1) }]),
        ("the gatekeepers", vec![KeyLabel { committee: 0, ..state(1) }]),
        ("another committee beside its own", vec![state(1), KeyLabel { committee: 2, ..state(1) }]),
        ("another network", vec![KeyLabel { genesis: Default::default(), ..state(1) }]),
        ("another generation", vec![state(2)]),
        ("state keys have no version", vec![KeyLabel { key_version: 1, ..state(1) }]),
        ("an epoch that the gatekeepers have not begun", vec![input(2)]),
        ("an epoch far ahead", vec![input(3)]),
        ("no epoch", vec![input(0)]),
        ("a live epoch at another key version", vec![KeyLabel { key_version: 2, ..input(1) }]),
        ("one of many", vec![state(1), input(1), input(3)]),
    ];
    let granted = [vec![state(1)], vec![input(1)], vec![state(1), input(1)]];
    let (none, many) = (Vec::new(), vec![state(1); MAX_KEY_LABELS as usize + 1]);
    for (what, labels) in refused {
        let request = KeyRequest { labels, ..honest.clone() };
        assert_eq!(world.ask_keys(&request).map(|_| ()), Err(KeyRefusal::NotEntitled), "{what}");
    }
    for labels in [none, many] {
        let request = KeyRequest { labels, ..honest.clone() };
        assert_eq!(world.ask_keys(&request).map(|_| ()), Err(KeyRefusal::BadLabels));
    }
    for labels in granted {
        assert!(world.ask_keys(&KeyRequest { labels, ..honest.clone() }).is_ok());
    }
}

#[test]
fn the_next_epochs_key_is_given_once_the_gatekeepers_began_it() {
    let (mut world, honest) = asking();
    world.ledger.gatekeepers.epoch_length = 1;
    world.until("ahead", |world| world.ledger.gatekeepers.keys.epoch() == Some(2));
    assert_eq!(world.ledger.committee().epoch, 1);
    world.seal();
    world.deliver(KEEPER);
    let next = label(&world, Purpose::Input { epoch: 2 });
    let ask =
        |world: &mut World, label| world.ask_keys(&KeyRequest { labels: vec![label], ..honest.clone() });
    assert!(ask(&mut world, next).is_ok());
    let other_version = ask(&mut world, KeyLabel { key_version: 2, ..next });
    assert_eq!(other_version.map(|_| ()), Err(KeyRefusal::NotEntitled));
}

#[test]
fn who_left_the_committee_gets_nothing() {
    let (mut world, request) = asking();
    world.ledger.remove_member(request.worker);
    world.seal();
    world.deliver(KEEPER);
    assert_eq!(world.ask_keys(&request).map(|_| ()), Err(KeyRefusal::NotEntitled));
}

#[test]
fn evidence_counts_until_its_end() {
    let (mut world, request) = asking();
    let end = world.ledger.time_ms() + 1;
    world.ledger.records.get_mut(&request.worker).unwrap().attested.valid_until_ms = end;
    world.seal();
    world.deliver(KEEPER);
    assert!(world.ask_keys(&request).is_ok(), "until then");
    world.seal();
    world.deliver(KEEPER);
    assert_eq!(world.ask_keys(&request).map(|_| ()), Err(KeyRefusal::NotAttested));
}

#[test]
fn a_gatekeeper_judges_evidence_by_the_policy_in_force_now() {
    let (mut world, request) = asking();
    let nothing_allowed = attestation::Policy { measurements: Default::default(), ..development::policy() };
    world.ledger.chain.set(abi::evidence_policy(), Some(nothing_allowed.encode()));
    world.seal();
    world.deliver(KEEPER);
    assert_eq!(world.ask_keys(&request).map(|_| ()), Err(KeyRefusal::BadEvidence));
}

#[test]
fn roots_of_hardware_are_those_of_genesis_whatever_the_head_says() {
    let (mut world, request) = asking();
    world.ledger.chain.set(abi::trust_anchors(), Some(Vec::<attestation::TrustAnchor>::new().encode()));
    world.seal();
    world.deliver(KEEPER);
    assert!(world.ask_keys(&request).is_ok());
}

#[test]
fn a_recorded_request_is_of_no_use_later() {
    let (mut world, request) = asking();
    // Blocks in no time, so that the gatekeeper's lease goes on.
    let pass = |world: &mut World, blocks: BlockNumber| {
        (0..blocks).for_each(|_| world.ledger.seal());
        world.deliver(KEEPER);
    };
    pass(&mut world, MAX_REQUEST_AGE);
    assert!(world.ask_keys(&request).is_ok());
    pass(&mut world, 1);
    assert_eq!(world.ask_keys(&request).map(|_| ()), Err(KeyRefusal::Stale));
}

#[test]
fn a_recorded_grant_stays_closed_to_who_has_the_sealing_key() {
    let (mut world, request) = asking();
    let grant = world.ask_keys(&request).unwrap();
    let aad = (request.worker, request.boot_id).encode();
    let thief = world.machines[1].identity();
    assert_eq!(thief.id(), request.worker, "all that follows from the machine's sealing key");
    assert!(thief.open(KEY_GRANT_DOMAIN, &aad, &grant.encapsulated_key, &grant.ciphertext).is_err());
    world.kill(1);
    assert_ne!(
        world.restarted_and_asking(1).evidence.claim.encryption_key,
        request.evidence.claim.encryption_key
    );
}

#[test]
fn a_recorded_grant_stays_closed_to_who_later_has_the_boots_memory() {
    let (mut world, request) = asking();
    let grant = world.ask_keys(&request).unwrap();
    world.machines[1].enclave.key_grant(&grant, 0).unwrap();
    assert_eq!(world.machines[1].enclave.key_grant(&grant, 0), Ok(()), "while nothing new is needed");
    world.ledger.gatekeepers.epoch_length = 1;
    world.until("the next epoch", |world| world.machines[1].status().epochs.contains(&2));
    assert_eq!(world.machines[1].enclave.key_grant(&grant, 0), Err(GrantError::NotForUs));
}

#[test]
fn a_gatekeeper_that_the_chain_counts_no_more_is_silent() {
    let (mut world, request) = asking();
    let keeper = world.machines[KEEPER].id();
    world.ledger.records.get_mut(&keeper).unwrap().boot_id = BootId([9; 16]);
    world.seal();
    world.deliver(KEEPER);
    assert_eq!(world.ask_keys(&request).map(|_| ()), Err(KeyRefusal::NotServing), "its clone took over");
}

#[test]
fn strangers_that_never_stop_asking_delay_a_member_by_a_few_blocks_only() {
    let (mut world, honest) = asking();
    let now = world.now;
    let mut flood = (0..).map(|number| stranger(&honest, number));
    let mut fill = |world: &mut World| {
        for request in flood.by_ref().take(2 * MAX_PENDING_KEY_REQUESTS) {
            let _ = world.machines[KEEPER].enclave.key_request(&request, now);
        }
    };
    fill(&mut world);
    assert_eq!(world.machines[KEEPER].enclave.key_request(&honest, now).map(|_| ()), Err(KeyRefusal::Busy));
    world.deliver(KEEPER);
    let granted = (0..4).any(|_| {
        let reply = world.machines[KEEPER].enclave.key_request(&honest, now);
        fill(&mut world);
        world.deliver(KEEPER);
        matches!(reply, Ok(KeyReply::Grant(_)))
    });
    assert!(granted);
}

#[test]
fn a_request_that_comes_while_a_bundle_is_made_does_not_void_it() {
    let (mut world, honest) = asking();
    world.seal();
    let (keeper, now) = (&mut world.machines[KEEPER].enclave, world.now);
    let bundle = world.ledger.chain.bundle(&keeper.wants());
    assert!(matches!(keeper.key_request(&honest, now), Ok(KeyReply::Pending)));
    assert!(keeper.sync(&bundle, now).is_ok());
    assert!(matches!(keeper.key_request(&honest, now), Ok(KeyReply::Pending)), "unproven is not absent");
    assert!(world.ask_keys(&honest).is_ok());
}

#[test]
fn only_a_gatekeeper_with_a_fresh_lease_answers() {
    let (mut world, request) = asking();
    let now = world.now;
    let to_member = world.machines[2].enclave.key_request(&request, now);
    assert_eq!(to_member.map(|_| ()), Err(KeyRefusal::NotServing));
    world.now += LEASE_TICKS;
    assert_eq!(world.ask_keys(&request).map(|_| ()), Err(KeyRefusal::NotServing));
    world.now = now;
    assert!(world.ask_keys(&request).is_ok());
    world.kill(KEEPER);
    world.deliver(KEEPER);
    assert_eq!(world.ask_keys(&request).map(|_| ()), Err(KeyRefusal::NotServing), "a new boot has no lease");
}

#[test]
fn waiting_requests_are_bounded_and_grow_old() {
    let (mut world, honest) = asking();
    let now = world.now;
    let keeper = &mut world.machines[KEEPER].enclave;
    for number in 0..MAX_PENDING_KEY_REQUESTS {
        assert!(keeper.key_request(&stranger(&honest, number), now).is_ok());
    }
    assert_eq!(keeper.key_request(&honest, now).map(|_| ()), Err(KeyRefusal::Busy));
    (0..=MAX_REQUEST_AGE).for_each(|_| world.ledger.seal());
    world.deliver(KEEPER);
    let later = KeyRequest { at_block: world.chain().tip().number, ..honest };
    assert!(world.ask_keys(&later).is_ok());
}
