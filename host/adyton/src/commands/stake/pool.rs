//! Pools as the chain keeps them, and what shares of them are worth.

use crate::{
    commands::{
        amount::{blocks, grouped, percent_of_million, pha, plain},
        format_pha,
    },
    state::ChainState,
};
use anyhow::{Context, Result};
use codec::Encode;
use messages::{
    ids::{AccountId, Balance, BlockNumber, TimeMs, WorkerId},
    U256,
};
use serde_json::{json, Value};
use subxt::ext::scale_decode::DecodeAsType;

/// Decimals of a price that are shown.
const PRICE_DECIMALS: usize = 9;
/// Workers of all pools that are looked through for those of one.
const MAX_WORKERS: u32 = 1_000;

/// A pool; names are the chain's.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(crate) struct Pool {
    /// What it does with its assets.
    pub kind: Kind,
    /// Who decides that.
    pub owner: [u8; 32],
    /// The owner's part of gains.
    pub commission: Commission,
    /// Assets above which it takes no deposit.
    pub cap: Option<Balance>,
    /// Whether everybody may deposit.
    pub open: bool,
    /// Its workers.
    pub workers: u32,
    /// All its shares.
    pub shares: u128,
    /// PHA that can be paid or staked.
    pub free: Balance,
    /// PHA at stake.
    pub staked: Balance,
    /// PHA that cools down.
    pub releasing: Balance,
    /// PHA that reported slashes would take.
    pub at_risk: Balance,
    /// Who wants to withdraw.
    pub queue: Queue,
}

/// What a pool does with its assets.
#[derive(Clone, Copy, PartialEq, Eq, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(crate) enum Kind {
    /// It stakes them for workers.
    Workers,
    /// It buys shares of pools.
    Vault,
}

/// The owner's part of gains, in millionths.
#[derive(Clone, Copy, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(crate) struct Commission {
    /// Now.
    pub rate: u32,
    /// Announced.
    pub raise: Option<Raise>,
}

impl Commission {
    /// As it is at block `now`: the chain writes down that a raise holds only when the pool is used next.
    fn at(self, now: BlockNumber) -> Self {
        match self.raise {
            Some(Raise { rate, from }) if from <= now => Self { rate, raise: None },
            _ => self,
        }
    }
}

/// An announced commission.
#[derive(Clone, Copy, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(crate) struct Raise {
    /// In millionths.
    pub rate: u32,
    /// From this block on.
    pub from: BlockNumber,
}

/// Requests to withdraw.
#[derive(Clone, Copy, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(crate) struct Queue {
    head: u64,
    tail: u64,
    /// Shares of all requests.
    pub shares: u128,
}

/// What a holder has of a pool.
#[derive(Clone, Copy, Debug, Default, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(crate) struct Position {
    /// All shares.
    pub shares: u128,
    /// Those that wait to be paid.
    pub queued: u128,
    /// Block of the last deposit.
    pub since: BlockNumber,
}

/// A worker of a pool.
#[derive(Clone, Copy, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(crate) struct Assignment {
    pool: u32,
    standing: Standing,
    stake: Balance,
    at_risk: Balance,
}

/// What a worker of a pool does.
#[derive(Clone, Copy, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
enum Standing {
    Idle,
    Working,
    CoolingDown,
}

impl Pool {
    /// What all its shares are worth.
    pub(crate) fn assets(&self) -> Balance {
        self.free.saturating_add(self.staked).saturating_add(self.releasing)
    }

    /// What shares are worth now, rounded down as the chain does.
    pub(crate) fn worth(&self, shares: u128) -> Balance {
        ratio(shares, self.assets(), self.shares, false)
    }

    /// Shares that a deposit buys: as if pending slashes were lifted.
    pub(crate) fn bought_with(&self, amount: Balance) -> u128 {
        match self.shares {
            0 => amount,
            all => ratio(amount, all, self.assets().saturating_add(self.at_risk), false),
        }
    }

    /// Least shares that are worth an amount.
    pub(crate) fn shares_worth(&self, amount: Balance) -> u128 {
        ratio(amount, self.shares, self.assets(), true)
    }

    /// What the queue has no claim on.
    pub(crate) fn unclaimed(&self) -> Balance {
        self.free.saturating_sub(ratio(self.queue.shares, self.assets(), self.shares, true))
    }

