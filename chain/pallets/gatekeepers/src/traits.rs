//! What this pallet needs of others; the runtime ties the traits to the pallets that answer them.

use alloc::vec::Vec;
use frame_support::dispatch::DispatchResult;
use messages::{ceremony::Receiver, channel::Head, ids::*};

/// The registry of workers.
pub trait Workers {
    /// Whether the worker is registered and its attestation counts now.
    fn is_live(worker: &WorkerId) -> bool;
    /// The account that operates the worker; `None` when it is not registered.
    fn operator(worker: &WorkerId) -> Option<AccountId>;
    /// The worker's newest boot and its key; `None` when it is not registered, or its evidence is not kept.
    fn receiver(worker: &WorkerId) -> Option<Receiver>;
    /// Registers a live worker without evidence.
    #[cfg(feature = "runtime-benchmarks")]
    fn make_live(worker: &WorkerId, operator: &AccountId);
}

/// Validators of the chain, or collators where others validate.
pub trait Validators {
    /// Whether the account makes blocks in this session.
    fn is_validator(account: &AccountId) -> bool;
    /// Makes the account one.
    #[cfg(feature = "runtime-benchmarks")]
    fn make_validator(account: &AccountId);
}

/// The committee of gatekeepers, number 0. Its membership is this pallet's alone.
pub trait Committee {
    /// Its members, ascending.
    fn members() -> Vec<WorkerId>;
    /// Partials that its current generation needs to derive a key.
    fn threshold() -> u16;
    /// Makes `members`, ascending and distinct, the committee.
    fn set(members: Vec<WorkerId>, threshold: u16) -> DispatchResult;
    /// Whether a committee keeps its state under keys of this generation.
    fn generation_in_use(generation: Generation) -> bool;
}

/// The gatekeepers' channel, number 0.
pub trait Channel {
    /// Where it stands.
    fn head() -> Head;
    /// Notes that nobody needs messages up to `upto`, inclusive, any more.
    fn acknowledge(upto: Seq);
}
