//! Committee 0: its members are whom the gatekeepers' pallet names.

use crate::{pallet::*, types::*};
use alloc::vec::Vec;
use frame_support::pallet_prelude::*;
use messages::{committee::Committee, ids::*};

impl<T: Config> Pallet<T> {
    /// The gatekeepers; `None` on a network without any.
    pub fn keepers() -> Option<Committee> {
        Committees::<T>::get(KEEPER_COMMITTEE)
    }

    /// Makes `members`, in any order, the gatekeepers. Their channel is told nothing: it is theirs to talk in.
    ///
    /// Fails on a network without gatekeepers, for too many or equal members, and for a threshold that they cannot reach
    /// or that is no majority of them.
    pub fn set_keepers(members: Vec<WorkerId>, threshold: u16) -> DispatchResult {
        let mut committee = Self::committee(KEEPER_COMMITTEE)?;
        let members = Self::ordered(members)?;
        let range = 1..=members.len();
        ensure!(range.contains(&threshold.into()), Error::<T>::ThresholdOutOfRange);
        Self::ensure_majority(threshold, members.len())?;

        let somebody_left = committee.members.iter().any(|worker| !members.contains(worker));
        if somebody_left {
            committee.key_version = committee.key_version.saturating_add(1);
        }
        committee.members = members.clone();
        committee.threshold = threshold;
        Committees::<T>::insert(KEEPER_COMMITTEE, committee);
        let attendance = members.iter().map(|worker| Attendance::new(*worker, 0)).collect();
        Attendances::<T>::insert(KEEPER_COMMITTEE, AttendanceList::truncate_from(attendance));
        Self::deposit_event(Event::KeepersSet { members, threshold });
        Ok(())
    }
}
