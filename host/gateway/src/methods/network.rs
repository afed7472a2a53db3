//! Which network this is, and what gas costs.

use super::{Answer, Gateway, Registrar};
use crate::{
    error::RpcError,
    json::{
        data, quantity,
        request::{Arguments, BlockTag},
        Bytes, Quantity,
    },
};
use futures::{stream, StreamExt as _, TryStreamExt as _};
use jsonrpsee::core::RegisterMethodError;
use messages::{ethereum::Block, H160};
use serde_json::{json, Value};
use std::sync::Arc;

/// Blocks that one fee history covers at most: what wallets ask for is far less.
const MAX_FEE_HISTORY: u64 = 256;
/// Percentiles of one fee history.
const MAX_PERCENTILES: usize = 100;
/// Blocks that are asked for at the same time.
const PARALLEL: usize = 8;
/// Price of a unit of gas below which it never falls, in wei.
const FLOOR: u64 = 1_000_000_000;
/// Largest change of the price from one block to the next is one part in this.
const DENOMINATOR: u128 = 8;

pub(super) fn register(registrar: &mut Registrar) -> Result<(), RegisterMethodError> {
    registrar.add("web3_clientVersion", client_version)?;
    registrar.add("web3_sha3", sha3)?;
    registrar.add("net_version", net_version)?;
    registrar.constant("net_listening", json!(true))?;
    registrar.constant("net_peerCount", json!(quantity(0)))?;
    registrar.add("eth_chainId", chain_id)?;
    registrar.constant("eth_protocolVersion", json!("0x44"))?;
    registrar.constant("eth_syncing", json!(false))?;
    registrar.constant("eth_mining", json!(false))?;
    registrar.constant("eth_hashrate", json!(quantity(0)))?;
    registrar.constant("eth_coinbase", json!(data(&H160::zero().0)))?;
    registrar.add("eth_gasPrice", gas_price)?;
    // Order in the channel decides, not tips.
    registrar.constant("eth_maxPriorityFeePerGas", json!(quantity(0)))?;
    registrar.constant("eth_blobBaseFee", json!(quantity(1)))?;
    registrar.add("eth_feeHistory", fee_history)
}

async fn client_version(gateway: Arc<Gateway>, _: Arguments) -> Answer {
    // Tools that set balances and clocks look whether the version begins with the name of one that lets them.
    let prefix = if gateway.cluster.is_development() { "anvil-compatible/" } else { "" };
    Ok(json!(format!("{prefix}adyton-gateway/v{}", env!("CARGO_PKG_VERSION"))))
}

async fn sha3(_: Arc<Gateway>, arguments: Arguments) -> Answer {
    let bytes: Bytes = arguments.required(0)?;
    Ok(json!(data(alloy_primitives::keccak256(bytes.0).as_slice())))
}

async fn net_version(gateway: Arc<Gateway>, _: Arguments) -> Answer {
    Ok(json!(gateway.cluster.chain_id().to_string()))
}

async fn chain_id(gateway: Arc<Gateway>, _: Arguments) -> Answer {
    Ok(json!(quantity(gateway.cluster.chain_id())))
}

/// What a transaction without a base fee of its own should offer: it is executed in a later block, whose price may have
/// risen twice by then.
async fn gas_price(gateway: Arc<Gateway>, _: Arguments) -> Answer {
    let head = gateway.cluster.head().latest().await?;
    Ok(json!(quantity(u128::from(head.base_fee) * 81 / 64)))
}

