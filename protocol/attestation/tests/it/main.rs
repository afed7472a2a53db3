//! Behaviour of the verifier, seen from outside.
//!
//! Must-fail tables: [`refusals`] (Intel's path), [`snp`] (AMD's). Hostile forms: [`flips`]. Real samples: [`intel`],
//! [`snp`]. Collateral that was verified before: [`verified`].
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::disallowed_methods)] // samples are files

mod development_root;
mod flips;
mod intel;
mod policy;
mod refusals;
mod snp;
mod snp_authority;
mod support;
mod verified;
