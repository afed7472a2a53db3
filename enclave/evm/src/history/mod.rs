//! What became of calls, and the blocks they ran in: kept for a while beside the state, outside its root.
//!
//! | table | row key | row |
//! |---|---|---|
//! | receipts | seq ‖ index | height, receipt or where it stands |
//! | blocks | number (8, big-endian) | [`blocks::BlockRow`] |
//! | hashes | keyed hash of a block's or transaction's hash | number, or [`transactions::TransactionRow`] |
//!
//! Private and refused transactions are found by their hash only; no block names them. A block's row knows which other
//! rows came with it and takes them along when it goes.

pub(crate) mod blocks;
pub(crate) mod logs;
pub(crate) mod receipts;
pub(crate) mod transactions;

use crate::{
    error::StoreError,
    store::{Rows, Table, Writer},
};
use blocks::{BlockFacts, BlockRow};
use codec::Decode;
use messages::{
    ethereum::{Block, ExecutedTransaction, TransactionStatus},
    ids::Height,
    query::BlockId,
    H256,
};
use receipts::NewReceipt;
pub use transactions::NewTransaction;

/// Executed blocks after which history may go: at one block per 6 s, half a day.
pub const RECEIPT_BLOCKS: u64 = 7200;

/// Old blocks that go with every new one, so that there are ever fewer when calls become rarer.
const PRUNED_BLOCKS: usize = 2;

/// What a block adds to the history.
#[derive(Default)]
pub(crate) struct NewHistory {
    pub(crate) receipts: Vec<NewReceipt>,
    pub(crate) transactions: Vec<NewTransaction>,
    /// The block, unless it takes no number.
    pub(crate) block: Option<BlockFacts>,
    /// Blocks after this number never were.
    pub(crate) reverted_to: Option<u64>,
}

impl NewHistory {
    /// Writes the history of the block at `height` and removes what is too old, at a cost that does not depend on how much
    /// there is.
    pub(crate) fn write(
        self,
        height: Height,
        state_root: [u8; 32],
        writer: &mut Writer<'_>,
    ) -> Result<(), StoreError> {
        if let Some(number) = self.reverted_to {
            revert(number, writer)?;
        }
        receipts::write(self.receipts, self.transactions.len(), height, writer)?;
        if let Some(facts) = self.block {
            let mut row = BlockRow::new(height, facts, state_root);
            for transaction in self.transactions {
                transactions::write(transaction, &mut row, writer)?;
            }
            blocks::write(row, writer)?;
        }
        for _ in 0..PRUNED_BLOCKS {
            let Some((key, row)) = writer.table(Table::Blocks)?.first()? else { break };
            let row = BlockRow::from_bytes(&row)?;
            if row.height.saturating_add(RECEIPT_BLOCKS) > height {
                break;
            }
            remove(&key, &row, writer)?;
        }
        Ok(())
    }
}

/// Removes the blocks after `number`, as many as there are. On development chains only.
fn revert(number: u64, writer: &mut Writer<'_>) -> Result<(), StoreError> {
    loop {
        let Some((key, row)) = writer.table(Table::Blocks)?.last()? else { break };
        let row = BlockRow::from_bytes(&row)?;
        if row.last() <= number {
            break;
        }
        remove(&key, &row, writer)?;
    }
    Ok(())
}

/// Removes a block with all rows that came with it, unless they have been replaced since.
fn remove(key: &[u8], block: &BlockRow, writer: &mut Writer<'_>) -> Result<(), StoreError> {
    let mut hashes = writer.table(Table::Hashes)?;
    for key in &block.rows {
        if let Some(row) = hashes.get(key)? {
            let written = Height::decode(&mut row.as_slice()).map_err(|_| MALFORMED)?;
            if written == block.height {
                hashes.remove(key)?;
            }
        }
    }
    drop(hashes);
    writer.table(Table::Blocks)?.remove(key)
}

const MALFORMED: StoreError = StoreError::Internal("a row of the history does not decode");

/// The block that `id` names, where `latest` is the last number.
pub(crate) fn block(
    rows: &Rows,
    chain_id: u64,
    latest: u64,
    id: BlockId,
) -> Result<Option<Block>, StoreError> {
    let number = match id {
        BlockId::Latest => latest,
        BlockId::Number(number) => number,
        BlockId::Hash(hash) => match blocks::number_of(rows, chain_id, hash)? {
            Some(number) => number,
            None => return Ok(None),
        },
    };
    if number == 0 {
        return Ok(Some(blocks::genesis(chain_id)));
    }
    let row = blocks::at(rows, number)?;
    Ok(row.filter(|_| number <= latest).map(|row| row.block(chain_id, number)))
}

/// What became of the transaction with this hash, for who may see it: everybody if it is public, otherwise who names its
/// viewer.
pub(crate) fn transaction(
    rows: &Rows,
    hash: H256,
    viewer: Option<H256>,
) -> Result<TransactionStatus, StoreError> {
    use transactions::Outcome;
    let Some(row) = transactions::read(rows, &rows.hidden_key(transactions::KIND, &hash.0))? else {
        return Ok(TransactionStatus::Unknown);
    };
    if row.viewer.is_some() && row.viewer != viewer {
        return Ok(TransactionStatus::Unknown);
    }
    let ran = match row.outcome {
        Outcome::Refused(refusal) => return Ok(TransactionStatus::Refused(refusal)),
        Outcome::Executed(ran) => *ran,
    };
    Ok(TransactionStatus::Executed(Box::new(ExecutedTransaction {
        raw: ran.raw,
        block_number: ran.block_number,
        block_hash: ran.block_hash,
        index: ran.index,
        first_log: ran.first_log,
        cumulative_gas_used: ran.cumulative_gas_used,
        effective_gas_price: ran.effective_gas_price,
        receipt: ran.receipt,
        sealed: ran.sealed,
    })))
}
