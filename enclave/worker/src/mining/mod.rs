//! Mining: threads that compute all the time, for whatever is left over, and what the enclave is told of it.
//!
//! Which work it is, and what the chain learns of it, is decided in `capacity` and `executor`; here are only threads and
//! counters.

mod crew;
mod rate;

pub use crew::MAX_THREADS;

use crew::Crew;
use executor::enclave::{Enclave, StoreFactory};
use rate::Rate;
use std::io;

/// The threads of a worker that offers its capacity.
pub struct Miner {
    crew: Crew,
    rate: Rate,
}

/// What they have done, for people and metrics.
#[derive(Clone, Copy, Debug)]
pub struct WorkDone {
    /// Threads that work.
    pub threads: u16,
    /// Lanes that they share.
    pub lanes: u16,
    /// Units since this boot began.
    pub units: u64,
    /// Units per six seconds, lately: what the chain would measure.
    pub per_six_seconds: f64,
}

impl Miner {
    /// Puts threads to work; none if there are to be none.
    ///
    /// # Errors
    /// The system gives no more threads.
    pub fn start(threads: u16) -> io::Result<Option<Self>> {
        match threads {
            0 => Ok(None),
            _ => Ok(Some(Self { crew: Crew::hire(threads)?, rate: Rate::default() })),
        }
    }

    /// Has the threads measure what the enclave was asked for, and tells the enclave what they have done.
    pub fn report<S: StoreFactory>(&mut self, enclave: &mut Enclave<S>, now: u64) {
        let tally = enclave.measuring().map(|seed| self.crew.measure(seed));
        let work = self.crew.work();
        enclave.worked(work, tally.as_ref());
        self.rate.observe(now, work);
    }

    /// What was done until now.
    pub fn work_done(&self, now: u64) -> WorkDone {
        let units = self.crew.work();
        WorkDone {
            threads: self.crew.threads(),
            lanes: self.crew.lanes(),
            units,
            per_six_seconds: self.rate.per_six_seconds(now, units),
        }
    }
}
