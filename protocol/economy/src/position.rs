//! One worker's session: its value, its share, and what it has earned.

use crate::{
    growth::{decay, grow},
    Balance, BlockNumber, Confidence, Fixed, Performance, RatesInForce, Score, StakeRules,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;

/// Where a session stands.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum State {
    /// It computes and earns.
    Idle,
    /// It was silent, or its attestation does not count: it earns nothing and its value falls.
    Unresponsive,
    /// It ended; the stake waits.
    CoolingDown,
}

/// Why a session may not start, or not with this stake.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The worker's attestation is worth nothing.
    NoConfidence,
    /// The worker's score is too low.
    ScoreTooLow,
    /// The stake is below k·√P.
    StakeTooLow,
    /// The value would exceed the largest one.
    ValueTooHigh,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refusal::NoConfidence => "the worker's attestation does not count; renew its registration",
            Refusal::ScoreTooLow => "the machine is too slow to mine",
            Refusal::StakeTooLow => "the stake is below the minimum for this machine",
            Refusal::ValueTooHigh => "the stake is too high for one worker; spread it over several",
        })
    }
}

/// What a session is worth, as of block `since`. Whoever changes it settles it first ([`Position::settle`]).
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Position {
    /// Where it stands.
    pub state: State,
    /// V, in PHA.
    pub value: Fixed,
    /// What V grew by since the last payout; the next one deducts it, as far as it covers it.
    pub deductible: Fixed,
    /// What it performs.
    pub performance: Performance,
    /// How far it is trusted.
    pub confidence: Confidence,
    /// The stored share, by which it earns until it is stored anew. 0 unless it is idle.
    pub share: Fixed,
    /// The ledger's index up to which earnings are settled.
    pub index: Fixed,
    /// Block up to which growth is settled.
    pub since: BlockNumber,
    /// What it earned and was not paid yet, in chain units.
    pub earned: Balance,
}

impl Position {
    /// Opens a session of a worker with this score and stake. Its share is stored already.
    pub fn open(
        rules: &StakeRules,
        v_max: Fixed,
        score: Score,
        stake: Balance,
        confidence: Confidence,
        index: Fixed,
        now: BlockNumber,
    ) -> Result<Self, Refusal> {
        let score = score.min(rules.max_score);
        require(confidence != Confidence::None, Refusal::NoConfidence)?;
        require(score >= rules.min_score, Refusal::ScoreTooLow)?;
        require(stake >= rules.minimum(score), Refusal::StakeTooLow)?;
        let invested = Fixed::from_balance(stake).plus(rules.rig_cost(score));
        let value = rules.value_of(invested, confidence);
        require(value <= v_max, Refusal::ValueTooHigh)?;
        let mut position = Position {
            state: State::Idle,
            value,
            deductible: Fixed::ZERO,
            performance: Performance::as_measured(score),
            confidence,
            share: Fixed::ZERO,
            index,
            since: now,
            earned: 0,
        };
        position.store_share();
        Ok(position)
    }

    /// Brings everything up to the present: earnings by the stored share, then growth, or decay of a silent worker.
    pub fn settle(&mut self, rates: &RatesInForce, index: Fixed, now: BlockNumber) {
        self.earned = self.earned.saturating_add(index.minus(self.index).of_shares(self.share));
        self.index = index;
        for (rates, blocks) in rates.over(self.since, now).filter(|(_, blocks)| *blocks > 0) {
            match self.state {
                State::Idle => {
                    let growth = grow(self.value, rates, &self.performance, blocks);
                    self.value = growth.value;
                    self.deductible = self.deductible.plus(growth.deductible);
                }
                State::Unresponsive => self.value = decay(self.value, rates, blocks),
                State::CoolingDown => {}
            }
        }
        self.since = now.max(self.since);
    }

    /// Takes what was earned, of a settled session, for a payment or as forfeited. V falls by it, but not by more than it
    /// grew since the last time: who stays silent is left with no more than who was paid.
    pub fn take_earned(&mut self) -> Balance {
        let taken = core::mem::take(&mut self.earned);
        let deductible = core::mem::take(&mut self.deductible);
        self.value = self.value.minus(deductible.min(Fixed::from_balance(taken)));
        taken
    }

    /// Raises V by what `extra` PHA more would have given at the start, of a settled session.
    pub fn add_stake(&mut self, rules: &StakeRules, v_max: Fixed, extra: Balance) -> Result<(), Refusal> {
        let raised = self.value.plus(rules.value_of(Fixed::from_balance(extra), self.confidence));
        require(raised <= v_max, Refusal::ValueTooHigh)?;
        self.value = raised;
        Ok(())
    }

    /// Stores the share √(V² + (2·p·confidence)²), rounded down, of a settled session that is idle, and 0 otherwise. A share
    /// below 1 counts as 0: so the index cannot run away.
    pub fn store_share(&mut self) {
        let is_earning = self.state == State::Idle && self.confidence != Confidence::None;
        let share = if is_earning { self.grown_share() } else { Fixed::ZERO };
        self.share = if share < Fixed::ONE { Fixed::ZERO } else { share };
    }

    fn grown_share(&self) -> Fixed {
        let performance = self.confidence.of(self.performance.instant).mul_ratio(2, 1);
        self.value.hypotenuse(performance)
    }
}

fn require(is_so: bool, otherwise: Refusal) -> Result<(), Refusal> {
    is_so.then_some(()).ok_or(otherwise)
}
