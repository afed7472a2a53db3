//! What can be asked of the module.

use crate::{
    chain::{self, Known},
    failure::Failure,
    question::Ask,
    sealing::{self, SignIn},
};
use alloc::{string::String, vec, vec::Vec};
use messages::{
    ids::{GenesisHash, TimeMs},
    H256,
};
use serde::{Deserialize, Serialize};
use sp_core::Bytes;

const OK: u8 = 0;
const FAILED: u8 = 1;

/// A request. In JSON an object with one member, named after the variant.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Request {
    /// A light client that trusts nothing but a genesis hash. Answer: the client.
    NewClient {
        /// The network.
        genesis: GenesisHash,
    },
    /// What the next bundle has to bring. Answer: SCALE of `messages::worker::Wants`.
    Wants {
        /// The light client.
        client: Bytes,
        /// Storage keys to prove.
        #[serde(default)]
        keys: Vec<Bytes>,
        /// A committee to prove.
        committee: Option<Known>,
    },
    /// Verifies a bundle. Answer: [`chain::Verified`].
    Verify {
        /// The light client, as [`Self::Wants`] had it.
        client: Bytes,
        /// The keys, as [`Self::Wants`] had them.
        #[serde(default)]
        keys: Vec<Bytes>,
        /// The committee, as [`Self::Wants`] had it.
        committee: Option<Known>,
        /// SCALE of `messages::bundle::SyncBundle`.
        bundle: Bytes,
        /// The user's clock, milliseconds since the Unix epoch.
        now_ms: TimeMs,
    },
    /// Encrypts a signed Ethereum transaction. Answer: SCALE of `messages::channel::SealedCall`.
    SealTransaction {
        /// A proven committee.
        committee: Bytes,
        /// The transaction.
        raw: Bytes,
        /// Secret that shows the outcome later; without one the transaction is public once it is executed.
        secret: Option<H256>,
        /// 32 fresh random bytes.
        entropy: H256,
    },
    /// Encrypts a question. Answer: [`sealing::SealedQuestion`].
    SealQuestion {
        /// A proven committee.
        committee: Bytes,
        /// The question.
        question: Ask,
        /// Who asks; without it nobody.
        sign_in: Option<SignIn>,
        /// 32 fresh random bytes.
        entropy: H256,
    },
    /// Opens and verifies an answer. Answer: [`sealing::OpenedAnswer`].
    OpenAnswer {
        /// The committee, as [`Self::SealQuestion`] had it.
        committee: Bytes,
        /// The plaintext that [`Self::SealQuestion`] gave.
        query: Bytes,
        /// The entropy that [`Self::SealQuestion`] had.
        entropy: H256,
        /// What the worker answered.
        answer: Bytes,
    },
}

/// Answers a request: a byte, 0 for success and 1 for failure, and JSON.
pub fn respond(request: &[u8]) -> Vec<u8> {
    let request = serde_json::from_slice(request).map_err(Failure::malformed);
    match request.and_then(answer) {
        Ok(json) => [&[OK], &json[..]].concat(),
        Err(failure) => [vec![FAILED], serde_json::to_vec(&failure).unwrap_or_default()].concat(),
    }
}

fn answer(request: Request) -> Result<Vec<u8>, Failure> {
    match request {
        Request::NewClient { genesis } => json(&chain::new_client(genesis)),
        Request::Wants { client, keys, committee } => json(&chain::wants(&client, keys, committee.as_ref())?),
        Request::Verify { client, keys, committee, bundle, now_ms } => {
            json(&chain::verify(&client, &keys, committee.as_ref(), &bundle, now_ms)?)
        }
        Request::SealTransaction { committee, raw, secret, entropy } => {
            json(&sealing::seal_transaction(&committee, raw, secret, entropy)?)
        }
        Request::SealQuestion { committee, question, sign_in, entropy } => {
            json(&sealing::seal_question(&committee, question, sign_in, entropy)?)
        }
        Request::OpenAnswer { committee, query, entropy, answer } => {
            json(&sealing::open_answer(&committee, &query, entropy, &answer)?)
        }
    }
}

fn json(answer: &impl Serialize) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(answer).map_err(Failure::malformed)
}

/// Decodes bytes that the module gave before, or that a gateway sent.
pub(crate) fn decode<T: codec::DecodeAll>(bytes: &Bytes, what: &str) -> Result<T, Failure> {
    T::decode_all(&mut &bytes.0[..]).map_err(|_| {
        let mut message = String::from(what);
        message.push_str(" does not decode");
        Failure::malformed(message)
    })
}
