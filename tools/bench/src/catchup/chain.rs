//! Chains to catch up with: every header, state trie and GRANDPA signature is real, keys are for development.

use anyhow::{Context, Result};
use codec::Encode;
use light_client::{
    testing::{TestChain, Validators},
    LightClient,
};
use messages::{bundle::SyncBundle, ids::ChannelId};

/// Validators of each authority set; the next set replaces one of them.
pub(crate) const AUTHORITIES: u32 = 16;
/// Heads that are verified one by one.
pub(crate) const LIVE_HEADS: u32 = 300;
/// Channel of the committee.
pub(crate) const CHANNEL: ChannelId = 1;
/// Bytes of a message: a sealed ERC-20 transfer.
const MESSAGE: usize = 320;
/// Messages in one bundle: what a relay that is careful with memory sends.
const BUNDLE_MESSAGES: usize = 128;

/// What happens on a chain, evenly spread.
pub(crate) struct History {
    pub(crate) blocks: u32,
    pub(crate) set_changes: u32,
    pub(crate) messages: u32,
}

/// Builds the chain of a history.
pub(crate) fn build(history: &History) -> TestChain {
    let mut chain = TestChain::new(AUTHORITIES);
    // How many of `count` evenly spread events have happened up to a block.
    let due = |count: u32, block: u32| u64::from(count) * u64::from(block) / u64::from(history.blocks);
    for block in 1..=history.blocks {
        // Not at the last block: the head is to be finalized by the set that the last change brought in.
        if block < history.blocks && due(history.set_changes + 1, block) > chain.set_id() {
            let first = chain.set_id() as u32 + 1;
            chain.end_set(Validators::of(first..first + AUTHORITIES));
        }
        while due(history.messages, block) > chain.messages(CHANNEL).len() as u64 {
            chain.push(CHANNEL, &[block as u8; MESSAGE]);
        }
        chain.seal();
    }
    chain
}

/// Encoded bundles that bring a fresh client to the head of a chain.
pub(crate) fn catch_up_bundles(chain: &TestChain) -> Result<Vec<Vec<u8>>> {
    let mut client = LightClient::new(chain.genesis_hash(), Some(CHANNEL));
    let mut bundles = Vec::new();
    let mut complete = false;
    while !complete {
        let bundle = chain.bundle_to(&client.wants(vec![]), chain.tip().number, BUNDLE_MESSAGES);
        complete = apply(&mut client, &bundle)?;
        bundles.push(bundle.encode());
    }
    Ok(bundles)
}

/// Genesis hash of a chain, and one bundle for each of its blocks as it grows.
pub(crate) fn live_bundles() -> Result<(messages::H256, Vec<Vec<u8>>)> {
    let mut chain = TestChain::new(AUTHORITIES);
    let mut client = LightClient::new(chain.genesis_hash(), Some(CHANNEL));
    let mut bundles = Vec::new();
    for _ in 0..LIVE_HEADS {
        chain.push(CHANNEL, &[0; MESSAGE]);
        chain.seal();
        let bundle = chain.bundle(&client.wants(vec![]));
        apply(&mut client, &bundle)?;
        bundles.push(bundle.encode());
    }
    Ok((chain.genesis_hash(), bundles))
}

/// Whether the client has all messages now.
fn apply(client: &mut LightClient, bundle: &SyncBundle) -> Result<bool> {
    let batch = client.verify(bundle, &[]).context("a bundle was refused")?;
    client.apply(&batch);
    Ok(batch.view().is_some_and(|view| view.complete()))
}
