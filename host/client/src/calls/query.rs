//! Asking a worker, and what its answer has to prove before it is believed.

use super::{entropy, CallError, Confidential};
use crate::{
    committee::{ProvenCommittee, ViewError},
    worker_api::{WorkerApi, WorkerError},
};
use codec::{Decode, Encode};
use crypto::{eip712::CallerKey, hash::blake2_256, identity::verify_answer, sealing};
use messages::{
    ids::{GenesisHash, TimeMs, WorkerId},
    query::{Answer, AsOf, Query, QueryBody, Question, Reply, SignedAnswer},
    registration::TrustRoot,
    H256,
};
use std::time::Duration;

/// Blocks after the verified head for which a signed question may be answered.
pub const QUESTION_LIFE: u64 = 100;
/// How much older than the user's own verified head the state of an answer may be.
pub const MAX_ANSWER_LAG: Duration = Duration::from_secs(60);

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

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswerFault {
    /// It does not open under the key of its question, or does not decode.
    #[error("it does not open under the key of the question")]
    Unreadable,
    /// The worker's signature is missing or wrong.
    #[error("its signature is not the worker's")]
    BadSignature,
    /// It belongs to another network, committee or question.
    #[error("it answers another question")]
    OtherQuestion,
    /// The worker is no member with valid evidence.
    #[error("its worker is no attested member of the committee")]
    NotAMember,
    /// It is true of a state long past.
    #[error("it is true of a state {seconds} s before the newest finalized block")]
    Old {
        /// How much older.
        seconds: u64,
    },
    /// It claims a block of the chain that was verified otherwise.
    #[error("it is taken from another chain than the one verified here")]
    OtherChain,
    /// It is taken from another state than the committee agreed on.
    #[error("its state is not the one that the committee agreed on at that height")]
    OtherState,
    /// It hides that the worker's hardware is simulated.
    #[error("it hides that its worker runs on simulated hardware")]
    HidesSimulation,
}

/// An answer that proved itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifiedAnswer {
    /// The answer itself.
    pub reply: Reply,
    /// State it is true of.
    pub as_of: AsOf,
    /// Who gave it.
    pub worker: WorkerId,
    /// Root of trust of that worker's evidence.
    pub trust_root: TrustRoot,
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
        let key = committee.input_key()?;
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

/// Verifies an opened answer against the committee as it was proven.
fn verify(
    bytes: &[u8],
    genesis: GenesisHash,
    query_hash: H256,
    committee: &ProvenCommittee,
) -> Result<VerifiedAnswer, AnswerFault> {
    let signed = SignedAnswer::decode(&mut &bytes[..]).map_err(|_| AnswerFault::Unreadable)?;
    if !verify_answer(&signed) {
        return Err(AnswerFault::BadSignature);
    }
    let Answer { worker, as_of, reply, .. } = signed.answer;
    if (signed.answer.genesis, signed.answer.committee, signed.answer.query_hash)
        != (genesis, committee.id, query_hash)
    {
        return Err(AnswerFault::OtherQuestion);
    }
    let record = committee.live_member(&worker).ok_or(AnswerFault::NotAMember)?;
    let trust_root = record.attested.root;
    if trust_root == TrustRoot::Simulated && !as_of.simulated {
        return Err(AnswerFault::HidesSimulation);
    }
    verify_state(&as_of, committee)?;
    Ok(VerifiedAnswer { reply, as_of, worker, trust_root })
}

/// Verifies that an answer's state is recent and, where both are known, the one that the chain knows.
fn verify_state(as_of: &AsOf, committee: &ProvenCommittee) -> Result<(), AnswerFault> {
    let lag = lag(as_of.time_ms, committee.head.time_ms());
    if lag > MAX_ANSWER_LAG {
        return Err(AnswerFault::Old { seconds: lag.as_secs() });
    }
    if as_of.block.number == committee.head.number() && as_of.block.hash != committee.head.hash() {
        return Err(AnswerFault::OtherChain);
    }
    let agreed = &committee.committee.commit;
    if as_of.height == agreed.height && as_of.state_root != agreed.state_root && agreed.height > 0 {
        return Err(AnswerFault::OtherState);
    }
    Ok(())
}

