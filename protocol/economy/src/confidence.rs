//! What a worker's attestation is worth.

use crate::Fixed;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// How far the platform under a worker is trusted, best last.
///
/// The levels are those of the original network, whose numbers 1 to 5 (and 128) stand in parentheses.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Debug,
    Default,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub enum Confidence {
    /// Not at all (128, or none): not attested, suspended, or simulated on a production network. It earns nothing.
    #[default]
    None,
    /// The platform's TCB is out of date, in a grace that policy grants (5).
    Outdated,
    /// The platform needs another configuration, for an advisory that matters (4).
    Configuration,
    /// Fully (1 to 3).
    Full,
}

impl Confidence {
    /// The factor in the formulas, in tenths: 0, 7, 8 or 10.
    pub const fn tenths(self) -> u8 {
        match self {
            Confidence::None => 0,
            Confidence::Outdated => 7,
            Confidence::Configuration => 8,
            Confidence::Full => 10,
        }
    }

    /// `amount` times the factor, rounded down.
    pub fn of(self, amount: Fixed) -> Fixed {
        amount.mul_ratio(self.tenths().into(), 10)
    }
}
