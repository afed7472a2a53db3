//! Conviction: more votes for a longer lock.

use crate::commands::amount::duration;
use clap::ValueEnum;
use messages::ids::{Balance, BlockNumber, TimeMs};
use subxt::ext::scale_decode::DecodeAsType;

/// How strongly one votes. The name of a variant is the chain's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, DecodeAsType, ValueEnum)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub enum Conviction {
    /// A tenth of the votes, no lock.
    #[value(name = "0")]
    None,
    /// Each PHA one vote; locked for one period if it wins.
    #[value(name = "1")]
    Locked1x,
    /// Two votes, two periods.
    #[value(name = "2")]
    Locked2x,
    /// Three votes, four periods.
    #[value(name = "3")]
    Locked3x,
    /// Four votes, eight periods.
    #[value(name = "4")]
    Locked4x,
    /// Five votes, 16 periods.
    #[value(name = "5")]
    Locked5x,
    /// Six votes, 32 periods.
    #[value(name = "6")]
    Locked6x,
}

/// All, by their number.
const ALL: [(Conviction, &str); 7] = [
    (Conviction::None, "None"),
    (Conviction::Locked1x, "Locked1x"),
    (Conviction::Locked2x, "Locked2x"),
    (Conviction::Locked3x, "Locked3x"),
    (Conviction::Locked4x, "Locked4x"),
    (Conviction::Locked5x, "Locked5x"),
    (Conviction::Locked6x, "Locked6x"),
];

/// Bit of a packed vote that says aye.
const AYE: u8 = 0x80;

impl Conviction {
    /// By the chain's name.
    pub fn by_name(name: &str) -> Option<Self> {
        ALL.iter().find(|(_, known)| *known == name).map(|(conviction, _)| *conviction)
    }

    /// The chain's name.
    pub fn name(self) -> &'static str {
        ALL.get(self as usize).map_or("None", |(_, name)| name)
    }

    /// Side and conviction of a vote as the chain packs them.
    pub fn unpack(packed: u8) -> Option<(bool, Self)> {
        let (conviction, _) = ALL.get(usize::from(packed & !AYE))?;
        Some((packed & AYE != 0, *conviction))
    }

    /// Side and conviction as the chain packs them.
    pub fn pack(self, aye: bool) -> u8 {
        self as u8 | if aye { AYE } else { 0 }
    }

    /// Votes of an amount.
    pub fn votes(self, amount: Balance) -> Balance {
        match self {
            Self::None => amount / 10,
            other => amount.saturating_mul(other as u128),
        }
    }

    /// Lock periods that follow a vote that won.
    pub fn periods(self) -> BlockNumber {
        match self {
            Self::None => 0,
            other => 1 << (other as u32 - 1),
        }
    }

    /// What it weighs: `each PHA counts twice (conviction 2)`.
    pub fn weight(self) -> String {
        let times = match self {
            Self::None => "a tenth".to_owned(),
            Self::Locked1x => "once".into(),
            Self::Locked2x => "twice".into(),
            other => format!("{} times", other as u8),
        };
        format!("each PHA counts {times} (conviction {})", self as u8)
    }

    /// What a vote locks: for people, before they sign.
    pub fn lock(self, amount: &str, period: BlockNumber, block_ms: TimeMs) -> String {
        let while_it_runs = format!("{amount} stay locked while the vote stands");
        let time = duration(u64::from(self.periods().saturating_mul(period)).saturating_mul(block_ms));
        match self {
            Self::None => format!("{while_it_runs}, and are free as soon as it is taken back"),
            _ => format!("{while_it_runs}, and for {time} after the referendum ends if this side wins"),
        }
    }

    /// What a delegation locks.
    pub fn lock_of_delegation(self, amount: &str, period: BlockNumber, block_ms: TimeMs) -> String {
        let time = duration(u64::from(self.periods().saturating_mul(period)).saturating_mul(block_ms));
        match self {
            Self::None => format!("{amount} stay locked until you end the delegation"),
            _ => format!("{amount} stay locked until {time} after you end the delegation"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: TimeMs = 86_400_000;

    #[test]
    fn votes_and_locks_follow_the_conviction() {
        let table = [
            (Conviction::None, 10, 0, "a tenth"),
            (Conviction::Locked1x, 100, 1, "once"),
            (Conviction::Locked2x, 200, 2, "twice"),
            (Conviction::Locked3x, 300, 4, "3 times"),
            (Conviction::Locked4x, 400, 8, "4 times"),
            (Conviction::Locked5x, 500, 16, "5 times"),
            (Conviction::Locked6x, 600, 32, "6 times"),
        ];
        for (number, (conviction, votes, periods, times)) in table.into_iter().enumerate() {
            assert_eq!((conviction.votes(100), conviction.periods()), (votes, periods));
            assert_eq!(conviction.weight(), format!("each PHA counts {times} (conviction {number})"));
            assert_eq!(Conviction::by_name(conviction.name()), Some(conviction));
            for aye in [true, false] {
                assert_eq!(Conviction::unpack(conviction.pack(aye)), Some((aye, conviction)));
            }
        }
        assert_eq!(Conviction::Locked1x.pack(true), 0x81, "as the chain packs it");
        assert_eq!(Conviction::unpack(7), None);
    }

    #[test]
    fn locks_are_told_before_anybody_signs() {
        let told = Conviction::Locked3x.lock("5 PHA", 7, DAY);
        assert_eq!(told, "5 PHA stay locked while the vote stands, and for 28 d after the referendum ends if this side wins");
        let told = Conviction::None.lock("5 PHA", 7, DAY);
        assert_eq!(told, "5 PHA stay locked while the vote stands, and are free as soon as it is taken back");
        let told = Conviction::Locked1x.lock_of_delegation("5 PHA", 7, DAY);
        assert_eq!(told, "5 PHA stay locked until 7 d after you end the delegation");
    }
}
