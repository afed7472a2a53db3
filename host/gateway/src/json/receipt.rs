//! Receipts and logs.

use super::{data, quantity};
use crate::pool::transaction::Envelope;
use alloy_consensus::{Transaction as _, Typed2718 as _};
use alloy_primitives::{Bloom, BloomInput};
use messages::{
    ethereum::{ExecutedTransaction, FoundLog},
    receipt::Log,
    H256,
};
use serde_json::{json, Value};

/// Receipt of a transaction. `sealed` is an addition: output and logs, encrypted to a caller who sent encrypted calldata.
pub fn receipt(hash: H256, envelope: &Envelope, executed: &ExecutedTransaction) -> Value {
    let receipt = &executed.receipt;
    let logs: Vec<Value> = found(hash, executed).iter().map(log).collect();
    let mut json = json!({
        "transactionHash": data(&hash.0),
        "transactionIndex": quantity(executed.index),
        "blockHash": data(&executed.block_hash.0),
        "blockNumber": quantity(executed.block_number),
        "from": data(&receipt.caller.0),
        "to": envelope.to().map(|to| data(to.as_slice())),
        "cumulativeGasUsed": quantity(executed.cumulative_gas_used),
        "gasUsed": quantity(receipt.gas_used),
        "effectiveGasPrice": quantity(executed.effective_gas_price),
        "contractAddress": receipt.created.map(|address| data(&address.0)),
        "logs": logs,
        "logsBloom": data(bloom(&receipt.logs).as_slice()),
        "status": quantity(u64::from(receipt.success)),
        "type": quantity(envelope.ty()),
    });
    if let (Some(sealed), Some(fields)) = (&executed.sealed, json.as_object_mut()) {
        fields.insert("sealed".into(), data(sealed).into());
    }
    json
}

/// A transaction's logs with their places.
fn found(hash: H256, executed: &ExecutedTransaction) -> Vec<FoundLog> {
    let found = |(index, log): (u32, &Log)| FoundLog {
        log: log.clone(),
        block_number: executed.block_number,
        block_hash: executed.block_hash,
        transaction: hash,
        transaction_index: executed.index,
        index,
    };
    (executed.first_log..).zip(&executed.receipt.logs).map(found).collect()
}

/// A log. Blocks are final, so none is ever removed.
pub fn log(found: &FoundLog) -> Value {
    let topics: Vec<_> = found.log.topics.iter().map(|topic| data(&topic.0)).collect();
    json!({
        "address": data(&found.log.address.0),
        "topics": topics,
        "data": data(&found.log.data),
        "blockNumber": quantity(found.block_number),
        "blockHash": data(&found.block_hash.0),
        "transactionHash": data(&found.transaction.0),
        "transactionIndex": quantity(found.transaction_index),
        "logIndex": quantity(found.index),
        "removed": false,
    })
}

fn bloom(logs: &[Log]) -> Bloom {
    let mut bloom = Bloom::default();
    for log in logs {
        bloom.accrue(BloomInput::Raw(&log.address.0));
        for topic in &log.topics {
            bloom.accrue(BloomInput::Raw(&topic.0));
        }
    }
    bloom
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::pool::transaction::{tests::signed, PoolTransaction};
    use messages::{receipt::ExecutionReceipt, H160};

    fn executed(transaction: &PoolTransaction) -> ExecutedTransaction {
        let log = Log { address: H160([9; 20]), topics: vec![H256([3; 32])], data: vec![1, 2] };
        ExecutedTransaction {
            raw: transaction.raw.clone(),
            block_number: 7,
            block_hash: H256([7; 32]),
            index: 2,
            first_log: 5,
            cumulative_gas_used: 90_000,
            effective_gas_price: 1_000_000_007,
            receipt: ExecutionReceipt {
                caller: transaction.sender,
                success: true,
                gas_used: 30_000,
                output: vec![],
                created: None,
                height: 6,
                logs: vec![log.clone(), log],
            },
            sealed: None,
        }
    }

    #[test]
    fn a_receipt_has_every_field_that_geth_writes() {
        let transaction = signed(1, 3);
        let mut json = receipt(transaction.hash, &transaction.envelope, &executed(&transaction));
        let bloom = json["logsBloom"].take();
        let bits: u32 =
            super::super::parse_data(bloom.as_str().unwrap()).unwrap().iter().map(|b| b.count_ones()).sum();
        assert!((1..=6).contains(&bits), "three bits for the address, three for the topic");
        insta::assert_snapshot!(serde_json::to_string_pretty(&json).unwrap());
    }

    #[test]
    fn only_receipts_of_encrypted_calls_are_sealed() {
        let transaction = signed(1, 3);
        let open = executed(&transaction);
        let sealed = ExecutedTransaction { sealed: Some(vec![1]), ..open.clone() };
        assert_eq!(receipt(transaction.hash, &transaction.envelope, &sealed)["sealed"], "0x01");
        assert!(receipt(transaction.hash, &transaction.envelope, &open).get("sealed").is_none());
    }
}
