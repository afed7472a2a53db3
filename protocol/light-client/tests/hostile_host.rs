//! Everything a hostile host can deliver that an honest one does not: each is refused by name, and nothing changes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use codec::Encode;
use crypto::hash::blake2_256;
use light_client::{
    testing::{
        justification::{assemble, block_ref, justify, vote},
        TestChain, Validators,
    },
    CallerFault, ChainFault, Error, HostFault, LightClient, MAX_CALLER_KEYS,
};
use messages::{abi, bundle::SyncBundle, limits::*};
use sp_consensus_grandpa::{ConsensusLog, ScheduledChange, GRANDPA_ENGINE_ID};
use sp_runtime::DigestItem;
use support::{sync, World, CHANNEL, HEAD, SYNCED};

/// Bends an honest bundle.
type Bend = fn(&World, &mut SyncBundle);

/// Runs a table against one client: the honest bundle is accepted, every bent one refused as named.
fn check(world: &World, client: &LightClient, cases: &[(&str, Bend, Error)]) {
    let keys = world.keys();
    let honest = world.chain.bundle(&client.wants(keys.clone()));
    client.verify(&honest, &keys).expect("the honest bundle is accepted");
    let before = client.encode();
    for (name, bend, refusal) in cases {
        let mut bundle = honest.clone();
        bend(world, &mut bundle);
        assert_eq!(client.verify(&bundle, &keys).as_ref(), Err(refusal), "{name}");
        assert_eq!(client.encode(), before, "{name}: the client changed");
    }
}

fn host(fault: HostFault) -> Error {
    fault.into()
}

fn chain(fault: ChainFault) -> Error {
    fault.into()
}

/// The head's justification, made of chosen votes.
fn head_with_votes(bundle: &mut SyncBundle, justification: Vec<u8>) {
    bundle.head.as_mut().unwrap().justification = justification;
}

/// Continues the chain by one block on a fork of its own, and makes that block the head.
fn extend_head(world: &World, bundle: &mut SyncBundle, change: impl FnOnce(&mut TestChain)) {
    let mut fork = world.chain.clone();
    change(&mut fork);
    let head = fork.seal();
    bundle.head = Some(fork.justified(head.number));
    bundle.proof = fork.prove(head.number, &world.all_keys());
}

#[test]
fn trust_root() {
    let world = World::new();
    check(
        &world,
        &world.fresh(),
        &[
            ("no trust root", |_, b| b.genesis = None, host(HostFault::GenesisMissing)),
            (
                "another network's genesis",
                |_, b| b.genesis = Some(TestChain::new(1).genesis_proof()),
                host(HostFault::ForeignGenesis),
            ),
            (
                "right genesis header, state with a foreign set",
                |_, b| b.genesis.as_mut().unwrap().proof = TestChain::new(1).genesis_proof().proof,
                host(HostFault::ProofForAnotherRoot),
            ),
            (
                "right genesis, blocks signed by a foreign set",
                |w, b| b.set_changes[0] = justify(w.chain.header(2), &Validators::of(50..54), 0),
                host(HostFault::ForeignSet),
            ),
            (
                "genesis proof of another key",
                |w, b| b.genesis.as_mut().unwrap().proof = w.chain.prove(0, &[abi::enclave_abi()]),
                host(HostFault::ProofIncomplete { key: abi::grandpa_authorities() }),
            ),
            (
                "truncated genesis header",
                |_, b| b.genesis.as_mut().unwrap().header.truncate(40),
                host(HostFault::MalformedHeader),
            ),
        ],
    );
    check(
        &world,
        &world.synced(),
        &[(
            "a second trust root",
            |w, b| b.genesis = Some(w.chain.genesis_proof()),
            host(HostFault::GenesisUnexpected),
        )],
    );
}

#[test]
fn genesis_state_without_authorities_is_unsupported() {
    let empty = TestChain::with_state(Validators::of([]), vec![]);
    let client = LightClient::new(empty.genesis_hash(), None);
    let bundle = SyncBundle { genesis: Some(empty.genesis_proof()), ..Default::default() };
    assert_eq!(client.verify(&bundle, &[]), Err(chain(ChainFault::BadAuthorities)));
}

