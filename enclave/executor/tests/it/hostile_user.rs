//! Whatever a user sends ends in a receipt that names the reason, changes nothing else, and the next message proceeds.

use crate::{
    calls::executed,
    support::{
        caller::{wei, Caller, GAS_PRICE, PHA},
        World, COMMITTEE,
    },
};
use codec::Encode;
use executor::rules::rules;
use messages::{
    call::{CallBody, InnerCall, SignedCall},
    channel::{SealedCall, UserPayload},
    ids::Seq,
    receipt::{Receipt, Refusal},
    H160, U256,
};

const BOB: H160 = H160([0xb0; 20]);

/// What the case is about, the message that carries it, and the refusal.
type Case = (&'static str, Seq, Refusal);

/// Signed calls that are refused; none of them uses up a nonce.
fn bad_calls(world: &mut World, alice: &Caller) -> Vec<Case> {
    let good = Caller::new(1).pay(BOB, 1);
    let rich = Caller::new(1).pay(BOB, 1_000_000 * PHA);
    let message_gas = rules(1).unwrap().message_gas;
    let cases: [(&str, CallBody, Refusal); 7] = [
        ("another committee", CallBody { committee: COMMITTEE + 1, ..good.clone() }, Refusal::WrongCommittee),
        ("oversize gas", CallBody { gas_limit: message_gas + 1, ..good.clone() }, Refusal::BadGasLimit),
        ("too little gas to begin", CallBody { gas_limit: 20_999, ..good.clone() }, Refusal::BadGasLimit),
        ("a skipped nonce", CallBody { nonce: 1, ..good.clone() }, Refusal::BadNonce { expected: 0 }),
        (
            "a low price",
            CallBody { max_fee_per_gas: (GAS_PRICE - 1).into(), ..good.clone() },
            Refusal::Underpriced,
        ),
        ("an absurd price", CallBody { max_fee_per_gas: U256::MAX, ..good }, Refusal::InsufficientFunds),
        ("more than is there", rich, Refusal::InsufficientFunds),
    ];
    let push = |(what, body, refusal)| (what, world.push(alice, body), refusal);
    cases.into_iter().map(push).collect()
}

/// Calls whose signature does not stand for a caller who can pay.
fn forged_calls(world: &mut World, alice: &Caller) -> Vec<Case> {
    let genesis = world.genesis();
    let honest = alice.sign(&genesis, Caller::new(1).pay(BOB, 1));
    let unsigned = SignedCall { signature: [0; 65], ..honest.clone() };
    let altered = SignedCall { body: CallBody { value: wei(2), ..honest.body.clone() }, ..honest };
    let elsewhere = alice.sign(&Default::default(), Caller::new(1).pay(BOB, 1));
    let cases = [
        ("no signature", unsigned, Refusal::BadSignature),
        // These recover to addresses of nobody, which hold nothing.
        ("altered after signing", altered, Refusal::InsufficientFunds),
        ("signed for another network", elsewhere, Refusal::InsufficientFunds),
    ];
    let push = |(what, signed, refusal)| {
        let call = world.seal_bytes(&InnerCall::Signed(signed).encode());
        (what, world.push_sealed(call), refusal)
    };
    cases.into_iter().map(push).collect()
}

/// Payloads in which there is no call at all.
fn garbage(world: &mut World) -> Vec<Case> {
    let sealed = world.seal_bytes(b"any plaintext");
    let mut undecryptable = sealed.clone();
    undecryptable.ciphertext[0] ^= 1;
    let mut no_key = sealed.clone();
    no_key.encapsulated_key = [0; 32];
    let empty = SealedCall { ciphertext: Default::default(), ..sealed.clone() };
    let trailing = [UserPayload::Call(sealed.clone()).encode(), vec![0]].concat();
    let calls = [
        ("an altered ciphertext", undecryptable, Refusal::Undecryptable),
        ("an encapsulated key of low order", no_key, Refusal::Undecryptable),
        ("an empty ciphertext", empty, Refusal::Undecryptable),
        ("a plaintext that is no call", sealed.clone(), Refusal::Malformed),
        ("an epoch to come", SealedCall { epoch: 2, ..sealed.clone() }, Refusal::Malformed),
        ("no epoch", SealedCall { epoch: 0, ..sealed }, Refusal::Malformed),
    ];
    let payloads = [
        ("an empty payload", Vec::new()),
        ("an unknown kind", vec![0xff; 100]),
        ("bytes left over", trailing),
    ];
    let calls = calls.map(|(what, call, refusal)| (what, UserPayload::Call(call).encode(), refusal));
    let payloads = payloads.map(|(what, payload)| (what, payload, Refusal::Malformed));
    let push = |(what, payload, refusal): (_, Vec<u8>, _)| (what, world.push_bytes(&payload), refusal);
    calls.into_iter().chain(payloads).map(push).collect()
}

#[test]
fn every_bad_message_is_receipted_by_name_and_the_next_one_proceeds() {
    let mut world = World::ready(2, 2);
    let mut alice = world.funded(1);
    world.settle();
    let mut cases = bad_calls(&mut world, &alice);
    cases.extend(forged_calls(&mut world, &alice));
    cases.extend(garbage(&mut world));
    let pay = alice.pay(BOB, 5);
    let good = world.push(&alice, pay.clone());
    let replayed = world.push(&alice, pay);
    cases.push(("a replayed call", replayed, Refusal::BadNonce { expected: 1 }));
    world.settle();

    for (what, seq, refusal) in cases {
        assert_eq!(world.receipt(&alice, seq, 0), Some(Receipt::Refused(refusal)), "{what}");
    }
    let receipt = executed(&mut world, &alice, good, 0);
    assert!(receipt.success);
    let spent = wei(5) + U256::from(receipt.gas_used) * U256::from(GAS_PRICE);
    assert_eq!(world.balance(1, &alice), wei(1_000 * PHA) - spent, "nothing else was charged");
}

#[test]
fn a_bad_call_in_a_batch_spoils_only_itself() {
    let mut world = World::ready(2, 2);
    let mut alice = world.funded(1);
    let first = alice.pay(BOB, 1);
    let replay = first.clone();
    let huge = CallBody { gas_limit: u64::MAX, ..Caller::new(1).pay(BOB, 1) };
    let last = alice.pay(BOB, 1);
    let seq = world.push_batch(&alice, vec![first, replay, huge, last]);
    world.settle();
    assert!(executed(&mut world, &alice, seq, 0).success);
    let refused = |refusal| Some(Receipt::Refused(refusal));
    assert_eq!(world.receipt(&alice, seq, 1), refused(Refusal::BadNonce { expected: 1 }));
    assert_eq!(world.receipt(&alice, seq, 2), refused(Refusal::BadGasLimit));
    assert!(executed(&mut world, &alice, seq, 3).success);
}

#[test]
fn the_calls_of_one_message_share_its_gas() {
    let mut world = World::ready(1, 1);
    let mut alice = world.funded(1);
    let message_gas = rules(1).unwrap().message_gas;
    let half = CallBody { gas_limit: message_gas / 2, ..alice.pay(BOB, 1) };
    let other_half = CallBody { gas_limit: message_gas / 2, ..alice.pay(BOB, 1) };
    let too_much = CallBody { gas_limit: 21_000, ..alice.pay(BOB, 1) };
    let seq = world.push_batch(&alice, vec![half, other_half, too_much]);
    world.settle();
    assert!(executed(&mut world, &alice, seq, 0).success);
    assert!(executed(&mut world, &alice, seq, 1).success);
    assert_eq!(world.receipt(&alice, seq, 2), Some(Receipt::Refused(Refusal::BadGasLimit)));
}
