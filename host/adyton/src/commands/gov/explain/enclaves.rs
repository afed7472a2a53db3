//! Words for calls about enclaves, gatekeepers, committees and clusters.

use super::{
    args::{self, Args},
    raw, Background, Meaning,
};
use crate::commands::{amount::pha, attest::date};
use subxt::ext::scale_value::At;

/// Words for a call, if it is known.
pub(crate) fn explain(pallet: &str, name: &str, args: Args<'_>, background: &Background) -> Option<Meaning> {
    match pallet {
        "Registry" => registry(name, args, background),
        "Gatekeepers" => gatekeepers(name, args),
        "Committees" => committees(name, args).map(Meaning::of),
        "Clusters" => clusters(name, args).map(Meaning::of),
        _ => None,
    }
}

fn registry(name: &str, args: Args<'_>, background: &Background) -> Option<Meaning> {
    Some(match name {
        "allow_measurement" => {
            let version =
                ["major", "minor", "patch"].map(|part| args.value("version").at(part).and_then(args::number));
            let [Some(major), Some(minor), Some(patch)] = version else { return None };
            let from = match background.allow_delay_ms {
                Some(delay) => format!("from about {}", date(background.at_ms.saturating_add(delay))),
                None => "after a delay".into(),
            };
            let (kind, program) = (args.name("kind")?.to_uppercase(), args.hex("measurement")?);
            Meaning::of(format!("allows enclave program {program}, version {major}.{minor}.{patch}, on {kind}, {from}"))
                .warn(
                    "an enclave program that is allowed can be given keys: check that its source is public and builds to \
                     this measurement",
                )
        }
        "deny_measurement" => {
            let program = args.hex("measurement")?;
            Meaning::of(format!("denies enclave program {program}, at once and for good"))
                .warn("all workers that run this program are suspended at once")
        }
        "set_frozen" if args.truth("frozen")? => {
            Meaning::of("freezes registrations: no new worker and no new boot")
        }
        "set_frozen" => Meaning::of("lets workers register again"),
        "change_policy" => {
            let change = raw::value(args.value("change")?);
            Meaning::of(format!(
                "changes one rule for evidence: {change}; what lets more in counts after a delay"
            ))
        }
        "reevaluate" => Meaning::of(format!("has worker {} judged anew", args.short("worker")?)),
        "prune_collateral" => Meaning::of("removes collateral whose time is over"),
        _ => return None,
    })
}

fn gatekeepers(name: &str, args: Args<'_>) -> Option<Meaning> {
    let worker = || args.short("worker");
    Some(Meaning::of(match name {
        "appoint" => format!("makes worker {} a candidate for gatekeeper", worker()?),
        "dismiss" => format!("ends the time of worker {} as gatekeeper", worker()?),
        "bond" => format!("puts down the bond of worker {}", worker()?),
        "resign" => format!("asks to end the time of worker {} as gatekeeper", worker()?),
        "evict" => format!("removes gatekeeper {}, which was absent for too long", worker()?),
        "withdraw" => format!("takes the bond of worker {} back", worker()?),
        "set_threshold" => {
            let text = format!("has {} gatekeepers needed to derive a key", args.number("threshold")?);
            return Some(
                Meaning::of(text).warn("that many gatekeepers together hold all keys of the network"),
            );
        }
        "set_parameters" => {
            format!("sets the gatekeepers' parameters: {}", raw::value(args.value("parameters")?))
        }
        "set_elections" => {
            let elections = args.0.values().next().map(raw::value)?;
            format!("sets how gatekeepers are elected: {elections}")
        }
        "rotate_generation" => "begins a new generation of long-lived keys".into(),
        "retire_generation" => {
            let text = format!("ends generation {} of long-lived keys", args.number("generation")?);
            return Some(
                Meaning::of(text).warn("what is still encrypted to keys of that generation is lost"),
            );
        }
        _ => return None,
    }))
}

fn committees(name: &str, args: Args<'_>) -> Option<String> {
    let committee = || args.number("committee");
    let worker = || args.short("worker");
    Some(match name {
        "create" => format!(
            "creates a committee for {} (program {}, {} members commit)",
            args.account("owner")?,
            raw::value(args.value("program")?),
            args.number("threshold")?
        ),
        "invite" => format!("invites worker {} into committee {}", worker()?, committee()?),
        "withdraw_invitation" => {
            format!("takes the invitation of worker {} into committee {} back", worker()?, committee()?)
        }
        "join" => format!("has worker {} join committee {}", worker()?, committee()?),
        "leave" => format!("has worker {} leave committee {}", worker()?, committee()?),
        "evict" => format!("removes worker {} from committee {}", worker()?, committee()?),
        "set_threshold" => {
            format!("has {} members commit in committee {}", args.number("threshold")?, committee()?)
        }
        "set_program_version" => {
            format!("has committee {} run version {} of its program", committee()?, args.number("version")?)
        }
        "deposit" => {
            format!("deposits {} in committee {} for {}", args.pha("amount")?, committee()?, args.hex("to")?)
        }
        "rotate_state_keys" => {
            format!("moves the state of committee {} to the keys of the present generation", committee()?)
        }
        _ => return None,
    })
}

fn clusters(name: &str, args: Args<'_>) -> Option<String> {
    let cluster = || args.number("cluster");
    Some(match name {
        "fund" => format!("adds {} to the deposits of cluster {}", args.pha("amount")?, cluster()?),
        "defund" => format!(
            "announces that {} of the deposits of cluster {} will be paid to {}",
            args.pha("amount")?,
            cluster()?,
            args.account("to")?
        ),
        "set_terms" => {
            let term = |name| args.value("terms").at(name).and_then(args::number).map(pha);
            format!(
                "has deposits of cluster {} pay {} for a served commit, and at most {} in a period",
                cluster()?,
                term("reward")?,
                term("limit")?
            )
        }
        "withdraw" => format!("carries out the announced withdrawal of deposits of cluster {}", cluster()?),
        "claim" => {
            format!("pays {} what its workers earned in cluster {}", args.account("operator")?, cluster()?)
        }
        _ => return None,
    })
}
