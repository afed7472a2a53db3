//! What owners do with their pools and vaults.

use super::{PoolOptions, StakeCommand, WorkerOptions};
use crate::{
    commands::{
        amount::{account, amount, blocks, parts_of_million, pha},
        signing::{tell, Signer, SigningOptions},
    },
    output::Output,
    session::Session,
    state::{
        call::{account as account_value, call, option, unit, Args as CallArgs},
        ChainState,
    },
};
use anyhow::{bail, Result};
use clap::Args;
use client::submit::Included;
use codec::Decode;
use messages::ids::{AccountId, Balance, BlockNumber, WorkerId};
use serde_json::json;
use subxt::ext::scale_value::Value;

/// Options of `adyton stake create`.
#[derive(Clone, Debug, Args)]
pub struct CreateOptions {
    /// A vault, which invests in pools, and not a pool of workers.
    #[arg(long)]
    vault: bool,
    /// Percent of gains that are yours, for example 12.5.
    #[arg(long)]
    commission: String,
    /// Assets in PHA above which no deposit is taken.
    #[arg(long)]
    cap: Option<String>,
    #[command(flatten)]
    signing: SigningOptions,
}

/// A pool and somebody who has shares of it or may have.
#[derive(Clone, Debug, Args)]
pub struct HolderOptions {
    /// Number of the pool.
    pool: u32,
    /// An account's address; left out with `--vault`.
    #[arg(value_parser = account, required_unless_present = "vault", conflicts_with = "vault")]
    holder: Option<AccountId>,
    /// Number of a vault.
    #[arg(long)]
    vault: Option<u32>,
    #[command(flatten)]
    signing: SigningOptions,
}

/// A worker, an amount, and who signs.
#[derive(Clone, Debug, Args)]
pub struct StakeOptions {
    /// The worker: 32 bytes of hex.
    #[arg(value_parser = super::worker)]
    worker: WorkerId,
    /// Amount in PHA.
    amount: String,
    #[command(flatten)]
    signing: SigningOptions,
}

/// A call before it is encoded.
struct Plan {
    name: &'static str,
    args: CallArgs,
    signing: SigningOptions,
    next: String,
}

fn number(number: u32) -> Value {
    Value::u128(number.into())
}

fn id(worker: &WorkerId) -> Value {
    Value::unnamed_composite([Value::from_bytes(worker.0)])
}

impl Plan {
    fn new(name: &'static str, args: CallArgs, signing: SigningOptions, next: impl Into<String>) -> Self {
        Self { name, args, signing, next: next.into() }
    }

    fn of_pool(name: &'static str, options: PoolOptions, mut more: CallArgs) -> Self {
        let PoolOptions { pool, signing } = options;
        more.insert(0, ("pool", number(pool)));
        Self::new(name, more, signing, format!("see `adyton stake show {pool}`"))
    }

    fn of_worker(name: &'static str, options: WorkerOptions, next: &str) -> Self {
        Self::new(name, vec![("worker", id(&options.worker))], options.signing, next)
    }

    fn of_stake(name: &'static str, argument: &'static str, options: StakeOptions) -> Result<Self> {
        let args = vec![("worker", id(&options.worker)), (argument, Value::u128(amount(&options.amount)?))];
        Ok(Self::new(name, args, options.signing, "see `adyton stake pools`"))
    }

    fn of_holder(name: &'static str, options: HolderOptions) -> Result<Self> {
        let holder = match (&options.holder, options.vault) {
            (Some(account), _) => Value::unnamed_variant("Account", [account_value(account)]),
            (None, Some(vault)) => Value::unnamed_variant("Vault", [number(vault)]),
            (None, None) => bail!("name an account or a vault"),
        };
        let pool = PoolOptions { pool: options.pool, signing: options.signing };
        Ok(Self::of_pool(name, pool, vec![("holder", holder)]))
    }

