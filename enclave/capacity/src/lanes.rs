//! The lanes of a seed, shared by any number of threads, and what they have computed together.

use crate::{kernels::Scratch, lane::Lane};
use messages::H256;
use std::collections::VecDeque;

/// Derives the digest of a tally.
const TALLY: &str = "adyton/capacity/tally/v1";

/// Rounds that a lane may be ahead of the slowest one: what it computed ahead is kept until the others follow. Threads that
/// always take the lane furthest behind never come near it; it bounds what is kept if a thread stands still.
pub const MAX_LEAD: u64 = 4096;

/// What the lanes of a seed have computed. It follows from `seed`, `lanes` and `units`; see [`recompute`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tally {
    /// What all lanes began from.
    pub seed: H256,
    /// Number of lanes.
    pub lanes: u16,
    /// Rounds that count: all lanes have run `units / lanes` of them.
    pub units: u64,
    /// Digest of the lanes' states after these rounds.
    pub digest: H256,
}

/// The lanes of a seed. A thread [takes](Self::take) the one that is furthest behind, runs a round of it, and [gives it
/// back](Self::give_back): with more lanes than threads, none waits for a slower one.
pub struct Lanes {
    seed: H256,
    places: Vec<Place>,
    /// Rounds that all lanes have run.
    sweeps: u64,
}

struct Place {
    /// The lane, unless a thread has it.
    lane: Option<Lane>,
    /// Its state after as many rounds as all have run.
    swept: [u8; 32],
    /// Its states after the rounds that it is ahead.
    ahead: VecDeque<[u8; 32]>,
}

impl Place {
    fn new(lane: Lane) -> Self {
        Self { swept: lane.state(), lane: Some(lane), ahead: VecDeque::new() }
    }

    fn may_go_on(&self) -> bool {
        self.lane.is_some() && (self.ahead.len() as u64) < MAX_LEAD
    }
}

impl Lanes {
    /// Lanes before their first round.
    pub fn new(seed: H256, lanes: u16) -> Self {
        let places = (0..lanes).map(|index| Place::new(Lane::new(seed, index))).collect();
        Self { seed, places, sweeps: 0 }
    }

    /// What all lanes began from.
    pub fn seed(&self) -> H256 {
        self.seed
    }

    /// Number of lanes.
    pub fn count(&self) -> u16 {
        self.places.len() as u16
    }

    /// The free lane that is furthest behind. `None` while all are taken or too far ahead of a taken one.
    pub fn take(&mut self) -> Option<Lane> {
        let free = self.places.iter_mut().filter(|place| place.may_go_on());
        free.min_by_key(|place| place.ahead.len())?.lane.take()
    }

    /// Takes a lane back after one further round. One of another seed, or that was not taken, is ignored.
    pub fn give_back(&mut self, lane: Lane) {
        let Some(place) = self.places.get_mut(usize::from(lane.index())) else { return };
        let next = self.sweeps.saturating_add(place.ahead.len() as u64).saturating_add(1);
        if lane.seed() != self.seed || place.lane.is_some() || lane.rounds() != next {
            return;
        }
        place.ahead.push_back(lane.state());
        place.lane = Some(lane);
        while self.places.iter().all(|place| !place.ahead.is_empty()) {
            self.sweep();
        }
    }

    /// All lanes have run the next round.
    fn sweep(&mut self) {
        for place in &mut self.places {
            place.swept = place.ahead.pop_front().unwrap_or(place.swept);
        }
        self.sweeps = self.sweeps.saturating_add(1);
    }

    /// What they have computed.
    pub fn tally(&self) -> Tally {
        let states = self.places.iter().map(|place| place.swept);
        tally(self.seed, self.count(), self.sweeps, states)
    }
}

/// Computes a tally's digest again, in about the time of `units` rounds. `None` if no lanes have run this many units.
pub fn recompute(seed: H256, lanes: u16, units: u64) -> Option<H256> {
    if units.checked_rem(u64::from(lanes))? != 0 {
        return None;
    }
    let sweeps = units / u64::from(lanes);
    let mut scratch = Scratch::default();
    let states = (0..lanes).map(|index| {
        let mut lane = Lane::new(seed, index);
        (0..sweeps).for_each(|_| lane.round(&mut scratch));
        lane.state()
    });
    Some(tally(seed, lanes, sweeps, states).digest)
}

