//! The system precompile: what a contract can do here and on no other chain.
//!
//! - `withdraw(bytes32 chainAccount) payable` pays the value to an account on the chain, as an effect of the commit of the
//!   executed block. A withdrawal is recorded as a log of the precompile, so a frame that reverts takes it back like any
//!   other change; nothing else can emit a log at this address.
//! - `deriveKey(bytes label) returns (bytes32)` gives a contract a key that only it can ask for, the same for ever.
//! - `attestation()` tells where the contract runs.
//! - `unreadableCallData()` fails, and says why: what a transaction becomes whose encrypted calldata does not open.

use super::{ended, halted, is_own_call, CallSurroundings, Precompiles, NO_SURROUNDINGS};
use alloy_sol_types::{Revert, SolCall, SolError, SolEvent};
use crypto::prf::prf;
use messages::{ids::AccountId, limits::MAX_EFFECTS, H160};
use revm::{
    context::{ContextTr, JournalTr},
    context_interface::journaled_state::account::JournaledAccountTr,
    interpreter::{CallInputs, CallScheme, InstructionResult, InterpreterResult},
    primitives::{address, Address, Log, U256},
};

pub(super) const SYSTEM: Address = address!("0x0000000000000000000000000000000000000ad1");
/// Address of the system precompile.
pub const SYSTEM_ADDRESS: H160 = H160(SYSTEM.0 .0);
/// EVM wei (18 decimals) in one chain unit of PHA (12 decimals).
pub const WEI_PER_UNIT: u64 = 1_000_000;
/// Gas of a withdrawal: about what storing it would cost a contract, for the chain does a transfer and keeps a record.
/// Also the price of a call of no function.
pub const WITHDRAW_GAS: u64 = 40_000;
/// Gas of a derived key, besides [`LABEL_WORD_GAS`]: an account's load and a hash, about a cold `SLOAD`.
pub const DERIVE_KEY_GAS: u64 = 3_000;
/// Gas for every 32 bytes of a key's label: that of SHA-256.
const LABEL_WORD_GAS: u64 = 12;
/// Gas of the attestation: a few words from memory.
pub const ATTESTATION_GAS: u64 = 200;
/// Longest input of a function without arguments of variable length, in bytes.
const SELECTOR_AND_WORD: usize = 4 + 32;
/// Gas of encrypted calldata that does not open: Sapphire's price of an encrypted call.
pub const UNREADABLE_GAS: u64 = 10_000;
/// Selector of what stands for a call whose encrypted calldata does not open.
pub const UNREADABLE_CALL_DATA: [u8; 4] = abi::unreadableCallDataCall::SELECTOR;
const UNREADABLE: &str =
    "the encrypted calldata does not open: altered, used before, or of an epoch that is over; fetch the key, encrypt anew";

mod abi {
    //! What contracts see; the same text, but for `unreadableCallData`, is in `contracts/src/Adyton.sol`.
    #![allow(missing_docs, unreachable_pub)]

