//! What runs on the workers: their evidence, verified on this machine, and tampered evidence, refused.

use super::Stage;
use crate::cli::{adyton, adyton_ended};
use anyhow::{ensure, Context, Result};
use serde_json::Value;
use std::{fs, path::Path};

/// Shows the evidence of all workers, then changes a digit of one and shows that it is refused.
///
/// # Errors
/// If honest evidence is refused or tampered evidence is not.
pub async fn check(stage: &mut Stage) -> Result<()> {
    stage.narrator.step("check what runs on gatekeepers and workers");
    let kept = tempfile::tempdir()?;
    let folder = kept.path().display().to_string();
    let reports = adyton(&stage.network, &["attest", "--save", &folder]).await?;
    let reports = reports.as_array().context("`adyton attest` lists no workers")?;
    for report in reports {
        ensure!(report["accepted"] == true, "honest evidence is refused: {report:#}");
        stage.narrator.checked(describe(report));
    }
    let worker =
        reports.first().and_then(|report| report["worker"].as_str()).context("there is no worker")?;
    let folder = kept.path().join(worker.trim_start_matches("0x"));
    tamper(&folder.join("evidence.json"))?;
    let reason = refusal(stage, &folder).await?;
    stage.narrator.checked(format_args!("one digit of its evidence changed: refused ({reason})"));
    Ok(())
}

fn describe(report: &Value) -> String {
    let text = |field: &str| report[field].as_str().unwrap_or_default().to_owned();
    let start = |field: &str| text(field).chars().take(12).collect::<String>();
    format!(
        "worker {}…: {} quote, root {}, program {}…, firmware {}",
        start("worker"),
        text("kind").to_uppercase(),
        text("trust_root"),
        start("measurement"),
        text("tcb_status")
    )
}

/// Changes a digit at an eighth of the evidence: among the quote's registers, which say what runs there.
fn tamper(file: &Path) -> Result<()> {
    let text = fs::read_to_string(file)?;
    let (before, rest) = text.split_at(text.len() / 8);
    let mut rest = rest.chars();
    let digit = if rest.next() == Some('0') { '1' } else { '0' };
    Ok(fs::write(file, format!("{before}{digit}{}", rest.as_str()))?)
}

/// Why kept evidence is refused.
async fn refusal(stage: &Stage, folder: &Path) -> Result<String> {
    let path = |name: &str| folder.join(name).display().to_string();
    let [evidence, collateral, policy] = ["evidence.json", "collateral.json", "policy.json"].map(path);
    let files = ["--evidence", &evidence, "--collateral", &collateral, "--policy", &policy];
    let ended = adyton_ended(&stage.network, &[&["attest", "--offline"][..], &files].concat()).await?;
    let report = ended.json()?;
    ensure!(ended.code == Some(1), "tampered evidence is accepted: {ended:?}");
    Ok(report[0]["reason"].as_str().context("the refusal has no reason")?.to_owned())
}
