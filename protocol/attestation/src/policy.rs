//! What a network accepts, beyond "genuine".

use crate::{json, Error};
use alloc::string::String;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
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
    /// Lowest evaluation number of collateral.
    pub minimum_evaluation: u32,
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
    /// Counts from this chain time on, so that a captured vote takes effect slowly and in sight.
    pub from_ms: TimeMs,
    /// Deprecated: counts only before this chain time.
    pub until_ms: Option<TimeMs>,
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

/// The facts that a policy judges.
pub(crate) struct Facts<'a> {
    pub(crate) kind: TeeKind,
    pub(crate) measurement: Measurement,
    pub(crate) status: TcbStatus,
    pub(crate) advisories: &'a [String],
    pub(crate) evaluation_number: u32,
    pub(crate) platform: H256,
}

impl Policy {
    /// Judges verified facts at `now_ms`. Returns the time until which they are acceptable.
    pub(crate) fn appraise(&self, facts: &Facts<'_>, now_ms: TimeMs) -> Result<TimeMs, Error> {
        let code_until_ms = self.code_until(facts, now_ms)?;
        let status_until_ms = self.status_until(facts.status, now_ms)?;
        let advisories_until_ms = self.advisories_until(facts.advisories, now_ms)?;
        if facts.evaluation_number < self.minimum_evaluation {
            return Err(Error::EvaluationTooOld);
        }
        let listed = self.allowed_platforms.iter().all(|allowed| allowed.contains(&facts.platform));
        if !listed || self.denied_platforms.contains(&facts.platform) {
            return Err(Error::PlatformDenied(facts.platform));
        }
        let age_until_ms = now_ms.saturating_add(self.max_age_ms);
        Ok(age_until_ms.min(code_until_ms).min(status_until_ms).min(advisories_until_ms))
    }

    fn code_until(&self, facts: &Facts<'_>, now_ms: TimeMs) -> Result<TimeMs, Error> {
        self.measurements
            .iter()
            .filter(|allowed| allowed.kind == facts.kind && allowed.measurement == facts.measurement)
            .filter(|allowed| allowed.from_ms <= now_ms)
            .map(|allowed| allowed.until_ms.unwrap_or(TimeMs::MAX))
            .filter(|until_ms| now_ms < *until_ms)
            .max()
            .ok_or(Error::UnknownMeasurement(facts.measurement))
    }

    fn status_until(&self, status: TcbStatus, now_ms: TimeMs) -> Result<TimeMs, Error> {
        self.statuses
            .iter()
            .filter(|accepted| accepted.status == status)
            .map(|accepted| accepted.until_ms.unwrap_or(TimeMs::MAX))
            .filter(|until_ms| now_ms < *until_ms)
            .max()
            .ok_or(Error::TcbNotAccepted(status))
    }

    fn advisories_until(&self, advisories: &[String], now_ms: TimeMs) -> Result<TimeMs, Error> {
        let mut until_ms = TimeMs::MAX;
        for advisory in advisories {
            let named = |refused: &&RefusedAdvisory| refused.id.eq_ignore_ascii_case(advisory.as_bytes());
            for refused in self.advisories.iter().filter(named) {
                if refused.from_ms <= now_ms {
                    return Err(Error::AdvisoryRefused(advisory.clone()));
                }
                until_ms = until_ms.min(refused.from_ms);
            }
        }
        Ok(until_ms)
    }
}
