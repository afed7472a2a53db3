//! Connections to the chain: several endpoints, one in use, the next when it fails.
//!
//! Reading order: this file ([`NodePool`]: requests with failover) → [`failover`] (which endpoint is next; pure) →
//! [`chain`] (typed requests) → [`wire`] (layouts of what nodes answer) → [`heads`] (the newest justified header).

pub mod chain;
pub mod failover;
pub mod heads;
pub mod wire;

use failover::{Failover, FIRST_REST};
use messages::{ids::GenesisHash, H256};
use serde::{de::DeserializeOwned, Serialize};
use std::{
    future::Future,
    sync::Arc,
    time::{Duration, Instant},
};
use subxt::{
    ext::jsonrpsee::core::client::Error as ConnectionError,
    rpcs::{
        client::{rpc_params, RpcParams, RpcSubscription},
        Error as RpcError, RpcClient,
    },
};
use tokio::sync::{watch, Mutex};

/// Longest wait for one answer. A node that is busy compiling its runtime answers within this.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);
/// Longest wait for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Why a node could not be asked, and what to do about it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NodeError {
    /// No endpoint was named.
    #[error("no node endpoint is given; name at least one, for example ws://127.0.0.1:9944")]
    NoEndpoint,
    /// None of the endpoints answers.
    #[error("no node answers ({reason}); start one, or name another endpoint")]
    Unreachable {
        /// The last failure.
        reason: String,
    },
    /// The node refused the request.
    #[error("the node refused {method}: {message} (code {code}); check the request and the node's version")]
    Refused {
        /// RPC method.
        method: String,
        /// JSON-RPC error code.
        code: i32,
        /// What the node says, with details where it gives some.
        message: String,
    },
    /// The answer does not have the expected form.
    #[error("the answer to {method} is malformed ({reason}); check that the endpoint is an Adyton node")]
    Malformed {
        /// RPC method.
        method: String,
        /// What is wrong.
        reason: String,
    },
    /// The node does not have what was asked for, although a full node has.
    #[error("the node has no {what}; it may be syncing still: wait, or name a node that keeps more history")]
    Missing {
        /// What was asked for.
        what: String,
    },
}

impl NodeError {
    pub(crate) fn malformed(method: &str, reason: impl ToString) -> Self {
        Self::Malformed { method: method.into(), reason: reason.to_string() }
    }

    pub(crate) fn missing(what: impl ToString) -> Self {
        Self::Missing { what: what.to_string() }
    }
}

/// What the pool is doing, for people.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct NodeStatus {
    /// Endpoint in use, if one is.
    pub connected_to: Option<String>,
    /// One sentence.
    pub state: String,
}

/// Requests to one of several nodes of the same network. Cloning shares connection and state.
#[derive(Clone)]
pub struct NodePool {
    shared: Arc<Shared>,
}

struct Shared {
    endpoints: Vec<String>,
    started: Instant,
    slot: Mutex<Slot>,
    status: watch::Sender<NodeStatus>,
}

struct Slot {
    failover: Failover,
    connection: Option<Connection>,
    /// Network of the first node that answered, or the one wanted.
    genesis: Option<GenesisHash>,
    next_id: u64,
    last_failure: String,
}

/// One connection; `id` tells it from its successors.
#[derive(Clone)]
struct Connection {
    id: u64,
    endpoint: usize,
    rpc: RpcClient,
}

