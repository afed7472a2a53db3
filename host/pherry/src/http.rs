//! Status for people and figures for Prometheus, over HTTP.

use crate::{
    board::{Board, WorkerStatus},
    metrics::Metrics,
    submitter::SubmitterStatus,
};
use axum::{extract::State, http::StatusCode, response::IntoResponse, routing::get, Json, Router};
use client::node::{heads::Heads, NodeStatus};
use messages::ids::BlockNumber;
use serde::Serialize;
use std::{collections::BTreeMap, sync::Arc};
use tokio::sync::watch;

/// What the HTTP side reads.
#[derive(Clone)]
pub struct Sources {
    /// The fleet.
    pub board: Board,
    /// The connection to the chain.
    pub node: watch::Receiver<NodeStatus>,
    /// Newest justified head.
    pub heads: Heads,
    /// The submitter.
    pub submitter: watch::Receiver<SubmitterStatus>,
    /// Figures.
    pub metrics: Arc<Metrics>,
}

/// Body of `/status`.
#[derive(Serialize)]
pub struct Status {
    /// One sentence about the whole.
    pub state: String,
    /// The connection to the chain.
    pub node: NodeStatus,
    /// Newest justified head.
    pub head: Option<BlockNumber>,
    /// Submissions.
    pub submitter: SubmitterStatus,
    /// Workers by URL.
    pub workers: BTreeMap<String, WorkerStatus>,
}

/// All routes: `/status`, `/health`, `/metrics`.
pub fn router(sources: Sources) -> Router {
    Router::new()
        .route("/status", get(status))
        .route("/health", get(health))
        .route("/metrics", get(metrics))
        .with_state(sources)
}

impl Sources {
    fn status(&self) -> Status {
        let node = self.node.borrow().clone();
        let workers = self.board.all();
        let state = summary(node.connected_to.is_some(), &workers);
        let head = self.heads.borrow().as_ref().map(|head| head.block.number);
        Status { state, node, head, submitter: self.submitter.borrow().clone(), workers }
    }
}

fn summary(connected: bool, workers: &BTreeMap<String, WorkerStatus>) -> String {
    let (up, all) = (workers.values().filter(|worker| worker.up).count(), workers.len());
    match (connected, up == all) {
        (false, _) => "no node answers; start one, or name another with --node".into(),
        (true, true) => format!("all {all} workers follow the chain"),
        (true, false) => format!("{up} of {all} workers answer; see the others' state for what to do"),
    }
}

async fn status(State(sources): State<Sources>) -> Json<Status> {
    Json(sources.status())
}

async fn health(State(sources): State<Sources>) -> impl IntoResponse {
    let status = sources.status();
    let well = status.node.connected_to.is_some() && status.workers.values().all(|worker| worker.up);
    let code = if well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, status.state + "\n")
}

async fn metrics(State(sources): State<Sources>) -> String {
    sources.metrics.render()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_says_what_is_wrong() {
        let worker = |up| WorkerStatus { up, ..Default::default() };
        let fleet = |ups: &[bool]| {
            ups.iter().enumerate().map(|(index, up)| (index.to_string(), worker(*up))).collect()
        };
        assert_eq!(summary(true, &fleet(&[true, true])), "all 2 workers follow the chain");
        assert!(summary(true, &fleet(&[true, false])).starts_with("1 of 2 workers answer"));
        assert!(summary(false, &fleet(&[])).starts_with("no node answers"));
    }
}
