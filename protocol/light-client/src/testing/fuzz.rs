//! What fuzzers run: decoders and the client on hostile bytes. `fuzz/` feeds them with coverage, `tests/it/fuzz.rs` with
//! a seeded generator on every test run.

use super::TestChain;
use crate::{authorities::AuthoritySet, header, justification, LightClient};
use codec::{DecodeAll, Encode};
use messages::{
    bundle::SyncBundle,
    ids::{BlockRef, ChannelId},
};

const CHANNEL: ChannelId = 1;

/// A small chain, and two clients of it that hostile bytes are thrown at.
pub struct Arena {
    chain: TestChain,
    fresh: LightClient,
    synced: LightClient,
}

impl Default for Arena {
    fn default() -> Self {
        let mut chain = TestChain::new(3);
        chain.push(CHANNEL, b"first");
        chain.seal_many(2);
        let fresh = LightClient::new(chain.genesis_hash(), Some(CHANNEL));
        let mut synced = fresh.clone();
        let batch = synced.verify(&chain.bundle(&synced.wants(Vec::new())), &[]).expect("an honest bundle");
        synced.apply(&batch);
        chain.end_set(super::Validators::of(1..5));
        chain.push(CHANNEL, b"second");
        chain.seal();
        chain.push(CHANNEL, b"third");
        chain.seal();
        Self { chain, fresh, synced }
    }
}

impl Arena {
    /// Honest inputs to start from, for [`Self::sync_bundle`], [`Self::justification`] and [`Self::header`].
    pub fn seeds(&self) -> [Vec<Vec<u8>>; 3] {
        let bundles = [&self.fresh, &self.synced].map(|client| self.chain.bundle(&client.wants(Vec::new())));
        let justified = [1, 3].map(|number| self.chain.justified(number));
        [
            bundles.iter().map(Encode::encode).collect(),
            justified.iter().map(|block| block.justification.clone()).collect(),
            justified.iter().map(|block| block.header.clone()).collect(),
        ]
    }

    /// Decodes and verifies a bundle.
    ///
    /// # Panics
    /// If a client accepts anything but blocks and messages of the chain, or changes while verifying.
    pub fn sync_bundle(&self, mut data: &[u8]) {
        let Ok(bundle) = SyncBundle::decode_all(&mut data) else { return };
        for client in [&self.fresh, &self.synced] {
            let before = client.encode();
            let verified = client.verify(&bundle, &[]);
            assert_eq!(client.encode(), before, "verifying changed the client");
            let Ok(Some(view)) = verified.map(|batch| batch.into_view()) else { continue };
            assert!(self.chain.has(view.head().block()), "a foreign head was accepted");
            let known = self.chain.messages(CHANNEL);
            assert!(view.messages().iter().all(|message| known.contains(message)), "a foreign message");
        }
    }

    /// Verifies a justification of block 1.
    pub fn justification(&self, data: &[u8]) {
        let block = BlockRef { number: 1, hash: super::justification::block_ref(self.chain.header(1)).hash };
        let set = AuthoritySet::genesis(self.chain.validators(0).authorities()).expect("a sound set");
        let _ = justification::verify(data, block, &set);
    }

    /// Decodes a header.
    ///
    /// # Panics
    /// If a header has two encodings: its hash would be ambiguous.
    pub fn header(&self, data: &[u8]) {
        if let Ok(raw) = header::RawHeader::decode_all(&mut &data[..]) {
            assert_eq!(raw.encode(), data, "a header has two encodings");
        }
        let _ = header::Header::decode(data);
    }
}
