//! Generations: which state keys a committee's state is under, so that gatekeepers never destroy any that are needed.

use crate::{pallet::*, traits::*};
use frame_support::pallet_prelude::*;
use messages::{channel::Notice, ids::*};

impl<T: Config> Pallet<T> {
    /// Whether the state of any committee is under the state keys of this generation.
    pub fn generation_in_use(generation: Generation) -> bool {
        GenerationUses::<T>::contains_key(generation)
    }

    pub(crate) fn do_rotate_state_keys(id: CommitteeId) -> DispatchResult {
        let committee = Self::evm(id)?;
        let generation = T::Keepers::generation();
        ensure!(generation > committee.commit.generation, Error::<T>::GenerationNotNewer);
        Self::notify(id, Notice::GenerationSet(generation), Tier::Notice)?;
        Self::deposit_event(Event::GenerationSet { committee: id, generation });
        Ok(())
    }

    /// Whether a commit may say that the state is under the keys of generation `to`: never of an older one than before,
    /// which may be gone soon, nor of one that is not shared yet.
    pub(crate) fn may_move(from: Generation, to: Generation) -> bool {
        to == from || (to > from && to <= T::Keepers::generation())
    }

    /// Counts a committee in.
    pub(crate) fn count_use(generation: Generation) {
        GenerationUses::<T>::mutate(generation, |uses| *uses = uses.saturating_add(1));
    }

    /// Counts a committee that moved on.
    pub(crate) fn count_move(from: Generation, to: Generation) {
        if from == to {
            return;
        }
        GenerationUses::<T>::mutate_exists(from, |uses| {
            *uses = uses.and_then(|uses| uses.checked_sub(1)).filter(|uses| *uses > 0);
        });
        Self::count_use(to);
    }
}
