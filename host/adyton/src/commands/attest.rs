//! `adyton attest`: verifies a worker's evidence on this machine, against the network's own policy.
//!
//! The worker is believed nothing: roots of trust, collateral and policy come from chain state by proof, and the quote is
//! verified here, by the same code that the chain and the gatekeepers run.

use crate::{output::Output, session::Session};
use anyhow::{bail, Context, Result};
use attestation::{Collateral, Policy, TrustAnchor, VerifiedAttestation};
use clap::Args;
use client::worker_api::WorkerApi;
use crypto::hash::report_data;
use messages::{
    abi,
    registration::{Registration, TrustRoot, WorkerRecord},
};

/// Options of `adyton attest`.
#[derive(Clone, Debug, Args)]
pub struct AttestOptions {
    /// The worker's URL; all workers of the network when left out.
    pub url: Option<String>,
}

/// What the chain proves about evidence and about one worker.
struct Rules {
    anchors: Vec<TrustAnchor>,
    collateral: Vec<(TrustRoot, Collateral)>,
    policy: Policy,
    record: Option<WorkerRecord>,
    time_ms: u64,
}

/// Runs the command.
///
/// # Errors
/// If evidence of one of the workers does not verify; the sentence says why.
pub async fn run(options: AttestOptions, session: &Session, output: Output) -> Result<()> {
    let urls = match options.url {
        Some(url) => vec![url],
        None => session.network.gatekeepers.iter().chain(&session.network.workers).cloned().collect(),
    };
    let (mut values, mut lines) = (Vec::new(), Vec::new());
    for url in &urls {
        let (value, text) =
            attest(session, url).await.with_context(|| format!("{url} is not to be trusted"))?;
        values.push(value);
        lines.push(text);
    }
    output.result(&values, lines.join("\n"))
}

async fn attest(session: &Session, url: &str) -> Result<(serde_json::Value, String)> {
    let evidence = WorkerApi::new(url)?.evidence().await?;
    let rules = rules(session, &evidence).await?;
    let verified = verify(session, &evidence, &rules)?;
    let hex = |bytes: &[u8]| format!("0x{}", hex::encode(bytes));
    let summary = verified.summary();
    let value = serde_json::json!({
        "url": url,
        "worker": hex(&evidence.claim.worker.0),
        "boot": hex(&evidence.claim.boot_id.0),
        "kind": format!("{:?}", summary.kind).to_lowercase(),
        "trust_root": format!("{:?}", summary.root).to_lowercase(),
        "measurement": hex(&summary.measurement.0),
        "platform": hex(&summary.platform.0),
        "tcb_status": format!("{:?}", verified.tcb_status()),
        "advisories": verified.advisories(),
        "valid_until_ms": summary.valid_until_ms,
        "registered": rules.record.is_some(),
    });
    Ok((value, describe(url, &evidence, &verified)))
}

async fn rules(session: &Session, evidence: &Registration) -> Result<Rules> {
    let worker = abi::worker(&evidence.claim.worker);
    let keys = [abi::trust_anchors(), abi::collateral(), abi::evidence_policy(), worker.clone()];
    let (head, facts) = session.cluster.view().prove(&keys).await?;
    let missing = "this chain states no rules for evidence; is it an Adyton network of this version?";
    Ok(Rules {
        anchors: facts.read(&abi::trust_anchors())?.context(missing)?,
        collateral: facts.read(&abi::collateral())?.context(missing)?,
        policy: facts.read(&abi::evidence_policy())?.context(missing)?,
        record: facts.read(&worker)?,
        time_ms: head.time_ms(),
    })
}

fn verify(session: &Session, evidence: &Registration, rules: &Rules) -> Result<VerifiedAttestation> {
    let claim = &evidence.claim;
    if claim.genesis != session.network.genesis_hash()? {
        bail!("its evidence is made for another network ({:?})", claim.genesis);
    }
    let verified = attestation::verify(
        &evidence.quote,
        &report_data(claim),
        &rules.anchors,
        &rules.collateral,
        &rules.policy,
        rules.time_ms,
    )?;
    match &rules.record {
        Some(record) if record.boot_id != claim.boot_id => {
            bail!(
                "the chain knows another boot of this worker; this one is a copy, or has not registered yet"
            )
        }
        Some(record) if record.encryption_key != claim.encryption_key => {
            bail!("the chain knows another encryption key of this worker")
        }
        _ => Ok(verified),
    }
}

fn describe(url: &str, evidence: &Registration, verified: &VerifiedAttestation) -> String {
    let summary = verified.summary();
    let warning = match summary.root {
        TrustRoot::Simulated => "  simulated hardware: its owner can read everything in it",
        _ => "",
    };
    format!(
        "{url}\n  worker       0x{}\n  hardware     {:?}, trust root: {:?}{warning}\n  measurement  0x{}\n  firmware     {:?}{}\n  platform     {:?}",
        hex::encode(evidence.claim.worker.0),
        summary.kind,
        summary.root,
        hex::encode(summary.measurement.0),
        verified.tcb_status(),
        verified.advisories().iter().map(|a| format!(", {a}")).collect::<String>(),
        summary.platform,
    )
}
