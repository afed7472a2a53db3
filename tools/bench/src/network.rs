//! The whole loop: a local network of real processes, started by `adyton dev`, used as its users use it.

mod load;
mod queries;
mod usage;

use crate::{
    report::{Goal, Report},
    samples::Samples,
};
use anyhow::{bail, Context, Result};
use client::{
    node::NodePool,
    submit::{Call, Until},
};
use e2e::{
    cluster::{call, deploy, Caller, Cluster, UNIT},
    contracts,
    network::LocalNetwork,
    wait::until,
};
use messages::{
    abi,
    committee::Committee,
    ids::{CommitteeId, Seq},
    query::Question,
    H160, U256,
};
use std::{
    env,
    time::{Duration, Instant},
};
use tokio::signal::unix::{signal, SignalKind};
use usage::Usage;

/// Single calls whose latency is measured.
const LATENCIES: usize = 20;
/// Chain units that each caller deposits.
const DEPOSIT: u128 = 5 * UNIT;
/// How long the idle network is watched.
const IDLE: Duration = Duration::from_secs(4);
/// Pause between looks at the chain: well below a block's time.
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// Names the folder of what programs can make again (XDG Base Directory Specification).
const CACHE: &str = "XDG_CACHE_HOME";
/// Who pays for set-up, for single calls, and funds those who load the network.
const PAYER: &str = "//Bob";

/// Measures a network from its start to its end. Interrupting it ends the network too.
pub(crate) fn measure(report: &mut Report) -> Result<()> {
    // Nodes keep the compiled runtime there, and other starts on this machine must not count.
    let cache = tempfile::Builder::new().prefix("adyton-bench-").tempdir()?;
    let before = env::var_os(CACHE);
    env::set_var(CACHE, cache.path());
    let outcome = interruptible(report);
    match before {
        Some(folder) => env::set_var(CACHE, folder),
        None => env::remove_var(CACHE),
    }
    outcome
}

fn interruptible(report: &mut Report) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            outcome = run(report) => outcome,
            _ = tokio::signal::ctrl_c() => bail!("interrupted"),
            _ = terminate.recv() => bail!("interrupted"),
        }
    })
}

async fn run(report: &mut Report) -> Result<()> {
    let started = Instant::now();
    let first = LocalNetwork::start().await?;
    first_answer(&Cluster::open(&first, PAYER)?, &Caller::new("user")?).await?;
    report.figure(
        "devnet_first_ready_s",
        started.elapsed().as_secs_f64(),
        Goal::None,
        "seconds until then where the runtime is new, so that the node has to compile its WebAssembly",
    );
    drop(first);

    let started = Instant::now();
    let mut network = LocalNetwork::start().await?;
    let outcome = use_network(report, &network, started).await;
    outcome.map_err(|error| {
        network.keep_folder();
        error.context(format!("the logs of the network are kept in {}", network.folder().display()))
    })
}

async fn use_network(report: &mut Report, network: &LocalNetwork, started: Instant) -> Result<()> {
    let cluster = Cluster::open(network, PAYER)?;
    let mut user = Caller::new("user")?;
    first_answer(&cluster, &user).await?;
    report.figure(
        "devnet_ready_s",
        started.elapsed().as_secs_f64(),
        Goal::AtMost(10.0),
        "seconds from `adyton dev` to the first sealed query answered: node, 3 gatekeepers, 3 workers, pherry",
    );
    let usage = Usage::of(network)?;
    memory(
        report,
        &usage,
        "devnet_rss_mb",
        Goal::AtMost(300.0),
        "memory of all its processes, in MB (proportional set size)",
    )?;

    let watch = usage.watch()?;
    tokio::time::sleep(IDLE).await;
    report.note(format!("idle network: processor time, in shares of one core: {}", watch.end()?));
    let token = set_up(&cluster, &mut user).await?;
    query(report, &cluster, &user, token).await?;
    queries::measure(report, &cluster, token).await?;
    latency(report, &cluster, &mut user, token).await?;
    load::measure(report, network, &cluster, &mut user, token).await?;
    memory(report, &usage, "devnet_loaded_rss_mb", Goal::None, "the same after all load")
}

