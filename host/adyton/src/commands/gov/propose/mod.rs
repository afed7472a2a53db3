//! `adyton gov propose`: builds a call, shows what it would do, submits it and pays for its decision.

mod measurement;
mod rules;
mod slash;

use super::{
    explain::{self, Background, Meaning},
    referendum, tracks,
    tracks::Track,
};
use crate::{
    commands::{
        amount::{account, amount, pha},
        signing::{Signer, SigningOptions},
    },
    output::Output,
    session::Session,
    state::{
        call::{address, call, option},
        decode::{decode_call, MAX_CALL_BYTES},
        ChainState,
    },
};
use anyhow::{bail, Context, Result};
use clap::{Args, Subcommand};
use client::submit::{Call, Included};
use codec::{Compact, Decode, Encode};
use messages::ids::{AccountId, Balance, BlockNumber};
use serde_json::json;
use std::{ops::RangeInclusive, path::Path};
use subxt::ext::scale_value::Value;

/// Longest call that stands in the referendum itself; longer ones are put on the chain as preimages.
const MAX_INLINE: usize = 128;
/// What the runtime lets the tracks of spenders spend with one referendum; it refuses more, whatever is proposed.
const SPENDERS: [(&str, Balance); 2] =
    [("treasury_small_spender", 10_000 * economy::PHA), ("treasury_big_spender", 1_000_000 * economy::PHA)];

/// What to propose.
#[derive(Clone, Debug, Subcommand)]
pub enum ProposeCommand {
    /// Change rules of computation: budget, values, periods.
    Rules(rules::RulesOptions),
    /// Allow or deny an enclave program.
    Measurement(measurement::MeasurementOptions),
    /// Lift or confirm the slash of a worker that was reported for misbehaviour.
    Slash(slash::SlashOptions),
    /// Pay somebody out of the treasury.
    Spend {
        /// Amount in PHA.
        amount: String,
        /// Who gets it: an address.
        #[arg(value_parser = account)]
        to: AccountId,
        #[command(flatten)]
        options: ProposalOptions,
    },
    /// Cancel another referendum.
    Cancel {
        /// Number of the referendum.
        id: u32,
        #[command(flatten)]
        options: ProposalOptions,
    },
    /// A call that two thirds of the technical committee whitelist: decided on the short track, with root's rights.
    Whitelisted {
        /// Hex of the call, or the name of a file with hex or bytes.
        call: String,
        /// How it is submitted.
        #[command(flatten)]
        options: ProposalOptions,
    },
    /// Any call, encoded: hex, or a file that holds it.
    Raw {
        /// Hex of the call, or the name of a file with hex or bytes.
        call: String,
        #[command(flatten)]
        options: ProposalOptions,
    },
}

/// How a proposal is submitted.
#[derive(Clone, Debug, Args)]
pub struct ProposalOptions {
    /// Track, by name or number; the usual one for the kind of proposal when left out.
    #[arg(long)]
    track: Option<String>,
    /// Blocks from approval until it is carried out; at least, and by default, what the track asks for.
    #[arg(long, default_value_t = 0)]
    enact_after: BlockNumber,
    /// Leave the decision deposit to somebody else.
    #[arg(long)]
    no_deposit: bool,
    #[command(flatten)]
    signing: SigningOptions,
}

/// `adyton gov propose`.
///
/// # Errors
/// A sentence for the user.
pub(crate) async fn run(command: ProposeCommand, session: &Session, output: Output) -> Result<()> {
    let state = ChainState::open(session).await?;
    let mut pending = None;
    let (proposed, track, options) = match command {
        ProposeCommand::Rules(options) => {
            (rules::call(&options, &state).await?, "economy_admin", options.proposal)
        }
        ProposeCommand::Measurement(options) => {
            (measurement::call(&options, &state)?, "enclave_admin", options.proposal)
        }
        ProposeCommand::Slash(options) => {
            pending = Some(slash::pending(&options, &state).await?);
            (slash::call(&options, &state)?, "economy_admin", options.proposal)
        }
        ProposeCommand::Spend { amount: text, to, options } => {
            let units = amount(&text)?;
            (spend(&state, units, &to)?.encode(state.metadata())?, spender(units), options)
        }
        ProposeCommand::Cancel { id, options } => {
            (cancel(&state, id).await?.encode(state.metadata())?, "referendum_canceller", options)
        }
        ProposeCommand::Whitelisted { call, options } => {
            let inner = bytes(&call)?;
            output.note(format!(
                "the committee whitelists it by its hash {:?}",
                crypto::hash::blake2_256(&inner)
            ));
            // The call as it stands: its own bytes are the argument.
            let name = "dispatch_whitelisted_call_with_preimage";
            let whitelisted = Call::Plain { pallet: "Whitelist", name, args: inner };
            (whitelisted.encode(state.metadata())?, "whitelisted_caller", options)
        }
        ProposeCommand::Raw { call, options } => (bytes(&call)?, "root", options),
    };
    let tracks = tracks::all(&state)?;
    let track = tracks::find(&tracks, options.track.as_deref().unwrap_or(track))?;
    let proposer = Proposer { state: &state, track, options: &options };
    let notes = pending.map(|slash| slash.notes(state.block(), state.block_ms(), proposer.enacted()));
    proposer.propose(proposed, notes.unwrap_or_default(), session, output).await
}

