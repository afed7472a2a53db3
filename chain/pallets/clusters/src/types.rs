//! What this pallet stores, and its arithmetic.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::BoundedVec;
use messages::{cluster::FEE_PERIOD, ids::*, limits::MAX_MEMBERS, ConstU32};
use scale_info::TypeInfo;

/// Income is shared by the commits after it, each taking this part of what is left: about as many as there are from one
/// pay-out of gas fees to the next. So it does not matter much which of them a worker serves.
pub const INCOME_PARTS: Balance = FEE_PERIOD as Balance;

/// Workers that served a commit, each at most once.
pub type Servants = BoundedVec<WorkerId, ConstU32<MAX_MEMBERS>>;

/// What a cluster promises its workers.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Terms {
    /// What one served commit pays out of the deposits, to all who served it together.
    pub reward: Balance,
    /// The most that deposits pay for the commits of one period, however many there are.
    pub limit: Balance,
}

impl Terms {
    /// Whether no worker has a reason to prefer `other`.
    pub fn are_no_worse_than(&self, other: &Self) -> bool {
        self.reward >= other.reward && self.limit >= other.limit
    }
}

/// Terms that come into force.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct NextTerms {
    /// The terms.
    pub terms: Terms,
    /// First block in which they hold.
    pub from: BlockNumber,
}

/// A part of the deposits that the owner takes back.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Defunding {
    /// Who gets it.
    pub to: AccountId,
    /// How much of what is deposited then.
    pub amount: Balance,
    /// First block in which it may be taken.
    pub from: BlockNumber,
    /// Last block in which it may be taken: an announcement is no standing permission.
    pub until: BlockNumber,
}

/// The books of one cluster. What its pot holds beyond deposits, debts and the existential deposit is income.
#[derive(
    Clone, PartialEq, Eq, Debug, Default, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Book {
    /// The terms in force, unless `next` took their place.
    pub terms: Terms,
    /// Terms that were announced.
    pub next: Option<NextTerms>,
    /// What can be paid by terms.
    pub deposits: Balance,
    /// What workers have earned and nobody has claimed.
    pub owed: Balance,
    /// Number of the period that `spent` is of.
    pub period: BlockNumber,
    /// What deposits paid in it.
    pub spent: Balance,
    /// What the owner is about to take back.
    pub defunding: Option<Defunding>,
}

/// What each of those who served a commit gets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share {
    /// Out of the deposits.
    pub of_deposits: Balance,
    /// Out of the income.
    pub of_income: Balance,
}

impl Share {
    /// Both together.
    pub fn total(&self) -> Balance {
        self.of_deposits.saturating_add(self.of_income)
    }
}

impl Book {
    /// Goes on to block `now`, where periods last `period` blocks: announced terms come into force, a new period begins.
    pub fn pass_to(&mut self, now: BlockNumber, period: BlockNumber) {
        if let Some(next) = self.next.take_if(|next| next.from <= now) {
            self.terms = next.terms;
        }
        let number = now.checked_div(period).unwrap_or_default();
        if number != self.period {
            (self.period, self.spent) = (number, 0);
        }
    }

    /// Takes what one commit pays to `servants` workers in equal shares; `income` is in the pot beside what is booked. What
    /// does not divide stays where it is.
    pub fn reward(&mut self, income: Balance, servants: u32) -> Share {
        let servants = Balance::from(servants);
        let room = self.terms.limit.saturating_sub(self.spent);
        let reward = self.terms.reward.min(room).min(self.deposits);
        let share = |amount: Balance| amount.checked_div(servants).unwrap_or_default();
        let of_deposits = share(reward);
        let of_income = share(income / INCOME_PARTS);
        // No product is above what was divided, so none overflows.
        let taken = of_deposits.saturating_mul(servants);
        self.deposits = self.deposits.saturating_sub(taken);
        self.spent = self.spent.saturating_add(taken);
        self.owed = self.owed.saturating_add(taken).saturating_add(of_income.saturating_mul(servants));
        Share { of_deposits, of_income }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn book(deposits: Balance, reward: Balance, limit: Balance) -> Book {
        Book { deposits, terms: Terms { reward, limit }, ..Book::default() }
    }

    #[test]
    fn a_commit_pays_its_price_within_limit_and_deposits() {
        let table = [
            ((1_000, 90, 500), 0, (30, 0), "the price, in equal shares"),
            ((1_000, 91, 500), 0, (30, 0), "what does not divide stays"),
            ((1_000, 90, 45), 0, (15, 0), "no more than the limit"),
            ((60, 90, 500), 0, (20, 0), "no more than there is"),
            ((2, 90, 500), 0, (0, 0), "no worker gets less than another"),
            ((0, Balance::MAX, Balance::MAX), 0, (0, 0), "nothing comes of nothing"),
            ((0, 0, 0), 30_099, (0, 100), "income needs no terms"),
            ((0, 0, 0), 299, (0, 0), "dust waits for more"),
            ((Balance::MAX, Balance::MAX, Balance::MAX), 0, (Balance::MAX / 3, 0), "extremes"),
        ];
        for ((deposits, reward, limit), income, (of_deposits, of_income), why) in table {
            let mut book = book(deposits, reward, limit);
            let share = book.reward(income, 3);
            assert_eq!(share, Share { of_deposits, of_income }, "{why}");
            assert_eq!(book.deposits, deposits - 3 * of_deposits, "{why}");
            assert_eq!(book.spent, 3 * of_deposits, "{why}");
            assert_eq!(book.owed, 3 * (of_deposits + of_income), "{why}");
        }
    }

    #[test]
    fn nobody_who_served_means_nobody_is_paid() {
        let mut book = book(1_000, 90, 500);
        assert_eq!(book.reward(1_000, 0).total(), 0);
        assert_eq!(book, self::book(1_000, 90, 500));
    }

    #[test]
    fn a_new_period_has_its_whole_limit_and_the_same_one_has_not() {
        let mut book = book(1_000, 90, 100);
        book.pass_to(19, 10);
        book.reward(0, 1);
        book.pass_to(19, 10);
        assert_eq!(book.reward(0, 1).of_deposits, 10);
        book.pass_to(20, 10);
        assert_eq!(book.reward(0, 1).of_deposits, 90);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn nothing_is_paid_that_is_not_there_and_splitting_gains_nothing(
            deposits: u64, reward: u64, limit: u64, income: u64, servants in 1..=MAX_MEMBERS,
        ) {
            let [deposits, reward, limit, income] = [deposits, reward, limit, income].map(Balance::from);
            let mut many = book(deposits, reward, limit);
            let share = many.reward(income, servants);
            prop_assert_eq!(many.deposits + Balance::from(servants) * share.of_deposits, deposits);
            prop_assert!(many.owed <= deposits + income / INCOME_PARTS);
            prop_assert!(many.spent <= limit);
            prop_assert!(many.owed <= book(deposits, reward, limit).reward(income, 1).total());
        }
    }
}
