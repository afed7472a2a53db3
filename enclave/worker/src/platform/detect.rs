//! Which hardware is here.

use super::{
    sgx::SgxPlatform, sim::SimulatedPlatform, snp, snp::SnpPlatform, tdx, tdx::TdxPlatform, tsm::Tsm,
    Platform, PlatformError,
};
use clap::ValueEnum;
use std::path::{Path, PathBuf};

/// Platforms this binary can run on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum PlatformKind {
    /// The hardware that is here; never the simulated one.
    Auto,
    /// Simulated TDX under the development root: only networks whose chain spec has that root accept it.
    Simulated,
    /// Intel SGX under Gramine.
    Sgx,
    /// Intel TDX.
    Tdx,
    /// AMD SEV-SNP.
    Snp,
}

/// Where the device files are.
#[derive(Clone, Debug)]
pub struct Locations {
    /// Gramine's folder.
    attestation: PathBuf,
    /// The kernel's report entries.
    reports: PathBuf,
    /// Name of the kernel's clock source.
    clocksource: PathBuf,
    /// Mailbox of AMD's firmware.
    sev_guest: PathBuf,
    /// AMD's certificates, where the host hands out none.
    certificates: Option<PathBuf>,
}

impl Locations {
    /// The places that kernel and Gramine document, under `root` (which is `/` outside tests). `certificates` is the
    /// operator's folder of AMD's certificates.
    pub fn under(root: &Path, certificates: Option<PathBuf>) -> Self {
        Locations {
            attestation: root.join("dev/attestation"),
            reports: root.join("sys/kernel/config/tsm/report"),
            clocksource: root.join("sys/devices/system/clocksource/clocksource0/current_clocksource"),
            sev_guest: root.join("dev/sev-guest"),
            certificates,
        }
    }
}

/// Opens a platform. `machine` numbers the simulated one.
///
/// # Errors
/// Any [`PlatformError`]: what is missing, and the next step.
pub fn open(kind: PlatformKind, machine: u32, at: &Locations) -> Result<Box<dyn Platform>, PlatformError> {
    Ok(match kind {
        PlatformKind::Auto => return open(detect(at)?, machine, at),
        PlatformKind::Simulated => Box::new(SimulatedPlatform::new(machine)),
        PlatformKind::Sgx => Box::new(SgxPlatform::new(&at.attestation)?),
        PlatformKind::Tdx => Box::new(TdxPlatform::new(&at.reports, &at.clocksource)),
        PlatformKind::Snp => Box::new(SnpPlatform::new(&at.reports, &at.sev_guest, at.certificates.clone())?),
    })
}

/// Gramine shows its folder to enclaves only; elsewhere the kernel says which driver makes its reports.
fn detect(at: &Locations) -> Result<PlatformKind, PlatformError> {
    if at.attestation.is_dir() {
        return Ok(PlatformKind::Sgx);
    }
    if !at.reports.is_dir() {
        return Err(PlatformError::NoHardware);
    }
    of_provider(&Tsm::new(&at.reports).provider()?)
}

fn of_provider(provider: &str) -> Result<PlatformKind, PlatformError> {
    match provider {
        tdx::PROVIDER => Ok(PlatformKind::Tdx),
        snp::PROVIDER => Ok(PlatformKind::Snp),
        _ => Err(PlatformError::NoHardware),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::platform::fake_kernel::FakeKernel;
    use messages::registration::TeeKind;
    use std::{fs, time::Duration};

    #[test]
    fn hardware_is_never_guessed_to_be_simulated() {
        let root = tempfile::tempdir().unwrap();
        let at = Locations::under(root.path(), None);
        assert!(matches!(open(PlatformKind::Auto, 1, &at), Err(PlatformError::NoHardware)));
        assert!(open(PlatformKind::Simulated, 1, &at).unwrap().simulated());
    }

    #[test]
    fn gramines_folder_means_sgx() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("dev/attestation/keys");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("_sgx_mrenclave"), [1; 16]).unwrap();
        fs::write(folder.with_file_name("attestation_type"), "dcap").unwrap();
        let platform = open(PlatformKind::Auto, 1, &Locations::under(root.path(), None)).unwrap();
        assert_eq!(platform.kind(), TeeKind::Sgx);
    }

    #[test]
    fn the_kernels_driver_tells_tdx_from_snp() {
        for (provider, kind) in [
            ("tdx_guest", Some(PlatformKind::Tdx)),
            ("sev_guest", Some(PlatformKind::Snp)),
            ("arm_cca_guest", None),
        ] {
            let kernel = FakeKernel::new(provider, <[u8]>::to_vec, None);
            let found = Tsm::with(kernel.clone(), kernel.folder(), Duration::ZERO).provider().unwrap();
            assert_eq!(of_provider(&found).ok(), kind, "{provider}");
            assert!(kernel.is_empty());
        }
    }
}
