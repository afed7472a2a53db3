//! The RPC edge (table in `docs/protocol/README.md`): bounded bodies in, typed answers or stable error codes out.

use crate::{
    core::{Event, Report},
    fault::Fault,
    metrics::Metrics,
    mining::WorkDone,
    serving::Queries,
};
use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
    Json, Router,
};
use codec::{Decode, Encode, MemTrackingInput};
use executor::{enclave::Status, keeper::KeyReply, mining::ScoreSaid, snapshot::SnapshotReply};
use messages::{
    ids::{BlockNumber, Epoch, Generation},
    keys::Secret,
    limits::{MAX_BUNDLE_BYTES, MAX_QUERY},
    snapshot::MAX_SNAPSHOT_CHUNK,
};
use serde::Serialize;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot, Semaphore};

/// Largest key request or grant: a quote and a handful of labels or partials.
const MAX_KEY_BODY: usize = 64 * 1024;

/// How much more memory than bytes on the wire a body may take. Honest ones take less than twice as much.
const MAX_EXPANSION: usize = 3;
/// Memory that is granted in any case.
const SMALL: usize = 64 * 1024;

/// Requests of users and other hosts that wait for the core together. The rest of its queue is the relayer's, so that no
/// flood from outside keeps the chain from the enclave.
const MAX_WAITING_VISITORS: usize = 64;

#[derive(Clone)]
struct Edge {
    events: mpsc::Sender<Event>,
    visitors: Arc<Semaphore>,
    queries: Queries,
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
pub fn router(events: mpsc::Sender<Event>, queries: Queries, metrics: Arc<Metrics>, facts: Facts) -> Router {
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
        .with_state(Edge::new(events, queries, metrics, facts))
}

impl Edge {
    fn new(events: mpsc::Sender<Event>, queries: Queries, metrics: Arc<Metrics>, facts: Facts) -> Self {
        let visitors = Arc::new(Semaphore::new(MAX_WAITING_VISITORS));
        Self { events, visitors, queries, metrics, facts }
    }

