//! Derived keys: bytes in, bytes out (`docs/protocol/keys.md`).
//!
//! A key is `K = x · H2G(label)`, a PRF in the ristretto255 group whose secret `x` is Shamir-shared among gatekeepers.
//! Each gatekeeper answers with a partial `x_i · H2G(label)` and a proof that it used the share it published; the
//! requester combines any `threshold` of them in its own enclave. This crate never sees `x` where more than one
//! gatekeeper holds it, never talks to anybody and never decides who is entitled: that is `executor::keeper`.
//!
//! Reading order: [`group`] → [`proof`] → [`share`] (gatekeeper) → [`combine`] (requester) → [`ring`] (what a member
//! keeps).
#![forbid(unsafe_code)]

pub mod combine;
pub mod group;
pub mod proof;
pub mod ring;
pub mod share;

pub use combine::{combine, CombineError, DerivedSecret};
pub use ring::{KeyRing, StateKeys};
pub use share::{KeyShare, PlainShare};
