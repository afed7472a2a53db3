//! Sealing transactions and questions to a proven committee, and opening answers.

use crate::{
    chain::{name_of, Place},
    failure::Failure,
    question::Ask,
    reply::{self, ReplyView},
    request::decode,
};
use alloc::string::String;
use codec::{Decode, Encode};
use crypto::{
    hash::blake2_256,
    sealing::{seal_call, seal_query, AnswerKey},
};
use light_client::user::{self, AnswerFault, QUESTION_LIFE};
use messages::{
    call::{EthereumCall, InnerCall},
    ids::{BlockNumber, Height, TimeMs},
    keys::InputKey,
    query::{AsOf, CallerProof, Query, QueryBody, SealedQuery},
    H256,
};
use serde::{Deserialize, Serialize};
use sp_core::Bytes;

/// A sign-in message (EIP-4361) with its signature.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Text of the message.
    pub message: String,
    /// EIP-191 signature over it.
    pub signature: Bytes,
}

/// A question as it goes to the gateway, and what opening the answer takes.
#[derive(Serialize)]
pub struct SealedQuestion {
    /// Plaintext, for `openAnswer`. It stays here.
    pub query: Bytes,
    /// SCALE of `messages::query::SealedQuery`, for the gateway.
    pub sealed: Bytes,
}

/// An answer that proved itself.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenedAnswer {
    /// The answer itself.
    pub reply: ReplyView,
    /// State it is true of.
    pub as_of: AsOfView,
    /// Who gave it.
    pub worker: H256,
    /// Root of trust of that worker's evidence.
    pub trust_root: &'static str,
}

/// State that an answer is true of.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AsOfView {
    /// Number of the chain block that the worker had verified.
    pub block_number: BlockNumber,
    /// Its hash.
    pub block_hash: H256,
    /// Its time, milliseconds since the Unix epoch.
    pub time_ms: TimeMs,
    /// Height of the last executed block.
    pub height: Height,
    /// State root after it.
    pub state_root: H256,
}

impl From<AsOf> for AsOfView {
    fn from(as_of: AsOf) -> Self {
        Self {
            block_number: as_of.block.number,
            block_hash: as_of.block.hash,
            time_ms: as_of.time_ms,
            height: as_of.height,
            state_root: as_of.state_root,
        }
    }
}

impl Place {
    fn of(bytes: &Bytes) -> Result<Self, Failure> {
        decode(bytes, "the committee")
    }

    fn input_key(&self) -> Result<InputKey, Failure> {
        self.committee.input_key().ok_or_else(|| Failure::no_input_key(self.committee.id))
    }

    fn seal_query(&self, plaintext: &[u8], entropy: H256) -> Result<(SealedQuery, AnswerKey), Failure> {
        let key = self.input_key()?;
        let sealed =
            seal_query(&self.genesis, self.committee.id, key.epoch, &key.public, plaintext, entropy.0)?;
        Ok(sealed)
    }
}

pub(crate) fn seal_transaction(
    committee: &Bytes,
    raw: Bytes,
    secret: Option<H256>,
    entropy: H256,
) -> Result<Bytes, Failure> {
    let place = Place::of(committee)?;
    let key = place.input_key()?;
    let viewer = secret.map(|secret| blake2_256(&secret.0));
    let plaintext = InnerCall::Ethereum(EthereumCall { raw: raw.0, viewer }).encode();
    let sealed =
        seal_call(&place.genesis, place.committee.id, key.epoch, &key.public, &plaintext, entropy.0)?;
    Ok(Bytes(sealed.encode()))
}

pub(crate) fn seal_question(
    committee: &Bytes,
    question: Ask,
    sign_in: Option<SignIn>,
    entropy: H256,
) -> Result<SealedQuestion, Failure> {
    let place = Place::of(committee)?;
    let not_after_block = u64::from(place.committee.head.number()).saturating_add(QUESTION_LIFE);
    let body = QueryBody { committee: place.committee.id, not_after_block, question: question.into() };
    let query = Query { body, proof: sign_in.map(proof).transpose()? }.encode();
    let (sealed, _) = place.seal_query(&query, entropy)?;
    Ok(SealedQuestion { query: Bytes(query), sealed: Bytes(sealed.encode()) })
}

fn proof(sign_in: SignIn) -> Result<CallerProof, Failure> {
    let signature = sign_in.signature.0.try_into();
    let signature = signature.map_err(|_| Failure::malformed("the signature has not 65 bytes"))?;
    Ok(CallerProof::SignIn { message: sign_in.message.into_bytes(), signature })
}

pub(crate) fn open_answer(
    committee: &Bytes,
    query: &Bytes,
    entropy: H256,
    answer: &Bytes,
) -> Result<OpenedAnswer, Failure> {
    let place = Place::of(committee)?;
    let asked =
        Query::decode(&mut &query.0[..]).map_err(|_| Failure::malformed("the question does not decode"))?;
    // Everything that the sender draws comes from the entropy, so sealing once more gives the same key for the answer.
    let (_, key) = place.seal_query(&query.0, entropy)?;
    let opened = key.open(&answer.0).map_err(|_| AnswerFault::Unreadable)?;
    let verified = user::verify(&opened, place.genesis, blake2_256(&query.0), &place.committee)?;
    if !reply::fits(&asked.body.question, &verified.reply) {
        return Err(AnswerFault::OtherQuestion.into());
    }
    Ok(OpenedAnswer {
        reply: reply::view(verified.reply)?,
        as_of: verified.as_of.into(),
        worker: H256(verified.worker.0),
        trust_root: name_of(verified.trust_root),
    })
}
