//! The verdict of a policy on verified facts: a pure function of facts, policy and time, for evidence that was just
//! verified as for workers that registered long ago.

use super::{AcceptedStatus, Policy, SnpLevel, MAX_ADVISORY_ID};
use crate::{
    facts::{AdvisoryTag, TcbFacts, TcbLevel},
    TcbStatus,
};
use alloc::string::String;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use messages::{
    ids::TimeMs,
    registration::{Attested, Measurement, TeeKind},
    BoundedVec, ConstU32, H256,
};
use scale_info::TypeInfo;

/// How a worker stands under a policy at one time.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Standing {
    /// Nothing is held against it.
    Good,
    /// It counts, but only before a deadline: its operator must act.
    InGrace {
        /// Chain time from which on it no longer counts; of several deadlines the first.
        until_ms: TimeMs,
        /// What ends then.
        reason: Grace,
    },
    /// It does not count.
    Refused(Refusal),
}

/// What a grace is granted for. It displays as what the operator has to do.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Grace {
    /// The measurement is deprecated.
    Deprecated,
    /// The status of the firmware is accepted for a while only.
    Firmware(TcbStatus),
    /// An advisory applies that is refused soon.
    Advisory(AdvisoryName),
    /// The collateral is too old soon.
    Evaluation {
        /// Number that it must have.
        minimum: u32,
    },
    /// AMD's firmware is below a level that is required soon.
    SnpLevel,
}

impl Grace {
    /// Whether the operator is behind with something (firmware), rather than the network with a release.
    pub fn is_about_firmware(&self) -> bool {
        !matches!(self, Grace::Deprecated)
    }
}

/// Name of an advisory, in bytes.
pub type AdvisoryName = BoundedVec<u8, ConstU32<MAX_ADVISORY_ID>>;

/// Why a policy refuses genuine evidence. It displays as what the operator can do.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Refusal {
    /// The certificates or the collateral that the evidence was verified with have run out.
    EvidenceExpired,
    /// What runs there is not allowed.
    UnknownMeasurement(Measurement),
    /// What runs there counts only later.
    MeasurementNotYetAllowed {
        /// Chain time from which on it counts.
        from_ms: TimeMs,
    },
    /// What runs there was deprecated, and its time is over.
    MeasurementDeprecated {
        /// Chain time at which it ended.
        until_ms: TimeMs,
    },
    /// The status of the firmware is not accepted.
    TcbNotAccepted(TcbStatus),
    /// An advisory applies that is refused.
    AdvisoryRefused(AdvisoryName),
    /// The collateral is from too old an evaluation.
    EvaluationTooOld,
    /// No firmware level is set for this AMD product line.
    SnpProductNotAllowed,
    /// AMD's firmware is below the required level.
    SnpLevelTooLow,
    /// The machine is denied.
    PlatformDenied(H256),
    /// Only listed machines are admitted, and it is not among them.
    PlatformNotAllowed(H256),
}

/// What a policy judges.
pub(crate) struct Subject<'a> {
    pub(crate) kind: TeeKind,
    pub(crate) measurement: Measurement,
    pub(crate) platform: H256,
    pub(crate) tcb: &'a TcbFacts,
}

/// Judges a registered worker again: after a change of policy, or because time went by. After newer collateral of its
/// family, first bring the facts up to date with [`TcbFacts::under`].
///
/// Says nothing about the age of its quote, which is `attested.valid_until_ms`.
pub fn re_evaluate(attested: &Attested, tcb: &TcbFacts, policy: &Policy, now_ms: TimeMs) -> Standing {
    let Attested { kind, measurement, platform, .. } = *attested;
    policy.judge(&Subject { kind, measurement, platform, tcb }, now_ms)
}

/// A rule's verdict: fine, fine before a deadline, or refused.
type Verdict = Result<Option<(TimeMs, Grace)>, Refusal>;

