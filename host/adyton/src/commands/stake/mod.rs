//! `adyton stake`: pools and vaults, for those who delegate and for owners.
//!
//! Reading order: this file → [`pool`] (what the chain keeps) → [`holder`] (deposit and withdraw) → [`owner`].

mod holder;
mod owner;
pub(crate) mod pool;

use super::{amount::account, signing::SigningOptions};
use crate::{cli::PayerOptions, output::Output, session::Session, state::ChainState};
use anyhow::Result;
use clap::{Args, Subcommand};
use messages::ids::{AccountId, WorkerId};
use serde_json::json;

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum StakeCommand {
    /// All pools and vaults, with your positions.
    Pools(Viewer),
    /// One pool with its workers, or a vault with what it has of pools.
    Show {
        /// Its number.
        pool: u32,
        /// Whose position to show.
        #[command(flatten)]
        viewer: Viewer,
    },
    /// Your positions.
    Positions(Viewer),
    /// Buy shares of a pool.
    Deposit {
        /// Number of the pool.
        pool: u32,
        /// Amount in PHA, for example 12.5.
        amount: String,
        /// Who signs.
        #[command(flatten)]
        signing: SigningOptions,
    },
    /// Ask to be paid for shares: at once as far as there are free funds, else in turn.
    Withdraw(holder::WithdrawOptions),
    /// Have a pool pay whom it can pay.
    Serve(PoolOptions),
    /// Have the dust of a holder paid out: anybody. Or any shares of a pool that is wound down: its owner.
    Sweep(owner::HolderOptions),
    /// Create a pool, or a vault, that is yours.
    Create(owner::CreateOptions),
    /// End a pool of yours that is empty.
    Close(PoolOptions),
    /// Lower your commission at once, or announce a raise.
    SetCommission {
        /// Number of the pool.
        pool: u32,
        /// Percent of gains, for example 12.5.
        percent: String,
        /// Who signs.
        #[command(flatten)]
        signing: SigningOptions,
    },
    /// Set or, without an amount, lift the assets above which no deposit is taken.
    SetCap {
        /// Number of the pool.
        pool: u32,
        /// Amount in PHA.
        amount: Option<String>,
        /// Who signs.
        #[command(flatten)]
        signing: SigningOptions,
    },
    /// Let everybody deposit.
    Open(PoolOptions),
    /// Let only those on the pool's list deposit.
    Restrict(PoolOptions),
    /// Put an account, or a vault, on a pool's list.
    Allow(owner::HolderOptions),
    /// Take an account, or a vault, off a pool's list.
    Disallow(owner::HolderOptions),
    /// Assign a worker of yours to a pool of yours.
    AddWorker {
        /// Number of the pool.
        pool: u32,
        /// The worker.
        #[command(flatten)]
        options: WorkerOptions,
    },
    /// Take a worker without a stake out of its pool.
    RemoveWorker(WorkerOptions),
    /// Start a worker with free funds of its pool.
    Start(owner::StakeOptions),
    /// Add free funds of its pool to the stake of a worker.
    AddStake(owner::StakeOptions),
    /// Stop a worker: its owner, or anybody while its pool cannot pay whom it must.
    Stop(WorkerOptions),
    /// Take the stake of a worker that has cooled down back into its pool: anybody.
    Reclaim(WorkerOptions),
    /// Buy shares of a pool for a vault of yours.
    Invest {
        /// Number of the vault.
        vault: u32,
        /// Number of the pool.
        pool: u32,
        /// Amount in PHA.
        amount: String,
        /// Who signs.
        #[command(flatten)]
        signing: SigningOptions,
    },
    /// Ask a pool to pay out shares of a vault: its owner, or anybody while it cannot pay whom it must.
    Divest {
        /// Number of the vault.
        vault: u32,
        /// Number of the pool.
        pool: u32,
        /// Shares.
        shares: u128,
        /// Who signs.
        #[command(flatten)]
        signing: SigningOptions,
    },
}

/// Whose positions to show.
#[derive(Clone, Debug, Args)]
pub struct Viewer {
    /// Another account than the one that signs.
    #[arg(long, value_parser = account)]
    of: Option<AccountId>,
    /// Whose positions.
    #[command(flatten)]
    payer: PayerOptions,
}

/// A pool, and who signs.
#[derive(Clone, Debug, Args)]
pub struct PoolOptions {
    /// Number of the pool.
    pool: u32,
    #[command(flatten)]
    signing: SigningOptions,
}

/// A worker, and who signs.
#[derive(Clone, Debug, Args)]
pub struct WorkerOptions {
    /// The worker: 32 bytes of hex.
    #[arg(value_parser = worker)]
    worker: WorkerId,
    #[command(flatten)]
    signing: SigningOptions,
}

