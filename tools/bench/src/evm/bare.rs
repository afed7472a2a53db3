//! `revm` as it comes, over a state in memory.

use super::{recover_all, Block, Side, BASE_FEE, BLOCK_GAS, COMMITTEE, FUNDS};
use crate::machine::timed;
use anyhow::{ensure, Result};
use messages::{
    call::{CallBody, SignedCall},
    H160,
};
use revm::{
    context::{result::ExecutionResult, BlockEnv, CfgEnv, Context, TxEnv},
    database::{CacheDB, EmptyDB},
    handler::MainnetContext,
    primitives::{hardfork::SpecId, Address, Bytes, TxKind, U256},
    state::AccountInfo,
    ExecuteCommitEvm, MainBuilder, MainContext, MainnetEvm,
};

/// A machine over a state in memory.
pub(super) type Machine = MainnetEvm<MainnetContext<CacheDB<EmptyDB>>>;

/// A machine with the rules of our EVM.
pub(super) fn machine() -> Machine {
    let mut rules = CfgEnv::new_with_spec(SpecId::OSAKA);
    rules.chain_id = messages::abi::evm_chain_id(&super::GENESIS, COMMITTEE, None);
    rules.tx_gas_limit_cap = Some(u64::MAX);
    let mut context = Context::mainnet().with_db(CacheDB::new(EmptyDB::default()));
    context.cfg = rules;
    context.block = BlockEnv { basefee: BASE_FEE, gas_limit: BLOCK_GAS, ..BlockEnv::default() };
    context.build_mainnet()
}

/// An account with nothing but funds.
pub(super) fn funded() -> AccountInfo {
    AccountInfo { balance: U256::from(FUNDS), ..AccountInfo::default() }
}

/// The Ethereum transaction that a call stands for.
pub(super) fn transaction(caller: H160, body: &CallBody) -> TxEnv {
    TxEnv {
        tx_type: 2,
        caller: Address::from(caller.0),
        gas_limit: body.gas_limit,
        gas_price: body.max_fee_per_gas.low_u128(),
        gas_priority_fee: Some(0),
        kind: body.to.map_or(TxKind::Create, |to| TxKind::Call(Address::from(to.0))),
        value: U256::from_limbs(body.value.0),
        data: Bytes::from(body.data.clone()),
        nonce: body.nonce,
        chain_id: Some(messages::abi::evm_chain_id(&super::GENESIS, COMMITTEE, None)),
        ..TxEnv::default()
    }
}

/// Gas of a call, all of which have to succeed.
pub(super) fn gas_of(result: &ExecutionResult) -> Result<u64> {
    ensure!(result.is_success(), "a call of the mix failed: {result:?}");
    Ok(result.tx_gas_used())
}

pub(super) struct Bare(Machine);

impl Bare {
    pub(super) fn new() -> Self {
        Self(machine())
    }
}

impl Side for Bare {
    fn fund(&mut self, accounts: &[H160]) -> Result<()> {
        for account in accounts {
            self.0.ctx.journaled_state.database.insert_account_info(Address::from(account.0), funded());
        }
        Ok(())
    }

    fn block(&mut self, calls: &[SignedCall]) -> Result<Block> {
        // Recovery is no part of this side.
        let (callers, _) = recover_all(calls)?;
        let (gas, execute) = timed(|| {
            let mut gas = 0;
            for (caller, call) in callers.iter().zip(calls) {
                gas += gas_of(&self.0.transact_commit(transaction(*caller, &call.body))?)?;
            }
            Ok(gas)
        })?;
        Ok(Block { gas, execute, ..Block::default() })
    }
}
