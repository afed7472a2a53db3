//! What governance sets, with the values of the original network as defaults, and what it may not set.

use crate::{growth::MAX_RATE, Balance, BlockNumber, Confidence, Fixed, Score, PHA};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Workers that one block challenges at most: what a block can afford to draw, and to find silent later.
pub const MAX_CHALLENGES: u32 = 20;
/// Largest value that rules may grant one worker, in PHA: keeps every intermediate result within 256 bits.
pub const MAX_VALUE: Fixed = Fixed::from_int(1 << 24);
/// Most that a block may pay out: twice the ceiling of the original network, per 12 s.
pub const MAX_BUDGET: Balance = 200 * PHA;
/// Highest score that rules may accept.
pub const MAX_SCORE: Score = 1 << 20;
/// Longest period of [`Pace`], in blocks: two years of 6 s. A stake must come free within a life.
pub const MAX_PERIOD: BlockNumber = 10_512_000;
/// Sets of rates that are remembered beside those in force.
pub const FORMER_RATES: usize = 4;

/// A whole, in millionths.
const WHOLE_PPM: u32 = 1_000_000;

const HOUR_MS: u128 = 3_600_000;
const DAY_MS: u128 = 24 * HOUR_MS;
const YEAR_MS: u128 = 365 * DAY_MS;

/// Everything that governance sets.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Rules {
    /// How values change with time.
    pub rates: Rates,
    /// What a session takes to start, and what value it starts with.
    pub stake: StakeRules,
    /// What is paid in all.
    pub budget: Budget,
    /// How long things take.
    pub pace: Pace,
}

/// How values change with time, per block.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Rates {
    /// ρ − 1: growth of a value per block, for a worker that performs as it did at its start.
    pub rho_minus_one: Fixed,
    /// PHA per block and score point that a value grows by: what running costs.
    pub cost_k: Fixed,
    /// PHA per block that a value grows by, whatever the score.
    pub cost_b: Fixed,
    /// The part of a value that a silent worker loses per block.
    pub slash_rate: Fixed,
    /// The largest value, in PHA.
    pub v_max: Fixed,
}

/// What a session takes to start, and what value it starts with.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct StakeRules {
    /// k: the least stake of score P is k·√P PHA.
    pub k: Fixed,
    /// re: a fully trusted worker starts with re times stake and rig cost as its value.
    pub re: Fixed,
    /// Rig cost in PHA per score point.
    pub rig_k: Fixed,
    /// Rig cost in PHA, whatever the score.
    pub rig_b: Fixed,
    /// The least score that may compute.
    pub min_score: Score,
    /// The score that higher ones count as.
    pub max_score: Score,
}

/// What is paid in all. The budget of a block falls to `halving` of it after every `halving_interval` blocks.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Budget {
    /// The budget of a block at `start`, in chain units.
    pub per_block: Balance,
    /// Block at which the schedule begins. Nothing is paid before.
    pub start: BlockNumber,
    /// Blocks from one reduction to the next.
    pub halving_interval: BlockNumber,
    /// What a reduction leaves of the budget, at most 1.
    pub halving: Fixed,
    /// The treasury's part of the budget, in millionths.
    pub treasury_ppm: u32,
}

/// How long things take, in blocks, and how often workers are challenged.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Pace {
    /// Blocks that a challenged worker has to answer.
    pub heartbeat_window: BlockNumber,
    /// Blocks from one challenge of a worker to its next, on average.
    pub challenge_interval: BlockNumber,
    /// Challenges of one block at most; no more than [`MAX_CHALLENGES`]. In a network of more than this many times
    /// `challenge_interval` workers, each is challenged less often.
    pub challenges_per_block: u32,
    /// Blocks from the end of a session until its stake is free.
    pub cool_down: BlockNumber,
    /// Blocks from a report of misbehaviour until the slash can be carried out, unless governance lifts it.
    pub appeal_period: BlockNumber,
    /// Blocks that a measurement of a worker's capacity lasts.
    pub measurement: BlockNumber,
}

