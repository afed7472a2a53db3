//! Heads that do not move forward.

use super::*;
use light_client::testing::justification::justify;

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
