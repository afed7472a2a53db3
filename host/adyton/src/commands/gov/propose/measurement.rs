//! Proposals that allow or deny an enclave program.

use super::ProposalOptions;
use crate::state::{
    call::{call as by_name, hash, unit},
    ChainState,
};
use anyhow::{bail, Context, Result};
use clap::{Args, ValueEnum};
use subxt::ext::scale_value::Value;

/// Kinds of hardware.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Kind {
    /// Intel SGX.
    Sgx,
    /// Intel TDX.
    Tdx,
    /// AMD SEV-SNP.
    Snp,
}

/// Options of `adyton gov propose measurement`.
#[derive(Clone, Debug, Args)]
pub struct MeasurementOptions {
    /// Measurement of a program to allow: 32 bytes of hex. It counts after a delay.
    #[arg(long, value_name = "HASH", required_unless_present = "deny", conflicts_with = "deny")]
    #[arg(requires_all = ["kind", "version"])]
    allow: Option<String>,
    /// Measurement of a program to deny, at once and for good.
    #[arg(long, value_name = "HASH")]
    deny: Option<String>,
    /// Hardware that the allowed program runs on.
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// Version of the allowed program, for example 1.2.0.
    #[arg(long)]
    version: Option<String>,
    /// How it is submitted.
    #[command(flatten)]
    pub proposal: ProposalOptions,
}

/// The call, encoded.
///
/// # Errors
/// If a measurement or version does not read.
pub(crate) fn call(options: &MeasurementOptions, state: &ChainState) -> Result<Vec<u8>> {
    let call = match (&options.allow, &options.deny) {
        (Some(allow), _) => {
            let kind = match options.kind.context("name the kind of hardware with --kind")? {
                Kind::Sgx => "Sgx",
                Kind::Tdx => "Tdx",
                Kind::Snp => "Snp",
            };
            let [major, minor, patch] = version(options.version.as_deref().unwrap_or_default())?;
            let version = [("major", major), ("minor", minor), ("patch", patch)];
            let args = vec![
                ("kind", unit(kind)),
                ("measurement", hash(allow)?),
                (
                    "version",
                    Value::named_composite(version.map(|(part, number)| (part, Value::u128(number.into())))),
                ),
            ];
            by_name(state.metadata(), "Registry", "allow_measurement", args)?
        }
        (None, Some(deny)) => {
            by_name(state.metadata(), "Registry", "deny_measurement", vec![("measurement", hash(deny)?)])?
        }
        (None, None) => bail!("name a program with --allow or --deny"),
    };
    Ok(call.encode(state.metadata())?)
}

fn version(text: &str) -> Result<[u16; 3]> {
    let parts: Option<Vec<u16>> = text.split('.').map(|part| part.parse().ok()).collect();
    let parts = parts.and_then(|parts| <[u16; 3]>::try_from(parts).ok());
    parts.with_context(|| format!("`{text}` is no version; write for example 1.2.0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_and_measurements_read_exactly() {
        assert_eq!(version("1.22.333").unwrap(), [1, 22, 333]);
        for text in ["", "1", "1.2", "1.2.3.4", "1.2.x", "1.2.65536", "v1.2.3"] {
            assert!(version(text).is_err(), "{text}");
        }
        assert!(hash(&"ab".repeat(32)).is_ok());
        assert!(hash(&format!("0x{}", "ab".repeat(32))).is_ok());
        assert!(hash(&"ab".repeat(31)).is_err());
    }
}
