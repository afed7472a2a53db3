//! Who is in a committee, and by which rules it decides.

use crate::{pallet::*, traits::*, types::*, weights::WeightInfo};
use frame_support::{
    pallet_prelude::*,
    storage::with_storage_layer,
    traits::{
        fungible::{Inspect, Mutate},
        tokens::Preservation,
        EnsureOrigin,
    },
};
use frame_system::{ensure_signed, pallet_prelude::*};
use messages::{
    channel::Notice,
    committee::{CommitPoint, Committee, Program, ProgramKind},
    ids::*,
    limits::*,
};

impl<T: Config> Pallet<T> {
    /// Founds a committee that the chain spec names.
    pub(crate) fn found(genesis: &GenesisCommittee) -> DispatchResult {
        ensure!(!Committees::<T>::contains_key(genesis.id), Error::<T>::IdTaken);
        let is_keeper = matches!(genesis.kind, GenesisKind::Keeper);
        ensure!(is_keeper == (genesis.id == KEEPER_COMMITTEE), Error::<T>::KeepersFromGenesisOnly);
        let next = genesis.id.checked_add(1).ok_or(Error::<T>::IdTaken)?;

        let members = Self::ordered(genesis.members.iter().map(|id| WorkerId(id.0)).collect())?;
        ensure!(usize::from(genesis.threshold) <= members.len(), Error::<T>::ThresholdOutOfRange);

        let program = Program { kind: genesis.kind.into(), version: genesis.version };
        Self::establish(genesis.id, program, genesis.threshold, members)?;
        if let Some(owner) = &genesis.owner {
            Owners::<T>::insert(genesis.id, owner);
        }
        T::Currency::mint_into(&Self::escrow_account(genesis.id), T::Currency::minimum_balance())?;
        NextCommitteeId::<T>::mutate(|id| *id = next.max(*id));
        Ok(())
    }

    /// Workers in ascending order, if they are distinct and not too many for a committee.
    pub(crate) fn ordered(mut workers: alloc::vec::Vec<WorkerId>) -> Result<WorkerList, Error<T>> {
        workers.sort();
        let distinct = workers.is_sorted_by(|one, next| one < next);
        ensure!(distinct, Error::<T>::AlreadyMember);
        WorkerList::try_from(workers).map_err(|_| Error::<T>::CommitteeFull)
    }

    pub(crate) fn do_create(owner: AccountId, program: Program, threshold: u16) -> DispatchResult {
        ensure!(program.kind == ProgramKind::Evm, Error::<T>::KeepersFromGenesisOnly);
        let id = NextCommitteeId::<T>::get();
        let next = id.checked_add(1).ok_or(Error::<T>::IdTaken)?;
        Self::establish(id, program, threshold, WorkerList::default())?;
        T::Currency::transfer(
            &owner,
            &Self::escrow_account(id),
            T::Currency::minimum_balance(),
            Preservation::Preserve,
        )?;
        Owners::<T>::insert(id, owner);
        NextCommitteeId::<T>::put(next);
        Self::deposit_event(Event::CommitteeCreated { committee: id, program });
        Ok(())
    }

    fn establish(id: CommitteeId, program: Program, threshold: u16, members: WorkerList) -> DispatchResult {
        ensure!((1..=MAX_MEMBERS).contains(&threshold.into()), Error::<T>::ThresholdOutOfRange);
        Self::ensure_majority(threshold, members.len())?;
        T::Channels::open(id, program.kind)?;
        let attendance = members.iter().map(|worker| Attendance::new(*worker, 0)).collect();
        Attendances::<T>::insert(id, AttendanceList::truncate_from(attendance));
        // Before the gatekeepers share a generation there is no state; it will be under the first one's keys.
        let generation = T::Keepers::generation().max(1);
        if program.kind == ProgramKind::Evm {
            Self::count_use(generation);
            for worker in &members {
                ensure!(!Memberships::<T>::contains_key(worker), Error::<T>::AlreadyMember);
                Memberships::<T>::insert(worker, id);
            }
        }
        Committees::<T>::insert(
            id,
            Committee {
                program,
                members,
                threshold,
                key_version: 1,
                epoch: 0,
                input_keys: Default::default(),
                lost: None,
                commit: CommitPoint { generation, ..Default::default() },
            },
        );
        Ok(())
    }

