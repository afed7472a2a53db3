//! Transactions.

use super::{data, quantity};
use crate::pool::transaction::Envelope;
use alloy_consensus::{Transaction as _, Typed2718 as _};
use messages::{ethereum::ExecutedTransaction, H160, H256};
use serde_json::{json, Map, Value};

/// Where a transaction stands, and what it paid.
pub struct Place<'a> {
    /// Its hash.
    pub hash: H256,
    /// Who sent it.
    pub from: H160,
    /// How it was executed, if it was.
    pub executed: Option<&'a ExecutedTransaction>,
}

/// A transaction, executed or waiting.
pub fn transaction(envelope: &Envelope, place: &Place<'_>) -> Value {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| {
        fields.insert(name.into(), value);
    };
    let executed = place.executed;
    put("blockHash", json!(executed.map(|executed| data(&executed.block_hash.0))));
    put("blockNumber", json!(executed.map(|executed| quantity(executed.block_number))));
    put("transactionIndex", json!(executed.map(|executed| quantity(executed.index))));
    put("hash", data(&place.hash.0).into());
    put("from", data(&place.from.0).into());
    put("to", json!(envelope.to().map(|to| data(to.as_slice()))));
    put("nonce", quantity(envelope.nonce()).into());
    put("gas", quantity(envelope.gas_limit()).into());
    put("value", word(envelope.value()).into());
    put("input", data(envelope.input()).into());
    put("type", quantity(envelope.ty()).into());
    let offered = envelope.gas_price().unwrap_or_else(|| envelope.max_fee_per_gas());
    put("gasPrice", quantity(executed.map_or(offered, |executed| executed.effective_gas_price)).into());
    if let Some(chain_id) = envelope.chain_id() {
        put("chainId", quantity(chain_id).into());
    }
    if let Some(tip) = envelope.max_priority_fee_per_gas() {
        put("maxFeePerGas", quantity(envelope.max_fee_per_gas()).into());
        put("maxPriorityFeePerGas", quantity(tip).into());
    }
    if let Some(list) = envelope.access_list() {
        put("accessList", access_list(list));
    }
    signature(envelope, put);
    Value::Object(fields)
}

fn access_list(list: &alloy_eips::eip2930::AccessList) -> Value {
    let item = |item: &alloy_eips::eip2930::AccessListItem| {
        let keys: Vec<_> = item.storage_keys.iter().map(|key| data(key.as_slice())).collect();
        json!({ "address": data(item.address.as_slice()), "storageKeys": keys })
    };
    list.iter().map(item).collect()
}

fn signature(envelope: &Envelope, mut put: impl FnMut(&str, Value)) {
    let signature = envelope.signature();
    let parity = u64::from(signature.v());
    let v = match (envelope.is_legacy(), envelope.chain_id()) {
        (true, Some(chain_id)) => chain_id.saturating_mul(2).saturating_add(35 + parity),
        (true, None) => 27 + parity,
        (false, _) => parity,
    };
    put("v", quantity(v).into());
    put("r", word(signature.r()).into());
    put("s", word(signature.s()).into());
    if !envelope.is_legacy() {
        put("yParity", quantity(parity).into());
    }
}

fn word(number: alloy_primitives::U256) -> String {
    format!("{number:#x}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::pool::transaction::{tests::signed, PoolTransaction};

    #[test]
    fn a_waiting_transaction_has_no_block() {
        let transaction: PoolTransaction = signed(1, 3);
        let place = Place { hash: transaction.hash, from: transaction.sender, executed: None };
        insta::assert_snapshot!(serde_json::to_string_pretty(&super::transaction(
            &transaction.envelope,
            &place
        ))
        .unwrap());
    }
}
