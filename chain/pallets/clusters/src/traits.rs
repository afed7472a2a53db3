//! What this pallet needs of others; the runtime ties the trait to the pallets that answer it.

use messages::ids::*;

/// Clusters and those who serve them.
pub trait Committees {
    /// Whether there is a committee of this number that computes.
    fn is_cluster(id: CommitteeId) -> bool;
    /// Who owns a cluster; `None` where governance alone decides.
    fn owner(id: CommitteeId) -> Option<AccountId>;
    /// The account that operates a worker; `None` when it is not registered.
    fn operator(worker: &WorkerId) -> Option<AccountId>;
    /// A cluster of `owner`, with workers that are registered to these operators.
    #[cfg(feature = "runtime-benchmarks")]
    fn make(owner: &AccountId, workers: &[(WorkerId, AccountId)]) -> CommitteeId;
}
