//! `adyton gov`: proposals, votes and the treasury, for holders.
//!
//! Reading order: this file → [`tracks`], [`referendum`] (what the chain keeps) → [`proposal`] and [`explain`] (what a
//! proposal would do) → [`list`], [`voting`], [`treasury`], [`technical`] → [`vote`], [`propose`] (what is signed).

pub mod conviction;
pub mod explain;
mod list;
mod proposal;
mod propose;
mod referendum;
mod technical;
mod tracks;
mod treasury;
mod vote;
mod voting;

use super::{
    amount::account,
    signing::{tell, Signer, SigningOptions},
};
use crate::{
    cli::PayerOptions,
    output::Output,
    session::Session,
    state::{
        call::{call, hash as of_hash},
        ChainState,
    },
};
use anyhow::{Context, Result};
use clap::Subcommand;
use client::submit::Call;
use messages::{ids::AccountId, H256};
use serde_json::json;
use subxt::ext::scale_value::Value;

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum GovCommand {
    /// Referenda: how they stand and what they would do.
    List {
        /// Those that have ended as well.
        #[arg(long)]
        all: bool,
    },
    /// One referendum, with all that its call would do.
    Show {
        /// Its number.
        id: u32,
    },
    /// Tracks: what they need and how long they take.
    Tracks,
    /// Vote on a referendum, or change a vote.
    Vote(vote::VoteOptions),
    /// Take a vote back.
    RemoveVote(vote::ReferendumOptions),
    /// Let somebody else vote in your stead.
    Delegate(vote::DelegateOptions),
    /// End a delegation.
    Undelegate(vote::UndelegateOptions),
    /// What votes lock, and until when.
    Locks {
        /// Another account than the one that signs.
        #[arg(long, value_parser = account)]
        of: Option<AccountId>,
        /// Whose locks.
        #[command(flatten)]
        payer: PayerOptions,
    },
    /// Free what votes no longer lock.
    Unlock {
        /// Who signs.
        #[command(flatten)]
        signing: SigningOptions,
    },
    /// Propose something and pay for its decision.
    #[command(subcommand)]
    Propose(Box<propose::ProposeCommand>),
    /// Pay for the decision of a referendum.
    Deposit(vote::ReferendumOptions),
    /// Give the deposits of a referendum that has ended back.
    Refund(vote::ReferendumOptions),
    /// The rules of computation in force, by the names that proposals use.
    Rules,
    /// What the treasury has and is to pay.
    Treasury,
    /// Have an approved payment of the treasury carried out.
    Payout {
        /// Its number, see `adyton gov treasury`.
        id: u32,
        /// Who signs: anybody.
        #[command(flatten)]
        signing: SigningOptions,
    },
    /// What a call on the chain, or one given as hex, would do.
    Preimage {
        /// Hash of a preimage, or a whole call: hex, or the name of a file with it.
        call: String,
    },
    /// Take a call that you put on the chain off it again, and its deposit back.
    RemovePreimage {
        /// Its hash, as `adyton gov propose` printed it.
        hash: String,
        /// Who signs.
        #[command(flatten)]
        signing: SigningOptions,
    },
    /// The technical committee.
    #[command(subcommand)]
    Technical(technical::TechnicalCommand),
}

/// Runs a command.
///
/// # Errors
/// A sentence for the user.
pub async fn run(command: GovCommand, session: &Session, output: Output) -> Result<()> {
    match command {
        GovCommand::List { all } => list::list(all, session, output).await,
        GovCommand::Show { id } => list::show(id, session, output).await,
        GovCommand::Tracks => tracks::run(session, output).await,
        GovCommand::Vote(options) => vote::vote(options, session, output).await,
        GovCommand::RemoveVote(options) => vote::remove(options, session, output).await,
        GovCommand::Delegate(options) => vote::delegate(options, session, output).await,
        GovCommand::Undelegate(options) => vote::undelegate(options, session, output).await,
        GovCommand::Locks { of, payer } => {
            let of = of.map_or_else(|| Ok::<_, anyhow::Error>(session.payer(&payer)?.id()), Ok)?;
            voting::run(&of, session, output).await
        }
        GovCommand::Unlock { signing } => vote::unlock(&signing, session, output).await,
        GovCommand::Propose(command) => propose::run(*command, session, output).await,
        GovCommand::Deposit(options) => propose::deposit(options, session, output).await,
        GovCommand::Refund(options) => propose::refund(options, session, output).await,
        GovCommand::Rules => rules(session, output).await,
        GovCommand::Treasury => treasury::run(session, output).await,
        GovCommand::Payout { id, signing } => payout(id, &signing, session, output).await,
        GovCommand::Preimage { call } => preimage(&call, session, output).await,
        GovCommand::RemovePreimage { hash, signing } => {
            remove_preimage(&hash, &signing, session, output).await
        }
        GovCommand::Technical(command) => technical::run(command, session, output).await,
    }
}

async fn rules(session: &Session, output: Output) -> Result<()> {
    let state = ChainState::open(session).await?;
    let rules = explain::rules::in_force(&state).await?.context("this chain has no rules of computation")?;
    let values = explain::rules::RULES.iter().map(|rule| (rule.name.to_owned(), rule.written(&rules).into()));
    let value = serde_json::Value::Object(values.collect());
    output.result(&value, explain::rules::all(&rules, state.block_ms()).join("\n"))
}

async fn payout(id: u32, signing: &SigningOptions, session: &Session, output: Output) -> Result<()> {
    let state = ChainState::open(session).await?;
    // The second call strikes the payment off the list, now that it is made.
    let calls = ["payout", "check_status"]
        .map(|name| call(state.metadata(), "Treasury", name, vec![("index", Value::u128(id.into()))]));
    let call = Call::Batch(calls.into_iter().collect::<Result<_>>()?);
    let included = Signer::new(session, &state, signing, output)?.sign(&call, &[]).await?;
    tell(output, &included, "see `adyton gov treasury`")
}

async fn remove_preimage(
    hash: &str,
    signing: &SigningOptions,
    session: &Session,
    output: Output,
) -> Result<()> {
    let state = ChainState::open(session).await?;
    let call = call(state.metadata(), "Preimage", "unnote_preimage", vec![("hash", of_hash(hash)?)])?;
    let included = Signer::new(session, &state, signing, output)?.sign(&call, &[]).await?;
    tell(output, &included, "its deposit is free")
}

/// Explains a call that somebody has put on the chain, or that somebody sent.
async fn preimage(text: &str, session: &Session, output: Output) -> Result<()> {
    let state = ChainState::open(session).await?;
    let given = propose::bytes(text)?;
    let bytes = match <[u8; 32]>::try_from(given.as_slice()).map(H256) {
        Ok(hash) => {
            let missing = || format!("nobody has put a call of hash {hash:?} on the chain");
            let len = proposal::length(&state, hash).await?.with_context(missing)?;
            proposal::preimage(&state, hash, len).await?.with_context(missing)?
        }
        Err(_) => given,
    };
    let meaning = explain::bytes(&bytes, &state, &explain::Background::read(&state, state.block()).await?);
    let hash = format!("{:?}", crypto::hash::blake2_256(&bytes));
    let warnings = meaning.all_warnings();
    let value = json!({ "hash": hash, "bytes": bytes.len(), "would": meaning.json(), "warnings": warnings });
    let mut lines = vec![format!("call of {} bytes, hash {hash}", bytes.len())];
    lines.extend(meaning.lines(1));
    lines.extend(warnings.iter().map(|warning| format!("WARNING: {warning}")));
    output.result(&value, lines.join("\n"))
}
