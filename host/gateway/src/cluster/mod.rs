//! The committee, as the gateway deals with it: sealed questions to its workers, and its newest block.
//!
//! Reading order: this file (typed questions) → [`workers`] (whom to ask) → [`head`] (the newest block, and those before).

pub mod head;
pub mod workers;

use crate::{error::RpcError, pool::rules::Account};
use client::{
    calls::{CallError, Confidential},
    committee::ViewError,
};
use head::Head;
use messages::{
    abi::Development,
    call::InnerCall,
    channel::SealedCall,
    ethereum::{FoundLog, LogFilter, TransactionStatus},
    keys::InputKey,
    limits::MAX_LOG_BLOCKS,
    query::{Question, Reply},
    H160, H256,
};
use std::sync::Arc;
use workers::Workers;

/// Logs of one answer: far beyond what a tool shows, and a few megabytes.
const MAX_LOGS: usize = 20_000;
/// Questions that one search for logs costs at most.
const MAX_LOG_QUESTIONS: usize = 64;

/// The committee.
pub struct Cluster {
    confidential: Confidential,
    workers: Arc<Workers>,
    head: Head,
    chain_id: u64,
    development: Option<Development>,
}

impl Cluster {
    /// The committee behind these workers.
    pub fn new(
        confidential: Confidential,
        workers: Workers,
        chain_id: u64,
        development: Option<Development>,
    ) -> Self {
        let workers = Arc::new(workers);
        let head = Head::new(workers.clone());
        Self { confidential, workers, head, chain_id, development }
    }

    /// The committee as its users see it.
    pub fn confidential(&self) -> &Confidential {
        &self.confidential
    }

    /// Its workers.
    pub fn workers(&self) -> &Workers {
        &self.workers
    }

    /// Its newest block.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Chain id of its EVM.
    pub fn chain_id(&self) -> u64 {
        self.chain_id
    }

    /// Whether the network is a development chain.
    pub fn is_development(&self) -> bool {
        self.development.is_some()
    }

    /// Asks a sealed question.
    ///
    /// # Errors
    /// [`RpcError::Unavailable`] if no worker answers, or what the committee refuses.
    pub async fn ask(&self, question: Question) -> Result<Reply, RpcError> {
        match self.workers.ask(question).await?.reply {
            Reply::Refused(refusal) => Err(refusal.into()),
            Reply::Reverted(data) => Err(RpcError::Reverted(data)),
            reply => Ok(reply),
        }
    }

    /// Balance and nonce of an account.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn account(&self, address: H160) -> Result<Account, RpcError> {
        match self.ask(Question::AccountOf(address)).await? {
            Reply::Account { balance, nonce, .. } => Ok(Account { balance, nonce }),
            other => Err(unexpected(&other)),
        }
    }

    /// Code, a word of storage, or what a call returns.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn bytes(&self, question: Question) -> Result<Vec<u8>, RpcError> {
        match self.ask(question).await? {
            Reply::Bytes(bytes) | Reply::Returned(bytes) => Ok(bytes),
            other => Err(unexpected(&other)),
        }
    }

    /// What became of a public transaction.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn transaction(&self, hash: H256) -> Result<TransactionStatus, RpcError> {
        match self.ask(Question::Transaction { hash, secret: None }).await? {
            Reply::Transaction(status) => {
                if let TransactionStatus::Executed(executed) = &status {
                    self.head.observe(executed.block_number);
                }
                Ok(status)
            }
            other => Err(unexpected(&other)),
        }
    }

    /// Logs of public transactions, in order.
    ///
    /// # Errors
    /// As [`Self::ask`]; [`RpcError::LimitExceeded`] if there are too many.
    pub async fn logs(&self, mut filter: LogFilter) -> Result<Vec<FoundLog>, RpcError> {
        let mut found: Vec<FoundLog> = vec![];
        let last = filter.to;
        for _ in 0..MAX_LOG_QUESTIONS {
            filter.to = last.min(filter.from.saturating_add(MAX_LOG_BLOCKS - 1));
            let upto = match self.ask(Question::Logs(filter.clone())).await? {
                Reply::Logs { logs, upto } => {
                    found.extend(logs);
                    upto
                }
                other => return Err(unexpected(&other)),
            };
            if upto >= last || upto < filter.from {
                return Ok(found);
            }
            if found.len() > MAX_LOGS {
                break;
            }
            filter.from = upto + 1;
        }
        Err(RpcError::LimitExceeded(format!(
            "query returned more than {MAX_LOGS} results, or searches too many blocks; ask for a smaller range"
        )))
    }

    /// The committee's public keys of now.
    ///
    /// # Errors
    /// [`RpcError::Unavailable`] if they cannot be proven.
    pub async fn input_key(&self) -> Result<InputKey, RpcError> {
        let key = self.confidential.view().input_key(self.confidential.committee()).await;
        key.map_err(|error| unavailable(&error))
    }

    /// Encrypts a call to the committee.
    ///
    /// # Errors
    /// [`RpcError::Unavailable`].
    pub async fn seal(&self, call: &InnerCall) -> Result<SealedCall, RpcError> {
        self.confidential.seal_inner(call).await.map_err(|error| unavailable(&error))
    }
}

impl From<ViewError> for RpcError {
    fn from(error: ViewError) -> Self {
        unavailable(&error)
    }
}

impl From<CallError> for RpcError {
    fn from(error: CallError) -> Self {
        unavailable(&error)
    }
}

/// Something that the gateway depends on does not work.
pub fn unavailable(error: &impl ToString) -> RpcError {
    RpcError::Unavailable(error.to_string())
}

/// An answer that does not fit its question.
pub fn unexpected(reply: &Reply) -> RpcError {
    RpcError::Unavailable(format!("a worker answers in an unknown form ({reply:?}); upgrade the gateway"))
}
