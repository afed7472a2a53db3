//! Unit tests; each ends with the pallet's invariants.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::cloned_ref_to_slice_refs)] // `&[commit.clone()]` reads best among longer runs

mod effects;
mod generations;
mod keepers;
mod keys;
mod lost;
mod membership;
mod misconduct;
mod progress;
mod service;
mod stress;
mod votes;
