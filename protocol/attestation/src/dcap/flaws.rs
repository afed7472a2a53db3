//! Names for the refusals of `dcap-qvl`, which are texts. Its version is pinned, and the must-fail suite holds every
//! text against its name; a text without a name is still a refusal.

use crate::Flaw;
use alloc::string::ToString;

/// Parts of the texts, in the order in which they are looked for.
const NAMES: [(&str, Flaw); 36] = [
    ("CertRevoked", Flaw::CertificateRevoked),
    ("UnknownRevocationStatus", Flaw::UntrustedRevocationList),
    ("InvalidCrlSignature", Flaw::UntrustedRevocationList),
    ("IssuerNotCrlSigner", Flaw::UntrustedRevocationList),
    ("Failed to parse root CA CRL", Flaw::UntrustedRevocationList),
    ("Failed to parse PCK CRL", Flaw::UntrustedRevocationList),
    ("CertExpired", Flaw::CertificateOutOfDate),
    ("CertNotValidYet", Flaw::CertificateOutOfDate),
    ("Failed to verify certificate chain", Flaw::UntrustedCertificate),
    ("must be issued directly by", Flaw::UntrustedCertificate),
    ("Signature is invalid for tcb_info", Flaw::ForgedTcbInfo),
    ("Signature is invalid for qe_identity", Flaw::ForgedQeIdentity),
    ("Signature is invalid for qe_report", Flaw::ForgedQeReport),
    ("ISV enclave report signature is invalid", Flaw::ForgedReport),
    ("QE report hash mismatch", Flaw::ForeignAttestationKey),
    ("Unsupported QE Identity", Flaw::WrongQeIdentity),
    ("QE MRSIGNER mismatch", Flaw::WrongQuotingEnclave),
    ("QE ISVPRODID mismatch", Flaw::WrongQuotingEnclave),
    ("QE MISCSELECT mismatch", Flaw::WrongQuotingEnclave),
    ("QE ATTRIBUTES mismatch", Flaw::WrongQuotingEnclave),
    ("QE report validation failed", Flaw::WrongQuotingEnclave),
    ("QE ISVSVN", Flaw::QuotingEnclaveTooOld),
    ("Fmspc mismatch", Flaw::FamilyMismatch),
    ("TCB info in the collateral", Flaw::FamilyMismatch),
    ("No matching TCB level", Flaw::UnlistedTcb),
    ("No TDX module identity", Flaw::UnlistedTcb),
    ("TDX module ISVSVN", Flaw::UnlistedTcb),
    ("TDX module", Flaw::WrongAttributes),
    ("TCB status is invalid: Revoked", Flaw::RevokedTcb),
    ("migration", Flaw::Migratable),
    ("service TD", Flaw::Migratable),
    ("SERVTD_EXT", Flaw::Migratable),
    ("SEPT_VE_DISABLE", Flaw::WrongAttributes),
    ("TD profiling", Flaw::WrongAttributes),
    ("TD attributes", Flaw::WrongAttributes),
    ("ATTRIBUTES", Flaw::WrongAttributes),
];

/// The name of a refusal, given its text.
pub(super) fn flaw(words: &str) -> Flaw {
    let named = NAMES.iter().find(|(part, _)| words.contains(part));
    named.map_or_else(|| Flaw::Other(words.to_string()), |(_, flaw)| flaw.clone())
}
