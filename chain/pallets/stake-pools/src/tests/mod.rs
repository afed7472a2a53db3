//! Unit tests; each ends with the pallet's invariants.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod commissions;
mod deposits;
mod lives;
mod malice;
mod model;
mod owners;
mod queue;
mod shares;
mod slashes;
mod vaults;
mod voting;
mod with_computation;
mod workers;
