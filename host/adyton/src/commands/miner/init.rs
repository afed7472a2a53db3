//! `adyton miner init`: the configuration, a key, and what is missing.

use super::{
    chain::PoolId,
    checks,
    config::{Choices, Config, Genesis, NodeUrl, Pha, Platform},
    folder::{Folder, KEY_FILE},
    DirOption, Miner,
};
use crate::{commands::doctor, network, output::Output};
use anyhow::{bail, Context, Result};
use clap::Args;
use client::{committee::ChainView, node::NodePool, submit::keypair};
use messages::ids::CommitteeId;
use std::{
    num::NonZeroU16,
    path::{Path, PathBuf},
};

/// Simulated machines of miners have numbers from here on; smaller ones are those of `adyton dev`.
const FIRST_MACHINE: u32 = 10_000;

/// Options of `adyton miner init`.
#[derive(Debug, Args)]
pub struct InitOptions {
    #[command(flatten)]
    dir: DirOption,
    /// A node (ws://…); give several in order of preference. Without it, those of the network file.
    #[arg(long = "node", value_name = "URL")]
    nodes: Vec<String>,
    /// Genesis hash of the network (0x…); without it, what the first node says, for you to compare.
    #[arg(long, value_parser = |text: &str| Genesis::try_from(text.to_owned()))]
    genesis: Option<Genesis>,
    /// Threads that compute for the score; all processors when left out.
    #[arg(long)]
    threads: Option<NonZeroU16>,
    /// Simulated hardware, on a machine that has none; development networks only.
    #[arg(long)]
    simulated: bool,
    /// Committee that the worker is to serve, should the chain appoint it.
    #[arg(long, default_value_t = 1)]
    committee: CommitteeId,
    /// Take the stake from this pool, which you own.
    #[arg(long, conflicts_with = "stake")]
    pool: Option<PoolId>,
    /// Stake this many PHA of your own; the least that the score takes when left out.
    #[arg(long, value_name = "PHA", value_parser = |text: &str| Pha::try_from(text.to_owned()).map(|_| text.to_owned()))]
    stake: Option<String>,
    /// A file with the operator's secret. Without it, a new one is made.
    #[arg(long, value_name = "FILE", conflicts_with = "suri")]
    key: Option<PathBuf>,
    /// The operator's secret, which is written to a file: a URI such as //Dave (development), or a mnemonic.
    #[arg(long, env = "ADYTON_MINER_SURI", hide_env_values = true)]
    suri: Option<String>,
    /// First of three consecutive ports: worker, pherry, figures.
    #[arg(long, default_value_t = 8100)]
    ports: u16,
}

/// Runs the command.
///
/// # Errors
/// If no node answers, or the folder cannot be written.
pub(super) async fn run(options: InitOptions, network: &Path, output: Output) -> Result<()> {
    let folder = Folder::new(&options.dir.dir)?;
    let is_new = !folder.config_file().exists();
    if is_new {
        let choices = choose(&options, &folder, network, output).await?;
        // A mistake of ours must not reach the disk.
        Config::parse(&choices.file(), &folder.config_file())?;
        folder.write_config(&choices.file())?;
    }
    let miner = Miner::of(folder.clone(), folder.config()?)?;
    let progress = output.progress("looking at machine and network");
    let findings = checks::examine(&miner).await;
    drop(progress);
    let file = folder.config_file().display().to_string();
    let next = next(&findings, &options);
    let value = serde_json::json!({
        "config": file, "written": is_new, "operator": miner.operator().to_string(),
        "genesis": miner.config.network.genesis.to_string(), "findings": findings, "next": next,
    });
    let kept =
        if is_new { "written" } else { "was there already and is kept; options are not applied to it" };
    let text = format!(
        "{file} {kept}\n  operator  {}\n  genesis   {}\n{}\nnext: {next}",
        miner.operator(),
        miner.config.network.genesis,
        checks::describe(&findings)
    );
    output.result(&value, text)
}

fn next(findings: &[checks::Finding], options: &InitOptions) -> String {
    let dir = options.dir.dir.display();
    match findings.iter().find(|finding| !finding.check.met) {
        Some(missing) => format!("{}; then `adyton miner start --dir {dir}`", missing.sentence()),
        None => format!("`adyton miner start --dir {dir}`"),
    }
}

async fn choose(options: &InitOptions, folder: &Folder, network: &Path, output: Output) -> Result<Choices> {
    let nodes = nodes(options, network)?;
    let progress = output.progress("asking the node");
    let pool = NodePool::new(nodes.clone(), options.genesis.map(|genesis| genesis.0))?;
    let genesis = Genesis(pool.genesis_hash().await?);
    let platform = platform(options, &ChainView::new(pool, genesis.0, Some(&folder.chain()))).await?;
    drop(progress);
    Ok(Choices {
        nodes,
        genesis,
        key: key(options, folder)?,
        threads: options.threads.unwrap_or_else(processors),
        platform,
        machine: machine()?,
        committee: options.committee,
        pool: options.pool,
        pha: options.stake.clone(),
        first_port: options.ports,
    })
}

