//! `adyton miner measure`, `stop` and `withdraw`: single calls of the operator.

use super::{
    chain::{Session, Snapshot},
    step::{is_of_pool, pha, Step},
    Miner,
};
use crate::{
    commands::amount::{blocks, plain},
    output::Output,
};
use anyhow::{bail, Context, Result};
use client::submit::{Call, Included, Until};
use codec::Decode;
use economy::Fixed;
use messages::ids::{Balance, BlockNumber, WorkerId};

/// Asks for a new measurement.
///
/// # Errors
/// If the chain refuses.
pub(super) async fn measure(miner: &Miner, named: Option<WorkerId>, output: Output) -> Result<()> {
    let worker = miner.worker(named)?;
    let chain = look(miner, worker, output).await?;
    let included = submit(miner, &Call::new("Computation", "measure", (&worker,)), output).await?;
    let length = blocks(chain.rules.pace.measurement, chain.slot_ms);
    let block = included.block.number;
    output.result(
        &serde_json::json!({ "block": block, "until": block.saturating_add(chain.rules.pace.measurement) }),
        format!("in block {block}: the score is there in {length}; the worker's next session starts with it"),
    )
}

/// Ends the session.
///
/// # Errors
/// If the chain refuses.
pub(super) async fn stop(miner: &Miner, named: Option<WorkerId>, output: Output) -> Result<()> {
    let worker = miner.worker(named)?;
    let chain = look(miner, worker, output).await?;
    // Before the call: whatever runs in the background must not begin a session in between.
    if miner.folder.worker()? == Some(worker) {
        miner.folder.set_stopped(true)?;
    }
    if !chain.is_running() {
        let next = Step::next(&chain, &miner.wishes()).sentence();
        let value = serde_json::json!({ "block": null, "next": next });
        return output.result(&value, format!("no session runs; next: {next}"));
    }
    let included = submit(miner, &Call::new("Computation", "stop", (&worker,)), output).await?;
    let (forfeited, free_from) =
        stopped(&included).context("the chain ended the session in an unknown form")?;
    let block = included.block.number;
    let left = blocks(free_from.saturating_sub(block), chain.slot_ms);
    output.result(
        &serde_json::json!({ "block": block, "free_from": free_from, "forfeited": plain(forfeited) }),
        format!(
            "in block {block}: the session ended, and {} PHA that it had earned since its last heartbeat went to the \
             treasury; the stake is free from block {free_from}, {left} from now, with `adyton miner withdraw`",
            pha(forfeited)
        ),
    )
}

/// Takes the stake back.
///
/// # Errors
/// If it is not free yet, with the time until it is; if the chain refuses.
pub(super) async fn withdraw(miner: &Miner, named: Option<WorkerId>, output: Output) -> Result<()> {
    let worker = miner.worker(named)?;
    let chain = look(miner, worker, output).await?;
    let Some(session) = &chain.worker.session else {
        bail!("nothing is at stake for this worker; see `adyton miner status`");
    };
    if chain.is_running() {
        bail!("the session runs; end it with `adyton miner stop` first");
    }
    match Step::next(&chain, &miner.wishes()) {
        Step::Withdraw { .. } => {}
        other => bail!("not yet; {}", other.sentence()),
    }
    let call = withdrawal(session, &chain, miner, &worker)?;
    let included = submit(miner, &call, output).await?;
    let block = included.block.number;
    output.result(
        &serde_json::json!({ "block": block, "stake": plain(session.stake) }),
        format!("in block {block}: {} PHA are free again", pha(session.stake)),
    )
}

/// A pool's stake goes back to the pool, at anybody's word; one's own to oneself.
fn withdrawal(session: &Session, chain: &Snapshot, miner: &Miner, worker: &WorkerId) -> Result<Call> {
    if session.staker == miner.operator() {
        return Ok(Call::new("Computation", "withdraw", (worker,)));
    }
    if is_of_pool(chain) {
        return Ok(Call::new("StakePools", "reclaim", (worker,)));
    }
    bail!("the stake belongs to {}, who alone can take it back", session.staker)
}

async fn look(miner: &Miner, worker: WorkerId, output: Output) -> Result<Snapshot> {
    let _progress = output.progress("proving what the chain says of the worker");
    Ok(Snapshot::prove(&miner.view, &miner.subject(Some(worker))).await?)
}

async fn submit(miner: &Miner, call: &Call, output: Output) -> Result<Included> {
    let _progress = output.progress("waiting until it is in a block");
    Ok(miner.account.execute(call, Until::InBlock).await?)
}

/// What was forfeited, and from which block on the stake is free.
fn stopped(included: &Included) -> Option<(Balance, BlockNumber)> {
    let event = included.event("Computation", "Stopped")?;
    let (_, _, forfeited, free_from) =
        <(WorkerId, Fixed, Balance, BlockNumber)>::decode(&mut &event.fields[..]).ok()?;
    Some((forfeited, free_from))
}
