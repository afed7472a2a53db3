//! Unit tests, one file for each call or group of calls; each ends with the pallet's invariants.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod change;
mod collateral;
mod patrol;
mod policy;
mod refusals;
mod register;
mod standing;
mod submit;
