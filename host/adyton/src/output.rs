//! What a person, or with `--json` a program, sees.

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::{borrow::Cow, io::Write, time::Duration};

/// How to speak.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Output {
    /// One JSON document on standard output and nothing else there.
    pub json: bool,
}

/// A command that told its result and has to end with a failure all the same: whoever runs it from a script sees it in
/// the exit code, and nothing more is printed.
#[derive(Debug)]
pub struct AlreadyTold;

impl std::fmt::Display for AlreadyTold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the answer is no; see what the command printed")
    }
}

impl std::error::Error for AlreadyTold {}

impl Output {
    /// Prints a result: `human` line by line, or `value` as JSON.
    ///
    /// # Errors
    /// If standard output is closed.
    pub fn result(&self, value: &impl Serialize, human: impl std::fmt::Display) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{}", serde_json::to_string_pretty(value)?)?;
        } else {
            writeln!(out, "{human}")?;
        }
        Ok(())
    }

    /// A line for people, on standard error, so that it never mixes with results.
    pub fn note(&self, line: impl std::fmt::Display) {
        if !self.json {
            // A closed terminal is no reason to stop.
            let _ = writeln!(std::io::stderr().lock(), "{line}");
        }
    }

    /// A spinner for work that may take longer than a second.
    pub fn progress(&self, what: impl Into<Cow<'static, str>>) -> Progress {
        let bar = if self.json { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
        let style = ProgressStyle::with_template("{spinner} {msg} {elapsed:.dim}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        bar.set_message(what);
        bar.enable_steady_tick(Duration::from_millis(120));
        Progress { bar }
    }
}

/// Work that goes on; ends with a tick or, when dropped, without a trace.
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Says what is being done now.
    pub fn update(&self, what: impl Into<Cow<'static, str>>) {
        self.bar.set_message(what);
    }

    /// Ends with a line that stays.
    pub fn done(self, what: impl std::fmt::Display) {
        if !self.bar.is_hidden() || !self.bar.is_finished() {
            let elapsed = self.bar.elapsed();
            self.bar.println(format!(
                "{} {what} ({:.1} s)",
                console::style("✓").green(),
                elapsed.as_secs_f32()
            ));
        }
        self.bar.finish_and_clear();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
