//! Errors at the RPC edge: module, stable code, name, and a sentence to act on.

use crate::platform::PlatformError;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
    Json,
};
use executor::{
    enclave::SyncError, keeper::KeyRefusal, query::QueryError, requester::GrantError, snapshot::ChunkError,
    snapshot::SnapshotRefusal,
};

/// Why a request got no answer.
#[derive(Debug)]
pub enum Fault {
    /// No such path.
    UnknownPath,
    /// The body does not decode.
    Malformed,
    /// Too many requests wait.
    Busy,
    /// The worker is shutting down.
    Stopping,
    /// This boot has made no evidence yet.
    NoEvidence,
    /// The light client or the state reader refused a bundle.
    Sync(SyncError),
    /// A gatekeeper refuses.
    KeyRequest(KeyRefusal),
    /// A grant was refused.
    KeyGrant(GrantError),
    /// A snapshot request was refused.
    Snapshot(SnapshotRefusal),
    /// A snapshot chunk was refused.
    SnapshotChunk(ChunkError),
    /// A query was refused.
    Query(QueryError),
    /// The platform failed to give what an answer needs.
    Entropy(PlatformError),
}

impl From<SnapshotRefusal> for Fault {
    fn from(error: SnapshotRefusal) -> Self {
        Self::Snapshot(error)
    }
}

impl From<ChunkError> for Fault {
    fn from(error: ChunkError) -> Self {
        Self::SnapshotChunk(error)
    }
}

impl From<SyncError> for Fault {
    fn from(error: SyncError) -> Self {
        Self::Sync(error)
    }
}

impl From<KeyRefusal> for Fault {
    fn from(error: KeyRefusal) -> Self {
        Self::KeyRequest(error)
    }
}

impl From<GrantError> for Fault {
    fn from(error: GrantError) -> Self {
        Self::KeyGrant(error)
    }
}

impl From<QueryError> for Fault {
    fn from(error: QueryError) -> Self {
        Self::Query(error)
    }
}

impl Fault {
    /// HTTP status, module, stable code, name, sentence. Codes are never reused.
    fn describe(&self) -> (StatusCode, &'static str, u16, &'static str, String) {
        use StatusCode as S;
        match self {
            Self::UnknownPath => (
                S::NOT_FOUND,
                "rpc",
                1,
                "UnknownPath",
                "there is no such path; see docs/protocol/README.md".into(),
            ),
            Self::Malformed => (
                S::BAD_REQUEST,
                "rpc",
                2,
                "Malformed",
                "the body is not the SCALE encoding this path expects".into(),
            ),
            Self::Busy => (
                S::SERVICE_UNAVAILABLE,
                "rpc",
                3,
                "Busy",
                "too many requests wait; try again in a moment".into(),
            ),
            Self::Stopping => {
                (S::SERVICE_UNAVAILABLE, "rpc", 4, "Stopping", "the worker is stopping; try another".into())
            }
            Self::NoEvidence => (
                S::SERVICE_UNAVAILABLE,
                "rpc",
                5,
                "NoEvidence",
                "this worker has no evidence yet; it makes some as soon as it sees the chain".into(),
            ),
            Self::Sync(SyncError::Refused(e)) => {
                (S::UNPROCESSABLE_ENTITY, "light-client", e.code(), "Refused", e.to_string())
            }
            Self::Sync(SyncError::State(e)) => {
                (S::UNPROCESSABLE_ENTITY, "state", e.code(), "Unreadable", e.to_string())
            }
            Self::KeyRequest(e) => {
                let (status, code, name) = key_refusal(e);
                (status, "keeper", code, name, e.to_string())
            }
            Self::KeyGrant(e) => {
                let (code, name) = grant_error(e);
                (S::UNPROCESSABLE_ENTITY, "keys", code, name, e.to_string())
            }
            Self::Snapshot(e) => {
                let (status, code, name) = snapshot_refusal(e);
                (status, "snapshot", code, name, e.to_string())
            }
            Self::SnapshotChunk(e) => {
                let (code, name) = chunk_error(e);
                (S::UNPROCESSABLE_ENTITY, "join", code, name, e.to_string())
            }
            Self::Entropy(e) => (S::INTERNAL_SERVER_ERROR, "platform", 1, "Entropy", e.to_string()),
            Self::Query(e) => {
                let (status, code, name) = query_error(e);
                (status, "query", code, name, e.to_string())
            }
        }
    }
}

