//! What an account votes and delegates, and what that locks.

use super::{conviction::Conviction, referendum, referendum::Referendum, tracks, tracks::Track};
use crate::{
    commands::{
        amount::{blocks, pha, plain},
        stake::pool::{held_by, Holder},
    },
    output::Output,
    session::Session,
    state::ChainState,
};
use anyhow::Result;
use codec::Encode;
use messages::ids::{AccountId, Balance, BlockNumber, TimeMs};
use serde_json::{json, Value};
use std::collections::BTreeMap;
use subxt::ext::scale_decode::DecodeAsType;

/// What an account does on a track; names are the chain's.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(crate) enum Voting {
    /// It votes.
    Casting(Casting),
    /// Another votes for it.
    Delegating(Delegating),
}

/// Votes.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(crate) struct Casting {
    /// Referenda with the votes on them.
    pub votes: Vec<(u32, AccountVote)>,
    /// What others delegated.
    pub delegations: Delegations,
    /// What former votes lock, and until which block.
    pub prior: PriorLock,
}

/// A delegation.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(crate) struct Delegating {
    /// With how much the other votes.
    pub balance: Balance,
    /// Who votes.
    pub target: [u8; 32],
    /// How strongly.
    pub conviction: Conviction,
    /// What former votes lock, and until which block.
    pub prior: PriorLock,
}

/// What others delegated.
#[derive(Clone, Copy, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(crate) struct Delegations {
    /// Weighed by conviction.
    pub votes: Balance,
}

/// A lock that outlives its vote: until a block, an amount.
#[derive(Clone, Copy, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(crate) struct PriorLock(pub BlockNumber, pub Balance);

/// A vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(crate) enum AccountVote {
    /// On one side.
    Standard {
        /// Side and conviction, packed.
        vote: u8,
        /// With how much.
        balance: Balance,
    },
    /// On both sides.
    Split {
        /// For it.
        aye: Balance,
        /// Against it.
        nay: Balance,
    },
    /// On both sides and neither.
    SplitAbstain {
        /// For it.
        aye: Balance,
        /// Against it.
        nay: Balance,
        /// Neither.
        abstain: Balance,
    },
}

impl AccountVote {
    fn text(self) -> String {
        match self {
            Self::Standard { vote, balance } => {
                let (side, weight) = match Conviction::unpack(vote) {
                    Some((true, conviction)) => ("aye", conviction.weight()),
                    Some((false, conviction)) => ("nay", conviction.weight()),
                    None => ("an unknown side", String::new()),
                };
                format!("{side} with {}, {weight}", pha(balance))
            }
            Self::Split { aye, nay } => format!("aye with {}, nay with {}", pha(aye), pha(nay)),
            Self::SplitAbstain { aye, nay, abstain } => {
                format!("aye with {}, nay with {}, abstaining with {}", pha(aye), pha(nay), pha(abstain))
            }
        }
    }

    /// Block until which it locks although its referendum has ended like that; `None` if it does not any more.
    fn locked_until(self, outcome: &Referendum, period: BlockNumber) -> Option<BlockNumber> {
        let Self::Standard { vote, .. } = self else { return None };
        let (aye, conviction) = Conviction::unpack(vote)?;
        let (won, end) = match outcome {
            Referendum::Approved(end, ..) => (aye, *end),
            Referendum::Rejected(end, ..) => (!aye, *end),
            _ => return None,
        };
        let until = end.saturating_add(conviction.periods().saturating_mul(period));
        Some(until).filter(|_| won && conviction != Conviction::None)
    }
}

/// What an account does on all tracks, and what that locks.
pub(crate) struct Locks {
    tracks: Vec<(Track, Voting, Balance)>,
    referenda: BTreeMap<u32, Referendum>,
    period: BlockNumber,
}

