//! Asking a worker, and what its answer has to prove before it is believed.

use super::{entropy, CallError, Confidential};
use crate::{
    committee::{ProvenCommittee, ViewError},
    worker_api::{WorkerApi, WorkerError},
};
use codec::Encode;
use crypto::{eip712::CallerKey, hash::blake2_256, sealing};
use light_client::user::{verify, QUESTION_LIFE};
pub use light_client::user::{AnswerFault, VerifiedAnswer};
use messages::query::{Query, QueryBody, Question};

/// Why there is no answer to believe, and what to do about it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum QueryError {
    /// No worker was named.
    #[error("no worker is given to ask; name at least one")]
    NoWorker,
    /// The question could not be put.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The worker gave no answer.
    #[error(transparent)]
    Worker(#[from] WorkerError),
    /// The worker gave an answer that does not prove itself.
    #[error("worker {url} gave an answer that is not to be believed ({reason}); ask another one")]
    NotBelieved {
        /// Its URL.
        url: String,
        /// What is wrong.
        reason: AnswerFault,
    },
}

impl From<ViewError> for QueryError {
    fn from(error: ViewError) -> Self {
        Self::Call(error.into())
    }
}

impl Confidential {
    /// Asks the workers one after the other until one gives an answer that proves itself. Without `caller` the
    /// question is asked by address zero.
    ///
    /// # Errors
    /// The last worker's [`QueryError`].
    pub async fn query(
        &self,
        workers: &[WorkerApi],
        caller: Option<&CallerKey>,
        question: Question,
    ) -> Result<VerifiedAnswer, QueryError> {
        let mut failure = QueryError::NoWorker;
        for worker in workers {
            match self.ask(worker, caller, question.clone()).await {
                Ok(answer) => return Ok(answer),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    /// Asks one worker. If it holds no key of the epoch that was proven lately, the committee is proven anew and the
    /// worker asked once more: an epoch may end early.
    ///
    /// # Errors
    /// Any [`QueryError`] but [`QueryError::NoWorker`].
    pub async fn ask(
        &self,
        worker: &WorkerApi,
        caller: Option<&CallerKey>,
        question: Question,
    ) -> Result<VerifiedAnswer, QueryError> {
        match self.ask_once(worker, caller, question.clone()).await {
            Err(QueryError::Worker(error)) if error.is_unknown_epoch() => {
                self.view.refresh().await;
                self.ask_once(worker, caller, question).await
            }
            other => other,
        }
    }

    async fn ask_once(
        &self,
        worker: &WorkerApi,
        caller: Option<&CallerKey>,
        question: Question,
    ) -> Result<VerifiedAnswer, QueryError> {
        let committee = self.view.committee(self.committee).await?;
        let key = committee.input_key().ok_or(ViewError::NoInputKey(self.committee))?;
        let genesis = self.view.genesis();
        let query = self.sign(caller, question, &committee);
        let (sealed, answer_key) = sealing::seal_query(
            &genesis,
            self.committee,
            key.epoch,
            &key.public,
            &query.encode(),
            entropy()?,
        )
        .map_err(CallError::Seal)?;
        let encrypted = worker.query(&sealed).await?;
        let checked = answer_key
            .open(&encrypted)
            .map_err(|_| AnswerFault::Unreadable)
            .and_then(|bytes| verify(&bytes, genesis, blake2_256(&query.encode()), &committee));
        checked.map_err(|reason| QueryError::NotBelieved { url: worker.url().into(), reason })
    }

    fn sign(&self, caller: Option<&CallerKey>, question: Question, committee: &ProvenCommittee) -> Query {
        let not_after_block = u64::from(committee.head.number()) + QUESTION_LIFE;
        let body = QueryBody { committee: self.committee, not_after_block, question };
        match caller {
            Some(caller) => caller.sign_query(&self.view.genesis(), body),
            None => Query { body, proof: None },
        }
    }
}
