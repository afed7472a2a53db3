//! Carries what workers want of each other: key requests to gatekeepers and grants back, snapshot requests to members
//! and chunks back.
//!
//! Workers of the own fleet are asked directly, others at the endpoints in their records. Everything carried is
//! encrypted and signed by enclaves; the courier can only deliver or delay. Reading order: [`book`] (which key request
//! goes where when; pure) and [`joins`] (the same for snapshots) → [`directory`] (who is where) → this file.

pub mod book;
pub mod directory;
pub mod joins;

use crate::{board::Board, metrics::Metrics};
use book::{Book, Errand, Reply};
use client::{
    node::{heads::Heads, NodePool},
    worker_api::{Deferrable, WorkerApi, WorkerError},
};
use directory::Directory;
use joins::{JoinErrand, JoinReply, Joins};
use messages::{
    ids::{BlockNumber, WorkerId, KEEPER_COMMITTEE},
    keys::KeyRequest,
    snapshot::SnapshotRequest,
};
use std::sync::Arc;
use tokio::{
    sync::{mpsc, Notify},
    task::JoinSet,
};

/// What the courier is told by those who feed workers.
pub enum News {
    /// A worker of the fleet asks for this now.
    Asks {
        /// The worker.
        worker: WorkerId,
        /// Keys.
        keys: Vec<KeyRequest>,
        /// Part of a state.
        snapshot: Option<SnapshotRequest>,
    },
    /// A worker of the fleet was fed up to this head.
    Fed {
        /// The worker.
        worker: WorkerId,
        /// Number of the head.
        head: BlockNumber,
    },
}

/// A worker of the own fleet, as the courier reaches it.
#[derive(Clone)]
pub struct Colleague {
    /// Its RPC.
    pub api: WorkerApi,
    /// Wakes the task that feeds it.
    pub wake: Arc<Notify>,
}

/// An errand that came back.
#[allow(clippy::large_enum_variant)] // a handful exist at a time
enum Done {
    Keys(Box<Errand>, Reply),
    Join(Box<JoinErrand>, JoinReply),
}

/// The courier's task.
pub struct Courier {
    heads: Heads,
    board: Board,
    metrics: Arc<Metrics>,
    directory: Directory,
    book: Book,
    joins: Joins,
    errands: JoinSet<Done>,
}

impl Courier {
    /// A courier that finds the fleet on `board`.
    pub fn new(pool: NodePool, heads: Heads, board: Board, metrics: Arc<Metrics>) -> Self {
        let directory = Directory::new(pool, heads.clone());
        let (book, joins, errands) = Default::default();
        Self { heads, board, metrics, directory, book, joins, errands }
    }

    /// Works until nobody is left who sends news.
    pub async fn run(mut self, mut news: mpsc::Receiver<News>) {
        loop {
            tokio::select! {
                heard = news.recv() => match heard {
                    Some(heard) => self.hear(heard),
                    None => return,
                },
                Some(Ok(done)) = self.errands.join_next() => self.settle(done),
            }
            self.look_up().await;
            for errand in self.book.errands() {
                self.fetch_key(errand);
            }
            for errand in self.joins.errands() {
                self.fetch_chunk(errand);
            }
        }
    }

    fn hear(&mut self, news: News) {
        match news {
            News::Asks { worker, keys, snapshot } => {
                self.book.offer(worker, &keys);
                self.joins.offer(worker, snapshot.as_ref());
            }
            News::Fed { worker, head } => {
                self.joins.advanced(worker, head);
                self.book.keeper_advanced(worker, head);
                // Gatekeepers of other fleets are fed by their own relayers, about as fast.
                let foreign = self.directory.workers().filter(|id| self.board.colleague(id).is_none());
                foreign.for_each(|keeper| self.book.keeper_advanced(*keeper, head));
            }
        }
    }

    fn settle(&mut self, done: Done) {
        let head = self.heads.borrow().as_ref().map_or(0, |head| head.block.number);
        match done {
            Done::Keys(errand, reply) => self.book.settle(&errand, reply, head),
            Done::Join(errand, reply) => self.joins.settle(&errand, reply, head),
        }
    }

