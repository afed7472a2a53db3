//! Kernels that measure what a machine can compute.
//!
//! A *unit* of work is one [round](Lane::round) of one *lane*: the same four kernels, each for the same amount of work, on
//! any machine. A lane is a chain: each kernel begins from the digest of everything before it, so rounds can be neither
//! skipped nor reordered nor, without the seed, computed in advance. The threads of a worker share [`Lanes`] between them,
//! and what these have computed is a [`Tally`], which anybody can [compute again](recompute).
//!
//! What follows from it and what does not: `docs/protocol/capacity.md`.
//!
//! Reading order: [`Lane`] → `kernels` (what a round runs) → [`Lanes`], [`Tally`] → [`recompute`].
#![forbid(unsafe_code)]

mod kernels;
mod lane;
mod lanes;

pub use kernels::Scratch;
pub use lane::Lane;
pub use lanes::{recompute, Lanes, Tally, MAX_LEAD};
