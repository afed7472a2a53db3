//! One verifier for every kind of TEE, on chain and off: a raw quote, the collateral of its platform family, trust
//! anchors and a policy go in, a [`VerifiedAttestation`] or a named [`Error`] comes out.
//!
//! Pure: no IO, no clock (time is an argument), no randomness. Cryptography of Intel's quotes is `dcap-qvl`, that of AMD's
//! reports is in [`snp`]; this crate decides *which* root and collateral count, that every byte of the quote is accounted for, and what is acceptable.
//! Simulated hardware takes the same path: its quotes are real TDX v4 quotes under [`development::trust_anchor`], and
//! a network that lacks that anchor refuses them like any unknown root. There is no other switch.
//!
//! It never fetches collateral, never remembers a verdict and never adds an anchor: those come from genesis.
//!
//! Afterwards a worker is judged again without its quote: [`TcbFacts::under`] newer collateral, [`re_evaluate`] by a new
//! policy.
//!
//! Who stores collateral verifies it once ([`verify_collateral`]), and then each quote by it ([`verify_quote`]).
//!
//! Reading order: [`verify`] → [`TrustAnchor`], [`Collateral`], [`Policy`] (its inputs) → [`VerifiedAttestation`],
//! [`Standing`] → [`TcbFacts`] → [`measurement`], [`dcap`], [`snp`] → [`development`] (the simulated root and its quotes).
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

mod anchor;
mod attested;
mod collateral;
mod dcap;
pub mod development;
mod error;
mod evidence;
mod facts;
mod json;
mod measurement;
mod policy;
mod proven;
mod snp;
mod verify;
mod x509;

pub use anchor::{TrustAnchor, MAX_ANCHOR};
pub use attested::VerifiedAttestation;
pub use collateral::{
    Collateral, CollateralClaims, DcapCollateral, Family, Reading, SnpCollateral, VerifiedCollateral,
    MAX_CRL, MAX_ISSUER_CHAIN, MAX_QE_IDENTITY, MAX_TCB_INFO,
};
pub use error::{Error, Flaw};
pub use evidence::{unverified_family, without_padding};
pub use facts::{AdvisoryTag, DcapTcb, Serial, TcbFacts, TcbLevel, MAX_RECORDED_ADVISORIES, MAX_SERIAL};
pub use measurement::measurement;
pub use policy::{
    re_evaluate, AcceptedStatus, AdvisoryName, AllowedMeasurement, Grace, MinimumEvaluation, Policy, Refusal,
    RefusedAdvisory, SnpLevel, Standing, TcbStatus, Version, DEFAULT_MAX_AGE_MS, MAX_ADVISORIES,
    MAX_ADVISORY_ID, MAX_EVALUATIONS, MAX_MEASUREMENTS, MAX_PLATFORMS, MAX_SNP_LEVELS, MAX_STATUSES,
};
pub use snp::{snp_quote, SnpProduct, SnpTcb};
pub use verify::{verify, verify_collateral, verify_quote};
