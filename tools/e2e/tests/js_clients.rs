//! The clients that people use with Substrate chains, against our node: they read our pallets and push a call.
#![allow(clippy::unwrap_used)]

use e2e::{
    cli::{run_command, Ended},
    cluster::{Caller, Cluster},
    network::LocalNetwork,
};
use messages::receipt::{Receipt, Refusal};
use std::path::Path;
use tokio::process::Command;

#[tokio::test]
async fn polkadot_js_and_papi_read_our_pallets_and_push_calls() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("js");
    assert!(folder.join("node_modules").is_dir(), "npm packages are missing: run scripts/bootstrap");
    let network = LocalNetwork::start().await.unwrap();
    let cluster = Cluster::open(&network, "//Bob").unwrap();
    let anybody = Caller::new("anybody").unwrap();
    let node = network.file().nodes.first().unwrap();
    for script in ["polkadot-js.mjs", "papi.mjs"] {
        let ended = run_command(Command::new("node").arg(folder.join(script)).arg(node)).await.unwrap();
        let seq = pushed(script, &ended);
        let receipt = cluster.receipt(&anybody, seq, 0).await.unwrap();
        assert_eq!(receipt, Receipt::Refused(Refusal::Undecryptable), "what {script} pushed is for no key");
    }
}

/// Checks what a script saw; returns the seq of its message.
fn pushed(script: &str, ended: &Ended) -> u64 {
    assert_eq!(ended.code, Some(0), "{script}: {ended:?}");
    let saw = ended.json().unwrap();
    assert_eq!(saw["committee"], serde_json::json!({ "members": 3, "threshold": 2 }), "{script}");
    assert_eq!(saw["workers"], 6, "{script}: three members and three gatekeepers");
    let seq = saw["pushed"].as_u64().unwrap();
    assert!(
        saw["before"]["seq"].as_u64().unwrap() < seq && saw["after"]["seq"].as_u64().unwrap() >= seq,
        "{saw}"
    );
    assert_ne!(saw["before"]["digest"], saw["after"]["digest"], "{script}");
    seq
}
