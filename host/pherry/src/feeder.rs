//! Feeds one worker: what it wants goes in as bundles, what it says goes out to the submitter and the courier.
//!
//! Each worker has a task of its own, so a slow or dead one delays nobody. The task sleeps until there is a new head or
//! somebody wakes it; it polls only a worker that is out of room for messages.

use crate::{board::Board, courier::News, metrics::Metrics, submitter::Offer};
use client::{
    bundle::{plan::Backlog, BuiltBundle, BundleBuilder, BundleError},
    node::{
        failover::rest,
        heads::{Heads, JustifiedHead},
    },
    worker_api::{WorkerApi, WorkerError},
};
use codec::Encode;
use messages::{
    ids::{BlockNumber, WorkerId, KEEPER_COMMITTEE},
    worker::Wants,
};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use tokio::sync::{mpsc, Notify};

/// Longest pause after failures in a row: a worker that comes back is noticed within this.
const LONGEST_REST: Duration = Duration::from_secs(1);
/// Pause before a worker that had no room for messages is asked whether it has some now; doubles each time.
const ROOM_PAUSE: Duration = Duration::from_millis(25);
/// Questions of that kind until the next head.
const ROOM_QUESTIONS: u32 = 5;

/// Why a round failed.
#[derive(Debug, thiserror::Error)]
enum FeedError {
    #[error(transparent)]
    Worker(#[from] WorkerError),
    #[error(transparent)]
    Bundle(#[from] BundleError),
    #[error("the relayer is stopping")]
    Stopping,
}

/// What to do after a round.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Next {
    /// More is open: go on at once.
    Continue,
    /// The worker works off what it has: ask again soon.
    Soon,
    /// Wait for a new head, or to be woken.
    Wait,
}

/// The task that feeds one worker.
pub struct Feeder {
    /// The worker.
    pub api: WorkerApi,
    /// Makes bundles.
    pub builder: Arc<BundleBuilder>,
    /// Newest justified head.
    pub heads: Heads,
    /// Wakes this task.
    pub wake: Arc<Notify>,
    /// To the submitter.
    pub offers: mpsc::Sender<Offer>,
    /// To the courier.
    pub news: mpsc::Sender<News>,
    /// Where its state is shown.
    pub board: Board,
    /// Figures.
    pub metrics: Arc<Metrics>,
}

/// What is known of the worker while it answers.
#[derive(Default)]
struct Link {
    id: Option<WorkerId>,
    /// Gatekeepers always have room for messages; they stop following their channel when no ceremony is open.
    is_keeper: bool,
    /// What it wants, if nothing can have changed since it said so.
    wants: Option<Wants>,
    /// What the last bundle brought; `None` if none was sent yet.
    last: Option<Delivery>,
    /// Whether it ever followed a channel.
    has_followed: bool,
    /// Times in a row that it had no room for messages.
    out_of_room: u32,
}

/// A bundle that the worker took.
struct Delivery {
    /// The head it brought the worker to, if any.
    head: Option<BlockNumber>,
    /// Keys it proved there.
    keys: BTreeSet<Vec<u8>>,
    /// Whether more was to follow at once.
    more: bool,
    /// Whether the worker wanted messages.
    with_channel: bool,
}

/// Whether a worker with these wants gets a bundle at the head of this number.
fn needs_bundle(last: Option<&Delivery>, wants: &Wants, head: BlockNumber) -> bool {
    let Some(last) = last else { return true };
    let same_head = wants.head == head && last.head == Some(head);
    let lacks_proofs = wants.keys.iter().any(|key| !last.keys.contains(key));
    let has_room_again = wants.channel.is_some() && !last.with_channel;
    !same_head || last.more || lacks_proofs || has_room_again
}

impl Feeder {
    /// Works until the relayer stops.
    pub async fn run(mut self) {
        let mut link = Link::default();
        let mut failures = 0;
        loop {
            let next = match self.round(&mut link).await {
                Ok(next) => {
                    failures = 0;
                    next
                }
                Err(FeedError::Stopping) => return,
                Err(error) => {
                    link = Link::default();
                    failures += 1;
                    self.report(&error);
                    tokio::time::sleep(rest(failures).min(LONGEST_REST)).await;
                    continue;
                }
            };
            match next {
                Next::Continue => {}
                Next::Soon => {
                    let pause = ROOM_PAUSE * 2u32.pow(link.out_of_room.min(ROOM_QUESTIONS));
                    tokio::select! {
                        () = tokio::time::sleep(pause) => {}
                        changed = self.heads.changed() => if changed.is_err() { return },
                        () = self.wake.notified() => {}
                    }
                    link.wants = None;
                }
                Next::Wait => tokio::select! {
                    changed = self.heads.changed() => if changed.is_err() { return },
                    () = self.wake.notified() => link.wants = None,
                },
            }
        }
    }

