//! One file a command.

pub mod amount;
pub mod attest;
pub mod balance;
pub mod call;
pub mod cluster;
pub mod deploy;
pub mod deposit;
pub mod doctor;
pub mod gatekeeper;
pub mod gov;
pub mod key;
pub mod leaks;
pub mod miner;
pub mod query;
pub mod signing;
pub mod stake;
pub mod status;
pub mod trace;
pub mod worker;

use anyhow::{bail, Context, Result};
use messages::{
    receipt::{ExecutionReceipt, Receipt},
    H160, U256,
};

/// Parses an amount of PHA with up to `decimals` decimals into its smallest unit.
pub(crate) fn parse_pha(text: &str, decimals: usize) -> Result<U256> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > decimals {
        bail!("{text} PHA has more than {decimals} decimals");
    }
    let digits = format!("{whole}{fraction:0<decimals$}");
    U256::from_dec_str(&digits)
        .map_err(|_| anyhow::anyhow!("`{text}` is no amount of PHA; write for example 1.5"))
}

/// An amount of the smallest unit, as PHA.
pub(crate) fn format_pha(amount: U256, decimals: usize) -> String {
    let digits = format!("{:0>width$}", amount.to_string(), width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() {
        whole.to_string()
    } else {
        format!("{whole}.{fraction}")
    }
}

/// Parses a 20-byte address.
pub(crate) fn parse_address(text: &str) -> Result<H160, String> {
    let bytes = hex::decode(text.trim_start_matches("0x")).map_err(|_| format!("`{text}` is no address"))?;
    let bytes: [u8; 20] = bytes.try_into().map_err(|_| format!("`{text}` does not have 20 bytes"))?;
    Ok(H160(bytes))
}

/// The receipt of a call that ran and succeeded.
pub(crate) fn succeeded(receipt: &Receipt) -> Result<&ExecutionReceipt> {
    match receipt {
        Receipt::Executed(receipt) if receipt.success => Ok(receipt),
        Receipt::Executed(receipt) => bail!("the call reverted: {}", revert_reason(&receipt.output)),
        Receipt::Refused(refusal) => Err(anyhow::anyhow!("{refusal:?}"))
            .context("the cluster refused the call; nothing was changed and no gas was charged"),
    }
}

/// Solidity's `Error(string)` as text, anything else as hex.
pub(crate) fn revert_reason(output: &[u8]) -> String {
    let types = ["string".to_string()];
    match output.strip_prefix(&[0x08, 0xc3, 0x79, 0xa0]).map(|data| crate::abi::decode(&types, data)) {
        Some(Ok(values)) => values.first().map(ToString::to_string).unwrap_or_default(),
        _ if output.is_empty() => "without a reason".into(),
        _ => format!("0x{}", hex::encode(output)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_and_print() {
        for (text, units) in
            [("1", 1_000_000_000_000u128), ("0.01", 10_000_000_000), ("12.5", 12_500_000_000_000)]
        {
            assert_eq!(parse_pha(text, 12).unwrap(), units.into());
            assert_eq!(format_pha(units.into(), 12), text);
        }
        assert_eq!(format_pha(U256::zero(), 18), "0");
        assert!(parse_pha("0.0000000000001", 12).is_err());
        assert!(parse_pha("many", 12).is_err());
    }

    #[test]
    fn solidity_reasons_are_readable() {
        let mut data = vec![0x08, 0xc3, 0x79, 0xa0];
        data.extend(crate::abi::encode(&["string".into()], &["too low".into()]).unwrap());
        assert_eq!(revert_reason(&data), "too low");
        assert_eq!(revert_reason(&[1, 2]), "0x0102");
        assert_eq!(revert_reason(&[]), "without a reason");
    }
}
