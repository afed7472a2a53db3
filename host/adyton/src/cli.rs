//! The command line.

use crate::{commands, dev::DevOptions, network::DEFAULT_FOLDER};
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Deploy and use confidential contracts, run a local network, look after workers.
#[derive(Debug, Parser)]
#[command(name = "adyton", version)]
pub struct Cli {
    /// Print one JSON document instead of text for people.
    #[arg(long, global = true)]
    pub json: bool,
    /// The network: a file or folder written by `adyton dev`.
    #[arg(long, global = true, env = "ADYTON_NETWORK", default_value = DEFAULT_FOLDER)]
    pub network: PathBuf,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// All commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a whole local network: node, gatekeepers, cluster of three, pherry, gateway.
    Dev(DevOptions),
    /// Make and show caller keys.
    #[command(subcommand)]
    Key(commands::key::KeyCommand),
    /// Move PHA from a chain account into the cluster's EVM.
    Deposit(commands::deposit::DepositOptions),
    /// Deploy a contract; its code and arguments are encrypted.
    Deploy(commands::deploy::DeployOptions),
    /// Call a contract; the call is encrypted.
    Call(commands::call::CallOptions),
    /// Ask a contract something; question and answer are encrypted.
    Query(commands::query::QueryOptions),
    /// Show what a call would do now, frame by frame, as far as you may see it.
    Trace(commands::trace::TraceOptions),
    /// Show what the operators of node, relayer, worker and gateway each get to see of a call. Nothing is sent.
    Leaks(commands::leaks::LeaksOptions),
    /// Balance and nonce of your own EVM account.
    Balance(commands::balance::BalanceOptions),
    /// Look at workers.
    #[command(subcommand)]
    Worker(commands::worker::WorkerCommand),
    /// Verify what runs on a worker: its evidence, from the quote up to a trust root of the network's genesis.
    Attest(commands::attest::AttestOptions),
    /// Show a committee as the chain proves it.
    Cluster(commands::cluster::ClusterOptions),
    /// Show who holds the network's keys, as the chain proves it, or change that.
    #[command(visible_alias = "gatekeepers")]
    Gatekeeper(commands::gatekeeper::GatekeeperOptions),
    /// Mine with this machine: from its first start to rewards.
    #[command(subcommand)]
    Miner(commands::miner::MinerCommand),
    /// Pools and vaults: deposit, withdraw, and run your own.
    #[command(subcommand)]
    Stake(Box<commands::stake::StakeCommand>),
    /// Referenda and the treasury: look, vote, delegate, propose.
    #[command(subcommand, visible_alias = "governance")]
    Gov(Box<commands::gov::GovCommand>),
    /// How the network does: chain, relayer, workers.
    Status,
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// Who calls, inside the encryption.
#[derive(Clone, Debug, Args)]
pub struct CallerOptions {
    /// Caller's key: a file made by `adyton key new`, 32 bytes of hex, or dev:NAME for a public development key.
    #[arg(long, env = "ADYTON_KEY", default_value = "dev:alice")]
    pub key: String,
}

/// Who pays the chain, outside the encryption.
#[derive(Clone, Debug, Args)]
pub struct PayerOptions {
    /// Chain account that pays: a file, a mnemonic or a URI such as //Alice.
    #[arg(long, env = "ADYTON_ACCOUNT", default_value = "//Alice")]
    pub account: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn no_two_arguments_of_a_command_have_the_same_name() {
        Cli::command().debug_assert();
    }
}
