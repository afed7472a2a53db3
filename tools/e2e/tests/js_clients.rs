//! The clients that people use with Substrate chains, against our node: they read our pallets, push a call, and govern.
#![allow(clippy::unwrap_used)]

use e2e::{
    cli::{run_command, run_within, Ended},
    cluster::{Caller, Cluster},
    network::LocalNetwork,
};
use messages::receipt::{Receipt, Refusal};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::process::Command;

/// Longest that a script may take to propose, vote, and get its PHA back: it gives up by itself before.
const REFERENDUM: Duration = Duration::from_secs(260);

/// A script.
fn script(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("js");
    assert!(folder.join("node_modules").is_dir(), "npm packages are missing: run scripts/bootstrap");
    folder.join(name)
}

#[tokio::test]
async fn polkadot_js_and_papi_read_our_pallets_and_push_calls() {
    let network = LocalNetwork::start().await.unwrap();
    let cluster = Cluster::open(&network, "//Bob").unwrap();
    let anybody = Caller::new("anybody").unwrap();
    let node = network.file().nodes.first().unwrap();
    for name in ["polkadot-js.mjs", "papi.mjs"] {
        let ended = run_command(Command::new("node").arg(script(name)).arg(node)).await.unwrap();
        let seq = pushed(name, &ended);
        let receipt = cluster.receipt(&anybody, seq, 0).await.unwrap();
        assert_eq!(receipt, Receipt::Refused(Refusal::Undecryptable), "what {name} pushed is for no key");
    }
}

/// Both at the same time, by other people: a payment from the treasury is proposed as a preimage, its deposit paid, voted
/// for with conviction and by a delegate, and approved; then votes and delegation end, and the lock with them.
#[tokio::test]
async fn wallets_propose_vote_delegate_and_unlock_with_polkadot_js_and_papi() {
    let network = LocalNetwork::start().await.unwrap();
    let node = network.file().nodes.first().unwrap();
    let govern = async |name: &str| {
        let ended = run_within(REFERENDUM, Command::new("node").arg(script(name)).arg(node)).await.unwrap();
        assert_eq!(ended.code, Some(0), "{name}: {ended:?}");
        let saw = ended.json().unwrap();
        assert_eq!(
            saw["ayes"],
            2 * 400_000 + 300_000,
            "{name}: twice its own by conviction, and the delegate's"
        );
        assert_eq!(saw["support"], 700_000, "{name}: PHA, whatever the conviction");
        assert_eq!(
            saw["locked"],
            serde_json::json!([400_000, 300_000]),
            "{name}: conviction outlasts the votes"
        );
        assert_eq!(saw["unlocked"], 0, "{name}: but not for ever");
        saw["index"].as_u64().unwrap()
    };
    let (one, other) = tokio::join!(govern("governance-polkadot-js.mjs"), govern("governance-papi.mjs"));
    assert_eq!(one + other, 1, "two referenda");
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
