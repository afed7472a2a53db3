//! What waits to be submitted to the chain. Pure: workers' offers go in, batches come out, verdicts come back.
//!
//! An entry leaves only when its worker no longer offers it, because the enclave drops what it has proven to be on
//! chain. Until then it is in one of two states: due, or on its way in a batch. What is on its way becomes due again
//! when the batch fails, or when the worker still offers it after [`PATIENCE_BLOCKS`].

use client::submit::Call;
use codec::Encode;
use messages::{
    commit::Commit,
    ids::{BlockNumber, BootId, WorkerId},
    limits::MAX_WORKER_MESSAGES,
    registration::Registration,
    worker::{EgressBatch, SignedWorkerMessage},
    H256,
};
use std::collections::{BTreeMap, BTreeSet};

/// Blocks after which something submitted, and still offered, is submitted again: inclusion, finality and the
/// worker's next bundle take a few each.
pub const PATIENCE_BLOCKS: BlockNumber = 16;
/// The same for batches that were included with a failing item.
pub const PATIENCE_AFTER_FAILURE: BlockNumber = 4;
/// Calls of one batch: well inside the weight of a block.
pub const MAX_CALLS: usize = 32;
/// Size of one batch, in bytes of calls: a fraction of what a block takes.
pub const MAX_BATCH_BYTES: usize = 512 * 1024;

/// Names a batch.
pub type BatchId = u64;

/// Calls to submit in one extrinsic.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Batch {
    /// Its name.
    pub id: BatchId,
    /// The extrinsic's call.
    pub call: Call,
    /// What it carries, for logs and metrics.
    pub contents: Contents,
}

/// How much a batch carries.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Contents {
    /// Registrations.
    pub registrations: usize,
    /// Workers' statements.
    pub statements: usize,
    /// Bodies of commits.
    pub bodies: usize,
}

/// What became of a batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is in a block, and every call in it succeeded.
    Included,
    /// It is in a block, and at least one call in it failed.
    IncludedWithFailures,
    /// It is in no block.
    Lost,
}

/// Whether something is on its way.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Way {
    #[default]
    Due,
    Sent {
        batch: BatchId,
        until: BlockNumber,
    },
}

#[derive(Debug)]
struct Entry<T> {
    content: T,
    way: Way,
}

/// What one worker offers, without bodies.
#[derive(Debug, Default)]
struct Offer {
    boot: Option<BootId>,
    registration: Option<Entry<Registration>>,
    statements: BTreeMap<u64, Entry<SignedWorkerMessage>>,
}

#[derive(Debug)]
struct Body {
    entry: Entry<Commit>,
    offered_by: BTreeSet<WorkerId>,
}

/// Everything that waits.
#[derive(Debug, Default)]
pub struct Queue {
    offers: BTreeMap<WorkerId, Offer>,
    /// By commit hash: replicas offer the same bodies.
    bodies: BTreeMap<H256, Body>,
    last_batch: BatchId,
}

impl Queue {
    /// Takes what a worker offers now, in place of what it offered before.
    pub fn offer(&mut self, worker: WorkerId, egress: &EgressBatch) {
        let offer = self.offers.entry(worker).or_default();
        offer.replace_registration(egress.registration.as_ref());
        offer.replace_statements(&egress.messages);
        self.replace_bodies(worker, &egress.bodies);
    }

    /// The next batch at chain head `head`, if anything is due. Call again until it returns `None`.
    pub fn take(&mut self, head: BlockNumber) -> Option<Batch> {
        let id = self.last_batch + 1;
        let mut draft =
            Draft { id, head, room: MAX_BATCH_BYTES, calls: vec![], contents: Contents::default() };
        for offer in self.offers.values_mut() {
            draft.add_registration(offer);
        }
        for offer in self.offers.values_mut() {
            draft.add_statements(offer);
        }
        // Ascending by height, so that the chain gets to apply them in order.
        let mut bodies: Vec<_> = self.bodies.values_mut().map(|body| &mut body.entry).collect();
        bodies.sort_by_key(|entry| (entry.content.committee, entry.content.height));
        for body in bodies {
            draft.add_body(body);
        }
        let call = draft.call()?;
        self.last_batch = id;
        Some(Batch { id, call, contents: draft.contents })
    }

    /// Learns what became of a batch at chain head `head`.
    pub fn settle(&mut self, batch: BatchId, verdict: Verdict, head: BlockNumber) {
        let way = match verdict {
            Verdict::Included => return,
            Verdict::IncludedWithFailures => {
                Way::Sent { batch, until: head.saturating_add(PATIENCE_AFTER_FAILURE) }
            }
            Verdict::Lost => Way::Due,
        };
        for each in self.ways() {
            if matches!(each, Way::Sent { batch: carried_by, .. } if *carried_by == batch) {
                *each = way;
            }
        }
    }

