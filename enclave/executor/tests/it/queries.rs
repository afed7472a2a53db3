//! Questions of every kind, on any thread, from whoever proves to be somebody, and from who sends anything.

use crate::{
    calls::with_token,
    ethereum::{chain_id, deployment, ran},
    support::{
        caller::{Caller, PHA},
        contracts,
        ethereum::{encrypting, hash, Transaction},
        World, COMMITTEE,
    },
};
use alloy_primitives::Bytes;
use alloy_sol_types::SolValue;
use codec::{DecodeAll, Encode};
use crypto::{
    caller::{account_text, address_of_account},
    sealing::seal_query,
    sign_in,
};
use executor::query::QueryError;
use light_client::lease::LEASE_ANSWERS;
use messages::{
    ethereum::LogFilter,
    keys::InputKey,
    query::{
        AccountSignature, BlockId, CallerProof, Query, QueryBody, QueryRefusal, Question, Reply,
        SignedAnswer, Simulation,
    },
    H160, H256, U256,
};
use sapphire::{caller::Answer, Leash, QueryCall, QueryData, SignedQuery};
use sp_core::{ed25519, sr25519, Pair};

const BOB: H160 = H160([0xb0; 20]);
/// Returns its caller.
const WHO_AM_I: [u8; 7] = [0x33, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3];
/// Reverts with its calldata.
const COMPLAINER: [u8; 8] = [0x5f, 0x35, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xfd];
/// Returns 300,000 bytes.
const TALKER: [u8; 6] = [0x62, 0x04, 0x93, 0xe0, 0x5f, 0xf3];

fn body(world: &World, question: Question) -> QueryBody {
    QueryBody { committee: COMMITTEE, not_after_block: world.chain().tip().number.into(), question }
}

fn with_proof(world: &World, proof: CallerProof) -> Query {
    Query { body: body(world, Question::Account), proof: Some(proof) }
}

/// Puts contracts into a world of one member.
fn deployed<const N: usize>(codes: [&[u8]; N]) -> (World, Caller, [H160; N]) {
    let mut world = World::ready(1, 1);
    let mut alice = world.funded(1);
    let raws = codes.map(|code| {
        let create = Transaction { to: None, ..alice.transaction(chain_id(&world), BOB, deployment(code)) };
        create.signed(&alice)
    });
    for raw in &raws {
        world.push_ethereum(raw.clone(), None);
    }
    world.settle();
    let contracts = raws.map(|raw| ran(&mut world, hash(&raw)).receipt.created.expect("a contract"));
    (world, alice, contracts)
}

fn newest_key(world: &World) -> InputKey {
    *world.ledger.committee().input_keys.last().unwrap()
}

// --- who asks ---

/// A message that signs in at a committee, from midnight of the day on which the tests' chain begins.
fn session(world: &World, caller: &Caller, committee: u32, until: &str) -> CallerProof {
    let uri = sign_in::uri(&world.genesis(), committee);
    let message = format!(
        "adyton.example wants you to sign in with your Ethereum account:\n{:?}\n\nTo read my balance.\n\nURI: {uri}\n\
         Version: 1\nChain ID: 1\nNonce: 12345678\nIssued At: 2026-11-22T00:00:00Z\nExpiration Time: {until}",
        caller.address(),
    );
    let signature = caller.sign_hash(&sign_in::signing_hash(message.as_bytes()));
    CallerProof::SignIn { message: message.into_bytes(), signature }
}