    fn create(options: CreateOptions) -> Result<Self> {
        let cap = options.cap.as_deref().map(amount).transpose()?;
        let args = vec![
            ("kind", unit(if options.vault { "Vault" } else { "Workers" })),
            ("commission", Value::u128(parts_of_million(&options.commission)?.into())),
            ("cap", option(cap.map(Value::u128))),
        ];
        Ok(Self::new("create", args, options.signing, ""))
    }

    /// What a command signs.
    fn of(command: StakeCommand) -> Result<Self> {
        Ok(match command {
            StakeCommand::Create(options) => Self::create(options)?,
            StakeCommand::Close(options) => Self::of_pool("close", options, vec![]),
            StakeCommand::SetCommission { pool, percent, signing } => {
                let rate = Value::u128(parts_of_million(&percent)?.into());
                Self::of_pool("set_commission", PoolOptions { pool, signing }, vec![("rate", rate)])
            }
            StakeCommand::SetCap { pool, amount: text, signing } => {
                let cap = option(text.as_deref().map(amount).transpose()?.map(Value::u128));
                Self::of_pool("set_cap", PoolOptions { pool, signing }, vec![("cap", cap)])
            }
            StakeCommand::Open(options) => {
                Self::of_pool("set_open", options, vec![("open", Value::bool(true))])
            }
            StakeCommand::Restrict(options) => {
                Self::of_pool("set_open", options, vec![("open", Value::bool(false))])
            }
            StakeCommand::Allow(options) => Self::of_holder("allow", options)?,
            StakeCommand::Disallow(options) => Self::of_holder("disallow", options)?,
            StakeCommand::Sweep(options) => Self::of_holder("sweep", options)?,
            StakeCommand::AddWorker { pool, options: WorkerOptions { worker, signing } } => {
                Self::of_pool("add_worker", PoolOptions { pool, signing }, vec![("worker", id(&worker))])
            }
            StakeCommand::RemoveWorker(options) => {
                Self::of_worker("remove_worker", options, "see `adyton stake pools`")
            }
            StakeCommand::Start(options) => Self::of_stake("start", "stake", options)?,
            StakeCommand::AddStake(options) => Self::of_stake("add_stake", "extra", options)?,
            StakeCommand::Stop(options) => {
                Self::of_worker("stop", options, "when it has cooled down: `adyton stake reclaim`")
            }
            StakeCommand::Reclaim(options) => {
                Self::of_worker("reclaim", options, "the stake is free again, and the queue was paid from it")
            }
            StakeCommand::Invest { vault, pool, amount: text, signing } => {
                let args = vec![
                    ("vault", number(vault)),
                    ("pool", number(pool)),
                    ("amount", Value::u128(amount(&text)?)),
                ];
                Self::new("invest", args, signing, format!("see `adyton stake show {vault}`"))
            }
            StakeCommand::Divest { vault, pool, shares, signing } => {
                let args =
                    vec![("vault", number(vault)), ("pool", number(pool)), ("shares", Value::u128(shares))];
                Self::new(
                    "divest",
                    args,
                    signing,
                    format!("what pool {pool} cannot pay at once waits in its queue; see `adyton stake show {vault}`"),
                )
            }
            _ => bail!("this is no command for owners"),
        })
    }
}

/// Runs a command of an owner.
///
/// # Errors
/// A sentence for the user.
pub(super) async fn run(command: StakeCommand, session: &Session, output: Output) -> Result<()> {
    let plan = Plan::of(command)?;
    let state = ChainState::open(session).await?;
    let notes = notes(plan.name, &state)?;
    let call = call(state.metadata(), "StakePools", plan.name, plan.args)?;
    let included = Signer::new(session, &state, &plan.signing, output)?.sign(&call, &notes).await?;
    match plan.name {
        "create" => created(&included, output),
        _ => tell(output, &included, &plan.next),
    }
}

