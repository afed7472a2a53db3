//! Invariants, checked after every unit test, after every block of the runtime's tests, and by `try-runtime`.
#![cfg(any(feature = "std", feature = "try-runtime"))]

use crate::{ceremonies::is_dealable, pallet::*, traits::*, types::*};
use alloc::{collections::BTreeMap, vec::Vec};
use frame_support::{
    ensure,
    traits::{fungible::InspectHold, Get},
};
use messages::{
    ceremony::Ceremony,
    ids::*,
    keys::{KeeperKeys, Secret, Sharing},
};
use sp_runtime::TryRuntimeError;

type Check = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
    /// Runs every check below.
    ///
    /// # Errors
    /// The name of the invariant that is broken.
    pub fn do_try_state() -> Check {
        let keys = Keys::<T>::get();
        keys.all().try_for_each(check_sharing)?;
        Self::check_order(&keys)?;
        Self::check_ceremonies(&keys)?;
        Self::check_ballots()?;
        Self::check_beacon(&keys)?;
        Self::check_members()?;
        Self::check_contenders()?;
        Self::check_outgoing()?;
        Self::check_evidence()?;
        Self::check_bonds()
    }

    fn check_order(keys: &KeeperKeys) -> Check {
        let generations: Vec<_> = keys.generations.iter().map(|sharing| sharing.secret).collect();
        let epochs: Vec<_> = keys.epochs.iter().map(|sharing| sharing.secret).collect();
        let ascending = [&generations, &epochs].iter().all(|list| list.is_sorted_by(|one, next| one < next));
        ensure!(ascending, "secrets are not listed ascending, each once");
        let begun = |secret: &Secret| match secret {
            Secret::Generation(generation) => (1..=LastGeneration::<T>::get()).contains(generation),
            Secret::Epoch(epoch) => (1..=LastEpoch::<T>::get()).contains(epoch),
        };
        ensure!(generations.iter().chain(&epochs).all(begun), "a secret is listed that was not begun");
        let kinds = generations.iter().all(|secret| matches!(secret, Secret::Generation(_)))
            && epochs.iter().all(|secret| matches!(secret, Secret::Epoch(_)));
        ensure!(kinds, "a secret is listed among those of the other kind");
        ensure!(keys.epochs.iter().all(is_dealable), "an epoch is listed that is lost");
        let newest = keys.generation().unwrap_or_default();
        ensure!(newest == LastGeneration::<T>::get(), "the current generation is not the last one begun");
        Ok(())
    }

    fn check_ceremonies(keys: &KeeperKeys) -> Check {
        let open = Ceremonies::<T>::get();
        ensure!(open.is_sorted_by(|one, next| one.id < next.id), "ceremonies are not ascending");
        ensure!(
            open.iter().all(|ceremony| ceremony.id <= LastCeremony::<T>::get()),
            "a ceremony was not counted"
        );
        for (place, ceremony) in open.iter().enumerate() {
            let alone = open.iter().skip(place + 1).all(|other| other.secret != ceremony.secret);
            ensure!(alone, "two ceremonies are open for one secret");
            check_ceremony(ceremony)?;
            let listed = keys.sharing(&ceremony.secret).map(|sharing| sharing.ceremony);
            let handed_on = ceremony.source.as_ref().map(|source| source.ceremony);
            ensure!(listed == handed_on, "a ceremony hands on another sharing than the one listed");
        }
        Ok(())
    }

    fn check_ballots() -> Check {
        let open = Ceremonies::<T>::get();
        for (id, ballots) in OutcomeBallots::<T>::iter() {
            let Some(ceremony) = open.iter().find(|ceremony| ceremony.id == id) else {
                return Err("there are ballots about a ceremony that is not open".into());
            };
            let voters: Vec<_> = ballots.iter().map(|(voter, _)| *voter).collect();
            ensure!(are_distinct(&voters), "a receiver voted twice");
            let receives =
                |voter: &WorkerId| ceremony.receivers.iter().any(|receiver| receiver.keeper == *voter);
            ensure!(voters.iter().all(receives), "somebody else than a receiver voted");
        }
        Ok(())
    }

    fn check_beacon(keys: &KeeperKeys) -> Check {
        let Some(pending) = PendingBeacon::<T>::get() else { return Ok(()) };
        let indices: Vec<_> = pending.partials.iter().map(|partial| partial.index).collect();
        ensure!(are_distinct(&indices), "two partials of the beacon are of one share");
        let current = keys.generations.last().filter(|sharing| sharing.ceremony == pending.ceremony);
        let enough = current.is_some_and(|sharing| indices.len() >= usize::from(sharing.threshold));
        ensure!(!enough, "a beacon value was not made though it could be");
        Ok(())
    }

    fn check_members() -> Check {
        let (members, candidates) = (T::Committee::members(), Candidates::<T>::get());
        let leaving = Leaving::<T>::get();
        ensure!(are_distinct(&candidates), "a worker is a candidate twice");
        ensure!(!candidates.iter().any(|worker| members.contains(worker)), "a member is a candidate");
        ensure!(are_distinct(&leaving), "a member is leaving twice");
        ensure!(leaving.iter().all(|worker| members.contains(worker)), "somebody leaves who is no member");
        let absent: Vec<_> = Absent::<T>::get().iter().map(|mark| mark.keeper).collect();
        ensure!(are_distinct(&absent), "a gatekeeper is marked absent twice");
        let desired = Self::desired();
        ensure!(
            absent.iter().all(|keeper| desired.contains(keeper)),
            "somebody is missed who is not desired"
        );
        Ok(())
    }

    fn check_contenders() -> Check {
        let contenders = Contenders::<T>::get();
        ensure!(contenders.is_sorted_by(|one, next| one.bond >= next.bond), "contenders are not in order");
        let workers: Vec<_> = contenders.iter().map(|contender| contender.worker).collect();
        ensure!(are_distinct(&workers), "a worker stands for election twice");
        let operators: Vec<_> = contenders.iter().map(|contender| contender.operator.clone()).collect();
        ensure!(are_distinct(&operators), "an operator has two contenders");
        let is_bonded = |contender: &Contender| {
            let Contender { worker, operator, bond } = contender.clone();
            Bonds::<T>::get(worker) == Some(Bond { operator, amount: bond, free_from: None })
        };
        ensure!(contenders.iter().all(is_bonded), "a contender's bond is another, or is not at stake");
        let least = contenders.iter().all(|contender| contender.bond >= T::Bond::get());
        ensure!(least, "a contender has too little at stake");
        Ok(())
    }

    fn check_outgoing() -> Check {
        let (outgoing, leaving, members) =
            (Outgoing::<T>::get(), Leaving::<T>::get(), T::Committee::members());
        ensure!(are_distinct(&outgoing), "a member is to leave twice");
        let sound = |worker: &WorkerId| {
            members.contains(worker) && !leaving.contains(worker) && Self::is_contender(worker)
        };
        ensure!(outgoing.iter().all(sound), "somebody was outbid who does not defend a seat");
        Ok(())
    }

    fn check_evidence() -> Check {
        let (members, candidates) = (T::Committee::members(), Candidates::<T>::get());
        let mut known = Evidence::<T>::iter_keys().chain(Vouched::<T>::iter_keys());
        let all_known = known.all(|worker| members.contains(&worker) || candidates.contains(&worker));
        ensure!(all_known, "evidence is kept of who is neither member nor candidate");
        let speaks_for = |worker| Evidence::<T>::get(worker).flatten().map(|evidence| evidence.claim.boot_id);
        let vouched = Vouched::<T>::iter().all(|(worker, boot_id)| speaks_for(worker) == Some(boot_id));
        ensure!(vouched, "a boot is vouched for without evidence");
        Ok(())
    }

    fn check_bonds() -> Check {
        let mut totals: BTreeMap<AccountId, Balance> = BTreeMap::new();
        for (_, bond) in Bonds::<T>::iter() {
            let total = totals.entry(bond.operator).or_default();
            *total = total.saturating_add(bond.amount);
        }
        let held = |operator: &AccountId| T::Currency::balance_on_hold(&HoldReason::Bond.into(), operator);
        let equal = totals.iter().all(|(operator, total)| held(operator) == *total);
        ensure!(equal, "an operator's bonds are not what is held of its funds");
        let desired = Self::desired();
        let free = Bonds::<T>::iter().filter(|(_, bond)| bond.free_from.is_some());
        ensure!(
            free.into_iter().all(|(worker, _)| !desired.contains(&worker)),
            "a gatekeeper's bond is not at stake"
        );
        Ok(())
    }
}

