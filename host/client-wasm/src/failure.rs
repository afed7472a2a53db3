//! Why a request has no answer, in a form that JavaScript can act on.

use alloc::string::{String, ToString};
use core::fmt::{Debug, Display};
use crypto::sealing::SealError;
use light_client::user::{AnswerFault, MAX_HEAD_AGE_MS};
use messages::ids::CommitteeId;
use serde::Serialize;

/// Who or what is at fault.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum Kind {
    /// The gateway delivered what no honest one delivers.
    HostMisbehaved,
    /// The chain does what this version does not support.
    ChainUnsupported,
    /// The request does not make sense; a bug in the program that uses the module.
    CallerFault,
    /// The newest block that the gateway shows is old.
    StaleHead,
    /// There is no such committee, or it is not ready.
    CommitteeUnavailable,
    /// What is to be encrypted cannot be.
    Unsealable,
    /// An answer does not prove itself.
    AnswerNotBelieved,
}

/// A refusal. Nothing has changed when one is returned.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Failure {
    /// Who or what is at fault.
    pub kind: Kind,
    /// Name of the very fault; stable.
    pub fault: String,
    /// A sentence for people.
    pub message: String,
}

impl Failure {
    fn new(kind: Kind, fault: impl Debug, message: impl Display) -> Self {
        Self { kind, fault: name(fault), message: message.to_string() }
    }

    /// A request that does not make sense.
    pub(crate) fn malformed(what: impl Display) -> Self {
        Self::new(Kind::CallerFault, "Malformed", what)
    }

    /// A bundle that does not decode.
    pub(crate) fn malformed_bundle() -> Self {
        Self::new(Kind::HostMisbehaved, "MalformedBundle", "the bundle does not decode")
    }

    pub(crate) fn stale(age_ms: u64) -> Self {
        let (age, most) = (age_ms / 1000, MAX_HEAD_AGE_MS / 1000);
        let message = alloc::format!(
            "the newest finalized block shown is {age} s old, more than {most} s; the gateway is cut off, finality has \
             stalled, or this machine's clock is wrong"
        );
        Self::new(Kind::StaleHead, "StaleHead", message)
    }

    pub(crate) fn no_committee(id: CommitteeId) -> Self {
        let message = alloc::format!("there is no committee {id} on this chain; check its number");
        Self::new(Kind::CommitteeUnavailable, "NoCommittee", message)
    }

    pub(crate) fn no_input_key(id: CommitteeId) -> Self {
        let message = alloc::format!("committee {id} has no input key yet; wait until its members run");
        Self::new(Kind::CommitteeUnavailable, "NoInputKey", message)
    }
}

impl From<light_client::Error> for Failure {
    fn from(error: light_client::Error) -> Self {
        use light_client::Error;
        match &error {
            Error::HostMisbehaved(fault) => Self::new(Kind::HostMisbehaved, fault, fault),
            Error::ChainUnsupported(fault) => Self::new(Kind::ChainUnsupported, fault, fault),
            Error::CallerFault(fault) => Self::new(Kind::CallerFault, fault, fault),
        }
    }
}

impl From<AnswerFault> for Failure {
    fn from(fault: AnswerFault) -> Self {
        Self::new(Kind::AnswerNotBelieved, fault, fault)
    }
}

impl From<SealError> for Failure {
    fn from(error: SealError) -> Self {
        Self::new(Kind::Unsealable, error, error)
    }
}

/// Name of a variant, without what it holds.
pub(crate) fn name(variant: impl Debug) -> String {
    let text = alloc::format!("{variant:?}");
    text.trim_matches('"').chars().take_while(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use light_client::HostFault;

    #[test]
    fn failures_name_the_fault_alone() {
        let stale = light_client::Error::from(HostFault::StaleHeader { last: 7, found: 6 });
        let failure = Failure::from(stale);
        assert_eq!((failure.kind, failure.fault.as_str()), (Kind::HostMisbehaved, "StaleHeader"));
        assert_eq!(Failure::malformed("x").fault, "Malformed");
    }
}
