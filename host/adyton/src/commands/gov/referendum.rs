//! Referenda as the chain keeps them, and how they stand.

use super::tracks::Track;
use crate::{
    commands::amount::{blocks, percent_of_billion, pha, plain},
    state::ChainState,
};
use anyhow::{Context, Result};
use codec::Encode;
use messages::{
    ids::{AccountId, Balance, BlockNumber, TimeMs},
    H256,
};
use serde_json::{json, Value};
use subxt::ext::{scale_decode::DecodeAsType, scale_value};

/// A whole, in parts of a billion.
const WHOLE: u128 = 1_000_000_000;

/// What the chain knows of a referendum; names are the chain's.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(crate) enum Referendum {
    /// It is voted on.
    Ongoing(Box<Ongoing>),
    /// It was approved.
    Approved(BlockNumber, Option<Deposit>, Option<Deposit>),
    /// It was refused.
    Rejected(BlockNumber, Option<Deposit>, Option<Deposit>),
    /// It was cancelled.
    Cancelled(BlockNumber, Option<Deposit>, Option<Deposit>),
    /// Nobody paid for its decision in time.
    TimedOut(BlockNumber, Option<Deposit>, Option<Deposit>),
    /// It was killed.
    Killed(BlockNumber),
}

/// A deposit.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(crate) struct Deposit {
    /// Whose it is.
    pub who: [u8; 32],
    /// How much.
    pub amount: Balance,
}

/// A referendum that is voted on.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(crate) struct Ongoing {
    /// Its track.
    pub track: u16,
    /// As what it is carried out.
    pub origin: scale_value::Value,
    /// What is carried out.
    pub proposal: Proposal,
    /// When.
    pub enactment: Enactment,
    /// Block of its submission.
    pub submitted: BlockNumber,
    /// Who proposed it, with a deposit.
    pub submission_deposit: Deposit,
    /// Who paid for its decision.
    pub decision_deposit: Option<Deposit>,
    /// How the decision goes.
    pub deciding: Option<Deciding>,
    /// The votes.
    pub tally: Tally,
    /// Whether it waits for a place among those that are decided.
    pub in_queue: bool,
}

/// How a decision goes.
#[derive(Clone, Copy, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(crate) struct Deciding {
    /// Block in which it began.
    pub since: BlockNumber,
    /// Block in which it is approved if nothing changes.
    pub confirming: Option<BlockNumber>,
}

/// Votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(crate) struct Tally {
    /// For it, weighed by conviction.
    pub ayes: Balance,
    /// Against it, weighed by conviction.
    pub nays: Balance,
    /// PHA that voted for it or abstained, whatever the conviction.
    pub support: Balance,
}

/// When an approved proposal is carried out.
#[derive(Clone, Copy, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(crate) enum Enactment {
    /// At a block, or later.
    At(BlockNumber),
    /// So many blocks after its approval, or later.
    After(BlockNumber),
}

/// Where the proposed call is.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(crate) enum Proposal {
    /// Kept by hash alone.
    Legacy {
        /// Hash of the call.
        hash: [u8; 32],
    },
    /// Here.
    Inline(Vec<u8>),
    /// Among the preimages.
    Lookup {
        /// Hash of the call.
        hash: [u8; 32],
        /// Its length.
        len: u32,
    },
}

impl Proposal {
    /// Hash of the call.
    pub(crate) fn hash(&self) -> H256 {
        match self {
            Self::Legacy { hash } | Self::Lookup { hash, .. } => H256(*hash),
            Self::Inline(bytes) => crypto::hash::blake2_256(bytes),
        }
    }
}

impl Tally {
    /// Part of the votes that is for it, in parts of a billion.
    pub(crate) fn approval(&self) -> u128 {
        part(self.ayes, self.ayes.saturating_add(self.nays))
    }

    /// Part of all PHA that can vote, in parts of a billion.
    pub(crate) fn support(&self, eligible: Balance) -> u128 {
        part(self.support, eligible)
    }
}

/// A part, at most the whole, in parts of a billion.
fn part(of: Balance, whole: Balance) -> u128 {
    messages::U256::from(of)
        .saturating_mul(WHOLE.into())
        .checked_div(whole.into())
        .map_or(0, |part| part.min(WHOLE.into()).as_u128())
}

/// How a referendum stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Standing {
    /// One word for programs.
    pub state: &'static str,
    /// For people.
    pub text: String,
    /// Block at which it goes on, if time alone decides when.
    pub until: Option<BlockNumber>,
}

impl Ongoing {
    /// How it stands at block `now`.
    pub(crate) fn standing(&self, track: &Track, now: BlockNumber, block_ms: TimeMs) -> Standing {
        let in_time = |block: BlockNumber| blocks(block.saturating_sub(now), block_ms);
        match self.deciding {
            Some(Deciding { confirming: Some(end), .. }) => Standing {
                state: "confirming",
                text: format!("passes in {} if it keeps its majority", in_time(end)),
                until: Some(end),
            },
            Some(Deciding { since, .. }) => {
                let end = since.saturating_add(track.info.decision_period);
                Standing {
                    state: "deciding",
                    text: format!("being decided for {} more", in_time(end)),
                    until: Some(end),
                }
            }
            None if self.in_queue => Standing {
                state: "queued",
                text: "waits for a place among those that are decided".into(),
                until: None,
            },
            None => self.preparing(track, now, in_time),
        }
    }

