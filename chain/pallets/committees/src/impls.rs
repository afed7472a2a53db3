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

    /// Takes a statement of an attested worker: votes, an input key or a gatekeeper's share. The caller has checked the
    /// worker's envelope.
    pub fn handle_statement(worker: WorkerId, statement: Statement) -> DispatchResult {
        match statement {
            Statement::Votes { committee, first_height, commits } => {
                Self::record_votes(worker, committee, first_height, &commits)
            }
            Statement::InputKey(key) => Self::record_input_key(worker, key),
            Statement::KeeperShare { group, share } => Self::record_keeper_share(worker, group, share),
            Statement::Lease(_) | Statement::Endpoint(_) | Statement::ToChannel { .. } => {
                Err(Error::<T>::NotACommitteeStatement.into())
            }
        }
    }

    /// Upper bound of the weight of [`Pallet::handle_statement`].
    pub fn statement_weight(statement: &Statement) -> Weight {
        match statement {
            Statement::Votes { commits, .. } => T::WeightInfo::votes(commits.len() as u32),
            Statement::InputKey(_) => T::WeightInfo::input_key(),
            Statement::KeeperShare { .. } => T::WeightInfo::keeper_share(),
            Statement::Lease(_) | Statement::Endpoint(_) | Statement::ToChannel { .. } => Weight::zero(),
        }
    }

    pub(crate) fn do_deposit(id: CommitteeId, from: AccountId, to: H160, amount: Balance) -> DispatchResult {
        let is_evm = Self::committee(id)?.program.kind == ProgramKind::Evm;
        ensure!(is_evm, Error::<T>::NotAnEvm);
        ensure!(amount >= T::MinDeposit::get(), Error::<T>::DepositTooSmall);
        T::Currency::transfer(&from, &Self::escrow_account(id), amount, Preservation::Preserve)?;
        Self::notify(id, Notice::Deposit { to, amount }, Tier::Account)?;
        Self::deposit_event(Event::Deposited { committee: id, from, to, amount });
        Ok(())
    }

    /// Begins at most one epoch and applies at most one commit of a committee.
    pub(crate) fn advance_once(id: CommitteeId) -> Advance {
        Advance { epoch: Self::begin_epoch_if_due(id), effects: Self::apply_next(id) }
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
            if !meter.can_consume(T::WeightInfo::advance(MAX_EFFECTS)) {
                return false;
            }
            match Self::advance_once(id) {
                Advance { effects: Some(effects), .. } => meter.consume(T::WeightInfo::advance(effects)),
                Advance { epoch: true, .. } => meter.consume(T::WeightInfo::advance(0)),
                Advance { .. } => {
                    meter.consume(T::WeightInfo::visit());
                    break;
                }
            }
        }
        true
    }

    pub(crate) fn committee(id: CommitteeId) -> Result<Committee, Error<T>> {
        Committees::<T>::get(id).ok_or(Error::<T>::UnknownCommittee)
    }

    pub(crate) fn ensure_member(committee: &Committee, worker: &WorkerId) -> DispatchResult {
        ensure!(committee.members.binary_search(worker).is_ok(), Error::<T>::NotAMember);
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
