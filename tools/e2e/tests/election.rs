//! An election on a whole network: who has more at stake takes a seat by resharing, who was outbid leaves, and the secrets
//! stay what they were.
#![allow(clippy::unwrap_used)]

use alloy_primitives::U256 as Number;
use client::{committee::ChainView, keepers::ProvenKeepers, submit::Account, worker_api::WorkerApi};
use e2e::{
    cli::adyton,
    cluster::{call, Cluster, UNIT},
    contracts,
    keepers::{all_hold, attested, contenders, identities, stake, until_holding, until_keepers, CEREMONIES},
    network::LocalNetwork,
    validators,
    wait::until_within,
};
use messages::{ids::WorkerId, H160};

/// What is sent in each call.
const STEP: u64 = 1;
const SUPPLY: u64 = 1_000;
/// Blocks from one election to the next, 16 seconds: time to register once more, which who is elected has to.
const ERA: &str = "32";
/// Accounts of the two validators: of the gatekeepers that the network began with, and of the newcomer.
const SITTING: &str = "//Alice";
const NEWCOMER: &str = "//Bob";

fn transfer(token: H160) -> adyton::session::Transaction {
    call(token, contracts::transfer(H160([1; 20]), STEP))
}

fn group(keepers: &ProvenKeepers) -> Vec<u8> {
    keepers.keys.generations.last().unwrap().group.to_vec()
}

/// A line of `adyton gatekeeper contenders`.
fn line(worker: &WorkerId, bond: &str, seat: &str) -> (String, String, String) {
    (format!("0x{}", hex::encode(worker.0)), bond.into(), seat.into())
}

/// Has `account` put PHA at stake, and waits until the chain lists that sum. Returns the gatekeepers then.
async fn staked(
    (network, view): (&LocalNetwork, &ChainView),
    what: &str,
    worker: &WorkerId,
    (pha, sum): (u32, u32),
    account: &str,
) -> ProvenKeepers {
    let ended = stake(network, what, worker, pha, account).await.unwrap();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let bond = u128::from(sum) * UNIT;
    let is_it = |keepers: &ProvenKeepers| {
        keepers.contenders.iter().any(|contender| contender.worker == *worker && contender.bond == bond)
    };
    until_keepers(view, "the contender is listed", is_it).await.unwrap()
}

#[tokio::test]
async fn the_higher_bond_takes_a_seat_and_the_secrets_stay() {
    let mut network = LocalNetwork::start().await.unwrap();
    let mut cluster = Cluster::open(&network, "//Charlie").unwrap();
    let (mut ada, token) = cluster.issue_token("Ada", SUPPLY).await.unwrap();
    cluster.run(&mut ada, transfer(token)).await.unwrap();
    let view = cluster.confidential.view().clone();
    let old = identities(&network).await.unwrap();
    let bob = Account::from_secret(cluster.pool().clone(), view.genesis(), NEWCOMER).unwrap();
    let url = network.add_worker_of(&bob.id(), "gatekeeper-4", "gatekeeper-1", 104).unwrap();
    network.add_relayer("pherry-2", "//Eve", std::slice::from_ref(&url)).unwrap();
    let newcomer_api = WorkerApi::new(&url).unwrap();
    let newcomer = attested(&newcomer_api).await.unwrap();

    // Elections are on, and open to validators only.
    adyton(&network, &["gatekeeper", "set-elections", "--era", ERA, "--seats", "3"]).await.unwrap();
    let refused = stake(&network, "declare", &newcomer, 15_000, NEWCOMER).await.unwrap();
    assert!(refused.code != Some(0) && refused.out.contains("NotAValidator"), "{refused:?}");
    validators::join_alice(&mut network, &bob, "--bob").await.unwrap();

    // Who has less at stake than the one that sits is not elected.
    let chain = (&network, &view);
    staked(chain, "declare", &old[0], (20_000, 20_000), SITTING).await;
    let standing = staked(chain, "declare", &newcomer, (15_000, 15_000), NEWCOMER).await;
    let held = |since: &ProvenKeepers| {
        let last = since.last_election;
        move |keepers: &ProvenKeepers| keepers.last_election > last
    };
    let before = until_keepers(&view, "an election is held", held(&standing)).await.unwrap();
    assert!(all_hold(&before, &old) && before.candidates.is_empty() && before.outgoing.is_empty());
    let seats = [line(&old[0], "20000", "gatekeeper"), line(&newcomer, "15000", "none")];
    assert_eq!(contenders(&network).await.unwrap(), seats);

    // Who has more takes the seat, the other leaves when it has, and an epoch begins of which it knows nothing.
    staked(chain, "bond-more", &newcomer, (10_000, 25_000), NEWCOMER).await;
    let elected = [old[1], old[2], newcomer];
    let after = until_keepers(&view, "the elected replaces the outbid", |keepers| {
        let members = &keepers.committee.committee.members;
        assert!(members.len() >= old.len(), "somebody left before the successor joined: {members:?}");
        assert_eq!(group(keepers), group(&before), "the secret is another");
        all_hold(keepers, &elected) && keepers.keys.epoch() > before.keys.epoch()
    });
    let after = after.await.unwrap();
    assert_eq!(after.committee.committee.threshold, 2);
    let seats = [line(&newcomer, "25000", "gatekeeper"), line(&old[0], "20000", "none")];
    assert_eq!(contenders(&network).await.unwrap(), seats);
    until_holding(&view, &newcomer_api).await.unwrap();

    // Without one that left, and one that stays, keys can be derived only with the share of the newcomer.
    for name in ["gatekeeper-1", "gatekeeper-2", "worker-1"] {
        network.kill(name).unwrap();
    }
    network.restart("worker-1").unwrap();
    let serving = until_within(CEREMONIES, "the worker serves", async || {
        let info = cluster.workers[0].info().await.ok();
        Ok(info.filter(|info| info.serving && !info.epochs.is_empty()).map(drop))
    });
    serving.await.unwrap();
    cluster.run(&mut ada, transfer(token)).await.unwrap();
    cluster.agreed_state(&cluster.workers).await.unwrap();
    cluster.workers.truncate(1);
    assert_eq!(cluster.tokens(&ada, token).await.unwrap(), Number::from(SUPPLY - 2 * STEP));
}
