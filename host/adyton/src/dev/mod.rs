//! The whole local network in one command: a node, gatekeepers, a cluster of three workers, pherry, and a gateway for
//! Ethereum's tools.
//!
//! Reading order: this file → [`shape`] (what the user decides) → [`layout`] (who runs where) → [`ready`], [`funding`].

mod funding;
mod layout;
mod ready;
mod shape;

use crate::{
    network::{Network, DEFAULT_FOLDER},
    output::Output,
    process::Process,
};
use anyhow::{Context, Result};
use clap::{value_parser, Args};
use layout::{Layout, LAST_FIRST_PORT};
use shape::{Pace, Shape, MAX_GATEKEEPERS};
use std::path::{Path, PathBuf};

/// Options of `adyton dev`.
#[derive(Clone, Debug, Args)]
pub struct DevOptions {
    /// Folder of logs, stores and the network file; emptied at start unless --keep is given.
    #[arg(long, default_value = DEFAULT_FOLDER)]
    pub folder: PathBuf,
    /// Go on with the chain, the stores and the shape of the last run.
    #[arg(long)]
    pub keep: bool,
    /// First of consecutive ports: node RPC, node p2p, node metrics, pherry, three workers, then one for each
    /// gatekeeper.
    #[arg(long, default_value_t = 9944, value_parser = value_parser!(u16).range(1..=i64::from(LAST_FIRST_PORT)))]
    pub ports: u16,
    /// Port of the gateway, where Ethereum's tools connect.
    #[arg(long, default_value_t = 8545, value_parser = value_parser!(u16).range(1..))]
    pub gateway_port: u16,
    /// Number of gatekeepers.
    #[arg(long, default_value_t = 3, value_parser = value_parser!(u16).range(1..=i64::from(MAX_GATEKEEPERS)), conflicts_with = "keep")]
    pub gatekeepers: u16,
    /// Gatekeepers that derive a key together; more than half of them when left out.
    #[arg(long, value_parser = value_parser!(u16).range(1..=i64::from(MAX_GATEKEEPERS)), conflicts_with = "keep")]
    pub threshold: Option<u16>,
    #[command(flatten)]
    pace: Pace,
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
        let shape = shape(options)?;
        if let Some(warning) = shape.warning() {
            output.note(format!("warning: {warning}"));
        }
        let layout = Layout::new(options.ports, options.gateway_port, &shape);
        layout.check_free()?;
        prepare(&options.folder, options.keep)?;
        shape.save(&options.folder)?;
        let mut dev = Self { network: layout.network(), processes: Vec::new() };
        let progress = output.progress("starting the node");
        let chain = shape.chain(&options.folder).await?;
        let arguments = layout.node_arguments(&chain, &options.folder);
        dev.spawn("node", "adyton-node", &arguments, &options.folder)?;
        dev.network.genesis = ready::genesis(&layout.node_http(), &mut dev.processes).await?;
        progress.done(format!("node: {}, genesis {}", dev.network.nodes.join(", "), dev.network.genesis));

        let progress = output.progress("starting gatekeepers, workers and pherry");
        for member in layout.members() {
            let arguments = member.arguments(&dev.network.genesis, &options.folder);
            dev.spawn(&member.name, "adyton-worker", &arguments, &options.folder)?;
        }
        dev.spawn("pherry", "pherry", &layout.pherry_arguments(&options.folder), &options.folder)?;
        let urls: Vec<String> = dev.network.gatekeepers.iter().chain(&dev.network.workers).cloned().collect();
        ready::serving(&urls, &mut dev.processes, &progress).await?;
        ready::takes_calls(&dev.network, &mut dev.processes, &progress).await?;
        progress.done(format!(
            "{} gatekeepers (threshold {}) and the cluster are attested and serve",
            shape.gatekeepers(),
            shape.threshold()
        ));
        dev.open_gateway(&layout, options, output).await?;
        dev.network.processes = dev.processes.iter().map(|p| p.entry().clone()).collect();
        Ok(dev)
    }

    /// Starts the gateway and, in a new network, gives the well-known test accounts something to spend.
    async fn open_gateway(&mut self, layout: &Layout, options: &DevOptions, output: Output) -> Result<()> {
        let progress = output.progress("starting the gateway");
        let arguments = layout.gateway_arguments(&self.network.genesis, &options.folder);
        self.spawn("gateway", "adyton-gateway", &arguments, &options.folder)?;
        let url = layout.gateway();
        let accounts = ready::test_accounts(&url, &mut self.processes, &progress).await?;
        if !options.keep {
            funding::deposit(&self.network, &accounts).await?;
        }
        let last = accounts.last().copied().unwrap_or_default();
        let chain_id = ready::gateway(&url, &last, &mut self.processes, &progress).await?;
        progress
            .done(format!("gateway: {url}, chain id {chain_id}; {} test accounts have PHA", accounts.len()));
        Ok(())
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

/// The shape asked for, or that of the network that is kept.
fn shape(options: &DevOptions) -> Result<Shape> {
    if options.keep {
        Shape::load(&options.folder)
    } else {
        Shape::new(options.gatekeepers, options.threshold, options.pace)
    }
}

fn prepare(folder: &Path, keep: bool) -> Result<()> {
    if !keep && Shape::is_kept_in(folder) {
        std::fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))
}

fn summary(network: &Network, file: &Path) -> String {
    format!(
        "\nAdyton development network (simulated hardware: no confidentiality)\n\
         \n  ethereum  {}\n  chain     {}\n  cluster   committee {}: {}\n  keys      {}\n  relayer   {}\n  file      {}\n\
         \nTry `adyton status`, `adyton deploy --help`. Ctrl-C stops everything.",
        network.gateway.as_deref().unwrap_or("none"),
        network.nodes.join(", "),
        network.committee,
        network.workers.join(", "),
        network.gatekeepers.join(", "),
        network.pherry.as_deref().unwrap_or("none"),
        file.display(),
    )
}
