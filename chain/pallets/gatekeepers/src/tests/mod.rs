//! Behaviour of the pallet, one file per topic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod beacon;
mod contenders;
mod election_stress;
mod elections;
mod evidence;
mod generations;
mod handing_on;
mod losses;
mod members;
mod opening;
mod outcomes;
mod stress;
mod vouching;
