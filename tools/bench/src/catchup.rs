//! Catching up: a fresh light client, from the genesis hash to the head of a long chain.
//!
//! The client runs in a process of its own, which reads prebuilt bundles from a file, one after the other. Time is that
//! of decoding, verifying and applying; memory is the peak of that process.

mod chain;
pub(crate) mod feed;

use crate::{
    machine::megabytes,
    report::{Goal, Report},
    samples::Samples,
};
use anyhow::{ensure, Context, Result};
use chain::{History, LIVE_HEADS};
use feed::Fed;
use std::{path::Path, process::Command, time::Duration};

/// A year of a busy chain in small: what the goal is stated for.
const LONG: History = History { blocks: 50_000, set_changes: 125, messages: 1_000 };
/// A tenth of it.
const SHORT: History = History { blocks: 5_000, set_changes: 12, messages: 100 };
/// Times that each history is fed; the median counts.
const RUNS: usize = 5;

/// Measures both histories, and following the head.
pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (short, _) = feed_history(&SHORT, folder.path())?;
    let (long, seconds) = feed_history(&LONG, folder.path())?;
    let blocks_per_s = f64::from(LONG.blocks) / seconds;
    report.figure(
        "catchup_blocks_per_s",
        blocks_per_s,
        Goal::AtLeast(10_000.0),
        format!(
            "blocks of chain that a new worker catches up with a second ({} blocks, {} authority-set changes of {} validators, {} own messages, in {} bundles)",
            LONG.blocks, LONG.set_changes, chain::AUTHORITIES, LONG.messages, long.bundles
        ),
    );
    report.figure("catchup_s", seconds, Goal::None, "seconds that takes in all");
    report.figure("catchup_messages", f64::from(LONG.messages), Goal::None, "messages verified meanwhile");
    report.figure(
        "catchup_rss_mb",
        megabytes(long.peak_kib),
        Goal::None,
        "peak memory of that process, in MB",
    );
    report.figure(
        "catchup_rss_short_mb",
        megabytes(short.peak_kib),
        Goal::None,
        format!("the same for a chain a tenth as long ({} blocks)", SHORT.blocks),
    );
    report.figure(
        "catchup_rss_base_mb",
        megabytes(long.base_kib),
        Goal::None,
        "the same before the first bundle: the program itself",
    );
    let head = feed::follow(&chain::live_bundles()?)?;
    report.figure(
        "follow_head_us",
        head.median() * 1e6,
        Goal::None,
        format!("microseconds for each further head, one by one ({LIVE_HEADS} heads)"),
    );
    Ok(())
}

/// Builds a history and feeds it to fresh clients. Returns what the last one did, and the median of their times.
fn feed_history(history: &History, folder: &Path) -> Result<(Fed, f64)> {
    let chain = chain::build(history);
    let file = folder.join("bundles");
    feed::write(&file, &chain::catch_up_bundles(&chain)?)?;
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let fed = feed_in_child(&file, &hex::encode(chain.genesis_hash()))?;
        let reached = (fed.blocks, fed.set_changes, fed.messages);
        ensure!(
            reached == (history.blocks, history.set_changes.into(), history.messages.into()),
            "the client did not reach the head of its chain: {reached:?}"
        );
        runs.push(fed);
    }
    let samples: Samples = runs.iter().map(|fed| Duration::from_secs_f64(fed.seconds)).collect();
    Ok((runs.pop().context("nothing was fed")?, samples.median()))
}

fn feed_in_child(file: &Path, genesis: &str) -> Result<Fed> {
    let own = std::env::current_exe().context("cannot find the running program")?;
    let output = Command::new(own).arg("feed").arg(file).arg(genesis).output()?;
    ensure!(output.status.success(), "feeding failed: {}", String::from_utf8_lossy(&output.stderr));
    Ok(serde_json::from_slice(&output.stdout)?)
}