    /// Learns who may be asked, if anybody is to be asked.
    async fn look_up(&mut self) {
        if !self.book.is_empty() {
            if let Some(keepers) = self.directory.refresh(KEEPER_COMMITTEE).await {
                self.book.set_keepers(keepers);
            }
        }
        for committee in self.joins.committees() {
            if let Some(members) = self.directory.refresh(committee).await {
                self.joins.set_members(committee, members);
            }
        }
    }

    /// Runs an errand beside everything else: a slow gatekeeper delays nobody.
    fn fetch_key(&mut self, errand: Errand) {
        let route = self.route(&errand.keeper, &errand.request.worker);
        let metrics = self.metrics.clone();
        self.errands.spawn(async move {
            let reply = match carry_key(&errand.request, route).await {
                Ok(true) => Reply::Delivered,
                Ok(false) => Reply::Later,
                Err(error) => {
                    metrics.errand_failures.inc();
                    tracing::debug!(
                        worker = crate::board::short(&errand.request.worker),
                        "key request: {error}"
                    );
                    Reply::Later
                }
            };
            Done::Keys(Box::new(errand), reply)
        });
    }

    /// As [`Self::fetch_key`], for a part of a state.
    fn fetch_chunk(&mut self, errand: JoinErrand) {
        let route = self.route(&errand.member, &errand.request.worker);
        let metrics = self.metrics.clone();
        self.errands.spawn(async move {
            let reply = match carry_chunk(&errand.request, route).await {
                Ok(true) => JoinReply::Delivered,
                Ok(false) => JoinReply::Held,
                Err(error) => {
                    metrics.errand_failures.inc();
                    tracing::debug!(
                        worker = crate::board::short(&errand.request.worker),
                        "snapshot: {error}"
                    );
                    JoinReply::Refused
                }
            };
            Done::Join(Box::new(errand), reply)
        });
    }

    fn route(&self, giver: &WorkerId, taker: &WorkerId) -> Route {
        Route {
            giver: self.board.colleague(giver),
            endpoint: self.directory.endpoint(giver),
            taker: self.board.colleague(taker),
        }
    }
}

/// Between whom an errand runs.
struct Route {
    /// Who is asked, if it is of the own fleet.
    giver: Option<Colleague>,
    /// Where it is reached otherwise.
    endpoint: String,
    /// Who gets the answer; nobody if it has left the fleet, and whoever relays for it then asks anew.
    taker: Option<Colleague>,
}

impl Route {
    fn giver(&self) -> Result<WorkerApi, WorkerError> {
        match &self.giver {
            Some(colleague) => Ok(colleague.api.clone()),
            None => WorkerApi::new(&self.endpoint),
        }
    }

    /// The giver wants the taker proven: its next bundle can do so at the same head.
    fn wake_giver(&self) {
        self.giver.iter().for_each(|colleague| colleague.wake.notify_one());
    }
}

/// Whether a grant was delivered; if not, it is held.
async fn carry_key(request: &KeyRequest, route: Route) -> Result<bool, WorkerError> {
    match (route.giver()?.key_request(request).await?, &route.taker) {
        (Deferrable::Ready(grant), Some(taker)) => {
            taker.api.key_grant(&grant).await?;
            taker.wake.notify_one();
            Ok(true)
        }
        (Deferrable::Held, _) => {
            route.wake_giver();
            Ok(false)
        }
        (Deferrable::Ready(_), None) => Ok(false),
    }
}

/// Whether a chunk was delivered; if not, it is held.
async fn carry_chunk(request: &SnapshotRequest, route: Route) -> Result<bool, WorkerError> {
    match (route.giver()?.snapshot(request).await?, &route.taker) {
        (Deferrable::Ready(chunk), Some(taker)) => {
            taker.api.snapshot_chunk(&chunk).await?;
            taker.wake.notify_one();
            Ok(true)
        }
        (Deferrable::Held, _) => {
            route.wake_giver();
            Ok(false)
        }
        (Deferrable::Ready(_), None) => Ok(false),
    }
}
