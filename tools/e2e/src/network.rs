//! A whole local network, started by `adyton dev` on free ports and in a temporary folder.

use crate::process::{self, program, Group};
use adyton::network::{Network, ProcessEntry, FILE_NAME};
use anyhow::{bail, Context, Result};
use client::worker_api::{Info, WorkerApi};
use messages::ids::AccountId;
use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// Consecutive ports of a local network: twelve with five gatekeepers, those of processes that a test adds, the gateway's.
const PORTS: u16 = 18;
/// Place of the gateway's port.
const GATEWAY_PORT: u16 = 17;
/// Place of the first port for added processes.
const ADDED_PORTS: u16 = 12;
/// Ports of a node: RPC, p2p, metrics.
const NODE_PORTS: u16 = 3;
/// Where the search for free ports begins and ends: below the ports that systems hand out to clients.
const PORT_RANGE: std::ops::Range<u16> = 20_000..32_000;
/// Longest wait until the network serves.
const START_PATIENCE: Duration = Duration::from_secs(120);
/// Lines of a log that an error shows.
const TAIL: usize = 12;

/// A running local network. Dropping it stops all its processes and, unless asked otherwise, removes its folder.
pub struct LocalNetwork {
    // Before the folder: processes end before their data goes.
    group: Group,
    folder: TempDir,
    ports: u16,
    /// Processes that were added to those of `adyton dev`.
    added: u16,
    file: Network,
}

impl LocalNetwork {
    /// Starts a network and waits until its cluster serves.
    ///
    /// # Errors
    /// If it does not come up; the sentence has the end of the log, and the folder with all logs is kept.
    pub async fn start() -> Result<Self> {
        Self::start_with(&[]).await
    }

