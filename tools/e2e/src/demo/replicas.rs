//! The replicas: that they agree, and that one may fall and come back.

use super::{
    narrator::{short, Narrator},
    Stage,
};
use crate::{
    cluster::{call, AgreedState},
    contracts,
    wait::{until, until_within},
};
use anyhow::{ensure, Context, Result};
use messages::ids::{Height, Seq};
use std::time::Duration;

/// The worker that is killed: the first, which answers all queries as long as it lives.
const VICTIM: &str = "worker-1";
/// Calls in flight when it is killed, and again while it is gone.
const CALLS: u32 = 16;
/// Longest wait until it has caught up: attestation on chain, keys, and what it missed.
const CATCH_UP: Duration = Duration::from_secs(60);

/// Compares the state roots of all workers with the one in the applied commit.
///
/// # Errors
/// If they differ.
pub async fn compare(stage: &mut Stage) -> Result<()> {
    stage.narrator.step("compare the replicas");
    let agreed = stage.cluster.agreed_state(&stage.cluster.workers).await?;
    for info in stage.network.infos().await? {
        let root = info.state_root.unwrap_or_default();
        stage.narrator.say(format_args!("worker {}  height {}  {root}", short(&info.worker.0), info.height));
    }
    show_agreement(&stage.narrator, &agreed);
    Ok(())
}

fn show_agreement(narrator: &Narrator, agreed: &AgreedState) {
    let AgreedState { height, state_root } = agreed;
    narrator.checked(format_args!("commit {height} on chain, by proof:  {state_root:?}"));
}

/// Kills a worker while calls are in flight, goes on with the others, restarts it and watches it catch up.
///
/// # Errors
/// If calls are lost, commits stop, or the worker does not reach the others' state.
pub async fn kill_and_restart(stage: &mut Stage) -> Result<()> {
    stage.narrator.step("kill a worker in mid-work");
    let before = stage.cluster.proven().await?.committee.commit.height;
    let in_flight = push_transfers(stage).await?;
    stage.network.kill(VICTIM)?;
    stage.narrator.say(format_args!(
        "{CALLS} calls are in flight in message {in_flight}; {VICTIM} is killed (SIGKILL)"
    ));
    let while_gone = push_transfers(stage).await?;
    await_transfers(stage, in_flight).await?;
    await_transfers(stage, while_gone).await?;
    ensure!(!stage.network.is_running(VICTIM)?, "{VICTIM} still runs");
    let (_, survivors) = stage.cluster.workers.split_first().context("the cluster has no workers")?;
    let agreed = stage.cluster.agreed_state(survivors).await?;
    ensure!(agreed.height > before, "no commit was applied without {VICTIM}");
    let AgreedState { height, .. } = agreed;
    stage.narrator.checked(format_args!("the other two went on: commits {} to {height}", before + 1));
    restart(stage, height).await
}

/// Seals and pushes a batch of token transfers.
///
/// # Errors
/// If the chain refuses it.
pub(super) async fn push_transfers(stage: &mut Stage) -> Result<Seq> {
    let to = stage.cast.stranger.address();
    let mut calls = vec![];
    for _ in 0..CALLS {
        let transfer = call(stage.token, contracts::transfer(to, 1));
        calls.push(stage.cluster.seal(&mut stage.cast.seller, transfer).await?);
    }
    Ok(stage.cluster.push_batch(&calls).await?.seq)
}

/// Waits until all calls of a batch have succeeded.
///
/// # Errors
/// If one does not.
pub(super) async fn await_transfers(stage: &Stage, seq: Seq) -> Result<()> {
    for index in 0..CALLS {
        stage.cluster.success(&stage.cast.seller, seq, index).await?;
    }
    stage.narrator.checked(format_args!("all {CALLS} calls of message {seq} succeeded"));
    Ok(())
}

async fn restart(stage: &mut Stage, height: Height) -> Result<()> {
    stage.narrator.step("restart it and watch it catch up");
    stage.network.restart(VICTIM)?;
    let worker = stage.cluster.workers.first().context("the cluster has no workers")?;
    until("the restarted worker answers", async || Ok(worker.info().await.ok())).await?;
    stage
        .narrator
        .say(format_args!("{VICTIM} is back; this start of it has to be attested before it counts again"));
    until_within(CATCH_UP, "the restarted worker catches up and serves", async || {
        let info = worker.info().await.ok();
        Ok(info.filter(|info| info.serving && info.height >= height).map(drop))
    })
    .await?;
    let agreed = stage.cluster.agreed_state(&stage.cluster.workers).await?;
    for info in stage.network.infos().await? {
        let root = info.state_root.unwrap_or_default();
        stage.narrator.say(format_args!("worker {}  height {}  {root}", short(&info.worker.0), info.height));
    }
    show_agreement(&stage.narrator, &agreed);
    Ok(())
}
