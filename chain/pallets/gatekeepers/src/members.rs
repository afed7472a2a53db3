//! Who is to be a gatekeeper, and what is at stake.

use crate::{election::majority_of, pallet::*, traits::*, types::*};
use alloc::vec::Vec;
use frame_support::{
    pallet_prelude::*,
    storage::with_storage_layer,
    traits::{
        fungible::MutateHold,
        tokens::{Fortitude, Precision},
    },
};
use frame_system::{ensure_signed, pallet_prelude::*};
use messages::{ceremony::Receiver, ids::*, keys::Sharing, limits::*};

impl<T: Config> Pallet<T> {
    /// Members and bonded candidates that are not leaving, ascending: who is to hold shares in the long run.
    pub(crate) fn desired() -> Vec<WorkerId> {
        let leaving = Leaving::<T>::get();
        let members = T::Committee::members().into_iter().filter(|member| !leaving.contains(member));
        let mut desired: Vec<_> = members.chain(Self::bonded_candidates()).collect();
        desired.sort();
        desired
    }

    pub(crate) fn bonded_candidates() -> impl Iterator<Item = WorkerId> {
        Candidates::<T>::get()
            .into_iter()
            .filter(|worker| Bonds::<T>::get(worker).is_some_and(|bond| bond.free_from.is_none()))
    }

    /// Those of the desired who are there, ascending: who is to receive shares now.
    pub(crate) fn wanted(desired: &[WorkerId]) -> Vec<Receiver> {
        let absent = Absent::<T>::get();
        let is_absent = |receiver: &Receiver| {
            absent.iter().any(|mark| mark.keeper == receiver.keeper && mark.boot_id == receiver.boot_id)
        };
        let live = desired.iter().filter(|worker| T::Workers::is_live(worker));
        let there = live.filter_map(T::Workers::receiver).filter(|receiver| !is_absent(receiver));
        there.take(MAX_KEEPERS as usize).collect()
    }

    /// Partials that a key is to need.
    pub(crate) fn wanted_threshold() -> u16 {
        WantedThreshold::<T>::get().unwrap_or_else(T::Committee::threshold)
    }

    /// Succeeds for the account that operates `worker`, and names it.
    pub(crate) fn ensure_operator(
        origin: OriginFor<T>,
        worker: &WorkerId,
    ) -> Result<AccountId, DispatchError> {
        let caller = ensure_signed(origin)?;
        ensure!(T::Workers::operator(worker).as_ref() == Some(&caller), Error::<T>::NotTheOperator);
        Ok(caller)
    }

    /// Succeeds for the account that operates `worker` or bonded it: neither is at the mercy of the other.
    pub(crate) fn ensure_may_resign(origin: OriginFor<T>, worker: &WorkerId) -> DispatchResult {
        let caller = ensure_signed(origin)?;
        let operates = T::Workers::operator(worker).as_ref() == Some(&caller);
        let bonded = || Bonds::<T>::get(worker).is_some_and(|bond| bond.operator == caller);
        ensure!(operates || bonded(), Error::<T>::NotTheOperator);
        Ok(())
    }

    pub(crate) fn do_appoint(worker: WorkerId) -> DispatchResult {
        let members = T::Committee::members();
        ensure!(!members.contains(&worker), Error::<T>::AlreadyAppointed);
        if Self::end_candidacy(&worker) {
            // It is bonded already, so nothing else would look at the majority.
            Self::admit(Self::desired().len().saturating_add(1))?;
        }
        Candidates::<T>::try_mutate(|candidates| {
            ensure!(!candidates.contains(&worker), Error::<T>::AlreadyAppointed);
            let appointed = members.len().saturating_add(candidates.len());
            ensure!(appointed < MAX_KEEPERS as usize, Error::<T>::TooManyGatekeepers);
            candidates.try_push(worker).map_err(|_| Error::<T>::TooManyGatekeepers)
        })?;
        Self::await_evidence(worker);
        Self::deposit_event(Event::Appointed { worker });
        Ok(())
    }

    pub(crate) fn do_bond(operator: AccountId, worker: WorkerId) -> DispatchResult {
        ensure!(!Bonds::<T>::contains_key(worker), Error::<T>::AlreadyBonded);
        ensure!(T::Workers::is_live(&worker), Error::<T>::WorkerNotLive);
        let desired = Self::desired();
        if Candidates::<T>::get().contains(&worker) {
            Self::admit(desired.len().saturating_add(1))?;
        } else {
            ensure!(desired.contains(&worker), Error::<T>::NotAppointed);
        }
        let amount = T::Bond::get();
        T::Currency::hold(&HoldReason::Bond.into(), &operator, amount)?;
        Bonds::<T>::insert(worker, Bond { operator: operator.clone(), amount, free_from: None });
        Self::deposit_event(Event::Bonded { worker, operator, amount });
        Ok(())
    }

