//! What this pallet needs of others, and what it offers to computation; the runtime ties the traits together.

use frame_support::{dispatch::DispatchResult, pallet_prelude::DispatchError};
use messages::ids::*;

/// Computing sessions of workers.
pub trait Computation {
    /// Begins a session of `worker`. Takes `stake` from the free funds of `staker`, and will pay rewards to that account.
    fn start(worker: &WorkerId, staker: &AccountId, stake: Balance) -> DispatchResult;
    /// Ends the worker's session: it begins to cool down. Every session can be ended at any time, whatever the worker
    /// does; withdrawals rest on that.
    fn stop(worker: &WorkerId) -> DispatchResult;
    /// Gives what is left of the stake back to the free funds of the staker, when the worker has cooled down. Returns how
    /// much that is.
    fn reclaim(worker: &WorkerId) -> Result<Balance, DispatchError>;
    /// What is at stake for the worker now.
    fn stake(worker: &WorkerId) -> Balance;
    /// Lets `worker` be one that can start with `stake`.
    #[cfg(feature = "runtime-benchmarks")]
    fn make_ready(worker: &WorkerId, operator: &AccountId);
    /// The least stake with which such a worker can start.
    #[cfg(feature = "runtime-benchmarks")]
    fn least_stake() -> Balance;
    /// Goes on to when the worker has cooled down.
    #[cfg(feature = "runtime-benchmarks")]
    fn pass_cool_down(worker: &WorkerId);
}

/// What computation tells whose funds are at stake. Each takes constant time and cannot fail.
pub trait Staker {
    /// `amount` was paid to the staker's account for the work of `worker`.
    fn paid(worker: &WorkerId, amount: Balance);
    /// `amount` of the stake of `worker` is lost. Called once for each loss, whether the worker computes or cools down.
    fn slashed(worker: &WorkerId, amount: Balance);
    /// `amount` of what was slashed is at stake for `worker` again: an appeal was granted before the stake was reclaimed.
    fn restored(worker: &WorkerId, amount: Balance);
    /// The session of `worker` ended without [`Computation::stop`].
    fn stopped(worker: &WorkerId);
}

/// The registry of workers.
pub trait Workers {
    /// The account that operates the worker; `None` when it is not registered.
    fn operator(worker: &WorkerId) -> Option<AccountId>;
}
