//! What developers order on development chains, as from anvil or Hardhat's own network.
//!
//! Reading order: this file ([`Laboratory`]: orders and their outcomes) → [`accounts`] (the well-known accounts) →
//! [`sign`] (transactions of theirs) → [`typed_data`] (EIP-712).

pub mod accounts;
pub mod sign;
pub mod typed_data;

use crate::{
    cluster::{unavailable, Cluster},
    error::RpcError,
    pool::Pool,
};
use client::submit::{Account, Call, Until};
use messages::{
    call::{DevelopmentCall, InnerCall},
    query::{QueryRefusal, Question, Reply},
    receipt::{ExecutionReceipt, Receipt},
    H160,
};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long the outcome of an order is waited for.
const PATIENCE: Duration = Duration::from_secs(60);
/// Pause before it is asked for again.
const PAUSE: Duration = Duration::from_millis(100);
/// Accounts that may be impersonated at the same time.
const MAX_IMPERSONATED: usize = 1024;

/// Carries out developers' orders, one after the other.
pub struct Laboratory {
    cluster: Arc<Cluster>,
    pool: Arc<Pool>,
    payer: Account,
    /// Held from before an order is sent until its outcome is known.
    order: tokio::sync::Mutex<()>,
    impersonated: Mutex<BTreeSet<H160>>,
}

impl Laboratory {
    /// A laboratory whose orders `payer` pays for.
    pub fn new(cluster: Arc<Cluster>, pool: Arc<Pool>, payer: Account) -> Self {
        let (order, impersonated) = Default::default();
        Self { cluster, pool, payer, order, impersonated }
    }

    /// Carries out an order after everything that was sent before, and returns what came of it.
    ///
    /// # Errors
    /// If it cannot be sent, or the committee refuses it.
    pub async fn order(&self, order: DevelopmentCall) -> Result<ExecutionReceipt, RpcError> {
        let _turn = self.order.lock().await;
        let receipt = self.carry_out(order).await?;
        receipt
            .ok_or_else(|| RpcError::Unavailable("the outcome of the order is somebody else's to see".into()))
    }

    /// Carries out a transaction made by `prepare`, which sees the state that the orders before left.
    ///
    /// # Errors
    /// As [`Self::order`].
    pub async fn order_prepared<T>(
        &self,
        prepare: impl AsyncFnOnce() -> Result<(DevelopmentCall, T), RpcError>,
    ) -> Result<T, RpcError> {
        let _turn = self.order.lock().await;
        let (order, result) = prepare().await?;
        self.carry_out(order).await.map(|_| result)
    }

    /// Returns the receipt, if it is for everybody to see: that of an impersonated account's transaction is not.
    async fn carry_out(&self, order: DevelopmentCall) -> Result<Option<ExecutionReceipt>, RpcError> {
        self.drain().await;
        let sealed = self.cluster.seal(&InnerCall::Development(order)).await?;
        let committee = self.cluster.confidential().committee();
        let included = self.payer.execute(&Call::push(committee, &sealed), Until::InBlock).await;
        let included = included.map_err(|error| unavailable(&error))?;
        let place = included.pushed().into_iter().find(|(channel, _)| *channel == committee);
        let (_, seq) = place.ok_or_else(|| {
            RpcError::Unavailable("the chain does not say where it put the order; upgrade the gateway".into())
        })?;
        self.outcome(seq).await
    }

    /// Waits until what was sent before is executed, as it would be at once elsewhere.
    async fn drain(&self) {
        let _interest = self.cluster.head().interest();
        let started = Instant::now();
        while !self.pool.is_drained() && started.elapsed() < PATIENCE {
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn outcome(&self, seq: u64) -> Result<Option<ExecutionReceipt>, RpcError> {
        // Outcomes of orders are for everybody; only that there is none yet is told to nobody unsigned.
        let asker = accounts::accounts().into_iter().next().map(|account| account.key);
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            let question = Question::Receipt { seq, index: 0 };
            match self.cluster.workers().ask_as(asker.as_ref(), question).await?.reply {
                Reply::Receipt(Some(Receipt::Executed(receipt))) => return Ok(Some(receipt)),
                // It was executed, as somebody else.
                Reply::Refused(QueryRefusal::NotYours) => return Ok(None),
                Reply::Receipt(Some(Receipt::Refused(refusal))) => {
                    return Err(RpcError::Refused(format!("the committee refuses the order: {refusal:?}")));
                }
                Reply::Refused(refusal) => return Err(refusal.into()),
                _ => tokio::time::sleep(PAUSE).await,
            }
        }
        Err(RpcError::Unavailable(format!(
            "the order in message {seq} is not executed yet; is finality stalled?"
        )))
    }

    /// Whether transactions of an account are executed without its key.
    pub fn is_impersonated(&self, account: &H160) -> bool {
        self.impersonated.lock().unwrap_or_else(PoisonError::into_inner).contains(account)
    }

    /// Begins, or ends, to execute transactions of an account without its key.
    ///
    /// # Errors
    /// If too many are impersonated.
    pub fn impersonate(&self, account: H160, begin: bool) -> Result<(), RpcError> {
        let mut impersonated = self.impersonated.lock().unwrap_or_else(PoisonError::into_inner);
        if !begin {
            impersonated.remove(&account);
        } else if impersonated.len() >= MAX_IMPERSONATED {
            return Err(RpcError::LimitExceeded(format!(
                "{MAX_IMPERSONATED} accounts are impersonated already"
            )));
        } else {
            impersonated.insert(account);
        }
        Ok(())
    }
}
