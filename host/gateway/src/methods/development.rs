//! Methods of development chains, as anvil and Hardhat's own network have them.

use super::{state, Answer, Gateway, Registrar};
use crate::{
    development::{
        accounts::{accounts, DevelopmentAccount},
        sign::{message_hash, sign, unsigned},
        typed_data::TypedData,
        Laboratory,
    },
    error::RpcError,
    json::{
        data, quantity,
        request::{Arguments, TransactionRequest},
        Address, Bytes, Hash, Quantity,
    },
};
use alloy_consensus::TxEip1559;
use jsonrpsee::core::RegisterMethodError;
use messages::{call::DevelopmentCall, H160, H256};
use serde_json::{json, Value};
use std::sync::Arc;

/// Blocks that may be made at once: numbers jump, so it costs nothing, but numbers should not run out.
const MAX_MINED: u64 = 1 << 32;

pub(super) fn register(registrar: &mut Registrar) -> Result<(), RegisterMethodError> {
    registrar.add("eth_accounts", list_accounts)?;
    registrar.add("eth_requestAccounts", list_accounts)?;
    registrar.add("eth_sendTransaction", send)?;
    registrar.add("eth_sign", sign_data)?;
    registrar.add("personal_sign", personal_sign)?;
    registrar.add("eth_signTypedData_v4", sign_typed_data)?;
    registrar.add("eth_signTypedData", sign_typed_data)?;
    registrar.add("evm_snapshot", snapshot)?;
    registrar.add("evm_revert", revert)?;
    registrar.add("evm_mine", evm_mine)?;
    registrar.add("evm_increaseTime", increase_time)?;
    registrar.add("evm_setNextBlockTimestamp", set_next_timestamp)?;
    registrar.add("evm_setAutomine", set_automine)?;
    registrar.add("hardhat_metadata", metadata)?;
    registrar.add("anvil_nodeInfo", node_info)?;
    for prefix in [Prefix::HARDHAT, Prefix::ANVIL] {
        registrar.add(prefix.set_balance, set_balance)?;
        registrar.add(prefix.set_code, set_code)?;
        registrar.add(prefix.set_nonce, set_nonce)?;
        registrar.add(prefix.set_storage_at, set_storage)?;
        registrar.add(prefix.impersonate, impersonate)?;
        registrar.add(prefix.stop_impersonating, stop_impersonating)?;
        registrar.add(prefix.mine, mine)?;
    }
    Ok(())
}

/// Names of methods that Hardhat and anvil name alike.
struct Prefix {
    set_balance: &'static str,
    set_code: &'static str,
    set_nonce: &'static str,
    set_storage_at: &'static str,
    impersonate: &'static str,
    stop_impersonating: &'static str,
    mine: &'static str,
}

impl Prefix {
    const HARDHAT: Self = Self {
        set_balance: "hardhat_setBalance",
        set_code: "hardhat_setCode",
        set_nonce: "hardhat_setNonce",
        set_storage_at: "hardhat_setStorageAt",
        impersonate: "hardhat_impersonateAccount",
        stop_impersonating: "hardhat_stopImpersonatingAccount",
        mine: "hardhat_mine",
    };
    const ANVIL: Self = Self {
        set_balance: "anvil_setBalance",
        set_code: "anvil_setCode",
        set_nonce: "anvil_setNonce",
        set_storage_at: "anvil_setStorageAt",
        impersonate: "anvil_impersonateAccount",
        stop_impersonating: "anvil_stopImpersonatingAccount",
        mine: "anvil_mine",
    };
}

fn laboratory(gateway: &Gateway) -> Result<&Laboratory, RpcError> {
    gateway.laboratory.as_ref().ok_or_else(|| RpcError::MethodNotFound("of development chains".into()))
}

async fn order(gateway: &Gateway, order: DevelopmentCall) -> Answer {
    laboratory(gateway)?.order(order).await?;
    Ok(json!(true))
}

async fn list_accounts(_: Arc<Gateway>, _: Arguments) -> Answer {
    Ok(accounts().iter().map(|account| Value::from(data(&account.address.0))).collect())
}

