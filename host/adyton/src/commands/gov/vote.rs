//! Voting, delegating, and taking that back.

use super::{conviction::Conviction, referendum, referendum::Referendum, tracks, voting, voting::Locks};
use crate::{
    commands::{
        amount::{account, amount, amount_or_zero, duration, pha},
        signing::{tell, Signer, SigningOptions},
    },
    output::Output,
    session::Session,
    state::{
        call::{address, call, option, unit},
        ChainState,
    },
};
use anyhow::{bail, Result};
use clap::{Args, ValueEnum};
use client::submit::Call;
use messages::ids::{AccountId, Balance};
use subxt::ext::scale_value::Value;

/// Sides of a vote.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Side {
    /// For it.
    Aye,
    /// Against it.
    Nay,
    /// Neither, but counted as support.
    Abstain,
}

/// Options of `adyton gov vote`.
#[derive(Clone, Debug, Args)]
pub struct VoteOptions {
    /// Number of the referendum.
    id: u32,
    /// Side; left out with `--split`.
    #[arg(required_unless_present = "split", conflicts_with = "split")]
    side: Option<Side>,
    /// PHA to vote with, for example 12.5. Staked and pooled PHA counts.
    #[arg(long, required_unless_present = "split", conflicts_with = "split")]
    amount: Option<String>,
    /// Votes for each PHA, for a longer lock: 0 (a tenth, no lock) to 6.
    #[arg(long, default_value = "1", value_enum, conflicts_with = "split")]
    conviction: Conviction,
    /// PHA on each side, without conviction: AYE,NAY or AYE,NAY,ABSTAIN with points as decimal signs.
    #[arg(long)]
    split: Option<String>,
    #[command(flatten)]
    signing: SigningOptions,
}

/// Options of commands about one referendum.
#[derive(Clone, Debug, Args)]
pub struct ReferendumOptions {
    /// Number of the referendum.
    pub id: u32,
    /// Who signs.
    #[command(flatten)]
    pub signing: SigningOptions,
}

/// Tracks that a command is about.
#[derive(Clone, Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct TrackOptions {
    /// One track, by name or number.
    #[arg(long)]
    track: Option<String>,
    /// All tracks.
    #[arg(long)]
    all: bool,
}

/// Options of `adyton gov delegate`.
#[derive(Clone, Debug, Args)]
pub struct DelegateOptions {
    /// Who is to vote: an address.
    #[arg(value_parser = account)]
    to: AccountId,
    #[command(flatten)]
    tracks: TrackOptions,
    /// PHA that it is to vote with.
    #[arg(long)]
    amount: String,
    /// Votes for each PHA, for a longer lock: 0 (a tenth, no lock) to 6.
    #[arg(long, default_value = "1", value_enum)]
    conviction: Conviction,
    #[command(flatten)]
    signing: SigningOptions,
}

/// Options of `adyton gov undelegate`.
#[derive(Clone, Debug, Args)]
pub struct UndelegateOptions {
    #[command(flatten)]
    tracks: TrackOptions,
    #[command(flatten)]
    signing: SigningOptions,
}

/// `adyton gov vote`.
///
/// # Errors
/// A sentence for the user.
pub(crate) async fn vote(options: VoteOptions, session: &Session, output: Output) -> Result<()> {
    let state = ChainState::open(session).await?;
    let signer = Signer::new(session, &state, &options.signing, output)?;
    let Referendum::Ongoing(ongoing) = referendum::one(&state, options.id).await? else {
        bail!("referendum {} has ended; see `adyton gov show {}`", options.id, options.id);
    };
    let ballot = Ballot::read(&options)?;
    let mut notes = vec![ballot.lock(voting::lock_period(&state)?, &state)];
    notes.extend(voting::beyond_power(&state, &signer.id(), ballot.amount()).await?);
    let all = tracks::all(&state)?;
    if let Some(track) = tracks::by_id(&all, ongoing.track) {
        let meaning = super::proposal::meaning(&state, &ongoing, track).await?;
        notes.insert(0, format!("referendum {} on track {} {}", options.id, track.name, meaning.sentence()));
        notes.extend(
            meaning.all_warnings().into_iter().map(|warning| format!("WARNING of the proposal: {warning}")),
        );
    }
    let args = vec![("poll_index", Value::u128(options.id.into())), ("vote", ballot.value())];
    let call = call(state.metadata(), "ConvictionVoting", "vote", args)?;
    let included = signer.sign(&call, &notes).await?;
    tell(
        output,
        &included,
        &format!("watch it with `adyton gov show {}`; see `adyton gov locks`", options.id),
    )
}

