//! A process of ours, of a local network or of a miner: started, logged to a file, and never outliving its parent.

use crate::network::ProcessEntry;
use anyhow::{bail, Context, Result};
use std::{
    fs::File,
    path::{Path, PathBuf},
    process::Stdio,
};
use tokio::process::{Child, Command};

/// A program of this repository, found beside the running one.
pub(crate) fn sibling(program: &str) -> Result<PathBuf> {
    let own = std::env::current_exe().context("cannot find the running program")?;
    let path = own.with_file_name(program);
    if !path.is_file() {
        bail!("{} is missing; build everything with `make build`", path.display());
    }
    Ok(path)
}

/// A running process.
pub(crate) struct Process {
    entry: ProcessEntry,
    child: Child,
}

impl Process {
    /// Starts `program` with `arguments`; everything it says goes to `<folder>/<name>.log`.
    ///
    /// # Errors
    /// If it cannot be started.
    pub(crate) fn start(name: &str, program: &str, arguments: &[String], folder: &Path) -> Result<Self> {
        Self::start_at(name, &sibling(program)?, arguments, folder)
    }

    /// As [`Self::start`], for the program at `path`.
    ///
    /// # Errors
    /// If it cannot be started.
    pub(crate) fn start_at(name: &str, path: &Path, arguments: &[String], folder: &Path) -> Result<Self> {
        let log = folder.join(format!("{name}.log"));
        let file = File::options()
            .create(true)
            .append(true)
            .open(&log)
            .with_context(|| format!("cannot write {}; is the disk full?", log.display()))?;
        let child = Command::new(path)
            .args(arguments)
            // One allocator arena: with one a thread, memory of the node grows by fragmentation for hours.
            .env("MALLOC_ARENA_MAX", "1")
            // Logs are files: no colours.
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot start {}", path.display()))?;
        let pid = child.id().context("the process ended at once")?;
        let command = std::iter::once(path.display().to_string()).chain(arguments.iter().cloned()).collect();
        Ok(Self { entry: ProcessEntry { name: name.into(), pid, log, command }, child })
    }

    /// What the network file says of it.
    pub(crate) fn entry(&self) -> &ProcessEntry {
        &self.entry
    }

    /// Fails with the end of its log if the process is gone.
    ///
    /// # Errors
    /// A sentence with the last lines it wrote.
    pub(crate) fn check(&mut self) -> Result<()> {
        let Some(status) = self.child.try_wait()? else { return Ok(()) };
        let log = std::fs::read_to_string(&self.entry.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let tail = lines.get(lines.len().saturating_sub(5)..).unwrap_or_default().join("\n  ");
        bail!(
            "{} stopped ({status}); its log {} ends with:\n  {tail}",
            self.entry.name,
            self.entry.log.display()
        )
    }

    /// Asks it to stop and waits for it; kills it if it takes too long.
    pub(crate) async fn stop(mut self) {
        if let Some(pid) = self.child.id() {
            // The standard library can only kill; `kill` asks.
            let _ = Command::new("kill").arg(pid.to_string()).stderr(Stdio::null()).status().await;
        }
        let patience = std::time::Duration::from_secs(5);
        if tokio::time::timeout(patience, self.child.wait()).await.is_err() {
            let _ = self.child.kill().await;
        }
    }
}