    /// Discharges a worker if enough gatekeepers remain.
    pub(crate) fn release(worker: WorkerId, reason: Reason) -> DispatchResult {
        let desired = Self::desired();
        if desired.contains(&worker) {
            let enough = desired.len() > usize::from(Self::wanted_threshold());
            ensure!(enough, Error::<T>::TooFewGatekeepers);
        }
        Self::discharge(worker, reason)
    }

    /// Ends an appointment and a candidacy. A member leaves when the current generation was handed on to the others.
    pub(crate) fn discharge(worker: WorkerId, reason: Reason) -> DispatchResult {
        let stood = Self::end_candidacy(&worker);
        if Candidates::<T>::get().contains(&worker) {
            Self::strike(&worker);
        } else if T::Committee::members().contains(&worker) {
            let leaves = Leaving::<T>::get().contains(&worker);
            ensure!(stood || !leaves, Error::<T>::AlreadyLeaving);
            Self::let_go(worker);
        } else {
            ensure!(stood, Error::<T>::NotAGatekeeper);
            Self::depart(&worker);
        }
        Self::deposit_event(Event::Discharged { worker, reason });
        Ok(())
    }

    /// Takes a worker from the candidates.
    pub(crate) fn strike(worker: &WorkerId) {
        Candidates::<T>::mutate(|candidates| candidates.retain(|candidate| candidate != worker));
        if Self::is_needed(worker) {
            LastDeparture::<T>::put(Self::now());
        }
        Self::depart(worker);
    }

    /// Makes a member one that is leaving, if it is not.
    pub(crate) fn let_go(worker: WorkerId) {
        Leaving::<T>::mutate(|leaving| {
            if !leaving.contains(&worker) {
                // There are at most as many members: there is room.
                let _ = leaving.try_push(worker);
            }
        });
        Outgoing::<T>::mutate(|outgoing| outgoing.retain(|other| *other != worker));
        Absent::<T>::mutate(|marks| marks.retain(|mark| mark.keeper != worker));
    }

    /// What follows when a worker ceases to be a gatekeeper or a candidate. Who goes on standing for election keeps its
    /// bond at stake.
    fn depart(worker: &WorkerId) {
        Self::forget_evidence(worker);
        if !Self::is_contender(worker) {
            let free_from = Self::now().saturating_add(T::UnbondingPeriod::get());
            Bonds::<T>::mutate_extant(worker, |bond| bond.free_from = Some(free_from));
        }
        Leaving::<T>::mutate(|leaving| leaving.retain(|other| other != worker));
        Outgoing::<T>::mutate(|outgoing| outgoing.retain(|other| other != worker));
        Absent::<T>::mutate(|marks| marks.retain(|mark| mark.keeper != *worker));
    }

    /// Whether the worker holds or deals a share.
    fn is_needed(worker: &WorkerId) -> bool {
        Keys::<T>::get().all().any(|sharing| sharing.held_by(worker).is_some()) || Self::takes_part(worker)
    }

    pub(crate) fn do_withdraw(caller: AccountId, worker: WorkerId) -> DispatchResult {
        let bond = Bonds::<T>::get(worker).ok_or(Error::<T>::NotBonded)?;
        ensure!(bond.operator == caller, Error::<T>::NotTheBonder);
        let free = bond.free_from.is_some_and(|block| block <= Self::now());
        ensure!(free, Error::<T>::StillAtStake);
        ensure!(!Self::is_needed(&worker), Error::<T>::StillNeeded);
        T::Currency::release(&HoldReason::Bond.into(), &caller, bond.amount, Precision::Exact)?;
        Bonds::<T>::remove(worker);
        Self::deposit_event(Event::Withdrawn { worker, amount: bond.amount });
        Ok(())
    }

    /// Burns the worker's bond, if it has one, and discharges it, if it is a gatekeeper or stands for election. Whose bond
    /// was burnt stands for election no more. False if it is and has nothing.
    pub(crate) fn punish(worker: WorkerId) -> bool {
        let slashed = Bonds::<T>::take(worker).map(|bond| {
            Barred::<T>::insert(&bond.operator, BlockNumber::MAX);
            let reason = HoldReason::Bond.into();
            let burnt = T::Currency::burn_held(
                &reason,
                &bond.operator,
                bond.amount,
                Precision::BestEffort,
                Fortitude::Force,
            );
            Self::deposit_event(Event::Slashed { worker, amount: burnt.unwrap_or_default() });
        });
        let discharged = with_storage_layer(|| Self::discharge(worker, Reason::Cheated));
        slashed.is_some() || discharged.is_ok()
    }