#[test]
fn set_changes() {
    let world = World::new();
    check(
        &world,
        &world.fresh(),
        &[
            (
                "the first set change left out, the sets overlap",
                |_, b| drop(b.set_changes.remove(0)),
                host(HostFault::WrongSet),
            ),
            (
                "the last set change left out, the sets are disjoint",
                |_, b| drop(b.set_changes.remove(1)),
                host(HostFault::ForeignSet),
            ),
            ("set changes in the wrong order", |_, b| b.set_changes.reverse(), host(HostFault::WrongSet)),
            (
                "a set change twice",
                |_, b| b.set_changes.insert(1, b.set_changes[0].clone()),
                host(HostFault::StaleHeader { last: 2, found: 2 }),
            ),
            (
                "a block that ends no set",
                |w, b| b.set_changes.push(w.chain.justified(7)),
                host(HostFault::NotASetEnd { number: 7 }),
            ),
            (
                "a forged set change",
                |w, b| {
                    let mut header = w.chain.header(2).clone();
                    header.digest.logs = vec![scheduled(Validators::of(50..54), 0)];
                    b.set_changes[0].header = header.encode();
                },
                host(HostFault::JustificationForAnotherHeader),
            ),
        ],
    );
}

fn scheduled(next: Validators, delay: u32) -> DigestItem {
    let change = ScheduledChange { next_authorities: next.authorities(), delay };
    DigestItem::Consensus(GRANDPA_ENGINE_ID, ConsensusLog::ScheduledChange(change).encode())
}

#[test]
fn what_the_chain_may_not_do() {
    let world = World::new();
    let number = HEAD + 1;
    check(
        &world,
        &world.synced(),
        &[
            (
                "a forced change",
                |w, b| {
                    extend_head(w, b, |fork| {
                        let next_authorities = Validators::of(0..4).authorities();
                        fork.log(ConsensusLog::ForcedChange(
                            0,
                            ScheduledChange { next_authorities, delay: 0 },
                        ));
                    })
                },
                chain(ChainFault::ForcedChange { number }),
            ),
            (
                "a forced change behind a scheduled one",
                |w, b| {
                    extend_head(w, b, |fork| {
                        let next_authorities = Validators::of(0..4).authorities();
                        fork.end_set(Validators::of(0..4));
                        fork.log(ConsensusLog::ForcedChange(
                            0,
                            ScheduledChange { next_authorities, delay: 0 },
                        ));
                    })
                },
                chain(ChainFault::ForcedChange { number }),
            ),
            (
                "a change with a delay",
                |w, b| {
                    extend_head(w, b, |fork| {
                        let next_authorities = Validators::of(0..4).authorities();
                        fork.log(ConsensusLog::ScheduledChange(ScheduledChange {
                            next_authorities,
                            delay: 1,
                        }));
                    })
                },
                chain(ChainFault::DelayedChange { number }),
            ),
            (
                "a change to an empty set",
                |w, b| extend_head(w, b, |fork| fork.end_set(Validators::of([]))),
                chain(ChainFault::BadAuthorities),
            ),
            (
                "a GRANDPA digest of unknown form",
                |w, b| {
                    let mut header = w.chain.header(HEAD).clone();
                    header.digest.push(DigestItem::Consensus(GRANDPA_ENGINE_ID, vec![99]));
                    b.head = Some(justify(&header, w.chain.validators(2), 2));
                },
                chain(ChainFault::UnknownDigest { number: HEAD }),
            ),
            (
                "a later ABI",
                |w, b| extend_head(w, b, |fork| fork.set(abi::enclave_abi(), Some(2u32.encode()))),
                chain(ChainFault::UnknownAbi { found: Some(2) }),
            ),
            (
                "no ABI",
                |w, b| extend_head(w, b, |fork| fork.set(abi::enclave_abi(), None)),
                chain(ChainFault::UnknownAbi { found: None }),
            ),
            (
                "no time",
                |w, b| extend_head(w, b, |fork| fork.set(abi::timestamp(), None)),
                chain(ChainFault::ValueMissing { key: abi::timestamp() }),
            ),
            (
                "a channel head of unknown form",
                |w, b| extend_head(w, b, |fork| fork.set(abi::channel_head(CHANNEL), Some(vec![1]))),
                chain(ChainFault::Undecodable { key: abi::channel_head(CHANNEL) }),
            ),
        ],
    );
}

