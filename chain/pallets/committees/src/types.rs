//! What this pallet stores beside the layouts of `messages`.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{weights::Weight, BoundedVec};
use messages::{committee::ProgramKind, ids::*, limits::*, ConstU32, H256};
use scale_info::{prelude::vec::Vec, TypeInfo};
use serde::{Deserialize, Serialize};

/// Members that a committee of a production network needs before its first epoch: the least number of which a
/// majority survives one loss.
pub const MIN_MEMBERS: u32 = 3;

/// Committees that `on_idle` looks at in one block. Each costs a few reads when nothing is due; with more committees
/// than this the others have their turn in the next blocks.
pub const MAX_VISITS: u32 = 64;

/// One member's say on something, for each member that spoke; at most one a member.
pub type Ballots<V> = BoundedVec<(WorkerId, V), ConstU32<MAX_MEMBERS>>;

/// Workers, each at most once.
pub type WorkerList = BoundedVec<WorkerId, ConstU32<MAX_MEMBERS>>;

/// Attendance of every member of a committee.
pub type AttendanceList = BoundedVec<Attendance, ConstU32<MAX_MEMBERS>>;

/// Whether a member does its work.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Attendance {
    /// The member.
    pub worker: WorkerId,
    /// Highest height it voted on, whether the vote came in time or late.
    pub voted: Height,
    /// Block since which it owes a vote and has not cast any; `None` while it owes none.
    pub owing_since: Option<BlockNumber>,
}

impl Attendance {
    /// A member that joins a committee whose last applied height is `height`.
    pub fn new(worker: WorkerId, height: Height) -> Self {
        Self { worker, voted: height, owing_since: None }
    }

    /// Notes at block `now` that heights up to `due` are to be voted on, and that the member voted up to `spoke`, if
    /// it just did. A member that votes but lags begins its time anew: it is slow, not silent.
    pub fn note(&mut self, due: Height, spoke: Option<Height>, now: BlockNumber) {
        self.voted = self.voted.max(spoke.unwrap_or_default());
        if self.voted >= due {
            self.owing_since = None;
        } else if spoke.is_some() {
            self.owing_since = Some(now);
        } else {
            self.owing_since.get_or_insert(now);
        }
    }
}

/// What became of an attempt to go on with a committee.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Advance {
    /// Whether an epoch began.
    pub epoch: bool,
    /// The commit that was applied; `None` when none was.
    pub applied: Option<Applied>,
    /// Whether epochs were given up.
    pub lost: bool,
}

/// How much there was to a commit that was applied.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Applied {
    /// Its effects.
    pub effects: u32,
    /// Weight of telling who served and who did not.
    pub told: Weight,
}

/// Kind of program, as a chain spec spells it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum GenesisKind {
    /// Gatekeepers.
    Keeper,
    /// A confidential EVM.
    Evm,
}

impl From<GenesisKind> for ProgramKind {
    fn from(kind: GenesisKind) -> Self {
        match kind {
            GenesisKind::Keeper => ProgramKind::Keeper,
            GenesisKind::Evm => ProgramKind::Evm,
        }
    }
}

/// A committee that exists from the beginning. Its members count once they are registered with evidence.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisCommittee {
    /// Its number, and its channel's.
    pub id: CommitteeId,
    /// What its members run.
    pub kind: GenesisKind,
    /// Version of the program's rules.
    pub version: u32,
    /// Equal votes that a commit needs.
    pub threshold: u16,
    /// Its members' worker ids, in any order.
    pub members: Vec<H256>,
    /// Who invites members and sets the rules; governance alone when absent.
    pub owner: Option<AccountId>,
}