    /// Does as [`Self::ask`], for somebody who is not this worker's relayer.
    async fn ask_as_visitor<T>(&self, event: impl FnOnce(oneshot::Sender<T>) -> Event) -> Result<T, Fault> {
        let _place = self.visitors.try_acquire().map_err(|_| Fault::Busy)?;
        self.ask(event).await
    }

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

/// Decodes a body, within memory in proportion to its length: a single byte can stand for a list that takes twenty-four.
fn decode<T: Decode>(bytes: &Bytes) -> Result<Box<T>, Fault> {
    let mut rest = bytes.as_ref();
    let limit = bytes.len().saturating_mul(MAX_EXPANSION).saturating_add(SMALL);
    let value = T::decode(&mut MemTrackingInput::new(&mut rest, limit)).map_err(|_| Fault::Malformed)?;
    if !rest.is_empty() {
        return Err(Fault::Malformed);
    }
    Ok(Box::new(value))
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
    let evidence = edge.ask_as_visitor(Event::Evidence).await?;
    evidence.map(|registration| scale(&registration)).ok_or(Fault::NoEvidence)
}

async fn key_request(State(edge): State<Edge>, body: Bytes) -> Result<Response, Fault> {
    let request = decode(&body)?;
    Ok(match edge.ask_as_visitor(|reply| Event::KeyRequest(request, reply)).await?? {
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
    Ok(match edge.ask_as_visitor(|reply| Event::Snapshot(request, reply)).await?? {
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
    Ok(raw(edge.queries.answer(decode(&body)?).await?))
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
    chain_id: Option<u64>,
    development: bool,
    attested: bool,
    trust_root: Option<String>,
    role: Option<String>,
    height: u64,
    applied_height: u64,
    state_root: Option<String>,
    epochs: Vec<u64>,
    shares: Shares,
    serving: bool,
    trouble: Option<String>,
    /// Null for a worker that does not offer its capacity.
    capacity: Option<Capacity>,
}

/// What a worker does for rewards. Blocks are those that asked.
#[derive(Serialize)]
struct Capacity {
    threads: u16,
    lanes: u16,
    units: u64,
    units_per_6s: f64,
    answered_challenge: Option<BlockNumber>,
    measuring: Option<BlockNumber>,
    score: Option<Score>,
}

/// The newest result of a measurement that was said to the chain.
#[derive(Serialize)]
struct Score {
    measurement: BlockNumber,
    units: u64,
    lanes: u16,
    digest: String,
}

impl Capacity {
    fn new(work: &WorkDone, status: &Status) -> Self {
        Self {
            threads: work.threads,
            lanes: work.lanes,
            units: work.units,
            units_per_6s: (work.per_six_seconds * 10.0).round() / 10.0,
            answered_challenge: status.answers.challenge,
            measuring: status.measuring,
            score: status.answers.score.map(Score::new),
        }
    }
}

impl Score {
    fn new(ScoreSaid { measurement, tally }: ScoreSaid) -> Self {
        Self { measurement, units: tally.units, lanes: tally.lanes, digest: hex0x(&tally.digest.0) }
    }
}

/// Secrets of which a gatekeeper holds its share.
#[derive(Default, Serialize)]
struct Shares {
    generations: Vec<Generation>,
    epochs: Vec<Epoch>,
}

impl Shares {
    fn of(secrets: &[Secret]) -> Self {
        let mut shares = Self::default();
        for secret in secrets {
            match *secret {
                Secret::Generation(generation) => shares.generations.push(generation),
                Secret::Epoch(epoch) => shares.epochs.push(epoch),
            }
        }
        shares
    }
}

impl Info {
    fn new(facts: Facts, Report { enclave: status, work }: Report) -> Self {
        Self {
            facts,
            capacity: work.map(|work| Capacity::new(&work, &status)),
            worker: hex0x(&status.worker.0),
            boot: hex0x(&status.boot_id.0),
            head: status.head.map(|h| h.number),
            head_hash: status.head.map(|h| hex0x(&h.hash.0)),
            chain_id: status.chain_id,
            development: status.development,
            attested: status.live,
            trust_root: status.trust_root.map(|root| format!("{root:?}").to_lowercase()),
            role: status.role.map(|role| format!("{role:?}").to_lowercase()),
            height: status.height,
            applied_height: status.applied,
            state_root: status.state_root.map(|root| hex0x(&root.0)),
            shares: Shares::of(&status.shares),
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
    let report = edge.ask_as_visitor(Event::Status).await?;
    Ok(Json(Info::new(edge.facts.clone(), report)))
}

async fn health(State(edge): State<Edge>) -> Result<Response, Fault> {
    let report = edge.ask_as_visitor(Event::Status).await?;
    let code = if report.enclave.serving { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    Ok((code, Json(Info::new(edge.facts.clone(), report))).into_response())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{platform::Ticks, serving::serving};
    use messages::{bundle::SyncBundle, channel::SealedCall, query::SealedQuery};

    fn any_query() -> Bytes {
        let sealed = SealedCall { epoch: 1, encapsulated_key: [0; 32], ciphertext: Default::default() };
        SealedQuery { committee: 1, sealed }.encode().into()
    }

    #[test]
    fn a_body_cannot_take_many_times_its_size_in_memory() {
        let with = |nodes| SyncBundle { proof: nodes, ..Default::default() };
        let honest = with(vec![vec![7; 200]; 4096]);
        assert_eq!(*decode::<SyncBundle>(&honest.encode().into()).unwrap(), honest);
        let bomb = with(vec![vec![]; 1 << 16]).encode();
        assert!(matches!(decode::<SyncBundle>(&bomb.into()), Err(Fault::Malformed)));
        let trailing = [honest.encode(), vec![0]].concat();
        assert!(matches!(decode::<SyncBundle>(&trailing.into()), Err(Fault::Malformed)));
    }

    fn edge() -> (Edge, mpsc::Receiver<Event>) {
        let (events, core) = mpsc::channel(crate::core::MAX_WAITING_EVENTS);
        let facts = Facts {
            genesis: String::new(),
            committee: 1,
            platform: String::new(),
            simulated: true,
            version: "",
        };
        let metrics = Arc::new(Metrics::new().unwrap());
        let (_, queries) = serving(Ticks::start(), metrics.clone());
        (Edge::new(events, queries, metrics, facts), core)
    }

    #[tokio::test]
    async fn a_query_never_reaches_the_core() {
        let (edge, mut core) = edge();
        let refused = query(State(edge.clone()), any_query()).await;
        assert!(matches!(refused, Err(Fault::Query(_))));
        assert!(core.try_recv().is_err());
        assert!(edge.metrics.render().contains("adyton_worker_queries_refused 1"));
    }

    #[tokio::test]
    async fn a_flood_of_visitors_leaves_the_queue_to_the_relayer() {
        let (edge, mut core) = edge();
        let visit = || {
            let edge = edge.clone();
            tokio::spawn(async move { edge.ask_as_visitor(Event::Status).await.is_ok() })
        };
        let flood: Vec<_> = (0..MAX_WAITING_VISITORS).map(|_| visit()).collect();
        while edge.visitors.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(matches!(edge.ask_as_visitor(Event::Status).await, Err(Fault::Busy)));
        let relayer = tokio::spawn({
            let edge = edge.clone();
            async move { edge.ask(Event::Wants).await.is_ok() }
        });
        let mut visitors_before = 0;
        let answered = loop {
            match core.recv().await.unwrap() {
                Event::Status(_) => visitors_before += 1,
                Event::Wants(reply) => break reply,
                _ => panic!("nobody asked for anything else"),
            }
        };
        assert!(visitors_before <= MAX_WAITING_VISITORS);
        drop(answered);
        assert!(!relayer.await.unwrap());
        drop(core);
        for visitor in flood {
            assert!(!visitor.await.unwrap());
        }
    }
}
