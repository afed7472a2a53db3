//! The pool's rules: order, gaps, replacement, bounds.
#![allow(clippy::unwrap_used)]
use super::{
    super::transaction::tests::{signed, transfer, GWEI},
    *,
};
use crate::pool::shipment::MAX_MESSAGES;

const NOW: Duration = Duration::ZERO;

fn arc(key: u8, nonce: u64) -> Arc<PoolTransaction> {
    Arc::new(signed(key, nonce))
}

fn add(queue: &mut Queue, key: u8, nonce: u64) -> Result<Added, RpcError> {
    queue.add(arc(key, nonce), 0, NOW)
}

/// Senders' keys are not seen in shipments; nonces are enough for tests with one sender.
fn nonces(shipment: &Shipment) -> Vec<u64> {
    shipment.messages.iter().flatten().map(|transaction| transaction.nonce()).collect()
}

fn arrive(queue: &mut Queue, shipment: &Shipment) {
    queue.settle(shipment.id, 1, &shipment.arrived(&[]), NOW);
}

#[test]
fn a_senders_transactions_go_in_the_order_of_their_nonces() {
    let mut queue = Queue::default();
    for nonce in [2, 0, 1] {
        add(&mut queue, 1, nonce).unwrap();
    }
    assert_eq!(nonces(&queue.take(NOW).unwrap()), [0, 1, 2]);
    assert!(queue.take(NOW).is_none(), "all are on their way");
    add(&mut queue, 1, 3).unwrap();
    assert_eq!(nonces(&queue.take(NOW).unwrap()), [3], "it follows those on their way");
}

#[test]
fn a_stuck_nonce_never_blocks_other_senders() {
    let mut queue = Queue::default();
    add(&mut queue, 1, 7).unwrap();
    add(&mut queue, 2, 0).unwrap();
    let shipment = queue.take(NOW).unwrap();
    assert_eq!(shipment.hashes(), [signed(2, 0).hash]);
    assert!(queue.take(NOW).is_none());
    let dropped = queue.expire(GAP_PATIENCE + Duration::from_secs(1));
    assert_eq!(dropped, [signed(1, 7).hash], "its time is over");
    assert_eq!(queue.counts().transactions, 1);
}

#[test]
fn a_closed_gap_frees_what_waited() {
    let mut queue = Queue::default();
    add(&mut queue, 1, 1).unwrap();
    assert!(queue.take(NOW).is_none());
    add(&mut queue, 1, 0).unwrap();
    assert_eq!(nonces(&queue.take(NOW).unwrap()), [0, 1]);
    let mut elsewhere = Queue::default();
    add(&mut elsewhere, 1, 1).unwrap();
    elsewhere.account_nonce(signed(1, 1).sender, 1);
    assert_eq!(nonces(&elsewhere.take(NOW).unwrap()), [1], "another gateway sent the first");
}

#[test]
fn a_replacement_pays_a_tenth_more() {
    let mut queue = Queue::default();
    let old = transfer(1, 0, 21_000, 100 * GWEI, 10 * GWEI);
    queue.add(Arc::new(old.clone()), 0, NOW).unwrap();
    let text = |result: Result<Added, RpcError>| result.unwrap_err().to_string();
    assert_eq!(text(queue.add(Arc::new(old.clone()), 0, NOW)), "already known");
    for (fee, tip) in [(109, 20), (120, 10), (100, 11)] {
        let cheap = transfer(1, 0, 21_000, fee * GWEI, tip * GWEI);
        assert_eq!(text(queue.add(Arc::new(cheap), 0, NOW)), "replacement transaction underpriced");
    }
    let new = Arc::new(transfer(1, 0, 21_000, 110 * GWEI, 11 * GWEI));
    assert_eq!(queue.add(new.clone(), 0, NOW).unwrap().replaced, Some(old.hash));
    assert_eq!((queue.get(&old.hash), queue.counts().transactions), (None, 1));
    queue.take(NOW).unwrap();
    let late = transfer(1, 0, 21_000, 200 * GWEI, 20 * GWEI);
    let refusal = text(queue.add(Arc::new(late), 0, NOW));
    assert!(refusal.starts_with("nonce too low"), "what is on its way cannot be replaced: {refusal}");
}

