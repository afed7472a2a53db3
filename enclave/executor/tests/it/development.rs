//! Orders of developers: followed on development chains alike by all replicas, and nowhere else.

use crate::{
    ethereum::{block, ran},
    support::{
        caller::{wei, Caller, PHA},
        ethereum::hash,
        replica::{begins, sealed, sealed_call, Channel, Replica},
        World, DEVELOPMENT,
    },
};
use messages::{
    call::{DevelopmentCall, EthereumCall, InnerCall},
    channel::Notice,
    ids::*,
    query::{BlockId, QueryRefusal, Question, Reply},
    receipt::{ExecutionReceipt, Receipt, Refusal},
    H160, U256,
};

const BOB: H160 = H160([0xb0; 20]);

/// What anybody is told of an order that was followed.
fn followed(world: &mut World, seq: Seq) -> ExecutionReceipt {
    match world.ask(1, None, Question::Receipt { seq, index: 0 }).unwrap().reply {
        Reply::Receipt(Some(Receipt::Executed(receipt))) => receipt,
        other => panic!("message {seq} was not followed: {other:?}"),
    }
}

fn set_balance(account: H160, units: Balance) -> DevelopmentCall {
    DevelopmentCall::SetBalance { account, balance: wei(units) }
}

#[test]
fn orders_count_on_development_chains_only() {
    let mut world = World::ready(2, 2);
    let alice = Caller::new(1);
    let orders = [
        set_balance(alice.address(), PHA),
        DevelopmentCall::Snapshot,
        DevelopmentCall::Impersonate { caller: BOB, raw: Vec::new() },
    ];
    let seqs = orders.map(|order| world.order(order));
    world.settle();
    for seq in seqs {
        assert_eq!(world.receipt(&alice, seq, 0), Some(Receipt::Refused(Refusal::NotDevelopment)));
    }
    assert!(world.balance(1, &alice).is_zero());
    assert!(!world.machines[1].status().development);
    assert_eq!(world.machines[1].status().chain_id, Some(crate::ethereum::chain_id(&world)));
}

#[test]
fn an_order_is_followed_by_all_and_anybody_reads_its_receipt() {
    let mut world = World::development(2, 2, BlockNumber::MAX);
    assert!(world.machines[1].status().development);
    assert_eq!(world.machines[1].status().chain_id, Some(DEVELOPMENT.evm_chain_id));
    let (alice, before) = (Caller::new(1), world.ledger.committee().commit.height);
    let seqs = [PHA, 2 * PHA].map(|units| world.order(set_balance(alice.address(), units)));
    world.settle();
    let receipts = seqs.map(|seq| followed(&mut world, seq));
    assert!(receipts.iter().all(|receipt| receipt.success && receipt.caller.is_zero()));
    assert_eq!(receipts.map(|receipt| receipt.height), [before + 1, before + 2], "each ends its block");
    for place in world.members() {
        assert_eq!(world.balance(place, &alice), wei(2 * PHA));
    }
    let private = world.ask(1, None, Question::Receipt { seq: 1, index: 0 }).unwrap().reply;
    assert_eq!(private, Reply::Refused(QueryRefusal::SignatureNeeded));
}

#[test]
fn a_transaction_of_somebody_else_is_executed_and_found_by_its_hash() {
    let mut world = World::development(2, 2, BlockNumber::MAX);
    let (mut nobody, rich) = (Caller::new(7), world.funded(1));
    let raw = nobody.send(DEVELOPMENT.evm_chain_id, BOB, 5).signed(&nobody);
    let order = DevelopmentCall::Impersonate { caller: rich.address(), raw: raw.clone() };
    world.order(order);
    world.settle();
    let found = ran(&mut world, hash(&raw));
    assert!(found.receipt.success && found.receipt.caller == rich.address());
    assert_eq!(world.state(2).view().account(BOB).unwrap().0, U256::from(5));
    assert_eq!(block(&mut world, BlockId::Hash(found.block_hash)).transactions, [hash(&raw)]);
}

#[test]
fn a_snapshot_brings_the_state_back_on_every_replica_and_after_a_join() {
    let mut world = World::development(2, 2, BlockNumber::MAX);
    let mut alice = world.funded(1);
    let snapshot = world.order(DevelopmentCall::Snapshot);
    world.settle();
    let snapshot = U256::from_big_endian(&followed(&mut world, snapshot).output).as_u64();
    let balance = world.balance(1, &alice);
    let pay = alice.pay(BOB, PHA);
    world.push(&alice, pay);
    world.settle();
    world.ledger.prune();
    let now = world.now;
    world.machines[2].lose_disk(now);
    world.settle();
    assert!(world.balance(2, &alice) < balance);
    let reverts = [0, 1].map(|_| world.order(DevelopmentCall::Revert { snapshot }));
    world.settle();
    assert!(followed(&mut world, reverts[0]).success);
    assert!(!followed(&mut world, reverts[1]).success, "the snapshot is used up");
    for place in world.members() {
        assert_eq!(world.balance(place, &alice), balance, "member {place}");
    }
    alice.nonce -= 1;
    let pay = alice.pay(BOB, 2 * PHA);
    let seq = world.push(&alice, pay);
    world.settle();
    assert!(matches!(world.receipt(&alice, seq, 0), Some(Receipt::Executed(_))), "the nonce went back too");
}

fn order(channel: &mut Channel, epoch: Epoch, order: DevelopmentCall) -> Seq {
    channel.call(sealed_call(epoch, &InnerCall::Development(order)))
}

#[test]
fn what_messages_have_set_never_goes_back() {
    let mut channel = Channel::founded();
    order(&mut channel, 1, DevelopmentCall::Snapshot);
    channel.seal();
    channel.notify(&begins(2));
    channel.seal();
    // The notice stands in the very block that goes back.
    channel.notify(&begins(3));
    channel.notify(&Notice::Deposit { to: BOB, amount: PHA });
    order(&mut channel, 2, DevelopmentCall::Revert { snapshot: 2 });
    channel.seal();
    let mut alice = Caller::new(1);
    let pay = alice.pay(BOB, PHA);
    let seq = channel.call(sealed(&alice, 3, pay));
    let mut replica = Replica::new(1, &[1, 2, 3]);
    assert!(replica.run(&channel).is_none());
    assert_eq!(replica.refusal(seq), None, "epoch 3 has begun");
    assert_eq!(replica.compute.settings().newest_key().map(|key| key.epoch), Some(3));
    assert_eq!(replica.compute.evm().view().account(BOB).unwrap().0, wei(PHA));
}

#[test]
fn calls_after_an_order_in_its_message_are_refused() {
    let mut channel = Channel::founded();
    let mut alice = Caller::new(1);
    let (first, second) = (alice.pay(BOB, PHA), alice.pay(BOB, PHA));
    let raw = alice.send(DEVELOPMENT.evm_chain_id, BOB, 5).signed(&alice);
    let seq = channel.batch(vec![
        sealed(&alice, 1, first),
        sealed_call(1, &InnerCall::Development(DevelopmentCall::Snapshot)),
        sealed(&alice, 1, second),
        sealed_call(1, &InnerCall::Development(DevelopmentCall::Snapshot)),
        sealed_call(1, &InnerCall::Ethereum(EthereumCall { raw, viewer: None })),
    ]);
    let mut replica = Replica::new(1, &[1]);
    assert!(replica.run(&channel).is_none());
    let refusals: Vec<_> = (0..5).map(|index| replica.refusal_at(seq, index)).collect();
    let malformed = Some(Refusal::Malformed);
    assert_eq!(refusals, [None, None, malformed, malformed, malformed]);
}
