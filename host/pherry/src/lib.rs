//! The bridge between chain and enclaves: relayer and fleet manager.
//!
//! It feeds workers with bundles, submits what they sign, and carries keys and snapshots between them. Nothing in it is
//! trusted: enclaves verify what it brings, the chain verifies what it submits. It never sees a plaintext or a key, and
//! it decides nothing but when. Rules: `docs/protocol/host.md`.
//!
//! Reading order: [`relay`] (the tasks and their channels) → [`feeder`] (one for each worker) → [`queue`] (what waits to
//! be submitted; pure) and [`submitter`] → [`courier`] (keys and snapshots) →
//! [`collateral`] (what hardware vendors publish) → [`board`], [`metrics`], [`http`] (what people see) →
//! [`options`].
#![forbid(unsafe_code)]

pub mod board;
pub mod collateral;
pub mod courier;
pub mod feeder;
pub mod http;
pub mod metrics;
pub mod options;
pub mod queue;
pub mod relay;
pub mod submitter;
