//! The technical committee: motions of people who may stop admission at once and whitelist calls for the short track.

use super::explain::{self, Background};
use crate::{
    commands::{
        gov::propose,
        signing::{tell, Signer, SigningOptions},
    },
    output::Output,
    session::Session,
    state::{
        call::{call, hash, Args as CallArgs},
        decode::{decode_call, MAX_CALL_BYTES},
        ChainState,
    },
};
use anyhow::{bail, Context, Result};
use clap::{Subcommand, ValueEnum};
use client::submit::{Call, Included};
use codec::{Compact, Decode, Encode};
use messages::{
    ids::{AccountId, BlockNumber},
    H256,
};
use serde_json::json;
use subxt::ext::{
    scale_decode::DecodeAsType,
    scale_value::{scale::encode_as_type, Value},
};

/// The pallet.
const COMMITTEE: &str = "TechnicalCommittee";
/// Weight that closing a motion may take: more than any motion of a few calls, far less than a block.
const CLOSE_REF_TIME: u128 = 20_000_000_000;
/// See [`CLOSE_REF_TIME`].
const CLOSE_PROOF_SIZE: u128 = 1_000_000;
/// Length of the motion's hash, with which its events begin.
const HASH_BYTES: usize = 32;

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum TechnicalCommand {
    /// Members and open motions.
    Motions,
    /// Move that registrations of workers are frozen. A referendum thaws them, or sooner a call that the committee whitelists.
    Freeze {
        /// Who signs: a member.
        #[command(flatten)]
        signing: SigningOptions,
    },
    /// Move that an enclave program is denied at once and for good.
    Deny {
        /// Its measurement: 32 bytes of hex.
        measurement: String,
        /// Who signs: a member.
        #[command(flatten)]
        signing: SigningOptions,
    },
    /// Move that a call may be decided on the short track.
    Whitelist {
        /// Hash of the call: 32 bytes of hex.
        of_call: String,
        /// Who signs: a member.
        #[command(flatten)]
        signing: SigningOptions,
    },
    /// Move any call.
    Propose {
        /// Hex of the call, or the name of a file with it.
        call: String,
        /// Who signs: a member.
        #[command(flatten)]
        signing: SigningOptions,
    },
    /// Vote on a motion.
    Vote {
        /// Number of the motion.
        id: u32,
        /// Side.
        #[arg(value_enum)]
        side: Side,
        /// Who signs: a member.
        #[command(flatten)]
        signing: SigningOptions,
    },
    /// Count the votes on a motion, and carry it out if they suffice.
    Close {
        /// Number of the motion.
        id: u32,
        /// Who signs: anybody.
        #[command(flatten)]
        signing: SigningOptions,
    },
}

/// Sides of a motion.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Side {
    /// For it.
    Aye,
    /// Against it.
    Nay,
}

/// A motion's votes; names are the chain's.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
struct Votes {
    index: u32,
    threshold: u32,
    ayes: Vec<[u8; 32]>,
    nays: Vec<[u8; 32]>,
    end: BlockNumber,
}

/// An open motion.
struct Motion {
    hash: H256,
    votes: Votes,
    call: Value,
}

/// Runs a command.
///
/// # Errors
/// A sentence for the user.
pub(crate) async fn run(command: TechnicalCommand, session: &Session, output: Output) -> Result<()> {
    let state = ChainState::open(session).await?;
    let of = |pallet, name, args| call(state.metadata(), pallet, name, args);
    let (motion, signing) = match command {
        TechnicalCommand::Motions => return show(&state, output).await,
        TechnicalCommand::Vote { id, side, signing } => {
            return vote(&state, id, side, &signing, session, output).await
        }
        TechnicalCommand::Close { id, signing } => return close(&state, id, &signing, session, output).await,
        TechnicalCommand::Freeze { signing } => (
            of("Registry", "set_frozen", vec![("frozen", Value::bool(true))])?.encode(state.metadata())?,
            signing,
        ),
        TechnicalCommand::Deny { measurement, signing } => {
            let args = vec![("measurement", hash(&measurement)?)];
            (of("Registry", "deny_measurement", args)?.encode(state.metadata())?, signing)
        }
        TechnicalCommand::Whitelist { of_call, signing } => {
            let args = vec![("call_hash", hash(&of_call)?)];
            (of("Whitelist", "whitelist_call", args)?.encode(state.metadata())?, signing)
        }
        TechnicalCommand::Propose { call, signing } => (propose::bytes(&call)?, signing),
    };
    move_call(&state, motion, &signing, session, output).await
}

