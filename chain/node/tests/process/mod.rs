//! A node as a process of its own, on free ports.

mod extrinsic;

use adyton_runtime::RuntimeCall;
use codec::Decode;
use messages::ids::GenesisHash;
use serde::de::DeserializeOwned;
use sp_keyring::Sr25519Keyring;
use std::{
    env,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use subxt::rpcs::{
    client::{RpcClient, RpcParams},
    rpc_params,
};

/// Longest wait for anything. A start that has to compile the runtime takes about ten seconds on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);

/// A running node; killed when dropped.
pub(crate) struct Node {
    process: Child,
    rpc: RpcClient,
    peers: u16,
    metrics: u16,
}

impl Node {
    /// Starts a node and waits until it answers.
    pub(crate) async fn start(arguments: &[&str]) -> Self {
        let [rpc, peers, metrics] = free_ports();
        let mut process = Command::new(program())
            .args(arguments)
            .args(["--rpc-port", &rpc.to_string(), "--port", &peers.to_string()])
            .args(["--prometheus-port", &metrics.to_string(), "--no-mdns"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let url = format!("ws://127.0.0.1:{rpc}");
        let begin = Instant::now();
        let rpc = loop {
            match RpcClient::from_insecure_url(&url).await {
                Ok(client) => break client,
                Err(error) => {
                    assert!(process.try_wait().unwrap().is_none(), "the node ended: {error}");
                    assert!(begin.elapsed() < PATIENCE, "the node does not answer: {error}");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        };
        Self { process, rpc, peers, metrics }
    }

    /// Calls a method.
    pub(crate) async fn ask<Answer: DeserializeOwned>(&self, method: &str, params: RpcParams) -> Answer {
        tokio::time::timeout(PATIENCE, self.rpc.request(method, params)).await.unwrap().unwrap()
    }

    /// Submits a call.
    pub(crate) async fn submit(&self, who: Sr25519Keyring, call: impl Into<RuntimeCall>) {
        let genesis: GenesisHash = self.ask("chain_getBlockHash", rpc_params![0]).await;
        let nonce: u32 = self.ask("system_accountNextIndex", rpc_params![who.to_account_id()]).await;
        let extrinsic = extrinsic::signed(who, nonce, genesis, call.into());
        let _: String = self.ask("author_submitExtrinsic", rpc_params![to_hex(&extrinsic)]).await;
    }

    /// What stands under a storage key, as soon as something does.
    pub(crate) async fn stored<T: Decode>(&self, key: Vec<u8>) -> T {
        let begin = Instant::now();
        loop {
            let value: Option<String> = self.ask("state_getStorage", rpc_params![to_hex(&key)]).await;
            if let Some(value) = value {
                return T::decode(&mut &from_hex(&value)[..]).unwrap();
            }
            assert!(begin.elapsed() < PATIENCE, "nothing is ever stored there");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Where peers reach the node.
    pub(crate) async fn address(&self) -> String {
        let identity: String = self.ask("system_localPeerId", rpc_params![]).await;
        format!("/ip4/127.0.0.1/tcp/{}/p2p/{identity}", self.peers)
    }

    /// Numbers of the next `count` heads whose justifications the node announces.
    pub(crate) async fn justified_numbers(&self, count: usize) -> Vec<u32> {
        let (method, end) = ("grandpa_subscribeJustifications", "grandpa_unsubscribeJustifications");
        let mut justifications = self.rpc.subscribe::<String>(method, rpc_params![], end).await.unwrap();
        let mut numbers = Vec::new();
        while numbers.len() < count {
            let next = tokio::time::timeout(PATIENCE, justifications.next()).await.unwrap();
            numbers.push(target_number(&next.unwrap().unwrap()));
        }
        numbers
    }

    /// The text that Prometheus would read.
    pub(crate) async fn metrics(&self) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.metrics)).unwrap();
        stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    }

    /// Ends the process without warning.
    pub(crate) fn kill(self) {}
}

impl Drop for Node {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// Number of the block that an encoded GRANDPA justification finalizes: after the round (8 bytes) and the block's hash
/// (32 bytes), little-endian.
fn target_number(justification: &str) -> u32 {
    let bytes = from_hex(justification);
    u32::from_le_bytes(bytes[40..44].try_into().unwrap())
}

/// Bytes as RPC writes them.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

fn from_hex(text: &str) -> Vec<u8> {
    hex::decode(text.trim_start_matches("0x")).unwrap()
}

/// Runs a command that ends by itself and returns what it printed.
pub(crate) fn output(arguments: &[&str]) -> String {
    let output = Command::new(program()).args(arguments).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Runs a command that fails and returns its complaint: one line without a backtrace.
pub(crate) fn fails(arguments: &[&str]) -> String {
    let [rpc, peers, metrics] = free_ports().map(|port| port.to_string());
    let mut all = arguments.to_vec();
    for (flag, port) in [("--rpc-port", &rpc), ("--port", &peers), ("--prometheus-port", &metrics)] {
        if !all.contains(&flag) {
            all.extend([flag, port]);
        }
    }
    let mut process = Command::new(program()).args(all).stderr(Stdio::piped()).spawn().unwrap();
    let begin = Instant::now();
    while process.try_wait().unwrap().is_none() {
        if begin.elapsed() > PATIENCE {
            process.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let output = process.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let text = String::from_utf8(output.stderr).unwrap();
    let complaint = text.lines().filter(|line| line.starts_with("adyton-node: ")).collect::<Vec<_>>();
    assert_eq!(complaint.len(), 1, "{text}");
    complaint[0].into()
}

/// The node's program, which cargo puts beside the folder of this test's.
fn program() -> PathBuf {
    let test = env::current_exe().unwrap();
    test.ancestors().nth(2).unwrap().join("adyton-node")
}

/// Ports that were free a moment ago, all different.
fn free_ports() -> [u16; 3] {
    let listeners = [(); 3].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}
