//! `make bench`: measures every figure of `docs/benchmarks.md` in one run and prints them as a table.
//!
//! What is compared is measured in turns, so that other work on the machine slows both sides. Building inputs (chains,
//! signatures, ciphertexts) is never part of a figure.
//!
//! Reading order: [`report`] (figures and how they are shown) → [`machine`] (what they were measured on) →
//! [`samples`] → [`catchup`] (light client) → [`sealing`] (cryptography of one call) → [`quote`] (attestation) →
//! [`gatekeepers`] (keys) → [`evm`] (execution against plain `revm`) → [`state`] (large states) → [`mining`] (heartbeats
//! of many workers) → [`network`] (the whole loop with real processes) → [`transfers`] (the same through Ethereum's
//! JSON-RPC, beside anvil) → [`chart`] (a picture of a month of mining).

mod catchup;
mod chart;
mod evm;
mod gatekeepers;
mod machine;
mod mining;
mod network;
mod quote;
mod report;
mod samples;
mod sealing;
mod state;
mod transfers;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand, ValueEnum};
use report::Report;
use std::{io::Write, path::PathBuf, process::ExitCode};

/// Measures speed and memory of light client, EVM and a whole local network.
#[derive(Parser)]
#[command(name = "bench", version)]
struct Options {
    /// Also write the figures to this file, as one JSON object with a key a figure.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Measure only these groups.
    #[arg(long, value_enum)]
    only: Vec<Group>,
    #[command(subcommand)]
    part: Option<Part>,
}

/// Figures that are measured together.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Group {
    Catchup,
    Sealing,
    Quote,
    Gatekeepers,
    Evm,
    State,
    Mining,
    Network,
    Transfers,
}

/// What this program does beside measuring everything.
#[derive(Subcommand)]
enum Part {
    Chart(chart::Chart),
    /// Feeds a fresh light client with bundles from a file, in a process of its own: its memory is measured alone.
    #[command(hide = true)]
    Feed(catchup::feed::Input),
}

fn main() -> ExitCode {
    let options = Options::parse();
    let outcome = match &options.part {
        Some(Part::Chart(options)) => chart::run(options),
        Some(Part::Feed(input)) => catchup::feed::run(input),
        None => measure(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(format!("bench: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn measure(options: &Options) -> Result<()> {
    let wanted = |group| options.only.is_empty() || options.only.contains(&group);
    let mut report = Report::begin()?;
    if wanted(Group::Catchup) {
        say("light client: building chains of 5,000 and 50,000 blocks, then catching up …");
        catchup::measure(&mut report)?;
    }
    if wanted(Group::Sealing) {
        sealing::measure(&mut report)?;
    }
    if wanted(Group::Quote) {
        quote::measure(&mut report)?;
    }
    if wanted(Group::Gatekeepers) {
        say("gatekeepers: a ceremony of sixteen, derivations, and keys for new clusters …");
        gatekeepers::measure(&mut report)?;
    }
    if wanted(Group::Evm) {
        say("EVM: executing the ERC-20 mix, in turns with plain revm …");
        evm::measure(&mut report)?;
    }
    if wanted(Group::State) {
        say("state: building states of a thousand and a million accounts, then moving one of a GiB …");
        state::measure(&mut report)?;
    }
    if wanted(Group::Mining) {
        say("mining: a day of 100,000 workers beside that of 10 …");
        mining::measure(&mut report)?;
    }
    if wanted(Group::Network) {
        say("network: starting a whole local network and loading it …");
        network::measure(&mut report)?;
    }
    if wanted(Group::Transfers) {
        say("transfers: a whole local network through its gateway, then anvil …");
        transfers::measure(&mut report)?;
    }
    report.end()?;
    writeln!(std::io::stdout().lock(), "{report}")?;
    if let Some(path) = &options.out {
        std::fs::write(path, report.json()?).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// A line about what goes on, apart from the results.
fn say(line: impl std::fmt::Display) {
    // A closed terminal is no reason to stop.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
