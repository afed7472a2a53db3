//! The pool: transactions that wait for their place in the committee's channel.
//!
//! Reading order: [`transaction`] (decoding) → [`rules`] (what is accepted; pure) → [`queue`] (who is next; pure) →
//! [`native`] (what is sealed already; pure) → [`shipment`] (what goes together; pure) → [`journal`] (what survives a restart) → this file (what the methods see) →
//! [`carrier`] (the task that seals and sends) → [`outcomes`] (what became of them).

pub mod carrier;
pub mod journal;
pub mod native;
pub mod outcomes;
pub mod queue;
pub mod rules;
pub mod shipment;
pub mod transaction;

use crate::{cluster::Cluster, error::RpcError, metrics::Metrics};
use journal::{Journal, Kept};
use messages::{channel::SealedCall, ids::BlockNumber, receipt::Refusal, H160, H256};
use native::NativeQueue;
use queue::{Added, Counts, Queue};
use rules::{Account, Price};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::{broadcast, Notify};
use transaction::PoolTransaction;

/// Places of native calls that are remembered for those who ask.
const MAX_PLACES: usize = 4096;
/// Hashes of transactions that are remembered for filters, and for slow subscribers.
const MAX_NEWS: usize = 4096;
/// How long an account is used before it is read anew; a transaction that passes on an older one is refused by the
/// committee at worst.
const ACCOUNT_REUSE: Duration = Duration::from_millis(500);
/// Accounts remembered that long.
const MAX_ACCOUNTS: usize = 4096;

/// Pause before accounts of kept transactions are asked for again.
const RESTORE_PAUSE: Duration = Duration::from_secs(1);

/// Where a native call stands in the channel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NativePlace {
    /// Message that carries it.
    pub seq: u64,
    /// Chain block that included the message.
    pub block: BlockNumber,
}

/// The pool. Everything in it is bounded.
pub struct Pool {
    cluster: Arc<Cluster>,
    journal: Journal,
    metrics: Arc<Metrics>,
    started: Instant,
    inner: Mutex<Inner>,
    /// Something may be ready to be sent.
    work: Notify,
    news: broadcast::Sender<Arc<PoolTransaction>>,
}

#[derive(Default)]
struct Inner {
    queue: Queue,
    native: NativeQueue,
    places: BTreeMap<H256, NativePlace>,
    places_in_order: VecDeque<H256>,
    announced: VecDeque<H256>,
    /// How many were announced since the start.
    announced_count: u64,
    accounts: BTreeMap<H160, (Instant, Account)>,
}

impl Pool {
    /// An empty pool.
    pub fn new(cluster: Arc<Cluster>, journal: Journal, metrics: Arc<Metrics>) -> Self {
        let (news, _) = broadcast::channel(MAX_NEWS);
        let (inner, work) = Default::default();
        Self { cluster, journal, metrics, started: Instant::now(), inner, work, news }
    }

    /// Takes in what the journal kept, as soon as workers tell how far the senders' accounts are.
    pub async fn restore(&self, kept: Vec<Kept>) {
        for kept in kept {
            let (hash, sender) = (kept.transaction.hash, kept.transaction.sender);
            let account = loop {
                match self.account(sender).await {
                    Ok(account) => break account,
                    Err(error) => tracing::warn!("cannot take in kept transactions yet: {error}"),
                }
                tokio::time::sleep(RESTORE_PAUSE).await;
            };
            let now = self.now();
            if !self.lock().queue.restore(Arc::new(kept.transaction), kept.sent, account.nonce, now) {
                self.journal.forget(vec![hash]);
            }
        }
        self.work.notify_one();
    }

    /// Accepts a signed transaction: it is valid now, and will be sent when its turn comes, also after a restart.
    ///
    /// # Errors
    /// What geth would say.
    pub async fn submit(&self, raw: Vec<u8>) -> Result<H256, RpcError> {
        let transaction = Arc::new(PoolTransaction::decode(raw)?);
        rules::check_form(&transaction, self.cluster.chain_id())?;
        let head = self.cluster.head().latest().await?;
        rules::check_gas(&transaction, Price { base_fee: head.base_fee, gas_limit: head.gas_limit })?;
        let account = self.account(transaction.sender).await?;
        let added = {
            let mut inner = self.lock();
            rules::check_funds(&transaction, account, inner.queue.cost_of_others(&transaction))?;
            inner.queue.add(transaction.clone(), account.nonce, self.now())?
        };
        self.keep(&transaction, &added).await?;
        self.metrics.accepted.inc();
        self.work.notify_one();
        Ok(transaction.hash)
    }

    /// Writes an accepted transaction down; one that cannot be kept is not accepted.
    async fn keep(&self, transaction: &PoolTransaction, added: &Added) -> Result<(), RpcError> {
        if let Some(replaced) = added.replaced {
            self.journal.forget(vec![replaced]);
        }
        let kept = self.journal.keep(transaction.hash, transaction.raw.clone()).await;
        if let Err(error) = kept {
            self.lock().queue.remove(&transaction.hash);
            return Err(RpcError::Unavailable(error.to_string()));
        }
        Ok(())
    }

    /// Tells of a transaction once it is executed. What waits is nobody's business: who sees a transaction before can get
    /// ahead of it, and use encrypted calldata in a contract of their own.
    fn announce(&self, transaction: Arc<PoolTransaction>) {
        {
            let mut inner = self.lock();
            inner.announced_count += 1;
            inner.announced.push_back(transaction.hash);
            if inner.announced.len() > MAX_NEWS {
                inner.announced.pop_front();
            }
        }
        // Nobody listens, or everybody does.
        let _ = self.news.send(transaction);
    }