/// What a call does not say itself.
fn notes(name: &str, state: &ChainState) -> Result<Vec<String>> {
    Ok(match name {
        "create" => {
            let deposit: Balance = state.constant(("StakePools", "CreationDeposit"))?;
            vec![format!("this holds {} of yours until the pool is closed", pha(deposit))]
        }
        "set_commission" => {
            let delay: BlockNumber = state.constant(("StakePools", "CommissionDelay"))?;
            vec![format!(
                "a raise holds after {}; one that was announced before is void",
                blocks(delay, state.block_ms())
            )]
        }
        _ => vec![],
    })
}

/// Tells the number of a new pool.
fn created(included: &Included, output: Output) -> Result<()> {
    let event = included.event("StakePools", "PoolCreated");
    let pool = event.and_then(|event| u32::decode(&mut &event.fields[..]).ok());
    let next = match pool {
        Some(pool) => {
            format!("pool {pool}: deposit with `adyton stake deposit {pool} PHA`, then add workers")
        }
        None => "see `adyton stake pools`".into(),
    };
    let block = included.block.number;
    output.result(&json!({ "block": block, "pool": pool, "next": next }), format!("in block {block}; {next}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::gov::explain::{self, Background};
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(subcommand)]
        command: StakeCommand,
    }

    /// What a command line signs, in words.
    fn words(line: &str) -> String {
        let words: Vec<_> = ["stake"].into_iter().chain(line.split(' ')).collect();
        let plan = Plan::of(Line::try_parse_from(words).unwrap().command).unwrap();
        let call = Value::unnamed_variant("StakePools", [Value::named_variant(plan.name, plan.args)]);
        explain::call(&call, &Background::default()).sentence()
    }

    #[test]
    fn commands_sign_what_they_say() {
        let worker = "11".repeat(32);
        let alice = account("//Alice").unwrap();
        let cases = [
            (
                "create --commission 12.5 --cap 1000".to_owned(),
                "creates a pool of workers with a commission of 12.5 % and a cap of 1,000 PHA".to_owned(),
            ),
            (
                "create --vault --commission 0".into(),
                "creates a vault with a commission of 0 % and no cap".into(),
            ),
            ("close 3".into(), "closes pool 3".into()),
            (
                "set-commission 3 5".into(),
                "sets the commission of pool 3 to 5 %: at once if that is lower, after a notice if higher"
                    .into(),
            ),
            ("set-cap 3".into(), "gives pool 3 no cap".into()),
            ("set-cap 3 2.5".into(), "gives pool 3 a cap of 2.5 PHA".into()),
            ("open 3".into(), "opens pool 3 to all".into()),
            ("restrict 3".into(), "closes pool 3 to all but those on its list".into()),
            (format!("allow 3 {alice}"), format!("puts {alice} on the list of pool 3")),
            ("disallow 3 --vault 7".into(), "takes vault 7 off the list of pool 3".into()),
            (format!("sweep 3 {alice}"), format!("has pool 3 pay out what {alice} has left there")),
            (format!("add-worker 3 {worker}"), "assigns worker 0x11111111…111111 to pool 3".into()),
            (format!("start {worker} 10"), "starts worker 0x11111111…111111 with 10 PHA of its pool".into()),
            (
                format!("add-stake {worker} 0.5"),
                "adds 0.5 PHA of its pool to the stake of worker 0x11111111…111111".into(),
            ),
            (
                format!("stop {worker}"),
                "stops worker 0x11111111…111111 of its pool; its stake then cools down".into(),
            ),
            (
                format!("reclaim {worker}"),
                "takes the stake of worker 0x11111111…111111 back into its pool".into(),
            ),
            (format!("remove-worker {worker}"), "takes worker 0x11111111…111111 out of its pool".into()),
            ("invest 7 3 10".into(), "invests 10 PHA of vault 7 in pool 3".into()),
            ("divest 7 3 1000".into(), "asks pool 3 to pay out 1,000 shares of vault 7".into()),
        ];
        for (line, expected) in cases {
            assert_eq!(words(&line), expected, "{line}");
        }
    }
}
