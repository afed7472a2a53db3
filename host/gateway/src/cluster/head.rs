//! The newest executed block, and those before it.
//!
//! Blocks are final when they are executed, so a block that was seen never changes. Nobody is asked for new ones unless
//! somebody waits for them.

use super::{unexpected, workers::Workers};
use crate::error::RpcError;
use messages::{
    ethereum::Block,
    query::{BlockId, Question, Reply},
    H256,
};
use std::{
    collections::BTreeMap,
    sync::{
        atomic::{AtomicU64, AtomicUsize, Ordering},
        Arc, Mutex, MutexGuard, PoisonError,
    },
    time::{Duration, Instant},
};
use tokio::sync::broadcast;

/// How long the newest block is used before it is asked for again.
const REUSE: Duration = Duration::from_millis(100);
/// How often it is asked for while somebody waits.
const POLL: Duration = Duration::from_millis(150);
/// Blocks that are remembered.
const MAX_BLOCKS: usize = 512;
/// Blocks that are made up for when several were executed between two looks.
const MAX_CATCH_UP: u64 = 256;
/// Blocks that a slow subscriber may be behind.
const MAX_BEHIND: usize = 512;

/// The newest block. Shared by reference.
pub struct Head {
    workers: Arc<Workers>,
    latest: tokio::sync::Mutex<Option<(Instant, Arc<Block>)>>,
    /// Highest block number that was told to anybody: the newest block is never told to be older.
    observed: AtomicU64,
    known: Mutex<BTreeMap<u64, Arc<Block>>>,
    new_blocks: broadcast::Sender<Arc<Block>>,
    waiting: Arc<AtomicUsize>,
}

/// As long as it lives, new blocks are looked for.
pub struct Interest(Arc<AtomicUsize>);

impl Drop for Interest {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Head {
    /// Asks these workers.
    pub fn new(workers: Arc<Workers>) -> Self {
        let (new_blocks, _) = broadcast::channel(MAX_BEHIND);
        let (latest, observed, known, waiting) = Default::default();
        Self { workers, latest, observed, known, new_blocks, waiting }
    }

    /// The newest block, at most a moment old.
    ///
    /// # Errors
    /// [`RpcError::Unavailable`] if no worker answers.
    pub async fn latest(&self) -> Result<Arc<Block>, RpcError> {
        // Held while asking, so that many requests cost one question.
        let mut latest = self.latest.lock().await;
        if let Some((since, block)) = &*latest {
            if since.elapsed() < REUSE && block.number >= self.observed.load(Ordering::Relaxed) {
                return Ok(block.clone());
            }
        }
        let block = self.ask(BlockId::Latest).await?;
        let block =
            block.ok_or_else(|| RpcError::Unavailable("no block is executed yet; try again".into()))?;
        self.observe(block.number);
        *latest = Some((Instant::now(), block.clone()));
        Ok(block)
    }

    /// Notes that a block of this number was told to somebody.
    pub fn observe(&self, number: u64) {
        self.observed.fetch_max(number, Ordering::Relaxed);
    }

    /// A block by its number, if workers still keep it.
    ///
    /// # Errors
    /// [`RpcError::Unavailable`] if no worker answers.
    pub async fn by_number(&self, number: u64) -> Result<Option<Arc<Block>>, RpcError> {
        if let Some(block) = self.lock().get(&number) {
            return Ok(Some(block.clone()));
        }
        self.ask(BlockId::Number(number)).await
    }

    /// A block by its hash, if workers still keep it.
    ///
    /// # Errors
    /// [`RpcError::Unavailable`] if no worker answers.
    pub async fn by_hash(&self, hash: H256) -> Result<Option<Arc<Block>>, RpcError> {
        if let Some(block) = self.lock().values().find(|block| block.hash == hash) {
            return Ok(Some(block.clone()));
        }
        self.ask(BlockId::Hash(hash)).await
    }

    async fn ask(&self, id: BlockId) -> Result<Option<Arc<Block>>, RpcError> {
        let block = match self.workers.ask(Question::Block(id)).await?.reply {
            Reply::Block(block) => block.map(Arc::new),
            Reply::Refused(refusal) => return Err(refusal.into()),
            other => return Err(unexpected(&other)),
        };
        if let Some(block) = &block {
            let mut known = self.lock();
            known.insert(block.number, block.clone());
            if known.len() > MAX_BLOCKS {
                known.pop_first();
            }
        }
        Ok(block)
    }

    /// Blocks from now on, as long as an [`Interest`] is held.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Block>> {
        self.new_blocks.subscribe()
    }

    /// Makes the follower look for new blocks.
    pub fn interest(&self) -> Interest {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        Interest(self.waiting.clone())
    }

    /// Looks for new blocks while somebody waits for them, for ever.
    pub async fn follow(&self) {
        let mut last = None;
        loop {
            tokio::time::sleep(POLL).await;
            if self.waiting.load(Ordering::Relaxed) == 0 {
                last = None;
                continue;
            }
            match self.announce_after(last).await {
                Ok(number) => last = Some(number),
                Err(error) => tracing::debug!("no new block: {error}"),
            }
        }
    }

    /// Announces the blocks after `last`, in order; returns the newest one's number.
    async fn announce_after(&self, last: Option<u64>) -> Result<u64, RpcError> {
        let latest = self.latest().await?;
        let first = last.map_or(latest.number, |last| last + 1);
        for number in first.max(latest.number.saturating_sub(MAX_CATCH_UP))..=latest.number {
            // Numbers that a developer's order jumped over belong to no block.
            if let Some(block) = self.by_number(number).await? {
                // Nobody listens, or everybody does.
                let _ = self.new_blocks.send(block);
            }
        }
        Ok(latest.number)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Block>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
