//! The system precompile at `0x…0ad1`: the way out of the EVM.
//!
//! `withdraw(bytes32 chainAccount) payable` pays the value to an account on the chain, as an effect of the commit of the
//! executed block. A withdrawal is recorded as a log of the precompile, so a frame that reverts takes it back like any
//! other change; nothing else can emit a log at this address.

use alloy_sol_types::{Revert, SolCall, SolError, SolEvent};
use messages::{ids::AccountId, limits::MAX_EFFECTS, H160};
use revm::{
    context::{Cfg, ContextTr, JournalTr},
    context_interface::journaled_state::account::JournaledAccountTr,
    handler::{EthPrecompiles, PrecompileProvider},
    interpreter::{CallInputs, CallScheme, Gas, InstructionResult, InterpreterResult},
    primitives::{address, hardfork::SpecId, Address, AddressSet, Bytes, Log, U256},
};

const SYSTEM: Address = address!("0x0000000000000000000000000000000000000ad1");
/// Address of the system precompile.
pub const SYSTEM_ADDRESS: H160 = H160(SYSTEM.0 .0);
/// EVM wei (18 decimals) in one chain unit of PHA (12 decimals).
pub const WEI_PER_UNIT: u64 = 1_000_000;
/// Gas of a withdrawal: about what storing it would cost a contract, for the chain does a transfer and keeps a record.
pub const WITHDRAW_GAS: u64 = 40_000;

mod abi {
    //! What contracts see; the same text is in `contracts/src/Adyton.sol`.
    #![allow(missing_docs, unreachable_pub)]

    alloy_sol_types::sol! {
        function withdraw(bytes32 chainAccount) external payable;
        event Withdrawal(address indexed from, bytes32 indexed chainAccount, uint256 value);
    }
}

/// PHA that leaves the EVM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The chain account that is paid.
    pub to: AccountId,
    /// How much, in chain units (12 decimals).
    pub amount: u128,
    /// The account that called the precompile; it gets the amount back if the chain cannot pay.
    pub refund: H160,
}

impl Outgoing {
    /// The same amount in EVM wei.
    pub fn wei(&self) -> messages::U256 {
        messages::U256::from(self.amount) * messages::U256::from(WEI_PER_UNIT)
    }

    /// The withdrawal that a log of the precompile stands for; `None` for other logs.
    pub(crate) fn from_log(log: &Log) -> Option<Self> {
        if log.address != SYSTEM {
            return None;
        }
        let event = abi::Withdrawal::decode_log_data(&log.data).ok()?;
        Some(Self {
            to: AccountId::from(event.chainAccount.0),
            amount: (event.value / U256::from(WEI_PER_UNIT)).try_into().ok()?,
            refund: H160(event.from.into_array()),
        })
    }
}

/// Ethereum's precompiles and the system precompile.
pub(crate) struct Precompiles {
    ethereum: EthPrecompiles,
    addresses: AddressSet,
    /// Effects that the executed block holds already.
    pub(crate) effects: usize,
}

impl Precompiles {
    pub(crate) fn new(spec: SpecId) -> Self {
        let ethereum = EthPrecompiles::new(spec);
        let mut addresses = ethereum.warm_addresses().clone();
        addresses.insert(SYSTEM);
        Self { ethereum, addresses, effects: 0 }
    }

    fn system<CTX: ContextTr>(
        &self,
        context: &mut CTX,
        inputs: &CallInputs,
    ) -> Result<InterpreterResult, String> {
        let mut gas = Gas::new_with_regular_gas_and_reservoir(inputs.gas_limit, inputs.reservoir);
        if !gas.record_regular_cost(WITHDRAW_GAS) {
            gas.spend_all();
            return Ok(InterpreterResult::new(InstructionResult::PrecompileOOG, Bytes::new(), gas));
        }
        let withdrawals = context.journal().logs().iter().filter(|log| log.address == SYSTEM).count();
        let checked = withdrawal(inputs, &inputs.input.as_bytes(context), self.effects + withdrawals);
        match checked {
            Ok(event) => {
                burn(context, event.value)?;
                let log = Log { address: SYSTEM, data: event.encode_log_data() };
                context.journal_mut().log(log);
                Ok(InterpreterResult::new(InstructionResult::Return, Bytes::new(), gas))
            }
            Err(reason) => {
                let output = Revert::from(reason).abi_encode().into();
                Ok(InterpreterResult::new(InstructionResult::Revert, output, gas))
            }
        }
    }
}

/// Checks a call of the precompile; `effects` are those of the executed block so far.
fn withdrawal(inputs: &CallInputs, input: &[u8], effects: usize) -> Result<abi::Withdrawal, &'static str> {
    if inputs.scheme != CallScheme::Call || inputs.is_static {
        return Err("withdraw: call it with value, not as a delegate or in a static call");
    }
    let call = abi::withdrawCall::abi_decode_validate(input)
        .map_err(|_| "withdraw: not a call of withdraw(bytes32)")?;
    let value = inputs.value.transfer().unwrap_or_default();
    let units = value / U256::from(WEI_PER_UNIT);
    if value.is_zero() || units * U256::from(WEI_PER_UNIT) != value {
        return Err("withdraw: the value must be a positive multiple of 10^6 wei");
    }
    if u128::try_from(units).is_err() {
        return Err("withdraw: the value is out of range");
    }
    if effects >= MAX_EFFECTS as usize {
        return Err("withdraw: this block has no room for another effect, try again later");
    }
    Ok(abi::Withdrawal { from: inputs.caller, chainAccount: call.chainAccount, value })
}

/// Takes the value, which the call has moved to the precompile, out of the EVM. Journaled: a reverting frame undoes it.
fn burn<CTX: ContextTr>(context: &mut CTX, value: U256) -> Result<(), String> {
    let mut account = context.journal_mut().load_account_mut(SYSTEM).map_err(|error| error.to_string())?;
    if account.data.decr_balance(value) {
        Ok(())
    } else {
        Err("the withdrawn value did not arrive at the precompile".into())
    }
}

impl<CTX: ContextTr<Cfg: Cfg<Spec = SpecId>>> PrecompileProvider<CTX> for Precompiles {
    type Output = InterpreterResult;

    fn set_spec(&mut self, spec: SpecId) -> bool {
        <EthPrecompiles as PrecompileProvider<CTX>>::set_spec(&mut self.ethereum, spec)
    }

    fn run(&mut self, context: &mut CTX, inputs: &CallInputs) -> Result<Option<InterpreterResult>, String> {
        if inputs.bytecode_address == SYSTEM {
            return self.system(context, inputs).map(Some);
        }
        self.ethereum.run(context, inputs)
    }

    fn warm_addresses(&self) -> &AddressSet {
        &self.addresses
    }
}
