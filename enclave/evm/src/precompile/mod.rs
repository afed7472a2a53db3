//! What contracts can call beside contracts: Ethereum's precompiles (P-256 of RIP-7212 among them), Sapphire's, and the
//! system precompile at `0x…0ad1`.

mod open_frames;
mod surroundings;
mod system;

pub(crate) use open_frames::{note_open_frames, OpenFrames};
pub(crate) use surroundings::CallSurroundings;
pub use system::{
    Outgoing, ATTESTATION_GAS, DERIVE_KEY_GAS, SYSTEM_ADDRESS, UNREADABLE_CALL_DATA, UNREADABLE_GAS,
    WEI_PER_UNIT, WITHDRAW_GAS,
};

use revm::{
    context::{Cfg, ContextTr, JournalTr, LocalContextTr, Transaction},
    handler::{EthPrecompiles, PrecompileProvider},
    interpreter::{CallInputs, CallScheme, Gas, InstructionResult, InterpreterResult},
    primitives::{hardfork::SpecId, Address, AddressSet, Bytes},
};
use sapphire::{CallEnv, Failure, Output, Precompile, RandomStream};

/// All precompiles, with what surrounds the running call.
pub(crate) struct Precompiles {
    ethereum: EthPrecompiles,
    addresses: AddressSet,
    call: Option<(CallSurroundings, RandomStream)>,
    /// Effects that the executed block holds already.
    pub(crate) effects: usize,
}

impl Precompiles {
    pub(crate) fn new(spec: SpecId) -> Self {
        let ethereum = EthPrecompiles::new(spec);
        let mut addresses = ethereum.warm_addresses().clone();
        addresses.insert(system::SYSTEM);
        addresses.extend(Precompile::ALL.map(|precompile| Address::from(precompile.address())));
        Self { ethereum, addresses, call: None, effects: 0 }
    }

    /// Sets what surrounds the next call; to be done before every call.
    pub(crate) fn begin(&mut self, surroundings: CallSurroundings) {
        let random = surroundings.random_stream();
        self.call = Some((surroundings, random));
    }

    /// The same surroundings and the same randomness, for another run of the same call.
    pub(crate) fn begin_again(&mut self) {
        if let Some((surroundings, random)) = &mut self.call {
            *random = surroundings.random_stream();
        }
    }

    fn sapphire<CTX: ContextTr<Chain = OpenFrames>>(
        &mut self,
        precompile: Precompile,
        context: &mut CTX,
        inputs: &CallInputs,
    ) -> Result<InterpreterResult, String> {
        let (surroundings, random) = self.call.as_mut().ok_or(NO_SURROUNDINGS)?;
        let mut call = CallEnv {
            gas_used: gas_used(context, inputs),
            random,
            is_own_call: is_own_call(inputs),
            call_data_key: surroundings.call_data_key(),
        };
        let outcome = precompile.run(&inputs.input.as_bytes(context), inputs.gas_limit, &mut call);
        if let (Err(Failure::Error(reason)), 1) = (&outcome, context.journal().depth()) {
            context.local_mut().set_precompile_error_context((*reason).to_owned());
        }
        Ok(match outcome {
            Ok(Output { gas, bytes }) => ended(inputs, InstructionResult::Return, gas, bytes),
            Err(Failure::Revert { gas, bytes }) => ended(inputs, InstructionResult::Revert, gas, bytes),
            Err(Failure::OutOfGas) => halted(inputs, InstructionResult::PrecompileOOG),
            Err(Failure::Error(_)) => halted(inputs, InstructionResult::PrecompileError),
        })
    }
}

const NO_SURROUNDINGS: &str = "a call began without its surroundings";

/// Gas that the transaction has used before this call of a precompile: what nobody has left. The frames that are open
/// have what they kept for themselves, the precompile has what it was given.
fn gas_used<CTX: ContextTr<Chain = OpenFrames>>(context: &CTX, inputs: &CallInputs) -> u64 {
    // The journal counts the precompile as a frame of its own.
    let callers = context.journal().depth().saturating_sub(1);
    let left = context.chain().gas_left(callers).saturating_add(inputs.gas_limit);
    context.tx().gas_limit().saturating_sub(left)
}

/// Whether the caller speaks for itself.
fn is_own_call(inputs: &CallInputs) -> bool {
    matches!(inputs.scheme, CallScheme::Call | CallScheme::StaticCall)
}

/// The end of a call that leaves what it did not use; out of gas if it used more than it had.
fn ended(inputs: &CallInputs, result: InstructionResult, used: u64, output: Vec<u8>) -> InterpreterResult {
    let mut gas = Gas::new_with_regular_gas_and_reservoir(inputs.gas_limit, inputs.reservoir);
    if !gas.record_regular_cost(used) {
        return halted(inputs, InstructionResult::PrecompileOOG);
    }
    InterpreterResult::new(result, output.into(), gas)
}

/// The end of a call that takes all gas.
fn halted(inputs: &CallInputs, result: InstructionResult) -> InterpreterResult {
    let mut gas = Gas::new_with_regular_gas_and_reservoir(inputs.gas_limit, inputs.reservoir);
    gas.spend_all();
    InterpreterResult::new(result, Bytes::new(), gas)
}

impl<CTX> PrecompileProvider<CTX> for Precompiles
where
    CTX: ContextTr<Cfg: Cfg<Spec = SpecId>, Chain = OpenFrames>,
{
    type Output = InterpreterResult;

    fn set_spec(&mut self, spec: SpecId) -> bool {
        <EthPrecompiles as PrecompileProvider<CTX>>::set_spec(&mut self.ethereum, spec)
    }

    fn run(&mut self, context: &mut CTX, inputs: &CallInputs) -> Result<Option<InterpreterResult>, String> {
        let address = inputs.bytecode_address;
        if address == system::SYSTEM {
            return self.system(context, inputs).map(Some);
        }
        match Precompile::at(&address.into_array()) {
            Some(precompile) => self.sapphire(precompile, context, inputs).map(Some),
            None => self.ethereum.run(context, inputs),
        }
    }

    fn warm_addresses(&self) -> &AddressSet {
        &self.addresses
    }
}
