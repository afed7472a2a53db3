//! Depositing in pools and leaving them.

use super::pool::{self, Kind, Pool, Position};
use crate::{
    commands::{
        amount::{amount, blocks, grouped, percent_of_million, pha},
        signing::{tell, Signer, SigningOptions},
    },
    output::Output,
    session::Session,
    state::{call::call, ChainState},
};
use anyhow::{bail, Context, Result};
use clap::Args;
use messages::ids::{Balance, BlockNumber};
use subxt::ext::scale_value::Value;

/// Options of `adyton stake withdraw`.
#[derive(Clone, Debug, Args)]
#[group(skip)]
pub struct WithdrawOptions {
    /// Number of the pool.
    pool: u32,
    /// Shares to be paid for.
    #[arg(required_unless_present_any = ["all", "amount"], conflicts_with_all = ["all", "amount"])]
    shares: Option<u128>,
    /// All shares that do not wait already.
    #[arg(long, conflicts_with = "amount")]
    all: bool,
    /// As many shares as are worth this many PHA now.
    #[arg(long, value_name = "PHA")]
    amount: Option<String>,
    #[command(flatten)]
    signing: SigningOptions,
}

/// `adyton stake deposit`.
///
/// # Errors
/// A sentence for the user.
pub(crate) async fn deposit(
    id: u32,
    text: &str,
    signing: &SigningOptions,
    session: &Session,
    output: Output,
) -> Result<()> {
    let units = amount(text)?;
    let state = ChainState::open(session).await?;
    let (pool, _) = pool::one(&state, id, None).await?;
    let signer = Signer::new(session, &state, signing, output)?;
    let args = vec![("pool", Value::u128(id.into())), ("amount", Value::u128(units))];
    let call = call(state.metadata(), "StakePools", "deposit", args)?;
    let stay: BlockNumber = state.constant(("StakePools", "MinStay"))?;
    let admitted = pool.open || pool::lists(&state, id, &signer.id()).await?;
    let notes = before_deposit(&pool, admitted, units, &blocks(stay, state.block_ms()));
    let included = signer.sign(&call, &notes).await?;
    tell(output, &included, "see it with `adyton stake positions`; it votes too, see `adyton gov list`")
}

/// What a depositor should know.
fn before_deposit(pool: &Pool, admitted: bool, units: Balance, stay: &str) -> Vec<String> {
    let mut notes = vec![
        format!(
            "you get about {} shares; they stay for at least {stay}",
            grouped(&pool.bought_with(units).to_string())
        ),
        format!("the owner takes {} of gains", percent_of_million(pool.commission.rate)),
    ];
    if let Some(raise) = pool.commission.raise {
        notes.push(format!(
            "WARNING: the owner takes {} from block {} on",
            percent_of_million(raise.rate),
            raise.from
        ));
    }
    if pool.at_risk > 0 {
        notes.push(format!(
            "WARNING: {} of the pool may be slashed: you pay as if they were not, and lose your part if they are",
            pha(pool.at_risk)
        ));
    }
    if !admitted {
        notes.push("WARNING: only those on its list may deposit, and you are not".into());
    }
    if pool.cap.is_some_and(|cap| pool.assets().saturating_add(units) > cap) {
        notes.push("WARNING: the pool's cap does not leave room for so much".into());
    }
    notes
}

/// `adyton stake withdraw`.
///
/// # Errors
/// A sentence for the user.
pub(crate) async fn withdraw(options: &WithdrawOptions, session: &Session, output: Output) -> Result<()> {
    let state = ChainState::open(session).await?;
    let signer = Signer::new(session, &state, &options.signing, output)?;
    let (pool, position) = pool::one(&state, options.pool, Some(&signer.id())).await?;
    let position =
        position.with_context(|| format!("{} has no shares of pool {}", signer.id(), options.pool))?;
    let shares = wanted(options, &pool, &position)?;
    let stay: BlockNumber = state.constant(("StakePools", "MinStay"))?;
    let free_from = position.since.saturating_add(stay);
    if free_from > state.block() {
        let wait = blocks(free_from.saturating_sub(state.block()), state.block_ms());
        bail!("a deposit stays for a while: these shares can be withdrawn in {wait}");
    }
    let args = vec![("pool", Value::u128(options.pool.into())), ("shares", Value::u128(shares))];
    let call = call(state.metadata(), "StakePools", "withdraw", args)?;
    let grace: BlockNumber = state.constant(("StakePools", "GracePeriod"))?;
    let notes = before_withdrawal(&pool, shares, &blocks(grace, state.block_ms()));
    let included = signer.sign(&call, &notes).await?;
    tell(output, &included, "see what waits with `adyton stake positions`")
}

