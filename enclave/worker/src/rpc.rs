//! The RPC edge (table in `docs/protocol/README.md`): bounded bodies in, typed answers or stable error codes out.

use crate::{core::Event, fault::Fault, metrics::Metrics};
use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
    Json, Router,
};
use codec::{DecodeAll, Encode};
use executor::{enclave::Status, keeper::KeyReply, snapshot::SnapshotReply};
use messages::{
    limits::{MAX_BUNDLE_BYTES, MAX_QUERY},
    snapshot::MAX_SNAPSHOT_CHUNK,
};
use serde::Serialize;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// Largest key request or grant: a quote and a handful of labels or partials.
const MAX_KEY_BODY: usize = 64 * 1024;

#[derive(Clone)]
struct Edge {
    events: mpsc::Sender<Event>,
    metrics: Arc<Metrics>,
    facts: Facts,
}

/// What does not change while the worker runs.
#[derive(Clone, Debug, Serialize)]
pub struct Facts {
    /// Genesis hash.
    pub genesis: String,
    /// Committee it is configured to serve.
    pub committee: u32,
    /// Kind of hardware.
    pub platform: String,
    /// Whether that hardware is simulated.
    pub simulated: bool,
    /// Version of this binary.
    pub version: &'static str,
}

/// All routes.
pub fn router(events: mpsc::Sender<Event>, metrics: Arc<Metrics>, facts: Facts) -> Router {
    let limited = |limit: usize| DefaultBodyLimit::max(limit);
    Router::new()
        .route("/v1/wants", get(wants))
        .route("/v1/sync", post(sync).layer(limited(MAX_BUNDLE_BYTES)))
        .route("/v1/egress", get(egress))
        .route("/v1/evidence", get(evidence))
        .route("/v1/key-request", post(key_request).layer(limited(MAX_KEY_BODY)))
        .route("/v1/key-grant", post(key_grant).layer(limited(MAX_KEY_BODY)))
        .route("/v1/snapshot", post(snapshot).layer(limited(MAX_KEY_BODY)))
        .route("/v1/snapshot-chunk", post(snapshot_chunk).layer(limited(MAX_SNAPSHOT_CHUNK)))
        .route("/v1/query", post(query).layer(limited(MAX_QUERY)))
        .route("/v1/info", get(info))
        .route("/v1/health", get(health))
        .route("/metrics", get(render_metrics))
        .fallback(|| async { Fault::UnknownPath })
        .with_state(Edge { events, metrics, facts })
}

impl Edge {
    /// Hands an event to the core and waits for its answer.
    async fn ask<T>(&self, event: impl FnOnce(oneshot::Sender<T>) -> Event) -> Result<T, Fault> {
        let (sender, receiver) = oneshot::channel();
        self.events.try_send(event(sender)).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => Fault::Busy,
            mpsc::error::TrySendError::Closed(_) => Fault::Stopping,
        })?;
        receiver.await.map_err(|_| Fault::Stopping)
    }
}

fn decode<T: DecodeAll>(bytes: &Bytes) -> Result<Box<T>, Fault> {
    T::decode_all(&mut bytes.as_ref()).map(Box::new).map_err(|_| Fault::Malformed)
}

fn scale(value: &impl Encode) -> Response {
    raw(value.encode())
}

fn raw(bytes: Vec<u8>) -> Response {
    ([("content-type", "application/octet-stream")], bytes).into_response()
}

async fn wants(State(edge): State<Edge>) -> Result<Response, Fault> {
    Ok(scale(&edge.ask(Event::Wants).await?))
}

async fn sync(State(edge): State<Edge>, body: Bytes) -> Result<Response, Fault> {
    let bundle = decode(&body)?;
    Ok(scale(&edge.ask(|reply| Event::Sync(bundle, reply)).await??))
}

async fn egress(State(edge): State<Edge>) -> Result<Response, Fault> {
    Ok(scale(&edge.ask(Event::Egress).await?))
}

async fn evidence(State(edge): State<Edge>) -> Result<Response, Fault> {
    let evidence = edge.ask(Event::Evidence).await?;
    evidence.map(|registration| scale(&registration)).ok_or(Fault::NoEvidence)
}

async fn key_request(State(edge): State<Edge>, body: Bytes) -> Result<Response, Fault> {
    let request = decode(&body)?;
    Ok(match edge.ask(|reply| Event::KeyRequest(request, reply)).await?? {
        KeyReply::Grant(grant) => scale(&grant),
        KeyReply::Pending => StatusCode::ACCEPTED.into_response(),
    })
}

async fn key_grant(State(edge): State<Edge>, body: Bytes) -> Result<StatusCode, Fault> {
    let grant = decode(&body)?;
    edge.ask(|reply| Event::KeyGrant(grant, reply)).await??;
    Ok(StatusCode::NO_CONTENT)
}

async fn snapshot(State(edge): State<Edge>, body: Bytes) -> Result<Response, Fault> {
    let request = decode(&body)?;
    Ok(match edge.ask(|reply| Event::Snapshot(request, reply)).await?? {
        SnapshotReply::Chunk(chunk) => scale(&chunk),
        SnapshotReply::Pending => StatusCode::ACCEPTED.into_response(),
    })
}

async fn snapshot_chunk(State(edge): State<Edge>, body: Bytes) -> Result<StatusCode, Fault> {
    let chunk = decode(&body)?;
    edge.ask(|reply| Event::SnapshotChunk(chunk, reply)).await??;
    Ok(StatusCode::NO_CONTENT)
}

async fn query(State(edge): State<Edge>, body: Bytes) -> Result<Response, Fault> {
    let query = decode(&body)?;
    Ok(raw(edge.ask(|reply| Event::Query(query, reply)).await??))
}

async fn render_metrics(State(edge): State<Edge>) -> String {
    edge.metrics.render()
}

/// Body of `/v1/info`.
#[derive(Serialize)]
struct Info {
    #[serde(flatten)]
    facts: Facts,
    worker: String,
    boot: String,
    head: Option<u32>,
    head_hash: Option<String>,
    attested: bool,
    trust_root: Option<String>,
    role: Option<String>,
    height: u64,
    applied_height: u64,
    state_root: Option<String>,
    epochs: Vec<u64>,
    serving: bool,
    trouble: Option<String>,
}

impl Info {
    fn new(facts: Facts, status: Status) -> Self {
        Self {
            facts,
            worker: hex0x(&status.worker.0),
            boot: hex0x(&status.boot_id.0),
            head: status.head.map(|h| h.number),
            head_hash: status.head.map(|h| hex0x(&h.hash.0)),
            attested: status.live,
            trust_root: status.trust_root.map(|root| format!("{root:?}").to_lowercase()),
            role: status.role.map(|role| format!("{role:?}").to_lowercase()),
            height: status.height,
            applied_height: status.applied,
            state_root: status.state_root.map(|root| hex0x(&root.0)),
            epochs: status.epochs,
            serving: status.serving,
            trouble: status.trouble,
        }
    }
}

fn hex0x(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

async fn info(State(edge): State<Edge>) -> Result<Json<Info>, Fault> {
    let status = edge.ask(Event::Status).await?;
    Ok(Json(Info::new(edge.facts.clone(), status)))
}

async fn health(State(edge): State<Edge>) -> Result<Response, Fault> {
    let status = edge.ask(Event::Status).await?;
    let code = if status.serving { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    Ok((code, Json(Info::new(edge.facts.clone(), status))).into_response())
}