    pub(crate) fn do_set_threshold(threshold: u16) -> DispatchResult {
        ensure!(Elections::<T>::get().era == 0, Error::<T>::ThresholdFollowsSeats);
        let gatekeepers = Self::desired().len();
        ensure!((1..=gatekeepers).contains(&threshold.into()), Error::<T>::ThresholdOutOfRange);
        Self::ensure_majority(threshold, gatekeepers)?;
        WantedThreshold::<T>::put(threshold);
        Self::deposit_event(Event::ThresholdWanted { threshold });
        Ok(())
    }

    /// Sees that the threshold is a majority of so many gatekeepers. Where there are elections it follows their number,
    /// elsewhere governance raises it first.
    fn admit(gatekeepers: usize) -> DispatchResult {
        let majority = Self::ensure_majority(Self::wanted_threshold(), gatekeepers);
        if majority.is_err() && Elections::<T>::get().era > 0 {
            Self::want_threshold(majority_of(gatekeepers));
            return Ok(());
        }
        majority
    }

    fn ensure_majority(threshold: u16, gatekeepers: usize) -> DispatchResult {
        let threshold = usize::from(threshold);
        let majority = threshold >= 2 && threshold.saturating_mul(2) > gatekeepers;
        ensure!(majority || T::Development::get(), Error::<T>::ThresholdBelowMajority);
        Ok(())
    }

    /// Notes that a receiver was silent. The mark does not count for a boot that came later.
    pub(crate) fn mark_absent(receiver: &Receiver) {
        let mark = Absence { keeper: receiver.keeper, boot_id: receiver.boot_id, since: Self::now() };
        Absent::<T>::mutate(|marks| match marks.iter_mut().find(|other| other.keeper == mark.keeper) {
            Some(known) if known.boot_id == mark.boot_id => {}
            Some(outdated) => *outdated = mark,
            // One mark for each of at most `MAX_KEEPERS` desired workers: there is room.
            None => drop(marks.try_push(mark)),
        });
    }

    pub(crate) fn is_marked_absent(worker: &WorkerId) -> bool {
        Absent::<T>::get().iter().any(|mark| mark.keeper == *worker)
    }

    /// Notes a sign of life.
    pub(crate) fn note_presence(keeper: WorkerId) {
        if Self::is_marked_absent(&keeper) {
            Absent::<T>::mutate(|marks| marks.retain(|mark| mark.keeper != keeper));
            Self::deposit_event(Event::Returned { keeper });
        }
    }

    pub(crate) fn ensure_long_absent(worker: &WorkerId) -> DispatchResult {
        let marks = Absent::<T>::get();
        let mark = marks.iter().find(|mark| mark.keeper == *worker).ok_or(Error::<T>::NotAbsent)?;
        let rebooted = T::Workers::receiver(worker).is_some_and(|receiver| receiver.boot_id != mark.boot_id);
        let long = Self::now().saturating_sub(mark.since) > T::AbsenceLimit::get();
        ensure!(long && !rebooted, Error::<T>::NotAbsent);
        Ok(())
    }

    /// Makes those the committee who hold the current generation and are to stay, or are to stay and merely not there.
    /// True if that changed anything.
    pub(crate) fn settle_committee() -> bool {
        let keys = Keys::<T>::get();
        let Some(current) = keys.generations.last() else { return false };
        let before = T::Committee::members();
        let after = Self::committee_under(current, &before);
        let changed = after != before || current.threshold != T::Committee::threshold();
        changed && with_storage_layer(|| Self::change_committee(&before, after, current.threshold)).is_ok()
    }

    fn committee_under(current: &Sharing, before: &[WorkerId]) -> Vec<WorkerId> {
        let leaving = Leaving::<T>::get();
        let holds = |worker: &WorkerId| current.held_by(worker).is_some();
        let stay = before.iter().copied().filter(|member| holds(member) || !leaving.contains(member));
        let mut after: Vec<_> = stay.chain(Self::bonded_candidates().filter(holds)).collect();
        after.sort();
        after
    }

    fn change_committee(before: &[WorkerId], after: Vec<WorkerId>, threshold: u16) -> DispatchResult {
        T::Committee::set(after.clone(), threshold)?;
        for keeper in before.iter().copied().filter(|member| !after.contains(member)) {
            Self::depart(&keeper);
            LastDeparture::<T>::put(Self::now());
            Self::deposit_event(Event::KeeperLeft { keeper });
        }
        for keeper in after.into_iter().filter(|member| !before.contains(member)) {
            Candidates::<T>::mutate(|candidates| candidates.retain(|other| *other != keeper));
            Self::deposit_event(Event::KeeperJoined { keeper });
        }
        if WantedThreshold::<T>::get() == Some(threshold) {
            WantedThreshold::<T>::kill();
        }
        Ok(())
    }
}
