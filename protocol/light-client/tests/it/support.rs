//! The chain that the tests share.

use light_client::{
    testing::{
        justification::{block_ref, vote, Vote},
        Header, TestChain, Validators,
    },
    LightClient,
};
use messages::{
    abi,
    ids::{BlockNumber, BlockRef, ChannelId},
    limits::MAX_BUNDLE_MESSAGES,
};
use std::ops::Range;

/// The channel that clients follow.
pub(crate) const CHANNEL: ChannelId = 1;
/// Where [`World::synced`] stands: set 1, two messages known.
pub(crate) const SYNCED: BlockNumber = 3;
/// The last block: set 2, six messages.
pub(crate) const HEAD: BlockNumber = 8;

/// A chain of nine blocks with two set changes and six messages.
pub(crate) struct World {
    pub(crate) chain: TestChain,
}

impl World {
    pub(crate) fn new() -> Self {
        let mut chain = TestChain::with_state(Validators::of(0..4), genesis_state());
        chain.push(CHANNEL, b"message one");
        chain.push(CHANNEL, b"message two");
        chain.push(9, b"of another channel");
        chain.seal();
        chain.end_set(Validators::of(2..6));
        chain.seal_many(2);
        chain.push(CHANNEL, b"message three");
        chain.seal();
        chain.push(CHANNEL, b"message four");
        chain.push(CHANNEL, b"message five");
        chain.seal();
        chain.end_set(Validators::of(10..14));
        chain.seal();
        chain.push(CHANNEL, b"message six");
        chain.seal_many(2);
        assert_eq!(chain.tip().number, HEAD);
        Self { chain }
    }

    pub(crate) fn genesis_state(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        genesis_state()
    }

    /// Knows the genesis hash only.
    pub(crate) fn fresh(&self) -> LightClient {
        LightClient::new(self.chain.genesis_hash(), Some(CHANNEL))
    }

    pub(crate) fn synced(&self) -> LightClient {
        sync(self.fresh(), &self.chain, SYNCED)
    }

    /// What tests want proven beside the standard keys; present in state.
    pub(crate) fn keys(&self) -> Vec<Vec<u8>> {
        vec![abi::committee(CHANNEL)]
    }

    pub(crate) fn standard_keys(&self) -> Vec<Vec<u8>> {
        self.fresh().wants(vec![]).keys
    }

    pub(crate) fn all_keys(&self) -> Vec<Vec<u8>> {
        self.fresh().wants(self.keys()).keys
    }

    pub(crate) fn head(&self) -> BlockRef {
        self.chain.tip()
    }

    /// Votes of members of the last set for the head.
    pub(crate) fn votes(&self, members: Range<usize>) -> Vec<Vote> {
        let pairs = &self.chain.validators(2).pairs()[members];
        pairs.iter().map(|pair| vote(pair, self.head(), 2)).collect()
    }

    /// A block above the head.
    pub(crate) fn child_of_head(&self) -> Header {
        let mut chain = self.chain.clone();
        let child = chain.seal();
        assert_eq!(block_ref(chain.header(child.number)), child);
        chain.header(child.number).clone()
    }
}

fn genesis_state() -> Vec<(Vec<u8>, Vec<u8>)> {
    vec![
        (abi::committee(CHANNEL), b"a value longer than thirty-two bytes".to_vec()),
        (abi::trust_anchors(), b"roots of hardware, longer than thirty-two bytes".to_vec()),
    ]
}

/// Brings a client to block `upto` of the chain.
pub(crate) fn sync(mut client: LightClient, chain: &TestChain, upto: BlockNumber) -> LightClient {
    let bundle = chain.bundle_to(&client.wants(vec![]), upto, MAX_BUNDLE_MESSAGES);
    let batch = client.verify(&bundle, &[]).expect("an honest bundle");
    client.apply(&batch);
    client
}