    alloy_sol_types::sol! {
        function withdraw(bytes32 chainAccount) external payable;
        function deriveKey(bytes label) external view returns (bytes32 key);
        function attestation() external view
            returns (bytes32 genesis, uint32 committee, uint32 programVersion, bool simulated);
        function unreadableCallData() external;
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

/// How a function fails.
enum Failed {
    /// Reverts with `Error(string)`.
    Refused(&'static str),
    /// The worker's own fault: the block cannot go on.
    Fatal(String),
}

impl From<&'static str> for Failed {
    fn from(reason: &'static str) -> Self {
        Self::Refused(reason)
    }
}

impl Precompiles {
    pub(super) fn system<CTX: ContextTr>(
        &self,
        context: &mut CTX,
        inputs: &CallInputs,
    ) -> Result<InterpreterResult, String> {
        let (function, gas, input) = {
            let input = inputs.input.as_bytes(context);
            let function = Function::of(&input);
            let gas = function.gas(input.len());
            // Before the work: a call that cannot pay for it changes nothing. Copying is work, too: the EVM hands calldata
            // on without.
            if gas > inputs.gas_limit {
                return Ok(halted(inputs, InstructionResult::PrecompileOOG));
            }
            (function, gas, function.arguments(&input).to_vec())
        };
        let outcome = match function {
            Function::Withdraw => self.withdraw(context, inputs, &input),
            Function::DeriveKey => derive_key(self.surroundings()?, context, inputs, &input),
            Function::Attestation => attestation(self.surroundings()?, inputs, &input),
            Function::UnreadableCallData => Err(UNREADABLE.into()),
        };
        match outcome {
            Ok(output) => Ok(ended(inputs, InstructionResult::Return, gas, output)),
            Err(Failed::Refused(reason)) => {
                Ok(ended(inputs, InstructionResult::Revert, gas, Revert::from(reason).abi_encode()))
            }
            Err(Failed::Fatal(error)) => Err(error),
        }
    }

    fn surroundings(&self) -> Result<&CallSurroundings, String> {
        self.call.as_ref().map(|(surroundings, _)| surroundings).ok_or(NO_SURROUNDINGS.to_owned())
    }

    fn withdraw<CTX: ContextTr>(
        &self,
        context: &mut CTX,
        inputs: &CallInputs,
        input: &[u8],
    ) -> Result<Vec<u8>, Failed> {
        let withdrawals = context.journal().logs().iter().filter(|log| log.address == SYSTEM).count();
        let event = withdrawal(inputs, input, self.effects + withdrawals)?;
        burn(context, event.value).map_err(Failed::Fatal)?;
        let log = Log { address: SYSTEM, data: event.encode_log_data() };
        context.journal_mut().log(log);
        Ok(Vec::new())
    }
}

/// The function that a selector names.
#[derive(Clone, Copy)]
enum Function {
    /// Also what stands for an unknown selector, which it refuses.
    Withdraw,
    DeriveKey,
    Attestation,
    UnreadableCallData,
}

impl Function {
    fn of(input: &[u8]) -> Self {
        match input.first_chunk::<4>() {
            Some(selector) if *selector == abi::deriveKeyCall::SELECTOR => Self::DeriveKey,
            Some(selector) if *selector == abi::attestationCall::SELECTOR => Self::Attestation,
            Some(selector) if *selector == UNREADABLE_CALL_DATA => Self::UnreadableCallData,
            _ => Self::Withdraw,
        }
    }

    /// The input, as far as the function reads it, and its gas pays for.
    fn arguments(self, input: &[u8]) -> &[u8] {
        match self {
            Self::DeriveKey => input,
            Self::Withdraw | Self::Attestation | Self::UnreadableCallData => {
                input.get(..SELECTOR_AND_WORD).unwrap_or(input)
            }
        }
    }

    fn gas(self, input_len: usize) -> u64 {
        match self {
            Self::Withdraw => WITHDRAW_GAS,
            Self::DeriveKey => {
                DERIVE_KEY_GAS.saturating_add(LABEL_WORD_GAS.saturating_mul(input_len.div_ceil(32) as u64))
            }
            Self::Attestation => ATTESTATION_GAS,
            Self::UnreadableCallData => UNREADABLE_GAS,
        }
    }
}

/// Checks a withdrawal; `effects` are those of the executed block so far.
fn withdrawal(inputs: &CallInputs, input: &[u8], effects: usize) -> Result<abi::Withdrawal, &'static str> {
    if inputs.scheme != CallScheme::Call || inputs.is_static {
        return Err("withdraw: call it with value, not as a delegate or in a static call");
    }
    let call = abi::withdrawCall::abi_decode_validate(input)
        .map_err(|_| "not a call of withdraw(bytes32), deriveKey(bytes) or attestation()")?;
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

/// A key for the calling contract: PRF of the committee's seed over its address and the label.
///
/// What an address is bound to must not change, or its deployer could ask first with other code or other storage, in a
/// pretended deployment or in one that destroys itself. So a contract has no keys in the transaction that creates it, and
/// from the next one on it is there for good (EIP-6780).
fn derive_key<CTX: ContextTr>(
    surroundings: &CallSurroundings,
    context: &mut CTX,
    inputs: &CallInputs,
    input: &[u8],
) -> Result<Vec<u8>, Failed> {
    if !is_own_call(inputs) {
        return Err("deriveKey: call it in your own name, not as a delegate".into());
    }
    refuse_value(inputs)?;
    let call = abi::deriveKeyCall::abi_decode_validate(input)
        .map_err(|_| "deriveKey: not a call of deriveKey(bytes)")?;
    let caller = context
        .journal_mut()
        .load_account(inputs.caller)
        .map_err(|error| Failed::Fatal(error.to_string()))?;
    if caller.data.info.is_empty_code_hash() || caller.data.is_created() {
        return Err("deriveKey: only a contract of an earlier transaction has keys".into());
    }
    let seed = surroundings.contract_seed.as_ref().ok_or("deriveKey: no contract has keys yet")?;
    let key = prf(seed, b"adyton/evm/contract-key/v1", &[inputs.caller.as_slice(), &call.label]);
    Ok(abi::deriveKeyCall::abi_encode_returns(&key.into()))
}

/// Where the contract runs: what its users can check against what the chain proves of the committee.
fn attestation(
    surroundings: &CallSurroundings,
    inputs: &CallInputs,
    input: &[u8],
) -> Result<Vec<u8>, Failed> {
    refuse_value(inputs)?;
    abi::attestationCall::abi_decode_validate(input)
        .map_err(|_| "attestation: not a call of attestation()")?;
    let network = surroundings.network;
    Ok(abi::attestationCall::abi_encode_returns(&abi::attestationReturn {
        genesis: network.genesis.0.into(),
        committee: network.committee,
        programVersion: surroundings.program_version,
        simulated: network.simulated,
    }))
}

/// Value that would stay at the precompile for ever.
fn refuse_value(inputs: &CallInputs) -> Result<(), &'static str> {
    match inputs.value.transfer() {
        Some(value) if !value.is_zero() => Err("only withdraw takes value"),
        _ => Ok(()),
    }
}
