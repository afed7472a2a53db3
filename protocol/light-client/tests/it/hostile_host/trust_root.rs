//! The trust root: genesis header and the authorities in its state.

use super::*;
use crate::support::sync;
use codec::Encode;
use light_client::testing::justification::justify;

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
                "genesis proof without the roots of hardware",
                |w, b| b.genesis.as_mut().unwrap().proof = w.chain.prove(0, &[abi::grandpa_authorities()]),
                host(HostFault::ProofIncomplete { key: abi::trust_anchors() }),
            ),
            (
                "genesis proof that hides whether it is a development chain",
                |w, b| {
                    let shown = [abi::grandpa_authorities(), abi::trust_anchors()];
                    b.genesis.as_mut().unwrap().proof = w.chain.prove(0, &shown);
                },
                host(HostFault::ProofIncomplete { key: abi::development() }),
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
fn a_development_chain_is_one_that_genesis_marks_and_no_other() {
    let marked = abi::Development { evm_chain_id: 7 };
    for (genesis, later, expected) in [
        (None, Some(marked), None),
        (Some(marked), None, Some(marked)),
        (Some(marked), Some(abi::Development { evm_chain_id: 8 }), Some(marked)),
    ] {
        let state = genesis.map(|mark: abi::Development| (abi::development(), mark.encode()));
        let mut chain = TestChain::with_state(Validators::of(0..4), state.into_iter().collect());
        chain.set(abi::development(), later.map(|mark| mark.encode()));
        chain.seal_many(2);
        let synced = sync(LightClient::new(chain.genesis_hash(), Some(CHANNEL)), &chain, 2);
        assert_eq!(synced.development(), expected);
    }
}

#[test]
fn roots_of_hardware_are_those_of_genesis_whatever_later_state_says() {
    let anchors = b"the roots of trust that genesis names, and no others".to_vec();
    let state = vec![(abi::trust_anchors(), anchors.clone())];
    let mut chain = TestChain::with_state(Validators::of(0..4), state);
    chain.set(abi::trust_anchors(), Some(b"a root that a vote added".to_vec()));
    chain.seal_many(2);
    let fresh = LightClient::new(chain.genesis_hash(), Some(CHANNEL));
    assert_eq!(fresh.trust_anchors(), None, "nothing is believed before it is proven");
    let synced = sync(fresh, &chain, 1);
    assert_eq!(synced.trust_anchors(), Some(&anchors[..]));
    assert_eq!(sync(synced, &chain, 2).trust_anchors(), Some(&anchors[..]));
}
