//! Reading the newest state.

use super::{Answer, Gateway, Registrar};
use crate::{
    cluster::unexpected,
    error::RpcError,
    json::{
        data, quantity,
        request::{Arguments, BlockTag, TransactionRequest},
        Address, Quantity,
    },
};
use jsonrpsee::core::RegisterMethodError;
use messages::{
    query::{Question, Reply},
    H256, U256,
};
use serde_json::json;
use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

/// How old a block may be to whose state the newest one is near enough, in seconds: wallets name the newest block that
/// they know, and look for newer ones every 20 s or so.
const NEAR_ENOUGH: u64 = 60;

pub(super) fn register(registrar: &mut Registrar) -> Result<(), RegisterMethodError> {
    registrar.add("eth_getBalance", balance)?;
    registrar.add("eth_getTransactionCount", transaction_count)?;
    registrar.add("eth_getCode", code)?;
    registrar.add("eth_getStorageAt", storage)?;
    registrar.add("eth_call", call)?;
    registrar.add("eth_estimateGas", estimate)?;
    registrar.add("eth_createAccessList", access_list)
}

/// Checks that a question is about the newest state, the only one there is.
async fn check_tag(gateway: &Gateway, tag: Option<BlockTag>) -> Result<(), RpcError> {
    let tag = tag.unwrap_or_default();
    if tag == BlockTag::Latest {
        return Ok(());
    }
    let head = gateway.cluster.head().latest().await?;
    let Some(block) = super::blocks::find(gateway, tag).await? else {
        return Err(match tag {
            BlockTag::Number(number) if number < head.number => past_state(number),
            _ => RpcError::Refused("header not found".into()),
        });
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    if block.number < head.number && block.timestamp.saturating_add(NEAR_ENOUGH) < now {
        return Err(past_state(block.number));
    }
    Ok(())
}

fn past_state(number: u64) -> RpcError {
    RpcError::Refused(format!("state of past blocks is not kept (block {number}); ask for \"latest\""))
}

async fn balance(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let Address(address) = arguments.required(0)?;
    check_tag(&gateway, arguments.optional(1)?).await?;
    Ok(json!(quantity(gateway.cluster.account(address).await?.balance)))
}

async fn transaction_count(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let Address(address) = arguments.required(0)?;
    let is_pending = arguments.optional::<String>(1).ok().flatten().is_some_and(|tag| tag == "pending");
    check_tag(&gateway, arguments.optional(1)?).await?;
    let nonce = gateway.cluster.account(address).await?.nonce;
    let nonce = if is_pending { gateway.pool.next_nonce(address, nonce) } else { nonce };
    Ok(json!(quantity(nonce)))
}

async fn code(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let Address(address) = arguments.required(0)?;
    check_tag(&gateway, arguments.optional(1)?).await?;
    Ok(json!(data(&gateway.cluster.bytes(Question::Code(address)).await?)))
}

async fn storage(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let Address(address) = arguments.required(0)?;
    let slot: Quantity = arguments.required(1)?;
    check_tag(&gateway, arguments.optional(2)?).await?;
    let question = Question::Storage { address, slot: H256(slot.0.to_big_endian()) };
    Ok(json!(data(&gateway.cluster.bytes(question).await?)))
}

async fn call(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let request: TransactionRequest = arguments.required(0)?;
    check_tag(&gateway, arguments.optional(1)?).await?;
    check_overrides(&arguments)?;
    Ok(json!(data(&gateway.cluster.bytes(question(&request)).await?)))
}

/// A call is asked by nobody, unless its data is a signed query in Sapphire's form; that covers further fields.
fn question(request: &TransactionRequest) -> Question {
    let simulation = request.simulation();
    if is_signed_query(&simulation.data) {
        let gas_price = request.gas_price.map(|price| price.0);
        return Question::CallAs { simulation, from: request.sender(), gas_price };
    }
    Question::Call(simulation)
}

/// Whether calldata begins as a signed query does: a map of three entries in CBOR, the first of which is `data`.
fn is_signed_query(data: &[u8]) -> bool {
    data.starts_with(b"\xa3\x64data")
}

/// State cannot be replaced for a call: contracts' storage is nobody's to write, not even in thought.
fn check_overrides(arguments: &Arguments) -> Result<(), RpcError> {
    match arguments.optional::<serde_json::Map<String, serde_json::Value>>(2)? {
        Some(overrides) if !overrides.is_empty() => {
            Err(RpcError::Refused("state overrides are not supported: state is confidential".into()))
        }
        _ => Ok(()),
    }
}

async fn estimate(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let request: TransactionRequest = arguments.required(0)?;
    check_tag(&gateway, arguments.optional(1)?).await?;
    check_overrides(&arguments)?;
    Ok(json!(quantity(gas_needed(&gateway, &request).await?)))
}

/// Gas that a transaction needs.
pub(super) async fn gas_needed(gateway: &Gateway, request: &TransactionRequest) -> Result<U256, RpcError> {
    match gateway.cluster.ask(Question::Estimate(request.simulation())).await? {
        Reply::Gas(gas) => Ok(gas.into()),
        other => Err(unexpected(&other)),
    }
}

/// An access list would tell which slots a contract uses; an empty one is always right.
async fn access_list(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let request: TransactionRequest = arguments.required(0)?;
    check_tag(&gateway, arguments.optional(1)?).await?;
    let gas = gas_needed(&gateway, &request).await?;
    Ok(json!({ "accessList": [], "gasUsed": quantity(gas) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Bytes;

    #[test]
    fn only_signed_queries_name_their_sender() {
        let with =
            |data: &[u8]| TransactionRequest { data: Some(Bytes(data.to_vec())), ..Default::default() };
        assert!(matches!(question(&with(b"\xa9\x05\x9c\xbb")), Question::Call(_)));
        assert!(
            matches!(question(&with(b"\xa2\x64body\x00")), Question::Call(_)),
            "encrypted calldata alone"
        );
        assert!(matches!(question(&with(b"\xa3\x64data\x00")), Question::CallAs { .. }));
    }
}
