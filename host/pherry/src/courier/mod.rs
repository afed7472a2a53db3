//! Carries key requests to gatekeepers and their grants back.
//!
//! Gatekeepers of the own fleet are asked directly, others at the endpoints in their records. Everything carried is
//! encrypted and signed by enclaves; the courier can only deliver or delay. Reading order: [`book`] (what goes where
//! when; pure) → this file.

pub mod book;

use crate::{board::Board, metrics::Metrics};
use book::{Book, Errand, Reply};
use client::{
    node::{heads::Heads, NodeError, NodePool},
    worker_api::{KeyAnswer, WorkerApi, WorkerError},
};
use messages::{
    abi,
    committee::Committee,
    ids::{BlockNumber, WorkerId, KEEPER_COMMITTEE},
    keys::KeyRequest,
    registration::WorkerRecord,
};
use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    sync::{mpsc, Notify},
    task::JoinSet,
};

/// How long the list of gatekeepers is used.
const DIRECTORY_REUSE: Duration = Duration::from_secs(5);

/// What the courier is told by those who feed workers.
pub enum News {
    /// A worker of the fleet asks for these keys now.
    Asks {
        /// The worker.
        worker: WorkerId,
        /// Its requests.
        requests: Vec<KeyRequest>,
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

/// The courier's task.
pub struct Courier {
    pool: NodePool,
    heads: Heads,
    board: Board,
    metrics: Arc<Metrics>,
    book: Book,
    endpoints: BTreeMap<WorkerId, String>,
    directory_read: Option<Instant>,
    errands: JoinSet<(Errand, Reply)>,
}

impl Courier {
    /// A courier that finds the fleet on `board`.
    pub fn new(pool: NodePool, heads: Heads, board: Board, metrics: Arc<Metrics>) -> Self {
        Self {
            pool,
            heads,
            board,
            metrics,
            book: Book::default(),
            endpoints: BTreeMap::new(),
            directory_read: None,
            errands: JoinSet::new(),
        }
    }

    /// Works until nobody is left who sends news.
    pub async fn run(mut self, mut news: mpsc::Receiver<News>) {
        loop {
            tokio::select! {
                heard = news.recv() => match heard {
                    Some(heard) => self.hear(heard),
                    None => return,
                },
                Some(done) = self.errands.join_next() => {
                    if let Ok((errand, reply)) = done {
                        self.book.settle(&errand, reply, self.head());
                    }
                }
            }
            if !self.book.is_empty() {
                self.read_directory().await;
                for errand in self.book.errands() {
                    self.set_out(errand);
                }
            }
        }
    }

    fn hear(&mut self, news: News) {
        match news {
            News::Asks { worker, requests } => self.book.offer(worker, &requests),
            News::Fed { worker, head } => {
                self.book.keeper_advanced(worker, head);
                // Gatekeepers of other fleets are fed by their own relayers, about as fast.
                let foreign = self.endpoints.keys().filter(|keeper| self.board.colleague(keeper).is_none());
                foreign.for_each(|keeper| self.book.keeper_advanced(*keeper, head));
            }
        }
    }

    fn head(&self) -> BlockNumber {
        self.heads.borrow().as_ref().map_or(0, |head| head.block.number)
    }

    /// Learns who the gatekeepers are and where.
    async fn read_directory(&mut self) {
        if self.directory_read.is_some_and(|since| since.elapsed() < DIRECTORY_REUSE) {
            return;
        }
        self.directory_read = Some(Instant::now());
        match self.gatekeepers().await {
            Ok(endpoints) => {
                self.book.set_keepers(endpoints.keys().copied().collect());
                self.endpoints = endpoints;
            }
            Err(error) => tracing::warn!("cannot read the list of gatekeepers: {error}"),
        }
    }

    async fn gatekeepers(&self) -> Result<BTreeMap<WorkerId, String>, NodeError> {
        let Some(head) = self.heads.borrow().clone() else { return Ok(BTreeMap::new()) };
        let at = head.block.hash;
        let committee: Option<Committee> = self.pool.read(&abi::committee(KEEPER_COMMITTEE), at).await?;
        let mut endpoints = BTreeMap::new();
        for keeper in committee.into_iter().flat_map(|committee| committee.members) {
            let record: Option<WorkerRecord> = self.pool.read(&abi::worker(&keeper), at).await?;
            let endpoint = record.map(|record| String::from_utf8_lossy(&record.endpoint).into_owned());
            endpoints.insert(keeper, endpoint.unwrap_or_default());
        }
        Ok(endpoints)
    }

    /// Runs an errand beside everything else: a slow gatekeeper delays nobody.
    fn set_out(&mut self, errand: Errand) {
        let keeper = self.board.colleague(&errand.keeper);
        let requester = self.board.colleague(&errand.request.worker);
        let endpoint = self.endpoints.get(&errand.keeper).cloned().unwrap_or_default();
        let metrics = self.metrics.clone();
        self.errands.spawn(async move {
            let reply = match run(&errand, keeper, requester, &endpoint).await {
                Ok(reply) => reply,
                Err(error) => {
                    metrics.key_errand_failures.inc();
                    tracing::debug!(
                        "key request of {}: {error}",
                        crate::board::short(&errand.request.worker)
                    );
                    Reply::Later
                }
            };
            (errand, reply)
        });
    }
}

async fn run(
    errand: &Errand,
    keeper: Option<Colleague>,
    requester: Option<Colleague>,
    endpoint: &str,
) -> Result<Reply, WorkerError> {
    let api = match &keeper {
        Some(colleague) => colleague.api.clone(),
        None => WorkerApi::new(endpoint)?,
    };
    match api.key_request(&errand.request).await? {
        KeyAnswer::Held => {
            // It wants the requester proven: its next bundle can do so at the same head.
            keeper.iter().for_each(|colleague| colleague.wake.notify_one());
            Ok(Reply::Later)
        }
        KeyAnswer::Granted(grant) => {
            // The requester left the fleet if it is not there; whoever relays for it asks anew.
            let Some(colleague) = requester else { return Ok(Reply::Later) };
            colleague.api.key_grant(&grant).await?;
            colleague.wake.notify_one();
            Ok(Reply::Delivered)
        }
    }
}
