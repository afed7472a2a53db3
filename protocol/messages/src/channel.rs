//! Channels: the canonical, encrypted queue of a committee (`docs/protocol/channels.md`).

use crate::{commit::EffectIndex, ids::*, keys::InputKey, limits::*};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32, H160, H256};

/// Prefix of the digest that a channel starts from; see [`genesis_digest_preimage`].
pub const CHANNEL_DOMAIN: &[u8] = b"adyton/channel/v1";

/// Where a channel stands: the last message and the digest over all of them.
///
/// `digest_n = blake2b_256(digest_{n-1} ‖ scale(message_n))`, `digest_0 = blake2b_256(CHANNEL_DOMAIN ‖ scale(channel))`.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Head {
    /// Seq of the last message; 0 when there is none.
    pub seq: Seq,
    /// Cumulative digest up to and including that message.
    pub digest: H256,
}

/// What is hashed to get `digest_0` of a channel.
pub fn genesis_digest_preimage(channel: ChannelId) -> Vec<u8> {
    [CHANNEL_DOMAIN, &channel.encode()].concat()
}

/// Who put a message into a channel, as the chain vouches for it. Gives no authority over contracts.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Sender {
    /// A chain account that paid for it. The caller inside may be somebody else.
    Account(AccountId),
    /// An attested worker, through its signed envelope.
    Worker(WorkerId),
    /// Another committee, as an effect of its accepted commit.
    Committee(CommitteeId),
    /// The chain itself; the payload is a [`Notice`].
    Chain,
}

/// Bytes that a message carries; their meaning depends on the [`Sender`].
pub type Payload = BoundedVec<u8, ConstU32<MAX_PAYLOAD>>;

/// One message of a channel.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Message {
    /// The channel it stands in.
    pub channel: ChannelId,
    /// Its place there.
    pub seq: Seq,
    /// Who sent it.
    pub sender: Sender,
    /// Chain block that included it.
    pub block: BlockNumber,
    /// Timestamp of that block.
    pub time_ms: TimeMs,
    /// SCALE of [`UserPayload`] (accounts), [`Notice`] (chain), raw bytes (committees, workers).
    pub payload: Payload,
}

/// A message as the chain stores it, with the cumulative digest, so that any border of a chunk is provable.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct StoredMessage {
    /// The message.
    pub message: Message,
    /// Digest of the channel after it.
    pub digest: H256,
}

/// A call encrypted to a committee's input key: RFC 9180 HPKE base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256,
/// AES-256-GCM; `info` binds network, committee and epoch. Plaintext: SCALE of [`crate::call::InnerCall`].
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct SealedCall {
    /// Epoch of the input key it is encrypted to.
    pub epoch: Epoch,
    /// HPKE encapsulated key.
    pub encapsulated_key: [u8; 32],
    /// HPKE ciphertext with tag.
    pub ciphertext: BoundedVec<u8, ConstU32<MAX_CIPHERTEXT>>,
}

/// Payload of a message sent by an account.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum UserPayload {
    /// One call.
    Call(SealedCall),
    /// Several calls in one message; receipts are keyed (seq, index).
    Batch(BoundedVec<SealedCall, ConstU32<MAX_BATCH>>),
}

/// What the chain tells a committee in its own channel. Rules change at the height that executes the notice.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Notice {
    /// A worker became a member.
    MemberJoined(WorkerId),
    /// A worker ceased to be a member; `key_version` has risen.
    MemberLeft(WorkerId),
    /// The number of equal votes a commit needs.
    ThresholdSet(u16),
    /// The program's version changed.
    ProgramSet(u32),
    /// The input key of an epoch is on chain; older ones than [`LIVE_EPOCHS`] are over.
    EpochStarted(InputKey),
    /// From here on the state is kept under the state keys of this generation.
    GenerationSet(Generation),
    /// PHA arrived in escrow for an EVM address.
    Deposit {
        /// Who gets it.
        to: H160,
        /// How much, in chain units (12 decimals).
        amount: Balance,
    },
    /// The effects of an accepted commit were applied; those listed failed and are to be refunded.
    EffectsSettled {
        /// Height of the commit.
        height: Height,
        /// Indices of failed effects, ascending.
        failed: BoundedVec<EffectIndex, ConstU32<MAX_EFFECTS>>,
    },
}
