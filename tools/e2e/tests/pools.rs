//! A pool and a vault on a whole network: from the first deposits until all have left, by the commands that owners, holders
//! and strangers type.
#![allow(clippy::unwrap_used)]

use client::{committee::ChainView, submit::keypair};
use e2e::{
    chain::proven_free_balance,
    cli::{adyton, adyton_ended},
    cluster::{Cluster, UNIT},
    miner::{pha, Miner},
    network::LocalNetwork,
    wait::{until_within, PATIENCE},
};
use messages::ids::{AccountId, Balance};
use serde_json::Value;

/// Owns the pool and operates its worker.
const OWNER: &str = "//Dave";
/// Delegates to the pool.
const DELEGATOR: &str = "//Eve";
/// Owns the vault.
const MANAGER: &str = "//Bob";
/// Delegates to the vault.
const SAVER: &str = "//Charlie";
/// Comes late, and does what anybody may do.
const STRANGER: &str = "//Two";
/// The numbers that pool and vault get, as the first ones of their network.
const POOL: &str = "0";
const VAULT: &str = "1";
/// What is deposited and invested, in PHA. The delegator's part takes minutes to be paid from earnings alone.
const DELEGATED: f64 = 5_000.0;
const SAVED: f64 = 500.0;
const INVESTED: f64 = 400.0;
const OWN: f64 = 100.0;
const LATE: f64 = 200.0;
/// What the owner leaves free in the pool.
const LEFT_FREE: f64 = 50.0;
/// Blocks on development networks: for which a deposit stays, and after which a request is overdue.
const STAY: u64 = 10;
const GRACE: u64 = 60;
/// More than what rounding takes, in PHA.
const NOTHING: f64 = 0.000_001;

/// A network, a miner on it, and the people who use `adyton stake`.
struct Scene<'a> {
    network: &'a LocalNetwork,
    miner: &'a Miner,
    view: ChainView,
}

