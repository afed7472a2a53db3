//! The attestation report, versions 2 to 5 ("SEV Secure Nested Paging Firmware ABI Specification" 1.55 and later, table
//! "ATTESTATION_REPORT").

use super::{SnpProduct, SnpTcb};
use crate::{Error, Flaw};
use messages::registration::Measurement;
use sp_crypto_hashing::sha2_256;

/// Bytes of a report.
pub(crate) const REPORT: usize = 0x4a0;
/// Bytes of it that its signature covers.
const SIGNED: usize = 0x2a0;
/// Bytes of each half of the signature, little-endian; a P-384 scalar fills 48 of them.
const SCALAR: usize = 72;
/// Prefix of the SHA-256 preimage of a measurement.
const MEASUREMENT_DOMAIN: &[u8] = b"adyton/measurement/snp/v1";

/// Policy bit: a migration agent may move the guest.
const MIGRATION: u64 = 1 << 18;
/// Policy bit: the host may decrypt the guest's memory.
const DEBUG: u64 = 1 << 19;
/// PLATFORM_INFO bit: the firmware has checked that no two addresses lead to the same memory (version 3 and later).
const ALIAS_CHECKED: u64 = 1 << 5;

/// AMD's bulletin on memory modules that lie about their size (CVE-2024-21944).
const BAD_RAM: &str = "AMD-SB-3015";

/// Which key signed a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Signer {
    /// The chip's own (VCEK).
    Chip,
    /// One that AMD loaded for a cloud provider (VLEK).
    Provider,
}

/// A report of right length, version and algorithm. Fields are read where they are needed.
pub(crate) struct SnpReport<'a>(&'a [u8; REPORT]);

impl<'a> SnpReport<'a> {
    /// Checks form, algorithm and debug bit.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        const ECDSA_P384_SHA384: u32 = 1;
        let report = SnpReport(bytes.try_into().map_err(|_| Error::MalformedQuote)?);
        let version = u32::from_le_bytes(report.field(0x00));
        let algorithm = u32::from_le_bytes(report.field(0x34));
        if !(2..=5).contains(&version) || algorithm != ECDSA_P384_SHA384 {
            return Err(Error::MalformedQuote);
        }
        let [.., reserved] = report.signature_parts();
        if reserved.iter().any(|byte| *byte != 0) {
            return Err(Error::UnaccountedBytes);
        }
        if report.policy() & DEBUG != 0 {
            return Err(Error::DebugMode);
        }
        Ok(report)
    }

    /// The bytes that the signature covers.
    pub(crate) fn signed(&self) -> &'a [u8] {
        self.0.get(..SIGNED).unwrap_or_default()
    }

    /// The signature as r ‖ s, big-endian; `None` if a half is no P-384 scalar.
    pub(crate) fn signature(&self) -> Option<[u8; 96]> {
        let [r, s, _] = self.signature_parts();
        let mut both = [0; 96];
        for (to, from) in both.chunks_exact_mut(48).zip([r, s]) {
            let (scalar, beyond) = from.split_at_checked(48)?;
            if beyond.iter().any(|byte| *byte != 0) {
                return None;
            }
            to.iter_mut().zip(scalar.iter().rev()).for_each(|(to, from)| *to = *from);
        }
        Some(both)
    }

    /// Who signed; `None` for nobody.
    pub(crate) fn signer(&self) -> Option<Signer> {
        match (u32::from_le_bytes(self.field(0x48)) >> 2) & 0b111 {
            0 => Some(Signer::Chip),
            1 => Some(Signer::Provider),
            _ => None,
        }
    }

    /// Refuses guests that another machine may take over.
    pub(crate) fn check_migration(&self) -> Result<(), Error> {
        const NO_AGENT: [u8; 32] = [0xff; 32];
        let agent: [u8; 32] = self.field(0x160);
        let bound = self.policy() & MIGRATION == 0 && agent == NO_AGENT;
        bound.then_some(()).ok_or(Error::NotProven(Flaw::Migratable))
    }

    pub(crate) fn report_data(&self) -> [u8; 64] {
        self.field(0x50)
    }

    /// Number of the chip; `None` if the host had it masked.
    pub(crate) fn chip(&self) -> Option<[u8; 64]> {
        Some(self.field(0x1a0)).filter(|number| *number != [0; 64])
    }

    /// Firmware that the key of this report stands for (REPORTED_TCB).
    pub(crate) fn reported_tcb(&self, product: SnpProduct) -> Option<SnpTcb> {
        SnpTcb::read(product, self.field(0x180))
    }

    /// Firmware when the guest was launched (LAUNCH_TCB).
    pub(crate) fn launch_tcb(&self, product: SnpProduct) -> Option<SnpTcb> {
        SnpTcb::read(product, self.field(0x1f0))
    }

    /// Advisories that the report itself shows to apply.
    pub(crate) fn advisory(&self) -> Option<&'static str> {
        let version = u32::from_le_bytes(self.field(0x00));
        let checked = version >= 3 && u64::from_le_bytes(self.field(0x40)) & ALIAS_CHECKED != 0;
        (!checked).then_some(BAD_RAM)
    }

    /// SHA-256 over what says which code runs, and under which configuration: MEASUREMENT ‖ POLICY ‖ HOST_DATA ‖
    /// ID_KEY_DIGEST ‖ AUTHOR_KEY_DIGEST ‖ FAMILY_ID ‖ IMAGE_ID ‖ GUEST_SVN ‖ VMPL.
    ///
    /// POLICY is in it, so a network allows SMT, several sockets, CXL and the like by allowing a measurement with
    /// them; the firmware holds the host to that policy. HOST_DATA is the host's to choose, and code may read it.
    pub(crate) fn measurement(&self) -> Measurement {
        let part = |range: core::ops::Range<usize>| self.0.get(range).unwrap_or_default();
        let preimage = [
            MEASUREMENT_DOMAIN,
            part(0x90..0xc0),
            part(0x08..0x10),
            part(0xc0..0xe0),
            part(0xe0..0x110),
            part(0x110..0x140),
            part(0x10..0x20),
            part(0x20..0x30),
            part(0x04..0x08),
            part(0x30..0x34),
        ];
        Measurement(sha2_256(&preimage.concat()))
    }

    fn policy(&self) -> u64 {
        u64::from_le_bytes(self.field(0x08))
    }

    /// r, s and what is reserved behind them.
    fn signature_parts(&self) -> [&'a [u8]; 3] {
        let signature = self.0.get(SIGNED..).unwrap_or_default();
        let (r, rest) = signature.split_at_checked(SCALAR).unwrap_or_default();
        let (s, reserved) = rest.split_at_checked(SCALAR).unwrap_or_default();
        [r, s, reserved]
    }

    /// `N` bytes from `offset` on, which is a constant within the report.
    fn field<const N: usize>(&self, offset: usize) -> [u8; N] {
        self.0.get(offset..).and_then(|rest| rest.first_chunk()).copied().unwrap_or([0; N])
    }
}
