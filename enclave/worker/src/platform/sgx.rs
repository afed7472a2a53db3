//! Intel SGX under Gramine, which offers the processor's instructions as files in `/dev/attestation`.
//!
//! Write 64 bytes to `user_report_data`, read `quote`. `keys/_sgx_mrenclave` is the processor's sealing key for this
//! very enclave (EGETKEY, policy MRENCLAVE).
//!
//! **Why MRENCLAVE and not MRSIGNER.** A key of the signer would open old disks to every later program with the same
//! signature, so one signing key would be worth all sealed secrets. Here an upgrade is a new worker that joins while
//! the old one leaves: nothing has to be read by another program. The key also changes with the processor's microcode
//! (CPUSVN), with the same consequence.

use super::{
    clock::Ticks,
    files::{failed, Files, SystemFiles},
    ClockTrust, Platform, PlatformError,
};
use crypto::prf::derive;
use messages::{
    limits::MAX_QUOTE,
    registration::{Quote, TeeKind},
};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Label of the derivation of the sealing key from the processor's.
const SEALING_LABEL: &[u8] = b"adyton/sealing-key/sgx/v1";
/// Bytes of the processor's sealing key: 128 bits.
const PROCESSOR_KEY: usize = 16;
/// Longest name of an attestation type: `none`, `epid`, `dcap`.
const MAX_TYPE: u64 = 64;
/// Padding that drivers leave behind a quote stays below this, in bytes.
const MAX_PADDING: u64 = 64 * 1024;

const NOT_GRAMINE: &str = "start the worker with gramine-sgx (docs/operators.md)";
const NO_QUOTE: &str = "check that the AESM service runs on the host and has a quote provider library";
const NO_KEY: &str = "use Gramine 1.5 or newer, with gramine-sgx and not gramine-direct";

/// An SGX enclave.
pub struct SgxPlatform<F: Files = SystemFiles> {
    files: F,
    folder: PathBuf,
    sealing_key: Zeroizing<[u8; 32]>,
    ticks: Ticks,
}

impl SgxPlatform {
    /// The enclave whose device files are in `folder`.
    ///
    /// # Errors
    /// [`PlatformError::Device`] outside Gramine, [`PlatformError::NotDcap`].
    pub fn new(folder: &Path) -> Result<Self, PlatformError> {
        Self::with(SystemFiles, folder)
    }
}

impl<F: Files> SgxPlatform<F> {
    fn with(files: F, folder: &Path) -> Result<Self, PlatformError> {
        let path = folder.join("attestation_type");
        let kind = files.read(&path, MAX_TYPE).map_err(failed("read", &path, NOT_GRAMINE))?;
        let kind = String::from_utf8_lossy(&kind);
        let kind = kind.trim_end_matches(['\0', '\n']);
        if kind != "dcap" {
            return Err(PlatformError::NotDcap(kind.to_owned()));
        }
        let sealing_key = sealing_key(&files, folder)?;
        Ok(SgxPlatform { files, folder: folder.to_path_buf(), sealing_key, ticks: Ticks::start() })
    }
}

fn sealing_key(files: &impl Files, folder: &Path) -> Result<Zeroizing<[u8; 32]>, PlatformError> {
    let path = folder.join("keys/_sgx_mrenclave");
    let key = files.read(&path, PROCESSOR_KEY as u64).map_err(failed("read", &path, NO_KEY))?;
    let key = Zeroizing::new(key);
    if key.len() != PROCESSOR_KEY {
        return Err(PlatformError::Malformed("a sealing key of SGX has 16 bytes"));
    }
    Ok(derive(&key, SEALING_LABEL, &[]))
}

impl<F: Files> Platform for SgxPlatform<F> {
    fn kind(&self) -> TeeKind {
        TeeKind::Sgx
    }

    fn simulated(&self) -> bool {
        false
    }

    /// Nobody else can use the files at the same time: they belong to this enclave.
    fn quote(&mut self, report_data: &[u8; 64]) -> Result<Quote, PlatformError> {
        let (question, answer) = (self.folder.join("user_report_data"), self.folder.join("quote"));
        self.files.write(&question, report_data).map_err(failed("write", &question, NOT_GRAMINE))?;
        let limit = u64::from(MAX_QUOTE) + MAX_PADDING;
        let quote = self.files.read(&answer, limit).map_err(failed("read", &answer, NO_QUOTE))?;
        attestation::without_padding(TeeKind::Sgx, &quote).map_err(PlatformError::Quote)
    }

    fn sealing_key(&self) -> Option<Zeroizing<[u8; 32]>> {
        Some(self.sealing_key.clone())
    }

    fn clock(&self) -> Ticks {
        self.ticks
    }

    /// Gramine asks the host for the time.
    fn clock_trust(&self) -> ClockTrust {
        ClockTrust::Host
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::platform::fake_kernel::intel_sample;
    use std::fs;

    /// A folder as Gramine shows it.
    fn gramine(kind: &str, key: &[u8], quote: &[u8]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("keys")).unwrap();
        for (name, content) in [
            ("attestation_type", kind.as_bytes()),
            ("keys/_sgx_mrenclave", key),
            ("user_report_data", &[]),
            ("quote", quote),
        ] {
            fs::write(folder.path().join(name), content).unwrap();
        }
        folder
    }

    #[test]
    fn it_asks_with_the_report_data_and_hands_over_the_quote_without_padding() {
        let sample = intel_sample("sgx_quote");
        let folder = gramine("dcap", &[7; 16], &[&sample[..], &[0; 100]].concat());
        let mut platform = SgxPlatform::new(folder.path()).unwrap();
        let quote = platform.quote(&[5; 64]).unwrap();
        assert_eq!(fs::read(folder.path().join("user_report_data")).unwrap(), [5; 64]);
        assert_eq!(quote.kind, TeeKind::Sgx);
        assert_eq!(
            quote.bytes.as_slice(),
            attestation::without_padding(TeeKind::Sgx, &sample).unwrap().bytes.as_slice()
        );
        assert!(!platform.simulated());
    }

    #[test]
    fn the_sealing_key_follows_from_the_processors() {
        let key = |processors: [u8; 16]| {
            let folder = gramine("dcap\n", &processors, &[]);
            SgxPlatform::new(folder.path()).unwrap().sealing_key().unwrap()
        };
        assert_eq!(key([7; 16]), key([7; 16]));
        assert_ne!(key([7; 16]), key([8; 16]));
    }

    #[test]
    fn what_is_missing_is_said_at_the_start_with_the_next_step() {
        let nowhere = tempfile::tempdir().unwrap();
        let refusal = |folder: &Path| SgxPlatform::new(folder).map(drop).unwrap_err().to_string();
        assert!(refusal(nowhere.path()).contains("gramine-sgx"));
        assert!(refusal(gramine("none", &[7; 16], &[]).path()).contains("sgx.remote_attestation"));
        assert!(refusal(gramine("dcap", &[7; 15], &[]).path()).contains("16 bytes"));
        assert!(refusal(gramine("dcap", &[7; 17], &[]).path()).contains("_sgx_mrenclave"));
    }

    #[test]
    fn a_quoting_service_that_gives_no_quote_is_named() {
        let folder = gramine("dcap", &[7; 16], &[0; 32]);
        let mut platform = SgxPlatform::new(folder.path()).unwrap();
        assert!(matches!(platform.quote(&[5; 64]), Err(PlatformError::Quote(_))));
        fs::remove_file(folder.path().join("quote")).unwrap();
        assert!(platform.quote(&[5; 64]).unwrap_err().to_string().contains("AESM"));
    }
}
