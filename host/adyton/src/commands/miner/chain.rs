//! What the chain says of a worker, its session and its pool, proven at one finalized block.
//!
//! The stored types are those of `pallet-computation` and `pallet-stake-pools`, which host programs do not depend on. A
//! value that is not exactly one of them is refused, so a change of the layout is noticed, not misread.

use attestation::Policy;
use client::committee::{ChainView, Facts, ViewError};
use codec::{Decode, Encode};
use economy::{
    Budget, Fixed, Ledger, Offence, Pace, Position, RatesInForce, Rules, Score, StakeRules, State,
};
use messages::{
    abi,
    capacity::{Challenge, Measurement},
    ids::{AccountId, Balance, BlockNumber, TimeMs, WorkerId},
    registration::WorkerRecord,
};
use sp_crypto_hashing::{blake2_128, twox_128};

/// A pool, counted from 0.
pub(super) type PoolId = u32;
/// Length of a slot where the chain names none: `pallet_validators`' default.
const DEFAULT_SLOT_MS: TimeMs = 6_000;

/// A computing session: `pallet_computation::Session`.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub(super) struct Session {
    /// Whose stake it is.
    pub(super) staker: AccountId,
    /// The stake.
    pub(super) stake: Balance,
    /// What it is worth and has earned.
    pub(super) position: Position,
    /// Block from which on the stake can be withdrawn; `None` while the session runs.
    pub(super) free_from: Option<BlockNumber>,
    /// Work done when the last challenge was answered; `None` before the first.
    pub(super) work: Option<u64>,
    /// Chain time of the last challenge that was answered, or of the start.
    pub(super) measured_from_ms: TimeMs,
}

/// The rules in force: `pallet_computation::Rulebook`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub(super) struct Rulebook {
    /// How values change with time.
    pub(super) rates: RatesInForce,
    /// What a session takes to start.
    pub(super) stake: StakeRules,
    /// What is paid in all.
    pub(super) budget: Budget,
    /// How long things take.
    pub(super) pace: Pace,
}

impl Default for Rulebook {
    /// The pallet's own default.
    fn default() -> Self {
        let Rules { rates, stake, budget, pace } = Rules::for_block_time(DEFAULT_SLOT_MS);
        Self { rates: RatesInForce::always(rates), stake, budget, pace }
    }
}

/// A slash that is not carried out yet: `pallet_computation::PendingSlash`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub(super) struct PendingSlash {
    /// What the worker did.
    pub(super) offence: Offence,
    /// What is at risk.
    pub(super) amount: Balance,
    /// Block from which on anybody may have it carried out.
    pub(super) due: BlockNumber,
}

/// What a pool's worker does: `pallet_stake_pools::Standing`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub(super) enum Standing {
    /// Nothing.
    Idle,
    /// It computes.
    Working,
    /// Its stake is not given back yet.
    CoolingDown,
}

/// A worker that belongs to a pool: `pallet_stake_pools::Assignment`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub(super) struct Assignment {
    /// The pool.
    pub(super) pool: PoolId,
    /// What the worker does.
    pub(super) standing: Standing,
    /// What the pool staked for it.
    pub(super) stake: Balance,
    /// The part of it that is at risk.
    pub(super) at_risk: Balance,
}

/// A pool or vault: `pallet_stake_pools::Pool`.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub(super) struct Pool {
    pub(super) kind: Kind,
    /// Who decides what it does.
    pub(super) owner: AccountId,
    pub(super) deposit: Balance,
    pub(super) commission: Commission,
    pub(super) cap: Option<Balance>,
    pub(super) open: bool,
    pub(super) allowed: u32,
    pub(super) workers: u32,
    /// All its shares.
    pub(super) shares: u128,
    /// PHA that can be paid or staked.
    pub(super) free: Balance,
    pub(super) staked: Balance,
    pub(super) releasing: Balance,
    pub(super) at_risk: Balance,
    pub(super) mark: u128,
    /// Who wants to withdraw.
    pub(super) queue: Queue,
}

/// `pallet_stake_pools::Kind`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub(super) enum Kind {
    /// It stakes for workers.
    Workers,
    /// It is a pool of pools.
    Vault,
}

/// `pallet_stake_pools::Commission`; rates in millionths.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub(super) struct Commission {
    pub(super) rate: u32,
    pub(super) raise: Option<(u32, BlockNumber)>,
}

/// `pallet_stake_pools::Queue`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode)]
pub(super) struct Queue {
    pub(super) head: u64,
    pub(super) overdue: u64,
    pub(super) tail: u64,
    /// Shares of all open requests.
    pub(super) shares: u128,
    pub(super) overdue_shares: u128,
}

impl Pool {
    /// Free funds that no request to withdraw has a claim on: what the owner may stake.
    pub(super) fn unclaimed(&self) -> Balance {
        let assets = self.free.saturating_add(self.staked).saturating_add(self.releasing);
        let worth = Fixed::from_bits(assets).mul_ratio(self.queue.shares, self.shares).to_bits();
        let rounded = if self.queue.shares == 0 { 0 } else { worth.saturating_add(1) };
        self.free.saturating_sub(rounded)
    }
}

/// `frame_system::AccountInfo` with `pallet_balances::AccountData`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode)]
struct AccountInfo {
    counters: [u32; 4],
    free: Balance,
    reserved: Balance,
    frozen: Balance,
    flags: u128,
}

/// Whom a look at the chain is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Subject {
    /// The worker, once it is known.
    pub(super) worker: Option<WorkerId>,
    /// The operator.
    pub(super) operator: AccountId,
    /// The pool that is to stake, if one is.
    pub(super) pool: Option<PoolId>,
}

