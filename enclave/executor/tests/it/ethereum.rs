//! Signed Ethereum transactions: what wallets send runs as it is, and is found by its hash by whom its sender chose.

use crate::support::{
    caller::{wei, Caller, PHA},
    contracts,
    ethereum::{hash, Transaction},
    World,
};
use crypto::hash::blake2_256;
use messages::{
    abi::evm_chain_id,
    ethereum::{Block, ExecutedTransaction, LogFilter, TransactionStatus},
    ids::Seq,
    query::{BlockId, QueryRefusal, Question, Reply},
    receipt::{Receipt, Refusal},
    H160, H256,
};

const BOB: H160 = H160([0xb0; 20]);
/// Wei in the transactions below.
const WEI: u128 = 5_000_000;
/// LOG1 of 32 bytes of calldata under topic 7; then returns them.
const LOGGER: [u8; 15] =
    [0x5f, 0x35, 0x5f, 0x52, 0x60, 0x07, 0x60, 0x20, 0x5f, 0xa1, 0x60, 0x20, 0x5f, 0xf3, 0x00];

/// Init code that leaves `code` as the contract.
pub fn deployment(code: &[u8]) -> Vec<u8> {
    // CODECOPY of what follows this prefix, RETURN of the same.
    let prefix = [0x60, code.len() as u8, 0x80, 0x60, 0x0b, 0x5f, 0x39, 0x5f, 0xf3, 0x00, 0x00];
    [&prefix[..], code].concat()
}

/// Chain id of the committee outside development.
pub fn chain_id(world: &World) -> u64 {
    evm_chain_id(&world.genesis(), 1, None)
}

/// What anybody is told of a transaction; every member has to say the same.
pub fn status(world: &mut World, hash: H256, secret: Option<H256>) -> TransactionStatus {
    let members: Vec<_> = world.members().collect();
    let statuses = members.into_iter().map(|place| {
        match world.ask(place, None, Question::Transaction { hash, secret }).unwrap().reply {
            Reply::Transaction(status) => status,
            other => panic!("not a transaction: {other:?}"),
        }
    });
    let statuses: Vec<_> = statuses.collect();
    assert!(statuses.windows(2).all(|pair| pair[0] == pair[1]), "replicas differ: {statuses:?}");
    statuses.into_iter().next().unwrap()
}

/// A public transaction that ran.
pub fn ran(world: &mut World, hash: H256) -> ExecutedTransaction {
    match status(world, hash, None) {
        TransactionStatus::Executed(transaction) => *transaction,
        other => panic!("the transaction did not run: {other:?}"),
    }
}

pub fn block(world: &mut World, id: BlockId) -> Block {
    match world.ask(1, None, Question::Block(id)).unwrap().reply {
        Reply::Block(Some(block)) => block,
        other => panic!("not a block: {other:?}"),
    }
}

/// Transactions that anybody finds logs of.
pub fn logs(world: &mut World) -> Vec<H256> {
    let filter = LogFilter { from: 0, to: u64::MAX, addresses: Vec::new(), topics: Vec::new() };
    match world.ask(1, None, Question::Logs(filter)).unwrap().reply {
        Reply::Logs { logs, .. } => logs.iter().map(|found| found.transaction).collect(),
        other => panic!("not logs: {other:?}"),
    }
}

/// A world of two members with a contract that logs its calldata, and who deployed it.
pub fn with_logger() -> (World, Caller, H160) {
    let mut world = World::ready(2, 2);
    let mut alice = world.funded(1);
    let create = Transaction { to: None, ..alice.transaction(chain_id(&world), BOB, deployment(&LOGGER)) };
    let raw = create.signed(&alice);
    world.push_ethereum(raw.clone(), None);
    world.settle();
    let logger = ran(&mut world, hash(&raw)).receipt.created.expect("a contract");
    (world, alice, logger)
}

#[test]
fn a_transaction_of_every_kind_that_wallets_make_is_executed_and_found_by_its_hash() {
    let mut world = World::ready(2, 2);
    let mut alice = world.funded(1);
    let raws = [Transaction::signed, Transaction::signed_2930, Transaction::signed_legacy]
        .map(|signed| signed(&alice.send(chain_id(&world), BOB, WEI), &alice));
    let seqs = raws.clone().map(|raw| world.push_ethereum(raw, None));
    world.settle();
    for (place, (raw, seq)) in raws.iter().zip(seqs).enumerate() {
        let found = ran(&mut world, hash(raw));
        assert_eq!((&found.raw, found.index as usize), (raw, place));
        assert!(found.receipt.success && found.receipt.caller == alice.address());
        let by_place = world.receipt(&alice, seq, 0);
        assert_eq!(
            by_place,
            Some(Receipt::Executed(found.receipt.clone())),
            "the caller finds it by place too"
        );
        let block = block(&mut world, BlockId::Hash(found.block_hash));
        assert_eq!(block.number, found.block_number);
        assert_eq!(block.transactions, raws.each_ref().map(|raw| hash(raw)));
    }
    let state = world.state(1);
    assert_eq!(state.view().account(BOB).unwrap().0, (3 * WEI).into());
}