impl NodePool {
    /// A pool over `endpoints` (`ws://` or `wss://` URLs, in order of preference) that connects at the first request.
    /// With `genesis`, nodes of other networks are passed over; without, the first node that answers decides.
    ///
    /// # Errors
    /// [`NodeError::NoEndpoint`].
    pub fn new(endpoints: Vec<String>, genesis: Option<GenesisHash>) -> Result<Self, NodeError> {
        if endpoints.is_empty() {
            return Err(NodeError::NoEndpoint);
        }
        let slot = Slot {
            failover: Failover::new(endpoints.len()),
            connection: None,
            genesis,
            next_id: 0,
            last_failure: "not tried yet".into(),
        };
        let (status, _) = watch::channel(NodeStatus::default());
        let shared = Shared { endpoints, started: Instant::now(), slot: Mutex::new(slot), status };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Waits until a node answers, at most `patience`.
    ///
    /// # Errors
    /// The last failure.
    pub async fn ready(&self, patience: Duration) -> Result<(), NodeError> {
        let deadline = Instant::now() + patience;
        loop {
            match self.connection().await {
                Ok(_) => return Ok(()),
                Err(error) if Instant::now() >= deadline => return Err(error),
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    /// What the pool is doing; changes with every connection made or lost.
    pub fn status(&self) -> watch::Receiver<NodeStatus> {
        self.shared.status.subscribe()
    }

    /// Asks the node, and the next one if the connection fails meanwhile.
    ///
    /// # Errors
    /// Any [`NodeError`]; refusals of a node are final and not repeated elsewhere.
    pub async fn request<R: DeserializeOwned>(
        &self,
        method: &str,
        params: RpcParams,
    ) -> Result<R, NodeError> {
        self.with_failover(method, |rpc| {
            let params = params.clone();
            async move { rpc.request(method, params).await }
        })
        .await
    }

    /// Subscribes at the node in use. The stream ends with the connection; subscribe again then.
    ///
    /// # Errors
    /// As [`Self::request`].
    pub async fn subscribe<R: DeserializeOwned>(
        &self,
        method: &str,
        params: RpcParams,
        unsubscribe: &str,
    ) -> Result<RpcSubscription<R>, NodeError> {
        self.with_failover(method, |rpc| {
            let params = params.clone();
            async move { rpc.subscribe(method, params, unsubscribe).await }
        })
        .await
    }

    /// Runs `ask` on a connection; on loss of the connection runs it on the next, once for each endpoint and once more.
    async fn with_failover<R, F>(&self, method: &str, ask: impl Fn(RpcClient) -> F) -> Result<R, NodeError>
    where
        F: Future<Output = Result<R, RpcError>>,
    {
        for _ in 0..=self.shared.endpoints.len() {
            let connection = self.connection().await?;
            let failure = match tokio::time::timeout(REQUEST_TIMEOUT, ask(connection.rpc.clone())).await {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(RpcError::User(refusal))) => return Err(refused(method, refusal)),
                Ok(Err(RpcError::Deserialization(error))) => return Err(NodeError::malformed(method, error)),
                Ok(Err(error)) => plain(&error),
                Err(_) => format!("no answer within {} s", REQUEST_TIMEOUT.as_secs()),
            };
            self.lost(&connection, failure).await;
            // A lost endpoint rests; the only one there is would not be tried again without this.
            tokio::time::sleep(FIRST_REST).await;
        }
        Err(self.shared.slot.lock().await.unreachable())
    }

    /// The connection in use, or a new one.
    async fn connection(&self) -> Result<Connection, NodeError> {
        let mut slot = self.shared.slot.lock().await;
        if let Some(connection) = &slot.connection {
            return Ok(connection.clone());
        }
        loop {
            let Some(endpoint) = slot.failover.pick(self.shared.started.elapsed()) else {
                return Err(slot.unreachable());
            };
            let url = self.shared.endpoints.get(endpoint).cloned().unwrap_or_default();
            match open(&url, slot.genesis).await {
                Ok((rpc, genesis)) => {
                    slot.genesis = Some(genesis);
                    slot.failover.succeeded(endpoint);
                    slot.next_id += 1;
                    let connection = Connection { id: slot.next_id, endpoint, rpc };
                    slot.connection = Some(connection.clone());
                    self.announce(Some(url.clone()), format!("connected to {url}"));
                    return Ok(connection);
                }
                Err(failure) => {
                    slot.failover.failed(endpoint, self.shared.started.elapsed());
                    self.announce(None, format!("cannot use {failure}"));
                    slot.last_failure = failure;
                }
            }
        }
    }

    /// Puts a failed connection aside, unless somebody has done so already.
    async fn lost(&self, connection: &Connection, failure: String) {
        let mut slot = self.shared.slot.lock().await;
        if slot.connection.as_ref().is_some_and(|current| current.id == connection.id) {
            slot.connection = None;
            slot.failover.failed(connection.endpoint, self.shared.started.elapsed());
            let url = self.shared.endpoints.get(connection.endpoint).cloned().unwrap_or_default();
            slot.last_failure = format!("{url}: {failure}");
            self.announce(None, format!("lost {url}: {failure}"));
        }
    }

    fn announce(&self, connected_to: Option<String>, state: String) {
        let status = NodeStatus { connected_to, state };
        self.shared.status.send_if_modified(|current| {
            let changed = *current != status;
            if changed {
                tracing::info!(target: "node", "{}", status.state);
                *current = status;
            }
            changed
        });
    }
}

impl Slot {
    fn unreachable(&self) -> NodeError {
        NodeError::Unreachable { reason: self.last_failure.clone() }
    }
}

fn refused(method: &str, refusal: subxt::rpcs::UserError) -> NodeError {
    let details = refusal.data.map(|data| format!(": {}", data.get())).unwrap_or_default();
    NodeError::Refused {
        method: method.into(),
        code: refusal.code,
        message: format!("{}{details}", refusal.message),
    }
}

/// Connects and checks the network. A failure is told with the endpoint's name.
async fn open(url: &str, expected: Option<GenesisHash>) -> Result<(RpcClient, GenesisHash), String> {
    let attempt = async {
        let rpc = RpcClient::from_insecure_url(url).await?;
        let genesis: H256 = rpc.request("chain_getBlockHash", rpc_params![0]).await?;
        Ok::<_, RpcError>((rpc, genesis))
    };
    let (rpc, found) = tokio::time::timeout(CONNECT_TIMEOUT, attempt)
        .await
        .map_err(|_| format!("{url}: no answer within {} s", CONNECT_TIMEOUT.as_secs()))?
        .map_err(|error| format!("{url}: {}", plain(&error)))?;
    match expected {
        Some(expected) if expected != found => Err(format!(
            "{url}: it serves network {found:?}, not {expected:?}; name a node of the right network"
        )),
        _ => Ok((rpc, found)),
    }
}

/// The innermost cause: what the operating system says, without the layers around it.
fn plain(error: &RpcError) -> String {
    if let RpcError::Client(inner) = error {
        // A failed connection attempt comes wrapped twice.
        if let Some(inner) = inner.downcast_ref::<RpcError>() {
            return plain(inner);
        }
        if let Some(ConnectionError::RestartNeeded(_)) = inner.downcast_ref::<ConnectionError>() {
            return "the connection was closed".into();
        }
    }
    let mut cause: &dyn std::error::Error = match error {
        RpcError::Client(inner) => inner.as_ref(),
        other => other,
    };
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_endpoint_that_does_not_answer_is_named_with_the_cause() {
        assert!(matches!(NodePool::new(vec![], None), Err(NodeError::NoEndpoint)));
        // Port 1 is reserved and nothing listens there.
        let pool = NodePool::new(vec!["ws://127.0.0.1:1".into()], None).unwrap();
        let error = pool.genesis_hash().await.unwrap_err().to_string();
        let expected =
            "no node answers (ws://127.0.0.1:1: Error when opening the TCP socket: Connection refused";
        assert!(error.starts_with(expected), "{error}");
        assert_eq!(pool.status().borrow().connected_to, None);
    }
}
