//! The task that carries transactions to the chain: it seals what is ready, and hands it in with the gateway's own account.
//!
//! Extrinsics are handed in one after the other, so that the committee meets a sender's transactions in the order of their
//! nonces; several may be on their way into a block. A shipment that gets lost waits again; those after it are refused for
//! their nonces then, and sent again in their turn.

use super::{native::Waiting, shipment::Shipment, NativePlace, Pool};
use crate::error::RpcError;
use client::{
    node::failover::rest,
    submit::{Account, Call, Included, SubmitError, Submitted, Until},
};
use messages::{
    call::{EthereumCall, InnerCall},
    channel::SealedCall,
    ids::CommitteeId,
};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use tokio::sync::Semaphore;

/// Extrinsics that may be on their way at the same time. Bounds what is at stake when the node goes away.
const MAX_ON_THE_WAY: usize = 16;
/// What arrives within this time goes together.
const LINGER: Duration = Duration::from_millis(25);
/// How often the carrier looks for itself: after a failure nobody wakes it.
const LOOK: Duration = Duration::from_millis(500);

/// Carries until the program ends.
pub async fn run(pool: Arc<Pool>, payer: Account) {
    let on_the_way = Arc::new(Semaphore::new(MAX_ON_THE_WAY));
    let carrier = Carrier { pool, payer, on_the_way };
    let mut failures = 0;
    loop {
        // Timing out is as good as being woken.
        let _ = tokio::time::timeout(LOOK, carrier.pool.work.notified()).await;
        tokio::time::sleep(LINGER).await;
        match carrier.send_all().await {
            Ok(()) => failures = 0,
            Err(error) => {
                failures += 1;
                carrier.pool.metrics.shipment_failures.inc();
                tracing::warn!("transactions wait: {error}");
                tokio::time::sleep(rest(failures)).await;
            }
        }
    }
}

#[derive(Clone)]
struct Carrier {
    pool: Arc<Pool>,
    payer: Account,
    on_the_way: Arc<Semaphore>,
}

impl Carrier {
    /// Sends everything that is ready.
    async fn send_all(&self) -> Result<(), RpcError> {
        loop {
            // Waiting here lets what is ready pile up into fuller messages.
            let Ok(place) = self.on_the_way.clone().acquire_owned().await else { return Ok(()) };
            let shipment = {
                let now = self.pool.now();
                self.pool.lock().queue.take(now)
            };
            let native = self.pool.lock().native.take();
            if shipment.is_none() && native.is_empty() {
                return Ok(());
            }
            if let Some(shipment) = shipment {
                self.send(shipment, place).await?;
            } else {
                drop(place);
            }
            if !native.is_empty() {
                self.send_native(native).await?;
            }
        }
    }

    async fn send(
        &self,
        shipment: Shipment,
        place: tokio::sync::OwnedSemaphorePermit,
    ) -> Result<(), RpcError> {
        match self.hand_in(&shipment).await {
            Ok(submitted) => {
                let carrier = self.clone();
                tokio::spawn(async move {
                    carrier.settle(&shipment, submitted.wait(Until::InBlock).await);
                    drop(place);
                });
                Ok(())
            }
            Err(error) => {
                self.lost(&shipment);
                Err(error)
            }
        }
    }

    /// Seals a shipment, notes that it is sent, and hands it in.
    async fn hand_in(&self, shipment: &Shipment) -> Result<Submitted, RpcError> {
        let mut calls = vec![];
        for message in &shipment.messages {
            let mut sealed = vec![];
            for transaction in message {
                let call = EthereumCall { raw: transaction.raw.clone(), viewer: None };
                sealed.push(self.pool.cluster.seal(&InnerCall::Ethereum(call)).await?);
            }
            calls.push(message_call(self.committee(), &sealed));
        }
        let sent = self.pool.journal.sent(shipment.hashes()).await;
        sent.map_err(|error| RpcError::Unavailable(error.to_string()))?;
        self.pool.metrics.shipments.inc();
        self.submit(calls).await
    }

    async fn submit(&self, mut calls: Vec<Call>) -> Result<Submitted, RpcError> {
        let call = match (calls.pop(), calls.is_empty()) {
            (Some(only), true) => only,
            (last, _) => Call::Batch(calls.into_iter().chain(last).collect()),
        };
        self.payer.submit(&call).await.map_err(|error| RpcError::Unavailable(error.to_string()))
    }