async fn first_answer(cluster: &Cluster, user: &Caller) -> Result<()> {
    let answered = until("a worker answers a sealed query", async || {
        Ok(cluster.ask(Some(user), Question::Account).await.ok())
    });
    answered.await.map(|_| ())
}

fn memory(report: &mut Report, usage: &Usage, key: &'static str, goal: Goal, what: &str) -> Result<()> {
    let memory = usage.memory()?;
    report.figure(key, memory.iter().map(|(_, mb)| mb).sum(), goal, what);
    let parts: Vec<String> = memory.iter().map(|(name, mb)| format!("{name} {mb:.0}")).collect();
    report.note(format!("`{key}`: {}", parts.join(", ")));
    Ok(())
}

/// Funds the user and deploys the token, all of which the user holds then.
async fn set_up(cluster: &Cluster, user: &mut Caller) -> Result<H160> {
    cluster.deposit(&[user], DEPOSIT).await?;
    cluster.funded(user, U256::one()).await?;
    let created = cluster.run(user, deploy(contracts::token("Bench", "BNC", u64::MAX)?)).await?;
    created.created.context("the token was not created")
}

/// Time of a sealed query with a contract call in it, answer verified.
async fn query(report: &mut Report, cluster: &Cluster, user: &Caller, token: H160) -> Result<()> {
    let mut times = Samples::default();
    for _ in 0..LATENCIES {
        let started = Instant::now();
        cluster.view(Some(user), token, contracts::balance_of(user.address())).await?;
        times.add(started.elapsed());
    }
    report.figure(
        "query_ms",
        times.median() * 1e3,
        Goal::None,
        "milliseconds of a sealed contract query, answer verified (median)",
    );
    Ok(())
}

/// Time from handing in a single sealed call to the block that applies the commit which covers it.
async fn latency(report: &mut Report, cluster: &Cluster, user: &mut Caller, token: H160) -> Result<()> {
    let mut times = Samples::default();
    for turn in 0..LATENCIES as u64 {
        // At another moment of the block's time each turn.
        tokio::time::sleep(Duration::from_millis(37 * turn % 500)).await;
        let sealed = cluster.seal(user, call(token, contracts::transfer(H160([9; 20]), 1))).await?;
        let started = Instant::now();
        let submitted = cluster.payer.submit(&Call::push(cluster.id(), &sealed)).await?;
        let seq = message_of(submitted.wait(Until::InBlock).await?.pushed(), cluster.id())?;
        while applied(cluster).await? < seq {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        times.add(started.elapsed());
    }
    report.figure(
        "loop_latency_s",
        times.median(),
        Goal::AtMost(3.0),
        format!("seconds from submitting a sealed call to its commit applied on chain (median of {LATENCIES}; blocks of 0.5 s)"),
    );
    report.figure("loop_latency_p90_s", times.quantile(0.9), Goal::None, "the same, 9 of 10 are faster");
    Ok(())
}

/// Seq of the message that a push put into a channel.
fn message_of(pushed: Vec<(CommitteeId, Seq)>, channel: CommitteeId) -> Result<Seq> {
    let seq = pushed.into_iter().find(|(of, _)| *of == channel).map(|(_, seq)| seq);
    seq.context("a push put no message into the channel")
}

/// Seq up to which commits are applied in the newest block.
async fn applied(cluster: &Cluster) -> Result<Seq> {
    let pool: &NodePool = cluster.pool();
    let best = pool.best_header().await?.block.hash;
    let committee: Committee =
        pool.read(&abi::committee(cluster.id()), best).await?.context("the chain has no such committee")?;
    Ok(committee.commit.upto_seq)
}
