//! Finding logs of public transactions.

use super::{
    blocks::{self, BlockRow},
    transactions::{self, Outcome, Ran},
};
use crate::{error::StoreError, store::Rows};
use codec::Encode;
use messages::{
    ethereum::{FoundLog, LogFilter},
    limits::{MAX_FILTER_VALUES, MAX_LOG_BLOCKS},
    query::{QueryRefusal, Reply},
    receipt::Log,
    H256,
};
use revm::primitives::alloy_primitives::{Bloom, BloomInput};

/// Topics that a log can have.
const MAX_TOPICS: usize = 4;
/// Encoded size of the logs in one answer: leaves room for the rest of it in [`messages::limits::MAX_QUERY`].
const MAX_LOGS_SIZE: usize = 192 * 1024;

/// Transactions that one question reads at most, beyond those of the last block it searches: bounds the time it takes.
const MAX_TRANSACTIONS_READ: usize = 8 * 1024;

/// Logs that match, block by block, as far as one answer goes. Blocks that are no longer kept have none.
pub(crate) fn find(rows: &Rows, latest: u64, filter: &LogFilter) -> Result<Reply, StoreError> {
    let values = filter.topics.iter().map(Vec::len).chain([filter.addresses.len()]);
    if filter.topics.len() > MAX_TOPICS || values.into_iter().any(|count| count > MAX_FILTER_VALUES) {
        return Ok(Reply::Refused(QueryRefusal::TooMuch));
    }
    let last = filter.to.min(latest);
    let (mut logs, mut size, mut read) = (Vec::new(), 0, 0);
    let mut searched = None;
    for (count, row) in blocks::from(rows, filter.from)?.enumerate() {
        let row = row?;
        if row.first > last {
            break;
        }
        if count as u64 == MAX_LOG_BLOCKS || read >= MAX_TRANSACTIONS_READ {
            return Ok(Reply::Logs { logs, upto: searched.unwrap_or(last) });
        }
        let found = match row.first >= filter.from && may_hold(&row.bloom(), filter) {
            true => in_block(rows, &row, filter, &mut read)?,
            false => Vec::new(),
        };
        size += found.encoded_size();
        if size > MAX_LOGS_SIZE {
            return Ok(match searched {
                Some(upto) => Reply::Logs { logs, upto },
                None => Reply::Refused(QueryRefusal::TooMuch),
            });
        }
        logs.extend(found);
        searched = Some(row.last().min(last));
    }
    Ok(Reply::Logs { logs, upto: last })
}

/// Logs of one block, counting the transactions that are read.
fn in_block(
    rows: &Rows,
    block: &BlockRow,
    filter: &LogFilter,
    read: &mut usize,
) -> Result<Vec<FoundLog>, StoreError> {
    let mut found = Vec::new();
    *read += block.transactions.len();
    for hash in &block.transactions {
        let row = transactions::read(rows, &rows.hidden_key(transactions::KIND, &hash.0))?;
        let Some(Outcome::Executed(ran)) = row.map(|row| row.outcome) else { continue };
        let logs = ran.receipt.logs.iter().enumerate().filter(|(_, log)| matches(log, filter));
        found.extend(logs.map(|(place, log)| found_log(&ran, *hash, place, log)));
    }
    Ok(found)
}

fn found_log(ran: &Ran, transaction: H256, place: usize, log: &Log) -> FoundLog {
    FoundLog {
        log: log.clone(),
        block_number: ran.block_number,
        block_hash: ran.block_hash,
        transaction,
        transaction_index: ran.index,
        index: ran.first_log.saturating_add(place as u32),
    }
}

/// Whether a block with this bloom filter can hold a log that matches.
fn may_hold(bloom: &Bloom, filter: &LogFilter) -> bool {
    let has = |bytes: &[u8]| bloom.contains_input(BloomInput::Raw(bytes));
    let address = filter.addresses.is_empty() || filter.addresses.iter().any(|address| has(&address.0));
    address
        && filter.topics.iter().all(|values| values.is_empty() || values.iter().any(|topic| has(&topic.0)))
}

fn matches(log: &Log, filter: &LogFilter) -> bool {
    let address = filter.addresses.is_empty() || filter.addresses.contains(&log.address);
    address
        && filter.topics.iter().enumerate().all(|(place, values)| {
            values.is_empty() || log.topics.get(place).is_some_and(|topic| values.contains(topic))
        })
}