#[test]
fn a_private_transaction_is_shown_to_who_knows_the_secret_and_listed_nowhere() {
    let (mut world, mut alice, logger) = with_logger();
    let secret = H256([9; 32]);
    let log = |alice: &mut Caller| alice.transaction(chain_id(&world), logger, vec![1; 32]).signed(alice);
    let (hidden, shown) = (log(&mut alice), log(&mut alice));
    world.push_ethereum(hidden.clone(), Some(blake2_256(secret.as_bytes())));
    world.push_ethereum(shown.clone(), None);
    world.settle();

    let TransactionStatus::Executed(found) = status(&mut world, hash(&hidden), Some(secret)) else {
        panic!("its sender finds it")
    };
    assert_eq!((found.raw, found.receipt.logs.len()), (hidden.clone(), 1));
    for wrong in [None, Some(H256([8; 32])), Some(blake2_256(secret.as_bytes()))] {
        assert_eq!(status(&mut world, hash(&hidden), wrong), TransactionStatus::Unknown);
    }
    assert_eq!(logs(&mut world), [hash(&shown)]);
    let latest = block(&mut world, BlockId::Latest);
    assert_eq!(latest.transactions, [hash(&shown)]);
    assert_eq!(latest.gas_used, ran(&mut world, hash(&shown)).receipt.gas_used);
}

#[test]
fn what_does_not_run_is_refused_by_name_and_found_by_its_hash() {
    let mut world = World::ready(2, 2);
    let mut alice = world.funded(1);
    let good = alice.send(chain_id(&world), BOB, WEI);
    let elsewhere = Transaction { chain_id: 1, ..good.clone() };
    let mut forged = good.signed(&alice);
    // The last byte belongs to `s`: the signature recovers to nobody who holds anything, or to no one.
    *forged.last_mut().unwrap() ^= 1;
    let blob = [vec![3], good.signed(&alice)[1..].to_vec()].concat();
    let poor = good.signed(&Caller::new(9));
    let cases: [(&str, Vec<u8>, &[Refusal]); 8] = [
        ("another chain", elsewhere.signed(&alice), &[Refusal::WrongChain]),
        ("a kind that is not executed here", blob, &[Refusal::UnsupportedTransaction]),
        ("no chain id", good.signed_for_any_chain(&alice), &[Refusal::UnsupportedTransaction]),
        ("no transaction", vec![0xc0, 1, 2], &[Refusal::Malformed, Refusal::UnsupportedTransaction]),
        ("nothing", Vec::new(), &[Refusal::Malformed, Refusal::UnsupportedTransaction]),
        ("forged", forged, &[Refusal::InsufficientFunds, Refusal::BadSignature]),
        ("without funds", poor, &[Refusal::InsufficientFunds]),
        (
            "a skipped nonce",
            Transaction { nonce: 7, ..good.clone() }.signed(&alice),
            &[Refusal::BadNonce { expected: 0 }],
        ),
    ];
    let seqs: Vec<Seq> = cases.iter().map(|(_, raw, _)| world.push_ethereum(raw.clone(), None)).collect();
    let raw = good.signed(&alice);
    let seq = world.push_ethereum(raw.clone(), None);
    world.push_ethereum(raw.clone(), None);
    world.settle();
    for ((what, raw, refusals), seq) in cases.iter().zip(seqs) {
        let TransactionStatus::Refused(refusal) = status(&mut world, hash(raw), None) else {
            panic!("{what}")
        };
        assert!(refusals.contains(&refusal), "{what}: {refusal:?}");
        assert_eq!(world.receipt(&alice, seq, 0), Some(Receipt::Refused(refusal)), "{what}");
    }
    assert!(ran(&mut world, hash(&raw)).receipt.success, "sending it again hides nothing");
    assert_eq!(world.receipt(&alice, seq + 1, 0), Some(Receipt::Refused(Refusal::BadNonce { expected: 1 })));
}

#[test]
fn transactions_and_signed_calls_share_nonces_and_the_gas_of_a_message() {
    let mut world = World::ready(1, 1);
    let mut alice = world.funded(1);
    let pay = alice.pay(BOB, 1);
    let first = world.push(&alice, pay);
    let raw = alice.send(chain_id(&world), BOB, WEI).signed(&alice);
    world.push_ethereum(raw.clone(), None);
    let greedy = Transaction { gas_limit: u64::MAX, ..alice.send(chain_id(&world), BOB, WEI) }.signed(&alice);
    world.push_ethereum(greedy.clone(), None);
    world.settle();
    assert!(matches!(world.receipt(&alice, first, 0), Some(Receipt::Executed(_))));
    assert!(ran(&mut world, hash(&raw)).receipt.success);
    assert_eq!(status(&mut world, hash(&greedy), None), TransactionStatus::Refused(Refusal::BadGasLimit));
}

#[test]
fn a_wallet_learns_balance_nonce_code_and_storage_of_any_account() {
    let (mut world, alice, logger) = with_logger();
    world.settle();
    let mut ask = |question| world.ask(2, None, question).unwrap().reply;
    let Reply::Account { balance, nonce, .. } = ask(Question::AccountOf(alice.address())) else { panic!() };
    assert!(nonce == 1 && balance < wei(1_000 * PHA));
    assert_eq!(ask(Question::Code(logger)), Reply::Bytes(LOGGER.to_vec()));
    assert_eq!(ask(Question::Code(BOB)), Reply::Bytes(Vec::new()));
    let storage = Question::Storage { address: logger, slot: H256::zero() };
    assert_eq!(ask(storage), Reply::Bytes(vec![0; 32]));
    assert_eq!(ask(Question::Account), Reply::Refused(QueryRefusal::SignatureNeeded));
    assert_eq!(ask(Question::Block(BlockId::Number(u64::MAX))), Reply::Block(None));
}

#[test]
fn contracts_see_the_chain_id_that_wallets_sign() {
    let mut world = World::ready(1, 1);
    // CHAINID, PUSH0, MSTORE, PUSH1 32, PUSH0, RETURN: as a creation's code it is what the contract becomes.
    let show = vec![0x46, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xfd];
    let simulation =
        messages::query::Simulation { to: None, data: show, value: Default::default(), gas_limit: None };
    let shown = world.ask(1, None, Question::Call(simulation)).unwrap().reply;
    assert_eq!(shown, Reply::Reverted(contracts::number(chain_id(&world))));
}