impl Locks {
    /// Of an account.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) async fn read(state: &ChainState, account: &AccountId) -> Result<Self> {
        let all = tracks::all(state)?;
        let keys = all.iter().map(|track| vec![account.encode(), track.id.encode()]).collect();
        let votings: Vec<Option<Voting>> = state.read_many(("ConvictionVoting", "VotingFor"), keys).await?;
        let locked: Vec<(u16, Balance)> = state
            .read(("ConvictionVoting", "ClassLocksFor"), vec![account.encode()])
            .await?
            .unwrap_or_default();
        let locked: BTreeMap<_, _> = locked.into_iter().collect();
        let tracks: Vec<_> = all
            .into_iter()
            .zip(votings)
            .filter_map(|(track, voting)| {
                let locked = locked.get(&track.id).copied().unwrap_or(0);
                Some((track, voting?, locked))
            })
            .collect();
        let votes = tracks.iter().flat_map(|(_, voting, _)| voting.votes().iter().map(|(id, _)| *id));
        let ids: Vec<u32> = votes.collect();
        let found = referendum::read(state, &ids).await?;
        let referenda = ids.into_iter().zip(found).filter_map(|(id, found)| Some((id, found?))).collect();
        Ok(Self { tracks, referenda, period: lock_period(state)? })
    }

    /// The largest lock: locks of several tracks overlap.
    pub(crate) fn total(&self) -> Balance {
        self.tracks.iter().map(|(_, _, locked)| *locked).max().unwrap_or(0)
    }

    /// Tracks on which something is locked or voted.
    pub(crate) fn used_tracks(&self) -> impl Iterator<Item = u16> + '_ {
        let used = |(_, voting, locked): &&(Track, Voting, Balance)| *locked > 0 || !voting.is_idle();
        self.tracks.iter().filter(used).map(|(track, ..)| track.id)
    }

    /// Tracks on which somebody else votes for the account.
    pub(crate) fn delegated_tracks(&self) -> impl Iterator<Item = u16> + '_ {
        let delegated = |(_, voting, _): &&(Track, Voting, Balance)| matches!(voting, Voting::Delegating(_));
        self.tracks.iter().filter(delegated).map(|(track, ..)| track.id)
    }

    /// Votes on referenda that have ended, with their tracks: nothing but their locks is left of them.
    pub(crate) fn past_votes(&self) -> Vec<(u16, u32)> {
        let votes = |(track, voting, _): &(Track, Voting, Balance)| {
            let past = voting.votes().iter().filter(|(id, _)| self.outcome(*id).is_some());
            past.map(|(id, _)| (track.id, *id)).collect::<Vec<_>>()
        };
        self.tracks.iter().flat_map(votes).collect()
    }

    /// How a referendum ended; `None` while it goes on.
    fn outcome(&self, id: u32) -> Option<&Referendum> {
        self.referenda.get(&id).filter(|found| found.end().is_some())
    }

    /// Why something is locked on a track, a line each.
    fn reasons(&self, voting: &Voting, now: BlockNumber, block_ms: TimeMs) -> Vec<String> {
        let mut lines: Vec<_> =
            voting.votes().iter().map(|(id, vote)| self.vote_line(*id, *vote, now, block_ms)).collect();
        let PriorLock(until, amount) = voting.prior();
        if let Voting::Delegating(Delegating { balance, target, conviction, .. }) = voting {
            let after = blocks(conviction.periods().saturating_mul(self.period), block_ms);
            lines.push(format!(
                "{} votes with {}, {}; locked for {after} after you end that (`adyton gov undelegate`)",
                referendum::account(target),
                pha(*balance),
                conviction.weight()
            ));
        }
        if amount > 0 && until > now {
            lines.push(format!(
                "former votes lock {} for {} more",
                pha(amount),
                blocks(until - now, block_ms)
            ));
        }
        if amount > 0 && until <= now {
            lines.push(format!("{} are free: `adyton gov unlock`", pha(amount)));
        }
        lines
    }

    fn vote_line(&self, id: u32, vote: AccountVote, now: BlockNumber, block_ms: TimeMs) -> String {
        let Some(outcome) = self.outcome(id) else {
            return format!(
                "#{id}: {}; locked while the vote stands (`adyton gov remove-vote {id}`)",
                vote.text()
            );
        };
        let ended = outcome.end().map_or("ended", |(word, _)| word);
        match vote.locked_until(outcome, self.period).filter(|until| *until > now) {
            Some(until) => {
                format!("#{id} {ended}: {}; locked for {} more", vote.text(), blocks(until - now, block_ms))
            }
            None => format!("#{id} {ended}: {}; free: `adyton gov unlock`", vote.text()),
        }
    }

    fn json(&self, power: Balance, now: BlockNumber, block_ms: TimeMs) -> Value {
        let tracks = self.tracks.iter().filter(|(_, voting, locked)| *locked > 0 || !voting.is_idle());
        let tracks: Vec<_> = tracks
            .map(|(track, voting, locked)| {
                json!({
                    "track": track.name,
                    "locked": plain(*locked),
                    "delegated_to_me": plain(voting.delegated()),
                    "reasons": self.reasons(voting, now, block_ms),
                })
            })
            .collect();
        json!({ "locked": plain(self.total()), "power": plain(power), "tracks": tracks })
    }
}

impl Voting {
    fn votes(&self) -> &[(u32, AccountVote)] {
        match self {
            Self::Casting(casting) => &casting.votes,
            Self::Delegating(_) => &[],
        }
    }

    fn prior(&self) -> PriorLock {
        match self {
            Self::Casting(Casting { prior, .. }) | Self::Delegating(Delegating { prior, .. }) => *prior,
        }
    }

    fn delegated(&self) -> Balance {
        match self {
            Self::Casting(casting) => casting.delegations.votes,
            Self::Delegating(_) => 0,
        }
    }

