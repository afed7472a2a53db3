//! A network of responsive workers on a state in memory, and its blocks.

use super::{calls, runtime::*};
use crate::machine::timed;
use anyhow::{anyhow, ensure, Result};
use economy::{Score, PHA};
use frame_support::{
    storage::{storage_prefix, unhashed, with_storage_layer, with_transaction},
    traits::{BuildGenesisConfig, Hooks},
};
use frame_system::{AccountInfo, RawOrigin};
use messages::ids::*;
use pallet_computation::{ActiveCount, Books, Challenged, RulesInForce, Scores};
use sp_io::TestExternalities;
use sp_runtime::{DispatchError, TransactionOutcome};
use std::time::Duration;

/// Time of a block.
pub(super) const BLOCK_MS: TimeMs = 6_000;
/// Items of state that a worker and its staker have: session, score, two of the index, account, hold.
pub(super) const ITEMS: u32 = 6;
const SCORE: Score = 1_000;
const STAKE: Balance = 5_000 * PHA;
const POT: Balance = 100_000_000 * PHA;
/// What a block pays out with default rules.
const BUDGET: Balance = 50 * PHA;

/// Who answers in a block.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Answers {
    /// All whom the block before challenged.
    All,
    /// The same; the first of them once more before, which is undone.
    Rehearsed,
    /// Nobody.
    None,
}

/// What a block took.
pub(super) struct BlockTimes {
    /// Its hook.
    pub(super) hook: Duration,
    /// Its first heartbeat, if that was rehearsed.
    pub(super) first: Option<Rehearsed>,
    /// Heartbeats in it.
    pub(super) heartbeats: usize,
    /// Workers that the hook found silent.
    pub(super) silent: u32,
}

/// What a heartbeat took.
pub(super) struct Rehearsed {
    /// The first time, which was undone.
    pub(super) rehearsal: Duration,
    /// The second time, which counts.
    pub(super) heartbeat: Duration,
}

/// A network with default rules, in which everybody computes.
pub(super) struct Network {
    state: TestExternalities,
    /// The newest block.
    block: BlockNumber,
}

impl Network {
    /// A network of so many workers, each with its own staker, at its genesis block; `others` are accounts that are there
    /// beside them.
    pub(super) fn of(workers: u32, others: u32) -> Result<Self> {
        let funds = [(Computation::pot(), POT), (TreasuryAccount::get(), PHA)];
        let stakers = (0..workers).map(|number| (staker(number), 2 * STAKE));
        let balances = pallet_balances::GenesisConfig::<Runtime> {
            balances: stakers.chain(funds).collect(),
            ..Default::default()
        };
        let computation =
            pallet_computation::GenesisConfig::<Runtime> { block_ms: BLOCK_MS, ..Default::default() };
        let mut network = Network { state: TestExternalities::new_empty(), block: 0 };
        network.state.execute_with(|| {
            balances.build();
            computation.build();
            for number in workers..workers + others {
                frame_system::Account::<Runtime>::insert(staker(number), AccountInfo::default());
            }
            (0..workers).try_for_each(start)
        })?;
        Ok(network)
    }

    /// Makes the next block: its hook and its heartbeats.
    pub(super) fn block(&mut self, answers: Answers) -> Result<BlockTimes> {
        self.block += 1;
        let number = self.block;
        self.state.execute_with(|| {
            let active = ActiveCount::<Runtime>::get();
            begin(number);
            let ((), hook) = timed(|| {
                Computation::on_initialize(number);
                Ok(())
            })?;
            let silent = active.saturating_sub(ActiveCount::<Runtime>::get());
            let challenged = match answers {
                Answers::All | Answers::Rehearsed => Challenged::<Runtime>::get(number - 1),
                Answers::None => Default::default(),
            };
            let heartbeats = challenged.len();
            let mut challenged = challenged.into_iter();
            let first = match answers {
                Answers::Rehearsed => {
                    challenged.next().map(|worker| rehearse(worker, number - 1)).transpose()?
                }
                Answers::All | Answers::None => None,
            };
            challenged.try_for_each(|worker| heartbeat(worker, number - 1))?;
            Ok(BlockTimes { hook, first, heartbeats, silent })
        })
    }

