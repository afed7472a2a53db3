//! Calls that leave no trace: what queries run.

mod estimate;
mod trace;

use crate::{
    convert,
    error::StoreError,
    machine::{query_machine, Machine},
    precompile::CallSurroundings,
    state::reader::Reader,
    View,
};
use crypto::prf::prf;
use messages::{
    keys::InputKey,
    query::{QueryRefusal, Reply, Simulation},
    H160,
};
use revm::{
    context::{
        result::{EVMError, ExecutionResult, HaltReason},
        transaction::AccessList,
        BlockEnv, TxEnv,
    },
    primitives::{Bytes, TxKind, U256 as Word},
    ExecuteEvm,
};
use zeroize::Zeroizing;

/// What a query runs in, beside the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryEnv {
    /// Fresh randomness: no query sees the randomness of executed calls, nor that of another query.
    pub entropy: [u8; 32],
    /// Input keys of the newest live epoch.
    pub input_key: Option<InputKey>,
    /// Version of the committee's program.
    pub program_version: u32,
}

/// A call under its asker's name, to be run as often as it takes.
struct Simulator {
    machine: Machine<Reader>,
    transaction: TxEnv,
}

/// How a run ended; `None` if the gas does not even cover the calldata.
type Outcome = Option<ExecutionResult>;

impl Simulator {
    fn new(
        view: &View,
        asker: H160,
        simulation: &Simulation,
        gas_limit: u64,
        env: &QueryEnv,
    ) -> Result<Self, StoreError> {
        let mut machine = query_machine(view.network.chain_id, view.reader(), block(view, gas_limit));
        machine.precompiles.begin(surroundings(view, env)?);
        Ok(Self { machine, transaction: transaction(view, asker, simulation, gas_limit) })
    }

    /// Every run sees the same randomness.
    fn run(&mut self, gas_limit: u64) -> Result<Outcome, StoreError> {
        self.machine.precompiles.begin_again();
        let transaction = TxEnv { gas_limit, ..self.transaction.clone() };
        outcome(self.machine.transact(transaction).map(|outcome| outcome.result))
    }
}

impl View {
    /// Runs a call of `asker` without keeping its changes, in the environment of the last block, at gas price 0, with any
    /// pretended value. It uses at most `max_gas`.
    pub fn call(
        &self,
        asker: H160,
        simulation: &Simulation,
        max_gas: u64,
        env: &QueryEnv,
    ) -> Result<Reply, StoreError> {
        let gas_limit = gas_limit(simulation, max_gas);
        let outcome = Simulator::new(self, asker, simulation, gas_limit, env)?.run(gas_limit)?;
        Ok(outcome.map_or(Reply::Refused(QueryRefusal::OutOfGas), reply))
    }
}

/// What precompiles know of a query.
fn surroundings(view: &View, env: &QueryEnv) -> Result<CallSurroundings, StoreError> {
    let contract_seed = if view.head.height == 0 { None } else { Some(view.contract_seed()?) };
    Ok(CallSurroundings {
        network: view.network,
        input_key: env.input_key,
        program_version: env.program_version,
        random_seed: Zeroizing::new(prf(&env.entropy, b"adyton/evm/query-random-stream/v1", &[])),
        contract_seed: contract_seed.map(Zeroizing::new),
    })
}

/// Gas that a simulation may use.
fn gas_limit(simulation: &Simulation, max_gas: u64) -> u64 {
    simulation.gas_limit.map_or(max_gas, |limit| limit.min(max_gas))
}

fn block(view: &View, gas_limit: u64) -> BlockEnv {
    BlockEnv {
        number: Word::from(view.head.number),
        beneficiary: crate::block::FEES,
        timestamp: Word::from(view.head.timestamp),
        gas_limit: view.head.gas_limit.max(gas_limit),
        basefee: view.head.base_fee,
        ..BlockEnv::default()
    }
}

fn transaction(view: &View, asker: H160, simulation: &Simulation, gas_limit: u64) -> TxEnv {
    TxEnv {
        tx_type: 0,
        caller: convert::address(asker),
        gas_limit,
        gas_price: 0,
        kind: simulation.to.map_or(TxKind::Create, |to| TxKind::Call(convert::address(to))),
        value: convert::word(simulation.value),
        data: Bytes::from(simulation.data.clone()),
        nonce: 0,
        chain_id: Some(view.network.chain_id),
        access_list: AccessList::default(),
        gas_priority_fee: None,
        blob_hashes: Vec::new(),
        max_fee_per_blob_gas: 0,
        authorization_list: Vec::new(),
    }
}

fn outcome(result: Result<ExecutionResult, EVMError<StoreError>>) -> Result<Outcome, StoreError> {
    match result {
        Ok(result) => Ok(Some(result)),
        // The only check that applies to a query is whether its gas covers its calldata.
        Err(EVMError::Transaction(_)) => Ok(None),
        Err(EVMError::Database(error)) => Err(error),
        Err(_) => Err(StoreError::Internal("the EVM refuses the environment of a query")),
    }
}

fn reply(result: ExecutionResult) -> Reply {
    match result {
        ExecutionResult::Success { output, .. } => Reply::Returned(output.into_data().into()),
        ExecutionResult::Revert { output, .. } => Reply::Reverted(output.into()),
        ExecutionResult::Halt { reason: HaltReason::OutOfGas(_), .. } => {
            Reply::Refused(QueryRefusal::OutOfGas)
        }
        ExecutionResult::Halt { .. } => Reply::Reverted(Vec::new()),
    }
}
