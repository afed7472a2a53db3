//! Properties, against slow models that share no code with the crate.
#![allow(missing_docs, clippy::unwrap_used)]

mod reference;

use economy::{
    growth::{decay, grow},
    Balance, Budget, Confidence, Fixed, Ledger, Performance, Position, Rates, RatesInForce, Rules, State,
    PHA,
};
use proptest::prelude::*;
use reference::*;

fn rules() -> Rules {
    Rules::for_block_time(12_000)
}

fn always() -> RatesInForce {
    RatesInForce::always(rules().rates)
}

fn open(stake_pha: u64, score: u32, confidence: Confidence, ledger: &mut Ledger, now: u32) -> Position {
    let rules = rules();
    let stake = Balance::from(stake_pha) * PHA;
    let opened = Position::open(&rules.stake, rules.rates.v_max, score, stake, confidence, ledger.index, now);
    let position = opened.unwrap();
    ledger.replace_share(Fixed::ZERO, position.share);
    position
}

fn any_rates() -> impl Strategy<Value = Rates> {
    (0u128..1 << 47, 0u128..1 << 44, 0u128..1 << 60, 0u128..=1 << 64, 1u64..1 << 24).prop_map(
        |(rho, cost_k, cost_b, slash_rate, v_max)| Rates {
            rho_minus_one: Fixed::from_bits(rho),
            cost_k: Fixed::from_bits(cost_k),
            cost_b: Fixed::from_bits(cost_b),
            slash_rate: Fixed::from_bits(slash_rate),
            v_max: Fixed::from_int(v_max),
        },
    )
}

fn any_performance() -> impl Strategy<Value = Performance> {
    (1u32..10_000, 0u64..1_000_000, 1u64..100_000).prop_map(|(initial, work, ms)| Performance {
        initial,
        instant: Performance::instant(initial, work, ms),
    })
}

