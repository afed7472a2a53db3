//! `adyton miner status`: everything about one worker, and what to do next.

use super::{
    chain::{PoolId, Snapshot},
    record::Record,
    step::{pha, Step, Wishes},
    Miner,
};
use crate::{
    commands::amount::{duration, plain},
    output::Output,
};
use anyhow::{Context, Result};
use client::worker_api::{Info, WorkerApi};
use console::{style, Term};
use economy::{Fixed, Score, State, PHA};
use messages::{
    ids::{AccountId, Balance, BlockNumber, TimeMs, WorkerId},
    registration::TrustRoot,
};
use serde::{Serialize, Serializer};
use std::{fmt::Display, time::Duration};

/// Pause between looks for a new block.
const LOOK: Duration = Duration::from_millis(500);
/// Longest wait for a program on this machine.
const PATIENCE: Duration = Duration::from_secs(3);
/// A day.
const DAY_MS: u128 = 86_400_000;

/// Everything about one worker, at one block. Amounts of PHA are decimal text in JSON.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Report {
    /// The block.
    pub(super) block: BlockNumber,
    #[serde(serialize_with = "as_hex")]
    pub(super) worker: Option<WorkerId>,
    #[serde(serialize_with = "as_text")]
    pub(super) operator: AccountId,
    /// Free balance of the operator.
    #[serde(serialize_with = "as_pha")]
    pub(super) balance: Balance,
    /// Whether the hardware is simulated.
    pub(super) simulated: bool,
    /// Whether the chain counts its evidence.
    pub(super) attested: bool,
    /// Milliseconds for which it does.
    pub(super) attested_for_ms: Option<TimeMs>,
    /// What the worker's and the relayer's programs say of themselves.
    pub(super) programs: Programs,
    /// Measured capacity.
    pub(super) score: Option<Score>,
    #[serde(serialize_with = "as_optional_pha")]
    pub(super) least_stake: Option<Balance>,
    pub(super) running: bool,
    pub(super) unresponsive: bool,
    /// Blocks since the challenge that is open.
    pub(super) challenge_age: Option<BlockNumber>,
    pub(super) session: Option<SessionReport>,
    /// Heartbeats since `adyton miner start` first ran.
    #[serde(serialize_with = "as_record")]
    pub(super) record: Option<Record>,
    /// The pool that the worker belongs to.
    pub(super) pool: Option<PoolId>,
    /// What comes next, by name and as a sentence.
    pub(super) step: &'static str,
    pub(super) next: String,
}

/// A session as it is now.
#[derive(Clone, Debug, Serialize)]
pub(super) struct SessionReport {
    /// What the chain calls its state.
    pub(super) state: &'static str,
    #[serde(serialize_with = "as_text")]
    pub(super) staker: AccountId,
    #[serde(serialize_with = "as_pha")]
    pub(super) stake: Balance,
    /// V.
    #[serde(serialize_with = "as_pha")]
    pub(super) value: Balance,
    /// How far the chain trusts the platform, in percent.
    pub(super) confidence: u8,
    /// P at its start.
    pub(super) initial: Score,
    /// p by its last heartbeat.
    pub(super) performance: f64,
    /// Its part of all shares.
    pub(super) share: f64,
    /// Earned and not paid.
    #[serde(serialize_with = "as_pha")]
    pub(super) earned: Balance,
    /// What a day brings at this share.
    #[serde(serialize_with = "as_pha")]
    pub(super) daily: Balance,
    /// Block from which on the stake is free, if it has ended.
    pub(super) free_from: Option<BlockNumber>,
}

impl SessionReport {
    /// p / P.
    pub(super) fn performance_ratio(&self) -> f64 {
        self.performance / f64::from(self.initial.max(1))
    }
}

/// What programs say of themselves.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Programs {
    pub(super) worker: String,
    pub(super) relayer: String,
}

