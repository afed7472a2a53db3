//! The light client of Adyton: GRANDPA finality, storage proofs and channel digests, without IO.
//!
//! It turns a host's [`SyncBundle`](messages::bundle::SyncBundle) into a [`VerifiedBatch`], or refuses it with an
//! [`Error`] that names who is at fault, and changes nothing then. Its only trust root is the genesis hash. Enclaves,
//! the command line and the browser run the same code. Rules: `docs/protocol/light-client.md`.
//!
//! It never does IO, never reads a clock, never draws randomness, never replays a block and never executes anything.
//!
//! Reading order: [`client`] (verify, then apply) → `header` and [`authorities`] (what is finalized, and by whom) →
//! `justification` (proof of it) → [`facts`] (what state says there) → `channel` (which messages it vouches for) →
//! [`lease`] (how long it may be relied on) → [`user`] (what users check beyond that) → [`error`].
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod authorities;
mod channel;
pub mod client;
pub mod error;
pub mod facts;
mod header;
mod justification;
pub mod lease;
#[cfg(feature = "testing")]
pub mod testing;
pub mod user;

pub use authorities::AuthoritySet;
pub use client::{HeadView, LightClient, VerifiedBatch, VerifiedHead, MAX_CALLER_KEYS};
pub use error::{CallerFault, ChainFault, Error, HostFault};
pub use facts::Facts;
pub use lease::Lease;
