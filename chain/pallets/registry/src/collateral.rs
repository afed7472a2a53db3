//! The canonical collateral: one set of each platform family, so that every node reaches the same verdict.

use crate::{
    pallet::{Config, Deposits, Error, Event, Pallet, TrustAnchors},
    types::*,
};
use alloc::vec::Vec;
use attestation::{Collateral, Family};
use codec::Encode;
use frame_support::{
    pallet_prelude::*,
    traits::{Consideration, Footprint, Time},
};
use messages::{
    ids::{AccountId, TimeMs},
    registration::{Quote, TrustRoot},
};

/// The stored list, named to tell it from the type of its entries.
type Stored<T> = crate::pallet::Collateral<T>;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_submit_collateral(
        uploader: AccountId,
        collateral: Collateral,
        witness: &Quote,
    ) -> DispatchResult {
        let anchors = TrustAnchors::<T>::get();
        let now = T::Clock::now();
        let (root, claims) =
            attestation::verify_collateral(witness, &anchors, &collateral, now).map_err(Error::<T>::from)?;
        let family = claims.family;
        let footprint = Footprint::from_encodable(&collateral);
        if Self::needs_room(root, family, footprint.size) {
            Self::prune_expired(now)?;
        }
        Self::put_collateral(root, family, collateral)?;
        Self::release_deposit(root, family)?;
        let deposit = T::CollateralDeposit::new(&uploader, footprint)?;
        Deposits::<T>::insert((root, family), (uploader, deposit));
        Self::judge_all();
        Self::deposit_event(Event::CollateralUpdated { root, family, expires_ms: claims.expires_ms });
        Ok(())
    }

    /// Puts collateral in the place of what it supersedes, or adds it.
    pub(crate) fn put_collateral(root: TrustRoot, family: Family, newer: Collateral) -> Result<(), Error<T>> {
        Stored::<T>::try_mutate(|list| {
            let claims = newer.unverified_claims()?;
            match list.0.iter_mut().find(|entry| is_of(entry, root, family)) {
                Some((_, stored)) => {
                    ensure!(claims.supersedes(&stored.unverified_claims()?), Error::<T>::CollateralNotNewer);
                    *stored = newer;
                }
                None => list.0.try_push((root, newer)).map_err(|_| Error::<T>::TooMuchCollateral)?,
            }
            ensure!(list.encoded_size() <= MAX_COLLATERAL_BYTES, Error::<T>::TooMuchCollateral);
            Ok(())
        })
    }

    pub(crate) fn do_prune_collateral() -> DispatchResult {
        ensure!(Self::prune_expired(T::Clock::now())?, Error::<T>::NothingChanges);
        Ok(())
    }

    /// Removes collateral whose time is over: nothing can be verified with it. Returns whether there was any.
    fn prune_expired(now: TimeMs) -> Result<bool, DispatchError> {
        let list = Stored::<T>::get();
        let is_over = |collateral: &Collateral| {
            collateral.unverified_claims().map_or(true, |claims| claims.expires_ms <= now)
        };
        let (over, kept): (Vec<_>, Vec<_>) = list.0.into_iter().partition(|(_, of)| is_over(of));
        if over.is_empty() {
            return Ok(false);
        }
        Stored::<T>::put(CollateralList(BoundedVec::truncate_from(kept)));
        for (root, collateral) in over {
            let family = collateral.unverified_family().map_err(Error::<T>::from)?;
            Self::release_deposit(root, family)?;
            Self::deposit_event(Event::CollateralPruned { root, family });
        }
        Ok(true)
    }

    fn needs_room(root: TrustRoot, family: Family, size: u64) -> bool {
        let list = Stored::<T>::get();
        let full = list.0.is_full() && !list.iter().any(|entry| is_of(entry, root, family));
        full || list.encoded_size() as u64 + size > MAX_COLLATERAL_BYTES as u64
    }

    /// What genesis stated has no deposit.
    fn release_deposit(root: TrustRoot, family: Family) -> DispatchResult {
        match Deposits::<T>::take((root, family)) {
            Some((uploader, deposit)) => deposit.drop(&uploader),
            None => Ok(()),
        }
    }
}

/// Whether an entry is the collateral of `family` under `root`.
fn is_of((of, stored): &(TrustRoot, Collateral), root: TrustRoot, family: Family) -> bool {
    *of == root && stored.unverified_family() == Ok(family)
}