#[test]
fn one_sender_cannot_fill_the_pool() {
    let mut queue = Queue::default();
    for nonce in 0..MAX_PER_SENDER as u64 {
        add(&mut queue, 1, nonce).unwrap();
    }
    let refusal = add(&mut queue, 1, MAX_PER_SENDER as u64).unwrap_err();
    assert_eq!(refusal.to_string(), "account limit exceeded");
    add(&mut queue, 2, 0).unwrap();
    queue.bytes = MAX_BYTES;
    assert_eq!(add(&mut queue, 3, 0).unwrap_err().to_string(), "txpool is full");
}

#[test]
fn senders_are_served_in_turn() {
    let mut queue = Queue::default();
    for nonce in 0..6 {
        queue.add(Arc::new(transfer(1, nonce, 30_000_000, 2 * GWEI, GWEI)), 0, NOW).unwrap();
    }
    for key in 2..=6 {
        queue.add(Arc::new(transfer(key, 0, 30_000_000, 2 * GWEI, GWEI)), 0, NOW).unwrap();
    }
    let served = |shipment: Shipment| -> Vec<H160> {
        assert_eq!(shipment.messages.len(), MAX_MESSAGES);
        shipment.messages.iter().flatten().map(|transaction| transaction.sender).collect()
    };
    let mut first = served(queue.take(NOW).unwrap());
    first.extend(served(queue.take(NOW).unwrap()));
    let distinct: BTreeSet<_> = first.into_iter().collect();
    assert_eq!(distinct.len(), 6, "everybody's turn came within two shipments");
}

#[test]
fn what_does_not_arrive_is_sent_again() {
    let mut queue = Queue::default();
    add(&mut queue, 1, 0).unwrap();
    let shipment = queue.take(NOW).unwrap();
    queue.settle(shipment.id, 0, &BTreeSet::new(), NOW);
    let again = queue.take(NOW).unwrap();
    assert_eq!(nonces(&again), [0]);
    arrive(&mut queue, &again);
    assert!(queue.take(NOW).is_none());
    assert!(queue.expire(OUTCOME_PATIENCE + Duration::from_secs(1)).is_empty(), "it is not dropped");
    assert_eq!(nonces(&queue.take(NOW).unwrap()), [0], "nothing was heard of it");
}

#[test]
fn a_transaction_leaves_when_its_outcome_is_known() {
    let mut queue = Queue::default();
    add(&mut queue, 1, 0).unwrap();
    add(&mut queue, 1, 1).unwrap();
    let shipment = queue.take(NOW).unwrap();
    arrive(&mut queue, &shipment);
    assert_eq!(queue.included_upto(1, 10).len(), 2);
    assert!(queue.included_upto(0, 10).is_empty());
    assert!(queue.executed(&signed(1, 0).hash).is_some());
    assert!(queue.executed(&signed(1, 0).hash).is_none());
    assert_eq!(queue.next_nonce(signed(1, 0).sender, 0), 2);
    assert!(queue.refused(&signed(1, 1).hash, Refusal::InsufficientFunds));
    assert_eq!(queue.counts(), Counts::default());
}

#[test]
fn a_transaction_that_came_before_its_turn_is_sent_again() {
    let mut queue = Queue::default();
    add(&mut queue, 1, 0).unwrap();
    add(&mut queue, 1, 1).unwrap();
    let shipment = queue.take(NOW).unwrap();
    arrive(&mut queue, &shipment);
    let (first, second) = (signed(1, 0).hash, signed(1, 1).hash);
    assert!(queue.refused(&first, Refusal::InsufficientFunds), "its turn had come");
    assert!(!queue.refused(&second, Refusal::BadNonce { expected: 0 }));
    assert!(queue.take(NOW).is_none(), "it waits for another transaction with nonce 0");
    add(&mut queue, 1, 0).unwrap();
    assert_eq!(nonces(&queue.take(NOW).unwrap()), [0, 1]);
    assert!(queue.refused(&second, Refusal::BadNonce { expected: 5 }), "its nonce is used");
}

