//! The whole local network in one command: a node, a gatekeeper, a cluster of three workers, and pherry.

mod process;
mod ready;

use crate::{
    network::{Network, DEFAULT_FOLDER},
    output::Output,
};
use anyhow::{Context, Result};
use clap::Args;
use process::Process;
use std::{
    net::TcpListener,
    path::{Path, PathBuf},
};

/// The cluster that the development genesis names.
const COMPUTE_COMMITTEE: u32 = 1;
/// Simulated machine of the gatekeeper, and those of the cluster; the development genesis names the same.
const KEEPER_MACHINE: u32 = 1;
const COMPUTE_MACHINES: [u32; 3] = [2, 3, 4];
/// Who operates the simulated machines: the well-known development account Alice.
const OPERATOR: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

/// Ports that a local network uses.
const PORTS: u16 = 8;
/// Who pays for what workers say: the well-known development account Ferdie.
const RELAYER: &str = "//Ferdie";

/// Options of `adyton dev`.
#[derive(Clone, Debug, Args)]
pub struct DevOptions {
    /// Folder of logs, stores and the network file; emptied at start unless --keep is given.
    #[arg(long, default_value = DEFAULT_FOLDER)]
    pub folder: PathBuf,
    /// Go on with the chain and the stores of the last run.
    #[arg(long)]
    pub keep: bool,
    /// First of eight consecutive ports: node RPC, node p2p, node metrics, pherry, then one for each worker.
    #[arg(long, default_value_t = 9944)]
    pub ports: u16,
    /// Exit as soon as everything is ready (for measuring).
    #[arg(long, hide = true)]
    pub once: bool,
}

/// A running local network.
pub struct DevNetwork {
    network: Network,
    processes: Vec<Process>,
}

/// Runs a local network until interrupted.
///
/// # Errors
/// If a part does not start; the sentence names its log.
pub async fn run(options: DevOptions, output: Output) -> Result<()> {
    let mut dev = DevNetwork::start(&options, output).await?;
    let file = dev.network.save(&options.folder)?;
    output.result(&dev.network, summary(&dev.network, &file))?;
    let result = if options.once { Ok(()) } else { dev.watch().await };
    output.note("stopping …");
    dev.stop().await;
    result
}

impl DevNetwork {
    async fn start(options: &DevOptions, output: Output) -> Result<Self> {
        let ports = Ports::new(options.ports);
        ports.check_free()?;
        prepare(&options.folder, options.keep)?;
        let mut dev = Self { network: ports.network(), processes: Vec::new() };
        let progress = output.progress("starting the node");
        dev.spawn("node", "adyton-node", &ports.node_arguments(&options.folder), &options.folder)?;
        dev.network.genesis = ready::genesis(&ports.node_http(), &mut dev.processes).await?;
        progress.done(format!("node: {}, genesis {}", dev.network.nodes.join(", "), dev.network.genesis));

        let progress = output.progress("starting gatekeeper, workers and pherry");
        for (name, committee, machine) in members() {
            let arguments = ports.worker_arguments(&dev.network.genesis, committee, machine, &options.folder);
            dev.spawn(&name, "adyton-worker", &arguments, &options.folder)?;
        }
        dev.spawn("pherry", "pherry", &ports.pherry_arguments(&options.folder), &options.folder)?;
        let urls: Vec<String> = dev.network.gatekeepers.iter().chain(&dev.network.workers).cloned().collect();
        ready::serving(&urls, &mut dev.processes, &progress).await?;
        progress.done("gatekeeper and cluster are attested and serve");
        dev.network.processes = dev.processes.iter().map(|p| p.entry().clone()).collect();
        Ok(dev)
    }

    fn spawn(&mut self, name: &str, program: &str, arguments: &[String], folder: &Path) -> Result<()> {
        self.processes.push(Process::start(name, program, arguments, folder)?);
        Ok(())
    }

    /// Returns when interrupted. A worker that dies is reported once and does not stop the rest.
    async fn watch(&mut self) -> Result<()> {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            result = tokio::signal::ctrl_c() => result.context("cannot wait for ctrl-c"),
            _ = terminate.recv() => Ok(()),
        }
    }

    async fn stop(self) {
        // Consumers before what they use: pherry and workers first, the node last.
        for process in self.processes.into_iter().rev() {
            process.stop().await;
        }
    }
}

fn prepare(folder: &Path, keep: bool) -> Result<()> {
    if !keep && folder.join("network.json").is_file() {
        std::fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))
}

