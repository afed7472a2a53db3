//! Transfers of the confidential token as wallets send them, through Ethereum's JSON-RPC: a whole local network, and anvil
//! on the same machine with blocks of the same length.
//!
//! Both get the same signed transactions, one request each, and are asked for their blocks until every transfer is in one.

mod rpc;
mod wallet;

use crate::{
    report::{Goal, Report},
    samples::Samples,
};
use anyhow::{bail, ensure, Context, Result};
use e2e::{contracts, network::LocalNetwork};
use messages::H160;
use rpc::Rpc;
use std::{
    collections::BTreeMap,
    net::TcpListener,
    process::Stdio,
    time::{Duration, Instant},
};
use tokio::process::{Child, Command};
use wallet::Wallet;

/// Accounts that send at the same time.
const SENDERS: usize = 20;
/// Transfers of each.
const TRANSFERS: usize = 150;
/// What each gets for gas, in wei, and in tokens.
const ALLOWANCE: (u128, u64) = (1_000_000_000_000_000_000, 1_000_000);
/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_secs(120);
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// Length of anvil's blocks, in seconds: that of the development chain.
const BLOCK_TIME: &str = "0.5";
/// Where npm puts anvil.
const ANVIL: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../solidity/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil");

/// What a run came to.
struct Outcome {
    per_second: f64,
    latencies: Samples,
}

/// Measures both, one after the other.
pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run(report))
}

async fn run(report: &mut Report) -> Result<()> {
    let ours = on_our_network().await?;
    report.figure(
        "erc20_tps",
        ours.per_second,
        Goal::AtLeast(300.0),
        format!("confidential token transfers a second through gateway, chain, enclaves and back ({} transfers of {SENDERS} accounts)", SENDERS * TRANSFERS),
    );
    report.figure(
        "erc20_p50_s",
        ours.latencies.median(),
        Goal::None,
        "seconds from sending a transfer to seeing it in a block, under that load (median)",
    );
    report.figure("erc20_p99_s", ours.latencies.quantile(0.99), Goal::None, "the same, 99 of 100 are faster");
    match on_anvil().await? {
        Some(anvil) => report.figure(
            "anvil_tps",
            anvil.per_second,
            Goal::None,
            format!("the same transfers on anvil, which encrypts nothing and agrees with nobody (blocks of {BLOCK_TIME} s)"),
        ),
        None => report.note("`anvil_tps` was not measured: anvil is not installed (scripts/bootstrap)"),
    }
    Ok(())
}

async fn on_our_network() -> Result<Outcome> {
    let mut network = LocalNetwork::start().await?;
    let url = network.file().gateway.clone().context("the network has no gateway")?;
    transfers(&url).await.map_err(|error| {
        network.keep_folder();
        error.context(format!("the logs of the network are kept in {}", network.folder().display()))
    })
}

async fn on_anvil() -> Result<Option<Outcome>> {
    if !std::path::Path::new(ANVIL).exists() {
        return Ok(None);
    }
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let _anvil: Child = Command::new(ANVIL)
        .args(["--port", &port.to_string(), "--block-time", BLOCK_TIME, "--silent"])
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .context("cannot start anvil")?;
    transfers(&format!("http://127.0.0.1:{port}")).await.map(Some)
}

async fn transfers(url: &str) -> Result<Outcome> {
    let rpc = Rpc::new(url)?;
    let chain_id = until(async || rpc.quantity("eth_chainId", "[]").await.ok()).await? as u64;
    let mut giver = Wallet::development(chain_id)?;
    giver.nonce = rpc.nonce(giver.address()).await?;
    let token = H160(alloy_primitives::Address::from(giver.address().0).create(giver.nonce).into_array());
    let deploy = giver.sign(None, 0, contracts::token("Bench", "BNC", u64::MAX)?, 4_000_000)?;
    rpc.send(&deploy.raw).await?;
    let mut senders: Vec<Wallet> =
        (0..SENDERS).map(|number| Wallet::numbered(number, chain_id)).collect::<Result<_>>()?;
    let mut last = deploy;
    for sender in &senders {
        let (wei, tokens) = ALLOWANCE;
        rpc.send(&giver.sign(Some(sender.address()), wei, vec![], 21_000)?.raw).await?;
        last = giver.sign(Some(token), 0, contracts::transfer(sender.address(), tokens), 120_000)?;
        rpc.send(&last.raw).await?;
    }
    let done = until(async || rpc.succeeded(&last.hash).await.ok().flatten()).await?;
    ensure!(done, "setting up the token failed");
    let addresses: Vec<H160> = senders.iter().map(Wallet::address).collect();
    let mut signed = Vec::new();
    for (number, sender) in senders.iter_mut().enumerate() {
        let transfer = |turn: usize| contracts::transfer(addresses[(number + turn + 1) % SENDERS], 1);
        let own: Result<Vec<_>> =
            (0..TRANSFERS).map(|turn| sender.sign(Some(token), 0, transfer(turn), 120_000)).collect();
        signed.push(own?);
    }
    load(&rpc, signed).await
}

/// Sends everything, each account's transfers in order, and waits until all are in blocks.
async fn load(rpc: &Rpc, signed: Vec<Vec<wallet::Signed>>) -> Result<Outcome> {
    let first_block = rpc.quantity("eth_blockNumber", "[]").await? as u64 + 1;
    let started = Instant::now();
    let senders: Vec<_> = signed
        .into_iter()
        .map(|own| {
            let rpc = rpc.clone();
            tokio::spawn(async move {
                let mut sent = Vec::new();
                for transfer in own {
                    let at = Instant::now();
                    rpc.send(&transfer.raw).await?;
                    sent.push((transfer.hash, at));
                }
                anyhow::Ok(sent)
            })
        })
        .collect();
    let seen = watch(rpc, first_block, started);
    let seen = seen.await?;
    let mut latencies = Samples::default();
    for sender in senders {
        for (hash, at) in sender.await?? {
            let seen = seen.get(&hash).with_context(|| format!("transfer {hash} is in no block"))?;
            latencies.add(seen.saturating_duration_since(at));
        }
    }
    let end = seen.values().max().context("no transfer was seen")?;
    let per_second = seen.len() as f64 / end.saturating_duration_since(started).as_secs_f64();
    Ok(Outcome { per_second, latencies })
}

/// When each transaction was first seen in a block.
async fn watch(rpc: &Rpc, mut next: u64, started: Instant) -> Result<BTreeMap<String, Instant>> {
    let mut seen = BTreeMap::new();
    while seen.len() < SENDERS * TRANSFERS {
        if started.elapsed() > PATIENCE {
            bail!(
                "only {} of {} transfers were executed in {} s",
                seen.len(),
                SENDERS * TRANSFERS,
                PATIENCE.as_secs()
            );
        }
        match rpc.block_transactions(next).await? {
            Some(hashes) => {
                let now = Instant::now();
                seen.extend(hashes.into_iter().map(|hash| (hash, now)));
                next += 1;
            }
            None => tokio::time::sleep(LOOK_AGAIN).await,
        }
    }
    Ok(seen)
}

async fn until<T>(look: impl AsyncFn() -> Option<T>) -> Result<T> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await {
            return Ok(found);
        }
        ensure!(Instant::now() < deadline, "the endpoint does not answer as expected");
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}
