//! Keys that no single gatekeeper knows: they outlive every gatekeeper, and no change of the gatekeepers changes them.
#![allow(clippy::unwrap_used)]

use alloy_primitives::U256 as Number;
use client::keepers::ProvenKeepers;
use e2e::{
    cli::{adyton, adyton_ended},
    cluster::{call, Cluster},
    contracts,
    keepers::{all_hold, attested, change, identities, until_holding, until_keepers, CEREMONIES},
    network::LocalNetwork,
    wait::{until, until_within},
};
use messages::{
    ids::{Epoch, KEEPER_COMMITTEE},
    H160,
};

/// What is sent in each call.
const STEP: u64 = 1;
const SUPPLY: u64 = 1_000;
const GATEKEEPERS: [&str; 3] = ["gatekeeper-1", "gatekeeper-2", "gatekeeper-3"];

fn transfer(token: H160) -> adyton::session::Transaction {
    call(token, contracts::transfer(H160([1; 20]), STEP))
}

/// Waits until a worker of the cluster serves.
async fn until_serving(cluster: &Cluster, index: usize) {
    let worker = &cluster.workers[index];
    let serving = until_within(CEREMONIES, "the worker serves", async || {
        let info = worker.info().await.ok();
        Ok(info.filter(|info| info.serving && !info.epochs.is_empty()).map(drop))
    });
    serving.await.unwrap();
}

/// Waits until the cluster takes calls of an epoch at or after this one.
async fn until_epoch(cluster: &Cluster, epoch: Epoch) {
    let what = format!("the cluster begins epoch {epoch}");
    let begun = until_within(CEREMONIES, &what, async || {
        let proven = cluster.proven().await.ok();
        Ok(proven.filter(|proven| proven.committee.epoch >= epoch).map(drop))
    });
    begun.await.unwrap();
}

#[tokio::test]
async fn the_network_survives_sigkill_of_one_gatekeeper_at_any_moment() {
    // Ceremonies that wait for who is gone shall not wait for long.
    let mut network = LocalNetwork::start_with(&["--patience", "16"]).await.unwrap();

    // While the first secrets are being shared.
    network.start_over().unwrap();
    let cluster = Cluster::open(&network, "//Bob").unwrap();
    let view = cluster.confidential.view();
    until_keepers(view, "the first ceremonies open", |keepers| !keepers.ceremonies.is_empty()).await.unwrap();
    network.kill("gatekeeper-1").unwrap();
    network.restart("gatekeeper-1").unwrap();
    until_epoch(&cluster, 1).await;
    until_serving(&cluster, 0).await;
    let (mut ada, token) = cluster.issue_token("Ada", SUPPLY).await.unwrap();
    let keepers = network.gatekeepers().unwrap();
    let first = until_holding(view, &keepers[0]).await.unwrap();

    // While nothing happens, and it stays away.
    network.kill("gatekeeper-2").unwrap();
    cluster.run(&mut ada, transfer(token)).await.unwrap();

    // While it is away, a member comes back and asks for its keys.
    network.kill("worker-1").unwrap();
    network.restart("worker-1").unwrap();
    until_serving(&cluster, 0).await;
    network.restart("gatekeeper-2").unwrap();
    until_holding(view, &keepers[1]).await.unwrap();

    // While a member asks for its keys.
    network.kill("worker-2").unwrap();
    network.restart("worker-2").unwrap();
    network.kill("gatekeeper-3").unwrap();
    until_serving(&cluster, 1).await;
    network.restart("gatekeeper-3").unwrap();
    cluster.run(&mut ada, transfer(token)).await.unwrap();

    let last = until_holding(view, &keepers[2]).await.unwrap();
    assert_eq!(last.keys.generations.last().unwrap().group, first.keys.generations.last().unwrap().group);
    assert_eq!(cluster.tokens(&ada, token).await.unwrap(), Number::from(SUPPLY - 2 * STEP));
    cluster.agreed_state(&cluster.workers).await.unwrap();
}

#[tokio::test]
async fn other_gatekeepers_take_over_and_every_contract_stays_readable() {
    let shape = ["--gatekeepers", "5", "--threshold", "3"];
    let mut network = LocalNetwork::start_with(&shape).await.unwrap();
    let mut cluster = Cluster::open(&network, "//Bob").unwrap();
    let (mut ada, token) = cluster.issue_token("Ada", SUPPLY).await.unwrap();
    cluster.run(&mut ada, transfer(token)).await.unwrap();
    let view = cluster.confidential.view().clone();
    let before = view.keepers().await.unwrap();

    // Two newcomers of another operator, with a relayer of their own.
    let mut urls = vec![];
    for (name, machine) in [("gatekeeper-6", 106), ("gatekeeper-7", 107)] {
        urls.push(network.add_worker(name, "gatekeeper-1", machine).unwrap());
    }
    network.add_relayer("pherry-2", "//Eve", &urls).unwrap();
    let old = identities(&network).await.unwrap();
    let (leaving, staying) = old.split_at(2);
    let mut expected = staying.to_vec();
    for url in &urls {
        let newcomer = attested(&client::worker_api::WorkerApi::new(url).unwrap()).await.unwrap();
        change(&network, "appoint", &newcomer).await.unwrap();
        change(&network, "bond", &newcomer).await.unwrap();
        expected.push(newcomer);
    }
    for keeper in leaving {
        change(&network, "dismiss", keeper).await.unwrap();
    }
    let after = until_keepers(&view, "the secrets are handed on to the new gatekeepers", |keepers| {
        all_hold(keepers, &expected)
    });
    let after = after.await.unwrap();
    let group = |keepers: &ProvenKeepers| keepers.keys.generations.last().unwrap().group;
    assert_eq!(group(&after), group(&before));
    assert_eq!(after.committee.committee.threshold, 3);

    for name in ["gatekeeper-1", "gatekeeper-2"] {
        network.kill(name).unwrap();
    }
    network.kill("worker-1").unwrap();
    network.restart("worker-1").unwrap();
    until_serving(&cluster, 0).await;
    cluster.run(&mut ada, transfer(token)).await.unwrap();
    cluster.agreed_state(&cluster.workers).await.unwrap();
    // From here on only the restarted worker is asked: it derived its keys from the new gatekeepers.
    cluster.workers.truncate(1);
    assert_eq!(cluster.tokens(&ada, token).await.unwrap(), Number::from(SUPPLY - 2 * STEP));
}