async fn fee_history(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let count = arguments.required::<Quantity>(0)?.small().unwrap_or(u64::MAX).min(MAX_FEE_HISTORY);
    let tag = arguments.optional::<BlockTag>(1)?.unwrap_or_default();
    let percentiles: Vec<f64> = arguments.optional(2)?.unwrap_or_default();
    check_percentiles(&percentiles)?;
    let newest = super::blocks::find(&gateway, tag).await?;
    let newest = newest.ok_or_else(|| RpcError::Refused("request beyond head block".into()))?;
    let first = (newest.number + 1).saturating_sub(count);
    let blocks = stream::iter(first..=newest.number)
        .map(|number| gateway.cluster.head().by_number(number))
        .buffered(PARALLEL)
        .try_collect::<Vec<_>>()
        .await?;
    // Blocks that workers have forgotten, and numbers that belong to none, are left out at the beginning.
    let known: Vec<_> = blocks.into_iter().rev().map_while(|block| block).collect();
    Ok(history(known.into_iter().rev().collect(), percentiles.len()))
}

fn check_percentiles(percentiles: &[f64]) -> Result<(), RpcError> {
    let is_rising = percentiles.windows(2).all(|pair| pair.first() <= pair.last());
    let in_range = percentiles.iter().all(|percentile| (0.0..=100.0).contains(percentile));
    if percentiles.len() > MAX_PERCENTILES || !is_rising || !in_range {
        return Err(RpcError::Refused("invalid reward percentile".into()));
    }
    Ok(())
}

fn history(blocks: Vec<Arc<Block>>, percentiles: usize) -> Value {
    let next = blocks.last().map(|block| next_base_fee(block));
    let fees: Vec<_> = blocks.iter().map(|block| block.base_fee).chain(next).map(quantity).collect();
    let ratios: Vec<_> =
        blocks.iter().map(|block| block.gas_used as f64 / block.gas_limit.max(1) as f64).collect();
    let mut json = json!({
        "oldestBlock": quantity(blocks.first().map_or(0, |block| block.number)),
        "baseFeePerGas": fees,
        "gasUsedRatio": ratios,
        "baseFeePerBlobGas": vec![quantity(1); blocks.len() + 1],
        "blobGasUsedRatio": vec![0.0; blocks.len()],
    });
    if let (true, Some(fields)) = (percentiles > 0, json.as_object_mut()) {
        // Order in the channel decides, so nobody has a reason to tip.
        fields.insert("reward".into(), json!(vec![vec![quantity(0); percentiles]; blocks.len()]));
    }
    json
}

/// The price in the block after this one (EIP-1559): it aims at half the block's gas.
fn next_base_fee(block: &Block) -> u64 {
    let target = u128::from(block.gas_limit / 2).max(1);
    let (fee, used) = (u128::from(block.base_fee), u128::from(block.gas_used));
    let next = if used > target {
        fee + (fee * (used - target) / target / DENOMINATOR).max(1)
    } else {
        fee - fee * (target - used) / target / DENOMINATOR
    };
    u64::try_from(next).unwrap_or(u64::MAX).max(FLOOR)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::json::block::tests::sample;

    #[test]
    fn the_price_moves_by_an_eighth_at_most_and_keeps_its_floor() {
        let next = |base_fee, gas_used| next_base_fee(&Block { base_fee, gas_used, ..sample() });
        let gwei = 1_000_000_000;
        assert_eq!(next(8 * gwei, 30_000_000), 9 * gwei);
        assert_eq!(next(8 * gwei, 15_000_000), 8 * gwei);
        assert_eq!(next(8 * gwei, 0), 7 * gwei);
        assert_eq!(next(gwei, 0), gwei);
        assert_eq!(next(gwei, 15_000_001), gwei + 8, "rounded down");
    }

    #[test]
    fn a_fee_history_has_one_price_more_than_blocks() {
        let blocks = vec![Arc::new(sample()), Arc::new(sample())];
        let history = history(blocks, 3);
        assert_eq!(history["baseFeePerGas"].as_array().unwrap().len(), 3);
        assert_eq!(history["reward"], json!([["0x0", "0x0", "0x0"], ["0x0", "0x0", "0x0"]]));
        assert_eq!(history["gasUsedRatio"][0], json!(0.0007));
        assert!(check_percentiles(&[50.0, 10.0]).is_err());
        assert!(check_percentiles(&[101.0]).is_err());
        assert!(check_percentiles(&[10.0, 20.0]).is_ok());
    }
}
