//! `adyton miner`: from a bare machine to rewards, with one configuration file.
//!
//! Reading order: this file → [`config`] (what the operator sets) → [`folder`] (what is kept on disk) → [`chain`] (what the
//! chain proves) → [`step`] (what comes next; pure) → [`start`] (doing it) → [`children`], [`record`], [`metrics`] →
//! [`status`], [`leave`], [`service`], [`init`], [`checks`].

mod chain;
mod checks;
mod children;
mod config;
mod folder;
mod init;
mod leave;
mod metrics;
mod record;
mod service;
mod start;
mod status;
mod step;

use crate::output::Output;
use anyhow::{Context, Result};
use chain::{PoolId, Subject};
use clap::{Args, Subcommand};
use client::{committee::ChainView, node::NodePool, submit::Account};
use config::Config;
use folder::Folder;
use messages::ids::{AccountId, Balance, WorkerId};
use std::{net::SocketAddr, path::PathBuf};

/// The folder of a miner.
#[derive(Clone, Debug, Args)]
pub struct DirOption {
    /// Folder of the miner: its configuration, keys, stores and logs.
    #[arg(long, env = "ADYTON_MINER", default_value = "adyton-miner")]
    dir: PathBuf,
}

/// A worker other than the one that runs here.
#[derive(Clone, Debug, Args)]
pub struct WorkerOption {
    /// The worker, if it is not the last one that ran from this folder: 32 bytes of hex.
    #[arg(long, value_parser = crate::commands::gatekeeper::parse_worker)]
    worker: Option<WorkerId>,
}

/// What to do with a miner.
#[derive(Debug, Subcommand)]
pub enum MinerCommand {
    /// Write the configuration and a key, look at the machine, and say what is missing. Overwrites nothing.
    Init(init::InitOptions),
    /// Run worker and pherry, and bring the worker from its registration to rewards. Goes on wherever it stopped.
    Start {
        /// Where the miner is.
        #[command(flatten)]
        dir: DirOption,
        /// Begin a new session after `adyton miner stop`.
        #[arg(long)]
        again: bool,
        /// Where Prometheus finds figures, in place of the configuration's address.
        #[arg(long, value_name = "ADDRESS")]
        metrics: Option<SocketAddr>,
    },
    /// Worker, session, value, score, heartbeats, earnings, and what to do next.
    Status {
        /// Where the miner is.
        #[command(flatten)]
        dir: DirOption,
        /// Which worker it is about.
        #[command(flatten)]
        worker: WorkerOption,
        /// Draw it anew with every finalized block.
        #[arg(long)]
        watch: bool,
    },
    /// Have the worker measured again; its next session starts with the result.
    Measure {
        /// Where the miner is.
        #[command(flatten)]
        dir: DirOption,
        /// Which worker it is about.
        #[command(flatten)]
        worker: WorkerOption,
    },
    /// End the session. The stake is free after the cooling down.
    Stop {
        /// Where the miner is.
        #[command(flatten)]
        dir: DirOption,
        /// Which worker it is about.
        #[command(flatten)]
        worker: WorkerOption,
    },
    /// Take the stake back of a session that ended and cooled down.
    Withdraw {
        /// Where the miner is.
        #[command(flatten)]
        dir: DirOption,
        /// Which worker it is about.
        #[command(flatten)]
        worker: WorkerOption,
    },
    /// Print a unit for systemd, or install it.
    Service(service::ServiceOptions),
}

/// Runs the command. `network` is the network file that commands for users look into.
///
/// # Errors
/// A sentence for the operator.
pub async fn run(command: MinerCommand, network: &std::path::Path, output: Output) -> Result<()> {
    match command {
        MinerCommand::Init(options) => init::run(options, network, output).await,
        MinerCommand::Start { dir, again, metrics } => {
            let mut miner = Miner::open(&dir)?;
            miner.config.metrics.listen = metrics.or(miner.config.metrics.listen);
            start::run(&miner, again, output).await
        }
        MinerCommand::Status { dir, worker, watch } => {
            status::run(&Miner::open(&dir)?, worker.worker, watch, output).await
        }
        MinerCommand::Measure { dir, worker } => {
            leave::measure(&Miner::open(&dir)?, worker.worker, output).await
        }
        MinerCommand::Stop { dir, worker } => leave::stop(&Miner::open(&dir)?, worker.worker, output).await,
        MinerCommand::Withdraw { dir, worker } => {
            leave::withdraw(&Miner::open(&dir)?, worker.worker, output).await
        }
        MinerCommand::Service(options) => service::run(&options, output),
    }
}

/// A miner: its folder, its configuration, its account, and its verified view of the chain.
struct Miner {
    folder: Folder,
    config: Config,
    account: Account,
    view: ChainView,
}

impl Miner {
    /// Opens the miner of a folder.
    fn open(dir: &DirOption) -> Result<Self> {
        let folder = Folder::new(&dir.dir)?;
        let config = folder.config()?;
        Self::of(folder, config)
    }

    fn of(folder: Folder, config: Config) -> Result<Self> {
        let genesis = config.network.genesis.0;
        let nodes = config.network.nodes.iter().map(|node| node.0.clone()).collect();
        let pool = NodePool::new(nodes, Some(genesis))?;
        let key = folder.resolve(&config.operator.key);
        let secret = key.to_str().context("the path of the operator's key is no text")?;
        let account = Account::from_secret(pool.clone(), genesis, secret)
            .with_context(|| format!("cannot use the operator's key {}", key.display()))?;
        let view = ChainView::new(pool, genesis, Some(&folder.chain()));
        Ok(Self { folder, config, account, view })
    }

    fn operator(&self) -> AccountId {
        self.account.id()
    }

    fn pool(&self) -> Option<PoolId> {
        self.config.stake.pool
    }

    fn stake(&self) -> Option<Balance> {
        self.config.stake.pha.map(|amount| amount.0)
    }

    /// What to look up on the chain for `worker`.
    fn subject(&self, worker: Option<WorkerId>) -> Subject {
        Subject { worker, operator: self.operator(), pool: self.pool() }
    }

    /// The worker that was named, or the last one that ran from this folder.
    fn worker(&self, named: Option<WorkerId>) -> Result<WorkerId> {
        named.or(self.folder.worker()?).context(
            "no worker ran from this folder yet; run `adyton miner start`, or name one with --worker",
        )
    }
}
