//! Answering sealed queries from the last executed block, read-only, on any thread.
//!
//! Reading order: [`Answerer`] (open, answer, sign, encrypt) → `question` (one reply for each kind of question) →
//! `simulation` (calls that leave no trace, plain or in Sapphire's forms).

mod question;
mod simulation;

use crate::{compute::items::Settings, network::Network};
use codec::{DecodeAll, Encode};
use crypto::{
    caller::{verify, Place},
    hash::blake2_256,
    identity::WorkerIdentity,
    prf::prf,
    sealing::AnswerKey,
};
use evm::{StoreError, View};
use keys::KeyRing;
use light_client::lease::{is_fresh, Ticks};
use messages::{
    ids::*,
    query::{Answer, AsOf, Query, Reply, SealedQuery},
};
use question::Asking;
use std::sync::Arc;
use thiserror::Error;

/// This worker answers nobody now; why, in words.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
#[error("this worker is not serving yet: {0}")]
pub struct NotServing(pub &'static str);

/// Why a query gets no sealed answer at all.
#[derive(Debug, Error)]
pub enum QueryError {
    /// This worker has no state to answer from yet.
    #[error(transparent)]
    NotServing(#[from] NotServing),
    /// The lease on the last head is over.
    #[error("this worker has not seen a fresh finalized block; check that its relayer (pherry) runs")]
    Stale,
    /// Meant for another committee.
    #[error("this worker serves committee {0}")]
    WrongCommittee(CommitteeId),
    /// Encrypted to an epoch this worker holds no key of.
    #[error("no key of epoch {0} is held here; read the committee's current input key and ask again")]
    UnknownEpoch(Epoch),
    /// It does not decrypt, or what is inside does not decode.
    #[error("the query does not open under the key of its epoch")]
    Undecryptable,
    /// The answer does not fit one reply.
    #[error(
        "the answer is larger than {} bytes; ask the contract for less at a time",
        messages::limits::MAX_QUERY
    )]
    AnswerTooLarge,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Answers queries from the state after one block, as it was when this was made
/// ([`Enclave::answerer`](crate::enclave::Enclave::answerer)). Cheap to make, never changes, and needs nobody else: any
/// number of threads may answer at the same time, while execution goes on.
///
/// It shares the secrets that the enclave held: whoever keeps it longer than until the next head keeps them from being
/// erased.
pub struct Answerer {
    pub(crate) network: Network,
    pub(crate) identity: Arc<WorkerIdentity>,
    pub(crate) ring: KeyRing,
    pub(crate) view: View,
    pub(crate) settings: Settings,
    pub(crate) as_of: AsOf,
    /// When the lease in force then began.
    pub(crate) leased_since: Option<Ticks>,
}

impl Answerer {
    /// Answers a sealed query: `nonce ‖ ciphertext` of a signed answer. `entropy` must be secret and new for each answer.
    /// Counting answers against the lease is the caller's affair, each one that is `Ok` being one.
    ///
    /// # Errors
    /// [`QueryError`] when there is no answer that could be encrypted.
    pub fn answer(&self, sealed: &SealedQuery, now: Ticks, entropy: [u8; 32]) -> Result<Vec<u8>, QueryError> {
        let (query, key) = self.open(sealed)?;
        if !self.may_answer(now) {
            return Err(QueryError::Stale);
        }
        let genesis = &self.network.genesis;
        let AsOf { block, time_ms, .. } = self.as_of;
        let place = Place { genesis, committee: self.network.committee, block: block.number, time_ms };
        let reply = match verify(&place, &query) {
            Ok(caller) => Asking { answerer: self, caller, entropy: &entropy }.reply(&query.body.question)?,
            Err(bad_proof) => Reply::Refused(bad_proof.into()),
        };
        let answer = Answer {
            genesis: *genesis,
            committee: self.network.committee,
            worker: self.identity.id(),
            query_hash: blake2_256(&query.encode()),
            as_of: self.as_of,
            reply,
        };
        let answer = self.identity.sign_answer(answer).encode();
        key.seal(drawn(&entropy, b"adyton/answer-nonce/v1"), &answer).map_err(|_| QueryError::AnswerTooLarge)
    }

    /// Whether the lease still counts, as far as time goes.
    pub fn may_answer(&self, now: Ticks) -> bool {
        self.leased_since.is_some_and(|since| is_fresh(since, now))
    }

    fn open(&self, sealed: &SealedQuery) -> Result<(Query, AnswerKey), QueryError> {
        if sealed.committee != self.network.committee {
            return Err(QueryError::WrongCommittee(self.network.committee));
        }
        let epoch = sealed.sealed.epoch;
        let secret = self.ring.input(epoch).ok_or(QueryError::UnknownEpoch(epoch))?;
        let opened = secret.open_query(&self.network.genesis, sealed);
        let (plaintext, key) = opened.map_err(|_| QueryError::Undecryptable)?;
        let query = Query::decode_all(&mut plaintext.as_slice()).map_err(|_| QueryError::Undecryptable)?;
        Ok((query, key))
    }
}

/// Bytes for one use, out of the entropy of an answer.
fn drawn<const N: usize>(entropy: &[u8; 32], label: &[u8]) -> [u8; N] {
    let mut bytes = [0; N];
    bytes.iter_mut().zip(prf(entropy, label, &[])).for_each(|(place, byte)| *place = byte);
    bytes
}
