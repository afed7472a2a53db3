//! What misbehaviour costs.

use crate::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Proven misbehaviour, by its gravity. Silence is none: it costs value, not stake.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub enum Offence {
    /// A fault without harm to others: 1 % of the stake.
    Minor,
    /// Harm to others, or an attempt: 10 % of the stake.
    Severe,
    /// An attack on the network: all of the stake.
    Total,
}

impl Offence {
    /// What it costs of a stake, rounded up.
    pub fn of(self, stake: Balance) -> Balance {
        match self {
            Offence::Minor => stake.div_ceil(100),
            Offence::Severe => stake.div_ceil(10),
            Offence::Total => stake,
        }
    }
}
