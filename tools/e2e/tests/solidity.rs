//! The tools that Solidity developers use, unchanged, against the gateway of a whole network: the suites of
//! `tools/solidity`, each kind on a network of its own.
#![allow(clippy::unwrap_used)]

use e2e::{cli::run_command, network::LocalNetwork};
use std::path::Path;
use tokio::process::Command;

#[tokio::test]
async fn hardhat_tests_openzeppelin_and_develops() {
    pass(&["hardhat"]).await;
}

#[tokio::test]
async fn wallets_and_libraries_are_answered_and_refused_in_ethereums_words() {
    pass(&["wallet", "ethers", "viem", "bad-input"]).await;
}

#[tokio::test]
async fn cast_and_forge_work() {
    pass(&["foundry"]).await;
}

#[tokio::test]
async fn sapphires_contracts_and_clients_work() {
    pass(&["sapphire-contracts", "sapphire-clients"]).await;
}

#[tokio::test]
async fn the_auction_runs_from_a_browsers_wallet() {
    pass(&["browser"]).await;
}

#[tokio::test]
async fn the_guide_for_solidity_works_as_written() {
    pass(&["docs"]).await;
}

/// Runs suites, which have to pass, against a new network.
async fn pass(suites: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../solidity");
    assert!(folder.join("node_modules").is_dir(), "npm packages are missing: run scripts/bootstrap");
    let network = LocalNetwork::start().await.unwrap();
    let gateway = network.file().gateway.clone().unwrap();
    let mut command = Command::new(folder.join("run"));
    let ended = run_command(command.args(suites).env("ADYTON_RPC", gateway)).await.unwrap();
    assert_eq!(ended.code, Some(0), "{suites:?}:\n{}\n{}", ended.out, ended.err);
}
