//! Random lives of a pool against a slow model: everybody's part as an exact fraction, recomputed for everybody after each
//! event, without shares. In the end all leave, with the help of strangers alone.

use crate::{mock::*, pallet::*, types::*};
use messages::ids::*;
use proptest::prelude::*;
use sp_core::U512;
use sp_runtime::Permill;
use std::collections::{BTreeMap, VecDeque};

/// The owner and three depositors.
const PEOPLE: [u8; 4] = [1, ALICE, BOB, CAROL];
const WORKERS: u8 = 3;

/// A fraction in units of 2^-192: what rounding of the model costs is nothing beside one unit of PHA.
fn one() -> U512 {
    U512::one() << 192
}

fn fraction(part: u128, whole: u128) -> U512 {
    one() * U512::from(part) / U512::from(whole)
}

fn times(one_factor: U512, other: U512) -> U512 {
    one_factor * other / one()
}

#[derive(Default)]
struct Model {
    /// Which part of the assets is whose.
    parts: BTreeMap<Holder, U512>,
    assets: Balance,
    at_risk: BTreeMap<WorkerId, Balance>,
    rate: Permill,
    raise: Option<(Permill, BlockNumber)>,
    /// Who waits, and for how many shares.
    queue: VecDeque<(Holder, Shares)>,
    /// Shares that rounding may have moved so far, at most.
    drift: f64,
}

impl Model {
    fn risk(&self) -> Balance {
        self.at_risk.values().sum()
    }

    /// `holder` gets a new `part` of everything, at the cost of all.
    fn dilute(&mut self, holder: &Holder, part: U512) {
        let nobody = self.parts.is_empty();
        self.parts.values_mut().for_each(|old| *old = times(*old, one() - part));
        let part = if nobody { one() } else { part };
        *self.parts.entry(holder.clone()).or_default() += part;
    }

    fn adopt(&mut self) {
        if self.parts.is_empty() && self.assets > 0 {
            self.parts.insert(holder(1), one());
        }
    }

    fn deposit(&mut self, holder: &Holder, amount: Balance) {
        self.dilute(holder, fraction(amount, self.assets + self.risk() + amount));
        self.assets += amount;
    }

    fn gain(&mut self, amount: Balance) {
        self.advance();
        self.assets += amount;
        let fee = self.rate.mul_floor(amount);
        if !self.parts.is_empty() && fee > 0 {
            self.dilute(&holder(1), fraction(fee, self.assets + self.risk()));
        }
        self.adopt();
    }

    fn advance(&mut self) {
        if let Some((rate, _)) = self.raise.filter(|(_, from)| *from <= System::block_number()) {
            (self.rate, self.raise) = (rate, None);
        }
    }

    fn set_commission(&mut self, rate: Permill) {
        self.advance();
        if rate <= self.rate {
            (self.rate, self.raise) = (rate, None);
        } else {
            self.raise = Some((rate, System::block_number() + CommissionDelay::get()));
        }
    }

    fn pay(&mut self, who: &Holder, amount: Balance, shares: Shares) {
        let first = self.queue.front_mut().expect("somebody is paid who asked");
        assert_eq!(first.0, *who, "somebody is paid before its turn");
        first.1 -= shares;
        if first.1 == 0 {
            self.queue.pop_front();
        }
        let before = self.assets;
        self.assets -= amount;
        if self.assets == 0 {
            return self.parts.clear();
        }
        // Rounding may give up less than one share more than it should.
        let paid = fraction(amount, before);
        let own = self.parts.entry(who.clone()).or_default();
        *own = own.saturating_sub(paid);
        let rest = one() - paid;
        self.parts.values_mut().for_each(|part| *part = *part * one() / rest);
    }

    fn see(&mut self, event: Event<Test>) {
        match event {
            Event::Deposited { holder, amount, .. } => self.deposit(&holder, amount),
            Event::WithdrawalRequested { holder, shares, .. } => self.queue.push_back((holder, shares)),
            Event::Withdrawn { holder, amount, shares, .. } => self.pay(&holder, amount, shares),
            Event::Gained { amount, .. } => self.gain(amount),
            Event::SlashReported { worker, at_risk, .. } => {
                let before = self.at_risk.insert(worker, at_risk).unwrap_or_default();
                self.assets -= at_risk - before;
            }
            Event::SlashLifted { worker, .. } => {
                self.assets += self.at_risk.remove(&worker).unwrap_or_default();
                self.adopt();
            }
            Event::Slashed { worker, amount, .. } => {
                assert_eq!(self.at_risk.remove(&worker).unwrap_or_default(), amount);
            }
            _ => {}
        }
    }

