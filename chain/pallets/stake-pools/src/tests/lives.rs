//! Random lives of a vault over two pools: no PHA appears or vanishes, invariants hold after every step, gains below the
//! high-water mark are not charged, and in the end strangers alone get everybody out.

use crate::{mock::*, pallet::*, types::*};
use frame_support::traits::fungible::Inspect;
use messages::ids::*;
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

/// The owner of everything, and three depositors.
const PEOPLE: [u8; 4] = [1, ALICE, BOB, CAROL];
/// Pools 0 and 1 are of workers 1 and 2 and 3 and 4.
const POOLS: [PoolId; 2] = [0, 1];
const VAULT: PoolId = 2;
const ALL: [PoolId; 3] = [0, 1, VAULT];
const WORKERS: [u8; 4] = [1, 2, 3, 4];

#[derive(Clone, Debug)]
enum Step {
    Deposit(u8, PoolId, Balance),
    Withdraw(u8, PoolId, u8),
    Invest(PoolId, u8),
    Divest(PoolId, u8, bool),
    Start(u8, u8),
    Stop(u8, bool),
    Reclaim(u8),
    Earn(u8, Balance),
    Report(u8, u8),
    Decide(u8, bool),
    Commission(PoolId, u32),
    Serve(PoolId),
    Pass(BlockNumber),
}

fn steps() -> impl Strategy<Value = Step> {
    let person = || proptest::sample::select(PEOPLE.to_vec());
    let any_pool = || proptest::sample::select(ALL.to_vec());
    let pool = || proptest::sample::select(POOLS.to_vec());
    let worker = || proptest::sample::select(WORKERS.to_vec());
    let percent = || 1..=100u8;
    let amount = || PHA / 100..1_000 * PHA;
    prop_oneof![
        4 => (person(), any_pool(), amount()).prop_map(|(who, id, amount)| Step::Deposit(who, id, amount)),
        3 => (person(), any_pool(), percent()).prop_map(|(who, id, part)| Step::Withdraw(who, id, part)),
        4 => (pool(), percent()).prop_map(|(id, part)| Step::Invest(id, part)),
        2 => (pool(), percent(), any::<bool>()).prop_map(|(id, part, own)| Step::Divest(id, part, own)),
        6 => (worker(), percent()).prop_map(|(number, part)| Step::Start(number, part)),
        2 => (worker(), any::<bool>()).prop_map(|(number, own)| Step::Stop(number, own)),
        2 => worker().prop_map(Step::Reclaim),
        5 => (worker(), amount()).prop_map(|(number, amount)| Step::Earn(number, amount / 9)),
        3 => (worker(), percent()).prop_map(|(number, part)| Step::Report(number, part)),
        3 => (worker(), any::<bool>()).prop_map(|(number, lifted)| Step::Decide(number, lifted)),
        1 => (any_pool(), 0..=100u32).prop_map(|(id, rate)| Step::Commission(id, rate)),
        2 => any_pool().prop_map(Step::Serve),
        5 => prop_oneof![1..20u32, 50..400u32].prop_map(Step::Pass),
    ]
}

fn part(whole: u128, percent: u8) -> u128 {
    whole * u128::from(percent) / 100
}

fn who(is_owner: bool) -> RuntimeOrigin {
    if is_owner {
        by_owner()
    } else {
        by(STRANGER)
    }
}

fn vault_shares(id: PoolId) -> Shares {
    Positions::<Test>::get(id, Holder::Vault(VAULT)).unwrap_or_default().unqueued()
}

/// What happens without a call.
fn happen(step: &Step) {
    let has_session = |number| SessionOf::contains_key(worker(number));
    match *step {
        Step::Earn(number, amount) if has_session(number) => earn(number, amount),
        Step::Report(number, percent) if has_session(number) => {
            let stake = Assignments::<Test>::get(worker(number)).unwrap().worth();
            report(number, part(stake, percent));
        }
        Step::Decide(number, true) if has_session(number) => lift(number),
        Step::Decide(number, false) if has_session(number) => slash(number),
        Step::Pass(blocks) => pass(blocks),
        _ => {}
    }
}

/// Takes one step; refusals are part of life.
fn take(step: Step) {
    happen(&step);
    let _ = match step {
        Step::Deposit(who, id, amount) => attempt!(StakePools::deposit(by(who), id, amount)),
        Step::Withdraw(who, id, percent) => {
            let shares = part(position(id, who).unqueued(), percent);
            attempt!(StakePools::withdraw(by(who), id, shares))
        }
        Step::Invest(id, percent) => {
            let amount = part(pool(VAULT).unclaimed(), percent);
            attempt!(StakePools::invest(by_owner(), VAULT, id, amount))
        }
        Step::Divest(id, percent, own) => {
            let shares = part(vault_shares(id), percent);
            attempt!(StakePools::divest(who(own), VAULT, id, shares))
        }
        Step::Start(number, percent) => {
            let id = Assignments::<Test>::get(worker(number)).unwrap().pool;
            let stake = part(pool(id).unclaimed(), percent);
            attempt!(StakePools::start(by_owner(), worker(number), stake))
        }
        Step::Stop(number, own) => attempt!(StakePools::stop(who(own), worker(number))),
        Step::Reclaim(number) => attempt!(StakePools::reclaim(by(STRANGER), worker(number))),
        Step::Commission(id, rate) => attempt!(StakePools::set_commission(by_owner(), id, percent(rate))),
        Step::Serve(id) => attempt!(StakePools::serve(by(STRANGER), id)),
        _ => Ok(()),
    };
}

