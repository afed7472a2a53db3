//! `adyton trace`: what a call would do now, frame by frame, as far as its asker may see it.

use super::{parse_address, parse_pha, revert_reason};
use crate::{
    abi,
    cli::CallerOptions,
    output::Output,
    session::{caller, Session},
};
use anyhow::{bail, Result};
use clap::Args;
use messages::{
    ethereum::Frame,
    query::{Question, Reply, Simulation},
    H160,
};

/// Options of `adyton trace`.
#[derive(Clone, Debug, Args)]
pub struct TraceOptions {
    /// The contract.
    #[arg(value_parser = parse_address)]
    pub to: H160,
    /// Function, for example "transfer(address,uint256)".
    pub function: String,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// PHA pretended to be sent along.
    #[arg(long, default_value = "0")]
    value: String,
    #[command(flatten)]
    caller: CallerOptions,
}

/// Runs the command.
///
/// # Errors
/// A sentence for the user.
pub async fn run(options: TraceOptions, session: &Session, output: Output) -> Result<()> {
    let key = caller(&options.caller)?;
    let data = abi::calldata(&options.function, &options.arguments)?;
    let simulation = Simulation { value: parse_pha(&options.value, 18)?, ..Simulation::of(options.to, data) };
    match session.ask(Some(&key), Question::Trace(simulation)).await? {
        Reply::Trace(frames) => {
            let rows: Vec<_> = frames.iter().map(json).collect();
            let text: Vec<String> = frames.iter().map(describe).collect();
            output.result(&rows, text.join("\n"))
        }
        Reply::Refused(refusal) => bail!("the worker refuses: {refusal:?}"),
        other => bail!("the worker answered something else: {other:?}"),
    }
}

fn describe(frame: &Frame) -> String {
    let indent = "  ".repeat(frame.depth.into());
    let to = frame.to.map_or("(hidden)".into(), |to| format!("{to:?}"));
    let input = frame.input.as_ref().map_or("(hidden)".into(), |input| format!("0x{}", hex::encode(input)));
    let outcome = match (&frame.output, frame.success) {
        (Some(output), true) => format!("returns 0x{}", hex::encode(output)),
        (Some(output), false) => format!("reverts: {}", revert_reason(output)),
        (None, true) => "returns (hidden)".into(),
        (None, false) => "reverts (hidden)".into(),
    };
    format!("{indent}{:?} {to} {input} gas {} {outcome}", frame.kind, frame.gas_used)
}

fn json(frame: &Frame) -> serde_json::Value {
    let bytes = |bytes: &Option<Vec<u8>>| bytes.as_ref().map(|bytes| format!("0x{}", hex::encode(bytes)));
    serde_json::json!({
        "depth": frame.depth,
        "kind": format!("{:?}", frame.kind),
        "from": frame.from.map(|from| format!("{from:?}")),
        "to": frame.to.map(|to| format!("{to:?}")),
        "value": frame.value.map(|value| value.to_string()),
        "input": bytes(&frame.input),
        "output": bytes(&frame.output),
        "gas_used": frame.gas_used,
        "success": frame.success,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use messages::ethereum::FrameKind;

    #[test]
    fn hidden_parts_are_called_hidden() {
        let frame = Frame {
            depth: 1,
            kind: FrameKind::StaticCall,
            from: None,
            to: None,
            value: None,
            input: None,
            output: None,
            gas_used: 5,
            success: false,
        };
        assert_eq!(describe(&frame), "  StaticCall (hidden) (hidden) gas 5 reverts (hidden)");
        let shown = Frame {
            depth: 0,
            to: Some(H160::zero()),
            input: Some(vec![1]),
            output: Some(vec![2]),
            success: true,
            ..frame
        };
        assert!(describe(&shown).ends_with("0x01 gas 5 returns 0x02"));
    }
}
