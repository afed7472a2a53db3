//! The canonical loop: a sealed call is ordered, proven, executed by every replica and agreed on; its owner, and nobody
//! else, can ask about it.

use crate::support::{
    caller::{wei, Caller, PHA},
    contracts, World, COMMITTEE,
};
use codec::Encode;
use crypto::sealing::seal_query;
use executor::query::QueryError;
use light_client::lease::LEASE_TICKS;
use messages::{
    ids::Seq,
    query::{CallerProof, Query, QueryBody, QueryRefusal, Question, Reply, SealedQuery},
    receipt::{ExecutionReceipt, Receipt},
    H160,
};

/// Receipt of a call that ran.
pub fn executed(world: &mut World, caller: &Caller, seq: Seq, index: u32) -> ExecutionReceipt {
    match world.receipt(caller, seq, index) {
        Some(Receipt::Executed(receipt)) => receipt,
        other => panic!("message {seq}, call {index} did not run: {other:?}"),
    }
}

/// A world with a token whose supply of 1,000 Alice holds.
pub fn with_token(members: u32, threshold: u16) -> (World, Caller, H160) {
    let mut world = World::ready(members, threshold);
    let mut alice = world.funded(1);
    let create = alice.create(contracts::token(1_000));
    let seq = world.push(&alice, create);
    world.settle();
    let token = executed(&mut world, &alice, seq, 0).created.expect("a contract");
    (world, alice, token)
}

#[test]
fn a_sealed_call_is_executed_alike_by_all_and_applied_once_agreed() {
    let (mut world, mut alice, token) = with_token(3, 2);
    let bob = Caller::new(2);
    let transfer = alice.call(token, contracts::transfer(bob.address(), 400));
    let seq = world.push(&alice, transfer);
    world.settle();

    assert!(executed(&mut world, &alice, seq, 0).success);
    let applied = world.ledger.committee().commit;
    assert_eq!(applied.upto_seq, seq);
    for place in world.members() {
        let status = world.machines[place].status();
        assert_eq!((status.height, status.state_root), (applied.height, Some(applied.state_root)));
        assert_eq!((status.applied, status.trouble), (applied.height, None));
    }
    let votes = world.ledger.vote_log.iter().filter(|(_, _, height, _)| *height == applied.height);
    assert_eq!(
        votes.map(|(.., hash)| *hash).collect::<Vec<_>>(),
        [applied.hash; 3],
        "one vote a member, all alike"
    );
    for place in world.members() {
        let balance = world.view(place, Some(&bob), token, contracts::balance_of(bob.address()));
        assert_eq!(balance, Reply::Returned(contracts::number(400)));
    }
}

#[test]
fn a_query_is_answered_to_its_proven_caller_only() {
    let (mut world, alice, token) = with_token(1, 1);
    let (stranger, question) = (Caller::new(9), contracts::balance_of(alice.address()));
    let answers =
        [Some(&alice), Some(&stranger), None].map(|caller| world.view(1, caller, token, question.clone()));
    let [to_owner, to_stranger, to_nobody] = answers;
    assert_eq!(to_owner, Reply::Returned(contracts::number(1_000)));
    assert_eq!(to_stranger, Reply::Reverted(contracts::not_yours()));
    assert_eq!(to_nobody, Reply::Reverted(contracts::not_yours()), "the unsigned caller is address zero");

    let account = world.ask(1, None, Question::Account).unwrap().reply;
    assert_eq!(account, Reply::Refused(QueryRefusal::SignatureNeeded));
}

#[test]
fn an_answer_says_what_it_is_true_of() {
    let (mut world, alice, _) = with_token(1, 1);
    let status = world.machines[1].status();
    let as_of = world.ask(1, Some(&alice), Question::Account).unwrap().as_of;
    assert_eq!(as_of.block, world.chain().tip());
    assert_eq!((as_of.height, Some(as_of.state_root)), (status.height, status.state_root));
    assert!(as_of.simulated);
}

