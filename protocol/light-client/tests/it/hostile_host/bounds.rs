//! Sizes and counts.

use super::*;
use ::messages::limits::*;
use light_client::{CallerFault, MAX_CALLER_KEYS};

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
