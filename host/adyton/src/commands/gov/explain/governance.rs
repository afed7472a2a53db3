//! Words for calls about proposals and votes.

use super::{
    args::{self, variant, Args},
    raw,
    wrappers::{self, ROOT_WARNING},
    Background, Meaning,
};
use crate::commands::{amount::pha, gov::conviction::Conviction};
use subxt::ext::scale_value::{At, Value};

/// Words for a call, if it is known.
pub(crate) fn explain(pallet: &str, name: &str, args: Args<'_>, background: &Background) -> Option<Meaning> {
    match pallet {
        "Referenda" => referenda(name, args, background),
        "ConvictionVoting" => voting(name, args).map(Meaning::of),
        "Preimage" => preimage(name, args).map(Meaning::of),
        "Whitelist" => whitelist(name, args),
        "TechnicalCommittee" => committee(name, args).map(Meaning::of),
        _ => None,
    }
}

fn referenda(name: &str, args: Args<'_>, background: &Background) -> Option<Meaning> {
    let index = || args.number("index");
    Some(match name {
        "submit" => {
            let origin = args.value("proposal_origin")?;
            let when = variant(args.value("enactment_moment")?)?;
            let block = args::number(when.values.at(0)?)?;
            let when = match when.name.as_str() {
                "At" => format!("at block {block}"),
                _ if block == 0 => "as soon after its approval as the track allows".into(),
                _ => format!("{} after its approval", background.blocks(block)),
            };
            let meaning = Meaning::of(format!(
                "proposes {}, to be carried out as {}, {when}",
                proposal(args.value("proposal")?)?,
                wrappers::origin(origin)
            ));
            if wrappers::is_root(origin) {
                meaning.warn(ROOT_WARNING)
            } else {
                meaning
            }
        }
        "place_decision_deposit" => {
            Meaning::of(format!("pays the decision deposit of referendum {}", index()?))
        }
        "refund_decision_deposit" => {
            Meaning::of(format!("returns the decision deposit of referendum {}", index()?))
        }
        "refund_submission_deposit" => {
            Meaning::of(format!("returns the submission deposit of referendum {}", index()?))
        }
        "cancel" => Meaning::of(format!("cancels referendum {}", index()?)),
        "kill" => Meaning::of(format!("kills referendum {} and slashes its deposits", index()?)),
        "nudge_referendum" => Meaning::of(format!("moves referendum {} on", index()?)),
        _ => return None,
    })
}

fn proposal(value: &Value) -> Option<String> {
    let variant = variant(value)?;
    Some(match variant.name.as_str() {
        "Inline" => "a call".into(),
        _ => format!("the call of hash {}", args::shortened(&args::bytes(variant.values.at("hash")?)?)),
    })
}

fn voting(name: &str, args: Args<'_>) -> Option<String> {
    Some(match name {
        "vote" => {
            format!("votes on referendum {}: {}", args.number("poll_index")?, vote(args.value("vote")?)?)
        }
        "delegate" => {
            let conviction = Conviction::by_name(args.name("conviction")?)?;
            format!(
                "has {} vote in its stead with {} on track {}, {}",
                args.account("to")?,
                args.pha("balance")?,
                args.number("class")?,
                conviction.weight()
            )
        }
        "undelegate" => format!("ends its delegation on track {}", args.number("class")?),
        "unlock" => format!(
            "frees what votes no longer lock of {} on track {}",
            args.account("target")?,
            args.number("class")?
        ),
        "remove_vote" => format!("takes its vote on referendum {} back", args.number("index")?),
        "remove_other_vote" => {
            format!("removes the vote of {} on referendum {}", args.account("target")?, args.number("index")?)
        }
        _ => return None,
    })
}

fn vote(value: &Value) -> Option<String> {
    let vote = variant(value)?;
    let amount = |name: &str| vote.values.at(name).and_then(args::number).map(pha);
    Some(match vote.name.as_str() {
        "Standard" => {
            let packed = u8::try_from(args::number(vote.values.at("vote")?)?).ok()?;
            let (aye, conviction) = Conviction::unpack(packed)?;
            let side = if aye { "aye" } else { "nay" };
            format!("{side} with {}, {}", amount("balance")?, conviction.weight())
        }
        "Split" => format!("aye with {}, nay with {}", amount("aye")?, amount("nay")?),
        "SplitAbstain" => {
            let (aye, nay, abstain) = (amount("aye")?, amount("nay")?, amount("abstain")?);
            format!("aye with {aye}, nay with {nay}, abstaining with {abstain}")
        }
        _ => return None,
    })
}

fn preimage(name: &str, args: Args<'_>) -> Option<String> {
    Some(match name {
        "note_preimage" => {
            format!("puts {} bytes of a proposal on the chain", args::bytes(args.value("bytes")?)?.len())
        }
        "unnote_preimage" => format!("takes proposal {} off the chain", args.short("hash")?),
        "request_preimage" | "unrequest_preimage" => {
            format!("{} {}", name.replace('_', "s "), args.short("hash")?)
        }
        _ => return None,
    })
}

fn whitelist(name: &str, args: Args<'_>) -> Option<Meaning> {
    Some(match name {
        "whitelist_call" => Meaning::of(format!(
            "lets the call of hash {} be decided on the short track, with root's rights",
            args.hex("call_hash")?
        )),
        "remove_whitelisted_call" => {
            Meaning::of(format!("takes call {} off the short track", args.short("call_hash")?))
        }
        "dispatch_whitelisted_call" => {
            Meaning::of(format!("carries out the call of hash {} with root's rights", args.hex("call_hash")?))
                .warn(ROOT_WARNING)
                .warn("this proposal names its call by hash only: look for the call itself before you vote")
        }
        _ => return None,
    })
}

fn committee(name: &str, args: Args<'_>) -> Option<String> {
    Some(match name {
        "set_members" => {
            format!("sets the members of the technical committee: {}", raw::value(args.value("new_members")?))
        }
        "vote" => {
            let side = if args.truth("approve")? { "aye" } else { "nay" };
            format!("votes {side} on motion {} of the technical committee", args.number("index")?)
        }
        "close" => format!("counts the votes on motion {} of the technical committee", args.number("index")?),
        "disapprove_proposal" => {
            format!("ends motion {} of the technical committee", args.short("proposal_hash")?)
        }
        _ => return None,
    })
}
