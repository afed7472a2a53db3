//! Executed blocks.

use super::{transactions, MALFORMED};
use crate::{
    error::StoreError,
    state::block_hash,
    store::{Rows, Table, Writer},
    tree::EMPTY_ROOT,
};
use codec::{Decode, Encode};
use core::ops::Bound;
use messages::{ethereum::Block, ids::Height, receipt::ExecutionReceipt, H256};
use revm::primitives::alloy_primitives::Bloom;

/// Kind of row key that a block's hash is hashed to.
const KIND: &[u8] = b"block";

/// What is known of a block before the state root after it.
#[derive(Clone, Debug)]
pub(crate) struct BlockFacts {
    pub(crate) chain_id: u64,
    pub(crate) number: u64,
    pub(crate) parent_hash: H256,
    pub(crate) timestamp: u64,
    pub(crate) gas_limit: u64,
    pub(crate) base_fee: u64,
    /// Empty blocks that a developer ordered after it, and the seconds from one to the next.
    pub(crate) mined: (u64, u64),
}

/// What is kept of a block and of the empty ones after it.
#[derive(Encode, Decode)]
pub(super) struct BlockRow {
    pub(super) height: Height,
    pub(super) first: u64,
    pub(super) hash: H256,
    parent_hash: H256,
    timestamp: u64,
    gas_limit: u64,
    gas_used: u64,
    base_fee: u64,
    state_root: H256,
    mined: (u64, u64),
    pub(super) bloom: Vec<u8>,
    /// Hashes of the public transactions, in order.
    pub(super) transactions: Vec<H256>,
    logs: u32,
    /// Keys of the rows that go with this one.
    pub(super) rows: Vec<[u8; 32]>,
}

impl BlockRow {
    pub(super) fn new(height: Height, facts: BlockFacts, state_root: [u8; 32]) -> Self {
        Self {
            height,
            first: facts.number,
            hash: H256(block_hash(facts.chain_id, facts.number, &state_root).0),
            parent_hash: facts.parent_hash,
            timestamp: facts.timestamp,
            gas_limit: facts.gas_limit,
            gas_used: 0,
            base_fee: facts.base_fee,
            state_root: H256(state_root),
            mined: facts.mined,
            bloom: Bloom::ZERO.to_vec(),
            transactions: Vec::new(),
            logs: 0,
            rows: Vec::new(),
        }
    }

    pub(super) fn from_bytes(mut row: &[u8]) -> Result<Self, StoreError> {
        Self::decode(&mut row).map_err(|_| MALFORMED)
    }

    /// The last number of the row.
    pub(super) fn last(&self) -> u64 {
        self.first.saturating_add(self.mined.0)
    }

    /// Adds a public transaction; returns its place, the place of its first log, and the gas used before it.
    pub(super) fn append(&mut self, hash: H256, receipt: &ExecutionReceipt) -> (u32, u32, u64) {
        let place = (self.transactions.len() as u32, self.logs, self.gas_used);
        let mut bloom = self.bloom();
        transactions::accrue(&mut bloom, receipt);
        self.bloom = bloom.to_vec();
        self.transactions.push(hash);
        self.logs = self.logs.saturating_add(receipt.logs.len() as u32);
        self.gas_used = self.gas_used.saturating_add(receipt.gas_used);
        place
    }

    /// Bloom filter over the logs of the public transactions.
    pub(super) fn bloom(&self) -> Bloom {
        Bloom::try_from(self.bloom.as_slice()).unwrap_or_default()
    }

    /// The block with this number, which is one of the row's.
    pub(super) fn block(&self, chain_id: u64, number: u64) -> Block {
        let later = number.saturating_sub(self.first);
        let own = later == 0;
        let hash_of = |number| H256(block_hash(chain_id, number, &self.state_root.0).0);
        Block {
            number,
            hash: hash_of(number),
            parent_hash: if own { self.parent_hash } else { hash_of(number - 1) },
            timestamp: self.timestamp.saturating_add(later.saturating_mul(self.mined.1)),
            gas_limit: self.gas_limit,
            gas_used: if own { self.gas_used } else { 0 },
            base_fee: self.base_fee,
            state_root: self.state_root,
            logs_bloom: if own { self.bloom.clone() } else { Bloom::ZERO.to_vec() },
            transactions: if own { self.transactions.clone() } else { Vec::new() },
        }
    }
}

/// Writes a block's row, found by its number and by its hash.
pub(super) fn write(mut row: BlockRow, writer: &mut Writer<'_>) -> Result<(), StoreError> {
    let key = writer.hidden_key(KIND, &row.hash.0);
    writer.table(Table::Hashes)?.put(&key, &(row.height, row.first).encode())?;
    row.rows.push(key);
    writer.table(Table::Blocks)?.put(&row.last().to_be_bytes(), &row.encode())
}

/// The row that the block with this number is in.
pub(super) fn at(rows: &Rows, number: u64) -> Result<Option<BlockRow>, StoreError> {
    Ok(from(rows, number)?.next().transpose()?.filter(|row| row.first <= number))
}

/// Rows from the one with this number on.
pub(super) fn from(
    rows: &Rows,
    number: u64,
) -> Result<impl Iterator<Item = Result<BlockRow, StoreError>> + '_, StoreError> {
    let found = rows.from(Table::Blocks, Bound::Included(&number.to_be_bytes()))?;
    Ok(found.map(|row| row.and_then(|(_, row)| BlockRow::from_bytes(&row))))
}

/// Number of the block with this hash. Of blocks that a developer ordered, only the first is found by its hash.
pub(super) fn number_of(rows: &Rows, chain_id: u64, hash: H256) -> Result<Option<u64>, StoreError> {
    if hash == genesis(chain_id).hash {
        return Ok(Some(0));
    }
    let Some(row) = rows.get(Table::Hashes, &rows.hidden_key(KIND, &hash.0))? else { return Ok(None) };
    let (_, number) = <(Height, u64)>::decode(&mut row.as_slice()).map_err(|_| MALFORMED)?;
    Ok(Some(number))
}

/// The block before the first one: number 0, over the empty state.
pub(super) fn genesis(chain_id: u64) -> Block {
    Block {
        number: 0,
        hash: H256(block_hash(chain_id, 0, &EMPTY_ROOT).0),
        parent_hash: H256::zero(),
        timestamp: 0,
        gas_limit: 0,
        gas_used: 0,
        base_fee: crate::fees::MIN_BASE_FEE,
        state_root: H256(EMPTY_ROOT),
        logs_bloom: Bloom::ZERO.to_vec(),
        transactions: Vec::new(),
    }
}
