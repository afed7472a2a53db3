//! What the submission queue promises.

use super::*;
use messages::{
    ids::{AccountId, BlockRef},
    registration::{Claim, Quote, TeeKind},
    worker::{Statement, WorkerMessage},
};

const A: WorkerId = WorkerId([1; 32]);
const B: WorkerId = WorkerId([2; 32]);

fn statement(worker: WorkerId, boot: u8, seq: u64) -> SignedWorkerMessage {
    let message = WorkerMessage {
        genesis: H256::zero(),
        worker,
        boot_id: BootId([boot; 16]),
        seq,
        statement: Statement::Lease([seq as u8; 32]),
    };
    SignedWorkerMessage { message, signature: [0; 64] }
}

fn commit(height: u64) -> Commit {
    Commit {
        committee: 1,
        height,
        parent: H256::zero(),
        upto_block: 1,
        upto_seq: 1,
        generation: 1,
        state_root: H256::zero(),
        effects: Default::default(),
    }
}

fn registration(worker: WorkerId, challenge: BlockNumber) -> Registration {
    let claim = Claim {
        genesis: H256::zero(),
        worker,
        encryption_key: [0; 32],
        operator: AccountId::new([0; 32]),
        boot_id: BootId([0; 16]),
        challenge: BlockRef { number: challenge, hash: H256::zero() },
        relay_checkpoint: None,
    };
    Registration { claim, quote: Quote { kind: TeeKind::Tdx, bytes: vec![0; 5_000].try_into().unwrap() } }
}

fn egress(worker: WorkerId, seqs: impl IntoIterator<Item = u64>, heights: &[u64]) -> EgressBatch {
    EgressBatch {
        messages: seqs.into_iter().map(|seq| statement(worker, 1, seq)).collect(),
        bodies: heights.iter().map(|height| commit(*height)).collect(),
        ..Default::default()
    }
}

fn contents(registrations: usize, statements: usize, bodies: usize) -> Contents {
    Contents { registrations, statements, bodies }
}

fn take(queue: &mut Queue, head: BlockNumber) -> Vec<Contents> {
    std::iter::from_fn(|| queue.take(head)).map(|batch| batch.contents).collect()
}

#[test]
fn what_all_workers_offer_goes_into_one_extrinsic() {
    let mut queue = Queue::default();
    queue.offer(A, &egress(A, 1..=2, &[5]));
    queue.offer(B, &egress(B, 1..=1, &[5]));
    let batch = queue.take(100).unwrap();
    assert_eq!(batch.contents, contents(0, 3, 1), "replicas offer the same body");
    let expected = Call::Batch(vec![
        Call::submit_statements(&[statement(A, 1, 1), statement(A, 1, 2)]),
        Call::submit_statements(&[statement(B, 1, 1)]),
        Call::submit_body(&commit(5)),
    ]);
    assert_eq!(batch.call, expected);
    assert_eq!(queue.take(100), None);
}

#[test]
fn a_single_call_is_not_wrapped() {
    let mut queue = Queue::default();
    queue.offer(A, &egress(A, [], &[5]));
    assert_eq!(queue.take(100).unwrap().call, Call::submit_body(&commit(5)));
}

#[test]
fn what_is_on_its_way_is_not_sent_again_but_new_things_are() {
    let mut queue = Queue::default();
    queue.offer(A, &egress(A, 1..=2, &[]));
    assert_eq!(take(&mut queue, 100), [contents(0, 2, 0)]);
    queue.offer(A, &egress(A, 1..=3, &[]));
    let batch = queue.take(101).unwrap();
    assert_eq!(batch.call, Call::submit_statements(&[statement(A, 1, 3)]));
}

#[test]
fn what_a_worker_no_longer_offers_is_forgotten() {
    let mut queue = Queue::default();
    queue.offer(A, &egress(A, 1..=2, &[5]));
    queue.offer(B, &egress(B, [], &[5]));
    assert_eq!(queue.len(), 3);
    queue.offer(A, &egress(A, [], &[]));
    assert_eq!(queue.len(), 1, "the other replica still offers the body");
    queue.offer(B, &egress(B, [], &[]));
    assert!(queue.is_empty());
    assert_eq!(queue.take(100), None);
}

#[test]
fn what_is_still_offered_after_the_patience_is_sent_again() {
    let mut queue = Queue::default();
    queue.offer(A, &egress(A, 1..=1, &[5]));
    let batch = queue.take(100).unwrap();
    queue.settle(batch.id, Verdict::Included, 102);
    assert_eq!(take(&mut queue, 100 + PATIENCE_BLOCKS - 1), []);
    assert_eq!(take(&mut queue, 100 + PATIENCE_BLOCKS), [contents(0, 1, 1)]);
}

