//! What governance sets, and why it may be refused.

use crate::{pallet::*, types::*};
use economy::{Invalid, Refusal, Rules};
use frame_support::pallet_prelude::*;

impl<T: Config> Pallet<T> {
    /// Sets the rules from this block on. What passed before is settled by those before.
    pub(crate) fn do_set_rules(rules: Rules) -> DispatchResult {
        rules.check().map_err(Error::<T>::from)?;
        let changed = RulesInForce::<T>::get().changed(rules, Self::now());
        RulesInForce::<T>::put(changed);
        Self::deposit_event(Event::RulesSet { rules });
        Ok(())
    }

    /// The rules that a network begins with.
    pub(crate) fn begin(rules: Rules) -> Result<(), Invalid> {
        rules.check()?;
        RulesInForce::<T>::put(Rulebook::new(rules));
        Ok(())
    }
}

impl<T> From<Invalid> for Error<T> {
    fn from(reason: Invalid) -> Self {
        match reason {
            Invalid::GrowthTooFast => Error::GrowthTooFast,
            Invalid::CostTooHigh => Error::CostTooHigh,
            Invalid::SlashRateAboveOne => Error::SlashRateAboveOne,
            Invalid::ValueLimitOutOfRange => Error::ValueLimitOutOfRange,
            Invalid::StakeFactorOutOfRange => Error::StakeFactorOutOfRange,
            Invalid::StakeTooHigh => Error::StakeTooHigh,
            Invalid::ScoreOutOfRange => Error::ScoreOutOfRange,
            Invalid::BudgetTooHigh => Error::BudgetTooHigh,
            Invalid::PartAboveOne => Error::PartAboveOne,
            Invalid::PeriodOutOfRange => Error::PeriodOutOfRange,
            Invalid::WindowAboveInterval => Error::WindowAboveInterval,
            Invalid::ChallengesOutOfRange => Error::ChallengesOutOfRange,
        }
    }
}

impl<T> From<Refusal> for Error<T> {
    fn from(reason: Refusal) -> Self {
        match reason {
            Refusal::NoConfidence => Error::NoConfidence,
            Refusal::ScoreTooLow => Error::ScoreTooLow,
            Refusal::StakeTooLow => Error::StakeTooLow,
            Refusal::ValueTooHigh => Error::ValueTooHigh,
        }
    }
}
