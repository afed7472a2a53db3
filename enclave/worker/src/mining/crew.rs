//! The threads that work.

use capacity::{Lane, Lanes, Scratch, Tally};
use messages::H256;
use std::{
    io,
    sync::{
        atomic::{AtomicBool, AtomicU64, Ordering},
        Arc, Mutex, MutexGuard, PoisonError,
    },
    thread,
    time::Duration,
};

/// Threads at most: more than machines have; each takes 9 MiB.
pub const MAX_THREADS: u16 = 512;
/// More lanes than threads, so that no thread waits for a slower one.
const LANES_PER_THREAD: u16 = 2;
/// What the lanes begin from until a measurement is asked for. Their work is counted; nobody asks for their digest.
const IDLE_SEED: H256 = H256::zero();
/// Until a thread without a lane looks again: all others stand still then, say because the host took their processors away.
const PAUSE: Duration = Duration::from_millis(50);
/// The lowest priority: whatever else there is to do, an answer above all, comes first.
const NICE: i32 = 19;

/// Threads that run rounds until this is dropped.
pub(super) struct Crew {
    shared: Arc<Shared>,
    threads: u16,
}

struct Shared {
    lanes: Mutex<Lanes>,
    work: AtomicU64,
    stop: AtomicBool,
}

impl Shared {
    fn lanes(&self) -> MutexGuard<'_, Lanes> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work_until_stopped(&self) {
        let mut scratch = Scratch::default();
        while !self.stop.load(Ordering::Relaxed) {
            let taken = self.lanes().take();
            match taken {
                Some(lane) => self.run(lane, &mut scratch),
                None => thread::sleep(PAUSE),
            }
        }
    }

    fn run(&self, mut lane: Lane, scratch: &mut Scratch) {
        lane.round(scratch);
        self.work.fetch_add(1, Ordering::Relaxed);
        self.lanes().give_back(lane);
    }
}

impl Crew {
    /// Starts this many threads.
    ///
    /// # Errors
    /// The system gives no more.
    pub(super) fn hire(threads: u16) -> io::Result<Self> {
        let lanes = Lanes::new(IDLE_SEED, lanes(threads));
        let (work, stop) = (AtomicU64::new(0), AtomicBool::new(false));
        let shared = Arc::new(Shared { lanes: Mutex::new(lanes), work, stop });
        let crew = Self { shared, threads };
        for number in 0..threads {
            let shared = crew.shared.clone();
            thread::Builder::new().name(format!("lane-{number}")).spawn(move || {
                lower_priority();
                shared.work_until_stopped();
            })?;
        }
        Ok(crew)
    }

    /// What was computed from this seed until now; the lanes begin from it if they did not.
    pub(super) fn measure(&self, seed: H256) -> Tally {
        let mut lanes = self.shared.lanes();
        if lanes.seed() != seed {
            *lanes = Lanes::new(seed, lanes.count());
        }
        lanes.tally()
    }

    /// Units since the start, whatever seed they are of.
    pub(super) fn work(&self) -> u64 {
        self.shared.work.load(Ordering::Relaxed)
    }

    /// Number of threads.
    pub(super) fn threads(&self) -> u16 {
        self.threads
    }

    /// Number of lanes.
    pub(super) fn lanes(&self) -> u16 {
        lanes(self.threads())
    }
}

impl Drop for Crew {
    /// Ends all threads after the round that they are in. Nobody waits for that: on a busy machine it takes long at the
    /// lowest priority, and they hold nothing that has to be put in order.
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
    }
}

fn lanes(threads: u16) -> u16 {
    threads.saturating_mul(LANES_PER_THREAD)
}

/// Linux has a priority for each thread. Where there is none (Gramine), threads compete with those that answer.
fn lower_priority() {
    if let Err(error) = rustix::process::nice(NICE) {
        tracing::warn!(%error, "the miner runs at normal priority; leave a processor free with --capacity-threads");
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// What they have computed from a seed, once there is something.
    fn measured(crew: &Crew, seed: H256) -> Tally {
        loop {
            match crew.measure(seed) {
                tally if tally.units > 0 => return tally,
                _ => thread::sleep(PAUSE),
            }
        }
    }

    #[test]
    fn threads_compute_together_what_anybody_computes_again() {
        let crew = Crew::hire(2).unwrap();
        measured(&crew, H256([6; 32]));
        let seed = H256([7; 32]);
        let tally = measured(&crew, seed);
        assert_eq!((tally.seed, tally.lanes), (seed, crew.lanes()));
        assert_eq!(capacity::recompute(seed, tally.lanes, tally.units), Some(tally.digest));
        assert!(crew.measure(seed).units >= tally.units, "the same measurement goes on");
        assert!(crew.work() > tally.units, "all work counts, that before the measurement as well");
    }

    #[test]
    fn all_threads_end_after_their_crew() {
        let crew = Crew::hire(2).unwrap();
        let shared = crew.shared.clone();
        drop(crew);
        while Arc::strong_count(&shared) > 1 {
            thread::sleep(PAUSE);
        }
    }

    #[test]
    fn threads_that_work_give_way_to_all_others() {
        let nice = |by| thread::spawn(move || rustix::process::nice(by)).join().unwrap().unwrap();
        assert_eq!(
            thread::spawn(|| {
                lower_priority();
                rustix::process::nice(0)
            })
            .join()
            .unwrap(),
            Ok(NICE)
        );
        assert_eq!(nice(0), 0, "others keep theirs");
    }
}
