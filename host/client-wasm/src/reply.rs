//! Replies as JSON, with numbers as Ethereum's tools write them (`0x1f`).

use crate::failure::{name, Failure};
use alloc::{boxed::Box, string::String, vec::Vec};
use messages::{
    ethereum::{Block, ExecutedTransaction, TransactionStatus},
    query::{Question, Reply},
    receipt::{Log, Refusal},
    H160, H256, U256,
};
use serde::Serialize;
use sp_core::Bytes;

/// A reply. In JSON an object with one member, named after the variant.
#[derive(Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ReplyView {
    /// A contract call returned.
    Returned(Bytes),
    /// A contract call reverted, with its data.
    Reverted(Bytes),
    /// Gas that a call needs.
    Gas(U256),
    /// An account.
    Account {
        /// Its address.
        address: H160,
        /// Balance in wei.
        balance: U256,
        /// Next nonce.
        nonce: U256,
    },
    /// Code of a contract.
    Code(Bytes),
    /// An executed block, if it is still kept.
    Block(Option<Box<BlockView>>),
    /// What became of a transaction.
    Transaction(StatusView),
    /// The question is not answered; name of the reason.
    Refused(String),
}

/// What became of a transaction.
#[derive(Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum StatusView {
    /// Nothing is known of it, or it is not for the asker to see.
    Unknown,
    /// It did not run and changed nothing.
    Refused {
        /// Name of the reason.
        reason: String,
        /// The nonce that would have been right, where the reason is `BadNonce`.
        expected_nonce: Option<U256>,
    },
    /// It ran.
    Executed(Box<ExecutedView>),
}

/// A transaction that ran.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExecutedView {
    /// The transaction as it was sent.
    pub raw: Bytes,
    /// Number of its block.
    pub block_number: U256,
    /// Hash of its block.
    pub block_hash: H256,
    /// Its place among the block's public transactions.
    pub transaction_index: U256,
    /// Place of its first log among those of the block's public transactions.
    pub first_log: U256,
    /// Gas used up to its end.
    pub cumulative_gas_used: U256,
    /// Price paid for a unit of gas, in wei.
    pub effective_gas_price: U256,
    /// Who sent it.
    pub from: H160,
    /// Whether it succeeded.
    pub success: bool,
    /// Gas used.
    pub gas_used: U256,
    /// Return data, or revert data.
    pub output: Bytes,
    /// Address of the contract created, if one was.
    pub contract_address: Option<H160>,
    /// Its logs.
    pub logs: Vec<LogView>,
    /// Output and logs, encrypted to the caller, if the calldata was encrypted.
    pub sealed: Option<Bytes>,
}

/// A contract event.
#[derive(Serialize)]
pub struct LogView {
    /// The contract.
    pub address: H160,
    /// Indexed topics.
    pub topics: Vec<H256>,
    /// Data.
    pub data: Bytes,
}

/// An executed block.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BlockView {
    /// Its number in the EVM.
    pub number: U256,
    /// Its hash.
    pub hash: H256,
    /// Hash of the block before it.
    pub parent_hash: H256,
    /// Seconds since the Unix epoch.
    pub timestamp: U256,
    /// Gas limit.
    pub gas_limit: U256,
    /// Gas that its public transactions used.
    pub gas_used: U256,
    /// Price of a unit of gas in it, in wei.
    pub base_fee_per_gas: U256,
    /// State root after it.
    pub state_root: H256,
    /// Bloom filter over the logs of its public transactions.
    pub logs_bloom: Bytes,
    /// Hashes of its public transactions.
    pub transactions: Vec<H256>,
}

/// Whether a reply is of the kind that the question asks for.
pub(crate) fn fits(question: &Question, reply: &Reply) -> bool {
    matches!(
        (question, reply),
        (_, Reply::Refused(_))
            | (Question::Call(_), Reply::Returned(_) | Reply::Reverted(_))
            | (Question::Estimate(_), Reply::Gas(_) | Reply::Reverted(_))
            | (Question::AccountOf(_), Reply::Account { .. })
            | (Question::Code(_), Reply::Bytes(_))
            | (Question::Block(_), Reply::Block(_))
            | (Question::Transaction { .. }, Reply::Transaction(_))
    )
}

pub(crate) fn view(reply: Reply) -> Result<ReplyView, Failure> {
    Ok(match reply {
        Reply::Returned(data) => ReplyView::Returned(Bytes(data)),
        Reply::Reverted(data) => ReplyView::Reverted(Bytes(data)),
        Reply::Gas(gas) => ReplyView::Gas(gas.into()),
        Reply::Account { address, balance, nonce } => {
            ReplyView::Account { address, balance, nonce: nonce.into() }
        }
        Reply::Bytes(code) => ReplyView::Code(Bytes(code)),
        Reply::Block(block) => ReplyView::Block(block.map(|block| Box::new(block.into()))),
        Reply::Transaction(status) => ReplyView::Transaction(status.into()),
        Reply::Refused(reason) => ReplyView::Refused(name(reason)),
        other => return Err(Failure::malformed(alloc::format!("no question asks for {}", name(other)))),
    })
}

impl From<TransactionStatus> for StatusView {
    fn from(status: TransactionStatus) -> Self {
        match status {
            TransactionStatus::Unknown => Self::Unknown,
            TransactionStatus::Refused(reason) => {
                let expected_nonce = match reason {
                    Refusal::BadNonce { expected } => Some(expected.into()),
                    _ => None,
                };
                Self::Refused { reason: name(reason), expected_nonce }
            }
            TransactionStatus::Executed(transaction) => Self::Executed(Box::new((*transaction).into())),
        }
    }
}

impl From<ExecutedTransaction> for ExecutedView {
    fn from(executed: ExecutedTransaction) -> Self {
        let receipt = executed.receipt;
        Self {
            raw: Bytes(executed.raw),
            block_number: executed.block_number.into(),
            block_hash: executed.block_hash,
            transaction_index: executed.index.into(),
            first_log: executed.first_log.into(),
            cumulative_gas_used: executed.cumulative_gas_used.into(),
            effective_gas_price: executed.effective_gas_price.into(),
            from: receipt.caller,
            success: receipt.success,
            gas_used: receipt.gas_used.into(),
            output: Bytes(receipt.output),
            contract_address: receipt.created,
            logs: receipt.logs.into_iter().map(LogView::from).collect(),
            sealed: executed.sealed.map(Bytes),
        }
    }
}

impl From<Log> for LogView {
    fn from(log: Log) -> Self {
        Self { address: log.address, topics: log.topics, data: Bytes(log.data) }
    }
}

impl From<Block> for BlockView {
    fn from(block: Block) -> Self {
        Self {
            number: block.number.into(),
            hash: block.hash,
            parent_hash: block.parent_hash,
            timestamp: block.timestamp.into(),
            gas_limit: block.gas_limit.into(),
            gas_used: block.gas_used.into(),
            base_fee_per_gas: block.base_fee.into(),
            state_root: block.state_root,
            logs_bloom: Bytes(block.logs_bloom),
            transactions: block.transactions,
        }
    }
}
