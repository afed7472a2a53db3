//! The host side's view of a real chain: bundles, set changes, submission, proven committees.
#![allow(clippy::unwrap_used)]

use client::{
    bundle::BundleBuilder,
    committee::{ChainView, ViewError},
    node::{heads, wire::Bytes, NodePool},
    submit::{Account, Call, SubmitError, Until},
};
use codec::Encode;
use e2e::{
    cluster::{Caller, Cluster, UNIT, WEI},
    network::LocalNetwork,
};
use light_client::LightClient;
use messages::{abi, ids::AccountId, U256};
use std::time::Duration;
use subxt::rpcs::client::rpc_params;

/// A pool over the network's node.
fn pool(network: &LocalNetwork) -> NodePool {
    let url = network.file().nodes[0].clone();
    // The first endpoint does not exist: every test also tests failover at the start.
    NodePool::new(vec!["ws://127.0.0.1:1".into(), url], None).unwrap()
}

#[tokio::test]
async fn bundles_bring_a_light_client_from_genesis_to_the_head_and_on() {
    let network = LocalNetwork::start().await.unwrap();
    let pool = pool(&network);
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
async fn change_authorities(pool: &NodePool, validator: &Account, before: u64) -> u64 {
    let owner = Bytes(validator.id().encode());
    let keys: serde_json::Value =
        pool.request("author_rotateKeysWithOwner", rpc_params![owner]).await.unwrap();
    let bytes = |name: &str| hex::decode(keys[name].as_str().unwrap().trim_start_matches("0x")).unwrap();
    let (keys, proof) = (bytes("keys"), bytes("proof"));
    let keys: [u8; 64] = keys.try_into().unwrap();
    validator.execute(&Call::new("Session", "set_keys", (keys, proof)), Until::InBlock).await.unwrap();
    let same = Call::new("Validators", "set_validators", (vec![validator.id()],));
    validator.execute(&Call::Sudo(Box::new(same)), Until::Finalized).await.unwrap();
    loop {
        let head = pool.finalized_head().await.unwrap();
        let set: u64 = pool.read(&abi::grandpa_set_id(), head).await.unwrap().unwrap_or_default();
        if set > before {
            return set;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn changes_of_the_authority_set_are_followed_and_caught_up_with() {
    let network = LocalNetwork::start().await.unwrap();
    let pool = pool(&network);
    let genesis = pool.genesis_hash().await.unwrap();
    let cache = tempfile::tempdir().unwrap();
    let alice = Account::from_secret(pool.clone(), genesis, "//Alice").unwrap();
    let follower = ChainView::new(pool.clone(), genesis, None);
    follower.prove(&[]).await.unwrap();
    let mut set = 0;
    for _ in 0..3 {
        set = change_authorities(&pool, &alice, set).await;
        follower.prove(&[]).await.unwrap();
    }
    // Enclaves followed too: the cluster goes on executing.
    let cluster = Cluster::open(&network, "//Bob").unwrap();
    let ada = Caller::new("Ada").unwrap();
    cluster.deposit(&[&ada], UNIT).await.unwrap();
    let one = U256::from(WEI);
    assert_eq!(cluster.funded(&ada, one).await.unwrap(), one);

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
    assert!(folder.join("set-0.scale").is_file() && folder.join("trust-root-v3.scale").is_file());
}

#[tokio::test]
async fn calls_take_effect_in_order_and_errors_have_names() {
    let network = LocalNetwork::start().await.unwrap();
    let pool = pool(&network);
    let genesis = pool.genesis_hash().await.unwrap();
    let account = Account::from_secret(pool.clone(), genesis, "//Charlie").unwrap();
    let to = AccountId::new([7; 32]);
    let mut submitted = vec![];
    for _ in 0..20 {
        submitted.push(account.submit(&Call::transfer(&to, 1_000_000_000_000)).await.unwrap());
    }
    let mut places = vec![];
    for each in submitted {
        let included = each.wait(Until::InBlock).await.unwrap();
        assert!(included.event("Balances", "Transfer").is_some());
        places.push((included.block.number, included.index));
    }
    assert!(places.is_sorted());

    // Another handle on the same account, as after a restart or in another program: its nonces are read anew.
    let again = Account::from_secret(pool, genesis, "//Charlie").unwrap();
    again.execute(&Call::transfer(&to, 1), Until::Finalized).await.unwrap();
    account.execute(&Call::transfer(&to, 1), Until::InBlock).await.unwrap();

    let rich = Call::transfer(&to, 10u128.pow(30));
    let error = account.execute(&rich, Until::InBlock).await.unwrap_err();
    assert!(matches!(&error, SubmitError::Failed { .. }), "{error}");
    let batch = Call::Batch(vec![rich, Call::transfer(&to, 1)]);
    let included = account.execute(&batch, Until::InBlock).await.unwrap();
    assert_eq!(included.failed_items.len(), 1);

    let sudo = Call::Sudo(Box::new(Call::transfer(&to, 1)));
    let error = account.execute(&sudo, Until::InBlock).await.unwrap_err().to_string();
    assert!(error.contains("Sudo::RequireSudo"), "{error}");
}

#[tokio::test]
async fn a_user_sees_committees_by_proof_and_goes_on_where_it_left() {
    let network = LocalNetwork::start().await.unwrap();
    let pool = pool(&network);
    let genesis = pool.genesis_hash().await.unwrap();
    let cache = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let view = ChainView::new(pool.clone(), genesis, Some(cache.path()));
        let committee = view.committee(1).await.unwrap();
        assert_eq!(committee.committee.members.len(), 3);
        assert!(matches!(view.committee(99).await, Err(ViewError::NoCommittee(99))));
    }
    let foreign = NodePool::new(network.file().nodes.clone(), Some(messages::H256::repeat_byte(1)));
    let error = foreign.unwrap().ready(Duration::ZERO).await.unwrap_err();
    assert!(error.to_string().contains("name a node of the right network"), "{error}");
}