    /// Succeeds for committees whose members are invited. Gatekeepers are not: their pallet appoints them.
    pub(crate) fn ensure_invites(id: CommitteeId) -> DispatchResult {
        ensure!(id != KEEPER_COMMITTEE, Error::<T>::KeepersAreAppointed);
        Ok(())
    }

    /// Succeeds for governance and for the committee's owner.
    pub(crate) fn ensure_owner(origin: OriginFor<T>, id: CommitteeId) -> DispatchResult {
        ensure!(Committees::<T>::contains_key(id), Error::<T>::UnknownCommittee);
        if T::GovernanceOrigin::ensure_origin(origin.clone()).is_ok() {
            return Ok(());
        }
        let caller = ensure_signed(origin)?;
        ensure!(Owners::<T>::get(id) == Some(caller), Error::<T>::NotTheOwner);
        Ok(())
    }

    /// Succeeds for the account that operates `worker`.
    pub(crate) fn ensure_operator(origin: OriginFor<T>, worker: &WorkerId) -> DispatchResult {
        let caller = ensure_signed(origin)?;
        ensure!(T::Workers::operator(worker) == Some(caller), Error::<T>::NotTheOperator);
        Ok(())
    }

    /// On a production network, two different results must never both find `threshold` votes, and one enclave alone
    /// must never decide.
    pub(crate) fn ensure_majority(threshold: u16, members: usize) -> DispatchResult {
        let majority = threshold >= 2 && usize::from(threshold) * 2 > members;
        ensure!(majority || T::Development::get(), Error::<T>::ThresholdBelowMajority);
        Ok(())
    }

    pub(crate) fn do_invite(id: CommitteeId, worker: WorkerId) -> DispatchResult {
        ensure!(!Self::committee(id)?.members.contains(&worker), Error::<T>::AlreadyMember);
        Invitations::<T>::try_mutate(id, |invited| {
            ensure!(!invited.contains(&worker), Error::<T>::AlreadyInvited);
            invited.try_push(worker).map_err(|_| Error::<T>::CommitteeFull)
        })?;
        Self::deposit_event(Event::WorkerInvited { committee: id, worker });
        Ok(())
    }

    pub(crate) fn do_withdraw_invitation(id: CommitteeId, worker: WorkerId) -> DispatchResult {
        Self::take_invitation(id, &worker)?;
        Self::deposit_event(Event::InvitationWithdrawn { committee: id, worker });
        Ok(())
    }

    fn take_invitation(id: CommitteeId, worker: &WorkerId) -> DispatchResult {
        Invitations::<T>::try_mutate_exists(id, |slot| {
            let invited = slot.as_mut().ok_or(Error::<T>::NotInvited)?;
            let before = invited.len();
            invited.retain(|other| other != worker);
            ensure!(invited.len() < before, Error::<T>::NotInvited);
            if invited.is_empty() {
                *slot = None;
            }
            Ok(())
        })
    }

    pub(crate) fn do_join(id: CommitteeId, worker: WorkerId) -> DispatchResult {
        let mut committee = Self::committee(id)?;
        ensure!(T::Workers::is_live(&worker), Error::<T>::WorkerNotLive);
        ensure!(!Memberships::<T>::contains_key(worker), Error::<T>::AlreadyMember);
        Self::take_invitation(id, &worker)?;
        Memberships::<T>::insert(worker, id);
        let place = committee.members.binary_search(&worker).err().ok_or(Error::<T>::AlreadyMember)?;
        committee.members.try_insert(place, worker).map_err(|_| Error::<T>::CommitteeFull)?;
        Self::ensure_majority(committee.threshold, committee.members.len())?;
        Attendances::<T>::try_mutate(id, |list| {
            list.try_insert(place, Attendance::new(worker, committee.commit.height))
                .map_err(|_| Error::<T>::CommitteeFull)
        })?;
        Committees::<T>::insert(id, committee);
        Self::notify(id, Notice::MemberJoined(worker), Tier::Notice)?;
        Self::deposit_event(Event::MemberJoined { committee: id, worker });
        Ok(())
    }

