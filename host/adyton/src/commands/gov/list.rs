//! `adyton gov list` and `adyton gov show`.

use super::{
    explain::{wrappers, Meaning},
    proposal, referendum,
    referendum::{Enactment, Ongoing, Referendum},
    tracks,
    tracks::Track,
};
use crate::{
    commands::amount::{blocks, duration, pha},
    output::Output,
    session::Session,
    state::ChainState,
};
use anyhow::{Context, Result};
use messages::ids::Balance;
use serde_json::{json, Value};

/// Referenda that are looked at, the newest ones: whatever is older has ended.
const MAX_LISTED: u32 = 512;
/// Letters of a sentence in the list.
const SENTENCE: usize = 240;

/// `adyton gov list`.
///
/// # Errors
/// A sentence for the user.
pub(crate) async fn list(all: bool, session: &Session, output: Output) -> Result<()> {
    let progress = output.progress("reading referenda");
    let state = ChainState::open(session).await?;
    let look = Look::new(&state).await?;
    let count = referendum::count(&state).await?;
    let ids: Vec<u32> = (count.saturating_sub(MAX_LISTED)..count).rev().collect();
    let (mut values, mut texts) = (vec![], vec![]);
    for (id, found) in ids.iter().zip(referendum::read(&state, &ids).await?) {
        let Some(found) = found.filter(|found| all || found.end().is_none()) else { continue };
        let (value, lines) = look.at(*id, &found).await?;
        values.push(value);
        texts.push(lines.brief());
    }
    drop(progress);
    if texts.is_empty() {
        texts.push("nothing is being decided; see `adyton gov list --all` for the past and `adyton gov propose --help`".into());
    }
    output.result(&json!({ "block": state.block(), "referenda": values }), texts.join("\n"))
}

/// `adyton gov show`.
///
/// # Errors
/// A sentence for the user.
pub(crate) async fn show(id: u32, session: &Session, output: Output) -> Result<()> {
    let progress = output.progress("reading the referendum");
    let state = ChainState::open(session).await?;
    let found = referendum::one(&state, id).await?;
    let (value, lines) = Look::new(&state).await?.at(id, &found).await?;
    drop(progress);
    output.result(&value, lines.full())
}

/// What all referenda are looked at with.
struct Look<'a> {
    state: &'a ChainState,
    tracks: Vec<Track>,
    eligible: Balance,
}

/// A referendum for people.
struct Lines {
    title: String,
    meaning: Meaning,
    details: Vec<String>,
}

impl Lines {
    /// For the list.
    fn brief(&self) -> String {
        let sentence = self.meaning.sentence();
        let cut: String = sentence.chars().take(SENTENCE).collect();
        let cut = if cut.len() < sentence.len() { format!("{cut}… (`adyton gov show`)") } else { cut };
        let mut lines = vec![self.title.clone()];
        lines.extend((!cut.is_empty()).then(|| format!("  {cut}")));
        lines.extend(self.details.iter().take(2).map(|line| format!("  {line}")));
        lines.extend(self.warnings());
        lines.join("\n")
    }

    /// All of it.
    fn full(&self) -> String {
        let mut lines = vec![self.title.clone()];
        if !self.meaning.text.is_empty() {
            lines.push("it would do this:".into());
            lines.extend(self.meaning.lines(1));
        }
        lines.extend(self.warnings());
        lines.extend(self.details.iter().cloned());
        lines.join("\n")
    }

    fn warnings(&self) -> Vec<String> {
        self.meaning.all_warnings().iter().map(|warning| format!("  WARNING: {warning}")).collect()
    }
}

impl<'a> Look<'a> {
    async fn new(state: &'a ChainState) -> Result<Self> {
        Ok(Self { state, tracks: tracks::all(state)?, eligible: referendum::eligible(state).await? })
    }

    async fn at(&self, id: u32, found: &Referendum) -> Result<(Value, Lines)> {
        match found {
            Referendum::Ongoing(ongoing) => self.ongoing(id, ongoing).await,
            ended => Ok(self.ended(id, ended)),
        }
    }

    async fn ongoing(&self, id: u32, ongoing: &Ongoing) -> Result<(Value, Lines)> {
        let (state, now) = (self.state, self.state.block());
        let track =
            tracks::by_id(&self.tracks, ongoing.track).context("a referendum is on an unknown track")?;
        let standing = ongoing.standing(track, now, state.block_ms());
        let meaning = proposal::meaning(state, ongoing, track).await?;
        let proposer = referendum::account(&ongoing.submission_deposit.who);
        let value = json!({
            "id": id,
            "state": standing.state,
            "until_block": standing.until,
            "track": track.name,
            "origin": wrappers::origin(&ongoing.origin),
            "proposer": proposer,
            "proposal_hash": format!("{:?}", ongoing.proposal.hash()),
            "earliest_enactment": ongoing.earliest_enactment(track, now),
            "tally": ongoing.votes_json(track, now, self.eligible),
            "would": meaning.json(),
            "sentence": meaning.sentence(),
            "warnings": meaning.all_warnings(),
        });
        let deposit = match &ongoing.decision_deposit {
            Some(deposit) => {
                format!("decision deposit: {} of {}", pha(deposit.amount), referendum::account(&deposit.who))
            }
            None => format!("decision deposit: nobody has paid {}", pha(track.info.decision_deposit)),
        };
        let details = vec![
            standing.text,
            ongoing.votes(track, now, self.eligible),
            format!("proposed by {proposer} in block {}", ongoing.submitted),
            format!(
                "carried out as {}, {}",
                wrappers::origin(&ongoing.origin),
                self.enactment(ongoing, track)
            ),
            deposit,
            format!("call of hash {:?}", ongoing.proposal.hash()),
            format!("vote with `adyton gov vote {id} aye --amount PHA --conviction 1`"),
        ];
        Ok((value, Lines { title: format!("#{id} on track {}", track.name), meaning, details }))
    }

    fn enactment(&self, ongoing: &Ongoing, track: &Track) -> String {
        let block_ms = self.state.block_ms();
        let after = match ongoing.enactment {
            Enactment::At(block) => format!("not before block {block}"),
            Enactment::After(count) => {
                format!("{} after its approval", blocks(count.max(track.info.min_enactment_period), block_ms))
            }
        };
        let earliest = ongoing.earliest_enactment(track, self.state.block());
        let wait = u64::from(earliest.saturating_sub(self.state.block())).saturating_mul(block_ms);
        format!("{after}; in {} at the earliest", duration(wait))
    }

    fn ended(&self, id: u32, ended: &Referendum) -> (Value, Lines) {
        let (outcome, block) = ended.end().unwrap_or(("ended", 0));
        let returnable: Vec<_> = ended.returnable().into_iter().flatten().map(|deposit| {
            json!({ "account": referendum::account(&deposit.who), "amount": crate::commands::amount::plain(deposit.amount) })
        }).collect();
        let mut details = vec![format!("{outcome} in block {block}")];
        if !returnable.is_empty() {
            details.push(format!("its deposits can be taken back: `adyton gov refund {id}`"));
        }
        if let Some(lost) = ended.lost() {
            details.push(format!("its submission deposit of {} is not given back", pha(lost.amount)));
        }
        let value = json!({ "id": id, "state": outcome, "until_block": block, "returnable": returnable });
        (value, Lines { title: format!("#{id} {outcome}"), meaning: Meaning::default(), details })
    }
}
