//! Weights of conviction voting, whose votes and delegations look at a voter's shares of pools besides.

use crate::*;
use frame_support::weights::Weight;
use pallet_conviction_voting::WeightInfo;
use pallet_stake_pools::MAX_HOLDINGS;

/// The pallet's own measurements.
type Measured = pallet_conviction_voting::weights::SubstrateWeight<Runtime>;

/// [`Measured`], and reading what shares are worth.
pub struct VotingWeights;

/// The list of a voter's pools, and of each the position and the pool.
fn worth_of_shares() -> Weight {
    <Runtime as frame_system::Config>::DbWeight::get().reads(u64::from(1 + 2 * MAX_HOLDINGS))
}

impl WeightInfo for VotingWeights {
    fn vote_new() -> Weight {
        Measured::vote_new().saturating_add(worth_of_shares())
    }

    fn vote_existing() -> Weight {
        Measured::vote_existing().saturating_add(worth_of_shares())
    }

    fn remove_vote() -> Weight {
        Measured::remove_vote()
    }

    fn remove_other_vote() -> Weight {
        Measured::remove_other_vote()
    }

    fn delegate(votes: u32) -> Weight {
        Measured::delegate(votes).saturating_add(worth_of_shares())
    }

    fn undelegate(votes: u32) -> Weight {
        Measured::undelegate(votes)
    }

    fn unlock() -> Weight {
        Measured::unlock()
    }
}
