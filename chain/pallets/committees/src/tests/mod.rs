//! Unit tests; each ends with the pallet's invariants.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod effects;
mod keys;
mod membership;
mod progress;
mod stress;
mod votes;
