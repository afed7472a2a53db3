//! Sustained load: several chain accounts push sealed token transfers of several callers as fast as the loop takes them.

use super::{applied, message_of, usage::Usage, DEPOSIT};
use crate::report::{Goal, Report};
use anyhow::{ensure, Context, Result};
use client::submit::{Account, Call, Submitted, Until};
use e2e::{
    cluster::{call, Caller, Cluster, UNIT},
    contracts,
    network::LocalNetwork,
    wait::{until, PATIENCE},
};
use messages::{
    channel::SealedCall,
    ids::Seq,
    query::{Question, Reply},
    H160, U256,
};
use std::{
    sync::atomic::{AtomicU64, Ordering},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// Chain accounts that push at the same time. One account hands in one message after the other.
const PAYERS: usize = 12;
/// Chain units that each of them is given for fees.
const FEES: u128 = 100 * UNIT;
/// EVM callers behind each account.
const CALLERS: usize = 2;
/// Pause between looks at the chain: it is the node that is loaded, not by us.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// How long calls are handed in.
const PUSHING: Duration = Duration::from_secs(15);
/// Tokens that each caller is given.
const SHARE: u64 = 1_000_000;
const RECIPIENT: H160 = H160([9; 20]);

/// A way to load the loop.
struct Load {
    key: &'static str,
    what: &'static str,
    /// Calls in one message.
    batch: usize,
    /// Messages prepared for each account: more than the loop takes meanwhile.
    messages: usize,
    /// Messages that may be under way at the same time.
    window: u64,
}

const SINGLES: Load = Load {
    key: "loop_calls_per_s",
    what: "sealed calls a second through the whole loop, pushed one by one, from first submission to last commit applied",
    batch: 1,
    messages: 300,
    window: 256,
};
const BATCHES: Load = Load {
    key: "loop_batched_calls_per_s",
    what: "the same, pushed in batches of 64",
    batch: 64,
    messages: 16,
    window: 36,
};

/// Measures single pushes, then batches.
pub(super) async fn measure(
    report: &mut Report,
    network: &LocalNetwork,
    cluster: &Cluster,
    user: &mut Caller,
    token: H160,
) -> Result<()> {
    let payers = payers(cluster).await?;
    for load in [SINGLES, BATCHES] {
        let mut callers = callers()?;
        fund(cluster, user, &callers, token).await?;
        let messages = prepare(cluster, &mut callers, &load, token).await?;
        let watch = Usage::of(network)?.watch()?;
        let (calls, seconds) = drive(cluster, &payers, messages, &load).await?;
        report.note(format!(
            "`{}`: {calls} calls in {seconds:.1} s; processor time, in shares of one core: {}",
            load.key,
            watch.end()?
        ));
        report.figure(load.key, calls as f64 / seconds, Goal::None, load.what);
        ensure_executed(cluster, &callers, calls).await?;
    }
    Ok(())
}

/// Chain accounts with PHA for fees.
async fn payers(cluster: &Cluster) -> Result<Vec<Account>> {
    let genesis = cluster.confidential.view().genesis();
    let account =
        |number| Account::from_secret(cluster.pool().clone(), genesis, &format!("//Bench//{number}"));
    let payers = (0..PAYERS).map(account).collect::<Result<Vec<_>, _>>()?;
    let fees = payers.iter().map(|payer| Call::transfer(&payer.id(), FEES)).collect();
    let included = cluster.payer.execute(&Call::Batch(fees), Until::InBlock).await?;
    ensure!(included.failed_items.is_empty(), "a transfer failed: {:?}", included.failed_items);
    Ok(payers)
}

fn callers() -> Result<Vec<Caller>> {
    (0..PAYERS * CALLERS).map(|_| Caller::new("bench")).collect()
}

/// Gives callers PHA for gas and tokens to send.
async fn fund(cluster: &Cluster, user: &mut Caller, callers: &[Caller], token: H160) -> Result<()> {
    cluster.deposit(&callers.iter().collect::<Vec<_>>(), DEPOSIT).await?;
    let mut transfers = Vec::new();
    for caller in callers {
        transfers.push(cluster.seal(user, call(token, contracts::transfer(caller.address(), SHARE))).await?);
    }
    let pushed = cluster.push_batch(&transfers).await?;
    cluster.success(user, pushed.seq, transfers.len() as u32 - 1).await?;
    let last = callers.last().context("there are no callers")?;
    cluster.funded(last, U256::one()).await?;
    Ok(())
}

/// Seals the messages of each account. A caller's calls all go through one account, which keeps their order.
async fn prepare(
    cluster: &Cluster,
    callers: &mut [Caller],
    load: &Load,
    token: H160,
) -> Result<Vec<Vec<Call>>> {
    let mut prepared = Vec::new();
    for group in callers.chunks_mut(CALLERS) {
        let mut messages = Vec::new();
        for number in 0..load.messages {
            let mut calls: Vec<SealedCall> = Vec::new();
            for index in 0..load.batch {
                let caller = &mut group[(number + index) % CALLERS];
                let mut transfer = call(token, contracts::transfer(RECIPIENT, 1));
                // Below what the gas limits of a message's calls may add up to.
                transfer.gas_limit = 100_000;
                calls.push(cluster.seal(caller, transfer).await?);
            }
            messages.push(match calls.as_slice() {
                [single] => Call::push(cluster.id(), single),
                several => Call::push_batch(cluster.id(), several),
            });
        }
        prepared.push(messages);
    }
    Ok(prepared)
}

/// What all accounts know of each other's pushing.
struct Progress {
    until: Instant,
    window: u64,
    sent: AtomicU64,
    applied: AtomicU64,
}

/// Pushes from all accounts at once. Returns how many calls, and the seconds until the last one's commit was applied.
async fn drive(
    cluster: &Cluster,
    payers: &[Account],
    messages: Vec<Vec<Call>>,
    load: &Load,
) -> Result<(usize, f64)> {
    let before = applied(cluster).await?;
    let started = Instant::now();
    let progress = Arc::new(Progress {
        until: started + PUSHING,
        window: load.window,
        sent: AtomicU64::new(0),
        applied: AtomicU64::new(0),
    });
    let mut lanes = JoinSet::new();
    for (payer, calls) in payers.iter().zip(messages) {
        lanes.spawn(push_all(payer.clone(), calls, cluster.id(), progress.clone()));
    }
    let mut last = 0;
    while !lanes.is_empty() {
        progress.applied.store(applied(cluster).await?.saturating_sub(before), Ordering::Relaxed);
        while let Some(lane) = lanes.try_join_next() {
            last = last.max(lane??);
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    while applied(cluster).await? < last {
        ensure!(started.elapsed() < PUSHING + PATIENCE, "the last calls were not applied in time");
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    let sent = progress.sent.load(Ordering::Relaxed) as usize;
    Ok((sent * load.batch, started.elapsed().as_secs_f64()))
}

/// One account's pushing. Returns the seq of its last message.
async fn push_all(account: Account, calls: Vec<Call>, channel: u32, progress: Arc<Progress>) -> Result<Seq> {
    let mut last: Option<Submitted> = None;
    for call in calls {
        let under_way = || {
            let (sent, applied) = (&progress.sent, &progress.applied);
            sent.load(Ordering::Relaxed).saturating_sub(applied.load(Ordering::Relaxed))
        };
        while under_way() >= progress.window && Instant::now() < progress.until {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        if Instant::now() >= progress.until {
            break;
        }
        last = Some(account.submit(&call).await?);
        progress.sent.fetch_add(1, Ordering::Relaxed);
    }
    let last = last.context("an account pushed nothing")?;
    message_of(last.wait(Until::InBlock).await?.pushed(), channel)
}

/// Every call counts only if it was executed: nonces add up to the number of calls.
async fn ensure_executed(cluster: &Cluster, callers: &[Caller], calls: usize) -> Result<()> {
    let mut found = 0;
    let counted = until("every call pushed is executed", async || {
        found = 0;
        for caller in callers {
            match cluster.ask(Some(caller), Question::Account).await?.reply {
                Reply::Account { nonce, .. } => found += nonce as usize,
                other => anyhow::bail!("the cluster does not tell a nonce: {other:?}"),
            }
        }
        Ok((found == calls).then_some(()))
    })
    .await;
    counted.with_context(|| format!("{found} of {calls} calls were executed"))
}
