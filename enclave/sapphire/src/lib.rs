//! Oasis Sapphire's interface as pure functions: its contracts and client libraries run on an Adyton committee unchanged.
//!
//! No EVM, no IO, no clock, no randomness of its own: seeds and surroundings are arguments, and the same arguments give
//! the same results on every replica. Whatever a caller sends ends in a typed error or a failed precompile, never in a
//! panic; work and memory are bounded by the gas or by the length of the input.
//!
//! Reading order: [`Precompile`] (what contracts call) → [`Envelope`] (encrypted calldata and results) →
//! [`SignedQuery`] (queries with a sender) → [`caller`] (the other side of the envelope).
//!
//! Sources: the modules `evm` and `core` of `oasis-sdk` (Apache-2.0) and the client packages `sapphire-paratime` and
//! `sapphire-contracts`, read for the interface; the code is our own. What differs and why: `docs/protocol/evm.md`,
//! "Sapphire's interface".
#![forbid(unsafe_code)]

pub mod caller;
mod cbor;
mod envelope;
mod mrae;
mod precompile;
mod random;
mod result;
mod signature;
mod signed_query;

pub use envelope::{Envelope, EnvelopeError, Opened, CALL_DATA_EPOCHS};
pub use mrae::{CallDataSecret, ReplyKey, NONCE_LEN};
pub use precompile::{CallDataKey, CallEnv, Failure, Output, Precompile};
pub use random::{RandomStream, MAX_RANDOM_BYTES};
pub use result::{result_nonce, CallResult, Log};
pub use signed_query::{Leash, LeashError, QueryCall, QueryData, SignatureError, SignedQuery};
