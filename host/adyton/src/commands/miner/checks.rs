//! Whether machine, network, keys and programs allow to mine, and what to do where they do not.

use super::{
    children,
    config::Platform,
    folder::Folder,
    step::{pha, RESERVE},
    Miner,
};
use crate::commands::doctor::{self, Check};
use std::{net::TcpListener, path::Path};

/// Something that was looked at.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub(super) struct Finding {
    /// What, and what to do.
    #[serde(flatten)]
    pub(super) check: Check,
    /// Whether nothing can be started while it is not met.
    pub(super) needed: bool,
}

impl Finding {
    fn needed(what: impl Into<String>, met: bool, next: &str) -> Self {
        Self { check: Check::new(what, met, next), needed: true }
    }

    fn advised(what: impl Into<String>, met: bool, next: &str) -> Self {
        Self { check: Check::new(what, met, next), needed: false }
    }

    /// Whether nothing can be started because of it.
    pub(super) fn is_fatal(&self) -> bool {
        self.needed && !self.check.met
    }

    /// What is missing, and what to do.
    pub(super) fn sentence(&self) -> String {
        match &self.check.next {
            Some(next) => format!("missing: {}; {next}", self.check.what),
            None => self.check.what.clone(),
        }
    }
}

/// Looks at everything.
pub(super) async fn examine(miner: &Miner) -> Vec<Finding> {
    let mut findings = vec![programs(miner)];
    findings.extend(ports(miner));
    findings.push(key(&miner.folder.resolve(&miner.config.operator.key)));
    findings.push(threads(miner.config.worker.threads.get(), cores()));
    let network = network(miner).await;
    let is_reached = network.iter().all(|finding| !finding.is_fatal());
    findings.extend(network);
    findings.extend(hardware(miner).await);
    if is_reached {
        findings.extend(account(miner).await);
    }
    findings
}

/// All findings, line by line.
pub(super) fn describe(findings: &[Finding]) -> String {
    let lines: Vec<_> = findings.iter().map(|finding| doctor::line(&finding.check)).collect();
    lines.join("\n")
}

fn programs(miner: &Miner) -> Finding {
    match children::programs(&miner.config, &miner.folder, &miner.operator()) {
        Ok(_) => Finding::needed("programs adyton-worker and pherry", true, ""),
        Err(error) => Finding::needed("programs adyton-worker and pherry", false, &format!("{error:#}")),
    }
}

fn ports(miner: &Miner) -> Vec<Finding> {
    let config = &miner.config;
    let listens = [Some(config.worker.listen), Some(config.relayer.listen), config.metrics.listen];
    let finding = |address| {
        Finding::needed(
            format!("a free address {address}"),
            TcpListener::bind(address).is_ok(),
            "stop what uses it (another `adyton miner start`?), or choose another `listen` in miner.toml",
        )
    };
    listens.into_iter().flatten().map(finding).collect()
}

fn key(file: &Path) -> Finding {
    Finding::advised(
        format!("key {} for its owner alone", file.display()),
        !Folder::is_exposed(file),
        &format!("chmod 600 {}", file.display()),
    )
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn threads(threads: u16, cores: usize) -> Finding {
    Finding::advised(
        format!("a processor for each thread ({cores} for {threads})"),
        usize::from(threads) <= cores,
        "more threads than processors add nothing to the score; lower `threads` in miner.toml",
    )
}

/// Whether the node answers, is of the right network and up to date, and that network takes the platform.
async fn network(miner: &Miner) -> Vec<Finding> {
    let simulated = miner.config.worker.platform == Platform::Simulated;
    match miner.view.development().await {
        Err(error) => vec![Finding::needed("a node of this network", false, &error.to_string())],
        Ok(development) => vec![
            Finding::needed("a node of this network", true, ""),
            Finding::needed(
                "a network that takes this platform",
                development.is_some() || !simulated,
                "simulated hardware counts on development networks only; use a machine with SGX, TDX or SEV-SNP, and set \
                 `platform` in miner.toml",
            ),
        ],
    }
}

/// What the doctor says; of simulated machines only about the clock.
async fn hardware(miner: &Miner) -> Vec<Finding> {
    let node = miner.config.network.nodes.first().map(|node| node.0.clone());
    let simulated = miner.config.worker.platform == Platform::Simulated;
    let checks = match simulated {
        true => doctor::network(node.as_deref()).await,
        false => doctor::obstacles(node.as_deref()).await,
    };
    checks.into_iter().map(|check| Finding { check, needed: true }).collect()
}

/// Whether the account can pay.
async fn account(miner: &Miner) -> Option<Finding> {
    let subject = miner.subject(None);
    let chain = super::chain::Snapshot::prove(&miner.view, &subject).await.ok()?;
    Some(Finding::advised(
        format!("PHA on {} ({} free)", subject.operator, pha(chain.balance)),
        chain.balance >= RESERVE,
        &format!("put {} PHA for fees on it, and the stake as far as it is your own", pha(RESERVE)),
    ))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn more_threads_than_processors_are_no_obstacle() {
        for (count, met) in [(1, true), (4, true), (5, false)] {
            let finding = threads(count, 4);
            assert_eq!((finding.check.met, finding.is_fatal()), (met, false));
        }
    }

    #[test]
    fn a_readable_key_is_told_with_the_remedy() {
        use std::os::unix::fs::PermissionsExt;
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(0o600)).unwrap();
        assert!(key(file.path()).check.met);
        std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(key(file.path()).sentence().contains("chmod 600"));
    }
}
