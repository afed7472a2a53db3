//! Tests, by what happens.

mod attestation;
mod cost;
mod governance;
mod heartbeats;
mod measurements;
mod payouts;
mod random;
mod sessions;
mod slashing;
