//! The gatekeepers: what they share, and that one of them may fall.

use super::{
    narrator::short,
    replicas::{await_transfers, push_transfers},
    Stage,
};
use crate::{keepers::until_holding, wait::until};
use anyhow::{ensure, Context, Result};
use messages::keys::{Secret, Sharing};

/// The gatekeeper that is killed.
const VICTIM: &str = "gatekeeper-2";
/// Its place among them, from 0.
const VICTIM_INDEX: usize = 1;

/// Shows what the chain proves of the gatekeepers.
///
/// # Errors
/// If they are not as `adyton dev` starts them.
pub async fn show(stage: &mut Stage) -> Result<()> {
    stage.narrator.step("look at the gatekeepers");
    let view = stage.cluster.confidential.view();
    let (proven, beacon) = until("the gatekeepers' first random value is on chain", async || {
        let proven = view.keepers().await?;
        Ok(proven.beacon.map(|beacon| (proven, beacon)))
    })
    .await?;
    let committee = &proven.committee.committee;
    let (members, threshold) = (committee.members.len(), committee.threshold);
    ensure!((members, threshold) == (3, 2), "{members} gatekeepers with threshold {threshold}");
    stage.narrator.checked(format_args!(
        "{members} gatekeepers: any {threshold} derive a key together, no single one knows any"
    ));
    ensure!(proven.keys.generation().is_some() && proven.keys.epoch().is_some(), "a secret is missing");
    for sharing in proven.keys.all() {
        stage.narrator.say(describe(sharing));
    }
    stage.narrator.checked(format_args!(
        "random value of round {}, made by them in block {}: {}",
        beacon.round,
        beacon.block,
        short(&beacon.value)
    ));
    Ok(())
}

fn describe(sharing: &Sharing) -> String {
    let name = match sharing.secret {
        Secret::Generation(generation) => format!("generation {generation} (state keys)"),
        Secret::Epoch(epoch) => format!("epoch {epoch} (input keys, in memory only)"),
    };
    let (healthy, all) = (sharing.healthy().count(), sharing.holders.len());
    format!("{name}: group key {}, {healthy} of {all} shares healthy", short(&sharing.group))
}

/// Kills a gatekeeper while calls are in flight; they end all the same. It stays away.
///
/// # Errors
/// If a call is lost.
pub async fn kill(stage: &mut Stage) -> Result<()> {
    stage.narrator.step("kill a gatekeeper in mid-work");
    let in_flight = push_transfers(stage).await?;
    stage.network.kill(VICTIM)?;
    ensure!(!stage.network.is_running(VICTIM)?, "{VICTIM} still runs");
    stage.narrator.say(format_args!("{VICTIM} is killed (SIGKILL) with message {in_flight} in flight"));
    await_transfers(stage, in_flight).await
}

/// Starts the killed gatekeeper again and waits until every share is healthy.
///
/// # Errors
/// If it does not get its shares back.
pub async fn restart(stage: &mut Stage) -> Result<()> {
    stage.narrator.step("restart the gatekeeper and watch it get its shares back");
    stage.network.restart(VICTIM)?;
    let keepers = stage.network.gatekeepers()?;
    let victim = keepers.get(VICTIM_INDEX).context("there are three gatekeepers")?;
    let healthy = until_holding(stage.cluster.confidential.view(), victim).await?.keys;
    stage.narrator.say(format_args!(
        "{VICTIM} unsealed its share of the generation, and was handed a new share of the epoch"
    ));
    let generation = healthy.generations.last().context("there is no generation")?;
    stage.narrator.checked(describe(generation));
    stage.narrator.checked(healthy.epochs.last().map(describe).context("there is no epoch")?);
    Ok(())
}
