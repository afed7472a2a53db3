//! The client against a real node: `adyton-node --dev`, named by `ADYTON_TEST_NODE` (ws://…).
//!
//! Run with `cargo test -p client --test live_node -- --ignored`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use client::{
    bundle::BundleBuilder,
    committee::{ChainView, ViewError},
    node::{heads, wire::Bytes, NodePool},
    submit::{Account, Call, SubmitError, Until},
};
use codec::Encode;
use light_client::LightClient;
use messages::{abi, ids::AccountId};
use std::time::{Duration, Instant};
use subxt::rpcs::client::rpc_params;

fn pool() -> NodePool {
    let url = std::env::var("ADYTON_TEST_NODE").expect("ADYTON_TEST_NODE names a development node");
    // The first endpoint does not exist: every test also tests failover at the start.
    NodePool::new(vec!["ws://127.0.0.1:1".into(), url], None).unwrap()
}

#[tokio::test]
#[ignore = "needs a running development node"]
async fn bundles_bring_a_light_client_from_genesis_to_the_head_and_on() {
    let pool = pool();
    let genesis = pool.genesis_hash().await.unwrap();
    let cache = tempfile::tempdir().unwrap();
    let builder = BundleBuilder::new(pool.clone(), genesis, Some(cache.path()));
    let mut client = LightClient::new(genesis, Some(1));
    let mut heads = heads::follow(pool);
    let keys = [abi::committee(0), abi::committee(1), abi::keeper_keys(), b"no such key".to_vec()];
    for _ in 0..5 {
        heads.changed().await.unwrap();
        let head = heads.borrow_and_update().clone().unwrap();
        loop {
            let wants = client.wants(keys.to_vec());
            let built = builder.build(&wants, &head).await.unwrap().unwrap();
            let batch = client.verify(&built.bundle, &keys).unwrap();
            client.apply(&batch);
            if !built.leaves_open(&client.wants(keys.to_vec())) {
                break;
            }
        }
        assert_eq!(client.head().unwrap().block(), head.block);
    }
}

/// Gives the only validator new keys, which ends the authority set; returns the number of the new set.
async fn change_authorities(pool: &NodePool, validator: &Account) -> u64 {
    let owner = Bytes(validator.id().encode());
    let keys: serde_json::Value =
        pool.request("author_rotateKeysWithOwner", rpc_params![owner]).await.unwrap();
    let bytes = |name: &str| hex::decode(keys[name].as_str().unwrap().trim_start_matches("0x")).unwrap();
    let (keys, proof) = (bytes("keys"), bytes("proof"));
    let keys: [u8; 64] = keys.try_into().unwrap();
    validator.execute(&Call::new("Session", "set_keys", (keys, proof)), Until::InBlock).await.unwrap();
    let same = Call::new("Validators", "set_validators", (vec![validator.id()],));
    validator.execute(&Call::Sudo(Box::new(same)), Until::Finalized).await.unwrap();
    tokio::time::sleep(Duration::from_secs(3)).await;
    let head = pool.finalized_head().await.unwrap();
    pool.read(&abi::grandpa_set_id(), head).await.unwrap().unwrap_or_default()
}

#[tokio::test]
#[ignore = "needs a running development node"]
async fn changes_of_the_authority_set_are_followed_and_caught_up_with() {
    let pool = pool();
    let genesis = pool.genesis_hash().await.unwrap();
    let cache = tempfile::tempdir().unwrap();
    let alice = Account::from_secret(pool.clone(), genesis, "//Alice").unwrap();
    let follower = ChainView::new(pool.clone(), genesis, None);
    follower.prove(&[]).await.unwrap();
    for _ in 0..3 {
        let set = change_authorities(&pool, &alice).await;
        let (head, _) = follower.prove(&[]).await.unwrap();
        println!("set {set} at {}", head.number());
        assert!(set > 0);
    }
    // A newcomer catches up from genesis, with and without what it keeps on disk.
    for _ in 0..2 {
        let builder = BundleBuilder::new(pool.clone(), genesis, Some(cache.path()));
        let mut client = LightClient::new(genesis, Some(1));
        let head = heads::newest(&pool).await.unwrap();
        let built = builder.build(&client.wants(vec![]), &head).await.unwrap().unwrap();
        assert!(built.bundle.set_changes.len() >= 3);
        client.apply(&client.verify(&built.bundle, &[]).unwrap());
        assert_eq!(client.head().unwrap().block(), head.block);
    }
    let folder = cache.path().join(hex::encode(genesis));
    assert!(folder.join("set-0.scale").is_file() && folder.join("trust-root.scale").is_file());
}

#[tokio::test]
#[ignore = "needs a running development node"]
async fn calls_take_effect_in_order_and_errors_have_names() {
    let pool = pool();
    let genesis = pool.genesis_hash().await.unwrap();
    let account = Account::from_secret(pool.clone(), genesis, "//Charlie").unwrap();
    let to = AccountId::new([7; 32]);
    let started = Instant::now();
    let mut submitted = vec![];
    for _ in 0..20 {
        submitted.push(account.submit(&Call::transfer(&to, 1_000_000_000_000)).await.unwrap());
    }
    println!("20 handed in after {:?}", started.elapsed());
    let mut places = vec![];
    for each in submitted {
        let included = each.wait(Until::InBlock).await.unwrap();
        assert!(included.event("Balances", "Transfer").is_some());
        places.push((included.block.number, included.index));
    }
    println!("20 included after {:?}: {places:?}", started.elapsed());
    assert!(places.is_sorted());

    // Another handle on the same account, as after a restart or in another program: its nonces are read anew.
    let again = Account::from_secret(pool, genesis, "//Charlie").unwrap();
    again.execute(&Call::transfer(&to, 1), Until::Finalized).await.unwrap();
    account.execute(&Call::transfer(&to, 1), Until::InBlock).await.unwrap();

    let rich = Call::transfer(&to, 10u128.pow(30));
    let error = account.execute(&rich, Until::InBlock).await.unwrap_err();
    assert!(matches!(&error, SubmitError::Failed { .. }), "{error}");
    println!("{error}");
    let batch = Call::Batch(vec![rich, Call::transfer(&to, 1)]);
    let included = account.execute(&batch, Until::InBlock).await.unwrap();
    println!("{:?}", included.failed_items);
    assert_eq!(included.failed_items.len(), 1);

    let sudo = Call::Sudo(Box::new(Call::transfer(&to, 1)));
    let error = account.execute(&sudo, Until::InBlock).await.unwrap_err().to_string();
    assert!(error.contains("Sudo::RequireSudo"), "{error}");
}

#[tokio::test]
#[ignore = "needs a running development node"]
async fn a_user_sees_committees_by_proof_and_goes_on_where_it_left() {
    let pool = pool();
    let genesis = pool.genesis_hash().await.unwrap();
    let cache = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let started = Instant::now();
        let view = ChainView::new(pool.clone(), genesis, Some(cache.path()));
        let committee = view.committee(1).await.unwrap();
        println!("committee 1 at {} after {:?}", committee.head.number(), started.elapsed());
        assert_eq!(committee.committee.members.len(), 3);
        assert!(matches!(view.committee(99).await, Err(ViewError::NoCommittee(99))));
    }
    let foreign =
        NodePool::new(vec![std::env::var("ADYTON_TEST_NODE").unwrap()], Some(messages::H256::repeat_byte(1)));
    let error = foreign.unwrap().ready(Duration::ZERO).await.unwrap_err();
    assert!(error.to_string().contains("name a node of the right network"), "{error}");
}
