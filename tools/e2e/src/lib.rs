//! Whole networks of real processes, for the demo and for the tests in `tests/`.
//!
//! Reading order: [`network`] (a local network that leaves nothing behind) → [`cluster`] (a person's dealings with its
//! cluster) → [`contracts`] (the contracts of `contracts/`) → [`chain`] (what the chain says) → [`keepers`] →
//! [`validators`] → [`cli`] (programs run to their end) → [`miner`] → [`demo`].

pub mod chain;
pub mod cli;
pub mod cluster;
pub mod contracts;
pub mod demo;
pub mod keepers;
pub mod miner;
pub mod network;
pub mod process;
pub mod validators;
pub mod wait;
