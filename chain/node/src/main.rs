//! `adyton-node`: the node of the solo chain.
//!
//! Reading order: [`cli`] (what can be asked) → [`command`] (what is then done) → [`chain_spec`] (which network) →
//! [`preflight`] (what would keep it from running) → [`service`] (a running node) → [`rpc`] (what it answers).
//!
//! The node has nothing that a standard Substrate node does not have: enclaves and relayers need standard RPC only.
#![allow(clippy::result_large_err)] // the SDK's errors are large, and a node has one in its life

mod chain_spec;
mod cli;
mod command;
mod error;
mod preflight;
mod rpc;
mod service;

use std::process::ExitCode;

fn main() -> ExitCode {
    match command::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("adyton-node: {error}");
            ExitCode::FAILURE
        }
    }
}
