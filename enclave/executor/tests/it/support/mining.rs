//! What the chain asks of workers that offer their machines, as `pallet-computation` does.

use codec::Encode;
use light_client::testing::TestChain;
use messages::{
    abi,
    capacity::{Challenge, Measurement},
    ids::*,
    worker::{Statement, WorkerMessage},
};
use std::collections::BTreeMap;

/// What is open, and what was said.
#[derive(Default)]
pub struct Mining {
    pub challenges: BTreeMap<WorkerId, Challenge>,
    pub measurements: BTreeMap<WorkerId, Measurement>,
    /// Every heartbeat and result that reached the chain, the useless ones as well.
    pub said: Vec<(BootId, Statement)>,
    /// Storage keys that were ever written.
    written: Vec<Vec<u8>>,
}

impl Mining {
    /// Takes a statement; one that nobody asked for changes nothing.
    pub fn take(&mut self, message: &WorkerMessage, block: BlockNumber) {
        self.said.push((message.boot_id, message.statement.clone()));
        let worker = &message.worker;
        match message.statement {
            Statement::Heartbeat { challenge, .. } => {
                self.challenges.retain(|who, open| who != worker || open.block != challenge);
            }
            Statement::Score { measurement, .. } => {
                let answers = |open: &Measurement| open.block == measurement && block >= open.until;
                self.measurements.retain(|who, open| who != worker || !answers(open));
            }
            _ => panic!("not about mining"),
        }
    }

    /// Writes what is open into the next block.
    pub fn write(&mut self, chain: &mut TestChain) {
        self.written.drain(..).for_each(|key| chain.set(key, None));
        let challenges = self.challenges.iter().map(|(who, open)| (abi::challenge(who), open.encode()));
        let measurements = self.measurements.iter().map(|(who, open)| (abi::measurement(who), open.encode()));
        for (key, value) in challenges.chain(measurements) {
            self.written.push(key.clone());
            chain.set(key, Some(value));
        }
    }
}
