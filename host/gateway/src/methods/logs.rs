//! Logs of public transactions.

use super::{blocks, Answer, Gateway, Registrar};
use crate::{
    error::RpcError,
    json::{
        receipt::log,
        request::{Arguments, BlockTag, LogRequest, Matching},
    },
};
use jsonrpsee::core::RegisterMethodError;
use messages::ethereum::{FoundLog, LogFilter};
use std::sync::Arc;

pub(super) fn register(registrar: &mut Registrar) -> Result<(), RegisterMethodError> {
    registrar.add("eth_getLogs", logs)
}

async fn logs(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let request: LogRequest = arguments.required(0)?;
    Ok(search(&gateway, &request).await?.iter().map(log).collect())
}

/// Logs that a request wants, in order.
pub(super) async fn search(gateway: &Gateway, request: &LogRequest) -> Result<Vec<FoundLog>, RpcError> {
    let matching = request.matching()?;
    let Some((from, to)) = range(gateway, request).await? else { return Ok(vec![]) };
    between(gateway, matching, from, to).await
}

/// Logs in these blocks, in order.
pub(super) async fn between(
    gateway: &Gateway,
    matching: Matching,
    from: u64,
    to: u64,
) -> Result<Vec<FoundLog>, RpcError> {
    let Matching { addresses, topics } = matching;
    gateway.cluster.logs(LogFilter { from, to, addresses, topics }).await
}

/// First and last block of a request; `None` if there are none yet.
async fn range(gateway: &Gateway, request: &LogRequest) -> Result<Option<(u64, u64)>, RpcError> {
    if let Some(hash) = request.block_hash {
        if request.from_block.is_some() || request.to_block.is_some() {
            let text = "cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other";
            return Err(RpcError::InvalidParams(text.into()));
        }
        let block = gateway.cluster.head().by_hash(hash.0).await?;
        let number = block.ok_or_else(|| RpcError::Refused("unknown block".into()))?.number;
        return Ok(Some((number, number)));
    }
    let head = gateway.cluster.head().latest().await?.number;
    let from = number(gateway, request.from_block, head).await?;
    let to = number(gateway, request.to_block, head).await?;
    if from > to {
        return Err(RpcError::InvalidParams("invalid block range params".into()));
    }
    Ok((from <= head).then_some((from, to.min(head))))
}

async fn number(gateway: &Gateway, tag: Option<BlockTag>, head: u64) -> Result<u64, RpcError> {
    match tag.unwrap_or_default() {
        BlockTag::Latest => Ok(head),
        BlockTag::Number(number) => Ok(number),
        tag => match blocks::find(gateway, tag).await? {
            Some(block) => Ok(block.number),
            None => Err(RpcError::Refused("unknown block".into())),
        },
    }
}
