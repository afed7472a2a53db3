//! What an enclave knows of chain state: only what was proven at its last finalized head.

use light_client::{Error as LightClientError, HeadView};
use messages::{
    abi,
    ceremony::Ceremonies,
    committee::Committee,
    ids::*,
    keys::{Beacon, KeeperKeys},
    registration::WorkerRecord,
};

/// Proven facts about this worker and its committee.
#[derive(Clone, Debug)]
pub struct ChainView {
    /// The finalized block they are true at.
    pub head: BlockRef,
    /// Its timestamp.
    pub time_ms: TimeMs,
    /// The chain's record of this worker.
    pub record: Option<WorkerRecord>,
    /// The committee this worker serves.
    pub committee: Option<Committee>,
    /// Public side of what the gatekeepers share.
    pub keeper_keys: KeeperKeys,
    /// Their open ceremonies; seen by gatekeepers only.
    pub ceremonies: Ceremonies,
    /// Their last beacon; seen by gatekeepers only.
    pub beacon: Option<Beacon>,
    /// What evidence has to fulfil; seen by gatekeepers only.
    pub policy: Option<attestation::Policy>,
}

impl ChainView {
    /// Keys to prove for [`Self::read`].
    pub fn keys(worker: &WorkerId, committee: CommitteeId) -> Vec<Vec<u8>> {
        let mut keys = vec![abi::worker(worker), abi::committee(committee), abi::keeper_keys()];
        if committee == KEEPER_COMMITTEE {
            keys.extend([abi::ceremonies(), abi::beacon(), abi::evidence_policy()]);
        }
        keys
    }

    /// Reads the facts proven at a verified head.
    pub fn read(
        seen: &HeadView,
        worker: &WorkerId,
        committee: CommitteeId,
    ) -> Result<Self, LightClientError> {
        let (head, facts) = (seen.head(), seen.facts());
        let (ceremonies, beacon, policy) = match committee {
            KEEPER_COMMITTEE => (
                facts.read(&abi::ceremonies())?,
                facts.read(&abi::beacon())?,
                facts.read(&abi::evidence_policy())?,
            ),
            _ => (None, None, None),
        };
        Ok(Self {
            head: head.block(),
            time_ms: head.time_ms(),
            record: facts.read(&abi::worker(worker))?,
            committee: facts.read(&abi::committee(committee))?,
            keeper_keys: facts.read(&abi::keeper_keys())?.unwrap_or_default(),
            ceremonies: ceremonies.unwrap_or_default(),
            beacon,
            policy,
        })
    }

    /// Whether the chain counts this boot as attested at the head.
    pub fn is_live(&self, boot_id: &BootId) -> bool {
        self.record.as_ref().is_some_and(|r| is_live(r, boot_id, self.time_ms))
    }

    /// The committee, if `worker` is a member of it.
    pub fn membership(&self, worker: &WorkerId) -> Option<&Committee> {
        self.committee.as_ref().filter(|c| c.members.contains(worker))
    }
}

/// Whether a record stands for this boot and its evidence has not expired.
pub fn is_live(record: &WorkerRecord, boot_id: &BootId, now_ms: TimeMs) -> bool {
    record.boot_id == *boot_id && record.attested.valid_until_ms > now_ms
}
