//! Putting the parts together: platform, enclave, core thread, RPC.

use crate::{
    core::{self, MAX_WAITING_EVENTS},
    metrics::Metrics,
    mining::Miner,
    options::Options,
    platform::{self, Locations, Platform},
    rpc::{self, Facts},
    serving::serving,
    store::StoreFile,
};
use anyhow::{Context, Result};
use crypto::{identity::WorkerIdentity, prf::derive};
use executor::enclave::{Config, Enclave, StoreFactory};
use std::{future::IntoFuture, path::Path, sync::Arc};
use tokio::{net::TcpListener, sync::mpsc};
use zeroize::Zeroizing;

/// Runs a worker until the process is told to stop.
///
/// # Errors
/// A sentence for the operator: port in use, data folder not writable, platform without entropy.
pub async fn run(options: Options) -> Result<()> {
    std::fs::create_dir_all(&options.data).with_context(|| {
        format!("cannot create the data folder {}; choose another with --data", options.data.display())
    })?;
    let listener = TcpListener::bind(options.listen).await.with_context(|| {
        format!(
            "cannot listen on {}; another program uses the port, choose another with --listen",
            options.listen
        )
    })?;
    let devices = Locations::under(Path::new("/"), options.snp_certificates.clone());
    let mut platform = platform::open(options.platform, options.machine, &devices)?;
    tracing::info!(
        kind = ?platform.kind(),
        simulated = platform.simulated(),
        seals = platform.sealing_key().is_some(),
        clock = ?platform.clock_trust(),
        "platform opened"
    );
    let metrics = Arc::new(Metrics::new()?);
    let enclave = boot(&options, platform.as_mut())?;
    let facts = Facts {
        genesis: format!("{:?}", options.genesis),
        committee: options.committee,
        platform: format!("{:?}", platform.kind()).to_lowercase(),
        simulated: platform.simulated(),
        version: env!("CARGO_PKG_VERSION"),
    };
    let miner = Miner::start(options.capacity_threads)
        .context("the system gives no more threads; choose fewer with --capacity-threads")?;
    let (sender, receiver) = mpsc::channel(MAX_WAITING_EVENTS);
    let (publisher, queries) = serving(platform.clock(), metrics.clone());
    let core_metrics = metrics.clone();
    let mut core = tokio::task::spawn_blocking(move || {
        core::run(enclave, platform, receiver, publisher, core_metrics, miner)
    });
    tracing::info!(listen = %options.listen, committee = options.committee, "worker started");
    let router = rpc::router(sender, queries, metrics, facts);
    let server = axum::serve(listener, router).with_graceful_shutdown(stop_signal());
    tokio::select! {
        served = server.into_future() => served?,
        // A worker without its enclave must not look alive: whoever supervises the process can start it again.
        ended = &mut core => return ended.context("the enclave stopped unexpectedly"),
    }
    core.await.context("the enclave stopped unexpectedly")
}

fn boot(options: &Options, platform: &mut dyn Platform) -> Result<Enclave<StoreFile>> {
    let sealing_key = platform.sealing_key();
    // Without a sealing key this boot has an identity of its own and a store that only it can read.
    let secret = match &sealing_key {
        Some(key) => key.clone(),
        None => Zeroizing::new(platform.entropy()?),
    };
    let endpoint = options.endpoint.clone().unwrap_or_else(|| format!("http://{}", options.listen));
    let config = Config {
        genesis: options.genesis,
        committee: options.committee,
        operator: options.operator.clone(),
        endpoint: endpoint.into_bytes(),
        store_key: derive(secret.as_ref(), b"adyton/store-key/v1", options.genesis.as_bytes()),
        sealing_key,
        mining: options.capacity_threads > 0,
    };
    let identity = WorkerIdentity::from_sealing_secret(&secret);
    let mut stores = StoreFile::new(&options.data, options.committee);
    if config.sealing_key.is_none() {
        // An earlier boot's store, under a key that nobody has any more; this boot joins by snapshot.
        stores.discard().map_err(anyhow::Error::msg)?;
    }
    Ok(Enclave::new(config, identity, stores, platform.entropy()?, platform.clock().ms()))
}

async fn stop_signal() {
    let ctrl_c = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! { _ = ctrl_c => {}, _ = terminate.recv() => {} }
        }
        Err(_) => drop(ctrl_c.await),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::platform::{SimulatedPlatform, TdxPlatform};
    use clap::Parser;

    #[test]
    fn only_who_seals_keeps_the_store_of_an_earlier_boot() {
        let nowhere = Path::new("/nowhere");
        let sealing: Box<dyn Platform> = Box::new(SimulatedPlatform::new(1));
        let forgetting: Box<dyn Platform> = Box::new(TdxPlatform::new(nowhere, nowhere));
        for (mut platform, kept) in [(sealing, true), (forgetting, false)] {
            let data = tempfile::tempdir().unwrap();
            let store = data.path().join("committee-1.redb");
            std::fs::write(&store, "of an earlier boot").unwrap();
            let line =
                "worker --committee 1 --operator 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY --genesis";
            let genesis = "11".repeat(32);
            let path = data.path().display().to_string();
            let words = line.split(' ').chain([genesis.as_str(), "--data", &path]);
            boot(&Options::parse_from(words), platform.as_mut()).unwrap();
            assert_eq!(store.exists(), kept);
        }
    }
}
