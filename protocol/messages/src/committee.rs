//! Committees as the chain records them and enclaves read them.

use crate::{ids::*, keys::InputKey, limits::*};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32, H256};

/// What the members of a committee run.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum ProgramKind {
    /// Gatekeepers: hold key shares, answer key requests.
    Keeper,
    /// A confidential EVM.
    Evm,
}

/// A program at a version. The version selects the rules of execution, whatever binary runs them.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Program {
    /// What it is.
    pub kind: ProgramKind,
    /// Version of its rules; the first is 1.
    pub version: u32,
}

/// The last applied commit of a committee.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct CommitPoint {
    /// Height; 0 before the first commit.
    pub height: Height,
    /// Hash of the commit; zero before the first.
    pub hash: H256,
    /// Chain block of the last message it executed.
    pub upto_block: BlockNumber,
    /// Seq of the last message it executed.
    pub upto_seq: Seq,
    /// State root after it.
    pub state_root: H256,
    /// Generation of the state keys that the root is under; before the first commit, that of the empty start.
    pub generation: Generation,
}

/// Calls that nobody can open any more, by message order: the memories that held their epochs' keys are gone.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct LostEpochs {
    /// This epoch and all before it are lost ...
    pub upto: Epoch,
    /// ... for messages after this one.
    pub after: Seq,
}

impl LostEpochs {
    /// Whether a call of `epoch` in message `seq` ends as the receipt `EpochErased`.
    pub fn covers(&self, epoch: Epoch, seq: Seq) -> bool {
        epoch <= self.upto && seq > self.after
    }
}

/// A committee; a single bounded value in chain state.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Committee {
    /// What its members run.
    pub program: Program,
    /// Its members, ascending and distinct.
    pub members: BoundedVec<WorkerId, ConstU32<MAX_MEMBERS>>,
    /// Equal votes of members that a commit or an input key needs.
    pub threshold: u16,
    /// Rises whenever a member leaves; derived keys depend on it.
    pub key_version: u32,
    /// Newest epoch it has an input key of; 0 before the first.
    pub epoch: Epoch,
    /// Live input keys, newest last.
    pub input_keys: BoundedVec<InputKey, ConstU32<LIVE_EPOCHS>>,
    /// Epochs whose calls nobody can open any more.
    pub lost: Option<LostEpochs>,
    /// Last applied commit.
    pub commit: CommitPoint,
}
