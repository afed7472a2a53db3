//! What votes: PHA in an account's balance, free or staked, and what its shares of pools are worth.

use crate::*;
use frame_support::{
    dispatch::DispatchResult,
    traits::{
        fungible::Inspect,
        tokens::{
            DepositConsequence, Fortitude, Preservation, Provenance, WithdrawConsequence, WithdrawReasons,
        },
        BalanceStatus, Currency, ExistenceRequirement, Get, LockIdentifier, LockableCurrency,
        ReservableCurrency, SignedImbalance,
    },
};
use sp_runtime::DispatchError;

/// Balances as conviction voting sees them: an account's total includes the worth of its shares of pools, and everything
/// else is as it is. Staked PHA is held in its owner's balance and counts by itself.
///
/// A lock may thus exceed the balance: it holds what comes back from pools as it arrives. Shares cannot be transferred and
/// are paid to the same account alone, and locked PHA cannot be deposited, so nothing votes twice.
pub struct VotingPha;

/// PHA that can vote: all but what miners will be paid and what is the treasury's, which nobody owns yet. Support is
/// measured against it.
pub struct EligiblePha;

impl Get<Balance> for EligiblePha {
    fn get() -> Balance {
        let pot = <Balances as Inspect<AccountId>>::total_balance(&Computation::pot());
        // The treasury's balance is inactive, which its pallet sees to.
        <Balances as Inspect<AccountId>>::active_issuance().saturating_sub(pot)
    }
}

/// An account that has no PHA any more does not exist, so nothing of it can be locked. What it has in pools would vote, come
/// back free, and vote again elsewhere.
fn votes_of(who: &AccountId) -> Balance {
    let pooled = match System::providers(who) {
        0 => 0,
        _ => StakePools::voting_power(who),
    };
    <Balances as Inspect<AccountId>>::total_balance(who).saturating_add(pooled)
}

impl Inspect<AccountId> for VotingPha {
    type Balance = Balance;

    fn total_issuance() -> Balance {
        <Balances as Inspect<AccountId>>::total_issuance()
    }

    fn active_issuance() -> Balance {
        <Balances as Inspect<AccountId>>::active_issuance()
    }

    fn minimum_balance() -> Balance {
        <Balances as Inspect<AccountId>>::minimum_balance()
    }

    fn total_balance(who: &AccountId) -> Balance {
        votes_of(who)
    }

    fn balance(who: &AccountId) -> Balance {
        Balances::balance(who)
    }

    fn reducible_balance(who: &AccountId, preservation: Preservation, force: Fortitude) -> Balance {
        Balances::reducible_balance(who, preservation, force)
    }

    fn can_deposit(who: &AccountId, amount: Balance, provenance: Provenance) -> DepositConsequence {
        Balances::can_deposit(who, amount, provenance)
    }

    fn can_withdraw(who: &AccountId, amount: Balance) -> WithdrawConsequence<Balance> {
        Balances::can_withdraw(who, amount)
    }
}

impl Currency<AccountId> for VotingPha {
    type Balance = Balance;
    type PositiveImbalance = <Balances as Currency<AccountId>>::PositiveImbalance;
    type NegativeImbalance = <Balances as Currency<AccountId>>::NegativeImbalance;

    fn total_balance(who: &AccountId) -> Balance {
        votes_of(who)
    }

    fn can_slash(who: &AccountId, value: Balance) -> bool {
        Balances::can_slash(who, value)
    }

    fn total_issuance() -> Balance {
        <Balances as Currency<AccountId>>::total_issuance()
    }

    fn active_issuance() -> Balance {
        <Balances as Currency<AccountId>>::active_issuance()
    }

    fn deactivate(amount: Balance) {
        <Balances as Currency<AccountId>>::deactivate(amount);
    }

    fn reactivate(amount: Balance) {
        <Balances as Currency<AccountId>>::reactivate(amount);
    }

    fn minimum_balance() -> Balance {
        <Balances as Currency<AccountId>>::minimum_balance()
    }

    fn burn(amount: Balance) -> Self::PositiveImbalance {
        <Balances as Currency<AccountId>>::burn(amount)
    }

    fn issue(amount: Balance) -> Self::NegativeImbalance {
        <Balances as Currency<AccountId>>::issue(amount)
    }

    fn free_balance(who: &AccountId) -> Balance {
        Balances::free_balance(who)
    }

    fn ensure_can_withdraw(
        who: &AccountId,
        amount: Balance,
        reasons: WithdrawReasons,
        left: Balance,
    ) -> DispatchResult {
        Balances::ensure_can_withdraw(who, amount, reasons, left)
    }

    fn transfer(
        from: &AccountId,
        to: &AccountId,
        value: Balance,
        existence: ExistenceRequirement,
    ) -> DispatchResult {
        <Balances as Currency<AccountId>>::transfer(from, to, value, existence)
    }

    fn slash(who: &AccountId, value: Balance) -> (Self::NegativeImbalance, Balance) {
        Balances::slash(who, value)
    }

    fn deposit_into_existing(
        who: &AccountId,
        value: Balance,
    ) -> Result<Self::PositiveImbalance, DispatchError> {
        Balances::deposit_into_existing(who, value)
    }

    fn deposit_creating(who: &AccountId, value: Balance) -> Self::PositiveImbalance {
        Balances::deposit_creating(who, value)
    }

    fn withdraw(
        who: &AccountId,
        value: Balance,
        reasons: WithdrawReasons,
        existence: ExistenceRequirement,
    ) -> Result<Self::NegativeImbalance, DispatchError> {
        <Balances as Currency<AccountId>>::withdraw(who, value, reasons, existence)
    }

    fn make_free_balance_be(
        who: &AccountId,
        balance: Balance,
    ) -> SignedImbalance<Balance, Self::PositiveImbalance> {
        Balances::make_free_balance_be(who, balance)
    }
}

impl ReservableCurrency<AccountId> for VotingPha {
    fn can_reserve(who: &AccountId, value: Balance) -> bool {
        Balances::can_reserve(who, value)
    }

    fn slash_reserved(who: &AccountId, value: Balance) -> (Self::NegativeImbalance, Balance) {
        Balances::slash_reserved(who, value)
    }

    fn reserved_balance(who: &AccountId) -> Balance {
        Balances::reserved_balance(who)
    }

    fn reserve(who: &AccountId, value: Balance) -> DispatchResult {
        Balances::reserve(who, value)
    }

    fn unreserve(who: &AccountId, value: Balance) -> Balance {
        Balances::unreserve(who, value)
    }

    fn repatriate_reserved(
        slashed: &AccountId,
        beneficiary: &AccountId,
        value: Balance,
        status: BalanceStatus,
    ) -> Result<Balance, DispatchError> {
        Balances::repatriate_reserved(slashed, beneficiary, value, status)
    }
}

impl LockableCurrency<AccountId> for VotingPha {
    type Moment = BlockNumber;
    type MaxLocks = <Balances as LockableCurrency<AccountId>>::MaxLocks;

    fn set_lock(id: LockIdentifier, who: &AccountId, amount: Balance, reasons: WithdrawReasons) {
        Balances::set_lock(id, who, amount, reasons);
    }

    fn extend_lock(id: LockIdentifier, who: &AccountId, amount: Balance, reasons: WithdrawReasons) {
        Balances::extend_lock(id, who, amount, reasons);
    }

    fn remove_lock(id: LockIdentifier, who: &AccountId) {
        Balances::remove_lock(id, who);
    }
}
