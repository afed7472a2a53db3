//! Figures for Prometheus.

use crate::pool::queue::Counts;
use prometheus::{Encoder, IntCounter, IntCounterVec, IntGauge, Opts, Registry, TextEncoder};

/// All figures of the gateway.
pub struct Metrics {
    registry: Registry,
    /// Requests, by method; unknown methods are not counted.
    pub requests: IntCounterVec,
    /// Requests that were not answered, by code.
    pub errors: IntCounterVec,
    /// Requests refused because their address asked too much.
    pub limited: IntCounter,
    /// Connections that are open.
    pub connections: IntGauge,
    /// Transactions accepted.
    pub accepted: IntCounter,
    /// Transactions of the pool that were executed.
    pub executed: IntCounter,
    /// Transactions that the committee refused.
    pub refused: IntCounter,
    /// Transactions that waited too long for the nonces before them.
    pub expired: IntCounter,
    /// Extrinsics handed in.
    pub shipments: IntCounter,
    /// Extrinsics that could not be handed in, or did not get into a block.
    pub shipment_failures: IntCounter,
    waiting: IntGauge,
    on_the_way: IntGauge,
}

impl Metrics {
    /// All figures at zero.
    ///
    /// # Errors
    /// If two figures have the same name.
    pub fn new() -> Result<Self, prometheus::Error> {
        let metrics = Self {
            registry: Registry::new_custom(Some("adyton_gateway".into()), None)?,
            requests: IntCounterVec::new(Opts::new("requests_total", "Requests"), &["method"])?,
            errors: IntCounterVec::new(Opts::new("errors_total", "Requests that failed"), &["code"])?,
            limited: IntCounter::new("limited_total", "Requests refused for their rate")?,
            connections: IntGauge::new("connections", "Open connections")?,
            accepted: IntCounter::new("transactions_accepted_total", "Transactions accepted")?,
            executed: IntCounter::new("transactions_executed_total", "Transactions of the pool executed")?,
            refused: IntCounter::new("transactions_refused_total", "Transactions refused by the committee")?,
            expired: IntCounter::new("transactions_expired_total", "Transactions that waited too long")?,
            shipments: IntCounter::new("shipments_total", "Extrinsics handed in")?,
            shipment_failures: IntCounter::new("shipment_failures_total", "Extrinsics that got lost")?,
            waiting: IntGauge::new("transactions_waiting", "Transactions that wait to be sent")?,
            on_the_way: IntGauge::new("transactions_sent", "Transactions sent and not executed yet")?,
        };
        metrics.register()?;
        Ok(metrics)
    }

    fn register(&self) -> Result<(), prometheus::Error> {
        let registry = &self.registry;
        for counters in [&self.requests, &self.errors] {
            registry.register(Box::new(counters.clone()))?;
        }
        for gauge in [&self.connections, &self.waiting, &self.on_the_way] {
            registry.register(Box::new(gauge.clone()))?;
        }
        let transactions = [&self.accepted, &self.executed, &self.refused, &self.expired];
        for counter in
            transactions.into_iter().chain([&self.limited, &self.shipments, &self.shipment_failures])
        {
            registry.register(Box::new(counter.clone()))?;
        }
        Ok(())
    }

    /// Shows what is in the pool.
    pub fn show(&self, counts: Counts) {
        self.waiting.set((counts.transactions - counts.sent) as i64);
        self.on_the_way.set(counts.sent as i64);
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn figures_are_rendered_by_name_and_label() {
        let metrics = Metrics::new().unwrap();
        metrics.requests.with_label_values(&["eth_chainId"]).inc();
        metrics.show(Counts { transactions: 5, sent: 2, senders: 1 });
        let text = metrics.render();
        assert!(text.contains("adyton_gateway_requests_total{method=\"eth_chainId\"} 1"), "{text}");
        assert!(text.contains("adyton_gateway_transactions_waiting 3"), "{text}");
    }
}
