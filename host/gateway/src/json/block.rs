//! Blocks. What our blocks do not have, geth's zero stands for.

use super::{data, quantity};
use messages::{ethereum::Block, H160, H256};
use serde_json::{json, Value};

/// Hash of an empty list of uncles.
const NO_UNCLES: &str = "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347";
/// Root of an empty trie.
const EMPTY_ROOT: &str = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";

/// A block with its transactions: their hashes, or themselves.
pub fn block(block: &Block, transactions: Vec<Value>) -> Value {
    let mut json = header(block);
    if let Some(fields) = json.as_object_mut() {
        fields.insert("size".into(), quantity(0).into());
        fields.insert("totalDifficulty".into(), quantity(0).into());
        fields.insert("transactions".into(), transactions.into());
        fields.insert("uncles".into(), json!([]));
        fields.insert("withdrawals".into(), json!([]));
    }
    json
}

/// Hashes of a block's transactions.
pub fn hashes(block: &Block) -> Vec<Value> {
    block.transactions.iter().map(|hash| data(&hash.0).into()).collect()
}

/// A block's header, as subscribers get it.
pub fn header(block: &Block) -> Value {
    let zero = data(&H256::zero().0);
    json!({
        "number": quantity(block.number),
        "hash": data(&block.hash.0),
        "parentHash": data(&block.parent_hash.0),
        "nonce": data(&[0; 8]),
        "mixHash": zero,
        "sha3Uncles": NO_UNCLES,
        "logsBloom": data(&block.logs_bloom),
        "transactionsRoot": zero,
        "receiptsRoot": zero,
        "stateRoot": data(&block.state_root.0),
        "withdrawalsRoot": EMPTY_ROOT,
        "parentBeaconBlockRoot": zero,
        "miner": data(&H160::zero().0),
        "difficulty": quantity(0),
        "extraData": "0x",
        "gasLimit": quantity(block.gas_limit),
        "gasUsed": quantity(block.gas_used),
        "blobGasUsed": quantity(0),
        "excessBlobGas": quantity(0),
        "baseFeePerGas": quantity(block.base_fee),
        "timestamp": quantity(block.timestamp),
    })
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    pub(crate) fn sample() -> Block {
        Block {
            number: 7,
            hash: H256([7; 32]),
            parent_hash: H256([6; 32]),
            timestamp: 1_700_000_000,
            gas_limit: 30_000_000,
            gas_used: 21_000,
            base_fee: 1_000_000_000,
            state_root: H256([5; 32]),
            logs_bloom: vec![0; 256],
            transactions: vec![H256([1; 32])],
        }
    }

    #[test]
    fn a_block_has_every_field_that_geth_writes() {
        let mut block = block(&sample(), hashes(&sample()));
        // Checked here, and too long for the snapshot.
        assert_eq!(block["logsBloom"].take(), Value::from(data(&[0; 256])));
        insta::assert_snapshot!(serde_json::to_string_pretty(&block).unwrap());
    }
}
