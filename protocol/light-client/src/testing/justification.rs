//! GRANDPA justifications, honest and otherwise.

use super::{Header, Validators};
use codec::Encode;
use crypto::hash::blake2_256;
use finality_grandpa::{Message, Precommit, SignedPrecommit};
use messages::{
    bundle::JustifiedHeader,
    ids::{BlockNumber, BlockRef},
};
use sp_consensus_grandpa::{localized_payload, Commit, GrandpaJustification, SetId};
use sp_core::{ed25519, Pair};

/// The round that [`justify`] signs in.
pub const ROUND: u64 = 1;

/// A signed vote.
pub type Vote = SignedPrecommit<
    messages::H256,
    BlockNumber,
    sp_consensus_grandpa::AuthoritySignature,
    sp_consensus_grandpa::AuthorityId,
>;

/// Number and hash of a header.
pub fn block_ref(header: &Header) -> BlockRef {
    BlockRef { number: header.number, hash: blake2_256(&header.encode()) }
}

/// The vote of one validator.
pub fn vote(signer: &ed25519::Pair, block: BlockRef, set_id: SetId) -> Vote {
    let precommit = Precommit { target_hash: block.hash, target_number: block.number };
    let payload = localized_payload(ROUND, set_id, &Message::Precommit(precommit.clone()));
    SignedPrecommit { precommit, signature: signer.sign(&payload).into(), id: signer.public().into() }
}

/// A justification made of the given parts, whatever they are.
pub fn assemble(target: BlockRef, precommits: Vec<Vote>, votes_ancestries: Vec<Header>) -> Vec<u8> {
    let commit = Commit::<Header> { target_hash: target.hash, target_number: target.number, precommits };
    GrandpaJustification::<Header> { round: ROUND, commit, votes_ancestries }.encode()
}

/// A header with the votes of all `validators` for it.
pub fn justify(header: &Header, validators: &Validators, set_id: SetId) -> JustifiedHeader {
    let block = block_ref(header);
    let votes = validators.pairs().iter().map(|pair| vote(pair, block, set_id)).collect();
    JustifiedHeader { header: header.encode(), justification: assemble(block, votes, Vec::new()) }
}