    fn preparing(
        &self,
        track: &Track,
        now: BlockNumber,
        in_time: impl Fn(BlockNumber) -> String,
    ) -> Standing {
        let end = self.submitted.saturating_add(track.info.prepare_period);
        let deposit = pha(track.info.decision_deposit);
        match (self.decision_deposit.is_some(), end > now) {
            (true, true) => Standing {
                state: "preparing",
                text: format!("its decision begins in {}", in_time(end)),
                until: Some(end),
            },
            (true, false) => Standing {
                state: "preparing",
                text: "its decision begins with the next block".into(),
                until: Some(end),
            },
            (false, _) => Standing {
                state: "unpaid",
                text: format!(
                    "waits for somebody to pay the decision deposit of {deposit} (`adyton gov deposit`)"
                ),
                until: None,
            },
        }
    }

    /// What it has and needs now, for people.
    pub(crate) fn votes(&self, track: &Track, now: BlockNumber, eligible: Balance) -> String {
        let (approval, support) = self.needed(track, now);
        let Tally { ayes, nays, .. } = self.tally;
        let verdict = |has: u128, needs: u128| if has >= needs { "enough" } else { "not enough yet" };
        let (approved, supported) = (self.tally.approval(), self.tally.support(eligible));
        format!(
            "ayes {} ({}; needs {} now: {}), nays {}, support {} ({}; needs {} now: {})",
            pha(ayes),
            percent_of_billion(approved),
            percent_of_billion(approval),
            verdict(approved, approval),
            pha(nays),
            pha(self.tally.support),
            percent_of_billion(supported),
            percent_of_billion(support),
            verdict(supported, support),
        )
    }

    /// The same for programs.
    pub(crate) fn votes_json(&self, track: &Track, now: BlockNumber, eligible: Balance) -> Value {
        let (approval, support) = self.needed(track, now);
        json!({
            "ayes": plain(self.tally.ayes),
            "nays": plain(self.tally.nays),
            "support": plain(self.tally.support),
            "approval_percent": percent_of_billion(self.tally.approval()),
            "approval_needed": percent_of_billion(approval),
            "support_percent": percent_of_billion(self.tally.support(eligible)),
            "support_needed": percent_of_billion(support),
        })
    }

    /// Approval and support needed now. Before its decision, what is needed at its beginning.
    fn needed(&self, track: &Track, now: BlockNumber) -> (u128, u128) {
        track.needed(self.deciding.map_or(0, |deciding| now.saturating_sub(deciding.since)))
    }

    /// Block at which it is carried out if it is approved as soon as it can.
    pub(crate) fn earliest_enactment(&self, track: &Track, now: BlockNumber) -> BlockNumber {
        let info = &track.info;
        let approved = match self.deciding {
            Some(Deciding { confirming: Some(end), .. }) => end,
            Some(_) => now.saturating_add(info.confirm_period),
            None => {
                let begin = self.submitted.saturating_add(info.prepare_period).max(now);
                begin.saturating_add(info.confirm_period)
            }
        };
        let least = approved.saturating_add(info.min_enactment_period);
        match self.enactment {
            Enactment::At(block) => least.max(block),
            Enactment::After(blocks) => least.max(approved.saturating_add(blocks)),
        }
    }
}

impl Referendum {
    /// How it ended, and when; `None` while it goes on.
    pub(crate) fn end(&self) -> Option<(&'static str, BlockNumber)> {
        Some(match self {
            Self::Ongoing(_) => return None,
            Self::Approved(block, ..) => ("approved", *block),
            Self::Rejected(block, ..) => ("rejected", *block),
            Self::Cancelled(block, ..) => ("cancelled", *block),
            Self::TimedOut(block, ..) => ("timed out", *block),
            Self::Killed(block) => ("killed", *block),
        })
    }

    /// Deposits that can be taken back: of submission and of decision.
    pub(crate) fn returnable(&self) -> [Option<&Deposit>; 2] {
        match self {
            Self::Approved(_, submission, decision) | Self::Cancelled(_, submission, decision) => {
                [submission.as_ref(), decision.as_ref()]
            }
            Self::Rejected(_, _, decision) | Self::TimedOut(_, _, decision) => [None, decision.as_ref()],
            Self::Ongoing(_) | Self::Killed(_) => [None, None],
        }
    }

    /// The submission deposit, where it is not given back.
    pub(crate) fn lost(&self) -> Option<&Deposit> {
        match self {
            Self::Rejected(_, submission, _) | Self::TimedOut(_, submission, _) => submission.as_ref(),
            _ => None,
        }
    }
}

/// Number of referenda there ever were.
///
/// # Errors
/// If it cannot be read.
pub(crate) async fn count(state: &ChainState) -> Result<u32> {
    Ok(state.read(("Referenda", "ReferendumCount"), vec![]).await?.unwrap_or(0))
}

