//! What every program on the host side shares: pherry, the command line, the tests and the benchmarks.
//!
//! Enclaves do not trust this code; its user does. It never takes a node's or a worker's word for what a user relies
//! on: input keys, memberships and the age of answers come from proofs that the light client verified.
//!
//! Reading order: [`node`] (connections to the chain) → [`bundle`] (what workers are fed) → [`submit`] (what is sent to
//! the chain) → [`worker_api`] (a worker's RPC) → [`committee`] and [`keepers`] (a user's own verified view) → [`calls`]
//! (sealed calls, queries and receipts). Rules: `docs/protocol/host.md`.
#![forbid(unsafe_code)]

pub mod bundle;
pub mod calls;
pub mod committee;
pub mod keepers;
pub mod node;
pub mod submit;
pub mod worker_api;
