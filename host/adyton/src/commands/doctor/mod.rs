//! `adyton worker doctor`: whether this machine can mine, with which hardware, and what is missing.
//!
//! Reading order: [`machine`] (what is seen) → [`ways`] (what it means; pure) → [`chain`] (what a network says to it).

mod chain;
mod machine;
mod ways;

use crate::output::{AlreadyTold, Output};
use anyhow::Result;
use clap::Args;
use machine::Machine;
use serde::Serialize;
use std::path::{Path, PathBuf};
use ways::{State, Way};

/// Options of `adyton worker doctor`.
#[derive(Clone, Debug, Args)]
pub struct DoctorOptions {
    /// A node (ws://…): also compare this machine's clock with its chain, and the hardware with the chain's policy.
    #[arg(long)]
    pub node: Option<String>,
    /// Folder in which the machine's /proc, /sys, /dev and /run are.
    #[arg(long, default_value = "/", hide = true)]
    pub root: PathBuf,
}

/// One thing that was looked at.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Check {
    /// What is needed.
    pub(crate) what: String,
    /// Whether it is there.
    pub(crate) met: bool,
    /// What to do if it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<String>,
}

impl Check {
    pub(crate) fn new(what: impl Into<String>, met: bool, next: &str) -> Self {
        Check { what: what.into(), met, next: (!met).then(|| next.to_owned()) }
    }
}

/// What the doctor finds.
#[derive(Serialize)]
struct Finding {
    /// Whether it can mine, now, and the network (if asked) would take it.
    ready: bool,
    processor: String,
    kernel: String,
    ways: Vec<Way>,
    /// What the chain says, if a node was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    network: Option<Vec<Check>>,
}

/// Runs the command.
///
/// # Errors
/// [`AlreadyTold`] if the machine cannot mine.
pub async fn run(options: DoctorOptions, output: Output) -> Result<()> {
    let finding = examine(&options.root, options.node.as_deref()).await;
    output.result(&finding, describe(&finding))?;
    if finding.ready {
        Ok(())
    } else {
        Err(AlreadyTold.into())
    }
}

/// Looks at the machine whose system folders are under `root`, and at the network behind `node`.
async fn examine(root: &Path, node: Option<&str>) -> Finding {
    let machine = Machine::look(root);
    let ways = ways::judge(&machine);
    let able: Vec<_> = ways.iter().filter(|way| way.state == State::Ready).map(|way| way.kind).collect();
    let network = match node {
        Some(node) => Some(chain::checks(node, &able).await),
        None => None,
    };
    let ready = !able.is_empty() && network.iter().flatten().all(|check| check.met);
    let Machine { processor, kernel, .. } = machine;
    Finding { ready, processor, kernel, ways, network }
}

/// Whether this machine has hardware to mine with.
pub(crate) fn is_able() -> bool {
    ways::judge(&Machine::look(Path::new("/"))).iter().any(|way| way.state == State::Ready)
}

/// What the network behind `node` says to this machine, whatever its hardware.
pub(crate) async fn network(node: Option<&str>) -> Vec<Check> {
    match node {
        Some(node) => chain::checks(node, &[]).await,
        None => Vec::new(),
    }
}

/// What keeps this machine from mining, if anything does; else what the network says to it.
pub(crate) async fn obstacles(node: Option<&str>) -> Vec<Check> {
    let finding = examine(Path::new("/"), node).await;
    let is_able = finding.ways.iter().any(|way| way.state == State::Ready);
    let begun = finding.ways.iter().filter(|way| way.state == State::Incomplete);
    let missing = begun.flat_map(|way| &way.checks).filter(|check| !check.met).cloned();
    let verdict = Check::new(
        "hardware to mine with",
        is_able,
        "this machine has no SGX, TDX or SEV-SNP that is ready; `adyton worker doctor` says more",
    );
    let missing: Vec<_> = if is_able { Vec::new() } else { missing.collect() };
    std::iter::once(verdict).chain(missing).chain(finding.network.unwrap_or_default()).collect()
}

fn describe(finding: &Finding) -> String {
    let mut lines = vec![verdict(finding), format!("  {}, Linux {}", finding.processor, finding.kernel)];
    for way in finding.ways.iter().filter(|way| way.state != State::Absent) {
        lines.push(way.name.to_owned());
        lines.extend(way.checks.iter().map(line));
    }
    if let Some(checks) = &finding.network {
        lines.push("network".into());
        lines.extend(checks.iter().map(line));
    }
    lines.join("\n")
}

fn verdict(finding: &Finding) -> String {
    let names = |state| -> Vec<_> {
        finding.ways.iter().filter(|way| way.state == state).map(|way| way.name).collect()
    };
    let (ready, begun) = (names(State::Ready), names(State::Incomplete));
    match (ready.is_empty(), begun.is_empty()) {
        (false, _) if finding.ready => format!("This machine can mine with {}.", ready.join(" or ")),
        (false, _) => format!("This machine has {}, but the network is not ready for it.", ready.join(" or ")),
        (true, false) => format!("This machine cannot mine yet; for {} something is missing.", begun.join(" or ")),
        (true, true) => "This machine cannot mine: there is no sign of SGX, TDX or SEV-SNP. If the processor has one of \
                         them, enable it in the firmware's setup (SGX) or start a confidential guest (TDX, SEV-SNP); \
                         docs/operators.md says how. Development networks need no such hardware."
            .into(),
    }
}

/// One line about a check, and one with the next step where it is not met.
pub(crate) fn line(check: &Check) -> String {
    match &check.next {
        None => format!("  {} {}", console::style("✓").green(), check.what),
        Some(next) => format!("  {} {}\n      → {next}", console::style("✗").red(), check.what),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn find(root: &std::path::Path) -> Finding {
        let machine = Machine::look(root);
        let ways = ways::judge(&machine);
        let ready = ways.iter().any(|way| way.state == State::Ready);
        Finding { ready, processor: machine.processor, kernel: machine.kernel, ways, network: None }
    }

    #[test]
    fn a_machine_without_anything_is_told_what_would_help() {
        let root = tempfile::tempdir().unwrap();
        let finding = find(root.path());
        assert!(!finding.ready);
        assert!(describe(&finding).contains("no sign of SGX, TDX or SEV-SNP"));
    }

    #[tokio::test]
    async fn a_machine_that_cannot_mine_makes_the_command_fail() {
        let root = tempfile::tempdir().unwrap();
        let options = DoctorOptions { node: None, root: root.path().into() };
        let error = run(options, Output { json: true }).await.unwrap_err();
        assert!(error.is::<AlreadyTold>());
    }

    #[test]
    fn json_names_state_and_next_step_of_each_check() {
        let root = tempfile::tempdir().unwrap();
        let value = serde_json::to_value(find(root.path())).unwrap();
        assert_eq!(value["ready"], false);
        assert_eq!(value["ways"][0]["kind"], "sgx");
        assert_eq!(value["ways"][0]["state"], "absent");
        assert!(value["ways"][0]["checks"][0]["next"].is_string());
    }
}