    /// As [`Self::start`], with further options of `adyton dev`.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub async fn start_with(options: &[&str]) -> Result<Self> {
        let mut folder = tempfile::Builder::new().prefix("adyton-e2e-").tempdir()?;
        let ports = free_ports()?;
        match launch(folder.path(), ports, options).await {
            Ok((group, file)) => Ok(Self { group, folder, ports, added: 0, file }),
            Err(error) => {
                folder.disable_cleanup(true);
                Err(error)
            }
        }
    }

    /// Kills all processes at the same moment and starts the network again with the data that it left.
    ///
    /// # Errors
    /// If it does not come up again.
    pub async fn survive_power_cut(&mut self) -> Result<()> {
        self.group.kill_all();
        std::fs::remove_file(self.folder().join(FILE_NAME))?;
        (self.group, self.file) = launch(self.folder.path(), self.ports, &["--keep"]).await?;
        Ok(())
    }

    /// Kills all processes, deletes their data, and starts them again at genesis, without waiting for anything.
    ///
    /// # Errors
    /// If one cannot be started.
    pub fn start_over(&mut self) -> Result<()> {
        self.group.kill_all();
        for entry in std::fs::read_dir(self.folder.path())? {
            let path = entry?.path();
            if path.is_dir() {
                std::fs::remove_dir_all(path)?;
            }
        }
        let [node, others @ ..] = self.file.processes.as_mut_slice() else {
            bail!("the network has no processes")
        };
        let (program, arguments) = node.command.split_first().context("the network file has no command")?;
        self.group = Group::start(Path::new(program), arguments, &node.log)?;
        node.pid = self.group.leader();
        for process in others {
            let (program, arguments) =
                process.command.split_first().context("the network file has no command")?;
            process.pid = self.group.add(Path::new(program), arguments, &process.log)?;
        }
        Ok(())
    }

    /// Starts a worker like `model` on another simulated machine, without anybody to relay for it. Returns its URL.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn add_worker(&mut self, name: &str, model: &str, machine: u32) -> Result<String> {
        self.add_changed_worker(name, model, machine, &[])
    }

    /// As [`Self::add_worker`], for another operator.
    ///
    /// # Errors
    /// As [`Self::add_worker`].
    pub fn add_worker_of(
        &mut self,
        operator: &AccountId,
        name: &str,
        model: &str,
        machine: u32,
    ) -> Result<String> {
        self.add_changed_worker(name, model, machine, &[("--operator", operator.to_string())])
    }

    fn add_changed_worker(
        &mut self,
        name: &str,
        model: &str,
        machine: u32,
        changes: &[(&str, String)],
    ) -> Result<String> {
        let listen = self.next_address();
        let data = self.folder().join(format!("machine-{machine}"));
        let own = [
            ("--machine", machine.to_string()),
            ("--listen", listen.clone()),
            ("--data", data.display().to_string()),
        ];
        let command = with_options(&self.process(model)?.command, &[&own, changes].concat())?;
        self.add(name, command)?;
        Ok(format!("http://{listen}"))
    }

    /// Starts another node, with the session keys of a well-known account (`--bob`), which finds the others by `peer`.
    /// Returns its URL.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn add_node(&mut self, name: &str, keys: &str, peer: &str) -> Result<String> {
        let rpc = self.reserve_ports(NODE_PORTS);
        let changes = [
            ("--rpc-port", rpc.to_string()),
            ("--port", (rpc + 1).to_string()),
            ("--prometheus-port", (rpc + 2).to_string()),
            ("--base-path", self.folder().join(name).display().to_string()),
        ];
        let mut command = with_options(&self.process("node")?.command, &changes)?;
        let own = command.iter_mut().find(|argument| *argument == "--alice");
        keys.clone_into(own.context("the node has other keys than Alice's")?);
        command.extend(["--bootnodes", peer].map(str::to_owned));
        self.add(name, command)?;
        Ok(format!("ws://127.0.0.1:{rpc}"))
    }

    /// Starts another relayer, for these workers; `account` pays.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn add_relayer(&mut self, name: &str, account: &str, workers: &[String]) -> Result<()> {
        let cache = self.folder().join(name).display().to_string();
        let changes =
            [("--listen", self.next_address()), ("--account", account.to_owned()), ("--cache", cache)];
        let command = with_options(&self.process("pherry")?.command, &changes)?;
        let mut arguments = command.into_iter();
        let mut command = vec![];
        while let Some(argument) = arguments.next() {
            if argument == "--worker" {
                arguments.next();
            } else {
                command.push(argument);
            }
        }
        command.extend(workers.iter().flat_map(|url| ["--worker".to_owned(), url.clone()]));
        self.add(name, command)
    }

    /// The first of so many consecutive ports that nobody else on this network gets.
    pub fn reserve_ports(&mut self, number: u16) -> u16 {
        let first = self.ports + ADDED_PORTS + self.added;
        self.added += number;
        first
    }

    fn next_address(&mut self) -> String {
        format!("127.0.0.1:{}", self.reserve_ports(1))
    }

    fn add(&mut self, name: &str, command: Vec<String>) -> Result<()> {
        let log = self.folder().join(format!("{name}.log"));
        let (program, arguments) = command.split_first().context("a command is empty")?;
        let pid = self.group.add(Path::new(program), arguments, &log)?;
        self.file.processes.push(ProcessEntry { name: name.into(), pid, log, command });
        Ok(())
    }

    /// Asks `adyton dev` to stop the network, and returns the names of processes that it leaves running.
    pub fn stop(&mut self) -> Vec<String> {
        self.group.terminate_leader();
        let left = self.file.processes.iter().filter(|process| process::is_running(process.pid));
        left.map(|process| process.name.clone()).collect()
    }

    /// Folder of its logs, stores and network file.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What its network file says.
    pub fn file(&self) -> &Network {
        &self.file
    }

    /// Logs of all its processes.
    pub fn logs(&self) -> Vec<PathBuf> {
        let logs = self.file.processes.iter().map(|process| process.log.clone());
        std::iter::once(self.folder().join("dev.log")).chain(logs).collect()
    }

    /// Leaves the folder, and with it the logs, when the network is dropped.
    pub fn keep_folder(&mut self) {
        self.folder.disable_cleanup(true);
    }

    /// The workers of the cluster, in order.
    ///
    /// # Errors
    /// If no HTTP client can be made.
    pub fn workers(&self) -> Result<Vec<WorkerApi>> {
        Ok(self.file.workers.iter().map(|url| WorkerApi::new(url)).collect::<Result<_, _>>()?)
    }

    /// The gatekeepers that it started with, in order.
    ///
    /// # Errors
    /// As [`Self::workers`].
    pub fn gatekeepers(&self) -> Result<Vec<WorkerApi>> {
        Ok(self.file.gatekeepers.iter().map(|url| WorkerApi::new(url)).collect::<Result<_, _>>()?)
    }

    /// What the cluster's workers say of themselves, in order.
    ///
    /// # Errors
    /// If one does not answer.
    pub async fn infos(&self) -> Result<Vec<Info>> {
        let mut infos = vec![];
        for worker in self.workers()? {
            infos.push(worker.info().await?);
        }
        Ok(infos)
    }

    /// Kills a process (SIGKILL) and waits until it is gone.
    ///
    /// # Errors
    /// If there is none of this name.
    pub fn kill(&self, name: &str) -> Result<()> {
        process::kill(self.process(name)?.pid)
    }

    /// Whether a process runs.
    ///
    /// # Errors
    /// If there is none of this name.
    pub fn is_running(&self, name: &str) -> Result<bool> {
        Ok(process::is_running(self.process(name)?.pid))
    }

    /// Starts a process again with the command that it was first started with.
    ///
    /// # Errors
    /// If there is none of this name, or it cannot be started.
    pub fn restart(&mut self, name: &str) -> Result<()> {
        let ProcessEntry { command, log, .. } = self.process(name)?.clone();
        let (program, arguments) = command.split_first().context("the network file has no command")?;
        let pid = self.group.add(Path::new(program), arguments, &log)?;
        if let Some(process) = self.file.processes.iter_mut().find(|process| process.name == name) {
            process.pid = pid;
        }
        Ok(())
    }

    /// The entry of a process in the network file.
    ///
    /// # Errors
    /// If there is none of this name.
    pub fn process(&self, name: &str) -> Result<&ProcessEntry> {
        let found = self.file.processes.iter().find(|process| process.name == name);
        found.with_context(|| format!("the network has no process {name}"))
    }
}

