//! The command line of Adyton: a user's and developer's side of the network.
//!
//! It believes no node and no worker: input keys, memberships and answers are verified by `client`.
//!
//! Reading order: [`cli`] → [`session`] → [`commands`] → [`dev`] (the local network) → [`abi`], [`network`],
//! [`output`], `process`.

pub mod abi;
pub mod cli;
pub mod commands;
pub mod dev;
pub mod network;
pub mod output;
mod process;
pub mod session;
pub mod state;

use clap::CommandFactory;
use cli::{Cli, Command};
use output::Output;
use session::Session;

/// Runs one command.
///
/// # Errors
/// A sentence with the next step.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    let output = Output { json: cli.json };
    let session = || Session::open(&cli.network, output);
    match cli.command {
        Command::Dev(options) => dev::run(options, output).await,
        Command::Key(command) => commands::key::run(command, output),
        Command::Deposit(options) => commands::deposit::run(options, &session()?, output).await,
        Command::Deploy(options) => commands::deploy::run(options, &session()?, output).await,
        Command::Call(options) => commands::call::run(options, &session()?, output).await,
        Command::Query(options) => commands::query::run(options, &session()?, output).await,
        Command::Trace(options) => commands::trace::run(options, &session()?, output).await,
        Command::Leaks(options) => commands::leaks::run(&options, output),
        Command::Balance(options) => commands::balance::run(options, &session()?, output).await,
        Command::Worker(command) => commands::worker::run(command, session, output).await,
        Command::Attest(options) => commands::attest::run(options, session, output).await,
        Command::Cluster(options) => commands::cluster::run(options, &session()?, output).await,
        Command::Gatekeeper(options) => commands::gatekeeper::run(options, &session()?, output).await,
        Command::Miner(command) => commands::miner::run(command, &cli.network, output).await,
        Command::Stake(command) => commands::stake::run(*command, &session()?, output).await,
        Command::Gov(command) => commands::gov::run(*command, &session()?, output).await,
        Command::Status => commands::status::run(&session()?, output).await,
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "adyton", &mut std::io::stdout());
            Ok(())
        }
    }
}
