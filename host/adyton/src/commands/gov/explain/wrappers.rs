//! Calls that carry calls, and calls with which anything could be done.

use super::{
    args::{variant, Args},
    raw, Meaning,
};
use subxt::ext::scale_value::{At, Value};

/// What is said of anything that is done with root's rights.
pub const ROOT_WARNING: &str =
    "it acts with root's rights: it can change anything, balances, keys and the rules of voting among it";

/// Words for a call, if it carries others; `explain` explains these.
pub fn explain(
    pallet: &str,
    name: &str,
    args: Args<'_>,
    explain: &mut dyn FnMut(&Value) -> Meaning,
) -> Option<Meaning> {
    let text = match (pallet, name) {
        ("Utility", "batch") => "does in order, up to the first that fails:",
        ("Utility", "batch_all") => "does in order, all or nothing:",
        ("Utility", "force_batch") => "does in order, whether or not some fail:",
        _ => return one(pallet, name, args, explain),
    };
    let parts = args.list("calls")?.into_iter().map(explain).collect();
    Some(Meaning { text: text.into(), parts, warnings: vec![] })
}

/// Words for a call that carries one call, or two.
fn one(
    pallet: &str,
    name: &str,
    args: Args<'_>,
    explain: &mut dyn FnMut(&Value) -> Meaning,
) -> Option<Meaning> {
    let mut around = |text: String, call: &str| -> Option<Meaning> {
        Some(Meaning { text, parts: vec![explain(args.value(call)?)], warnings: vec![] })
    };
    match (pallet, name) {
        ("Sudo", "sudo" | "sudo_unchecked_weight") => {
            around("with the key of a development network and root's rights:".into(), "call")
                .map(|meaning| meaning.warn(ROOT_WARNING))
        }
        ("Sudo", "sudo_as") => around(format!("in the name of {}:", args.account("who")?), "call"),
        ("Utility", "dispatch_as" | "dispatch_as_fallible") => {
            let origin = args.value("as_origin")?;
            let meaning = around(format!("as {}:", self::origin(origin)), "call")?;
            Some(if is_root(origin) { meaning.warn(ROOT_WARNING) } else { meaning })
        }
        ("Utility", "as_derivative") => {
            around(format!("from derived account {} of the caller:", args.number("index")?), "call")
        }
        ("Utility", "with_weight") => around("with a weight of its own:".into(), "call"),
        ("Utility", "if_else") => {
            let parts = vec![explain(args.value("main")?), explain(args.value("fallback")?)];
            Some(Meaning {
                text: "does the first, or if it fails the second:".into(),
                parts,
                warnings: vec![],
            })
        }
        ("Whitelist", "dispatch_whitelisted_call_with_preimage") => {
            around("with root's rights, as the technical committee has approved:".into(), "call")
                .map(|meaning| meaning.warn(ROOT_WARNING))
        }
        ("Scheduler", "schedule" | "schedule_named") => {
            around(format!("at block {}{}:", args.number("when")?, repeats(args)?), "call")
        }
        ("Scheduler", "schedule_after" | "schedule_named_after") => {
            around(format!("{} blocks later{}:", args.number("after")?, repeats(args)?), "call")
        }
        ("Proxy", "proxy") => around(format!("in the name of {}:", args.account("real")?), "call"),
        ("Multisig", "as_multi" | "as_multi_threshold_1") => {
            around("in the name of an account of several people:".into(), "call")
        }
        ("TechnicalCommittee", "propose" | "execute") => {
            let text = match args.number("threshold") {
                Some(threshold) => {
                    format!("puts to the technical committee, which needs {threshold} votes for it:")
                }
                None => "as a member of the technical committee:".into(),
            };
            around(text, "proposal")
        }
        _ => None,
    }
}

fn repeats(args: Args<'_>) -> Option<String> {
    Some(match args.option("maybe_periodic")? {
        None => String::new(),
        Some(period) => format!(", repeated ({})", raw::value(period)),
    })
}

/// Whether an origin is root.
pub fn is_root(origin: &Value) -> bool {
    let inner = variant(origin).filter(|outer| outer.name == "system").and_then(|outer| outer.values.at(0));
    inner.and_then(variant).is_some_and(|inner| inner.name == "Root")
}

/// An origin in words.
pub fn origin(origin: &Value) -> String {
    let Some(outer) = variant(origin) else { return raw::value(origin) };
    let inner = outer.values.at(0).and_then(variant);
    match (outer.name.as_str(), inner) {
        ("system", Some(inner)) if inner.name == "Root" => "root".into(),
        ("system", Some(inner)) if inner.name == "Signed" => {
            let who = inner.values.at(0).and_then(super::args::account);
            who.unwrap_or_else(|| raw::value(origin))
        }
        ("Origins", Some(inner)) => inner.name.clone(),
        ("TechnicalCommittee", Some(_)) => "the technical committee".into(),
        _ => raw::value(origin),
    }
}
