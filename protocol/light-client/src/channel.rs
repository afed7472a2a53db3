//! Which messages a proven channel head vouches for.
//!
//! The digest chain authenticates bodies wherever they come from: it has to end either at the proven head of the
//! channel or, for a chunk that stops earlier, at the chain's own record of the chunk's last message.

use crate::{
    error::{ChainFault, Error, HostFault},
    facts::{Facts, Proof},
};
use codec::{Decode, Encode};
use crypto::hash::{channel_genesis_digest, next_digest};
use messages::{
    abi,
    channel::{Head, Message, StoredMessage},
    ids::{BlockNumber, ChannelId},
    H256,
};

/// Which channel is followed, and how far.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub(crate) struct Position {
    pub(crate) channel: ChannelId,
    pub(crate) cursor: Head,
}

impl Position {
    /// Before the first message.
    pub(crate) fn start(channel: ChannelId) -> Self {
        Self { channel, cursor: empty(channel) }
    }

    /// Verifies that `messages` continue from here as the chain has them; `head` is the block that `facts` and
    /// `proof` speak of. Returns the cursor after them and whether that is the proven head of the channel.
    pub(crate) fn verify(
        &self,
        messages: &[Message],
        head: BlockNumber,
        facts: &Facts,
        proof: &Proof,
    ) -> Result<(Head, bool), Error> {
        let proven = facts.read(&abi::channel_head(self.channel))?.unwrap_or_else(|| empty(self.channel));
        let cursor = self.advance(messages, proven, head)?;
        if cursor.seq == proven.seq {
            return if cursor == proven { Ok((cursor, true)) } else { Err(mismatch(cursor)) };
        }
        if !messages.is_empty() && self.border(cursor, proof)? != cursor.digest {
            return Err(mismatch(cursor));
        }
        Ok((cursor, false))
    }

    /// Follows seqs and digests over `messages`.
    fn advance(&self, messages: &[Message], proven: Head, head: BlockNumber) -> Result<Head, HostFault> {
        let mut cursor = self.cursor;
        let mut block = 0;
        for message in messages {
            let (seq, expected) = (message.seq, cursor.seq.saturating_add(1));
            if message.channel != self.channel {
                return Err(HostFault::ForeignMessage { channel: message.channel });
            }
            if seq > expected {
                return Err(HostFault::MessageMissing { expected, found: seq });
            }
            if seq < expected {
                return Err(HostFault::MessageDuplicate { seq });
            }
            if seq > proven.seq || message.block > head {
                return Err(HostFault::MessageBeyondHead { seq });
            }
            if message.block < block {
                return Err(HostFault::MessageOutOfOrder { seq });
            }
            block = message.block;
            cursor = Head { seq, digest: next_digest(cursor.digest, message) };
        }
        Ok(cursor)
    }

    /// The digest that the chain recorded with the message at which a chunk stops.
    fn border(&self, cursor: Head, proof: &Proof) -> Result<H256, Error> {
        let key = abi::message(self.channel, cursor.seq);
        let Ok(Some(record)) = proof.read(&key) else {
            return Err(HostFault::BorderNotProven { seq: cursor.seq }.into());
        };
        match StoredMessage::decode(&mut &record[..]) {
            Ok(stored) => Ok(stored.digest),
            Err(_) => Err(ChainFault::Undecodable { key }.into()),
        }
    }
}

/// Head of a channel that has no message yet.
fn empty(channel: ChannelId) -> Head {
    Head { seq: 0, digest: channel_genesis_digest(channel) }
}

fn mismatch(cursor: Head) -> Error {
    HostFault::DigestMismatch { seq: cursor.seq }.into()
}
