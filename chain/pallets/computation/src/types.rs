//! What this pallet stores beside the rule book's own types.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use economy::{Budget, Offence, Pace, Position, RatesInForce, Rules, StakeRules, State, MAX_CHALLENGES};
use frame_support::BoundedVec;
use messages::{ids::*, ConstU32};
use scale_info::TypeInfo;

/// Blocks of challenges whose time one block looks at: the one that ends with it, and one more where a shorter window makes
/// several end at once.
pub const EXPIRED_PER_BLOCK: u32 = 2;

/// Workers that one block challenged.
pub type ChallengeList = BoundedVec<WorkerId, ConstU32<MAX_CHALLENGES>>;

/// A computing session of a worker.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Session {
    /// Whose stake it is.
    pub staker: AccountId,
    /// The stake, held in the staker's balance.
    pub stake: Balance,
    /// What it is worth and has earned.
    pub position: Position,
    /// Block from which on the stake can be withdrawn; `None` while the session runs.
    pub free_from: Option<BlockNumber>,
    /// Work done when the last challenge was answered, as the enclave counts it since its boot; `None` before the first.
    pub work: Option<u64>,
    /// Chain time of the last challenge that was answered, or of the start.
    pub measured_from_ms: TimeMs,
}

impl Session {
    /// Whether it has not ended yet.
    pub fn is_running(&self) -> bool {
        self.position.state != State::CoolingDown
    }
}

/// A slash that governance may lift until it is carried out.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct PendingSlash {
    /// What the worker did. The gravest of what is reported within one appeal period counts.
    pub offence: Offence,
    /// What is at risk of the stake.
    pub amount: Balance,
    /// Block from which on anybody may have it carried out.
    pub due: BlockNumber,
}

/// The rules in force. Rates remember those before them, since what has passed is settled later.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Rulebook {
    /// How values change with time.
    pub rates: RatesInForce,
    /// What a session takes to start.
    pub stake: StakeRules,
    /// What is paid in all.
    pub budget: Budget,
    /// How long things take.
    pub pace: Pace,
}

impl Rulebook {
    /// Rules that were never others.
    pub fn new(rules: Rules) -> Self {
        let Rules { rates, stake, budget, pace } = rules;
        Rulebook { rates: RatesInForce::always(rates), stake, budget, pace }
    }

    /// What governance set last.
    pub fn rules(&self) -> Rules {
        Rules { rates: self.rates.current, stake: self.stake, budget: self.budget, pace: self.pace }
    }

    /// Rules that change at block `now`.
    pub(crate) fn changed(self, rules: Rules, now: BlockNumber) -> Self {
        let mut changed = Rulebook::new(rules);
        if rules.rates == self.rates.current {
            changed.rates = self.rates;
        } else {
            changed.rates = self.rates.changed(rules.rates, now);
        }
        changed
    }
}

impl Default for Rulebook {
    /// The original's rules, for blocks of 6 s.
    fn default() -> Self {
        Rulebook::new(Rules::for_block_time(6_000))
    }
}