/// Puts a call to the committee; two thirds are needed for what it may do at once.
async fn move_call(
    state: &ChainState,
    motion: Vec<u8>,
    signing: &SigningOptions,
    session: &Session,
    output: Output,
) -> Result<()> {
    if motion.len() <= MAX_CALL_BYTES {
        // What is no call, the node would refuse in words that nobody understands.
        decode_call(&motion, state.metadata()).context("nothing was moved")?;
    }
    let members = members(state).await?;
    let threshold = (members.len() * 2).div_ceil(3) as u32;
    // The call as it stands: its own bytes are the argument.
    let args = (Compact(threshold).encode(), motion.clone(), Compact(motion.len() as u32).encode());
    let call = Call::Plain { pallet: COMMITTEE, name: "propose", args: [args.0, args.1, args.2].concat() };
    let signer = Signer::new(session, state, signing, output)?;
    if !members.contains(&signer.id()) {
        bail!("{} is no member of the technical committee; see `adyton gov technical motions`", signer.id());
    }
    let included = signer.sign(&call, &[]).await?;
    let block = included.block.number;
    let Some(proposed) = included.event(COMMITTEE, "Proposed") else {
        // Where a single vote suffices, moving is all.
        return tell_outcome(state, &included, "the motion", output);
    };
    let (_, id) = <(AccountId, u32)>::decode(&mut &proposed.fields[..])
        .context("the chain does not say which motion it made; see `adyton gov technical motions`")?;
    let next = format!(
        "{threshold} members have to vote, who moved it like all others: `adyton gov technical vote {id} aye`"
    );
    output.result(
        &json!({ "id": id, "threshold": threshold, "block": block, "next": next }),
        format!("motion {id} in block {block}; {next}"),
    )
}

/// Tells what became of a motion whose votes were counted.
fn tell_outcome(state: &ChainState, included: &Included, motion: &str, output: Output) -> Result<()> {
    let executed = included.event(COMMITTEE, "Executed").map(|event| event.fields.get(HASH_BYTES..));
    let outcome = match executed {
        None => "refused".to_owned(),
        Some(Some([0])) => "approved and carried out".into(),
        Some(Some([1, error @ ..])) => {
            format!("approved, but its call failed: {}", state.name_of_error(error))
        }
        Some(_) => "approved; the chain says in an unknown form what its call came to".into(),
    };
    let block = included.block.number;
    output.result(
        &json!({ "block": block, "outcome": outcome }),
        format!("in block {block}: {motion} was {outcome}"),
    )
}

async fn vote(
    state: &ChainState,
    id: u32,
    side: Side,
    signing: &SigningOptions,
    session: &Session,
    output: Output,
) -> Result<()> {
    let motion = motion(state, id).await?;
    let args = vec![
        ("proposal", Value::from_bytes(motion.hash)),
        ("index", Value::u128(id.into())),
        ("approve", Value::bool(side == Side::Aye)),
    ];
    let notes = explained(state, &motion).await?;
    let call = call(state.metadata(), COMMITTEE, "vote", args)?;
    let included = Signer::new(session, state, signing, output)?.sign(&call, &notes).await?;
    tell(output, &included, &format!("when there are enough votes: `adyton gov technical close {id}`"))
}

