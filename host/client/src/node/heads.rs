//! The newest finalized block with its justification, as soon as the node has it.

use super::{wire::justification_target, NodeError, NodePool};
use messages::{
    abi,
    bundle::JustifiedHeader,
    ids::{BlockNumber, BlockRef},
};
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// A finalized block that a justification proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JustifiedHead {
    /// The block.
    pub block: BlockRef,
    /// Its header and justification.
    pub proof: JustifiedHeader,
}

/// A node that is silent for so long is asked whether it is still there.
const SILENCE: Duration = Duration::from_secs(10);
/// Longest wait for a block to become final; covers several slots of a public network.
pub const FINALITY_PATIENCE: Duration = Duration::from_secs(60);
/// Pause after a failure.
const PAUSE: Duration = Duration::from_millis(200);

/// The newest justified head; `None` before the first. Never goes back, also not when the pool changes to a node that
/// is behind.
pub type Heads = watch::Receiver<Option<Arc<JustifiedHead>>>;

/// Follows the chain in the background for as long as somebody holds the receiver.
pub fn follow(pool: NodePool) -> Heads {
    let (sender, receiver) = watch::channel(None);
    tokio::spawn(async move {
        tokio::select! {
            () = sender.closed() => {}
            () = follow_forever(&pool, &sender) => {}
        }
    });
    receiver
}

async fn follow_forever(pool: &NodePool, sender: &watch::Sender<Option<Arc<JustifiedHead>>>) {
    loop {
        if let Err(error) = follow_one_connection(pool, sender).await {
            tracing::debug!(target: "node", "following finality: {error}");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Returns when the subscription ended.
async fn follow_one_connection(
    pool: &NodePool,
    sender: &watch::Sender<Option<Arc<JustifiedHead>>>,
) -> Result<(), NodeError> {
    // Subscribe first: what becomes final while the catch-up runs is then not missed.
    let mut justifications = pool.justifications().await?;
    catch_up(pool, sender).await?;
    loop {
        match tokio::time::timeout(SILENCE, justifications.next()).await {
            Ok(Some(Ok(justification))) => publish(pool, sender, justification.0).await?,
            Ok(Some(Err(_)) | None) => return Ok(()),
            // Finality may have stalled, or the connection hangs; the request tells, and brings what was missed.
            Err(_) => catch_up(pool, sender).await?,
        }
    }
}

/// Publishes the newest head if it is newer than what is known.
async fn catch_up(
    pool: &NodePool,
    sender: &watch::Sender<Option<Arc<JustifiedHead>>>,
) -> Result<(), NodeError> {
    if let Some(head) = newest_kept(pool).await? {
        offer(sender, head);
    }
    Ok(())
}

async fn publish(
    pool: &NodePool,
    sender: &watch::Sender<Option<Arc<JustifiedHead>>>,
    justification: Vec<u8>,
) -> Result<(), NodeError> {
    let block = target(&justification)?;
    if newer(sender, block.number) {
        offer(sender, with_header(pool, block, justification).await?);
    }
    Ok(())
}

fn newer(sender: &watch::Sender<Option<Arc<JustifiedHead>>>, number: BlockNumber) -> bool {
    sender.borrow().as_ref().is_none_or(|known| number > known.block.number)
}

fn offer(sender: &watch::Sender<Option<Arc<JustifiedHead>>>, head: JustifiedHead) {
    if newer(sender, head.block.number) {
        sender.send_replace(Some(Arc::new(head)));
    }
}

/// The newest finalized block that the node can justify, or else the next one that becomes final.
///
/// # Errors
/// As [`NodePool::request`]; [`NodeError::Missing`] if none becomes final within [`FINALITY_PATIENCE`].
pub async fn newest(pool: &NodePool) -> Result<JustifiedHead, NodeError> {
    if let Some(head) = newest_kept(pool).await? {
        return Ok(head);
    }
    let nothing = || NodeError::missing("finalized block yet, or finality has stalled");
    let mut justifications = pool.justifications().await?;
    match tokio::time::timeout(FINALITY_PATIENCE, justifications.next()).await {
        Ok(Some(Ok(justification))) => with_header(pool, target(&justification)?, justification.0).await,
        _ => Err(nothing()),
    }
}

/// The newest finalized block that the node keeps a justification of.
async fn newest_kept(pool: &NodePool) -> Result<Option<JustifiedHead>, NodeError> {
    let finalized = pool.finalized_header().await?.block;
    let set: u64 = pool.read(&abi::grandpa_set_id(), finalized.hash).await?.unwrap_or_default();
    let justification = if set == 0 {
        // A node's index of sets is empty until the first one has ended, and asking for it makes the node complain.
        pool.justification_of(finalized.hash).await?
    } else {
        pool.justification_for(finalized.number).await?
    };
    match justification {
        Some(justification) => with_header(pool, target(&justification)?, justification).await.map(Some),
        None => Ok(None),
    }
}

fn target(justification: &[u8]) -> Result<BlockRef, NodeError> {
    justification_target(justification)
        .ok_or_else(|| NodeError::malformed("grandpa_subscribeJustifications", "not a justification"))
}

async fn with_header(
    pool: &NodePool,
    block: BlockRef,
    justification: Vec<u8>,
) -> Result<JustifiedHead, NodeError> {
    let header = pool.header(block.hash).await?.bytes;
    Ok(JustifiedHead { block, proof: JustifiedHeader { header, justification } })
}
