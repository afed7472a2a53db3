//! The `adyton` program.

use adyton::{cli::Cli, output::AlreadyTold, run};
use clap::Parser;
use std::{io::Write, process::ExitCode};

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let json = cli.json;
    match run(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<AlreadyTold>() => ExitCode::FAILURE,
        Err(error) => {
            let text = format!("{error:#}");
            // Nothing can be done if standard error is closed.
            let _ = if json {
                writeln!(std::io::stdout(), "{}", serde_json::json!({ "error": text }))
            } else {
                writeln!(std::io::stderr(), "adyton: {text}")
            };
            ExitCode::FAILURE
        }
    }
}