/// What the chain says, at one block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Snapshot {
    /// The block.
    pub(super) block: BlockNumber,
    /// Its time.
    pub(super) time_ms: TimeMs,
    /// Time from one block to the next.
    pub(super) slot_ms: TimeMs,
    /// Free balance of the operator, held stake not counted.
    pub(super) balance: Balance,
    /// The books of the budget.
    pub(super) books: Ledger,
    /// The rules.
    pub(super) rules: Rulebook,
    /// The pool that is to stake.
    pub(super) pool: Option<Pool>,
    /// What the chain says of the worker.
    pub(super) worker: WorkerState,
}

/// What the chain says of a worker; nothing of one that it does not know.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct WorkerState {
    /// Its registration.
    pub(super) record: Option<WorkerRecord>,
    /// Whether its evidence is valid and its program allowed.
    pub(super) attested: bool,
    /// How fast it was measured to be.
    pub(super) score: Option<Score>,
    /// The measurement that runs.
    pub(super) measurement: Option<Measurement>,
    /// What it has to answer.
    pub(super) challenge: Option<Challenge>,
    /// Its session.
    pub(super) session: Option<Session>,
    /// A slash that is not carried out.
    pub(super) slash: Option<PendingSlash>,
    /// The pool that it belongs to.
    pub(super) assignment: Option<Assignment>,
}

impl Snapshot {
    /// Proves what the chain says at its newest finalized block.
    ///
    /// # Errors
    /// Any [`ViewError`].
    pub(super) async fn prove(view: &ChainView, subject: &Subject) -> Result<Self, ViewError> {
        let mut keys = vec![
            abi::evidence_policy(),
            item("Validators", "SlotMs"),
            item("Computation", "Books"),
            item("Computation", "RulesInForce"),
            of("System", "Account", subject.operator.as_ref()),
        ];
        keys.extend(subject.pool.map(pool));
        keys.extend(subject.worker.iter().flat_map(worker_keys));
        let (head, facts) = view.prove(&keys).await?;
        let account: AccountInfo =
            read(&facts, &of("System", "Account", subject.operator.as_ref()))?.unwrap_or_default();
        Ok(Self {
            block: head.number(),
            time_ms: head.time_ms(),
            slot_ms: read(&facts, &item("Validators", "SlotMs"))?.unwrap_or(DEFAULT_SLOT_MS),
            balance: account.free,
            books: read(&facts, &item("Computation", "Books"))?.unwrap_or_default(),
            rules: read(&facts, &item("Computation", "RulesInForce"))?.unwrap_or_default(),
            pool: subject.pool.map(|id| read(&facts, &pool(id))).transpose()?.flatten(),
            worker: match &subject.worker {
                Some(worker) => WorkerState::read(&facts, worker, head.time_ms())?,
                None => WorkerState::default(),
            },
        })
    }

    /// The session's position as it is in this block: as stored it is as of its last event.
    pub(super) fn position(&self) -> Option<Position> {
        let mut position = self.worker.session.as_ref()?.position;
        position.settle(&self.rules.rates, self.books.index, self.block);
        Some(position)
    }

    /// The least stake of the worker's score.
    pub(super) fn least_stake(&self) -> Option<Balance> {
        let rules = &self.rules.stake;
        self.worker.score.map(|score| rules.minimum(score.min(rules.max_score)))
    }

    /// Whether the worker's session runs.
    pub(super) fn is_running(&self) -> bool {
        self.worker.session.as_ref().is_some_and(|session| session.position.state != State::CoolingDown)
    }
}

impl WorkerState {
    fn read(facts: &Facts, worker: &WorkerId, now_ms: TimeMs) -> Result<Self, ViewError> {
        let record: Option<WorkerRecord> = read(facts, &abi::worker(worker))?;
        let policy: Policy = read(facts, &abi::evidence_policy())?.unwrap_or_default();
        let is_attested = |record: &WorkerRecord| {
            let evidence = &record.attested;
            let mut allowed = policy.measurements.iter();
            evidence.valid_until_ms > now_ms
                && allowed.any(|allowed| allowed.measurement == evidence.measurement)
        };
        Ok(Self {
            attested: record.as_ref().is_some_and(is_attested),
            record,
            score: read(facts, &of("Computation", "Scores", &worker.0))?,
            measurement: read(facts, &abi::measurement(worker))?,
            challenge: read(facts, &abi::challenge(worker))?,
            session: read(facts, &of("Computation", "Workers", &worker.0))?,
            slash: read(facts, &of("Computation", "Slashes", &worker.0))?,
            assignment: read(facts, &of("StakePools", "Assignments", &worker.0))?,
        })
    }
}

fn read<T: Decode>(facts: &Facts, key: &[u8]) -> Result<Option<T>, ViewError> {
    facts.read(key).map_err(ViewError::Refused)
}

fn item(pallet: &str, name: &str) -> Vec<u8> {
    [twox_128(pallet.as_bytes()), twox_128(name.as_bytes())].concat()
}

/// Key of an item of a map with `Blake2_128Concat`.
fn of(pallet: &str, name: &str, key: &[u8]) -> Vec<u8> {
    [&item(pallet, name)[..], &blake2_128(key), key].concat()
}

/// Key of `StakePools::Pools` (`Identity`).
fn pool(id: PoolId) -> Vec<u8> {
    [item("StakePools", "Pools"), id.encode()].concat()
}

fn worker_keys(worker: &WorkerId) -> [Vec<u8>; 7] {
    [
        abi::worker(worker),
        abi::challenge(worker),
        abi::measurement(worker),
        of("Computation", "Scores", &worker.0),
        of("Computation", "Workers", &worker.0),
        of("Computation", "Slashes", &worker.0),
        of("StakePools", "Assignments", &worker.0),
    ]
}
