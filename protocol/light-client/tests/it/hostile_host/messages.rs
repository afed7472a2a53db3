//! Messages delivered otherwise than the channel has them.

use super::*;

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
                |_, b| b.messages[1].sender = ::messages::channel::Sender::Chain,
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
                    let mut message = fork.messages(CHANNEL)[6].clone();
                    message.block = HEAD;
                    b.messages.push(message);
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
