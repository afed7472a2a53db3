//! The methods, by what they are about.
//!
//! Reading order: this file ([`Gateway`], how methods are registered) → [`network`], [`state`], [`blocks`],
//! [`transactions`], [`logs`], [`filters`], [`subscriptions`] (Ethereum's) → [`native`] (for clients that seal themselves)
//! → [`development`] (development chains only).

pub mod blocks;
pub mod development;
pub mod filters;
pub mod logs;
pub mod native;
pub mod network;
pub mod state;
pub mod subscriptions;
pub mod transactions;

use crate::{
    cluster::Cluster, development::Laboratory, error::RpcError, json::request::Arguments, metrics::Metrics,
    pool::Pool,
};
use jsonrpsee::{
    core::RegisterMethodError,
    types::{ErrorObjectOwned, Params},
    RpcModule,
};
use serde_json::Value;
use std::{future::Future, sync::Arc};

/// What methods work with. Shared by all requests.
pub struct Gateway {
    /// The committee.
    pub cluster: Arc<Cluster>,
    /// Transactions that wait.
    pub pool: Arc<Pool>,
    /// Filters of clients that poll.
    pub filters: filters::Filters,
    /// What native clients verify the chain with.
    pub proofs: native::Proofs,
    /// What developers order; only on development chains.
    pub laboratory: Option<Laboratory>,
    /// Figures.
    pub metrics: Arc<Metrics>,
}

/// What a method answers.
pub type Answer = Result<Value, RpcError>;

/// Registers methods under their names.
pub struct Registrar {
    module: RpcModule<Gateway>,
}

impl Registrar {
    /// Registers a method.
    ///
    /// # Errors
    /// If the name is taken.
    pub fn add<F, Fut>(&mut self, name: &'static str, method: F) -> Result<(), RegisterMethodError>
    where
        F: Fn(Arc<Gateway>, Arguments) -> Fut + Copy + Send + Sync + 'static,
        Fut: Future<Output = Answer> + Send + 'static,
    {
        let answer = move |params: Params<'static>, gateway: Arc<Gateway>, _| async move {
            gateway.metrics.requests.with_label_values(&[name]).inc();
            let result = match Arguments::new(&params) {
                Ok(arguments) => method(gateway.clone(), arguments).await,
                Err(error) => Err(error),
            };
            result.map_err(|error| {
                gateway.metrics.errors.with_label_values(&[&error.code().to_string()]).inc();
                ErrorObjectOwned::from(error)
            })
        };
        self.module.register_async_method(name, answer).map(drop)
    }

    /// Registers a method whose answer never changes.
    ///
    /// # Errors
    /// If the name is taken.
    pub fn constant(&mut self, name: &'static str, answer: Value) -> Result<(), RegisterMethodError> {
        self.module.register_method(name, move |_, _, _| answer.clone()).map(drop)
    }
}

/// All methods of a gateway.
///
/// # Errors
/// If two methods have the same name.
pub fn all(gateway: Arc<Gateway>) -> Result<RpcModule<Gateway>, RegisterMethodError> {
    let is_development = gateway.laboratory.is_some();
    let mut registrar = Registrar { module: RpcModule::from_arc(gateway) };
    network::register(&mut registrar)?;
    state::register(&mut registrar)?;
    blocks::register(&mut registrar)?;
    transactions::register(&mut registrar)?;
    logs::register(&mut registrar)?;
    filters::register(&mut registrar)?;
    native::register(&mut registrar)?;
    subscriptions::register(&mut registrar.module)?;
    if is_development {
        development::register(&mut registrar)?;
    } else {
        registrar.constant("eth_accounts", serde_json::json!([]))?;
    }
    Ok(registrar.module)
}
