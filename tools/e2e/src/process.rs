//! Processes that never outlive their owner.

use anyhow::{bail, Context, Result};
use std::{
    fs::File,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

/// How long a group may take to end by itself.
const ORDERLY_END: Duration = Duration::from_secs(15);
/// Place of the number of threads among what `/proc/PID/stat` says after the name.
const THREADS: usize = 17;
/// Pause between two looks at a process.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// A program of this workspace, found in the folder that the running one was built into.
///
/// # Errors
/// If it was not built.
pub fn program(name: &str) -> Result<PathBuf> {
    let own = std::env::current_exe().context("cannot find the running program")?;
    // Programs stand in the target folder itself, tests one level below it.
    let found = own.ancestors().skip(1).take(2).map(|folder| folder.join(name)).find(|path| path.is_file());
    found.with_context(|| format!("{name} is not built; run `make build`"))
}

/// A process and whatever it or we start into its process group. Dropping it ends them all.
pub struct Group {
    leader: Child,
    others: Vec<Child>,
}

impl Group {
    /// Starts the leader of a new group; what it says goes to the end of `log`.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start(program: &Path, arguments: &[String], log: &Path) -> Result<Self> {
        Ok(Self { leader: spawn(program, arguments, log, 0)?, others: vec![] })
    }

    /// Starts another process in the group. Returns its process id.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn add(&mut self, program: &Path, arguments: &[String], log: &Path) -> Result<u32> {
        let group = self.leader.id().try_into().context("a process id is out of range")?;
        let child = spawn(program, arguments, log, group)?;
        let pid = child.id();
        self.others.push(child);
        Ok(pid)
    }

    /// Process id of the leader.
    pub fn leader(&self) -> u32 {
        self.leader.id()
    }

    /// How the leader ended, if it did.
    ///
    /// # Errors
    /// If the operating system does not tell.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.leader.try_wait()?)
    }

    /// Asks the leader to end, as Ctrl-C does, and waits until it has, but not forever.
    pub fn terminate_leader(&mut self) {
        signal("TERM", &self.leader.id().to_string());
        let deadline = Instant::now() + ORDERLY_END;
        while matches!(self.leader.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::sleep(LOOK_AGAIN);
        }
    }

    /// Kills everything at the same moment, as a power cut would, and waits until it is gone.
    pub fn kill_all(&mut self) {
        let group = self.leader.id();
        signal("KILL", &format!("-{group}"));
        let deadline = Instant::now() + ORDERLY_END;
        while group_is_running(group) && Instant::now() < deadline {
            std::thread::sleep(LOOK_AGAIN);
        }
        for child in std::iter::once(&mut self.leader).chain(&mut self.others) {
            // Only reaps: the signal ended it.
            let _ = child.wait();
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.terminate_leader();
        self.kill_all();
    }
}

fn spawn(program: &Path, arguments: &[String], log: &Path, group: i32) -> Result<Child> {
    let file = File::options().create(true).append(true).open(log);
    let file = file.with_context(|| format!("cannot write {}", log.display()))?;
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file)
        // A group of its own: Ctrl-C reaches its owner only, who ends it in order.
        .process_group(group)
        .spawn()
        .with_context(|| format!("cannot start {}", program.display()))
}

/// Kills a process at once, as a crash or a power cut would, and waits until it is gone.
///
/// # Errors
/// If it does not go.
pub fn kill(pid: u32) -> Result<()> {
    signal("KILL", &pid.to_string());
    let deadline = Instant::now() + ORDERLY_END;
    while is_running(pid) {
        if Instant::now() > deadline {
            bail!("process {pid} does not end");
        }
        std::thread::sleep(LOOK_AGAIN);
    }
    Ok(())
}

/// Whether a process exists and is no zombie that only waits for its parent.
pub fn is_running(pid: u32) -> bool {
    running_group(&pid.to_string()).is_some()
}

/// Whether a process of this group runs.
fn group_is_running(group: u32) -> bool {
    let Ok(processes) = std::fs::read_dir("/proc") else { return false };
    let names = processes.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    names.into_iter().any(|pid| running_group(&pid) == Some(group))
}

/// The group of a process that runs; `None` if it is gone or a zombie.
fn running_group(pid: &str) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // After the name, which stands in parentheses and may hold anything (proc_pid_stat(5)).
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let [state, _parent, group, ..] = fields.as_slice() else { return None };
    // A zombie whose other threads are not done yet still has its files and ports.
    let threads = fields.get(THREADS)?.parse::<u32>().ok()?;
    let is_gone = matches!(*state, "Z" | "X") && threads <= 1;
    group.parse().ok().filter(|_| !is_gone)
}

/// Sends a signal with the `kill` program: the standard library can only kill its own children.
fn signal(name: &str, target: &str) {
    // A process that is gone already needs no signal.
    let _ = Command::new("kill").args(["-s", name, "--", target]).stderr(Stdio::null()).status();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_group_leaves_nothing_running() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let script = "sleep 100 & echo $!; wait".to_owned();
        let mut group = Group::start(Path::new("/bin/sh"), &["-c".into(), script], &log).unwrap();
        let other = group.add(Path::new("/bin/sleep"), &["100".into()], &log).unwrap();
        let grandchild = loop {
            match std::fs::read_to_string(&log).unwrap().trim().parse::<u32>() {
                Ok(pid) => break pid,
                Err(_) => std::thread::sleep(LOOK_AGAIN),
            }
        };
        assert!(is_running(grandchild) && is_running(other));
        drop(group);
        assert!(!is_running(grandchild) && !is_running(other));
    }

    #[test]
    fn a_killed_process_is_gone() {
        let mut child = Command::new("/bin/sleep").arg("100").spawn().unwrap();
        kill(child.id()).unwrap();
        assert!(!is_running(child.id()));
        assert!(!child.wait().unwrap().success());
    }
}
