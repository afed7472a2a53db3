//! Ethereum JSON-RPC over a confidential committee; untrusted.
//!
//! It seals transactions of ordinary wallets to the committee, pays the chain's fee for many of them at once, and answers
//! reads from workers, whose answers prove themselves. It can withhold and delay, and it sees what ordinary wallets show it;
//! it cannot forge a transaction. Clients that seal by themselves show it nothing. Rules: `docs/protocol/gateway.md`.
//!
//! Reading order: [`run`](mod@run) (the parts) → [`server`], [`limits`] (the port) → [`methods`] (what is asked) →
//! [`json`], [`error`] (how it is written) → [`cluster`] (whom it asks) → [`pool`] (what it sends) → [`development`]
//! (what only development chains have) → [`metrics`], [`options`].
#![forbid(unsafe_code)]
// A question goes through many nested futures, from a method down to the connection to a node.
#![recursion_limit = "256"]

pub mod cluster;
pub mod development;
pub mod error;
pub mod json;
pub mod limits;
pub mod methods;
pub mod metrics;
pub mod options;
pub mod pool;
pub mod run;
pub mod server;

pub use options::Options;
pub use run::{run, GatewayError};
