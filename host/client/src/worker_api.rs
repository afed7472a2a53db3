//! A worker's RPC, typed. Paths and errors: `docs/protocol/README.md`.

use codec::{DecodeAll, Encode};
use messages::{
    bundle::SyncBundle,
    ids::{Epoch, Generation, WorkerId},
    keys::{KeyRequest, SealedKeyGrant},
    query::SealedQuery,
    registration::Registration,
    snapshot::{SealedChunk, SnapshotRequest},
    worker::{EgressBatch, Wants},
};
use reqwest::{Client, Method, Response, StatusCode};
use serde::{de::Error as _, Deserialize, Deserializer, Serialize};
use std::time::Duration;

/// Longest wait for an answer. Catching up on a full bundle of messages takes seconds.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);
/// Longest wait for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// Largest answer that is read: an outbox of votes with the bodies of all pending commits stays far below it.
const MAX_ANSWER: usize = 16 * 1024 * 1024;

/// Why a worker gave no answer, and what to do about it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum WorkerError {
    /// It cannot be reached.
    #[error("worker {url} does not answer ({reason}); is it running, and is the URL right?")]
    Unreachable {
        /// Its URL.
        url: String,
        /// What went wrong.
        reason: String,
    },
    /// It refuses, and says why.
    #[error("worker {url} refuses ({refusal})")]
    Refused {
        /// Its URL.
        url: String,
        /// HTTP status.
        status: u16,
        /// What it says.
        refusal: Refusal,
    },
    /// Its answer does not have the expected form.
    #[error("worker {url} answers in an unknown form ({reason}); is it a worker of this version?")]
    Malformed {
        /// Its URL.
        url: String,
        /// What is wrong.
        reason: String,
    },
}

/// A worker's refusal. Module and code are stable.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, thiserror::Error)]
#[error("{module} {code} {error}: {message}")]
pub struct Refusal {
    /// The part of the worker that refuses.
    pub module: String,
    /// Number of the reason within the module.
    pub code: u16,
    /// Name of the reason.
    pub error: String,
    /// A sentence with the next step.
    pub message: String,
}

impl WorkerError {
    /// Whether it holds no key of the epoch that a question is encrypted to: that epoch has ended, or another has begun.
    pub fn is_unknown_epoch(&self) -> bool {
        matches!(self, Self::Refused { refusal, .. } if refusal.module == "query" && refusal.error == "UnknownEpoch")
    }

    /// Whether asking again later may help although nothing else changes.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Unreachable { .. } => true,
            Self::Refused { status, .. } => *status == StatusCode::SERVICE_UNAVAILABLE.as_u16(),
            Self::Malformed { .. } => false,
        }
    }
}

/// An answer that may need a proof first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deferrable<T> {
    /// The answer.
    Ready(T),
    /// The worker has to prove the requester first: ask again after its next bundle.
    Held,
}

/// What a worker says of itself. Unsigned: good for display and routing, never for trust.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Info {
    /// Its identity.
    #[serde(deserialize_with = "worker_id", serialize_with = "worker_hex")]
    pub worker: WorkerId,
    /// The committee it is configured for.
    pub committee: u32,
    /// What it does there, once the chain lets it.
    #[serde(default)]
    pub role: Option<String>,
    /// Root of trust of its evidence, once on chain.
    #[serde(default)]
    pub trust_root: Option<String>,
    /// Kind of hardware.
    #[serde(default)]
    pub platform: String,
    /// Last verified block.
    #[serde(default)]
    pub head: Option<u32>,
    /// Height of the last executed block.
    #[serde(default)]
    pub height: u64,
    /// Height of the last applied commit it knows of.
    #[serde(default)]
    pub applied_height: u64,
    /// State root after the last executed block.
    #[serde(default)]
    pub state_root: Option<String>,
    /// Epochs whose keys it holds.
    #[serde(default)]
    pub epochs: Vec<u64>,
    /// Secrets of which it holds a share, if it is a gatekeeper.
    #[serde(default)]
    pub shares: Shares,
    /// Whether the chain counts its evidence as valid.
    #[serde(default)]
    pub attested: bool,
    /// Whether it answers queries now.
    #[serde(default)]
    pub serving: bool,
    /// What holds it up, in a sentence.
    #[serde(default)]
    pub trouble: Option<String>,
    /// Version of its binary.
    #[serde(default)]
    pub version: String,
}