/// Referenda by their numbers, in that order.
///
/// # Errors
/// If they cannot be read.
pub(crate) async fn read(state: &ChainState, ids: &[u32]) -> Result<Vec<Option<Referendum>>> {
    let keys = ids.iter().map(|id| vec![id.encode()]).collect();
    state.read_many(("Referenda", "ReferendumInfoFor"), keys).await
}

/// One referendum.
///
/// # Errors
/// If there is none.
pub(crate) async fn one(state: &ChainState, id: u32) -> Result<Referendum> {
    let found = read(state, &[id]).await?.pop().flatten();
    found.with_context(|| format!("there is no referendum {id}; see `adyton gov list --all`"))
}

/// PHA that can vote: what is active, without what miners will be paid.
///
/// # Errors
/// If it cannot be read.
pub(crate) async fn eligible(state: &ChainState) -> Result<Balance> {
    let total: Balance = state.read(("Balances", "TotalIssuance"), vec![]).await?.unwrap_or(0);
    let inactive: Balance = state.read(("Balances", "InactiveIssuance"), vec![]).await?.unwrap_or(0);
    let pot = match state.constant::<[u8; 8]>(("Computation", "PalletId")) {
        Ok(id) => super::treasury::balance(state, &super::treasury::account_of(id)).await?,
        Err(_) => 0,
    };
    Ok(total.saturating_sub(inactive).saturating_sub(pot))
}

/// An account as people write it.
pub(crate) fn account(bytes: &[u8; 32]) -> String {
    AccountId::new(*bytes).to_string()
}

#[cfg(test)]
mod tests {
    use super::{super::tracks::tests::track, *};

    const PHA: Balance = 1_000_000_000_000;

    fn ongoing() -> Ongoing {
        Ongoing {
            track: 3,
            origin: scale_value::Value::unnamed_variant("Origins", []),
            proposal: Proposal::Inline(vec![]),
            enactment: Enactment::After(0),
            submitted: 1_000,
            submission_deposit: Deposit { who: [1; 32], amount: 10 * PHA },
            decision_deposit: Some(Deposit { who: [1; 32], amount: 10_000 * PHA }),
            deciding: Some(Deciding { since: 1_010, confirming: None }),
            tally: Tally { ayes: 300 * PHA, nays: 100 * PHA, support: 50 * PHA },
            in_queue: false,
        }
    }

    #[test]
    fn a_referendum_says_what_it_waits_for() {
        let unpaid = Ongoing { decision_deposit: None, deciding: None, ..ongoing() };
        let preparing = Ongoing { deciding: None, ..ongoing() };
        let queued = Ongoing { deciding: None, in_queue: true, ..ongoing() };
        let confirming =
            Ongoing { deciding: Some(Deciding { since: 1_010, confirming: Some(1_040) }), ..ongoing() };
        let cases = [
            (
                unpaid,
                1_005,
                "unpaid",
                "waits for somebody to pay the decision deposit of 10,000 PHA (`adyton gov deposit`)",
            ),
            (preparing.clone(), 1_005, "preparing", "its decision begins in 5 blocks (30 s)"),
            (preparing, 1_010, "preparing", "its decision begins with the next block"),
            (queued, 1_020, "queued", "waits for a place among those that are decided"),
            (ongoing(), 1_060, "deciding", "being decided for 50 blocks (5 min) more"),
            (confirming, 1_030, "confirming", "passes in 10 blocks (1 min) if it keeps its majority"),
        ];
        for (referendum, now, state, text) in cases {
            let standing = referendum.standing(&track(), now, 6_000);
            assert_eq!((standing.state, standing.text.as_str()), (state, text));
        }
    }

    #[test]
    fn votes_are_told_with_what_is_needed_now() {
        let told = ongoing().votes(&track(), 1_060, 200 * PHA);
        assert_eq!(
            told,
            "ayes 300 PHA (75 %; needs 75 % now: enough), nays 100 PHA, support 50 PHA (25 %; needs 25 % now: enough)"
        );
        assert!(ongoing().votes(&track(), 1_010, 200 * PHA).contains("needs 100 % now: not enough yet"));
        let nobody = Tally { ayes: 0, nays: 0, support: 0 };
        assert_eq!((nobody.approval(), nobody.support(0)), (0, 0), "no division by zero");
        let all = Tally { ayes: u128::MAX, nays: 0, support: u128::MAX };
        assert_eq!((all.approval(), all.support(1)), (WHOLE, WHOLE), "no overflow");
    }

    #[test]
    fn the_earliest_enactment_counts_every_period_that_is_left() {
        let at = |referendum: Ongoing, now| referendum.earliest_enactment(&track(), now);
        assert_eq!(at(ongoing(), 1_060), 1_060 + 20 + 5);
        assert_eq!(at(Ongoing { deciding: None, ..ongoing() }, 1_002), 1_010 + 20 + 5);
        assert_eq!(at(Ongoing { enactment: Enactment::At(9_000), ..ongoing() }, 1_060), 9_000);
        assert_eq!(at(Ongoing { enactment: Enactment::After(50), ..ongoing() }, 1_060), 1_060 + 20 + 50);
    }
}
