//! What comes next for a miner. Pure: the chain's word and the operator's wishes in, one step and one sentence out.

use super::chain::{Kind, PoolId, Session, Snapshot, Standing};
use crate::commands::amount::{blocks, grouped, plain};
use client::submit::Call;
use codec::Compact;
use economy::{Confidence, Position, Refusal, Score, State, PHA};
use messages::ids::{AccountId, Balance, BlockNumber, TimeMs, WorkerId};

/// What has to be left on the operator's account beside a stake: fees of some thousand heartbeats.
pub(super) const RESERVE: Balance = PHA;
/// A measurement without a result for this many times its length is asked for again.
const OVERDUE: BlockNumber = 3;

/// What the operator wants.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Wishes {
    /// Who operates the worker.
    pub(super) operator: AccountId,
    /// The pool that is to stake.
    pub(super) pool: Option<PoolId>,
    /// The stake; the least one if nothing is said.
    pub(super) stake: Option<Balance>,
    /// Whether the operator stopped mining.
    pub(super) stopped: bool,
}

/// What comes next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// The operator's account lacks PHA.
    Fund { to: AccountId, missing: Balance, stake: Option<Balance> },
    /// The worker has to be registered, or its evidence renewed; pherry does it.
    Register,
    /// The worker is registered for another operator.
    OtherOperator { operator: AccountId },
    /// Ask for a measurement.
    Measure,
    /// The measurement runs.
    AwaitScore { until: BlockNumber, block: BlockNumber, slot_ms: TimeMs },
    /// The stake, or the machine, is not accepted.
    Refused { refusal: Refusal, least: Balance, score: Score },
    /// Start a session with the operator's own stake.
    Stake { stake: Balance, least: Balance, score: Score },
    /// There is no such pool, or it is a vault.
    NoPool { pool: PoolId },
    /// Only the pool's owner can go on.
    AskOwner { pool: PoolId, owner: AccountId },
    /// The worker belongs to another pool.
    OtherPool { pool: PoolId },
    /// Assign the worker to the pool.
    JoinPool { pool: PoolId },
    /// The pool lacks free funds.
    PoolFunds { pool: PoolId, stake: Balance, unclaimed: Balance },
    /// Start a session with the pool's stake.
    StakeOfPool { pool: PoolId, stake: Balance, score: Score },
    /// The operator stopped mining.
    Stopped,
    /// A challenge is open; the worker answers by itself.
    Answer { block: BlockNumber, left: BlockNumber, slot_ms: TimeMs },
    /// All is well.
    Mine,
    /// The worker was silent.
    Silent { block: Option<BlockNumber> },
    /// The attestation does not count any more.
    Unattested,
    /// A slash is pending.
    Slash { amount: Balance, due: BlockNumber, block: BlockNumber },
    /// The stake cools down.
    CoolDown { free_from: BlockNumber, left: BlockNumber, slot_ms: TimeMs },
    /// The stake is free.
    Withdraw { stake: Balance },
}

impl Step {
    /// What comes next for the worker of a snapshot.
    pub(super) fn next(chain: &Snapshot, wishes: &Wishes) -> Self {
        if let Some(session) = &chain.worker.session {
            return Self::in_session(session, chain);
        }
        if chain.balance < RESERVE {
            return Self::fund(wishes, RESERVE.saturating_sub(chain.balance), None);
        }
        match &chain.worker.record {
            Some(record) if record.operator != wishes.operator => {
                return Step::OtherOperator { operator: record.operator.clone() };
            }
            Some(_) if chain.worker.attested => {}
            _ => return Step::Register,
        }
        if wishes.stopped {
            return Step::Stopped;
        }
        Self::to_session(chain, wishes)
    }

    fn fund(wishes: &Wishes, missing: Balance, stake: Option<Balance>) -> Self {
        Step::Fund { to: wishes.operator.clone(), missing, stake }
    }

    /// On the way to a session, of a registered worker.
    fn to_session(chain: &Snapshot, wishes: &Wishes) -> Self {
        if let Some(running) = &chain.worker.measurement {
            let length = chain.rules.pace.measurement;
            let patience = running.until.saturating_add(length.saturating_mul(OVERDUE));
            let (until, block, slot_ms) = (running.until, chain.block, chain.slot_ms);
            return match block > patience {
                true => Step::Measure,
                false => Step::AwaitScore { until, block, slot_ms },
            };
        }
        let (Some(score), Some(least)) = (chain.worker.score, chain.least_stake()) else {
            return Step::Measure;
        };
        let stake = wishes.stake.unwrap_or(least);
        let (rules, v_max) = (&chain.rules.stake, chain.rules.rates.current.v_max);
        // What the attestation is worth is for the chain to say; more than fully it never is.
        let trust = Confidence::Full;
        if let Err(refusal) =
            Position::open(rules, v_max, score, stake, trust, chain.books.index, chain.block)
        {
            return Step::Refused { refusal, least, score };
        }
        match wishes.pool {
            Some(pool) => Self::of_pool(chain, wishes, pool, stake, score),
            None => Self::of_own(chain, wishes, stake, least, score),
        }
    }

