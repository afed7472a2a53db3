//! Queries, answered on threads of their own, so that no question ever delays execution.
//!
//! The core publishes what answers, together with answers it took off its lease; the threads use these up. What was
//! published before goes, with the secrets in it, when the last query that began with it ends.

use crate::{
    fault::Fault,
    metrics::Metrics,
    platform::{self, Ticks},
};
use executor::{
    enclave::{Enclave, StoreFactory},
    query::{Answerer, NotServing, QueryError},
};
use messages::query::SealedQuery;
use std::{
    sync::{
        atomic::{AtomicU32, Ordering},
        Arc,
    },
    thread::available_parallelism,
    time::Instant,
};
use tokio::sync::{watch, Semaphore};

/// Queries that wait for a thread, or are being answered, at most. At the rate that is expected of a worker these wait for
/// a fraction of a second; more are told to come again, or to ask another worker.
pub const MAX_WAITING_QUERIES: usize = 256;
/// Threads that answer, at least: one long query must not hold up all others.
const MIN_THREADS: usize = 2;
/// Answers that threads hold at most: what they use while the core is busy with a few full blocks, and a quarter of what a
/// lease has, so that little is lost when another one begins.
const FULL_ALLOWANCE: u32 = light_client::lease::LEASE_ANSWERS / 4;
/// Answers left at which the core hands out more.
const LOW_ALLOWANCE: u32 = FULL_ALLOWANCE / 2;

/// Answers that were taken off one lease and that nobody has given yet.
#[derive(Debug, Default)]
struct Allowance {
    /// When the lease began.
    since: Option<u64>,
    left: AtomicU32,
}

impl Allowance {
    /// Takes one answer, if any is left. It comes back when the guard is dropped, unless it was [given](Taken::give).
    fn take(&self) -> Option<Taken<'_>> {
        let less = |left: u32| left.checked_sub(1);
        self.left.fetch_update(Ordering::AcqRel, Ordering::Acquire, less).ok()?;
        Some(Taken { allowance: self })
    }

    fn left(&self) -> u32 {
        self.left.load(Ordering::Acquire)
    }

    fn add(&self, answers: u32) {
        self.left.fetch_add(answers, Ordering::AcqRel);
    }
}

/// One answer out of an allowance.
struct Taken<'a> {
    allowance: &'a Allowance,
}

impl Taken<'_> {
    /// Uses the answer up.
    fn give(self) {
        core::mem::forget(self);
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.allowance.add(1);
    }
}

/// What the core published last.
struct Published {
    answerer: Result<Answerer, NotServing>,
    allowance: Arc<Allowance>,
}

impl Published {
    fn answer(&self, query: &SealedQuery, now: u64) -> Result<Vec<u8>, Fault> {
        let answerer = self.answerer.as_ref().map_err(|not_serving| QueryError::from(*not_serving))?;
        if !answerer.may_answer(now) {
            return Err(QueryError::Stale.into());
        }
        // A query that cannot be answered leaves the answer to another.
        let taken = self.allowance.take().ok_or(Fault::Busy)?;
        let entropy = platform::entropy().map_err(Fault::Entropy)?;
        let answer = answerer.answer(query, now, entropy)?;
        taken.give();
        Ok(answer)
    }
}

/// The core's side.
pub struct Publisher {
    published: watch::Sender<Arc<Published>>,
    allowance: Arc<Allowance>,
}

/// The side of those who ask.
#[derive(Clone)]
pub struct Queries {
    published: watch::Receiver<Arc<Published>>,
    clock: Ticks,
    places: Arc<Semaphore>,
    threads: Arc<Semaphore>,
    metrics: Arc<Metrics>,
}

/// Both sides. Until something is published nothing is answered.
pub fn serving(clock: Ticks, metrics: Arc<Metrics>) -> (Publisher, Queries) {
    let allowance = Arc::new(Allowance::default());
    let answerer = Err(NotServing("it has only just started"));
    let (sender, receiver) = watch::channel(Arc::new(Published { answerer, allowance: allowance.clone() }));
    let queries = Queries {
        published: receiver,
        clock,
        places: Arc::new(Semaphore::new(MAX_WAITING_QUERIES)),
        threads: Arc::new(Semaphore::new(threads())),
        metrics,
    };
    (Publisher { published: sender, allowance }, queries)
}