fn asker(world: &mut World, query: &Query) -> Result<H160, QueryRefusal> {
    match world.ask_query(1, query).unwrap().reply {
        Reply::Account { address, .. } => Ok(address),
        Reply::Refused(refusal) => Err(refusal),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_kind_of_proof_names_its_asker() {
    let mut world = World::ready(1, 1);
    let alice = Caller::new(1);
    let (sr, ed) = (sr25519::Pair::from_seed(&[1; 32]), ed25519::Pair::from_seed(&[2; 32]));
    let text = account_text(&world.genesis(), &body(&world, Question::Account));
    let accounts = [
        (sr.public().0, AccountSignature::Sr25519(sr.sign(text.as_bytes()).0)),
        (ed.public().0, AccountSignature::Ed25519(ed.sign(text.as_bytes()).0)),
    ];
    for (key, signature) in accounts {
        let query = with_proof(&world, CallerProof::Account { account: key.into(), signature });
        assert_eq!(asker(&mut world, &query), Ok(address_of_account(&key.into())));
    }
    let typed = alice.sign_query(&world.genesis(), body(&world, Question::Account));
    assert_eq!(asker(&mut world, &typed), Ok(alice.address()));
    let proof = session(&world, &alice, COMMITTEE, "2026-11-22T20:00:00Z");
    let signed_in = with_proof(&world, proof);
    assert_eq!(asker(&mut world, &signed_in), Ok(alice.address()));
    let later = Query { body: QueryBody { not_after_block: u64::MAX, ..signed_in.body }, ..signed_in };
    world.advance_by(3);
    assert_eq!(asker(&mut world, &later), Ok(alice.address()), "one session is for many questions");
}

#[test]
fn a_proof_of_another_time_place_or_person_is_refused_by_name() {
    let mut world = World::ready(1, 1);
    let (alice, bob) = (Caller::new(1), Caller::new(2));
    let over = session(&world, &alice, COMMITTEE, "2026-11-22T00:01:00Z");
    let elsewhere = session(&world, &alice, COMMITTEE + 1, "2026-11-22T20:00:00Z");
    let CallerProof::SignIn { message, .. } = session(&world, &alice, COMMITTEE, "2026-11-22T20:00:00Z")
    else {
        panic!()
    };
    let signature = bob.sign_hash(&sign_in::signing_hash(&message));
    let forged = CallerProof::SignIn { message, signature };
    let no_message = CallerProof::SignIn { message: vec![0xff; 9000], signature };
    let account =
        CallerProof::Account { account: [7; 32].into(), signature: AccountSignature::Sr25519([1; 64]) };
    let cases = [
        (over, QueryRefusal::Expired),
        (elsewhere, QueryRefusal::BadSignIn),
        (forged, QueryRefusal::BadSignature),
        (no_message, QueryRefusal::BadSignIn),
        (account, QueryRefusal::BadSignature),
        (CallerProof::Typed([0; 65]), QueryRefusal::BadSignature),
    ];
    for (proof, refusal) in cases {
        let query = with_proof(&world, proof);
        assert_eq!(asker(&mut world, &query), Err(refusal), "{:?}", query.proof);
    }
}

// --- on which thread ---

#[test]
fn queries_are_answered_on_other_threads_while_execution_goes_on() {
    let (mut world, mut alice, token) = with_token(1, 1);
    let (genesis, key, now) = (world.genesis(), newest_key(&world), world.now);
    let question = Question::Call(Simulation::of(token, contracts::balance_of(alice.address())));
    let query = alice.sign_query(&genesis, QueryBody { not_after_block: u64::MAX, ..body(&world, question) });
    let (sealed, opens) =
        seal_query(&genesis, COMMITTEE, key.epoch, &key.public, &query.encode(), [5; 32]).unwrap();
    let answerer = world.machines[1].enclave.answerer().unwrap();
    let height = world.machines[1].status().height;
    let answers: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..3u8)
            .map(|thread| {
                let (answerer, sealed) = (&answerer, &sealed);
                scope.spawn(move || {
                    let answer = |turn| answerer.answer(sealed, now, [thread * 10 + turn; 32]).unwrap();
                    (0..10).map(answer).collect::<Vec<_>>()
                })
            })
            .collect();
        for _ in 0..4 {
            let transfer = alice.call(token, contracts::transfer(BOB, 1));
            world.push(&alice, transfer);
            world.advance();
        }
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    world.settle();
    assert!(world.machines[1].status().height > height);
    for answer in answers {
        let signed = SignedAnswer::decode_all(&mut opens.open(&answer).unwrap().as_slice()).unwrap();
        assert_eq!(signed.answer.as_of.height, height, "true of one state");
        assert_eq!(signed.answer.reply, Reply::Returned(contracts::number(1_000)));
    }
    let now_held = world.view(1, Some(&alice), token, contracts::balance_of(alice.address()));
    assert_eq!(now_held, Reply::Returned(contracts::number(996)));
}

#[test]
fn a_lease_gives_no_more_answers_than_it_has_however_they_are_handed_out() {
    let mut world = World::ready(1, 1);
    let now = world.now;
    let enclave = &mut world.machines[1].enclave;
    assert!(enclave.leased_since().is_some());
    assert_eq!(enclave.allot(1_000, now), 1_000);
    assert_eq!(enclave.allot(u32::MAX, now), LEASE_ANSWERS - 1_000);
    assert_eq!(enclave.allot(u32::MAX, now), 0);
    assert!(!enclave.status(now).serving);
    world.advance_by(3);
    let now = world.now;
    let enclave = &mut world.machines[1].enclave;
    assert_eq!(enclave.allot(u32::MAX, now), LEASE_ANSWERS, "another nonce was seen on chain");
}

#[test]
fn an_answerer_of_now_does_not_know_what_the_enclave_has_erased() {
    let mut world = World::ready_with(1, 1, 4);
    let (genesis, key, now) = (world.genesis(), newest_key(&world), world.now);
    let query = Query { body: body(&world, Question::Account), proof: None };
    let (sealed, _) =
        seal_query(&genesis, COMMITTEE, key.epoch, &key.public, &query.encode(), [5; 32]).unwrap();
    assert!(world.machines[1].enclave.answerer().unwrap().answer(&sealed, now, [1; 32]).is_ok());
    world.until("past the first epoch", |world| !world.machines[1].status().epochs.contains(&key.epoch));
    let answer = world.machines[1].enclave.answerer().unwrap().answer(&sealed, world.now, [1; 32]);
    assert!(matches!(answer, Err(QueryError::UnknownEpoch(epoch)) if epoch == key.epoch), "{answer:?}");
}

// --- what is asked ---

#[test]
fn encrypted_questions_are_answered_encrypted() {
    let (mut world, _, [who, complainer]) = deployed([&WHO_AM_I, &COMPLAINER]);
    let key = newest_key(&world);
    let (ours, stranger) = (encrypting(&key, 3), encrypting(&key, 4));
    let data = ours.seal(Some(key.epoch), [1; 15], &[7; 32]);
    let mut ask = |question| world.ask(1, None, question).unwrap().reply;
    let call = |to| Question::Call(Simulation::of(to, data.clone()));

    let Reply::Returned(sealed) = ask(call(who)) else { panic!("a sealed result") };
    assert_eq!(ours.open(&sealed), Some(Answer::Returned(vec![0; 32])), "unsigned is address zero");
    assert_eq!(stranger.open(&sealed), None);
    assert_ne!(ask(call(who)), Reply::Returned(sealed), "no two results look alike");
    let Reply::Returned(sealed) = ask(call(complainer)) else { panic!("a failure is sealed too") };
    assert!(matches!(ours.open(&sealed), Some(Answer::Failed { .. })));
    assert!(matches!(ask(Question::Estimate(Simulation::of(who, data.clone()))), Reply::Gas(_)));
    let trace = ask(Question::Trace(Simulation::of(who, data.clone())));
    assert_eq!(trace, Reply::Refused(QueryRefusal::BadEnvelope));
    let mut altered = data.clone();
    let at = altered.len() / 2;
    altered[at] ^= 1;
    let refused = ask(Question::Call(Simulation::of(who, altered)));
    assert_eq!(refused, Reply::Refused(QueryRefusal::BadEnvelope));
}

/// CBOR of a signed query with plain calldata.
fn encoded(query: &SignedQuery<'_>) -> Vec<u8> {
    let QueryData::Plain(calldata) = query.data else { panic!("plain") };
    let text = |text: &str| [vec![0x60 + text.len() as u8], text.as_bytes().to_vec()].concat();
    let bytes = |bytes: &[u8]| [vec![0x58, bytes.len() as u8], bytes.to_vec()].concat();
    let number = |number: u64| [vec![0x1b], number.to_be_bytes().to_vec()].concat();
    let Leash { nonce, block_number, block_hash, block_range } = query.leash;
    [
        [vec![0xa3], text("data"), vec![0xa1], text("body"), bytes(calldata)].concat(),
        [text("leash"), vec![0xa4], text("nonce"), number(nonce)].concat(),
        [text("block_hash"), bytes(&block_hash)].concat(),
        [text("block_range"), number(block_range)].concat(),
        [text("block_number"), number(block_number)].concat(),
        [text("signature"), bytes(&query.signature)].concat(),
    ]
    .concat()
}

/// A query of `caller` to `to` under a leash, signed as Sapphire's clients do.
fn leashed(world: &World, caller: &Caller, to: H160, leash: Leash) -> Question {
    let mut query = SignedQuery { data: QueryData::Plain(&[7; 32]), leash, signature: [0; 65] };
    let call = QueryCall {
        from: caller.address().0,
        to: to.0,
        gas_limit: 30_000_000,
        gas_price: U256::from(100_000_000_000u64).to_big_endian(),
        value: [0; 32],
    };
    query.signature = caller.sign_hash(&H256(query.signing_hash(&call, &[7; 32], chain_id(world))));
    Question::CallAs {
        simulation: Simulation::of(to, encoded(&query)),
        from: caller.address(),
        gas_price: None,
    }
}

#[test]
fn a_leashed_question_is_asked_by_its_signer_while_the_leash_holds() {
    let (mut world, mut alice, [who]) = deployed([&WHO_AM_I]);
    let base = crate::ethereum::block(&mut world, BlockId::Latest);
    let leash =
        Leash { nonce: alice.nonce, block_number: base.number, block_hash: base.hash.0, block_range: 2 };
    let question = leashed(&world, &alice, who, leash);
    let mut word = vec![0; 12];
    word.extend(alice.address().0);
    assert_eq!(world.ask(1, None, question.clone()).unwrap().reply, Reply::Returned(word.clone()));

    let Question::CallAs { simulation, .. } = question.clone() else { panic!() };
    let in_anothers_name = Question::CallAs { simulation: simulation.clone(), from: BOB, gas_price: None };
    let at_another_price =
        Question::CallAs { simulation: simulation.clone(), from: alice.address(), gas_price: Some(1.into()) };
    let no_query = Question::CallAs {
        simulation: Simulation::of(who, vec![1, 2, 3]),
        from: alice.address(),
        gas_price: None,
    };
    let cases = [
        (in_anothers_name, QueryRefusal::BadSignature),
        (at_another_price, QueryRefusal::BadSignature),
        (no_query, QueryRefusal::BadEnvelope),
        (Question::Call(simulation), QueryRefusal::BadEnvelope),
        (leashed(&world, &alice, who, Leash { block_hash: [1; 32], ..leash }), QueryRefusal::BadEnvelope),
        (leashed(&world, &alice, who, Leash { nonce: 0, ..leash }), QueryRefusal::LeashOver),
        (leashed(&world, &alice, who, Leash { block_number: 9_999, ..leash }), QueryRefusal::LeashOver),
    ];
    for (question, refusal) in cases {
        assert_eq!(world.ask(1, None, question).unwrap().reply, Reply::Refused(refusal));
    }
    for _ in 0..3 {
        assert_eq!(world.ask(1, None, question.clone()).unwrap().reply, Reply::Returned(word.clone()));
        world.ledger.deposit(BOB, PHA);
        world.settle();
    }
    assert_eq!(world.ask(1, None, question).unwrap().reply, Reply::Refused(QueryRefusal::LeashOver));
    let fresh = leashed(&world, &alice, who, Leash { block_range: 100, ..leash });
    assert!(matches!(world.ask(1, None, fresh.clone()).unwrap().reply, Reply::Returned(_)));
    let pay = alice.pay(BOB, 1);
    world.push(&alice, pay);
    world.settle();
    let spent = world.ask(1, None, fresh).unwrap().reply;
    assert_eq!(spent, Reply::Refused(QueryRefusal::LeashOver), "its signer has sent something since");
}

#[test]
fn contracts_and_askers_learn_the_newest_key_for_calldata() {
    let mut world = World::ready_with(2, 2, 12);
    let mut alice = world.funded(1);
    let mut subcall = H160::zero();
    (subcall.0[0], subcall.0[18], subcall.0[19]) = (1, 1, 3);
    // CBOR's null as the body.
    let data = ("core.CallDataPublicKey".to_string(), Bytes::from(vec![0xf6])).abi_encode_params();
    let tells = |output: &[u8], key: InputKey| output.windows(32).any(|word| word == key.call_data);
    let ask = |world: &mut World| {
        let key = newest_key(world);
        let Reply::Returned(output) = world.view(1, None, subcall, data.clone()) else { panic!("a key") };
        assert!(tells(&output, key), "the key of epoch {}", key.epoch);
        key
    };
    world.settle();
    let first = ask(&mut world);
    let raw =
        Transaction { gas_limit: 1_000_000, ..alice.transaction(chain_id(&world), subcall, data.clone()) };
    let raw = raw.signed(&alice);
    world.push_ethereum(raw.clone(), None);
    world.settle();
    let found = ran(&mut world, hash(&raw)).receipt;
    assert!(found.success && tells(&found.output, first));
    world.until("the next epoch", |world| world.ledger.committee().epoch > first.epoch);
    world.settle();
    assert_ne!(ask(&mut world).call_data, first.call_data);
}

#[test]
fn unsigned_estimates_tell_nothing_of_errors_and_signed_ones_do() {
    let (mut world, alice, [complainer, who]) = deployed([&COMPLAINER, &WHO_AM_I]);
    let estimate = |to| Question::Estimate(Simulation::of(to, vec![7; 32]));
    let mut ask = |caller, question| world.ask(1, caller, question).unwrap().reply;
    let Reply::Gas(gas) = ask(None, estimate(complainer)) else { panic!("no error") };
    assert!(gas > 2_000_000);
    assert_eq!(ask(Some(&alice), estimate(complainer)), Reply::Reverted(vec![7; 32]));
    let Reply::Gas(gas) = ask(Some(&alice), estimate(who)) else { panic!("an estimate") };
    assert!((21_000..40_000).contains(&gas), "{gas}");
    assert!(matches!(
        ask(Some(&alice), Question::Trace(Simulation::of(who, Vec::new()))),
        Reply::Trace(frames) if frames.len() == 1
    ));
}

#[test]
fn whatever_is_asked_ends_in_an_answer_or_a_named_error() {
    let (mut world, alice, [talker]) = deployed([&TALKER]);
    let key = newest_key(&world);
    let envelope = encrypting(&key, 3).seal(Some(key.epoch), [1; 15], &[7; 32]);
    let mut data: Vec<Vec<u8>> = (0..envelope.len()).step_by(7).map(|end| envelope[..end].to_vec()).collect();
    data.extend((0..envelope.len()).step_by(5).map(|at| {
        let mut altered = envelope.clone();
        altered[at] ^= 0x41;
        altered
    }));
    data.extend([vec![0xbf], vec![0xa2; 500], vec![0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]]);
    for data in data {
        let simulation = Simulation { to: Some(BOB), data, value: U256::MAX, gas_limit: Some(100_000) };
        for question in [Question::Call(simulation.clone()), Question::Estimate(simulation)] {
            assert!(world.ask(1, Some(&alice), question).is_ok());
        }
    }
    let too_large = world.ask(1, None, Question::Call(Simulation::of(talker, Vec::new())));
    assert!(matches!(too_large, Err(QueryError::AnswerTooLarge)), "{too_large:?}");
    let greedy = LogFilter { from: 0, to: u64::MAX, addresses: vec![BOB; 65], topics: Vec::new() };
    let refused = world.ask(1, None, Question::Logs(greedy)).unwrap().reply;
    assert_eq!(refused, Reply::Refused(QueryRefusal::TooMuch));
    let no_gas = Simulation { gas_limit: Some(20_000), ..Simulation::of(talker, Vec::new()) };
    let refused = world.ask(1, None, Question::Call(no_gas)).unwrap().reply;
    assert_eq!(refused, Reply::Refused(QueryRefusal::OutOfGas));
}
