//! `miner.toml`: everything that an operator sets. What does not read is told with its line and its name.

use super::chain::PoolId;
use crate::commands::amount;
use anyhow::{anyhow, bail, Result};
use messages::ids::{Balance, CommitteeId, GenesisHash};
use serde::Deserialize;
use std::{
    fmt,
    net::SocketAddr,
    num::NonZeroU16,
    path::{Path, PathBuf},
};

/// Name of the file.
pub(super) const FILE_NAME: &str = "miner.toml";
/// Threads of one worker at most: the limit of `adyton-worker`.
const MAX_THREADS: u16 = 512;

/// The configuration of a miner.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Config {
    pub(super) network: Network,
    pub(super) operator: Operator,
    pub(super) worker: Worker,
    pub(super) relayer: Relayer,
    #[serde(default)]
    pub(super) stake: Stake,
    #[serde(default)]
    pub(super) metrics: Metrics,
}

/// The network, and how it is reached.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Network {
    pub(super) nodes: Vec<NodeUrl>,
    pub(super) genesis: Genesis,
}

/// Who operates the worker.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Operator {
    pub(super) key: PathBuf,
}

/// How the worker runs.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Worker {
    pub(super) threads: NonZeroU16,
    pub(super) platform: Platform,
    #[serde(default = "first_machine")]
    pub(super) machine: u32,
    pub(super) committee: CommitteeId,
    pub(super) listen: SocketAddr,
    pub(super) endpoint: Option<String>,
    pub(super) snp_certificates: Option<PathBuf>,
    /// Program and arguments in place of the worker beside this program.
    pub(super) command: Option<Vec<String>>,
}

/// How pherry runs.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Relayer {
    pub(super) listen: SocketAddr,
    pub(super) key: Option<PathBuf>,
    pub(super) collateral: Option<String>,
}

/// What is staked.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stake {
    pub(super) pool: Option<PoolId>,
    pub(super) pha: Option<Pha>,
}

/// Where figures are served.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Metrics {
    pub(super) listen: Option<SocketAddr>,
}

/// A trusted execution environment, as `adyton-worker --platform` names it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Platform {
    Auto,
    Sgx,
    Tdx,
    Snp,
    Simulated,
}

impl Platform {
    pub(super) fn name(self) -> &'static str {
        match self {
            Platform::Auto => "auto",
            Platform::Sgx => "sgx",
            Platform::Tdx => "tdx",
            Platform::Snp => "snp",
            Platform::Simulated => "simulated",
        }
    }
}

/// A genesis hash.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Genesis(pub(super) GenesisHash);

impl TryFrom<String> for Genesis {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let bytes = hex::decode(text.trim_start_matches("0x")).ok();
        let hash: Option<[u8; 32]> = bytes.and_then(|bytes| bytes.try_into().ok());
        hash.map(|hash| Genesis(hash.into())).ok_or_else(|| {
            "`genesis` is 32 bytes of hex; the network's documentation names it, and `adyton miner init` asks the node".into()
        })
    }
}

impl fmt::Display for Genesis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{}", hex::encode(self.0))
    }
}

/// Where a node is reached.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct NodeUrl(pub(super) String);

impl TryFrom<String> for NodeUrl {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.starts_with("ws://") || text.starts_with("wss://") {
            true => Ok(NodeUrl(text)),
            false => Err(format!("`{text}` is no node; `nodes` have URLs such as ws://127.0.0.1:9944")),
        }
    }
}

/// An amount of PHA.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Pha(pub(super) Balance);

impl TryFrom<String> for Pha {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let amount = amount::amount(&text);
        amount.map(Pha).map_err(|error| format!("{error}; leave `pha` out to stake the least"))
    }
}

fn first_machine() -> u32 {
    1
}

impl Config {
    /// Reads the text of `file`.
    ///
    /// # Errors
    /// With line, name and next step.
    pub(super) fn parse(text: &str, file: &Path) -> Result<Self> {
        let config: Config = toml::from_str(text).map_err(|error| {
            anyhow!("{} does not read; correct the line, or see docs/mining.md\n{error}", file.display())
        })?;
        config.check().map_err(|error| anyhow!("{}: {error}", file.display()))?;
        Ok(config)
    }

    /// What no single line shows.
    fn check(&self) -> Result<()> {
        if self.network.nodes.is_empty() {
            bail!("[network] `nodes` is empty; name at least one, for example ws://127.0.0.1:9944");
        }
        if self.worker.threads.get() > MAX_THREADS {
            bail!("[worker] `threads` is above {MAX_THREADS}; a machine with more processors runs several miners");
        }
        if self.stake.pool.is_some() && self.stake.pha.is_some() {
            bail!("[stake] has `pool` and `pha`; a worker has one stake: keep one of the two lines");
        }
        if self.worker.command.as_ref().is_some_and(Vec::is_empty) {
            bail!("[worker] `command` is empty; name a program, or remove the line");
        }
        let ports = [Some(self.worker.listen), Some(self.relayer.listen), self.metrics.listen];
        let mut ports: Vec<_> = ports.into_iter().flatten().collect();
        ports.sort_unstable();
        match ports.windows(2).find(|pair| pair.first() == pair.last()).and_then(<[_]>::first) {
            Some(twice) => {
                bail!("`listen` is {twice} more than once; worker, relayer and metrics need one each")
            }
            None => Ok(()),
        }
    }
}