/// How far a value falls short of the exact one.
fn shortfall(exact_value: sp_core::U512, value: Fixed) -> f64 {
    let given = exact(value);
    assert!(given <= exact_value, "rounded in the worker's favour");
    pha_of(exact_value - given)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The closed form is the block-by-block sum, rounded down, within the bound of the crate's documentation: also where
    /// a value reaches its limit on the way.
    #[test]
    fn growth_is_the_sum_over_blocks(
        mut rates in any_rates(),
        performance in any_performance(),
        value in 0u64..1 << 24,
        distance in prop::option::of(0u64..2_000),
        blocks in 0u32..3_000,
    ) {
        if let Some(distance) = distance {
            rates.v_max = Fixed::from_int(value + distance + 1);
        }
        let grown = grow(Fixed::from_int(value), &rates, &performance, blocks);
        let expected = exact_growth(Fixed::from_int(value), &rates, &performance, blocks);
        prop_assert!(shortfall(expected.value, grown.value) < 2f64.powi(-49));
        let (given, wanted) = (exact(grown.deductible), expected.deductible);
        let difference = if given > wanted { given - wanted } else { wanted - given };
        prop_assert!(pha_of(difference) < 2f64.powi(-49));
    }

    /// Two steps give what one gives, and never more.
    #[test]
    fn growth_in_steps_gains_nothing(
        performance in any_performance(),
        value in 0u64..30_000,
        first in 0u32..50_000,
        second in 0u32..50_000,
    ) {
        let rates = rules().rates;
        let once = grow(Fixed::from_int(value), &rates, &performance, first + second);
        let half = grow(Fixed::from_int(value), &rates, &performance, first);
        let twice = grow(half.value, &rates, &performance, second);
        let difference = pha(once.value) - pha(twice.value);
        prop_assert!(twice.value <= once.value.plus(Fixed::from_bits(64)), "{difference}");
        prop_assert!(difference < 2f64.powi(-57), "{difference}");
    }

    #[test]
    fn silence_is_the_product_over_blocks(value in 0u64..30_000, blocks in 0u32..3_000) {
        let rates = rules().rates;
        let slash_rate = pha(rates.slash_rate);
        let expected = (0..blocks).fold(value as f64, |value, _| value - value * slash_rate);
        let left = pha(decay(Fixed::from_int(value), &rates, blocks));
        prop_assert!((left - expected).abs() <= expected * 1e-12, "{left} {expected}");
    }

    /// Nothing panics, and values stay within their limits, whatever the numbers.
    #[test]
    fn extremes_are_survived(bits in any::<[u128; 8]>(), number in any::<[u32; 4]>(), time in any::<u64>()) {
        let [rho, cost_k, cost_b, slash, v_max, value, share, stake] = bits.map(Fixed::from_bits);
        let rates = Rates { rho_minus_one: rho, cost_k, cost_b, slash_rate: slash, v_max };
        let initial = number[0];
        let performance = Performance { initial, instant: Performance::instant(initial, time, time / 3) };
        let position = Position {
            state: [State::Idle, State::Unresponsive, State::CoolingDown][number[1] as usize % 3],
            value, deductible: cost_b, performance, confidence: Confidence::Full, share, index: rho,
            since: number[1], earned: bits[3],
        };
        let mut settled = position;
        settled.settle(&RatesInForce::always(rules().rates).changed(rates, number[2]), slash, number[3]);
        settled.take_earned();
        settled.store_share();
        let _ = settled.add_stake(&rules().stake, v_max, stake.to_bits());
        let budget = Budget { per_block: bits[0], start: number[0], halving_interval: number[1],
            halving: value, treasury_ppm: number[2] };
        let mut ledger = Ledger { index: rho, shares: share, committed: bits[1], treasury: bits[2] };
        ledger.emit(&budget, budget.at(number[3]), bits[4]);
        ledger.note_forfeited(bits[5]);
        let wild = Rules { rates, stake: economy::StakeRules { k: rho, re: cost_k, rig_k: cost_b, rig_b: slash,
            min_score: number[0], max_score: number[1] }, budget, pace: rules().pace };
        let _ = wild.check();
        let _ = Position::open(&wild.stake, v_max, number[2], bits[6], Confidence::Full, share, number[3]);
    }

    /// A machine that appears as two of half its size stakes more and has no larger share.
    #[test]
    fn halving_a_machine_gains_nothing(stake in 6_500u64..10_000, score in 50u32..2_000) {
        let mut ledger = Ledger::default();
        let whole = open(2 * stake, 2 * score, Confidence::Full, &mut ledger, 0);
        let half = open(stake, score, Confidence::Full, &mut ledger, 0);
        prop_assert!(half.share.plus(half.share) <= whole.share);
        let minimum = |score| rules().stake.minimum(score);
        prop_assert!(2 * minimum(score) > minimum(2 * score));
    }

    /// However often a share is settled, it earns no more.
    #[test]
    fn settling_often_gains_nothing(score in 50u32..6_000, cuts in prop::collection::vec(any::<bool>(), 200)) {
        let (budget, mut ledger) = (rules().budget, Ledger::default());
        let mut often = open(8_000, score, Confidence::Full, &mut ledger, 0);
        let mut once = open(8_000, score, Confidence::Full, &mut ledger, 0);
        open(9_000, 6_000, Confidence::Full, &mut ledger, 0);
        for (block, settles) in (1..).zip(cuts) {
            ledger.emit(&budget, budget.at(block), Balance::MAX);
            if settles {
                often.settle(&always(), ledger.index, block);
            }
        }
        often.settle(&always(), ledger.index, 200);
        once.settle(&always(), ledger.index, 200);
        prop_assert!(often.earned <= once.earned && once.earned - often.earned <= 200);
    }
}

/// What happens to worker `one` of several.
#[derive(Clone, Copy, Debug)]
enum Step {
    Pass { blocks: u32 },
    Beat { one: usize, percent: u64 },
    Silence { one: usize },
    Distrust { one: usize },
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1u32..300).prop_map(|blocks| Step::Pass { blocks }),
        4 => (0usize..4, 0u64..=120).prop_map(|(one, percent)| Step::Beat { one, percent }),
        1 => (0usize..4).prop_map(|one| Step::Silence { one }),
        1 => (0usize..4).prop_map(|one| Step::Distrust { one }),
    ]
}

/// Our books and the block-by-block model, side by side.
struct Race {
    now: u32,
    ledger: Ledger,
    ours: Vec<Position>,
    model: Original,
    theirs: Vec<OriginalWorker>,
    emitted: Balance,
    paid: Balance,
    events: Balance,
}

impl Race {
    fn new() -> Self {
        let mut ledger = Ledger::default();
        let scores = [500, 1_000, 1_900, 6_000];
        let ours = scores.map(|score| open(8_000, score, Confidence::Full, &mut ledger, 0)).to_vec();
        let theirs = scores.map(|score| OriginalWorker::start(8_000.0, score.into(), 1.0, 1.3)).to_vec();
        Race { now: 0, ledger, ours, model: Original::default(), theirs, emitted: 0, paid: 0, events: 0 }
    }

