//! AMD SEV-SNP, in a guest that runs Linux.
//!
//! The evidence is the report, followed by the certificate table that the hypervisor hands out with it, as the
//! extended guest request lays it out (GHCB specification 2.03, section 4.1.8.1): entries of a GUID, an offset from the
//! table's begin and a length, one of zeros, then the certificates.
//!
//! The sealing key is the firmware's derived key over the root key of the chip (or of the provider's fleet where a VLEK
//! is loaded), mixed with the launch measurement and with the guest policy: the same image under a policy that allows
//! debugging has another key. `sev`, the library of AMD's own tools, makes that request; this program needs no unsafe
//! code for it.

use super::{
    clock::Ticks,
    files::{Files, SystemFiles},
    tsm::{Report, Tsm},
    ClockTrust, Platform, PlatformError,
};
use crypto::prf::derive;
use messages::{
    registration::{Quote, TeeKind},
    BoundedVec,
};
use sev::firmware::guest::{DerivedKey, Firmware, GuestFieldSelect};
use std::path::Path;
use zeroize::Zeroizing;

/// Name of the kernel's driver.
pub(super) const PROVIDER: &str = "sev_guest";
/// Label of the derivation of the sealing key from the firmware's.
const SEALING_LABEL: &[u8] = b"adyton/sealing-key/snp/v1";
/// Bytes of a report (SEV-SNP firmware ABI, section 7.3).
const REPORT: usize = 1184;
/// Bytes of one entry of the certificate table.
const ENTRY: usize = 24;
/// Version of the request for a derived key that all firmware knows.
const KEY_REQUEST_VERSION: u32 = 1;

/// An SEV-SNP guest.
pub struct SnpPlatform<F: Files = SystemFiles> {
    reports: Tsm<F>,
    sealing_key: Option<Zeroizing<[u8; 32]>>,
    ticks: Ticks,
}

impl SnpPlatform {
    /// The guest whose report entries are in `reports`. It seals if it has `device`, the firmware's mailbox, which is
    /// `/dev/sev-guest`.
    ///
    /// # Errors
    /// [`PlatformError::SealingKey`] if the firmware refuses: going on without would silently make another worker.
    pub fn new(reports: &Path, device: &Path) -> Result<Self, PlatformError> {
        let sealing_key = if device.exists() { Some(firmware_key()?) } else { None };
        Ok(Self::with(Tsm::new(reports), sealing_key))
    }
}

impl<F: Files> SnpPlatform<F> {
    fn with(reports: Tsm<F>, sealing_key: Option<Zeroizing<[u8; 32]>>) -> Self {
        SnpPlatform { reports, sealing_key, ticks: Ticks::start() }
    }
}

/// The firmware's key for this image under this policy, at VMPL 0. Other versions of firmware and guest count as the
/// same (version 0 of each), so that a firmware update does not cost the sealed shares.
fn firmware_key() -> Result<Zeroizing<[u8; 32]>, PlatformError> {
    let mut mixed = GuestFieldSelect::default();
    mixed.set_guest_policy(true);
    mixed.set_measurement(true);
    let request = DerivedKey::new(false, mixed, 0, 0, 0, None);
    let refused = |error: &dyn std::fmt::Display| PlatformError::SealingKey(error.to_string());
    let mut firmware = Firmware::open().map_err(|error| refused(&error))?;
    let key =
        firmware.get_derived_key(Some(KEY_REQUEST_VERSION), request).map_err(|error| refused(&error))?;
    Ok(derive(Zeroizing::new(key).as_ref(), SEALING_LABEL, &[]))
}

impl<F: Files> Platform for SnpPlatform<F> {
    fn kind(&self) -> TeeKind {
        TeeKind::Snp
    }

    fn simulated(&self) -> bool {
        false
    }

    fn quote(&mut self, report_data: &[u8; 64]) -> Result<Quote, PlatformError> {
        let bytes = evidence(self.reports.report(report_data)?)?;
        let bytes =
            BoundedVec::try_from(bytes).map_err(|_| PlatformError::Quote(attestation::Error::Oversize))?;
        Ok(Quote { kind: TeeKind::Snp, bytes })
    }

    fn sealing_key(&self) -> Option<Zeroizing<[u8; 32]>> {
        self.sealing_key.clone()
    }

    fn ticks_ms(&self) -> u64 {
        self.ticks.ms()
    }

