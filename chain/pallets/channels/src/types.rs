//! What the pallet stores about a channel, and the pure rules that go with it.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use messages::{
    channel::{SealedCall, Sender, UserPayload},
    committee::ProgramKind,
    ids::{Epoch, Seq},
    limits::LIVE_EPOCHS,
};
use scale_info::TypeInfo;

/// Whose space a message takes. A channel's bounds, in messages and in bytes, are divided into eighths; who matters
/// more for progress may fill more of them.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Tier {
    /// Accounts, and notices that accounts cause (deposits): up to 3/4.
    Account,
    /// Committees and workers: up to 7/8.
    Committee,
    /// The chain's own notices: everything.
    Notice,
}

impl Tier {
    /// The part of `bound` that messages of this tier may fill, counting what all tiers have stored.
    pub const fn share_of(self, bound: u32) -> u32 {
        let eighths = match self {
            Tier::Account => 6,
            Tier::Committee => 7,
            Tier::Notice => 8,
        };
        bound / 8 * eighths
    }
}

/// How much a channel may store.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Bounds {
    /// Messages.
    pub(crate) messages: u32,
    /// Bytes of payload.
    pub(crate) bytes: u32,
}

/// What a channel is and how full it is. Stored messages are exactly those from `oldest` on, without a gap.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ChannelInfo {
    /// What the committee runs that reads it.
    pub kind: ProgramKind,
    /// Stored messages.
    pub messages: u32,
    /// Payload bytes of the stored messages. What else a message takes is less than 200 bytes, and bounded by the
    /// number of messages.
    pub bytes: u32,
    /// Seq of the oldest stored message, or of the next one when none is stored.
    pub oldest: Seq,
    /// Seq of the last message that an accepted commit covers; 0 before the first commit.
    pub acknowledged: Seq,
}

impl ChannelInfo {
    /// A channel without messages.
    pub(crate) fn new(kind: ProgramKind) -> Self {
        Self { kind, messages: 0, bytes: 0, oldest: 1, acknowledged: 0 }
    }

    /// Seq of the last message; 0 when there was none yet.
    pub fn last(&self) -> Seq {
        self.oldest.saturating_add(self.messages.into()).saturating_sub(1)
    }

    /// Whether this kind of channel takes messages from this sender.
    pub(crate) fn accepts(&self, sender: &Sender) -> bool {
        match sender {
            Sender::Account(_) => self.kind == ProgramKind::Evm,
            Sender::Worker(_) => self.kind == ProgramKind::Keeper,
            Sender::Committee(_) | Sender::Chain => true,
        }
    }

    /// Whether one more message of `bytes` payload bytes fits into what `tier` may fill of `bounds`.
    pub(crate) fn has_room(&self, bounds: Bounds, tier: Tier, bytes: u32) -> bool {
        self.messages < tier.share_of(bounds.messages)
            && self.bytes.saturating_add(bytes) <= tier.share_of(bounds.bytes)
    }

    /// Counts a new message in.
    pub(crate) fn append(&mut self, bytes: u32) {
        self.messages = self.messages.saturating_add(1);
        self.bytes = self.bytes.saturating_add(bytes);
    }

    /// Whether the oldest stored message exists and is acknowledged.
    pub(crate) fn oldest_is_acknowledged(&self) -> bool {
        self.messages > 0 && self.oldest <= self.acknowledged
    }

    /// Counts the oldest stored message out.
    pub(crate) fn drop_oldest(&mut self, bytes: u32) {
        self.oldest = self.oldest.saturating_add(1);
        self.messages = self.messages.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(bytes);
    }

    /// Raises the acknowledged seq, never beyond the last message, and tells whether it rose.
    pub(crate) fn acknowledge(&mut self, upto: Seq) -> bool {
        let upto = upto.min(self.last());
        let rises = upto > self.acknowledged;
        if rises {
            self.acknowledged = upto;
        }
        rises
    }
}

/// Whether calls of `epoch` are taken while `current` is the newest: it and the `LIVE_EPOCHS - 1` before it are.
pub(crate) fn epoch_is_live(epoch: Epoch, current: Epoch) -> bool {
    let oldest = current.saturating_sub(u64::from(LIVE_EPOCHS) - 1).max(1);
    (oldest..=current).contains(&epoch)
}

/// The calls that a user's message carries.
pub(crate) fn calls_of(payload: &UserPayload) -> &[SealedCall] {
    match payload {
        UserPayload::Call(call) => core::slice::from_ref(call),
        UserPayload::Batch(calls) => calls,
    }
}