    fn pass(&mut self, blocks: u32) {
        let budget = rules().budget;
        for _ in 0..blocks {
            self.now += 1;
            self.emitted += budget.divide(self.ledger.emit(&budget, budget.at(self.now), Balance::MAX)).0;
            self.model.pass_block(&mut self.theirs);
        }
    }

    /// Settles, changes, stores the share: what the pallet does at every event.
    fn change(&mut self, one: usize, change: impl FnOnce(&mut Position, &mut Ledger)) {
        let position = &mut self.ours[one];
        let before = position.share;
        position.settle(&always(), self.ledger.index, self.now);
        change(position, &mut self.ledger);
        position.store_share();
        self.ledger.replace_share(before, position.share);
        self.events += 1;
    }

    fn beat(&mut self, one: usize, percent: u64) {
        let mut paid = 0;
        self.change(one, |position, ledger| {
            position.state = State::Idle;
            paid = position.take_earned();
            ledger.note_paid(paid);
            let initial = position.performance.initial;
            position.performance.instant = Fixed::from_int(initial.into()).mul_ratio(percent.into(), 100);
        });
        self.paid += paid;
        let worker = &mut self.theirs[one];
        worker.unresponsive = false;
        worker.p = worker.p_initial * percent as f64 / 100.0;
        self.model.pay_stored(worker, self.now);
    }

    fn silence(&mut self, one: usize) {
        if self.ours[one].state == State::Unresponsive {
            return;
        }
        self.change(one, |position, ledger| {
            let forfeited = position.take_earned();
            ledger.note_forfeited(forfeited);
            position.state = State::Unresponsive;
        });
        let worker = &mut self.theirs[one];
        let forfeited = core::mem::take(&mut worker.earned);
        worker.v -= worker.deductible.min(forfeited);
        (worker.deductible, worker.unresponsive, worker.stored) = (0.0, true, 0.0);
    }

    fn distrust(&mut self, one: usize) {
        let next = if self.ours[one].confidence == Confidence::Full {
            (Confidence::Configuration, 0.8)
        } else {
            (Confidence::Full, 1.0)
        };
        self.change(one, |position, _| position.confidence = next.0);
        let worker = &mut self.theirs[one];
        worker.conf = next.1;
        if !worker.unresponsive {
            worker.stored = worker.share();
        }
    }