/// Threads that answer: all processors but one, which execution has for itself.
fn threads() -> usize {
    available_parallelism().map_or(MIN_THREADS, |all| all.get().saturating_sub(1)).max(MIN_THREADS)
}

impl Publisher {
    /// Has queries answered from the enclave as it is now. To be called whenever it has changed.
    pub fn publish<S: StoreFactory>(&mut self, enclave: &mut Enclave<S>, now: u64) {
        let since = enclave.leased_since();
        if self.allowance.since != since {
            self.allowance = Arc::new(Allowance { since, left: AtomicU32::new(0) });
        }
        let left = self.allowance.left();
        if left < LOW_ALLOWANCE {
            self.allowance.add(enclave.allot(FULL_ALLOWANCE - left, now));
        }
        let (answerer, allowance) = (enclave.answerer(), self.allowance.clone());
        self.published.send_replace(Arc::new(Published { answerer, allowance }));
    }
}

impl Queries {
    /// Answers a query.
    ///
    /// # Errors
    /// [`Fault::Busy`] at once if too many wait; else what the query is refused for.
    pub async fn answer(&self, query: Box<SealedQuery>) -> Result<Vec<u8>, Fault> {
        let began = Instant::now();
        let answered = self.answer_in_turn(query).await;
        self.metrics.count_query(answered.is_ok(), began.elapsed());
        answered
    }

    async fn answer_in_turn(&self, query: Box<SealedQuery>) -> Result<Vec<u8>, Fault> {
        let _place = self.places.try_acquire().map_err(|_| Fault::Busy)?;
        let thread = self.threads.clone().acquire_owned().await.map_err(|_| Fault::Stopping)?;
        let (published, clock) = (self.published.borrow().clone(), self.clock);
        let answering = tokio::task::spawn_blocking(move || {
            // Held until the work is done, also when nobody waits for it any more.
            let _thread = thread;
            published.answer(&query, clock.ms())
        });
        answering.await.map_err(|_| Fault::Stopping)?
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use messages::channel::SealedCall;

    fn any_query() -> Box<SealedQuery> {
        let sealed = SealedCall { epoch: 1, encapsulated_key: [0; 32], ciphertext: Default::default() };
        Box::new(SealedQuery { committee: 1, sealed })
    }

    fn queries() -> (Publisher, Queries) {
        serving(Ticks::start(), Arc::new(Metrics::new().unwrap()))
    }

    #[test]
    fn threads_together_never_give_more_answers_than_were_allotted() {
        let allowance = Allowance::default();
        allowance.add(1000);
        let given = AtomicU32::new(0);
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let (allowance, given) = (&allowance, &given);
                scope.spawn(move || {
                    for turn in 0..1000 {
                        let Some(taken) = allowance.take() else { continue };
                        // Every third query is refused, and costs nothing.
                        if (thread + turn) % 3 > 0 {
                            given.fetch_add(1, Ordering::Relaxed);
                            taken.give();
                        }
                    }
                });
            }
        });
        assert_eq!((given.load(Ordering::Relaxed), allowance.left()), (1000, 0));
    }

    #[tokio::test]
    async fn nothing_is_answered_before_the_core_has_published() {
        let (_publisher, queries) = queries();
        let refused = queries.answer(any_query()).await;
        assert!(matches!(refused, Err(Fault::Query(QueryError::NotServing(_)))), "{refused:?}");
    }

    #[tokio::test]
    async fn more_queries_than_may_wait_are_told_to_come_again() {
        let (_publisher, queries) = queries();
        let all_threads = queries.threads.acquire_many(threads() as u32).await.unwrap();
        let ask = || {
            tokio::spawn({
                let queries = queries.clone();
                async move { queries.answer(any_query()).await }
            })
        };
        let flood: Vec<_> = (0..MAX_WAITING_QUERIES).map(|_| ask()).collect();
        while queries.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(matches!(queries.answer(any_query()).await, Err(Fault::Busy)));
        drop(all_threads);
        for query in flood {
            assert!(matches!(query.await.unwrap(), Err(Fault::Query(_))), "each has its turn");
        }
        assert_eq!(queries.places.available_permits(), MAX_WAITING_QUERIES);
    }
}
