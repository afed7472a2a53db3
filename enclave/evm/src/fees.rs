//! The fee market: the price of gas follows the demand for it (EIP-1559).

/// Lowest base fee, in wei: 1 gwei, which is also the first one.
pub(crate) const MIN_BASE_FEE: u64 = 1_000_000_000;
/// Part of a block's gas limit that leaves the price as it is.
const ELASTICITY: u64 = 2;
/// The price changes by at most this fraction a block.
const MAX_CHANGE_DENOMINATOR: u128 = 8;

/// Base fee of the block after one with this base fee that used `gas_used` of `gas_limit`. Gas beyond the limit, which the
/// last message of a block may use, does not count.
pub(crate) fn next_base_fee(base_fee: u64, gas_used: u64, gas_limit: u64) -> u64 {
    let target = gas_limit / ELASTICITY;
    if target == 0 {
        return base_fee.max(MIN_BASE_FEE);
    }
    let used = gas_used.min(gas_limit);
    // Below 2^128: both factors have 64 bits.
    let change = u128::from(base_fee) * u128::from(used.abs_diff(target))
        / u128::from(target)
        / MAX_CHANGE_DENOMINATOR;
    let change = u64::try_from(change).unwrap_or(u64::MAX);
    let next = match used > target {
        true => base_fee.saturating_add(change.max(1)),
        false => base_fee.saturating_sub(change),
    };
    next.max(MIN_BASE_FEE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIMIT: u64 = 30_000_000;
    const GWEI: u64 = 1_000_000_000;

    #[test]
    fn the_price_follows_the_demand() {
        let table = [
            (GWEI, 0, GWEI, "never below the floor"),
            (GWEI, LIMIT / 2, GWEI, "on target nothing changes"),
            (GWEI, LIMIT, GWEI * 9 / 8, "a full block raises it by an eighth"),
            (8 * GWEI, 0, 7 * GWEI, "an empty one lowers it by an eighth"),
            (8 * GWEI, LIMIT / 4, 8 * GWEI - GWEI / 2, "half of the target by half of that"),
            (8 * GWEI, LIMIT / 2 + 1, 8 * GWEI + 66, "a little demand raises it a little"),
            (8 * GWEI, u64::MAX, 9 * GWEI, "what is used beyond the limit does not count"),
            (0, LIMIT, GWEI, "the floor holds from anywhere"),
            (u64::MAX, LIMIT, u64::MAX, "it cannot overflow"),
        ];
        for (base_fee, used, expected, why) in table {
            assert_eq!(next_base_fee(base_fee, used, LIMIT), expected, "{why}");
        }
        assert_eq!(next_base_fee(GWEI, 1, 0), GWEI, "a block without gas says nothing");
    }

    proptest! {
        #[test]
        fn the_price_is_that_of_ethereum_or_the_floor(
            base_fee in GWEI..=u64::MAX,
            used in any::<u64>(),
            limit in 2..u64::MAX,
        ) {
            let used = used % limit;
            let parameters = alloy_eips::eip1559::BaseFeeParams::ethereum();
            let next = next_base_fee(base_fee, used, limit);
            prop_assert!(next >= MIN_BASE_FEE);
            prop_assert!(next.abs_diff(base_fee) <= base_fee / 8 + 1);
            // Ethereum's own rule, where its arithmetic cannot overflow.
            if base_fee < 1 << 60 {
                prop_assert_eq!(next, parameters.next_block_base_fee(used, limit, base_fee).max(MIN_BASE_FEE));
            }
        }
    }
}
