//! What this pallet stores beside the layouts of `messages` and `attestation`.

use crate::change::PolicyChange;
use alloc::vec::Vec;
use attestation::{Collateral, Grace, TrustAnchor};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::ops::Deref;
use frame_support::BoundedVec;
use messages::{
    ids::{TimeMs, WorkerId},
    limits::MAX_PROOF_BYTES,
    registration::TrustRoot,
    ConstU32,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::DispatchError;

/// Trust roots of one network: Intel's, AMD's for each of its product lines, or the development root.
pub const MAX_ANCHORS: u32 = 8;

/// Platform families with collateral. Intel lists about 50 of servers, most of them for SGX alone; a network meets the
/// dozen or two that data centres rent out. [`MAX_COLLATERAL_BYTES`] ends earlier.
pub const MAX_FAMILIES: u32 = 64;

/// Encoded size of all collateral, in bytes. Enclaves read it by proof, so it may fill half of one; Intel's has about
/// 20 KiB a family, so 50 families fit.
pub const MAX_COLLATERAL_BYTES: usize = MAX_PROOF_BYTES / 2;

/// Changes of the policy that wait for their delay. Governance decides on a few a week, and the delay is about a week.
pub const MAX_PENDING_CHANGES: u32 = 16;

/// Workers that one block re-evaluates at most, whatever time it has to spare: 10,000 in a minute at 6 s.
pub const MAX_REEVALUATIONS: u32 = 1_024;

/// Workers that every block looks at when there is nothing to re-evaluate, to find those whose time is over: 10,000 in
/// two hours at 6 s.
pub const WATCHED_PER_BLOCK: u32 = 8;

/// Collateral of every platform family, each under its root.
///
/// The pallet never stores more than [`MAX_COLLATERAL_BYTES`] of it, which is far less than as many families of the
/// largest size: calls that read it fit a parachain's proof.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode, TypeInfo)]
pub struct CollateralList(pub BoundedVec<(TrustRoot, Collateral), ConstU32<MAX_FAMILIES>>);

impl MaxEncodedLen for CollateralList {
    fn max_encoded_len() -> usize {
        MAX_COLLATERAL_BYTES
    }
}

impl Deref for CollateralList {
    type Target = [(TrustRoot, Collateral)];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// Trust roots.
pub type Anchors = BoundedVec<TrustAnchor, ConstU32<MAX_ANCHORS>>;

/// A root of trust as a chain spec names it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisTrust {
    /// The root.
    pub anchor: TrustAnchor,
    /// Collateral of platform families under it; more can be uploaded later.
    pub collateral: Vec<Collateral>,
}

/// A change of the policy that lets more in, and waits so that people can object or leave.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct PendingChange {
    /// Chain time from which on it can be in force.
    pub from_ms: TimeMs,
    /// The change.
    pub change: PolicyChange,
}

/// How a registered worker stands with the policy.
#[derive(
    Clone, PartialEq, Eq, Debug, Default, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Condition {
    /// Nothing is held against it.
    #[default]
    Good,
    /// It counts, in the grace of a rule that it breaks. Renewing with evidence that meets the rule lifts this.
    Degraded {
        /// What the grace is granted for.
        reason: Grace,
        /// Chain time at which it ends.
        until_ms: TimeMs,
    },
    /// It does not count. Renewing with good evidence lifts this.
    Suspended {
        /// The error that it would be refused with: one of [`crate::Error`].
        reason: DispatchError,
        /// Chain time after which it is removed, and only a restarted enclave can register again.
        removed_after_ms: TimeMs,
    },
}

/// Where the patrol over all workers is.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Patrol {
    /// The last worker it looked at in this round; `None` when a round begins.
    pub after: Option<WorkerId>,
    /// Rounds still to be made in which workers are judged anew: the rest of one, and a whole one.
    pub judging_rounds: u8,
}