/// Secrets of which a gatekeeper holds a share.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shares {
    /// Long-lived secrets.
    pub generations: Vec<Generation>,
    /// Secrets of epochs.
    pub epochs: Vec<Epoch>,
}

fn worker_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<WorkerId, D::Error> {
    let text = String::deserialize(deserializer)?;
    let bytes = hex::decode(text.trim_start_matches("0x")).map_err(D::Error::custom)?;
    bytes.try_into().map(WorkerId).map_err(|_| D::Error::custom("a worker id has 32 bytes"))
}

fn worker_hex<S: serde::Serializer>(worker: &WorkerId, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&format!("0x{}", hex::encode(worker.0)))
}

/// A worker at a URL. Cloning shares connections.
#[derive(Debug, Clone)]
pub struct WorkerApi {
    url: String,
    http: Client,
}

impl WorkerApi {
    /// The worker at `url`, for example `http://127.0.0.1:8100`. Does not connect yet.
    ///
    /// # Errors
    /// [`WorkerError::Unreachable`] if no HTTP client can be made.
    pub fn new(url: &str) -> Result<Self, WorkerError> {
        let url = url.trim_end_matches('/').to_owned();
        let http = Client::builder()
            // Workers are reached directly: a proxy set for the web would not know them.
            .no_proxy()
            .tcp_nodelay(true)
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(REQUEST_TIMEOUT)
            .build()
            .map_err(|error| WorkerError::Unreachable { url: url.clone(), reason: reason(&error) })?;
        Ok(Self { url, http })
    }

    /// Its URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it needs next.
    ///
    /// # Errors
    /// Any [`WorkerError`], as in all functions here.
    pub async fn wants(&self) -> Result<Wants, WorkerError> {
        self.decoded(self.ask(Method::GET, "/v1/wants", vec![]).await?).await
    }

    /// Feeds it a bundle; returns what it needs after that.
    pub async fn sync(&self, bundle: &SyncBundle) -> Result<Wants, WorkerError> {
        self.decoded(self.ask(Method::POST, "/v1/sync", bundle.encode()).await?).await
    }

    /// What it wants carried to others.
    pub async fn egress(&self) -> Result<EgressBatch, WorkerError> {
        self.decoded(self.ask(Method::GET, "/v1/egress", vec![]).await?).await
    }

    /// The evidence of its present boot, unverified: `attestation::verify` decides.
    pub async fn evidence(&self) -> Result<Registration, WorkerError> {
        self.decoded(self.ask(Method::GET, "/v1/evidence", vec![]).await?).await
    }

    /// Asks a gatekeeper for keys on behalf of another worker.
    pub async fn key_request(&self, request: &KeyRequest) -> Result<Deferrable<SealedKeyGrant>, WorkerError> {
        self.deferrable("/v1/key-request", request.encode()).await
    }

    /// Hands it a gatekeeper's grant.
    pub async fn key_grant(&self, grant: &SealedKeyGrant) -> Result<(), WorkerError> {
        self.ask(Method::POST, "/v1/key-grant", grant.encode()).await.map(drop)
    }

    /// Asks a member for part of its committee's state on behalf of another one.
    pub async fn snapshot(&self, request: &SnapshotRequest) -> Result<Deferrable<SealedChunk>, WorkerError> {
        self.deferrable("/v1/snapshot", request.encode()).await
    }

    /// Hands it part of its committee's state.
    pub async fn snapshot_chunk(&self, chunk: &SealedChunk) -> Result<(), WorkerError> {
        self.ask(Method::POST, "/v1/snapshot-chunk", chunk.encode()).await.map(drop)
    }

