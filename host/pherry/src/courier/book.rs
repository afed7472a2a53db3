//! Which key request goes to which gatekeeper when. Pure.
//!
//! A request stays in the book for as long as its worker offers it. A gatekeeper that holds a request, or refused it,
//! is asked again when it has proven more of the chain; one that granted it is asked again only when the worker still
//! lacks the key a few blocks later, for the grant may have got lost.

use messages::{
    ids::{BlockNumber, BootId, WorkerId},
    keys::{KeyLabel, KeyRequest},
};
use std::collections::BTreeMap;

/// Blocks after which a granted request that is still offered is asked again.
pub const PATIENCE_BLOCKS: BlockNumber = 4;

/// Names a request: who asks for what.
pub type RequestId = (WorkerId, BootId, Vec<KeyLabel>);

/// Something to do: put this request to this gatekeeper.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Errand {
    /// The gatekeeper.
    pub keeper: WorkerId,
    /// The request.
    pub request: KeyRequest,
}

/// What a gatekeeper said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reply {
    /// It granted, and the worker has the grant.
    Delivered,
    /// It has to prove the requester first, refused, or could not be reached.
    Later,
}

/// How far an errand is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Progress {
    Asking,
    /// Until the gatekeeper has a newer proof.
    Waiting,
    Delivered {
        again_at: BlockNumber,
    },
}

/// All requests that workers offer.
#[derive(Debug, Default)]
pub struct Book {
    requests: BTreeMap<RequestId, Entry>,
    keepers: Vec<WorkerId>,
}

#[derive(Debug)]
struct Entry {
    request: KeyRequest,
    progress: BTreeMap<WorkerId, Progress>,
}

/// The name of a request.
pub fn id_of(request: &KeyRequest) -> RequestId {
    (request.worker, request.boot_id, request.labels.clone())
}

impl Book {
    /// The gatekeepers of the network.
    pub fn set_keepers(&mut self, keepers: Vec<WorkerId>) {
        for entry in self.requests.values_mut() {
            entry.progress.retain(|keeper, _| keepers.contains(keeper));
        }
        self.keepers = keepers;
    }

