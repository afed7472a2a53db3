//! One HTTP request, bounded in time and size.
//!
//! Certificates are checked against the system's store; a PCCS with a certificate of its own is believed with
//! `SSL_CERT_FILE`. Nothing fetched is believed for where it came from.

use http_body_util::{BodyExt, Empty, Limited};
use hyper::{
    body::Bytes,
    client::conn::http1,
    header::{HOST, USER_AGENT},
    rt::{Read, Write},
    HeaderMap, Request, StatusCode, Uri,
};
use hyper_util::rt::TokioIo;
use rustls_platform_verifier::BuilderVerifierExt;
use std::{sync::Arc, time::Duration};
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::{
    rustls::{crypto::ring, pki_types::ServerName, ClientConfig},
    TlsConnector,
};

/// Longest wait for an answer. A PCCS that has to ask Intel first takes seconds.
const PATIENCE: Duration = Duration::from_secs(30);
/// Largest answer: more than any part of collateral may have.
const MAX_ANSWER: usize = 256 * 1024;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// No such address can be asked.
    #[error("cannot ask {url} ({reason}); give an http:// or https:// URL")]
    BadUrl {
        /// The URL.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The server cannot be reached, or breaks off.
    #[error(
        "{url} does not answer ({reason}); check the URL and, for a certificate of its own, SSL_CERT_FILE"
    )]
    Unreachable {
        /// What was asked.
        url: String,
        /// What went wrong.
        reason: String,
    },
    /// The server refuses.
    #[error("{url} answers with status {status}")]
    Refused {
        /// What was asked.
        url: String,
        /// HTTP status.
        status: u16,
    },
}

impl WebError {
    /// Whether trying again soon may help.
    pub fn is_passing(&self) -> bool {
        match self {
            WebError::BadUrl { .. } => false,
            WebError::Unreachable { .. } => true,
            WebError::Refused { status, .. } => {
                *status >= 500 || *status == StatusCode::TOO_MANY_REQUESTS.as_u16()
            }
        }
    }

    /// Whether the server has no such thing.
    pub fn is_not_found(&self) -> bool {
        matches!(self, WebError::Refused { status, .. } if *status == StatusCode::NOT_FOUND.as_u16())
    }
}

/// An answer with a status of success.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What was asked.
    pub url: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

/// Asks servers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Web;

type Reason = Box<dyn std::error::Error + Send + Sync>;

impl Web {
    /// Nothing is kept between requests: there are a few an hour.
    pub fn new() -> Self {
        Web
    }

    /// Gets what is at `url`.
    ///
    /// # Errors
    /// Any [`WebError`].
    pub async fn get(&self, url: &str) -> Result<Answer, WebError> {
        let bad = |reason: &str| WebError::BadUrl { url: url.to_owned(), reason: reason.to_owned() };
        let uri = url.parse::<Uri>().map_err(|error| bad(&error.to_string()))?;
        let host = uri.host().ok_or_else(|| bad("it names no host"))?.to_owned();
        let is_tls = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(bad("it has another scheme")),
        };
        let outcome = match timeout(PATIENCE, exchange(&uri, &host, is_tls)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(format!("nothing came within {} s", PATIENCE.as_secs()).into()),
        };
        let (status, headers, body) = outcome.map_err(|reason: Reason| WebError::Unreachable {
            url: url.to_owned(),
            reason: reason.to_string(),
        })?;
        if !status.is_success() {
            return Err(WebError::Refused { url: url.to_owned(), status: status.as_u16() });
        }
        Ok(Answer { url: url.to_owned(), headers, body })
    }
}

type Parts = (StatusCode, HeaderMap, Vec<u8>);

async fn exchange(uri: &Uri, host: &str, is_tls: bool) -> Result<Parts, Reason> {
    // A literal IPv6 address stands in brackets in URLs and nowhere else.
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let port = uri.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
    let stream = TcpStream::connect((name, port)).await?;
    if !is_tls {
        return ask(uri, TokioIo::new(stream)).await;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()
        .with_no_client_auth();
    let server = ServerName::try_from(name.to_owned())?;
    let stream = TlsConnector::from(Arc::new(config)).connect(server, stream).await?;
    ask(uri, TokioIo::new(stream)).await
}

async fn ask(uri: &Uri, io: impl Read + Write + Unpin + Send + 'static) -> Result<Parts, Reason> {
    let (mut sender, connection) = http1::handshake(io).await?;
    // Ends with the last of the sender and the answer.
    tokio::spawn(connection);
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let request = Request::get(path)
        .header(HOST, authority)
        .header(USER_AGENT, concat!("pherry/", env!("CARGO_PKG_VERSION")))
        .body(Empty::<Bytes>::new())?;
    let (head, body) = sender.send_request(request).await?.into_parts();
    let body = Limited::new(body, MAX_ANSWER).collect().await?.to_bytes();
    Ok((head.status, head.headers, body.to_vec()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use axum::{http::StatusCode as Status, routing::get, Router};
    use tokio::net::TcpListener;

    async fn serve(router: Router) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
        url
    }

    #[tokio::test]
    async fn answers_come_with_headers_and_body() {
        let url = serve(Router::new().route("/path", get(async || ([("X-Name", "value")], "body")))).await;
        let answer = Web::new().get(&format!("{url}/path?question")).await.unwrap();
        assert_eq!(answer.headers.get("x-name").unwrap(), "value");
        assert_eq!(answer.body, b"body");
    }

    #[tokio::test]
    async fn refusals_are_told_apart() {
        let busy = get(async || Status::SERVICE_UNAVAILABLE);
        let url = serve(Router::new().route("/busy", busy)).await;
        let busy = Web::new().get(&format!("{url}/busy")).await.unwrap_err();
        assert!(busy.is_passing() && !busy.is_not_found(), "{busy}");
        let missing = Web::new().get(&format!("{url}/missing")).await.unwrap_err();
        assert!(!missing.is_passing() && missing.is_not_found(), "{missing}");
    }

    #[tokio::test]
    async fn an_answer_without_end_is_cut_off() {
        let url = serve(Router::new().route("/", get(async || vec![0; MAX_ANSWER + 1]))).await;
        assert!(matches!(Web::new().get(&url).await, Err(WebError::Unreachable { .. })));
    }

    #[tokio::test]
    async fn addresses_that_cannot_be_asked_are_named() {
        for url in ["nonsense", "ftp://host/", "https:///path"] {
            assert!(matches!(Web::new().get(url).await, Err(WebError::BadUrl { .. })), "{url}");
        }
        let nobody = Web::new().get("http://127.0.0.1:1/").await.unwrap_err();
        assert!(nobody.is_passing(), "{nobody}");
    }

    #[tokio::test]
    async fn a_server_that_speaks_no_tls_is_unreachable_over_it() {
        let url = serve(Router::new()).await.replace("http://", "https://");
        assert!(matches!(Web::new().get(&url).await, Err(WebError::Unreachable { .. })));
    }
}
