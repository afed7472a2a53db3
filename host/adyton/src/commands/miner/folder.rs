//! A miner's folder, and what is kept in it from one start to the next.

use super::{
    config::{Config, FILE_NAME},
    record::Record,
};
use anyhow::{bail, Context, Result};
use messages::ids::WorkerId;
use std::{
    fs,
    io::{ErrorKind, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

/// Name of the operator's key, unless another is named.
pub(super) const KEY_FILE: &str = "operator.key";
/// Log files that grew larger are put aside when their program starts.
const MAX_LOG_BYTES: u64 = 64 * 1024 * 1024;

/// The folder.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The folder at `path`, which need not exist.
    ///
    /// # Errors
    /// If this program has no working folder.
    pub(super) fn new(path: &Path) -> Result<Self> {
        Ok(Self { path: std::path::absolute(path)? })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// A path of the configuration: relative ones are relative to this folder.
    pub(super) fn resolve(&self, path: &Path) -> PathBuf {
        self.path.join(path)
    }

    pub(super) fn config_file(&self) -> PathBuf {
        self.path.join(FILE_NAME)
    }

    /// What was verified of the chain.
    pub(super) fn chain(&self) -> PathBuf {
        self.path.join("chain")
    }

    /// The worker's encrypted store.
    pub(super) fn store(&self) -> PathBuf {
        self.path.join("worker")
    }

    /// What pherry keeps.
    pub(super) fn relayer(&self) -> PathBuf {
        self.path.join("pherry")
    }

    /// The folder of logs, made if it is not there. Large ones are put aside.
    pub(super) fn logs(&self) -> Result<PathBuf> {
        let folder = self.path.join("logs");
        self.make(&folder)?;
        Ok(folder)
    }

    /// Puts a program's log aside if it grew large.
    pub(super) fn rotate(&self, program: &str) -> Result<()> {
        let log = self.logs()?.join(format!("{program}.log"));
        if fs::metadata(&log).is_ok_and(|file| file.len() > MAX_LOG_BYTES) {
            fs::rename(&log, log.with_extension("log.old"))?;
        }
        Ok(())
    }

    /// Reads the configuration.
    ///
    /// # Errors
    /// A sentence with the next step.
    pub(super) fn config(&self) -> Result<Config> {
        let file = self.config_file();
        let text = fs::read_to_string(&file).with_context(|| {
            format!(
                "cannot read {}; make one with `adyton miner init`, or name its folder with --dir",
                file.display()
            )
        })?;
        Config::parse(&text, &file)
    }

    /// Writes the configuration unless there is one. Returns whether it did.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub(super) fn write_config(&self, text: &str) -> Result<bool> {
        self.make(&self.path)?;
        self.create(&self.config_file(), text, 0o644)
    }

    /// Writes a secret to a file that only its owner can read. The file must not exist.
    ///
    /// # Errors
    /// If it does, or cannot be written.
    pub(super) fn write_secret(&self, file: &Path, secret: &str) -> Result<()> {
        self.make(&self.path)?;
        if !self.create(file, &format!("{secret}\n"), 0o600)? {
            bail!(
                "{} exists and is not overwritten; name it with --key, or choose another --dir",
                file.display()
            );
        }
        Ok(())
    }

    /// Whether others than its owner may read a file.
    pub(super) fn is_exposed(file: &Path) -> bool {
        fs::metadata(file).is_ok_and(|file| file.permissions().mode() & 0o077 != 0)
    }

    /// The worker that ran last.
    ///
    /// # Errors
    /// If the file is damaged.
    pub(super) fn worker(&self) -> Result<Option<WorkerId>> {
        let file = self.path.join("worker.id");
        match fs::read_to_string(&file) {
            Ok(text) => crate::commands::gatekeeper::parse_worker(text.trim())
                .map(Some)
                .map_err(|error| anyhow::anyhow!("{} is damaged ({error}); remove it", file.display())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", file.display())),
        }
    }

    /// Notes the worker that runs.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub(super) fn note_worker(&self, worker: &WorkerId) -> Result<()> {
        self.replace(&self.path.join("worker.id"), &format!("0x{}\n", hex::encode(worker.0)))
    }

    /// What was seen of a worker's heartbeats; nothing if the file is not there or damaged.
    pub(super) fn record(&self, worker: &WorkerId) -> Option<Record> {
        let text = fs::read_to_string(self.record_file(worker)).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Keeps what was seen of a worker's heartbeats.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub(super) fn keep_record(&self, worker: &WorkerId, record: &Record) -> Result<()> {
        self.replace(&self.record_file(worker), &serde_json::to_string(record)?)
    }

    fn record_file(&self, worker: &WorkerId) -> PathBuf {
        self.path.join("records").join(format!("{}.json", hex::encode(worker.0)))
    }

    /// Whether the operator stopped mining: no session is begun then.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop_mark().exists()
    }

    /// Notes that the operator stopped mining, or takes it back.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub(super) fn set_stopped(&self, stopped: bool) -> Result<()> {
        if stopped {
            return self.replace(&self.stop_mark(), "begin again with `adyton miner start --again`\n");
        }
        match fs::remove_file(self.stop_mark()) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn stop_mark(&self) -> PathBuf {
        self.path.join("stopped")
    }

    fn make(&self, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make {}; choose another --dir", folder.display()))
    }

    /// Writes a new file; `false` if it exists.
    fn create(&self, file: &Path, text: &str, mode: u32) -> Result<bool> {
        let opened = fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(file);
        match opened.and_then(|mut handle| handle.write_all(text.as_bytes())) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error).with_context(|| format!("cannot write {}", file.display())),
        }
    }

    /// Writes a file in one step: nobody sees half of it.
    fn replace(&self, file: &Path, text: &str) -> Result<()> {
        self.make(file.parent().unwrap_or(&self.path))?;
        let fresh = file.with_extension("new");
        fs::write(&fresh, text)
            .and_then(|()| fs::rename(&fresh, file))
            .with_context(|| format!("cannot write {}; is the disk full?", file.display()))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_exists_is_overwritten() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::new(&root.path().join("miner")).unwrap();
        assert!(folder.write_config("first").unwrap());
        assert!(!folder.write_config("second").unwrap());
        assert_eq!(fs::read_to_string(folder.config_file()).unwrap(), "first");
        let key = folder.resolve(Path::new(KEY_FILE));
        folder.write_secret(&key, "0x01").unwrap();
        let error = folder.write_secret(&key, "0x02").unwrap_err().to_string();
        assert!(error.contains("is not overwritten"), "{error}");
        assert!(!Folder::is_exposed(&key), "only its owner reads a key");
        assert!(Folder::is_exposed(&folder.config_file()));
    }

    #[test]
    fn what_is_noted_is_found_again() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::new(root.path()).unwrap();
        let worker = WorkerId([7; 32]);
        assert_eq!(folder.worker().unwrap(), None);
        folder.note_worker(&worker).unwrap();
        assert_eq!(folder.worker().unwrap(), Some(worker));
        let record = Record::from(12);
        folder.keep_record(&worker, &record).unwrap();
        assert_eq!(folder.record(&worker), Some(record));
        assert_eq!(folder.record(&WorkerId([8; 32])), None, "another worker's");
        assert!(!folder.is_stopped());
        folder.set_stopped(true).unwrap();
        assert!(folder.is_stopped());
        folder.set_stopped(false).unwrap();
        folder.set_stopped(false).unwrap();
        assert!(!folder.is_stopped());
    }

    #[test]
    fn a_missing_configuration_names_the_next_step() {
        let root = tempfile::tempdir().unwrap();
        let error = format!("{:#}", Folder::new(root.path()).unwrap().config().unwrap_err());
        assert!(error.contains("adyton miner init"), "{error}");
    }
}