/// Reads a worker's name.
///
/// # Errors
/// If it is none.
pub(crate) fn worker(text: &str) -> Result<WorkerId, String> {
    let bytes = hex::decode(text.trim_start_matches("0x"))
        .map_err(|_| format!("`{text}` is no worker; see `adyton worker list --json`"))?;
    bytes.try_into().map(WorkerId).map_err(|_| format!("`{text}` does not have 32 bytes"))
}

/// Runs a command.
///
/// # Errors
/// A sentence for the user.
pub async fn run(command: StakeCommand, session: &Session, output: Output) -> Result<()> {
    match command {
        StakeCommand::Pools(viewer) => pools(&viewer, session, output).await,
        StakeCommand::Show { pool, viewer } => show(pool, &viewer, session, output).await,
        StakeCommand::Positions(viewer) => positions(&viewer, session, output).await,
        StakeCommand::Deposit { pool, amount, signing } => {
            holder::deposit(pool, &amount, &signing, session, output).await
        }
        StakeCommand::Withdraw(options) => holder::withdraw(&options, session, output).await,
        StakeCommand::Serve(PoolOptions { pool, signing }) => {
            holder::serve(pool, &signing, session, output).await
        }
        other => owner::run(other, session, output).await,
    }
}

impl Viewer {
    fn account(&self, session: &Session) -> Result<AccountId> {
        self.of.clone().map_or_else(|| Ok(session.payer(&self.payer)?.id()), Ok)
    }
}

async fn pools(viewer: &Viewer, session: &Session, output: Output) -> Result<()> {
    let progress = output.progress("reading pools");
    let (state, account) = (ChainState::open(session).await?, viewer.account(session)?);
    let pools = pool::all(&state, Some(&account)).await?;
    drop(progress);
    let value = pools.iter().map(|(id, pool, mine)| pool.json(*id, held(mine.as_ref()))).collect::<Vec<_>>();
    let (now, block_ms) = (state.block(), state.block_ms());
    let text = pools
        .iter()
        .map(|(id, pool, mine)| pool.text(*id, held(mine.as_ref()), now, block_ms))
        .collect::<Vec<_>>();
    let text = if text.is_empty() {
        "there are no pools; see `adyton stake create --help`".into()
    } else {
        text.join("\n")
    };
    output.result(&json!({ "block": now, "pools": value }), text)
}

/// A position that is one.
fn held(position: Option<&pool::Position>) -> Option<&pool::Position> {
    position.filter(|position| position.shares > 0)
}

async fn show(id: u32, viewer: &Viewer, session: &Session, output: Output) -> Result<()> {
    let (state, account) = (ChainState::open(session).await?, viewer.account(session)?);
    let (pool, mine) = pool::one(&state, id, Some(&account)).await?;
    let workers = pool::workers(&state, id).await?;
    let holdings = pool::holdings(&state, id, &pool).await?;
    let holdings = holdings.iter().filter_map(|(id, pool, position)| Some((id, pool, position.as_ref()?)));
    let mine = held(mine.as_ref());
    let mut value = pool.json(id, mine);
    let hex = |worker: &WorkerId| format!("0x{}", hex::encode(worker.0));
    if let Some(fields) = value.as_object_mut() {
        let list = workers.iter().map(|(worker, text)| json!({ "worker": hex(worker), "state": text }));
        fields.insert("assignments".into(), list.collect());
        let list = holdings
            .clone()
            .map(|(id, pool, position)| json!({ "pool": id, "position": pool.position_json(position) }));
        fields.insert("holdings".into(), list.collect());
    }
    let mut lines = vec![pool.text(id, mine, state.block(), state.block_ms())];
    lines.extend(workers.iter().map(|(worker, text)| format!("  worker {}: {text}", hex(worker))));
    lines.extend(
        holdings.map(|(id, pool, position)| format!("  has of pool {id}: {}", pool.position_text(position))),
    );
    output.result(&value, lines.join("\n"))
}

async fn positions(viewer: &Viewer, session: &Session, output: Output) -> Result<()> {
    let (state, account) = (ChainState::open(session).await?, viewer.account(session)?);
    let held = pool::held_by(&state, pool::Holder::Account(&account)).await?;
    let value = held.iter().map(|(id, pool, mine)| pool.json(*id, mine.as_ref())).collect::<Vec<_>>();
    let lines = held
        .iter()
        .filter_map(|(id, pool, mine)| Some(format!("pool {id}: {}", pool.position_text(mine.as_ref()?))));
    let text = match held.is_empty() {
        true => format!("{account} has no shares; see `adyton stake pools`"),
        false => lines.collect::<Vec<_>>().join("\n"),
    };
    output.result(&json!({ "account": account.to_string(), "positions": value }), text)
}
