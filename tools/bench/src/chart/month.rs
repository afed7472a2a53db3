//! Thirty days of five miners among many others, at blocks of 6 s.
//!
//! Budget and index are counted block by block; heartbeats come every challenge interval, where a chain draws them at
//! random around it. The others are all alike, so one position stands for them.

use anyhow::{anyhow, Result};
use economy::{
    Balance, BlockNumber, Confidence, Fixed, Ledger, Performance, Position, Rules, Score, State, PHA,
};
use std::ops::Range;

pub(super) const DAYS: u32 = 30;
const BLOCK_MS: u64 = 6_000;
const HOUR: BlockNumber = 600;
const DAY: BlockNumber = 24 * HOUR;
/// Blocks from one point of a line to the next.
const STEP: BlockNumber = 2 * HOUR;
/// Miners beside the five: so many that a payout is about what a value grows by between two heartbeats. With far fewer,
/// payouts keep every value where it began.
const OTHERS: u32 = 20_000;
/// Score of most machines: a server of eight cores.
const USUAL_SCORE: Score = 2_000;
const USUAL_STAKE: Balance = 5_000 * PHA;

/// A miner.
struct Profile {
    name: &'static str,
    score: Score,
    stake: Balance,
    confidence: Confidence,
    /// Hours of every day in which it is off.
    off: Range<u32>,
}

/// What became of a miner.
pub(super) struct Line {
    /// What sets it apart.
    pub(super) name: &'static str,
    /// PHA at stake.
    pub(super) stake: f64,
    /// V at its start, in PHA.
    pub(super) first_value: f64,
    /// Its month.
    pub(super) points: Vec<Point>,
}

/// A moment of a miner's month.
pub(super) struct Point {
    /// Days since the start.
    pub(super) day: f64,
    /// V, in PHA.
    pub(super) value: f64,
    /// What was paid by now, in PHA.
    pub(super) paid: f64,
}

/// A miner, or many that are alike, and its session.
struct Miner {
    profile: Profile,
    number: u32,
    position: Position,
    /// The challenge that it has to answer.
    open: Option<BlockNumber>,
    /// Whether it was off since it last answered, and counts its work from 0.
    restarted: bool,
    paid: Balance,
}

/// Runs the month. The lines are in the order of the picture's legend.
pub(super) fn simulate() -> Result<Vec<Line>> {
    let rules = Rules::for_block_time(BLOCK_MS);
    let mut ledger = Ledger::default();
    let others = Miner::start(usual("all others"), OTHERS, &rules, &mut ledger)?;
    let five = profiles(&rules).into_iter().map(|profile| Miner::start(profile, 1, &rules, &mut ledger));
    let mut miners = five.chain([Ok(others)]).collect::<Result<Vec<_>>>()?;
    let mut lines: Vec<Line> = miners.iter().map(Miner::line).collect();
    for block in 1..=DAYS * DAY {
        for miner in &mut miners {
            miner.expire(&rules, &mut ledger, block);
        }
        ledger.emit(&rules.budget, rules.budget.at(block), Balance::MAX);
        for (place, miner) in miners.iter_mut().enumerate() {
            miner.live(place as u32, &rules, &mut ledger, block);
        }
        if block % STEP == 0 {
            let points = miners.iter().map(|miner| miner.point(&rules, &ledger, block));
            lines.iter_mut().zip(points).for_each(|(line, point)| line.points.push(point));
        }
    }
    lines.pop();
    Ok(lines)
}

/// The machine that most miners have, always on and fully trusted.
fn usual(name: &'static str) -> Profile {
    Profile { name, score: USUAL_SCORE, stake: USUAL_STAKE, confidence: Confidence::Full, off: 0..0 }
}

fn profiles(rules: &Rules) -> [Profile; 5] {
    let (small, large) = (500, 6_000);
    let least = rules.stake.minimum(small);
    // V = re · (stake + rig cost): the largest stake that starts with V_max.
    let invested = rules.rates.v_max.over(rules.stake.re);
    let most = invested.minus(rules.stake.rig_cost(large)).to_balance_floor();
    [
        Profile { score: small, stake: least, ..usual("small machine, least stake") },
        Profile { score: large, stake: 3 * USUAL_STAKE, ..usual("large machine") },
        Profile { confidence: Confidence::Outdated, ..usual("platform out of date (0.7)") },
        Profile { off: 0..6, ..usual("off six hours a day") },
        Profile { score: large, stake: most, ..usual("starts at V_max") },
    ]
}

