//! What the chain says: raw messages as anybody may read them, balances as it proves them.

use anyhow::{Context, Result};
use client::{committee::ChainView, node::NodePool};
use codec::{Decode, Encode};
use messages::{
    abi,
    channel::StoredMessage,
    ids::{AccountId, Balance, ChannelId, Seq},
};
use sp_crypto_hashing::{blake2_128, twox_128};

/// A message as it lies in chain state, in bytes and decoded.
///
/// # Errors
/// If the chain does not have it.
pub async fn raw_message(pool: &NodePool, channel: ChannelId, seq: Seq) -> Result<(Vec<u8>, StoredMessage)> {
    let best = pool.best_header().await?.block.hash;
    let bytes = pool.storage(&abi::message(channel, seq), best).await?;
    let bytes = bytes.with_context(|| format!("the chain has no message {seq} in channel {channel}"))?;
    let message = StoredMessage::decode(&mut &bytes[..]).context("a stored message does not decode")?;
    Ok((bytes, message))
}

/// `frame_system::AccountInfo` with `pallet_balances::AccountData`.
#[derive(Encode, Decode)]
struct AccountInfo {
    nonce: u32,
    consumers: u32,
    providers: u32,
    sufficients: u32,
    free: Balance,
    reserved: Balance,
    frozen: Balance,
    flags: u128,
}

/// An account's free PHA in chain units at the newest finalized block, by storage proof.
///
/// # Errors
/// If the chain does not answer or does not verify.
pub async fn proven_free_balance(view: &ChainView, account: &AccountId) -> Result<Balance> {
    let id: &[u8; 32] = account.as_ref();
    let key = [&twox_128(b"System")[..], &twox_128(b"Account"), &blake2_128(id), id].concat();
    let (_, facts) = view.prove(std::slice::from_ref(&key)).await?;
    let info = facts.read::<AccountInfo>(&key).context("the account does not read")?;
    Ok(info.map_or(0, |info| info.free))
}
