//! Tests of the assembled runtime, native, on the genesis state of its presets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod chain;
mod clusters;
mod economy;
mod enclave_abi;
mod governance;
mod statements;
mod validators;
mod workers;
