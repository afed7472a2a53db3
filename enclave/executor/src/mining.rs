//! What the chain asks a worker that offers its machine: whether it still works, and how fast it is
//! (`docs/protocol/capacity.md`).
//!
//! Both questions are read by proof, and answered once in a boot. Everything that is measured arrives as an argument; the
//! threads that do the work are the shell's.

use capacity::Tally;
use light_client::Facts;
use messages::{
    abi,
    capacity::{Challenge, Measurement},
    ids::*,
    worker::Statement,
};

/// Keys that a worker which takes part has proven besides.
pub const MINING_KEYS: usize = 2;

/// Keys to prove for [`Mining::observe`].
pub fn keys(worker: &WorkerId) -> [Vec<u8>; MINING_KEYS] {
    [abi::challenge(worker), abi::measurement(worker)]
}

/// What is open, and what this boot has answered.
#[derive(Default)]
pub struct Mining {
    /// Head at which the rest is true.
    head: BlockNumber,
    challenge: Option<Challenge>,
    measurement: Option<Running>,
    answers: Answers,
}

/// A measurement that this boot knows of.
#[derive(Clone, Copy)]
struct Running {
    asked: Measurement,
    /// First head at which the result is said.
    due: BlockNumber,
}

/// What a boot has answered, for people and metrics.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Answers {
    /// Block of the newest challenge that was answered.
    pub challenge: Option<BlockNumber>,
    /// The newest result of a measurement.
    pub score: Option<ScoreSaid>,
}

/// A result that was said to the chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ScoreSaid {
    /// Block in which the measurement was asked for.
    pub measurement: BlockNumber,
    /// What was computed.
    pub tally: Tally,
}

impl Mining {
    /// Takes over what was proven at a head. What does not decode is as good as absent: it is no reason to stop working.
    pub fn observe(&mut self, worker: &WorkerId, head: BlockNumber, facts: &Facts) {
        self.head = head;
        self.challenge = facts.read(&abi::challenge(worker)).ok().flatten();
        let asked: Option<Measurement> = facts.read(&abi::measurement(worker)).ok().flatten();
        self.measurement = asked.map(|asked| match self.measurement {
            Some(running) if running.asked == asked => running,
            _ => Running::new(asked, head),
        });
    }

    /// The measurement that runs: what is computed from its seed is asked for.
    pub fn measuring(&self) -> Option<&Measurement> {
        let said = self.answers.score.map(|score| score.measurement);
        self.measurement.as_ref().map(|running| &running.asked).filter(|asked| Some(asked.block) > said)
    }

    /// What this boot has answered.
    pub fn answers(&self) -> Answers {
        self.answers
    }

    /// Says what is due, given all `work` since the boot began and, while a measurement runs, what the lanes have computed.
    /// `say` returns whether there was room for a statement; if not, it is said another time.
    pub fn answer(&mut self, work: u64, tally: Option<&Tally>, mut say: impl FnMut(Statement) -> bool) {
        if let Some(challenge) = self.due_challenge() {
            if say(Statement::Heartbeat { challenge, work }) {
                self.answers.challenge = Some(challenge);
            }
        }
        if let Some(score) = tally.and_then(|tally| self.due_score(tally)) {
            let (measurement, Tally { units, digest, lanes, .. }) = (score.measurement, score.tally);
            if say(Statement::Score { measurement, units, digest, lanes }) {
                self.answers.score = Some(score);
            }
        }
    }

    /// Blocks only count up, so the newest that was answered tells all.
    fn due_challenge(&self) -> Option<BlockNumber> {
        let block = self.challenge.as_ref()?.block;
        (block <= self.head && Some(block) > self.answers.challenge).then_some(block)
    }

    fn due_score(&self, tally: &Tally) -> Option<ScoreSaid> {
        let asked = self.measuring()?;
        let is_due = self.measurement.is_some_and(|running| self.head >= running.due);
        let counts = tally.seed == asked.seed && tally.units > 0;
        (is_due && counts).then_some(ScoreSaid { measurement: asked.block, tally: *tally })
    }
}

impl Running {
    /// A boot that learns of it late, say because it has just restarted, measures for as long as the others: too short a
    /// measurement would be of no use to anybody. The chain counts the time from when it asked in any case.
    fn new(asked: Measurement, head: BlockNumber) -> Self {
        let length = asked.until.saturating_sub(asked.block);
        Self { asked, due: asked.until.max(head.saturating_add(length)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use messages::H256;

    const SEED: H256 = H256([7; 32]);

    #[test]
    fn what_finds_no_room_is_said_another_time() {
        let asked = Measurement { block: 3, until: 8, time_ms: 0, seed: SEED };
        let mut mining = Mining {
            head: 9,
            challenge: Some(Challenge { block: 5, time_ms: 0, seed: SEED }),
            measurement: Some(Running::new(asked, 4)),
            answers: Answers::default(),
        };
        let tally = Tally { seed: SEED, lanes: 1, units: 6, digest: H256([9; 32]) };
        let mut refused = 0;
        mining.answer(10, Some(&tally), |_| {
            refused += 1;
            false
        });
        assert_eq!((refused, mining.answers(), mining.measuring()), (2, Answers::default(), Some(&asked)));
        let mut said = Vec::new();
        for _ in 0..2 {
            mining.answer(11, Some(&tally), |statement| {
                said.push(statement);
                true
            });
        }
        let score = Statement::Score { measurement: 3, units: 6, digest: tally.digest, lanes: 1 };
        assert_eq!(said, [Statement::Heartbeat { challenge: 5, work: 11 }, score]);
    }

    #[test]
    fn absurd_blocks_overflow_nothing() {
        let asked = Measurement { block: 9, until: 3, time_ms: 0, seed: SEED };
        assert_eq!(Running::new(asked, 20).due, 20);
        let asked = Measurement { block: 0, until: BlockNumber::MAX, time_ms: 0, seed: SEED };
        assert_eq!(Running::new(asked, 20).due, BlockNumber::MAX);
    }
}