impl Policy {
    /// Judges verified facts at `now_ms`.
    pub(crate) fn judge(&self, subject: &Subject<'_>, now_ms: TimeMs) -> Standing {
        let rules = [Self::platform, Self::evidence, Self::code, Self::status, Self::advisory];
        let rules = rules.into_iter().chain([Self::evaluation, Self::snp_level]);
        let mut standing = Standing::Good;
        for rule in rules {
            match rule(self, subject, now_ms) {
                Err(refusal) => return Standing::Refused(refusal),
                Ok(None) => {}
                Ok(Some((until_ms, reason))) => match standing {
                    Standing::InGrace { until_ms: earlier_ms, .. } if earlier_ms <= until_ms => {}
                    _ => standing = Standing::InGrace { until_ms, reason },
                },
            }
        }
        standing
    }

    fn platform(&self, subject: &Subject<'_>, _: TimeMs) -> Verdict {
        let platform = subject.platform;
        if self.denied_platforms.contains(&platform) {
            return Err(Refusal::PlatformDenied(platform));
        }
        match &self.allowed_platforms {
            Some(allowed) if !allowed.contains(&platform) => Err(Refusal::PlatformNotAllowed(platform)),
            _ => Ok(None),
        }
    }

    fn evidence(&self, subject: &Subject<'_>, now_ms: TimeMs) -> Verdict {
        let tcb = subject.tcb;
        let in_date = now_ms < tcb.certificates_until_ms.min(tcb.collateral_until_ms);
        in_date.then_some(None).ok_or(Refusal::EvidenceExpired)
    }

    /// The entry that counts longest, of those for the same code.
    fn code(&self, subject: &Subject<'_>, now_ms: TimeMs) -> Verdict {
        let entries = || {
            let same = |kind, measurement| kind == subject.kind && measurement == subject.measurement;
            self.measurements.iter().filter(move |allowed| same(allowed.kind, allowed.measurement))
        };
        let until = |until_ms: Option<TimeMs>| until_ms.unwrap_or(TimeMs::MAX);
        let begun = entries().filter(|allowed| allowed.from_ms <= now_ms);
        match begun.map(|allowed| until(allowed.until_ms)).max() {
            Some(TimeMs::MAX) => Ok(None),
            Some(until_ms) if now_ms < until_ms => Ok(Some((until_ms, Grace::Deprecated))),
            Some(until_ms) => Err(Refusal::MeasurementDeprecated { until_ms }),
            None => match entries().map(|allowed| allowed.from_ms).min() {
                Some(from_ms) => Err(Refusal::MeasurementNotYetAllowed { from_ms }),
                None => Err(Refusal::UnknownMeasurement(subject.measurement)),
            },
        }
    }

    fn status(&self, subject: &Subject<'_>, now_ms: TimeMs) -> Verdict {
        let status = subject.tcb.status;
        let until = |accepted: &AcceptedStatus| accepted.until_ms.unwrap_or(TimeMs::MAX);
        match self.statuses.iter().filter(|accepted| accepted.status == status).map(until).max() {
            Some(TimeMs::MAX) => Ok(None),
            Some(until_ms) if now_ms < until_ms => Ok(Some((until_ms, Grace::Firmware(status)))),
            _ => Err(Refusal::TcbNotAccepted(status)),
        }
    }

    fn advisory(&self, subject: &Subject<'_>, now_ms: TimeMs) -> Verdict {
        let applies = |name: &AdvisoryName| subject.tcb.advisories.contains(&AdvisoryTag::of(name));
        let first = self
            .advisories
            .iter()
            .filter(|refused| applies(&refused.id))
            .min_by_key(|refused| refused.from_ms);
        match first {
            None => Ok(None),
            Some(refused) if refused.from_ms <= now_ms => Err(Refusal::AdvisoryRefused(refused.id.clone())),
            Some(refused) => Ok(Some((refused.from_ms, Grace::Advisory(refused.id.clone())))),
        }
    }

