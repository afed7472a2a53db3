//! Whom to ask: the worker that answers, as long as it keeps up.
//!
//! Workers execute the same blocks a little earlier or later. So that nobody sees the state go back, an answer that is
//! older than one given before is not handed on: another worker is asked, or the same one a moment later.

use crate::{cluster::unavailable, error::RpcError};
use client::{
    calls::{query::VerifiedAnswer, Confidential, QueryError},
    node::failover::Failover,
    worker_api::{WorkerApi, WorkerError},
};
use crypto::eip712::CallerKey;
use messages::{
    ids::{BlockNumber, Height},
    query::{BlockId, Question, SealedQuery},
};
use std::{
    sync::{
        atomic::{AtomicU32, AtomicU64, Ordering},
        Mutex, MutexGuard, PoisonError,
    },
    time::{Duration, Instant},
};

/// How long an answer as new as the last one is waited for; then an older one has to do.
const CATCH_UP: Duration = Duration::from_secs(3);
/// How long one worker may take; the largest query takes a second or two.
const ATTEMPT: Duration = Duration::from_secs(5);
/// How long workers are asked one after the other before the request fails.
const PATIENCE: Duration = Duration::from_secs(15);
/// How often the other workers are asked how far they are.
const LOOK_AROUND: Duration = Duration::from_secs(3);
/// Pause before the same workers are asked again.
const PAUSE: Duration = Duration::from_millis(50);

/// The workers of the committee.
pub struct Workers {
    confidential: Confidential,
    apis: Vec<WorkerApi>,
    failover: Mutex<Failover>,
    started: Instant,
    /// Height of the newest answer handed on.
    height: AtomicU64,
    /// Chain block that a worker had verified lately.
    block: AtomicU32,
}

/// What to do about an answer.
enum Next {
    /// Another worker, or the same one a moment later.
    Again,
    /// The failure is not the worker's.
    Fail(RpcError),
}

impl Workers {
    /// Workers at these addresses; the first that answers is asked.
    pub fn new(confidential: Confidential, apis: Vec<WorkerApi>) -> Self {
        let failover = Mutex::new(Failover::new(apis.len()));
        let (height, block) = Default::default();
        Self { confidential, apis, failover, started: Instant::now(), height, block }
    }

    /// Chain block that a worker had verified when it last answered.
    pub fn verified_block(&self) -> BlockNumber {
        self.block.load(Ordering::Relaxed)
    }

    /// Asks a question as nobody; the answer proves itself, and is not older than any before.
    ///
    /// # Errors
    /// [`RpcError::Unavailable`] if nobody gives one.
    pub async fn ask(&self, question: Question) -> Result<VerifiedAnswer, RpcError> {
        self.ask_as(None, question).await
    }

    /// Asks a question as the owner of a key.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn ask_as(
        &self,
        caller: Option<&CallerKey>,
        question: Question,
    ) -> Result<VerifiedAnswer, RpcError> {
        let asked = Instant::now();
        let mut failure = unavailable(&QueryError::NoWorker);
        while asked.elapsed() < PATIENCE {
            let Some((index, api)) = self.pick() else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            match self.attempt(api, caller, question.clone()).await {
                Ok(answer) if self.is_new_enough(&answer, asked) => {
                    self.lock().succeeded(index);
                    return Ok(answer);
                }
                Ok(_) => {
                    self.lock().succeeded((index + 1) % self.apis.len().max(1));
                    tokio::time::sleep(PAUSE).await;
                }
                Err(error) => {
                    failure = unavailable(&error);
                    if let Next::Fail(failure) = self.failed(index, &error).await {
                        return Err(failure);
                    }
                }
            }
        }
        Err(failure)
    }

    /// Carries a question that somebody else sealed; returns the encrypted answer.
    ///
    /// # Errors
    /// [`RpcError::Unavailable`] if nobody gives one, [`RpcError::Refused`] if it is refused.
    pub async fn relay(&self, query: &SealedQuery) -> Result<Vec<u8>, RpcError> {
        let asked = Instant::now();
        let mut failure = unavailable(&QueryError::NoWorker);
        while asked.elapsed() < PATIENCE {
            let Some((index, api)) = self.pick() else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            let answer = tokio::time::timeout(ATTEMPT, api.query(query)).await;
            match answer.unwrap_or_else(|_| Err(too_slow(api))) {
                Ok(answer) => return Ok(answer),
                Err(error @ WorkerError::Refused { .. }) if !error.is_temporary() => {
                    return Err(RpcError::Refused(error.to_string()));
                }
                Err(error) => {
                    failure = unavailable(&error);
                    self.failed(index, &QueryError::Worker(error)).await;
                }
            }
        }
        Err(failure)
    }

    /// Asks how far the other workers are, for ever: one that stands still is not asked any more when others went on.
    pub async fn watch(&self) {
        loop {
            tokio::time::sleep(LOOK_AROUND).await;
            let asked = self.pick().map(|(index, _)| index);
            let others = self.apis.iter().enumerate().filter(|(index, _)| Some(*index) != asked);
            for (_, api) in others {
                if let Ok(answer) = self.attempt(api, None, Question::Block(BlockId::Latest)).await {
                    self.height.fetch_max(answer.as_of.height, Ordering::Relaxed);
                }
            }
        }
    }

    /// Asks one worker, for a while.
    async fn attempt(
        &self,
        api: &WorkerApi,
        caller: Option<&CallerKey>,
        question: Question,
    ) -> Result<VerifiedAnswer, QueryError> {
        let answer = tokio::time::timeout(ATTEMPT, self.confidential.ask(api, caller, question)).await;
        answer.unwrap_or_else(|_| Err(QueryError::Worker(too_slow(api))))
    }

    fn pick(&self) -> Option<(usize, &WorkerApi)> {
        let index = self.lock().pick(self.started.elapsed())?;
        self.apis.get(index).map(|api| (index, api))
    }

    async fn failed(&self, index: usize, error: &QueryError) -> Next {
        match error {
            // A busy worker does not rest: the next one is asked, and it again after that.
            QueryError::Worker(busy @ WorkerError::Refused { .. }) if busy.is_temporary() => {
                self.lock().succeeded((index + 1) % self.apis.len().max(1));
                tokio::time::sleep(PAUSE).await;
                Next::Again
            }
            QueryError::Worker(_) | QueryError::NotBelieved { .. } => {
                tracing::warn!("{error}");
                self.lock().failed(index, self.started.elapsed());
                Next::Again
            }
            // The chain cannot be read, or nothing can be encrypted: no other worker helps.
            error => Next::Fail(unavailable(error)),
        }
    }

    /// Whether an answer may be handed on; notes how new it is.
    fn is_new_enough(&self, answer: &VerifiedAnswer, asked: Instant) -> bool {
        let height: Height = answer.as_of.height;
        self.block.store(answer.as_of.block.number, Ordering::Relaxed);
        let newest = self.height.fetch_max(height, Ordering::Relaxed);
        height >= newest || asked.elapsed() > CATCH_UP
    }

    fn lock(&self) -> MutexGuard<'_, Failover> {
        self.failover.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn too_slow(api: &WorkerApi) -> WorkerError {
    let reason = format!("no answer within {} s", ATTEMPT.as_secs());
    WorkerError::Unreachable { url: api.url().into(), reason }
}
