//! Who asks: the proofs that a query may carry.

use crate::{eip712, hash::blake2_256, sign_in};
use alloc::{format, string::String};
use codec::Encode;
use core::fmt;
use messages::{
    ids::{AccountId, BlockNumber, CommitteeId, GenesisHash, TimeMs},
    query::{AccountSignature, CallerProof, Query, QueryBody, QueryRefusal},
    H160,
};
use sp_core::{ed25519, sr25519, Pair};
use sp_crypto_hashing::keccak_256;

/// Why a proof does not count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BadProof {
    /// It is over, or meant for another committee.
    Expired,
    /// The signature is not that of who it names, or of nobody.
    BadSignature,
    /// The sign-in message is not for this network and committee, or its form is wrong.
    BadSignIn,
}

impl fmt::Display for BadProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Expired => "the proof of who asks is over, or was made for another committee; sign anew",
            Self::BadSignature => "the signature is not that of the asker",
            Self::BadSignIn => "the sign-in message is not one for this network and committee; sign in anew",
        })
    }
}

#[cfg(feature = "std")]
impl std::error::Error for BadProof {}

impl From<BadProof> for QueryRefusal {
    fn from(proof: BadProof) -> Self {
        match proof {
            BadProof::Expired => Self::Expired,
            BadProof::BadSignature => Self::BadSignature,
            BadProof::BadSignIn => Self::BadSignIn,
        }
    }
}

/// Where and when a proof has to count.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The network.
    pub genesis: &'a GenesisHash,
    /// The committee asked.
    pub committee: CommitteeId,
    /// Finalized block that the answer is true of.
    pub block: BlockNumber,
    /// Its time.
    pub time_ms: TimeMs,
}

/// The proven asker; `None` for a query without a proof, which counts as address zero.
///
/// # Errors
/// [`BadProof`] for a proof that does not count there and then.
pub fn verify(place: &Place<'_>, query: &Query) -> Result<Option<H160>, BadProof> {
    let Some(proof) = &query.proof else { return Ok(None) };
    let body = &query.body;
    if body.committee != place.committee || body.not_after_block < place.block.into() {
        return Err(BadProof::Expired);
    }
    match proof {
        CallerProof::Typed(signature) => {
            eip712::recover(&eip712::query_signing_hash(place.genesis, body), signature)
                .map_err(|_| BadProof::BadSignature)
        }
        CallerProof::SignIn { message, signature } => sign_in::verify(place, message, signature),
        CallerProof::Account { account, signature } => {
            verify_account(place.genesis, body, account, signature)
        }
    }
    .map(Some)
}

fn verify_account(
    genesis: &GenesisHash,
    body: &QueryBody,
    account: &AccountId,
    signature: &AccountSignature,
) -> Result<H160, BadProof> {
    let text = account_text(genesis, body);
    let key: &[u8; 32] = account.as_ref();
    let valid = match signature {
        AccountSignature::Sr25519(signature) => sr25519::Pair::verify(
            &sr25519::Signature::from_raw(*signature),
            &text,
            &sr25519::Public::from_raw(*key),
        ),
        AccountSignature::Ed25519(signature) => ed25519::Pair::verify(
            &ed25519::Signature::from_raw(*signature),
            &text,
            &ed25519::Public::from_raw(*key),
        ),
    };
    valid.then(|| address_of_account(account)).ok_or(BadProof::BadSignature)
}

/// What a chain account signs for a query, in the form that wallets sign arbitrary text in (`<Bytes>…</Bytes>`).
pub fn account_text(genesis: &GenesisHash, body: &QueryBody) -> String {
    let hash = blake2_256(&(b"adyton/account-query/v1", genesis, body).encode());
    format!("<Bytes>Adyton query {hash:?}</Bytes>")
}

/// The address that a chain account asks as.
pub fn address_of_account(account: &AccountId) -> H160 {
    let key: &[u8; 32] = account.as_ref();
    let hash = keccak_256(key);
    let mut address = H160::zero();
    address.0.copy_from_slice(&hash[12..]);
    address
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eip712::CallerKey;
    use messages::{query::Question, H256};

    const GENESIS: GenesisHash = H256([9; 32]);

    fn place(genesis: &GenesisHash) -> Place<'_> {
        Place { genesis, committee: 1, block: 10, time_ms: 1_700_000_000_000 }
    }

    fn body() -> QueryBody {
        QueryBody { committee: 1, not_after_block: 10, question: Question::Account }
    }

    fn account_query(sign: impl Fn(&[u8]) -> AccountSignature, account: AccountId) -> Query {
        let signature = sign(account_text(&GENESIS, &body()).as_bytes());
        Query { body: body(), proof: Some(CallerProof::Account { account, signature }) }
    }

    #[test]
    fn nobody_is_proven_without_a_proof() {
        let query = Query { body: QueryBody { committee: 7, ..body() }, proof: None };
        assert_eq!(verify(&place(&GENESIS), &query), Ok(None));
    }

    #[test]
    fn typed_data_counts_for_its_network_committee_and_time() {
        let key = CallerKey::from_secret(&[3; 32]).unwrap();
        let query = key.sign_query(&GENESIS, body());
        let here = place(&GENESIS);
        assert_eq!(verify(&here, &query), Ok(Some(key.address())));
        assert_eq!(verify(&Place { block: 11, ..here }, &query), Err(BadProof::Expired));
        assert_eq!(verify(&Place { committee: 2, ..here }, &query), Err(BadProof::Expired));
        assert_ne!(verify(&place(&H256([8; 32])), &query), Ok(Some(key.address())));
    }

    #[test]
    fn chain_accounts_of_both_kinds_ask_as_their_address() {
        let sr = sr25519::Pair::from_seed(&[1; 32]);
        let ed = ed25519::Pair::from_seed(&[1; 32]);
        let by_sr = account_query(|text| AccountSignature::Sr25519(sr.sign(text).0), sr.public().0.into());
        let by_ed = account_query(|text| AccountSignature::Ed25519(ed.sign(text).0), ed.public().0.into());
        for (query, key) in [(&by_sr, sr.public().0), (&by_ed, ed.public().0)] {
            let address = address_of_account(&key.into());
            assert_eq!(verify(&place(&GENESIS), query), Ok(Some(address)));
            let mut other = query.clone();
            other.body.question = Question::AccountOf(H160::zero());
            assert_eq!(verify(&place(&GENESIS), &other), Err(BadProof::BadSignature));
            assert_eq!(verify(&place(&H256([8; 32])), query), Err(BadProof::BadSignature));
        }
        let foreign = account_query(|text| AccountSignature::Sr25519(sr.sign(text).0), ed.public().0.into());
        assert_eq!(verify(&place(&GENESIS), &foreign), Err(BadProof::BadSignature));
    }
}
