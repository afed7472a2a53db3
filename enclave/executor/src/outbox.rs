//! Statements that the chain has not accepted yet. A sequence number is assigned here and nowhere else.

use crypto::identity::WorkerIdentity;
use messages::{
    ids::{BootId, GenesisHash},
    worker::{SignedWorkerMessage, Statement, WorkerMessage, MAX_OUTBOX},
};
use std::collections::VecDeque;

/// Signed statements of one boot, ascending and without gaps. They leave when the chain's record of this worker shows
/// them accepted, so that a host that loses them can always fetch them again.
pub struct Outbox {
    genesis: GenesisHash,
    boot_id: BootId,
    last: u64,
    entries: VecDeque<SignedWorkerMessage>,
}

impl Outbox {
    /// An empty outbox; the first statement of a boot has number 1.
    pub fn new(genesis: GenesisHash, boot_id: BootId) -> Self {
        Self { genesis, boot_id, last: 0, entries: VecDeque::new() }
    }

    /// Signs and queues a statement. False when the outbox is full: the caller tries again later, nothing is dropped.
    #[must_use]
    pub fn push(&mut self, identity: &WorkerIdentity, statement: Statement) -> bool {
        if self.entries.len() >= MAX_OUTBOX {
            return false;
        }
        self.last += 1;
        self.entries.push_back(identity.sign_message(WorkerMessage {
            genesis: self.genesis,
            worker: identity.id(),
            boot_id: self.boot_id,
            seq: self.last,
            statement,
        }));
        true
    }

    /// Drops what the chain has accepted.
    pub fn acknowledge(&mut self, last_accepted: u64) {
        self.entries.retain(|entry| entry.message.seq > last_accepted);
    }

    /// What is waiting, ascending.
    pub fn messages(&self) -> impl Iterator<Item = &SignedWorkerMessage> {
        self.entries.iter()
    }

    /// Number of the last statement ever queued.
    pub fn last(&self) -> u64 {
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use messages::H256;

    #[test]
    fn numbers_have_no_gaps_and_leave_when_accepted() {
        let identity = WorkerIdentity::from_sealing_secret(&[1; 32]);
        let mut outbox = Outbox::new(H256([1; 32]), BootId([2; 16]));
        for _ in 0..3 {
            assert!(outbox.push(&identity, Statement::Lease([0; 32])));
        }
        outbox.acknowledge(1);
        assert_eq!(outbox.messages().map(|m| m.message.seq).collect::<Vec<_>>(), [2, 3]);
        assert!(outbox.push(&identity, Statement::Lease([0; 32])));
        outbox.acknowledge(9);
        assert_eq!((outbox.messages().count(), outbox.last()), (0, 4));
    }

    #[test]
    fn a_full_outbox_pushes_back() {
        let identity = WorkerIdentity::from_sealing_secret(&[1; 32]);
        let mut outbox = Outbox::new(H256([1; 32]), BootId([2; 16]));
        for _ in 0..MAX_OUTBOX {
            assert!(outbox.push(&identity, Statement::Lease([0; 32])));
        }
        assert!(!outbox.push(&identity, Statement::Lease([0; 32])));
        assert_eq!(outbox.last(), MAX_OUTBOX as u64);
    }
}