/// Why rules are refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Invalid {
    /// ρ − 1 is above [`MAX_RATE`].
    GrowthTooFast,
    /// The running costs exceed one PHA per block at the highest score.
    CostTooHigh,
    /// The slash rate is above 1.
    SlashRateAboveOne,
    /// The largest value is below one PHA or above [`MAX_VALUE`].
    ValueLimitOutOfRange,
    /// `re` is below 1 or above 16.
    StakeFactorOutOfRange,
    /// The least stake or the rig cost of the highest score exceeds [`MAX_VALUE`].
    StakeTooHigh,
    /// The least score is zero, or above the highest, or that is above [`MAX_SCORE`].
    ScoreOutOfRange,
    /// The budget of a block is above [`MAX_BUDGET`].
    BudgetTooHigh,
    /// A part of the budget is above 1.
    PartAboveOne,
    /// A period is zero, or one of [`Pace`] is longer than [`MAX_PERIOD`].
    PeriodOutOfRange,
    /// Workers have more time to answer than there is from one challenge to the next.
    WindowAboveInterval,
    /// The number of challenges per block is zero, or above [`MAX_CHALLENGES`].
    ChallengesOutOfRange,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Invalid::GrowthTooFast => "values would grow too fast per block; lower rho",
            Invalid::CostTooHigh => "running costs exceed 1 PHA per block; lower cost_k or cost_b",
            Invalid::SlashRateAboveOne => "a silent worker cannot lose more than its value per block",
            Invalid::ValueLimitOutOfRange => "the largest value must be between 1 and 16,777,216 PHA",
            Invalid::StakeFactorOutOfRange => "re must be between 1 and 16",
            Invalid::StakeTooHigh => {
                "the least stake or the rig cost is out of reach; lower k, rig_k or rig_b"
            }
            Invalid::ScoreOutOfRange => "scores must be ordered, above 0, and at most 1,048,576",
            Invalid::BudgetTooHigh => "the budget is above 200 PHA per block",
            Invalid::PartAboveOne => "a part of the budget is above the whole",
            Invalid::PeriodOutOfRange => "every period lasts from one block to two years",
            Invalid::WindowAboveInterval => {
                "the window of an answer must end before the next challenge is due"
            }
            Invalid::ChallengesOutOfRange => "a block makes between 1 and 20 challenges",
        })
    }
}

impl Rules {
    /// The original's rules at launch, for blocks of `block_ms` milliseconds: amounts per block follow from those per hour,
    /// day and year; a PHA costs one dollar.
    pub fn for_block_time(block_ms: u64) -> Self {
        let block_ms = u128::from(block_ms.max(1));
        Rules {
            rates: Rates::for_block_time(block_ms),
            stake: StakeRules::default(),
            budget: Budget::for_block_time(block_ms),
            pace: Pace::for_block_time(block_ms),
        }
    }

    /// Whether the rules keep what this crate relies on.
    pub fn check(&self) -> Result<(), Invalid> {
        self.rates.check(self.stake.max_score)?;
        self.stake.check()?;
        self.budget.check()?;
        self.pace.check()
    }
}

fn require(is_so: bool, otherwise: Invalid) -> Result<(), Invalid> {
    is_so.then_some(()).ok_or(otherwise)
}

impl Rates {
    fn for_block_time(block_ms: u128) -> Self {
        // ln 1.0002, of which a block has the part y, and e^y − 1 by its series: the next term is below 2⁻⁶⁴ for y < 10⁻⁵.
        let y = Fixed::from_ratio(199_980_002_666_266_716, 10u128.pow(21)).mul_ratio(block_ms, HOUR_MS);
        let square = y.times(y);
        let rho_minus_one = y.plus(square.mul_ratio(1, 2)).plus(square.times(y).mul_ratio(1, 6));
        Rates {
            rho_minus_one,
            cost_k: Fixed::from_ratio(415_625 * block_ms, 10_000_000 * YEAR_MS),
            cost_b: Fixed::from_ratio(8_859_375 * block_ms, 100_000 * YEAR_MS),
            slash_rate: Fixed::from_ratio(block_ms, 1_000 * HOUR_MS),
            v_max: Fixed::from_int(30_000),
        }
    }

