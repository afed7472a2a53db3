//! The rules of computation, one by one: their names, what they mean, and how they are written.
//!
//! One table serves both sides: what a proposal would change, and what somebody wants to propose.

use super::args::number;
use crate::{
    commands::amount::{self, decimal, duration, grouped, percent_of_million, pha},
    state::ChainState,
};
use anyhow::{anyhow, bail, Context, Result};
use economy::{Fixed, Rules};
use messages::ids::TimeMs;
use subxt::ext::scale_value::{At, Value, ValueDef};

/// How a rule is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Unit {
    /// A number with decimals.
    Number,
    /// PHA with more decimals than a balance has.
    FinePha,
    /// PHA.
    Pha,
    /// Parts of a million, written as such.
    Millionths,
    /// A number of blocks.
    Blocks,
    /// A whole number.
    Count,
}

/// One rule.
pub struct Rule {
    /// Part of the rules that it stands in.
    group: &'static str,
    /// Its name there; no two groups share one.
    pub name: &'static str,
    /// What it means.
    pub words: &'static str,
    unit: Unit,
    get: fn(&Rules) -> u128,
    set: fn(&mut Rules, u128) -> Result<()>,
}

/// Types of rules, as numbers.
trait Raw: Sized {
    fn raw(self) -> u128;
    fn from_raw(raw: u128) -> Result<Self>;
}

impl Raw for Fixed {
    fn raw(self) -> u128 {
        self.to_bits()
    }
    fn from_raw(raw: u128) -> Result<Self> {
        Ok(Self::from_bits(raw))
    }
}

impl Raw for u128 {
    fn raw(self) -> u128 {
        self
    }
    fn from_raw(raw: u128) -> Result<Self> {
        Ok(raw)
    }
}

impl Raw for u32 {
    fn raw(self) -> u128 {
        self.into()
    }
    fn from_raw(raw: u128) -> Result<Self> {
        Self::try_from(raw).context("the number is too large")
    }
}

macro_rules! rule {
    ($group:ident.$name:ident, $unit:ident, $words:expr) => {
        Rule {
            group: stringify!($group),
            name: stringify!($name),
            words: $words,
            unit: Unit::$unit,
            get: |rules| rules.$group.$name.raw(),
            set: |rules, raw| {
                rules.$group.$name = Raw::from_raw(raw)?;
                Ok(())
            },
        }
    };
}

/// All rules, in their order on the chain.
pub const RULES: [Rule; 22] = [
    rule!(rates.rho_minus_one, Number, "growth of a worker's value per block"),
    rule!(rates.cost_k, FinePha, "running cost per block and score point"),
    rule!(rates.cost_b, FinePha, "running cost per block"),
    rule!(rates.slash_rate, Number, "part of its value that a silent worker loses per block"),
    rule!(rates.v_max, FinePha, "largest value of a worker"),
    rule!(stake.k, FinePha, "least stake of a worker, for each square root of its score"),
    rule!(stake.re, Number, "first value of a fully trusted worker, in stakes"),
    rule!(stake.rig_k, FinePha, "cost of a machine per score point"),
    rule!(stake.rig_b, FinePha, "cost of a machine"),
    rule!(stake.min_score, Count, "least score"),
    rule!(stake.max_score, Count, "score that higher ones count as"),
    rule!(budget.per_block, Pha, "budget of a block, before it was ever reduced"),
    rule!(budget.start, Count, "block at which the budget begins"),
    rule!(budget.halving_interval, Blocks, "time from one reduction of the budget to the next"),
    rule!(budget.halving, Number, "what a reduction leaves of the budget"),
    rule!(budget.treasury_ppm, Millionths, "the treasury's part of the budget"),
    rule!(pace.heartbeat_window, Blocks, "time to answer a challenge"),
    rule!(pace.challenge_interval, Blocks, "time between challenges of a worker"),
    rule!(pace.challenges_per_block, Count, "most challenges of a block"),
    rule!(pace.cool_down, Blocks, "time from a worker's stop until its stake is free"),
    rule!(pace.appeal_period, Blocks, "time to appeal against a slash"),
    rule!(pace.measurement, Blocks, "time that a measurement of a worker's capacity takes"),
];