impl Drop for LocalNetwork {
    fn drop(&mut self) {
        // Whoever looks into a failed test needs the logs.
        if std::thread::panicking() {
            self.keep_folder();
        }
    }
}

/// A command with other values of some of its options.
///
/// # Errors
/// If it lacks one of them.
pub fn with_options(command: &[String], changes: &[(&str, String)]) -> Result<Vec<String>> {
    let mut command = command.to_vec();
    for (option, value) in changes {
        let place = command.iter().position(|argument| argument == option);
        let place = place.with_context(|| format!("the command lacks {option}"))?;
        value.clone_into(command.get_mut(place + 1).with_context(|| format!("{option} has no value"))?);
    }
    Ok(command)
}

/// Starts `adyton dev` and waits until everything serves.
async fn launch(folder: &Path, ports: u16, options: &[&str]) -> Result<(Group, Network)> {
    let log = folder.join("dev.log");
    let gateway = (ports + GATEWAY_PORT).to_string();
    let (path, ports) = (folder.display().to_string(), ports.to_string());
    let fixed = ["dev", "--folder", &path, "--ports", &ports, "--gateway-port", &gateway];
    let arguments = [&fixed, options].concat();
    let arguments: Vec<String> = arguments.into_iter().map(str::to_owned).collect();
    let mut group = Group::start(&program("adyton")?, &arguments, &log)?;
    match ready(&mut group, folder).await {
        Ok(file) => Ok((group, file)),
        Err(error) => {
            let tail = tail(&log);
            Err(error.context(format!("the network does not start; {} ends with:\n{tail}", log.display())))
        }
    }
}

/// Waits for the network file, which is written when everything serves.
async fn ready(group: &mut Group, folder: &Path) -> Result<Network> {
    let file = folder.join(FILE_NAME);
    let deadline = Instant::now() + START_PATIENCE;
    while !file.is_file() {
        if let Some(status) = group.ended()? {
            bail!("`adyton dev` ended ({status})");
        }
        if Instant::now() > deadline {
            bail!("`adyton dev` is not ready after {} s", START_PATIENCE.as_secs());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // The file is there a moment before it is complete.
    loop {
        match Network::load(&file) {
            Ok(network) => return Ok(network),
            Err(error) if Instant::now() > deadline => return Err(error),
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// The first of as many free consecutive ports as a network needs.
///
/// # Errors
/// If none are found.
pub fn free_ports() -> Result<u16> {
    let span = u32::from((PORT_RANGE.end - PORT_RANGE.start) / PORTS);
    // Networks that start at the same time begin to look at different places.
    let mut seed = [0; 4];
    getrandom::fill(&mut seed).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    let offset = u32::from_le_bytes(seed) % span;
    let candidates = (0..span).map(|i| PORT_RANGE.start + ((offset + i) % span) as u16 * PORTS);
    let is_free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
    candidates
        .into_iter()
        .find(|first| (*first..*first + PORTS).all(is_free))
        .context("there are not enough free ports in a row")
}

/// The last lines of a log.
pub fn tail(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let tail = lines.get(lines.len().saturating_sub(TAIL)..).unwrap_or_default();
    tail.iter().map(|line| format!("  {line}\n")).collect()
}