    /// Whether anything is asked for.
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }

    /// Takes what a worker asks for now, in place of what it asked for before.
    pub fn offer(&mut self, worker: WorkerId, requests: &[KeyRequest]) {
        let offered: Vec<_> = requests.iter().map(id_of).collect();
        self.requests.retain(|id, _| id.0 != worker || offered.contains(id));
        for (id, request) in offered.into_iter().zip(requests) {
            // The newest form counts: it names a newer block.
            let entry = self.requests.entry(id);
            let entry =
                entry.or_insert_with(|| Entry { request: request.clone(), progress: BTreeMap::new() });
            entry.request = request.clone();
        }
    }

    /// A gatekeeper has proven the chain up to `head`: what it holds may be granted now.
    pub fn keeper_advanced(&mut self, keeper: WorkerId, head: BlockNumber) {
        for entry in self.requests.values_mut() {
            let again = match entry.progress.get(&keeper) {
                Some(Progress::Waiting) => true,
                Some(Progress::Delivered { again_at }) => head >= *again_at,
                Some(Progress::Asking) | None => false,
            };
            if again {
                entry.progress.remove(&keeper);
            }
        }
    }

    /// What to do now. Each errand is handed out once, until [`Self::settle`].
    pub fn errands(&mut self) -> Vec<Errand> {
        let mut errands = vec![];
        for entry in self.requests.values_mut() {
            for keeper in &self.keepers {
                if !entry.progress.contains_key(keeper) {
                    entry.progress.insert(*keeper, Progress::Asking);
                    errands.push(Errand { keeper: *keeper, request: entry.request.clone() });
                }
            }
        }
        errands
    }

    /// Learns how an errand went, at chain head `head`.
    pub fn settle(&mut self, errand: &Errand, reply: Reply, head: BlockNumber) {
        let Some(entry) = self.requests.get_mut(&id_of(&errand.request)) else { return };
        let progress = match reply {
            Reply::Later => Progress::Waiting,
            Reply::Delivered => Progress::Delivered { again_at: head.saturating_add(PATIENCE_BLOCKS) },
        };
        entry.progress.insert(errand.keeper, progress);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use messages::{
        ids::{AccountId, BlockRef},
        keys::Purpose,
        registration::{Claim, Quote, Registration, TeeKind},
        H256,
    };

    const WORKER: WorkerId = WorkerId([1; 32]);
    const KEEPERS: [WorkerId; 2] = [WorkerId([8; 32]), WorkerId([9; 32])];

    fn request(worker: WorkerId, at_block: BlockNumber, epoch: u64) -> KeyRequest {
        let claim = Claim {
            genesis: H256::zero(),
            worker,
            encryption_key: [0; 32],
            operator: AccountId::new([0; 32]),
            boot_id: BootId([0; 16]),
            challenge: BlockRef { number: 0, hash: H256::zero() },
            relay_checkpoint: None,
        };
        let label = KeyLabel {
            genesis: H256::zero(),
            committee: 1,
            key_version: 0,
            purpose: Purpose::Input { epoch },
        };
        KeyRequest {
            genesis: H256::zero(),
            worker,
            boot_id: BootId([0; 16]),
            at_block,
            response_key: [0; 32],
            evidence: Registration { claim, quote: Quote { kind: TeeKind::Tdx, bytes: Default::default() } },
            labels: vec![label],
        }
    }

    fn book() -> Book {
        let mut book = Book::default();
        book.set_keepers(KEEPERS.to_vec());
        book
    }

    fn keepers(errands: &[Errand]) -> Vec<WorkerId> {
        errands.iter().map(|errand| errand.keeper).collect()
    }

    #[test]
    fn a_request_goes_to_every_gatekeeper_once() {
        let mut book = book();
        book.offer(WORKER, &[request(WORKER, 10, 1)]);
        assert_eq!(keepers(&book.errands()), KEEPERS);
        book.offer(WORKER, &[request(WORKER, 11, 1)]);
        assert_eq!(book.errands(), [], "it is being asked already");
    }

    #[test]
    fn a_held_request_is_put_again_with_its_newest_form_when_the_gatekeeper_advanced() {
        let mut book = book();
        book.offer(WORKER, &[request(WORKER, 10, 1)]);
        let errands = book.errands();
        errands.iter().for_each(|errand| book.settle(errand, Reply::Later, 10));
        book.offer(WORKER, &[request(WORKER, 11, 1)]);
        assert_eq!(book.errands(), []);
        book.keeper_advanced(KEEPERS[0], 11);
        let again = book.errands();
        assert_eq!(again, [Errand { keeper: KEEPERS[0], request: request(WORKER, 11, 1) }]);
    }

    #[test]
    fn a_delivered_grant_is_asked_for_again_only_if_the_worker_still_lacks_the_key() {
        let mut book = book();
        book.offer(WORKER, &[request(WORKER, 10, 1)]);
        let errands = book.errands();
        errands.iter().for_each(|errand| book.settle(errand, Reply::Delivered, 10));
        book.keeper_advanced(KEEPERS[0], 10 + PATIENCE_BLOCKS - 1);
        assert_eq!(book.errands(), []);
        book.keeper_advanced(KEEPERS[0], 10 + PATIENCE_BLOCKS);
        assert_eq!(keepers(&book.errands()), [KEEPERS[0]]);
    }

    #[test]
    fn what_a_worker_no_longer_asks_for_is_forgotten() {
        let mut book = book();
        let other = WorkerId([2; 32]);
        book.offer(WORKER, &[request(WORKER, 10, 1)]);
        book.offer(other, &[request(other, 10, 1)]);
        book.offer(WORKER, &[]);
        let errands = book.errands();
        assert!(errands.iter().all(|errand| errand.request.worker == other));
        assert_eq!(errands.len(), 2);
        book.offer(other, &[]);
        assert!(book.is_empty());
        book.settle(&errands[0], Reply::Later, 11);
        assert!(book.is_empty(), "an answer to a forgotten request changes nothing");
    }

    #[test]
    fn a_new_gatekeeper_is_asked_and_a_gone_one_is_not() {
        let mut book = book();
        book.offer(WORKER, &[request(WORKER, 10, 1)]);
        book.errands();
        let newcomer = WorkerId([7; 32]);
        book.set_keepers(vec![KEEPERS[1], newcomer]);
        assert_eq!(keepers(&book.errands()), [newcomer]);
    }
}
