//! GRANDPA justifications: proof that a set finalized a block.
//!
//! What counts is decided by `finality_grandpa::validate_commit`, the function that nodes use, so that client and node
//! agree on every justification. It assumes consistent input; the checks before it make sure of that, because here
//! the votes come from a hostile host, possibly in league with some voters.

use crate::{
    authorities::AuthoritySet,
    error::{Error, HostFault},
    header::RawHeader,
};
use alloc::{
    collections::{btree_map::Entry, BTreeMap, BTreeSet},
    vec::Vec,
};
use codec::{DecodeAll, Encode};
use crypto::hash::blake2_256;
use finality_grandpa::{voter_set::VoterSet, Chain, Message};
use messages::{
    ids::{BlockNumber, BlockRef},
    H256,
};
use sp_consensus_grandpa::{
    localized_payload_with_buffer, AuthorityId, Commit, GrandpaJustification, RoundNumber, SetId,
};
use sp_core::{ed25519, Pair};

/// Votes that one voter can have in a justification: two, when it voted for two blocks in the same round.
const MAX_VOTES_PER_VOTER: usize = 2;

/// Verifies that `set` finalized `target`.
pub(crate) fn verify(encoded: &[u8], target: BlockRef, set: &AuthoritySet) -> Result<(), Error> {
    let justification = GrandpaJustification::<RawHeader>::decode_all(&mut &encoded[..])
        .map_err(|_| HostFault::MalformedJustification)?;
    let GrandpaJustification { round, commit, votes_ancestries } = justification;
    if (commit.target_hash, commit.target_number) != (target.hash, target.number) {
        return Err(HostFault::JustificationForAnotherHeader.into());
    }
    let voters = set.voters()?;
    let commit = votes_of_members(commit, &voters)?;
    let ancestry = Ancestry::of(&votes_ancestries, &commit)?;
    verify_signatures(&commit, round, set.id())?;
    verify_weight(&commit, &voters)?;
    verify_agreement(&commit, &voters, &ancestry)?;
    Ok(())
}

/// Leaves strangers' votes out: they count nothing, and an honest node may have been handed some.
fn votes_of_members(
    mut commit: Commit<RawHeader>,
    voters: &VoterSet<AuthorityId>,
) -> Result<Commit<RawHeader>, HostFault> {
    if commit.precommits.is_empty() {
        return Err(HostFault::ShortJustification);
    }
    commit.precommits.retain(|vote| voters.contains(&vote.id));
    match commit.precommits.len() {
        0 => Err(HostFault::ForeignSet),
        votes if votes > voters.len().get().saturating_mul(MAX_VOTES_PER_VOTER) => {
            Err(HostFault::TooManyVotes)
        }
        _ => Ok(commit),
    }
}

fn verify_signatures(commit: &Commit<RawHeader>, round: RoundNumber, set_id: SetId) -> Result<(), HostFault> {
    let mut payload = Vec::new();
    for vote in &commit.precommits {
        let message = Message::Precommit(vote.precommit.clone());
        let id: &ed25519::Public = vote.id.as_ref();
        let signature: &ed25519::Signature = vote.signature.as_ref();
        let mut signed_for = |set_id| {
            localized_payload_with_buffer(round, set_id, &message, &mut payload);
            ed25519::Pair::verify(signature, &payload, id)
        };
        if !signed_for(set_id) {
            let neighbours = [set_id.checked_sub(1), set_id.checked_add(1)];
            let wrong_set = neighbours.into_iter().flatten().any(signed_for);
            return Err(if wrong_set { HostFault::WrongSet } else { HostFault::ForgedJustification });
        }
    }
    Ok(())
}

/// Refuses by name what [`verify_agreement`] would refuse without one.
fn verify_weight(commit: &Commit<RawHeader>, voters: &VoterSet<AuthorityId>) -> Result<(), HostFault> {
    let present: BTreeSet<&AuthorityId> = commit.precommits.iter().map(|vote| &vote.id).collect();
    let weight = present
        .into_iter()
        .filter_map(|id| voters.get(id))
        .fold(0u64, |sum, voter| sum.saturating_add(voter.weight().get()));
    if weight < voters.threshold().get() {
        return Err(HostFault::ShortJustification);
    }
    Ok(())
}

fn verify_agreement(
    commit: &Commit<RawHeader>,
    voters: &VoterSet<AuthorityId>,
    ancestry: &Ancestry,
) -> Result<(), HostFault> {
    let agreed =
        finality_grandpa::validate_commit(commit, voters, ancestry).is_ok_and(|result| result.is_valid());
    if agreed && ancestry.is_used_up_by(commit) {
        Ok(())
    } else {
        Err(HostFault::VotesDisagree)
    }
}

/// Parents of the blocks between the votes, by block hash. Hash-linked, hence free of cycles.
struct Ancestry {
    parents: BTreeMap<H256, H256>,
}

impl Ancestry {
    /// Collects the headers, provided that headers and votes give every block one number only: counting votes relies
    /// on it.
    fn of(headers: &[RawHeader], commit: &Commit<RawHeader>) -> Result<Self, HostFault> {
        let mut numbers = Numbers::default();
        let mut parents = BTreeMap::new();
        numbers.learn(commit.target_hash, commit.target_number)?;
        for vote in &commit.precommits {
            numbers.learn(vote.precommit.target_hash, vote.precommit.target_number)?;
        }
        for header in headers {
            let hash = blake2_256(&header.encode());
            let parent_number = header.number.checked_sub(1).ok_or(HostFault::VotesDisagree)?;
            numbers.learn(hash, header.number)?;
            numbers.learn(header.parent_hash, parent_number)?;
            if parents.insert(hash, header.parent_hash).is_some() {
                return Err(HostFault::VotesDisagree);
            }
        }
        Ok(Self { parents })
    }

    /// Whether every header lies between a vote and the lowest vote, as in what honest nodes make.
    fn is_used_up_by(&self, commit: &Commit<RawHeader>) -> bool {
        let votes = || commit.precommits.iter().map(|vote| &vote.precommit);
        let Some(base) = votes().min_by_key(|vote| vote.target_number) else { return false };
        let mut used = BTreeSet::new();
        for vote in votes().filter(|vote| vote.target_hash != base.target_hash) {
            let Ok(route) = self.ancestry(base.target_hash, vote.target_hash) else { return false };
            used.insert(vote.target_hash);
            used.extend(route);
        }
        used.len() == self.parents.len() && used.iter().all(|hash| self.parents.contains_key(hash))
    }
}

impl Chain<H256, BlockNumber> for Ancestry {
    fn ancestry(&self, base: H256, block: H256) -> Result<Vec<H256>, finality_grandpa::Error> {
        let mut route = Vec::new();
        let mut current = block;
        while current != base {
            current = *self.parents.get(&current).ok_or(finality_grandpa::Error::NotDescendent)?;
            route.push(current);
        }
        route.pop(); // the base itself
        Ok(route)
    }
}

/// The number of each block, as far as it was mentioned.
#[derive(Default)]
struct Numbers(BTreeMap<H256, BlockNumber>);

impl Numbers {
    fn learn(&mut self, hash: H256, number: BlockNumber) -> Result<(), HostFault> {
        match self.0.entry(hash) {
            Entry::Occupied(known) if *known.get() != number => Err(HostFault::VotesDisagree),
            Entry::Occupied(_) => Ok(()),
            Entry::Vacant(new) => {
                new.insert(number);
                Ok(())
            }
        }
    }
}
