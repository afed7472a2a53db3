//! Commits: what a committee asks the chain to apply.

use crate::{ids::*, limits::*};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32, H256};

/// Prefix hashed before SCALE of a [`Commit`] to give the hash that members vote on (blake2b-256).
pub const COMMIT_DOMAIN: &[u8] = b"adyton/commit/v1";

/// Place of an effect in its commit.
pub type EffectIndex = u16;

/// The result of one executed block.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Commit {
    /// The committee.
    pub committee: CommitteeId,
    /// Height of the executed block; the one after the last applied commit is the next to be applied.
    pub height: Height,
    /// Hash of the commit before it; zero for height 1.
    pub parent: H256,
    /// Chain block whose messages were executed.
    pub upto_block: BlockNumber,
    /// Seq of the last message executed, inclusive.
    pub upto_seq: Seq,
    /// State root after it.
    pub state_root: H256,
    /// Generation of the state keys that the root is under.
    pub generation: Generation,
    /// What the chain is to do, in order.
    pub effects: BoundedVec<Effect, ConstU32<MAX_EFFECTS>>,
}

/// Something the chain does on behalf of a committee. Public: it must not name what is private.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Effect {
    /// Pay PHA out of the committee's escrow.
    PayOut {
        /// The chain account that gets it.
        to: AccountId,
        /// How much, in chain units (12 decimals).
        amount: Balance,
    },
    /// Put a message into another committee's channel.
    Push {
        /// The channel.
        channel: ChannelId,
        /// What it says.
        payload: BoundedVec<u8, ConstU32<MAX_EFFECT_PAYLOAD>>,
    },
    /// Make something public as a chain event.
    Event {
        /// What it is about.
        topic: H256,
        /// What it says.
        data: BoundedVec<u8, ConstU32<MAX_EFFECT_PAYLOAD>>,
    },
}