    fn of_own(chain: &Snapshot, wishes: &Wishes, stake: Balance, least: Balance, score: Score) -> Self {
        let missing = stake.saturating_add(RESERVE).saturating_sub(chain.balance);
        match missing {
            0 => Step::Stake { stake, least, score },
            missing => Self::fund(wishes, missing, Some(stake)),
        }
    }

    fn of_pool(chain: &Snapshot, wishes: &Wishes, id: PoolId, stake: Balance, score: Score) -> Self {
        let Some(pool) = chain.pool.as_ref().filter(|pool| pool.kind == Kind::Workers) else {
            return Step::NoPool { pool: id };
        };
        if pool.owner != wishes.operator {
            return Step::AskOwner { pool: id, owner: pool.owner.clone() };
        }
        match &chain.worker.assignment {
            None => Step::JoinPool { pool: id },
            Some(assigned) if assigned.pool != id => Step::OtherPool { pool: assigned.pool },
            Some(_) if pool.unclaimed() < stake => {
                Step::PoolFunds { pool: id, stake, unclaimed: pool.unclaimed() }
            }
            Some(_) => Step::StakeOfPool { pool: id, stake, score },
        }
    }

    fn in_session(session: &Session, chain: &Snapshot) -> Self {
        let (block, slot_ms) = (chain.block, chain.slot_ms);
        if let Some(slash) = chain.worker.slash {
            return Step::Slash { amount: slash.amount, due: slash.due, block };
        }
        let open = chain.worker.challenge.map(|challenge| challenge.block);
        match (session.position.state, session.free_from, open) {
            (State::CoolingDown, free_from, _) => {
                let free_from = free_from.unwrap_or_default();
                match free_from.saturating_sub(block) {
                    0 => Step::Withdraw { stake: session.stake },
                    left => Step::CoolDown { free_from, left, slot_ms },
                }
            }
            _ if !chain.worker.attested => Step::Unattested,
            (State::Unresponsive, _, block) => Step::Silent { block },
            (State::Idle, _, None) => Step::Mine,
            (State::Idle, _, Some(asked)) => {
                let end = asked.saturating_add(chain.rules.pace.heartbeat_window);
                Step::Answer { block: asked, left: end.saturating_sub(block), slot_ms }
            }
        }
    }

    /// The call that does it, where one of the operator's does.
    pub(super) fn call(&self, worker: &WorkerId) -> Option<Call> {
        match self {
            Step::Measure => Some(Call::new("Computation", "measure", (worker,))),
            Step::Stake { stake, .. } => Some(Call::new("Computation", "start", (worker, Compact(*stake)))),
            Step::JoinPool { pool } => Some(Call::new("StakePools", "add_worker", (pool, worker))),
            Step::StakeOfPool { stake, .. } => {
                Some(Call::new("StakePools", "start", (worker, Compact(*stake))))
            }
            _ => None,
        }
    }