async fn cancel(state: &ChainState, id: u32) -> Result<Call> {
    if !matches!(referendum::one(state, id).await?, referendum::Referendum::Ongoing(_)) {
        bail!("referendum {id} has ended; nothing is left to cancel");
    }
    call(state.metadata(), "Referenda", "cancel", vec![("index", Value::u128(id.into()))])
}

fn spend(state: &ChainState, amount: Balance, to: &AccountId) -> Result<Call> {
    let args = vec![
        ("asset_kind", Value::unnamed_composite([])),
        ("amount", Value::u128(amount)),
        ("beneficiary", address(to)),
        ("valid_from", option(None)),
    ];
    call(state.metadata(), "Treasury", "spend", args)
}

/// The least track that may spend so much.
fn spender(amount: Balance) -> &'static str {
    SPENDERS.iter().find(|(_, limit)| amount <= *limit).map_or("root", |(track, _)| *track)
}

/// Bytes written as hex, or in a file, as hex or as they are.
///
/// # Errors
/// If it is neither.
pub(crate) fn bytes(text: &str) -> Result<Vec<u8>> {
    let content = match Path::new(text).is_file() {
        true => std::fs::read(text).with_context(|| format!("cannot read {text}"))?,
        false => text.as_bytes().to_vec(),
    };
    let hex = std::str::from_utf8(&content)
        .ok()
        .and_then(|text| hex::decode(text.trim().trim_start_matches("0x")).ok());
    match hex {
        Some(bytes) => Ok(bytes),
        None if Path::new(text).is_file() => Ok(content),
        None => Err(anyhow::anyhow!("`{text}` is neither hex nor the name of a file")),
    }
}

/// Whoever proposes a call on a track.
struct Proposer<'a> {
    state: &'a ChainState,
    track: &'a Track,
    options: &'a ProposalOptions,
}

impl Proposer<'_> {
    /// `about`: what else there is to know of what is proposed.
    async fn propose(
        &self,
        proposed: Vec<u8>,
        about: Vec<String>,
        session: &Session,
        output: Output,
    ) -> Result<()> {
        let state = self.state;
        let meaning = self.meaning(&proposed).await?;
        let mut notes = vec!["the proposed call would do this:".to_owned()];
        notes.extend(meaning.lines(1));
        notes.extend(about);
        notes.extend(
            meaning.all_warnings().into_iter().map(|warning| format!("WARNING of the proposal: {warning}")),
        );
        notes.push(self.costs()?);
        let signer = Signer::new(session, state, &self.options.signing, output)?;
        let included = signer.sign(&self.submission(&proposed).await?, &notes).await?;
        let id = submitted(&included)?;
        if !self.options.no_deposit {
            signer.submit(&deposit_call(state, id)?).await?;
        }
        let next = match self.options.no_deposit {
            true => format!("somebody pays the decision deposit with `adyton gov deposit {id}`"),
            false => format!(
                "vote with `adyton gov vote {id} aye --amount PHA`, watch with `adyton gov show {id}`"
            ),
        };
        let value = json!({
            "id": id,
            "track": self.track.name,
            "hash": format!("{:?}", crypto::hash::blake2_256(&proposed)),
            "block": included.block.number,
            "would": meaning.sentence(),
            "next": next,
        });
        output.result(
            &value,
            format!(
                "referendum {id} on track {} in block {}; {next}",
                self.track.name, included.block.number
            ),
        )
    }

    /// What the call would do if it passes as soon as it can.
    ///
    /// # Errors
    /// If it is no call: nobody could carry it out. One that is only too long to be shown may be right.
    async fn meaning(&self, proposed: &[u8]) -> Result<Meaning> {
        let state = self.state;
        if proposed.len() <= MAX_CALL_BYTES {
            decode_call(proposed, state.metadata()).context("nothing was proposed")?;
        }
        Ok(explain::bytes(proposed, state, &Background::read(state, *self.enacted().start()).await?))
    }

    /// The first block in which it may be carried out, and the last, if the decision begins as soon as it can.
    fn enacted(&self) -> RangeInclusive<BlockNumber> {
        let info = &self.track.info;
        let approved =
            self.state.block().saturating_add(info.prepare_period).saturating_add(info.confirm_period);
        let first = approved.saturating_add(info.min_enactment_period.max(self.options.enact_after));
        first..=first.saturating_add(info.decision_period)
    }

    fn costs(&self) -> Result<String> {
        let submission: Balance = self.state.constant(("Referenda", "SubmissionDeposit"))?;
        let held = format!(
            "this holds {} for the submission, which come back unless it is refused",
            pha(submission)
        );
        let decision = pha(self.track.info.decision_deposit);
        Ok(match self.options.no_deposit {
            true => held,
            false => format!("{held}, and {decision} for its decision, which come back when it has ended"),
        })
    }

    /// The call that submits it, with its preimage where it is too long to stand in the referendum itself.
    async fn submission(&self, proposed: &[u8]) -> Result<Call> {
        let state = self.state;
        let hash = crypto::hash::blake2_256(proposed);
        let is_inline = proposed.len() <= MAX_INLINE;
        let proposal = match is_inline {
            true => Value::unnamed_variant("Inline", [Value::from_bytes(proposed)]),
            false => {
                let fields =
                    [("hash", Value::from_bytes(hash)), ("len", Value::u128(proposed.len() as u128))];
                Value::named_variant("Lookup", fields)
            }
        };
        let after = Value::unnamed_variant("After", [Value::u128(self.options.enact_after.into())]);
        let args = vec![
            ("proposal_origin", tracks::origin(state, self.track)?),
            ("proposal", proposal),
            ("enactment_moment", after),
        ];
        let submit = call(state.metadata(), "Referenda", "submit", args)?;
        if is_inline || super::proposal::length(state, hash).await?.is_some() {
            return Ok(submit);
        }
        let note = call(
            state.metadata(),
            "Preimage",
            "note_preimage",
            vec![("bytes", Value::from_bytes(proposed))],
        )?;
        both(state, &[note, submit])
    }
}