    /// One bundle, if there is anything to bring, and whatever the worker says then.
    async fn round(&mut self, link: &mut Link) -> Result<Next, FeedError> {
        let worker = self.identity(link).await?;
        let wants = match link.wants.take() {
            Some(wants) => wants,
            None => self.api.wants().await?,
        };
        let Some(head) = self.heads.borrow_and_update().clone() else {
            self.show(&wants, "waits for the chain's first finalized block");
            link.wants = Some(wants);
            return Ok(Next::Wait);
        };
        let (wants, more) = match self.bundle(link, &wants, &head).await? {
            Some(built) => self.deliver(link, built, wants).await?,
            None => (wants, false),
        };
        self.listen(worker).await?;
        let fed = News::Fed { worker, head: wants.head };
        self.news.send(fed).await.map_err(|_| FeedError::Stopping)?;
        let next = if more { Next::Continue } else { link.wait_for_room(&wants) };
        link.wants = Some(wants);
        Ok(next)
    }

    async fn identity(&self, link: &mut Link) -> Result<WorkerId, FeedError> {
        if let Some(id) = link.id {
            return Ok(id);
        }
        let info = self.api.info().await?;
        self.board.identify(self.api.url(), info.worker);
        link.id = Some(info.worker);
        link.is_keeper = info.committee == KEEPER_COMMITTEE;
        Ok(info.worker)
    }

    /// The bundle to send now, if any.
    async fn bundle(
        &self,
        link: &Link,
        wants: &Wants,
        head: &JustifiedHead,
    ) -> Result<Option<BuiltBundle>, FeedError> {
        if head.block.number < wants.head {
            self.show(wants, "is ahead of the node; waits until the node has caught up");
            return Ok(None);
        }
        if !needs_bundle(link.last.as_ref(), wants, head.block.number) {
            return Ok(None);
        }
        Ok(self.builder.build(wants, head).await?)
    }

    /// Sends a bundle; returns what the worker wants then, and whether more is to follow at once.
    async fn deliver(
        &self,
        link: &mut Link,
        built: BuiltBundle,
        before: Wants,
    ) -> Result<(Wants, bool), FeedError> {
        let wants = self.api.sync(&built.bundle).await?;
        let url = self.api.url();
        self.metrics.bundles.with_label_values(&[url]).inc();
        self.metrics.bundle_bytes.with_label_values(&[url]).inc_by(built.bundle.encoded_size() as u64);
        self.board.update(url, |status| status.bundles += 1);
        self.show(&wants, &state_after(&built, &wants));
        // A bundle that changed nothing is not repeated before something else changes.
        let more = built.leaves_open(&wants) && wants != before;
        link.last = Some(Delivery {
            head: built.head,
            keys: built.keys,
            more: built.backlog == Backlog::More,
            with_channel: before.channel.is_some(),
        });
        Ok((wants, more))
    }

    /// Carries off what the worker wants to say.
    async fn listen(&self, worker: WorkerId) -> Result<(), FeedError> {
        let mut egress = self.api.egress().await?;
        let (keys, snapshot) = (std::mem::take(&mut egress.key_requests), egress.snapshot_request.take());
        self.news.send(News::Asks { worker, keys, snapshot }).await.map_err(|_| FeedError::Stopping)?;
        self.offers.send(Offer { worker, egress }).await.map_err(|_| FeedError::Stopping)
    }

