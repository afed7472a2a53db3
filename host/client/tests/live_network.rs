//! The user's side against a whole running network, named by `ADYTON_TEST_NODE` (ws://…) and `ADYTON_TEST_WORKERS`
//! (URLs of members of committee 1, separated by commas).
//!
//! Run with `cargo test -p client --test live_network -- --ignored`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use client::{
    calls::{Confidential, QueryError, Waiting},
    committee::ChainView,
    node::NodePool,
    submit::{Account, Call, Until},
    worker_api::WorkerApi,
};
use crypto::eip712::CallerKey;
use messages::{
    call::{CallBody, Question, Receipt, Refusal, Reply},
    H160, U256,
};
use std::time::{Duration, Instant};

const COMMITTEE: u32 = 1;
const PATIENCE: Duration = Duration::from_secs(30);
/// Chain units of one PHA, and wei of one chain unit.
const PHA: u128 = 1_000_000_000_000;
const FACTOR: u128 = 1_000_000;

struct Network {
    confidential: Confidential,
    workers: Vec<WorkerApi>,
    payer: Account,
}

async fn network(payer: &str) -> Network {
    let pool = NodePool::new(vec![std::env::var("ADYTON_TEST_NODE").unwrap()], None).unwrap();
    let genesis = pool.genesis_hash().await.unwrap();
    let workers = std::env::var("ADYTON_TEST_WORKERS").unwrap();
    let workers = workers.split(',').map(|url| WorkerApi::new(url).unwrap()).collect();
    let confidential = Confidential::new(ChainView::new(pool.clone(), genesis, None), COMMITTEE);
    Network { confidential, workers, payer: Account::from_secret(pool, genesis, payer).unwrap() }
}

impl Network {
    async fn balance(&self, key: &CallerKey) -> (U256, u64) {
        let answer = self.confidential.query(&self.workers, Some(key), Question::Account).await.unwrap();
        let Reply::Account { balance, nonce, .. } = answer.reply else { panic!("{:?}", answer.reply) };
        (balance, nonce)
    }

    async fn receipt(&self, key: &CallerKey, seq: u64, index: u32) -> Receipt {
        let mut answers = 0;
        let waiting = |state: Waiting<'_>| {
            answers += 1;
            if let Waiting::NoAnswer(error) = state {
                eprintln!("{error}");
            }
        };
        self.confidential
            .wait_for_receipt(&self.workers, key, (seq, index), PATIENCE, waiting)
            .await
            .unwrap()
            .0
    }
}

fn transfer(nonce: u64, to: H160, value: u128) -> CallBody {
    CallBody {
        committee: COMMITTEE,
        nonce,
        gas_limit: 100_000,
        max_fee_per_gas: U256::from(10u128.pow(12)),
        to: Some(to),
        value: U256::from(value),
        data: vec![],
    }
}

#[tokio::test]
#[ignore = "needs a running network"]
async fn a_deposit_arrives_a_call_moves_it_and_only_the_owner_reads_it() {
    let network = network("//Dave").await;
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).unwrap();
    let owner = CallerKey::from_secret(&secret).unwrap();
    let started = Instant::now();
    network.payer.execute(&Call::deposit(COMMITTEE, owner.address(), 5 * PHA), Until::InBlock).await.unwrap();
    println!("deposit in a block after {:?}", started.elapsed());
    while network.balance(&owner).await.0 != U256::from(5 * PHA * FACTOR) {
        assert!(started.elapsed() < PATIENCE);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    println!("deposit executed after {:?}", started.elapsed());

    let to = H160([9; 20]);
    for nonce in 0..5 {
        let started = Instant::now();
        let sealed = network.confidential.seal(&owner, transfer(nonce, to, 1_000)).await.unwrap();
        let pushed = network.confidential.push(&network.payer, &sealed, Until::InBlock).await.unwrap();
        let included = started.elapsed();
        let receipt = network.receipt(&owner, pushed.seq, 0).await;
        println!("call in a block after {included:?}, executed after {:?}", started.elapsed());
        let Receipt::Executed(receipt) = receipt else { panic!("{receipt:?}") };
        assert!(receipt.success);
    }
    assert_eq!(network.balance(&owner).await.1, 5);

    let batch = [
        network.confidential.seal(&owner, transfer(5, to, 1)).await.unwrap(),
        network.confidential.seal(&owner, transfer(5, to, 1)).await.unwrap(),
    ];
    let pushed = network.confidential.push_batch(&network.payer, &batch, Until::InBlock).await.unwrap();
    assert!(matches!(network.receipt(&owner, pushed.seq, 0).await, Receipt::Executed(_)));
    let second = network.receipt(&owner, pushed.seq, 1).await;
    assert_eq!(second, Receipt::Refused(Refusal::BadNonce { expected: 6 }));

    let anonymous = network.confidential.query(&network.workers, None, Question::Account).await.unwrap();
    assert!(matches!(anonymous.reply, Reply::Refused(_)), "{anonymous:?}");
    let nobody = network.confidential.query(&[], None, Question::Account).await.unwrap_err();
    assert!(matches!(nobody, QueryError::NoWorker));
}

#[tokio::test]
#[ignore = "needs a running network"]
async fn a_commit_is_applied_soon_after_its_call_was_submitted() {
    let network = network("//Eve").await;
    let caller = CallerKey::from_secret(&[5; 32]).unwrap();
    for _ in 0..5 {
        let sealed = network.confidential.seal(&caller, transfer(0, H160::zero(), 0)).await.unwrap();
        let started = Instant::now();
        let pushed = network.confidential.push(&network.payer, &sealed, Until::InBlock).await.unwrap();
        let included = started.elapsed();
        let pool = network.payer.pool();
        let key = messages::abi::committee(COMMITTEE);
        loop {
            let best = pool.best_header().await.unwrap().block.hash;
            let committee: messages::committee::Committee = pool.read(&key, best).await.unwrap().unwrap();
            if committee.commit.upto_seq >= pushed.seq {
                break;
            }
            assert!(started.elapsed() < PATIENCE);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        println!("included after {included:?}, commit applied after {:?}", started.elapsed());
        tokio::time::sleep(Duration::from_millis(137)).await;
    }
}
