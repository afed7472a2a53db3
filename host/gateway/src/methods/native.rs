//! For clients that seal by themselves: proofs of the chain, and a way in and out. Nothing here needs trust.

use super::{Answer, Gateway, Registrar};
use crate::{
    cluster::unavailable,
    error::RpcError,
    json::{data, quantity, request::Arguments, Bytes, Hash},
};
use client::{
    bundle::BundleBuilder,
    node::{heads, NodePool},
};
use codec::{DecodeLimit, Encode};
use jsonrpsee::core::RegisterMethodError;
use messages::{channel::SealedCall, limits::MAX_WANTED_KEYS, query::SealedQuery, worker::Wants};
use serde_json::{json, Value};
use std::sync::Arc;

/// Nesting of what clients send: flat.
const MAX_DEPTH: u32 = 8;

/// What native clients verify the chain with.
pub struct Proofs {
    pool: NodePool,
    builder: BundleBuilder,
}

impl Proofs {
    /// Bundles built by `builder` from `pool`.
    pub fn new(pool: NodePool, builder: BundleBuilder) -> Self {
        Self { pool, builder }
    }
}

pub(super) fn register(registrar: &mut Registrar) -> Result<(), RegisterMethodError> {
    registrar.add("adyton_network", network)?;
    registrar.add("adyton_bundle", bundle)?;
    registrar.add("adyton_push", push)?;
    registrar.add("adyton_place", place)?;
    registrar.add("adyton_query", query)?;
    registrar.add("oasis_callDataPublicKey", call_data_public_key)
}

async fn network(gateway: Arc<Gateway>, _: Arguments) -> Answer {
    let confidential = gateway.cluster.confidential();
    Ok(json!({
        "genesis": data(&confidential.view().genesis().0),
        "committee": confidential.committee(),
        "chainId": quantity(gateway.cluster.chain_id()),
    }))
}

/// What a light client needs next. Messages of the channel are for workers; clients do without.
async fn bundle(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let wants = Wants { channel: None, ..decoded(&arguments)? };
    if wants.keys.len() > MAX_WANTED_KEYS {
        return Err(RpcError::LimitExceeded(format!("a bundle proves at most {MAX_WANTED_KEYS} keys")));
    }
    let head = heads::newest(&gateway.proofs.pool).await.map_err(|error| unavailable(&error))?;
    let built = gateway.proofs.builder.build(&wants, &head).await.map_err(|error| unavailable(&error))?;
    match built {
        Some(built) => Ok(json!(data(&built.bundle.encode()))),
        None => Err(RpcError::Unavailable(format!(
            "the gateway's node is at block {}, behind what you verified; try again in a moment",
            head.block.number
        ))),
    }
}

async fn push(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let call: SealedCall = decoded(&arguments)?;
    Ok(json!(data(&gateway.pool.submit_native(call).await?.0)))
}

async fn place(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let Hash(name) = arguments.required(0)?;
    let place =
        |place: crate::pool::NativePlace| json!({ "seq": place.seq, "index": 0, "block": place.block });
    Ok(gateway.pool.place(&name).map_or(Value::Null, place))
}

async fn query(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let query: SealedQuery = decoded(&arguments)?;
    let committee = gateway.cluster.confidential().committee();
    if query.committee != committee {
        return Err(RpcError::InvalidParams(format!("this gateway serves committee {committee}")));
    }
    Ok(json!(data(&gateway.cluster.workers().relay(&query).await?)))
}

/// SCALE in hexadecimal, the only argument.
fn decoded<T: DecodeLimit>(arguments: &Arguments) -> Result<T, RpcError> {
    let Bytes(bytes) = arguments.required(0)?;
    T::decode_all_with_depth_limit(MAX_DEPTH, &mut bytes.as_slice())
        .map_err(|error| RpcError::invalid_argument(0, error))
}

/// The key that older Sapphire clients fetch without proof; newer ones ask `core.CallDataPublicKey`.
async fn call_data_public_key(gateway: Arc<Gateway>, _: Arguments) -> Answer {
    let key = gateway.cluster.input_key().await?;
    Ok(json!({
        "key": data(&key.call_data),
        "checksum": "0x",
        "signature": "0x",
        "epoch": key.epoch,
    }))
}
