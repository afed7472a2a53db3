//! Keeps the chain's collateral fresh: fetches it for the hardware of the own fleet, and uploads what is newer.
//!
//! Collateral is signed by the hardware's vendor and verified by the chain, so neither its source nor this task is
//! trusted. What the chain would refuse is not uploaded: it is verified here first, by the same code.
//!
//! Reading order: this file (the task) → [`plan`] (what is news, when to look again; pure) → [`source`] (where it comes
//! from) → [`pccs`] (Intel's protocol) → [`web`] (one HTTP request).

pub mod pccs;
pub mod plan;
pub mod source;
pub mod web;

#[cfg(test)]
mod fake_pccs;

use crate::metrics::Metrics;
use attestation::{Collateral, TrustAnchor};
use client::{
    node::{failover::rest, NodeError, NodePool},
    submit::{call::Call, Account, SubmitError, Until},
    worker_api::WorkerApi,
};
use messages::{
    abi,
    ids::TimeMs,
    registration::{Quote, TrustRoot},
};
use plan::Judgement;
use source::{Source, SourceError, Wanted};
use std::{collections::BTreeMap, sync::Arc};

/// Attempts at fetching one family's collateral in one round.
const ATTEMPTS: u32 = 3;

/// Why collateral did not get from its source to the chain.
#[derive(Debug, thiserror::Error)]
pub enum CollateralError {
    /// It could not be fetched.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The chain could not be asked.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// The chain would refuse it.
    #[error("the chain would refuse what the source has: {0}")]
    Unusable(attestation::Error),
    /// The chain did not take it.
    #[error(transparent)]
    Submit(#[from] SubmitError),
    /// Nobody answers with a quote of the hardware.
    #[error("no worker has evidence yet; waiting for one to attest")]
    NoWitness,
}

/// The task.
pub struct Collector {
    /// Where collateral comes from.
    pub source: Source,
    /// The fleet: its hardware is what collateral is fetched for, and its quotes witness it.
    pub workers: Vec<WorkerApi>,
    /// The chain.
    pub pool: NodePool,
    /// Account that pays and holds the deposit.
    pub account: Account,
    /// Figures.
    pub metrics: Arc<Metrics>,
}

/// What the chain knows.
struct Known {
    time_ms: TimeMs,
    anchors: Vec<TrustAnchor>,
    collateral: Vec<(TrustRoot, Collateral)>,
}

impl Collector {
    /// Works until told to stop.
    pub async fn run(self) {
        loop {
            let pause = match self.round().await {
                Ok(()) => plan::pause(plan::INTERVAL, getrandom::u32().unwrap_or_default()),
                Err(error @ CollateralError::NoWitness) => {
                    tracing::debug!("collateral: {error}");
                    plan::pause(plan::INTERVAL_WITHOUT_WITNESS, getrandom::u32().unwrap_or_default())
                }
                Err(error) => {
                    self.metrics.collateral_failures.inc();
                    tracing::warn!("collateral: {error}");
                    plan::pause(plan::INTERVAL_AFTER_FAILURE, getrandom::u32().unwrap_or_default())
                }
            };
            tokio::time::sleep(pause).await;
        }
    }

    /// Looks once after every family of the fleet. A family that fails does not stop the others; the last failure is
    /// returned.
    async fn round(&self) -> Result<(), CollateralError> {
        let witnesses = self.witnesses().await;
        if witnesses.is_empty() {
            return Err(CollateralError::NoWitness);
        }
        let known = self.known().await?;
        let mut outcome = Ok(());
        for (wanted, witness) in witnesses {
            if let Err(error) = self.refresh(&wanted, witness, &known).await {
                outcome = Err(error);
            }
        }
        outcome
    }

    /// One quote of each family of the fleet.
    async fn witnesses(&self) -> BTreeMap<Wanted, Quote> {
        let mut witnesses = BTreeMap::new();
        for worker in &self.workers {
            // Workers that are down or not attested yet are the feeder's business.
            let Ok(evidence) = worker.evidence().await else { continue };
            match Wanted::by(&evidence.quote) {
                Ok(wanted) => drop(witnesses.insert(wanted, evidence.quote)),
                Err(error) => tracing::warn!(worker = worker.url(), "collateral: {error}"),
            }
        }
        witnesses
    }

    async fn known(&self) -> Result<Known, NodeError> {
        let at = self.pool.finalized_head().await?;
        Ok(Known {
            time_ms: self.pool.read(&abi::timestamp(), at).await?.unwrap_or_default(),
            anchors: self.pool.read(&abi::trust_anchors(), at).await?.unwrap_or_default(),
            collateral: self.pool.read(&abi::collateral(), at).await?.unwrap_or_default(),
        })
    }

    async fn refresh(&self, wanted: &Wanted, witness: Quote, known: &Known) -> Result<(), CollateralError> {
        let fetched = fetch(&self.source, wanted).await?;
        match plan::judge(&fetched, &witness, &known.anchors, &known.collateral, known.time_ms) {
            Judgement::Known => Ok(()),
            Judgement::Unusable(error) => Err(CollateralError::Unusable(error)),
            Judgement::News(root, claims) => {
                let call = Call::new("Registry", "submit_collateral", (fetched, witness));
                let included = self.account.submit(&call).await?.wait(Until::InBlock).await?;
                self.metrics.collateral_uploads.inc();
                tracing::info!(
                    %wanted, ?root, block = included.block.number, expires_ms = claims.expires_ms,
                    "uploaded newer collateral"
                );
                Ok(())
            }
        }
    }
}

/// Fetches with bounded patience.
async fn fetch(source: &Source, wanted: &Wanted) -> Result<Collateral, SourceError> {
    let mut attempt = 1;
    loop {
        match source.fetch(wanted).await {
            Err(error) if error.is_passing() && attempt < ATTEMPTS => {
                tokio::time::sleep(rest(attempt)).await;
                attempt += 1;
            }
            outcome => return outcome,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use fake_pccs::{FakePccs, Sample};

    #[tokio::test]
    async fn a_source_that_stumbles_is_asked_again_and_not_for_ever() {
        let sample = Sample::sgx();
        for (stumbles, fetched) in [(0, true), (1, true), (2, true), (3, false)] {
            let pccs = FakePccs::start(&sample, stumbles).await;
            let source: Source = pccs.url().parse().unwrap();
            let outcome = fetch(&source, &Wanted::by(&sample.quote).unwrap()).await;
            assert_eq!(outcome.is_ok(), fetched, "{stumbles} stumbles: {:?}", outcome.err());
        }
    }
}
