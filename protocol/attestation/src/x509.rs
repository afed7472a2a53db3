//! Certificates and revocation lists (RFC 5280), as far as `dcap-qvl` does not read them for us: of AMD's chains
//! everything, of Intel's only dates and serial numbers.

use crate::facts::Serial;
use alloc::{string::String, vec::Vec};
use der::{asn1::AnyRef, asn1::Uint, oid::ObjectIdentifier, Decode, Reader, SliceReader};
use messages::{ids::TimeMs, BoundedVec};
use x509_cert::{crl::CertificateList, name::Name, time::Time, Certificate as Parsed};

/// Extension that numbers revocation lists (RFC 5280 5.2.3).
const CRL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.20");

/// A certificate with the bytes that its issuer signed.
pub(crate) struct Certificate<'a> {
    pub(crate) parsed: Parsed,
    signed: &'a [u8],
}

impl<'a> Certificate<'a> {
    pub(crate) fn parse(der: &'a [u8]) -> Option<Self> {
        Some(Certificate { parsed: Parsed::from_der(der).ok()?, signed: signed_part(der)? })
    }

    /// The bytes that its issuer signed.
    pub(crate) fn signed(&self) -> &'a [u8] {
        self.signed
    }

    pub(crate) fn serial(&self) -> Option<Serial> {
        serial(self.parsed.tbs_certificate().serial_number().as_bytes())
    }

    /// First and last moment at which it counts.
    pub(crate) fn window_ms(&self) -> (TimeMs, TimeMs) {
        let validity = self.parsed.tbs_certificate().validity();
        (milliseconds(validity.not_before), milliseconds(validity.not_after))
    }

    pub(crate) fn subject_name(&self) -> Option<String> {
        common_name(self.parsed.tbs_certificate().subject())
    }

    /// Whether `issuer` is who it says it is issued by.
    pub(crate) fn names_as_issuer(&self, issuer: &Certificate<'_>) -> bool {
        self.parsed.tbs_certificate().issuer() == issuer.parsed.tbs_certificate().subject()
    }

    /// Content of an extension.
    pub(crate) fn extension(&self, id: ObjectIdentifier) -> Option<&[u8]> {
        let extensions = self.parsed.tbs_certificate().extensions()?;
        let mut found = extensions.iter().filter(|extension| extension.extn_id == id);
        found.next().map(|extension| extension.extn_value.as_bytes())
    }
}

/// A revocation list with the bytes that its issuer signed.
pub(crate) struct RevocationList<'a> {
    pub(crate) parsed: CertificateList,
    signed: &'a [u8],
}

impl<'a> RevocationList<'a> {
    pub(crate) fn parse(der: &'a [u8]) -> Option<Self> {
        Some(RevocationList { parsed: CertificateList::from_der(der).ok()?, signed: signed_part(der)? })
    }

    /// The bytes that its issuer signed.
    pub(crate) fn signed(&self) -> &'a [u8] {
        self.signed
    }

    pub(crate) fn issuer_name(&self) -> Option<String> {
        common_name(&self.parsed.tbs_cert_list.issuer)
    }

    /// Time of issue and of the next one, if it says when that will be.
    pub(crate) fn window_ms(&self) -> Option<(TimeMs, TimeMs)> {
        let list = &self.parsed.tbs_cert_list;
        Some((milliseconds(list.this_update), milliseconds(list.next_update?)))
    }

    /// Its number; 0 if it has none.
    pub(crate) fn number(&self) -> u32 {
        let extensions = self.parsed.tbs_cert_list.crl_extensions.iter().flatten();
        let number = extensions.filter(|extension| extension.extn_id == CRL_NUMBER).find_map(|extension| {
            let number = Uint::from_der(extension.extn_value.as_bytes()).ok()?;
            Some(number.as_bytes().iter().fold(0u32, |sum, byte| sum.saturating_mul(256) | u32::from(*byte)))
        });
        number.unwrap_or(0)
    }

    pub(crate) fn revokes(&self, serial: &Serial) -> bool {
        let revoked = self.parsed.tbs_cert_list.revoked_certificates.iter().flatten();
        let mut serials = revoked.map(|entry| trimmed(entry.serial_number.as_bytes()));
        serials.any(|revoked| revoked == serial.as_slice())
    }
}

/// The first element of a signed structure, which is what the signature covers.
fn signed_part(der: &[u8]) -> Option<&[u8]> {
    let outer = AnyRef::from_der(der).ok()?;
    SliceReader::new(outer.value()).ok()?.tlv_bytes().ok()
}

fn common_name(name: &Name) -> Option<String> {
    name.common_name().ok()?.map(String::from)
}

fn milliseconds(time: Time) -> TimeMs {
    TimeMs::try_from(time.to_unix_duration().as_millis()).unwrap_or(TimeMs::MAX)
}

fn serial(bytes: &[u8]) -> Option<Serial> {
    BoundedVec::try_from(Vec::from(trimmed(bytes))).ok()
}

/// Without leading zeros, so that equal numbers are equal bytes.
fn trimmed(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}
