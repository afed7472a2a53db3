//! Tests of the assembled runtime, native, on the genesis state of its presets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod chain;
mod enclave_abi;
mod statements;
mod validators;
mod workers;