/// Shares that are asked for.
fn wanted(options: &WithdrawOptions, pool: &Pool, position: &Position) -> Result<u128> {
    let free = position.shares.saturating_sub(position.queued);
    let wanted = match (&options.amount, options.shares) {
        (Some(text), _) => pool.shares_worth(amount(text)?),
        (None, Some(shares)) => shares,
        (None, None) => free,
    };
    match wanted {
        0 => bail!("there are no shares that do not wait already"),
        wanted if wanted > free => bail!(
            "that is {} shares, but only {} (worth {}) do not wait already; take --all of them",
            grouped(&wanted.to_string()),
            grouped(&free.to_string()),
            pha(pool.worth(free))
        ),
        wanted => Ok(wanted),
    }
}

/// What somebody who leaves should know.
fn before_withdrawal(pool: &Pool, shares: u128, grace: &str) -> Vec<String> {
    let (worth, now) = (pool.worth(shares), pool.unclaimed());
    let mut notes = vec![format!("the shares are worth {} now; a request cannot be taken back", pha(worth))];
    match worth.checked_sub(now).filter(|rest| *rest > 0) {
        None => notes.push("the pool can pay that at once".into()),
        Some(rest) => {
            let help = match pool.kind {
                Kind::Workers => "stop workers for it (`adyton stake stop`, later `reclaim`)",
                Kind::Vault => "ask its pools for it (`adyton stake divest`, later `serve`)",
            };
            notes.push(format!("{} wait in the queue; after {grace} anybody may {help}", pha(rest)));
        }
    }
    if pool.at_risk > 0 {
        notes.push(format!(
            "WARNING: who is paid before slashes of {} are decided gives up what is lifted of them",
            pha(pool.at_risk)
        ));
    }
    notes
}

/// `adyton stake serve`.
///
/// # Errors
/// A sentence for the user.
pub(crate) async fn serve(
    id: u32,
    signing: &SigningOptions,
    session: &Session,
    output: Output,
) -> Result<()> {
    let state = ChainState::open(session).await?;
    let signer = Signer::new(session, &state, signing, output)?;
    let call = call(state.metadata(), "StakePools", "serve", vec![("pool", Value::u128(id.into()))])?;
    let included = signer.sign(&call, &[]).await?;
    tell(output, &included, &format!("see `adyton stake show {id}`"))
}

#[cfg(test)]
mod tests {
    use super::{super::pool::tests::pool, *};
    use crate::commands::stake::pool::{Commission, Raise};
    use clap::Parser;

    const PHA: Balance = 1_000_000_000_000;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        options: WithdrawOptions,
    }

    fn options(line: &[&str]) -> Result<WithdrawOptions, clap::Error> {
        Line::try_parse_from([&["withdraw", "4"], line].concat()).map(|line| line.options)
    }

    #[test]
    fn shares_are_named_by_number_amount_or_all() {
        let position = Position { shares: 10 * PHA, queued: 4 * PHA, since: 0 };
        let asked = |line: &[&str]| wanted(&options(line).unwrap(), &pool(), &position);
        assert_eq!(asked(&["5"]).unwrap(), 5);
        assert_eq!(asked(&["--amount", "3"]).unwrap(), 3 * PHA / 2);
        assert_eq!(asked(&["--all"]).unwrap(), 6 * PHA, "those that do not wait already");
        let error = asked(&["--amount", "12.000000000001"]).unwrap_err().to_string();
        assert!(error.contains("worth 12 PHA"), "{error}");
        let gone = Position { queued: 10 * PHA, ..position };
        assert!(wanted(&options(&["--all"]).unwrap(), &pool(), &gone).is_err());
        assert!(
            options(&[]).is_err()
                && options(&["5", "--all"]).is_err()
                && options(&["--all", "--amount", "1"]).is_err()
        );
    }

    #[test]
    fn who_leaves_learns_what_is_paid_at_once() {
        let at_once = before_withdrawal(&pool(), 200 * PHA, "a week");
        assert_eq!(at_once[1], "the pool can pay that at once");
        let waits = before_withdrawal(&pool(), 300 * PHA, "a week");
        assert!(waits[1].starts_with("100 PHA wait in the queue; after a week"), "{}", waits[1]);
        let vault = Pool { kind: Kind::Vault, ..pool() };
        let waits = before_withdrawal(&vault, 300 * PHA, "a week");
        assert!(waits[1].contains("`adyton stake divest`"), "a vault has no workers: {}", waits[1]);
    }

    #[test]
    fn who_comes_is_warned_of_raises_slashes_lists_and_caps() {
        assert!(before_deposit(&pool(), true, PHA, "a week").iter().all(|note| !note.starts_with("WARNING")));
        let bad = Pool {
            commission: Commission { rate: 0, raise: Some(Raise { rate: 1_000_000, from: 9 }) },
            at_risk: PHA,
            cap: Some(2_000 * PHA),
            ..pool()
        };
        let notes = before_deposit(&bad, false, PHA, "a week");
        assert_eq!(notes.iter().filter(|note| note.starts_with("WARNING")).count(), 4, "{notes:?}");
    }
}
