//! `adyton gatekeeper`: who holds the network's keys, and changing that.

mod contenders;
mod status;

use crate::{cli::PayerOptions, commands::parse_pha, output::Output, session::Session};
use anyhow::Result;
use clap::{Args, Subcommand};
use client::submit::{Call, Until};
use messages::ids::{Balance, BlockNumber, CommitteeId, Generation, WorkerId};

/// Decimals of PHA on the chain.
const PHA_DECIMALS: usize = 12;

/// What to do; shows the gatekeepers when left out.
#[derive(Clone, Debug, Args)]
pub struct GatekeeperOptions {
    #[command(subcommand)]
    command: Option<GatekeeperCommand>,
}

/// What to do with gatekeepers.
#[derive(Clone, Debug, Subcommand)]
pub enum GatekeeperCommand {
    /// Committee, shared secrets, open ceremonies and the last beacon, as the chain proves them.
    Status,
    /// Make a worker a candidate (governance).
    Appoint(WorkerOptions),
    /// End a worker's time as gatekeeper (governance).
    Dismiss(WorkerOptions),
    /// Put down the bond of an appointed worker (its operator).
    Bond(WorkerOptions),
    /// Who stands for election, with how much at stake, and when the next election is.
    Contenders,
    /// Stand a worker for election (its operator, a validator).
    Declare(StakeOptions),
    /// Raise a bond (who put it down).
    BondMore(StakeOptions),
    /// Ask to leave, or stand for election no more (the worker's operator).
    Resign(WorkerOptions),
    /// Take a bond back, when it is free (who put it down).
    Withdraw(WorkerOptions),
    /// Remove a gatekeeper that was absent for too long (anybody).
    Evict(WorkerOptions),
    /// Set how many gatekeepers derive a key together (governance).
    SetThreshold {
        /// The number; at most that of the gatekeepers.
        threshold: u16,
        /// Who signs.
        #[command(flatten)]
        payer: PayerOptions,
    },
    /// Set when gatekeepers are elected, and how many there are to be (governance).
    SetElections {
        /// Blocks from one election to the next; 0 ends elections.
        #[arg(long)]
        era: BlockNumber,
        /// Gatekeepers that there are to be, 3 to 24; those that governance appointed count.
        #[arg(long, default_value_t = 0)]
        seats: u16,
        /// Who signs.
        #[command(flatten)]
        payer: PayerOptions,
    },
    /// Begin a new generation of long-lived keys (governance).
    RotateGeneration {
        /// Who signs.
        #[command(flatten)]
        payer: PayerOptions,
    },
    /// Move a committee's state to the keys of the current generation (the committee's owner).
    RotateStateKeys {
        /// Number of the committee; the network's cluster when left out.
        committee: Option<CommitteeId>,
        /// Who signs.
        #[command(flatten)]
        payer: PayerOptions,
    },
    /// End an old generation that no committee uses any more (governance).
    RetireGeneration {
        /// Its number.
        generation: Generation,
        /// Who signs.
        #[command(flatten)]
        payer: PayerOptions,
    },
}

/// A worker, and who signs.
#[derive(Clone, Debug, Args)]
pub struct WorkerOptions {
    /// The worker's identity: 32 bytes of hex.
    #[arg(value_parser = parse_worker)]
    worker: WorkerId,
    #[command(flatten)]
    payer: PayerOptions,
}

/// A worker, an amount, and who signs.
#[derive(Clone, Debug, Args)]
pub struct StakeOptions {
    /// The worker's identity: 32 bytes of hex.
    #[arg(value_parser = parse_worker)]
    worker: WorkerId,
    /// PHA to put at stake beside what is at stake already.
    #[arg(value_parser = parse_amount)]
    amount: Balance,
    #[command(flatten)]
    payer: PayerOptions,
}

/// What happens after standing for election.
const STANDS: &str =
    "the highest bonds are elected: watch `adyton gatekeeper contenders`; the worker has to run, and its operator to \
                      validate";
/// What happens after a change of the committee.
const HANDED_ON: &str =
    "takes effect when the secrets were handed on: watch `adyton gatekeeper`; a worker that leaves \
                         has to run until then";