    /// Asks a sealed question; the answer is encrypted.
    pub async fn query(&self, query: &SealedQuery) -> Result<Vec<u8>, WorkerError> {
        let response = self.ask(Method::POST, "/v1/query", query.encode()).await?;
        self.body(response).await
    }

    /// What it says of itself.
    pub async fn info(&self) -> Result<Info, WorkerError> {
        let response = self.ask(Method::GET, "/v1/info", vec![]).await?;
        let body = self.body(response).await?;
        serde_json::from_slice(&body).map_err(|error| self.malformed(error))
    }

    async fn ask(&self, method: Method, path: &str, body: Vec<u8>) -> Result<Response, WorkerError> {
        let request = self.http.request(method, format!("{}{path}", self.url));
        let request = request.header("content-type", "application/octet-stream").body(body);
        let response = request.send().await.map_err(|error| self.unreachable(&error))?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let body = self.body(response).await?;
        match serde_json::from_slice(&body) {
            Ok(refusal) => {
                Err(WorkerError::Refused { url: self.url.clone(), status: status.as_u16(), refusal })
            }
            Err(_) => Err(self.malformed(format!("HTTP status {status}"))),
        }
    }

    async fn deferrable<T: DecodeAll>(
        &self,
        path: &str,
        body: Vec<u8>,
    ) -> Result<Deferrable<T>, WorkerError> {
        let response = self.ask(Method::POST, path, body).await?;
        if response.status() == StatusCode::ACCEPTED {
            return Ok(Deferrable::Held);
        }
        self.decoded(response).await.map(Deferrable::Ready)
    }

    async fn body(&self, mut response: Response) -> Result<Vec<u8>, WorkerError> {
        let mut body = vec![];
        while let Some(chunk) = response.chunk().await.map_err(|error| self.unreachable(&error))? {
            if body.len() + chunk.len() > MAX_ANSWER {
                return Err(self.malformed("the answer is too large"));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    async fn decoded<T: DecodeAll>(&self, response: Response) -> Result<T, WorkerError> {
        let body = self.body(response).await?;
        T::decode_all(&mut &body[..]).map_err(|error| self.malformed(error))
    }

    fn unreachable(&self, error: &reqwest::Error) -> WorkerError {
        WorkerError::Unreachable { url: self.url.clone(), reason: reason(error) }
    }

    fn malformed(&self, reason: impl ToString) -> WorkerError {
        WorkerError::Malformed { url: self.url.clone(), reason: reason.to_string() }
    }
}

/// The innermost cause: what the operating system says, without the layers around it.
fn reason(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn info_is_read_with_and_without_what_is_not_known_yet() {
        let id = "11".repeat(32);
        let booting = format!(r#"{{"worker": "0x{id}", "committee": 1, "head": null, "version": "0.1.0"}}"#);
        let info: Info = serde_json::from_str(&booting).unwrap();
        assert_eq!((info.worker, info.committee, info.head), (WorkerId([0x11; 32]), 1, None));
        let keeper = format!(
            r#"{{"worker": "0x{id}", "committee": 0, "shares": {{"generations": [1], "epochs": [4, 5]}}}}"#
        );
        let shares = serde_json::from_str::<Info>(&keeper).unwrap().shares;
        assert_eq!(shares, Shares { generations: vec![1], epochs: vec![4, 5] });
        assert_eq!(info.shares, Shares::default());
        let again: Info = serde_json::from_value(serde_json::to_value(&info).unwrap()).unwrap();
        assert_eq!(again, info);
        assert!(serde_json::from_str::<Info>(r#"{"worker": "0x11", "committee": 1}"#).is_err());
    }

    #[tokio::test]
    async fn a_worker_that_is_not_there_is_named_with_the_cause() {
        // Port 1 is reserved and nothing listens there.
        let error = WorkerApi::new("http://127.0.0.1:1/").unwrap().wants().await.unwrap_err();
        assert!(error.is_temporary());
        let text = error.to_string();
        assert!(text.starts_with("worker http://127.0.0.1:1 does not answer (Connection refused"), "{text}");
    }
}
