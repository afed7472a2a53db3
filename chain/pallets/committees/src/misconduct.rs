//! Members that contradict themselves or their committee, and when that is nobody's fault.

use crate::{commits::window, pallet::*, traits::*};
use frame_support::{pallet_prelude::*, traits::Get};
use messages::ids::*;

impl<T: Config> Pallet<T> {
    /// Notes that a worker voted for another commit than the one that was applied.
    pub(crate) fn note_dissent(id: CommitteeId, worker: WorkerId, height: Height) {
        Self::deposit_event(Event::Dissented { committee: id, worker, height });
        if Self::is_misconduct(id, height) {
            T::OnMisconduct::dissented(&worker);
        }
    }

    /// Notes that a worker voted for two commits.
    pub(crate) fn note_equivocation(id: CommitteeId, worker: WorkerId, height: Height) {
        Self::deposit_event(Event::Equivocated { committee: id, worker, height });
        if Self::is_misconduct(id, height) {
            T::OnMisconduct::equivocated(&worker);
        }
    }

    /// Excuses contradictions at every height that can have been voted on by now. A member that does not know yet that an
    /// epoch was given up goes on from calls of that epoch as far as the window reaches, and has to take it all back.
    pub(crate) fn excuse_pending_votes(id: CommitteeId, applied: Height) {
        ExcusedHeights::<T>::insert(id, *window(applied).end());
    }

    fn is_misconduct(id: CommitteeId, height: Height) -> bool {
        height > ExcusedHeights::<T>::get(id)
    }

    /// Upper bound of the weight of noting one contradiction.
    pub(crate) fn misconduct_weight() -> Weight {
        T::OnMisconduct::weight().saturating_add(T::DbWeight::get().reads(1))
    }
}