#[test]
fn justifications() {
    let world = World::new();
    check(
        &world,
        &world.synced(),
        &[
            (
                "of another header",
                |w, b| head_with_votes(b, w.chain.justified(7).justification),
                host(HostFault::JustificationForAnotherHeader),
            ),
            (
                "with a forged signature",
                |w, b| {
                    let mut votes = w.votes(0..4);
                    votes[3].signature = votes[0].signature.clone();
                    head_with_votes(b, assemble(w.head(), votes, vec![]));
                },
                host(HostFault::ForgedJustification),
            ),
            (
                "of half the set",
                |w, b| head_with_votes(b, assemble(w.head(), w.votes(0..2), vec![])),
                host(HostFault::ShortJustification),
            ),
            (
                "without votes",
                |w, b| head_with_votes(b, assemble(w.head(), vec![], vec![])),
                host(HostFault::ShortJustification),
            ),
            (
                "of half the set, each vote twice",
                |w, b| {
                    let votes = [w.votes(0..2), w.votes(0..2)].concat();
                    head_with_votes(b, assemble(w.head(), votes, vec![]));
                },
                host(HostFault::ShortJustification),
            ),
            (
                "of half the set, filled up with strangers",
                |w, b| {
                    let strangers = Validators::of(50..60);
                    let strangers = strangers.pairs().iter().map(|pair| vote(pair, w.head(), 2));
                    let votes = w.votes(0..2).into_iter().chain(strangers).collect();
                    head_with_votes(b, assemble(w.head(), votes, vec![]));
                },
                host(HostFault::ShortJustification),
            ),
            (
                "of strangers only",
                |w, b| {
                    let strangers = Validators::of(50..60);
                    let votes = strangers.pairs().iter().map(|pair| vote(pair, w.head(), 2)).collect();
                    head_with_votes(b, assemble(w.head(), votes, vec![]));
                },
                host(HostFault::ForeignSet),
            ),
            (
                "signed as members of the set before",
                |w, b| {
                    let votes = w.chain.validators(2).pairs().iter().map(|pair| vote(pair, w.head(), 1));
                    head_with_votes(b, assemble(w.head(), votes.collect(), vec![]));
                },
                host(HostFault::WrongSet),
            ),
            (
                "whose votes are for the block below",
                |w, b| {
                    let below = block_ref(w.chain.header(HEAD - 1));
                    let votes = w.chain.validators(2).pairs().iter().map(|pair| vote(pair, below, 2));
                    head_with_votes(b, assemble(w.head(), votes.collect(), vec![]));
                },
                host(HostFault::VotesDisagree),
            ),
            (
                "whose votes are for a block above, without its ancestry",
                |w, b| {
                    let above = w.child_of_head();
                    let votes =
                        w.chain.validators(2).pairs().iter().map(|pair| vote(pair, block_ref(&above), 2));
                    head_with_votes(b, assemble(w.head(), votes.collect(), vec![]));
                },
                host(HostFault::VotesDisagree),
            ),
            (
                "with a header that no vote needs",
                |w, b| head_with_votes(b, assemble(w.head(), w.votes(0..4), vec![w.child_of_head()])),
                host(HostFault::VotesDisagree),
            ),
            (
                "with a vote that gives the block another number",
                |w, b| {
                    let mut lie = w.head();
                    lie.number += 1;
                    let mut votes = w.votes(0..3);
                    votes.push(vote(&w.chain.validators(2).pairs()[3], lie, 2));
                    head_with_votes(b, assemble(w.head(), votes, vec![]));
                },
                host(HostFault::VotesDisagree),
            ),
            (
                "with more votes than voters can cast",
                |w, b| {
                    let votes = [w.votes(0..4), w.votes(0..4), w.votes(0..4)].concat();
                    head_with_votes(b, assemble(w.head(), votes, vec![]));
                },
                host(HostFault::TooManyVotes),
            ),
            (
                "truncated",
                |_, b| b.head.as_mut().unwrap().justification.truncate(100),
                host(HostFault::MalformedJustification),
            ),
            (
                "with a byte too many",
                |_, b| b.head.as_mut().unwrap().justification.push(0),
                host(HostFault::MalformedJustification),
            ),
        ],
    );
}

