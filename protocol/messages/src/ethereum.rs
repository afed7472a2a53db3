//! What Ethereum tools look up: blocks, transactions, logs, traces. Workers keep it beside the state for a while; it is
//! no part of the state root.

use crate::receipt::{ExecutionReceipt, Log, Refusal};
use alloc::{boxed::Box, vec::Vec};
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use sp_core::{H160, H256, U256};

/// An executed block.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Block {
    /// Its number in the EVM.
    pub number: u64,
    /// What `BLOCKHASH` gives for it.
    pub hash: H256,
    /// The same of the block before it.
    pub parent_hash: H256,
    /// Seconds since the Unix epoch.
    pub timestamp: u64,
    /// Gas limit.
    pub gas_limit: u64,
    /// Gas that its public transactions used.
    pub gas_used: u64,
    /// Price of a unit of gas in it, in wei.
    pub base_fee: u64,
    /// State root after it.
    pub state_root: H256,
    /// Bloom filter over the logs of its public transactions, 256 bytes.
    pub logs_bloom: Vec<u8>,
    /// Hashes of its public transactions, in order.
    pub transactions: Vec<H256>,
}

/// What became of an Ethereum transaction.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum TransactionStatus {
    /// Nothing is known of it, or it is not for the asker to see.
    Unknown,
    /// It did not run and changed nothing.
    Refused(Refusal),
    /// It ran.
    Executed(Box<ExecutedTransaction>),
}

/// An Ethereum transaction that ran.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct ExecutedTransaction {
    /// The transaction as it was sent.
    pub raw: Vec<u8>,
    /// Number of its block.
    pub block_number: u64,
    /// Hash of its block.
    pub block_hash: H256,
    /// Its place among the block's public transactions; 0 for a private one.
    pub index: u32,
    /// Place of its first log among those of the block's public transactions; 0 for a private one.
    pub first_log: u32,
    /// Gas that the block's public transactions used up to its end; its own for a private one.
    pub cumulative_gas_used: u64,
    /// Price paid for a unit of gas, in wei.
    pub effective_gas_price: u128,
    /// The outcome. Output and logs are empty if the calldata was encrypted.
    pub receipt: ExecutionReceipt,
    /// Output and logs, encrypted to the caller, if the calldata was encrypted.
    pub sealed: Option<Vec<u8>>,
}

/// Which logs are wanted.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct LogFilter {
    /// First block.
    pub from: u64,
    /// Last block, inclusive.
    pub to: u64,
    /// Contracts; empty for all. At most [`crate::limits::MAX_FILTER_VALUES`].
    pub addresses: Vec<H160>,
    /// For each of the first topics the values that match; empty for all. At most 4, of at most
    /// [`crate::limits::MAX_FILTER_VALUES`] each.
    pub topics: Vec<Vec<H256>>,
}

/// A log, and where it stands.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct FoundLog {
    /// The log.
    pub log: Log,
    /// Number of its block.
    pub block_number: u64,
    /// Hash of its block.
    pub block_hash: H256,
    /// Its transaction.
    pub transaction: H256,
    /// Place of the transaction among the block's public ones.
    pub transaction_index: u32,
    /// Place among the logs of the block's public transactions.
    pub index: u32,
}

/// How a frame was entered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum FrameKind {
    /// `CALL`.
    Call,
    /// `CALLCODE`.
    CallCode,
    /// `DELEGATECALL`.
    DelegateCall,
    /// `STATICCALL`.
    StaticCall,
    /// `CREATE`.
    Create,
    /// `CREATE2`.
    Create2,
}

/// One frame of a trace. What the asker may not see is `None`.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Frame {
    /// Depth; 0 for the outermost.
    pub depth: u16,
    /// How it was entered.
    pub kind: FrameKind,
    /// Who called.
    pub from: Option<H160>,
    /// The contract called or created.
    pub to: Option<H160>,
    /// Value sent along, in wei.
    pub value: Option<U256>,
    /// Calldata or init code.
    pub input: Option<Vec<u8>>,
    /// What it returned, or reverted with.
    pub output: Option<Vec<u8>>,
    /// Gas used.
    pub gas_used: u64,
    /// Whether it succeeded.
    pub success: bool,
}
