//! What is inside a sealed call and a sealed query, and what comes back.
//!
//! Callers are Ethereum addresses. They sign EIP-712 typed data whose domain is `{name: "Adyton", version: "1",
//! salt: genesis hash}`, so that any wallet can sign and nothing can be replayed on another network. The type strings
//! and the hashing are in `crypto::eip712`.

use crate::{channel::SealedCall, ids::*};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use sp_core::{H160, H256, U256};

/// A recoverable secp256k1 signature `r ‖ s ‖ v`, `v` in {0, 1, 27, 28}; only low `s` is accepted.
pub type EthSignature = [u8; 65];

/// Plaintext of a [`SealedCall`].
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum InnerCall {
    /// A call signed by its caller.
    Signed(SignedCall),
}

/// A call together with its caller's signature.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct SignedCall {
    /// What was signed.
    pub body: CallBody,
    /// The signature; the caller is the address it recovers to.
    pub signature: EthSignature,
}

/// A state-changing call. EIP-712 type:
/// `Call(uint32 committee,uint64 nonce,uint64 gasLimit,uint256 maxFeePerGas,address to,bool create,uint256 value,bytes data)`.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct CallBody {
    /// The committee that is to execute it.
    pub committee: CommitteeId,
    /// The caller's account nonce.
    pub nonce: u64,
    /// Gas it may use.
    pub gas_limit: u64,
    /// Highest price of a unit of gas, in wei (18 decimals).
    pub max_fee_per_gas: U256,
    /// The contract or account called; `None` creates a contract (`to` is zero and `create` true in the typed data).
    pub to: Option<H160>,
    /// Value sent along, in wei.
    pub value: U256,
    /// Calldata, or init code.
    pub data: Vec<u8>,
}

/// A query encrypted to a committee's input key. The answer is encrypted under a key that both sides export from the
/// same HPKE context.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct SealedQuery {
    /// The committee asked.
    pub committee: CommitteeId,
    /// Same form as a call; plaintext is SCALE of [`Query`].
    pub sealed: SealedCall,
}

/// Plaintext of a [`SealedQuery`].
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Query {
    /// What is asked.
    pub body: QueryBody,
    /// Proof of who asks; without it the caller is address zero.
    pub signature: Option<EthSignature>,
}

/// A read-only question. EIP-712 type: `Query(uint32 committee,uint64 notAfterBlock,bytes question)`, where `question`
/// is SCALE of [`Question`].
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct QueryBody {
    /// The committee asked.
    pub committee: CommitteeId,
    /// The signature is void for snapshots later than this chain block.
    pub not_after_block: u64,
    /// What is asked.
    pub question: Question,
}

/// What can be asked of a committee's state.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum Question {
    /// Run a contract call without keeping its changes; the caller is the query's signer.
    Call {
        /// The contract.
        to: H160,
        /// Calldata.
        data: Vec<u8>,
        /// Value pretended to be sent along, in wei.
        value: U256,
    },
    /// Balance and nonce of the signer's own account.
    Account,
    /// What became of the call at (seq, index); answered to its caller only.
    Receipt {
        /// Message that carried the call.
        seq: Seq,
        /// Its index in the batch; 0 for a single call.
        index: u32,
    },
}

/// What a worker answers to a query, before it is encrypted.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct SignedAnswer {
    /// What is signed.
    pub answer: Answer,
    /// Worker's ed25519 signature over the domain `adyton/answer/v1` and SCALE of `answer`.
    pub signature: [u8; 64],
}

/// An answer, and the state it is true of.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Answer {
    /// The network.
    pub genesis: GenesisHash,
    /// The committee.
    pub committee: CommitteeId,
    /// Who answers.
    pub worker: WorkerId,
    /// blake2b-256 of the SCALE of the query's plaintext: ties the answer to its question.
    pub query_hash: H256,
    /// State the answer is true of.
    pub as_of: AsOf,
    /// The answer itself.
    pub reply: Reply,
}

/// The state an answer was taken from; the client compares it with its own clock and with the chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct AsOf {
    /// Finalized chain block that the worker had verified.
    pub block: BlockRef,
    /// Timestamp of that block.
    pub time_ms: TimeMs,
    /// Height of the last executed block.
    pub height: Height,
    /// State root after it.
    pub state_root: H256,
    /// Whether the worker's evidence stands under a simulated trust root.
    pub simulated: bool,
}

/// Content of an answer.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum Reply {
    /// A contract call returned.
    Returned(Vec<u8>),
    /// A contract call reverted, with its data.
    Reverted(Vec<u8>),
    /// The signer's account.
    Account {
        /// Its address.
        address: H160,
        /// Balance in wei.
        balance: U256,
        /// Next nonce.
        nonce: u64,
    },
    /// What became of a call.
    Receipt(Option<Receipt>),
    /// The question cannot be answered; the text says why and what to do.
    Refused(QueryRefusal),
}

/// Why a query is not answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum QueryRefusal {
    /// The signature does not recover to an address.
    BadSignature,
    /// The signature was meant for another committee or an earlier block.
    Expired,
    /// This question needs a signature.
    SignatureNeeded,
    /// Only the caller of that call may see its receipt.
    NotYours,
    /// It used more gas than queries may.
    OutOfGas,
}

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
}
