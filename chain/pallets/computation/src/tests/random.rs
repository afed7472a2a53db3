//! Random histories, against a model that walks block by block over all workers, in floating point.

use crate::{mock::*, *};
use economy::{Confidence, Offence, State, PHA};
use messages::ids::*;
use proptest::{
    prelude::*,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use std::cell::RefCell;

const WORKERS: u32 = 5;

#[derive(Clone, Debug)]
enum Step {
    Start { one: u32, stake: u32, score: u32 },
    Stop { one: u32 },
    Withdraw { one: u32 },
    AddStake { one: u32, extra: u32 },
    Answer { one: u32, percent: u64 },
    WrongAnswer { one: u32, block: BlockNumber },
    Trust { one: u32, confidence: Confidence },
    Report { one: u32, offence: Offence },
    Lift { one: u32 },
    Apply { one: u32 },
    Pass { blocks: u32 },
    Drain,
    Refill,
}

fn any_step() -> impl Strategy<Value = Step> {
    let one = 1..=WORKERS;
    let confidence = prop_oneof![
        Just(Confidence::None),
        Just(Confidence::Outdated),
        Just(Confidence::Configuration),
        Just(Confidence::Full)
    ];
    let offence = prop_oneof![Just(Offence::Minor), Just(Offence::Severe), Just(Offence::Total)];
    prop_oneof![
        6 => (one.clone(), 2_000u32..23_000, 40u32..3_000)
            .prop_map(|(one, stake, score)| Step::Start { one, stake, score }),
        1 => one.clone().prop_map(|one| Step::Stop { one }),
        2 => one.clone().prop_map(|one| Step::Withdraw { one }),
        1 => (one.clone(), 0u32..5_000).prop_map(|(one, extra)| Step::AddStake { one, extra }),
        10 => (one.clone(), 0u64..150).prop_map(|(one, percent)| Step::Answer { one, percent }),
        1 => (one.clone(), 0u32..500).prop_map(|(one, block)| Step::WrongAnswer { one, block }),
        2 => (one.clone(), confidence).prop_map(|(one, confidence)| Step::Trust { one, confidence }),
        1 => (one.clone(), offence).prop_map(|(one, offence)| Step::Report { one, offence }),
        1 => one.clone().prop_map(|one| Step::Lift { one }),
        1 => one.prop_map(|one| Step::Apply { one }),
        10 => (1u32..30).prop_map(|blocks| Step::Pass { blocks }),
        1 => Just(Step::Drain),
        1 => Just(Step::Refill),
    ]
}

/// A worker as the formulas describe it.
#[derive(Clone, Debug, Default)]
struct Model {
    v: f64,
    deductible: f64,
    p: f64,
    p_initial: f64,
    conf: f64,
    stored: f64,
    earned: f64,
}

impl Model {
    fn store(&mut self) {
        self.stored = (self.v.powi(2) + (2.0 * self.p * self.conf).powi(2)).sqrt();
    }

    fn pay(&mut self) {
        self.v -= self.deductible.min(self.earned);
        (self.deductible, self.earned) = (0.0, 0.0);
    }
}

fn factor(confidence: Confidence) -> f64 {
    f64::from(confidence.tenths()) / 10.0
}

/// The pallet with the model beside it. The model is told what state a worker is in, and nothing of amounts.
struct Race {
    models: Vec<Model>,
    before: Vec<Option<State>>,
}

impl Race {
    fn new() -> Self {
        Race { models: vec![Model::default(); WORKERS as usize], before: vec![None; WORKERS as usize] }
    }

    fn model(&mut self, one: u32) -> &mut Model {
        &mut self.models[one as usize - 1]
    }

    fn pass_block(&mut self) {
        let emitted = Books::<Test>::get().index;
        next_block();
        let emits = Books::<Test>::get().index > emitted;
        self.note_silent();
        let sum: f64 =
            (1..=WORKERS).filter(|it| state(*it) == Some(State::Idle)).map(|it| self.model(it).stored).sum();
        for one in 1..=WORKERS {
            let state = state(one);
            let model = self.model(one);
            match state {
                Some(State::Idle) => {
                    model.earned += if emits { model.stored / sum * 80.0 } else { 0.0 };
                    let growth = model.p / model.p_initial
                        * ((1.0002f64.powf(1.0 / 300.0) - 1.0) * model.v
                            + 0.0415625 / 2_628_000.0 * model.p_initial
                            + 88.59375 / 2_628_000.0);
                    model.deductible += growth;
                    model.v = (model.v + growth).min(30_000.0);
                }
                Some(State::Unresponsive) => model.v -= model.v * 0.001 / 300.0,
                Some(State::CoolingDown) | None => {}
            }
        }
    }

    /// Workers that were found silent in this block grew until its beginning, and lose what they had earned.
    fn note_silent(&mut self) {
        for one in 1..=WORKERS {
            let (before, now) = (self.before[one as usize - 1], state(one));
            if before == Some(State::Idle) && now == Some(State::Unresponsive) {
                let model = self.model(one);
                let growth = model.p / model.p_initial
                    * ((1.0002f64.powf(1.0 / 300.0) - 1.0) * model.v
                        + 0.0415625 / 2_628_000.0 * model.p_initial
                        + 88.59375 / 2_628_000.0);
                model.deductible += growth;
                model.v = (model.v + growth).min(30_000.0);
                model.pay();
                // The loop that follows takes this block's slash, which begins with the next one.
                model.v /= 1.0 - 0.001 / 300.0;
            }
            self.before[one as usize - 1] = now;
        }
    }

    fn take(&mut self, step: Step) {
        let origin = || signed(operator());
        match step {
            Step::Pass { blocks } => (0..blocks).for_each(|_| self.pass_block()),
            Step::Start { one, stake, score } => {
                let _ = Computation::set_score(worker(one), score);
                if Computation::start(origin(), worker(one), Balance::from(stake) * PHA).is_ok() {
                    let conf = factor(position(one).confidence);
                    let p = f64::from(score);
                    let v = (1.0 + 0.3 * conf) * (f64::from(stake) + 0.3 * p);
                    *self.model(one) = Model { v, p, p_initial: p, conf, ..Model::default() };
                    self.model(one).store();
                }
            }
            Step::AddStake { one, extra } => {
                let is_idle = state(one) == Some(State::Idle);
                if Computation::add_stake(origin(), worker(one), Balance::from(extra) * PHA).is_ok() {
                    let model = self.model(one);
                    model.v += (1.0 + 0.3 * model.conf) * f64::from(extra);
                    if is_idle {
                        model.store();
                    }
                }
            }
            Step::Answer { one, percent } => self.answer(one, percent),
            Step::WrongAnswer { one, block } => {
                let open = Challenges::<Test>::get(worker(one)).map(|challenge| challenge.block);
                assert!(open == Some(block) || beat(one, block, 0).is_err());
            }
            Step::Trust { one, confidence } => self.trust(one, confidence),
            Step::Stop { one } => {
                let _ = stop(one);
            }
            Step::Withdraw { one } => {
                let _ = withdraw(one);
            }
            Step::Report { one, offence } => {
                let _ = Computation::report(root(), worker(one), offence);
            }
            Step::Lift { one } => {
                let _ = Computation::lift_slash(root(), worker(one));
            }
            Step::Apply { one } => {
                let _ = Computation::apply_slash(origin(), worker(one));
            }
            // What is promised stays.
            Step::Drain => {
                let promised = Books::<Test>::get().promised() + ExistentialDeposit::get();
                Balances::force_set_balance(root(), Computation::pot(), promised).unwrap();
            }
            Step::Refill => Balances::force_set_balance(root(), Computation::pot(), FUNDS).unwrap(),
        }
    }

    fn answer(&mut self, one: u32, percent: u64) {
        let Some(challenge) = Challenges::<Test>::get(worker(one)) else { return };
        let Some(session) = Workers::<Test>::get(worker(one)) else { return };
        use frame_support::traits::Time;
        let elapsed = TestClock::now() - session.measured_from_ms;
        let initial = u64::from(session.position.performance.initial);
        let done = initial * percent / 100 * (elapsed / 6_000);
        let work = session.work.map_or(0, |work| work + done);
        if beat(one, challenge.block, work).is_err() {
            return;
        }
        let confidence = position(one).confidence;
        let model = self.model(one);
        model.pay();
        model.conf = factor(confidence);
        model.p = match session.work {
            None => model.p_initial,
            Some(_) if elapsed == 0 => 1.2 * model.p_initial,
            Some(_) => (done as f64 * 6_000.0 / elapsed as f64).min(1.2 * model.p_initial),
        };
        model.store();
    }

    fn trust(&mut self, one: u32, confidence: Confidence) {
        Trust::insert(worker(one), confidence);
        let before = state(one);
        if Computation::reassess(signed(stranger()), worker(one)).is_err() {
            return;
        }
        let after = state(one);
        let model = self.model(one);
        if after == before {
            model.conf = factor(confidence);
            model.store();
        } else {
            model.pay();
        }
    }

    fn check(&mut self) {
        Computation::do_try_state().expect("invariants hold");
        let index = Books::<Test>::get().index;
        for one in 1..=WORKERS {
            self.before[one as usize - 1] = state(one);
            let Some(Session { mut position, .. }) = Workers::<Test>::get(worker(one)) else { continue };
            if position.state == State::CoolingDown {
                continue;
            }
            position.settle(&RulesInForce::<Test>::get().rates, index, System::block_number());
            let model = self.model(one);
            let close = |ours: f64, theirs: f64| (ours - theirs).abs() <= theirs.abs() * 1e-9 + 1e-6;
            assert!(close(pha(position.value), model.v), "V of {one}: {} {}", pha(position.value), model.v);
            let earned = position.earned as f64 / PHA as f64;
            assert!(close(earned, model.earned), "{one} earned {earned}, {}", model.earned);
        }
    }
}

#[test]
fn random_histories_follow_the_model() {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(32) };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let seen = RefCell::new(Vec::new());
    let histories = prop::collection::vec(any_step(), 1..120);
    let result = runner.run(&histories, |steps| {
        ExtBuilder::default().build_and_execute(|| {
            let mut race = Race::new();
            for step in steps {
                race.take(step);
                race.check();
            }
            seen.borrow_mut().extend(events());
        });
        Ok(())
    });
    result.unwrap();
    check_variety(&seen.borrow());
}

/// The histories are not idle: of everything that matters there is something.
fn check_variety(seen: &[Event<Test>]) {
    let kinds: [fn(&Event<Test>) -> bool; 12] = [
        |event| matches!(event, Event::Started { .. }),
        |event| matches!(event, Event::StakeAdded { .. }),
        |event| matches!(event, Event::Heartbeat { payout: 1.., .. }),
        |event| matches!(event, Event::Unresponsive { .. }),
        |event| matches!(event, Event::Recovered { .. }),
        |event| matches!(event, Event::ConfidenceChanged { .. }),
        |event| matches!(event, Event::Stopped { .. }),
        |event| matches!(event, Event::Withdrawn { .. }),
        |event| matches!(event, Event::SlashReported { .. }),
        |event| matches!(event, Event::SlashLifted { .. }),
        |event| matches!(event, Event::Slashed { .. }),
        |event| matches!(event, Event::TreasuryPaid { .. }),
    ];
    let counts = kinds.map(|is_kind| seen.iter().filter(|event| is_kind(event)).count());
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
}
