//! Changes of the authority set, and what the chain may not do.

use super::*;
use light_client::authorities::MAX_AUTHORITIES;
use light_client::testing::justification::justify;
use sp_consensus_grandpa::{ConsensusLog, ScheduledChange, GRANDPA_ENGINE_ID};
use sp_runtime::DigestItem;

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

#[test]
fn set_changes_and_heads_below_what_is_final_already() {
    let world = World::new();
    check(
        &world,
        &world.synced(),
        &[(
            "another block in place of the verified head ends the set",
            |w, b| {
                let mut header = w.chain.header(SYNCED).clone();
                header.digest.push(scheduled(Validators::of(50..54), 0));
                b.set_changes[0] = justify(&header, w.chain.validators(1), 1);
            },
            host(HostFault::StaleHeader { last: SYNCED, found: SYNCED }),
        )],
    );
    let mut client = world.fresh();
    let mut sets_only = world.chain.bundle(&client.wants(vec![]));
    (sets_only.head, sets_only.proof, sets_only.messages) = Default::default();
    let batch = client.verify(&sets_only, &[]).unwrap();
    client.apply(&batch);
    check(
        &world,
        &client,
        &[(
            "a head below the set in force, signed by that set",
            |w, b| b.head = Some(justify(w.chain.header(5), w.chain.validators(2), 2)),
            host(HostFault::StaleHeader { last: 6, found: 5 }),
        )],
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
                "a change to more authorities than are supported",
                |w, b| extend_head(w, b, |fork| fork.end_set(Validators::of(0..=MAX_AUTHORITIES as u32))),
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
                |w, b| {
                    extend_head(w, b, |fork| {
                        fork.set(abi::enclave_abi(), Some((abi::ABI_VERSION + 1).encode()))
                    })
                },
                chain(ChainFault::UnknownAbi { found: Some(abi::ABI_VERSION + 1) }),
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
