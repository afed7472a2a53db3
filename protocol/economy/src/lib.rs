//! The rule book of mining: stake, value, shares and payout, shared by the chain and by everything that explains it.
//!
//! Pure integer arithmetic: the same inputs give the same bits everywhere. Nothing here knows an account, a clock or a
//! storage; callers bring block numbers and balances, and carry out what comes back. Formulas, constants, test vectors and
//! the differences from the original network: `docs/economy.md`.
//!
//! Reading order: [`fixed`] (numbers) → [`confidence`] (what attestation is worth) → [`rules`] (governed parameters) →
//! [`growth`] (value over time) → [`ledger`] (the budget, and who has which claim on it) → [`position`] (one worker) →
//! [`offence`] (what misbehaviour costs).
//!
//! # Rounding
//!
//! Every division rounds against whoever could repeat it at will: values, shares and earnings down, minimum stakes and
//! deductions up. So no sequence of small steps gains over one large step, and claims never exceed the budget.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

pub mod confidence;
pub mod fixed;
pub mod growth;
pub mod ledger;
pub mod offence;
pub mod position;
pub mod rules;

pub use confidence::Confidence;
pub use fixed::Fixed;
pub use growth::{Growth, Performance};
pub use ledger::Ledger;
pub use offence::Offence;
pub use position::{Position, Refusal, State};
pub use rules::{
    Budget, FormerRates, Invalid, Pace, Rates, RatesInForce, Rules, StakeRules, FORMER_RATES, MAX_BUDGET,
    MAX_CHALLENGES, MAX_PERIOD, MAX_SCORE, MAX_VALUE,
};

/// PHA in chain units: 12 decimals.
pub type Balance = u128;
/// Number of a chain block.
pub type BlockNumber = u32;
/// Computing capacity: units of work in six seconds. A server of 8 cores has about 2,000.
pub type Score = u32;

/// One PHA in chain units.
pub const PHA: Balance = 1_000_000_000_000;
