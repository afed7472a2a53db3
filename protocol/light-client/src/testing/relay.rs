//! An honest relay for a [`TestChain`].

use super::TestChain;
use messages::{
    abi,
    bundle::SyncBundle,
    channel::Message,
    ids::BlockNumber,
    limits::{MAX_BUNDLE_MESSAGES, MAX_BUNDLE_MESSAGE_BYTES, MAX_SET_CHANGES},
    worker::Wants,
};

impl TestChain {
    /// The bundle an honest relay sends for `wants`: up to the last block, or as far as one bundle goes.
    pub fn bundle(&self, wants: &Wants) -> SyncBundle {
        self.bundle_to(wants, self.tip().number, MAX_BUNDLE_MESSAGES)
    }

    /// As [`Self::bundle`], up to block `head` and with at most `max_messages` messages. If the client's head is
    /// `head` already, the bundle proves state there once more.
    pub fn bundle_to(&self, wants: &Wants, head: BlockNumber, max_messages: usize) -> SyncBundle {
        let mut bundle = SyncBundle {
            genesis: wants.genesis.then(|| self.genesis_proof()),
            set_changes: self.set_changes(wants.set_id, head),
            ..Default::default()
        };
        if bundle.set_changes.len() == MAX_SET_CHANGES {
            return bundle;
        }
        bundle.head = (head != wants.head).then(|| self.justified(head));
        bundle.messages = self.next_messages(wants, head, max_messages);
        let mut keys = wants.keys.clone();
        if let Some(last) = bundle.messages.last() {
            let rest = self.messages(last.channel).get(last.seq as usize);
            keys.extend(rest.filter(|next| next.block <= head).map(|_| abi::message(last.channel, last.seq)));
        }
        bundle.proof = self.prove(head, &keys);
        bundle
    }

    /// Last headers of the sets from `first` on that ended before `head`, as many as fit a bundle.
    fn set_changes(&self, first: u64, head: BlockNumber) -> Vec<messages::bundle::JustifiedHeader> {
        (first..)
            .map_while(|id| self.set_end(id).filter(|end| *end < head))
            .take(MAX_SET_CHANGES)
            .map(|end| self.justified(end))
            .collect()
    }

    fn next_messages(&self, wants: &Wants, head: BlockNumber, max_messages: usize) -> Vec<Message> {
        let Some((channel, seq)) = wants.channel else { return Vec::new() };
        let mut bytes = 0;
        self.messages(channel)
            .iter()
            .skip(seq as usize)
            .take(max_messages)
            .take_while(|message| {
                bytes += message.payload.len();
                message.block <= head && bytes <= MAX_BUNDLE_MESSAGE_BYTES
            })
            .cloned()
            .collect()
    }
}