/// Name, committee and simulated machine of every worker.
fn members() -> impl Iterator<Item = (String, u32, u32)> {
    let keeper = ("gatekeeper".to_string(), messages::ids::KEEPER_COMMITTEE, KEEPER_MACHINE);
    let cluster = COMPUTE_MACHINES.iter().enumerate();
    std::iter::once(keeper)
        .chain(cluster.map(|(i, machine)| (format!("worker-{}", i + 1), COMPUTE_COMMITTEE, *machine)))
}

/// The ports of a local network.
struct Ports {
    first: u16,
}

impl Ports {
    fn new(first: u16) -> Self {
        Self { first }
    }

    /// Fails if another program uses one of them: its answers would be taken for our own.
    fn check_free(&self) -> Result<()> {
        for port in self.first..=self.first.saturating_add(PORTS - 1) {
            TcpListener::bind(("127.0.0.1", port)).with_context(|| {
                format!("cannot listen on port {port}; is another network running? Choose other ports with --ports")
            })?;
        }
        Ok(())
    }

    fn node_http(&self) -> String {
        format!("http://127.0.0.1:{}", self.first)
    }

    fn node_ws(&self) -> String {
        format!("ws://127.0.0.1:{}", self.first)
    }

    fn pherry(&self) -> String {
        format!("127.0.0.1:{}", self.first + 3)
    }

    fn worker(&self, machine: u32) -> String {
        format!("127.0.0.1:{}", self.first + 3 + machine as u16)
    }

    fn network(&self) -> Network {
        let url = |machine: &u32| format!("http://{}", self.worker(*machine));
        Network {
            genesis: String::new(),
            nodes: vec![self.node_ws()],
            committee: COMPUTE_COMMITTEE,
            workers: COMPUTE_MACHINES.iter().map(url).collect(),
            gatekeepers: vec![url(&KEEPER_MACHINE)],
            pherry: Some(format!("http://{}/status", self.pherry())),
            simulated: true,
            processes: Vec::new(),
        }
    }

    fn node_arguments(&self, folder: &Path) -> Vec<String> {
        let mut arguments =
            words("--chain dev --alice --force-authoring --no-telemetry --no-mdns --rpc-cors all");
        // Whoever connects for the first time proves its trust root in the genesis state, however old the network is.
        arguments.extend(words("--state-pruning archive-canonical"));
        // The fork-aware pool bans a transaction that is in no view for a moment. With finality right after every block
        // that befalls about one in a hundred under load, and all later ones of its account are stuck behind it.
        arguments.extend(words("--pool-type single-state"));
        // A node's network identity is of no value here: made at the first start, kept with its data.
        arguments.push("--unsafe-force-node-key-generation".into());
        arguments.extend(words(&format!("--rpc-port {}", self.first)));
        arguments.extend(words(&format!("--port {} --prometheus-port {}", self.first + 1, self.first + 2)));
        arguments.push("--base-path".into());
        arguments.push(folder.join("node").display().to_string());
        arguments
    }

    fn worker_arguments(&self, genesis: &str, committee: u32, machine: u32, folder: &Path) -> Vec<String> {
        let data = folder.join(format!("machine-{machine}"));
        let mut arguments = words(&format!(
            "--genesis {genesis} --committee {committee} --operator {OPERATOR} --platform simulated --machine {machine} --listen {}",
            self.worker(machine)
        ));
        arguments.push("--data".into());
        arguments.push(data.display().to_string());
        arguments
    }

    fn pherry_arguments(&self, folder: &Path) -> Vec<String> {
        let mut arguments =
            words(&format!("--node {} --listen {} --account {RELAYER}", self.node_ws(), self.pherry()));
        for (_, _, machine) in members() {
            arguments.extend(words(&format!("--worker http://{}", self.worker(machine))));
        }
        arguments.push("--cache".into());
        arguments.push(folder.join("pherry").display().to_string());
        arguments
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn summary(network: &Network, file: &Path) -> String {
    format!(
        "\nAdyton development network (simulated hardware: no confidentiality)\n\
         \n  chain     {}\n  cluster   committee {}: {}\n  keys      {}\n  relayer   {}\n  file      {}\n\
         \nTry `adyton status`, `adyton deploy --help`. Ctrl-C stops everything.",
        network.nodes.join(", "),
        network.committee,
        network.workers.join(", "),
        network.gatekeepers.join(", "),
        network.pherry.as_deref().unwrap_or("none"),
        file.display(),
    )
}
