//! Blocks.

use super::{Answer, Gateway, Registrar};
use crate::{
    error::RpcError,
    json::{
        self, quantity,
        request::{Arguments, BlockTag},
        Hash,
    },
};
use futures::{stream, StreamExt as _, TryStreamExt as _};
use jsonrpsee::core::RegisterMethodError;
use messages::ethereum::Block;
use serde_json::{json, Value};
use std::sync::Arc;

/// Transactions of a block that are asked for at the same time.
const PARALLEL: usize = 8;

pub(super) fn register(registrar: &mut Registrar) -> Result<(), RegisterMethodError> {
    registrar.add("eth_blockNumber", number)?;
    registrar.add("eth_getBlockByNumber", by_number)?;
    registrar.add("eth_getBlockByHash", by_hash)?;
    registrar.add("eth_getBlockTransactionCountByNumber", count_by_number)?;
    registrar.add("eth_getBlockTransactionCountByHash", count_by_hash)?;
    registrar.add("eth_getBlockReceipts", receipts)?;
    registrar.add("eth_getUncleCountByBlockNumber", uncles_by_number)?;
    registrar.add("eth_getUncleCountByBlockHash", uncles_by_hash)?;
    registrar.constant("eth_getUncleByBlockNumberAndIndex", Value::Null)?;
    registrar.constant("eth_getUncleByBlockHashAndIndex", Value::Null)
}

/// The block that is meant, if workers still keep it.
pub(super) async fn find(gateway: &Gateway, tag: BlockTag) -> Result<Option<Arc<Block>>, RpcError> {
    let head = gateway.cluster.head();
    match tag {
        BlockTag::Latest => head.latest().await.map(Some),
        BlockTag::Number(number) => head.by_number(number).await,
        BlockTag::Hash(hash) => head.by_hash(hash).await,
    }
}

async fn named_by_number(gateway: &Gateway, arguments: &Arguments) -> Result<Option<Arc<Block>>, RpcError> {
    find(gateway, arguments.required(0)?).await
}

async fn named_by_hash(gateway: &Gateway, arguments: &Arguments) -> Result<Option<Arc<Block>>, RpcError> {
    let Hash(hash) = arguments.required(0)?;
    gateway.cluster.head().by_hash(hash).await
}

async fn number(gateway: Arc<Gateway>, _: Arguments) -> Answer {
    Ok(json!(quantity(gateway.cluster.head().latest().await?.number)))
}

async fn by_number(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let block = named_by_number(&gateway, &arguments).await?;
    full_or_hashes(&gateway, block, &arguments).await
}

async fn by_hash(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let block = named_by_hash(&gateway, &arguments).await?;
    full_or_hashes(&gateway, block, &arguments).await
}

async fn full_or_hashes(gateway: &Gateway, block: Option<Arc<Block>>, arguments: &Arguments) -> Answer {
    let wants_full = arguments.optional::<bool>(1)?.unwrap_or(false);
    let Some(block) = block else { return Ok(Value::Null) };
    let transactions = match wants_full {
        true => of_each(gateway, &block, super::transactions::executed_json).await?,
        false => json::block::hashes(&block),
    };
    Ok(json::block::block(&block, transactions))
}

/// Something of each of a block's transactions, in order.
async fn of_each(
    gateway: &Gateway,
    block: &Block,
    json: fn(&super::transactions::Executed) -> Value,
) -> Result<Vec<Value>, RpcError> {
    let found: Vec<_> = stream::iter(block.transactions.clone())
        .map(|hash| super::transactions::executed(gateway, hash))
        .buffered(PARALLEL)
        .try_collect()
        .await?;
    Ok(found.iter().flatten().map(json).collect())
}

async fn count_by_number(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    Ok(count(named_by_number(&gateway, &arguments).await?))
}

async fn count_by_hash(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    Ok(count(named_by_hash(&gateway, &arguments).await?))
}

fn count(block: Option<Arc<Block>>) -> Value {
    json!(block.map(|block| quantity(block.transactions.len())))
}

async fn receipts(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let Some(block) = named_by_number(&gateway, &arguments).await? else { return Ok(Value::Null) };
    Ok(of_each(&gateway, &block, super::transactions::receipt_json).await?.into())
}

async fn uncles_by_number(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    Ok(json!(named_by_number(&gateway, &arguments).await?.map(|_| quantity(0))))
}

async fn uncles_by_hash(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    Ok(json!(named_by_hash(&gateway, &arguments).await?.map(|_| quantity(0))))
}
