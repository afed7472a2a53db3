//! `adyton worker`: what workers say of themselves, beside what the chain says of them; and whether a machine can be one.

use super::doctor::{self, DoctorOptions};
use crate::{output::Output, session::Session};
use anyhow::Result;
use clap::Subcommand;
use client::worker_api::{Info, WorkerApi};

/// What to look at.
#[derive(Debug, Subcommand)]
pub enum WorkerCommand {
    /// All workers of the network file.
    List,
    /// One worker.
    Show {
        /// Its URL.
        url: String,
    },
    /// Whether this machine can mine, with which hardware, and what is missing.
    Doctor(DoctorOptions),
}

/// Runs the command.
///
/// # Errors
/// A sentence for the user.
pub async fn run(
    command: WorkerCommand,
    session: impl FnOnce() -> Result<Session>,
    output: Output,
) -> Result<()> {
    match command {
        WorkerCommand::Doctor(options) => doctor::run(options, output).await,
        WorkerCommand::Show { url } => {
            let info = WorkerApi::new(&url)?.info().await?;
            output.result(&info, describe(&url, &info))
        }
        WorkerCommand::List => {
            let (mut infos, mut lines) = (Vec::new(), Vec::new());
            let session = session()?;
            for url in session.network.gatekeepers.iter().chain(&session.network.workers) {
                match WorkerApi::new(url)?.info().await {
                    Ok(info) => {
                        lines.push(describe(url, &info));
                        infos.push(serde_json::json!({ "url": url, "info": info }));
                    }
                    Err(error) => {
                        lines.push(error.to_string());
                        infos.push(serde_json::json!({ "url": url, "error": error.to_string() }));
                    }
                }
            }
            output.result(&infos, lines.join("\n"))
        }
    }
}

/// One line about a worker.
pub(crate) fn describe(url: &str, info: &Info) -> String {
    let state = match (info.attested, info.serving) {
        (false, _) => "not attested on chain",
        (true, false) => "attested, not serving yet",
        (true, true) => "serving",
    };
    let role = info.role.as_deref().unwrap_or("no member");
    let root = info.trust_root.as_deref().unwrap_or("none yet");
    let trouble = info.trouble.as_ref().map(|t| format!("; {t}")).unwrap_or_default();
    format!(
        "{url}  {role} of committee {}  {state}  height {}  head {}  trust root: {root}{trouble}",
        info.committee,
        info.height,
        info.head.map_or_else(|| "none".into(), |head| head.to_string()),
    )
}
