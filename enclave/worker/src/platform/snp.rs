//! AMD SEV-SNP, in a guest that runs Linux.
//!
//! The evidence is the report, followed by the certificate table that the hypervisor hands out with it. Where it hands
//! out none, the operator fetches the certificates from AMD's key server: they are public, and verifiers believe them
//! for their signatures only.
//!
//! The sealing key is the firmware's derived key over the root key of the chip (or of the provider's fleet where a VLEK
//! is loaded), mixed with the launch measurement and with the guest policy: the same image under a policy that allows
//! debugging has another key. `sev`, the library of AMD's own tools, makes that request; this program needs no unsafe
//! code for it.

use super::{
    clock::Ticks,
    files::{failed, Files, SystemFiles},
    tsm::{Report, Tsm},
    ClockTrust, Platform, PlatformError,
};
use crypto::prf::derive;
use messages::registration::{Quote, TeeKind};
use sev::firmware::guest::{DerivedKey, Firmware, GuestFieldSelect};
use std::{
    io,
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// Name of the kernel's driver.
pub(super) const PROVIDER: &str = "sev_guest";
/// Label of the derivation of the sealing key from the firmware's.
const SEALING_LABEL: &[u8] = b"adyton/sealing-key/snp/v1";
/// Largest file of certificates; AMD's two with their RSA keys of 4096 bits have 4.6 KiB of PEM.
const MAX_CERTIFICATES: u64 = 16 * 1024;
/// Version of the request for a derived key that all firmware knows.
const KEY_REQUEST_VERSION: u32 = 1;

const CERTIFICATES: &str =
    "put cert_chain.pem and vcek.der (or vlek.der) from AMD's key server there (docs/operators.md)";

/// An SEV-SNP guest.
pub struct SnpPlatform<F: Files = SystemFiles> {
    reports: Tsm<F>,
    certificates: Option<PathBuf>,
    sealing_key: Option<Zeroizing<[u8; 32]>>,
    ticks: Ticks,
}

impl SnpPlatform {
    /// The guest whose report entries are in `reports`. It seals if it has `device`, the firmware's mailbox, which is
    /// `/dev/sev-guest`. With `certificates`, they are taken from that folder and not from the host, in
    /// the form in which AMD's key server gives them: `vcek.der` or `vlek.der`, and `cert_chain.pem` with its authority
    /// and the root.
    ///
    /// # Errors
    /// [`PlatformError::SealingKey`] if the firmware refuses: going on without would silently make another worker.
    pub fn new(reports: &Path, device: &Path, certificates: Option<PathBuf>) -> Result<Self, PlatformError> {
        let sealing_key = if device.exists() { Some(firmware_key()?) } else { None };
        Ok(Self::with(Tsm::new(reports), certificates, sealing_key))
    }
}

impl<F: Files> SnpPlatform<F> {
    fn with(
        reports: Tsm<F>,
        certificates: Option<PathBuf>,
        sealing_key: Option<Zeroizing<[u8; 32]>>,
    ) -> Self {
        SnpPlatform { reports, certificates, sealing_key, ticks: Ticks::start() }
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
        let Report { blob, auxiliary } = self.reports.report(report_data)?;
        let evidence = match &self.certificates {
            Some(folder) => with_certificates(&blob, folder)?,
            None if auxiliary.is_empty() => return Err(PlatformError::NoCertificates),
            None => [blob, auxiliary].concat(),
        };
        attestation::without_padding(TeeKind::Snp, &evidence).map_err(|error| match error {
            attestation::Error::NoCertificateChain => PlatformError::NoCertificates,
            error => PlatformError::Quote(error),
        })
    }

    fn sealing_key(&self) -> Option<Zeroizing<[u8; 32]>> {
        self.sealing_key.clone()
    }

    fn clock(&self) -> Ticks {
        self.ticks
    }

    /// Without Secure TSC, which a program cannot see, the hypervisor scales the counter.
    fn clock_trust(&self) -> ClockTrust {
        ClockTrust::Host
    }
}

/// A report with the certificates of a folder. They are read for each quote: after an update of its firmware a chip has
/// another VCEK.
fn with_certificates(report: &[u8], folder: &Path) -> Result<Vec<u8>, PlatformError> {
    let read = |name: &str| {
        let path = folder.join(name);
        SystemFiles.read(&path, MAX_CERTIFICATES).map_err(failed("read", &path, CERTIFICATES))
    };
    let chain = pem::parse_many(read("cert_chain.pem")?).unwrap_or_default();
    let [authority, root] = chain.as_slice() else {
        return Err(PlatformError::Malformed("cert_chain.pem has other than two certificates"));
    };
    let (key, is_vlek) = match read("vcek.der") {
        Err(PlatformError::Device { reason, .. }) if reason.kind() == io::ErrorKind::NotFound => {
            (read("vlek.der")?, true)
        }
        key => (key?, false),
    };
    attestation::snp_quote(report, root.contents(), authority.contents(), &key, is_vlek)
        .map_err(PlatformError::Quote)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::platform::fake_kernel::{package, FakeKernel};
    use attestation::SnpProduct;
    use std::{fs, time::Duration};

    /// Bytes of a report.
    const REPORT: usize = 1184;
    const ARK: &str = "c0b406a4a803495297433fb6014cd0ae";
    const ASK: &str = "4ab7b379bbac4fe4a02f05aef327c782";
    const VCEK: &str = "63da758de6644564adc5f4b93be8accd";
    const CRL: &str = "92f81bc3581145d397ffd19f88dc67ea";

    /// A table in whole pages, as hypervisors hand it out.
    fn table(certificates: &[(&str, &[u8])]) -> Vec<u8> {
        let mut offset = 24 * (certificates.len() + 1);
        let (mut table, mut bodies) = (vec![], vec![]);
        for (guid, certificate) in certificates {
            table.extend(hex::decode(guid).unwrap());
            table.extend((offset as u32).to_le_bytes());
            table.extend((certificate.len() as u32).to_le_bytes());
            bodies.extend_from_slice(certificate);
            offset += certificate.len();
        }
        table.extend([0; 24]);
        table.extend(bodies);
        let pages = table.len().div_ceil(4096);
        table.resize(pages * 4096, 0);
        table
    }

    fn quote(
        report: usize,
        table: Option<Vec<u8>>,
        certificates: Option<&Path>,
    ) -> Result<Quote, PlatformError> {
        let kernel = FakeKernel::new(PROVIDER, move |_| vec![1; report], table.as_deref());
        let reports = Tsm::with(kernel.clone(), kernel.folder(), Duration::ZERO);
        SnpPlatform::with(reports, certificates.map(Path::to_path_buf), None).quote(&[5; 64])
    }

    #[test]
    fn the_hosts_certificates_follow_the_report_without_padding() {
        let given: [(&str, &[u8]); 4] =
            [(VCEK, &[2; 1360]), (ASK, &[3; 1700]), (CRL, &[9; 3000]), (ARK, &[4; 1700])];
        let quote = quote(REPORT, Some(table(&given)), None).unwrap();
        assert_eq!(quote.kind, TeeKind::Snp);
        let chain = [&[4; 1700][..], &[3; 1700], &[2; 1360]];
        let expected = attestation::snp_quote(&[1; REPORT], chain[0], chain[1], chain[2], false).unwrap();
        assert_eq!(quote.bytes.as_slice(), expected);
    }

    /// AMD's certificates of a Milan machine and a report of it, from the package of `sev`.
    fn recorded() -> (Vec<u8>, [Vec<u8>; 3]) {
        let read = |name: &str| fs::read(package("sev").join(name)).unwrap();
        let report = hex::decode(read("tests/certs_data/report_milan.hex").trim_ascii()).unwrap();
        let certificates =
            ["src/certs/snp/builtin/milan/ask.pem", "src/certs/snp/builtin/milan/ark.pem"].map(read);
        let [authority, root] = certificates;
        (report, [authority, root, read("tests/certs_data/vcek_milan.der")])
    }

    #[test]
    fn certificates_of_the_operator_take_the_place_of_the_hosts() {
        let (report, [authority, root, key]) = recorded();
        let der = |pem: &[u8]| pem::parse(pem).unwrap().into_contents();
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("cert_chain.pem"), [&authority[..], b"\n", &root].concat()).unwrap();
        for (name, is_vlek) in [("vlek.der", true), ("vcek.der", false)] {
            fs::write(folder.path().join(name), &key).unwrap();
            let answer = report.clone();
            let kernel = FakeKernel::new(PROVIDER, move |_| answer.clone(), None);
            let reports = Tsm::with(kernel.clone(), kernel.folder(), Duration::ZERO);
            let mut platform = SnpPlatform::with(reports, Some(folder.path().into()), None);
            let quote = platform.quote(&[5; 64]).unwrap();
            let expected =
                attestation::snp_quote(&report, &der(&root), &der(&authority), &key, is_vlek).unwrap();
            assert_eq!(quote.bytes.as_slice(), expected, "{name}");
            assert_eq!(attestation::unverified_family(&quote).unwrap(), SnpProduct::Milan.family());
        }
    }

    #[test]
    fn missing_certificates_are_named() {
        let without_root: [(&str, &[u8]); 2] = [(VCEK, &[2; 10]), (ASK, &[3; 10])];
        for given in [None, Some(vec![]), Some(table(&[])), Some(table(&without_root))] {
            assert!(matches!(quote(REPORT, given, None), Err(PlatformError::NoCertificates)));
        }
        let folder = tempfile::tempdir().unwrap();
        let error = quote(REPORT, None, Some(folder.path())).unwrap_err().to_string();
        assert!(error.contains("cert_chain.pem"), "{error}");
        fs::write(folder.path().join("cert_chain.pem"), recorded().1[0].clone()).unwrap();
        assert!(matches!(quote(REPORT, None, Some(folder.path())), Err(PlatformError::Malformed(_))));
    }

    #[test]
    fn malformed_answers_are_refused() {
        let good = table(&[(VCEK, &[2; 10]), (ASK, &[3; 10]), (ARK, &[4; 10])]);
        let mut cut = good.clone();
        cut.truncate(4 * 24 + 29);
        let mut endless = good.clone();
        endless.truncate(3 * 24);
        for (report, table) in [(REPORT - 1, good), (REPORT, cut), (REPORT, endless)] {
            assert!(matches!(quote(report, Some(table), None), Err(PlatformError::Quote(_))));
        }
    }

    #[test]
    fn without_the_firmwares_mailbox_it_seals_nothing() {
        let platform =
            SnpPlatform::new(Path::new("/nowhere"), Path::new("/nowhere/sev-guest"), None).unwrap();
        assert!(platform.sealing_key().is_none());
        assert_eq!(platform.clock_trust(), ClockTrust::Host);
    }
}
