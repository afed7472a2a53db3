//! What an operator's Prometheus sees. Nothing here depends on what users do inside the enclave beyond block heights,
//! which are public.

use crate::core::Report;
use messages::keys::Secret;
use prometheus::{Encoder, Gauge, Histogram, HistogramOpts, IntCounter, IntGauge, Registry, TextEncoder};
use std::time::Duration;

/// Upper ends of the classes of a query's duration, in seconds.
const SECONDS: [f64; 10] = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.2, 1.0, 5.0];

/// Metrics of one worker.
pub struct Metrics {
    registry: Registry,
    head: IntGauge,
    height: IntGauge,
    applied: IntGauge,
    live: IntGauge,
    serving: IntGauge,
    epochs: IntGauge,
    generation_shares: IntGauge,
    epoch_shares: IntGauge,
    ignored_messages: IntGauge,
    capacity_threads: IntGauge,
    capacity_lanes: IntGauge,
    capacity_units: IntGauge,
    capacity_units_per_6s: Gauge,
    answered_challenge: IntGauge,
    measuring: IntGauge,
    scored_measurement: IntGauge,
    score_units: IntGauge,
    queries: IntCounter,
    queries_refused: IntCounter,
    query_seconds: Histogram,
}

impl Metrics {
    /// Registers all metrics.
    ///
    /// # Errors
    /// Never with these distinct names; the registry's error is passed on.
    pub fn new() -> prometheus::Result<Self> {
        let registry = Registry::new_custom(Some("adyton_worker".into()), None)?;
        let gauge = |name: &str, help: &str| -> prometheus::Result<IntGauge> {
            let gauge = IntGauge::new(name, help)?;
            registry.register(Box::new(gauge.clone()))?;
            Ok(gauge)
        };
        let counter = |name: &str, help: &str| -> prometheus::Result<IntCounter> {
            let counter = IntCounter::new(name, help)?;
            registry.register(Box::new(counter.clone()))?;
            Ok(counter)
        };
        let query_seconds = Histogram::with_opts(
            HistogramOpts::new("query_seconds", "time from a query's arrival to its answer or refusal")
                .buckets(SECONDS.to_vec()),
        )?;
        registry.register(Box::new(query_seconds.clone()))?;
        let capacity_units_per_6s = Gauge::new(
            "capacity_units_per_6s",
            "units of work per six seconds, lately: what would be measured",
        )?;
        registry.register(Box::new(capacity_units_per_6s.clone()))?;
        Ok(Self {
            queries: counter("queries", "queries that were answered")?,
            queries_refused: counter("queries_refused", "queries that got no sealed answer")?,
            query_seconds,
            head: gauge("head_block", "number of the last verified finalized block")?,
            height: gauge("height", "height of the last executed block")?,
            applied: gauge("applied_height", "height of the last commit applied on chain")?,
            live: gauge("attested", "1 if the chain counts this boot as attested")?,
            serving: gauge("serving", "1 if queries or key requests are answered now")?,
            epochs: gauge("input_keys", "number of epochs whose input key is held")?,
            generation_shares: gauge(
                "generation_shares",
                "number of long-lived secrets of which a gatekeeper holds its share",
            )?,
            epoch_shares: gauge("epoch_shares", "number of epochs of which a gatekeeper holds its share")?,
            ignored_messages: gauge(
                "ignored_messages",
                "messages in the gatekeepers' channel that counted for nothing",
            )?,
            capacity_threads: gauge("capacity_threads", "threads that work for rewards")?,
            capacity_lanes: gauge("capacity_lanes", "lanes that these threads share")?,
            capacity_units: gauge("capacity_units", "units of work since this boot began")?,
            capacity_units_per_6s,
            answered_challenge: gauge(
                "answered_challenge_block",
                "block of the newest challenge that was answered; 0 for none",
            )?,
            measuring: gauge("measuring_block", "block of the measurement that runs; 0 for none")?,
            scored_measurement: gauge(
                "scored_measurement_block",
                "block of the newest measurement whose result was said; 0 for none",
            )?,
            score_units: gauge("score_units", "units of work in that result")?,
            registry,
        })
    }

    /// Takes over how the worker is.
    pub fn observe(&self, report: &Report) {
        let status = &report.enclave;
        self.head.set(status.head.map_or(0, |h| h.number.into()));
        self.height.set(status.height as i64);
        self.applied.set(status.applied as i64);
        self.live.set(status.live.into());
        self.serving.set(status.serving.into());
        self.epochs.set(status.epochs.len() as i64);
        let is_generation = |secret: &&Secret| matches!(secret, Secret::Generation(_));
        let generations = status.shares.iter().filter(is_generation).count();
        self.generation_shares.set(generations as i64);
        self.ignored_messages.set(status.ignored_messages as i64);
        self.epoch_shares.set((status.shares.len() - generations) as i64);
        self.observe_capacity(report);
    }

    fn observe_capacity(&self, Report { enclave, work }: &Report) {
        self.capacity_threads.set(work.map_or(0, |work| work.threads.into()));
        self.capacity_lanes.set(work.map_or(0, |work| work.lanes.into()));
        self.capacity_units.set(work.map_or(0, |work| work.units as i64));
        self.capacity_units_per_6s.set(work.map_or(0.0, |work| work.per_six_seconds));
        self.answered_challenge.set(enclave.answers.challenge.map_or(0, i64::from));
        self.measuring.set(enclave.measuring.map_or(0, i64::from));
        self.scored_measurement.set(enclave.answers.score.map_or(0, |score| score.measurement.into()));
        self.score_units.set(enclave.answers.score.map_or(0, |score| score.tally.units as i64));
    }

    /// Counts a query that took this long.
    pub fn count_query(&self, answered: bool, took: Duration) {
        match answered {
            true => self.queries.inc(),
            false => self.queries_refused.inc(),
        }
        self.query_seconds.observe(took.as_secs_f64());
    }

    /// Prometheus text format.
    pub fn render(&self) -> String {
        let mut buffer = Vec::new();
        match TextEncoder::new().encode(&self.registry.gather(), &mut buffer) {
            Ok(()) => String::from_utf8(buffer).unwrap_or_default(),
            Err(error) => format!("# {error}\n"),
        }
    }
}