    /// Succeeds when one member less still reaches the threshold.
    pub(crate) fn ensure_may_leave(id: CommitteeId) -> DispatchResult {
        let committee = Self::committee(id)?;
        ensure!(committee.members.len() > usize::from(committee.threshold), Error::<T>::TooFewMembers);
        Ok(())
    }

    /// Succeeds when the member has owed a vote for longer than the limit.
    pub(crate) fn ensure_silent(id: CommitteeId, worker: &WorkerId) -> DispatchResult {
        let attendance = Attendances::<T>::get(id);
        let member = attendance.iter().find(|a| a.worker == *worker).ok_or(Error::<T>::NotAMember)?;
        let since = member.owing_since.ok_or(Error::<T>::NotSilent)?;
        ensure!(Self::now().saturating_sub(since) > T::SilenceLimit::get(), Error::<T>::NotSilent);
        Ok(())
    }

    /// Ends the membership of a worker that is no longer registered. Without room for the notice it stays, does not count,
    /// and can be evicted when it has been silent for long enough.
    pub fn expel(worker: &WorkerId) {
        if let Some(id) = Memberships::<T>::get(worker) {
            // The error says no more than that the member stays.
            let _ = with_storage_layer(|| Self::remove_member(id, *worker, true));
        }
    }

    /// Upper bound of the weight of [`Pallet::expel`].
    pub fn expel_weight() -> Weight {
        T::WeightInfo::evict()
    }

    /// Ends a membership. What the member said about the future does not count any more, but its votes are still held
    /// against it. Keys derived before are over.
    pub(crate) fn remove_member(id: CommitteeId, worker: WorkerId, evicted: bool) -> DispatchResult {
        let mut committee = Self::committee(id)?;
        let place = committee.members.binary_search(&worker).map_err(|_| Error::<T>::NotAMember)?;
        committee.members.remove(place);
        Memberships::<T>::remove(worker);
        committee.key_version = committee.key_version.saturating_add(1);
        Self::drop_bodies_of_leaver(id, &committee, &worker);
        Attendances::<T>::mutate(id, |list| list.retain(|a| a.worker != worker));
        InputKeyBallots::<T>::remove(id);
        Self::keep_lost_epochs(id, |voter, _| *voter != worker);
        Committees::<T>::insert(id, committee);
        Self::notify(id, Notice::MemberLeft(worker), Tier::Notice)?;
        Self::deposit_event(Event::MemberLeft { committee: id, worker, evicted });
        Ok(())
    }

    pub(crate) fn do_set_threshold(id: CommitteeId, threshold: u16) -> DispatchResult {
        let mut committee = Self::committee(id)?;
        let range = 1..=committee.members.len();
        ensure!(range.contains(&threshold.into()), Error::<T>::ThresholdOutOfRange);
        Self::ensure_majority(threshold, committee.members.len())?;
        committee.threshold = threshold;
        Committees::<T>::insert(id, committee);
        Self::notify(id, Notice::ThresholdSet(threshold), Tier::Notice)?;
        Self::deposit_event(Event::ThresholdSet { committee: id, threshold });
        Ok(())
    }

    pub(crate) fn do_set_program_version(id: CommitteeId, version: u32) -> DispatchResult {
        let mut committee = Self::committee(id)?;
        ensure!(version > committee.program.version, Error::<T>::VersionNotHigher);
        committee.program.version = version;
        Committees::<T>::insert(id, committee);
        Self::notify(id, Notice::ProgramSet(version), Tier::Notice)?;
        Self::deposit_event(Event::ProgramVersionSet { committee: id, version });
        Ok(())
    }
}
