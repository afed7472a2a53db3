//! What is seen of a machine: its processor's flags, kernel and device files.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

/// Folder of the kernel's report entries.
const REPORTS: &str = "sys/kernel/config/tsm/report";
/// Our entry there; a fixed name, so that an interrupted run leaves no more than one.
const ENTRY: &str = "adyton-doctor";

/// A machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Machine {
    /// Name of its processor.
    pub(super) processor: String,
    /// Release of its kernel.
    pub(super) kernel: String,
    flags: BTreeSet<String>,
    /// What the kernel says about its reports.
    pub(super) reports: Reports,
    /// Name of the kernel's clock source.
    pub(super) clocksource: String,
    root: PathBuf,
}

/// Whether and for what the kernel makes attestation reports.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Reports {
    /// configfs is not mounted.
    NoConfigfs,
    /// configfs is mounted, and no driver makes reports.
    NoDriver,
    /// There is a driver, but this user may not ask it.
    NotAllowed,
    /// There is a driver that tells no name.
    Nameless(String),
    /// The driver.
    Driver(String),
}

impl Machine {
    /// Looks at the machine whose system folders are under `root`. What cannot be read counts as missing.
    pub(super) fn look(root: &Path) -> Self {
        let text = |path: &str| fs::read_to_string(root.join(path)).unwrap_or_default();
        let cpuinfo = text("proc/cpuinfo");
        let field = |name: &str| {
            let line =
                cpuinfo.lines().find(|line| line.split(':').next().is_some_and(|key| key.trim() == name));
            line.and_then(|line| line.split_once(':')).map_or("", |(_, value)| value.trim()).to_owned()
        };
        let or_unknown = |text: String| if text.is_empty() { "unknown".to_owned() } else { text };
        Machine {
            processor: or_unknown(field("model name")),
            kernel: or_unknown(text("proc/sys/kernel/osrelease").trim().to_owned()),
            flags: field("flags").split_whitespace().map(str::to_owned).collect(),
            reports: Reports::look(root),
            clocksource: text("sys/devices/system/clocksource/clocksource0/current_clocksource")
                .trim()
                .to_owned(),
            root: root.to_path_buf(),
        }
    }

    /// Whether the processor has a feature, by the kernel's name for it.
    pub(super) fn has_flag(&self, flag: &str) -> bool {
        self.flags.contains(flag)
    }

    /// Whether a file or folder is there.
    pub(super) fn has(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    /// Whether a module's parameter says yes.
    pub(super) fn parameter(&self, path: &str) -> bool {
        fs::read_to_string(self.root.join(path)).is_ok_and(|value| matches!(value.trim(), "Y" | "1"))
    }

    /// Whether the kernel is `major.minor` or newer. Vendors carry features back into older kernels, so where a device
    /// file is there the number does not matter.
    pub(super) fn kernel_is_at_least(&self, major: u32, minor: u32) -> bool {
        let mut numbers = self.kernel.split(|c: char| !c.is_ascii_digit()).map(|n| n.parse().unwrap_or(0));
        (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= (major, minor)
    }
}

impl Reports {
    fn look(root: &Path) -> Self {
        let mounts = fs::read_to_string(root.join("proc/mounts")).unwrap_or_default();
        if !mounts.lines().any(|mount| mount.split_whitespace().nth(2) == Some("configfs")) {
            return Reports::NoConfigfs;
        }
        let folder = root.join(REPORTS);
        if !folder.is_dir() {
            return Reports::NoDriver;
        }
        Self::ask(&folder.join(ENTRY))
    }

    /// Asks the driver for its name, which takes an entry.
    fn ask(entry: &Path) -> Self {
        match fs::create_dir(entry) {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Reports::NotAllowed,
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Reports::Nameless(error.to_string())
            }
            _ => {}
        }
        let provider = fs::read_to_string(entry.join("provider"));
        // An entry that stays is harmless and used again.
        let _ = fs::remove_dir(entry);
        match provider {
            Ok(name) => Reports::Driver(name.trim().to_owned()),
            Err(error) => Reports::Nameless(error.to_string()),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(super) mod tests {
    use super::*;

    /// A machine made of these files; a path that ends with `/` is a folder.
    pub(in super::super) fn machine(files: &[(&str, &str)]) -> Machine {
        let root = tempfile::tempdir().unwrap();
        for (path, content) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            if path.as_os_str().to_string_lossy().ends_with('/') {
                fs::create_dir_all(&path).unwrap();
            } else {
                fs::write(&path, content).unwrap();
            }
        }
        let mut machine = Machine::look(root.path());
        machine.root = root.keep();
        machine
    }

    #[test]
    fn processor_kernel_and_flags_are_read() {
        let machine = machine(&[
            (
                "proc/cpuinfo",
                "processor\t: 0\nmodel name\t: A Processor\nflags\t\t: fpu sgx sgx_lc\n\nprocessor\t: 1\n",
            ),
            ("proc/sys/kernel/osrelease", "6.8.0-45-generic\n"),
        ]);
        assert_eq!(
            (machine.processor.as_str(), machine.kernel.as_str()),
            ("A Processor", "6.8.0-45-generic")
        );
        assert!(machine.has_flag("sgx") && !machine.has_flag("tdx_guest"));
        for ((major, minor), at_least) in
            [((6, 7), true), ((6, 8), true), ((6, 9), false), ((7, 0), false), ((5, 19), true)]
        {
            assert_eq!(machine.kernel_is_at_least(major, minor), at_least, "{major}.{minor}");
        }
    }

    #[test]
    fn the_states_of_reports_are_told_apart() {
        let mounted = ("proc/mounts", "none /sys/kernel/config configfs rw 0 0\n");
        let cases: [(&[(&str, &str)], Reports); 3] = [
            (&[], Reports::NoConfigfs),
            (&[mounted], Reports::NoDriver),
            (
                &[mounted, ("sys/kernel/config/tsm/report/adyton-doctor/provider", "tdx_guest\n")],
                Reports::Driver("tdx_guest".into()),
            ),
        ];
        for (files, expected) in cases {
            assert_eq!(machine(files).reports, expected);
        }
        let nameless = machine(&[mounted, ("sys/kernel/config/tsm/report/", "")]);
        assert!(matches!(nameless.reports, Reports::Nameless(_)));
        assert!(!nameless.has("sys/kernel/config/tsm/report/adyton-doctor"), "the entry is removed");
    }
}
