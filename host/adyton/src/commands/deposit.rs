//! `adyton deposit`: PHA from a chain account into the cluster's EVM.

use super::{format_pha, parse_address, parse_pha};
use crate::{
    cli::{CallerOptions, PayerOptions},
    output::Output,
    session::{caller, Session},
};
use anyhow::{bail, Result};
use clap::Args;
use client::submit::{Call, Until};
use messages::{
    query::{Question, Reply},
    H160, U256,
};
use std::time::{Duration, Instant};

/// Longest wait for the balance to rise.
const PATIENCE: Duration = Duration::from_secs(60);

/// Options of `adyton deposit`.
#[derive(Clone, Debug, Args)]
pub struct DepositOptions {
    /// Amount in PHA, for example 12.5.
    pub amount: String,
    /// EVM address that receives it; your own when left out.
    #[arg(long, value_parser = parse_address)]
    pub to: Option<H160>,
    #[command(flatten)]
    caller: CallerOptions,
    #[command(flatten)]
    payer: PayerOptions,
}

/// Runs the command.
///
/// # Errors
/// A sentence for the user.
pub async fn run(options: DepositOptions, session: &Session, output: Output) -> Result<()> {
    let units = parse_pha(&options.amount, 12)?;
    let amount = u128::try_from(units).map_err(|_| anyhow::anyhow!("there is not that much PHA"))?;
    let key = caller(&options.caller)?;
    let to = options.to.unwrap_or_else(|| key.address());
    let before = balance(session, &key).await?;
    let progress = output.progress(format!("depositing {} PHA", options.amount));
    let call = Call::deposit(session.cluster.committee(), to, amount);
    let included = session.payer(&options.payer)?.execute(&call, Until::InBlock).await?;
    progress.update("waiting for the cluster to credit it");
    if to == key.address() {
        wait_for_rise(session, &key, before).await?;
    }
    progress.done(format!("{} PHA for {to:?}", options.amount));
    let value =
        serde_json::json!({ "to": format!("{to:?}"), "pha": options.amount, "block": included.block.number });
    output.result(&value, format!("{} PHA deposited for {to:?}", format_pha(units, 12)))
}

async fn balance(session: &Session, key: &crypto::eip712::CallerKey) -> Result<U256> {
    match session.ask(Some(key), Question::Account).await? {
        Reply::Account { balance, .. } => Ok(balance),
        other => bail!("the cluster does not tell the balance: {other:?}"),
    }
}

async fn wait_for_rise(session: &Session, key: &crypto::eip712::CallerKey, before: U256) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    while balance(session, key).await? <= before {
        if Instant::now() > deadline {
            bail!("the deposit is on chain, but the cluster has not credited it after {} s; see `adyton status`", PATIENCE.as_secs());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Ok(())
}