    fn is_idle(&self) -> bool {
        matches!(self, Self::Casting(casting) if casting.votes.is_empty() && casting.prior.1 == 0)
            && self.delegated() == 0
    }
}

/// Blocks of one lock period.
///
/// # Errors
/// If the chain has no voting.
pub(crate) fn lock_period(state: &ChainState) -> Result<BlockNumber> {
    state.constant(("ConvictionVoting", "VoteLockingPeriod"))
}

/// What an account can vote with: all PHA that it has, held or not, and what its shares of pools are worth.
///
/// # Errors
/// If it cannot be read.
pub(crate) async fn power(state: &ChainState, account: &AccountId) -> Result<Balance> {
    let balance = super::treasury::balance(state, account).await?;
    let held = held_by(state, Holder::Account(account)).await?;
    let worth =
        held.iter().map(|(_, pool, position)| position.map_or(0, |position| pool.worth(position.shares)));
    Ok(worth.fold(balance, Balance::saturating_add))
}

/// A warning, if an account cannot vote with so much.
///
/// # Errors
/// If it cannot be read.
pub(crate) async fn beyond_power(
    state: &ChainState,
    account: &AccountId,
    amount: Balance,
) -> Result<Option<String>> {
    let power = power(state, account).await?;
    let warning =
        || format!("WARNING: {account} has only {} to vote with, so the chain will refuse this", pha(power));
    Ok((amount > power).then(warning))
}

/// `adyton gov locks`.
///
/// # Errors
/// A sentence for the user.
pub(crate) async fn run(account: &AccountId, session: &Session, output: Output) -> Result<()> {
    let state = ChainState::open(session).await?;
    let locks = Locks::read(&state, account).await?;
    let (now, block_ms) = (state.block(), state.block_ms());
    let power = power(&state, account).await?;
    let mut lines = vec![match locks.total() {
        0 => format!("nothing of {account} is locked by votes"),
        locked => format!(
            "{} of {account} are locked by votes; they vote and stake on, but cannot be transferred",
            pha(locked)
        ),
    }];
    lines.push(format!("it can vote with {}, staked and pooled PHA among it", pha(power)));
    for (track, voting, locked) in
        locks.tracks.iter().filter(|(_, voting, locked)| *locked > 0 || !voting.is_idle())
    {
        lines.push(format!("{}: {}", track.name, pha(*locked)));
        lines.extend(locks.reasons(voting, now, block_ms).into_iter().map(|line| format!("  {line}")));
        if voting.delegated() > 0 {
            lines.push(format!("  others delegated {} votes to this account", plain(voting.delegated())));
        }
    }
    output.result(&locks.json(power, now, block_ms), lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHA: Balance = 1_000_000_000_000;

    fn aye(conviction: Conviction) -> AccountVote {
        AccountVote::Standard { vote: conviction.pack(true), balance: 5 * PHA }
    }

    fn locks(outcome: Option<Referendum>) -> Locks {
        Locks {
            tracks: vec![],
            referenda: outcome.into_iter().map(|outcome| (7, outcome)).collect(),
            period: 100,
        }
    }

    #[test]
    fn a_vote_that_won_stays_locked_and_one_that_lost_does_not() {
        let approved = || Some(Referendum::Approved(1_000, None, None));
        let rejected = || Some(Referendum::Rejected(1_000, None, None));
        let cancelled = || Some(Referendum::Cancelled(1_000, None, None));
        let cases = [
            (aye(Conviction::Locked2x), None, "locked while the vote stands (`adyton gov remove-vote 7`)"),
            (aye(Conviction::Locked2x), approved(), "locked for 190 blocks (19 min) more"),
            (aye(Conviction::Locked2x), rejected(), "free: `adyton gov unlock`"),
            (aye(Conviction::Locked2x), cancelled(), "free: `adyton gov unlock`"),
            (aye(Conviction::None), approved(), "free: `adyton gov unlock`"),
            (AccountVote::Split { aye: PHA, nay: PHA }, approved(), "free: `adyton gov unlock`"),
        ];
        for (vote, outcome, end) in cases {
            let line = locks(outcome).vote_line(7, vote, 1_010, 6_000);
            assert!(line.ends_with(end), "{line}");
        }
    }

    #[test]
    fn delegations_and_former_votes_say_when_they_are_free() {
        let delegating = Voting::Delegating(Delegating {
            balance: 5 * PHA,
            target: [0; 32],
            conviction: Conviction::Locked1x,
            prior: PriorLock(1_020, 2 * PHA),
        });
        let lines = locks(None).reasons(&delegating, 1_010, 6_000);
        assert!(lines[0].contains("locked for 100 blocks (10 min) after you end that"), "{}", lines[0]);
        assert_eq!(lines[1], "former votes lock 2 PHA for 10 blocks (1 min) more");
        assert_eq!(locks(None).reasons(&delegating, 1_020, 6_000)[1], "2 PHA are free: `adyton gov unlock`");
    }
}