fn key_refusal(error: &KeyRefusal) -> (StatusCode, u16, &'static str) {
    match error {
        KeyRefusal::NotServing => (StatusCode::SERVICE_UNAVAILABLE, 1, "NotServing"),
        KeyRefusal::WrongNetwork => (StatusCode::BAD_REQUEST, 2, "WrongNetwork"),
        KeyRefusal::Stale => (StatusCode::BAD_REQUEST, 3, "Stale"),
        KeyRefusal::BadLabels => (StatusCode::BAD_REQUEST, 4, "BadLabels"),
        KeyRefusal::NotAttested => (StatusCode::FORBIDDEN, 5, "NotAttested"),
        KeyRefusal::BadEvidence => (StatusCode::FORBIDDEN, 6, "BadEvidence"),
        KeyRefusal::NotEntitled => (StatusCode::FORBIDDEN, 7, "NotEntitled"),
        KeyRefusal::Busy => (StatusCode::SERVICE_UNAVAILABLE, 8, "Busy"),
    }
}

fn grant_error(error: &GrantError) -> (u16, &'static str) {
    match error {
        GrantError::NotForUs => (1, "NotForUs"),
        GrantError::ForeignKeeper => (2, "ForeignKeeper"),
        GrantError::False(_) => (4, "FalsePartial"),
    }
}

fn snapshot_refusal(error: &SnapshotRefusal) -> (StatusCode, u16, &'static str) {
    match error {
        SnapshotRefusal::NotServing => (StatusCode::SERVICE_UNAVAILABLE, 1, "NotServing"),
        SnapshotRefusal::WrongCommittee => (StatusCode::BAD_REQUEST, 2, "WrongCommittee"),
        SnapshotRefusal::NotAMember => (StatusCode::FORBIDDEN, 3, "NotAMember"),
        SnapshotRefusal::OtherHeight(_) => (StatusCode::NOT_FOUND, 4, "OtherHeight"),
        SnapshotRefusal::Store(_) => (StatusCode::INTERNAL_SERVER_ERROR, 5, "Store"),
    }
}

fn chunk_error(error: &ChunkError) -> (u16, &'static str) {
    match error {
        ChunkError::NotAsked => (1, "NotAsked"),
        ChunkError::Unreadable => (2, "Unreadable"),
        ChunkError::Import(_) => (3, "Import"),
    }
}

fn query_error(error: &QueryError) -> (StatusCode, u16, &'static str) {
    match error {
        QueryError::NotServing(_) => (StatusCode::SERVICE_UNAVAILABLE, 1, "NotServing"),
        QueryError::Stale => (StatusCode::SERVICE_UNAVAILABLE, 2, "Stale"),
        QueryError::WrongCommittee(_) => (StatusCode::BAD_REQUEST, 3, "WrongCommittee"),
        QueryError::UnknownEpoch(_) => (StatusCode::BAD_REQUEST, 4, "UnknownEpoch"),
        QueryError::Undecryptable => (StatusCode::BAD_REQUEST, 5, "Undecryptable"),
        QueryError::AnswerTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, 7, "AnswerTooLarge"),
        QueryError::Store(_) => (StatusCode::INTERNAL_SERVER_ERROR, 6, "Store"),
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let (status, module, code, error, message) = self.describe();
        let body = serde_json::json!({ "module": module, "code": code, "error": error, "message": message });
        (status, Json(body)).into_response()
    }
}
