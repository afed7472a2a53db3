//! Answering sealed queries from the last executed block, read-only.

use crate::rules::{rules, FIRST_VERSION};
use codec::{Decode, DecodeAll, Encode};
use crypto::{
    eip712::{query_signing_hash, recover},
    hash::blake2_256,
    identity::WorkerIdentity,
    sealing::AnswerKey,
};
use evm::{StoreError, View};
use keys::KeyRing;
use messages::{
    ids::*,
    query::{Answer, AsOf, Query, QueryRefusal, Question, Reply, SealedQuery},
    receipt::{ExecutionReceipt, Receipt},
    H160,
};
use thiserror::Error;

/// Why a query gets no sealed answer at all.
#[derive(Debug, Error)]
pub enum QueryError {
    /// This worker has no state to answer from yet.
    #[error("this worker is not serving yet: {0}")]
    NotServing(&'static str),
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

/// Opens a query.
pub fn open(
    genesis: &GenesisHash,
    committee: CommitteeId,
    ring: &KeyRing,
    sealed: &SealedQuery,
) -> Result<(Query, AnswerKey), QueryError> {
    if sealed.committee != committee {
        return Err(QueryError::WrongCommittee(committee));
    }
    let secret = ring.input(sealed.sealed.epoch).ok_or(QueryError::UnknownEpoch(sealed.sealed.epoch))?;
    let (plaintext, key) = secret.open_query(genesis, sealed).map_err(|_| QueryError::Undecryptable)?;
    let query = Query::decode_all(&mut plaintext.as_slice()).map_err(|_| QueryError::Undecryptable)?;
    Ok((query, key))
}

/// Answers a query from `view` and signs the answer.
pub fn answer(
    genesis: &GenesisHash,
    committee: CommitteeId,
    identity: &WorkerIdentity,
    view: &View,
    as_of: AsOf,
    query: &Query,
) -> Result<Vec<u8>, QueryError> {
    let reply = match caller(genesis, committee, query, as_of.block.number) {
        Ok(caller) => reply(view, caller, &query.body.question)?,
        Err(refusal) => Reply::Refused(refusal),
    };
    let query_hash = blake2_256(&query.encode());
    let answer = Answer { genesis: *genesis, committee, worker: identity.id(), query_hash, as_of, reply };
    Ok(identity.sign_answer(answer).encode())
}

/// The proven caller; `None` when the query is unsigned.
fn caller(
    genesis: &GenesisHash,
    committee: CommitteeId,
    query: &Query,
    block: BlockNumber,
) -> Result<Option<H160>, QueryRefusal> {
    let Some(signature) = &query.signature else { return Ok(None) };
    if query.body.committee != committee || query.body.not_after_block < block.into() {
        return Err(QueryRefusal::Expired);
    }
    let hash = query_signing_hash(genesis, &query.body);
    recover(&hash, signature).map(Some).map_err(|_| QueryRefusal::BadSignature)
}

fn reply(view: &View, caller: Option<H160>, question: &Question) -> Result<Reply, QueryError> {
    match question {
        Question::Call { to, data, value } => {
            let version = view.item(crate::compute::items::VERSION)?;
            let version = version.and_then(|v| u32::decode(&mut v.as_slice()).ok()).unwrap_or(FIRST_VERSION);
            let gas = rules(version).map_or(0, |r| r.query_gas);
            Ok(view.call(caller.unwrap_or_default(), *to, data.clone(), *value, gas)?)
        }
        Question::Account => match caller {
            Some(address) => {
                let (balance, nonce) = view.account(address)?;
                Ok(Reply::Account { address, balance, nonce })
            }
            None => Ok(Reply::Refused(QueryRefusal::SignatureNeeded)),
        },
        Question::Receipt { seq, index } => receipt(view, caller, *seq, *index),
    }
}

/// A receipt goes to its caller. A refused call has none that is proven, and its receipt says nothing private.
fn receipt(view: &View, caller: Option<H160>, seq: Seq, index: u32) -> Result<Reply, QueryError> {
    let Some(caller) = caller else { return Ok(Reply::Refused(QueryRefusal::SignatureNeeded)) };
    Ok(match view.receipt(seq, index)? {
        Some(Receipt::Executed(ExecutionReceipt { caller: owner, .. })) if owner != caller => {
            Reply::Refused(QueryRefusal::NotYours)
        }
        receipt => Reply::Receipt(receipt),
    })
}
