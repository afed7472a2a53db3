//! Who waits for facts about itself to be proven.
//!
//! Requests are unsigned, so anybody may ask in any name and any number of times. Whoever asked first has its turn first;
//! names that turn out to be nobody's wait behind all others and give up their place to a newcomer.

use light_client::Facts;
use messages::{abi, committee::Committee, ids::*, limits::MAX_PENDING_KEY_REQUESTS};
use thiserror::Error;

/// Blocks after which who has not asked again is forgotten.
pub const PATIENCE: BlockNumber = 64;
/// Requesters whose facts one bundle proves: two keys each, within the bound on wanted keys.
pub const MAX_PROVEN: usize = 100;

/// Nobody else can wait now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
#[error("all places are taken; ask again in a few blocks")]
pub struct NoPlace;

/// One who waits.
#[derive(Clone, Copy)]
struct Place {
    worker: WorkerId,
    committee: CommitteeId,
    /// Head at which it last asked.
    asked: BlockNumber,
    /// Proven to be no member of that committee, or no worker at all.
    is_stranger: bool,
}

/// Workers that wait, each with the committee it says it belongs to, in the order of their coming.
#[derive(Default)]
pub struct Waiting(Vec<Place>);

impl Waiting {
    /// Storage keys whose proofs those who wait need, for [`MAX_PROVEN`] of them at a time.
    pub fn keys(&self) -> Vec<Vec<u8>> {
        let of = |stranger: bool| self.0.iter().filter(move |place| place.is_stranger == stranger);
        let next = of(false).chain(of(true)).take(MAX_PROVEN);
        next.flat_map(|place| [abi::worker(&place.worker), abi::committee(place.committee)]).collect()
    }

    /// Whether nobody waits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Forgets a worker that was answered.
    pub fn remove(&mut self, worker: &WorkerId) {
        self.0.retain(|place| place.worker != *worker);
    }

    /// Remembers a worker that asked at block `head`.
    ///
    /// # Errors
    /// [`NoPlace`].
    pub fn hold(
        &mut self,
        worker: WorkerId,
        committee: CommitteeId,
        head: BlockNumber,
    ) -> Result<(), NoPlace> {
        let same = |place: &&mut Place| (place.worker, place.committee) == (worker, committee);
        if let Some(place) = self.0.iter_mut().find(same) {
            place.asked = head;
            return Ok(());
        }
        if self.0.len() >= MAX_PENDING_KEY_REQUESTS {
            let stranger = self.0.iter().position(|place| place.is_stranger).ok_or(NoPlace)?;
            self.0.remove(stranger);
        }
        self.0.push(Place { worker, committee, asked: head, is_stranger: false });
        Ok(())
    }

    /// Learns from what was proven at block `head` who is a stranger, and forgets who has not asked for [`PATIENCE`]
    /// blocks.
    pub fn observe(&mut self, facts: &Facts, head: BlockNumber) {
        self.0.retain(|place| place.asked.saturating_add(PATIENCE) >= head);
        for place in &mut self.0 {
            let record = facts.raw(&abi::worker(&place.worker));
            let committee = facts.read::<Committee>(&abi::committee(place.committee));
            if let (Ok(record), Ok(committee)) = (record, committee) {
                let is_member = committee.is_some_and(|c| c.members.contains(&place.worker));
                place.is_stranger = record.is_none() || !is_member;
            }
        }
    }
}