/// Calls in order, all or nothing.
fn both(state: &ChainState, calls: &[Call]) -> Result<Call> {
    let mut args = Compact(calls.len() as u32).encode();
    for call in calls {
        args.extend(call.encode(state.metadata())?);
    }
    Ok(Call::Plain { pallet: "Utility", name: "batch_all", args })
}

/// The call that pays for the decision of a referendum.
///
/// # Errors
/// If the chain has no such call.
pub(crate) fn deposit_call(state: &ChainState, id: u32) -> Result<Call> {
    call(state.metadata(), "Referenda", "place_decision_deposit", vec![("index", Value::u128(id.into()))])
}

/// Number of the referendum that a transaction submitted.
fn submitted(included: &Included) -> Result<u32> {
    let event = included.event("Referenda", "Submitted");
    let id = event.and_then(|event| u32::decode(&mut &event.fields[..]).ok());
    id.context("the chain does not say which referendum it made; see `adyton gov list`")
}

/// `adyton gov deposit`.
///
/// # Errors
/// A sentence for the user.
pub(crate) async fn deposit(
    options: super::vote::ReferendumOptions,
    session: &Session,
    output: Output,
) -> Result<()> {
    let state = ChainState::open(session).await?;
    let referendum::Referendum::Ongoing(ongoing) = referendum::one(&state, options.id).await? else {
        bail!("referendum {} has ended", options.id);
    };
    let all = tracks::all(&state)?;
    let track = tracks::by_id(&all, ongoing.track).context("the referendum is on an unknown track")?;
    let note = format!("this holds {} until the referendum has ended", pha(track.info.decision_deposit));
    let signer = Signer::new(session, &state, &options.signing, output)?;
    let included = signer.sign(&deposit_call(&state, options.id)?, &[note]).await?;
    crate::commands::signing::tell(
        output,
        &included,
        &format!("watch it with `adyton gov show {}`", options.id),
    )
}

/// `adyton gov refund`: gives the deposits of a referendum that has ended back to whoever paid them.
///
/// # Errors
/// A sentence for the user.
pub(crate) async fn refund(
    options: super::vote::ReferendumOptions,
    session: &Session,
    output: Output,
) -> Result<()> {
    let state = ChainState::open(session).await?;
    let found = referendum::one(&state, options.id).await?;
    let names = ["refund_submission_deposit", "refund_decision_deposit"];
    let returnable = names.into_iter().zip(found.returnable()).filter(|(_, deposit)| deposit.is_some());
    let calls = returnable
        .map(|(name, _)| {
            call(state.metadata(), "Referenda", name, vec![("index", Value::u128(options.id.into()))])
        })
        .collect::<Result<Vec<_>>>()?;
    if calls.is_empty() {
        bail!("referendum {} has no deposits that can be returned now", options.id);
    }
    let signer = Signer::new(session, &state, &options.signing, output)?;
    let included = signer.sign(&Call::Batch(calls), &[]).await?;
    crate::commands::signing::tell(output, &included, "the deposits are free")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_read_as_hex_or_from_files() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, content: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, content).unwrap();
            path.to_str().unwrap().to_owned()
        };
        assert_eq!(bytes("0x0102ff").unwrap(), [1, 2, 0xff]);
        assert_eq!(bytes(&file("hex", b"0x0102ff\n")).unwrap(), [1, 2, 0xff]);
        assert_eq!(bytes(&file("raw", &[1, 2, 0xff])).unwrap(), [1, 2, 0xff]);
        assert!(bytes("no such file").is_err());
    }

    #[test]
    fn the_least_track_that_may_spend_is_chosen() {
        let pha = economy::PHA;
        let tracks = [10_000, 10_001, 1_000_000, 1_000_001].map(|amount| spender(amount * pha));
        assert_eq!(
            tracks,
            ["treasury_small_spender", "treasury_big_spender", "treasury_big_spender", "root"]
        );
    }
}
