//! What an operator's Prometheus sees. Nothing here depends on what users do inside the enclave beyond block heights,
//! which are public.

use executor::enclave::Status;
use messages::keys::Secret;
use prometheus::{Encoder, IntGauge, Registry, TextEncoder};

/// Gauges of one worker.
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
}

impl Metrics {
    /// Registers all gauges.
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
        Ok(Self {
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
            registry,
        })
    }

    /// Takes over a status.
    pub fn observe(&self, status: &Status) {
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
