//! The gatekeepers of a local network, as the chain proves them and as governance changes them.

use crate::{
    cli::{adyton, adyton_ended, Ended},
    network::LocalNetwork,
    wait::{until, until_within},
};
use anyhow::{Context, Result};
use client::{committee::ChainView, keepers::ProvenKeepers, worker_api::WorkerApi};
use messages::{ids::WorkerId, keys::Sharing};
use serde_json::Value;
use std::time::Duration;

/// Patience with ceremonies: a silent gatekeeper holds each round up for as long as the chain allows.
pub const CEREMONIES: Duration = Duration::from_secs(180);

/// Waits until the gatekeepers are as wanted. What the chain does not answer meanwhile does not matter: it may be about
/// to start.
///
/// # Errors
/// If it does not come about; the sentence says how they are.
pub async fn until_keepers(
    view: &ChainView,
    what: &str,
    wanted: impl Fn(&ProvenKeepers) -> bool,
) -> Result<ProvenKeepers> {
    let mut seen = String::new();
    let reached = until_within(CEREMONIES, what, async || {
        match view.keepers().await {
            Ok(proven) if wanted(&proven) => return Ok(Some(proven)),
            Ok(proven) => seen = format!("{:?} {:?}", proven.keys, proven.ceremonies),
            Err(error) => seen = error.to_string(),
        }
        Ok(None)
    });
    reached.await.with_context(|| format!("the chain says: {seen}"))
}

/// Waits until a gatekeeper that was started again holds a share of each current secret, by its own word and by the
/// chain's, and so does everybody else.
///
/// # Errors
/// If it does not come to that.
pub async fn until_holding(view: &ChainView, keeper: &WorkerApi) -> Result<ProvenKeepers> {
    let what = format!("{} holds its shares again", keeper.url());
    until_within(CEREMONIES, &what, async || {
        let (Ok(info), Ok(proven)) = (keeper.info().await, view.keepers().await) else { return Ok(None) };
        let keys = &proven.keys;
        let (Some(generation), Some(epoch)) = (keys.generation(), keys.epoch()) else { return Ok(None) };
        let holds = info.shares.generations.contains(&generation) && info.shares.epochs.contains(&epoch);
        let everybody = &proven.committee.committee.members;
        Ok((info.serving && holds && all_hold(&proven, everybody)).then_some(proven))
    })
    .await
}

/// Whether exactly these gatekeepers are members and hold, all of them, a share of the current secrets.
pub fn all_hold(proven: &ProvenKeepers, keepers: &[WorkerId]) -> bool {
    let is_held = |sharing: Option<&Sharing>| {
        sharing.is_some_and(|sharing| {
            sharing.healthy().count() == keepers.len()
                && keepers.iter().all(|keeper| sharing.held_by(keeper).is_some())
        })
    };
    let members = &proven.committee.committee.members;
    members.len() == keepers.len()
        && keepers.iter().all(|keeper| members.contains(keeper))
        && is_held(proven.keys.generations.last())
        && is_held(proven.keys.epochs.last())
}

/// A worker's identity, once it answers and the chain counts it as attested.
///
/// # Errors
/// If it does not come to that.
pub async fn attested(worker: &WorkerApi) -> Result<WorkerId> {
    until(&format!("{} is attested", worker.url()), async || {
        Ok(worker.info().await.ok().filter(|info| info.attested).map(|info| info.worker))
    })
    .await
}

/// Identities of the gatekeepers that a network started with, in order.
///
/// # Errors
/// If one does not answer.
pub async fn identities(network: &LocalNetwork) -> Result<Vec<WorkerId>> {
    let mut identities = vec![];
    for keeper in network.gatekeepers()? {
        identities.push(keeper.info().await?.worker);
    }
    Ok(identities)
}

/// Runs `adyton gatekeeper declare` or `bond-more`: `account` puts so many PHA at stake for a worker.
///
/// # Errors
/// If it cannot be started or takes too long. Whether the chain refused it is for the caller to say.
pub async fn stake(
    network: &LocalNetwork,
    what: &str,
    worker: &WorkerId,
    pha: u32,
    account: &str,
) -> Result<Ended> {
    let (worker, pha) = (format!("0x{}", hex::encode(worker.0)), pha.to_string());
    adyton_ended(network, &["gatekeeper", what, &worker, &pha, "--account", account]).await
}

/// What `adyton gatekeeper contenders` says of each contender: identity, PHA at stake, seat; the most at stake first.
///
/// # Errors
/// If it fails.
pub async fn contenders(network: &LocalNetwork) -> Result<Vec<(String, String, String)>> {
    let shown = adyton(network, &["gatekeeper", "contenders"]).await?;
    let list = shown["contenders"].as_array().with_context(|| format!("there is no list: {shown}"))?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Ok(list.iter().map(|it| (text(&it["worker"]), text(&it["bond"]), text(&it["seat"]))).collect())
}

/// Runs `adyton gatekeeper` with a change that concerns one worker.
///
/// # Errors
/// If the chain refuses it.
pub async fn change(network: &LocalNetwork, what: &str, worker: &WorkerId) -> Result<()> {
    adyton(network, &["gatekeeper", what, &format!("0x{}", hex::encode(worker.0))]).await.map(drop)
}
