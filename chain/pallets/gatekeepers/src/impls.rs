//! What the runtime and other pallets call.

use crate::{pallet::*, weights::WeightInfo};
use alloc::vec::Vec;
use frame_support::{pallet_prelude::*, traits::Randomness};
use frame_system::pallet_prelude::BlockNumberFor;
use messages::{ids::*, keys::Secret, limits::BEACON_PERIOD, worker::Statement, H256};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
    /// Takes a statement of an attested worker: an outcome, a lost share, a partial of the beacon, or evidence. The
    /// caller has checked the worker's envelope, and rolls back what a failure changed.
    pub fn handle_statement(worker: WorkerId, statement: Statement) -> DispatchResult {
        match statement {
            Statement::Outcome(outcome) => Self::record_outcome(worker, outcome),
            Statement::ShareLost { ceremony } => Self::record_loss(worker, ceremony),
            Statement::Beacon { round, ceremony, partial } => {
                Self::record_partial(worker, round, ceremony, partial)
            }
            Statement::FalseGrant(grant) => Self::judge_grant(&grant),
            Statement::Votes { .. }
            | Statement::InputKey(_)
            | Statement::Lease(_)
            | Statement::Endpoint(_)
            | Statement::EpochLost { .. }
            | Statement::ToChannel { .. }
            | Statement::Heartbeat { .. }
            | Statement::Score { .. } => Err(Error::<T>::NotAGatekeeperStatement.into()),
        }
    }

    /// Upper bound of the weight of [`Pallet::handle_statement`].
    pub fn statement_weight(statement: &Statement) -> Weight {
        match statement {
            Statement::Outcome(_) => T::WeightInfo::outcome(),
            Statement::ShareLost { .. } => T::WeightInfo::share_lost(),
            Statement::Beacon { .. } => T::WeightInfo::beacon(),
            Statement::FalseGrant(grant) => T::WeightInfo::false_grant(grant.partials.len() as u32),
            Statement::Votes { .. }
            | Statement::InputKey(_)
            | Statement::Lease(_)
            | Statement::Endpoint(_)
            | Statement::EpochLost { .. }
            | Statement::ToChannel { .. }
            | Statement::Heartbeat { .. }
            | Statement::Score { .. } => Weight::zero(),
        }
    }

    /// Whether the worker deals or receives in an open ceremony. It may then speak in the gatekeepers' channel, member of
    /// the committee or not.
    pub fn takes_part(worker: &WorkerId) -> bool {
        Ceremonies::<T>::get().iter().any(|ceremony| ceremony.involves(worker))
    }

    /// The current epoch; 0 before the first.
    pub fn epoch() -> Epoch {
        Keys::<T>::get().epoch().unwrap_or_default()
    }

    /// The current generation; 0 before the first.
    pub fn generation() -> Generation {
        Keys::<T>::get().generation().unwrap_or_default()
    }

    /// Whether the secret of this epoch is shared, so that its keys can be derived.
    pub fn has_sharing(epoch: Epoch) -> bool {
        Keys::<T>::get().sharing(&Secret::Epoch(epoch)).is_some()
    }

    pub(crate) fn now() -> BlockNumber {
        frame_system::Pallet::<T>::block_number().saturated_into()
    }

    pub(crate) fn genesis_hash() -> GenesisHash {
        frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::from(0u32))
    }
}

impl<T: Config> Randomness<H256, BlockNumberFor<T>> for Pallet<T> {
    /// The newest beacon value bound to `subject`, with the block from which it was due: gatekeepers' parts may have been
    /// seen from then on. Before the first value the number is 0, so nothing that was committed to counts as earlier.
    fn random(subject: &[u8]) -> (H256, BlockNumberFor<T>) {
        let (value, round) =
            LastBeacon::<T>::get().map_or(([0; 32], 0), |beacon| (beacon.value, beacon.round));
        let bytes: Vec<u8> = [&value[..], subject].concat();
        (crypto::hash::blake2_256(&bytes), round.saturating_mul(BEACON_PERIOD).into())
    }
}