/// The nodes that were named, or those of the network file.
fn nodes(options: &InitOptions, network: &Path) -> Result<Vec<String>> {
    let nodes = match options.nodes.is_empty() {
        false => options.nodes.clone(),
        true => network::Network::load(network).context("name a node with --node")?.nodes,
    };
    for node in &nodes {
        NodeUrl::try_from(node.clone()).map_err(anyhow::Error::msg)?;
    }
    Ok(nodes)
}

/// What the machine has. Where it has nothing and the network is for development, simulated hardware.
async fn platform(options: &InitOptions, view: &ChainView) -> Result<Platform> {
    let is_development = view.development().await?.is_some();
    if options.simulated && !is_development {
        bail!("--simulated: the network is no development network and takes no simulated hardware");
    }
    let simulated = options.simulated || is_development && !doctor::is_able();
    Ok(if simulated { Platform::Simulated } else { Platform::Auto })
}

/// The operator's key file: the one that was named, the one that is there, or a new one.
fn key(options: &InitOptions, folder: &Folder) -> Result<PathBuf> {
    if let Some(file) = &options.key {
        let file = std::path::absolute(file)?;
        let text = file.to_str().context("the path of the key is no text")?;
        if !file.is_file() {
            bail!("there is no key file {text}; leave --key out to make a new one");
        }
        keypair(text)?;
        return Ok(file);
    }
    let file = folder.resolve(Path::new(KEY_FILE));
    let secret = match &options.suri {
        Some(secret) => secret.clone(),
        None if file.exists() => return Ok(KEY_FILE.into()),
        None => {
            let mut seed = [0; 32];
            getrandom::fill(&mut seed).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
            format!("0x{}", hex::encode(seed))
        }
    };
    keypair(&secret)?;
    folder.write_secret(&file, &secret)?;
    Ok(KEY_FILE.into())
}

fn processors() -> NonZeroU16 {
    let count = std::thread::available_parallelism()
        .map_or(1, |count| u16::try_from(count.get()).unwrap_or(u16::MAX));
    NonZeroU16::new(count).unwrap_or(NonZeroU16::MIN)
}

/// A number for a simulated machine that nobody else is likely to have.
fn machine() -> Result<u32> {
    let mut number = [0; 4];
    getrandom::fill(&mut number).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    Ok(FIRST_MACHINE.saturating_add(u32::from_le_bytes(number) >> 2))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        options: InitOptions,
    }

    fn options(line: &str) -> Result<InitOptions, clap::Error> {
        Line::try_parse_from(std::iter::once("init").chain(line.split_whitespace())).map(|line| line.options)
    }

    #[test]
    fn a_stake_has_one_source_and_a_key_too() {
        assert!(options("--pool 1 --stake 5").is_err());
        assert!(options("--key a --suri //Dave").is_err());
        assert!(options("--stake none").is_err());
        assert!(options("--threads 0").is_err());
        assert!(options("--genesis 0x11").is_err());
        assert_eq!(options("--stake 5.5").unwrap().stake.as_deref(), Some("5.5"));
    }

    #[test]
    fn a_key_is_made_once_and_never_overwritten() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::new(root.path()).unwrap();
        let file = folder.resolve(Path::new(KEY_FILE));
        let fresh = options("").unwrap();
        assert_eq!(key(&fresh, &folder).unwrap(), Path::new(KEY_FILE));
        let secret = std::fs::read_to_string(&file).unwrap();
        assert!(keypair(file.to_str().unwrap()).is_ok());
        key(&fresh, &folder).unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), secret);
        let error = key(&options("--suri //Dave").unwrap(), &folder).unwrap_err().to_string();
        assert!(error.contains("is not overwritten"), "{error}");
        let missing = options("--key /nowhere/at/all").unwrap();
        assert!(key(&missing, &folder).unwrap_err().to_string().contains("leave --key out"));
        let named = options(&format!("--key {}", file.display())).unwrap();
        assert_eq!(key(&named, &folder).unwrap(), file);
    }

    #[test]
    fn without_a_network_file_a_node_has_to_be_named() {
        let error = format!("{:#}", nodes(&options("").unwrap(), Path::new("/nowhere")).unwrap_err());
        assert!(error.contains("--node"), "{error}");
        let error = nodes(&options("--node http://a").unwrap(), Path::new("/nowhere")).unwrap_err();
        assert!(error.to_string().contains("ws://127.0.0.1:9944"), "{error}");
    }

    #[test]
    fn simulated_machines_of_miners_are_none_of_a_local_network() {
        assert!((FIRST_MACHINE..u32::MAX / 2).contains(&machine().unwrap()));
    }
}
