//! Calls that nobody can open any more end as a receipt, by message order, whoever still holds a key.

use crate::{
    calls::executed,
    support::{
        caller::{wei, Caller, PHA},
        replica::{applied, begins, sealed, Channel, Replica},
        World,
    },
};
use executor::compute::{block::BlockError, position::Diverged};
use messages::{
    channel::Notice,
    committee::{CommitPoint, LostEpochs},
    ids::*,
    receipt::{Receipt, Refusal},
    H160,
};

const BOB: H160 = H160([0xb0; 20]);

/// A call of caller `number`, which calls once only, in an epoch.
fn pays(number: u8, epoch: Epoch) -> messages::channel::SealedCall {
    let mut caller = Caller::new(number);
    let body = caller.pay(BOB, PHA);
    sealed(&caller, epoch, body)
}

/// Epochs 1 and 2 began; then callers 1 and 2 call in epoch 1, caller 3 in epoch 2 and caller 4 in epoch 1, each in a block
/// of its own. Tells the calls' seqs.
fn calling() -> (Channel, [Seq; 4]) {
    let mut channel = Channel::founded();
    channel.notify(&begins(2));
    let seqs = [(1, 1), (2, 1), (3, 2), (4, 1)].map(|(number, epoch)| {
        channel.seal();
        channel.call(pays(number, epoch))
    });
    channel.seal();
    (channel, seqs)
}

fn lost(upto: Epoch, after: Seq) -> Option<LostEpochs> {
    Some(LostEpochs { upto, after })
}

/// Refusals of those calls by a replica that holds the keys of `epochs` and knows of `lost` before it executes.
fn refusals(epochs: &[Epoch], lost: Option<LostEpochs>) -> (Vec<Option<Refusal>>, Replica) {
    let (channel, seqs) = calling();
    let mut replica = Replica::new(1, epochs);
    replica.compute.set_lost(lost).unwrap();
    assert!(replica.run(&channel).is_none());
    (seqs.iter().map(|seq| replica.refusal(*seq)).collect(), replica)
}

#[test]
fn a_lost_call_ends_as_a_receipt_and_changes_nothing_else() {
    let (_, [first, ..]) = calling();
    let erased = Some(Refusal::EpochErased);
    let (seen, replica) = refusals(&[1, 2], lost(1, first));
    assert_eq!(seen, [None, erased, None, erased]);
    let view = replica.compute.evm().view();
    for number in [2, 4] {
        let account = view.account(Caller::new(number).address()).unwrap();
        assert_eq!(account, (wei(1_000 * PHA), 0), "no charge, no nonce used");
    }
    assert_eq!(view.account(BOB).unwrap().0, wei(2 * PHA));
}

#[test]
fn what_is_lost_has_exact_bounds() {
    let (_, seqs) = calling();
    let [first, second, third, fourth] = seqs;
    let cases: [(Option<LostEpochs>, [bool; 4]); 8] = [
        (None, [false; 4]),
        (lost(0, 0), [false; 4]),
        (lost(1, 0), [true, true, false, true]),
        (lost(1, first - 1), [true, true, false, true]),
        (lost(1, first), [false, true, false, true]),
        (lost(1, fourth), [false; 4]),
        (lost(2, second), [false, false, true, true]),
        (lost(2, third), [false, false, false, true]),
    ];
    for (lost, expected) in cases {
        let seen = refusals(&[1, 2], lost).0.into_iter().map(|refusal| refusal == Some(Refusal::EpochErased));
        assert_eq!(seen.collect::<Vec<_>>(), expected, "{lost:?}");
    }
}

#[test]
fn with_and_without_the_key_the_commits_are_the_same() {
    let (_, with) = refusals(&[1, 2], lost(1, 0));
    let (_, without) = refusals(&[2], lost(1, 0));
    assert_eq!(with.commits, without.commits);
}

#[test]
fn a_replica_that_waits_for_a_lost_key_goes_on_when_the_chain_has_given_it_up() {
    let (channel, seqs) = calling();
    let mut replica = Replica::new(1, &[2]);
    let stalled = replica.run(&channel);
    assert!(matches!(stalled, Some(BlockError::KeyMissing(1))), "{stalled:?}");
    let applied = replica.compute.position().seq;
    assert_eq!(applied, seqs[0] - 1);
    replica.compute.set_lost(lost(1, applied)).unwrap();
    assert!(replica.run(&channel).is_none());
    assert_eq!(replica.compute.position().seq, seqs[3]);
}

#[test]
fn lost_and_live_calls_of_a_batch_have_receipts_of_their_own() {
    let mut channel = Channel::founded();
    channel.notify(&begins(2));
    let seq = channel.batch(vec![pays(1, 1), pays(2, 2), pays(3, 1), pays(4, 2)]);
    let run = |epochs: &[Epoch]| {
        let mut replica = Replica::new(1, epochs);
        replica.compute.set_lost(lost(1, seq - 1)).unwrap();
        assert!(replica.run(&channel).is_none());
        replica
    };
    let (with, without) = (run(&[1, 2]), run(&[2]));
    assert_eq!(with.commits, without.commits);
    let erased = || Some(Refusal::EpochErased);
    let seen: Vec<_> = (0..4).map(|index| with.refusal_at(seq, index)).collect();
    assert_eq!(seen, [erased(), None, erased(), None]);
    assert_eq!(with.compute.evm().view().account(BOB).unwrap().0, wei(2 * PHA));
}

