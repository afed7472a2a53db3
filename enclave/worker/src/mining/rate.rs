//! How fast a count grows, lately.

use std::collections::VecDeque;

/// What is "lately", in milliseconds: long enough for a steady number, short enough to see a change.
const WINDOW_MS: u64 = 30_000;
/// Samples are at least this far apart, which bounds how many there are.
const STEP_MS: u64 = 1_000;

/// Samples of a count by time, ascending.
#[derive(Default)]
pub(super) struct Rate {
    samples: VecDeque<(u64, u64)>,
}

impl Rate {
    /// Takes a sample.
    pub(super) fn observe(&mut self, now_ms: u64, count: u64) {
        let is_due = |(last, _): &(u64, u64)| now_ms >= last.saturating_add(STEP_MS);
        if self.samples.back().is_none_or(is_due) {
            self.samples.push_back((now_ms, count));
        }
        // The first sample is the last one that is as old as the window, if there is one.
        while self.samples.get(1).is_some_and(|(then, _)| now_ms.saturating_sub(*then) >= WINDOW_MS) {
            self.samples.pop_front();
        }
    }

    /// By how much the count grows in six seconds.
    pub(super) fn per_six_seconds(&self, now_ms: u64, count: u64) -> f64 {
        let Some((then, before)) = self.samples.front() else { return 0.0 };
        match now_ms.saturating_sub(*then) {
            0 => 0.0,
            elapsed => count.saturating_sub(*before) as f64 * 6_000.0 / elapsed as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_that_of_the_last_half_minute() {
        let mut rate = Rate::default();
        assert_eq!(rate.per_six_seconds(0, 0), 0.0);
        // A hundred a second, then two hundred, seen four times a second.
        let count = |ms: u64| ms / 10 + ms.saturating_sub(60_000) / 10;
        for ms in (0..=120_000).step_by(250) {
            rate.observe(ms, count(ms));
            assert!(rate.samples.len() as u64 <= WINDOW_MS / STEP_MS + 1);
            match ms {
                1_000..=60_000 => assert_eq!(rate.per_six_seconds(ms, count(ms)), 600.0, "{ms}"),
                92_000.. => assert_eq!(rate.per_six_seconds(ms, count(ms)), 1_200.0, "{ms}"),
                _ => {}
            }
        }
    }

    #[test]
    fn after_a_long_silence_it_is_the_rate_since() {
        let mut rate = Rate::default();
        rate.observe(0, 0);
        rate.observe(600_000, 6_000);
        assert_eq!(rate.per_six_seconds(600_000, 6_000), 60.0);
        assert_eq!(rate.per_six_seconds(600_000, 0), 0.0, "a count never goes back");
    }
}