fn lag(state_ms: TimeMs, head_ms: TimeMs) -> Duration {
    Duration::from_millis(head_ms.saturating_sub(state_ms))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crypto::identity::WorkerIdentity;
    use light_client::VerifiedHead;
    use messages::{
        committee::{CommitPoint, Committee, Program, ProgramKind},
        ids::{AccountId, BlockRef, BootId},
        registration::{Attested, Measurement, TeeKind, WorkerRecord},
    };

    const GENESIS: GenesisHash = H256([9; 32]);
    const QUERY_HASH: H256 = H256([8; 32]);
    const HEAD_MS: TimeMs = 1_000_000;

    fn member() -> WorkerIdentity {
        WorkerIdentity::from_sealing_secret(&[1; 32])
    }

    fn head() -> VerifiedHead {
        let encoded = (100u32, H256([5; 32]), H256([6; 32]), HEAD_MS).encode();
        VerifiedHead::decode(&mut &encoded[..]).unwrap()
    }

    fn committee() -> ProvenCommittee {
        let attested = Attested {
            kind: TeeKind::Tdx,
            root: TrustRoot::Simulated,
            measurement: Measurement([0; 32]),
            platform: H256::zero(),
            valid_until_ms: HEAD_MS + 1,
        };
        let record = WorkerRecord {
            encryption_key: [0; 32],
            operator: AccountId::new([0; 32]),
            boot_id: BootId([0; 16]),
            last_seq: 0,
            attested,
            lease: None,
            endpoint: Default::default(),
        };
        let commit = CommitPoint { height: 7, state_root: H256([7; 32]), ..Default::default() };
        let committee = Committee {
            program: Program { kind: ProgramKind::Evm, version: 1 },
            members: vec![member().id()].try_into().unwrap(),
            threshold: 1,
            key_version: 0,
            epoch: 1,
            lost: None,
            input_keys: Default::default(),
            commit,
        };
        let members = [(member().id(), record)].into();
        ProvenCommittee { id: 1, head: head(), committee, members, measurements: vec![Measurement([0; 32])] }
    }

    fn answer() -> Answer {
        let as_of = AsOf {
            block: BlockRef { number: 100, hash: H256([5; 32]) },
            time_ms: HEAD_MS,
            height: 7,
            state_root: H256([7; 32]),
            simulated: true,
        };
        let reply = Reply::Returned(vec![1]);
        Answer { genesis: GENESIS, committee: 1, worker: member().id(), query_hash: QUERY_HASH, as_of, reply }
    }

    fn outcome(committee: &ProvenCommittee, answer: Answer) -> Result<VerifiedAnswer, AnswerFault> {
        verify(&member().sign_answer(answer).encode(), GENESIS, QUERY_HASH, committee)
    }

    #[test]
    fn a_members_answer_is_believed() {
        let verified = outcome(&committee(), answer()).unwrap();
        assert_eq!((verified.reply, verified.worker), (Reply::Returned(vec![1]), member().id()));
        assert_eq!(verified.trust_root, TrustRoot::Simulated);
    }

    #[test]
    fn an_answer_is_bound_to_its_question() {
        for wrong in [
            Answer { genesis: H256::zero(), ..answer() },
            Answer { committee: 2, ..answer() },
            Answer { query_hash: H256::zero(), ..answer() },
        ] {
            assert_eq!(outcome(&committee(), wrong), Err(AnswerFault::OtherQuestion));
        }
    }

    #[test]
    fn only_attested_members_are_believed() {
        let stranger = WorkerIdentity::from_sealing_secret(&[2; 32]);
        let foreign = stranger.sign_answer(Answer { worker: stranger.id(), ..answer() });
        let found = verify(&foreign.encode(), GENESIS, QUERY_HASH, &committee());
        assert_eq!(found, Err(AnswerFault::NotAMember));
        let mut expired = committee();
        expired.members.values_mut().for_each(|record| record.attested.valid_until_ms = HEAD_MS);
        assert_eq!(outcome(&expired, answer()), Err(AnswerFault::NotAMember));
        let denied = ProvenCommittee { measurements: vec![Measurement([1; 32])], ..committee() };
        assert_eq!(outcome(&denied, answer()), Err(AnswerFault::NotAMember), "its program was denied");
        let forged = SignedAnswer { answer: answer(), signature: [0; 64] };
        let found = verify(&forged.encode(), GENESIS, QUERY_HASH, &committee());
        assert_eq!(found, Err(AnswerFault::BadSignature));
    }

    #[test]
    fn the_state_of_an_answer_is_recent_and_the_agreed_one() {
        let with = |as_of: AsOf| outcome(&committee(), Answer { as_of, ..answer() }).map(drop);
        let as_of = answer().as_of;
        let lag = MAX_ANSWER_LAG.as_millis() as u64;
        assert_eq!(with(AsOf { time_ms: HEAD_MS - lag, ..as_of }), Ok(()));
        assert_eq!(with(AsOf { time_ms: HEAD_MS - lag - 1, ..as_of }), Err(AnswerFault::Old { seconds: 60 }));
        let fork = BlockRef { hash: H256::zero(), ..as_of.block };
        assert_eq!(with(AsOf { block: fork, ..as_of }), Err(AnswerFault::OtherChain));
        assert_eq!(with(AsOf { state_root: H256::zero(), ..as_of }), Err(AnswerFault::OtherState));
        assert_eq!(with(AsOf { height: 8, state_root: H256::zero(), ..as_of }), Ok(()), "not agreed on yet");
        assert_eq!(with(AsOf { simulated: false, ..as_of }), Err(AnswerFault::HidesSimulation));
    }
}
