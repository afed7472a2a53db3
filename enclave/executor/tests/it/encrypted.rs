//! Encrypted calldata, as Sapphire's libraries make it: its caller alone reads what comes of it.

use crate::{
    ethereum::{chain_id, deployment, logs, ran, with_logger},
    support::{
        caller::Caller,
        ethereum::{encrypting, hash, Transaction},
        replica::{begins, input_key, sealed_call, Channel, Replica, NETWORK},
        World,
    },
};
use executor::compute::block::BlockError;
use messages::{
    call::{EthereumCall, InnerCall},
    committee::LostEpochs,
    ethereum::{ExecutedTransaction, TransactionStatus},
    ids::Epoch,
    keys::InputKey,
    query::{QueryRefusal, Question, Reply, Simulation},
    H160, H256, U256,
};
use sapphire::{caller::Answer, Envelope};

const BOB: H160 = H160([0xb0; 20]);
/// Reverts with its calldata.
const COMPLAINER: [u8; 8] = [0x5f, 0x35, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xfd];

fn newest_key(world: &World) -> InputKey {
    *world.ledger.committee().input_keys.last().unwrap()
}

#[test]
fn output_and_logs_are_encrypted_to_the_caller_and_public_nowhere() {
    let (mut world, mut alice, logger) = with_logger();
    let key = newest_key(&world);
    let (ours, stranger) = (encrypting(&key, 3), encrypting(&key, 4));
    let data = ours.seal(Some(key.epoch), [1; 15], &[7; 32]);
    let raw = alice.transaction(chain_id(&world), logger, data).signed(&alice);
    world.push_ethereum(raw.clone(), None);
    world.settle();

    let found = ran(&mut world, hash(&raw));
    assert!(found.receipt.success && found.receipt.gas_used > 21_000);
    assert!(found.receipt.output.is_empty() && found.receipt.logs.is_empty());
    assert!(logs(&mut world).is_empty());
    let sealed = found.sealed.expect("a result for the caller");
    let Some(Answer::Executed { output, logs }) = ours.open(&sealed) else { panic!("the caller opens it") };
    assert_eq!(output, [7; 32]);
    assert_eq!((logs.len(), logs[0].address, &logs[0].data), (1, logger.0, &vec![7; 32]));
    assert_eq!(stranger.open(&sealed), None);
}

#[test]
fn failures_and_new_contracts_are_encrypted_alike() {
    let mut world = World::ready(2, 2);
    let mut alice = world.funded(1);
    let key = newest_key(&world);
    let ours = encrypting(&key, 3);
    let init_code = ours.seal(None, [1; 15], &deployment(&COMPLAINER));
    let create =
        Transaction { to: None, ..alice.transaction(chain_id(&world), BOB, init_code) }.signed(&alice);
    world.push_ethereum(create.clone(), None);
    world.settle();
    let contract = ran(&mut world, hash(&create)).receipt.created.expect("a contract");

    let data = ours.seal(None, [2; 15], &[7; 32]);
    let raw = alice.transaction(chain_id(&world), contract, data).signed(&alice);
    world.push_ethereum(raw.clone(), None);
    world.settle();
    let found = ran(&mut world, hash(&raw));
    assert!(!found.receipt.success && found.receipt.output.is_empty());
    let answer = ours.open(&found.sealed.unwrap());
    let Some(Answer::Failed { message, .. }) = answer else { panic!("{answer:?}") };
    assert!(message.starts_with("reverted: "), "{message}");
}

#[test]
fn calldata_that_does_not_open_is_charged_and_fails() {
    let (mut world, mut alice, logger) = with_logger();
    let key = newest_key(&world);
    let before = world.balance(1, &alice);
    let good = encrypting(&key, 3).seal(Some(key.epoch), [1; 15], &[7; 32]);
    let mut altered = good.clone();
    let ciphertext = Envelope::parse(&good).unwrap().data.to_vec();
    let at = good.windows(ciphertext.len()).position(|window| window == ciphertext).unwrap();
    altered[at] ^= 1;
    let of_the_future = encrypting(&key, 3).seal(Some(key.epoch + 1), [1; 15], &[7; 32]);
    let foreign = InputKey { call_data: input_key(9).call_data, ..key };
    let for_others = encrypting(&foreign, 3).seal(None, [1; 15], &[7; 32]);
    let raws = [altered, of_the_future, for_others, good]
        .map(|data| alice.transaction(chain_id(&world), logger, data).signed(&alice));
    for raw in &raws {
        world.push_ethereum(raw.clone(), None);
    }
    world.settle();
    let mut gas = 0;
    for (place, raw) in raws.iter().enumerate() {
        let found = ran(&mut world, hash(raw));
        assert_eq!(found.receipt.success, place == 3, "case {place}");
        assert_eq!(found.sealed.is_some(), place == 3);
        let reason = String::from_utf8_lossy(&found.receipt.output);
        assert!(place == 3 || reason.contains("calldata does not open"), "it says why: {reason}");
        gas += u128::from(found.receipt.gas_used) * found.effective_gas_price;
    }
    assert_eq!(world.balance(1, &alice), before - U256::from(gas), "each paid for its gas");
}

