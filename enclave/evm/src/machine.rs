//! The EVM's rules: fork, limits, chain id.

use crate::precompile::{note_open_frames, OpenFrames, Precompiles};
use revm::{
    context::{BlockEnv, CfgEnv, Context, Evm, Journal, TxEnv},
    handler::{instructions::EthInstructions, EthFrame},
    interpreter::interpreter::EthInterpreter,
    primitives::hardfork::SpecId,
    Database,
};

/// The newest fork that Ethereum's main network runs and `revm` marks as stable.
const FORK: SpecId = SpecId::OSAKA;
/// Largest code of a contract, in bytes: more than Ethereum's 24 KiB, for storage here is the committee's own.
pub const MAX_CODE: usize = 64 * 1024;
/// Largest init code, in bytes: twice the code, as on Ethereum.
pub const MAX_INIT_CODE: usize = 128 * 1024;
/// Largest calldata, in bytes: what fits a channel message.
pub const MAX_CALLDATA: usize = 128 * 1024;

/// The EVM over a state.
pub(crate) type Machine<DB> = Evm<
    MachineContext<DB>,
    (),
    EthInstructions<EthInterpreter, MachineContext<DB>>,
    Precompiles,
    EthFrame<EthInterpreter>,
>;
pub(crate) type MachineContext<DB> = Context<BlockEnv, TxEnv, CfgEnv, DB, Journal<DB>, OpenFrames>;

/// A machine that runs transactions.
pub(crate) fn machine<DB: Database>(chain_id: u64, state: DB, block: BlockEnv) -> Machine<DB> {
    let mut rules = CfgEnv::new_with_spec(FORK);
    rules.chain_id = chain_id;
    rules.limit_contract_code_size = Some(MAX_CODE);
    rules.limit_contract_initcode_size = Some(MAX_INIT_CODE);
    // The block's gas limit bounds a call.
    rules.tx_gas_limit_cap = Some(u64::MAX);
    let mut context: MachineContext<DB> = Context::new(state, FORK);
    context.cfg = rules;
    context.block = block;
    let mut instructions = EthInstructions::new_mainnet_with_spec(FORK);
    note_open_frames(&mut instructions);
    Evm::new(context, instructions, Precompiles::new(FORK))
}

/// A machine that answers queries: nobody pays, whoever asks need not own what the call pretends to send.
pub(crate) fn query_machine<DB: Database>(chain_id: u64, state: DB, block: BlockEnv) -> Machine<DB> {
    let mut machine = machine(chain_id, state, block);
    machine.ctx.cfg.disable_nonce_check = true;
    machine.ctx.cfg.disable_balance_check = true;
    machine.ctx.cfg.disable_base_fee = true;
    machine
}
