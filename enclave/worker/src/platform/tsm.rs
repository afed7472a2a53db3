//! Attestation reports of the Linux kernel (configfs-tsm, Linux 6.7 and newer; the kernel's
//! `Documentation/ABI/testing/configfs-tsm-report` describes the files).
//!
//! A folder made in `/sys/kernel/config/tsm/report` is an entry: write `inblob`, read `outblob` and, on some hardware,
//! `auxblob`. The kernel counts writes in `generation`: if it rose by more than the one write of ours, the report
//! answers somebody else's question. It also is the only sign that a write was refused, because the kernel takes a blob
//! when its file is closed. Each attempt has an entry of its own, which is removed in any case.

use super::{
    files::{failed, Files, SystemFiles},
    PlatformError,
};
use std::{
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

/// Attempts at one report. A quoting service that was just started answers within a few seconds.
const ATTEMPTS: u32 = 5;
/// Rest after the first failed attempt; it doubles with each.
const REST: Duration = Duration::from_millis(100);
/// Largest blob that the kernel gives (`TSM_REPORT_OUTBLOB_MAX` and the certificates of SEV-SNP), in bytes.
const MAX_BLOB: u64 = 64 * 1024;
/// Longest text attribute: a provider's name or a number.
const MAX_TEXT: u64 = 256;

const NO_ENTRY: &str =
    "mount configfs at /sys/kernel/config, load the guest driver (tdx_guest or sev-guest) and run as root, on Linux 6.7 or newer";
const NO_REPORT: &str = "look for the guest driver's complaint in the kernel's log (dmesg)";

/// What the kernel answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Report {
    /// The signed report.
    pub(super) blob: Vec<u8>,
    /// What the hardware's owner adds to it, unsigned; empty if nothing.
    pub(super) auxiliary: Vec<u8>,
}

/// The kernel's entries.
pub(super) struct Tsm<F: Files = SystemFiles> {
    files: F,
    folder: PathBuf,
    rest: Duration,
}

impl Tsm {
    /// The entries in `folder`.
    pub(super) fn new(folder: &Path) -> Self {
        Self::with(SystemFiles, folder, REST)
    }
}

/// How one attempt failed.
enum Failure {
    /// Trying again may help.
    Passing(String),
    /// It will not.
    Lasting(PlatformError),
}

impl<F: Files> Tsm<F> {
    pub(super) fn with(files: F, folder: &Path, rest: Duration) -> Self {
        Tsm { files, folder: folder.to_path_buf(), rest }
    }

    /// Name of the driver behind the entries: `tdx_guest` or `sev_guest`.
    pub(super) fn provider(&self) -> Result<String, PlatformError> {
        let entry = Entry::make(&self.files, &self.folder)?;
        entry.text("provider")
    }

    /// A report over `data`.
    pub(super) fn report(&self, data: &[u8; 64]) -> Result<Report, PlatformError> {
        let mut reason = String::new();
        for attempt in 0..ATTEMPTS {
            if attempt > 0 {
                thread::sleep(self.rest.saturating_mul(1 << (attempt - 1)));
            }
            match self.attempt(data) {
                Ok(report) => return Ok(report),
                Err(Failure::Lasting(error)) => return Err(error),
                Err(Failure::Passing(why)) => reason = why,
            }
        }
        Err(PlatformError::NoReport { attempts: ATTEMPTS, reason })
    }

    fn attempt(&self, data: &[u8; 64]) -> Result<Report, Failure> {
        let entry = Entry::make(&self.files, &self.folder).map_err(Failure::Lasting)?;
        let before = entry.generation()?;
        entry.write("inblob", data)?;
        let blob = entry.read("outblob")?;
        let auxiliary = entry.read_if_there("auxblob")?;
        let after = entry.generation()?;
        if after != before.wrapping_add(1) {
            let why = format!("generation went from {before} to {after} over one write");
            return Err(Failure::Passing(why));
        }
        if blob.is_empty() {
            return Err(Failure::Passing("the report is empty".into()));
        }
        Ok(Report { blob, auxiliary })
    }
}

/// One entry, removed when dropped.
struct Entry<'a, F: Files> {
    files: &'a F,
    path: PathBuf,
}

impl<'a, F: Files> Entry<'a, F> {
    /// Makes an entry under a name that nobody else uses, in other containers neither.
    fn make(files: &'a F, folder: &Path) -> Result<Self, PlatformError> {
        let number = getrandom::u64().map_err(PlatformError::Entropy)?;
        let path = folder.join(format!("adyton-{number:016x}"));
        files.create_folder(&path).map_err(failed("create", &path, NO_ENTRY))?;
        Ok(Entry { files, path })
    }

    fn text(&self, attribute: &str) -> Result<String, PlatformError> {
        let path = self.path.join(attribute);
        let bytes = self.files.read(&path, MAX_TEXT).map_err(failed("read", &path, NO_REPORT))?;
        Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
    }

