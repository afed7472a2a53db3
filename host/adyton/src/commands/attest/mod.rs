//! `adyton attest`: verifies a worker's evidence on this machine and explains it.
//!
//! The worker is believed nothing: roots of trust, collateral and policy come from chain state by proof, or from files
//! kept of it, and the quote is verified here, by the same code that the chain and the gatekeepers run.
//!
//! Reading order: this file (where evidence and rules come from) → [`files`] (keeping them) → [`verdict`] → [`explain`]
//! (what the evidence says before anybody believes it).

mod explain;
mod files;
mod verdict;

#[cfg(test)]
mod tests;

use crate::{
    output::{AlreadyTold, Output},
    session::Session,
};
use anyhow::{bail, Context, Result};
use clap::Args;
use client::worker_api::WorkerApi;
pub(crate) use explain::date;
use files::{Files, Rules};
use messages::{
    abi,
    ids::{TimeMs, WorkerId},
    registration::{Registration, WorkerRecord},
};
use std::{
    path::PathBuf,
    time::{SystemTime, UNIX_EPOCH},
};
use verdict::{Case, Report};

/// Options of `adyton attest`.
#[derive(Clone, Debug, Args)]
pub struct AttestOptions {
    /// The worker's URL, or its identity (0x…), for which the chain knows the URL; all workers of the network when left
    /// out.
    pub worker: Option<String>,
    /// Keep evidence, collateral and policy in this folder, in a folder of its own for each worker.
    #[arg(long, value_name = "FOLDER", conflicts_with = "offline")]
    pub save: Option<PathBuf>,
    /// Verify kept files, without any network. They are as trustworthy as where they come from.
    #[arg(long, requires_all = ["evidence", "collateral", "policy"], conflicts_with = "worker")]
    pub offline: bool,
    /// Offline: the evidence.
    #[arg(long, value_name = "FILE", requires = "offline")]
    pub evidence: Option<PathBuf>,
    /// Offline: the collateral.
    #[arg(long, value_name = "FILE", requires = "offline")]
    pub collateral: Option<PathBuf>,
    /// Offline: trust roots and policy.
    #[arg(long, value_name = "FILE", requires = "offline")]
    pub policy: Option<PathBuf>,
    /// Offline: time at which to judge, in milliseconds since 1970; the present time when left out.
    #[arg(long, value_name = "MS", requires = "offline")]
    pub at_ms: Option<TimeMs>,
}

/// Runs the command.
///
/// # Errors
/// [`AlreadyTold`] if evidence of one of the workers is refused; a sentence if there is nothing to judge.
pub async fn run(
    options: AttestOptions,
    session: impl FnOnce() -> Result<Session>,
    output: Output,
) -> Result<()> {
    let reports = match (&options.evidence, &options.collateral, &options.policy) {
        (Some(evidence), Some(collateral), Some(policy)) => {
            let files = Files { evidence, collateral, policy };
            vec![offline(&files, options.at_ms.unwrap_or_else(now_ms))?]
        }
        _ => online(&options, &session()?).await?,
    };
    let text: Vec<_> = reports.iter().map(Report::describe).collect();
    output.result(&reports, text.join("\n"))?;
    if reports.iter().all(Report::is_accepted) {
        Ok(())
    } else {
        Err(AlreadyTold.into())
    }
}

fn offline(files: &Files<'_>, time_ms: TimeMs) -> Result<Report> {
    let (evidence, rules) = files.load()?;
    Ok(Case { evidence: &evidence, rules: &rules, record: None, time_ms }.judge(None))
}

/// This machine's clock.
fn now_ms() -> TimeMs {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

async fn online(options: &AttestOptions, session: &Session) -> Result<Vec<Report>> {
    let urls = match &options.worker {
        Some(worker) => vec![address(session, worker).await?],
        None => session.network.gatekeepers.iter().chain(&session.network.workers).cloned().collect(),
    };
    let mut reports = Vec::new();
    for url in urls {
        let evidence = match WorkerApi::new(&url)?.evidence().await {
            Ok(evidence) => evidence,
            Err(error) => {
                reports.push(Report::unheard(url, error.to_string()));
                continue;
            }
        };
        let (rules, record) = rules(session, &evidence).await?;
        if let Some(folder) = &options.save {
            files::save(&folder.join(hex::encode(evidence.claim.worker.0)), &evidence, &rules)?;
        }
        let case = Case {
            evidence: &evidence,
            rules: &rules,
            record: Some(record.as_ref()),
            time_ms: rules.time_ms,
        };
        reports.push(case.judge(Some(url)));
    }
    Ok(reports)
}

/// Where a worker is reached, by its URL or identity.
async fn address(session: &Session, worker: &str) -> Result<String> {
    let Some(id) = identity(worker) else { return Ok(worker.to_owned()) };
    let key = abi::worker(&id);
    let (_, facts) = session.cluster.view().prove(std::slice::from_ref(&key)).await?;
    let record: WorkerRecord = facts.read(&key)?.context("the chain knows no worker of this identity")?;
    if record.endpoint.is_empty() {
        bail!("the chain knows no address of this worker; name its URL");
    }
    Ok(String::from_utf8_lossy(&record.endpoint).into_owned())
}

fn identity(text: &str) -> Option<WorkerId> {
    let bytes = hex::decode(text.strip_prefix("0x")?).ok()?;
    bytes.try_into().ok().map(WorkerId)
}

/// What the chain proves about evidence, and about this worker.
async fn rules(session: &Session, evidence: &Registration) -> Result<(Rules, Option<WorkerRecord>)> {
    let worker = abi::worker(&evidence.claim.worker);
    let keys = [abi::trust_anchors(), abi::collateral(), abi::evidence_policy(), worker.clone()];
    let (head, facts) = session.cluster.view().prove(&keys).await?;
    let missing = "this chain states no rules for evidence; is it an Adyton network of this version?";
    let rules = Rules {
        genesis: session.network.genesis_hash()?,
        block: head.block().number,
        time_ms: head.time_ms(),
        anchors: facts.read(&abi::trust_anchors())?.context(missing)?,
        collateral: facts.read(&abi::collateral())?.context(missing)?,
        policy: facts.read(&abi::evidence_policy())?.context(missing)?,
    };
    Ok((rules, facts.read(&worker)?))
}