    fn evaluation(&self, subject: &Subject<'_>, now_ms: TimeMs) -> Verdict {
        let number = subject.tcb.evaluation_number;
        if subject.kind != TeeKind::Snp && number < self.minimum_evaluation {
            return Err(Refusal::EvaluationTooOld);
        }
        let unmet = self
            .family_evaluations
            .iter()
            .filter(|minimum| minimum.family == subject.tcb.family && number < minimum.number)
            .min_by_key(|minimum| minimum.from_ms);
        match unmet {
            None => Ok(None),
            Some(minimum) if minimum.from_ms <= now_ms => Err(Refusal::EvaluationTooOld),
            Some(minimum) => Ok(Some((minimum.from_ms, Grace::Evaluation { minimum: minimum.number }))),
        }
    }

    fn snp_level(&self, subject: &Subject<'_>, now_ms: TimeMs) -> Verdict {
        let TcbLevel::Snp(tcb) = subject.tcb.level else { return Ok(None) };
        let of_line = |level: &&SnpLevel| level.product.family() == subject.tcb.family;
        if !self.snp_levels.iter().any(|level| of_line(&level)) {
            return Err(Refusal::SnpProductNotAllowed);
        }
        let unmet = self
            .snp_levels
            .iter()
            .filter(of_line)
            .filter(|level| !tcb.meets(&level.minimum))
            .min_by_key(|level| level.from_ms);
        match unmet {
            None => Ok(None),
            Some(level) if level.from_ms <= now_ms => Err(Refusal::SnpLevelTooLow),
            Some(level) => Ok(Some((level.from_ms, Grace::SnpLevel))),
        }
    }
}

impl fmt::Display for Grace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Grace::Deprecated => write!(f, "the release is deprecated; update the worker"),
            Grace::Firmware(status) => write!(f, "the TCB status is {status:?}; update the firmware"),
            Grace::Advisory(name) => {
                write!(f, "advisory {} applies; update the firmware", String::from_utf8_lossy(name))
            }
            Grace::Evaluation { minimum } => {
                write!(f, "the collateral is old; upload one with evaluation number {minimum} or later")
            }
            Grace::SnpLevel => {
                write!(f, "the firmware is below the level that will be required; update it")
            }
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::EvidenceExpired => {
                write!(
                    f,
                    "the collateral or a certificate of the evidence has expired; renew the registration"
                )
            }
            Refusal::UnknownMeasurement(measurement) => write!(
                f,
                "no policy allows measurement 0x{}; run a released version",
                hex::encode(measurement.0)
            ),
            Refusal::MeasurementNotYetAllowed { from_ms } => {
                write!(f, "the measurement counts only from {from_ms} ms on; wait, or run an earlier release")
            }
            Refusal::MeasurementDeprecated { until_ms } => {
                write!(f, "the measurement was deprecated and ended at {until_ms} ms; update the worker")
            }
            Refusal::TcbNotAccepted(status) => {
                write!(f, "the platform's TCB status {status:?} is not accepted; update its firmware")
            }
            Refusal::AdvisoryRefused(name) => {
                let name = String::from_utf8_lossy(name);
                write!(f, "advisory {name} applies to the platform and is refused; update its firmware")
            }
            Refusal::EvaluationTooOld => {
                write!(f, "the collateral's evaluation number is below the minimum; upload a newer one")
            }
            Refusal::SnpProductNotAllowed => {
                write!(f, "no policy sets a firmware level for this AMD product line; use another machine")
            }
            Refusal::SnpLevelTooLow => {
                write!(
                    f,
                    "the platform's firmware is below the required level; update it and relaunch the guest"
                )
            }
            Refusal::PlatformDenied(platform) => write!(f, "platform {platform:?} is denied by policy"),
            Refusal::PlatformNotAllowed(platform) => {
                write!(f, "platform {platform:?} is not among the allowed ones; ask for its admission")
            }
        }
    }
}
