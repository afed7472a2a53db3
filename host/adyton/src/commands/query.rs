//! `adyton query`: a read-only call, sealed both ways.

use super::{parse_address, revert_reason};
use crate::{
    abi,
    cli::CallerOptions,
    output::Output,
    session::{caller, Session},
};
use anyhow::{bail, Result};
use clap::Args;
use messages::{
    query::{Question, Reply, Simulation},
    H160,
};

/// Options of `adyton query`.
#[derive(Clone, Debug, Args)]
pub struct QueryOptions {
    /// The contract.
    #[arg(value_parser = parse_address)]
    pub to: H160,
    /// Function and what it returns, for example "balanceOf(address)(uint256)"; raw bytes are shown when the second
    /// list is left out.
    pub function: String,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// Ask without saying who you are: the contract sees address zero.
    #[arg(long)]
    anonymous: bool,
    #[command(flatten)]
    caller: CallerOptions,
}

/// Runs the command.
///
/// # Errors
/// A sentence for the user.
pub async fn run(options: QueryOptions, session: &Session, output: Output) -> Result<()> {
    let key = if options.anonymous { None } else { Some(caller(&options.caller)?) };
    let (signature, types) = abi::split_returns(&options.function)?;
    let data = abi::calldata(signature, &options.arguments)?;
    let question = Question::Call(Simulation::of(options.to, data));
    match session.ask(key.as_ref(), question).await? {
        Reply::Returned(data) => {
            let raw = format!("0x{}", hex::encode(&data));
            let values: Vec<String> = match &types {
                Some(types) => abi::decode(types, &data)?.iter().map(ToString::to_string).collect(),
                None => vec![raw.clone()],
            };
            output.result(&serde_json::json!({ "returned": raw, "values": values }), values.join("\n"))
        }
        Reply::Reverted(data) => bail!("the contract refuses: {}", revert_reason(&data)),
        Reply::Refused(refusal) => bail!("the worker refuses: {refusal:?}"),
        other => bail!("the worker answered something else: {other:?}"),
    }
}