fn account(address: H160) -> Result<DevelopmentAccount, RpcError> {
    accounts()
        .into_iter()
        .find(|account| account.address == address)
        .ok_or_else(|| RpcError::Refused(format!("unknown account {}", data(&address.0))))
}

async fn send(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let request: TransactionRequest = arguments.required(0)?;
    let laboratory = laboratory(&gateway)?;
    let sender = request.sender();
    if laboratory.is_impersonated(&sender) {
        let prepare = async || {
            let raw = unsigned(sender, complete(&gateway, &request).await?);
            let hash = alloy_primitives::keccak256(&raw);
            Ok((DevelopmentCall::Impersonate { caller: sender, raw }, hash))
        };
        return Ok(json!(data(laboratory.order_prepared(prepare).await?.as_slice())));
    }
    let account = account(sender)?;
    let raw = sign(&account.key, complete(&gateway, &request).await?);
    Ok(json!(data(&gateway.pool.submit(raw).await?.0)))
}

/// A transaction with everything that the request leaves open.
async fn complete(gateway: &Gateway, request: &TransactionRequest) -> Result<TxEip1559, RpcError> {
    let bad = |error: String| RpcError::invalid_argument(0, error);
    let sender = request.sender();
    let head = gateway.cluster.head().latest().await?;
    let (max_fee_per_gas, max_priority_fee_per_gas) = request.fees(head.base_fee).map_err(bad)?;
    let nonce = match request.nonce {
        Some(nonce) => nonce.small().map_err(bad)?,
        None => {
            let nonce = gateway.cluster.account(sender).await?.nonce;
            gateway.pool.next_nonce(sender, nonce)
        }
    };
    let gas_limit = match request.gas {
        Some(gas) => gas.small().map_err(bad)?,
        None => Quantity(state::gas_needed(gateway, request).await?).small().map_err(bad)?,
    };
    Ok(TxEip1559 {
        chain_id: gateway.cluster.chain_id(),
        nonce,
        gas_limit: gas_limit.min(head.gas_limit),
        max_fee_per_gas,
        max_priority_fee_per_gas,
        to: request
            .to
            .map_or(alloy_primitives::TxKind::Create, |to| alloy_primitives::TxKind::Call(to.0 .0.into())),
        value: alloy_primitives::U256::from_be_bytes(request.wei().to_big_endian()),
        input: request.call_data().into(),
        ..Default::default()
    })
}

async fn sign_data(_: Arc<Gateway>, arguments: Arguments) -> Answer {
    let (Address(signer), Bytes(message)) = (arguments.required(0)?, arguments.required(1)?);
    signed(signer, &message_hash(&message))
}

async fn personal_sign(_: Arc<Gateway>, arguments: Arguments) -> Answer {
    let (Bytes(message), Address(signer)) = (arguments.required(0)?, arguments.required(1)?);
    signed(signer, &message_hash(&message))
}

async fn sign_typed_data(_: Arc<Gateway>, arguments: Arguments) -> Answer {
    let Address(signer) = arguments.required(0)?;
    // Some tools send it as text.
    let typed_data: TypedData = match arguments.required::<Value>(1)? {
        Value::String(text) => serde_json::from_str(&text),
        value => serde_json::from_value(value),
    }
    .map_err(|error| RpcError::invalid_argument(1, error))?;
    let hash = typed_data.signing_hash().map_err(|error| RpcError::invalid_argument(1, error))?;
    signed(signer, &hash)
}

fn signed(signer: H160, hash: &H256) -> Answer {
    Ok(json!(data(&account(signer)?.key.sign_hash(hash))))
}

async fn snapshot(gateway: Arc<Gateway>, _: Arguments) -> Answer {
    let receipt = laboratory(&gateway)?.order(DevelopmentCall::Snapshot).await?;
    Ok(json!(quantity(messages::U256::from_big_endian(&receipt.output))))
}

async fn revert(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let snapshot = arguments.number(0)?;
    let outcome = laboratory(&gateway)?.order(DevelopmentCall::Revert { snapshot }).await;
    gateway.pool.forget();
    match outcome {
        Ok(receipt) => Ok(json!(receipt.success)),
        // A snapshot that is not known: it was brought back already, or never made.
        Err(RpcError::Refused(_)) => Ok(json!(false)),
        Err(error) => Err(error),
    }
}

