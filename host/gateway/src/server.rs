//! HTTP and WebSocket on one port, within bounds.

use crate::{error::RpcError, limits::RateLimit, methods::Gateway, metrics::Metrics, options::Options};
use futures::{future::Either, FutureExt as _};
use hyper::body::Incoming;
use jsonrpsee::{
    core::traits::IdProvider,
    server::{
        middleware::rpc::RpcServiceT, serve_with_graceful_shutdown, stop_channel, BatchRequestConfig,
        HttpRequest, HttpResponse, MethodResponse, PingConfig, RpcServiceBuilder, ServerBuilder,
        ServerHandle, StopHandle,
    },
    types::{ErrorObjectOwned, Request, SubscriptionId},
    Methods, RpcModule,
};
use std::{
    collections::hash_map::RandomState,
    future::{ready, Future, Ready},
    hash::BuildHasher as _,
    io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinSet,
};
use tower::{Layer as _, Service as _};
use tower_http::cors::{AllowOrigin, Any, CorsLayer};

/// Largest request: several of the largest transactions, in hexadecimal.
const MAX_REQUEST: u32 = 2 * 1024 * 1024;
/// Largest answer: a full block, or as many logs as are searched at once.
const MAX_RESPONSE: u32 = 32 * 1024 * 1024;
/// Requests of one batch.
const MAX_BATCH: u32 = 1000;
/// Subscriptions of one connection.
const MAX_SUBSCRIPTIONS: u32 = 128;
/// Messages that wait for a slow WebSocket client before its connection is slowed down.
const MAX_QUEUED: u32 = 512;
/// How long open requests may take when the gateway stops.
const GRACE: Duration = Duration::from_secs(5);

/// Why the server does not start, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The port is in use.
    #[error(
        "cannot listen on {address} ({reason}); another program uses the port, choose another with --listen"
    )]
    PortInUse {
        /// The address.
        address: SocketAddr,
        /// What the operating system says.
        reason: String,
    },
    /// An origin is none.
    #[error("--cors {0} is no web origin; name one such as https://example.org, or *")]
    BadOrigin(String),
}

/// Listens where the operator says.
///
/// # Errors
/// [`ServerError::PortInUse`].
pub async fn listen(address: SocketAddr) -> Result<TcpListener, ServerError> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|error| ServerError::PortInUse { address, reason: error.to_string() })
}

/// Serves until `stop` is done; requests that are open then are answered first.
///
/// # Errors
/// [`ServerError::BadOrigin`].
pub async fn serve(
    listener: TcpListener,
    module: RpcModule<Gateway>,
    metrics: Arc<Metrics>,
    options: &Options,
    stop: impl Future<Output = ()>,
) -> Result<(), ServerError> {
    let (stop_handle, server_handle) = stop_channel();
    let server = Server {
        methods: module.into(),
        metrics,
        limit: Arc::new(Limiter { limit: Mutex::new(RateLimit::new(options.rate)), started: Instant::now() }),
        cors: cors(&options.cors)?,
        connections: Arc::new(Semaphore::new(options.connections as usize)),
        max_connections: options.connections,
        stop: stop_handle,
    };
    let mut open = JoinSet::new();
    tokio::select! {
        () = server.accept(listener, &mut open) => {}
        () = stop => {}
    }
    close(server_handle, open).await;
    Ok(())
}

async fn close(server: ServerHandle, mut open: JoinSet<()>) {
    // Fails only if it has stopped already.
    let _ = server.stop();
    let all = async { while open.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, all).await.is_err() {
        tracing::info!("some connections did not end in time");
    }
}

struct Server {
    methods: Methods,
    metrics: Arc<Metrics>,
    limit: Arc<Limiter>,
    cors: CorsLayer,
    connections: Arc<Semaphore>,
    max_connections: u32,
    stop: StopHandle,
}

