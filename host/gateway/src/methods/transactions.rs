//! Sending transactions, and what became of them.

use super::{Answer, Gateway, Registrar};
use crate::{
    error::RpcError,
    json::{
        data,
        receipt::receipt,
        request::{Arguments, BlockTag},
        transaction::{transaction, Place},
        Bytes, Hash, Quantity,
    },
    pool::transaction::{decode, Envelope},
};
use jsonrpsee::core::RegisterMethodError;
use messages::{
    ethereum::{Block, ExecutedTransaction, TransactionStatus},
    H256,
};
use serde_json::{json, Value};
use std::{sync::Arc, time::Duration};
use tokio::sync::broadcast::error::RecvError;

/// How long a request for the receipt of a transaction that waits here is held until there is one. Clients ask again after
/// seconds; so they learn of it at once.
const RECEIPT_PATIENCE: Duration = Duration::from_secs(4);
/// How old such a transaction may be. Requests of a batch are answered one after the other, so this bounds the whole batch.
const HELD_FOR: Duration = Duration::from_secs(16);

pub(super) fn register(registrar: &mut Registrar) -> Result<(), RegisterMethodError> {
    registrar.add("eth_sendRawTransaction", send_raw)?;
    registrar.add("eth_getTransactionByHash", by_hash)?;
    registrar.add("eth_getTransactionReceipt", receipt_by_hash)?;
    registrar.add("eth_getRawTransactionByHash", raw_by_hash)?;
    registrar.add("eth_getTransactionByBlockNumberAndIndex", by_number_and_index)?;
    registrar.add("eth_getTransactionByBlockHashAndIndex", by_block_hash_and_index)
}

/// A transaction that was executed.
pub(super) struct Executed {
    hash: H256,
    envelope: Envelope,
    outcome: Box<ExecutedTransaction>,
}

/// A transaction that was executed, if this one was.
pub(super) async fn executed(gateway: &Gateway, hash: H256) -> Result<Option<Executed>, RpcError> {
    match gateway.cluster.transaction(hash).await? {
        TransactionStatus::Executed(outcome) => {
            let envelope = decode(&outcome.raw)?;
            Ok(Some(Executed { hash, envelope, outcome }))
        }
        TransactionStatus::Unknown | TransactionStatus::Refused(_) => Ok(None),
    }
}

pub(super) fn executed_json(executed: &Executed) -> Value {
    let outcome = &executed.outcome;
    let place = Place { hash: executed.hash, from: outcome.receipt.caller, executed: Some(outcome) };
    transaction(&executed.envelope, &place)
}

pub(super) fn receipt_json(executed: &Executed) -> Value {
    receipt(executed.hash, &executed.envelope, &executed.outcome)
}

async fn send_raw(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let Bytes(raw) = arguments.required(0)?;
    Ok(json!(data(&gateway.pool.submit(raw).await?.0)))
}

async fn by_hash(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let Hash(hash) = arguments.required(0)?;
    if let Some(executed) = executed(&gateway, hash).await? {
        return Ok(executed_json(&executed));
    }
    let Some(waiting) = gateway.pool.get(&hash) else { return Ok(Value::Null) };
    Ok(transaction(&waiting.envelope, &Place { hash, from: waiting.sender, executed: None }))
}

async fn raw_by_hash(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let Hash(hash) = arguments.required(0)?;
    if let Some(executed) = executed(&gateway, hash).await? {
        return Ok(json!(data(&executed.outcome.raw)));
    }
    Ok(json!(gateway.pool.get(&hash).map(|waiting| data(&waiting.raw))))
}

async fn receipt_by_hash(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let Hash(hash) = arguments.required(0)?;
    // Before asking, so that no block is missed in between.
    let blocks = gateway.cluster.head().subscribe();
    let mut found = executed(&gateway, hash).await?;
    let patience =
        gateway.pool.moving_for(&hash).map(|age| HELD_FOR.saturating_sub(age).min(RECEIPT_PATIENCE));
    if let (None, Some(patience)) = (&found, patience) {
        let _interest = gateway.cluster.head().interest();
        if tokio::time::timeout(patience, is_listed(blocks, hash)).await.unwrap_or(false) {
            found = executed(&gateway, hash).await?;
        }
    }
    Ok(found.as_ref().map_or(Value::Null, receipt_json))
}

/// Waits for the block that lists a transaction; false if there is nothing to wait for any more.
async fn is_listed(mut blocks: tokio::sync::broadcast::Receiver<Arc<Block>>, hash: H256) -> bool {
    loop {
        match blocks.recv().await {
            Ok(block) if block.transactions.contains(&hash) => return true,
            Ok(_) => {}
            // Perhaps it was in what was missed.
            Err(RecvError::Lagged(_)) => return true,
            Err(RecvError::Closed) => return false,
        }
    }
}

async fn by_number_and_index(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let tag: BlockTag = arguments.required(0)?;
    let block = super::blocks::find(&gateway, tag).await?;
    at_index(&gateway, block, &arguments).await
}

async fn by_block_hash_and_index(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let Hash(hash) = arguments.required(0)?;
    let block = gateway.cluster.head().by_hash(hash).await?;
    at_index(&gateway, block, &arguments).await
}

async fn at_index(gateway: &Gateway, block: Option<Arc<Block>>, arguments: &Arguments) -> Answer {
    let index: Quantity = arguments.required(1)?;
    let index = index.small().ok().and_then(|index| usize::try_from(index).ok());
    let hash = block.zip(index).and_then(|(block, index)| block.transactions.get(index).copied());
    let Some(hash) = hash else { return Ok(Value::Null) };
    Ok(executed(gateway, hash).await?.as_ref().map_or(Value::Null, executed_json))
}
