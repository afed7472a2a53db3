//! Who served which commit, and what they earn by it.

use crate::{pallet::*, traits::*, types::*, weights::WeightInfo};
use alloc::vec::Vec;
use frame_support::pallet_prelude::*;
use messages::{ids::*, limits::MAX_MEMBERS};

impl<T: Config> Pallet<T> {
    /// Takes note that a commit of a cluster was applied, for which these members voted, at most
    /// [`MAX_MEMBERS`]. Those who served the commit before are paid. Returns the weight of it.
    pub fn commit_applied(cluster: CommitteeId, voters: &[WorkerId]) -> Weight {
        let servants = Served::<T>::get(cluster);
        Self::reward(cluster, &servants);
        Served::<T>::insert(cluster, Servants::truncate_from(voters.to_vec()));
        T::WeightInfo::applied(servants.len() as u32)
    }

    /// Takes note that another member said the same as the last applied commit.
    pub fn commit_seconded(cluster: CommitteeId, worker: &WorkerId) {
        Served::<T>::mutate(cluster, |servants| {
            if !servants.contains(worker) {
                // There is room for every member; one that takes the place of another in between may find none.
                let _ = servants.try_push(*worker);
            }
        });
    }

    /// Upper bound of the weight of [`Pallet::commit_applied`].
    pub fn applied_weight() -> Weight {
        T::WeightInfo::applied(MAX_MEMBERS)
    }

    /// Upper bound of the weight of [`Pallet::commit_seconded`].
    pub fn seconded_weight() -> Weight {
        T::WeightInfo::seconded()
    }

    /// Credits the operators of those who served a commit. Workers that are no longer registered have none; the others
    /// share what is left.
    fn reward(cluster: CommitteeId, servants: &[WorkerId]) {
        let operators: Vec<AccountId> = servants.iter().filter_map(T::Committees::operator).collect();
        let workers = operators.len() as u32;
        let mut book = Books::<T>::get(cluster);
        book.pass_to(Self::now(), T::Period::get());
        let income = Self::spendable(cluster).saturating_sub(book.deposits).saturating_sub(book.owed);
        let share = book.reward(income, workers);
        if share.total() == 0 {
            return;
        }
        for operator in operators {
            Earned::<T>::mutate(cluster, operator, |earned| *earned = earned.saturating_add(share.total()));
        }
        Books::<T>::insert(cluster, book);
        let Share { of_deposits, of_income } = share;
        Self::deposit_event(Event::Rewarded { cluster, workers, of_deposits, of_income });
    }
}
