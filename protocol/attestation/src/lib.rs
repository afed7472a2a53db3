//! One verifier for every kind of TEE, on chain and off: a raw quote, the collateral of its platform family, trust
//! anchors and a policy go in, a [`VerifiedAttestation`] or a named [`Error`] comes out.
//!
//! Pure: no IO, no clock (time is an argument), no randomness. Cryptography of Intel's quotes is `dcap-qvl`; this crate
//! decides *which* root and collateral count, that every byte of the quote is accounted for, and what is acceptable.
//! Simulated hardware takes the same path: its quotes are real TDX v4 quotes under [`development::trust_anchor`], and
//! a network that lacks that anchor refuses them like any unknown root. There is no other switch.
//!
//! It never fetches collateral, never remembers a verdict and never adds an anchor: those come from genesis.
//!
//! Reading order: [`verify`] → [`TrustAnchor`], [`Collateral`], [`Policy`] (its inputs) → [`VerifiedAttestation`] →
//! [`measurement`] → [`development`] (the simulated root and its quotes).
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

mod anchor;
mod attested;
mod collateral;
pub mod development;
mod error;
mod evidence;
mod json;
mod measurement;
mod policy;
mod verify;

pub use anchor::{TrustAnchor, MAX_ANCHOR};
pub use attested::VerifiedAttestation;
pub use collateral::{
    Collateral, CollateralClaims, Family, MAX_CRL, MAX_ISSUER_CHAIN, MAX_QE_IDENTITY, MAX_TCB_INFO,
};
pub use error::Error;
pub use evidence::{unverified_family, without_padding};
pub use measurement::measurement;
pub use policy::{
    AcceptedStatus, AllowedMeasurement, Policy, RefusedAdvisory, TcbStatus, DEFAULT_MAX_AGE_MS,
    MAX_ADVISORIES, MAX_ADVISORY_ID, MAX_MEASUREMENTS, MAX_PLATFORMS, MAX_STATUSES,
};
pub use verify::{verify, verify_collateral};
