//! A cluster's pot as the chain keeps it: deposits, income, what is owed, terms and announcements.

use crate::{
    commands::amount::{blocks, grouped, pha, plain},
    state::ChainState,
};
use anyhow::{bail, Context, Result};
use codec::Encode;
use messages::{
    cluster::pot_account,
    ids::{AccountId, Balance, BlockNumber, CommitteeId, TimeMs},
};
use serde_json::{json, Value};
use subxt::ext::scale_decode::DecodeAsType;

/// Operators of one cluster that are listed.
const MAX_OPERATORS: u32 = 1_000;

/// What is read of a committee.
#[derive(Clone, Copy, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
struct Committee {
    program: Program,
}

/// What a committee runs.
#[derive(Clone, Copy, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
struct Program {
    kind: ProgramKind,
}

/// Whether a committee computes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
enum ProgramKind {
    Keeper,
    Evm,
}

/// An account of the chain.
#[derive(Clone, Copy, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
struct Account {
    data: Funds,
}

/// PHA of an account.
#[derive(Clone, Copy, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
struct Funds {
    free: Balance,
    frozen: Balance,
}

/// What a cluster promises its workers; names are the chain's.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(super) struct Terms {
    /// What one served commit pays out of the deposits.
    pub reward: Balance,
    /// The most that deposits pay in a period.
    pub limit: Balance,
}

/// Announced terms.
#[derive(Clone, Copy, PartialEq, Eq, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(super) struct NextTerms {
    /// The terms.
    pub terms: Terms,
    /// First block in which they hold.
    pub from: BlockNumber,
}

/// An announced withdrawal of deposits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(super) struct Defunding {
    /// Who gets it.
    pub to: [u8; 32],
    /// How much, at most.
    pub amount: Balance,
    /// First block in which it may be taken.
    pub from: BlockNumber,
    /// Last block in which it may be taken.
    pub until: BlockNumber,
}

/// The books of a cluster.
#[derive(Clone, PartialEq, Eq, Debug, Default, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(super) struct Book {
    /// Terms in force.
    pub terms: Terms,
    /// Announced terms.
    pub next: Option<NextTerms>,
    /// What can be paid by terms.
    pub deposits: Balance,
    /// What was earned and not claimed.
    pub owed: Balance,
    /// Number of the period that `spent` is of.
    pub period: BlockNumber,
    /// What deposits paid in it.
    pub spent: Balance,
    /// What the owner is about to take back.
    pub defunding: Option<Defunding>,
}

impl Book {
    /// The books as they hold in block `now`: the chain carries announcements over only when it writes them.
    fn at_block(mut self, now: BlockNumber, period: BlockNumber) -> Self {
        if let Some(next) = self.next.filter(|next| next.from <= now) {
            (self.terms, self.next) = (next.terms, None);
        }
        let number = now.checked_div(period).unwrap_or_default();
        if number != self.period {
            (self.period, self.spent) = (number, 0);
        }
        self
    }
}

/// The pot of a cluster at one block.
#[derive(Clone, Debug)]
pub(super) struct Pot {
    /// The cluster.
    pub cluster: CommitteeId,
    /// Who decides on deposits and terms; governance alone where there is nobody.
    pub owner: Option<AccountId>,
    /// Its books.
    pub book: Book,
    /// What came in as gas and is not shared yet.
    pub income: Balance,
    /// What a pot keeps for ever.
    pub kept: Balance,
    /// Whether nothing was ever paid in.
    pub is_new: bool,
    /// The block.
    pub now: BlockNumber,
    /// Time from one block to the next.
    pub block_ms: TimeMs,
    /// Blocks from an announcement until it takes effect.
    pub notice: BlockNumber,
    /// Blocks of a period.
    pub period: BlockNumber,
}

/// An operator, and what it has earned and not claimed.
pub(super) type Earned = (AccountId, Balance);

impl Pot {
    /// Reads a cluster's pot.
    ///
    /// # Errors
    /// If there is no such cluster, or it cannot be read.
    pub(super) async fn read(state: &ChainState, cluster: CommitteeId) -> Result<Self> {
        let key = || vec![cluster.encode()];
        let committee: Option<Committee> = state.read(("Committees", "Committees"), key()).await?;
        if committee.is_none_or(|committee| committee.program.kind != ProgramKind::Evm) {
            bail!("committee {cluster} is no cluster that computes; see `adyton cluster` for the network's");
        }
        let period = state.constant(("Clusters", "Period"))?;
        let book: Book =
            state.read(("Clusters", "Books"), key()).await?.context("the cluster has no books")?;
        let book = book.at_block(state.block(), period);
        let owner: Option<[u8; 32]> = state.read(("Committees", "Owners"), key()).await?;
        let account: Option<Account> =
            state.read(("System", "Account"), vec![pot_account(cluster).encode()]).await?;
        let funds = account.map_or(Funds { free: 0, frozen: 0 }, |account| account.data);
        let kept: Balance = state.constant(("Balances", "ExistentialDeposit"))?;
        let spendable = funds.free.saturating_sub(funds.frozen.max(kept));
        Ok(Self {
            cluster,
            owner: owner.map(AccountId::new),
            income: spendable.saturating_sub(book.deposits).saturating_sub(book.owed),
            book,
            kept,
            is_new: funds.free == 0,
            now: state.block(),
            block_ms: state.block_ms(),
            notice: state.constant(("Clusters", "Notice"))?,
            period,
        })
    }