fn tally(seed: H256, lanes: u16, sweeps: u64, states: impl Iterator<Item = [u8; 32]>) -> Tally {
    let units = sweeps.saturating_mul(u64::from(lanes));
    let mut digest = blake3::Hasher::new_derive_key(TALLY);
    digest.update(seed.as_bytes()).update(&lanes.to_le_bytes()).update(&units.to_le_bytes());
    states.for_each(|state| {
        digest.update(&state);
    });
    Tally { seed, lanes, units, digest: H256(digest.finalize().into()) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const SEED: H256 = H256([7; 32]);

    fn run(lanes: &mut Lanes, scratch: &mut Scratch) {
        let mut lane = lanes.take().unwrap();
        lane.round(scratch);
        lanes.give_back(lane);
    }

    /// The vectors of `docs/protocol/capacity.md`.
    #[test]
    fn digests_are_those_of_the_vectors() {
        let vectors = [
            (1, 0, "0x3ecf71aa75406d496e6378984e399e30ec6c8e13817a4d36017f2fd692630836"),
            (1, 2, "0xc7aa4f2093fd23569ba8e6088f58df01b46fce832e7a2967113761558f33b318"),
            (2, 2, "0x231eda79ed66473ab581aad860c3855e4beef68c97519b282da36703fcb18031"),
            (2, 4, "0x20c85789704687a121e5eb240fa47ded8cad633a2c0f32889a50788b5f33298a"),
            (4, 8, "0x8a04194f5f2cdb920325a6fdfc828763b9a06371b3c339593c1ce6282481208f"),
        ];
        for (lanes, units, digest) in vectors {
            let computed = recompute(SEED, lanes, units);
            assert_eq!(computed, Some(digest.parse().unwrap()), "{units} units of {lanes} lanes");
        }
    }

    #[test]
    fn a_tally_is_what_anybody_computes_again() {
        let (mut lanes, scratch) = (Lanes::new(SEED, 3), &mut Scratch::default());
        for rounds in 1..=7 {
            run(&mut lanes, scratch);
            assert_eq!(lanes.tally().units, rounds / 3 * 3, "after {rounds} rounds");
        }
        let tally = lanes.tally();
        assert_eq!((tally.seed, tally.lanes), (SEED, 3));
        assert_eq!(recompute(SEED, 3, 6), Some(tally.digest));
    }

    #[test]
    fn a_thread_that_is_slow_holds_up_one_lane_and_changes_no_digest() {
        let (mut lanes, scratch) = (Lanes::new(SEED, 2), &mut Scratch::default());
        let mut slow = lanes.take().unwrap();
        (0..3).for_each(|_| run(&mut lanes, scratch));
        assert_eq!(lanes.tally().units, 0);
        slow.round(scratch);
        lanes.give_back(slow);
        assert_eq!(lanes.tally().units, 2);
        (0..2).for_each(|_| run(&mut lanes, scratch));
        let tally = lanes.tally();
        assert_eq!((tally.units, Some(tally.digest)), (6, recompute(SEED, 2, 6)));
    }

    #[test]
    fn no_lane_runs_away_from_one_that_stands_still() {
        let mut lanes = Lanes::new(SEED, 2);
        let _stuck = lanes.take().unwrap();
        lanes.places[1].ahead = vec![[0; 32]; MAX_LEAD as usize - 1].into();
        assert!(lanes.take().is_some());
        lanes.places[1] = Place::new(Lane::new(SEED, 1));
        lanes.places[1].ahead = vec![[0; 32]; MAX_LEAD as usize].into();
        assert!(lanes.take().is_none());
    }

    #[test]
    fn what_is_given_back_wrongly_counts_for_nothing() {
        let (mut lanes, scratch) = (Lanes::new(SEED, 1), &mut Scratch::default());
        let before = lanes.tally();
        let unmoved = lanes.take().unwrap();
        let mut twice = unmoved.clone();
        (0..2).for_each(|_| twice.round(scratch));
        let mut foreign = Lane::new(H256([8; 32]), 0);
        foreign.round(scratch);
        let mut unknown = Lane::new(SEED, 1);
        unknown.round(scratch);
        for lane in [unmoved.clone(), twice, foreign, unknown] {
            lanes.give_back(lane);
            assert_eq!(lanes.tally(), before);
        }
        let mut honest = unmoved;
        honest.round(scratch);
        lanes.give_back(honest.clone());
        lanes.give_back(honest);
        assert_eq!(lanes.tally().units, 1);
    }

    #[test]
    fn units_that_no_lanes_run_have_no_digest() {
        assert_eq!(recompute(SEED, 0, 0), None);
        assert_eq!(recompute(SEED, 2, 3), None);
        assert_eq!(Lanes::new(SEED, 0).take(), None);
    }
}
