//! Changes of the policy, and whether they let more in or less.

use attestation::{
    AcceptedStatus, Family, MinimumEvaluation, Policy, RefusedAdvisory, SnpLevel, SnpProduct, SnpTcb,
    TcbStatus, MAX_ADVISORY_ID, MAX_PLATFORMS,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::cmp::Ordering;
use frame_support::BoundedVec;
use messages::{
    ids::TimeMs,
    registration::{Measurement, TeeKind},
    ConstU32, H256,
};
use scale_info::TypeInfo;

/// List of machines.
pub type Platforms = BoundedVec<H256, ConstU32<MAX_PLATFORMS>>;

/// One rule of the policy and what it shall be. New measurements have a call of their own.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum PolicyChange {
    /// Until when an allowed measurement counts: its deprecation, or the end of one.
    Measurement {
        /// Kind of hardware.
        kind: TeeKind,
        /// The measurement.
        measurement: Measurement,
        /// Counts only before this chain time; `None` is for ever.
        until_ms: Option<TimeMs>,
    },
    /// How long a state of firmware is good enough.
    Status {
        /// The state.
        status: TcbStatus,
        /// How long.
        accepted: Acceptance,
    },
    /// From when on an advisory may not apply to a machine.
    Advisory {
        /// Its name, such as `INTEL-SA-00615`.
        id: BoundedVec<u8, ConstU32<MAX_ADVISORY_ID>>,
        /// Refused from this chain time on, before which operators update; `None` is never.
        from_ms: Option<TimeMs>,
    },
    /// Lowest evaluation number of Intel's collateral.
    MinimumEvaluation {
        /// The number.
        number: u32,
    },
    /// From when on collateral of one family must have an evaluation number.
    FamilyEvaluation {
        /// The family.
        family: Family,
        /// The number.
        number: u32,
        /// Required from this chain time on, before which newer collateral is uploaded; `None` is never.
        from_ms: Option<TimeMs>,
    },
    /// From when on machines of one of AMD's product lines must have a level of firmware. A line without any level is
    /// refused.
    SnpLevel {
        /// The product line.
        product: SnpProduct,
        /// Lowest version of each component.
        minimum: SnpTcb,
        /// Required from this chain time on, before which operators update; `None` is never.
        from_ms: Option<TimeMs>,
    },
    /// Whether a machine is refused in any case.
    Platform {
        /// The machine.
        platform: H256,
        /// Whether it is refused.
        denied: bool,
    },
    /// The only machines admitted.
    PlatformList {
        /// The machines; `None` admits all that are not denied.
        only: Option<Platforms>,
    },
    /// How long a quote counts after it was verified.
    MaxAge {
        /// In milliseconds.
        max_age_ms: TimeMs,
    },
}

/// How long something is good enough. In the order in which they let more in.
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
)]
pub enum Acceptance {
    /// Not at all.
    Refused,
    /// Only before this chain time: the grace in which operators update.
    Before(TimeMs),
    /// For ever.
    Always,
}

/// What a change does to the set of acceptable evidence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Less is acceptable, or for a shorter time.
    Tightens,
    /// The rule is like that already.
    Nothing,
    /// More is acceptable, or for a longer time.
    Loosens,
}

/// Why a change is impossible.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Impossible {
    /// The measurement is not in the list.
    UnknownMeasurement,
    /// The list that it concerns is full.
    ListFull,
}

impl PolicyChange {
    /// What the change does to `policy`. A list of machines that both gains and loses some loosens.
    pub fn effect(&self, policy: &Policy) -> Result<Effect, Impossible> {
        let ordering = match self {
            Self::Measurement { kind, measurement, until_ms } => {
                let allowed = policy
                    .measurements
                    .iter()
                    .find(|allowed| allowed.kind == *kind && allowed.measurement == *measurement)
                    .ok_or(Impossible::UnknownMeasurement)?;
                end(*until_ms).cmp(&end(allowed.until_ms))
            }
            Self::Status { status, accepted } => accepted.cmp(&acceptance(policy, *status)),
            Self::Advisory { id, from_ms } => {
                let named = policy.advisories.iter().filter(|refused| is_same(&refused.id, id));
                let present = named.map(|refused| refused.from_ms).min();
                end(*from_ms).cmp(&end(present))
            }
            Self::MinimumEvaluation { number } => policy.minimum_evaluation.cmp(number),
            Self::FamilyEvaluation { family, number, from_ms } => {
                let rules = policy.family_evaluations.iter();
                let same = rules.filter(|rule| rule.family == *family && rule.number == *number);
                end(*from_ms).cmp(&end(same.map(|rule| rule.from_ms).min()))
            }
            Self::SnpLevel { product, minimum, from_ms } => {
                compare_levels(&policy.snp_levels, *product, minimum, *from_ms)
            }
            Self::Platform { platform, denied } => policy.denied_platforms.contains(platform).cmp(denied),
            Self::PlatformList { only } => compare_lists(only.as_ref(), policy.allowed_platforms.as_ref()),
            Self::MaxAge { max_age_ms } => max_age_ms.cmp(&policy.max_age_ms),
        };
        Ok(match ordering {
            Ordering::Less => Effect::Tightens,
            Ordering::Equal => Effect::Nothing,
            Ordering::Greater => Effect::Loosens,
        })
    }

