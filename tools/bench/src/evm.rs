//! Executing a stated ERC-20 mix: our EVM against plain `revm` with the same tree and the same store, unencrypted.
//!
//! All sides execute the same signed calls in the same blocks, block by block in turns; a side that does not use the
//! same gas ends the run. Both `ours` and `baseline` recover every caller from its signature, keep receipts, update a
//! Merkle tree and make each block durable in a redb file; `bare` only executes, in memory.

mod bare;
mod baseline;
mod mix;
mod ours;

use crate::{
    machine::timed,
    report::{Goal, Report},
    samples::Samples,
};
use ::evm::{BlockEnv, Evm, EvmConfig};
use anyhow::{ensure, Result};
use crypto::eip712::{call_signing_hash, recover};
use messages::{
    abi::evm_chain_id,
    call::SignedCall,
    ids::{CommitteeId, GenesisHash},
    H160, H256,
};
use mix::Mix;
use std::time::Duration;
use zeroize::Zeroizing;

const GENESIS: GenesisHash = H256([7; 32]);
const COMMITTEE: CommitteeId = 1;
/// Gas that a block may use; the bound of program version 1.
const BLOCK_GAS: u64 = 30_000_000;
/// What every account begins with, in wei.
const FUNDS: u128 = 1_000_000_000_000_000_000_000;
/// Wei per unit of gas.
const BASE_FEE: u64 = 1_000_000_000;

/// Calls in a block, and blocks measured: a busy committee.
const BUSY: (usize, usize) = (256, 40);
/// A committee with little to do: the fixed cost of a block shows.
const IDLE: (usize, usize) = (16, 40);

/// Our EVM's configuration: that of a worker, with keys of no value.
pub(crate) fn config() -> EvmConfig {
    EvmConfig {
        committee: COMMITTEE,
        chain_id: evm_chain_id(&GENESIS, COMMITTEE, None),
        genesis: GENESIS,
        simulated: true,
        development: false,
        store_key: Zeroizing::new([1; 32]),
        root_key: Zeroizing::new([2; 32]),
        nonce_seed: [3; 32],
    }
}

/// Surroundings of the next block.
pub(crate) fn env(evm: &Evm) -> BlockEnv {
    let height = evm.height() + 1;
    BlockEnv {
        height,
        timestamp: 1_700_000_000 + height,
        gas_limit: BLOCK_GAS,
        seed: [height as u8; 32],
        input_key: None,
        program_version: 1,
    }
}

/// One way to execute calls.
trait Side {
    /// Gives each account [`FUNDS`].
    fn fund(&mut self, accounts: &[H160]) -> Result<()>;
    /// Executes a block and makes it durable.
    fn block(&mut self, calls: &[SignedCall]) -> Result<Block>;
}

/// What a block took.
#[derive(Default, Clone, Copy)]
struct Block {
    gas: u64,
    /// Recovering callers from signatures.
    recover: Duration,
    /// Running code.
    execute: Duration,
    /// Tree, store and disk.
    finish: Duration,
}

/// A side's blocks.
#[derive(Default)]
struct Series {
    gas: u64,
    whole: Samples,
    /// All but recovering callers, which no side does differently.
    state: Samples,
    recover: Samples,
    execute: Samples,
    finish: Samples,
}

impl Series {
    fn add(&mut self, block: Block) {
        self.gas += block.gas;
        self.whole.add(block.recover + block.execute + block.finish);
        self.state.add(block.execute + block.finish);
        self.recover.add(block.recover);
        self.execute.add(block.execute);
        self.finish.add(block.finish);
    }

    /// Million gas a second.
    fn mgas_per_s(&self, blocks: usize) -> f64 {
        self.gas as f64 / blocks as f64 / self.whole.median() / 1e6
    }

    /// Microseconds a call of recovering, executing and finishing.
    fn phases(&self, calls: usize) -> String {
        let us = |samples: &Samples| samples.median() * 1e6 / calls as f64;
        format!("{:.0} + {:.0} + {:.0}", us(&self.recover), us(&self.execute), us(&self.finish))
    }
}