/// The same envelope, written otherwise: without its epoch, and with the bit of the key that does not count.
fn rewritten(envelope: &[u8]) -> Vec<u8> {
    let mut envelope = Envelope::parse(envelope).unwrap();
    envelope.caller[31] ^= 0x80;
    Envelope { epoch: None, ..envelope }.encode()
}

#[test]
fn an_envelope_opens_in_one_transaction_only() {
    let (mut world, mut alice, logger) = with_logger();
    let mut mallory = world.funded(2);
    let key = newest_key(&world);
    let data = encrypting(&key, 3).seal(Some(key.epoch), [1; 15], &[7; 32]);
    let ask = |world: &mut World, question: fn(Simulation) -> Question, data: &[u8]| {
        let simulation = Simulation::of(logger, data.to_vec());
        world.ask(1, None, question(simulation)).unwrap().reply
    };
    let early = Transaction { nonce: 9, ..mallory.transaction(chain_id(&world), logger, data.clone()) };
    mallory.nonce -= 1;
    world.push_ethereum(early.signed(&mallory), None);
    world.settle();
    assert!(matches!(ask(&mut world, Question::Call, &data), Reply::Returned(_)), "refused: not used");

    let first = alice.transaction(chain_id(&world), logger, data.clone()).signed(&alice);
    world.push_ethereum(first.clone(), None);
    let copies = [data.clone(), rewritten(&data)]
        .map(|data| mallory.transaction(chain_id(&world), logger, data).signed(&mallory));
    // One in the same block, one in a later block.
    world.push_ethereum(copies[0].clone(), None);
    world.settle();
    world.push_ethereum(copies[1].clone(), None);
    world.settle();
    assert!(ran(&mut world, hash(&first)).receipt.success);
    for copy in &copies {
        let found = ran(&mut world, hash(copy));
        assert!(!found.receipt.success && found.sealed.is_none() && found.receipt.gas_used > 21_000);
        assert!(String::from_utf8_lossy(&found.receipt.output).contains("calldata does not open"));
    }
    for data in [data.clone(), rewritten(&data)] {
        for question in [Question::Call, Question::Estimate] {
            let reply = ask(&mut world, question, &data);
            assert_eq!(reply, Reply::Refused(QueryRefusal::BadEnvelope));
        }
    }
}

// --- by message order, replica by replica ---

/// A channel in which epochs 1 to 3 have begun, and one that callers transact in.
fn three_epochs() -> Channel {
    let mut channel = Channel::founded();
    (2..4).for_each(|epoch| {
        channel.notify(&begins(epoch));
    });
    channel.seal();
    channel
}

/// Sends wei with calldata that is encrypted to `epoch`, and says so or not. Returns the transaction's hash.
fn send(channel: &mut Channel, caller: &mut Caller, epoch: Epoch, named: bool) -> H256 {
    let key = input_key(epoch);
    let data = encrypting(&key, 3).seal(named.then_some(epoch), [epoch as u8; 15], b"anything");
    let raw = caller.transaction(NETWORK.chain_id(), BOB, data).signed(caller);
    let hash = hash(&raw);
    // What carries it is encrypted to the newest epoch, whose key all replicas here have.
    channel.call(sealed_call(3, &InnerCall::Ethereum(EthereumCall { raw, viewer: None })));
    channel.seal();
    hash
}

fn executed(replica: &Replica, hash: H256) -> ExecutedTransaction {
    match replica.compute.evm().view().transaction(hash, None).unwrap() {
        TransactionStatus::Executed(transaction) => *transaction,
        other => panic!("it did not run: {other:?}"),
    }
}

#[test]
fn an_envelope_is_of_a_live_epoch_and_without_a_number_of_the_newest_or_the_one_before() {
    let mut channel = three_epochs();
    let mut alice = Caller::new(1);
    let cases = [(3, false, true), (2, false, true), (1, false, false), (1, true, true), (4, true, false)];
    let sent = cases.map(|(epoch, named, _)| send(&mut channel, &mut alice, epoch, named));
    let mut replica = Replica::new(1, &[1, 2, 3, 4]);
    assert!(replica.run(&channel).is_none());
    for (hash, (epoch, named, opens)) in sent.into_iter().zip(cases) {
        assert_eq!(executed(&replica, hash).receipt.success, opens, "epoch {epoch}, named: {named}");
    }
    channel.notify(&begins(4));
    channel.seal();
    let key = input_key(1);
    let data = encrypting(&key, 3).seal(Some(1), [9; 15], b"anything");
    let raw = alice.transaction(NETWORK.chain_id(), BOB, data).signed(&alice);
    channel.call(sealed_call(4, &InnerCall::Ethereum(EthereumCall { raw: raw.clone(), viewer: None })));
    assert!(replica.run(&channel).is_none());
    assert!(!executed(&replica, hash(&raw)).receipt.success, "the epoch is over");
}

