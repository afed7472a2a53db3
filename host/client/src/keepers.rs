//! The gatekeepers as the chain proves them: who they are, what they share, what they are about to share.

use crate::committee::{ChainView, ProvenCommittee, ViewError};
use codec::{Decode, Encode};
use light_client::Facts;
use messages::{
    abi,
    ceremony::{Ceremonies, Ceremony},
    ids::{AccountId, Balance, BlockNumber, BootId, WorkerId, KEEPER_COMMITTEE},
    keys::{Beacon, KeeperKeys},
};
use sp_crypto_hashing::{blake2_128, twox_128};
use std::collections::BTreeMap;

/// The gatekeepers, proven at one finalized block or, as far as bonds and candidates are concerned, a little later.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProvenKeepers {
    /// Their committee, with the block.
    pub committee: ProvenCommittee,
    /// What they share.
    pub keys: KeeperKeys,
    /// Ceremonies that are open.
    pub ceremonies: Ceremonies,
    /// The newest random value, once there is one.
    pub beacon: Option<Beacon>,
    /// Appointed workers that are not members yet.
    pub candidates: Vec<WorkerId>,
    /// Members that are to leave.
    pub leaving: Vec<WorkerId>,
    /// Members and candidates that were silent in a ceremony.
    pub absent: Vec<Absence>,
    /// What operators put at stake for members and candidates.
    pub bonds: BTreeMap<WorkerId, Bond>,
    /// When elections are, and for how many seats.
    pub elections: ElectionRules,
    /// Block of the last election, or in which governance ordered elections.
    pub last_election: BlockNumber,
    /// Who stands for election, the most at stake first.
    pub contenders: Vec<Contender>,
    /// Members that leave when their successors have joined.
    pub outgoing: Vec<WorkerId>,
}

/// When elections are: `pallet_gatekeepers::ElectionRules`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode)]
pub struct ElectionRules {
    /// Blocks from one election to the next; with 0 there are none.
    pub era: BlockNumber,
    /// Gatekeepers that there are to be.
    pub seats: u16,
}

/// A worker that stands for election: `pallet_gatekeepers::Contender`.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Contender {
    /// The worker.
    pub worker: WorkerId,
    /// Who bonded it.
    pub operator: AccountId,
    /// What is at stake.
    pub bond: Balance,
}

/// What an operator put at stake for a worker: `pallet_gatekeepers::Bond`.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Bond {
    /// Whose it is.
    pub operator: AccountId,
    /// How much.
    pub amount: Balance,
    /// Block from which it can be withdrawn; `None` while the worker is a gatekeeper or may become one.
    pub free_from: Option<BlockNumber>,
}

/// A gatekeeper that was silent in a ceremony: `pallet_gatekeepers::Absence`.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Absence {
    /// The gatekeeper.
    pub keeper: WorkerId,
    /// The boot that was silent; a later one is expected to speak.
    pub boot_id: BootId,
    /// Block at which that was found.
    pub since: BlockNumber,
}

impl ChainView {
    /// Proves the gatekeepers at the newest finalized block.
    ///
    /// # Errors
    /// Any [`ViewError`].
    pub async fn keepers(&self) -> Result<ProvenKeepers, ViewError> {
        let lists = ["Candidates", "Leaving", "Absent"].map(item);
        let election = ["Elections", "LastElection", "Contenders", "Outgoing"].map(item);
        let keys = [&[abi::keeper_keys(), abi::ceremonies(), abi::beacon()][..], &lists, &election].concat();
        let (committee, facts) = self.prove_committee_and(KEEPER_COMMITTEE, &keys).await?;
        let [candidates, leaving, absent] = &lists;
        let [elections, last_election, contenders, outgoing] = &election;
        let candidates: Vec<WorkerId> = read(&facts, candidates)?;
        let bonds = self.bonds(&committee, &candidates).await?;
        Ok(ProvenKeepers {
            committee,
            keys: read(&facts, &abi::keeper_keys())?,
            ceremonies: read(&facts, &abi::ceremonies())?,
            beacon: facts.read(&abi::beacon()).map_err(ViewError::Refused)?,
            candidates,
            leaving: read(&facts, leaving)?,
            absent: read(&facts, absent)?,
            bonds,
            elections: read(&facts, elections)?,
            last_election: read(&facts, last_election)?,
            contenders: read(&facts, contenders)?,
            outgoing: read(&facts, outgoing)?,
        })
    }

    /// Bonds of members and candidates.
    async fn bonds(
        &self,
        committee: &ProvenCommittee,
        candidates: &[WorkerId],
    ) -> Result<BTreeMap<WorkerId, Bond>, ViewError> {
        let workers = committee.committee.members.iter().chain(candidates);
        let keys: BTreeMap<WorkerId, Vec<u8>> = workers.map(|worker| (*worker, bond(worker))).collect();
        let list: Vec<_> = keys.values().cloned().collect();
        let facts = self.prove_at(&committee.head, &list).await?;
        let mut bonds = BTreeMap::new();
        for (worker, key) in keys {
            if let Some(bond) = facts.read(&key).map_err(ViewError::Refused)? {
                bonds.insert(worker, bond);
            }
        }
        Ok(bonds)
    }
}

fn read<T: Decode + Default>(facts: &Facts, key: &[u8]) -> Result<T, ViewError> {
    Ok(facts.read(key).map_err(ViewError::Refused)?.unwrap_or_default())
}

/// Key of a storage item of `pallet-gatekeepers` that enclaves do not read.
fn item(name: &str) -> Vec<u8> {
    [twox_128(b"Gatekeepers"), twox_128(name.as_bytes())].concat()
}

/// Key of `Gatekeepers::Bonds` (`Blake2_128Concat`).
fn bond(worker: &WorkerId) -> Vec<u8> {
    [&item("Bonds")[..], &blake2_128(&worker.0), &worker.0].concat()
}

/// Rounds of a ceremony, in order. Each ends early when everybody has spoken.
pub const ROUNDS: [&str; 4] = ["joining", "dealing", "verdicts", "answers"];

/// Last blocks of a ceremony's rounds, if somebody keeps silent in each.
pub fn round_deadlines(ceremony: &Ceremony) -> [BlockNumber; 4] {
    [1u32, 2, 3, 4].map(|rounds| ceremony.opened_at.saturating_add(ceremony.patience.saturating_mul(rounds)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use messages::{channel::Head, keys::Secret, H256};

    #[test]
    fn each_round_takes_its_patience_at_most() {
        let ceremony = Ceremony {
            id: 1,
            secret: Secret::Epoch(1),
            threshold: 2,
            receivers: Default::default(),
            source: None,
            opened: Head { seq: 0, digest: H256::zero() },
            opened_at: 10,
            patience: 600,
        };
        assert_eq!(round_deadlines(&ceremony), [610, 1210, 1810, 2410]);
        assert_eq!(round_deadlines(&Ceremony { patience: u32::MAX, ..ceremony }), [u32::MAX; 4]);
    }
}