/// A vote before it is signed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Ballot {
    OneSide { aye: bool, conviction: Conviction, amount: Balance },
    Split { aye: Balance, nay: Balance, abstain: Option<Balance> },
}

impl Ballot {
    fn read(options: &VoteOptions) -> Result<Self> {
        if let Some(split) = &options.split {
            return Self::split(split);
        }
        let amount = amount(options.amount.as_deref().unwrap_or_default())?;
        let conviction = options.conviction;
        match options.side {
            Some(Side::Aye) => Ok(Self::OneSide { aye: true, conviction, amount }),
            Some(Side::Nay) => Ok(Self::OneSide { aye: false, conviction, amount }),
            Some(Side::Abstain) => Ok(Self::Split { aye: 0, nay: 0, abstain: Some(amount) }),
            None => bail!("say aye, nay or abstain"),
        }
    }

    fn split(text: &str) -> Result<Self> {
        let parts = text.split(',').map(amount_or_zero).collect::<Result<Vec<_>>>()?;
        let ballot = match parts[..] {
            [aye, nay] => Self::Split { aye, nay, abstain: None },
            [aye, nay, abstain] => Self::Split { aye, nay, abstain: Some(abstain) },
            _ => bail!("write --split AYE,NAY or AYE,NAY,ABSTAIN, for example 10,5.5"),
        };
        if ballot.amount() == 0 {
            bail!("vote with an amount above zero");
        }
        Ok(ballot)
    }

    fn amount(self) -> Balance {
        match self {
            Self::OneSide { amount, .. } => amount,
            Self::Split { aye, nay, abstain } => aye.saturating_add(nay).saturating_add(abstain.unwrap_or(0)),
        }
    }

    fn lock(self, period: u32, state: &ChainState) -> String {
        let conviction = match self {
            Self::OneSide { conviction, .. } => conviction,
            Self::Split { .. } => Conviction::None,
        };
        conviction.lock(&pha(self.amount()), period, state.block_ms())
    }

    fn value(self) -> Value {
        match self {
            Self::OneSide { aye, conviction, amount } => {
                let vote = Value::unnamed_composite([Value::u128(conviction.pack(aye).into())]);
                Value::named_variant("Standard", [("vote", vote), ("balance", Value::u128(amount))])
            }
            Self::Split { aye, nay, abstain: None } => {
                Value::named_variant("Split", [("aye", Value::u128(aye)), ("nay", Value::u128(nay))])
            }
            Self::Split { aye, nay, abstain: Some(abstain) } => {
                let sides = [("aye", aye), ("nay", nay), ("abstain", abstain)];
                Value::named_variant("SplitAbstain", sides.map(|(side, amount)| (side, Value::u128(amount))))
            }
        }
    }
}

/// `adyton gov remove-vote`.
///
/// # Errors
/// A sentence for the user.
pub(crate) async fn remove(options: ReferendumOptions, session: &Session, output: Output) -> Result<()> {
    let state = ChainState::open(session).await?;
    let signer = Signer::new(session, &state, &options.signing, output)?;
    let locks = Locks::read(&state, &signer.id()).await?;
    let past = locks.past_votes();
    let track = past.iter().find(|(_, id)| *id == options.id).map(|(track, _)| *track);
    let track = match (track, referendum::one(&state, options.id).await?) {
        (None, Referendum::Ongoing(ongoing)) => Some(ongoing.track),
        (track, _) => track,
    };
    let call = remove_vote(&state, track, options.id)?;
    let included = signer.sign(&call, &[]).await?;
    tell(output, &included, "free what it locked with `adyton gov unlock`")
}

fn remove_vote(state: &ChainState, track: Option<u16>, id: u32) -> Result<Call> {
    let class = option(track.map(|track| Value::u128(track.into())));
    call(
        state.metadata(),
        "ConvictionVoting",
        "remove_vote",
        vec![("class", class), ("index", Value::u128(id.into()))],
    )
}

impl TrackOptions {
    /// Numbers of the tracks, among `all` when all are meant.
    fn read(&self, state: &ChainState, all: impl Iterator<Item = u16>) -> Result<Vec<u16>> {
        match &self.track {
            Some(track) => Ok(vec![tracks::find(&tracks::all(state)?, track)?.id]),
            None => Ok(all.collect()),
        }
    }
}

