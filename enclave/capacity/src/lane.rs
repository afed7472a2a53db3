//! A chain of rounds.

use crate::kernels::{self, Scratch};
use messages::H256;

/// Derives the first state of a lane.
const LANE: &str = "adyton/capacity/lane/v1";

/// A chain of rounds from a seed. It is small: whichever thread has time runs its next round.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lane {
    seed: H256,
    index: u16,
    rounds: u64,
    state: [u8; 32],
}

impl Lane {
    /// The lane of this number, before its first round.
    pub fn new(seed: H256, index: u16) -> Self {
        let mut first = blake3::Hasher::new_derive_key(LANE);
        first.update(seed.as_bytes()).update(&index.to_le_bytes());
        Self { seed, index, rounds: 0, state: first.finalize().into() }
    }

    /// Runs the next round: one unit of work. What `scratch` holds before has no influence.
    pub fn round(&mut self, scratch: &mut Scratch) {
        for (name, kernel) in kernels::ALL {
            let output = kernel(&self.state, scratch);
            let mut next = blake3::Hasher::new_keyed(&self.state);
            next.update(name.as_bytes()).update(&output);
            self.state = next.finalize().into();
        }
        self.rounds = self.rounds.saturating_add(1);
    }

    /// What it began from.
    pub fn seed(&self) -> H256 {
        self.seed
    }

    /// Its number among the lanes of the seed.
    pub fn index(&self) -> u16 {
        self.index
    }

    /// Rounds that were run.
    pub fn rounds(&self) -> u64 {
        self.rounds
    }

    /// Digest of everything that was computed.
    pub fn state(&self) -> [u8; 32] {
        self.state
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const SEED: H256 = H256([7; 32]);

    fn after(mut lane: Lane, rounds: usize, scratch: &mut Scratch) -> [u8; 32] {
        (0..rounds).for_each(|_| lane.round(scratch));
        lane.state()
    }

    /// The vectors of `docs/protocol/capacity.md`.
    #[test]
    fn states_are_those_of_the_vectors() {
        let scratch = &mut Scratch::default();
        let vectors = [
            (0, 0, "0x3db212031405ce41a93188c2ead8660cdc066aaa0dfa723348fcc4ba9181f4a9"),
            (0, 1, "0xdd539258cebcd3fa3fb9921c7d41c441aac72869758b268aae1929529ff86135"),
            (0, 2, "0x43bbb67216e56898a5f92ed7f24adc8471661a1ccedcd910faa9b156fce3bdde"),
            (1, 1, "0x95822b03e329e6ab2ccf9b76efd0c7dcc4b6d43317487aa6a9e0c6b4fa35d8cd"),
        ];
        for (index, rounds, state) in vectors {
            let computed = after(Lane::new(SEED, index), rounds, scratch);
            assert_eq!(H256(computed), state.parse().unwrap(), "lane {index} after {rounds} rounds");
        }
    }

    #[test]
    fn every_seed_lane_and_round_has_a_state_of_its_own() {
        let scratch = &mut Scratch::default();
        let mut lane = Lane::new(SEED, 0);
        let before = lane.state();
        lane.round(scratch);
        let states = [
            before,
            lane.state(),
            after(lane, 1, scratch),
            after(Lane::new(SEED, 1), 1, scratch),
            after(Lane::new(H256([8; 32]), 0), 1, scratch),
        ];
        let distinct: std::collections::BTreeSet<_> = states.iter().collect();
        assert_eq!(distinct.len(), states.len());
    }

    #[test]
    fn what_a_thread_computed_before_has_no_influence() {
        let used = &mut Scratch::default();
        after(Lane::new(H256([8; 32]), 3), 1, used);
        let fresh = after(Lane::new(SEED, 0), 1, &mut Scratch::default());
        assert_eq!(after(Lane::new(SEED, 0), 1, used), fresh);
    }
}
