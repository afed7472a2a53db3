//! What governance sets.

use crate::{mock::*, *};
use economy::{Fixed, RatesInForce, Rules, PHA};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn rules_that_would_break_the_books_are_refused_with_the_reason() {
    type Change = fn(&mut Rules);
    let table: [(Change, Error<Test>); 17] = [
        (|it| it.rates.rho_minus_one = Fixed::from_ratio(1, 100_000), Error::GrowthTooFast),
        (|it| it.rates.cost_k = Fixed::from_ratio(1, 1_000), Error::CostTooHigh),
        (|it| it.rates.cost_b = Fixed::from_int(2), Error::CostTooHigh),
        (|it| it.rates.slash_rate = Fixed::from_int(2), Error::SlashRateAboveOne),
        (|it| it.rates.v_max = Fixed::ZERO, Error::ValueLimitOutOfRange),
        (|it| it.rates.v_max = Fixed::MAX, Error::ValueLimitOutOfRange),
        (|it| it.stake.re = Fixed::ZERO, Error::StakeFactorOutOfRange),
        (|it| it.stake.k = Fixed::MAX, Error::StakeTooHigh),
        (|it| it.stake.rig_k = Fixed::MAX, Error::StakeTooHigh),
        (|it| it.stake.min_score = 0, Error::ScoreOutOfRange),
        (|it| it.stake.max_score = 10, Error::ScoreOutOfRange),
        (|it| it.budget.per_block = 201 * PHA, Error::BudgetTooHigh),
        (|it| it.budget.treasury_ppm = 1_000_001, Error::PartAboveOne),
        (|it| it.budget.halving = Fixed::from_int(2), Error::PartAboveOne),
        (|it| it.budget.halving_interval = 0, Error::PeriodOutOfRange),
        (|it| it.pace.heartbeat_window = 41, Error::WindowAboveInterval),
        (|it| it.pace.challenges_per_block = 21, Error::ChallengesOutOfRange),
    ];
    ExtBuilder::default().build_and_execute(|| {
        for (change, reason) in table {
            assert_noop!(set_rules(change), reason);
        }
        assert_noop!(set_rules(|rules| rules.pace.cool_down = u32::MAX), Error::<Test>::PeriodOutOfRange);
        assert_noop!(set_rules(|rules| rules.pace.cool_down = 0), Error::<Test>::PeriodOutOfRange);
        let rules = RulesInForce::<Test>::get().rules();
        assert_noop!(Computation::set_rules(signed(operator()), rules), DispatchError::BadOrigin);
    });
}

#[test]
fn changed_rates_count_from_the_block_of_the_change() {
    ExtBuilder::default().build_and_execute(|| {
        set_rules(|rules| rules.budget.per_block = 0).unwrap();
        assert_ok!(start(1));
        pass(4);
        let mut by_hand = position(1);
        let before = RulesInForce::<Test>::get().rates;
        set_rules(|rules| rules.rates.rho_minus_one = Fixed::from_ratio(5, 1_000_000)).unwrap();
        by_hand.settle(&before, Fixed::ZERO, System::block_number());
        while !is_challenged(1) {
            next_block();
        }
        assert_ok!(answer(1));
        by_hand.settle(&RulesInForce::<Test>::get().rates, Fixed::ZERO, System::block_number());
        assert_eq!(position(1).value, by_hand.value);
    });
}

/// One batch sets rules under which every value is 1 PHA, and then the old ones again: nobody notices.
#[test]
fn rates_that_were_in_force_for_no_block_settle_none() {
    ExtBuilder::default().build_and_execute(|| {
        set_rules(|rules| rules.budget.per_block = 0).unwrap();
        assert_ok!(start(1));
        pass(4);
        let (before, mut by_hand) = (RulesInForce::<Test>::get().rules(), position(1));
        set_rules(|rules| rules.rates.v_max = Fixed::ONE).unwrap();
        set_rules(|rules| *rules = before).unwrap();
        let rates = RatesInForce::always(before.rates);
        by_hand.settle(&rates, Fixed::ZERO, System::block_number());
        await_challenge(1);
        assert_ok!(answer(1));
        by_hand.settle(&rates, Fixed::ZERO, System::block_number());
        assert_eq!(position(1).value, by_hand.value);
    });
}

#[test]
fn every_change_of_rates_counts_from_its_block_on() {
    ExtBuilder::default().build_and_execute(|| {
        set_rules(|rules| rules.budget.per_block = 0).unwrap();
        assert_ok!(start(1));
        fall_silent(1);
        let mut by_hand = position(1);
        for slash_rate in [Fixed::ZERO, Fixed::from_ratio(1, 1_000), Fixed::from_ratio(1, 10)] {
            pass(3);
            let before = RatesInForce::always(RulesInForce::<Test>::get().rates.current);
            by_hand.settle(&before, Fixed::ZERO, System::block_number());
            set_rules(|rules| rules.rates.slash_rate = slash_rate).unwrap();
        }
        pass(2);
        assert_ok!(answer(1));
        let last = RatesInForce::always(RulesInForce::<Test>::get().rates.current);
        by_hand.settle(&last, Fixed::ZERO, System::block_number());
        assert_eq!(position(1).value, by_hand.value);
    });
}

#[test]
fn other_rules_leave_the_memory_of_rates_alone() {
    ExtBuilder::default().build_and_execute(|| {
        set_rules(|rules| rules.rates.v_max = Fixed::from_int(20_000)).unwrap();
        let rates = RulesInForce::<Test>::get().rates;
        pass(3);
        set_rules(|rules| rules.budget.per_block = PHA).unwrap();
        assert_eq!(RulesInForce::<Test>::get().rates, rates);
        assert_eq!(rates.former.last().map(|former| former.until), Some(1));
    });
}

#[test]
fn a_lower_limit_takes_hold_at_the_next_settlement() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(start(1));
        set_rules(|rules| rules.rates.v_max = Fixed::from_int(3_000)).unwrap();
        await_challenge(1);
        assert_ok!(answer(1));
        assert!(position(1).value <= Fixed::from_int(3_000));
    });
}

#[test]
fn a_longer_cool_down_does_not_bind_those_who_have_stopped() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(start(1));
        assert_ok!(stop(1));
        set_rules(|rules| rules.pace.cool_down = 10_000).unwrap();
        pass(PACE.cool_down);
        assert_ok!(withdraw(1));
    });
}

#[test]
#[should_panic(expected = "rules of computation in the chain spec")]
fn a_chain_spec_with_impossible_rules_starts_nothing() {
    let pace = economy::Pace { challenges_per_block: 0, ..PACE };
    ExtBuilder::default().pace(pace).build();
}
