//! What this pallet needs of others, and what it offers to those that stake; the runtime ties the traits to the pallets
//! that answer them.

use economy::{Confidence, State};
use frame_support::{dispatch::DispatchResult, weights::Weight};
use messages::ids::*;
use sp_runtime::DispatchError;

/// How workers stand with attestation. Answered from the registry.
pub trait Attestation {
    /// The account that operates the worker; `None` when it is not registered.
    fn operator(worker: &WorkerId) -> Option<AccountId>;
    /// What the worker's attestation is worth now. [`Confidence::None`] when it is not registered, suspended, expired, or
    /// simulated on a production network.
    fn confidence(worker: &WorkerId) -> Confidence;
    /// Registers a fully trusted worker without evidence.
    #[cfg(feature = "runtime-benchmarks")]
    fn make_live(worker: &WorkerId, operator: &AccountId);
}

/// What happened to a stake without its staker's doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StakeEvent {
    /// The session ended; the stake can be withdrawn from this block on.
    Stopped {
        /// First block at which [`Sessions::withdraw`] succeeds.
        free_from: BlockNumber,
    },
    /// Misbehaviour of the worker was proven. This part of the stake is lost unless governance lifts the slash: whoever
    /// prices the stake should count it as lost already.
    SlashReported {
        /// What is at risk now, all reports together.
        at_risk: Balance,
    },
    /// Governance lifted the slash: nothing is at risk any more.
    SlashLifted,
    /// The slash was carried out.
    Slashed {
        /// What is gone from the stake. At most what was at risk.
        amount: Balance,
    },
}

/// Accounts that stake on behalf of others. Answered from the pools; `()` where everybody stakes for themselves.
///
/// Everything is stored before these are called, so they may use [`Sessions`].
pub trait Stakers {
    /// The account that what a worker earns is paid to.
    fn payee(staker: &AccountId, worker: &WorkerId) -> AccountId;
    /// `amount` was paid to the payee. A failure undoes the payment: the worker keeps its claim until its next heartbeat.
    fn on_payout(staker: &AccountId, worker: &WorkerId, amount: Balance) -> DispatchResult;
    /// Something happened to the stake. Called also where the staker's own call caused it.
    fn on_stake_event(staker: &AccountId, worker: &WorkerId, event: StakeEvent);
    /// Upper bound of the weight of [`Stakers::payee`] with [`Stakers::on_payout`].
    fn payout_weight() -> Weight;
    /// Upper bound of the weight of [`Stakers::on_stake_event`].
    fn event_weight() -> Weight;
}

impl Stakers for () {
    fn payee(staker: &AccountId, _worker: &WorkerId) -> AccountId {
        staker.clone()
    }

    fn on_payout(_staker: &AccountId, _worker: &WorkerId, _amount: Balance) -> DispatchResult {
        Ok(())
    }

    fn on_stake_event(_staker: &AccountId, _worker: &WorkerId, _event: StakeEvent) {}

    fn payout_weight() -> Weight {
        Weight::zero()
    }

    fn event_weight() -> Weight {
        Weight::zero()
    }
}

/// A stake as its staker sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stake {
    /// Whose it is: it is held in this account's balance, under this pallet's reason.
    pub staker: AccountId,
    /// How much.
    pub amount: Balance,
    /// The part that a reported slash would take; 0 where none is pending.
    pub at_risk: Balance,
    /// Where the session stands.
    pub state: State,
    /// Block from which on the stake can be withdrawn; `None` while the session runs.
    pub free_from: Option<BlockNumber>,
}

/// Sessions as pallets that stake use them. Every call is all or nothing.
pub trait Sessions {
    /// Starts a session: holds `stake` of `staker`'s free balance. `operator` is who consented to it; it must be the one
    /// that operates the worker now.
    fn start(staker: &AccountId, operator: &AccountId, worker: WorkerId, stake: Balance) -> DispatchResult;
    /// Adds to the stake of a running session, which raises its value by what the same stake would have given at its
    /// start.
    fn add_stake(staker: &AccountId, worker: &WorkerId, extra: Balance) -> DispatchResult;
    /// Ends a session. What it earned since its last heartbeat goes to the treasury; the stake is free after the cooling
    /// down. Always succeeds for the staker of a running session.
    fn stop(staker: &AccountId, worker: &WorkerId) -> DispatchResult;
    /// Gives the stake back, when it has cooled down and no slash is pending, and forgets the session. Returns what was
    /// released.
    fn withdraw(staker: &AccountId, worker: &WorkerId) -> Result<Balance, DispatchError>;
    /// The stake of a session; `None` where the worker has none.
    fn stake(worker: &WorkerId) -> Option<Stake>;
    /// The least stake that a session of this worker can start with now; `None` while its capacity is not known.
    fn minimum_stake(worker: &WorkerId) -> Option<Balance>;
    /// Upper bound of the weight of [`Sessions::start`].
    fn start_weight() -> Weight;
    /// Upper bound of the weight of [`Sessions::add_stake`].
    fn add_stake_weight() -> Weight;
    /// Upper bound of the weight of [`Sessions::stop`].
    fn stop_weight() -> Weight;
    /// Upper bound of the weight of [`Sessions::withdraw`].
    fn withdraw_weight() -> Weight;
}