    /// PHA for each share, for people.
    fn price(&self) -> String {
        let scaled = U256::from(self.assets()).saturating_mul(U256::exp10(PRICE_DECIMALS));
        scaled.checked_div(self.shares.into()).map_or("1".into(), |price| format_pha(price, PRICE_DECIMALS))
    }

    fn commission_text(&self, now: BlockNumber, block_ms: TimeMs) -> String {
        let rate = percent_of_million(self.commission.rate);
        match self.commission.raise {
            Some(Raise { rate: raised, from }) => {
                let raised = percent_of_million(raised);
                format!("{rate}, RISING to {raised} in {}", blocks(from.saturating_sub(now), block_ms))
            }
            None => rate,
        }
    }

    fn deposits(&self) -> String {
        let who = if self.open { "open to all" } else { "open to those on its list only" };
        match self.cap {
            Some(cap) => format!("{who}, up to {}", pha(cap)),
            None => format!("{who}, without a cap"),
        }
    }

    /// For programs.
    pub(crate) fn json(&self, id: u32, mine: Option<&Position>) -> Value {
        json!({
            "id": id,
            "kind": match self.kind { Kind::Workers => "workers", Kind::Vault => "vault" },
            "owner": AccountId::new(self.owner).to_string(),
            "commission_percent": percent_of_million(self.commission.rate),
            "raise": self.commission.raise.map(|raise| {
                json!({ "commission_percent": percent_of_million(raise.rate), "from_block": raise.from })
            }),
            "open": self.open,
            "cap": self.cap.map(plain),
            "workers": self.workers,
            "assets": plain(self.assets()),
            "free": plain(self.free),
            "staked": plain(self.staked),
            "releasing": plain(self.releasing),
            "at_risk": plain(self.at_risk),
            "shares": self.shares.to_string(),
            "price": self.price(),
            "queue": { "requests": self.requests(), "worth": plain(self.worth(self.queue.shares)) },
            "position": mine.map(|position| self.position_json(position)),
        })
    }

    fn requests(&self) -> u64 {
        self.queue.tail.saturating_sub(self.queue.head)
    }

    /// A position in it, for programs.
    pub(crate) fn position_json(&self, position: &Position) -> Value {
        json!({
            "shares": position.shares.to_string(),
            "worth": plain(self.worth(position.shares)),
            "queued_shares": position.queued.to_string(),
            "queued_worth": plain(self.worth(position.queued)),
            "since_block": position.since,
        })
    }

    /// For people.
    pub(crate) fn text(
        &self,
        id: u32,
        mine: Option<&Position>,
        now: BlockNumber,
        block_ms: TimeMs,
    ) -> String {
        let kind = match self.kind {
            Kind::Workers => format!("pool of {} workers", grouped(&self.workers.to_string())),
            Kind::Vault => "vault (worth as of its last use; `adyton stake serve` renews that)".into(),
        };
        let mut lines = vec![
            format!("{id} {kind} of {}", AccountId::new(self.owner)),
            format!("  commission {}; {}", self.commission_text(now, block_ms), self.deposits()),
            format!(
                "  assets {}: free {}, staked {}, cooling down {}; price {}",
                pha(self.assets()),
                pha(self.free),
                pha(self.staked),
                pha(self.releasing),
                self.price()
            ),
        ];
        if self.at_risk > 0 {
            lines.push(format!("  AT RISK {}: slashes that are reported and not decided", pha(self.at_risk)));
        }
        if self.queue.shares > 0 {
            lines.push(format!(
                "  {} requests wait for {}",
                self.requests(),
                pha(self.worth(self.queue.shares))
            ));
        }
        lines.extend(mine.map(|position| format!("  yours: {}", self.position_text(position))));
        lines.join("\n")
    }

    /// A position in it, for people.
    pub(crate) fn position_text(&self, position: &Position) -> String {
        let worth = pha(self.worth(position.shares));
        let shares = grouped(&position.shares.to_string());
        match position.queued {
            0 => format!("{worth} ({shares} shares)"),
            queued => {
                format!("{worth} ({shares} shares), of which {} wait to be paid", pha(self.worth(queued)))
            }
        }
    }
}

/// `number · numerator / denominator`; 0 where the denominator is.
fn ratio(number: u128, numerator: u128, denominator: u128, up: bool) -> u128 {
    let product = U256::from(number).saturating_mul(numerator.into());
    let round = if up { U256::from(denominator).saturating_sub(U256::one()) } else { U256::zero() };
    let quotient = product.saturating_add(round).checked_div(denominator.into()).unwrap_or_default();
    u128::try_from(quotient).unwrap_or(u128::MAX)
}

