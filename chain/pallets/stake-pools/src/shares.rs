//! Arithmetic of shares: exact in 256 bits, rounded once, always against the one who acts.
//!
//! A pool with assets `A`, shares `S` and a sum `R` at risk redeems `s` shares for `⌊s·A/S⌋` and sells `⌊a·S/(A+R)⌋`
//! shares for `a`: who leaves bears slashes that are reported, who comes does not gain when they are lifted. Neither lowers
//! `A/S`, so nobody gains by splitting; what rounding leaves belongs to those who stay. Who redeems the last shares gets all.

use crate::types::*;
use messages::{ids::*, U256};

/// `a·b/c`, rounded down; `None` where that is undefined or does not fit.
pub(crate) fn mul_div(a: u128, b: u128, c: u128) -> Option<u128> {
    product(a, b).checked_div(c.into())?.try_into().ok()
}

/// `a·b/c`, rounded up; `None` where that is undefined or does not fit.
pub(crate) fn mul_div_up(a: u128, b: u128, c: u128) -> Option<u128> {
    let remainder = product(a, b).checked_rem(c.into())?;
    mul_div(a, b, c)?.checked_add(u128::from(!remainder.is_zero()))
}

/// Two factors of 128 bits never need more than 256.
fn product(a: u128, b: u128) -> U256 {
    U256::from(a).saturating_mul(b.into())
}

impl Pool {
    /// Everything that belongs to those who have shares, but for what is at risk.
    pub fn assets(&self) -> Balance {
        self.free.saturating_add(self.staked).saturating_add(self.releasing)
    }

    /// What `shares` are worth, rounded down; nothing where there are no shares.
    pub fn value(&self, shares: Shares) -> Balance {
        mul_div(shares, self.assets(), self.shares).unwrap_or_default()
    }

    /// What `shares` are worth, rounded up: what must be kept for them.
    pub(crate) fn claim(&self, shares: Shares) -> Balance {
        mul_div_up(shares, self.assets(), self.shares).unwrap_or_default()
    }

    /// Free funds that nobody in the queue has a claim on: only with these may the owner do something.
    pub fn unclaimed(&self) -> Balance {
        self.free.saturating_sub(self.claim(self.queue.shares))
    }

    /// What requests that waited for too long lack even when all that cools down is given back.
    pub fn shortfall(&self) -> Balance {
        let owed = self.value(self.queue.overdue_shares);
        owed.saturating_sub(self.free).saturating_sub(self.releasing)
    }

    /// Shares that `amount` buys, rounded down; `None` where nothing can be bought: all assets are lost, or it would be
    /// more shares than can be counted.
    pub(crate) fn shares_for(&self, amount: Balance) -> Option<Shares> {
        let bought = match self.shares {
            0 => amount,
            shares => mul_div(amount, shares, self.assets().saturating_add(self.at_risk))?,
        };
        self.shares.checked_add(bought).map(|_| bought)
    }

    /// The least shares that are worth `amount`; all there are where they are worth less.
    pub(crate) fn shares_worth(&self, amount: Balance) -> Shares {
        mul_div_up(amount, self.shares, self.assets()).unwrap_or(self.shares).min(self.shares)
    }

    /// The most shares that are worth no more than `amount`.
    pub(crate) fn shares_within(&self, amount: Balance) -> Shares {
        mul_div(amount, self.shares, self.assets()).unwrap_or(self.shares).min(self.shares)
    }

    /// Assets for each share, rounded up; one where there are none.
    pub(crate) fn price(&self) -> Price {
        mul_div_up(self.assets(), PRICE_UNIT, self.shares).unwrap_or(PRICE_UNIT)
    }

    /// Whether so much may be lost that shares are not sold until it is decided ([`MAX_RISK`]). So it is wherever what those
    /// who left gave up belongs to no shares.
    pub fn is_at_risk(&self) -> bool {
        self.at_risk.saturating_mul(MAX_RISK) > self.assets().saturating_add(self.at_risk)
    }

    /// Whether so much is lost that shares are not sold any more ([`MAX_LOSS`]).
    pub fn is_ruined(&self) -> bool {
        self.assets().saturating_mul(MAX_LOSS) < self.shares
    }
}
