//! The tools that Solidity developers use, unchanged, against the gateway of a whole network: the suites of
//! `tools/solidity`, each on a network of its own.
#![allow(clippy::unwrap_used)]

use e2e::{cli::run_command, network::LocalNetwork};
use std::path::Path;
use tokio::process::Command;

#[tokio::test]
async fn hardhat_tests_openzeppelin_and_develops() {
    passes("hardhat").await;
}

#[tokio::test]
async fn a_wallet_makes_its_first_contact() {
    passes("wallet").await;
}

#[tokio::test]
async fn ethers_works() {
    passes("ethers").await;
}

#[tokio::test]
async fn viem_works() {
    passes("viem").await;
}

#[tokio::test]
async fn bad_input_is_refused_in_ethereums_words() {
    passes("bad-input").await;
}

#[tokio::test]
async fn cast_and_forge_work() {
    passes("foundry").await;
}

#[tokio::test]
async fn contracts_on_sapphires_library_work() {
    passes("sapphire-contracts").await;
}

#[tokio::test]
async fn sapphires_clients_encrypt_and_sign_in() {
    passes("sapphire-clients").await;
}

#[tokio::test]
async fn the_auction_runs_from_a_browsers_wallet() {
    passes("browser").await;
}

#[tokio::test]
async fn the_guide_for_solidity_works_as_written() {
    passes("docs").await;
}

/// Runs a suite, which has to pass, against a new network.
async fn passes(suite: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../solidity");
    assert!(folder.join("node_modules").is_dir(), "npm packages are missing: run scripts/bootstrap");
    let network = LocalNetwork::start().await.unwrap();
    let gateway = network.file().gateway.clone().unwrap();
    let mut command = Command::new(folder.join("run"));
    let ended = run_command(command.arg(suite).env("ADYTON_RPC", gateway)).await.unwrap();
    assert_eq!(ended.code, Some(0), "{suite}:\n{}\n{}", ended.out, ended.err);
}