    fn generation(&self) -> Result<u64, Failure> {
        let text = self.text("generation").map_err(Failure::Lasting)?;
        let malformed = |_| Failure::Lasting(PlatformError::Malformed("`generation` is no number"));
        text.parse().map_err(malformed)
    }

    fn write(&self, attribute: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.path.join(attribute);
        self.files.write(&path, bytes).map_err(|error| Failure::of(error, "write", &path))
    }

    fn read(&self, attribute: &str) -> Result<Vec<u8>, Failure> {
        let path = self.path.join(attribute);
        self.files.read(&path, MAX_BLOB).map_err(|error| Failure::of(error, "read", &path))
    }

    /// An attribute that only some hardware has.
    fn read_if_there(&self, attribute: &str) -> Result<Vec<u8>, Failure> {
        let path = self.path.join(attribute);
        match self.files.read(&path, MAX_BLOB) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(vec![]),
            other => other.map_err(|error| Failure::of(error, "read", &path)),
        }
    }
}

impl Failure {
    /// Busy, out of time, interrupted, or asked anew by somebody else: the kernel's ways to say "again, please".
    fn of(error: io::Error, doing: &'static str, path: &Path) -> Self {
        match error.kind() {
            ErrorKind::WouldBlock
            | ErrorKind::ResourceBusy
            | ErrorKind::TimedOut
            | ErrorKind::Interrupted => {
                Failure::Passing(format!("cannot {doing} {}: {error}", path.display()))
            }
            _ => Failure::Lasting(failed(doing, path, NO_REPORT)(error)),
        }
    }
}

impl<F: Files> Drop for Entry<'_, F> {
    fn drop(&mut self) {
        if let Err(error) = self.files.remove_folder(&self.path) {
            tracing::warn!(
                "cannot remove the report entry {}: {error}; remove it by hand",
                self.path.display()
            );
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::platform::fake_kernel::{FakeKernel, Trouble};

    fn report(kernel: &FakeKernel) -> Result<Report, PlatformError> {
        Tsm::with(kernel.clone(), kernel.folder(), Duration::ZERO).report(&[5; 64])
    }

    #[test]
    fn a_report_answers_the_question_and_leaves_no_entry_behind() {
        let kernel = FakeKernel::new("tdx_guest", |data| [b"report over ", data].concat(), Some(b"more"));
        let expected =
            Report { blob: [&b"report over "[..], &[5; 64]].concat(), auxiliary: b"more".to_vec() };
        assert_eq!(report(&kernel).unwrap(), expected);
        assert_eq!(kernel.entries_made(), 1);
        assert!(kernel.is_empty());
    }

    #[test]
    fn hardware_without_auxiliary_data_is_fine() {
        let kernel = FakeKernel::new("tdx_guest", <[u8]>::to_vec, None);
        assert_eq!(report(&kernel).unwrap(), Report { blob: vec![5; 64], auxiliary: vec![] });
    }

    #[test]
    fn passing_trouble_is_sat_out() {
        for trouble in [
            Trouble::SomebodyElseAsks,
            Trouble::WriteIsLost,
            Trouble::EmptyReport,
            Trouble::Reading(ErrorKind::WouldBlock),
            Trouble::Reading(ErrorKind::ResourceBusy),
            Trouble::Reading(ErrorKind::TimedOut),
            Trouble::Reading(ErrorKind::Interrupted),
        ] {
            let kernel = FakeKernel::new("tdx_guest", <[u8]>::to_vec, None);
            kernel.trouble(trouble, 2);
            assert_eq!(report(&kernel).unwrap().blob, [5; 64], "{trouble:?}");
            assert_eq!(kernel.entries_made(), 3, "{trouble:?}");
            assert!(kernel.is_empty(), "{trouble:?}");
        }
    }

    #[test]
    fn attempts_are_bounded_and_clean_up() {
        let kernel = FakeKernel::new("tdx_guest", <[u8]>::to_vec, None);
        kernel.trouble(Trouble::SomebodyElseAsks, u32::MAX);
        assert!(matches!(report(&kernel), Err(PlatformError::NoReport { attempts: ATTEMPTS, .. })));
        assert_eq!(kernel.entries_made(), ATTEMPTS);
        assert!(kernel.is_empty());
    }

    #[test]
    fn lasting_trouble_ends_at_once_and_cleans_up() {
        let kernel = FakeKernel::new("tdx_guest", <[u8]>::to_vec, None);
        kernel.trouble(Trouble::Reading(ErrorKind::PermissionDenied), 1);
        assert!(matches!(report(&kernel), Err(PlatformError::Device { doing: "read", .. })));
        assert_eq!(kernel.entries_made(), 1);
        assert!(kernel.is_empty());
    }

    #[test]
    fn a_kernel_without_entries_is_named_with_the_next_step() {
        let error = Tsm::new(Path::new("/nowhere/tsm/report")).report(&[5; 64]).unwrap_err().to_string();
        assert!(error.contains("configfs"), "{error}");
    }
}
