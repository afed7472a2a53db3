//! What the runtime and other pallets call.

use crate::{pallet::*, traits::*, weights::WeightInfo};
use economy::Score;
use frame_support::pallet_prelude::*;
use messages::ids::*;
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
    /// Takes a worker's measured capacity. Its next session starts with it; a running one goes on with its own.
    pub fn set_score(worker: WorkerId, score: Score) -> DispatchResult {
        Self::do_set_score(worker, score)
    }

    /// Takes notice that a worker registered, renewed, or is no longer registered.
    pub fn attestation_changed(worker: &WorkerId) {
        // It fails where there is nothing to do: no session, or nothing that changed.
        let _ = Self::do_reassess(*worker);
    }

    /// Upper bound of the weight of [`Pallet::heartbeat`].
    pub fn heartbeat_weight() -> Weight {
        T::WeightInfo::heartbeat().saturating_add(T::Stakers::payout_weight())
    }

    /// Upper bound of the weight of [`Pallet::measured`].
    pub fn measured_weight() -> Weight {
        T::WeightInfo::measured()
    }

    /// Upper bound of the weight of [`Pallet::report_misbehaviour`].
    pub fn report_weight() -> Weight {
        T::WeightInfo::report().saturating_add(T::Stakers::event_weight().saturating_mul(2))
    }

    /// Upper bound of the weight of [`Pallet::attestation_changed`].
    pub fn attestation_changed_weight() -> Weight {
        T::WeightInfo::reassess()
    }

    /// Upper bound of the weight of [`Pallet::worker_removed`].
    pub fn worker_removed_weight() -> Weight {
        T::WeightInfo::reassess().saturating_add(T::DbWeight::get().writes(2))
    }

    pub(crate) fn now() -> BlockNumber {
        frame_system::Pallet::<T>::block_number().saturated_into()
    }
}

impl<T: Config> Sessions for Pallet<T> {
    fn start(staker: &AccountId, operator: &AccountId, worker: WorkerId, stake: Balance) -> DispatchResult {
        Self::do_start(staker, operator, worker, stake)
    }

    fn add_stake(staker: &AccountId, worker: &WorkerId, extra: Balance) -> DispatchResult {
        Self::do_add_stake(staker, *worker, extra)
    }

    fn stop(staker: &AccountId, worker: &WorkerId) -> DispatchResult {
        Self::do_stop(staker, worker)
    }

    fn withdraw(staker: &AccountId, worker: &WorkerId) -> Result<Balance, DispatchError> {
        Self::do_withdraw(staker, worker)
    }

    fn stake(worker: &WorkerId) -> Option<Stake> {
        let session = Workers::<T>::get(worker)?;
        Some(Stake {
            staker: session.staker,
            amount: session.stake,
            at_risk: Slashes::<T>::get(worker).map_or(0, |slash| slash.amount),
            state: session.position.state,
            free_from: session.free_from,
        })
    }

    fn minimum_stake(worker: &WorkerId) -> Option<Balance> {
        let rules = RulesInForce::<T>::get().stake;
        Scores::<T>::get(worker).map(|score| rules.minimum(score.min(rules.max_score)))
    }

    fn start_weight() -> Weight {
        T::WeightInfo::start()
    }

    fn add_stake_weight() -> Weight {
        T::WeightInfo::add_stake()
    }

    fn stop_weight() -> Weight {
        T::WeightInfo::stop()
    }

    fn withdraw_weight() -> Weight {
        T::WeightInfo::withdraw()
    }
}

/// For benchmarks of pallets that stake.
#[cfg(feature = "runtime-benchmarks")]
impl<T: Config> Pallet<T> {
    /// Makes `worker` one that `operator` can start. Returns the least stake for that.
    pub fn make_ready(worker: &WorkerId, operator: &AccountId) -> Balance {
        const ANY_SCORE: Score = 1_000;
        T::Attestation::make_live(worker, operator);
        Scores::<T>::insert(worker, ANY_SCORE);
        RulesInForce::<T>::get().stake.minimum(ANY_SCORE)
    }

    /// Goes on to when the stake of `worker`, whose session has ended, can be withdrawn.
    pub fn pass_cool_down(worker: &WorkerId) {
        let free_from = Workers::<T>::get(worker).and_then(|session| session.free_from);
        if let Some(block) = free_from {
            frame_system::Pallet::<T>::set_block_number(block.into());
        }
    }
}
