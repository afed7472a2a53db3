//! What moves money: deposits, terms, withdrawals, claims.

use crate::{pallet::*, traits::*, types::*};
use frame_support::{
    pallet_prelude::*,
    traits::{
        fungible::{Inspect, Mutate},
        tokens::{Fortitude, Preservation},
        EnsureOrigin,
    },
};
use frame_system::{ensure_signed, pallet_prelude::*};
use messages::{cluster::pot_account, ids::*};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
    /// What a cluster's pot can pay, the existential deposit aside.
    pub(crate) fn spendable(cluster: CommitteeId) -> Balance {
        T::Currency::reducible_balance(&pot_account(cluster), Preservation::Preserve, Fortitude::Polite)
    }

    fn pay(cluster: CommitteeId, to: &AccountId, amount: Balance) -> DispatchResult {
        T::Currency::transfer(&pot_account(cluster), to, amount, Preservation::Preserve).map(|_| ())
    }

    fn ensure_cluster(cluster: CommitteeId) -> DispatchResult {
        ensure!(T::Committees::is_cluster(cluster), Error::<T>::NotACluster);
        Ok(())
    }

    /// Succeeds for governance and for the cluster's owner.
    pub(crate) fn ensure_owner(origin: OriginFor<T>, cluster: CommitteeId) -> DispatchResult {
        Self::ensure_cluster(cluster)?;
        if T::GovernanceOrigin::ensure_origin(origin.clone()).is_ok() {
            return Ok(());
        }
        let caller = ensure_signed(origin)?;
        ensure!(T::Committees::owner(cluster) == Some(caller), Error::<T>::NotTheOwner);
        Ok(())
    }

    pub(crate) fn now() -> BlockNumber {
        frame_system::Pallet::<T>::block_number().saturated_into()
    }

    pub(crate) fn do_fund(cluster: CommitteeId, from: AccountId, amount: Balance) -> DispatchResult {
        Self::ensure_cluster(cluster)?;
        let before = Self::spendable(cluster);
        T::Currency::transfer(&from, &pot_account(cluster), amount, Preservation::Preserve)?;
        let gained = Self::spendable(cluster).saturating_sub(before);
        ensure!(gained > 0, Error::<T>::AmountTooSmall);
        Books::<T>::mutate(cluster, |book| book.deposits = book.deposits.saturating_add(gained));
        Self::deposit_event(Event::Funded { cluster, from, amount: gained });
        Ok(())
    }

    pub(crate) fn do_set_terms(cluster: CommitteeId, terms: Terms) {
        Books::<T>::mutate(cluster, |book| {
            let now = Self::now();
            book.pass_to(now, T::Period::get());
            if terms.are_no_worse_than(&book.terms) {
                (book.terms, book.next) = (terms, None);
                Self::deposit_event(Event::TermsSet { cluster, terms });
            } else {
                let from = now.saturating_add(T::Notice::get());
                book.next = Some(NextTerms { terms, from });
                Self::deposit_event(Event::TermsAnnounced { cluster, terms, from });
            }
        });
    }

    pub(crate) fn do_defund(cluster: CommitteeId, to: AccountId, amount: Balance) -> DispatchResult {
        ensure!(amount > 0, Error::<T>::AmountTooSmall);
        let from = Self::now().saturating_add(T::Notice::get());
        let until = from.saturating_add(T::Notice::get());
        let defunding = Defunding { to: to.clone(), amount, from, until };
        Books::<T>::mutate(cluster, |book| book.defunding = Some(defunding));
        Self::deposit_event(Event::DefundAnnounced { cluster, to, amount, from });
        Ok(())
    }

    pub(crate) fn do_withdraw(cluster: CommitteeId) -> DispatchResult {
        let mut book = Books::<T>::get(cluster);
        let Defunding { to, amount, from, until } =
            book.defunding.take().ok_or(Error::<T>::NothingAnnounced)?;
        let now = Self::now();
        ensure!(from <= now, Error::<T>::NoticeNotOver);
        ensure!(now <= until, Error::<T>::NoticeExpired);
        let amount = amount.min(book.deposits);
        ensure!(amount > 0, Error::<T>::NothingDeposited);
        book.deposits = book.deposits.saturating_sub(amount);
        Self::pay(cluster, &to, amount)?;
        Books::<T>::insert(cluster, book);
        Self::deposit_event(Event::Defunded { cluster, to, amount });
        Ok(())
    }

    pub(crate) fn do_claim(cluster: CommitteeId, operator: AccountId) -> DispatchResult {
        let amount = Earned::<T>::take(cluster, &operator);
        ensure!(amount > 0, Error::<T>::NothingEarned);
        Books::<T>::mutate(cluster, |book| book.owed = book.owed.saturating_sub(amount));
        Self::pay(cluster, &operator, amount)?;
        Self::deposit_event(Event::Claimed { cluster, operator, amount });
        Ok(())
    }
}