#[test]
fn heads() {
    let world = World::new();
    check(
        &world,
        &world.synced(),
        &[
            (
                "with a byte too many",
                |_, b| b.head.as_mut().unwrap().header.push(0),
                host(HostFault::MalformedHeader),
            ),
            (
                "going backwards",
                |w, b| b.head = Some(w.chain.justified(1)),
                host(HostFault::HeadGoesBackwards { last: SYNCED, found: 1 }),
            ),
            (
                "another block in place of the verified one",
                |w, b| {
                    let mut header = w.chain.header(SYNCED).clone();
                    header.extrinsics_root = [1; 32].into();
                    b.head = Some(justify(&header, w.chain.validators(1), 1));
                },
                host(HostFault::HeadConflicts { number: SYNCED }),
            ),
            (
                "stale: below a set change of the same bundle",
                |w, b| b.head = Some(w.chain.justified(5)),
                host(HostFault::StaleHeader { last: 6, found: 5 }),
            ),
        ],
    );
    check(
        &world,
        &world.fresh(),
        &[
            (
                "none, but a proof",
                |_, b| {
                    b.head = None;
                    b.messages.clear();
                },
                host(HostFault::HeadMissing),
            ),
            (
                "none, but messages",
                |_, b| {
                    b.head = None;
                    b.proof.clear();
                },
                host(HostFault::HeadMissing),
            ),
        ],
    );
}

#[test]
fn proofs() {
    let world = World::new();
    check(
        &world,
        &world.synced(),
        &[
            ("none", |_, b| b.proof.clear(), host(HostFault::ProofForAnotherRoot)),
            (
                "for the state of another block",
                |w, b| b.proof = w.chain.prove(HEAD - 1, &w.all_keys()),
                host(HostFault::ProofForAnotherRoot),
            ),
            (
                "of a root that is no trie node",
                |w, b| {
                    let junk = vec![0xff; 64];
                    let mut header = w.chain.header(HEAD).clone();
                    header.state_root = blake2_256(&junk);
                    b.head = Some(justify(&header, w.chain.validators(2), 2));
                    b.proof = vec![junk];
                },
                host(HostFault::MalformedProof),
            ),
            (
                "without the wanted key",
                |w, b| b.proof = w.chain.prove(HEAD, &w.standard_keys()),
                host(HostFault::ProofIncomplete { key: abi::committee(CHANNEL) }),
            ),
            (
                "without the channel's head",
                |w, b| {
                    let mut keys = w.all_keys();
                    keys.retain(|key| *key != abi::channel_head(CHANNEL));
                    b.proof = w.chain.prove(HEAD, &keys);
                },
                host(HostFault::ProofIncomplete { key: abi::channel_head(CHANNEL) }),
            ),
            (
                "without the ABI",
                |w, b| b.proof = w.chain.prove(HEAD, &[abi::timestamp()]),
                host(HostFault::ProofIncomplete { key: abi::enclave_abi() }),
            ),
        ],
    );
}

#[test]
fn a_proof_with_any_node_altered_or_left_out_is_refused() {
    let world = World::new();
    let (client, keys) = (world.synced(), world.keys());
    let honest = world.chain.bundle(&client.wants(keys.clone()));
    for node in 0..honest.proof.len() {
        let mut altered = honest.clone();
        *altered.proof[node].last_mut().unwrap() ^= 1;
        assert!(client.verify(&altered, &keys).is_err());
        let mut left_out = honest.clone();
        left_out.proof.remove(node);
        assert!(client.verify(&left_out, &keys).is_err());
    }
}

