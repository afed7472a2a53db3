//! The threshold PRF that every derived key and the beacon come from (`docs/protocol/keys.md`).
//!
//! `K = x · H2G(label)` in ristretto255, where `x` is Shamir-shared: each holder evaluates with its share and proves it
//! ([`partial`], [`proof`]), anybody combines `threshold` partials ([`combine`]). After Jarecki, Kiayias, Krawczyk,
//! "Round-optimal password-protected secret sharing and T-PAKE" (ASIACRYPT 2014), with the proofs of Chaum and Pedersen.
//! Here is what both the chain and enclaves need; how shares come to be is `keys`.

pub mod combine;
pub mod group;
pub mod partial;
pub mod proof;

pub use combine::{beacon_value, combine, lagrange_at_zero, CombineError, DerivedSecret};
pub use partial::{evaluate, verify_partial};

#[cfg(test)]
pub(crate) mod tests;
