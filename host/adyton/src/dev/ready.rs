//! Waiting until the parts of a local network answer.

use crate::{network::Network, output::Progress, process::Process};
use anyhow::{bail, Result};
use client::node::NodePool;
use messages::{abi, committee::Committee, H160};
use serde_json::Value;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(90);
const POLL: Duration = Duration::from_millis(50);

/// Genesis hash, as soon as the node's RPC answers.
///
/// # Errors
/// If the node stops or does not answer in time.
pub(super) async fn genesis(node: &str, processes: &mut [Process]) -> Result<String> {
    let http = reqwest::Client::new();
    let request =
        serde_json::json!({"jsonrpc": "2.0", "id": 1, "method": "chain_getBlockHash", "params": [0]});
    let deadline = Instant::now() + PATIENCE;
    loop {
        check(processes)?;
        if let Ok(response) = http.post(node).json(&request).send().await {
            let answer: Value = response.json().await.unwrap_or_default();
            if let Some(hash) = answer.get("result").and_then(Value::as_str) {
                return Ok(hash.to_owned());
            }
        }
        wait(deadline, "the node does not answer; see its log").await?;
    }
}

/// Returns when every worker says that it serves, with an input key where it is a cluster member.
///
/// # Errors
/// If one stops or takes too long; the sentence says what holds it up.
pub(super) async fn serving(
    workers: &[String],
    processes: &mut [Process],
    progress: &Progress,
) -> Result<()> {
    let http = reqwest::Client::new();
    let deadline = Instant::now() + PATIENCE;
    loop {
        check(processes)?;
        let mut waiting = None;
        for url in workers {
            let info = info(&http, url).await;
            if !is_serving(&info) {
                waiting = Some(describe(url, &info));
                break;
            }
        }
        let Some(reason) = waiting else { return Ok(()) };
        progress.update(reason.clone());
        wait(deadline, &reason).await?;
    }
}

/// Returns when the workers of the cluster hold the input key that the chain names. After a restart of everything it
/// may still name one that nobody holds any more.
///
/// # Errors
/// As [`serving`].
pub(super) async fn takes_calls(
    network: &Network,
    processes: &mut [Process],
    progress: &Progress,
) -> Result<()> {
    let (http, pool) = (reqwest::Client::new(), NodePool::new(network.nodes.clone(), None)?);
    let deadline = Instant::now() + PATIENCE;
    loop {
        check(processes)?;
        let head = pool.finalized_head().await?;
        let committee: Option<Committee> = pool.read(&abi::committee(network.committee), head).await?;
        let epoch = committee.map_or(0, |committee| committee.epoch);
        let mut held = true;
        for url in &network.workers {
            let epochs = info(&http, url).await["epochs"].as_array().cloned().unwrap_or_default();
            held &= epochs.iter().any(|each| *each == epoch);
        }
        if held {
            return Ok(());
        }
        let reason = format!("the cluster's next epoch begins after epoch {epoch}");
        progress.update(reason.clone());
        wait(deadline, &reason).await?;
    }
}

/// The test accounts that the gateway knows, as soon as it answers.
///
/// # Errors
/// As [`serving`]; if it knows none.
pub(super) async fn test_accounts(
    url: &str,
    processes: &mut [Process],
    progress: &Progress,
) -> Result<Vec<H160>> {
    let http = reqwest::Client::new();
    let deadline = Instant::now() + PATIENCE;
    loop {
        check(processes)?;
        if let Some(list) = ask(&http, url, "eth_accounts", serde_json::json!([])).await {
            let accounts: Vec<H160> = serde_json::from_value(list)?;
            if accounts.is_empty() {
                bail!("the gateway knows no test accounts; does its network count as a development network?");
            }
            return Ok(accounts);
        }
        let reason = "the gateway does not answer; see its log";
        progress.update(reason);
        wait(deadline, reason).await?;
    }
}

/// Returns the EVM's chain id when the test account `account` has a balance.
///
/// # Errors
/// As [`serving`].
pub(super) async fn gateway(
    url: &str,
    account: &H160,
    processes: &mut [Process],
    progress: &Progress,
) -> Result<u64> {
    let http = reqwest::Client::new();
    let number = async |method: &str, parameters: Value| -> Option<u128> {
        let answer = ask(&http, url, method, parameters).await?;
        u128::from_str_radix(answer.as_str()?.strip_prefix("0x")?, 16).ok()
    };
    let deadline = Instant::now() + PATIENCE;
    loop {
        check(processes)?;
        let balance = number("eth_getBalance", serde_json::json!([account, "latest"])).await;
        if balance.is_some_and(|balance| balance > 0) {
            if let Some(chain_id) = number("eth_chainId", serde_json::json!([])).await {
                return Ok(chain_id as u64);
            }
        }
        let reason = match balance {
            None => "the gateway does not answer; see its log",
            Some(_) => "the cluster has not credited the test accounts",
        };
        progress.update(reason);
        wait(deadline, reason).await?;
    }
}

/// The result of a JSON-RPC request; `None` if there is none.
async fn ask(http: &reqwest::Client, url: &str, method: &str, parameters: Value) -> Option<Value> {
    let request = serde_json::json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": parameters });
    let mut answer: Value = http.post(url).json(&request).send().await.ok()?.json().await.ok()?;
    answer.get_mut("result").map(Value::take).filter(|result| !result.is_null())
}

async fn info(http: &reqwest::Client, url: &str) -> Value {
    match http.get(format!("{url}/v1/info")).send().await {
        Ok(response) => response.json().await.unwrap_or_default(),
        Err(_) => Value::Null,
    }
}

fn is_serving(info: &Value) -> bool {
    let serving = info["serving"].as_bool().unwrap_or(false);
    let has_key = info["epochs"].as_array().is_some_and(|epochs| !epochs.is_empty());
    serving && (info["role"] == "keeper" || has_key && info["height"].as_u64().is_some_and(|h| h > 0))
}

fn describe(url: &str, info: &Value) -> String {
    let is_keeper = info["committee"] == messages::ids::KEEPER_COMMITTEE;
    let state = match (info["head"].as_u64(), info["attested"].as_bool(), info["serving"].as_bool()) {
        _ if info.is_null() => "starts",
        (None, ..) => "waits for the chain",
        (_, Some(false), _) => "waits for its registration",
        (_, _, Some(false)) if is_keeper => "waits for its share of the keys",
        (_, _, Some(false)) => "waits for keys and lease",
        _ => "waits for the first epoch",
    };
    format!("{url} {state}")
}

fn check(processes: &mut [Process]) -> Result<()> {
    processes.iter_mut().try_for_each(Process::check)
}

async fn wait(deadline: Instant, reason: &str) -> Result<()> {
    if Instant::now() > deadline {
        bail!("not ready after {} s: {reason}", PATIENCE.as_secs());
    }
    tokio::time::sleep(POLL).await;
    Ok(())
}
