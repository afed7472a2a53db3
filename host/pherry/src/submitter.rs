//! Submits what workers offer: one account, one extrinsic after the other, each as full as it gets.
//!
//! The task hands in one extrinsic at a time, so nonces and statements keep their order, and goes on listening
//! meanwhile. It does not wait for inclusion before the next.

use crate::{
    metrics::Metrics,
    queue::{Batch, BatchId, Queue, Verdict},
};
use client::{
    node::{failover::rest, heads::Heads},
    submit::{Account, Included, SubmitError, Submitted, Until},
};
use messages::{
    ids::{BlockNumber, WorkerId},
    worker::EgressBatch,
};
use std::{future::pending, sync::Arc};
use tokio::{
    sync::{mpsc, watch},
    task::{JoinHandle, JoinSet},
};

/// Extrinsics that may be on their way at the same time. Bounds what is at stake when the node goes away.
pub const MAX_ON_THE_WAY: usize = 16;

/// What a worker wants submitted now, in place of what it wanted before.
pub struct Offer {
    /// The worker.
    pub worker: WorkerId,
    /// Its egress; requests to other workers are ignored here.
    pub egress: EgressBatch,
}

/// How submitting goes, for people.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct SubmitterStatus {
    /// Account that pays.
    pub account: String,
    /// One sentence.
    pub state: String,
    /// Items that workers offer and the chain has not confirmed.
    pub queue: usize,
}

type Handed = (Batch, Result<Submitted, SubmitError>);

/// The submitter's task.
pub struct Submitter {
    account: Account,
    heads: Heads,
    metrics: Arc<Metrics>,
    status: watch::Sender<SubmitterStatus>,
    queue: Queue,
    handing_in: Option<JoinHandle<Handed>>,
    on_the_way: JoinSet<(BatchId, Result<Included, SubmitError>)>,
    failures: u32,
    resting: Option<std::pin::Pin<Box<tokio::time::Sleep>>>,
}

impl Submitter {
    /// A submitter that pays with `account`.
    pub fn new(
        account: Account,
        heads: Heads,
        metrics: Arc<Metrics>,
        status: watch::Sender<SubmitterStatus>,
    ) -> Self {
        status.send_modify(|status| {
            status.account = account.id().to_string();
            status.state = "nothing to submit yet".into();
        });
        Self {
            account,
            heads,
            metrics,
            status,
            queue: Queue::default(),
            handing_in: None,
            on_the_way: JoinSet::new(),
            failures: 0,
            resting: None,
        }
    }

    /// Works until nobody is left who offers.
    pub async fn run(mut self, mut offers: mpsc::Receiver<Offer>) {
        loop {
            tokio::select! {
                offer = offers.recv() => match offer {
                    Some(offer) => self.take_in(offer, &mut offers),
                    None => return,
                },
                handed = finished(&mut self.handing_in) => self.handed_in(handed),
                Some(done) = self.on_the_way.join_next() => {
                    if let Ok((batch, outcome)) = done {
                        self.settle(batch, outcome);
                    }
                }
                () = rested(&mut self.resting) => self.resting = None,
                changed = self.heads.changed() => if changed.is_err() { return },
            }
            self.hand_in_next();
            self.metrics.queue.set(self.queue.len() as i64);
            self.status.send_modify(|status| status.queue = self.queue.len());
        }
    }

    /// Takes an offer and all others that wait already: together they make fuller batches.
    fn take_in(&mut self, first: Offer, offers: &mut mpsc::Receiver<Offer>) {
        self.queue.offer(first.worker, &first.egress);
        while let Ok(offer) = offers.try_recv() {
            self.queue.offer(offer.worker, &offer.egress);
        }
    }

    fn hand_in_next(&mut self) {
        let busy = self.handing_in.is_some() || self.on_the_way.len() >= MAX_ON_THE_WAY;
        if busy || self.resting.is_some() {
            return;
        }
        let Some(batch) = self.queue.take(self.head()) else { return };
        let account = self.account.clone();
        self.handing_in = Some(tokio::spawn(async move {
            let submitted = account.submit(&batch.call).await;
            (batch, submitted)
        }));
    }

    fn handed_in(&mut self, (batch, submitted): Handed) {
        match submitted {
            Ok(submitted) => {
                self.failures = 0;
                self.count(&batch);
                self.on_the_way.spawn(async move { (batch.id, submitted.wait(Until::InBlock).await) });
            }
            Err(error) => self.failed(batch.id, Verdict::Lost, &error),
        }
    }

    fn count(&self, batch: &Batch) {
        let contents = batch.contents;
        self.metrics.submissions.inc();
        for (kind, count) in [
            ("registration", contents.registrations),
            ("statement", contents.statements),
            ("body", contents.bodies),
        ] {
            self.metrics.submitted_items.with_label_values(&[kind]).inc_by(count as u64);
        }
        tracing::debug!(batch = batch.id, ?contents, "handed in");
    }

    fn settle(&mut self, batch: BatchId, outcome: Result<Included, SubmitError>) {
        match outcome {
            Ok(included) if included.failed_items.is_empty() => {
                self.queue.settle(batch, Verdict::Included, self.head());
                self.announce("submits what workers offer");
            }
            Ok(included) => {
                self.metrics.submission_failures.inc();
                let errors = included.failed_items.join(", ");
                tracing::warn!(batch, block = included.block.number, "calls failed: {errors}");
                self.queue.settle(batch, Verdict::IncludedWithFailures, self.head());
            }
            Err(error @ SubmitError::Failed { .. }) => {
                self.failed(batch, Verdict::IncludedWithFailures, &error);
            }
            Err(error) => self.failed(batch, Verdict::Lost, &error),
        }
    }

    /// Notes a failure and rests before the next attempt, longer with each in a row.
    fn failed(&mut self, batch: BatchId, verdict: Verdict, error: &SubmitError) {
        self.metrics.submission_failures.inc();
        self.queue.settle(batch, verdict, self.head());
        self.announce(&format!("failed: {error}"));
        self.failures += 1;
        self.resting = Some(Box::pin(tokio::time::sleep(rest(self.failures))));
    }

    fn announce(&self, state: &str) {
        self.status.send_if_modified(|status| {
            let changed = status.state != state;
            if changed {
                tracing::info!("submitter: {state}");
                status.state = state.into();
            }
            changed
        });
    }

    fn head(&self) -> BlockNumber {
        self.heads.borrow().as_ref().map_or(0, |head| head.block.number)
    }
}

/// The result of a running task; never, if none runs.
async fn finished(task: &mut Option<JoinHandle<Handed>>) -> Handed {
    if let Some(running) = task {
        let result = running.await;
        *task = None;
        if let Ok(handed) = result {
            return handed;
        }
    }
    pending().await
}

async fn rested(rest: &mut Option<std::pin::Pin<Box<tokio::time::Sleep>>>) {
    match rest {
        Some(sleep) => sleep.as_mut().await,
        None => pending().await,
    }
}