#[tokio::test]
async fn generations_outlive_a_restart_of_all_gatekeepers_and_epochs_do_not() {
    let mut network = LocalNetwork::start().await.unwrap();
    let cluster = Cluster::open(&network, "//Bob").unwrap();
    let everybody = identities(&network).await.unwrap();
    let (mut ada, token) = cluster.issue_token("Ada", SUPPLY).await.unwrap();
    let view = cluster.confidential.view();
    let before = view.keepers().await.unwrap();
    let (generation, epoch) = (before.keys.generations.last().unwrap(), before.keys.epoch().unwrap());

    for name in GATEKEEPERS {
        network.kill(name).unwrap();
    }
    for name in GATEKEEPERS {
        network.restart(name).unwrap();
    }
    let after = until_keepers(view, "the next epoch begins by itself", |keepers| {
        keepers.keys.epoch() > Some(epoch) && all_hold(keepers, &everybody)
    });
    let after = after.await.unwrap();
    assert_eq!(after.keys.generations.last().unwrap().group, generation.group);
    assert!(after.keys.epochs.iter().all(|sharing| sharing.secret > messages::keys::Secret::Epoch(epoch)));
    until_epoch(&cluster, epoch + 1).await;
    assert_eq!(cluster.tokens(&ada, token).await.unwrap(), Number::from(SUPPLY));
    cluster.run(&mut ada, transfer(token)).await.unwrap();
    assert_eq!(cluster.tokens(&ada, token).await.unwrap(), Number::from(SUPPLY - STEP));

    // Sealed shares still derive the keys of the state.
    network.kill("worker-3").unwrap();
    network.restart("worker-3").unwrap();
    until_serving(&cluster, 2).await;
    cluster.agreed_state(&cluster.workers).await.unwrap();
    let proven = view.committee(KEEPER_COMMITTEE).await.unwrap();
    assert_eq!(proven.committee.members.len(), GATEKEEPERS.len());
}

#[tokio::test]
async fn calls_go_on_from_epoch_to_epoch() {
    let network = LocalNetwork::start_with(&["--epoch-length", "16"]).await.unwrap();
    let cluster = Cluster::open(&network, "//Bob").unwrap();
    let (mut ada, token) = cluster.issue_token("Ada", SUPPLY).await.unwrap();
    let first = cluster.proven().await.unwrap().committee.epoch;
    let mut sent = 0;
    while cluster.proven().await.unwrap().committee.epoch < first + 3 {
        // Encrypted in one epoch, and, every now and then, executed in the next.
        let sealed = cluster.seal(&mut ada, transfer(token)).await.unwrap();
        until_epoch(&cluster, first + sent / 4).await;
        let pushed = cluster.push(&sealed).await.unwrap();
        cluster.success(&ada, pushed.seq, 0).await.unwrap();
        sent += 1;
    }
    assert_eq!(cluster.tokens(&ada, token).await.unwrap(), Number::from(SUPPLY - sent * STEP));
    cluster.agreed_state(&cluster.workers).await.unwrap();
}

#[tokio::test]
async fn state_moves_to_a_new_generation_and_the_old_one_ends() {
    let mut network = LocalNetwork::start().await.unwrap();
    let cluster = Cluster::open(&network, "//Bob").unwrap();
    let (mut ada, token) = cluster.issue_token("Ada", SUPPLY).await.unwrap();
    let view = cluster.confidential.view();
    adyton(&network, &["gatekeeper", "rotate-generation"]).await.unwrap();
    let second = |keepers: &ProvenKeepers| keepers.keys.generation() == Some(2);
    until_keepers(view, "the second generation is shared", second).await.unwrap();
    let early = adyton_ended(&network, &["gatekeeper", "retire-generation", "1"]).await.unwrap();
    assert!(early.out.contains("GenerationInUse"), "{early:?}");

    adyton(&network, &["gatekeeper", "rotate-state-keys"]).await.unwrap();
    let moved = until("the committee's state is under the keys of the second generation", async || {
        let commit = cluster.proven().await?.committee.commit;
        Ok((commit.generation == 2).then_some(()))
    });
    moved.await.unwrap();
    adyton(&network, &["gatekeeper", "retire-generation", "1"]).await.unwrap();
    let alone = |keepers: &ProvenKeepers| second(keepers) && keepers.keys.generations.len() == 1;
    until_keepers(view, "the first generation has ended", alone).await.unwrap();

    network.kill("worker-1").unwrap();
    network.restart("worker-1").unwrap();
    until_serving(&cluster, 0).await;
    cluster.run(&mut ada, transfer(token)).await.unwrap();
    cluster.agreed_state(&cluster.workers).await.unwrap();
    assert_eq!(cluster.tokens(&ada, token).await.unwrap(), Number::from(SUPPLY - STEP));
}
