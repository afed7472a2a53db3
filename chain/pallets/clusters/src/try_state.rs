//! Invariants, checked after every unit test, after every block of the runtime's tests, and by `try-runtime`.
#![cfg(any(feature = "std", feature = "try-runtime"))]

use crate::{pallet::*, traits::*};
use alloc::collections::BTreeSet;
use frame_support::ensure;
use messages::ids::*;
use sp_runtime::TryRuntimeError;

type Check = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
    /// Runs every check below.
    ///
    /// # Errors
    /// The name of the invariant that is broken.
    pub fn do_try_state() -> Check {
        Books::<T>::iter_keys().try_for_each(Self::check_cover)?;
        Self::check_servants()?;
        Self::check_orphans()
    }

    fn check_cover(cluster: CommitteeId) -> Check {
        let book = Books::<T>::get(cluster);
        let earned = Earned::<T>::iter_prefix_values(cluster).try_fold(0, Balance::checked_add);
        ensure!(earned == Some(book.owed), "what is owed is not what was earned");
        let booked = book.deposits.checked_add(book.owed);
        ensure!(
            booked.is_some_and(|booked| booked <= Self::spendable(cluster)),
            "the pot does not cover deposits and debts"
        );
        Ok(())
    }

    fn check_servants() -> Check {
        for servants in Served::<T>::iter_values() {
            let distinct: BTreeSet<&WorkerId> = servants.iter().collect();
            ensure!(distinct.len() == servants.len(), "a worker counts twice for one commit");
        }
        Ok(())
    }

    fn check_orphans() -> Check {
        ensure!(Earned::<T>::iter_values().all(|amount| amount > 0), "nothing is recorded as earned");
        let owing = |(cluster, _)| Books::<T>::contains_key(cluster);
        ensure!(Earned::<T>::iter_keys().all(owing), "something was earned in a cluster without books");
        ensure!(Books::<T>::iter_keys().all(T::Committees::is_cluster), "books are kept of no cluster");
        Ok(())
    }
}
