//! Ethereum transactions and what became of them.

use super::{blocks::BlockRow, receipts, MALFORMED};
use crate::{
    convert,
    error::StoreError,
    store::{Rows, Table, Writer},
};
use codec::{Decode, Encode};
use messages::{
    ids::{Height, Seq},
    receipt::{ExecutionReceipt, Receipt, Refusal},
    H256,
};

/// Kind of row key that a transaction's hash is hashed to.
pub(super) const KIND: &[u8] = b"transaction";

/// An Ethereum transaction that a block held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTransaction {
    /// Message that carried it.
    pub seq: Seq,
    /// Its index in the message.
    pub index: u32,
    /// The transaction as it was sent.
    pub raw: Vec<u8>,
    /// Its hash.
    pub hash: H256,
    /// Who may see it: blake2b-256 of a secret. `None` if it is public.
    pub viewer: Option<H256>,
    /// Price paid for a unit of gas, in wei.
    pub effective_gas_price: u128,
    /// The outcome, without output and logs if the calldata was encrypted.
    pub receipt: Receipt,
    /// Output and logs encrypted to the caller, if the calldata was encrypted.
    pub sealed: Option<Vec<u8>>,
}

/// What is kept of a transaction. The height comes first: see [`super::remove`].
#[derive(Encode, Decode)]
pub(super) struct TransactionRow {
    pub(super) height: Height,
    pub(super) viewer: Option<H256>,
    pub(super) outcome: Outcome,
}

#[derive(Encode, Decode)]
pub(super) enum Outcome {
    Refused(Refusal),
    Executed(Box<Ran>),
}

/// A transaction that ran. Place, first log and gas before it are those among the block's public transactions.
#[derive(Encode, Decode)]
pub(super) struct Ran {
    pub(super) raw: Vec<u8>,
    pub(super) block_number: u64,
    pub(super) block_hash: H256,
    pub(super) index: u32,
    pub(super) first_log: u32,
    pub(super) cumulative_gas_used: u64,
    pub(super) effective_gas_price: u128,
    pub(super) receipt: ExecutionReceipt,
    pub(super) sealed: Option<Vec<u8>>,
}

/// Writes a transaction and its receipt, and adds it to its block's row.
pub(super) fn write(
    new: NewTransaction,
    block: &mut BlockRow,
    writer: &mut Writer<'_>,
) -> Result<(), StoreError> {
    let key = writer.hidden_key(KIND, &new.hash.0);
    let (place, outcome) = match new.receipt {
        Receipt::Refused(refusal) => {
            (receipts::Place::Here(Receipt::Refused(refusal)), Outcome::Refused(refusal))
        }
        Receipt::Executed(receipt) => {
            let (index, first_log, gas_before) = match new.viewer {
                None => block.append(new.hash, &receipt),
                Some(_) => (0, 0, 0),
            };
            let ran = Ran {
                raw: new.raw,
                block_number: block.first,
                block_hash: block.hash,
                index,
                first_log,
                cumulative_gas_used: gas_before.saturating_add(receipt.gas_used),
                effective_gas_price: new.effective_gas_price,
                receipt,
                sealed: new.sealed,
            };
            (receipts::Place::Transaction(key), Outcome::Executed(Box::new(ran)))
        }
    };
    receipts::put(new.seq, new.index, block.height, place, writer)?;
    let mut hashes = writer.table(Table::Hashes)?;
    let refused = matches!(outcome, Outcome::Refused(_));
    // Who sends a transaction again is refused; what became of it the first time stays.
    let stays = match hashes.get(&key)? {
        Some(row) if refused => matches!(decode(&row)?.outcome, Outcome::Executed(_)),
        _ => false,
    };
    if !stays {
        hashes.put(&key, &TransactionRow { height: block.height, viewer: new.viewer, outcome }.encode())?;
        block.rows.push(key);
    }
    Ok(())
}

/// The transaction with this row key.
pub(super) fn read(rows: &Rows, key: &[u8; 32]) -> Result<Option<TransactionRow>, StoreError> {
    rows.get(Table::Hashes, key)?.map(|row| decode(&row)).transpose()
}

fn decode(mut row: &[u8]) -> Result<TransactionRow, StoreError> {
    TransactionRow::decode(&mut row).map_err(|_| MALFORMED)
}

/// Logs of a receipt as the bloom filter takes them.
pub(super) fn accrue(bloom: &mut revm::primitives::alloy_primitives::Bloom, receipt: &ExecutionReceipt) {
    for log in &receipt.logs {
        let topics: Vec<_> = log.topics.iter().map(|topic| topic.0.into()).collect();
        bloom.accrue_raw_log(convert::address(log.address), &topics);
    }
}