    /// What rounding leaves belongs to those who stay; where all have left, nobody has a part.
    fn compare(&mut self, id: PoolId) {
        let pool = pool(id);
        assert_eq!(self.assets, pool.assets(), "assets differ");
        if pool.shares == 0 {
            self.parts.clear();
            self.drift = 0.0;
            return;
        }
        let price = pool.assets() as f64 / pool.shares as f64;
        self.drift += 4.0 + 4.0 / price.max(1e-6);
        let tolerance = (self.drift * price) as u128 + 2;
        for who in PEOPLE {
            let part = self.parts.get(&holder(who)).copied().unwrap_or_default();
            let expected = times(part, U512::from(self.assets)).as_u128();
            let actual = worth(id, who);
            assert!(actual.abs_diff(expected) <= tolerance, "{who}: {actual}, not {expected} ± {tolerance}");
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    Deposit(u8, Balance),
    Withdraw(u8, u8),
    Start(u8, u8),
    AddStake(u8, u8),
    Stop(u8, bool),
    Reclaim(u8),
    Earn(u8, Balance),
    Report(u8, u8),
    Lift(u8),
    Slash(u8),
    Commission(u32),
    Serve,
    Pass(BlockNumber),
}

fn amounts() -> impl Strategy<Value = Balance> {
    prop_oneof![PHA / 200..PHA, PHA..100 * PHA, 100 * PHA..10_000 * PHA]
}

fn steps() -> impl Strategy<Value = Step> {
    let person = || proptest::sample::select(PEOPLE.to_vec());
    let number = || 1..=WORKERS;
    prop_oneof![
        4 => (person(), amounts()).prop_map(|(who, amount)| Step::Deposit(who, amount)),
        4 => (person(), 1..=100u8).prop_map(|(who, percent)| Step::Withdraw(who, percent)),
        4 => (number(), 1..=100u8).prop_map(|(number, percent)| Step::Start(number, percent)),
        1 => (number(), 1..=100u8).prop_map(|(number, percent)| Step::AddStake(number, percent)),
        2 => (number(), any::<bool>()).prop_map(|(number, owner)| Step::Stop(number, owner)),
        3 => number().prop_map(Step::Reclaim),
        6 => (number(), amounts()).prop_map(|(number, amount)| Step::Earn(number, amount / 7)),
        2 => (number(), 1..=50u8).prop_map(|(number, percent)| Step::Report(number, percent)),
        1 => number().prop_map(Step::Lift),
        1 => number().prop_map(Step::Slash),
        1 => (0..=100u32).prop_map(Step::Commission),
        1 => Just(Step::Serve),
        5 => prop_oneof![1..20u32, 50..200u32].prop_map(Step::Pass),
    ]
}

fn share(whole: u128, percent: u8) -> u128 {
    whole * u128::from(percent) / 100
}

/// What happens without a call.
fn happen(step: &Step) {
    let has_session = |number| SessionOf::contains_key(worker(number));
    match *step {
        Step::Earn(number, amount) if has_session(number) => earn(number, amount),
        Step::Report(number, percent) if has_session(number) => {
            let stake = Assignments::<Test>::get(worker(number)).unwrap().worth();
            report(number, share(stake, percent));
        }
        Step::Lift(number) if has_session(number) => lift(number),
        Step::Slash(number) if has_session(number) => slash(number),
        Step::Pass(blocks) => pass(blocks),
        _ => {}
    }
}

/// Takes one step; refusals are part of life.
fn take(step: Step, id: PoolId, model: &mut Model) {
    happen(&step);
    let _ = match step {
        Step::Deposit(who, amount) => attempt!(StakePools::deposit(by(who), id, amount)),
        Step::Withdraw(who, percent) => {
            let shares = share(position(id, who).unqueued(), percent);
            attempt!(StakePools::withdraw(by(who), id, shares))
        }
        Step::Start(number, percent) => {
            let stake = share(pool(id).unclaimed(), percent);
            attempt!(StakePools::start(by_owner(), worker(number), stake))
        }
        Step::AddStake(number, percent) => {
            let extra = share(pool(id).unclaimed(), percent);
            attempt!(StakePools::add_stake(by_owner(), worker(number), extra))
        }
        Step::Stop(number, by_its_owner) => {
            let who = if by_its_owner { by_owner() } else { by(STRANGER) };
            attempt!(StakePools::stop(who, worker(number)))
        }
        Step::Reclaim(number) => attempt!(StakePools::reclaim(by(STRANGER), worker(number))),
        Step::Commission(rate) => {
            let set = attempt!(StakePools::set_commission(by_owner(), id, percent(rate)));
            model.set_commission(percent(rate));
            set
        }
        Step::Serve => attempt!(StakePools::serve(by(STRANGER), id)),
        _ => Ok(()),
    };
}

fn see_all(id: PoolId, model: &mut Model) {
    events().into_iter().for_each(|event| model.see(event));
    model.compare(id);
    StakePools::do_try_state().expect("invariants hold");
}

/// All ask for their shares, and strangers do the rest.
fn wind_down(id: PoolId, model: &mut Model) {
    (1..=WORKERS).filter(|number| SessionOf::contains_key(worker(*number))).for_each(lift);
    pass(MinStay::get());
    for who in PEOPLE {
        let _ = attempt!(StakePools::withdraw(by(who), id, position(id, who).unqueued()));
    }
    see_all(id, model);
    pass(GracePeriod::get() + 1);
    for round in 0.. {
        if pool(id).queue.shares == 0 {
            break;
        }
        assert!(round < 20, "a withdrawal is locked: {:?}", pool(id));
        let _ = attempt!(StakePools::serve(by(STRANGER), id));
        for number in 1..=WORKERS {
            let _ = attempt!(StakePools::stop(by(STRANGER), worker(number)));
        }
        pass(COOL_DOWN);
        for number in 1..=WORKERS {
            let _ = attempt!(StakePools::reclaim(by(STRANGER), worker(number)));
        }
        see_all(id, model);
    }
    assert_eq!((pool(id).shares, pool(id).assets()), (0, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn random_lives_agree_with_the_model_and_end_with_everybody_paid(
        steps in proptest::collection::vec(steps(), 20..120),
        commission in 0..=60u32,
    ) {
        run(|| {
            let id = new_pool(commission);
            let mut model = Model { rate: percent(commission), ..Default::default() };
            for number in 1..=WORKERS {
                StakePools::add_worker(by_owner(), id, worker(number)).unwrap();
            }
            for step in steps {
                take(step, id, &mut model);
                see_all(id, &mut model);
            }
            wind_down(id, &mut model);
        });
    }
}
