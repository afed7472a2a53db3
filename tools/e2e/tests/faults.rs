//! Processes that die, and wrong settings: nothing is lost, and whoever made a mistake is told in a sentence.
#![allow(clippy::unwrap_used, clippy::panic)]

use alloy_primitives::U256 as Number;
use client::{
    bundle::BundleBuilder,
    node::heads,
    worker_api::{WorkerApi, WorkerError},
};
use e2e::{
    cli::{self, adyton_ended, Ended},
    cluster::{call, Cluster},
    contracts,
    network::{free_ports, with_options, LocalNetwork},
    process::{program, Group},
    wait::until,
};
use messages::H160;
use std::net::TcpListener;

#[tokio::test]
async fn whatever_process_dies_goes_on_where_it_was() {
    let mut network = LocalNetwork::start().await.unwrap();
    let cluster = Cluster::open(&network, "//Bob").unwrap();
    let (mut ada, token) = cluster.issue_token("Ada", 1_000).await.unwrap();
    let transfer = || call(token, contracts::transfer(H160([1; 20]), 1));

    for victim in ["pherry", "worker-2", "gatekeeper-1", "node"] {
        let sealed = cluster.seal(&mut ada, transfer()).await.unwrap();
        let pushed = cluster.push(&sealed).await.unwrap();
        network.kill(victim).unwrap();
        assert!(!network.is_running(victim).unwrap());
        network.restart(victim).unwrap();
        let receipt = cluster.success(&ada, pushed.seq, 0).await;
        assert!(receipt.is_ok(), "a call pushed before {victim} died: {receipt:?}");
        let next = cluster.run(&mut ada, transfer()).await;
        assert!(next.is_ok(), "a call pushed after {victim} came back: {next:?}");
        assert!(network.is_running(victim).unwrap(), "{victim} runs again");
    }
    let agreed = cluster.agreed_state(&cluster.workers).await.unwrap();
    assert!(agreed.height > 8, "all replicas, the restarted one too, have every call: {agreed:?}");
}

#[tokio::test]
async fn a_power_cut_loses_nothing_and_a_stop_leaves_nothing() {
    let mut network = LocalNetwork::start().await.unwrap();
    let cluster = Cluster::open(&network, "//Bob").unwrap();
    let (mut ada, token) = cluster.issue_token("Ada", 1_000).await.unwrap();
    let before = cluster.agreed_state(&cluster.workers).await.unwrap();
    network.survive_power_cut().await.unwrap();
    let tokens = cluster.tokens(&ada, token).await.unwrap();
    assert_eq!(tokens, Number::from(1_000), "what was committed is there");
    cluster.run(&mut ada, call(token, contracts::transfer(H160([1; 20]), 1))).await.unwrap();
    let after = cluster.agreed_state(&cluster.workers).await.unwrap();
    assert!(after.height > before.height, "{after:?} comes after {before:?}");
    drop(cluster);
    assert_eq!(network.stop(), Vec::<String>::new());
}

#[tokio::test]
async fn a_foreign_genesis_is_refused_by_name() {
    let network = LocalNetwork::start().await.unwrap();
    let foreign = format!("0x{}", "11".repeat(32));

    let folder = tempfile::tempdir().unwrap();
    let mut file = network.file().clone();
    file.genesis = foreign.clone();
    file.save(folder.path()).unwrap();
    let path = folder.path().display().to_string();
    let ended = cli::run("adyton", &["--network", &path, "cluster"]).await.unwrap();
    is_a_sentence(&ended, &["serves network", "name a node of the right network"]);

    let listen = format!("127.0.0.1:{}", free_ports().unwrap());
    let worker = worker_arguments(&network, &listen, &foreign, &path);
    let log = folder.path().join("worker.log");
    let _worker = Group::start(&program("adyton-worker").unwrap(), &worker, &log).unwrap();
    let worker = WorkerApi::new(&format!("http://{listen}")).unwrap();
    let wants = until("the worker answers", async || Ok(worker.wants().await.ok())).await.unwrap();

    let cluster = Cluster::open(&network, "//Bob").unwrap();
    let genesis = network.file().genesis_hash().unwrap();
    let head = heads::newest(cluster.pool()).await.unwrap();
    let builder = BundleBuilder::new(cluster.pool().clone(), genesis, None);
    let built = builder.build(&wants, &head).await.unwrap().unwrap();
    let Err(WorkerError::Refused { status, refusal, .. }) = worker.sync(&built.bundle).await else {
        panic!("a worker of another network took the bundle")
    };
    assert!((400..500).contains(&status), "{status} {refusal:?}");
    assert_eq!(refusal.module, "light-client", "{refusal:?}");
    assert_eq!(worker.info().await.unwrap().head, None, "nothing has changed");
}

fn worker_arguments(network: &LocalNetwork, listen: &str, genesis: &str, data: &str) -> Vec<String> {
    let changes = [("--listen", listen), ("--genesis", genesis), ("--data", data)];
    let changes = changes.map(|(option, value)| (option, value.to_owned()));
    with_options(&network.process("worker-1").unwrap().command[1..], &changes).unwrap()
}

#[tokio::test]
async fn a_port_in_use_is_said_in_a_sentence() {
    let ports = free_ports().unwrap();
    let _taken = TcpListener::bind(("127.0.0.1", ports)).unwrap();
    let listen = format!("127.0.0.1:{ports}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();

    let ended = cli::run("adyton", &["dev", "--folder", &path, "--ports", &ports.to_string()]).await.unwrap();
    is_a_sentence(&ended, &[&format!("port {ports}"), "--ports"]);

    let operator = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    let genesis = "11".repeat(32);
    let worker = ["--genesis", &genesis, "--committee", "1", "--operator", operator, "--data", &path];
    let ended = cli::run("adyton-worker", &[&worker[..], &["--listen", &listen]].concat()).await.unwrap();
    is_a_sentence(&ended, &["another program uses the port", "--listen"]);

    let pherry = ["--worker", "http://127.0.0.1:1", "--account", "//Ferdie", "--listen", &listen];
    let ended = cli::run("pherry", &pherry).await.unwrap();
    is_a_sentence(&ended, &["another program uses the port", "--listen"]);

    let node = ["--chain", "dev", "--tmp", "--rpc-port", &ports.to_string(), "--no-prometheus"];
    let ended = cli::run("adyton-node", &node).await.unwrap();
    is_a_sentence(&ended, &["in use by another program", "--rpc-port"]);
}

#[tokio::test]
async fn a_command_without_a_network_names_the_next_step() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    let ended = cli::run("adyton", &["--network", &path, "status"]).await.unwrap();
    is_a_sentence(&ended, &["no network file", "adyton dev"]);
}

#[tokio::test]
async fn a_dead_network_is_said_in_a_sentence() {
    let network = LocalNetwork::start().await.unwrap();
    network.kill("node").unwrap();
    let ended = adyton_ended(&network, &["cluster"]).await.unwrap();
    assert_eq!(ended.code, Some(1));
    let error = ended.json().unwrap()["error"].as_str().unwrap().to_owned();
    assert!(error.contains("no node answers"), "{error}");
}

/// A program that failed said what is wrong, and what to do, and no more.
fn is_a_sentence(ended: &Ended, parts: &[&str]) {
    assert!(matches!(ended.code, Some(code) if code != 0), "{ended:?}");
    for part in parts {
        assert!(ended.err.contains(part), "`{part}` is missing: {ended:?}");
    }
    for noise in ["panicked", "backtrace", "RUST_BACKTRACE"] {
        assert!(!ended.err.contains(noise), "{ended:?}");
    }
}