/// PHA of all accounts, what is held among it, is all there is; and what pools own of it is in their books.
fn check_money() {
    let accounts = PEOPLE.iter().chain([&STRANGER]).map(|number| account(*number));
    let accounts = accounts.chain(ALL.map(StakePools::account)).chain([Treasury::get()]);
    let total: Balance = accounts.map(|who| Balances::total_balance(&who)).sum();
    assert_eq!(total, Balances::total_issuance(), "PHA is where nobody looked");
    for id in POOLS {
        let Pool { free, staked, releasing, at_risk, .. } = pool(id);
        let booked = free + staked + releasing + at_risk + ExistentialDeposit::get();
        let held = Balances::total_balance(&StakePools::account(id));
        // Rounding leaves nothing behind, but for dust that not even the treasury could receive.
        assert_eq!(held, booked, "pool {id}");
    }
    assert_eq!(Balances::balance(&StakePools::account(VAULT)), pool(VAULT).free + ExistentialDeposit::get());
}

/// A vault's owner is paid only when the price rises above all that it ever was for these shares.
fn check_charges(events: &[Event<Test>], mark: &mut Price) {
    let charged = |event: &Event<Test>| matches!(event, Event::CommissionTaken { .. });
    if events.iter().any(charged) {
        assert!(pool(VAULT).mark >= *mark, "a gain below the mark was charged");
    }
    *mark = pool(VAULT).mark;
}

fn wind_down() {
    WORKERS.into_iter().filter(|number| SessionOf::contains_key(worker(*number))).for_each(lift);
    pass(MinStay::get());
    for (id, who) in ALL.into_iter().flat_map(|id| PEOPLE.map(|who| (id, who))) {
        let shares = position(id, who).unqueued();
        let _ = attempt!(StakePools::withdraw(by(who), id, shares));
    }
    for round in 0.. {
        // A vault's commission may give the owner shares when it is assessed.
        let shares = position(VAULT, 1).unqueued();
        let _ = attempt!(StakePools::withdraw(by_owner(), VAULT, shares));
        if ALL.into_iter().all(|id| pool(id).shares == 0) {
            break;
        }
        assert!(round < 40, "somebody cannot leave: {:?}", ALL.map(pool));
        pass(GracePeriod::get() + 1);
        for id in ALL {
            let _ = attempt!(StakePools::serve(by(STRANGER), id));
        }
        for id in POOLS {
            let _ = attempt!(StakePools::divest(by(STRANGER), VAULT, id, vault_shares(id)));
        }
        for number in WORKERS {
            let _ = attempt!(StakePools::stop(by(STRANGER), worker(number)));
        }
        pass(COOL_DOWN);
        for number in WORKERS {
            let _ = attempt!(StakePools::reclaim(by(STRANGER), worker(number)));
        }
        for id in ALL {
            let _ = attempt!(StakePools::serve(by(STRANGER), id));
        }
        StakePools::do_try_state().expect("invariants hold");
        check_money();
    }
}

type Commissions = (u32, u32, u32);

/// A life, and what happened in it.
fn live(steps: Vec<Step>, commissions: Commissions) -> Vec<Event<Test>> {
    let mut seen = Vec::new();
    run(|| {
        new_pool(commissions.0);
        new_pool(commissions.1);
        new_vault(commissions.2);
        for number in WORKERS {
            StakePools::add_worker(by_owner(), PoolId::from((number - 1) / 2), worker(number)).unwrap();
        }
        let mut mark = pool(VAULT).mark;
        for step in steps {
            take(step);
            StakePools::do_try_state().expect("invariants hold");
            check_money();
            let events = events();
            check_charges(&events, &mut mark);
            seen.extend(events);
        }
        wind_down();
        seen.extend(events());
    });
    seen
}

fn lives() -> impl Strategy<Value = (Vec<Step>, Commissions)> {
    (proptest::collection::vec(steps(), 40..160), (0..=60u32, 0..=60u32, 0..=60u32))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn random_lives_keep_the_books_and_end_with_everybody_out((steps, commissions) in lives()) {
        live(steps, commissions);
    }
}

#[test]
fn the_lives_are_eventful() {
    let mut runner = TestRunner::deterministic();
    let mut life = || {
        let (steps, commissions) = lives().new_tree(&mut runner).unwrap().current();
        live(steps, commissions)
    };
    let events: Vec<Event<Test>> = (0..8).flat_map(|_| life()).collect();
    let count = |kind: fn(&Event<Test>) -> bool| events.iter().filter(|event| kind(event)).count();
    let counts = [
        count(|event| matches!(event, Event::CommissionTaken { .. })),
        count(|event| matches!(event, Event::Slashed { amount: 1.., .. })),
        count(|event| matches!(event, Event::Reclaimed { .. })),
        count(|event| matches!(event, Event::Deposited { holder: Holder::Vault(_), .. })),
        count(|event| matches!(event, Event::Withdrawn { holder: Holder::Vault(_), .. })),
        count(|event| matches!(event, Event::Withdrawn { pool: VAULT, .. })),
    ];
    assert!(counts.iter().all(|count| *count >= 4), "{counts:?}: the lives prove little");
}
