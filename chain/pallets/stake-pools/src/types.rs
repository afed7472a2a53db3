//! What this pallet stores.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::BoundedVec;
use messages::{ids::*, ConstU32};
use scale_info::TypeInfo;
use sp_runtime::Permill;

/// A pool or a vault, counted from 0.
pub type PoolId = u32;
/// Shares of a pool. The first are sold for one unit of PHA each.
pub type Shares = u128;
/// Place of a request in its pool's queue, counted from 0 and never used again.
pub type TicketId = u64;
/// Assets for each share, in units of 1 / [`PRICE_UNIT`].
pub type Price = u128;

/// The price of one.
pub const PRICE_UNIT: Price = 1_000_000_000_000_000_000;

/// Pools in which one holder may have shares. Voting power and the worth of a vault are sums over them: this bounds what
/// they cost.
pub const MAX_HOLDINGS: u32 = 32;

/// Tickets that one call pays or looks at. The next call goes on where it stopped; each is paid for by who needs it.
pub const MAX_STEPS: u32 = 16;

/// Holders on a pool's list. Only its owner writes them, each costs the same: this bounds what the chain stores for one
/// creation deposit.
pub const MAX_ALLOWED: u32 = 1_000;

/// Workers of one pool. No call visits more than one; this too bounds what is stored for one creation deposit.
pub const MAX_WORKERS: u32 = 10_000;

/// Shares that a deposit must buy. What rounding takes from it is less than the price of one share, so at most one
/// millionth: no price, however it came about, makes a deposit lose more.
pub const MIN_SHARES: Shares = 1_000_000;

/// A pool whose shares lost all but one part in this many takes no deposits any more: it would sell so many shares that
/// their number overflows in the end. Whoever stays in it may still withdraw.
pub const MAX_LOSS: u128 = 1_000_000;

/// A pool of which pending slashes may take more than one part in this many takes no deposits until they are decided: a
/// deposit pays for its part of them, like all that was there before, and does not lose more than this part of itself. A
/// worker's slash is a hundredth of its stake, a tenth, or all. So most of them stop the deposits of small pools alone, and
/// nobody stops those of a vault by having a worker slashed in a pool that has little of it.
pub const MAX_RISK: u128 = 10;

/// What a pool does with its assets.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Kind {
    /// It stakes them for workers.
    Workers,
    /// It is a vault: it buys shares of pools of workers.
    Vault,
}

/// Who has shares.
#[derive(
    Clone,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub enum Holder {
    /// An account, which delegates.
    Account(AccountId),
    /// A vault, for those who have shares of it.
    Vault(PoolId),
}

/// A higher commission that was announced.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Raise {
    /// The commission to come.
    pub rate: Permill,
    /// Block from which on it holds; in a vault, from its first assessment after that.
    pub from: BlockNumber,
}

/// The owner's part of gains.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Commission {
    /// The part.
    pub rate: Permill,
    /// The raise that was announced and does not hold yet.
    pub raise: Option<Raise>,
}

impl Commission {
    /// Lets an announced raise hold at block `now`, if its time has come. A vault must have been charged before for what
    /// it gained until now.
    pub(crate) fn advance(&mut self, now: BlockNumber) {
        if let Some(raise) = self.raise.filter(|raise| raise.from <= now) {
            *self = Self { rate: raise.rate, raise: None };
        }
    }
}

/// Requests that wait to be paid, in the order in which they came. Tickets `head` to `tail`, exclusive, are open.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Queue {
    /// The ticket that is paid next.
    pub head: TicketId,
    /// The first ticket that is not known to have waited for longer than the grace period.
    pub overdue: TicketId,
    /// The ticket that the next request gets.
    pub tail: TicketId,
    /// Shares of all open tickets.
    pub shares: Shares,
    /// Shares of open tickets before `overdue`.
    pub overdue_shares: Shares,
}

