//! What this pallet stores beside the layouts of `messages`.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use messages::{ceremony::PerKeeper, ids::*, keys::Partial};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Workers, each at most once.
pub type KeeperList = PerKeeper<WorkerId>;

/// Blocks that a ceremony without outcome stays open beyond the time of its rounds: the outcome must find its way to the
/// chain.
pub const OUTCOME_MARGIN: BlockNumber = 32;

/// Rounds that a ceremony is given: joining, dealing, verdicts, answers.
pub const ROUNDS: BlockNumber = 4;

/// Workers that stand for election at the same time: several for each seat, and few enough to look at all of them in one
/// block.
pub const MAX_CONTENDERS: u32 = 64;

/// Fewest seats that elections fill: of two gatekeepers both are needed, so neither could be replaced.
pub const MIN_SEATS: u16 = 3;

/// Most seats that elections fill: successors join before others leave, and with those of a third of the seats there are
/// as many gatekeepers as a dealing may name.
pub const MAX_SEATS: u16 = 24;

/// How long things take, in blocks.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parameters {
    /// From the beginning of an epoch to that of the next.
    pub epoch_length: BlockNumber,
    /// Age at which the shares of a generation are made anew. What was stolen before is then worth nothing.
    pub refresh: BlockNumber,
    /// What a round of a ceremony waits for those who have not spoken. Above the longest lag of finality that the network
    /// tolerates, or a stall makes honest gatekeepers look silent.
    pub patience: BlockNumber,
}

impl Default for Parameters {
    /// A day and an hour, at 6 s.
    fn default() -> Self {
        Self { epoch_length: 14_400, refresh: 14_400, patience: 600 }
    }
}

/// When elections are, and for how many seats. By default there are none.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    Debug,
    Default,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ElectionRules {
    /// Blocks from one election to the next; with 0 there are none, and governance alone appoints.
    pub era: BlockNumber,
    /// Gatekeepers that there are to be. Those that governance appointed take their seats first.
    pub seats: u16,
}

/// A worker that stands for election.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Contender {
    /// The worker.
    pub worker: WorkerId,
    /// Who bonded it.
    pub operator: AccountId,
    /// What is at stake.
    pub bond: Balance,
}

/// Contenders, each operator at most once.
pub type ContenderList = BoundedVec<Contender, ConstU32<MAX_CONTENDERS>>;

/// What an operator put at stake for a worker.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Bond {
    /// Whose it is.
    pub operator: AccountId,
    /// How much.
    pub amount: Balance,
    /// Block from which it can be withdrawn; `None` while the worker is a gatekeeper, may become one, or stands for
    /// election.
    pub free_from: Option<BlockNumber>,
}

/// A gatekeeper that was silent in a ceremony. The mark is void for a later boot.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Absence {
    /// The gatekeeper.
    pub keeper: WorkerId,
    /// The boot that was silent.
    pub boot_id: BootId,
    /// Block at which that was found.
    pub since: BlockNumber,
}

/// Valid partials of a beacon value that is in the making.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct BeaconPartials {
    /// The round.
    pub round: BeaconRound,
    /// The sharing they were made with.
    pub ceremony: CeremonyId,
    /// The partials, one a holder.
    pub partials: PerKeeper<Partial>,
}

/// Why a worker ceases to be a gatekeeper or a candidate, or to stand for election.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Reason {
    /// Its operator wants so.
    Resigned,
    /// Governance wants so.
    Dismissed,
    /// It was absent for too long, or elected and did not come to take its shares.
    Absent,
    /// There is evidence that it cheated.
    Cheated,
    /// It was not elected again. It goes on standing for election.
    Unelected,
    /// The list of contenders was full, and another one has more at stake.
    Displaced,
}
