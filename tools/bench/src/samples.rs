//! Times measured several times over.

use std::time::Duration;

/// Durations of the same work. Their median does not care for the few that other programs disturbed.
#[derive(Default)]
pub(crate) struct Samples(Vec<Duration>);

impl Samples {
    /// Adds one.
    pub(crate) fn add(&mut self, sample: Duration) {
        self.0.push(sample);
    }

    /// The median in seconds; zero if there are no samples.
    pub(crate) fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// The sample below which this share of all lies, in seconds.
    pub(crate) fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let at = ((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1));
        sorted.get(at).map_or(0.0, Duration::as_secs_f64)
    }
}

impl FromIterator<Duration> for Samples {
    fn from_iter<I: IntoIterator<Item = Duration>>(samples: I) -> Self {
        Self(samples.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_ignores_outliers() {
        let samples: Samples = [2, 1, 90, 3, 2].map(Duration::from_secs).into_iter().collect();
        assert_eq!(samples.median(), 2.0);
        assert_eq!(samples.quantile(0.9), 90.0);
        assert_eq!(Samples::default().median(), 0.0);
    }
}
