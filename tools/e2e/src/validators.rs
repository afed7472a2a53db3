//! Further validators of a local network: nodes of their own, which author and finalize with the first.

use crate::{
    network::LocalNetwork,
    wait::{until, PATIENCE},
};
use anyhow::{Context, Result};
use client::{
    node::{wire::Bytes, NodePool},
    submit::{Account, Call, Until},
};
use codec::Encode;
use messages::abi;
use serde_json::Value;
use subxt::rpcs::client::rpc_params;

/// Starts a node with an account's session keys (`--bob`), and has governance let the account validate beside Alice.
/// Returns when both have finalized a block together.
///
/// # Errors
/// If one of the steps fails.
pub async fn join_alice(network: &mut LocalNetwork, account: &Account, keys: &str) -> Result<()> {
    let pool = account.pool().clone();
    let genesis = network.file().genesis_hash()?;
    let addresses: Vec<String> = pool.request("system_localListenAddresses", rpc_params![]).await?;
    let local = addresses.iter().find(|address| address.contains("/127.0.0.1/"));
    let url = network.add_node("node-2", keys, local.context("the node does not listen on 127.0.0.1")?)?;
    let node = NodePool::new(vec![url], Some(genesis))?;
    node.ready(PATIENCE).await?;
    let head = pool.best_header().await?.block.number;
    until("the new node has caught up", async || {
        Ok((node.best_header().await?.block.number >= head).then_some(()))
    })
    .await?;

    let (keys, proof) = session_keys(&node, account).await?;
    account.execute(&Call::new("Session", "set_keys", (keys, proof)), Until::InBlock).await?;
    let alice = Account::from_secret(pool.clone(), genesis, "//Alice")?;
    let both = Call::new("Validators", "set_validators", (vec![alice.id(), account.id()],));
    alice.execute(&Call::Sudo(Box::new(both)), Until::InBlock).await?;
    until("both validators finalize", async || {
        let head = pool.finalized_header().await?.block;
        let set_end: Option<u32> = pool.read(&abi::set_end(0), head.hash).await?;
        Ok(set_end.filter(|end| head.number > *end).map(drop))
    })
    .await
}

/// Fresh session keys that a node made and keeps, with its proof that `owner` may use them.
async fn session_keys(node: &NodePool, owner: &Account) -> Result<([u8; 64], Vec<u8>)> {
    let id = Bytes(owner.id().encode());
    let made: Value = node.request("author_rotateKeysWithOwner", rpc_params![id]).await?;
    let bytes = |name: &str| -> Result<Vec<u8>> {
        let text = made[name].as_str().with_context(|| format!("the node does not tell its {name}"))?;
        Ok(hex::decode(text.trim_start_matches("0x"))?)
    };
    let keys = bytes("keys")?;
    let keys = <[u8; 64]>::try_from(keys.as_slice()).context("session keys have 64 bytes")?;
    Ok((keys, bytes("proof")?))
}
