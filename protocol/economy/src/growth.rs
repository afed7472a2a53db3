//! How a value changes over many blocks at once.
//!
//! Block by block, V grows by r·V + c, with r = (p/P)(ρ − 1) and c = (p/P)(cost_k·P + cost_b). After n blocks it is
//! V·(1 + r)ⁿ + c·((1 + r)ⁿ − 1)/r. With Aₙ = (1 + r)ⁿ and Gₙ = 1 + (1 + r) + … + (1 + r)ⁿ⁻¹ that is V·Aₙ + c·Gₙ, and
//! A₂ₙ = Aₙ², G₂ₙ = Gₙ·(1 + Aₙ): doubling reaches any n in 20 steps, divides nothing, and needs no special case where r
//! is 0.
//!
//! # Error
//!
//! Intermediate results have 96 binary digits after the point and are rounded down. Each of the at most 20 doublings
//! doubles a relative error and adds one of at most 2⁻⁹⁵, and so does each of the at most 20 additions of steps: with
//! n < 2²⁰ the result has a relative error below 2⁻⁷³, so it falls short by less than 2⁻⁴⁹ PHA at the largest value there
//! can be (2²⁴ PHA), and by less than 2⁻⁵⁸, plus the step 2⁻⁶⁴ of [`Fixed`], at 30,000 PHA. A chain unit of PHA is 2⁻⁴⁰.

use crate::{fixed::narrow, Fixed, Rates, Score};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::U256;

/// Doublings that are prepared.
const DOUBLINGS: usize = 20;
/// Blocks that one settlement counts at most, two to five months: a value does not grow further without a sign of life.
pub const MAX_GROWTH_BLOCKS: u32 = (1 << DOUBLINGS) - 1;
/// The largest ρ − 1: 2⁻¹⁷, ten times the default. With it, [`MAX_GROWTH_BLOCKS`] and p ≤ 1.2·P, (1 + r)ⁿ stays below 2¹⁴.
pub const MAX_RATE: Fixed = Fixed::from_bits(1 << (64 - 17));

/// Binary digits after the point of intermediate results.
const DIGITS: usize = 96;
/// What they have more than [`Fixed`].
const EXTRA: usize = DIGITS - 64;

/// How a worker performs, in units of score.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Performance {
    /// P: at the start of its session.
    pub initial: Score,
    /// p: by its last heartbeat. At most 1.2·P.
    pub instant: Fixed,
}

impl Performance {
    /// A worker that performs as it did when it was measured.
    pub fn as_measured(score: Score) -> Self {
        Performance { initial: score, instant: Fixed::from_int(score.into()) }
    }

    /// p of a worker that did `work` units in `elapsed_ms`: units per six seconds, rounded down, at most 1.2·P.
    pub fn instant(initial: Score, work: u64, elapsed_ms: u64) -> Fixed {
        let limit = Fixed::from_int(initial.into()).mul_ratio(6, 5);
        if elapsed_ms == 0 {
            return limit;
        }
        Fixed::from_int(work).mul_ratio(6_000, elapsed_ms.into()).min(limit)
    }

    /// `bits` times p/P, with the extra digits.
    fn part_of(&self, rate: Fixed) -> U256 {
        let product = (U256::from(rate.to_bits()) << EXTRA).saturating_mul(self.instant.to_bits().into());
        product.checked_div(U256::from(self.initial) << 64).unwrap_or_default()
    }
}

/// What growth made of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Growth {
    /// The new value, at most `v_max`.
    pub value: Fixed,
    /// By how much it grew, or would have grown without limit: what the next payout deducts at most.
    pub deductible: Fixed,
}

/// (1 + r)ⁿ and its sum over the powers below n, for one n.
#[derive(Clone, Copy)]
struct Step {
    power: U256,
    sum: U256,
}

impl Step {
    fn of_one_block(rate: U256) -> Self {
        Step { power: one().saturating_add(rate), sum: one() }
    }

    fn doubled(self) -> Self {
        let factor = one().saturating_add(self.power);
        Step { power: product(self.power, self.power), sum: product(self.sum, factor) }
    }

    /// The value after this many blocks.
    fn apply(&self, value: U256, cost: U256) -> U256 {
        value.saturating_mul(self.power).saturating_add(cost.saturating_mul(self.sum)) >> DIGITS
    }
}

/// Lets `value` grow over `blocks` blocks.
///
/// From the block on in which it reaches `v_max` it stays there, and the deductible grows by what each block would have
/// added. A `value` above `v_max`, left from other rules, falls to it at once.
pub fn grow(value: Fixed, rates: &Rates, performance: &Performance, blocks: u32) -> Growth {
    let rate = performance.part_of(rates.rho_minus_one);
    let cost = performance.part_of(rates.cost(performance.initial));
    let limit = widen(rates.v_max);
    let start = widen(value).min(limit);

    let (reached, rest) = grow_below(start, rate, cost, limit, blocks.min(MAX_GROWTH_BLOCKS));
    let per_block_at = |value: U256| product(value, rate).saturating_add(cost);
    let Some(rest_at_limit) = rest.checked_sub(1) else {
        let value = shorten(reached);
        return Growth { value, deductible: value.minus(shorten(start)) };
    };
    let crossing = reached.saturating_sub(start).saturating_add(per_block_at(reached));
    let grown = crossing.saturating_add(per_block_at(limit).saturating_mul(rest_at_limit.into()));
    Growth { value: rates.v_max, deductible: shorten(round_up(grown)) }
}

/// Lets `value` grow while it stays below `limit`; the result, and the blocks that are left then. Tries steps of 2¹⁹ blocks,
/// of 2¹⁸, and so on.
fn grow_below(start: U256, rate: U256, cost: U256, limit: U256, blocks: u32) -> (U256, u32) {
    if blocks == 0 {
        return (start, 0);
    }
    let mut steps = [Step::of_one_block(rate); DOUBLINGS];
    let mut step = Step::of_one_block(rate);
    for place in steps.iter_mut().skip(1) {
        step = step.doubled();
        *place = step;
    }
    let (mut value, mut left) = (start, blocks);
    for (doublings, step) in steps.iter().enumerate().rev() {
        let length = 1u32 << doublings;
        if length > left {
            continue;
        }
        let next = step.apply(value, cost);
        if next < limit {
            (value, left) = (next, left.saturating_sub(length));
        }
    }
    (value, left)
}

/// What is left of a silent worker's value after `blocks` blocks: V·(1 − slash rate)ⁿ, rounded down.
pub fn decay(value: Fixed, rates: &Rates, blocks: u32) -> Fixed {
    let mut factor = one().saturating_sub(widen(rates.slash_rate));
    let (mut left, mut blocks) = (one(), blocks);
    while blocks > 0 {
        if blocks & 1 == 1 {
            left = product(left, factor);
        }
        factor = product(factor, factor);
        blocks >>= 1;
    }
    shorten(product(widen(value), left))
}

fn one() -> U256 {
    U256::one() << DIGITS
}

fn widen(value: Fixed) -> U256 {
    U256::from(value.to_bits()) << EXTRA
}

fn shorten(value: U256) -> Fixed {
    Fixed::from_bits(narrow(value >> EXTRA))
}

fn round_up(value: U256) -> U256 {
    value.saturating_add((U256::one() << EXTRA) - 1)
}

fn product(one: U256, other: U256) -> U256 {
    one.saturating_mul(other) >> DIGITS
}