    /// Accepts a sealed call of a native client; returns its name, by which [`Self::place`] tells where it went.
    ///
    /// # Errors
    /// If too many wait, or the chain would refuse it.
    pub async fn submit_native(&self, call: SealedCall) -> Result<H256, RpcError> {
        let name = native_name(&call);
        let newest = self.cluster.input_key().await?.epoch;
        self.lock().native.add(call, newest)?;
        self.work.notify_one();
        Ok(name)
    }

    /// Where a native call went, once the chain has it.
    pub fn place(&self, name: &H256) -> Option<NativePlace> {
        self.lock().places.get(name).copied()
    }

    /// The nonce that a sender's next transaction needs, those that wait here included.
    pub fn next_nonce(&self, sender: H160, account_nonce: u64) -> u64 {
        self.lock().queue.next_nonce(sender, account_nonce)
    }

    /// A transaction that waits here.
    pub fn get(&self, hash: &H256) -> Option<Arc<PoolTransaction>> {
        self.lock().queue.get(hash)
    }

    /// How long ago a transaction was accepted that will be executed soon, as far as it is known here.
    pub fn moving_for(&self, hash: &H256) -> Option<Duration> {
        let since = self.lock().queue.moving_since(hash)?;
        Some(self.now().saturating_sub(since))
    }

    /// Transactions of this pool that are executed from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<PoolTransaction>> {
        self.news.subscribe()
    }

    /// How many were executed so far, and the hashes of those after the first `since`, as far as they are remembered.
    pub fn announced_since(&self, since: u64) -> (u64, Vec<H256>) {
        let inner = self.lock();
        let news = inner.announced_count.saturating_sub(since).min(inner.announced.len() as u64) as usize;
        let hashes = inner.announced.iter().skip(inner.announced.len() - news).copied().collect();
        (inner.announced_count, hashes)
    }

    /// Whether nothing waits that could be executed now.
    pub fn is_drained(&self) -> bool {
        let inner = self.lock();
        inner.native.is_empty() && !inner.queue.has_ready_or_sent()
    }

    /// Whether transactions wait for being executed.
    pub fn is_empty(&self) -> bool {
        self.lock().queue.counts().transactions == 0
    }

    /// Forgets everything: on a development chain the state went back to before what it knows.
    pub fn forget(&self) {
        let mut inner = self.lock();
        let hashes = inner.queue.clear();
        inner.accounts.clear();
        drop(inner);
        self.journal.forget(hashes);
    }

    /// Forgets what was read of accounts lately.
    pub fn forget_accounts(&self) {
        self.lock().accounts.clear();
    }

    /// A sender's balance and nonce, read lately.
    ///
    /// # Errors
    /// If no worker answers.
    pub async fn account(&self, address: H160) -> Result<Account, RpcError> {
        if let Some((since, account)) = self.lock().accounts.get(&address) {
            if since.elapsed() < ACCOUNT_REUSE {
                return Ok(*account);
            }
        }
        let account = self.cluster.account(address).await?;
        let mut inner = self.lock();
        if inner.accounts.len() >= MAX_ACCOUNTS {
            inner.accounts.retain(|_, (since, _)| since.elapsed() < ACCOUNT_REUSE);
        }
        if inner.accounts.len() < MAX_ACCOUNTS {
            inner.accounts.insert(address, (Instant::now(), account));
        }
        let obsolete = inner.queue.account_nonce(address, account.nonce);
        drop(inner);
        self.journal.forget(obsolete);
        Ok(account)
    }

    /// What became of a transaction that was sent.
    fn executed(&self, hash: H256) {
        let known = {
            let mut inner = self.lock();
            let executed = inner.queue.executed(&hash);
            if let Some(transaction) = &executed {
                inner.accounts.remove(&transaction.sender);
            }
            executed
        };
        if let Some(transaction) = known {
            self.metrics.executed.inc();
            self.journal.forget(vec![hash]);
            self.announce(transaction);
        }
    }

    /// The committee refused a transaction that was sent.
    fn refused(&self, hash: H256, refusal: Refusal) {
        let dropped = {
            let mut inner = self.lock();
            inner.accounts.clear();
            inner.queue.refused(&hash, refusal)
        };
        if dropped {
            tracing::warn!(?hash, ?refusal, "the committee refused a transaction");
            self.metrics.refused.inc();
            self.journal.forget(vec![hash]);
        }
        self.work.notify_one();
    }

    /// Drops what waited too long.
    fn expire(&self) {
        let expired = self.lock().queue.expire(self.now());
        self.metrics.expired.inc_by(expired.len() as u64);
        self.journal.forget(expired);
    }

    fn remember_place(&self, name: H256, place: NativePlace) {
        let mut inner = self.lock();
        inner.places.insert(name, place);
        inner.places_in_order.push_back(name);
        if inner.places_in_order.len() > MAX_PLACES {
            if let Some(oldest) = inner.places_in_order.pop_front() {
                inner.places.remove(&oldest);
            }
        }
    }

    fn counts(&self) -> Counts {
        self.lock().queue.counts()
    }

    fn now(&self) -> Duration {
        self.started.elapsed()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Name of a native call: hash of its encryption.
fn native_name(call: &SealedCall) -> H256 {
    crypto::hash::blake2_256(&codec::Encode::encode(call))
}