    /// Without Secure TSC, which a program cannot see, the hypervisor scales the counter.
    fn clock_trust(&self) -> ClockTrust {
        ClockTrust::Host
    }
}

/// Report ‖ certificate table, without the padding to whole pages that hypervisors leave behind the table.
fn evidence(report: Report) -> Result<Vec<u8>, PlatformError> {
    if report.blob.len() != REPORT {
        return Err(PlatformError::Malformed("a report of SEV-SNP has 1184 bytes"));
    }
    let length = table_length(&report.auxiliary)?;
    let table = report.auxiliary.get(..length).ok_or(PlatformError::Malformed("a certificate is cut off"))?;
    Ok([&report.blob, table].concat())
}

/// Where the last certificate of a table ends.
fn table_length(table: &[u8]) -> Result<usize, PlatformError> {
    let mut length = 0;
    for entry in table.chunks_exact(ENTRY) {
        let (guid, place) = entry.split_at(16);
        if guid.iter().all(|byte| *byte == 0) {
            return if length == 0 { Err(PlatformError::NoCertificates) } else { Ok(length) };
        }
        let (offset, size) = place.split_at(4);
        length = length.max(number(offset).saturating_add(number(size)));
    }
    match table {
        [] => Err(PlatformError::NoCertificates),
        _ => Err(PlatformError::Malformed("the certificate table does not end")),
    }
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::platform::fake_kernel::FakeKernel;
    use std::time::Duration;

    /// A table of certificates under made-up GUIDs, in whole pages as hypervisors hand it out.
    fn table(certificates: &[&[u8]]) -> Vec<u8> {
        let mut offset = ENTRY * (certificates.len() + 1);
        let (mut entries, mut bodies) = (vec![], vec![]);
        for (number, certificate) in certificates.iter().enumerate() {
            entries.extend([number as u8 + 1; 16]);
            entries.extend((offset as u32).to_le_bytes());
            entries.extend((certificate.len() as u32).to_le_bytes());
            bodies.extend_from_slice(certificate);
            offset += certificate.len();
        }
        entries.extend([0; ENTRY]);
        entries.extend(bodies);
        let pages = entries.len().div_ceil(4096);
        entries.resize(pages * 4096, 0);
        entries
    }

    fn quote(report: usize, table: Option<Vec<u8>>) -> Result<Quote, PlatformError> {
        let kernel = FakeKernel::new(PROVIDER, move |_| vec![1; report], table.as_deref());
        let reports = Tsm::with(kernel.clone(), kernel.folder(), Duration::ZERO);
        SnpPlatform::with(reports, None).quote(&[5; 64])
    }

    #[test]
    fn the_certificate_table_follows_the_report_without_padding() {
        let padded = table(&[&[2; 700], &[3; 900]]);
        let quote = quote(REPORT, Some(padded.clone())).unwrap();
        assert_eq!(quote.kind, TeeKind::Snp);
        let expected = [&[1; REPORT][..], &padded[..3 * ENTRY + 1600]].concat();
        assert_eq!(quote.bytes.as_slice(), expected);
    }

    #[test]
    fn a_host_without_certificates_is_named() {
        for empty in [None, Some(vec![]), Some(table(&[]))] {
            assert!(matches!(quote(REPORT, empty), Err(PlatformError::NoCertificates)));
        }
    }

    #[test]
    fn malformed_answers_are_refused() {
        let good = table(&[&[2; 700]]);
        let mut endless = good.clone();
        endless.truncate(ENTRY);
        let mut cut = good.clone();
        cut.truncate(2 * ENTRY + 699);
        let mut far = good.clone();
        far[16..24].fill(0xff);
        for (report, table) in [(REPORT - 1, good), (REPORT, endless), (REPORT, cut), (REPORT, far)] {
            assert!(matches!(quote(report, Some(table)), Err(PlatformError::Malformed(_))));
        }
        assert!(matches!(
            quote(REPORT, Some(table(&[&[2; 20_000]]))),
            Err(PlatformError::Quote(attestation::Error::Oversize))
        ));
    }

    #[test]
    fn without_the_firmwares_mailbox_it_seals_nothing() {
        let platform = SnpPlatform::new(Path::new("/nowhere"), Path::new("/nowhere/sev-guest")).unwrap();
        assert!(platform.sealing_key().is_none());
        assert_eq!(platform.clock_trust(), ClockTrust::Host);
    }
}
