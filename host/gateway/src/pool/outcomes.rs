//! The task that finds out what became of transactions that were sent, and drops what waited too long.
//!
//! An executed transaction is listed in its block. One that the committee refused is in no block; so what is in the chain
//! for a while and in no block is asked for by its hash.

use super::Pool;
use futures::{stream, StreamExt as _};
use messages::{ethereum::TransactionStatus, H256};
use std::{sync::Arc, time::Duration};
use tokio::sync::broadcast::error::RecvError;

/// How often the task asks.
const ASK: Duration = Duration::from_millis(500);
/// Transactions that are asked for each time.
const MAX_ASKED: usize = 64;
/// Questions at the same time.
const PARALLEL: usize = 4;
/// Blocks of the chain after which a transaction should have been executed.
const GRACE: u32 = 2;

/// Watches until the program ends.
pub async fn run(pool: Arc<Pool>) {
    let mut blocks = pool.cluster.head().subscribe();
    let mut interest = None;
    let mut ask = tokio::time::interval(ASK);
    ask.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            block = blocks.recv() => match block {
                Ok(block) => block.transactions.iter().for_each(|hash| pool.executed(*hash)),
                // What was missed is asked for.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
            _ = ask.tick() => {
                interest = match pool.is_empty() {
                    true => None,
                    false => Some(interest.unwrap_or_else(|| pool.cluster.head().interest())),
                };
                pool.metrics.show(pool.counts());
                pool.expire();
                ask_for_included(&pool).await;
            }
        }
    }
}

async fn ask_for_included(pool: &Pool) {
    let block = pool.cluster.workers().verified_block().saturating_sub(GRACE);
    let included = pool.lock().queue.included_upto(block, MAX_ASKED);
    stream::iter(included).for_each_concurrent(PARALLEL, |hash| ask_for(pool, hash)).await;
}

async fn ask_for(pool: &Pool, hash: H256) {
    match pool.cluster.transaction(hash).await {
        Ok(TransactionStatus::Executed(_)) => pool.executed(hash),
        Ok(TransactionStatus::Refused(refusal)) => pool.refused(hash, refusal),
        Ok(TransactionStatus::Unknown) => {}
        Err(error) => tracing::debug!(?hash, "its outcome is not known yet: {error}"),
    }
}