fn check_sharing(sharing: &Sharing) -> Check {
    ensure!(sharing.holders.is_sorted_by(|one, next| one.index < next.index), "indices are not ascending");
    ensure!(sharing.holders.iter().all(|holder| holder.index > 0), "a share has index 0");
    let keepers: Vec<_> = sharing.holders.iter().map(|holder| holder.keeper).collect();
    ensure!(are_distinct(&keepers), "a gatekeeper holds two shares of one secret");
    let possible = (1..=keepers.len()).contains(&sharing.threshold.into());
    ensure!(possible, "a threshold is not within the number of holders");
    Ok(())
}

fn check_ceremony(ceremony: &Ceremony) -> Check {
    let ordered = ceremony.receivers.is_sorted_by(|one, next| one.keeper < next.keeper);
    ensure!(ordered, "receivers are not ascending and distinct");
    let possible = (1..=ceremony.receivers.len()).contains(&ceremony.threshold.into());
    ensure!(possible, "a ceremony's threshold is not within the number of receivers");
    let enough = ceremony.dealers().count() >= usize::from(ceremony.dealings_needed());
    ensure!(enough, "a ceremony has fewer dealers than it needs");
    let healthy = ceremony.source.iter().flat_map(|source| &source.holders).all(|holder| !holder.lost);
    ensure!(healthy, "a lost share is to be dealt");
    Ok(())
}

fn are_distinct<V: PartialEq>(list: &[V]) -> bool {
    list.iter().enumerate().all(|(place, one)| list.iter().skip(place + 1).all(|other| other != one))
}
