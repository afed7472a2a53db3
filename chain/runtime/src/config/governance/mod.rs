//! How holders of PHA steer the network: referenda on tracks, votes with conviction, the treasury, and a technical committee
//! that can stop things at once but start nothing.
//!
//! Reading order: [`origins`] (in whose name decisions act) → `tracks` (how each of them is made) → `voting` (what votes)
//! → `referenda` and `scheduling` (the pallets that carry it out) → `technical` (emergencies) → `treasury` → `holders`
//! (identities and vesting). `docs/governance.md` says the same for holders.

mod holders;
pub mod origins;
mod referenda;
mod scheduling;
mod technical;
mod tracks;
mod treasury;
mod voting;
mod weights;

pub use origins::{pallet_origins, ClusterAdmin, EconomyAdmin, EnclaveAdmin};
pub use technical::{Emergency, TechnicalInstance, TwoThirds};
pub use treasury::TreasuryAccount;
