//! The budget, and how much of the pot is promised to whom.
//!
//! Workers share each block's budget in proportion to their *stored* shares. One number serves all of them: the index I,
//! which grows by budget/S a block where S is the sum of stored shares. Who stored share s when the index was I₀ has earned
//! s·(I − I₀). A share never changes without that being settled first; so what is earned never exceeds what was
//! emitted, whoever is settled when.

use crate::{Balance, Budget, Fixed};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The books of the budget.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Ledger {
    /// I: PHA that one share has earned since the beginning.
    pub index: Fixed,
    /// S: the sum of stored shares. Zero, or at least 1, since every stored share is.
    pub shares: Fixed,
    /// What was emitted to workers and is neither paid nor forfeited, in chain units. At least all claims; the index is
    /// rounded down, and what that leaves (less than S·2⁻⁶⁴ PHA a block) stays in the pot under this name.
    pub committed: Balance,
    /// What the treasury is to get, in chain units.
    pub treasury: Balance,
}

impl Ledger {
    /// Emits the budget of one block if somebody computes and the pot of `funds` chain units covers it beside what is
    /// promised already: the whole budget or nothing. Returns what was emitted.
    pub fn emit(&mut self, rules: &Budget, budget: Balance, funds: Balance) -> Balance {
        let is_covered = funds.checked_sub(self.promised()).is_some_and(|free| free >= budget);
        if self.shares == Fixed::ZERO || !is_covered {
            return 0;
        }
        let (workers, treasury) = rules.divide(budget);
        self.index = self.index.plus(Fixed::from_balance(workers).over(self.shares));
        self.committed = self.committed.saturating_add(workers);
        self.treasury = self.treasury.saturating_add(treasury);
        budget
    }

    /// What the pot owes.
    pub fn promised(&self) -> Balance {
        self.committed.saturating_add(self.treasury)
    }

    /// A worker's stored share changed, which was settled before.
    pub fn replace_share(&mut self, before: Fixed, after: Fixed) {
        self.shares = self.shares.minus(before).plus(after);
    }

    /// A worker was paid what it had earned.
    pub fn note_paid(&mut self, amount: Balance) {
        self.committed = self.committed.saturating_sub(amount);
    }

    /// A worker lost what it had earned: the treasury gets it.
    pub fn note_forfeited(&mut self, amount: Balance) {
        let amount = amount.min(self.committed);
        self.committed = self.committed.saturating_sub(amount);
        self.treasury = self.treasury.saturating_add(amount);
    }

    /// The treasury got what it was to get.
    pub fn note_treasury_paid(&mut self, amount: Balance) {
        self.treasury = self.treasury.saturating_sub(amount);
    }
}
