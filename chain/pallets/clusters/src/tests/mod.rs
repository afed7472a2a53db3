//! Unit tests; each ends with the pallet's invariants.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod claims;
mod deposits;
mod random;
mod service;
mod terms;
