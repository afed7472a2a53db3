//! Every way in which evidence is refused.

use crate::TcbStatus;
use alloc::string::String;
use core::fmt;
use messages::{
    registration::{Measurement, TeeKind, TrustRoot},
    H256,
};

/// Why evidence is refused. Each refusal has its own variant, so that a test, a log line and an operator can tell them
/// apart. All but the collateral's variants put the blame on whoever sent the quote.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Error {
    /// This build cannot verify quotes of that hardware.
    Unsupported(TeeKind),
    /// The quote is larger than [`messages::limits::MAX_QUOTE`].
    Oversize,
    /// The quote does not parse.
    MalformedQuote,
    /// There are bytes in the quote that nothing accounts for.
    UnaccountedBytes,
    /// The quote is of another kind of hardware than its sender says.
    WrongKind,
    /// The quote does not carry a chain of exactly leaf, CA and root certificate.
    NoCertificateChain,
    /// The TEE runs in debug mode: its owner can read its memory.
    DebugMode,
    /// No trust anchor heads the quote's certificate chain.
    UnknownRoot,
    /// There is no collateral for the quote's platform family under its root.
    NoCollateral(TrustRoot),
    /// The collateral does not parse.
    MalformedCollateral,
    /// The collateral was issued after the present time.
    CollateralNotYetValid,
    /// The collateral's time is over.
    CollateralExpired,
    /// The chain of signatures from root to quote does not hold; the text says where.
    NotProven(String),
    /// The quote vouches for other data than expected.
    WrongReportData,
    /// The policy does not allow what runs there.
    UnknownMeasurement(Measurement),
    /// The policy does not accept the state of the platform's firmware.
    TcbNotAccepted(TcbStatus),
    /// The policy refuses platforms that this advisory applies to.
    AdvisoryRefused(String),
    /// The collateral's evaluation number is below the policy's minimum.
    EvaluationTooOld,
    /// The policy denies this machine, or does not list it among the allowed ones.
    PlatformDenied(H256),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Unsupported(kind) => {
                write!(f, "quotes of {kind:?} cannot be verified by this version; use SGX or TDX hardware")
            }
            Error::Oversize => write!(f, "the quote is oversize; send it without padding"),
            Error::MalformedQuote => {
                write!(f, "the quote does not parse; SGX quotes must be version 3, TDX quotes version 4 or 5")
            }
            Error::UnaccountedBytes => {
                write!(f, "the quote has bytes that belong to no field; cut off padding and extra text")
            }
            Error::WrongKind => {
                write!(f, "the quote is of another kind of hardware than stated; state the quote's own kind")
            }
            Error::NoCertificateChain => write!(
                f,
                "the quote must carry its PCK certificate chain (leaf, CA, root); configure the quoting service to embed it"
            ),
            Error::DebugMode => {
                write!(f, "the TEE runs in debug mode, so its memory is readable; start it without debugging")
            }
            Error::UnknownRoot => {
                write!(f, "no trust root of this network vouches for the quote; simulated hardware is welcome only on development networks")
            }
            Error::NoCollateral(root) => write!(
                f,
                "there is no collateral for this platform family under the root {root:?}; upload it and try again"
            ),
            Error::MalformedCollateral => write!(f, "the collateral does not parse; fetch it anew"),
            Error::CollateralNotYetValid => {
                write!(f, "the collateral was issued in the future; check the clock that fetched it")
            }
            Error::CollateralExpired => write!(f, "the collateral has expired; fetch and upload a newer one"),
            Error::NotProven(reason) => write!(f, "the quote is not proven by its root: {reason}"),
            Error::WrongReportData => {
                write!(f, "the quote vouches for other data; make a new quote over the present claim")
            }
            Error::UnknownMeasurement(measurement) => write!(
                f,
                "no policy allows measurement 0x{}; run a released version",
                hex::encode(measurement.0)
            ),
            Error::TcbNotAccepted(status) => {
                write!(f, "the platform's TCB status {status:?} is not accepted; update its firmware")
            }
            Error::AdvisoryRefused(id) => {
                write!(f, "advisory {id} applies to the platform and is refused; update its firmware")
            }
            Error::EvaluationTooOld => {
                write!(f, "the collateral's evaluation number is below the minimum; upload a newer one")
            }
            Error::PlatformDenied(platform) => write!(f, "platform {platform:?} is not admitted by policy"),
        }
    }
}

impl core::error::Error for Error {}
