//! What becomes of a call.

use crate::ids::*;
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use sp_core::{H160, H256};

/// Outcome of one call.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum Receipt {
    /// The call ran.
    Executed(ExecutionReceipt),
    /// The call did not run and changed nothing.
    Refused(Refusal),
}

/// Outcome of a call that ran.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct ExecutionReceipt {
    /// Who called.
    pub caller: H160,
    /// Whether it succeeded (false: reverted or out of gas; the fee is still paid).
    pub success: bool,
    /// Gas used.
    pub gas_used: u64,
    /// Return data, or revert data.
    pub output: Vec<u8>,
    /// Address of the contract created, if one was.
    pub created: Option<H160>,
    /// Height of the executed block.
    pub height: Height,
    /// Logs: address, topics, data.
    pub logs: Vec<Log>,
}

/// A contract event.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Log {
    /// The contract.
    pub address: H160,
    /// Indexed topics.
    pub topics: Vec<H256>,
    /// Data.
    pub data: Vec<u8>,
}

/// Why a call did not run. Every replica reaches the same verdict.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum Refusal {
    /// The payload or the plaintext does not decode.
    Malformed,
    /// AEAD failure under the right key.
    Undecryptable,
    /// The epoch's key is gone by message order.
    EpochErased,
    /// The signature does not recover to an address.
    BadSignature,
    /// Signed for another committee.
    WrongCommittee,
    /// Not the caller's next nonce.
    BadNonce {
        /// The nonce that would be accepted.
        expected: u64,
    },
    /// The caller cannot pay value and fee.
    InsufficientFunds,
    /// The price offered is below the base fee.
    Underpriced,
    /// The gas limit is below the call's intrinsic cost or above the block's limit.
    BadGasLimit,
    /// Calldata or init code is over its bound.
    Oversize,
    /// The caller's account has code.
    CallerNotExternal,
    /// The transaction is not for this chain id.
    WrongChain,
    /// A kind of transaction that is not executed here (blobs, delegations), or one without a chain id.
    UnsupportedTransaction,
    /// Orders of developers count on development chains only.
    NotDevelopment,
}