#[test]
fn a_lost_batch_is_sent_again_at_once() {
    let mut queue = Queue::default();
    queue.offer(A, &egress(A, 1..=2, &[]));
    let lost = queue.take(100).unwrap();
    queue.offer(A, &egress(A, 1..=3, &[]));
    let other = queue.take(100).unwrap();
    queue.settle(lost.id, Verdict::Lost, 101);
    assert_eq!(take(&mut queue, 101), [contents(0, 2, 0)]);
    queue.settle(other.id, Verdict::Lost, 101);
    assert_eq!(take(&mut queue, 101), [contents(0, 1, 0)]);
}

#[test]
fn a_batch_with_failures_is_tried_again_soon_unless_the_worker_moves_on() {
    let mut queue = Queue::default();
    queue.offer(A, &egress(A, 1..=1, &[]));
    let batch = queue.take(100).unwrap();
    queue.settle(batch.id, Verdict::IncludedWithFailures, 101);
    assert_eq!(take(&mut queue, 101 + PATIENCE_AFTER_FAILURE - 1), []);
    assert_eq!(take(&mut queue, 101 + PATIENCE_AFTER_FAILURE), [contents(0, 1, 0)]);
}

#[test]
fn a_new_boot_replaces_the_statements_of_the_old_one() {
    let mut queue = Queue::default();
    queue.offer(A, &egress(A, 1..=2, &[]));
    assert_eq!(take(&mut queue, 100), [contents(0, 2, 0)]);
    let rebooted = EgressBatch { messages: vec![statement(A, 2, 1)], ..Default::default() };
    queue.offer(A, &rebooted);
    assert_eq!(queue.take(100).unwrap().call, Call::submit_statements(&[statement(A, 2, 1)]));
}

#[test]
fn a_registration_is_sent_once_until_it_is_made_anew() {
    let mut queue = Queue::default();
    let offer =
        |challenge| EgressBatch { registration: Some(registration(A, challenge)), ..Default::default() };
    queue.offer(A, &offer(7));
    assert_eq!(take(&mut queue, 100), [contents(1, 0, 0)]);
    queue.offer(A, &offer(7));
    assert_eq!(take(&mut queue, 101), []);
    queue.offer(A, &offer(8));
    assert_eq!(take(&mut queue, 101), [contents(1, 0, 0)]);
}

#[test]
fn each_registration_has_an_extrinsic_of_its_own() {
    let mut queue = Queue::default();
    for worker in [A, B] {
        let offer = EgressBatch { registration: Some(registration(worker, 7)), ..Default::default() };
        queue.offer(worker, &offer);
    }
    assert_eq!(take(&mut queue, 100), [contents(1, 0, 0), contents(1, 0, 0)]);
}

#[test]
fn a_worker_that_registers_speaks_after_its_registration() {
    let mut queue = Queue::default();
    for worker in [A, B] {
        let offer = EgressBatch { registration: Some(registration(worker, 7)), ..egress(worker, 1..=1, &[]) };
        queue.offer(worker, &offer);
    }
    let expected = |worker| {
        let statements = Call::submit_statements(&[statement(worker, 1, 1)]);
        Call::Batch(vec![Call::register(&registration(worker, 7)), statements])
    };
    assert_eq!(queue.take(100).unwrap().call, expected(A));
    assert_eq!(queue.take(100).unwrap().call, expected(B));
    assert_eq!(queue.take(100), None);
}

#[test]
fn a_long_outbox_goes_in_pieces_and_in_order() {
    let mut queue = Queue::default();
    queue.offer(A, &egress(A, 1..=150, &[]));
    assert_eq!(take(&mut queue, 100), [contents(0, 64, 0), contents(0, 64, 0), contents(0, 22, 0)]);
}

#[test]
fn bodies_are_ordered_by_height_and_bounded_by_calls() {
    let mut queue = Queue::default();
    let heights: Vec<u64> = (1..=40).rev().collect();
    queue.offer(A, &egress(A, [], &heights));
    let Some(Batch { call: Call::Batch(calls), .. }) = queue.take(100) else { panic!("a batch of calls") };
    let expected: Vec<_> = (1..=MAX_CALLS as u64).map(|height| Call::submit_body(&commit(height))).collect();
    assert_eq!(calls, expected);
    assert_eq!(take(&mut queue, 100), [contents(0, 0, 8)]);
}
