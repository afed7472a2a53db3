//! Receipts by the place of the call in the channel.

use super::{transactions, transactions::Outcome, MALFORMED, RECEIPT_BLOCKS};
use crate::{
    error::StoreError,
    store::{Rows, Table, Writer},
};
use codec::{Decode, Encode};
use messages::{
    ids::{Height, Seq},
    receipt::Receipt,
};

/// Receipts removed per block even if it stores none, so that there are ever fewer when calls become rarer.
const PRUNED_AT_LEAST: usize = 2;

/// A receipt to be stored.
pub(crate) struct NewReceipt {
    seq: Seq,
    index: u32,
    receipt: Receipt,
}

impl NewReceipt {
    pub(crate) fn new(seq: Seq, index: u32, receipt: Receipt) -> Self {
        Self { seq, index, receipt }
    }
}

/// Where a receipt is kept.
#[derive(Encode, Decode)]
pub(super) enum Place {
    Here(Receipt),
    /// With the transaction of this row key.
    Transaction([u8; 32]),
}

/// Stores receipts of the block at `height` and removes old ones: at most two for each new one, so the cost per block
/// does not depend on how many there are, and they cannot pile up.
pub(crate) fn write(
    receipts: Vec<NewReceipt>,
    transactions: usize,
    height: Height,
    writer: &mut Writer<'_>,
) -> Result<(), StoreError> {
    let pruned = PRUNED_AT_LEAST + 2 * (receipts.len() + transactions);
    for NewReceipt { seq, index, receipt } in receipts {
        put(seq, index, height, Place::Here(receipt), writer)?;
    }
    let mut table = writer.table(Table::Receipts)?;
    for _ in 0..pruned {
        match table.first()? {
            Some((key, row)) if stored_at(&row)?.saturating_add(RECEIPT_BLOCKS) <= height => {
                table.remove(&key)?
            }
            _ => break,
        }
    }
    Ok(())
}

pub(super) fn put(
    seq: Seq,
    index: u32,
    height: Height,
    place: Place,
    writer: &mut Writer<'_>,
) -> Result<(), StoreError> {
    writer.table(Table::Receipts)?.put(&row_key(seq, index), &(height, place).encode())
}

/// The receipt of the call at (seq, index), if it is still kept.
pub(crate) fn read(rows: &Rows, seq: Seq, index: u32) -> Result<Option<Receipt>, StoreError> {
    let Some(row) = rows.get(Table::Receipts, &row_key(seq, index))? else { return Ok(None) };
    let (_, place) = <(Height, Place)>::decode(&mut row.as_slice()).map_err(|_| MALFORMED)?;
    let key = match place {
        Place::Here(receipt) => return Ok(Some(receipt)),
        Place::Transaction(key) => key,
    };
    Ok(match transactions::read(rows, &key)?.map(|row| row.outcome) {
        Some(Outcome::Executed(ran)) => Some(Receipt::Executed(ran.receipt)),
        // A developer took the block back.
        Some(Outcome::Refused(_)) | None => None,
    })
}

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
