//! What this pallet stores beside the layouts of `messages` and `attestation`.

use alloc::vec::Vec;
use attestation::{Collateral, TrustAnchor};
use frame_support::BoundedVec;
use messages::{limits::MAX_PROOF_BYTES, registration::TrustRoot, ConstU32};
use serde::{Deserialize, Serialize};

/// Trust roots of one network: Intel's, AMD's for each of its product lines, or the development root.
pub const MAX_ANCHORS: u32 = 8;

/// Platform families with collateral: a few processor generations of each vendor.
pub const MAX_FAMILIES: u32 = 32;

/// Encoded size of all collateral, in bytes. Enclaves read it by proof, so it may fill half of one; Intel's has about
/// 20 KiB a family.
pub const MAX_COLLATERAL_BYTES: usize = MAX_PROOF_BYTES / 2;

/// Collateral of every platform family, each under its root.
pub type CollateralList = BoundedVec<(TrustRoot, Collateral), ConstU32<MAX_FAMILIES>>;

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
