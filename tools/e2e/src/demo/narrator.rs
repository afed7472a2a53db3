//! Tells what happens, and how long it took.

use std::{
    fmt::Display,
    io::Write,
    time::{Duration, Instant},
};

/// Speaks on standard output and keeps the time of each step.
pub struct Narrator {
    started: Instant,
    done: Vec<(&'static str, Duration)>,
    current: Option<(&'static str, Instant)>,
}

impl Default for Narrator {
    fn default() -> Self {
        Self { started: Instant::now(), done: vec![], current: None }
    }
}

impl Narrator {
    /// The next step begins, the one before it is done.
    pub fn step(&mut self, title: &'static str) {
        self.end_step();
        self.current = Some((title, Instant::now()));
        line(format_args!("\n{} {}", console::style("▸").cyan(), console::style(title).bold()));
    }

    /// Something that happened or is seen.
    pub fn say(&self, what: impl Display) {
        let seconds = self.started.elapsed().as_secs_f32();
        line(format_args!("{} {what}", console::style(format!("{seconds:6.1} s")).dim()));
    }

    /// Something that was expected and has been checked.
    pub fn checked(&self, what: impl Display) {
        self.say(format_args!("{} {what}", console::style("✓").green()));
    }

    /// A table of all steps and their time.
    pub fn report(&mut self) {
        self.end_step();
        let width = self.done.iter().map(|(title, _)| title.chars().count()).max().unwrap_or_default();
        line(format_args!("\n{:<width$}  seconds", "step"));
        for (title, time) in &self.done {
            line(format_args!("{title:<width$}  {:7.1}", time.as_secs_f32()));
        }
        line(format_args!("{:<width$}  {:7.1}", "all", self.started.elapsed().as_secs_f32()));
    }

    fn end_step(&mut self) {
        self.done.extend(self.current.take().map(|(title, since)| (title, since.elapsed())));
    }
}

fn line(text: impl Display) {
    // A closed terminal is no reason to stop.
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// The beginning of a hash or key, for people.
pub fn short(bytes: &[u8]) -> String {
    format!("0x{}…", hex::encode(bytes.get(..6).unwrap_or(bytes)))
}

/// An amount of wei as PHA.
pub fn pha(wei: messages::U256) -> String {
    let digits = format!("{:0>19}", wei.to_string());
    let (whole, fraction) = digits.split_at(digits.len() - 18);
    let fraction = fraction.trim_end_matches('0');
    let dot = if fraction.is_empty() { "" } else { "." };
    format!("{whole}{dot}{fraction} PHA")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shown_exactly() {
        for (wei, text) in [
            (0u128, "0 PHA"),
            (10_000_000_000_000_000, "0.01 PHA"),
            (41_730_512_987_654_000_000, "41.730512987654 PHA"),
            (3_000_000_000_000_000_000, "3 PHA"),
        ] {
            assert_eq!(pha(wei.into()), text);
        }
    }
}
