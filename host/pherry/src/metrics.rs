//! Figures for Prometheus.

use prometheus::{Encoder, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder};

/// All figures of the relayer.
pub struct Metrics {
    registry: Registry,
    /// Number of the newest justified head.
    pub head: IntGauge,
    /// Whether a worker answers (1) or not (0), by URL.
    pub worker_up: IntGaugeVec,
    /// Newest block a worker has verified, by URL.
    pub worker_head: IntGaugeVec,
    /// Bundles taken, by URL.
    pub bundles: IntCounterVec,
    /// Size of the bundles taken, by URL.
    pub bundle_bytes: IntCounterVec,
    /// Failures in feeding a worker, by URL.
    pub feed_failures: IntCounterVec,
    /// Extrinsics handed in.
    pub submissions: IntCounter,
    /// Registrations, statements and bodies handed in, by kind.
    pub submitted_items: IntCounterVec,
    /// Extrinsics that failed in whole or in part.
    pub submission_failures: IntCounter,
    /// Registrations, statements and bodies that workers offer and the chain has not confirmed.
    pub queue: IntGauge,
    /// Requests between workers, or answers to them, that could not be delivered.
    pub errand_failures: IntCounter,
    /// Newer collateral that was uploaded.
    pub collateral_uploads: IntCounter,
    /// Rounds in which collateral could not be fetched or uploaded.
    pub collateral_failures: IntCounter,
}

impl Metrics {
    /// All figures at zero.
    ///
    /// # Errors
    /// If two figures have the same name.
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new_custom(Some("pherry".into()), None)?;
        let metrics = Self {
            head: IntGauge::new("head", "Number of the newest justified head")?,
            worker_up: gauges("worker_up", "Whether a worker answers")?,
            worker_head: gauges("worker_head", "Newest block a worker has verified")?,
            bundles: counters("bundles_total", "Bundles that a worker took", "worker")?,
            bundle_bytes: counters("bundle_bytes_total", "Bytes of bundles that a worker took", "worker")?,
            feed_failures: counters("feed_failures_total", "Failures in feeding a worker", "worker")?,
            submissions: IntCounter::new("submissions_total", "Extrinsics handed in")?,
            submitted_items: counters("submitted_items_total", "Items handed in", "kind")?,
            submission_failures: IntCounter::new(
                "submission_failures_total",
                "Extrinsics that failed in whole or in part",
            )?,
            queue: IntGauge::new("queue", "Items that the chain has not confirmed yet")?,
            errand_failures: IntCounter::new(
                "errand_failures_total",
                "Requests between workers, or answers to them, that could not be delivered",
            )?,
            collateral_uploads: IntCounter::new(
                "collateral_uploads_total",
                "Newer collateral that was uploaded",
            )?,
            collateral_failures: IntCounter::new(
                "collateral_failures_total",
                "Rounds in which collateral could not be fetched or uploaded",
            )?,
            registry,
        };
        metrics.register()?;
        Ok(metrics)
    }

    fn register(&self) -> Result<(), prometheus::Error> {
        let registry = &self.registry;
        for gauge in [&self.head, &self.queue] {
            registry.register(Box::new(gauge.clone()))?;
        }
        for gauges in [&self.worker_up, &self.worker_head] {
            registry.register(Box::new(gauges.clone()))?;
        }
        let counters = [&self.submissions, &self.submission_failures, &self.errand_failures];
        for counter in counters.into_iter().chain([&self.collateral_uploads, &self.collateral_failures]) {
            registry.register(Box::new(counter.clone()))?;
        }
        for counters in [&self.bundles, &self.bundle_bytes, &self.feed_failures, &self.submitted_items] {
            registry.register(Box::new(counters.clone()))?;
        }
        Ok(())
    }

    /// In Prometheus' text format.
    pub fn render(&self) -> String {
        let mut text = vec![];
        match TextEncoder::new().encode(&self.registry.gather(), &mut text) {
            Ok(()) => String::from_utf8_lossy(&text).into_owned(),
            Err(error) => format!("# {error}\n"),
        }
    }
}

fn gauges(name: &str, help: &str) -> Result<IntGaugeVec, prometheus::Error> {
    IntGaugeVec::new(Opts::new(name, help), &["worker"])
}

fn counters(name: &str, help: &str, label: &str) -> Result<IntCounterVec, prometheus::Error> {
    IntCounterVec::new(Opts::new(name, help), &[label])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_rendered_by_name_and_label() {
        let metrics = Metrics::new().unwrap();
        metrics.bundles.with_label_values(&["http://w"]).inc();
        metrics.head.set(7);
        let text = metrics.render();
        assert!(text.contains("pherry_head 7"), "{text}");
        assert!(text.contains("pherry_bundles_total{worker=\"http://w\"} 1"), "{text}");
    }
}
