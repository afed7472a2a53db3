//! A miner's life on a whole network, and holders who change its rules by referendum.
#![allow(clippy::unwrap_used)]

use client::committee::ChainView;
use e2e::{
    cli::adyton,
    cluster::Cluster,
    miner::{pha, Miner},
    network::LocalNetwork,
    wait::{until, until_within},
};
use messages::abi;
use serde_json::Value;
use std::time::Duration;

/// Longest wait for a referendum, which takes half a minute of blocks.
const REFERENDUM: Duration = Duration::from_secs(180);
/// Holders of a third of what can vote: enough soon after the decision has begun, if nobody is against.
const HOLDERS: [&str; 5] = ["//Bob", "//Charlie", "//Eve", "//Two", "//Alice//stash"];
/// What each of them votes with, in PHA: nearly all it has.
const VOTE: &str = "900000";
/// Blocks of cooling down that they want: half as long again as what development networks begin with.
const COOL_DOWN: u64 = 90;
/// A program that nobody has.
const MEASUREMENT: [u8; 32] = [0x5a; 32];

/// Proposes as Bob; everybody votes; then the deposit is paid, so that the time of decision begins with all votes.
async fn decide(network: &LocalNetwork, proposal: &[&str]) {
    let proposed = ["gov", "propose"].into_iter().chain(proposal.iter().copied());
    let options = ["--no-deposit", "--account", "//Bob", "--yes"];
    let proposed = adyton(network, &proposed.chain(options).collect::<Vec<_>>()).await.unwrap();
    let id = proposed["id"].to_string();
    for (place, holder) in HOLDERS.into_iter().enumerate() {
        let conviction = (place % 3).to_string();
        let vote = ["gov", "vote", &id, "aye", "--amount", VOTE, "--conviction", &conviction];
        adyton(network, &[&vote[..], &["--account", holder, "--yes"]].concat()).await.unwrap();
    }
    adyton(network, &["gov", "deposit", &id, "--account", "//Two", "--yes"]).await.unwrap();
    let approved = until_within(REFERENDUM, "the referendum is approved", async || {
        let shown = adyton(network, &["gov", "show", &id]).await?;
        assert!(!["rejected", "timed out"].iter().any(|end| shown["state"] == *end), "{shown}");
        Ok((shown["state"] == "approved").then_some(()))
    });
    approved.await.unwrap();
}

/// Waits until the chain's evidence policy allows the program.
async fn until_allowed(view: &ChainView) {
    let key = abi::evidence_policy();
    let allowed = until("the registry's policy names the program", async || {
        let (_, facts) = view.prove(std::slice::from_ref(&key)).await?;
        let policy: attestation::Policy = facts.read(&key)?.unwrap();
        let is_it = |allowed: &attestation::AllowedMeasurement| allowed.measurement.0 == MEASUREMENT;
        Ok(policy.measurements.iter().any(is_it).then_some(()))
    });
    allowed.await.unwrap();
}

fn is_computing(status: &Value) -> bool {
    status["session"]["state"] == "computing"
}

fn answered(status: &Value) -> u64 {
    status["record"]["answered"].as_u64().unwrap_or(0)
}

#[tokio::test]
async fn a_miner_earns_is_penalised_for_silence_recovers_lives_under_voted_rules_and_leaves_with_its_stake() {
    let mut network = LocalNetwork::start().await.unwrap();
    let mut miner = Miner::init(&mut network, "//Dave").await.unwrap();

    // It joins: registers, is measured, puts PHA at stake, answers, and is paid.
    miner.start().unwrap();
    let earning = miner.until("the miner earns", |status| {
        is_computing(status) && answered(status) >= 2 && pha(&status["record"]["paid"]) > 0.0
    });
    let earning = earning.await.unwrap();
    assert!(earning["score"].as_u64().unwrap() > 0, "{earning}");
    let stake = pha(&earning["session"]["stake"]);
    assert!(stake >= pha(&earning["least_stake"]), "{earning}");
    assert!(pha(&earning["session"]["value"]) > stake, "the rig counts, and a fully trusted one for more");

    // It goes off, is found silent, and its value falls while it is.
    miner.power_cut();
    let is_silent = |status: &Value| status["session"]["state"] == "unresponsive";
    let silent = miner.until("the chain notices the silence", is_silent).await.unwrap();
    let before = pha(&silent["session"]["value"]);
    let fallen = |status: &Value| is_silent(status) && pha(&status["session"]["value"]) < before;
    miner.until("its value falls", fallen).await.unwrap();

    // It comes back, answers late, and earns again.
    miner.start().unwrap();
    let recovered = miner.until("the miner recovers", |status| {
        is_computing(status) && answered(status) > answered(&silent) + 1
    });
    let recovered = recovered.await.unwrap();
    assert!(pha(&recovered["record"]["paid"]) > pha(&silent["record"]["paid"]), "{recovered}");

    // Holders change the rules that it lives under, and admit another program.
    let cool_down = format!("cool_down={COOL_DOWN}");
    let limit = (pha(&recovered["session"]["value"]) / 2.0).ceil();
    let v_max = format!("v_max={limit}");
    decide(&network, &["rules", "--set", &v_max, "--set", &cool_down]).await;
    let limited = |status: &Value| is_computing(status) && pha(&status["session"]["value"]) <= limit;
    miner.until("its value is at the new limit", limited).await.unwrap();
    let program = format!("0x{}", hex::encode(MEASUREMENT));
    decide(&network, &["measurement", "--allow", &program, "--kind", "tdx", "--version", "9.9.9"]).await;
    until_allowed(Cluster::open(&network, "//Bob").unwrap().confidential.view()).await;

    // It leaves, waits as long as the new rules say, and has its stake back.
    let stopped = miner.command("stop").await.unwrap();
    let wait = stopped["free_from"].as_u64().unwrap() - stopped["block"].as_u64().unwrap();
    assert_eq!(wait, COOL_DOWN, "{stopped}");
    miner.until("the stake cools down", |status| status["step"] == "cool_down").await.unwrap();
    let early = miner.command("withdraw").await.unwrap_err().to_string();
    assert!(early.contains("the stake is free from block"), "{early}");
    let cooled =
        miner.until("the stake has cooled down", |status| status["step"] == "withdraw").await.unwrap();
    let withdrawn = miner.command("withdraw").await.unwrap();
    assert_eq!(pha(&withdrawn["stake"]), stake);
    let free =
        |status: &Value| status["session"].is_null() && pha(&status["balance"]) > pha(&cooled["balance"]);
    miner.until("the stake is free", free).await.unwrap();
}