    /// A number of blocks, with the time they take.
    pub(super) fn blocks(&self, count: BlockNumber) -> String {
        blocks(count, self.block_ms)
    }

    /// A block to come, with the time until then.
    pub(super) fn at(&self, block: BlockNumber) -> String {
        let left = self.blocks(block.saturating_sub(self.now));
        format!("block {}, in {left}", grouped(&block.to_string()))
    }

    /// Who decides on deposits and terms.
    pub(super) fn decider(&self) -> String {
        self.owner.as_ref().map_or("governance".into(), |owner| format!("its owner {owner}"))
    }

    fn next_period(&self) -> BlockNumber {
        self.book.period.saturating_add(1).saturating_mul(self.period)
    }

    /// What is owed to operators that are not listed.
    fn owed_to_others(&self, earned: &[Earned]) -> Balance {
        earned.iter().fold(self.book.owed, |owed, (_, amount)| owed.saturating_sub(*amount))
    }

    /// For programs.
    pub(super) fn json(&self, earned: &[Earned]) -> Value {
        let Book { terms, next, deposits, owed, spent, defunding, .. } = &self.book;
        json!({
            "cluster": self.cluster,
            "account": pot_account(self.cluster).to_string(),
            "owner": self.owner.as_ref().map(ToString::to_string),
            "deposits": plain(*deposits),
            "income": plain(self.income),
            "owed": plain(*owed),
            "terms": { "reward": plain(terms.reward), "limit": plain(terms.limit) },
            "next": next.map(|NextTerms { terms, from }| {
                json!({ "reward": plain(terms.reward), "limit": plain(terms.limit), "from_block": from })
            }),
            "period": { "spent": plain(*spent), "blocks": self.period, "next_block": self.next_period() },
            "withdrawal": defunding.map(|Defunding { to, amount, from, until }| json!({
                "to": AccountId::new(to).to_string(),
                "amount": plain(amount),
                "from_block": from,
                "until_block": until,
            })),
            "notice_blocks": self.notice,
            "earned": earned.iter().map(|(operator, amount)| {
                json!({ "operator": operator.to_string(), "amount": plain(*amount) })
            }).collect::<Vec<_>>(),
            "owed_to_others": plain(self.owed_to_others(earned)),
            "block": self.now,
        })
    }

    /// For people.
    pub(super) fn text(&self, earned: &[Earned]) -> String {
        let Book { terms, next, deposits, owed, spent, .. } = &self.book;
        let mut lines = vec![
            format!("cluster {}: {} decides on deposits and terms", self.cluster, self.decider()),
            format!("  pot {}", pot_account(self.cluster)),
            format!("  deposits {}, income {}, owed {}", pha(*deposits), pha(self.income), pha(*owed)),
            format!("  terms: {}", terms.text()),
        ];
        lines.extend(
            next.map(|NextTerms { terms, from }| {
                format!("  ANNOUNCED for {}: {}", self.at(from), terms.text())
            }),
        );
        lines.push(format!(
            "  deposits paid {} in this period; the next begins in {}",
            pha(*spent),
            self.at(self.next_period())
        ));
        lines.extend(self.withdrawal_text().map(|text| format!("  {text}")));
        lines.extend(earned.iter().map(|(operator, amount)| format!("  {operator} earned {}", pha(*amount))));
        match self.owed_to_others(earned) {
            0 => {}
            others => lines.push(format!("  others, whom the node did not list, earned {}", pha(others))),
        }
        lines.push(format!("  proven at block {}", self.now));
        lines.join("\n")
    }

    /// What is said of an announced withdrawal.
    pub(super) fn withdrawal_text(&self) -> Option<String> {
        let Defunding { to, amount, from, until } = self.book.defunding?;
        let what = format!("{} of deposits for {}", pha(amount), AccountId::new(to));
        Some(if until < self.now {
            format!("the announced withdrawal of {what} was not made in time")
        } else if from <= self.now {
            format!("ANNOUNCED: {what}, now and up to block {}", grouped(&until.to_string()))
        } else {
            format!("ANNOUNCED: {what}, from {}, up to block {}", self.at(from), grouped(&until.to_string()))
        })
    }
}

