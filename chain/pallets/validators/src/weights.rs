//! Weights of the pallet's calls.
//!
//! Hand-written estimates for the pallet's own tests; a runtime uses the ones generated from its benchmarks.

use frame_support::weights::{constants::ParityDbWeight, Weight};

/// Weights that the runtime supplies.
pub trait WeightInfo {
    /// `set_validators` with `n` accounts.
    fn set_validators(n: u32) -> Weight;
}

/// Time to sort and compare one account, with margin.
const PER_ACCOUNT: Weight = Weight::from_parts(2_000_000, 128);

impl WeightInfo for () {
    fn set_validators(n: u32) -> Weight {
        PER_ACCOUNT.saturating_mul(n.into()).saturating_add(ParityDbWeight::get().reads_writes(n.into(), 1))
    }
}
