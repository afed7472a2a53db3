//! Putting the parts together.

use crate::{
    cluster::{workers::Workers, Cluster},
    development::Laboratory,
    methods::{self, filters::Filters, native::Proofs, Gateway},
    metrics::Metrics,
    options::Options,
    pool::{
        carrier,
        journal::{Journal, JournalError},
        outcomes, Pool,
    },
    server::{self, ServerError},
};
use client::{
    bundle::BundleBuilder,
    calls::Confidential,
    committee::ChainView,
    node::{NodeError, NodePool},
    submit::{Account, SubmitError},
    worker_api::{WorkerApi, WorkerError},
};
use jsonrpsee::core::RegisterMethodError;
use messages::{
    abi::{evm_chain_id, Development},
    ids::GenesisHash,
};
use std::{future::Future, sync::Arc, time::Duration};
use tokio::task::JoinSet;

/// Patience with nodes at the start, in one go; it is tried until told to stop.
const PATIENCE: Duration = Duration::from_secs(10);
/// Pause before the chain is looked at again at the start.
const PAUSE: Duration = Duration::from_secs(1);

/// Why the gateway does not run, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// The server does not start.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The journal cannot be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A node's address is wrong.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// A worker's address is wrong.
    #[error(transparent)]
    Worker(#[from] WorkerError),
    /// The payer's secret does not read.
    #[error("--payer: {0}")]
    Payer(#[from] SubmitError),
    /// Two figures have the same name.
    #[error("cannot count: {0}")]
    Metrics(#[from] prometheus::Error),
    /// Two methods have the same name.
    #[error("cannot register a method: {0}")]
    Methods(#[from] RegisterMethodError),
}

/// Runs a gateway until `stop` is done.
///
/// # Errors
/// A sentence for the operator: port in use, folder in use, bad account or address.
pub async fn run(options: Options, stop: impl Future<Output = ()>) -> Result<(), GatewayError> {
    let mut stop = std::pin::pin!(stop);
    let listener = server::listen(options.listen).await?;
    let (journal, kept) = Journal::open(&options.data)?;
    client::submit::keypair(&options.payer)?;
    let pool = NodePool::new(options.nodes.clone(), options.genesis)?;
    let workers = options.workers.iter().map(|url| WorkerApi::new(url)).collect::<Result<Vec<_>, _>>()?;
    let started = tokio::select! {
        started = network(&options, &pool) => started?,
        () = &mut stop => return Ok(()),
    };
    let (view, development) = started;
    let genesis = view.genesis();
    let payer = Account::from_secret(pool.clone(), genesis, &options.payer)?;
    let chain_id = evm_chain_id(&genesis, options.committee, development);
    let metrics = Arc::new(Metrics::new()?);
    let confidential = Confidential::new(view, options.committee);
    let workers = Workers::new(confidential.clone(), workers);
    let cluster = Arc::new(Cluster::new(confidential, workers, chain_id, development));
    let transactions = Arc::new(Pool::new(cluster.clone(), journal, metrics.clone()));
    tracing::info!(?genesis, chain_id, payer = %payer.id(), listen = %options.listen, kept = kept.len(), "gateway started");

    let mut tasks = JoinSet::new();
    tasks.spawn({
        let cluster = cluster.clone();
        async move { cluster.head().follow().await }
    });
    tasks.spawn({
        let cluster = cluster.clone();
        async move { cluster.workers().watch().await }
    });
    tasks.spawn({
        let pool = transactions.clone();
        async move { pool.restore(kept).await }
    });
    tasks.spawn(carrier::run(transactions.clone(), payer.clone()));
    tasks.spawn(outcomes::run(transactions.clone()));
    let laboratory =
        development.map(|_| Laboratory::new(cluster.clone(), transactions.clone(), payer.clone()));
    let proofs = Proofs::new(pool.clone(), BundleBuilder::new(pool, genesis, Some(&options.data)));
    let (pool, filters) = (transactions, Filters::default());
    let gateway = Gateway { cluster, pool, filters, proofs, laboratory, metrics: metrics.clone() };
    let module = methods::all(Arc::new(gateway))?;
    server::serve(listener, module, metrics, &options, stop).await?;
    tasks.shutdown().await;
    tracing::info!("gateway stopped");
    Ok(())
}

/// Waits until a node tells its network, and what genesis says of development.
async fn network(
    options: &Options,
    pool: &NodePool,
) -> Result<(ChainView, Option<Development>), GatewayError> {
    let genesis: GenesisHash = loop {
        match pool.ready(PATIENCE).await {
            Ok(()) => break pool.genesis_hash().await?,
            Err(error) => tracing::warn!("{error}"),
        }
    };
    let view = ChainView::new(pool.clone(), genesis, Some(&options.data));
    loop {
        match view.development().await {
            Ok(development) => return Ok((view, development)),
            Err(error) => tracing::warn!("cannot verify the chain yet: {error}"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}
