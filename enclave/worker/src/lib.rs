//! The enclave's shell: event loop, RPC, store file and platforms around the pure core of `executor`.
//!
//! It moves bytes and keeps time; it decides nothing about keys, messages or state.
//!
//! Reading order: [`shell`] (the parts together) → [`core`] (the one thread that owns the enclave) → [`serving`] (the threads
//! that answer queries) → [`mining`] (the threads whose work the chain measures) → [`rpc`] and [`fault`] (the edge) →
//! [`platform`] → [`store`], [`metrics`], [`options`].

pub mod core;
pub mod fault;
pub mod metrics;
pub mod mining;
pub mod options;
pub mod platform;
pub mod rpc;
pub mod serving;
pub mod shell;
pub mod store;
