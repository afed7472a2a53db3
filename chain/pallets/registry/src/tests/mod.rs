//! Unit tests, one file for each call or group of calls; each ends with the pallet's invariants.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod policy;
mod register;
mod submit;