    /// Things that workers offer, on their way or not.
    pub fn len(&self) -> usize {
        let offered = |offer: &Offer| usize::from(offer.registration.is_some()) + offer.statements.len();
        self.offers.values().map(offered).sum::<usize>() + self.bodies.len()
    }

    /// Whether nothing is offered.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn replace_bodies(&mut self, worker: WorkerId, bodies: &[Commit]) {
        for body in self.bodies.values_mut() {
            body.offered_by.remove(&worker);
        }
        for commit in bodies {
            let hash = crypto::hash::commit_hash(commit);
            let body = self.bodies.entry(hash).or_insert_with(|| Body {
                entry: Entry { content: commit.clone(), way: Way::Due },
                offered_by: BTreeSet::new(),
            });
            body.offered_by.insert(worker);
        }
        self.bodies.retain(|_, body| !body.offered_by.is_empty());
    }

    fn ways(&mut self) -> impl Iterator<Item = &mut Way> {
        let offers = self.offers.values_mut().flat_map(|offer| {
            let registration = offer.registration.iter_mut().map(|entry| &mut entry.way);
            registration.chain(offer.statements.values_mut().map(|entry| &mut entry.way))
        });
        offers.chain(self.bodies.values_mut().map(|body| &mut body.entry.way))
    }
}

impl Offer {
    fn replace_registration(&mut self, registration: Option<&Registration>) {
        match (registration, &self.registration) {
            (Some(new), Some(old)) if *new == old.content => {}
            (new, _) => self.registration = new.map(|new| Entry { content: new.clone(), way: Way::Due }),
        }
    }

    fn replace_statements(&mut self, messages: &[SignedWorkerMessage]) {
        let boot = messages.first().map(|signed| signed.message.boot_id);
        if boot != self.boot {
            self.statements.clear();
            self.boot = boot;
        }
        let offered: BTreeSet<u64> = messages.iter().map(|signed| signed.message.seq).collect();
        self.statements.retain(|seq, _| offered.contains(seq));
        for signed in messages {
            self.statements
                .entry(signed.message.seq)
                .or_insert_with(|| Entry { content: signed.clone(), way: Way::Due });
        }
    }
}

/// A batch in the making.
struct Draft {
    id: BatchId,
    head: BlockNumber,
    room: usize,
    calls: Vec<Call>,
    contents: Contents,
}

impl Draft {
    /// One at most: verifying a quote is a good part of a block's work.
    fn add_registration(&mut self, offer: &mut Offer) {
        let Some(entry) = &mut offer.registration else { return };
        if self.contents.registrations == 0
            && self.is_due(entry)
            && self.reserve(entry.content.encoded_size())
        {
            self.calls.push(Call::register(&entry.content));
            self.contents.registrations += 1;
            entry.way = self.sent();
        }
    }

    /// The statements of one worker as one call, in order, so that a worker's failure is its own. A boot that still has
    /// to register says nothing before that.
    fn add_statements(&mut self, offer: &mut Offer) {
        let unregistered = offer.registration.as_ref().is_some_and(|entry| self.is_due(entry));
        if unregistered || self.calls.len() >= MAX_CALLS {
            return;
        }
        let mut statements = vec![];
        for entry in offer.statements.values_mut() {
            if statements.len() == MAX_WORKER_MESSAGES as usize {
                break;
            }
            if self.is_due(entry) {
                if !self.reserve(entry.content.encoded_size()) {
                    break;
                }
                statements.push(entry.content.clone());
                entry.way = self.sent();
            }
        }
        if !statements.is_empty() {
            self.contents.statements += statements.len();
            self.calls.push(Call::submit_statements(&statements));
        }
    }

    fn add_body(&mut self, entry: &mut Entry<Commit>) {
        if self.calls.len() < MAX_CALLS && self.is_due(entry) && self.reserve(entry.content.encoded_size()) {
            self.calls.push(Call::submit_body(&entry.content));
            self.contents.bodies += 1;
            entry.way = self.sent();
        }
    }

    fn is_due<T>(&self, entry: &Entry<T>) -> bool {
        match entry.way {
            Way::Due => true,
            Way::Sent { until, .. } => self.head >= until,
        }
    }

    fn sent(&self) -> Way {
        Way::Sent { batch: self.id, until: self.head.saturating_add(PATIENCE_BLOCKS) }
    }

    /// Takes room for something, unless the batch is full. The first thing always fits.
    fn reserve(&mut self, bytes: usize) -> bool {
        let untouched = self.room == MAX_BATCH_BYTES;
        if bytes > self.room && !untouched {
            return false;
        }
        self.room = self.room.saturating_sub(bytes);
        true
    }

    fn call(&mut self) -> Option<Call> {
        match self.calls.len() {
            0 => None,
            1 => self.calls.pop(),
            _ => Some(Call::Batch(std::mem::take(&mut self.calls))),
        }
    }
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