    fn settle(&self, shipment: &Shipment, outcome: Result<Included, SubmitError>) {
        match outcome {
            Ok(included) => {
                let arrived = shipment.arrived(&arrivals(&included));
                let now = self.pool.now();
                self.pool.lock().queue.settle(shipment.id, included.block.number, &arrived, now);
                tracing::debug!(shipment = shipment.id, block = included.block.number, "in the chain");
            }
            Err(error) => {
                self.pool.metrics.shipment_failures.inc();
                tracing::warn!("a shipment is sent again: {error}");
                self.lost(shipment);
            }
        }
    }

    fn lost(&self, shipment: &Shipment) {
        let now = self.pool.now();
        self.pool.lock().queue.settle(shipment.id, 0, &BTreeSet::new(), now);
        // No wake-up: the carrier looks for itself after a rest, so that a broken chain is not hammered.
    }

    async fn send_native(&self, native: Vec<Waiting>) -> Result<(), RpcError> {
        let calls = native.iter().map(|waiting| Call::push(self.committee(), &waiting.call)).collect();
        self.pool.metrics.shipments.inc();
        match self.submit(calls).await {
            Ok(submitted) => {
                let carrier = self.clone();
                tokio::spawn(async move { carrier.settle_native(native, submitted).await });
                Ok(())
            }
            Err(error) => {
                self.pool.lock().native.put_back(native);
                Err(error)
            }
        }
    }

    async fn settle_native(&self, native: Vec<Waiting>, submitted: Submitted) {
        let included = match submitted.wait(Until::InBlock).await {
            Ok(included) => included,
            Err(error) => {
                self.pool.metrics.shipment_failures.inc();
                tracing::warn!("sealed calls are sent again: {error}");
                return self.native_failed(native);
            }
        };
        let arrivals = arrivals(&included);
        let seqs = included.pushed().into_iter().filter(|(channel, _)| *channel == self.committee());
        let (arrived, failed): (Vec<_>, Vec<_>) = native
            .into_iter()
            .enumerate()
            .partition(|(place, _)| arrivals.get(*place).copied().unwrap_or(true));
        for ((_, waiting), (_, seq)) in arrived.iter().zip(seqs) {
            let place = NativePlace { seq, block: included.block.number };
            self.pool.remember_place(super::native_name(&waiting.call), place);
        }
        self.native_failed(failed.into_iter().map(|(_, waiting)| waiting).collect());
    }

    /// Sealed calls that did not get into the chain are tried again, or given up.
    fn native_failed(&self, native: Vec<Waiting>) {
        let given_up = self.pool.lock().native.failed(native);
        if given_up > 0 {
            tracing::warn!(given_up, "the chain does not take these sealed calls");
        }
    }

    fn committee(&self) -> CommitteeId {
        self.pool.cluster.confidential().committee()
    }
}

/// One message.
fn message_call(committee: CommitteeId, sealed: &[SealedCall]) -> Call {
    match sealed {
        [only] => Call::push(committee, only),
        several => Call::push_batch(committee, several),
    }
}

/// For each call of a batch whether it succeeded; nothing if the extrinsic was no batch.
fn arrivals(included: &Included) -> Vec<bool> {
    let items = included.events.iter().filter(|event| event.pallet == "Utility");
    items
        .filter_map(|event| match event.name.as_str() {
            "ItemCompleted" => Some(true),
            "ItemFailed" => Some(false),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use client::submit::ChainEvent;
    use messages::{ids::BlockRef, H256};

    #[test]
    fn arrivals_are_read_from_the_events_of_a_batch() {
        let event = |name: &str| ChainEvent { pallet: "Utility".into(), name: name.into(), fields: vec![] };
        let events = ["ItemCompleted", "ItemFailed", "ItemCompleted", "BatchCompletedWithErrors"];
        let included = Included {
            block: BlockRef { number: 1, hash: H256::zero() },
            index: 0,
            events: events.map(event).to_vec(),
            failed_items: vec![],
        };
        assert_eq!(arrivals(&included), [true, false, true]);
    }
}