#[test]
fn a_receipt_is_shown_to_its_caller_only() {
    let (mut world, mut alice, token) = with_token(1, 1);
    let bob = Caller::new(2);
    let transfer = alice.call(token, contracts::transfer(bob.address(), 1));
    let seq = world.push(&alice, transfer);
    world.settle();
    assert!(executed(&mut world, &alice, seq, 0).success);
    let question = Question::Receipt { seq, index: 0 };
    let mut ask = |caller| world.ask(1, caller, question.clone()).unwrap().reply;
    assert_eq!(ask(Some(&bob)), Reply::Refused(QueryRefusal::NotYours));
    assert_eq!(ask(None), Reply::Refused(QueryRefusal::SignatureNeeded));
    let unknown = Question::Receipt { seq: seq + 1, index: 0 };
    assert_eq!(world.ask(1, Some(&alice), unknown).unwrap().reply, Reply::Receipt(None));
}

#[test]
fn a_query_signature_counts_for_its_committee_and_until_its_block() {
    let (mut world, alice, _) = with_token(1, 1);
    let (genesis, head) = (world.genesis(), u64::from(world.chain().tip().number));
    let mut ask = |committee, not_after_block| {
        let body = QueryBody { committee, not_after_block, question: Question::Account };
        world.ask_query(1, &alice.sign_query(&genesis, body)).unwrap().reply
    };
    assert!(matches!(ask(COMMITTEE, head), Reply::Account { .. }));
    assert_eq!(ask(COMMITTEE, head - 1), Reply::Refused(QueryRefusal::Expired));
    assert_eq!(ask(COMMITTEE + 1, head), Reply::Refused(QueryRefusal::Expired));
    let body = QueryBody { committee: COMMITTEE, not_after_block: head, question: Question::Account };
    let forged = world.ask_query(1, &Query { body, proof: Some(CallerProof::Typed([0; 65])) }).unwrap().reply;
    assert_eq!(forged, Reply::Refused(QueryRefusal::BadSignature));
}

#[test]
fn nothing_is_answered_without_a_fresh_lease() {
    let (mut world, alice, _) = with_token(1, 1);
    assert!(world.ask(1, Some(&alice), Question::Account).is_ok());
    world.now += LEASE_TICKS;
    let stale = world.ask(1, Some(&alice), Question::Account);
    assert!(matches!(stale, Err(QueryError::Stale)), "{stale:?}");
    assert!(!world.machines[1].enclave.status(world.now).serving);
    world.advance_by(3);
    assert!(world.ask(1, Some(&alice), Question::Account).is_ok(), "a new nonce was seen on chain");
}

#[test]
fn a_query_that_cannot_be_opened_is_refused_by_name() {
    let (world, ..) = with_token(1, 1);
    let (genesis, public, now) = (world.genesis(), world.input_key(1), world.now);
    let sealed = |committee, epoch, plaintext: &[u8]| -> SealedQuery {
        seal_query(&genesis, committee, epoch, &public, plaintext, [1; 32]).unwrap().0
    };
    let body = QueryBody { committee: COMMITTEE, not_after_block: 0, question: Question::Account };
    let honest = Query { body, proof: None }.encode();
    let answerer = world.machines[1].enclave.answerer().unwrap();
    let ask = |query: &SealedQuery| answerer.answer(query, now, [7; 32]);
    let foreign = ask(&sealed(2, 1, &honest));
    assert!(matches!(foreign, Err(QueryError::WrongCommittee(COMMITTEE))), "{foreign:?}");
    let future = ask(&sealed(COMMITTEE, 2, &honest));
    assert!(matches!(future, Err(QueryError::UnknownEpoch(2))), "{future:?}");
    let rubbish = ask(&sealed(COMMITTEE, 1, b"rubbish"));
    assert!(matches!(rubbish, Err(QueryError::Undecryptable)), "{rubbish:?}");
    let mut altered = sealed(COMMITTEE, 1, &honest);
    altered.sealed.encapsulated_key[3] ^= 1;
    assert!(matches!(ask(&altered), Err(QueryError::Undecryptable)));
    assert!(ask(&sealed(COMMITTEE, 1, &honest)).is_ok());
}

#[test]
fn a_member_without_state_says_that_it_is_not_serving() {
    let mut world = World::ready(2, 1);
    world.kill(2);
    let refused = world.ask(2, None, Question::Account);
    assert!(matches!(refused, Err(QueryError::NotServing(_))), "{refused:?}");
}

#[test]
fn deposits_and_payments_arrive_to_the_unit() {
    let mut world = World::ready(2, 2);
    let (mut alice, bob) = (world.funded(1), Caller::new(2));
    let pay = alice.pay(bob.address(), 3 * PHA + 7);
    world.push(&alice, pay);
    world.settle();
    assert_eq!(world.balance(2, &bob), wei(3 * PHA + 7));
}
