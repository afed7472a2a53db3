//! Forks signed by validators who once were in office.

use super::*;
use crate::support::sync;

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
