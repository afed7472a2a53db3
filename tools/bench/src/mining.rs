//! Heartbeats: a day of a hundred thousand workers, beside the same day of ten.
//!
//! The pallet is the real one, on a state in memory. Both networks live through the same day in turns, block by block. What
//! a block takes together with the state's trie and its root, which the pallet has no part in, is measured afterwards.

mod calls;
mod network;
mod runtime;

use crate::{
    machine::timed,
    report::{Goal, Report},
    samples::Samples,
};
use anyhow::{ensure, Result};
use economy::MAX_CHALLENGES;
use frame_support::traits::Get;
use frame_system::limits::BlockWeights;
use network::{Answers, Network};
use pallet_computation::{WeightInfo, EXPIRED_PER_BLOCK};
use std::time::Duration;

const FEW: u32 = 10;
const MANY: u32 = 100_000;
/// Blocks of 6 s in a day.
const DAY: u32 = 14_400;
/// Blocks of an hour.
const HOUR: u32 = 600;
/// Blocks without answers that are measured: in all but the first, as many are found silent as a block challenges.
const SILENT_BLOCKS: u32 = 41;
/// The part of a block that a hook may take.
const HOOK_SHARE: f64 = 0.05;

/// What was measured of one network.
#[derive(Default)]
struct Day {
    heartbeats: Vec<Duration>,
    /// The first heartbeat of each block: in a small network there is no other.
    first: Samples,
    hooks: Vec<Duration>,
    /// Everything.
    total: Duration,
}

impl Day {
    fn go_on(&mut self, network: &mut Network) -> Result<()> {
        let (block, time) = timed(|| network.block(Answers::All))?;
        block.heartbeats.first().into_iter().for_each(|first| self.first.add(*first));
        self.heartbeats.extend(block.heartbeats);
        self.hooks.push(block.hook);
        self.total += time;
        Ok(())
    }
}

/// Measures both networks, then blocks in which nobody answers, then counts calls into storage.
pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let (mut few, mut many) = (Network::of(FEW)?, Network::of(MANY)?);
    let (mut day_of_few, mut day_of_many) = (Day::default(), Day::default());
    for _ in 0..DAY {
        day_of_few.go_on(&mut few)?;
        day_of_many.go_on(&mut many)?;
    }
    few.check_books(DAY)?;
    many.check_books(DAY)?;
    report_day(report, &day_of_few, &day_of_many);
    report_hooks(report, &day_of_many, &mut many)?;
    report_roots(report, &mut many)?;
    let (calls_of_few, calls_of_many) = (few.calls_of_a_heartbeat()?, many.calls_of_a_heartbeat()?);
    report.figure(
        "heartbeat_calls_ratio_100k",
        f64::from(calls_of_many) / f64::from(calls_of_few),
        Goal::AtMost(1.0),
        format!("the same, counted in calls into storage ({calls_of_many} and {calls_of_few})"),
    );
    Ok(())
}

fn report_day(report: &mut Report, few: &Day, many: &Day) {
    let [few_us, many_us] = [few, many].map(|day| day.first.median() * 1e6);
    report.figure(
        "heartbeat_ratio_100k",
        many_us / few_us,
        Goal::AtMost(1.1),
        format!("time of a heartbeat with payout among 100,000 workers, as a multiple of that among 10 (medians of the first of each block, {many_us:.0} and {few_us:.0} µs)"),
    );
    report.figure(
        "heartbeat_day_100k_s",
        many.total.as_secs_f64(),
        Goal::AtMost(60.0),
        format!(
            "seconds for a day of 100,000 workers: {} heartbeats in {DAY} blocks, hooks included, without state roots",
            many.heartbeats.len()
        ),
    );
    let hooks = many.hooks.iter().sum::<Duration>().as_secs_f64();
    report.note(format!(
        "`heartbeat_day_100k_s`: {hooks:.1} s of it are hooks; the day of 10 workers took {:.1} s for {} heartbeats",
        few.total.as_secs_f64(),
        few.heartbeats.len()
    ));
}

/// An hour in which every block is read from the trie and hashed into it.
fn report_roots(report: &mut Report, network: &mut Network) -> Result<()> {
    network.commit()?;
    let mut blocks = Samples::default();
    for _ in 0..HOUR {
        let block = timed(|| {
            network.block(Answers::All)?;
            network.commit()
        })?;
        blocks.add(block.1);
    }
    report.figure(
        "heartbeat_block_100k_ms",
        blocks.median() * 1e3,
        Goal::None,
        "milliseconds for a whole block of it (20 heartbeats), every item read from the trie, which holds everything in memory, and the new state root computed",
    );
    Ok(())
}

fn report_hooks(report: &mut Report, day: &Day, network: &mut Network) -> Result<()> {
    let mut silent = Samples::default();
    for number in 0..network.heartbeat_window() + SILENT_BLOCKS {
        let block = network.block(Answers::None)?;
        if number > network.heartbeat_window() {
            ensure!(block.silent > MAX_CHALLENGES / 2, "only {} were found silent", block.silent);
            silent.add(block.hook);
        }
    }
    let usual = day.hooks.iter().copied().collect::<Samples>();
    report.figure(
        "hook_silent_ms",
        silent.median() * 1e3,
        Goal::AtMost(HOOK_SHARE * network::BLOCK_MS as f64),
        format!(
            "milliseconds of the hook of a block that finds 20 of 100,000 workers silent and challenges 20 more (native; {:.2} where all answer)",
            usual.median() * 1e3
        ),
    );
    report.figure(
        "hook_weight_share",
        dearest_hook(),
        Goal::AtMost(HOOK_SHARE),
        "the dearest hook's weight (40 found silent, 20 challenged), as a share of a block's",
    );
    Ok(())
}

/// The part of a block's weight that the dearest hook there can be takes.
fn dearest_hook() -> f64 {
    type Weights = <adyton_runtime::Runtime as pallet_computation::Config>::WeightInfo;
    let hook = Weights::on_initialize(MAX_CHALLENGES * EXPIRED_PER_BLOCK, MAX_CHALLENGES);
    let block: BlockWeights = <adyton_runtime::Runtime as frame_system::Config>::BlockWeights::get();
    hook.ref_time() as f64 / block.max_block.ref_time() as f64
}
