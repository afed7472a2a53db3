//! Subscriptions over WebSocket.

use super::{logs, Gateway};
use crate::{
    error::RpcError,
    json::{
        block::header,
        data,
        receipt::log,
        request::{Arguments, LogRequest, Matching},
        transaction::{transaction, Place},
    },
    pool::transaction::PoolTransaction,
};
use jsonrpsee::{
    core::RegisterMethodError,
    types::{ErrorObjectOwned, Params},
    PendingSubscriptionSink, RpcModule, SubscriptionMessage, SubscriptionSink,
};
use messages::ethereum::Block;
use serde_json::{json, Value};
use std::{future::Future, sync::Arc};
use tokio::sync::broadcast::{error::RecvError, Receiver};

/// What a subscriber wants to hear of.
enum Wanted {
    Heads,
    Logs(Matching),
    Transactions { full: bool },
}

pub(super) fn register(module: &mut RpcModule<Gateway>) -> Result<(), RegisterMethodError> {
    let subscribe = |params: Params<'static>, pending: PendingSubscriptionSink, gateway: Arc<Gateway>, _| async move {
        gateway.metrics.requests.with_label_values(&["eth_subscribe"]).inc();
        match wanted(&params) {
            Ok(wanted) => serve(gateway, wanted, pending).await,
            Err(error) => pending.reject(ErrorObjectOwned::from(error)).await,
        }
    };
    module.register_subscription("eth_subscribe", "eth_subscription", "eth_unsubscribe", subscribe).map(drop)
}

fn wanted(params: &Params<'_>) -> Result<Wanted, RpcError> {
    let arguments = Arguments::new(params)?;
    match arguments.required::<String>(0)?.as_str() {
        "newHeads" => Ok(Wanted::Heads),
        "logs" => {
            let request: LogRequest = arguments.optional(1)?.unwrap_or_default();
            Ok(Wanted::Logs(request.matching()?))
        }
        "newPendingTransactions" => {
            Ok(Wanted::Transactions { full: arguments.optional(1)?.unwrap_or(false) })
        }
        other => Err(RpcError::InvalidParams(format!("no \"{other}\" subscription in eth namespace"))),
    }
}

/// Serves a subscriber until it is gone, or falls too far behind.
async fn serve(gateway: Arc<Gateway>, wanted: Wanted, pending: PendingSubscriptionSink) {
    let head = gateway.cluster.head();
    let (blocks, transactions) = (head.subscribe(), gateway.pool.subscribe());
    let Ok(sink) = pending.accept().await else { return };
    match wanted {
        Wanted::Heads => {
            let _interest = head.interest();
            each(blocks, &sink, |block| async move { vec![header(&block)] }).await;
        }
        Wanted::Logs(matching) => {
            let _interest = head.interest();
            each(blocks, &sink, |block| logs_of(gateway.clone(), matching.clone(), block)).await;
        }
        Wanted::Transactions { full } => {
            let told = |waiting: Arc<PoolTransaction>| async move { vec![announced(&waiting, full)] };
            each(transactions, &sink, told).await;
        }
    }
}

/// Tells a subscriber what comes of each item.
async fn each<T: Clone, Told>(mut items: Receiver<T>, sink: &SubscriptionSink, told: impl Fn(T) -> Told)
where
    Told: Future<Output = Vec<Value>>,
{
    loop {
        let item = tokio::select! {
            item = items.recv() => item,
            () = sink.closed() => return,
        };
        match item {
            Ok(item) => {
                for value in told(item).await {
                    let Ok(message) = SubscriptionMessage::from_json(&value) else { return };
                    if sink.send(message).await.is_err() {
                        return;
                    }
                }
            }
            Err(RecvError::Lagged(_)) => tracing::debug!("a subscriber is too slow and misses something"),
            Err(RecvError::Closed) => return,
        }
    }
}

async fn logs_of(gateway: Arc<Gateway>, matching: Matching, block: Arc<Block>) -> Vec<Value> {
    if block.logs_bloom.iter().all(|byte| *byte == 0) {
        return vec![];
    }
    match logs::between(&gateway, matching, block.number, block.number).await {
        Ok(found) => found.iter().map(log).collect(),
        Err(error) => {
            tracing::warn!(block = block.number, "a subscriber misses logs: {error}");
            vec![]
        }
    }
}

fn announced(waiting: &PoolTransaction, full: bool) -> Value {
    if full {
        let place = Place { hash: waiting.hash, from: waiting.sender, executed: None };
        return transaction(&waiting.envelope, &place);
    }
    json!(data(&waiting.hash.0))
}