impl Rule {
    /// Its value in `rules`, for people.
    fn show(&self, rules: &Rules, block_ms: TimeMs) -> String {
        let raw = (self.get)(rules);
        match self.unit {
            Unit::Number => decimal(Fixed::from_bits(raw)),
            Unit::FinePha => format!("{} PHA", decimal(Fixed::from_bits(raw))),
            Unit::Pha => pha(raw),
            Unit::Millionths => percent_of_million(u32::try_from(raw).unwrap_or(u32::MAX)),
            Unit::Count => grouped(&raw.to_string()),
            Unit::Blocks => {
                let ms = u64::try_from(raw).unwrap_or(u64::MAX).saturating_mul(block_ms);
                format!("{} blocks ({})", grouped(&raw.to_string()), duration(ms))
            }
        }
    }

    /// Its value in `rules`, as [`set`] reads it.
    pub fn written(&self, rules: &Rules) -> String {
        let raw = (self.get)(rules);
        match self.unit {
            Unit::Number | Unit::FinePha => amount::exact(Fixed::from_bits(raw)),
            Unit::Pha => amount::plain(raw),
            Unit::Millionths | Unit::Count | Unit::Blocks => raw.to_string(),
        }
    }

    fn read(&self, text: &str) -> Result<u128> {
        match self.unit {
            Unit::Number | Unit::FinePha => Ok(amount::fixed(text)?.to_bits()),
            Unit::Pha => amount::amount_or_zero(text),
            Unit::Millionths | Unit::Count | Unit::Blocks => {
                let digits = text.trim().replace([',', '_'], "");
                digits
                    .parse::<u32>()
                    .map(u128::from)
                    .map_err(|_| anyhow!("`{text}` is no whole number below 2³²"))
            }
        }
    }
}

/// Changes one rule by its name.
///
/// # Errors
/// If there is no such rule or the value does not read.
pub fn set(rules: &mut Rules, name: &str, value: &str) -> Result<()> {
    let rule = RULES.iter().find(|rule| rule.name == name);
    let rule = rule.ok_or_else(|| {
        let names: Vec<_> = RULES.iter().map(|rule| rule.name).collect();
        anyhow!("there is no rule `{name}`; the rules are {}", names.join(", "))
    })?;
    (rule.set)(rules, rule.read(value)?).with_context(|| format!("rule {name}"))
}

/// Whether the chain would take the rules.
///
/// # Errors
/// Its reason if not.
pub fn check(rules: &Rules) -> Result<()> {
    rules.check().map_err(|reason| anyhow!("the chain would refuse these rules: {reason}"))
}

/// The rules in force; `None` on a chain without computation.
///
/// # Errors
/// If they cannot be proven or have another layout.
pub async fn in_force(state: &ChainState) -> Result<Option<Rules>> {
    if state.metadata().pallet_by_name("Computation").is_none() {
        return Ok(None);
    }
    let Some(book) = state.read::<Value>(("Computation", "RulesInForce"), vec![]).await? else {
        return Ok(None);
    };
    let rates = book.at("rates").and_then(|rates| rates.at("current"));
    let rules = from_groups(|group| match group {
        "rates" => rates,
        other => book.at(other),
    });
    match rules {
        Some(rules) => Ok(Some(rules)),
        None => bail!("the chain has other rules of computation than this program knows; use the program of its version"),
    }
}

/// Rules as a call carries them.
pub fn from_value(value: &Value) -> Option<Rules> {
    from_groups(|group| value.at(group))
}

/// Rules as a call carries them.
pub fn to_value(rules: &Rules) -> Value {
    let groups = ["rates", "stake", "budget", "pace"].map(|group| {
        let fields = RULES.iter().filter(|rule| rule.group == group);
        (group, Value::named_composite(fields.map(|rule| (rule.name, Value::u128((rule.get)(rules))))))
    });
    Value::named_composite(groups)
}