    /// PHA per block that a value grows by beside its interest.
    pub fn cost(&self, score: Score) -> Fixed {
        self.cost_k.mul_ratio(score.into(), 1).plus(self.cost_b)
    }

    fn check(&self, max_score: Score) -> Result<(), Invalid> {
        require(self.rho_minus_one <= MAX_RATE, Invalid::GrowthTooFast)?;
        require(self.cost(max_score) <= Fixed::ONE, Invalid::CostTooHigh)?;
        require(self.slash_rate <= Fixed::ONE, Invalid::SlashRateAboveOne)?;
        let limits = Fixed::ONE..=MAX_VALUE;
        require(limits.contains(&self.v_max), Invalid::ValueLimitOutOfRange)
    }
}

/// Rates that were in force.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct FormerRates {
    /// What they were.
    pub rates: Rates,
    /// The first block of those after them.
    pub until: BlockNumber,
}

/// Rates, and those before them: a change never acts on blocks that have passed, since these are settled later, by the
/// rates of their time.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct RatesInForce {
    /// The present ones.
    pub current: Rates,
    /// Those before them, oldest first. The oldest stand for all the time before: a worker that answers is not in arrears
    /// for so many changes, each of which is a referendum of days; one that is silent may be.
    pub former: [FormerRates; FORMER_RATES],
}

impl RatesInForce {
    /// Rates that were never others.
    pub fn always(rates: Rates) -> Self {
        RatesInForce { current: rates, former: [FormerRates { rates, until: 0 }; FORMER_RATES] }
    }

    /// Rates that change at block `now`. Those that this block set before are forgotten: they were in force for none.
    pub fn changed(self, rates: Rates, now: BlockNumber) -> Self {
        let [_, second, third, newest] = self.former;
        let former = match newest.until == now {
            true => self.former,
            false => [second, third, newest, FormerRates { rates: self.current, until: now }],
        };
        RatesInForce { current: rates, former }
    }

    /// The rates of the blocks from `from` to `to`, with the number of blocks that each is for, oldest first.
    pub fn over(&self, from: BlockNumber, to: BlockNumber) -> impl Iterator<Item = (&Rates, BlockNumber)> {
        let former = self.former.iter().map(|former| (&former.rates, former.until));
        let all = former.chain([(&self.current, BlockNumber::MAX)]);
        all.scan(from, move |settled, (rates, until)| {
            let end = until.min(to).max(*settled);
            let blocks = end.saturating_sub(*settled);
            *settled = end;
            Some((rates, blocks))
        })
    }
}

impl Default for StakeRules {
    fn default() -> Self {
        StakeRules {
            k: Fixed::from_int(100),
            re: Fixed::from_ratio(13, 10),
            rig_k: Fixed::from_ratio(3, 10),
            rig_b: Fixed::ZERO,
            min_score: 50,
            max_score: 6_000,
        }
    }
}

impl StakeRules {
    /// The least stake: k·√P, rounded up.
    pub fn minimum(&self, score: Score) -> Balance {
        self.k.times_root_ceil(score).to_balance_ceil()
    }

    /// What the machine is taken to have cost, in PHA.
    pub fn rig_cost(&self, score: Score) -> Fixed {
        self.rig_k.mul_ratio(score.into(), 1).plus(self.rig_b)
    }

    /// The value that `invested` PHA of stake and rig cost start with: (1 + (re − 1)·confidence)·`invested`, rounded
    /// down.
    pub fn value_of(&self, invested: Fixed, confidence: Confidence) -> Fixed {
        let bonus = self.re.minus(Fixed::ONE);
        invested.plus(invested.times(bonus).mul_ratio(confidence.tenths().into(), 10))
    }

    fn check(&self) -> Result<(), Invalid> {
        let ordered = (1..=self.max_score).contains(&self.min_score) && self.max_score <= MAX_SCORE;
        require(ordered, Invalid::ScoreOutOfRange)?;
        let factors = Fixed::ONE..=Fixed::from_int(16);
        require(factors.contains(&self.re), Invalid::StakeFactorOutOfRange)?;
        let reachable = self.k <= Fixed::from_int(1 << 20)
            && Fixed::from_balance(self.minimum(self.max_score)) <= MAX_VALUE
            && self.rig_cost(self.max_score) <= MAX_VALUE;
        require(reachable, Invalid::StakeTooHigh)
    }
}