    /// Carries the change out.
    pub fn apply(self, policy: &mut Policy) -> Result<(), Impossible> {
        match self {
            Self::Measurement { kind, measurement, until_ms } => {
                let allowed = policy
                    .measurements
                    .iter_mut()
                    .find(|allowed| allowed.kind == kind && allowed.measurement == measurement)
                    .ok_or(Impossible::UnknownMeasurement)?;
                allowed.until_ms = until_ms;
            }
            Self::Status { status, accepted } => {
                policy.statuses.retain(|rule| rule.status != status);
                let until_ms = match accepted {
                    Acceptance::Refused => return Ok(()),
                    Acceptance::Before(until_ms) => Some(until_ms),
                    Acceptance::Always => None,
                };
                let rule = AcceptedStatus { status, until_ms };
                policy.statuses.try_push(rule).map_err(|_| Impossible::ListFull)?;
            }
            Self::Advisory { id, from_ms } => {
                policy.advisories.retain(|refused| !is_same(&refused.id, &id));
                if let Some(from_ms) = from_ms {
                    let rule = RefusedAdvisory { id, from_ms };
                    policy.advisories.try_push(rule).map_err(|_| Impossible::ListFull)?;
                }
            }
            Self::MinimumEvaluation { number } => policy.minimum_evaluation = number,
            Self::FamilyEvaluation { family, number, from_ms } => {
                let rules = &mut policy.family_evaluations;
                rules.retain(|rule| (rule.family, rule.number) != (family, number));
                if let Some(from_ms) = from_ms {
                    let rule = MinimumEvaluation { family, number, from_ms };
                    rules.try_push(rule).map_err(|_| Impossible::ListFull)?;
                }
            }
            Self::SnpLevel { product, minimum, from_ms } => {
                policy.snp_levels.retain(|level| (level.product, level.minimum) != (product, minimum));
                if let Some(from_ms) = from_ms {
                    let level = SnpLevel { product, minimum, from_ms };
                    policy.snp_levels.try_push(level).map_err(|_| Impossible::ListFull)?;
                }
            }
            Self::Platform { platform, denied } => {
                policy.denied_platforms.retain(|known| *known != platform);
                if denied {
                    policy.denied_platforms.try_push(platform).map_err(|_| Impossible::ListFull)?;
                }
            }
            Self::PlatformList { only } => policy.allowed_platforms = only,
            Self::MaxAge { max_age_ms } => policy.max_age_ms = max_age_ms,
        }
        Ok(())
    }

    /// Chain time at which evidence that the changed rule refuses stops counting: the end of its grace, or `now_ms`.
    pub fn complied_by(&self, now_ms: TimeMs) -> TimeMs {
        let grace_ends_ms = match self {
            Self::Measurement { until_ms, .. } => end(*until_ms),
            Self::Advisory { from_ms, .. }
            | Self::FamilyEvaluation { from_ms, .. }
            | Self::SnpLevel { from_ms: from_ms @ Some(_), .. } => end(*from_ms),
            Self::Status { accepted: Acceptance::Before(until_ms), .. } => *until_ms,
            _ => now_ms,
        };
        grace_ends_ms.max(now_ms)
    }

    /// Whether both set the same rule, so that the later one replaces the earlier.
    pub fn sets_same_rule(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Measurement { kind: k, measurement: m, .. },
                Self::Measurement { kind, measurement, .. },
            ) => k == kind && m == measurement,
            (Self::Status { status: a, .. }, Self::Status { status: b, .. }) => a == b,
            (Self::Advisory { id: a, .. }, Self::Advisory { id: b, .. }) => is_same(a, b),
            (
                Self::FamilyEvaluation { family: f, number: n, .. },
                Self::FamilyEvaluation { family, number, .. },
            ) => f == family && n == number,
            (Self::SnpLevel { product: p, minimum: m, .. }, Self::SnpLevel { product, minimum, .. }) => {
                p == product && m == minimum
            }
            (Self::Platform { platform: a, .. }, Self::Platform { platform: b, .. }) => a == b,
            (Self::MinimumEvaluation { .. }, Self::MinimumEvaluation { .. })
            | (Self::PlatformList { .. }, Self::PlatformList { .. })
            | (Self::MaxAge { .. }, Self::MaxAge { .. }) => true,
            _ => false,
        }
    }
}

/// A time that may be missing, which is for ever.
fn end(time_ms: Option<TimeMs>) -> TimeMs {
    time_ms.unwrap_or(TimeMs::MAX)
}

fn is_same(advisory: &[u8], other: &[u8]) -> bool {
    advisory.eq_ignore_ascii_case(other)
}

fn acceptance(policy: &Policy, status: TcbStatus) -> Acceptance {
    let rules = policy.statuses.iter().filter(|rule| rule.status == status);
    rules
        .map(|rule| rule.until_ms.map_or(Acceptance::Always, Acceptance::Before))
        .max()
        .unwrap_or(Acceptance::Refused)
}

/// Each level of a line is one more demand; the first one admits the line, and the removal of the last refuses it.
fn compare_levels(
    levels: &[SnpLevel],
    product: SnpProduct,
    minimum: &SnpTcb,
    from_ms: Option<TimeMs>,
) -> Ordering {
    let line = || levels.iter().filter(|level| level.product == product);
    let present = line().filter(|level| level.minimum == *minimum).map(|level| level.from_ms).min();
    let others = line().any(|level| level.minimum != *minimum);
    match (present, from_ms) {
        (None, Some(_)) if !others => Ordering::Greater,
        (Some(_), None) if !others => Ordering::Less,
        _ => end(from_ms).cmp(&end(present)),
    }
}

fn compare_lists(new: Option<&Platforms>, old: Option<&Platforms>) -> Ordering {
    let within = |list: Option<&Platforms>, other: Option<&Platforms>| match (list, other) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(list), Some(other)) => list.iter().all(|platform| other.contains(platform)),
    };
    match (within(new, old), within(old, new)) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Less,
        (false, _) => Ordering::Greater,
    }
}
