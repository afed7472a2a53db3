//! Everything a hostile host can deliver that an honest one does not: each is refused by name, and nothing changes.

mod bounds;
mod forks;
mod heads;
mod justifications;
mod messages;
mod set_changes;
mod state;
mod trust_root;

use crate::support::{World, CHANNEL, HEAD, SYNCED};
use ::messages::{abi, bundle::SyncBundle};
use codec::Encode;
use light_client::{
    testing::{TestChain, Validators},
    ChainFault, Error, HostFault, LightClient,
};

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

/// Continues the chain by one block on a fork of its own, and makes that block the head.
fn extend_head(world: &World, bundle: &mut SyncBundle, change: impl FnOnce(&mut TestChain)) {
    let mut fork = world.chain.clone();
    change(&mut fork);
    let head = fork.seal();
    bundle.head = Some(fork.justified(head.number));
    bundle.proof = fork.prove(head.number, &world.all_keys());
}
