//! Names for the refusals of `dcap-qvl`, which are texts. Its version is pinned, and the must-fail suite holds every
//! text against its name; a text without a name is still a refusal.

use crate::Flaw;
use alloc::string::ToString;

/// Parts of the texts, in the order in which they are looked for.
const NAMES: [(&str, Flaw); 27] = [
    ("CertRevoked", Flaw::CertificateRevoked),
    ("CrlExpired", Flaw::StaleRevocationList),
    ("UnknownRevocationStatus", Flaw::UntrustedRevocationList),
    ("InvalidCrlSignature", Flaw::UntrustedRevocationList),
    ("IssuerNotCrlSigner", Flaw::UntrustedRevocationList),
    ("Failed to parse root CA CRL", Flaw::UntrustedRevocationList),
    ("Failed to parse PCK CRL", Flaw::UntrustedRevocationList),
    ("CertExpired", Flaw::CertificateOutOfDate),
    ("CertNotValidYet", Flaw::CertificateOutOfDate),
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
    ("No matching QE", Flaw::QuotingEnclaveTooOld),
    ("Fmspc mismatch", Flaw::FamilyMismatch),
    ("No matching TCB level", Flaw::UnlistedTcb),
    ("Revoked", Flaw::RevokedTcb),
    ("migration", Flaw::Migratable),
    ("TDX module", Flaw::WrongAttributes),
    ("ATTRIBUTES", Flaw::WrongAttributes),
    ("Failed to verify certificate chain", Flaw::UntrustedCertificate),
];

/// The name of a refusal, given its text.
pub(super) fn flaw(words: &str) -> Flaw {
    let named = NAMES.iter().find(|(part, _)| words.contains(part));
    named.map_or_else(|| Flaw::Other(words.to_string()), |(_, flaw)| flaw.clone())
}