/// Who has shares; encodes as the chain's does.
#[derive(Clone, Copy, Debug, Encode)]
pub(crate) enum Holder<'a> {
    /// An account.
    Account(&'a AccountId),
    /// A vault.
    Vault(u32),
}

/// All pools, with an account's positions in them.
///
/// # Errors
/// If they cannot be read.
pub(crate) async fn all(
    state: &ChainState,
    account: Option<&AccountId>,
) -> Result<Vec<(u32, Pool, Option<Position>)>> {
    let next: u32 = state.read(("StakePools", "NextPoolId"), vec![]).await?.unwrap_or(0);
    some(state, (0..next).collect(), account.map(Holder::Account)).await
}

/// Pools by their numbers, with a holder's positions in them. Those that are no more are left out.
async fn some(
    state: &ChainState,
    ids: Vec<u32>,
    holder: Option<Holder<'_>>,
) -> Result<Vec<(u32, Pool, Option<Position>)>> {
    let keys = ids.iter().map(|id| vec![id.encode()]).collect();
    let pools: Vec<Option<Pool>> = state.read_many(("StakePools", "Pools"), keys).await?;
    let positions: Vec<Option<Position>> = match holder {
        Some(holder) => {
            let keys = ids.iter().map(|id| vec![id.encode(), holder.encode()]).collect();
            state.read_many(("StakePools", "Positions"), keys).await?
        }
        None => vec![None; ids.len()],
    };
    let now = state.block();
    let found = ids.into_iter().zip(pools).zip(positions).filter_map(|((id, pool), position)| {
        let pool = pool?;
        Some((id, Pool { commission: pool.commission.at(now), ..pool }, position))
    });
    Ok(found.collect())
}

/// Whether an account is on the list of a pool.
///
/// # Errors
/// If it cannot be read.
pub(crate) async fn lists(state: &ChainState, pool: u32, account: &AccountId) -> Result<bool> {
    let listed: Option<()> = state
        .read(("StakePools", "AllowList"), vec![pool.encode(), Holder::Account(account).encode()])
        .await?;
    Ok(listed.is_some())
}

/// One pool, with an account's position in it.
///
/// # Errors
/// If there is none.
pub(crate) async fn one(
    state: &ChainState,
    id: u32,
    account: Option<&AccountId>,
) -> Result<(Pool, Option<Position>)> {
    let found = some(state, vec![id], account.map(Holder::Account)).await?.pop();
    let (_, pool, position) =
        found.with_context(|| format!("there is no pool {id}; see `adyton stake pools`"))?;
    Ok((pool, position))
}

/// Pools in which somebody has shares.
///
/// # Errors
/// If they cannot be read.
pub(crate) async fn held_by(
    state: &ChainState,
    holder: Holder<'_>,
) -> Result<Vec<(u32, Pool, Option<Position>)>> {
    let ids = state.read(("StakePools", "Holdings"), vec![holder.encode()]).await?.unwrap_or_default();
    some(state, ids, Some(holder)).await
}

/// Pools in which a vault has shares: those are what its owner divests of. None of a pool of workers.
///
/// # Errors
/// If they cannot be read.
pub(crate) async fn holdings(
    state: &ChainState,
    id: u32,
    pool: &Pool,
) -> Result<Vec<(u32, Pool, Option<Position>)>> {
    match pool.kind {
        Kind::Vault => held_by(state, Holder::Vault(id)).await,
        Kind::Workers => Ok(vec![]),
    }
}

/// Workers of a pool: id and a line each.
///
/// # Errors
/// If they cannot be read.
pub(crate) async fn workers(state: &ChainState, pool: u32) -> Result<Vec<(WorkerId, String)>> {
    let all: Vec<(Vec<u8>, Assignment)> = state.list(("StakePools", "Assignments"), 32, MAX_WORKERS).await?;
    let ours = all.into_iter().filter(|(_, assignment)| assignment.pool == pool);
    Ok(ours.filter_map(|(id, assignment)| Some((WorkerId(id.try_into().ok()?), assignment.text()))).collect())
}

