//! Moving a cluster's money: deposits, terms, withdrawals, claims.

use super::pot::{self, Defunding, Pot, Terms};
use crate::{
    commands::{
        amount::{account, amount, amount_or_zero, pha},
        signing::{tell, Signer, SigningOptions},
    },
    output::Output,
    session::Session,
    state::{
        call::{account as account_value, call, Args as CallArgs},
        ChainState,
    },
};
use anyhow::{bail, Result};
use clap::{Args, Subcommand};
use messages::ids::{AccountId, Balance, CommitteeId};
use subxt::ext::scale_value::Value;

/// What to do with a cluster's money.
#[derive(Clone, Debug, Subcommand)]
pub enum MoneyCommand {
    /// Deposit PHA for its workers: a gift to the cluster.
    Fund {
        #[command(flatten)]
        target: Target,
        /// Amount in PHA, for example 12.5.
        amount: String,
    },
    /// Set what served commits are paid (its owner): at once, or after the notice where anything gets less.
    SetTerms {
        #[command(flatten)]
        target: Target,
        /// What deposits pay for one served commit, to all who served it together.
        #[arg(long, value_name = "PHA")]
        reward: String,
        /// The most that deposits pay in a period, however many commits there are.
        #[arg(long, value_name = "PHA")]
        limit: String,
    },
    /// Announce that deposits will be taken back (its owner).
    Defund {
        #[command(flatten)]
        target: Target,
        /// Amount in PHA.
        amount: String,
        /// Who gets it: an address.
        #[arg(long, value_name = "ACCOUNT", value_parser = account)]
        to: AccountId,
    },
    /// Carry out an announced withdrawal of deposits, when its notice is over: anybody.
    Withdraw(Target),
    /// Pay an operator what its workers earned: anybody.
    Claim {
        #[command(flatten)]
        target: Target,
        /// Address of the operator; the account that signs when left out.
        #[arg(value_parser = account)]
        operator: Option<AccountId>,
    },
}

/// A cluster, and who signs.
#[derive(Clone, Debug, Args)]
pub struct Target {
    /// Number of the cluster.
    id: CommitteeId,
    #[command(flatten)]
    signing: SigningOptions,
}

/// A call before it is encoded.
struct Plan {
    name: &'static str,
    args: CallArgs,
    /// What the call does not say itself.
    notes: Vec<String>,
}

/// Runs a command.
///
/// # Errors
/// A sentence for the user.
pub(super) async fn run(command: &MoneyCommand, session: &Session, output: Output) -> Result<()> {
    let Target { id, signing } = command.target();
    let state = ChainState::open(session).await?;
    let signer = Signer::new(session, &state, signing, output)?;
    let pot = Pot::read(&state, *id).await?;
    let mut plan = Plan::of(command, &pot, &signer.id())?;
    if let MoneyCommand::Claim { operator, .. } = command {
        let operator = operator.clone().unwrap_or_else(|| signer.id());
        plan.notes.push(claimed(pot::earned(&state, *id, &operator).await?, *id, &operator)?);
    }
    let call = call(state.metadata(), "Clusters", plan.name, plan.args)?;
    let included = signer.sign(&call, &plan.notes).await?;
    tell(output, &included, &format!("see `adyton cluster pot {id}`"))
}

/// What a claim pays.
fn claimed(earned: Balance, cluster: CommitteeId, operator: &AccountId) -> Result<String> {
    match earned {
        0 => bail!("{operator} has earned nothing in cluster {cluster} that it has not got"),
        earned => Ok(format!("that is {} now", pha(earned))),
    }
}

impl MoneyCommand {
    fn target(&self) -> &Target {
        match self {
            Self::Withdraw(target)
            | Self::Fund { target, .. }
            | Self::SetTerms { target, .. }
            | Self::Defund { target, .. }
            | Self::Claim { target, .. } => target,
        }
    }
}

impl Plan {
    /// What a command signs.
    fn of(command: &MoneyCommand, pot: &Pot, signer: &AccountId) -> Result<Self> {
        let (name, more, notes) = match command {
            MoneyCommand::Fund { amount: text, .. } => {
                ("fund", vec![("amount", Value::u128(amount(text)?))], before_funding(pot))
            }
            MoneyCommand::SetTerms { reward, limit, .. } => {
                let terms = Terms { reward: amount_or_zero(reward)?, limit: amount_or_zero(limit)? };
                must_own(pot, signer)?;
                ("set_terms", vec![("terms", terms.value())], before_terms(pot, terms))
            }
            MoneyCommand::Defund { amount: text, to, .. } => {
                let units = amount(text)?;
                must_own(pot, signer)?;
                let args = vec![("to", account_value(to)), ("amount", Value::u128(units))];
                ("defund", args, before_defunding(pot, units))
            }
            MoneyCommand::Withdraw(_) => ("withdraw", vec![], vec![before_withdrawal(pot)?]),
            MoneyCommand::Claim { operator, .. } => {
                ("claim", vec![("operator", account_value(operator.as_ref().unwrap_or(signer)))], vec![])
            }
        };
        let mut args = vec![("cluster", Value::u128(pot.cluster.into()))];
        args.extend(more);
        Ok(Self { name, args, notes })
    }
}