/// A pool of workers, or a vault.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Pool {
    /// What it does with its assets.
    pub kind: Kind,
    /// Who decides what it does, and has the commission.
    pub owner: AccountId,
    /// What is held of the owner's funds until the pool is closed.
    pub deposit: Balance,
    /// The owner's part of gains.
    pub commission: Commission,
    /// Assets above which no deposit may lift it.
    pub cap: Option<Balance>,
    /// Whether everybody may deposit, or only who is on its list.
    pub open: bool,
    /// Holders on its list.
    pub allowed: u32,
    /// Its workers, with or without a stake.
    pub workers: u32,
    /// All its shares.
    pub shares: Shares,
    /// PHA that can be paid or staked.
    pub free: Balance,
    /// PHA at stake for workers that compute, less what is at risk. Of a vault: what its shares of pools were worth when
    /// it was last assessed.
    pub staked: Balance,
    /// PHA at stake for workers that cool down, less what is at risk. Of a vault: what its requests to withdraw were worth
    /// then.
    pub releasing: Balance,
    /// PHA that reported slashes would take; not among the assets. Of a vault: its part of what is at risk in pools.
    pub at_risk: Balance,
    /// High-water mark of a vault: the price up to which its gains are charged. Not used by a pool of workers.
    pub mark: Price,
    /// Who wants to withdraw.
    pub queue: Queue,
}

/// A holder's part of a pool.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Position {
    /// The holder's shares, those in the queue among them.
    pub shares: Shares,
    /// Shares in the queue.
    pub queued: Shares,
    /// Block of the holder's last deposit.
    pub since: BlockNumber,
}

impl Position {
    /// Shares that no request is about.
    pub fn unqueued(&self) -> Shares {
        self.shares.saturating_sub(self.queued)
    }
}

/// A request to withdraw. Its shares gain and lose like all others until they are paid.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Ticket {
    /// Whose shares they are.
    pub holder: Holder,
    /// Shares that are not paid yet.
    pub shares: Shares,
    /// Block of the request.
    pub since: BlockNumber,
}

/// What a pool's worker does.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Standing {
    /// Nothing; nothing is at stake for it.
    Idle,
    /// It computes.
    Working,
    /// It has ceased to compute; its stake is not given back yet.
    CoolingDown,
}

/// A worker that belongs to a pool.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Assignment {
    /// The pool.
    pub pool: PoolId,
    /// What the worker does.
    pub standing: Standing,
    /// What the pool staked for it, less what was slashed.
    pub stake: Balance,
    /// The part of it that reported slashes would take.
    pub at_risk: Balance,
}

impl Assignment {
    /// A worker of `pool` that does nothing.
    pub(crate) fn idle(pool: PoolId) -> Self {
        Self { pool, standing: Standing::Idle, stake: 0, at_risk: 0 }
    }

    /// What of the pool's assets is at stake for it.
    pub(crate) fn worth(&self) -> Balance {
        self.stake.saturating_sub(self.at_risk)
    }
}

impl Pool {
    /// Counts a worker's stake among the assets.
    pub(crate) fn count(&mut self, assignment: &Assignment) {
        if let Some(part) = self.part_of(assignment.standing) {
            *part = part.saturating_add(assignment.worth());
            self.at_risk = self.at_risk.saturating_add(assignment.at_risk);
        }
    }

    /// Takes a worker's stake, as it was counted, out of the assets.
    pub(crate) fn discount(&mut self, assignment: &Assignment) {
        if let Some(part) = self.part_of(assignment.standing) {
            *part = part.saturating_sub(assignment.worth());
            self.at_risk = self.at_risk.saturating_sub(assignment.at_risk);
        }
    }

    fn part_of(&mut self, standing: Standing) -> Option<&mut Balance> {
        match standing {
            Standing::Idle => None,
            Standing::Working => Some(&mut self.staked),
            Standing::CoolingDown => Some(&mut self.releasing),
        }
    }
}

/// Pools in which one holder has shares, each once.
pub type PoolList = BoundedVec<PoolId, ConstU32<MAX_HOLDINGS>>;

/// What a call did beside its fixed part.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Effort {
    /// Pools that were valued for a vault.
    pub(crate) holdings: u32,
    /// Tickets that were paid or looked at.
    pub(crate) steps: u32,
}
