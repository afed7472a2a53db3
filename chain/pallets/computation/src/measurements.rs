//! How fast workers are: the chain asks, the enclave computes from an unpredictable seed, the chain divides by its own time.

use crate::{pallet::*, traits::*};
use economy::Score;
use frame_support::{pallet_prelude::*, traits::Time};
use messages::{capacity::Measurement, ids::*, H256};

/// A score counts units in this time.
const SCORE_MS: u128 = 6_000;

impl<T: Config> Pallet<T> {
    /// Asks a worker to measure itself. One that was asked before begins anew.
    pub(crate) fn do_measure(caller: &AccountId, worker: WorkerId) -> DispatchResult {
        ensure!(T::Attestation::operator(&worker).as_ref() == Some(caller), Error::<T>::NotTheOperator);
        let (block, length) = (Self::now(), RulesInForce::<T>::get().pace.measurement);
        let until = block.saturating_add(length);
        let measurement = Measurement { block, until, time_ms: T::Clock::now(), seed: Self::seed(block) };
        Measurements::<T>::insert(worker, measurement);
        Self::deposit_event(Event::MeasurementBegun { worker, until });
        Ok(())
    }

    /// Takes what a worker's enclave has computed since it was asked in block `asked`. The caller has checked that the worker
    /// says so, and rolls back what a failure changed.
    ///
    /// The time is the chain's, from asking to answering. The enclave computes for a part of it only, so a host that delays
    /// lowers its score.
    pub fn measured(
        worker: WorkerId,
        asked: BlockNumber,
        units: u64,
        lanes: u16,
        digest: H256,
    ) -> DispatchResult {
        let open = Measurements::<T>::get(worker).filter(|open| open.block == asked);
        let open = open.ok_or(Error::<T>::NotAsked)?;
        ensure!(Self::now() >= open.until, Error::<T>::MeasurementRuns);
        Measurements::<T>::remove(worker);
        let elapsed = u128::from(T::Clock::now().saturating_sub(open.time_ms));
        let score = u128::from(units).saturating_mul(SCORE_MS).checked_div(elapsed).unwrap_or_default();
        Self::deposit_event(Event::Measured { worker, seed: open.seed, lanes, units, digest });
        Self::set_score(worker, Score::try_from(score).unwrap_or(Score::MAX))
    }

    /// Takes notice that a worker is no longer registered. A session of it goes on until it is stopped.
    pub fn worker_removed(worker: &WorkerId) {
        Self::attestation_changed(worker);
        Measurements::<T>::remove(worker);
        Scores::<T>::remove(worker);
    }
}