async fn close(
    state: &ChainState,
    id: u32,
    signing: &SigningOptions,
    session: &Session,
    output: Output,
) -> Result<()> {
    let motion = motion(state, id).await?;
    let mut encoded = vec![];
    let ty = state.metadata().outer_enums().call_enum_ty();
    encode_as_type(&motion.call, ty, state.metadata().types(), &mut encoded)
        .context("the motion cannot be measured")?;
    let weight = [("ref_time", CLOSE_REF_TIME), ("proof_size", CLOSE_PROOF_SIZE)];
    let args: CallArgs = vec![
        ("proposal_hash", Value::from_bytes(motion.hash)),
        ("index", Value::u128(id.into())),
        (
            "proposal_weight_bound",
            Value::named_composite(weight.map(|(part, amount)| (part, Value::u128(amount)))),
        ),
        ("length_bound", Value::u128(encoded.len() as u128)),
    ];
    let notes = explained(state, &motion).await?;
    let call = call(state.metadata(), COMMITTEE, "close", args)?;
    let included = Signer::new(session, state, signing, output)?.sign(&call, &notes).await?;
    tell_outcome(state, &included, &format!("motion {id}"), output)
}

async fn explained(state: &ChainState, motion: &Motion) -> Result<Vec<String>> {
    let meaning = explain::call(&motion.call, &Background::read(state, state.block()).await?);
    let warnings =
        meaning.all_warnings().into_iter().map(|warning| format!("WARNING of the motion: {warning}"));
    Ok([vec!["the motion would do this:".to_owned()], meaning.lines(1), warnings.collect()].concat())
}

async fn members(state: &ChainState) -> Result<Vec<AccountId>> {
    let members: Option<Vec<[u8; 32]>> = state.read((COMMITTEE, "Members"), vec![]).await?;
    Ok(members.unwrap_or_default().into_iter().map(AccountId::new).collect())
}

async fn motions(state: &ChainState) -> Result<Vec<Motion>> {
    let hashes: Vec<[u8; 32]> = state.read((COMMITTEE, "Proposals"), vec![]).await?.unwrap_or_default();
    let keys: Vec<_> = hashes.iter().map(|hash| vec![hash.to_vec()]).collect();
    let votes: Vec<Option<Votes>> = state.read_many((COMMITTEE, "Voting"), keys.clone()).await?;
    let calls: Vec<Option<Value>> = state.read_many((COMMITTEE, "ProposalOf"), keys).await?;
    let motions = hashes.into_iter().zip(votes).zip(calls);
    Ok(motions
        .filter_map(|((hash, votes), call)| Some(Motion { hash: H256(hash), votes: votes?, call: call? }))
        .collect())
}

async fn motion(state: &ChainState, id: u32) -> Result<Motion> {
    let found = motions(state).await?.into_iter().find(|motion| motion.votes.index == id);
    found.with_context(|| format!("there is no open motion {id}; see `adyton gov technical motions`"))
}

async fn show(state: &ChainState, output: Output) -> Result<()> {
    let members: Vec<_> = members(state).await?.iter().map(ToString::to_string).collect();
    let background = Background::read(state, state.block()).await?;
    let mut lines =
        vec![format!("members: {}", if members.is_empty() { "nobody".into() } else { members.join(", ") })];
    let mut values = vec![];
    for motion in motions(state).await? {
        let meaning = explain::call(&motion.call, &background);
        let Votes { index, threshold, ayes, nays, end } = &motion.votes;
        let (ayes, nays) = (ayes.len(), nays.len());
        lines.push(format!(
            "motion {index}: {ayes} of {threshold} ayes, {nays} nays, until block {end}: {}",
            meaning.sentence()
        ));
        lines.extend(meaning.all_warnings().iter().map(|warning| format!("  WARNING: {warning}")));
        values.push(json!({
            "id": index, "hash": format!("{:?}", motion.hash), "threshold": threshold, "ayes": ayes, "nays": nays,
            "until_block": end, "would": meaning.json(), "warnings": meaning.all_warnings(),
        }));
    }
    output.result(&json!({ "members": members, "motions": values }), lines.join("\n"))
}