#[test]
fn who_opened_a_lost_call_that_is_not_applied_gives_its_state_up() {
    let (channel, [first, second, ..]) = calling();
    let mut replica = Replica::new(1, &[1, 2]);
    replica.show(&channel, usize::MAX);
    replica.execute(3);
    replica.settle();
    replica.execute(usize::MAX);
    let heights: Vec<_> = replica.compute.position().pending.iter().map(|commit| commit.height).collect();
    assert_eq!(heights, [4, 5, 6], "calls two to four are executed and not applied");
    for _ in 0..2 {
        assert_eq!(replica.compute.set_lost(lost(0, first)), Ok(()));
        assert!(replica.compute.set_lost(lost(1, first)).is_err());
        assert!(replica.compute.set_lost(lost(1, second)).is_err(), "because of the fourth");
        assert!(replica.compute.set_lost(lost(2, second)).is_err());
        // What it executed is remembered across restarts, as long as no applied commit covers it.
        replica.restart();
    }
    let point = applied(&replica.compute.position().pending[2].clone());
    replica.compute.settle(&point, 0).unwrap();
    assert_eq!(replica.compute.set_lost(lost(2, point.upto_seq)), Ok(()), "all of it was agreed on in time");
}

#[test]
fn who_is_ahead_without_a_lost_call_keeps_its_state() {
    let mut channel = Channel::founded();
    channel.notify(&begins(2));
    channel.seal();
    channel.notify(&Notice::Deposit { to: BOB, amount: PHA });
    channel.call(pays(1, 2));
    channel.seal();
    let mut replica = Replica::new(1, &[1, 2]);
    replica.show(&channel, usize::MAX);
    assert_eq!(replica.execute(usize::MAX).commits.len(), 3);
    assert_eq!(replica.compute.set_lost(lost(1, 0)), Ok(()), "it opened calls of other epochs only");
    assert_eq!(replica.compute.set_lost(lost(2, 0)), Err(Diverged { height: 3 }));
}

#[test]
fn an_applied_result_that_opened_no_lost_call_refutes_one_that_did() {
    let (channel, _) = calling();
    let (mut unaware, mut aware) = (Replica::new(1, &[1, 2]), Replica::new(2, &[1, 2]));
    aware.compute.set_lost(lost(1, 0)).unwrap();
    aware.run(&channel);
    unaware.show(&channel, usize::MAX);
    unaware.execute(usize::MAX);
    let accepted: CommitPoint = applied(&aware.commits[2]);
    assert_eq!(unaware.compute.settle(&accepted, 0), Err(Diverged { height: 3 }));
}

#[test]
fn an_epoch_that_the_committee_missed_never_stalls_it() {
    let mut channel = Channel::founded();
    channel.notify(&begins(3));
    let seqs = [(1, 1), (2, 2), (3, 3), (4, 0)].map(|(number, epoch)| channel.call(pays(number, epoch)));
    channel.notify(&begins(4));
    let old = channel.call(pays(1, 1));
    let future = channel.call(pays(1, 5));
    let run = |lost| {
        let mut replica = Replica::new(1, &[1, 3, 4]);
        replica.compute.set_lost(lost).unwrap();
        assert!(replica.run(&channel).is_none());
        seqs.into_iter().chain([old, future]).map(|seq| replica.refusal(seq)).collect::<Vec<_>>()
    };
    let (malformed, erased) = (|| Some(Refusal::Malformed), || Some(Refusal::EpochErased));
    assert_eq!(run(None), [None, malformed(), None, malformed(), erased(), malformed()]);
    assert_eq!(run(lost(9, 0)), [erased(), malformed(), erased(), malformed(), erased(), malformed()]);
}

#[test]
fn a_call_that_everybody_executed_and_nobody_agreed_on_before_all_restarted_costs_no_state() {
    let mut world = World::ready(3, 2);
    let mut alice = world.funded(1);
    world.settle();
    let pays = [(); 2].map(|()| {
        let pay = alice.pay(BOB, PHA);
        world.seal_signed(&alice, pay)
    });
    let [first, second] = pays;
    let first = world.push_sealed(first);
    world.seal();
    // The members execute the first call, and then everybody who knows the key of its epoch restarts.
    for place in world.members() {
        world.deliver(place);
        world.machines[place].work();
        assert_eq!(world.machines[place].status().height, world.ledger.committee().commit.height + 1);
    }
    let second = world.push_sealed(second);
    (0..world.machines.len()).for_each(|place| world.kill(place));
    world.until("the next epoch", |world| world.ledger.committee().epoch == 2);
    world.settle();
    world.advance_by(3);
    assert!(executed(&mut world, &alice, first, 0).success, "what was executed is agreed on");
    assert_eq!(world.receipt(&alice, second, 0), Some(Receipt::Refused(Refusal::EpochErased)));
}

#[test]
fn votes_that_a_loss_voided_are_cast_again() {
    let mut world = World::ready(3, 2);
    world.settle();
    // Two members are away; the third executes something and its vote is voided by a loss that concerns it not at all.
    world.machines[2].online = false;
    world.machines[3].online = false;
    world.ledger.deposit(BOB, PHA);
    world.advance_by(3);
    let applied = world.ledger.committee().commit;
    assert_eq!(world.machines[1].status().height, applied.height + 1);
    world.ledger.lose(0);
    world.advance_by(2);
    world.machines[2].online = true;
    world.until("applied", |world| world.ledger.committee().commit.height > applied.height);
}
