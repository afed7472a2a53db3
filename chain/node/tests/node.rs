//! Real nodes, as processes: they finalize, prove, survive a kill, and say in plain words what keeps them from running.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod process;

use messages::{abi, BoundedVec};
use process::{fails, to_hex, Node};
use serde_json::Value;
use sp_keyring::Sr25519Keyring::Alice;
use std::{fs, net::TcpListener};
use subxt::rpcs::rpc_params;

#[tokio::test]
async fn a_development_node_finalizes_every_head_and_proves_its_state() {
    let node = Node::start(&["--dev"]).await;
    let justified = node.justified_numbers(4).await;
    assert!(justified.windows(2).all(|pair| pair[0] < pair[1]), "{justified:?}");

    let head: String = node.ask("chain_getFinalizedHead", rpc_params![]).await;
    let keys = [abi::enclave_abi(), abi::grandpa_authorities(), abi::committee(1)].map(|key| to_hex(&key));
    let proof: Value = node.ask("state_getReadProof", rpc_params![keys, &head]).await;
    assert_eq!(proof["at"], head);
    assert!(!proof["proof"].as_array().unwrap().is_empty());

    let properties: Value = node.ask("system_properties", rpc_params![]).await;
    assert_eq!((&properties["ss58Format"], &properties["tokenDecimals"]), (&30.into(), &12.into()));
    let metrics = node.metrics().await;
    assert!(metrics.contains("substrate_block_height"), "{metrics}");
}

#[tokio::test]
async fn finality_goes_on_through_a_set_change_whose_end_stays_provable() {
    let node = Node::start(&["--dev"]).await;
    node.justified_numbers(2).await;
    let validators = BoundedVec::truncate_from(vec![Alice.to_account_id()]);
    let change = pallet_validators::Call::set_validators { validators }.into();
    node.submit(Alice, pallet_sudo::Call::sudo { call: Box::new(change) }).await;

    let end: u32 = node.stored(abi::set_end(0)).await;
    let after = node.justified_numbers(2).await;
    assert!(after[1] > end, "finality stands still at {after:?}, the old set ended at {end}");
    assert_eq!(node.stored::<u64>(abi::grandpa_set_id()).await, 1);
    let proof: Option<String> = node.ask("grandpa_proveFinality", rpc_params![end]).await;
    assert!(proof.is_some(), "the node keeps no justification of block {end}");
}

#[tokio::test]
async fn three_local_validators_finalize_together() {
    let local = ["--chain", "local", "--tmp", "--unsafe-force-node-key-generation"];
    let alice = Node::start(&[&local[..], &["--alice"]].concat()).await;
    let address = alice.address().await;
    let others = ["--bob", "--charlie"].map(|who| [&local[..], &[who, "--bootnodes", &address]].concat());
    let [bob, charlie] = others;
    let (bob, charlie) = tokio::join!(Node::start(&bob), Node::start(&charlie));
    for node in [&alice, &bob, &charlie] {
        assert_eq!(node.justified_numbers(2).await.len(), 2);
    }
}

#[tokio::test]
async fn a_killed_node_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--dev", "--base-path", folder.path().to_str().unwrap()];
    let node = Node::start(&arguments).await;
    let before = node.justified_numbers(3).await;
    node.kill();
    let after = Node::start(&arguments).await.justified_numbers(1).await;
    assert!(after[0] >= before[2], "finality went back from {before:?} to {after:?}");
}

#[tokio::test]
async fn a_database_of_another_network_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path().to_str().unwrap();
    Node::start(&["--dev", "--base-path", base]).await.kill();

    let local = process::output(&["export-chain-spec", "--chain", "local"]);
    let foreign = folder.path().join("foreign.json");
    fs::write(&foreign, local.replace("adyton_local", "adyton_dev")).unwrap();
    let complaint = fails(&["--chain", foreign.to_str().unwrap(), "--base-path", base, "--alice"]);
    assert!(complaint.contains("belongs to another network"), "{complaint}");
}

#[tokio::test]
async fn two_nodes_do_not_share_a_database() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--dev", "--base-path", folder.path().to_str().unwrap()];
    let _first = Node::start(&arguments).await;
    let complaint = fails(&arguments);
    assert!(complaint.contains("in use by another process"), "{complaint}");
}

#[test]
fn a_port_in_use_is_named_with_its_flag() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let complaint = fails(&["--dev", "--rpc-port", &port]);
    assert!(complaint.contains(&format!("port {port} for RPC is in use")), "{complaint}");
    assert!(complaint.contains("--rpc-port"), "{complaint}");
}

#[test]
fn a_wrong_specification_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spec.json");
    fs::write(&path, "{}").unwrap();
    let complaint = fails(&["--chain", path.to_str().unwrap()]);
    assert!(complaint.contains("is no chain specification"), "{complaint}");
    let complaint = fails(&["--chain", "no/such/file.json"]);
    assert!(complaint.contains("no/such/file.json is no chain specification"), "{complaint}");
    let complaint = fails(&["--chain", "live"]);
    assert!(complaint.contains("names no validators"), "{complaint}");
    let complaint = fails(&[]);
    assert!(complaint.contains("no network is named"), "{complaint}");
}
