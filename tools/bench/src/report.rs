//! Figures, and how they are shown.

use crate::machine::{load_average, Machine};
use anyhow::Result;
use serde_json::{Map, Value};
use std::fmt;

/// Share by which the machine may be busy before the run, beyond which figures are called preliminary.
const QUIET: f64 = 0.5;

/// What a figure should reach.
#[derive(Clone, Copy)]
pub(crate) enum Goal {
    /// It is recorded only.
    None,
    /// At least this much.
    AtLeast(f64),
    /// At most this much.
    AtMost(f64),
}

impl Goal {
    fn verdict(self, value: f64) -> String {
        match self {
            Self::None => String::new(),
            Self::AtLeast(goal) => format!("≥ {} {}", number(goal), mark(value >= goal)),
            Self::AtMost(goal) => format!("≤ {} {}", number(goal), mark(value <= goal)),
        }
    }
}

fn mark(reached: bool) -> &'static str {
    if reached {
        "reached"
    } else {
        "missed"
    }
}

/// One measured number.
struct Figure {
    key: &'static str,
    value: f64,
    goal: Goal,
    what: String,
}

/// All figures of a run.
pub(crate) struct Report {
    machine: Machine,
    load_before: f64,
    load_after: f64,
    figures: Vec<Figure>,
    notes: Vec<String>,
}

impl Report {
    /// An empty report; remembers how busy the machine is before anything is measured.
    pub(crate) fn begin() -> Result<Self> {
        let (machine, load_before) = (Machine::read()?, load_average()?);
        Ok(Self { machine, load_before, load_after: load_before, figures: vec![], notes: vec![] })
    }

    /// Remembers how busy the machine is after everything was measured.
    pub(crate) fn end(&mut self) -> Result<()> {
        self.load_after = load_average()?;
        Ok(())
    }

    /// Adds a figure. `what` says what it means, its unit included.
    pub(crate) fn figure(&mut self, key: &'static str, value: f64, goal: Goal, what: impl Into<String>) {
        self.figures.push(Figure { key, value, goal, what: what.into() });
    }

    /// Adds a line that explains figures.
    pub(crate) fn note(&mut self, line: impl Into<String>) {
        self.notes.push(line.into());
    }

    /// One key a figure, and how busy the machine was.
    pub(crate) fn json(&self) -> Result<String> {
        let figures = self.figures.iter().map(|figure| (figure.key.to_owned(), Value::from(figure.value)));
        let load = [("load_before", self.load_before), ("load_after", self.load_after)]
            .map(|(k, v)| (k.into(), v.into()));
        let all: Map<String, Value> = figures.chain(load).collect();
        Ok(serde_json::to_string_pretty(&all)? + "\n")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}", self.machine)?;
        writeln!(f, "load average {:.2} before, {:.2} after", self.load_before, self.load_after)?;
        if self.load_before > QUIET {
            writeln!(f, "PRELIMINARY: the machine was busy with other work before the run began")?;
        }
        writeln!(f, "\n| figure | value | goal | what |\n|---|---:|---|---|")?;
        for Figure { key, value, goal, what } in &self.figures {
            writeln!(f, "| `{key}` | {} | {} | {what} |", number(*value), goal.verdict(*value))?;
        }
        self.notes.iter().try_for_each(|note| write!(f, "\n- {note}"))
    }
}

/// Three significant digits; thousands apart.
fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 1_000.0 => {
            let digits = format!("{value:.0}");
            let grouped = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
            grouped.collect::<Vec<_>>().join(",")
        }
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_digits_and_groups() {
        let shown = [0.504, 9.999, 12.34, 123.4, 1_234.5, 9_876_543.0].map(number);
        assert_eq!(shown, ["0.50", "10.00", "12.3", "123", "1,234", "9,876,543"]);
    }

    #[test]
    fn goals_are_judged_from_the_right_side() {
        assert_eq!(Goal::AtLeast(0.5).verdict(0.6), "≥ 0.50 reached");
        assert_eq!(Goal::AtMost(3.0).verdict(3.1), "≤ 3.00 missed");
        assert_eq!(Goal::None.verdict(1.0), "");
    }
}