/// What `adyton miner init` decides; the rest of the file has defaults.
#[derive(Clone, Debug)]
pub(super) struct Choices {
    pub(super) nodes: Vec<String>,
    pub(super) genesis: Genesis,
    pub(super) key: PathBuf,
    pub(super) threads: NonZeroU16,
    pub(super) platform: Platform,
    pub(super) machine: u32,
    pub(super) committee: CommitteeId,
    pub(super) pool: Option<PoolId>,
    pub(super) pha: Option<String>,
    pub(super) first_port: u16,
}

impl Choices {
    /// The file, each line explained.
    pub(super) fn file(&self) -> String {
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let nodes: Vec<_> = self.nodes.iter().map(|node| quoted(node)).collect();
        let line = |name: &str, value: Option<String>, otherwise: &str| match value {
            Some(value) => format!("{name} = {value}"),
            None => format!("# {name} = {otherwise}"),
        };
        let [worker_port, relayer_port, metrics_port] =
            [0, 1, 2].map(|place| self.first_port.saturating_add(place));
        format!(
            include_str!("miner.toml.txt"),
            nodes = nodes.join(", "),
            genesis = quoted(&self.genesis.to_string()),
            key = quoted(&self.key.display().to_string()),
            threads = self.threads,
            platform = quoted(self.platform.name()),
            machine = self.machine,
            committee = self.committee,
            pool = line("pool", self.pool.map(|pool| pool.to_string()), "0"),
            pha = line("pha", self.pha.as_deref().map(quoted), "\"5000\""),
            worker_port = worker_port,
            relayer_port = relayer_port,
            metrics_port = metrics_port,
        )
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(super) mod tests {
    use super::*;

    /// What `init` writes when nothing is said but a node.
    pub(in super::super) fn choices() -> Choices {
        Choices {
            nodes: vec!["ws://127.0.0.1:9944".into()],
            genesis: Genesis([0x11; 32].into()),
            key: "operator.key".into(),
            threads: NonZeroU16::new(2).unwrap(),
            platform: Platform::Simulated,
            machine: 4711,
            committee: 1,
            pool: None,
            pha: None,
            first_port: 8100,
        }
    }

    fn parse(text: &str) -> Result<Config> {
        Config::parse(text, Path::new("miner.toml"))
    }

    #[test]
    fn what_init_writes_reads_as_it_was_chosen() {
        let config = parse(&choices().file()).unwrap();
        assert_eq!(config.network.nodes, [NodeUrl("ws://127.0.0.1:9944".into())]);
        assert_eq!(config.network.genesis, Genesis([0x11; 32].into()));
        assert_eq!((config.worker.threads.get(), config.worker.machine), (2, 4711));
        assert_eq!(config.worker.platform, Platform::Simulated);
        assert_eq!(config.stake, Stake::default());
        assert_eq!(config.metrics.listen.unwrap().port(), 8102);
        let pooled = Choices { pool: Some(7), ..choices() };
        assert_eq!(parse(&pooled.file()).unwrap().stake, Stake { pool: Some(7), pha: None });
        let staked = Choices { pha: Some("1.5".into()), ..choices() };
        assert_eq!(parse(&staked.file()).unwrap().stake.pha, Some(Pha(1_500_000_000_000)));
    }

    #[test]
    fn every_line_is_explained() {
        let file = choices().file();
        let mut explained = false;
        for line in file.lines().filter(|line| !line.is_empty()) {
            let setting = line.trim_start_matches("# ").split_once(" = ").is_some_and(|(name, _)| {
                name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_')
            });
            assert!(!setting || explained, "`{line}` has no comment");
            explained = line.starts_with('#') && (!setting || explained);
        }
    }

    #[test]
    fn mistakes_are_told_with_place_and_next_step() {
        let file = choices().file();
        let with = |from: &str, to: &str| {
            assert!(file.contains(from), "{from}");
            file.replace(from, to)
        };
        let cases = [
            (with("threads = 2", "threads = 0"), vec!["threads = 0", "nonzero"]),
            (with("threads = 2", "threads = 513"), vec!["[worker] `threads` is above 512"]),
            (with("threads = 2", "thread = 2"), vec!["thread = 2", "unknown field `thread`"]),
            (with("\"simulated\"", "\"sgx2\""), vec!["platform", "expected one of", "`tdx`"]),
            (with("ws://", "http://"), vec!["nodes = ", "is no node", "ws://127.0.0.1:9944"]),
            (with("0x1111", "0x"), vec!["genesis = ", "32 bytes of hex"]),
            (with("127.0.0.1:8101", "8101"), vec!["listen = \"8101\"", "socket address"]),
            (with(":8101", ":8100"), vec!["127.0.0.1:8100 more than once"]),
            (
                with("[\"ws://127.0.0.1:9944\"]", "[]"),
                vec!["[network] `nodes` is empty", "name at least one"],
            ),
            (with("# pool = 0", "pool = 1").replace("# pha", "pha"), vec!["[stake]", "keep one"]),
            (with("# pha = \"5000\"", "pha = \"much\""), vec!["pha = \"much\"", "write for example 1.5"]),
            (with("# pha = \"5000\"", "pha = \"0\""), vec!["leave `pha` out"]),
            (with("[operator]", "[operators]"), vec!["operators"]),
            (with("# command = [", "command = []#"), vec!["[worker] `command` is empty"]),
        ];
        for (text, parts) in cases {
            let error = format!("{:#}", parse(&text).unwrap_err());
            assert!(error.contains("miner.toml"), "{error}");
            for part in parts {
                assert!(error.contains(part), "`{part}` is not in:\n{error}");
            }
        }
    }
}
