//! `adyton deploy`: a contract from its compiled artefact.

use super::{parse_pha, succeeded};
use crate::{
    abi,
    cli::{CallerOptions, PayerOptions},
    output::Output,
    session::{caller, Session, Transaction},
};
use anyhow::{Context, Result};
use clap::Args;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Options of `adyton deploy`.
#[derive(Clone, Debug, Args)]
pub struct DeployOptions {
    /// Compiled contract: JSON with `abi` and `bytecode`, as Hardhat and Foundry write it.
    pub artifact: PathBuf,
    /// Arguments of its constructor.
    pub arguments: Vec<String>,
    /// PHA sent along.
    #[arg(long, default_value = "0")]
    value: String,
    /// Gas it may use.
    #[arg(long, default_value_t = 5_000_000)]
    gas: u64,
    #[command(flatten)]
    caller: CallerOptions,
    #[command(flatten)]
    payer: PayerOptions,
}

#[derive(Deserialize)]
struct Artifact {
    abi: Vec<Entry>,
    bytecode: Bytecode,
}

/// Hardhat writes a string, Foundry an object.
#[derive(Deserialize)]
#[serde(untagged)]
enum Bytecode {
    Plain(String),
    Object { object: String },
}

#[derive(Deserialize)]
struct Entry {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    inputs: Vec<Input>,
}

#[derive(Deserialize)]
struct Input {
    #[serde(rename = "type")]
    kind: String,
}

/// Init code of an artefact with constructor arguments.
///
/// # Errors
/// If the file is no artefact or an argument does not fit.
pub fn init_code(artifact: &Path, arguments: &[String]) -> Result<Vec<u8>> {
    let text =
        std::fs::read_to_string(artifact).with_context(|| format!("cannot read {}", artifact.display()))?;
    let parsed: Artifact = serde_json::from_str(&text).with_context(|| {
        format!("{} is no compiled contract (JSON with abi and bytecode)", artifact.display())
    })?;
    let bytecode = match &parsed.bytecode {
        Bytecode::Plain(code) | Bytecode::Object { object: code } => code.trim_start_matches("0x"),
    };
    let mut code = hex::decode(bytecode).context("the bytecode is no hex; does it need linking?")?;
    let constructor = parsed.abi.iter().find(|entry| entry.kind == "constructor");
    let types: Vec<String> =
        constructor.iter().flat_map(|c| c.inputs.iter().map(|i| i.kind.clone())).collect();
    code.extend(abi::encode(&types, arguments).context("the constructor's arguments")?);
    Ok(code)
}

/// Runs the command.
///
/// # Errors
/// A sentence for the user.
pub async fn run(options: DeployOptions, session: &Session, output: Output) -> Result<()> {
    let key = caller(&options.caller)?;
    let transaction = Transaction {
        to: None,
        value: parse_pha(&options.value, 18)?,
        data: init_code(&options.artifact, &options.arguments)?,
        gas_limit: options.gas,
    };
    let outcome = session.transact(&key, &session.payer(&options.payer)?, transaction).await?;
    let receipt = succeeded(&outcome.receipt)?;
    let address = receipt.created.context("the cluster created no contract")?;
    let value = serde_json::json!({
        "address": format!("{address:?}"), "gas_used": receipt.gas_used, "height": receipt.height, "message": outcome.seq,
    });
    output.result(&value, format!("contract {address:?} (gas {}, message {})", receipt.gas_used, outcome.seq))
}