/// Runs the command.
///
/// # Errors
/// If the chain does not answer.
pub(super) async fn run(miner: &Miner, named: Option<WorkerId>, watch: bool, output: Output) -> Result<()> {
    let worker = named.or(miner.folder.worker()?);
    if !watch {
        let progress = output.progress("proving what the chain says of the worker");
        let report = report(miner, worker).await?;
        drop(progress);
        return output.result(&report, report.text());
    }
    let mut shown = None;
    loop {
        match report(miner, worker).await {
            Ok(report) if shown == Some(report.block) => {}
            Ok(report) => {
                shown = Some(report.block);
                if !output.json {
                    Term::stdout().clear_screen()?;
                }
                output.result(&report, report.text())?;
            }
            Err(error) => output.note(format!("{error:#}")),
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn report(miner: &Miner, worker: Option<WorkerId>) -> Result<Report> {
    let chain = Snapshot::prove(&miner.view, &miner.subject(worker)).await?;
    let record = worker.and_then(|worker| miner.folder.record(&worker));
    let programs = Programs::ask(miner).await;
    let step = Step::next(&chain, &miner.wishes());
    Ok(Report::new(&chain, worker, &step, miner.operator(), record, programs))
}

impl Programs {
    /// Asks both.
    pub(super) async fn ask(miner: &Miner) -> Self {
        let (worker, relayer) = (&miner.config.worker, &miner.config.relayer);
        Self {
            worker: worker_says(&format!("http://{}", worker.listen)).await,
            relayer: relayer_says(&format!("http://{}/status", relayer.listen)).await,
        }
    }
}

async fn worker_says(url: &str) -> String {
    match info(url).await {
        Err(error) => format!("{error:#}"),
        Ok(info) => match (info.trouble, info.head) {
            (Some(trouble), _) => trouble,
            (None, Some(head)) => format!("follows the chain, at block {head}"),
            (None, None) => "waits for pherry".into(),
        },
    }
}

/// What the worker at `url`, on this machine, says of itself. One that hangs must not make its operator wait.
///
/// # Errors
/// If it does not answer soon.
pub(super) async fn info(url: &str) -> Result<Info> {
    let worker = WorkerApi::new(url)?;
    let info = tokio::time::timeout(PATIENCE, worker.info()).await;
    Ok(info.with_context(|| format!("worker {url} hangs; restart it, and look into its log"))??)
}

async fn relayer_says(url: &str) -> String {
    let status = async { reqwest::get(url).await.ok()?.json::<serde_json::Value>().await.ok() };
    match tokio::time::timeout(PATIENCE, status).await.ok().flatten() {
        Some(status) => {
            let part = |value: &serde_json::Value| value.as_str().unwrap_or("unknown").to_owned();
            format!("{}; {}", part(&status["state"]), part(&status["submitter"]["state"]))
        }
        None => format!("pherry does not answer at {url}; run `adyton miner start`"),
    }
}

impl Report {
    /// Puts together what is known.
    pub(super) fn new(
        chain: &Snapshot,
        worker: Option<WorkerId>,
        step: &Step,
        operator: AccountId,
        record: Option<Record>,
        programs: Programs,
    ) -> Self {
        let known = &chain.worker;
        let evidence = known.record.as_ref().map(|record| &record.attested);
        let state = known.session.as_ref().map(|session| session.position.state);
        Self {
            block: chain.block,
            worker,
            operator,
            balance: chain.balance,
            simulated: evidence.is_some_and(|evidence| evidence.root == TrustRoot::Simulated),
            attested: known.attested,
            attested_for_ms: evidence.and_then(|evidence| evidence.valid_until_ms.checked_sub(chain.time_ms)),
            programs,
            score: known.score,
            least_stake: chain.least_stake(),
            running: chain.is_running(),
            unresponsive: state == Some(State::Unresponsive),
            challenge_age: known.challenge.map(|challenge| chain.block.saturating_sub(challenge.block)),
            session: SessionReport::new(chain),
            record,
            pool: known.assignment.map(|assignment| assignment.pool),
            step: step.name(),
            next: worker.map_or_else(|| step.sentence(), |worker| step.advice(&worker)),
        }
    }

    /// The worker's identity, as far as it is known.
    pub(super) fn worker_name(&self) -> String {
        self.worker.map_or_else(|| "unknown".into(), |worker| format!("0x{}", hex::encode(worker.0)))
    }

    fn text(&self) -> String {
        let mut lines = vec![format!("{} at block {}", style("Adyton miner").bold(), self.block)];
        let mut line = |name: &str, text: String| lines.push(format!("  {name:<12} {text}"));
        line("worker", self.worker_name());
        line("attestation", self.attestation());
        line("program", self.programs.worker.clone());
        line("relayer", self.programs.relayer.clone());
        line("score P", self.score_text());
        match &self.session {
            Some(session) => session.lines(&mut line),
            None => line("session", "none".into()),
        }
        if let Some(pool) = self.pool {
            line("pool", format!("{pool}"));
        }
        line("challenge", self.challenge());
        line("heartbeats", self.heartbeats());
        line("operator", format!("{}, {} PHA free", self.operator, pha(self.balance)));
        line("next", style(&self.next).bold().to_string());
        lines.join("\n")
    }

    fn attestation(&self) -> String {
        let simulated = match self.simulated {
            true => format!("{}, which protects nothing; ", style("SIMULATED hardware").yellow().bold()),
            false => String::new(),
        };
        let standing = match (self.attested, self.attested_for_ms) {
            (true, Some(left_ms)) => format!("counts for another {}", duration(left_ms)),
            (false, Some(_)) => "the program is not allowed any more".into(),
            (_, None) => "none that counts".into(),
        };
        format!("{simulated}{standing}")
    }

    fn score_text(&self) -> String {
        match (self.score, self.least_stake) {
            (Some(score), Some(least)) => {
                format!("{score}, which takes a stake of {} PHA or more", pha(least))
            }
            _ => "not measured yet".into(),
        }
    }

    fn challenge(&self) -> String {
        match self.challenge_age {
            Some(age) => format!("open for {age} blocks"),
            None => "none open".into(),
        }
    }

    fn heartbeats(&self) -> String {
        let Some(record) = &self.record else { return "none seen yet".into() };
        let last = record.last_heartbeat.map(|block| format!(", the last one in block {block}"));
        let unseen = match record.unseen {
            0 => String::new(),
            unseen => format!(" ({unseen} blocks in between were not seen)"),
        };
        format!(
            "{} answered{}, {} missed; paid {} PHA, forfeited {} PHA, since block {}{unseen}",
            record.answered,
            last.unwrap_or_default(),
            record.missed,
            pha(record.paid),
            pha(record.forfeited),
            record.from
        )
    }
}

impl SessionReport {
    fn new(chain: &Snapshot) -> Option<Self> {
        let (session, position) = (chain.worker.session.as_ref()?, chain.position()?);
        let total = chain.books.shares;
        let (workers, _) = chain.rules.budget.divide(chain.rules.budget.at(chain.block));
        let per_block = Fixed::from_bits(workers).mul_ratio(position.share.to_bits(), total.to_bits());
        let blocks_per_day = DAY_MS.checked_div(chain.slot_ms.into()).unwrap_or_default();
        Some(Self {
            state: match position.state {
                State::Idle => "computing",
                State::Unresponsive => "unresponsive",
                State::CoolingDown => "cooling down",
            },
            staker: session.staker.clone(),
            stake: session.stake,
            value: position.value.to_balance_floor(),
            confidence: position.confidence.tenths().saturating_mul(10),
            initial: position.performance.initial,
            performance: number(position.performance.instant),
            share: number(position.share.over(total)),
            earned: position.earned,
            daily: per_block.to_bits().saturating_mul(blocks_per_day),
            free_from: session.free_from,
        })
    }

    fn lines(&self, line: &mut impl FnMut(&str, String)) {
        line("session", self.state.into());
        line("stake", format!("{} PHA of {}", pha(self.stake), self.staker));
        line("value V", format!("{} PHA; the platform counts {} %", pha(self.value), self.confidence));
        if let Some(block) = self.free_from {
            return line("free from", format!("block {block}"));
        }
        let percent = self.performance_ratio() * 100.0;
        line("present p", format!("{:.0}, {percent:.0} % of P = {}", self.performance, self.initial));
        line(
            "share",
            format!("{:.4} % of all; about {} PHA a day if it stays so", self.share * 100.0, pha(self.daily)),
        );
        line("earned", format!("{} PHA since the last heartbeat", pha(self.earned)));
    }
}

/// PHA as a number, for figures.
#[allow(clippy::cast_precision_loss)] // Figures need no more than 15 digits.
pub(super) fn pha_number(amount: Balance) -> f64 {
    amount as f64 / PHA as f64
}

/// For people and figures.
#[allow(clippy::cast_precision_loss)]
fn number(fixed: Fixed) -> f64 {
    fixed.to_bits() as f64 / Fixed::ONE.to_bits() as f64
}

fn as_text<S: Serializer>(value: &impl Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

fn as_hex<S: Serializer>(worker: &Option<WorkerId>, serializer: S) -> Result<S::Ok, S::Error> {
    worker.map(|worker| format!("0x{}", hex::encode(worker.0))).serialize(serializer)
}

fn as_pha<S: Serializer>(amount: &Balance, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&plain(*amount))
}

fn as_record<S: Serializer>(record: &Option<Record>, serializer: S) -> Result<S::Ok, S::Error> {
    let told = record.map(|record| {
        let [paid, forfeited] = [record.paid, record.forfeited].map(plain);
        serde_json::json!({
            "from": record.from, "next": record.next, "unseen": record.unseen, "answered": record.answered,
            "missed": record.missed, "paid": paid, "forfeited": forfeited, "last_heartbeat": record.last_heartbeat,
        })
    });
    told.serialize(serializer)
}

fn as_optional_pha<S: Serializer>(amount: &Option<Balance>, serializer: S) -> Result<S::Ok, S::Error> {
    amount.map(plain).serialize(serializer)
}

impl Miner {
    /// What the operator wants now.
    pub(super) fn wishes(&self) -> Wishes {
        Wishes {
            operator: self.operator(),
            pool: self.pool(),
            stake: self.stake(),
            stopped: self.folder.is_stopped(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(super) mod tests {
    use super::{
        super::step::tests::{in_session, wishes},
        *,
    };

    /// The report of a worker that computes.
    pub(in super::super) fn report() -> Report {
        let mut chain = in_session(State::Idle);
        let position = chain.position().unwrap();
        // It is one of two alike.
        chain.books.shares = position.share.plus(position.share);
        let step = Step::next(&chain, &wishes());
        let record = Record { answered: 3, paid: 5 * PHA, last_heartbeat: Some(990), ..Record::from(900) };
        let worker = Some(WorkerId([7; 32]));
        Report::new(&chain, worker, &step, wishes().operator, Some(record), Programs::default())
    }

    #[test]
    fn everything_is_shown() {
        let text = console::strip_ansi_codes(&report().text()).into_owned();
        for part in [
            "Adyton miner at block 1000",
            &format!("worker       0x{}", "07".repeat(32)),
            "SIMULATED hardware, which protects nothing; counts for another less than a second",
            "score P      1000, which takes a stake of 3,162.2776 PHA or more",
            "stake        4,000 PHA of 5",
            // (1 + 0.3)·(4,000 + 300), grown over ten blocks.
            "value V      5,590.0",
            "present p    1000, 100 % of P = 1000",
            // Half of the workers' part of 720,000 PHA.
            "share        50.0000 % of all; about 288,000 PHA a day",
            "heartbeats   3 answered, the last one in block 990, 0 missed; paid 5 PHA, forfeited 0 PHA, since block 900",
            "next         nothing to do: the worker earns",
        ] {
            assert!(text.contains(part), "`{part}` is not in:\n{text}");
        }
    }

    #[test]
    fn json_has_exact_amounts_and_the_next_step() {
        let value = serde_json::to_value(report()).unwrap();
        assert_eq!(value["worker"], format!("0x{}", "07".repeat(32)));
        assert_eq!(value["session"]["stake"], "4000");
        assert_eq!(value["least_stake"], "3162.27766016838");
        assert_eq!((&value["step"], &value["simulated"]), (&"mine".into(), &true.into()));
        assert_eq!((&value["record"]["answered"], &value["record"]["paid"]), (&3.into(), &"5".into()));
    }

    #[test]
    fn an_unknown_worker_is_no_error() {
        let mut chain = in_session(State::Idle);
        chain.worker = Default::default();
        let step = Step::next(&chain, &wishes());
        let report = Report::new(&chain, None, &step, wishes().operator, None, Programs::default());
        let text = report.text();
        for part in ["unknown", "none that counts", "not measured yet", "none seen yet"] {
            assert!(text.contains(part), "`{part}` is not in:\n{text}");
        }
    }
}
