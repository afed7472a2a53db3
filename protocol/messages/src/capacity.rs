//! Measuring what a worker can compute, and whether it still does. The chain draws what a worker has to answer; its enclave
//! reads it by proof (`abi::challenge`, `abi::measurement`) and answers with [`crate::worker::Statement::Heartbeat`] and
//! [`crate::worker::Statement::Score`].
//!
//! The chain divides by its own time, from what the enclave was asked to what it answers, never by a clock of the worker's
//! host: a host that delays either makes its worker look slower.

use crate::ids::*;
use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::H256;

/// What a computing worker has to answer (`Computation::Challenges`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Challenge {
    /// The block that drew it; an answer names it.
    pub block: BlockNumber,
    /// Chain time when it was drawn.
    pub time_ms: TimeMs,
    /// Unpredictable before that block.
    pub seed: H256,
}

/// A measurement of capacity that was asked for (`Computation::Measurements`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Measurement {
    /// The block in which it was asked for; the result names it.
    pub block: BlockNumber,
    /// First block at which the result counts.
    pub until: BlockNumber,
    /// Chain time when it was asked for.
    pub time_ms: TimeMs,
    /// What the kernels begin from; unpredictable before that block, so that no result can be computed in advance.
    pub seed: H256,
}