impl Terms {
    fn value(self) -> Value {
        Value::named_composite([("reward", Value::u128(self.reward)), ("limit", Value::u128(self.limit))])
    }
}

/// Fails for those whom the chain would refuse, and take a fee of.
fn must_own(pot: &Pot, signer: &AccountId) -> Result<()> {
    if pot.owner.as_ref() == Some(signer) {
        return Ok(());
    }
    bail!(
        "{} decides on cluster {}, not {signer}; sign with the owner's --account, or propose it (docs/governance.md, track \
         cluster_admin)",
        pot.decider(),
        pot.cluster
    )
}

/// What a giver should know.
fn before_funding(pot: &Pot) -> Vec<String> {
    let mut notes = vec![format!("it is a gift: {} decides on it from then on", pot.decider())];
    if pot.is_new {
        notes.push(format!("this is the pot's first payment: {} of it stay there for ever", pha(pot.kept)));
    }
    let pays = |terms: Terms| terms.reward.min(terms.limit) > 0;
    match pot.book.next {
        Some(next) if !pays(next.terms) => {
            notes.push(format!("WARNING: it pays nothing out of deposits from {}", pot.at(next.from)));
        }
        None if !pays(pot.book.terms) => {
            notes.push("WARNING: by its terms it pays nothing out of deposits".into());
        }
        _ => {}
    }
    notes.extend(open_withdrawal(pot).and(pot.withdrawal_text()).map(|text| format!("WARNING: {text}")));
    notes
}

/// An announced withdrawal that may be carried out, now or later.
fn open_withdrawal(pot: &Pot) -> Option<Defunding> {
    pot.book.defunding.filter(|defunding| pot.now <= defunding.until)
}

/// What an owner should know who sets terms.
fn before_terms(pot: &Pot, terms: Terms) -> Vec<String> {
    let now = pot.book.terms;
    let no_worse = terms.reward >= now.reward && terms.limit >= now.limit;
    let mut notes = vec![match no_worse {
        true => "nothing gets less: it holds at once".to_owned(),
        false => format!(
            "something gets less: it holds after {}, and is public from now on",
            pot.blocks(pot.notice)
        ),
    }];
    if let Some(next) = pot.book.next {
        notes.push(format!("it takes the place of the terms announced for {}", pot.at(next.from)));
    }
    if terms.limit < terms.reward {
        notes.push(
            "WARNING: the limit of a period is below the reward of one commit, which is cut to it".into(),
        );
    }
    notes
}

/// What an owner should know who announces a withdrawal.
fn before_defunding(pot: &Pot, amount: Balance) -> Vec<String> {
    let mut notes = vec![
        format!(
            "anybody may carry that out after {}, and for as long again, with `adyton cluster withdraw {}`",
            pot.blocks(pot.notice),
            pot.cluster
        ),
        "until then deposits pay commits; what workers earned, and income, stay".into(),
    ];
    if open_withdrawal(pot).is_some() {
        notes.push("it takes the place of the withdrawal that is announced".into());
    }
    if amount > pot.book.deposits {
        notes.push(format!("WARNING: only {} are deposited", pha(pot.book.deposits)));
    }
    notes
}

