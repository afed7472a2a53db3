//! What this pallet stores beside the layouts of `messages`.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
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

/// What an operator put at stake for a worker.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Bond {
    /// Whose it is.
    pub operator: AccountId,
    /// How much.
    pub amount: Balance,
    /// Block from which it can be withdrawn; `None` while the worker is a gatekeeper or may become one.
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

/// Why a worker ceases to be a gatekeeper, or a candidate.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Reason {
    /// Its operator wants so.
    Resigned,
    /// Governance wants so.
    Dismissed,
    /// It was absent for too long.
    Absent,
    /// There is evidence that it cheated.
    Cheated,
}
