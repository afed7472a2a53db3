//! # Gatekeepers
//!
//! Who holds the network's secrets in threshold, and the ceremonies by which they come to do so
//! (`docs/protocol/keys.md`).
#![cfg_attr(not(feature = "std"), no_std)]
