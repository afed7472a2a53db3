//! Who stands for election, and with how much at stake.

use crate::{pallet::*, traits::*, types::*};
use frame_support::{pallet_prelude::*, traits::fungible::MutateHold};
use messages::ids::*;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_declare(operator: AccountId, worker: WorkerId, amount: Balance) -> DispatchResult {
        ensure!(Elections::<T>::get().era > 0, Error::<T>::NoElections);
        ensure!(T::Workers::is_live(&worker), Error::<T>::WorkerNotLive);
        ensure!(T::Validators::is_validator(&operator), Error::<T>::NotAValidator);
        Self::ensure_may_stand(&operator, &worker)?;
        let left = Self::bond_of(&operator, &worker)?;
        let bond = left.saturating_add(amount);
        ensure!(bond >= T::Bond::get(), Error::<T>::BondTooLow);
        T::Currency::hold(&HoldReason::Bond.into(), &operator, amount)?;
        Bonds::<T>::insert(worker, Bond { operator: operator.clone(), amount: bond, free_from: None });
        Barred::<T>::remove(&operator);
        Self::make_room(bond)?;
        Self::rank(Contender { worker, operator: operator.clone(), bond })?;
        Self::deposit_event(Event::Declared { worker, operator, bond });
        Ok(())
    }

    fn ensure_may_stand(operator: &AccountId, worker: &WorkerId) -> DispatchResult {
        let contenders = Contenders::<T>::get();
        let is_new = contenders.iter().all(|other| other.worker != *worker);
        ensure!(is_new, Error::<T>::AlreadyDeclared);
        let is_only = contenders.iter().all(|other| other.operator != *operator);
        ensure!(is_only, Error::<T>::OneContenderEach);
        ensure!(!Candidates::<T>::get().contains(worker), Error::<T>::AlreadyAppointed);
        ensure!(!Self::is_barred(operator), Error::<T>::Barred);
        Ok(())
    }

    /// What the operator has bonded for a worker, at stake or not.
    fn bond_of(operator: &AccountId, worker: &WorkerId) -> Result<Balance, Error<T>> {
        match Bonds::<T>::get(worker) {
            Some(bond) if bond.operator == *operator => Ok(bond.amount),
            Some(_) => Err(Error::<T>::AlreadyBonded),
            None => Ok(0),
        }
    }

    pub(crate) fn do_bond_more(caller: AccountId, worker: WorkerId, amount: Balance) -> DispatchResult {
        let mut bond = Bonds::<T>::get(worker).ok_or(Error::<T>::NotBonded)?;
        ensure!(bond.operator == caller, Error::<T>::NotTheBonder);
        ensure!(bond.free_from.is_none(), Error::<T>::NotAGatekeeper);
        T::Currency::hold(&HoldReason::Bond.into(), &caller, amount)?;
        bond.amount = bond.amount.saturating_add(amount);
        let raised = bond.amount;
        Bonds::<T>::insert(worker, bond);
        if Self::end_candidacy(&worker) {
            Self::rank(Contender { worker, operator: caller, bond: raised })?;
        }
        Self::deposit_event(Event::BondRaised { worker, amount: raised });
        Ok(())
    }

    /// Lists a contender behind those with as much at stake: there is nothing to choose that would win a tie.
    fn rank(contender: Contender) -> DispatchResult {
        Contenders::<T>::try_mutate(|contenders| {
            let place = contenders.partition_point(|other| other.bond >= contender.bond);
            contenders.try_insert(place, contender).map_err(|_| Error::<T>::Outbid.into())
        })
    }

    /// Sees that there is room for a contender with this bond. Of those without a seat the last one that could not be
    /// elected gives way, else the last one if its bond is lower. Seats are for elections to decide.
    fn make_room(bond: Balance) -> DispatchResult {
        let contenders = Contenders::<T>::get();
        if (contenders.len() as u32) < MAX_CONTENDERS {
            return Ok(());
        }
        let (members, candidates) = (T::Committee::members(), Candidates::<T>::get());
        let has_seat = |worker: &WorkerId| members.contains(worker) || candidates.contains(worker);
        let mut others = contenders.iter().rev().filter(|other| !has_seat(&other.worker));
        let unfit = others.clone().find(|other| !Self::is_eligible(other));
        let weakest = unfit.or_else(|| others.next().filter(|last| last.bond < bond));
        Self::discharge(weakest.ok_or(Error::<T>::Outbid)?.worker, Reason::Displaced)
    }

    /// Whether a contender could be elected now: it is attested, and its operator runs it and is a validator.
    pub(crate) fn is_eligible(contender: &Contender) -> bool {
        T::Workers::is_live(&contender.worker)
            && T::Workers::operator(&contender.worker).as_ref() == Some(&contender.operator)
            && T::Validators::is_validator(&contender.operator)
            && !Self::is_barred(&contender.operator)
    }

    pub(crate) fn is_contender(worker: &WorkerId) -> bool {
        Contenders::<T>::get().iter().any(|contender| contender.worker == *worker)
    }

    /// Takes a worker from the contenders. True if it was one.
    pub(crate) fn end_candidacy(worker: &WorkerId) -> bool {
        let stood = Self::is_contender(worker);
        if stood {
            Contenders::<T>::mutate(|contenders| contenders.retain(|other| other.worker != *worker));
        }
        stood
    }

    fn is_barred(operator: &AccountId) -> bool {
        Barred::<T>::get(operator) > Self::now()
    }

    /// Keeps the operator of a dismissed worker from standing for election for an era. Who is barred for longer stays so.
    pub(crate) fn bar_dismissed(worker: &WorkerId) {
        let ElectionRules { era, .. } = Elections::<T>::get();
        let operator = Bonds::<T>::get(worker).map(|bond| bond.operator);
        let operator = operator.or_else(|| T::Workers::operator(worker));
        if let Some(operator) = operator.filter(|_| era > 0) {
            let until = Self::now().saturating_add(era);
            Barred::<T>::mutate(operator, |barred| *barred = until.max(*barred));
        }
    }
}
