//! Waiting for the outcome of a call.

use super::{query::QueryError, Confidential};
use crate::worker_api::WorkerApi;
use crypto::eip712::CallerKey;
use messages::{
    ids::Seq,
    query::{AsOf, QueryRefusal, Question, Reply},
    receipt::Receipt,
};
use std::time::{Duration, Instant};

/// Pause between two questions.
const ASK_AGAIN: Duration = Duration::from_millis(100);

/// Why there is no receipt, and what to do about it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ReceiptError {
    /// The committee did not get to it in time.
    #[error(
        "no receipt of call ({seq}, {index}) after {seconds} s ({state}); check the workers, or wait longer"
    )]
    TimedOut {
        /// Message that carries the call.
        seq: Seq,
        /// Its index there.
        index: u32,
        /// How long it was waited for.
        seconds: u64,
        /// What was seen last.
        state: String,
    },
    /// The workers refuse to tell.
    #[error("the receipt of call ({seq}, {index}) is refused ({refusal:?}); ask with the key that signed the call")]
    Refused {
        /// Message that carries the call.
        seq: Seq,
        /// Its index there.
        index: u32,
        /// Why.
        refusal: QueryRefusal,
    },
}

/// What was seen while waiting.
#[derive(Debug, Clone)]
pub enum Waiting<'a> {
    /// A worker answers, but has not executed the call yet; it has executed up to this state.
    NotYet(&'a AsOf),
    /// No worker gives an answer now.
    NoAnswer(&'a QueryError),
}

impl Confidential {
    /// Asks until a worker gives the receipt of the call at (`seq`, `index`), at most `patience`. `progress` hears of
    /// every answer before it.
    ///
    /// # Errors
    /// [`ReceiptError`]. Failures of single workers are passed over until the time is up.
    pub async fn wait_for_receipt(
        &self,
        workers: &[WorkerApi],
        caller: &CallerKey,
        (seq, index): (Seq, u32),
        patience: Duration,
        mut progress: impl FnMut(Waiting<'_>),
    ) -> Result<(Receipt, AsOf), ReceiptError> {
        let started = Instant::now();
        loop {
            let state = match self.query(workers, Some(caller), Question::Receipt { seq, index }).await {
                Ok(answer) => match answer.reply {
                    Reply::Receipt(Some(receipt)) => return Ok((receipt, answer.as_of)),
                    Reply::Refused(refusal) => return Err(ReceiptError::Refused { seq, index, refusal }),
                    _ => {
                        progress(Waiting::NotYet(&answer.as_of));
                        format!("executed up to height {}", answer.as_of.height)
                    }
                },
                Err(error) => {
                    progress(Waiting::NoAnswer(&error));
                    error.to_string()
                }
            };
            if started.elapsed() >= patience {
                return Err(ReceiptError::TimedOut { seq, index, seconds: patience.as_secs(), state });
            }
            tokio::time::sleep(ASK_AGAIN).await;
        }
    }
}
