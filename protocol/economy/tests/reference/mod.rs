//! Slow models, written down from the formulas and sharing no code with the crate.
#![allow(dead_code, missing_docs, unreachable_pub)]

use economy::{Fixed, Performance, Rates};
use sp_core::U512;

/// Binary digits after the point of [`exact_growth`].
const DIGITS: usize = 200;

/// A value after block-by-block growth, and what it grew by, with 200 binary digits: each block V grows by r·V + c and then
/// falls to `v_max`. A block's errors stay below 2⁻¹⁹⁸, so 100,000 blocks are as good as exact.
pub struct ExactGrowth {
    pub value: U512,
    pub deductible: U512,
}

pub fn exact_growth(value: Fixed, rates: &Rates, performance: &Performance, blocks: u32) -> ExactGrowth {
    let part = |rate: U512| {
        (rate << DIGITS) * bits(performance.instant) / bits(Fixed::from_int(performance.initial.into()))
    };
    let r = part(bits(rates.rho_minus_one)) >> 64;
    let c = part(bits(rates.cost_k) * U512::from(performance.initial) + bits(rates.cost_b)) >> 64;
    let limit = exact(rates.v_max);
    let (mut value, mut deductible) = (exact(value).min(limit), U512::zero());
    for _ in 0..blocks {
        let growth = ((value * r) >> DIGITS) + c;
        deductible += growth;
        value = (value + growth).min(limit);
    }
    ExactGrowth { value, deductible }
}

pub fn exact(value: Fixed) -> U512 {
    bits(value) << (DIGITS - 64)
}

/// A difference of exact values in PHA.
pub fn pha_of(value: U512) -> f64 {
    let top = value >> (DIGITS - 128);
    top.as_u128() as f64 / 2f64.powi(128)
}

fn bits(value: Fixed) -> U512 {
    U512::from(value.to_bits())
}

pub fn pha(value: Fixed) -> f64 {
    value.to_bits() as f64 / 2f64.powi(64)
}

/// One worker of the original network, in floating point.
#[derive(Clone, Debug)]
pub struct OriginalWorker {
    pub v: f64,
    pub deductible: f64,
    /// p and P.
    pub p: f64,
    pub p_initial: f64,
    pub conf: f64,
    pub unresponsive: bool,
    /// Block of its last payout.
    pub paid_at: u32,
    pub paid: f64,
    /// The share it stored at its last payout, which the original does not know.
    pub stored: f64,
    /// What it earned by its stored share.
    pub earned: f64,
}

impl OriginalWorker {
    pub fn start(stake: f64, score: f64, conf: f64, re: f64) -> Self {
        let v = (1.0 + (re - 1.0) * conf) * (stake + 0.3 * score);
        let mut worker = OriginalWorker {
            v,
            deductible: 0.0,
            p: score,
            p_initial: score,
            conf,
            unresponsive: false,
            paid_at: 0,
            paid: 0.0,
            stored: 0.0,
            earned: 0.0,
        };
        worker.stored = worker.share();
        worker
    }

    pub fn share(&self) -> f64 {
        (self.v.powi(2) + (2.0 * self.p * self.conf).powi(2)).sqrt()
    }
}

/// The original network's constants, at 12 s.
#[derive(Clone, Debug)]
pub struct Original {
    pub rho: f64,
    pub cost_k: f64,
    pub cost_b: f64,
    pub slash_rate: f64,
    pub v_max: f64,
    /// The workers' part, after the treasury's.
    pub budget: f64,
}

impl Default for Original {
    fn default() -> Self {
        Original {
            rho: 1.0002f64.powf(1.0 / 300.0),
            cost_k: 0.0415625 / 2_628_000.0,
            cost_b: 88.59375 / 2_628_000.0,
            slash_rate: 0.001 / 300.0,
            v_max: 30_000.0,
            budget: 80.0,
        }
    }
}

impl Original {
    /// What one block does, as the original did it: by a loop over all workers.
    pub fn pass_block(&self, workers: &mut [OriginalWorker]) {
        let stored: f64 = workers.iter().filter(|it| !it.unresponsive).map(|it| it.stored).sum();
        for worker in workers {
            if worker.unresponsive {
                worker.v -= worker.v * self.slash_rate;
                worker.deductible = 0.0;
                continue;
            }
            worker.earned += worker.stored / stored * self.budget;
            let growth = worker.p / worker.p_initial
                * ((self.rho - 1.0) * worker.v + self.cost_k * worker.p_initial + self.cost_b);
            worker.deductible += growth;
            worker.v = (worker.v + growth).min(self.v_max);
        }
    }

    /// A heartbeat at block `now`, paid by the *grown* share for all blocks since the last one: the original's way.
    pub fn pay_grown(&self, workers: &mut [OriginalWorker], one: usize, now: u32) {
        let sum: f64 = workers.iter().filter(|it| !it.unresponsive).map(OriginalWorker::share).sum();
        let worker = &mut workers[one];
        let payout = worker.share() / sum * self.budget * f64::from(now - worker.paid_at);
        self.settle(worker, payout, now);
    }

    /// A heartbeat that pays what the stored share earned, and stores the share anew: our way.
    pub fn pay_stored(&self, worker: &mut OriginalWorker, now: u32) {
        let payout = core::mem::take(&mut worker.earned);
        self.settle(worker, payout, now);
    }

    fn settle(&self, worker: &mut OriginalWorker, payout: f64, now: u32) {
        worker.v -= worker.deductible.min(payout);
        worker.deductible = 0.0;
        worker.paid += payout;
        worker.paid_at = now;
        worker.stored = worker.share();
    }
}
