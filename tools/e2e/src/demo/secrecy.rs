//! What outsiders see: ciphertext on the chain, refusals from the contracts.

use super::{
    auction::SealedBid,
    narrator::{pha, short},
    Stage, GIFT,
};
use crate::{
    chain::raw_message,
    cluster::Caller,
    contracts::{self, abi, reverted_with, Auction},
};
use alloy_sol_types::SolCall;
use anyhow::{bail, ensure, Context, Result};
use client::calls::VerifiedAnswer;
use codec::{DecodeAll, Encode};
use messages::{
    channel::UserPayload,
    query::{QueryRefusal, Question, Reply},
    U256,
};

/// Bytes of a message that are printed.
const SHOWN: usize = 96;

/// Shows a bid as anybody can read it from chain state, and that nothing of it can be read there.
///
/// # Errors
/// If plaintext is found.
pub async fn show_ciphertext(stage: &mut Stage, bids: &[SealedBid]) -> Result<()> {
    stage.narrator.step("look at the bids on the chain");
    let last = bids.last().context("nobody bid")?;
    for (bid, bidder) in bids.iter().zip(&stage.cast.bidders) {
        let (raw, message) = raw_message(stage.cluster.pool(), stage.cluster.id(), bid.seq).await?;
        let needles = needles(bid, bidder)?;
        for (what, needle) in &needles {
            ensure!(!contains(&raw, needle), "message {} shows the {what} of {}'s bid", bid.seq, bidder.name);
        }
        if bid.seq == last.seq {
            let UserPayload::Call(call) = UserPayload::decode_all(&mut message.message.payload.as_slice())?
            else {
                bail!("message {} is no single call", bid.seq);
            };
            stage.narrator.say(format_args!(
                "message {}: paid by {:?}, epoch {}, ciphertext of {} bytes:",
                bid.seq,
                message.message.sender,
                call.epoch,
                call.ciphertext.len()
            ));
            for line in call.ciphertext.get(..SHOWN).unwrap_or(&call.ciphertext).chunks(SHOWN / 2) {
                stage.narrator.say(format_args!("    {}", hex::encode(line)));
            }
        }
        let whats: Vec<&str> = needles.iter().map(|(what, _)| *what).collect();
        stage.narrator.checked(format_args!("{}'s bid: none of {} is in it", bidder.name, whats.join(", ")));
    }
    Ok(())
}

/// What must not be found, in the forms in which it stands in the plaintext.
fn needles(bid: &SealedBid, bidder: &Caller) -> Result<Vec<(&'static str, Vec<u8>)>> {
    let plaintext = bid.body.encode();
    let contract = bid.body.to.context("a bid goes to the auction")?;
    let amount = bid.amount.to_big_endian();
    let significant: Vec<u8> = amount.iter().copied().skip_while(|byte| *byte == 0).collect();
    let attached: Vec<u8> = bid.body.value.encode().into_iter().take(significant.len()).collect();
    let selector = bid.body.data.get(..4).context("a bid has a selector")?.to_vec();
    let needles = vec![
        ("amount", significant),
        ("attached PHA", attached),
        ("contract", contract.0.to_vec()),
        ("function", selector),
    ];
    for (what, needle) in &needles {
        // Else the search would find nothing wherever it looked.
        ensure!(
            contains(&plaintext, needle),
            "the {what} is not in the plaintext in the form it is sought in"
        );
    }
    // Not in the plaintext either: a caller is known by the signature alone.
    Ok([needles, vec![("bidder", bidder.address().0.to_vec())]].concat())
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// A stranger asks what is others' affair, and the owners ask what is theirs.
///
/// # Errors
/// If the stranger learns something, or an owner does not.
pub async fn ask(stage: &mut Stage, bids: &[SealedBid]) -> Result<()> {
    stage.narrator.step("ask: strangers are refused, owners are answered");
    refuse_stranger(stage, bids).await?;
    let (owner, bid) = stage.cast.bidders.iter().zip(bids).next().context("nobody bid")?;
    let answer = stage.cluster.view(Some(owner), stage.token, contracts::balance_of(owner.address())).await?;
    ensure!(number(&answer)? == GIFT.into(), "{} has {} tokens, not {GIFT}", owner.name, number(&answer)?);
    stage.narrator.checked(format_args!("{} learns the own token balance: {GIFT}", owner.name));
    let answer = stage.cluster.view(Some(owner), stage.auction, Auction::myBidCall {}.abi_encode()).await?;
    ensure!(number(&answer)? == bid.amount, "{} bid {}, not {}", owner.name, number(&answer)?, bid.amount);
    stage.narrator.checked(format_args!("{} learns the own bid: {}", owner.name, pha(bid.amount)));
    let as_of = answer.as_of;
    stage.narrator.say(format_args!(
        "signed by worker {}, a proven member under the {:?} root; true as of block {} {}, height {}",
        short(&answer.worker.0),
        answer.trust_root,
        as_of.block.number,
        short(&as_of.block.hash.0),
        as_of.height
    ));
    Ok(())
}

async fn refuse_stranger(stage: &Stage, bids: &[SealedBid]) -> Result<()> {
    let stranger = &stage.cast.stranger;
    let (owner, bid) = stage.cast.bidders.iter().zip(bids).next().context("nobody bid")?;
    let balance = contracts::balance_of(owner.address());
    for who in [Some(stranger), None] {
        let answer = stage.cluster.view(who, stage.token, balance.clone()).await?;
        let Reply::Reverted(data) = &answer.reply else { bail!("a stranger is told: {:?}", answer.reply) };
        ensure!(reverted_with::<abi::Token::NotYours>(data), "refused with 0x{}", hex::encode(data));
    }
    let (stranger_name, owner_name) = (stranger.name, owner.name);
    stage
        .narrator
        .checked(format_args!("{stranger_name} asks for {owner_name}'s tokens: reverts with NotYours()"));
    let answer =
        stage.cluster.view(Some(stranger), stage.auction, Auction::myBidCall {}.abi_encode()).await?;
    let Reply::Reverted(data) = &answer.reply else { bail!("a stranger is told a bid: {:?}", answer.reply) };
    ensure!(reverted_with::<abi::Auction::NoBid>(data), "refused with 0x{}", hex::encode(data));
    stage.narrator.checked(format_args!("{stranger_name} asks for a bid: reverts with NoBid()"));
    let receipt = Question::Receipt { seq: bid.seq, index: bid.index };
    let answer = stage.cluster.ask(Some(stranger), receipt).await?;
    ensure!(
        answer.reply == Reply::Refused(QueryRefusal::NotYours),
        "a stranger is told of a receipt: {:?}",
        answer.reply
    );
    stage
        .narrator
        .checked(format_args!("{stranger_name} asks for the receipt of {owner_name}'s bid: refused"));
    Ok(())
}

fn number(answer: &VerifiedAnswer) -> Result<U256> {
    let Reply::Returned(returned) = &answer.reply else { bail!("no answer but {:?}", answer.reply) };
    Ok(U256::from_big_endian(&contracts::number(returned)?.to_be_bytes::<32>()))
}