impl Assignment {
    fn text(self) -> String {
        let stake = pha(self.stake);
        let doing = match self.standing {
            Standing::Idle => "idle".to_owned(),
            Standing::Working => format!("works with {stake}"),
            Standing::CoolingDown => format!("cools down with {stake}"),
        };
        match self.at_risk {
            0 => doing,
            risk => format!("{doing}, {} of it at risk", pha(risk)),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    const PHA: Balance = 1_000_000_000_000;

    /// A pool of 1,000 shares (of 10¹²) with assets of 2,000 PHA.
    pub(crate) fn pool() -> Pool {
        Pool {
            kind: Kind::Workers,
            owner: [1; 32],
            commission: Commission { rate: 50_000, raise: None },
            cap: None,
            open: true,
            workers: 2,
            shares: 1_000 * PHA,
            free: 500 * PHA,
            staked: 1_200 * PHA,
            releasing: 300 * PHA,
            at_risk: 0,
            queue: Queue { head: 3, tail: 3, shares: 0 },
        }
    }

    #[test]
    fn holders_are_named_as_the_chain_names_them() {
        let account = AccountId::new([7; 32]);
        assert_eq!(Holder::Account(&account).encode(), [&[0][..], &[7; 32]].concat());
        assert_eq!(Holder::Vault(3).encode(), [1, 3, 0, 0, 0]);
    }

    #[test]
    fn shares_are_worth_their_part_rounded_against_the_holder() {
        let pool = pool();
        assert_eq!(pool.worth(100 * PHA), 200 * PHA);
        assert_eq!(pool.worth(1), 2);
        assert_eq!(
            Pool { free: 500 * PHA + 1, ..pool.clone() }.worth(999 * PHA),
            1_998 * PHA,
            "rounded down"
        );
        assert_eq!(pool.bought_with(10 * PHA), 5 * PHA);
        assert_eq!(pool.shares_worth(3), 2, "rounded up, so that it is worth at least that");
        let empty = Pool { shares: 0, free: 0, staked: 0, releasing: 0, ..pool.clone() };
        assert_eq!(
            (empty.worth(5), empty.bought_with(7), empty.shares_worth(5), empty.price().as_str()),
            (0, 7, 0, "1")
        );
        let risky = Pool { at_risk: 500 * PHA, ..pool };
        assert_eq!(risky.bought_with(10 * PHA), 4 * PHA, "a deposit buys as if slashes were lifted");
    }

    #[test]
    fn only_what_the_queue_has_no_claim_on_is_unclaimed() {
        let queue = Queue { head: 3, tail: 5, shares: 100 * PHA };
        let pool = Pool { queue, ..pool() };
        assert_eq!(pool.unclaimed(), 300 * PHA);
        let drained = Pool { free: 10 * PHA, ..pool };
        assert_eq!(drained.unclaimed(), 0);
    }

    #[test]
    fn a_raise_holds_from_its_block_on_whoever_has_written_it_down() {
        let announced = Commission { rate: 50_000, raise: Some(Raise { rate: 200_000, from: 100 }) };
        assert_eq!((announced.at(99).rate, announced.at(99).raise.is_some()), (50_000, true));
        assert_eq!((announced.at(100).rate, announced.at(100).raise.is_some()), (200_000, false));
    }

    #[test]
    fn a_pool_tells_what_a_depositor_must_know() {
        let raise = Some(Raise { rate: 200_000, from: 1_100 });
        let pool = Pool {
            commission: Commission { rate: 50_000, raise },
            at_risk: 20 * PHA,
            cap: Some(5_000 * PHA),
            queue: Queue { head: 3, tail: 5, shares: 100 * PHA },
            ..pool()
        };
        let position = Position { shares: 10 * PHA, queued: PHA, since: 7 };
        let text = pool.text(4, Some(&position), 1_000, 6_000);
        let expected = [
            "4 pool of 2 workers of 5C62Ck4UrFPiBtoCmeSrgF7x9yv9mn38446dhCpsi2mLHiFT",
            "  commission 5 %, RISING to 20 % in 100 blocks (10 min); open to all, up to 5,000 PHA",
            "  assets 2,000 PHA: free 500 PHA, staked 1,200 PHA, cooling down 300 PHA; price 2",
            "  AT RISK 20 PHA: slashes that are reported and not decided",
            "  2 requests wait for 200 PHA",
            "  yours: 20 PHA (10,000,000,000,000 shares), of which 2 PHA wait to be paid",
        ];
        assert_eq!(text, expected.join("\n"));
    }
}
