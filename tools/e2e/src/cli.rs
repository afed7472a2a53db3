//! Programs run to their end, as a person or a script would run them.

use crate::{network::LocalNetwork, process::program};
use anyhow::{bail, Context, Result};
use serde_json::Value;
use std::{process::Stdio, time::Duration};
use tokio::process::Command;

/// Longest a program may run.
const PATIENCE: Duration = Duration::from_secs(90);

/// What a program left behind.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code; `None` if a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ended {
    /// Its standard output as one JSON document.
    ///
    /// # Errors
    /// If it is something else.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.out).with_context(|| format!("this is no JSON document: {self:?}"))
    }
}

/// Runs a program of this workspace.
///
/// # Errors
/// If it cannot be started or takes too long.
pub async fn run(name: &str, arguments: &[&str]) -> Result<Ended> {
    let mut command = Command::new(program(name)?);
    run_command(command.args(arguments)).await
}

/// Runs any program.
///
/// # Errors
/// As [`run`].
pub async fn run_command(command: &mut Command) -> Result<Ended> {
    run_within(PATIENCE, command).await
}

/// Runs any program that takes long.
///
/// # Errors
/// As [`run`].
pub async fn run_within(patience: Duration, command: &mut Command) -> Result<Ended> {
    let output = command.stdin(Stdio::null()).kill_on_drop(true).output();
    let output = tokio::time::timeout(patience, output)
        .await
        .with_context(|| format!("{command:?} did not end within {} s", patience.as_secs()))??;
    Ok(Ended {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

/// Runs `adyton --json` against a network, which has to succeed.
///
/// # Errors
/// If it fails or prints something else than JSON.
pub async fn adyton(network: &LocalNetwork, arguments: &[&str]) -> Result<Value> {
    let ended = adyton_ended(network, arguments).await?;
    if ended.code != Some(0) {
        bail!("adyton {arguments:?} failed: {ended:?}");
    }
    ended.json()
}

/// Runs `adyton --json` against a network, however it ends.
///
/// # Errors
/// If it cannot be started or takes too long.
pub async fn adyton_ended(network: &LocalNetwork, arguments: &[&str]) -> Result<Ended> {
    let folder = network.folder().display().to_string();
    run("adyton", &[&["--json", "--network", &folder], arguments].concat()).await
}