#[test]
fn messages_delivered_otherwise_than_in_the_channel() {
    let world = World::new();
    check(
        &world,
        &world.synced(),
        &[
            (
                "the first missing",
                |_, b| drop(b.messages.remove(0)),
                host(HostFault::MessageMissing { expected: 3, found: 4 }),
            ),
            (
                "one in the middle missing",
                |_, b| drop(b.messages.remove(1)),
                host(HostFault::MessageMissing { expected: 4, found: 5 }),
            ),
            (
                "the last missing, and not proven to be missing",
                |_, b| drop(b.messages.pop()),
                host(HostFault::BorderNotProven { seq: 5 }),
            ),
            (
                "one twice",
                |_, b| b.messages.insert(1, b.messages[0].clone()),
                host(HostFault::MessageDuplicate { seq: 3 }),
            ),
            (
                "one that is known already",
                |w, b| b.messages.insert(0, w.chain.messages(CHANNEL)[1].clone()),
                host(HostFault::MessageDuplicate { seq: 2 }),
            ),
            (
                "reordered",
                |_, b| b.messages.swap(1, 2),
                host(HostFault::MessageMissing { expected: 4, found: 5 }),
            ),
            (
                "truncated",
                |_, b| b.messages[1].payload.truncate(1),
                host(HostFault::DigestMismatch { seq: 6 }),
            ),
            (
                "altered sender",
                |_, b| b.messages[1].sender = messages::channel::Sender::Chain,
                host(HostFault::DigestMismatch { seq: 6 }),
            ),
            ("altered time", |_, b| b.messages[3].time_ms += 1, host(HostFault::DigestMismatch { seq: 6 })),
            (
                "of another channel",
                |w, b| b.messages[0] = w.chain.messages(9)[0].clone(),
                host(HostFault::ForeignMessage { channel: 9 }),
            ),
            (
                "of another channel, relabelled",
                |w, b| {
                    b.messages[0] = w.chain.messages(9)[0].clone();
                    b.messages[0].channel = CHANNEL;
                    b.messages[0].seq = 3;
                },
                host(HostFault::DigestMismatch { seq: 6 }),
            ),
            (
                "of a block above the head",
                |_, b| b.messages[3].block = HEAD + 1,
                host(HostFault::MessageBeyondHead { seq: 6 }),
            ),
            (
                "more than the channel has",
                |w, b| {
                    let mut fork = w.chain.clone();
                    fork.push(CHANNEL, b"7");
                    b.messages.push(fork.messages(CHANNEL)[6].clone());
                },
                host(HostFault::MessageBeyondHead { seq: 7 }),
            ),
            (
                "blocks out of order",
                |_, b| b.messages[0].block = 5,
                host(HostFault::DigestMismatch { seq: 6 }),
            ),
            (
                "blocks going backwards",
                |_, b| b.messages[2].block = 1,
                host(HostFault::MessageOutOfOrder { seq: 5 }),
            ),
        ],
    );
}

#[test]
fn chunks_that_stop_early() {
    let world = World::new();
    check(
        &world,
        &world.synced(),
        &[
            (
                "altered, the border proven",
                |w, b| {
                    stop_at(w, b, 2, &[abi::message(CHANNEL, 4)]);
                    b.messages[0].payload.truncate(1);
                },
                host(HostFault::DigestMismatch { seq: 4 }),
            ),
            (
                "the border of another message proven",
                |w, b| stop_at(w, b, 2, &[abi::message(CHANNEL, 5)]),
                host(HostFault::BorderNotProven { seq: 4 }),
            ),
            (
                "the border of another channel proven",
                |w, b| stop_at(w, b, 1, &[abi::message(9, 3)]),
                host(HostFault::BorderNotProven { seq: 3 }),
            ),
            (
                "the border pruned",
                |w, b| {
                    let mut fork = w.chain.clone();
                    fork.prune(CHANNEL, 4);
                    let head = fork.seal();
                    let keys = [w.all_keys(), vec![abi::message(CHANNEL, 4)]].concat();
                    b.head = Some(fork.justified(head.number));
                    b.proof = fork.prove(head.number, &keys);
                    b.messages.truncate(2);
                },
                host(HostFault::BorderNotProven { seq: 4 }),
            ),
        ],
    );
}

/// Keeps the first messages, and proves `borders` beside the wanted keys.
fn stop_at(world: &World, bundle: &mut SyncBundle, messages: usize, borders: &[Vec<u8>]) {
    bundle.messages.truncate(messages);
    bundle.proof = world.chain.prove(HEAD, &[world.all_keys(), borders.to_vec()].concat());
}

