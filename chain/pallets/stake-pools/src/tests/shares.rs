//! Arithmetic of shares against 256-bit fractions.

use crate::{shares::*, types::*};
use messages::U256;
use proptest::prelude::*;

#[test]
fn quotients_are_exact_at_the_extremes() {
    const MAX: u128 = u128::MAX;
    let cases = [
        (0, 0, 1, Some(0), Some(0)),
        (1, 1, 0, None, None),
        (1, 1, 2, Some(0), Some(1)),
        (7, 3, 7, Some(3), Some(3)),
        (7, 3, 5, Some(4), Some(5)),
        (MAX, MAX, MAX, Some(MAX), Some(MAX)),
        (MAX, MAX, MAX - 1, None, None),
        (MAX, 2, 3, Some(MAX / 3 * 2), Some(MAX / 3 * 2)),
        (MAX, 1, 1, Some(MAX), Some(MAX)),
        (MAX, 2, 1, None, None),
    ];
    for (a, b, c, down, up) in cases {
        assert_eq!((mul_div(a, b, c), mul_div_up(a, b, c)), (down, up), "{a} * {b} / {c}");
    }
}

fn pool(shares: Shares, free: u128, at_risk: u128) -> Pool {
    Pool {
        kind: Kind::Workers,
        owner: crate::mock::owner(),
        deposit: 0,
        commission: Commission { rate: Default::default(), raise: None },
        cap: None,
        open: true,
        allowed: 0,
        workers: 0,
        shares,
        free,
        staked: 0,
        releasing: 0,
        at_risk,
        mark: PRICE_UNIT,
        queue: Queue::default(),
    }
}

fn numbers() -> impl Strategy<Value = u128> {
    prop_oneof![1..1_000_u128, 1..1u128 << 60, 1..1u128 << 100, Just(u128::MAX / 4)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_purchase_and_no_redemption_lowers_the_price(
        shares in numbers(), assets in numbers(), at_risk in prop_oneof![Just(0), numbers()], amount in numbers(),
    ) {
        let product = |a: u128, b: u128| U256::from(a) * U256::from(b);
        let before = pool(shares, assets, at_risk);
        if let Some(bought) = before.shares_for(amount) {
            let (shares_now, assets_now) = (shares + bought, assets + amount);
            prop_assert!(product(assets_now, shares) >= product(assets, shares_now));
            // Nor would one that is at risk gain when it is lifted.
            prop_assert!(product(assets_now + at_risk, shares) >= product(assets + at_risk, shares_now));
        }
        let redeemed = amount.min(shares);
        let paid = before.value(redeemed);
        prop_assert!(paid <= assets);
        prop_assert!(product(assets - paid, shares) >= product(assets, shares - redeemed));
        prop_assert!(before.claim(redeemed) - paid <= 1);
    }

    #[test]
    fn what_is_bought_is_never_worth_more_than_it_cost(
        shares in numbers(), assets in numbers(), amount in numbers(),
    ) {
        if let Some(bought) = pool(shares, assets, 0).shares_for(amount) {
            let after = pool(shares + bought, assets + amount, 0);
            prop_assert!(after.value(bought) <= amount);
            // No more than the price of one share is lost.
            prop_assert!(bought == 0 || after.claim(bought + 1) >= amount);
        }
    }

    #[test]
    fn redemption_of_an_amount_is_the_inverse_of_its_value(
        shares in numbers(), assets in numbers(), amount in numbers(),
    ) {
        let pool = pool(shares, assets, 0);
        let amount = amount.min(assets);
        prop_assert!(pool.value(pool.shares_within(amount)) <= amount);
        prop_assert!(pool.value(pool.shares_worth(amount)) >= amount);
    }
}