impl Budget {
    fn for_block_time(block_ms: u128) -> Self {
        Budget {
            per_block: (720_000 * PHA).saturating_mul(block_ms) / DAY_MS,
            start: 0,
            halving_interval: blocks(180 * DAY_MS, block_ms),
            halving: Fixed::from_ratio(3, 4),
            treasury_ppm: 200_000,
        }
    }

    /// The budget of a block, in chain units, rounded down.
    pub fn at(&self, block: BlockNumber) -> Balance {
        let Some(age) = block.checked_sub(self.start) else { return 0 };
        let halvings = age.checked_div(self.halving_interval).unwrap_or(0);
        let left = power(self.halving, halvings);
        Fixed::from_bits(self.per_block).times(left).to_bits()
    }

    /// How a budget divides: the workers' part, and the treasury's, rounded down.
    pub fn divide(&self, budget: Balance) -> (Balance, Balance) {
        let treasury = Fixed::from_bits(budget).mul_ratio(self.treasury_ppm.into(), WHOLE_PPM.into());
        let treasury = treasury.to_bits().min(budget);
        (budget.saturating_sub(treasury), treasury)
    }

    fn check(&self) -> Result<(), Invalid> {
        require(self.per_block <= MAX_BUDGET, Invalid::BudgetTooHigh)?;
        let parts = self.halving <= Fixed::ONE && self.treasury_ppm <= WHOLE_PPM;
        require(parts, Invalid::PartAboveOne)?;
        require(self.halving_interval > 0, Invalid::PeriodOutOfRange)
    }
}

/// `base`^`exponent` for a base of at most 1, each step rounded down.
fn power(mut base: Fixed, mut exponent: u32) -> Fixed {
    let mut result = Fixed::ONE;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result.times(base);
        }
        base = base.times(base);
        exponent >>= 1;
    }
    result
}

/// Blocks in this time, at least one.
fn blocks(time_ms: u128, block_ms: u128) -> BlockNumber {
    let number = time_ms.checked_div(block_ms).unwrap_or(0);
    BlockNumber::try_from(number).unwrap_or(BlockNumber::MAX).max(1)
}

impl Pace {
    fn for_block_time(block_ms: u128) -> Self {
        Pace {
            heartbeat_window: blocks(120_000, block_ms),
            challenge_interval: blocks(HOUR_MS / 2, block_ms),
            challenges_per_block: MAX_CHALLENGES,
            cool_down: blocks(7 * DAY_MS, block_ms),
            // Longer than the slowest referendum takes, of whose days fourteen decide.
            appeal_period: blocks(28 * DAY_MS, block_ms),
            measurement: blocks(HOUR_MS / 6, block_ms),
        }
    }

    /// How many of `active` workers a block challenges: `active / challenge_interval`, whose fraction is left to a uniform
    /// `roll`, up to `challenges_per_block`.
    pub fn challenges(&self, active: u32, roll: u64) -> u32 {
        let interval = self.challenge_interval.max(1);
        let (whole, rest) = (active / interval, active % interval);
        let one_more = roll % u64::from(interval) < u64::from(rest);
        whole.saturating_add(one_more.into()).min(self.challenges_per_block).min(active)
    }

    fn check(&self) -> Result<(), Invalid> {
        let Pace { heartbeat_window, challenge_interval, cool_down, appeal_period, measurement, .. } = *self;
        let periods = [heartbeat_window, challenge_interval, cool_down, appeal_period, measurement];
        let in_range = periods.iter().all(|period| (1..=MAX_PERIOD).contains(period));
        require(in_range, Invalid::PeriodOutOfRange)?;
        require(self.heartbeat_window <= self.challenge_interval, Invalid::WindowAboveInterval)?;
        let challenges = 1..=MAX_CHALLENGES;
        require(challenges.contains(&self.challenges_per_block), Invalid::ChallengesOutOfRange)
    }
}