#[test]
fn used_envelopes_are_forgotten_block_by_block_when_their_epoch_is_over() {
    const USED: usize = 70;
    let mut channel = three_epochs();
    let mut alice = Caller::new(1);
    let mut of_epoch = |channel: &mut Channel, epoch, nonce: u8| {
        let data = encrypting(&input_key(epoch), 3).seal(Some(epoch), [nonce; 15], b"anything");
        let raw = alice.transaction(NETWORK.chain_id(), BOB, data).signed(&alice);
        channel.call(sealed_call(3, &InnerCall::Ethereum(EthereumCall { raw, viewer: None })));
    };
    (0..USED as u8).for_each(|nonce| of_epoch(&mut channel, 1, nonce));
    of_epoch(&mut channel, 2, 0);
    channel.seal();
    let mut replica = Replica::new(1, &[1, 2, 3, 4]);
    let used = |replica: &Replica| {
        let state = replica.compute.evm().view().export_chunk(None, usize::MAX).unwrap();
        state.entries.iter().filter(|(key, _)| key.starts_with(b"iexecutor/envelope/")).count()
    };
    assert!(replica.run(&channel).is_none());
    assert_eq!(used(&replica), USED + 1);
    for left in [USED + 1 - 64, 1, 1] {
        channel.notify(&begins(4));
        channel.seal();
        assert!(replica.run(&channel).is_none());
        assert_eq!(used(&replica), left);
    }
}

#[test]
fn a_replica_without_the_key_of_calldata_waits_for_it() {
    let mut channel = three_epochs();
    let mut alice = Caller::new(1);
    let hash = send(&mut channel, &mut alice, 2, false);
    let (mut slow, mut steady) = (Replica::new(1, &[1, 3]), Replica::new(2, &[1, 2, 3]));
    assert!(steady.run(&channel).is_none());
    let stalled = slow.run(&channel);
    assert!(matches!(stalled, Some(BlockError::KeyMissing(2))), "{stalled:?}");
    assert_eq!(slow.commits, steady.commits[..2]);
    slow.learn(2);
    assert!(slow.run(&channel).is_none());
    assert_eq!(slow.commits, steady.commits);
    assert!(executed(&slow, hash).receipt.success);
}

#[test]
fn calldata_of_a_lost_epoch_is_unreadable_to_all_whoever_holds_its_key() {
    let mut channel = three_epochs();
    let mut alice = Caller::new(1);
    let hash = send(&mut channel, &mut alice, 2, true);
    let commits = [vec![1, 3], vec![1, 2, 3]].map(|epochs| {
        let mut replica = Replica::new(1, &epochs);
        replica.compute.set_lost(Some(LostEpochs { upto: 2, after: 0 })).unwrap();
        assert!(replica.run(&channel).is_none());
        assert!(!executed(&replica, hash).receipt.success);
        replica.commits
    });
    assert_eq!(commits[0], commits[1]);
}

#[test]
fn every_result_has_a_nonce_of_its_own() {
    let mut channel = three_epochs();
    let mut alice = Caller::new(1);
    let ours = encrypting(&input_key(3), 3);
    let raws: Vec<_> = (0..4u8)
        .map(|nonce| {
            let data = ours.seal(None, [nonce; 15], b"anything");
            alice.transaction(NETWORK.chain_id(), BOB, data).signed(&alice)
        })
        .collect();
    let calls = raws
        .iter()
        .map(|raw| sealed_call(3, &InnerCall::Ethereum(EthereumCall { raw: raw.clone(), viewer: None })));
    let mut calls: Vec<_> = calls.collect();
    channel.call(calls.remove(0));
    channel.batch(calls.drain(..2).collect());
    channel.seal();
    channel.call(calls.remove(0));
    let mut replica = Replica::new(1, &[1, 2, 3]);
    assert!(replica.run(&channel).is_none());
    let nonces: std::collections::BTreeSet<_> = raws
        .iter()
        .map(|raw| {
            let sealed = executed(&replica, hash(raw)).sealed.unwrap();
            assert!(matches!(ours.open(&sealed), Some(Answer::Executed { .. })));
            // The nonce is what CBOR's canonical order puts last.
            sealed[sealed.len() - 15..].to_vec()
        })
        .collect();
    assert_eq!(nonces.len(), raws.len());
}
