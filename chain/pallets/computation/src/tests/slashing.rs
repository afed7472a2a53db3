//! Misbehaviour and appeals.

use crate::{mock::*, *};
use economy::{Offence, State, PHA};
use frame_support::{assert_noop, assert_ok};

fn report(offence: Offence) -> sp_runtime::DispatchResult {
    Computation::report(root(), worker(1), offence)
}

fn apply() -> sp_runtime::DispatchResult {
    Computation::apply_slash(signed(stranger()), worker(1))
}

#[test]
fn a_slash_is_carried_out_after_the_appeal_period() {
    for (offence, lost) in
        [(Offence::Minor, STAKE / 100), (Offence::Severe, STAKE / 10), (Offence::Total, STAKE)]
    {
        ExtBuilder::default().build_and_execute(|| {
            assert_ok!(start(1));
            assert_ok!(start(2));
            set_rules(|rules| rules.pace.appeal_period = 150).unwrap();
            assert_ok!(report(offence));
            assert_eq!(state(1), Some(State::CoolingDown), "it computes no more");
            pass(149);
            assert_noop!(apply(), Error::<Test>::AppealOpen);
            assert_noop!(withdraw(1), Error::<Test>::SlashPending);
            pass(1);
            let before = free_balance(&treasury());
            assert_ok!(apply());
            assert_eq!(free_balance(&treasury()) - before, lost);
            assert_eq!(session(1).stake, STAKE - lost);
            assert_eq!(session(2).stake, STAKE, "other workers of the same staker lose nothing");
            assert_noop!(apply(), Error::<Test>::NoSlash);
            let funds = free_balance(&operator());
            assert_ok!(withdraw(1));
            assert_eq!(free_balance(&operator()) - funds, STAKE - lost);
        });
    }
}

#[test]
fn governance_lifts_a_slash_and_frees_the_stake() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(start(1));
        assert_noop!(Computation::lift_slash(root(), worker(1)), Error::<Test>::NoSlash);
        assert_ok!(report(Offence::Total));
        let refused = Computation::lift_slash(signed(operator()), worker(1));
        assert_noop!(refused, sp_runtime::DispatchError::BadOrigin);
        assert_ok!(Computation::lift_slash(root(), worker(1)));
        assert_eq!(Told::get().len(), 3, "reported, stopped, lifted");
        assert_ok!(withdraw(1));
        assert_ok!(start(1));
    });
}

#[test]
fn governance_confirms_a_slash_at_once() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(start(1));
        assert_ok!(report(Offence::Severe));
        let refused = Computation::confirm_slash(signed(stranger()), worker(1));
        assert_noop!(refused, sp_runtime::DispatchError::BadOrigin);
        assert_ok!(Computation::confirm_slash(root(), worker(1)));
        assert_eq!(session(1).stake, STAKE - STAKE / 10);
        assert_eq!(Told::get().last(), Some(&format!("{:?}", StakeEvent::Slashed { amount: STAKE / 10 })));
    });
}

#[test]
fn a_graver_report_counts_and_does_not_lengthen_the_appeal() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(report(Offence::Minor), Error::<Test>::NoSession);
        assert_noop!(
            Computation::report(signed(stranger()), worker(1), Offence::Minor),
            sp_runtime::DispatchError::BadOrigin
        );
        assert_ok!(start(1));
        assert_ok!(report(Offence::Severe));
        let due = Slashes::<Test>::get(worker(1)).unwrap().due;
        pass(10);
        assert_noop!(report(Offence::Severe), Error::<Test>::AlreadyReported);
        assert_noop!(report(Offence::Minor), Error::<Test>::AlreadyReported);
        assert_ok!(report(Offence::Total));
        let slash = Slashes::<Test>::get(worker(1)).unwrap();
        assert_eq!((slash.amount, slash.due), (STAKE, due));
        assert_eq!(<Computation as Sessions>::stake(&worker(1)).unwrap().at_risk, STAKE);
    });
}

#[test]
fn misbehaviour_that_is_found_while_the_stake_cools_down_still_costs() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(start(1));
        assert_ok!(stop(1));
        pass(PACE.cool_down - 1);
        assert_ok!(report(Offence::Total));
        pass(1);
        assert_noop!(withdraw(1), Error::<Test>::SlashPending);
        pass(PACE.appeal_period);
        assert_ok!(apply());
        assert_ok!(withdraw(1));
        assert_eq!(free_balance(&operator()), FUNDS - STAKE);
    });
}

#[test]
fn a_slash_too_small_for_the_treasury_is_burnt_rather_than_stuck() {
    ExtBuilder::default().build_and_execute(|| {
        // Without the treasury's account, what is less than an account may have cannot be moved there.
        Balances::force_set_balance(root(), treasury(), 0).unwrap();
        set_rules(|rules| {
            rules.stake.k = economy::Fixed::from_ratio(1, 100);
            rules.budget.per_block = 0;
        })
        .unwrap();
        Computation::set_score(worker(1), SCORE).unwrap();
        assert_ok!(Computation::start(signed(operator()), worker(1), PHA / 2));
        assert_ok!(report(Offence::Minor));
        assert_ok!(Computation::confirm_slash(root(), worker(1)));
        assert_eq!(session(1).stake, PHA / 2 - PHA / 200);
        assert_eq!(free_balance(&treasury()), 0);
    });
}