impl Terms {
    /// For people.
    fn text(self) -> String {
        format!("{} for a served commit, at most {} in a period", pha(self.reward), pha(self.limit))
    }
}

/// What one operator has earned in a cluster and not claimed.
///
/// # Errors
/// If it cannot be read.
pub(super) async fn earned(
    state: &ChainState,
    cluster: CommitteeId,
    operator: &AccountId,
) -> Result<Balance> {
    let keys = vec![cluster.encode(), operator.encode()];
    Ok(state.read(("Clusters", "Earned"), keys).await?.unwrap_or_default())
}

/// What the operators of a cluster have earned and not claimed.
///
/// # Errors
/// If it cannot be read.
pub(super) async fn all_earned(state: &ChainState, cluster: CommitteeId) -> Result<Vec<Earned>> {
    let first = [cluster.encode()];
    let all: Vec<(Vec<u8>, Balance)> =
        state.list_under(("Clusters", "Earned"), &first, 32, MAX_OPERATORS).await?;
    let operator = |id: Vec<u8>| Some(AccountId::new(id.try_into().ok()?));
    Ok(all.into_iter().filter_map(|(id, amount)| Some((operator(id)?, amount))).collect())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use economy::PHA;

    /// The pot of cluster 1 in block 1,000: deposits of 100 PHA, which pay 2 PHA for a commit and at most 50 in a period.
    pub(in super::super) fn pot() -> Pot {
        let terms = Terms { reward: 2 * PHA, limit: 50 * PHA };
        Pot {
            cluster: 1,
            owner: Some(AccountId::new([1; 32])),
            book: Book {
                terms,
                deposits: 100 * PHA,
                owed: 5 * PHA,
                period: 8,
                spent: 6 * PHA,
                ..Book::default()
            },
            income: PHA / 2,
            kept: PHA / 100,
            is_new: false,
            now: 1_000,
            block_ms: 6_000,
            notice: 200,
            period: 120,
        }
    }

    #[test]
    fn books_tell_what_holds_now_and_not_what_was_written_last() {
        let next = NextTerms { terms: Terms { reward: PHA, limit: PHA }, from: 1_001 };
        let book = Book { next: Some(next), ..pot().book };
        assert_eq!(book.clone().at_block(1_000, 120), book, "the notice is not over");
        let later = book.clone().at_block(1_001, 120);
        assert_eq!((later.terms, later.next, later.spent), (next.terms, None, 6 * PHA));
        assert_eq!(book.at_block(1_080, 120).spent, 0, "a new period");
    }

    #[test]
    fn a_pot_tells_all_that_a_worker_must_know() {
        let next = Some(NextTerms { terms: Terms { reward: PHA, limit: 50 * PHA }, from: 1_100 });
        let defunding = Some(Defunding { to: [2; 32], amount: 40 * PHA, from: 1_010, until: 1_210 });
        let pot = Pot { book: Book { next, defunding, ..pot().book }, ..pot() };
        let text = pot.text(&[(AccountId::new([3; 32]), 4 * PHA)]);
        let [owner, to, operator] = [1, 2, 3].map(|byte| AccountId::new([byte; 32]));
        let expected = [
            format!("cluster 1: its owner {owner} decides on deposits and terms"),
            format!("  pot {}", pot_account(1)),
            "  deposits 100 PHA, income 0.5 PHA, owed 5 PHA".into(),
            "  terms: 2 PHA for a served commit, at most 50 PHA in a period".into(),
            "  ANNOUNCED for block 1,100, in 100 blocks (10 min): 1 PHA for a served commit, at most 50 PHA in a period".into(),
            "  deposits paid 6 PHA in this period; the next begins in block 1,080, in 80 blocks (8 min)".into(),
            format!("  ANNOUNCED: 40 PHA of deposits for {to}, from block 1,010, in 10 blocks (1 min), up to block 1,210"),
            format!("  {operator} earned 4 PHA"),
            "  others, whom the node did not list, earned 1 PHA".into(),
            "  proven at block 1000".into(),
        ];
        assert_eq!(text, expected.join("\n"));
    }

    #[test]
    fn a_withdrawal_is_open_from_its_first_block_to_its_last() {
        let told = |now| {
            let defunding = Some(Defunding { to: [2; 32], amount: PHA, from: 1_010, until: 1_210 });
            Pot { now, book: Book { defunding, ..pot().book }, ..pot() }.withdrawal_text().unwrap()
        };
        assert!(told(1_009).contains("from block 1,010"));
        assert!(told(1_010).contains("now and up to") && told(1_210).contains("now and up to"));
        assert!(told(1_211).contains("not made in time"));
    }
}
