//! What a network accepts, beyond "genuine". A policy is data; [`standing`] judges by it.

mod standing;

pub(crate) use standing::Subject;
pub use standing::{re_evaluate, AdvisoryName, Grace, Refusal, Standing};

use crate::{
    json,
    snp::{SnpProduct, SnpTcb},
    Family,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use messages::{
    ids::TimeMs,
    registration::{Measurement, TeeKind},
    BoundedVec, ConstU32, H256,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Measurements allowed at the same time: a few releases on each kind of hardware.
pub const MAX_MEASUREMENTS: u32 = 64;
/// As many TCB statuses as there are.
pub const MAX_STATUSES: u32 = 8;
/// Advisories refused at the same time. Intel issues about ten a year that touch SGX or TDX.
pub const MAX_ADVISORIES: u32 = 64;
/// Name of an advisory, in bytes: `INTEL-SA-01234` has 14.
pub const MAX_ADVISORY_ID: u32 = 32;
/// Machines denied, or allowed, by name. The policy is one value in state that enclaves read by proof, so it stays
/// small.
pub const MAX_PLATFORMS: u32 = 256;
/// Platform families with a minimum evaluation number of their own: as many as a network keeps collateral for.
pub const MAX_EVALUATIONS: u32 = 32;
/// Minimum firmware levels of AMD's product lines: the present and the coming one of a few lines.
pub const MAX_SNP_LEVELS: u32 = 16;
/// Age at which a quote stops counting, unless the policy says otherwise: 7 days. Workers renew earlier.
pub const DEFAULT_MAX_AGE_MS: TimeMs = 7 * 24 * 3600 * 1000;

/// What a network accepts. The default accepts nothing, because it allows no measurement.
#[derive(
    Clone,
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
pub struct Policy {
    /// What may run.
    pub measurements: BoundedVec<AllowedMeasurement, ConstU32<MAX_MEASUREMENTS>>,
    /// States of firmware that are good enough.
    pub statuses: BoundedVec<AcceptedStatus, ConstU32<MAX_STATUSES>>,
    /// Advisories that may not apply.
    pub advisories: BoundedVec<RefusedAdvisory, ConstU32<MAX_ADVISORIES>>,
    /// Lowest evaluation number of Intel's collateral. It is one running number for all families; AMD has none.
    pub minimum_evaluation: u32,
    /// Lowest evaluation numbers of single families, from a time on.
    #[serde(default)]
    pub family_evaluations: BoundedVec<MinimumEvaluation, ConstU32<MAX_EVALUATIONS>>,
    /// Firmware that AMD's platforms must have at least. A product line that is not named is refused, since AMD
    /// publishes no verdicts on firmware.
    #[serde(default)]
    pub snp_levels: BoundedVec<SnpLevel, ConstU32<MAX_SNP_LEVELS>>,
    /// Machines refused in any case.
    pub denied_platforms: BoundedVec<H256, ConstU32<MAX_PLATFORMS>>,
    /// If present, the only machines admitted.
    pub allowed_platforms: Option<BoundedVec<H256, ConstU32<MAX_PLATFORMS>>>,
    /// How long a quote counts after it was verified, in milliseconds.
    pub max_age_ms: TimeMs,
}

impl Default for Policy {
    fn default() -> Self {
        let up_to_date = AcceptedStatus { status: TcbStatus::UpToDate, until_ms: None };
        Policy {
            measurements: BoundedVec::new(),
            statuses: BoundedVec::truncate_from(alloc::vec![up_to_date]),
            advisories: BoundedVec::new(),
            minimum_evaluation: 0,
            family_evaluations: BoundedVec::new(),
            snp_levels: BoundedVec::new(),
            denied_platforms: BoundedVec::new(),
            allowed_platforms: None,
            max_age_ms: DEFAULT_MAX_AGE_MS,
        }
    }
}

/// A measurement and when it counts.
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
pub struct AllowedMeasurement {
    /// Kind of hardware it was measured on.
    #[serde(with = "json::TeeKindName")]
    pub kind: TeeKind,
    /// What runs.
    #[serde(with = "json::measurement")]
    pub measurement: Measurement,
    /// Which release it is of, for people.
    #[serde(default)]
    pub version: Version,
    /// Counts from this chain time on, so that a captured vote takes effect slowly and in sight.
    pub from_ms: TimeMs,
    /// Deprecated: counts only before this chain time.
    pub until_ms: Option<TimeMs>,
}

/// Version of a release (semver.org).
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
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
#[serde(deny_unknown_fields)]
pub struct Version {
    /// Rises with changes that break.
    pub major: u16,
    /// Rises with additions.
    pub minor: u16,
    /// Rises with corrections.
    pub patch: u16,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// A status and how long it is good enough.
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
pub struct AcceptedStatus {
    /// State of firmware.
    pub status: TcbStatus,
    /// Grace: accepted only before this chain time.
    pub until_ms: Option<TimeMs>,
}

/// An advisory that may not apply to a platform.
#[derive(
    Clone,
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
pub struct RefusedAdvisory {
    /// Its name in bytes, such as `INTEL-SA-00615`.
    #[serde(with = "json::bytes")]
    pub id: BoundedVec<u8, ConstU32<MAX_ADVISORY_ID>>,
    /// Refused from this chain time on; before it is the grace in which operators update.
    pub from_ms: TimeMs,
}

/// Lowest evaluation number of one family's collateral.
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
pub struct MinimumEvaluation {
    /// The family.
    pub family: Family,
    /// Its collateral must have at least this number.
    pub number: u32,
    /// Required from this chain time on; before it is the grace in which newer collateral is uploaded.
    pub from_ms: TimeMs,
}

/// Firmware that platforms of an AMD product line must have at least.
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
pub struct SnpLevel {
    /// The product line.
    pub product: SnpProduct,
    /// Lowest version of each component.
    pub minimum: SnpTcb,
    /// Required from this chain time on; before it is the grace in which operators update.
    pub from_ms: TimeMs,
}

/// State of a platform's firmware, in Intel's words. There is no order among them: some mean "too old", some "fine with
/// the right software". `Revoked` is missing because such evidence is refused whatever the policy says.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
pub enum TcbStatus {
    /// Nothing is known against it.
    UpToDate,
    /// Software inside must be built with mitigations.
    SWHardeningNeeded,
    /// The platform's configuration weakens it.
    ConfigurationNeeded,
    /// Both of the above.
    ConfigurationAndSWHardeningNeeded,
    /// Firmware with known flaws.
    OutOfDate,
    /// Firmware with known flaws and a weak configuration.
    OutOfDateConfigurationNeeded,
    /// The TD was launched on old firmware that has been updated since.
    TDRelaunchAdvised,
    /// As before, with a weak configuration.
    TDRelaunchAdvisedConfigurationNeeded,
}
