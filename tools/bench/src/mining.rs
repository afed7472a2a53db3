//! Heartbeats: a day of a hundred thousand workers, and the cost of one beside that in a network of ten.
//!
//! The pallet is the real one, on a state in memory. What a block takes together with the state's trie and its root, which
//! the pallet has no part in, is measured last.

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
use frame_system::limits::BlockWeights;
use network::{Answers, Network};
use pallet_computation::{WeightInfo, EXPIRED_PER_BLOCK};

const FEW: u32 = 10;
const MANY: u32 = 100_000;
/// Blocks of 6 s in an hour, and in a day.
const HOUR: u32 = 600;
const DAY: u32 = 24 * HOUR;
/// Blocks without answers that are measured: each finds as many silent as a block challenges.
const SILENT_BLOCKS: u32 = 41;
/// Heartbeats of either network that are compared.
const PAIRS: usize = 500;
/// The part of a block that a hook may take.
const HOOK_SHARE: f64 = 0.05;

/// Measures the day, then blocks in which nobody answers, then heartbeats beside those of the small network, and then
/// whole blocks.
pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let mut many = Network::of(MANY, 0)?;
    let usual_hook = measure_day(report, &mut many)?;
    measure_hooks(report, &mut many, &usual_hook)?;
    // In a state as large: lookups in a larger one cost every call of every pallet more, which is not what is asked here.
    let mut few = Network::of(FEW, network::ITEMS * (MANY - FEW))?;
    few.challenge_often()?;
    compare(report, &mut few, &mut many)?;
    measure_roots(report, &mut many)?;
    // Last: a heartbeat that is counted is not one of a block.
    compare_calls(report, &mut few, &mut many)
}

/// Returns what hooks took.
fn measure_day(report: &mut Report, network: &mut Network) -> Result<Samples> {
    let (mut hooks, mut heartbeats) = (Samples::default(), 0);
    let ((), day) = timed(|| {
        for _ in 0..DAY {
            let block = network.block(Answers::All)?;
            hooks.add(block.hook);
            heartbeats += block.heartbeats;
        }
        network.check_books(DAY)
    })?;
    report.figure(
        "heartbeat_day_100k_s",
        day.as_secs_f64(),
        Goal::AtMost(60.0),
        format!("seconds for a day of 100,000 workers: {heartbeats} heartbeats with payout, and the hooks of {DAY} blocks"),
    );
    Ok(hooks)
}

fn measure_hooks(report: &mut Report, network: &mut Network, usual: &Samples) -> Result<()> {
    let mut silent = Samples::default();
    for number in 0..network.heartbeat_window() + SILENT_BLOCKS {
        let block = network.block(Answers::None)?;
        if number > network.heartbeat_window() {
            ensure!(block.silent > MAX_CHALLENGES / 2, "only {} were found silent", block.silent);
            silent.add(block.hook);
        }
    }
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

/// Compares the first heartbeats of blocks, in turns, each time after one that was undone: what a processor fetches from
/// memory then does not depend on how much memory there is. What that one took is reported beside it.
fn compare(report: &mut Report, few: &mut Network, many: &mut Network) -> Result<()> {
    let [mut cold, mut warm]: [[Samples; 2]; 2] = Default::default();
    let mut pairs = 0;
    while pairs < PAIRS {
        let in_few = few.block(Answers::Rehearsed)?.first;
        let in_many = many.block(Answers::Rehearsed)?.first;
        let (Some(in_few), Some(in_many)) = (in_few, in_many) else { continue };
        for (side, first) in [in_few, in_many].into_iter().enumerate() {
            cold[side].add(first.rehearsal);
            warm[side].add(first.heartbeat);
        }
        pairs += 1;
    }
    let [warm_few, warm_many] = [0, 1].map(|side| warm[side].median() * 1e6);
    let [cold_few, cold_many] = [0, 1].map(|side| cold[side].median() * 1e6);
    report.figure(
        "heartbeat_ratio_100k",
        warm_many / warm_few,
        Goal::AtMost(1.1),
        format!("time of a heartbeat with payout among 100,000 workers, as a multiple of that among 10 in a state as large ({warm_many:.0} and {warm_few:.0} µs; {:.2} where nothing is in the processor's caches, {cold_many:.0} and {cold_few:.0} µs)", cold_many / cold_few),
    );
    Ok(())
}

/// An hour of blocks that are read from the trie and hashed into it, as nodes do without their caches.
fn measure_roots(report: &mut Report, network: &mut Network) -> Result<()> {
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
        "milliseconds for a whole block of 100,000 workers: hook, 20 heartbeats, everything read from a trie in memory, and its new root",
    );
    Ok(())
}

fn compare_calls(report: &mut Report, few: &mut Network, many: &mut Network) -> Result<()> {
    let (in_few, in_many) = (few.calls_of_a_heartbeat()?, many.calls_of_a_heartbeat()?);
    report.figure(
        "heartbeat_calls_ratio_100k",
        f64::from(in_many) / f64::from(in_few),
        Goal::AtMost(1.0),
        format!("the ratio in calls into storage ({in_many} and {in_few})"),
    );
    Ok(())
}
