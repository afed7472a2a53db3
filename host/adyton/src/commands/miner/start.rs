//! `adyton miner start`: runs worker and pherry, and takes one step after the other until the worker earns. Where it
//! begins is what the chain says, so it may be stopped and started at any time.

use super::{
    chain::Snapshot,
    checks,
    children::{programs, Children, Health},
    metrics::{self, Sources},
    record::Record,
    status::{self, Programs, Report},
    step::{pha, Step},
    Miner,
};
use crate::output::{Output, Progress};
use anyhow::{bail, Context, Result};
use client::submit::Until;
use messages::ids::{BlockNumber, WorkerId};
use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{signal::unix, sync::watch};

/// Pause between looks at the chain.
const LOOK: Duration = Duration::from_millis(500);
/// Rest after a call that failed.
const RETRY: Duration = Duration::from_secs(30);

/// Runs the command until it is told to stop.
///
/// # Errors
/// If the machine or the configuration does not allow it, or a program does not start.
pub(super) async fn run(miner: &Miner, again: bool, output: Output) -> Result<()> {
    let progress = output.progress("looking at machine and network");
    let findings = checks::examine(miner).await;
    drop(progress);
    if findings.iter().any(|finding| !finding.check.met) {
        output.note(checks::describe(&findings));
    }
    if let Some(obstacle) = findings.iter().find(|finding| finding.is_fatal()) {
        bail!("cannot start: {}", obstacle.sentence());
    }
    if again {
        miner.folder.set_stopped(false)?;
    }
    let health: Arc<[Health; 2]> = Arc::default();
    let programs = programs(&miner.config, &miner.folder, &miner.operator())?;
    let mut children = Children::new(programs, &health, &miner.folder, output);
    let (driver, sources) = Driver::new(miner, health.clone(), output);
    let result = tokio::select! {
        result = children.tend() => result,
        result = driver.drive() => result,
        result = serve(miner.config.metrics.listen, sources) => result,
        result = told_to_stop() => result,
    };
    output.note("stopping …");
    children.stop().await;
    result
}

async fn serve(address: Option<SocketAddr>, sources: Sources) -> Result<()> {
    match address {
        Some(address) => metrics::serve(address, sources).await,
        None => std::future::pending().await,
    }
}

/// Returns at Ctrl-C or SIGTERM.
async fn told_to_stop() -> Result<()> {
    let mut terminate = unix::signal(unix::SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted.context("cannot wait for ctrl-c"),
        _ = terminate.recv() => Ok(()),
    }
}

/// Brings the worker from step to step.
struct Driver<'a> {
    miner: &'a Miner,
    output: Output,
    /// The worker's RPC.
    url: String,
    /// The worker that runs, once it answered.
    worker: Option<WorkerId>,
    record: Option<Record>,
    report: watch::Sender<Option<Report>>,
    chain_up: watch::Sender<bool>,
    /// The last block that was looked at.
    block: BlockNumber,
    /// Block that has to be final before the next call: until then the chain does not show the last one.
    acted: BlockNumber,
    /// No call before, as the last one failed.
    rest_until: Option<Instant>,
    /// The matter of the last line.
    told: String,
    progress: Option<Progress>,
}

impl<'a> Driver<'a> {
    fn new(miner: &'a Miner, children: Arc<[Health; 2]>, output: Output) -> (Self, Sources) {
        let (report, reports) = watch::channel(None);
        let (chain_up, chain_ups) = watch::channel(false);
        let sources = Sources { report: reports, chain_up: chain_ups, children };
        let driver = Self {
            miner,
            output,
            url: format!("http://{}", miner.config.worker.listen),
            worker: None,
            record: None,
            report,
            chain_up,
            block: 0,
            acted: 0,
            rest_until: None,
            told: String::new(),
            progress: None,
        };
        (driver, sources)
    }

