//! A miner beside a local network: its folder, and the processes that `adyton miner start` runs.

use crate::{
    cli::{run, Ended},
    network::LocalNetwork,
    process::{program, Group},
    wait::until_within,
};
use anyhow::{bail, ensure, Context, Result};
use serde_json::Value;
use std::{path::PathBuf, time::Duration};

/// Patience with a miner: it registers, is measured for ten seconds and challenged twice a minute, and may be the only
/// one for whom a busy machine has no time.
pub const PATIENCE: Duration = Duration::from_secs(300);
/// Ports of a miner: worker, relayer, figures.
const PORTS: u16 = 3;

/// A miner of simulated hardware. Dropping it stops its processes.
pub struct Miner {
    folder: PathBuf,
    /// `adyton miner start` with its children, while it runs.
    group: Option<Group>,
}

impl Miner {
    /// Writes the configuration of a miner of one thread, whose operator's secret URI is `operator`.
    ///
    /// # Errors
    /// If `adyton miner init` fails.
    pub async fn init(network: &mut LocalNetwork, operator: &str) -> Result<Self> {
        Self::init_with(network, operator, &[]).await
    }

    /// As [`Self::init`], with further options of `adyton miner init`, for example a pool.
    ///
    /// # Errors
    /// As [`Self::init`].
    pub async fn init_with(network: &mut LocalNetwork, operator: &str, more: &[&str]) -> Result<Self> {
        let folder = network.folder().join("miner");
        let ports = network.reserve_ports(PORTS).to_string();
        let miner = Self { folder, group: None };
        let network = network.folder().display().to_string();
        let dir = miner.folder.display().to_string();
        let program = ["--json", "--network", &network, "miner", "init", "--dir", &dir];
        let options = ["--simulated", "--threads", "1", "--suri", operator, "--ports", &ports];
        let written = succeeded(run("adyton", &[&program[..], &options, more].concat()).await?)?;
        ensure!(written["written"] == true, "there was a configuration: {written}");
        Ok(miner)
    }

    /// Begins to run it, or goes on after [`Self::power_cut`].
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start(&mut self) -> Result<()> {
        let dir = self.folder.display().to_string();
        let arguments = ["--json", "miner", "start", "--dir", &dir].map(str::to_owned);
        self.group = Some(Group::start(&program("adyton")?, &arguments, &self.folder.join("start.log"))?);
        Ok(())
    }

    /// Ends all its processes at the same moment.
    pub fn power_cut(&mut self) {
        if let Some(mut group) = self.group.take() {
            group.kill_all();
        }
    }

    /// Runs one of its commands to its end: `stop`, `withdraw`, `status`.
    ///
    /// # Errors
    /// If it fails.
    pub async fn command(&self, name: &str) -> Result<Value> {
        let dir = self.folder.display().to_string();
        succeeded(run("adyton", &["--json", "miner", name, "--dir", &dir]).await?)
    }

    /// Waits until its status is as wanted, which ends the sentence "… did not happen". What cannot be asked for a moment
    /// does not matter.
    ///
    /// # Errors
    /// If it does not come about; the sentence says what the status was.
    pub async fn until(&self, what: &str, wanted: impl Fn(&Value) -> bool) -> Result<Value> {
        let mut seen = String::new();
        let reached = until_within(PATIENCE, what, async || {
            match self.command("status").await {
                Ok(status) if wanted(&status) => return Ok(Some(status)),
                Ok(status) => seen = status.to_string(),
                Err(error) => seen = format!("{error:#}"),
            }
            Ok(None)
        });
        reached.await.with_context(|| format!("the miner's status is {seen}"))
    }
}

/// What a program printed that had to succeed.
fn succeeded(ended: Ended) -> Result<Value> {
    if ended.code != Some(0) {
        bail!("adyton failed: {ended:?}");
    }
    ended.json()
}

/// An amount of PHA, which `adyton` prints as decimal text, as a number: near enough to compare. Not a number where there
/// is none.
pub fn pha(amount: &Value) -> f64 {
    let digits = amount.as_str().unwrap_or_default().replace(',', "");
    digits.parse().unwrap_or(f64::NAN)
}
