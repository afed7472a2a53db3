//! Random histories: the invariants hold after every step, all who served a commit earn the same, and no money appears or
//! disappears.

use crate::{mock::*, pallet::*};
use messages::ids::*;
use proptest::{collection::vec, prelude::*, sample::subsequence};

#[derive(Clone, Debug)]
enum Step {
    Fund(Balance),
    SetTerms(Balance, Balance),
    Defund(Balance),
    Withdraw,
    Fees(Balance),
    Apply(Vec<u8>),
    Second(u8),
    Claim(u8),
    Pass(BlockNumber),
    /// A worker leaves the registry, or comes back to it.
    Register(u8, bool),
}

const WORKERS: [u8; 5] = [1, 2, 3, 4, 5];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let amount = || prop_oneof![0..50u128, 0..100_000u128, Just(Balance::MAX)];
    let who = || 1..=5u8;
    let step = prop_oneof![
        2 => amount().prop_map(Step::Fund),
        2 => (amount(), amount()).prop_map(|(reward, limit)| Step::SetTerms(reward, limit)),
        1 => amount().prop_map(Step::Defund),
        1 => Just(Step::Withdraw),
        2 => (0..100_000u128).prop_map(Step::Fees),
        8 => subsequence(WORKERS.to_vec(), 0..=5).prop_map(Step::Apply),
        3 => who().prop_map(Step::Second),
        3 => who().prop_map(Step::Claim),
        2 => (0..2 * NOTICE).prop_map(Step::Pass),
        1 => (who(), any::<bool>()).prop_map(|(who, comes)| Step::Register(who, comes)),
    ];
    vec(step, 1..80)
}

/// What entered the pots' world beside the genesis balances.
fn act(step: &Step) -> Balance {
    // Whether a call succeeds does not matter here, only what it leaves behind.
    let _ = match step {
        Step::Fund(amount) => fund(CLUSTER, *amount),
        Step::SetTerms(reward, limit) => set_terms(*reward, *limit),
        Step::Defund(amount) => defund(*amount),
        Step::Withdraw => withdraw(),
        Step::Claim(who) => claim(*who),
        Step::Fees(amount) => {
            let amount = amount + ED;
            collect_fees(amount);
            return amount;
        }
        Step::Apply(voters) => {
            apply_checked(voters);
            Ok(())
        }
        Step::Second(who) => {
            Clusters::commit_seconded(CLUSTER, &worker(*who));
            Ok(())
        }
        Step::Pass(blocks) => {
            pass(*blocks);
            Ok(())
        }
        Step::Register(who, comes) => {
            let mut gone = Gone::get();
            gone.retain(|other| *other != worker(*who));
            if !comes {
                gone.push(worker(*who));
            }
            Gone::set(gone);
            Ok(())
        }
    };
    0
}

/// Applies a commit, and checks who is paid for the one before.
fn apply_checked(voters: &[u8]) {
    let served = Served::<Test>::get(CLUSTER);
    let before = WORKERS.map(earned);
    apply(voters);
    let gains: Vec<(u8, Balance)> =
        WORKERS.iter().zip(before).map(|(who, before)| (*who, earned(*who) - before)).collect();
    let due = |who: u8| served.contains(&worker(who)) && !Gone::get().contains(&worker(who));
    let share = gains.iter().map(|(_, gain)| *gain).max().unwrap();
    for (who, gain) in gains {
        assert_eq!(gain, if due(who) { share } else { 0 }, "worker {who} of {served:?}");
    }
}

fn all_money() -> Balance {
    let operators = WORKERS.map(operator);
    operators.iter().chain([&owner(), &stranger(), &pot()]).map(balance).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn books_stay_true(steps in steps()) {
        new_test_ext().execute_with(|| {
            let mut money = all_money();
            for step in &steps {
                let deposits = book().deposits;
                money += act(step);
                Clusters::do_try_state().unwrap_or_else(|error| panic!("{error:?} after {step:?}"));
                assert_eq!(all_money(), money, "after {step:?}");
                if !matches!(step, Step::Apply(_) | Step::Withdraw) {
                    assert!(book().deposits >= deposits, "deposits leave by commits and by notice only");
                }
            }
        });
    }
}