    /// Goes on until it is dropped.
    async fn drive(mut self) -> Result<()> {
        loop {
            match self.look().await {
                Ok(Some((chain, step))) => self.take(&chain, &step).await,
                Ok(None) => {}
                Err(error) => {
                    self.chain_up.send_replace(false);
                    let line = format!("{error:#}");
                    self.say(&line, &line);
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Looks at worker and chain. `None` if there is no new block.
    async fn look(&mut self) -> Result<Option<(Snapshot, Step)>> {
        if let Ok(info) = status::info(&self.url).await {
            self.meet(info.worker)?;
        }
        let chain = Snapshot::prove(&self.miner.view, &self.miner.subject(self.worker)).await?;
        self.chain_up.send_replace(true);
        if chain.block <= self.block {
            return Ok(None);
        }
        self.block = chain.block;
        self.follow(chain.block).await?;
        let step = Step::next(&chain, &self.miner.wishes());
        let programs = Programs::default();
        let report = Report::new(&chain, self.worker, &step, self.miner.operator(), self.record, programs);
        self.report.send_replace(Some(report));
        Ok(Some((chain, step)))
    }

    /// The worker answered, and says who it is.
    fn meet(&mut self, worker: WorkerId) -> Result<()> {
        if self.worker == Some(worker) {
            return Ok(());
        }
        let folder = &self.miner.folder;
        let before = folder.worker()?.filter(|before| *before != worker);
        folder.note_worker(&worker)?;
        self.record = folder.record(&worker);
        self.worker = Some(worker);
        self.progress = None;
        self.output.note(format!("the worker is 0x{}", hex::encode(worker.0)));
        if let Some(before) = before {
            self.output.note(format!(
                "it was 0x{0} before: a session of that one ends with `adyton miner stop --worker 0x{0}`",
                hex::encode(before.0)
            ));
        }
        Ok(())
    }

    /// Takes in what the chain said of heartbeats up to block `head`, and tells those that are new.
    async fn follow(&mut self, head: BlockNumber) -> Result<()> {
        let Some(worker) = self.worker else { return Ok(()) };
        let before = self.record.unwrap_or_else(|| Record::from(head));
        let mut record = before;
        record.follow(&worker, &self.miner.account, head).await?;
        self.record = Some(record);
        self.miner.folder.keep_record(&worker, &record)?;
        if record.answered > before.answered {
            self.progress = None;
            let paid = record.paid.saturating_sub(before.paid);
            let block = record.last_heartbeat.unwrap_or(head);
            self.output.note(format!("block {block}: heartbeat, paid {} PHA", pha(paid)));
        }
        Ok(())
    }

    /// Does what comes next, or tells what the operator has to do.
    async fn take(&mut self, chain: &Snapshot, step: &Step) {
        let Some(worker) = self.worker else {
            self.progress.get_or_insert_with(|| self.output.progress("")).update("the worker starts");
            return;
        };
        let sentence = step.sentence();
        let Some(call) = step.call(&worker) else {
            // Challenges come and go: what they pay is told, not that they are there.
            let matter = if matches!(step, Step::Answer { .. }) { Step::Mine.name() } else { step.name() };
            self.say(matter, &sentence);
            return self.progress.get_or_insert_with(|| self.output.progress("")).update(sentence);
        };
        let rests = self.rest_until.is_some_and(|until| Instant::now() < until);
        if chain.block < self.acted || rests {
            return;
        }
        self.say(step.name(), &sentence);
        match self.miner.account.execute(&call, Until::InBlock).await {
            Ok(included) => {
                self.acted = included.block.number;
                self.rest_until = None;
                let (pallet, name) = call.name();
                let line = format!("block {}: {pallet}.{name} done", included.block.number);
                self.say(&line, &line);
            }
            Err(error) => {
                self.rest_until = Some(Instant::now() + RETRY);
                let line = format!("{error}; next attempt in {} s", RETRY.as_secs());
                self.say(&line, &line);
            }
        }
    }

    /// Writes a line, unless the last one was about the same matter.
    fn say(&mut self, matter: &str, line: &str) {
        if self.told != matter {
            self.progress = None;
            self.output.note(line);
            self.told = matter.to_owned();
        }
    }
}
