//! `adyton balance`: the caller's own EVM account.

use super::format_pha;
use crate::{
    cli::CallerOptions,
    output::Output,
    session::{caller, Session},
};
use anyhow::{bail, Result};
use clap::Args;
use messages::query::{Question, Reply};

/// Options of `adyton balance`.
#[derive(Clone, Debug, Args)]
pub struct BalanceOptions {
    #[command(flatten)]
    caller: CallerOptions,
}

/// Runs the command.
///
/// # Errors
/// A sentence for the user.
pub async fn run(options: BalanceOptions, session: &Session, output: Output) -> Result<()> {
    match session.ask(Some(&caller(&options.caller)?), Question::Account).await? {
        Reply::Account { address, balance, nonce } => {
            let pha = format_pha(balance, 18);
            let value = serde_json::json!({ "address": format!("{address:?}"), "wei": balance.to_string(), "pha": pha, "nonce": nonce });
            output.result(&value, format!("{address:?}: {pha} PHA, nonce {nonce}"))
        }
        other => bail!("the worker answered something else: {other:?}"),
    }
}
