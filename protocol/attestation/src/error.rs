//! Every way in which evidence is refused.

use crate::Refusal;
use alloc::string::String;
use core::fmt;
use messages::registration::{TeeKind, TrustRoot};

/// Why evidence is refused. Each refusal has its own variant, so that a test, a log line and an operator can tell them
/// apart. All but the collateral's variants put the blame on whoever sent the quote.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Error {
    /// This build cannot verify quotes of that hardware: a product line that it does not know.
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
    /// The TCB info or the QE identity was issued after the present time.
    CollateralNotYetValid,
    /// The time of the TCB info or of the QE identity is over.
    CollateralExpired,
    /// The chain from root to quote does not hold.
    NotProven(Flaw),
    /// The quote vouches for other data than expected.
    WrongReportData,
    /// The evidence is genuine and the policy refuses it.
    Refused(Refusal),
}

/// Where the chain from root to quote does not hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Flaw {
    /// A certificate is not issued by the one above it, or is not fit for its place.
    UntrustedCertificate,
    /// A certificate is outside its dates.
    CertificateOutOfDate,
    /// A revocation list names a certificate of the chain.
    CertificateRevoked,
    /// A revocation list is not by the authority it speaks for, or there is none for an authority of the chain.
    UntrustedRevocationList,
    /// A revocation list is outside its dates.
    StaleRevocationList,
    /// The TCB info is not signed by its issuer.
    ForgedTcbInfo,
    /// The QE identity is not signed by its issuer.
    ForgedQeIdentity,
    /// The QE identity is of another kind of quoting enclave.
    WrongQeIdentity,
    /// The collateral is about another processor family than the machine's certificate.
    FamilyMismatch,
    /// The quoting enclave's report is not signed by the machine's certified key.
    ForgedQeReport,
    /// The quoting enclave vouches for another attestation key.
    ForeignAttestationKey,
    /// The quoting enclave is not the one that the collateral describes.
    WrongQuotingEnclave,
    /// The quoting enclave is older than any that the collateral lists.
    QuotingEnclaveTooOld,
    /// The quote or report is not signed by the key that is certified for it.
    ForgedReport,
    /// The platform's firmware is older than any that the collateral lists, or of an unknown line.
    UnlistedTcb,
    /// The platform's keys are compromised: the collateral calls its firmware revoked.
    RevokedTcb,
    /// The TDX module or the attributes of the TEE are not as they must be.
    WrongAttributes,
    /// Another machine may take the TEE over: a service TD or a migration agent.
    Migratable,
    /// More advisories apply to the platform than can be recorded.
    TooManyAdvisories,
    /// The report is about other firmware than the certificate of its key.
    TcbMismatch,
    /// The report is of another machine than the certificate of its key.
    MachineMismatch,
    /// The report does not say which machine it is of.
    MachineMasked,
    /// Anything else, in the words of the library that found it.
    Other(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Unsupported(kind) => {
                write!(f, "quotes of {kind:?} cannot be verified by this version; use other hardware")
            }
            Error::Oversize => write!(f, "the quote is oversize; send it without padding"),
            Error::MalformedQuote => write!(
                f,
                "the quote does not parse; SGX quotes must be version 3, TDX quotes version 4 or 5, SNP reports version 2 to 5 with their certificates"
            ),
            Error::UnaccountedBytes => {
                write!(f, "the quote has bytes that belong to no field; cut off padding and extra text")
            }
            Error::WrongKind => {
                write!(f, "the quote is of another kind of hardware than stated; state the quote's own kind")
            }
            Error::NoCertificateChain => write!(
                f,
                "the quote must carry its certificate chain (leaf, CA, root); configure the quoting service to embed it"
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
            Error::NotProven(flaw) => write!(f, "the quote is not proven by its root: {flaw}"),
            Error::WrongReportData => {
                write!(f, "the quote vouches for other data; make a new quote over the present claim")
            }
            Error::Refused(refusal) => refusal.fmt(f),
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Flaw::UntrustedCertificate => "a certificate is not issued by the one above it",
            Flaw::CertificateOutOfDate => "a certificate is outside its dates; fetch a newer one",
            Flaw::CertificateRevoked => {
                "a certificate was revoked; this machine or its authority is compromised"
            }
            Flaw::UntrustedRevocationList => {
                "a revocation list is not by its authority; fetch the collateral anew"
            }
            Flaw::StaleRevocationList => "a revocation list is outside its dates; fetch a newer one",
            Flaw::ForgedTcbInfo => "the TCB info is not signed by its issuer; fetch the collateral anew",
            Flaw::ForgedQeIdentity => {
                "the QE identity is not signed by its issuer; fetch the collateral anew"
            }
            Flaw::WrongQeIdentity => {
                "the QE identity is of another kind of hardware; fetch the collateral anew"
            }
            Flaw::FamilyMismatch => {
                "the collateral is about another processor family; fetch the machine's own"
            }
            Flaw::ForgedQeReport => "the quoting enclave's report is not signed by the machine's key",
            Flaw::ForeignAttestationKey => "the quoting enclave vouches for another attestation key",
            Flaw::WrongQuotingEnclave => "the quoting enclave is not the vendor's; install the vendor's",
            Flaw::QuotingEnclaveTooOld => "the quoting enclave is too old; update it",
            Flaw::ForgedReport => "the report is not signed by the certified key",
            Flaw::UnlistedTcb => "the firmware is older than any that the vendor lists; update it",
            Flaw::RevokedTcb => {
                "the vendor calls the firmware revoked; update it and provision the machine anew"
            }
            Flaw::WrongAttributes => "attributes of the TEE or its module are not as they must be",
            Flaw::Migratable => {
                "another machine may take the TEE over; start it without service TD or migration agent"
            }
            Flaw::TooManyAdvisories => "more advisories apply than can be recorded; update the firmware",
            Flaw::TcbMismatch => {
                "the report is about other firmware than its certificate; fetch the certificate anew"
            }
            Flaw::MachineMismatch => "the report is of another machine than its certificate",
            Flaw::MachineMasked => "the report does not name its machine; turn chip id masking off",
            Flaw::Other(words) => words,
        })
    }
}

impl core::error::Error for Error {}
