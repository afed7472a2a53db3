//! Proofs of state.

use super::*;
use crypto::hash::blake2_256;
use light_client::testing::justification::justify;

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
