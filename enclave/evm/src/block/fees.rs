//! The way of collected fees out of the EVM.

use super::{BlockBuilder, FEES, FEE_ACCOUNT};
use crate::{convert, error::StoreError, precompile::Outgoing, WEI_PER_UNIT};
use messages::{
    ids::{AccountId, Balance},
    limits::MAX_EFFECTS,
    U256,
};

impl BlockBuilder<'_> {
    /// Sends what the fee account had before this block to an account on the chain, in whole multiples of `unit` chain units;
    /// the rest stays. If the chain cannot pay, the fee account gets it back. Does nothing where there is too little, or no
    /// room for another effect.
    ///
    /// # Errors
    /// If the store fails.
    pub fn pay_out_fees(&mut self, to: AccountId, unit: Balance) -> Result<(), StoreError> {
        let amount = whole(self.account(FEE_ACCOUNT)?.0, unit);
        if amount == 0 || self.outgoing.len() >= MAX_EFFECTS as usize {
            return Ok(());
        }
        let fees = Outgoing { to, amount, refund: FEE_ACCOUNT };
        self.overlay().take_balance(FEES, convert::word(fees.wei()))?;
        self.send_out(fees)
    }
}

/// Chain units in this many wei, rounded down to a multiple of `unit`.
fn whole(wei: U256, unit: Balance) -> Balance {
    let units = Balance::try_from(wei / WEI_PER_UNIT).unwrap_or(Balance::MAX);
    let rest = units.checked_rem(unit).unwrap_or(units);
    units.saturating_sub(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_units_leave() {
        let wei = U256::from(WEI_PER_UNIT);
        let table = [
            (U256::zero(), 10, 0),
            (wei * 10 - 1, 10, 0),
            (wei * 10, 10, 10),
            (wei * 29 + 999_999, 10, 20),
            (wei * 29, 0, 0),
            (U256::MAX, 1 << 100, Balance::MAX - ((1 << 100) - 1)),
        ];
        for (balance, unit, expected) in table {
            assert_eq!(whole(balance, unit), expected, "{balance} wei by {unit}");
        }
    }
}
