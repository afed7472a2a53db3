//! The dense index of responsive workers: challenges are drawn from it by number, whatever their number.

use crate::pallet::*;
use messages::ids::*;

impl<T: Config> Pallet<T> {
    /// Appends a worker that is not in the index.
    pub(crate) fn activate(worker: WorkerId) {
        let place = ActiveCount::<T>::get();
        Active::<T>::insert(place, worker);
        Places::<T>::insert(worker, place);
        ActiveCount::<T>::put(place.saturating_add(1));
    }

    /// Removes a worker, whose place the last one takes. Does nothing for one that is not in the index.
    pub(crate) fn deactivate(worker: &WorkerId) {
        let Some(place) = Places::<T>::take(worker) else { return };
        let last = ActiveCount::<T>::get().saturating_sub(1);
        let moved = Active::<T>::take(last);
        if let Some(moved) = moved.filter(|_| place != last) {
            Active::<T>::insert(place, moved);
            Places::<T>::insert(moved, place);
        }
        ActiveCount::<T>::put(last);
    }
}
