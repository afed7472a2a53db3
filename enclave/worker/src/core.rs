//! The one thread that owns the enclave: takes events one by one, works in between.

use crate::{
    metrics::Metrics,
    mining::{Miner, WorkDone},
    platform::Platform,
    serving::Publisher,
    store::StoreFile,
};
use executor::{
    enclave::{Enclave, Status, SyncError},
    keeper::{KeyRefusal, KeyReply},
    requester::GrantError,
    snapshot::{ChunkError, SnapshotRefusal, SnapshotReply},
};
use messages::{
    bundle::SyncBundle,
    keys::{KeyRequest, SealedKeyGrant},
    registration::Registration,
    snapshot::{SealedChunk, SnapshotRequest},
    worker::{EgressBatch, Wants},
};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// Events that wait for the core at most; a full queue answers "busy" at the RPC edge.
pub const MAX_WAITING_EVENTS: usize = 256;

/// Everything that can happen to an enclave. Each carries the way back of its answer.
pub enum Event {
    /// What the next bundle has to bring.
    Wants(oneshot::Sender<Wants>),
    /// A bundle arrived.
    Sync(Box<SyncBundle>, oneshot::Sender<Result<Wants, SyncError>>),
    /// The host fetches what goes out.
    Egress(oneshot::Sender<EgressBatch>),
    /// Somebody wants to verify what runs here.
    Evidence(oneshot::Sender<Option<Registration>>),
    /// Another worker asks for keys.
    KeyRequest(Box<KeyRequest>, oneshot::Sender<Result<KeyReply, KeyRefusal>>),
    /// A gatekeeper answered.
    KeyGrant(Box<SealedKeyGrant>, oneshot::Sender<Result<(), GrantError>>),
    /// A joining member asks for state.
    Snapshot(Box<SnapshotRequest>, oneshot::Sender<Result<SnapshotReply, SnapshotRefusal>>),
    /// A member answered this joiner.
    SnapshotChunk(Box<SealedChunk>, oneshot::Sender<Result<(), ChunkError>>),
    /// Somebody wants to know how it is.
    Status(oneshot::Sender<Report>),
}

/// How a worker is.
#[derive(Clone, Debug)]
pub struct Report {
    /// Its enclave.
    pub enclave: Status,
    /// What its miner has done, if it has one.
    pub work: Option<WorkDone>,
}

/// Runs until every sender is gone. Blocking: give it a thread of its own.
pub fn run(
    mut enclave: Enclave<StoreFile>,
    mut platform: Box<dyn Platform>,
    mut events: mpsc::Receiver<Event>,
    mut publisher: Publisher,
    metrics: Arc<Metrics>,
    mut miner: Option<Miner>,
) {
    let mut busy = true;
    loop {
        let event = if busy {
            match events.try_recv() {
                Ok(event) => Some(event),
                Err(mpsc::error::TryRecvError::Empty) => None,
                Err(mpsc::error::TryRecvError::Disconnected) => return,
            }
        } else {
            match events.blocking_recv() {
                Some(event) => Some(event),
                None => return,
            }
        };
        if let Some(event) = event {
            handle(&mut enclave, platform.as_ref(), miner.as_ref(), event);
        }
        register_when_due(&mut enclave, platform.as_mut());
        busy = enclave.step();
        let now = platform.clock().ms();
        if let Some(miner) = &mut miner {
            miner.report(&mut enclave, now);
        }
        publisher.publish(&mut enclave, now);
        metrics.observe(&report(&enclave, miner.as_ref(), now));
    }
}

fn report(enclave: &Enclave<StoreFile>, miner: Option<&Miner>, now: u64) -> Report {
    Report { enclave: enclave.status(now), work: miner.map(|miner| miner.work_done(now)) }
}

fn handle(enclave: &mut Enclave<StoreFile>, platform: &dyn Platform, miner: Option<&Miner>, event: Event) {
    let now = platform.clock().ms();
    // A caller that went away does not need its answer.
    match event {
        Event::Wants(reply) => drop(reply.send(enclave.wants())),
        Event::Sync(bundle, reply) => {
            let result = enclave.sync(&bundle, now);
            if let Err(error) = &result {
                tracing::warn!(%error, "refused a bundle");
            }
            drop(reply.send(result.map(|()| enclave.wants())));
        }
        Event::Egress(reply) => drop(reply.send(enclave.egress())),
        Event::Evidence(reply) => drop(reply.send(enclave.evidence().cloned())),
        Event::KeyRequest(request, reply) => drop(reply.send(enclave.key_request(&request, now))),
        Event::KeyGrant(grant, reply) => drop(reply.send(enclave.key_grant(&grant, now))),
        Event::Snapshot(request, reply) => drop(reply.send(enclave.snapshot(&request, now))),
        Event::SnapshotChunk(chunk, reply) => drop(reply.send(enclave.snapshot_chunk(&chunk))),
        Event::Status(reply) => drop(reply.send(report(enclave, miner, now))),
    }
}

/// Gets a quote when the enclave has a claim to make.
fn register_when_due(enclave: &mut Enclave<StoreFile>, platform: &mut dyn Platform) {
    let Some(claim) = enclave.claim() else { return };
    match platform.quote(&crypto::hash::report_data(&claim)) {
        Ok(quote) => enclave.registered(Registration { claim, quote }),
        Err(error) => tracing::error!(%error, "cannot attest"),
    }
}