/// Measures a busy and an idle committee.
pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut mix = Mix::new()?;
    let mut sides: [Box<dyn Side>; 3] = [
        Box::new(ours::Ours::open(&folder.path().join("ours.redb"))?),
        Box::new(baseline::Baseline::open(&folder.path().join("baseline.redb"))?),
        Box::new(bare::Bare::new()),
    ];
    for side in &mut sides {
        side.fund(&mix.addresses())?;
    }
    for block in mix.setup() {
        run(&mut sides, &block)?;
    }
    let (calls, blocks) = BUSY;
    let [ours, baseline, bare] = series(&mut sides, &mut mix, BUSY)?;
    report.figure(
        "evm_ratio_to_revm",
        baseline.whole.median() / ours.whole.median(),
        Goal::AtLeast(0.5),
        format!("speed of our EVM as a share of plain revm with the same recovery, tree and store, unencrypted ({}; blocks of {calls} calls)", mix::STATED),
    );
    report.figure(
        "evm_ratio_state_only",
        baseline.state.median() / ours.state.median(),
        Goal::None,
        "the ratio of execution, tree and store alone, without recovering callers",
    );
    report.figure(
        "exec_ratio_to_revm",
        baseline.whole.median() / ours.whole.median(),
        Goal::AtLeast(0.6),
        "the same ratio, against the goal of the confidential EVM",
    );
    report.figure(
        "exec_mgas_per_s",
        ours.mgas_per_s(blocks),
        Goal::AtLeast(25.0),
        "million gas a second on one core, ours: recovery, execution, encryption, tree and disk",
    );
    report.figure(
        "evm_baseline_mgas_per_s",
        baseline.mgas_per_s(blocks),
        Goal::None,
        "the same, unencrypted baseline",
    );
    report.figure(
        "evm_bare_mgas_per_s",
        bare.mgas_per_s(blocks),
        Goal::None,
        "the same, bare revm: in memory, without recovery, tree or store",
    );
    report.figure(
        "evm_calls_per_s",
        calls as f64 / ours.whole.median(),
        Goal::None,
        "calls a second on one core, ours",
    );
    report.note(format!(
        "EVM, microseconds a call (recover caller + execute + tree and store): ours {}, baseline {}",
        ours.phases(calls),
        baseline.phases(calls)
    ));
    let [ours, baseline, _] = series(&mut sides, &mut mix, IDLE)?;
    report.figure(
        "evm_ratio_small_blocks",
        baseline.whole.median() / ours.whole.median(),
        Goal::None,
        format!("the ratio for blocks of {} calls", IDLE.0),
    );
    Ok(())
}

fn series(
    sides: &mut [Box<dyn Side>; 3],
    mix: &mut Mix,
    (calls, blocks): (usize, usize),
) -> Result<[Series; 3]> {
    let mut series: [Series; 3] = Default::default();
    for _ in 0..blocks {
        let results = run(sides, &mix.block(calls))?;
        series.iter_mut().zip(results).for_each(|(series, block)| series.add(block));
    }
    Ok(series)
}

/// Executes one block on all sides.
fn run(sides: &mut [Box<dyn Side>; 3], calls: &[SignedCall]) -> Result<[Block; 3]> {
    let mut blocks = [Block::default(); 3];
    for (side, block) in sides.iter_mut().zip(&mut blocks) {
        *block = side.block(calls)?;
    }
    ensure!(blocks.iter().all(|block| block.gas == blocks[0].gas), "the sides do not use the same gas");
    Ok(blocks)
}

/// The callers of calls, from their signatures.
fn recover_all(calls: &[SignedCall]) -> Result<(Vec<H160>, Duration)> {
    let one = |call: &SignedCall| Ok(recover(&call_signing_hash(&GENESIS, &call.body), &call.signature)?);
    timed(|| calls.iter().map(one).collect())
}