#[test]
fn pending_nonces_count_what_waits_without_gaps() {
    let mut queue = Queue::default();
    let sender = signed(1, 0).sender;
    assert_eq!(queue.next_nonce(sender, 4), 4);
    for nonce in [4, 5, 7] {
        queue.add(arc(1, nonce), 4, NOW).unwrap();
    }
    assert_eq!(queue.next_nonce(sender, 4), 6);
}

#[test]
fn kept_transactions_are_not_sent_twice_in_vain() {
    let mut queue = Queue::default();
    assert!(!queue.restore(arc(1, 1), true, 2, NOW), "executed meanwhile");
    assert!(queue.restore(arc(1, 2), true, 2, NOW));
    assert!(queue.restore(arc(1, 3), false, 2, NOW));
    assert!(queue.restore(arc(2, 9), false, 2, NOW), "still waits for a gap");
    assert_eq!(nonces(&queue.take(NOW).unwrap()), [3]);
    assert_eq!(queue.included_upto(0, 10), [signed(1, 2).hash], "its outcome is asked for first");
}

mod random {
    use super::*;
    use proptest::prelude::*;

    const SENDERS: u8 = 3;
    const NONCES: u64 = 6;

    #[derive(Clone, Debug)]
    enum Step {
        Add(u8, u64),
        Send,
        Settle { arrived: bool },
        Execute,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => (1..=SENDERS, 0..NONCES).prop_map(|(key, nonce)| Step::Add(key, nonce)),
            2 => Just(Step::Send),
            2 => any::<bool>().prop_map(|arrived| Step::Settle { arrived }),
            1 => Just(Step::Execute),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn nothing_goes_before_those_it_depends_on(steps in prop::collection::vec(step(), 1..60)) {
            let all: Vec<_> = (1..=SENDERS)
                .map(|key| (0..NONCES).map(|nonce| arc(key, nonce)).collect::<Vec<_>>())
                .collect();
            let mut queue = Queue::default();
            let mut sent: BTreeMap<H160, u64> = BTreeMap::new();
            let mut under_way: Vec<Shipment> = vec![];
            for step in steps {
                match step {
                    Step::Add(key, nonce) => {
                        // Refused if it is there already or its nonce is used.
                        let _ = queue.add(all[usize::from(key - 1)][nonce as usize].clone(), 0, NOW);
                    }
                    Step::Send => {
                        let Some(shipment) = queue.take(NOW) else { continue };
                        for transaction in shipment.messages.iter().flatten() {
                            let next = sent.entry(transaction.sender).or_default();
                            prop_assert!(transaction.nonce() <= *next, "a nonce before it was never sent");
                            *next = (*next).max(transaction.nonce() + 1);
                        }
                        under_way.push(shipment);
                    }
                    Step::Settle { arrived } => {
                        let Some(shipment) = under_way.pop() else { continue };
                        let hashes = if arrived { shipment.arrived(&[]) } else { BTreeSet::new() };
                        queue.settle(shipment.id, 1, &hashes, NOW);
                    }
                    Step::Execute => {
                        for hash in queue.included_upto(1, 1) {
                            prop_assert!(queue.executed(&hash).is_some());
                        }
                    }
                }
                let counts = queue.counts();
                prop_assert_eq!(counts.transactions, queue.by_hash.len());
                let held: usize = queue.lines.values().map(|line| line.entries.len()).sum();
                prop_assert_eq!(counts.transactions, held, "both indices agree");
                prop_assert!(queue.lines.values().all(|line| !line.entries.is_empty()));
            }
        }
    }
}
