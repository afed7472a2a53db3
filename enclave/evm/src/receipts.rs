//! Receipts: kept for a while, outside the state root.

use crate::{
    error::StoreError,
    store::{Rows, Table, Writer},
};
use codec::{Decode, Encode};
use messages::{
    ids::{Height, Seq},
    receipt::Receipt,
};

/// Executed blocks after which a receipt may go: at one block per 6 s, half a day.
pub const RECEIPT_BLOCKS: u64 = 7200;

/// Receipts removed per block even if it stores none, so that the ring empties when calls become fewer.
const PRUNED_AT_LEAST: usize = 2;

/// A receipt to be stored.
pub(crate) struct NewReceipt {
    key: [u8; 12],
    row: Vec<u8>,
}

impl NewReceipt {
    pub(crate) fn new(height: Height, seq: Seq, index: u32, receipt: &Receipt) -> Self {
        Self { key: row_key(seq, index), row: (height, receipt).encode() }
    }
}

/// Stores receipts of the block at `height` and removes old ones: at most two for each new one, so the cost per block
/// does not depend on how many there are, and they cannot pile up.
pub(crate) fn write(
    receipts: &[NewReceipt],
    height: Height,
    writer: &mut Writer<'_>,
) -> Result<(), StoreError> {
    let mut table = writer.table(Table::Receipts)?;
    for receipt in receipts {
        table.put(&receipt.key, &receipt.row)?;
    }
    for _ in 0..PRUNED_AT_LEAST + 2 * receipts.len() {
        match table.first()? {
            Some((key, row)) if stored_at(&row)?.saturating_add(RECEIPT_BLOCKS) <= height => {
                table.remove(&key)?
            }
            _ => break,
        }
    }
    Ok(())
}

/// The receipt of the call at (seq, index), if it is still kept.
pub(crate) fn read(rows: &Rows, seq: Seq, index: u32) -> Result<Option<Receipt>, StoreError> {
    let Some(row) = rows.get(Table::Receipts, &row_key(seq, index))? else { return Ok(None) };
    let (_, receipt) = <(Height, Receipt)>::decode(&mut row.as_slice()).map_err(|_| MALFORMED)?;
    Ok(Some(receipt))
}

const MALFORMED: StoreError = StoreError::Internal("a receipt does not decode");

/// Sorted by age, because messages are executed in order.
fn row_key(seq: Seq, index: u32) -> [u8; 12] {
    let mut key = [0; 12];
    let bytes = seq.to_be_bytes().into_iter().chain(index.to_be_bytes());
    key.iter_mut().zip(bytes).for_each(|(place, byte)| *place = byte);
    key
}

fn stored_at(mut row: &[u8]) -> Result<Height, StoreError> {
    Height::decode(&mut row).map_err(|_| MALFORMED)
}
