//! Proposals that change rules of computation.

use super::ProposalOptions;
use crate::{
    commands::gov::explain::rules,
    state::{call, ChainState},
};
use anyhow::{bail, Context, Result};
use clap::Args;
use std::path::{Path, PathBuf};

/// Options of `adyton gov propose rules`.
#[derive(Clone, Debug, Args)]
pub struct RulesOptions {
    /// A rule and its new value, for example `--set v_max=20000`; as often as needed. All others stay as they are now.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// A TOML or JSON file of names and values; numbers with decimals in quotes.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// How it is submitted.
    #[command(flatten)]
    pub proposal: ProposalOptions,
}

/// The call, encoded: the rules in force with the changes, if the chain would take them.
///
/// # Errors
/// If a change does not read, the rules would be refused, or nothing would change.
pub(crate) async fn call(options: &RulesOptions, state: &ChainState) -> Result<Vec<u8>> {
    let old = rules::in_force(state).await?.context("this chain has no rules of computation")?;
    let mut new = old;
    for (name, value) in changes(options)? {
        rules::set(&mut new, &name, &value)?;
    }
    if new == old {
        bail!("this changes nothing; name rules with --set, as they are listed by `adyton gov rules`");
    }
    rules::check(&new)?;
    let call =
        call::call(state.metadata(), "Computation", "set_rules", vec![("rules", rules::to_value(&new))])?;
    Ok(call.encode(state.metadata())?)
}

/// Names and values, those of the file first.
fn changes(options: &RulesOptions) -> Result<Vec<(String, String)>> {
    let mut changes = options.file.as_deref().map(read).transpose()?.unwrap_or_default();
    for text in &options.set {
        let (name, value) =
            text.split_once('=').with_context(|| format!("write --set NAME=VALUE, not `{text}`"))?;
        changes.push((name.trim().to_owned(), value.trim().to_owned()));
    }
    Ok(changes)
}

fn read(path: &Path) -> Result<Vec<(String, String)>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let is_json = path.extension().is_some_and(|extension| extension == "json");
    let parsed: serde_json::Value = match is_json {
        true => serde_json::from_str(&text)?,
        false => toml::from_str(&text)?,
    };
    let mut changes = vec![];
    collect(&parsed, &mut changes).with_context(|| path.display().to_string())?;
    Ok(changes)
}

/// Names and values of a table, and of the tables in it: rules may stand in their groups.
fn collect(value: &serde_json::Value, changes: &mut Vec<(String, String)>) -> Result<()> {
    let serde_json::Value::Object(table) = value else { bail!("a table of names and values is expected") };
    for (name, value) in table {
        match value {
            serde_json::Value::Object(_) => collect(value, changes)?,
            serde_json::Value::String(text) => changes.push((name.clone(), text.clone())),
            serde_json::Value::Number(number) if number.is_u64() => {
                changes.push((name.clone(), number.to_string()))
            }
            _ => bail!("put the value of {name} in quotes: numbers with decimals would lose digits"),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, content: &str) -> Result<Vec<(String, String)>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        read(&path)
    }

    #[test]
    fn files_name_rules_alone_or_in_groups() {
        let expected = vec![("cool_down".to_owned(), "100".to_owned()), ("v_max".into(), "20000.5".into())];
        let sorted = |mut changes: Vec<_>| {
            changes.sort();
            changes
        };
        let toml = "cool_down = 100\n[rates]\nv_max = \"20000.5\"\n";
        assert_eq!(sorted(file("rules.toml", toml).unwrap()), expected);
        let json = r#"{ "v_max": "20000.5", "cool_down": 100 }"#;
        assert_eq!(sorted(file("rules.json", json).unwrap()), expected);
    }

    #[test]
    fn floats_are_refused_before_they_lose_digits() {
        for content in ["v_max = 20000.5", "v_max = true", "v_max = [1]"] {
            assert!(file("rules.toml", content).is_err(), "{content}");
        }
    }
}