#[test]
fn messages_for_a_client_that_follows_no_channel() {
    let world = World::new();
    let client = LightClient::new(world.chain.genesis_hash(), None);
    let mut bundle = world.chain.bundle(&client.wants(vec![]));
    assert!(client.verify(&bundle, &[]).unwrap().view().unwrap().complete());
    bundle.messages = world.chain.messages(CHANNEL).to_vec();
    assert_eq!(client.verify(&bundle, &[]), Err(host(HostFault::ForeignMessage { channel: CHANNEL })));
}

#[test]
fn anything_oversize() {
    let world = World::new();
    check(
        &world,
        &world.synced(),
        &[
            (
                "set changes",
                |_, b| b.set_changes = vec![b.set_changes[0].clone(); MAX_SET_CHANGES + 1],
                host(HostFault::Oversize),
            ),
            (
                "header",
                |_, b| b.head.as_mut().unwrap().header.resize(MAX_HEADER + 1, 0),
                host(HostFault::Oversize),
            ),
            (
                "justification",
                |_, b| b.set_changes[0].justification.resize(MAX_JUSTIFICATION + 1, 0),
                host(HostFault::Oversize),
            ),
            ("proof nodes", |_, b| b.proof.resize(MAX_PROOF_NODES + 1, vec![]), host(HostFault::Oversize)),
            ("proof bytes", |_, b| b.proof.push(vec![0; MAX_PROOF_BYTES]), host(HostFault::Oversize)),
            (
                "messages",
                |_, b| b.messages = vec![b.messages[0].clone(); MAX_BUNDLE_MESSAGES + 1],
                host(HostFault::Oversize),
            ),
            (
                "message bytes",
                |_, b| {
                    b.messages[0].payload = vec![0; MAX_PAYLOAD as usize].try_into().unwrap();
                    b.messages =
                        vec![b.messages[0].clone(); MAX_BUNDLE_MESSAGE_BYTES / MAX_PAYLOAD as usize + 1];
                },
                host(HostFault::Oversize),
            ),
        ],
    );
}

#[test]
fn too_many_keys_are_the_callers_fault() {
    let world = World::new();
    let client = world.synced();
    let keys = vec![abi::timestamp(); MAX_CALLER_KEYS + 1];
    let bundle = world.chain.bundle(&client.wants(vec![]));
    assert_eq!(client.verify(&bundle, &keys), Err(CallerFault::TooManyKeys.into()));
}

/// A fork of the chain from before its first set change, on which the first set goes on signing for ever.
fn fork_of_the_retired_set(world: &World) -> TestChain {
    let mut fork = TestChain::with_state(Validators::of(0..4), world.genesis_state());
    fork.push(CHANNEL, b"a message that the chain never had");
    fork.seal_many(HEAD + 4);
    assert_eq!(fork.genesis_hash(), world.chain.genesis_hash());
    fork
}

#[test]
fn a_client_that_saw_a_set_change_refuses_a_fork_of_the_retired_set() {
    let world = World::new();
    let fork = fork_of_the_retired_set(&world);
    for upto in [2, SYNCED, HEAD] {
        let client = sync(world.fresh(), &world.chain, upto);
        let before = client.encode();
        let mut bundle = fork.bundle(&client.wants(world.keys()));
        bundle.set_changes.clear();
        bundle.head = Some(fork.justified(fork.tip().number));
        let refusal = if upto == HEAD { HostFault::ForeignSet } else { HostFault::WrongSet };
        assert_eq!(client.verify(&bundle, &world.keys()), Err(host(refusal)), "synced up to {upto}");
        assert_eq!(client.encode(), before);
    }
}

/// Nothing inside a fresh enclave can tell such a fork: the keys were right once. But the head it then verifies is no
/// block of the chain, and the registry takes only a recent block of its own history as a challenge, so the enclave
/// never gets a registration, a lease or a key.
#[test]
fn a_fresh_client_fed_a_fork_of_the_retired_set_has_a_head_that_is_no_block_of_the_chain() {
    let world = World::new();
    let fork = fork_of_the_retired_set(&world);
    let mut fresh = world.fresh();
    let batch = fresh.verify(&fork.bundle(&fresh.wants(world.keys())), &world.keys()).unwrap();
    fresh.apply(&batch);
    let challenge = fresh.head().unwrap().block();
    assert!(fork.has(challenge));
    assert!(!world.chain.has(challenge));
}
