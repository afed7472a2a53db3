//! The light client against honest and hostile hosts, on synthetic chains.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod errors;
mod fuzz;
mod hostile_host;
mod support;
mod sync;