impl Scene<'_> {
    /// Somebody runs `adyton stake`, which succeeds.
    async fn stake(&self, who: &str, line: &str) -> Value {
        adyton(self.network, &words(who, line)).await.unwrap()
    }

    /// Somebody runs `adyton stake`, which the chain refuses for this reason.
    async fn refused(&self, who: &str, line: &str, reason: &str) {
        let ended = adyton_ended(self.network, &words(who, line)).await.unwrap();
        assert!(ended.code != Some(0) && format!("{ended:?}").contains(reason), "{ended:?}");
    }

    /// A pool or vault, with somebody's position in it.
    async fn shown(&self, pool: &str, who: &str) -> Value {
        adyton(self.network, &["stake", "show", pool, "--account", who]).await.unwrap()
    }

    /// Waits until a block is final.
    async fn until_block(&self, block: u64) {
        let final_now = until_within(PATIENCE * 2, "blocks go on", async || {
            let now = adyton(self.network, &["stake", "pools"]).await?["block"].as_u64();
            Ok(now.filter(|now| *now >= block))
        });
        final_now.await.unwrap();
    }

    async fn balance(&self, who: &str) -> Balance {
        let account = AccountId::new(keypair(who).unwrap().public_key().0);
        proven_free_balance(&self.view, &account).await.unwrap()
    }

    /// Pool and vault are made and paid into; the pool's worker starts with what it has to, and the owner adds to that.
    /// Returns the worker.
    async fn begin(&self) -> String {
        assert_eq!(self.stake(OWNER, "create --commission 10").await["pool"].to_string(), POOL);
        assert_eq!(self.stake(MANAGER, "create --vault --commission 20").await["pool"].to_string(), VAULT);
        self.stake(SAVER, &format!("deposit {VAULT} {SAVED}")).await;
        let waits =
            self.miner.until("the worker waits for its pool", |status| status["step"] == "pool_funds");
        waits.await.unwrap();
        self.stake(OWNER, &format!("deposit {POOL} {OWN}")).await;
        let deposited = self.stake(DELEGATOR, &format!("deposit {POOL} {DELEGATED}")).await;
        let is_computing = |status: &Value| status["session"]["state"] == "computing";
        let computing = self.miner.until("the worker computes for its pool", is_computing).await.unwrap();
        assert_eq!(computing["pool"].to_string(), POOL, "{computing}");

        self.stake(MANAGER, &format!("invest {VAULT} {POOL} {INVESTED}")).await;
        let pool = self.shown(POOL, OWNER).await;
        let (staked, free) = (pha(&pool["staked"]), pha(&pool["free"]));
        assert!(is(staked, pha(&computing["least_stake"])), "{pool}");
        let worker = pool["assignments"][0]["worker"].as_str().unwrap().to_owned();
        let extra = (free - LEFT_FREE).floor();
        self.stake(OWNER, &format!("add-stake {worker} {extra}")).await;
        let has_grown = |status: &Value| is(pha(&status["session"]["stake"]), staked + extra);
        self.miner.until("the stake has grown", has_grown).await.unwrap();
        self.until_block(deposited["block"].as_u64().unwrap() + STAY).await;
        worker
    }

    /// The delegator asks for all that it has, then the saver and with it the vault: they wait in this order, and nobody
    /// comes before them. Meanwhile the worker is paid. Returns the block of the first request.
    async fn queue_up(&self, worker: &str) -> u64 {
        let asked = self.stake(DELEGATOR, &format!("withdraw {POOL} --all")).await;
        let waiting = self.shown(POOL, DELEGATOR).await;
        assert_eq!(waiting["queue"]["requests"], 1, "{waiting}");
        assert_eq!(waiting["position"]["queued_shares"], waiting["position"]["shares"], "{waiting}");
        self.refused(OWNER, &format!("add-stake {worker} 1"), "FundsClaimed").await;
        self.refused(DELEGATOR, &format!("stop {worker}"), "NothingOverdue").await;

        self.stake(SAVER, &format!("withdraw {VAULT} --all")).await;
        let held = self.shown(VAULT, SAVER).await["holdings"][0].clone();
        assert_eq!(held["pool"].to_string(), POOL, "{held}");
        let shares = held["position"]["shares"].as_str().unwrap();
        self.stake(MANAGER, &format!("divest {VAULT} {POOL} {shares}")).await;
        let before = self.balance(DELEGATOR).await;
        self.stake(STRANGER, &format!("deposit {POOL} {LATE}")).await;
        let paid = self.balance(DELEGATOR).await - before;
        assert!(paid >= 199 * UNIT, "a late deposit went to the first who waits: {paid}");
        let vault = self.shown(VAULT, SAVER).await;
        assert_eq!(vault["holdings"][0]["position"]["queued_shares"], shares, "the second still waits");

        let is_paid = |status: &Value| pha(&status["record"]["paid"]) > 0.0;
        self.miner.until("the worker is paid", is_paid).await.unwrap();
        let pool = self.shown(POOL, OWNER).await;
        assert!(pha(&pool["price"]) > 1.0 && pha(&pool["position"]["worth"]) > OWN, "{pool}");
        assert_eq!(pool["queue"]["requests"], 2, "{pool}");
        asked["block"].as_u64().unwrap()
    }

    /// When the first request is overdue the delegator stops the worker; when that has cooled down a stranger reclaims its
    /// stake, and all who wait are paid.
    async fn free(&self, worker: &str, asked: u64) {
        self.until_block(asked + GRACE + 1).await;
        self.stake(DELEGATOR, &format!("stop {worker}")).await;
        // Else the miner would begin anew with what is left.
        self.miner.command("stop").await.unwrap();
        self.refused(STRANGER, &format!("reclaim {worker}"), "Computation::CoolingDown").await;
        let is_cool = |status: &Value| status["step"] == "withdraw";
        self.miner.until("the stake has cooled down", is_cool).await.unwrap();
        self.stake(STRANGER, &format!("reclaim {worker}")).await;

        let pool = self.shown(POOL, DELEGATOR).await;
        assert_eq!((&pool["queue"]["requests"], &pool["position"]), (&0.into(), &Value::Null), "{pool}");
        assert!(["staked", "releasing", "at_risk"].iter().all(|part| pool[part] == "0"), "{pool}");
        assert_eq!(pool["assignments"][0]["state"], "idle", "{pool}");
        let vault = self.shown(VAULT, SAVER).await;
        assert_eq!(
            (&vault["holdings"], &vault["releasing"]),
            (&Value::Array(vec![]), &"0".into()),
            "{vault}"
        );
        self.stake(STRANGER, &format!("serve {VAULT}")).await;
        assert_eq!(self.shown(VAULT, SAVER).await["position"], Value::Null);
    }

    /// Who is left leaves too, and the owners close what is empty.
    async fn end(&self, worker: &str) {
        self.stake(STRANGER, &format!("withdraw {POOL} --all")).await;
        self.stake(OWNER, &format!("withdraw {POOL} --all")).await;
        self.stake(MANAGER, &format!("withdraw {VAULT} --all")).await;
        for pool in [POOL, VAULT] {
            let empty = self.shown(pool, OWNER).await;
            assert_eq!((&empty["shares"], &empty["assets"]), (&"0".into(), &"0".into()), "{empty}");
        }
        self.stake(OWNER, &format!("remove-worker {worker}")).await;
        self.stake(OWNER, &format!("close {POOL}")).await;
        self.stake(MANAGER, &format!("close {VAULT}")).await;
        let left = adyton(self.network, &["stake", "pools"]).await.unwrap();
        assert_eq!(left["pools"], Value::Array(vec![]), "{left}");
    }
}

/// A command line of `adyton stake`.
fn words<'a>(who: &'a str, line: &'a str) -> Vec<&'a str> {
    ["stake"].into_iter().chain(line.split(' ')).chain(["--account", who, "--yes"]).collect()
}

/// Whether two amounts are the same but for what numbers with a point lose.
fn is(amount: f64, expected: f64) -> bool {
    (amount - expected).abs() < NOTHING
}

#[tokio::test]
async fn delegators_of_pool_and_vault_gain_and_leave_in_their_order_without_the_pool_owners_help() {
    let mut network = LocalNetwork::start().await.unwrap();
    let mut miner = Miner::init_with(&mut network, OWNER, &["--pool", POOL]).await.unwrap();
    miner.start().unwrap();
    let view = Cluster::open(&network, OWNER).unwrap().confidential.view().clone();
    let scene = Scene { network: &network, miner: &miner, view };
    let had = [scene.balance(DELEGATOR).await, scene.balance(SAVER).await];

    let worker = scene.begin().await;
    let asked = scene.queue_up(&worker).await;
    scene.free(&worker, asked).await;
    let have = [scene.balance(DELEGATOR).await, scene.balance(SAVER).await];
    assert!(have[0] > had[0] && have[1] > had[1], "they gained more than fees took: {had:?}, {have:?}");
    scene.end(&worker).await;
}