/// Runs the command.
///
/// # Errors
/// A sentence for the user.
pub async fn run(options: GatekeeperOptions, session: &Session, output: Output) -> Result<()> {
    let (call, payer, next) = match options.command.unwrap_or(GatekeeperCommand::Status) {
        GatekeeperCommand::Status => return status::run(session, output).await,
        GatekeeperCommand::Appoint(WorkerOptions { worker, payer }) => {
            let next = "its operator now puts down the bond with `adyton gatekeeper bond`";
            (with_roots_rights(Call::gatekeeper("appoint", &worker)), payer, next)
        }
        GatekeeperCommand::Dismiss(WorkerOptions { worker, payer }) => {
            (with_roots_rights(Call::gatekeeper("dismiss", &worker)), payer, HANDED_ON)
        }
        GatekeeperCommand::Bond(WorkerOptions { worker, payer }) => {
            (Call::gatekeeper("bond", &worker), payer, HANDED_ON)
        }
        GatekeeperCommand::Contenders => return contenders::run(session, output).await,
        GatekeeperCommand::Declare(StakeOptions { worker, amount, payer }) => {
            (Call::declare_gatekeeper(&worker, amount), payer, STANDS)
        }
        GatekeeperCommand::BondMore(StakeOptions { worker, amount, payer }) => {
            let next = "it is at stake at once, and counts in the next election";
            (Call::bond_more_for_gatekeeper(&worker, amount), payer, next)
        }
        GatekeeperCommand::Resign(WorkerOptions { worker, payer }) => {
            (Call::gatekeeper("resign", &worker), payer, HANDED_ON)
        }
        GatekeeperCommand::Withdraw(WorkerOptions { worker, payer }) => {
            (Call::gatekeeper("withdraw", &worker), payer, "the bond is free again")
        }
        GatekeeperCommand::Evict(WorkerOptions { worker, payer }) => {
            (Call::gatekeeper("evict", &worker), payer, HANDED_ON)
        }
        GatekeeperCommand::SetThreshold { threshold, payer } => {
            (with_roots_rights(Call::set_keeper_threshold(threshold)), payer, HANDED_ON)
        }
        GatekeeperCommand::SetElections { era, seats, payer } => {
            let next = "the first election is an era from now: watch `adyton gatekeeper contenders`";
            (with_roots_rights(Call::set_keeper_elections(era, seats)), payer, next)
        }
        GatekeeperCommand::RotateGeneration { payer } => {
            let next =
                "the gatekeepers now share a new secret; then move every committee's state to its keys with \
                        `adyton gatekeeper rotate-state-keys`";
            (with_roots_rights(Call::rotate_generation()), payer, next)
        }
        GatekeeperCommand::RotateStateKeys { committee, payer } => {
            let next = "the members encrypt their state anew; when no committee uses the old generation any more, end it \
                        with `adyton gatekeeper retire-generation`";
            (Call::rotate_state_keys(committee.unwrap_or(session.network.committee)), payer, next)
        }
        GatekeeperCommand::RetireGeneration { generation, payer } => {
            let next = "gatekeepers erase their shares of it; nobody derives its keys any more";
            (with_roots_rights(Call::retire_generation(generation)), payer, next)
        }
    };
    submit(&call, &payer, next, session, output).await
}

/// Governance on development networks is the sudo account; elsewhere these calls go through its own procedure.
fn with_roots_rights(call: Call) -> Call {
    Call::Sudo(Box::new(call))
}

async fn submit(
    call: &Call,
    payer: &PayerOptions,
    next: &str,
    session: &Session,
    output: Output,
) -> Result<()> {
    let progress = output.progress("waiting until it is in a block");
    let included = session.payer(payer)?.execute(call, Until::InBlock).await?;
    drop(progress);
    let block = included.block.number;
    output.result(&serde_json::json!({ "block": block, "next": next }), format!("in block {block}; {next}"))
}

pub(crate) fn parse_worker(text: &str) -> Result<WorkerId, String> {
    let bytes = hex::decode(text.trim_start_matches("0x")).map_err(|_| {
        format!("`{text}` is no worker; see `adyton gatekeeper` and `adyton worker list --json`")
    })?;
    bytes.try_into().map(WorkerId).map_err(|_| format!("`{text}` does not have 32 bytes"))
}

fn parse_amount(text: &str) -> Result<Balance, String> {
    let units = parse_pha(text, PHA_DECIMALS).map_err(|error| error.to_string())?;
    Balance::try_from(units).map_err(|_| "there is not that much PHA".into())
}