    /// Challenges every worker once in so many blocks as it has to answer, from now on: a small network is quiet otherwise.
    pub(super) fn challenge_often(&mut self) -> Result<()> {
        self.state.execute_with(|| {
            let mut rules = RulesInForce::<Runtime>::get().rules();
            rules.pace.challenge_interval = rules.pace.heartbeat_window;
            Computation::set_rules(RawOrigin::Root.into(), rules).map_err(explain)
        })
    }

    /// Blocks that a challenged worker has to answer.
    pub(super) fn heartbeat_window(&mut self) -> BlockNumber {
        self.state.execute_with(|| RulesInForce::<Runtime>::get().pace.heartbeat_window)
    }

    /// Checks that every one of `blocks` blocks paid its whole budget, and that what was not paid yet is promised.
    pub(super) fn check_books(&mut self, blocks: u32) -> Result<()> {
        self.state.execute_with(|| {
            let spent = POT - Balances::free_balance(Computation::pot());
            let (books, emitted) = (Books::<Runtime>::get(), Balance::from(blocks) * BUDGET);
            ensure!(spent + books.promised() == emitted, "the books do not add up: {books:?}");
            ensure!(spent > emitted / 5, "workers were not paid");
            Ok(())
        })
    }

    /// Calls into storage of one heartbeat with payout.
    pub(super) fn calls_of_a_heartbeat(&mut self) -> Result<u32> {
        const BLOCKS: u32 = 10_000;
        for _ in 0..BLOCKS {
            self.block(Answers::None)?;
            let (state, number) = (&mut self.state, self.block);
            let counted = state.execute_with(|| {
                let Some(worker) = Challenged::<Runtime>::get(number).into_iter().next() else {
                    return Ok(None);
                };
                begin(number + 1);
                calls::count(|| heartbeat(worker, number)).map(Some)
            })?;
            if let Some(calls) = counted {
                return Ok(calls);
            }
        }
        Err(anyhow!("nobody was challenged within {BLOCKS} blocks"))
    }

    /// Writes what was changed into the trie and computes its root, as a node does after each block.
    pub(super) fn commit(&mut self) -> Result<()> {
        self.state.commit_all().map_err(anyhow::Error::msg)
    }
}

/// A worker's key, which is also its staker's account.
fn key(number: u32) -> [u8; 32] {
    sp_io::hashing::blake2_256(&number.to_le_bytes())
}

fn staker(number: u32) -> AccountId {
    AccountId::new(key(number))
}

fn start(number: u32) -> Result<()> {
    let worker = WorkerId(key(number));
    Scores::<Runtime>::insert(worker, SCORE);
    Computation::start(RawOrigin::Signed(staker(number)).into(), worker, STAKE).map_err(explain)
}

/// What a block begins with in the system pallet. Events go by their keys: `System::reset_events` looks at every change
/// that is not in the trie yet, of which a node's block has none.
fn begin(number: BlockNumber) {
    for item in [&b"Events"[..], b"EventCount"] {
        unhashed::kill(&storage_prefix(b"System", item));
    }
    System::set_block_number(number);
    System::set_parent_hash(sp_io::hashing::blake2_256(&number.to_le_bytes()).into());
}

/// A heartbeat of a worker that never rests, as the registry delivers it.
fn heartbeat(worker: WorkerId, challenge: BlockNumber) -> Result<()> {
    let work = u64::from(System::block_number()) * u64::from(SCORE) * BLOCK_MS / 6_000;
    with_storage_layer(|| Computation::heartbeat(worker, challenge, work)).map_err(explain)
}

/// A heartbeat that is undone, and then once more for good.
fn rehearse(worker: WorkerId, challenge: BlockNumber) -> Result<Rehearsed> {
    let undone = || {
        with_transaction(|| {
            TransactionOutcome::Rollback(Ok::<_, DispatchError>(heartbeat(worker, challenge)))
        })
    };
    let (outcome, rehearsal) = timed(|| undone().map_err(explain))?;
    outcome?;
    let ((), heartbeat) = timed(|| heartbeat(worker, challenge))?;
    Ok(Rehearsed { rehearsal, heartbeat })
}

fn explain(error: DispatchError) -> anyhow::Error {
    anyhow!("the pallet refuses: {error:?}")
}
