//! Repository automation. `cargo xtask tidy` checks the house rules that compilers and linters do not know.
//!
//! Each rule is a pure function from the repository's files to findings, in a file of its own below [`tidy`].

mod findings;
mod repository;
mod rust_source;
mod tidy;

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use findings::Finding;
use repository::Repository;

#[derive(Parser)]
#[command(about = "Repository automation for Adyton")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check the house rules: arrows between crates, file length, module docs, purity, licences, references from documents.
    Tidy {
        /// Print the findings as a JSON array.
        #[arg(long)]
        json: bool,
    },
}

fn main() -> ExitCode {
    let Command::Tidy { json } = Arguments::parse().command;
    match tidy_up(json) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Prints what every rule finds; true if that is nothing.
fn tidy_up(json: bool) -> Result<bool> {
    let repository = Repository::load()?;
    let findings = tidy::check(&repository);
    report(&findings, json, &mut io::stdout().lock())?;
    Ok(findings.is_empty())
}

fn report(findings: &[Finding], json: bool, out: &mut impl Write) -> Result<()> {
    if json {
        serde_json::to_writer_pretty(&mut *out, findings)?;
        writeln!(out)?;
        return Ok(());
    }
    for finding in findings {
        writeln!(out, "{finding}")?;
    }
    match findings.len() {
        0 => writeln!(out, "tidy: all house rules hold")?,
        count => writeln!(out, "tidy: {count} to repair")?,
    }
    Ok(())
}
