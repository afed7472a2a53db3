//! `adyton status`: chain, relayer and workers at a glance.

use super::worker::describe;
use crate::{output::Output, session::Session};
use anyhow::Result;
use client::worker_api::WorkerApi;

/// Runs the command.
///
/// # Errors
/// If the chain does not answer.
pub async fn run(session: &Session, output: Output) -> Result<()> {
    let progress = output.progress("asking the network");
    let (best, finalized) = (session.pool().best_header().await?, session.pool().finalized_header().await?);
    let mut lines = vec![format!(
        "chain    block {} (finalized {}), genesis {}",
        best.block.number, finalized.block.number, session.network.genesis
    )];
    let pherry = pherry(session.network.pherry.as_deref()).await;
    lines.push(format!(
        "pherry   {}",
        pherry.as_ref().map_or_else(|| "does not answer".into(), ToString::to_string)
    ));
    let mut workers = Vec::new();
    for url in session.network.gatekeepers.iter().chain(&session.network.workers) {
        let answer = WorkerApi::new(url)?.info().await;
        lines.push(format!(
            "worker   {}",
            answer.as_ref().map_or_else(ToString::to_string, |info| describe(url, info))
        ));
        workers.push(serde_json::json!({ "url": url, "info": answer.ok() }));
    }
    drop(progress);
    let value = serde_json::json!({
        "best": best.block.number, "finalized": finalized.block.number, "pherry": pherry, "workers": workers,
    });
    output.result(&value, lines.join("\n"))
}

async fn pherry(url: Option<&str>) -> Option<serde_json::Value> {
    reqwest::get(url?).await.ok()?.json().await.ok()
}
