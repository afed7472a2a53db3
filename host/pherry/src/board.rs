//! What everybody in the relayer may know of the fleet, and what it shows to people.

use crate::courier::Colleague;
use messages::ids::{BlockNumber, Seq, WorkerId};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// How a worker is, for people.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct WorkerStatus {
    /// Its identity in hexadecimal, once it was heard of.
    pub worker: Option<String>,
    /// Whether it answers.
    pub up: bool,
    /// One sentence.
    pub state: String,
    /// Newest block it has verified.
    pub head: BlockNumber,
    /// Last message it has of its channel.
    pub channel_seq: Seq,
    /// Bundles it took since this relayer started.
    pub bundles: u64,
}

/// The fleet by URL. Cloning shares it.
#[derive(Clone, Default)]
pub struct Board {
    workers: Arc<Mutex<BTreeMap<String, Place>>>,
}

#[derive(Default)]
struct Place {
    status: WorkerStatus,
    id: Option<WorkerId>,
    colleague: Option<Colleague>,
}

impl Board {
    /// A worker joins the fleet.
    pub fn join(&self, url: &str, colleague: Colleague) {
        let status = WorkerStatus { state: "not reached yet".into(), ..Default::default() };
        self.lock().insert(url.into(), Place { status, id: None, colleague: Some(colleague) });
    }

    /// The worker at `url` says who it is.
    pub fn identify(&self, url: &str, id: WorkerId) {
        if let Some(place) = self.lock().get_mut(url) {
            place.id = Some(id);
            place.status.worker = Some(format!("0x{}", hex::encode(id.0)));
        }
    }

    /// Changes a worker's status; writes a line to the log if its sentence changes.
    pub fn update(&self, url: &str, change: impl FnOnce(&mut WorkerStatus)) {
        let mut workers = self.lock();
        let Some(place) = workers.get_mut(url) else { return };
        let before = (place.status.up, place.status.state.clone());
        change(&mut place.status);
        let status = &place.status;
        if (status.up, &status.state) != (before.0, &before.1) {
            if status.up {
                tracing::info!(worker = url, "{}", status.state);
            } else {
                tracing::warn!(worker = url, "{}", status.state);
            }
        }
    }

    /// How to reach a worker of the fleet by its identity.
    pub fn colleague(&self, id: &WorkerId) -> Option<Colleague> {
        self.lock().values().find(|place| place.id.as_ref() == Some(id))?.colleague.clone()
    }

    /// Everybody's status by URL.
    pub fn all(&self) -> BTreeMap<String, WorkerStatus> {
        self.lock().iter().map(|(url, place)| (url.clone(), place.status.clone())).collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Place>> {
        self.workers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The first bytes of a worker's identity, as logs show it.
pub fn short(worker: &WorkerId) -> String {
    hex::encode(worker.0.get(..4).unwrap_or_default())
}