    fn check(&mut self) {
        for one in 0..self.ours.len() {
            self.change(one, |_, _| {});
            let worker = &mut self.theirs[one];
            if !worker.unresponsive {
                worker.stored = worker.share();
            }
            let (position, worker) = (&self.ours[one], &self.theirs[one]);
            let close = |ours: f64, theirs: f64| (ours - theirs).abs() <= theirs.abs() * 1e-9 + 1e-9;
            assert!(close(pha(position.value), worker.v), "V: {} {}", pha(position.value), worker.v);
            assert!(close(pha(position.deductible), worker.deductible), "deductible of {one}");
            assert!(close(position.earned as f64 / PHA as f64, worker.earned), "earned by {one}");
        }
        let claims: Balance = self.ours.iter().map(|position| position.earned).sum();
        assert!(claims <= self.ledger.committed, "more is claimed than was emitted");
        assert_eq!(self.ledger.promised(), self.emitted * 5 / 4 - self.paid, "money appears or vanishes");
        // Frozen shares pay exactly the budget: what rounding leaves is below a unit a settlement and 10^-3 units a block.
        let dust = self.ledger.committed - claims;
        assert!(dust <= self.events + Balance::from(self.now) / 100 + 1, "{dust} units stay");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn random_histories_follow_the_block_by_block_model(steps in prop::collection::vec(any_step(), 1..60)) {
        let mut race = Race::new();
        for step in steps {
            match step {
                Step::Pass { blocks } => race.pass(blocks),
                Step::Beat { one, percent } => race.beat(one, percent),
                Step::Silence { one } => race.silence(one),
                Step::Distrust { one } => race.distrust(one),
            }
            race.check();
        }
    }
}

/// The original pays each worker by its grown share, so all together get more than the budget; stored shares pay it
/// exactly.
#[test]
fn stored_shares_pay_exactly_the_budget_where_grown_ones_overpay() {
    const WORKERS: usize = 50;
    const INTERVAL: u32 = 5_000;
    let original = Original::default();
    // As in a network of 100,000, everybody is paid once in 5,000 blocks, one after the other.
    let turns =
        |block: u32| (0..WORKERS).filter(move |one| (block + *one as u32 * 100).is_multiple_of(INTERVAL));
    let start = || OriginalWorker::start(8_000.0, 1_000.0, 1.0, 1.3);
    let (mut grown, mut stored) = (vec![start(); WORKERS], vec![start(); WORKERS]);
    let (budget, mut ledger) = (rules().budget, Ledger::default());
    let mut ours: Vec<_> =
        (0..WORKERS).map(|_| open(8_000, 1_000, Confidence::Full, &mut ledger, 0)).collect();
    let (mut emitted, mut paid) = (0, 0);
    for block in 1..=4 * INTERVAL {
        original.pass_block(&mut grown);
        original.pass_block(&mut stored);
        emitted += budget.divide(ledger.emit(&budget, budget.per_block, Balance::MAX)).0;
        for one in turns(block) {
            original.pay_grown(&mut grown, one, block);
            original.pay_stored(&mut stored[one], block);
            let position = &mut ours[one];
            let before = position.share;
            position.settle(&always(), ledger.index, block);
            let payout = position.take_earned();
            ledger.note_paid(payout);
            paid += payout;
            position.store_share();
            ledger.replace_share(before, position.share);
        }
    }
    let last = |workers: &[OriginalWorker]| -> f64 {
        let claims = workers.iter().map(|it| it.paid + it.earned * f64::from(u8::from(it.stored > 0.0)));
        claims.sum()
    };
    let given = f64::from(4 * INTERVAL) * original.budget;
    assert!((last(&stored) / given - 1.0).abs() < 1e-9, "the model pays the budget by stored shares");
    for (position, worker) in ours.iter_mut().zip(&stored) {
        position.settle(&always(), ledger.index, 4 * INTERVAL);
        assert!((pha(position.value) / worker.v - 1.0).abs() < 1e-9);
    }
    let claims: Balance = ours.iter().map(|position| position.earned).sum();
    assert!(
        paid + claims <= emitted && emitted - paid - claims < 100_000,
        "we pay the budget, and no unit more"
    );

    // What the grown shares paid up to each worker's last payout, against the budget of the same blocks.
    let overpaid: f64 = grown.iter().map(|it| it.paid).sum::<f64>()
        / grown.iter().map(|it| f64::from(it.paid_at) * original.budget / WORKERS as f64).sum::<f64>();
    assert!(overpaid > 1.0005, "the original overpays: {overpaid}");
}

/// The bound of the crate's documentation, over times that random cases do not reach.
#[test]
fn long_growth_is_exact_to_the_documented_bound() {
    let mut rates = rules().rates;
    rates.v_max = economy::MAX_VALUE;
    for (value, percent, blocks) in
        [(0, 100, 216_000), (1_690, 100, 216_000), (12_000, 120, 216_000), (12_000, 100, 1_048_575)]
    {
        let performance = Performance { initial: 1_000, instant: Fixed::from_int(10 * percent) };
        let grown = grow(Fixed::from_int(value), &rates, &performance, blocks);
        let expected = exact_growth(Fixed::from_int(value), &rates, &performance, blocks);
        let short = shortfall(expected.value, grown.value);
        assert!(short < 2f64.powi(-58), "V = {value}, {blocks} blocks: 2^{}", short.log2());
    }
}

/// An uneven division gains share, as in the original: the least stake bounds by how much.
#[test]
fn the_gain_of_uneven_division_is_bounded_by_the_least_stake() {
    let mut ledger = Ledger::default();
    // 21,000 PHA and 2,800 points, whole or as a rich small and a poor large machine.
    let whole = open(21_000, 2_800, Confidence::Full, &mut ledger, 0);
    let rich = open(15_800, 50, Confidence::Full, &mut ledger, 0);
    let poor = open(5_200, 2_700, Confidence::Full, &mut ledger, 0);
    let gain = pha(rich.share.plus(poor.share)) / pha(whole.share) - 1.0;
    assert!((0.0..0.04).contains(&gain), "{gain}");
}

#[test]
fn a_change_of_rates_never_acts_backwards() {
    let (old, mut new) = (rules().rates, rules().rates);
    new.rho_minus_one = new.rho_minus_one.plus(new.rho_minus_one);
    let in_force = RatesInForce::always(old).changed(new, 500);
    let mut ledger = Ledger::default();
    let mut position = open(8_000, 1_000, Confidence::Full, &mut ledger, 0);
    let mut by_hand = position;
    position.settle(&in_force, ledger.index, 1_300);
    by_hand.settle(&RatesInForce::always(old), ledger.index, 500);
    by_hand.settle(&RatesInForce::always(new), ledger.index, 1_300);
    assert_eq!(position, by_hand);
}

#[test]
fn blocks_are_divided_among_the_rates_of_their_time() {
    let rates = |v_max| Rates { v_max: Fixed::from_int(v_max), ..rules().rates };
    let in_force =
        (1..=4).fold(RatesInForce::always(rates(0)), |it, at| it.changed(rates(at), 100 * at as u32));
    let parts = |from, to| {
        let parts = in_force.over(from, to).map(|(rates, blocks)| (rates.v_max, blocks));
        parts.filter(|(_, blocks)| *blocks > 0).collect::<Vec<_>>()
    };
    let expected = |parts: &[(u64, u32)]| -> Vec<_> {
        parts.iter().map(|(v_max, blocks)| (Fixed::from_int(*v_max), *blocks)).collect()
    };
    assert_eq!(parts(70, 450), expected(&[(0, 30), (1, 100), (2, 100), (3, 100), (4, 50)]));
    assert_eq!(parts(120, 310), expected(&[(1, 80), (2, 100), (3, 10)]));
    assert_eq!(parts(500, 600), expected(&[(4, 100)]));
    assert_eq!(parts(700, 600), expected(&[]), "time does not run backwards");
}

/// Somebody who is in arrears since before two changes in a row: each rates settle the blocks they were in force for.
#[test]
fn changes_soon_after_one_another_act_backwards_no_more_than_one() {
    let old = rules().rates;
    let harsh = Rates { slash_rate: Fixed::ONE, v_max: Fixed::ONE, ..old };
    let since_0 =
        |state| Position { state, ..open(8_000, 1_000, Confidence::Full, &mut Ledger::default(), 0) };
    let settled = |in_force: RatesInForce, mut position: Position, now| {
        position.settle(&in_force, position.index, now);
        position
    };
    for position in [State::Idle, State::Unresponsive].map(since_0) {
        let by_old = settled(RatesInForce::always(old), position, 500);
        let never = RatesInForce::always(old).changed(harsh, 500).changed(old, 500);
        assert_eq!(settled(never, position, 1_300), settled(RatesInForce::always(old), by_old, 1_300));
        let for_a_block = RatesInForce::always(old).changed(harsh, 500).changed(old, 501);
        assert_eq!(settled(for_a_block, position, 501), settled(RatesInForce::always(harsh), by_old, 501));
    }
    let gentler = Rates { slash_rate: Fixed::ZERO, ..old };
    let both = RatesInForce::always(old).changed(gentler, 400).changed(old, 900);
    let value = settled(both, since_0(State::Unresponsive), 1_300).value;
    let at_all_other_times = settled(RatesInForce::always(old), since_0(State::Unresponsive), 800).value;
    let difference = pha(value) - pha(at_all_other_times);
    assert!(difference.abs() < 1e-9, "{difference}");
}

#[test]
fn before_the_oldest_rates_that_are_remembered_there_are_only_they() {
    let rates = |v_max| Rates { v_max: Fixed::from_int(v_max), ..rules().rates };
    let changes = economy::FORMER_RATES as u64 + 1;
    let in_force =
        (1..=changes).fold(RatesInForce::always(rates(0)), |it, at| it.changed(rates(at), at as u32));
    let oldest = in_force.over(0, 100).next().map(|(rates, blocks)| (rates.v_max, blocks));
    assert_eq!(oldest, Some((Fixed::ONE, 2)), "those of block 1 stand for block 0 too");
}

#[test]
fn the_budget_is_emitted_whole_or_not_at_all() {
    let (budget, mut ledger) = (rules().budget, Ledger::default());
    let per_block = budget.per_block;
    assert_eq!(ledger.emit(&budget, per_block, Balance::MAX), 0, "nobody computes");
    open(8_000, 1_000, Confidence::Full, &mut ledger, 0);
    assert_eq!(ledger.emit(&budget, per_block, per_block - 1), 0, "the pot is short");
    assert_eq!((ledger.index, ledger.promised()), (Fixed::ZERO, 0));
    assert_eq!(ledger.emit(&budget, per_block, per_block), per_block);
    assert_eq!(ledger.emit(&budget, per_block, 2 * per_block - 1), 0, "the pot is promised already");
    assert_eq!(ledger.promised(), per_block);
}
