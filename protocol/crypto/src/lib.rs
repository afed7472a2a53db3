//! Cryptography of Adyton, one file per primitive, shared by chain, enclaves and clients.
//!
//! It knows the types of `messages` and nothing of protocol state. It never draws randomness (seeds are arguments),
//! never reads a clock and never invents a primitive: it binds well-known ones to domains.
//!
//! Reading order: [`hash`] (digests), [`identity`] (workers), [`sealing`] (HPKE) with [`padding`],
//! [`eip712`] (callers), [`caller`] (askers) with [`sign_in`], [`prf`] (derivation), [`threshold`] (what gatekeepers derive), [`simulated`] (the development network's machines).
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod caller;
pub mod eip712;
pub mod hash;
pub mod identity;
pub mod padding;
pub mod prf;
pub mod sealing;
pub mod sign_in;
pub mod simulated;
pub mod threshold;
