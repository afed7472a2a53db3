//! Computing sessions: stake, value, heartbeats, payout and slashing of workers.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod traits;

pub use traits::{Attestation, Sessions, Stake, StakeEvent, Stakers};
