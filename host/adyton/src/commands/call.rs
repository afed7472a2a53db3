//! `adyton call`: a state-changing call.

use super::{parse_address, parse_pha, succeeded};
use crate::{
    abi,
    cli::{CallerOptions, PayerOptions},
    output::Output,
    session::{caller, Session, Transaction},
};
use anyhow::Result;
use clap::Args;
use messages::H160;

/// Options of `adyton call`.
#[derive(Clone, Debug, Args)]
pub struct CallOptions {
    /// The contract.
    #[arg(value_parser = parse_address)]
    pub to: H160,
    /// Function, for example "transfer(address,uint256)".
    pub function: String,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// PHA sent along.
    #[arg(long, default_value = "0")]
    value: String,
    /// Gas it may use.
    #[arg(long, default_value_t = 2_000_000)]
    gas: u64,
    #[command(flatten)]
    caller: CallerOptions,
    #[command(flatten)]
    payer: PayerOptions,
}

/// Runs the command.
///
/// # Errors
/// A sentence for the user.
pub async fn run(options: CallOptions, session: &Session, output: Output) -> Result<()> {
    let key = caller(&options.caller)?;
    let transaction = Transaction {
        to: Some(options.to),
        value: parse_pha(&options.value, 18)?,
        data: abi::calldata(&options.function, &options.arguments)?,
        gas_limit: options.gas,
    };
    let outcome = session.transact(&key, &session.payer(&options.payer)?, transaction).await?;
    let receipt = succeeded(&outcome.receipt)?;
    let returned = format!("0x{}", hex::encode(&receipt.output));
    let value = serde_json::json!({
        "returned": returned, "gas_used": receipt.gas_used, "height": receipt.height, "message": outcome.seq,
    });
    output.result(
        &value,
        format!("succeeded (gas {}, message {}), returned {returned}", receipt.gas_used, outcome.seq),
    )
}