/// `adyton gov delegate`.
///
/// # Errors
/// A sentence for the user.
pub(crate) async fn delegate(options: DelegateOptions, session: &Session, output: Output) -> Result<()> {
    let state = ChainState::open(session).await?;
    let signer = Signer::new(session, &state, &options.signing, output)?;
    let units = amount(&options.amount)?;
    let tracks = options.tracks.read(&state, tracks::all(&state)?.into_iter().map(|track| track.id))?;
    let calls = tracks.into_iter().map(|track| {
        let args = vec![
            ("class", Value::u128(track.into())),
            ("to", address(&options.to)),
            ("conviction", unit(options.conviction.name())),
            ("balance", Value::u128(units)),
        ];
        call(state.metadata(), "ConvictionVoting", "delegate", args)
    });
    let call = together(calls.collect::<Result<_>>()?);
    let period = voting::lock_period(&state)?;
    let note = options.conviction.lock_of_delegation(&pha(units), period, state.block_ms());
    let beyond = voting::beyond_power(&state, &signer.id(), units).await?;
    let notes: Vec<_> = std::iter::once(note).chain(beyond).collect();
    let included = signer.sign(&call, &notes).await?;
    tell(output, &included, "see `adyton gov locks`; end it with `adyton gov undelegate`")
}

/// `adyton gov undelegate`.
///
/// # Errors
/// A sentence for the user.
pub(crate) async fn undelegate(options: UndelegateOptions, session: &Session, output: Output) -> Result<()> {
    let state = ChainState::open(session).await?;
    let signer = Signer::new(session, &state, &options.signing, output)?;
    let locks = Locks::read(&state, &signer.id()).await?;
    let tracks = options.tracks.read(&state, locks.delegated_tracks())?;
    if tracks.is_empty() {
        bail!("{} has delegated nothing", signer.id());
    }
    let calls = tracks.into_iter().map(|track| {
        call(state.metadata(), "ConvictionVoting", "undelegate", vec![("class", Value::u128(track.into()))])
    });
    let call = together(calls.collect::<Result<_>>()?);
    let included = signer.sign(&call, &[]).await?;
    let wait = duration(u64::from(voting::lock_period(&state)?).saturating_mul(state.block_ms()));
    tell(
        output,
        &included,
        &format!(
            "the lock ends some periods of {wait} later, see `adyton gov locks`; then `adyton gov unlock`"
        ),
    )
}

/// `adyton gov unlock`: takes votes on past referenda back and frees what nothing locks any more.
///
/// # Errors
/// A sentence for the user.
pub(crate) async fn unlock(signing: &SigningOptions, session: &Session, output: Output) -> Result<()> {
    let state = ChainState::open(session).await?;
    let signer = Signer::new(session, &state, signing, output)?;
    let locks = Locks::read(&state, &signer.id()).await?;
    let past = locks.past_votes().into_iter().map(|(track, id)| remove_vote(&state, Some(track), id));
    let unlock = locks.used_tracks().map(|track| {
        let args = vec![("class", Value::u128(track.into())), ("target", address(&signer.id()))];
        call(state.metadata(), "ConvictionVoting", "unlock", args)
    });
    let calls: Vec<_> = past.chain(unlock).collect::<Result<_>>()?;
    if calls.is_empty() {
        bail!("votes lock nothing of {}", signer.id());
    }
    let included = signer.sign(&together(calls), &[]).await?;
    tell(output, &included, "see what is still locked with `adyton gov locks`")
}

/// One call, or several in a batch.
fn together(mut calls: Vec<Call>) -> Call {
    match calls.pop() {
        Some(only) if calls.is_empty() => only,
        Some(last) => {
            calls.push(last);
            Call::Batch(calls)
        }
        None => Call::Batch(calls),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::gov::explain::raw;

    #[test]
    fn split_votes_read_two_or_three_amounts() {
        let unit = 1_000_000_000_000;
        let ballot = |text| Ballot::split(text).unwrap();
        assert_eq!(
            ballot("10,5.5"),
            Ballot::Split { aye: 10 * unit, nay: 5 * unit + unit / 2, abstain: None }
        );
        assert_eq!(ballot("0,0,1"), Ballot::Split { aye: 0, nay: 0, abstain: Some(unit) });
        for text in ["", "1", "0,0", "1,2,3,4", "1,x"] {
            assert!(Ballot::split(text).is_err(), "{text}");
        }
    }

    #[test]
    fn ballots_have_the_chains_form() {
        let one = Ballot::OneSide { aye: true, conviction: Conviction::Locked3x, amount: 7 };
        assert_eq!(raw::value(&one.value()), "Standard(vote: 131, balance: 7)");
        let split = Ballot::Split { aye: 1, nay: 2, abstain: Some(3) };
        assert_eq!(raw::value(&split.value()), "SplitAbstain(aye: 1, nay: 2, abstain: 3)");
    }
}