/// What a withdrawal pays.
fn before_withdrawal(pot: &Pot) -> Result<String> {
    let Some(Defunding { to, amount, from, until }) = pot.book.defunding else {
        bail!("no withdrawal is announced; the owner announces one with `adyton cluster defund`");
    };
    // It goes into the next block at the earliest.
    let next = pot.now.saturating_add(1);
    if next < from {
        bail!("the notice is over in {}", pot.at(from));
    }
    if next > until {
        bail!(
            "the withdrawal was not made in time; the owner announces it anew with `adyton cluster defund`"
        );
    }
    match amount.min(pot.book.deposits) {
        0 => bail!("there are no deposits left"),
        amount => Ok(format!("it pays about {} to {}", pha(amount), AccountId::new(to))),
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::pot::{tests::pot, Book, NextTerms},
        *,
    };
    use crate::commands::gov::explain::{self, Background};
    use clap::Parser;
    use economy::PHA;

    #[derive(Parser)]
    struct Line {
        #[command(subcommand)]
        command: MoneyCommand,
    }

    fn owner() -> AccountId {
        AccountId::new([1; 32])
    }

    fn plan(line: &str, pot: &Pot, signer: &AccountId) -> Result<Plan> {
        let words = ["cluster"].into_iter().chain(line.split(' '));
        Plan::of(&Line::try_parse_from(words)?.command, pot, signer)
    }

    /// What a command line of the owner signs, in words.
    fn words(line: &str) -> String {
        let withdrawable = Some(Defunding { to: [2; 32], amount: PHA, from: 900, until: 1_100 });
        let pot = Pot { book: Book { defunding: withdrawable, ..pot().book }, ..pot() };
        let plan = plan(line, &pot, &owner()).unwrap();
        let call = Value::unnamed_variant("Clusters", [Value::named_variant(plan.name, plan.args)]);
        explain::call(&call, &Background::default()).sentence()
    }

    #[test]
    fn commands_sign_what_they_say() {
        let alice = account("//Alice").unwrap();
        let cases = [
            ("fund 1 12.5", "adds 12.5 PHA to the deposits of cluster 1".to_owned()),
            (
                "set-terms 1 --reward 0.001 --limit 1,000",
                "has deposits of cluster 1 pay 0.001 PHA for a served commit, and at most 1,000 PHA in a period".into(),
            ),
            (
                "set-terms 1 --reward 0 --limit 0",
                "has deposits of cluster 1 pay 0 PHA for a served commit, and at most 0 PHA in a period".into(),
            ),
            (
                "defund 1 40 --to //Alice",
                format!("announces that 40 PHA of the deposits of cluster 1 will be paid to {alice}"),
            ),
            ("withdraw 1", "carries out the announced withdrawal of deposits of cluster 1".into()),
            ("claim 1 //Alice", format!("pays {alice} what its workers earned in cluster 1")),
            ("claim 1", format!("pays {} what its workers earned in cluster 1", owner())),
        ];
        for (line, expected) in cases {
            assert_eq!(words(line), expected, "{line}");
        }
    }

    #[test]
    fn what_is_no_amount_or_lacks_a_part_is_refused() {
        for line in [
            "fund 1",
            "fund 1 0",
            "fund 12.5",
            "set-terms 1 --reward 1",
            "defund 1 40",
            "defund 1 0 --to //Alice",
            "claim",
        ] {
            assert!(plan(line, &pot(), &owner()).is_err(), "{line}");
        }
    }

    #[test]
    fn only_the_owner_comes_as_far_as_signing_what_owners_may() {
        let stranger = AccountId::new([9; 32]);
        let refused = |line: &str, pot: &Pot| plan(line, pot, &stranger).map(|_| ()).unwrap_err().to_string();
        let error = refused("set-terms 1 --reward 1 --limit 1", &pot());
        assert!(error.contains(&owner().to_string()), "{error}");
        let error = refused("defund 1 1 --to //Alice", &Pot { owner: None, ..pot() });
        assert!(error.starts_with("governance decides"), "{error}");
        assert!(plan("fund 1 1", &pot(), &stranger).is_ok() && plan("claim 1", &pot(), &stranger).is_ok());
    }

    #[test]
    fn a_giver_is_warned_where_the_gift_would_not_reach_workers() {
        let warned = |pot: &Pot, word: &str| before_funding(pot).iter().any(|note| note.contains(word));
        assert!(!warned(&pot(), "WARNING") && !warned(&pot(), "first payment"));
        assert!(warned(&Pot { is_new: true, ..pot() }, "0.01 PHA of it stay"));
        let with = |book: Book| Pot { book, ..pot() };
        assert!(warned(&with(Book { terms: Terms { reward: PHA, limit: 0 }, ..pot().book }), "pays nothing"));
        let next = |terms| Some(NextTerms { terms, from: 1_100 });
        assert!(warned(&with(Book { next: next(Terms::default()), ..pot().book }), "from block 1,100"));
        let beginning = Book { terms: Terms::default(), next: next(pot().book.terms), ..pot().book };
        assert!(!warned(&with(beginning), "WARNING"));
        let defunding = |until| Some(Defunding { to: [2; 32], amount: PHA, from: 900, until });
        assert!(warned(
            &with(Book { defunding: defunding(1_000), ..pot().book }),
            "WARNING: ANNOUNCED: 1 PHA"
        ));
        assert!(!warned(&with(Book { defunding: defunding(999), ..pot().book }), "WARNING"), "it lapsed");
    }

    #[test]
    fn owners_learn_when_terms_hold() {
        let first = |reward, limit| {
            before_terms(&pot(), Terms { reward: reward * PHA, limit: limit * PHA }).remove(0)
        };
        assert!(first(2, 50).contains("at once") && first(3, 60).contains("at once"));
        assert!(first(1, 60).contains("after 200 blocks (20 min)"));
        assert!(first(3, 49).contains("after 200 blocks (20 min)"));
    }

    #[test]
    fn a_withdrawal_is_signed_only_where_the_chain_would_take_it() {
        let asked = |now, deposits, defunding| {
            before_withdrawal(&Pot { now, book: Book { deposits, defunding, ..pot().book }, ..pot() })
        };
        let announced = Some(Defunding { to: [2; 32], amount: 40 * PHA, from: 1_010, until: 1_210 });
        let error = |now, deposits, defunding| asked(now, deposits, defunding).unwrap_err().to_string();
        assert!(error(1_010, PHA, None).contains("announced"));
        assert!(error(1_008, PHA, announced).contains("in 2 blocks"));
        assert!(error(1_210, PHA, announced).contains("not made in time"));
        assert!(error(1_010, 0, announced).contains("no deposits"));
        assert!(asked(1_009, 100 * PHA, announced).unwrap().contains("40 PHA"));
        assert!(asked(1_209, 30 * PHA, announced).unwrap().contains("30 PHA"), "no more than there is");
    }
}