/// `None` if a rule is missing, or there is one that the table lacks.
fn from_groups<'a>(group: impl Fn(&str) -> Option<&'a Value>) -> Option<Rules> {
    let mut rules = Rules::for_block_time(6_000);
    let mut known = 0;
    for rule in &RULES {
        let raw = number(group(rule.group).at(rule.name)?)?;
        (rule.set)(&mut rules, raw).ok()?;
        known += 1;
    }
    let fields = ["rates", "stake", "budget", "pace"].map(|name| match &group(name)?.value {
        ValueDef::Composite(fields) => Some(fields.len()),
        _ => None,
    });
    let found: usize = fields.into_iter().sum::<Option<usize>>()?;
    (found == known).then_some(rules)
}

/// What changes from `old` to `new`, a line each.
pub fn changes(old: &Rules, new: &Rules, block_ms: TimeMs) -> Vec<String> {
    let changed = RULES.iter().filter(|rule| (rule.get)(old) != (rule.get)(new));
    let line = |rule: &Rule| {
        let (from, to) = (rule.show(old, block_ms), rule.show(new, block_ms));
        format!("{} ({}) from {from} to {to}", rule.words, rule.name)
    };
    changed.map(line).collect()
}

/// All rules, a line each.
pub fn all(rules: &Rules, block_ms: TimeMs) -> Vec<String> {
    RULES
        .iter()
        .map(|rule| format!("{} ({}) {}", rule.words, rule.name, rule.show(rules, block_ms)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Rules {
        Rules::for_block_time(6_000)
    }

    #[test]
    fn what_is_set_is_what_changes() {
        let mut changed = rules();
        set(&mut changed, "v_max", "20,000").unwrap();
        set(&mut changed, "cool_down", "14400").unwrap();
        set(&mut changed, "per_block", "40").unwrap();
        set(&mut changed, "treasury_ppm", "250000").unwrap();
        let expected = [
            "largest value of a worker (v_max) from 30,000 PHA to 20,000 PHA",
            "budget of a block, before it was ever reduced (per_block) from 50 PHA to 40 PHA",
            "the treasury's part of the budget (treasury_ppm) from 20 % to 25 %",
            "time from a worker's stop until its stake is free (cool_down) from 100,800 blocks (7 d) to 14,400 blocks (1 d)",
        ];
        assert_eq!(changes(&rules(), &changed, 6_000), expected);
    }

    #[test]
    fn the_table_knows_every_rule() {
        let value = to_value(&rules());
        assert_eq!(from_value(&value), Some(rules()), "nothing is lost");
        assert_eq!(codec::Encode::encoded_size(&rules()), 16 * 9 + 4 * 2 + 16 + 4 * 2 + 16 + 4 + 4 * 6);
        let written: Vec<_> = RULES.iter().map(|rule| (rule.name, rule.written(&rules()))).collect();
        let mut read = rules();
        for (name, text) in written {
            set(&mut read, name, &text).unwrap();
        }
        assert_eq!(
            changes(&rules(), &read, 6_000),
            Vec::<String>::new(),
            "and nothing that is shown changes by writing it"
        );
    }

    #[test]
    fn an_unknown_or_missing_rule_is_no_silent_default() {
        let Value {
            value: ValueDef::Composite(subxt::ext::scale_value::Composite::Named(mut groups)), ..
        } = to_value(&rules())
        else {
            panic!("groups of rules")
        };
        let more = Value::named_composite([("v_max", Value::u128(1)), ("new_rule", Value::u128(2))]);
        groups[0].1 = more;
        assert_eq!(from_value(&Value::named_composite(groups)), None);
    }

    #[test]
    fn rules_that_the_chain_refuses_are_refused_with_its_reason() {
        let mut changed = rules();
        set(&mut changed, "v_max", "0.5").unwrap();
        let reason = check(&changed).unwrap_err().to_string();
        assert_eq!(
            reason,
            "the chain would refuse these rules: the largest value must be between 1 and 16,777,216 PHA"
        );
        assert!(
            set(&mut changed, "vmax", "1").unwrap_err().to_string().contains("v_max"),
            "names the rules there are"
        );
        assert!(set(&mut changed, "cool_down", "1.5").is_err());
        assert!(set(&mut changed, "cool_down", "-1").is_err());
    }
}