impl Profile {
    fn is_off(&self, block: BlockNumber) -> bool {
        self.off.contains(&(block % DAY / HOUR))
    }
}

impl Miner {
    fn start(profile: Profile, number: u32, rules: &Rules, ledger: &mut Ledger) -> Result<Self> {
        let Profile { score, stake, confidence, .. } = profile;
        let opened =
            Position::open(&rules.stake, rules.rates.v_max, score, stake, confidence, ledger.index, 0);
        let position = opened.map_err(|refusal| anyhow!("{}: {refusal}", profile.name))?;
        let miner = Miner { profile, number, position, open: None, restarted: false, paid: 0 };
        miner.replace_share(ledger, Fixed::ZERO);
        Ok(miner)
    }

    /// Is found silent, if it had until the block before to answer.
    fn expire(&mut self, rules: &Rules, ledger: &mut Ledger, block: BlockNumber) {
        let is_due = |open: BlockNumber| open.saturating_add(rules.pace.heartbeat_window) < block;
        if self.position.state != State::Idle || !self.open.is_some_and(is_due) {
            return;
        }
        let before = self.settle(rules, ledger, block);
        let forfeited = self.position.take_earned();
        ledger.note_forfeited(forfeited * Balance::from(self.number));
        self.position.state = State::Unresponsive;
        self.position.store_share();
        self.replace_share(ledger, before);
    }

    /// Is challenged when its turn comes (turns are apart from one another), and answers when it is on.
    fn live(&mut self, place: u32, rules: &Rules, ledger: &mut Ledger, block: BlockNumber) {
        let interval = rules.pace.challenge_interval;
        let is_turn = (block + place * interval / 6).is_multiple_of(interval);
        if is_turn && self.position.state == State::Idle && self.open.is_none() {
            self.open = Some(block);
        }
        self.restarted |= self.profile.is_off(block);
        if !self.profile.is_off(block) && self.open.take().is_some() {
            self.answer(rules, ledger, block);
        }
    }

    /// Is paid, if it was in time, and counts again, if it was silent.
    fn answer(&mut self, rules: &Rules, ledger: &mut Ledger, block: BlockNumber) {
        let before = self.settle(rules, ledger, block);
        self.position.state = State::Idle;
        let measured = Performance::as_measured(self.position.performance.initial).instant;
        let restarted = std::mem::take(&mut self.restarted);
        self.position.performance.instant = if restarted { Fixed::ZERO } else { measured };
        let payout = self.position.take_earned();
        ledger.note_paid(payout * Balance::from(self.number));
        self.paid += payout;
        self.position.store_share();
        self.replace_share(ledger, before);
    }

    /// Returns the share by which it earned until now.
    fn settle(&mut self, rules: &Rules, ledger: &Ledger, block: BlockNumber) -> Fixed {
        let before = self.position.share;
        self.position.settle(&economy::RatesInForce::always(rules.rates), ledger.index, block);
        before
    }

    fn replace_share(&self, ledger: &mut Ledger, before: Fixed) {
        let of_all = |share: Fixed| share.mul_ratio(self.number.into(), 1);
        ledger.replace_share(of_all(before), of_all(self.position.share));
    }

    fn line(&self) -> Line {
        let first = Point { day: 0.0, value: float(self.position.value), paid: 0.0 };
        Line {
            name: self.profile.name,
            stake: float(Fixed::from_balance(self.profile.stake)),
            first_value: first.value,
            points: vec![first],
        }
    }

    fn point(&self, rules: &Rules, ledger: &Ledger, block: BlockNumber) -> Point {
        let mut now = self.position;
        now.settle(&economy::RatesInForce::always(rules.rates), ledger.index, block);
        Point {
            day: f64::from(block) / f64::from(DAY),
            value: float(now.value),
            paid: float(Fixed::from_balance(self.paid)),
        }
    }
}

/// For a picture only.
fn float(value: Fixed) -> f64 {
    value.to_bits() as f64 / 2f64.powi(64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_costs_value_and_payout_and_the_limit_holds() {
        let lines = simulate().unwrap();
        let ends: Vec<&Point> = lines.iter().map(|line| line.points.last().unwrap()).collect();
        let [small, _, outdated, off, whale] = ends.as_slice() else { panic!("five lines") };
        assert!(off.value < lines[3].first_value && small.value > lines[0].first_value);
        assert!(off.paid < outdated.paid, "six hours a day cost more than a platform out of date");
        let limit = Rules::for_block_time(BLOCK_MS).rates.v_max;
        assert!(lines[4].points.iter().all(|point| point.value <= float(limit)) && whale.value > 29_000.0);
    }
}