async fn evm_mine(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    if let Some(timestamp) = arguments.optional::<Quantity>(0).ok().flatten() {
        let timestamp = timestamp.small().map_err(|error| RpcError::invalid_argument(0, error))?;
        order(&gateway, DevelopmentCall::SetNextTimestamp { timestamp }).await?;
    }
    order(&gateway, DevelopmentCall::Mine { blocks: 1, interval: 1 }).await?;
    Ok(json!(quantity(0)))
}

async fn mine(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let small = |index| -> Result<u64, RpcError> {
        let number = arguments.optional::<Quantity>(index)?.unwrap_or(Quantity(1.into()));
        number.small().map_err(|error| RpcError::invalid_argument(index, error))
    };
    let (blocks, interval) = (small(0)?, small(1)?);
    if blocks > MAX_MINED {
        return Err(RpcError::LimitExceeded(format!("at most {MAX_MINED} blocks at once")));
    }
    order(&gateway, DevelopmentCall::Mine { blocks, interval }).await
}

async fn increase_time(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let seconds = arguments.number(0)?;
    order(&gateway, DevelopmentCall::IncreaseTime { seconds }).await?;
    Ok(json!(quantity(seconds)))
}

async fn set_next_timestamp(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let timestamp = arguments.number(0)?;
    order(&gateway, DevelopmentCall::SetNextTimestamp { timestamp }).await?;
    Ok(Value::Null)
}

/// Blocks are made for transactions as they come; there is no other way.
async fn set_automine(_: Arc<Gateway>, arguments: Arguments) -> Answer {
    match arguments.required::<bool>(0)? {
        true => Ok(json!(true)),
        false => Err(RpcError::Refused("automine cannot be switched off: the chain makes blocks".into())),
    }
}

async fn set_balance(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let (Address(account), Quantity(balance)) = (arguments.required(0)?, arguments.required(1)?);
    let answer = order(&gateway, DevelopmentCall::SetBalance { account, balance }).await;
    gateway.pool.forget_accounts();
    answer
}

async fn set_nonce(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let (Address(account), nonce) = (arguments.required(0)?, arguments.number(1)?);
    let answer = order(&gateway, DevelopmentCall::SetNonce { account, nonce }).await;
    gateway.pool.forget();
    answer
}

async fn set_code(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let (Address(account), Bytes(code)) = (arguments.required(0)?, arguments.required(1)?);
    order(&gateway, DevelopmentCall::SetCode { account, code }).await
}

async fn set_storage(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let (Address(account), Quantity(slot)) = (arguments.required(0)?, arguments.required(1)?);
    let (Hash(word), slot) = (arguments.required(2)?, H256(slot.to_big_endian()));
    order(&gateway, DevelopmentCall::SetStorage { account, slot, word }).await
}

async fn impersonate(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let Address(account) = arguments.required(0)?;
    laboratory(&gateway)?.impersonate(account, true)?;
    Ok(json!(true))
}

async fn stop_impersonating(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let Address(account) = arguments.required(0)?;
    laboratory(&gateway)?.impersonate(account, false)?;
    Ok(json!(true))
}

async fn metadata(gateway: Arc<Gateway>, _: Arguments) -> Answer {
    let head = gateway.cluster.head().latest().await?;
    let genesis = gateway.cluster.confidential().view().genesis();
    Ok(json!({
        "clientVersion": format!("adyton-gateway/v{}", env!("CARGO_PKG_VERSION")),
        "chainId": gateway.cluster.chain_id(),
        "instanceId": data(&genesis.0),
        "latestBlockNumber": head.number,
        "latestBlockHash": data(&head.hash.0),
    }))
}

async fn node_info(gateway: Arc<Gateway>, _: Arguments) -> Answer {
    let head = gateway.cluster.head().latest().await?;
    Ok(json!({
        "currentBlockNumber": quantity(head.number),
        "currentBlockTimestamp": head.timestamp,
        "currentBlockHash": data(&head.hash.0),
        "environment": {
            "baseFee": quantity(head.base_fee),
            "chainId": gateway.cluster.chain_id(),
            "gasLimit": quantity(head.gas_limit),
            "gasPrice": quantity(head.base_fee),
        },
    }))
}
