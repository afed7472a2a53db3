//! What the runtime and the hooks call.

use crate::{pallet::*, traits::*, types::*, weights::WeightInfo};
use codec::Encode;
use frame_support::{
    pallet_prelude::*,
    traits::{fungible::Mutate, tokens::Preservation},
    weights::WeightMeter,
};
use messages::{
    channel::{Notice, Payload, Sender},
    committee::{Committee, ProgramKind},
    ids::*,
    limits::*,
    worker::Statement,
    H160,
};
use sp_runtime::{traits::AccountIdConversion, SaturatedConversion};

impl<T: Config> Pallet<T> {
    /// The account that holds what was deposited with a committee.
    pub fn escrow_account(committee: CommitteeId) -> AccountId {
        T::PalletId::get().into_sub_account_truncating(committee)
    }

    /// Takes a statement of an attested worker: votes, an input key, or that an epoch is lost. The caller has checked the
    /// worker's envelope.
    pub fn handle_statement(worker: WorkerId, statement: Statement) -> DispatchResult {
        match statement {
            Statement::Votes { committee, first_height, commits } => {
                Self::record_votes(worker, committee, first_height, &commits)
            }
            Statement::InputKey(key) => Self::record_input_key(worker, key),
            Statement::EpochLost { committee, epoch } => Self::record_lost_epoch(worker, committee, epoch),
            _ => Err(Error::<T>::NotACommitteeStatement.into()),
        }
    }

    /// Upper bound of the weight of [`Pallet::handle_statement`].
    pub fn statement_weight(statement: &Statement) -> Weight {
        match statement {
            Statement::Votes { commits, .. } => T::WeightInfo::votes(commits.len() as u32)
                .saturating_add(T::OnCommitApplied::seconded_weight())
                .saturating_add(Self::misconduct_weight().saturating_mul(commits.len() as u64)),
            Statement::InputKey(_) => T::WeightInfo::input_key(),
            Statement::EpochLost { .. } => T::WeightInfo::epoch_lost(),
            _ => Weight::zero(),
        }
    }

    pub(crate) fn do_deposit(id: CommitteeId, from: AccountId, to: H160, amount: Balance) -> DispatchResult {
        Self::evm(id)?;
        ensure!(amount >= T::MinDeposit::get(), Error::<T>::DepositTooSmall);
        T::Currency::transfer(&from, &Self::escrow_account(id), amount, Preservation::Preserve)?;
        Self::notify(id, Notice::Deposit { to, amount }, Tier::Account)?;
        Self::deposit_event(Event::Deposited { committee: id, from, to, amount });
        Ok(())
    }

    /// Begins at most one epoch and applies at most one commit of a committee. Epochs are given up when no commit stands
    /// any more, for that voids everything pending.
    pub(crate) fn advance_once(id: CommitteeId) -> Advance {
        let epoch = Self::begin_epoch_if_due(id);
        let applied = Self::apply_next(id);
        let lost = applied.is_none() && Self::lose_epochs_if_due(id);
        Advance { epoch, applied, lost }
    }

    /// Upper bound of the weight of [`Self::advance_once`].
    pub(crate) fn step_weight() -> Weight {
        let misconduct = Self::misconduct_weight().saturating_mul(MAX_MEMBERS.into());
        let told = T::OnCommitApplied::applied_weight().saturating_add(misconduct);
        let largest = Applied { effects: MAX_EFFECTS, told };
        Self::applied_weight(&largest).max(T::WeightInfo::lose_epochs())
    }

    /// Weight of what [`Self::advance_once`] did.
    pub(crate) fn weight_of(done: &Advance) -> Weight {
        match done {
            Advance { applied: Some(applied), .. } => Self::applied_weight(applied),
            Advance { lost: true, .. } => T::WeightInfo::lose_epochs(),
            Advance { epoch: true, .. } => T::WeightInfo::advance(0),
            Advance { .. } => T::WeightInfo::visit(),
        }
    }

    fn applied_weight(applied: &Applied) -> Weight {
        T::WeightInfo::advance(applied.effects).saturating_add(applied.told)
    }

    /// Visits committees in turn, from where the last block stopped, as far as `limit` allows. Returns the weight used.
    pub(crate) fn advance_in_turn(limit: Weight) -> Weight {
        let mut meter = WeightMeter::with_limit(limit);
        if meter.try_consume(T::DbWeight::get().reads_writes(2, 1)).is_err() {
            return Weight::zero();
        }
        let end = NextCommitteeId::<T>::get();
        let mut id = Cursor::<T>::get();
        for _ in 0..end.min(MAX_VISITS) {
            if id >= end {
                id = 0;
            }
            if !Self::advance_within(id, &mut meter) {
                break;
            }
            id = id.saturating_add(1);
        }
        Cursor::<T>::put(id);
        meter.consumed()
    }

    /// Applies what is due in one committee; false when the weight ran out before that was known.
    fn advance_within(id: CommitteeId, meter: &mut WeightMeter) -> bool {
        for _ in 0..MAX_PENDING_COMMITS {
            if !meter.can_consume(Self::step_weight()) {
                return false;
            }
            let done = Self::advance_once(id);
            meter.consume(Self::weight_of(&done));
            if done == Advance::default() {
                break;
            }
        }
        true
    }

    pub(crate) fn committee(id: CommitteeId) -> Result<Committee, Error<T>> {
        Committees::<T>::get(id).ok_or(Error::<T>::UnknownCommittee)
    }

    /// A committee that computes; statements about commits and keys of another are void.
    pub(crate) fn evm(id: CommitteeId) -> Result<Committee, Error<T>> {
        let committee = Self::committee(id)?;
        ensure!(committee.program.kind == ProgramKind::Evm, Error::<T>::NotAnEvm);
        Ok(committee)
    }

    /// Notes what a member says now, in place of what it said before.
    pub(crate) fn put_ballot<V>(ballots: &mut Ballots<V>, worker: WorkerId, value: V) -> DispatchResult {
        match ballots.iter_mut().find(|(voter, _)| *voter == worker) {
            Some((_, said)) => *said = value,
            None => ballots.try_push((worker, value)).map_err(|_| Error::<T>::CommitteeFull)?,
        }
        Ok(())
    }

    pub(crate) fn is_member(committee: &Committee, worker: &WorkerId) -> bool {
        committee.members.binary_search(worker).is_ok()
    }

    pub(crate) fn ensure_member(committee: &Committee, worker: &WorkerId) -> DispatchResult {
        ensure!(Self::is_member(committee, worker), Error::<T>::NotAMember);
        Ok(())
    }

    /// Tells a committee something in its own channel.
    pub(crate) fn notify(id: CommitteeId, notice: Notice, tier: Tier) -> DispatchResult {
        let payload = Payload::try_from(notice.encode()).map_err(|_| Error::<T>::NoticeTooLarge)?;
        T::Channels::push(id, Sender::Chain, payload, tier).map(|_| ())
    }

    pub(crate) fn now() -> BlockNumber {
        frame_system::Pallet::<T>::block_number().saturated_into()
    }
}
