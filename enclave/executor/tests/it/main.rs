//! The chain in memory and whole enclaves around it, in one process: what a member of a committee does when chain,
//! users, gatekeepers and hosts behave, and when they do not.
//!
//! Reading order: [`support`] (the world) → [`calls`] (the canonical loop) → the rest, one file per rule.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(missing_docs, unreachable_pub)]

mod blocks;
mod calls;
mod commits;
mod determinism;
mod development;
mod effects;
mod encrypted;
mod epochs;
mod ethereum;
mod fees;
mod gatekeepers;
mod generations;
mod hostile_host;
mod hostile_user;
mod joins;
mod keys;
mod lost_epochs;
mod mining;
mod queries;
mod support;
