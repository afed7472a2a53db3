//! Words for calls about computation and pools.

use super::{
    args::{self, variant, Args},
    rules, Background, Meaning,
};
use crate::commands::amount::{grouped, percent_of_million, pha};
use subxt::ext::scale_value::{At, Value};

/// Words for a call, if it is known.
pub(crate) fn explain(pallet: &str, name: &str, args: Args<'_>, background: &Background) -> Option<Meaning> {
    match pallet {
        "Computation" if name == "set_rules" => set_rules(args, background),
        "Computation" => computation(name, args).map(Meaning::of),
        "StakePools" => pool_of_holder(name, args).or_else(|| pool_of_owner(name, args)).map(Meaning::of),
        _ => None,
    }
}

fn set_rules(args: Args<'_>, background: &Background) -> Option<Meaning> {
    let rules = rules::from_value(args.value("rules")?)?;
    let lines = match &background.rules {
        Some(old) => rules::changes(old, &rules, background.block_ms),
        None => rules::all(&rules, background.block_ms),
    };
    let text = match lines.is_empty() {
        true => "sets the computation rules to what they are now",
        false => "sets the computation rules:",
    };
    let parts = lines.into_iter().map(Meaning::of).collect();
    let meaning = Meaning { text: text.into(), parts, warnings: vec![] };
    Some(match rules::check(&rules) {
        Ok(()) => meaning,
        Err(reason) => meaning.warn(reason.to_string()),
    })
}

fn computation(name: &str, args: Args<'_>) -> Option<String> {
    let worker = args.short("worker")?;
    Some(match name {
        "start" => format!("starts worker {worker} with a stake of {}", args.pha("stake")?),
        "add_stake" => format!("adds {} to the stake of worker {worker}", args.pha("extra")?),
        "stop" => format!("stops worker {worker}; its stake then cools down"),
        "withdraw" => format!("takes the stake of worker {worker} back"),
        "reassess" => format!("has the attestation of worker {worker} valued anew"),
        "measure" => format!("has worker {worker} measured"),
        "report" => {
            let part = match args.name("offence")? {
                "Minor" => "1 %",
                "Severe" => "10 %",
                "Total" => "all",
                _ => return None,
            };
            format!(
                "reports misbehaviour of worker {worker}: its session ends and {part} of its stake is slashed unless \
                 that is lifted"
            )
        }
        "lift_slash" => format!("lifts the slash of worker {worker}; its stake is free at once"),
        "confirm_slash" => format!("carries out the slash of worker {worker} at once"),
        "apply_slash" => format!("carries out the slash of worker {worker}, whose time to appeal is over"),
        _ => return None,
    })
}

/// What holders do with pools.
fn pool_of_holder(name: &str, args: Args<'_>) -> Option<String> {
    Some(match name {
        "deposit" => format!("deposits {} in pool {}", args.pha("amount")?, args.number("pool")?),
        "withdraw" => format!("asks pool {} to pay out {}", args.number("pool")?, shares(args)?),
        "serve" => format!("has pool {} pay whom it can pay", args.number("pool")?),
        "sweep" => format!("has pool {} pay out what {} has left there", args.number("pool")?, holder(args)?),
        "stop" => format!("stops worker {} of its pool; its stake then cools down", args.short("worker")?),
        "reclaim" => format!("takes the stake of worker {} back into its pool", args.short("worker")?),
        "divest" => {
            let (vault, pool) = (args.number("vault")?, args.number("pool")?);
            format!("asks pool {pool} to pay out {} of vault {vault}", shares(args)?)
        }
        _ => return None,
    })
}

/// What owners do with their pools.
fn pool_of_owner(name: &str, args: Args<'_>) -> Option<String> {
    let pool = || args.number("pool");
    Some(match name {
        "create" => {
            let kind = if args.name("kind")? == "Vault" { "a vault" } else { "a pool of workers" };
            let commission = percent(args, "commission")?;
            format!("creates {kind} with a commission of {commission} and {}", cap(args)?)
        }
        "close" => format!("closes pool {}", pool()?),
        "set_commission" => {
            let rate = percent(args, "rate")?;
            format!("sets the commission of pool {} to {rate}: at once if that is lower, after a notice if higher", pool()?)
        }
        "set_cap" => format!("gives pool {} {}", pool()?, cap(args)?),
        "set_open" if args.truth("open")? => format!("opens pool {} to all", pool()?),
        "set_open" => format!("closes pool {} to all but those on its list", pool()?),
        "allow" => format!("puts {} on the list of pool {}", holder(args)?, pool()?),
        "disallow" => format!("takes {} off the list of pool {}", holder(args)?, pool()?),
        "add_worker" => format!("assigns worker {} to pool {}", args.short("worker")?, pool()?),
        "remove_worker" => format!("takes worker {} out of its pool", args.short("worker")?),
        "start" => format!("starts worker {} with {} of its pool", args.short("worker")?, args.pha("stake")?),
        "add_stake" => format!(
            "adds {} of its pool to the stake of worker {}",
            args.pha("extra")?,
            args.short("worker")?
        ),
        "invest" => {
            format!("invests {} of vault {} in pool {}", args.pha("amount")?, args.number("vault")?, pool()?)
        }
        _ => return None,
    })
}

fn shares(args: Args<'_>) -> Option<String> {
    Some(format!("{} shares", grouped(&args.number("shares")?.to_string())))
}

fn percent(args: Args<'_>, name: &str) -> Option<String> {
    u32::try_from(args.number(name)?).ok().map(percent_of_million)
}

fn cap(args: Args<'_>) -> Option<String> {
    Some(match args.option("cap")? {
        None => "no cap".into(),
        Some(cap) => format!("a cap of {}", pha(args::number(cap)?)),
    })
}

fn holder(args: Args<'_>) -> Option<String> {
    let holder = variant(args.value("holder")?)?;
    let inner: &Value = holder.values.at(0)?;
    match holder.name.as_str() {
        "Account" => args::account(inner),
        "Vault" => Some(format!("vault {}", args::number(inner)?)),
        _ => None,
    }
}
