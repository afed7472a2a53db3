//! A user who seals whole transactions at home with `@adyton/client`, against the gateway of a whole network: what passes
//! the gateway is recorded, and nothing private is in it.
#![allow(clippy::unwrap_used)]

use e2e::{cli::run_command, network::LocalNetwork};
use std::path::Path;
use tokio::process::Command;

#[tokio::test]
async fn neither_gateway_nor_stranger_learns_what_is_sealed_at_home() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../host/client-js");
    assert!(folder.join("node_modules").is_dir(), "npm packages are missing: run scripts/bootstrap");
    let built = run_command(Command::new("npm").args(["run", "--silent", "build"]).current_dir(&folder))
        .await
        .unwrap();
    assert_eq!(built.code, Some(0), "{}", built.err);
    let network = LocalNetwork::start().await.unwrap();
    let gateway = network.file().gateway.clone().unwrap();
    let mut command = Command::new("node");
    let ended = run_command(command.args(["test/network.mjs", &gateway]).current_dir(&folder)).await.unwrap();
    assert_eq!(ended.code, Some(0), "{}\n{}", ended.out, ended.err);
}