impl Server {
    async fn accept(&self, listener: TcpListener, open: &mut JoinSet<()>) {
        loop {
            let accepted = listener.accept().await;
            while open.try_join_next().is_some() {}
            match accepted {
                Ok((stream, address)) => {
                    // Beyond the bound connections are closed at once.
                    let Ok(place) = self.connections.clone().try_acquire_owned() else { continue };
                    let connection = self.connection(stream, address.ip());
                    open.spawn(async move {
                        connection.await;
                        drop(place);
                    });
                }
                // Out of descriptors, most likely: some will be free in a moment.
                Err(error) => {
                    tracing::warn!("cannot accept a connection: {error}");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }

    /// One connection, from its begin to its end.
    fn connection(&self, stream: TcpStream, address: IpAddr) -> impl Future<Output = ()> + Send + 'static {
        let limit = self.limit.clone();
        let metrics = self.metrics.clone();
        let rpc = RpcServiceBuilder::new().layer_fn(move |service| Limited {
            service,
            address,
            limit: limit.clone(),
            metrics: metrics.clone(),
        });
        let service = ServerBuilder::new()
            .max_request_body_size(MAX_REQUEST)
            .max_response_body_size(MAX_RESPONSE)
            .max_connections(self.max_connections)
            .max_subscriptions_per_connection(MAX_SUBSCRIPTIONS)
            .set_message_buffer_capacity(MAX_QUEUED)
            .set_batch_request_config(BatchRequestConfig::Limit(MAX_BATCH))
            .enable_ws_ping(PingConfig::new())
            .set_id_provider(HexIds)
            .set_rpc_middleware(rpc)
            .to_service_builder()
            .build(self.methods.clone(), self.stop.clone());
        let (metrics, stop, cors) = (self.metrics.clone(), self.stop.clone(), self.cors.clone());
        async move {
            // Small answers should not wait for more.
            let _ = stream.set_nodelay(true);
            metrics.connections.inc();
            let figures = metrics.clone();
            let with_figures = tower::service_fn(move |request: HttpRequest<Incoming>| {
                let (figures, mut service) = (figures.clone(), service.clone());
                let answer = async move {
                    if is_for_figures(&request) {
                        return Ok(HttpResponse::new(figures.render().into()));
                    }
                    // A concrete error: the compiler cannot prove that a boxed one lives long enough (rust#102211).
                    service.call(request).await.map_err(|error| io::Error::other(error.to_string()))
                };
                answer.boxed()
            });
            let service = cors.layer(with_figures);
            if let Err(error) = serve_with_graceful_shutdown(stream, service, stop.shutdown()).await {
                tracing::debug!("a connection ended: {error}");
            }
            metrics.connections.dec();
        }
    }
}

fn is_for_figures<Body>(request: &HttpRequest<Body>) -> bool {
    request.method().as_str() == "GET" && request.uri().path() == "/metrics"
}

fn cors(origins: &[String]) -> Result<CorsLayer, ServerError> {
    let layer = CorsLayer::new().allow_methods(Any).allow_headers(Any);
    if origins.iter().any(|origin| origin == "*") {
        return Ok(layer.allow_origin(Any));
    }
    let parse = |origin: &String| origin.parse().map_err(|_| ServerError::BadOrigin(origin.clone()));
    let origins = origins.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
    Ok(layer.allow_origin(AllowOrigin::list(origins)))
}

/// Names subscriptions as geth does: in hexadecimal.
#[derive(Debug)]
struct HexIds;

impl IdProvider for HexIds {
    fn next_id(&self) -> SubscriptionId<'static> {
        // A subscription belongs to its connection; its name need only be new there.
        let [high, low] = [RandomState::new().hash_one(0), RandomState::new().hash_one(1)];
        format!("{:#x}", u128::from(high) << 64 | u128::from(low)).into()
    }
}

struct Limiter {
    limit: Mutex<RateLimit>,
    started: Instant,
}

impl Limiter {
    /// This machine's own requests are not limited: they are its owner's, or those of a proxy that limits by itself.
    fn allows(&self, address: IpAddr) -> bool {
        if address.to_canonical().is_loopback() {
            return true;
        }
        let mut limit = self.limit.lock().unwrap_or_else(PoisonError::into_inner);
        limit.allows(address, self.started.elapsed())
    }
}

/// Refuses requests beyond the rate of their address, each of a batch by itself.
#[derive(Clone)]
struct Limited<S> {
    service: S,
    address: IpAddr,
    limit: Arc<Limiter>,
    metrics: Arc<Metrics>,
}

impl<'a, S: RpcServiceT<'a>> RpcServiceT<'a> for Limited<S> {
    type Future = Either<S::Future, Ready<MethodResponse>>;

    fn call(&self, request: Request<'a>) -> Self::Future {
        if self.limit.allows(self.address) {
            return Either::Left(self.service.call(request));
        }
        self.metrics.limited.inc();
        let error = RpcError::LimitExceeded("too many requests; slow down".into());
        Either::Right(ready(MethodResponse::error(request.id, ErrorObjectOwned::from(error))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_checked_at_the_start() {
        assert!(cors(&["*".into()]).is_ok());
        assert!(cors(&["https://a.example".into(), "https://b.example".into()]).is_ok());
        assert!(matches!(cors(&["bad\norigin".into()]), Err(ServerError::BadOrigin(_))));
    }

    #[test]
    fn subscriptions_have_names_of_their_own() {
        assert_ne!(HexIds.next_id(), HexIds.next_id());
    }
}
