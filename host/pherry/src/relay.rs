//! Putting the parts together.

use crate::{
    board::Board,
    collateral::Collector,
    courier::{Colleague, Courier, News},
    feeder::Feeder,
    http::{self, Sources},
    metrics::Metrics,
    options::Options,
    submitter::{Offer, Submitter, SubmitterStatus},
};
use anyhow::{Context, Result};
use client::{
    bundle::BundleBuilder,
    node::{
        heads::{self, Heads},
        NodePool,
    },
    submit::Account,
    worker_api::WorkerApi,
};
use messages::ids::GenesisHash;
use std::{future::Future, sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    sync::{mpsc, watch, Notify},
    task::JoinSet,
};

/// Offers and news that wait at most; senders wait then.
const MAX_WAITING: usize = 256;
/// Patience with nodes at the start, in one go; it is tried until told to stop.
const PATIENCE: Duration = Duration::from_secs(10);

/// Relays until `stop` is done.
///
/// # Errors
/// A sentence for the operator: port in use, bad account, no such worker URL.
pub async fn run(options: Options, stop: impl Future<Output = ()>) -> Result<()> {
    tokio::select! {
        result = relay(options) => result,
        () = stop => {
            tracing::info!("stopping");
            Ok(())
        }
    }
}

async fn relay(options: Options) -> Result<()> {
    let listener = TcpListener::bind(options.listen).await.with_context(|| {
        format!(
            "cannot listen on {}; another program uses the port, choose another with --listen",
            options.listen
        )
    })?;
    client::submit::keypair(&options.account).context("--account")?;
    let pool = NodePool::new(options.nodes.clone(), options.genesis)?;
    let genesis = network(&pool).await?;
    let account = Account::from_secret(pool.clone(), genesis, &options.account)?;
    tracing::info!(genesis = ?genesis, account = %account.id(), workers = options.workers.len(), "pherry started");

    let metrics = Arc::new(Metrics::new()?);
    let heads = heads::follow(pool.clone());
    let board = Board::default();
    let (status, submitter_status) = watch::channel(SubmitterStatus::default());
    let (offers, offered) = mpsc::channel(MAX_WAITING);
    let (news, heard) = mpsc::channel(MAX_WAITING);

    let mut tasks = JoinSet::new();
    if let Some(source) = options.collateral_source.clone() {
        let workers = options.workers.iter().map(|url| WorkerApi::new(url)).collect::<Result<_, _>>()?;
        let (pool, account, metrics) = (pool.clone(), account.clone(), metrics.clone());
        tasks.spawn(Collector { source, workers, pool, account, metrics }.run());
    }
    tasks.spawn(Submitter::new(account, heads.clone(), metrics.clone(), status).run(offered));
    tasks.spawn(Courier::new(pool.clone(), heads.clone(), board.clone(), metrics.clone()).run(heard));
    tasks.spawn(count_heads(heads.clone(), metrics.clone()));
    let builder = Arc::new(BundleBuilder::new(pool.clone(), genesis, options.cache.as_deref()));
    for url in &options.workers {
        let fleet = Fleet { builder: &builder, heads: &heads, offers: &offers, news: &news, board: &board };
        tasks.spawn(fleet.feeder(url, metrics.clone())?.run());
    }

    let sources = Sources { board, node: pool.status(), heads, submitter: submitter_status, metrics };
    axum::serve(listener, http::router(sources)).await.context("the status server stopped")
}

/// What all feeders share.
struct Fleet<'a> {
    builder: &'a Arc<BundleBuilder>,
    heads: &'a Heads,
    offers: &'a mpsc::Sender<Offer>,
    news: &'a mpsc::Sender<News>,
    board: &'a Board,
}

impl Fleet<'_> {
    fn feeder(&self, url: &str, metrics: Arc<Metrics>) -> Result<Feeder> {
        let api = WorkerApi::new(url)?;
        let wake = Arc::new(Notify::new());
        self.board.join(api.url(), Colleague { api: api.clone(), wake: wake.clone() });
        Ok(Feeder {
            api,
            builder: self.builder.clone(),
            heads: self.heads.clone(),
            wake,
            offers: self.offers.clone(),
            news: self.news.clone(),
            board: self.board.clone(),
            metrics,
        })
    }
}

/// Waits until a node tells its network.
async fn network(pool: &NodePool) -> Result<GenesisHash> {
    loop {
        match pool.ready(PATIENCE).await {
            Ok(()) => return Ok(pool.genesis_hash().await?),
            Err(error) => tracing::warn!("{error}"),
        }
    }
}

async fn count_heads(mut heads: Heads, metrics: Arc<Metrics>) {
    while heads.changed().await.is_ok() {
        let number = heads.borrow_and_update().as_ref().map_or(0, |head| head.block.number);
        metrics.head.set(number.into());
    }
}
