//! What gatekeepers share, as pure state machines: messages in, messages and shares out (`docs/protocol/keys.md`).
//!
//! A *secret* is Shamir-shared among gatekeepers by a *ceremony*, which the chain opens and orders. Everybody who reads
//! the gatekeepers' channel runs the [`Judge`], which finds the public result; a boot that takes part also runs a
//! [`Participant`], which says its dealing and its verdict and comes out with a [`Share`]. A [`Vault`] keeps the shares of
//! one boot and seals what may outlive it. No value of this crate ever holds a secret that is shared, only shares of it.
//!
//! Who is entitled to a derived key is not decided here (`executor::keeper`); what a key is, is `crypto::threshold`.
//!
//! Reading order: [`judge`] → [`participant`] → [`share`] → [`vault`] → [`ring`] (what a compute member keeps).
#![forbid(unsafe_code)]

mod dealing;
pub mod judge;
pub mod participant;
mod polynomial;
pub mod ring;
pub mod share;
pub mod vault;

pub use crypto::threshold::{combine, CombineError, DerivedSecret};
pub use judge::{Judge, Round, Unheard};
pub use participant::Participant;
pub use ring::{CallDataSecret, KeyRing, StateKeys};
pub use share::Share;
pub use vault::{UnsealError, Vault};

#[cfg(test)]
mod tests;
