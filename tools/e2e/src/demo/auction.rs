//! The auction: sealed bids, the outcome, and the pay-out to a chain account.

use super::{
    narrator::{pha, short},
    Stage,
};
use crate::{
    chain::proven_free_balance,
    cluster::{call, CALL_GAS, WEI},
    contracts::Auction,
    wait::until,
};
use adyton::session::Transaction;
use alloy_sol_types::SolCall;
use anyhow::{bail, ensure, Context, Result};
use messages::{
    call::CallBody,
    channel::SealedCall,
    ids::{AccountId, Balance, Seq},
    query::Reply,
    U256,
};

/// What each bidder bids, in wei: whole chain units, with digits that no other number has.
const BIDS: [u128; 3] = [27_318_604_951_273_000_000, 41_730_512_987_654_000_000, 33_905_127_846_391_000_000];
/// The highest of them.
const HIGHEST: usize = 1;
/// PHA that bidders attach on top of their bid, which hides it from whoever sees balances.
const COVER: u64 = 5;
/// EVM wei in one chain unit.
const WEI_PER_CHAIN_UNIT: u64 = 1_000_000;

/// A bid as it was made: what was encrypted, and where the ciphertext stands.
pub struct SealedBid {
    /// The call before it was encrypted.
    pub body: CallBody,
    /// Wei that were bid.
    pub amount: U256,
    /// The message that carries it.
    pub seq: Seq,
    /// Its place in the message.
    pub index: u32,
}

/// Three bidders bid; two of them in one message.
///
/// # Errors
/// If a bid does not succeed.
pub async fn bid(stage: &mut Stage) -> Result<Vec<SealedBid>> {
    stage.narrator.step("bid in secret");
    let mut prepared = vec![];
    for place in 0..BIDS.len() {
        prepared.push(prepare(stage, place).await?);
    }
    let [(first, a), (second, b), (third, c)] =
        prepared.try_into().map_err(|_| anyhow::anyhow!("there are three bidders"))?;
    let batch = stage.cluster.push_batch(&[a, b]).await?;
    let single = stage.cluster.push(&c).await?;
    let bids = [(first, batch.seq, 0), (second, batch.seq, 1), (third, single.seq, 0)];
    let mut made = vec![];
    for ((bidder, amount), (body, seq, index)) in stage.cast.bidders.iter().zip(BIDS).zip(bids) {
        let receipt = stage.cluster.success(bidder, seq, index).await?;
        let (name, height) = (bidder.name, receipt.height);
        stage
            .narrator
            .checked(format_args!("{name}'s bid, call {index} of message {seq}, executed at {height}"));
        made.push(SealedBid { body, amount: amount.into(), seq, index });
    }
    Ok(made)
}

async fn prepare(stage: &mut Stage, place: usize) -> Result<(CallBody, SealedCall)> {
    let (bidder, amount) = stage.cast.bidders.get_mut(place).zip(BIDS.get(place)).context("nobody bids")?;
    let value = U256::from(*amount) + U256::from(COVER) * WEI;
    let data = Auction::bidCall { amount: alloy_primitives::U256::from(*amount) }.abi_encode();
    let transaction = Transaction { to: Some(stage.auction), value, data, gas_limit: CALL_GAS };
    let body = bidder.body(stage.cluster.id(), transaction);
    let sealed = stage.cluster.confidential.seal(bidder.key(), body.clone()).await?;
    Ok((body, sealed))
}

/// The seller closes and settles the auction, and has the winning bid paid out to a chain account.
///
/// # Errors
/// If the wrong bid wins, or the account does not get exactly what was bid.
pub async fn settle_and_pay_out(stage: &mut Stage, bids: &[SealedBid]) -> Result<()> {
    stage.narrator.step("settle, and pay out on the chain");
    for data in [Auction::closeCall {}.abi_encode(), Auction::settleCall {}.abi_encode()] {
        stage.cluster.run(&mut stage.cast.seller, call(stage.auction, data)).await?;
    }
    let winning = check_outcome(stage, bids).await?;
    pay_out(stage, winning).await
}

async fn check_outcome(stage: &Stage, bids: &[SealedBid]) -> Result<U256> {
    let data = Auction::outcomeCall {}.abi_encode();
    let answer = stage.cluster.view(None, stage.auction, data).await?;
    let Reply::Returned(returned) = answer.reply else {
        bail!("the auction tells no outcome: {:?}", answer.reply)
    };
    let outcome =
        Auction::outcomeCall::abi_decode_returns(&returned).context("an outcome that does not decode")?;
    let winner = stage.cast.bidders.get(HIGHEST).context("nobody bid")?;
    let expected = bids.get(HIGHEST).context("nobody bid")?.amount;
    ensure!(outcome.winner.into_array() == winner.address().0, "the wrong bidder won: {}", outcome.winner);
    ensure!(outcome.winningBid.to_be_bytes() == expected.to_big_endian(), "won with {}", outcome.winningBid);
    stage.narrator.checked(format_args!(
        "{} wins with {}; the other bids stay secret",
        winner.name,
        pha(expected)
    ));
    Ok(expected)
}

async fn pay_out(stage: &mut Stage, wei: U256) -> Result<()> {
    let mut account = [0; 32];
    getrandom::fill(&mut account).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    let view = stage.cluster.confidential.view().clone();
    let chain_account = AccountId::new(account);
    let before = proven_free_balance(&view, &chain_account).await?;
    stage.narrator.say(format_args!("chain account {chain_account} has {before} units"));

    let data = Auction::withdrawToChainCall { chainAccount: account.into() }.abi_encode();
    let receipt = stage.cluster.run(&mut stage.cast.seller, call(stage.auction, data)).await?;
    let height = receipt.height;
    stage
        .narrator
        .say(format_args!("{} withdraws the proceeds to it, at height {height}", stage.cast.seller.name));

    let expected =
        before + Balance::try_from(wei / WEI_PER_CHAIN_UNIT).map_err(|_| anyhow::anyhow!("too much"))?;
    let arrived = until("the pay-out arrives on the chain account", async || {
        let balance = proven_free_balance(&view, &chain_account).await?;
        Ok((balance != before).then_some(balance))
    })
    .await?;
    ensure!(arrived == expected, "{arrived} units arrived, not {expected}");
    stage.narrator.checked(format_args!("{} on account {}, proven", pha(wei), short(&account)));
    Ok(())
}