    /// A name for figures and programs.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Step::Fund { .. } => "fund",
            Step::Register => "register",
            Step::OtherOperator { .. } => "other_operator",
            Step::Measure => "measure",
            Step::AwaitScore { .. } => "await_score",
            Step::Refused { .. } => "refused",
            Step::Stake { .. } | Step::StakeOfPool { .. } => "stake",
            Step::NoPool { .. } => "no_pool",
            Step::AskOwner { .. } => "ask_owner",
            Step::OtherPool { .. } => "other_pool",
            Step::JoinPool { .. } => "join_pool",
            Step::PoolFunds { .. } => "pool_funds",
            Step::Stopped => "stopped",
            Step::Answer { .. } => "answer",
            Step::Mine => "mine",
            Step::Silent { .. } => "silent",
            Step::Unattested => "unattested",
            Step::Slash { .. } => "slash",
            Step::CoolDown { .. } => "cool_down",
            Step::Withdraw { .. } => "withdraw",
        }
    }

    /// What to do, and who does it.
    pub(super) fn advice(&self, worker: &WorkerId) -> String {
        match self.call(worker) {
            Some(_) => format!("{}; `adyton miner start` does it", self.sentence()),
            None => self.sentence(),
        }
    }

    /// One sentence with what to do, if anything is.
    pub(super) fn sentence(&self) -> String {
        match self {
            Step::Fund { to, missing, stake: None } => {
                format!("put {} PHA or more on {to}, for fees", pha(*missing))
            }
            Step::Fund { to, missing, stake: Some(stake) } => format!(
                "put {} PHA more on {to}: the stake is {} PHA, and {} PHA are for fees",
                pha(*missing),
                pha(*stake),
                pha(RESERVE)
            ),
            Step::Register => "wait until the worker is attested on the chain; if that takes longer than some minutes, see \
                               what `adyton miner status` says of program and relayer, and logs/pherry.log"
                .into(),
            Step::OtherOperator { operator } => format!(
                "the worker is registered for {operator}: use that account's key, or remove the folder worker to begin with \
                 another identity"
            ),
            Step::Measure => "measure the worker".into(),
            Step::AwaitScore { until, block, slot_ms } => format!(
                "wait for the score: the worker is measured until block {until}, {} from now",
                blocks(until.saturating_sub(*block), *slot_ms)
            ),
            Step::Refused { refusal, least, score } => {
                format!("{refusal}: its score is {score}, the least stake {} PHA; change miner.toml", pha(*least))
            }
            Step::Stake { stake, least, score } => format!(
                "stake {} PHA (the least for a score of {score} is {})",
                pha(*stake),
                pha(*least)
            ),
            Step::NoPool { pool } => {
                format!("there is no pool {pool} for workers; make one with `adyton stake`, or correct `pool` in miner.toml")
            }
            Step::AskOwner { pool, owner } => format!(
                "pool {pool} belongs to {owner}, who alone adds workers that he operates himself: have the owner run this \
                 miner with his key, or delegate to the pool and mine with a stake of your own"
            ),
            Step::OtherPool { pool } => format!(
                "the worker belongs to pool {pool}: name it in miner.toml, or take the worker out of it \
                 (stakePools.removeWorker)"
            ),
            Step::JoinPool { pool } => format!("add the worker to pool {pool}"),
            Step::PoolFunds { pool, stake, unclaimed } => format!(
                "pool {pool} has {} PHA to stake and the worker takes {}: deposit the rest, or wait for delegators",
                pha(*unclaimed),
                pha(*stake)
            ),
            Step::StakeOfPool { pool, stake, score } => format!(
                "stake {} PHA of pool {pool} for a score of {score}",
                pha(*stake)
            ),
            Step::Stopped => "nothing to do: mining was stopped; begin again with `adyton miner start --again`".into(),
            Step::Answer { block, left, slot_ms } => {
                format!("nothing to do: the worker answers the challenge of block {block} by itself, within {}", blocks(*left, *slot_ms))
            }
            Step::Mine => "nothing to do: the worker earns, and is paid with its next heartbeat".into(),
            Step::Silent { block: Some(block) } => format!(
                "the worker did not answer the challenge of block {block} in time and earns nothing until it does: see \
                 that worker and pherry run (logs/), and that the relayer's account can pay"
            ),
            Step::Silent { block: None } => {
                "the worker earns nothing until it is challenged and answers; that comes by itself".into()
            }
            Step::Unattested => "the worker's attestation does not count any more and it earns nothing: run `adyton attest` \
                                 for the reason, and update program, firmware or collateral"
                .into(),
            Step::Slash { amount, due, block } => format!(
                "{} PHA of the stake are at risk for reported misbehaviour, until governance decides or block {due} comes \
                 (now {block}); appeal with `adyton gov`",
                pha(*amount)
            ),
            Step::CoolDown { free_from, left, slot_ms } => format!(
                "wait: the stake is free from block {free_from}, {} from now; then `adyton miner withdraw`",
                blocks(*left, *slot_ms)
            ),
            Step::Withdraw { stake } => {
                format!("take the stake of {} PHA back: `adyton miner withdraw`", pha(*stake))
            }
        }
    }
}

/// Whether the stake of a session is a pool's: the operator then cannot withdraw it for himself.
pub(super) fn is_of_pool(chain: &Snapshot) -> bool {
    chain.worker.assignment.is_some_and(|assigned| assigned.standing != Standing::Idle)
}

/// An amount for people: up to four decimals, rounded down.
pub(super) fn pha(amount: Balance) -> String {
    const SHOWN: Balance = PHA / 10_000;
    grouped(&plain(amount - amount % SHOWN))
}

#[cfg(test)]
#[path = "step_tests.rs"]
pub(super) mod tests;