    fn show(&self, wants: &Wants, state: &str) {
        let url = self.api.url();
        self.metrics.worker_up.with_label_values(&[url]).set(1);
        self.metrics.worker_head.with_label_values(&[url]).set(wants.head.into());
        self.board.update(url, |status| {
            status.up = true;
            status.head = wants.head;
            status.channel_seq = wants.channel.map_or(status.channel_seq, |(_, seq)| seq);
            status.state = state.into();
        });
    }

    fn report(&self, error: &FeedError) {
        let url = self.api.url();
        let up = matches!(error, FeedError::Bundle(_) | FeedError::Worker(WorkerError::Refused { .. }));
        self.metrics.feed_failures.with_label_values(&[url]).inc();
        self.metrics.worker_up.with_label_values(&[url]).set(up.into());
        self.board.update(url, |status| {
            status.up = up;
            status.state = error.to_string();
        });
    }
}

impl Link {
    /// What to do when nothing is to be brought: a worker without room for messages is asked again soon.
    fn wait_for_room(&mut self, wants: &Wants) -> Next {
        self.has_followed |= wants.channel.is_some();
        let out_of_room = self.has_followed && wants.channel.is_none() && !self.is_keeper;
        self.out_of_room = if out_of_room { self.out_of_room + 1 } else { 0 };
        if out_of_room && self.out_of_room <= ROOM_QUESTIONS {
            return Next::Soon;
        }
        self.out_of_room = 0;
        Next::Wait
    }
}

fn state_after(built: &BuiltBundle, wants: &Wants) -> String {
    match (built.backlog, built.head) {
        (Backlog::Pruned { seq }, _) => {
            format!("lacks message {seq}, which left chain state; it needs a snapshot of its committee")
        }
        (Backlog::More, None) => format!("catches up: verifies authority sets, now at {}", wants.set_id),
        (Backlog::More, Some(_)) => "catches up: takes in messages".into(),
        (Backlog::None, _) if wants.channel.is_none() => "follows the chain".into(),
        (Backlog::None, _) => "follows the chain and its channel".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wants(head: BlockNumber, seq: Option<u64>, keys: &[&[u8]]) -> Wants {
        let keys = keys.iter().map(|key| key.to_vec()).collect();
        Wants { genesis: false, set_id: 0, head, channel: seq.map(|seq| (1, seq)), keys }
    }

    fn delivery(head: BlockNumber) -> Delivery {
        Delivery { head: Some(head), keys: [b"a".to_vec()].into(), more: false, with_channel: true }
    }

    #[test]
    fn a_worker_gets_a_bundle_for_everything_new_and_nothing_else() {
        let settled = wants(7, Some(3), &[b"a"]);
        assert!(needs_bundle(None, &settled, 7), "nothing is known of what it has");
        assert!(!needs_bundle(Some(&delivery(7)), &settled, 7));
        assert!(needs_bundle(Some(&delivery(7)), &settled, 8), "a new head");
        assert!(needs_bundle(Some(&delivery(7)), &wants(7, Some(3), &[b"b"]), 7), "a key not proven yet");
        assert!(needs_bundle(Some(&Delivery { more: true, ..delivery(7) }), &settled, 7), "more messages");
        let without = Delivery { with_channel: false, ..delivery(7) };
        assert!(needs_bundle(Some(&without), &settled, 7), "room for messages again");
        assert!(needs_bundle(Some(&delivery(7)), &wants(0, None, &[]), 7), "it began anew");
    }

    #[test]
    fn a_worker_out_of_room_is_asked_a_few_times_and_one_that_follows_nothing_never() {
        let mut candidate = Link::default();
        assert_eq!(candidate.wait_for_room(&wants(7, None, &[])), Next::Wait);
        let mut keeper = Link { is_keeper: true, ..Link::default() };
        assert_eq!(keeper.wait_for_room(&wants(7, Some(1), &[])), Next::Wait);
        assert_eq!(keeper.wait_for_room(&wants(8, None, &[])), Next::Wait, "its ceremonies are over");
        let mut replica = Link::default();
        assert_eq!(replica.wait_for_room(&wants(7, Some(1), &[])), Next::Wait);
        for _ in 0..ROOM_QUESTIONS {
            assert_eq!(replica.wait_for_room(&wants(7, None, &[])), Next::Soon);
        }
        assert_eq!(replica.wait_for_room(&wants(7, None, &[])), Next::Wait);
    }
}
