//! Words for calls about funds, and about the chain itself.

use super::{
    args::{self, bytes, Args},
    raw, Background, Meaning,
};
use crate::commands::amount::pha;

/// Words for a call, if it is known.
pub(crate) fn explain(pallet: &str, name: &str, args: Args<'_>, _: &Background) -> Option<Meaning> {
    match pallet {
        "Treasury" => treasury(name, args),
        "Bounties" => bounties(name, args).map(Meaning::of),
        "Balances" => balances(name, args),
        "System" => system(name, args),
        "Vesting" => vesting(name, args).map(Meaning::of),
        _ => None,
    }
}

fn treasury(name: &str, args: Args<'_>) -> Option<Meaning> {
    Some(Meaning::of(match name {
        "spend_local" => {
            format!("spends {} of the treasury to {}", args.pha("amount")?, args.account("beneficiary")?)
        }
        "spend" => {
            let (amount, to) = (args.pha("amount")?, args.account("beneficiary")?);
            let from = match args.option("valid_from")? {
                None => String::new(),
                Some(block) => format!(" from block {} on", args::number(block)?),
            };
            format!("lets {to} claim {amount} of the treasury{from}")
        }
        "remove_approval" => format!("takes back approved spend {}", args.number("proposal_id")?),
        "payout" => format!("pays out spend {} of the treasury", args.number("index")?),
        "check_status" => format!("checks whether spend {} of the treasury was paid", args.number("index")?),
        "void_spend" => format!("takes back spend {} of the treasury", args.number("index")?),
        _ => return None,
    }))
}

fn bounties(name: &str, args: Args<'_>) -> Option<String> {
    let bounty = || args.number("bounty_id");
    Some(match name {
        "propose_bounty" => {
            let what = bytes(args.value("description")?)?;
            format!("proposes a bounty of {}: {:?}", args.pha("value")?, String::from_utf8_lossy(&what))
        }
        "approve_bounty" => format!("approves bounty {}, which the treasury then funds", bounty()?),
        "propose_curator" => {
            format!(
                "proposes {} as curator of bounty {} for {}",
                args.account("curator")?,
                bounty()?,
                args.pha("fee")?
            )
        }
        "approve_bounty_with_curator" => {
            format!(
                "approves bounty {} with {} as curator for {}",
                bounty()?,
                args.account("curator")?,
                args.pha("fee")?
            )
        }
        "unassign_curator" => format!("ends the work of the curator of bounty {}", bounty()?),
        "accept_curator" => format!("becomes curator of bounty {}", bounty()?),
        "award_bounty" => format!("awards bounty {} to {}", bounty()?, args.account("beneficiary")?),
        "claim_bounty" => format!("pays out bounty {}", bounty()?),
        "close_bounty" => format!("ends bounty {}", bounty()?),
        "extend_bounty_expiry" => format!("extends bounty {}", bounty()?),
        _ => return None,
    })
}

fn balances(name: &str, args: Args<'_>) -> Option<Meaning> {
    Some(match name {
        "transfer_keep_alive" | "transfer_allow_death" => {
            Meaning::of(format!("transfers {} to {}", args.pha("value")?, args.account("dest")?))
        }
        "transfer_all" => Meaning::of(format!("transfers all that is free to {}", args.account("dest")?)),
        "force_transfer" => {
            let (from, to) = (args.account("source")?, args.account("dest")?);
            Meaning::of(format!("takes {} from {from} and gives it to {to}", args.pha("value")?))
                .warn("it takes funds of an account without that account's signature")
        }
        "force_set_balance" => {
            Meaning::of(format!("sets the balance of {} to {}", args.account("who")?, args.pha("new_free")?))
                .warn("it creates or destroys PHA")
        }
        "force_adjust_total_issuance" => {
            let direction = args.name("direction")?.to_lowercase();
            Meaning::of(format!("lets the PHA in existence {direction} by {}", args.pha("delta")?))
                .warn("it changes how much PHA there is, by the books alone")
        }
        "burn" => Meaning::of(format!("burns {}", args.pha("value")?)),
        _ => return None,
    })
}

fn system(name: &str, args: Args<'_>) -> Option<Meaning> {
    const CODE: &str = "it replaces the code of the chain: everything may be different afterwards, this program's words among it";
    const STORAGE: &str = "it writes chain state directly, past all rules";
    Some(match name {
        "set_code" | "set_code_without_checks" => {
            let size = bytes(args.value("code")?)?.len();
            Meaning::of(format!("replaces the code of the chain by {size} bytes")).warn(CODE)
        }
        "authorize_upgrade" | "authorize_upgrade_without_checks" => Meaning::of(format!(
            "lets anybody replace the code of the chain by that of hash {}",
            args.hex("code_hash")?
        ))
        .warn(CODE),
        "apply_authorized_upgrade" => {
            Meaning::of("replaces the code of the chain by the authorized one").warn(CODE)
        }
        "set_storage" | "kill_storage" | "kill_prefix" => {
            Meaning::of(format!("writes chain state: {name}({})", raw::arguments(args.0))).warn(STORAGE)
        }
        "remark" | "remark_with_event" => {
            Meaning::of(format!("does nothing but say {}", raw::text_or_hex(&bytes(args.value("remark")?)?)))
        }
        _ => return None,
    })
}

fn vesting(name: &str, args: Args<'_>) -> Option<String> {
    use subxt::ext::scale_value::At;
    let schedule = |part: &str| args.value("schedule").at(part).and_then(args::number);
    Some(match name {
        "vested_transfer" | "force_vested_transfer" => format!(
            "transfers {} to {}, free at {} a block from block {}",
            pha(schedule("locked")?),
            args.account("target")?,
            pha(schedule("per_block")?),
            schedule("starting_block")?
        ),
        _ => return None,
    })
}
