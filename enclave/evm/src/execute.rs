//! What the EVM made of a call.

use crate::{convert, error::StoreError};
use messages::{
    ids::Height,
    receipt::{ExecutionReceipt, Refusal},
    H160,
};
use revm::context::result::{EVMError, ExecutionResult, InvalidTransaction, Output};

/// Why the EVM did not run a call: a verdict on the call, or an error below the EVM.
pub(crate) fn refusal(error: EVMError<StoreError>) -> Result<Refusal, StoreError> {
    let invalid = match error {
        EVMError::Transaction(invalid) => invalid,
        EVMError::Database(error) => return Err(error),
        EVMError::Header(_) => return Err(StoreError::Internal("the EVM refuses the block environment")),
        EVMError::Custom(_) | EVMError::CustomAny(_) => {
            return Err(StoreError::Internal("a precompile failed"))
        }
    };
    Ok(match invalid {
        InvalidTransaction::NonceTooHigh { state, .. } | InvalidTransaction::NonceTooLow { state, .. } => {
            Refusal::BadNonce { expected: state }
        }
        InvalidTransaction::NonceOverflowInTransaction => Refusal::BadNonce { expected: u64::MAX },
        InvalidTransaction::LackOfFundForMaxFee { .. } | InvalidTransaction::OverflowPaymentInTransaction => {
            Refusal::InsufficientFunds
        }
        InvalidTransaction::GasPriceLessThanBasefee | InvalidTransaction::PriorityFeeGreaterThanMaxFee => {
            Refusal::Underpriced
        }
        InvalidTransaction::CallerGasLimitMoreThanBlock
        | InvalidTransaction::TxGasLimitGreaterThanCap { .. }
        | InvalidTransaction::CallGasCostMoreThanGasLimit { .. }
        | InvalidTransaction::GasFloorMoreThanGasLimit { .. } => Refusal::BadGasLimit,
        InvalidTransaction::CreateInitCodeSizeLimit => Refusal::Oversize,
        InvalidTransaction::RejectCallerWithCode => Refusal::CallerNotExternal,
        // About fields that calls do not have; a verdict all the same, for no call may stop a worker.
        _ => Refusal::Malformed,
    })
}

/// Receipt of a call that ran. A reverted call has no logs; a created contract's code is not repeated as output.
pub(crate) fn receipt(caller: H160, height: Height, result: ExecutionResult) -> ExecutionReceipt {
    let mut receipt = ExecutionReceipt {
        caller,
        success: result.is_success(),
        gas_used: result.tx_gas_used(),
        output: Vec::new(),
        created: None,
        height,
        logs: Vec::new(),
    };
    match result {
        ExecutionResult::Success { logs, output, .. } => {
            receipt.logs = logs.into_iter().map(convert::log).collect();
            match output {
                Output::Call(output) => receipt.output = output.into(),
                Output::Create(_, address) => receipt.created = address.map(convert::h160),
            }
        }
        ExecutionResult::Revert { output, .. } => receipt.output = output.into(),
        ExecutionResult::Halt { .. } => {}
    }
    receipt
}
