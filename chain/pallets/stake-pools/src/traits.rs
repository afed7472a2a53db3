//! What this pallet needs of others; the runtime ties the traits to the pallets that answer them.

use frame_support::{dispatch::DispatchResult, pallet_prelude::DispatchError};
use messages::ids::*;

/// What is at stake for a worker.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Stake {
    /// All of it.
    pub amount: Balance,
    /// The part that a slash would take that is reported and neither lifted nor carried out.
    pub at_risk: Balance,
}

/// Computing sessions of workers. Each call is all or nothing. What happens to a stake in the meantime is told to
/// [`Pallet::on_payout`](crate::Pallet::on_payout) and the functions after it.
pub trait Sessions {
    /// Begins a session of `worker`, which `operator` operates. Holds `stake` of the free funds of `staker`, and will pay
    /// rewards to that account.
    fn start(staker: &AccountId, operator: &AccountId, worker: &WorkerId, stake: Balance) -> DispatchResult;
    /// Adds to the stake of a running session.
    fn add_stake(staker: &AccountId, worker: &WorkerId, extra: Balance) -> DispatchResult;
    /// Ends a session: the worker begins to cool down. Every running session can be ended at any time, whatever the worker
    /// does; withdrawals rest on that.
    fn stop(staker: &AccountId, worker: &WorkerId) -> DispatchResult;
    /// Gives what is left of the stake back to the free funds of `staker`, when the worker has cooled down and no slash is
    /// pending. Returns how much that is.
    fn reclaim(staker: &AccountId, worker: &WorkerId) -> Result<Balance, DispatchError>;
    /// What is at stake for a worker; nothing where it has no session.
    fn stake(worker: &WorkerId) -> Stake;
    /// Makes `worker` one that `operator` can start. Returns the least stake for that.
    #[cfg(feature = "runtime-benchmarks")]
    fn make_ready(worker: &WorkerId, operator: &AccountId) -> Balance;
    /// Goes on to when the worker has cooled down.
    #[cfg(feature = "runtime-benchmarks")]
    fn pass_cool_down(worker: &WorkerId);
}

/// The registry of workers.
pub trait Workers {
    /// The account that operates the worker; `None` when it is not registered.
    fn operator(worker: &WorkerId) -> Option<AccountId>;
}
