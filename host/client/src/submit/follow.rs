//! What becomes of an extrinsic that was handed in.

use super::{
    runtime::{events_key, extrinsic_hash, last_valid, ChainEvent},
    Account, SubmitError,
};
use crate::node::{chain::TransactionStatus, NodeError};
use codec::Decode;
use messages::{
    channel::Sender,
    ids::{BlockRef, ChannelId, Seq},
    H256,
};
use std::time::Duration;
use subxt::rpcs::client::RpcSubscription;

/// Pause between looks at the chain when a node no longer tells about an extrinsic.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// How long to wait for an extrinsic.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Until {
    /// It is in a block.
    InBlock,
    /// Its block is final.
    Finalized,
}

/// An extrinsic that a node has in its pool. Dropping it does not take it back.
pub struct Submitted {
    sent: Sent,
    status: Option<RpcSubscription<TransactionStatus<H256>>>,
}

struct Sent {
    account: Account,
    call: (&'static str, &'static str),
    extrinsic: Vec<u8>,
    hash: H256,
    birth: BlockRef,
}

/// A call that took effect.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Included {
    /// The block.
    pub block: BlockRef,
    /// Place of the extrinsic in the block.
    pub index: u32,
    /// Events that it caused, in order.
    pub events: Vec<ChainEvent>,
    /// Errors by name of calls of a batch that failed, in order.
    pub failed_items: Vec<String>,
}

impl Included {
    /// The first event of this name.
    pub fn event(&self, pallet: &str, name: &str) -> Option<&ChainEvent> {
        self.events.iter().find(|event| event.pallet == pallet && event.name == name)
    }

    /// Channel and seq of each message that took its place in a channel.
    pub fn pushed(&self) -> Vec<(ChannelId, Seq)> {
        let pushed = self.events.iter().filter(|event| event.pallet == "Channels" && event.name == "Pushed");
        pushed
            .filter_map(|event| {
                let (channel, seq, ..) =
                    <(ChannelId, Seq, Sender, u32)>::decode(&mut &event.fields[..]).ok()?;
                Some((channel, seq))
            })
            .collect()
    }
}

impl Submitted {
    pub(super) fn new(
        account: Account,
        call: (&'static str, &'static str),
        extrinsic: Vec<u8>,
        birth: BlockRef,
        status: Option<RpcSubscription<TransactionStatus<H256>>>,
    ) -> Self {
        let hash = extrinsic_hash(&extrinsic);
        Self { sent: Sent { account, call, extrinsic, hash, birth }, status }
    }

    /// Hash of the extrinsic.
    pub fn hash(&self) -> H256 {
        self.sent.hash
    }

    /// Waits for it. A lost connection does not matter: it is looked up on the chain then.
    ///
    /// # Errors
    /// [`SubmitError::NotIncluded`], [`SubmitError::Failed`], [`SubmitError::Node`].
    pub async fn wait(self, until: Until) -> Result<Included, SubmitError> {
        let Self { sent, status } = self;
        let told = match status {
            Some(status) => sent.told(status, until).await?,
            None => None,
        };
        let block = match told {
            Some(block) => block,
            None => sent.look_up(until).await?,
        };
        sent.outcome(block).await
    }
}

impl Sent {
    /// The block that the node names; `None` if it stops telling.
    async fn told(
        &self,
        mut status: RpcSubscription<TransactionStatus<H256>>,
        until: Until,
    ) -> Result<Option<H256>, SubmitError> {
        while let Some(Ok(status)) = status.next().await {
            let reason = match status {
                TransactionStatus::InBlock(block) if until == Until::InBlock => return Ok(Some(block)),
                TransactionStatus::Finalized(block) => return Ok(Some(block)),
                TransactionStatus::FinalityTimeout(_) => return Ok(None),
                TransactionStatus::Usurped(_) => "another extrinsic took its nonce",
                TransactionStatus::Dropped => "the node's pool is full",
                TransactionStatus::Invalid => "it became invalid",
                _ => continue,
            };
            self.account.doubt_nonces().await;
            return Err(self.not_included(reason));
        }
        Ok(None)
    }

    /// Looks for it in the blocks in which it may be.
    async fn look_up(&self, until: Until) -> Result<H256, SubmitError> {
        let pool = self.account.pool();
        // The node that had it may be gone, so the present one gets it as well; it refuses what it has already.
        match pool.submit_extrinsic(&self.extrinsic).await {
            Ok(_) | Err(NodeError::Refused { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let mut next = self.birth.number.saturating_add(1);
        while next <= last_valid(self.birth.number) {
            let newest = match until {
                Until::InBlock => pool.best_header().await?,
                Until::Finalized => pool.finalized_header().await?,
            };
            if next > newest.block.number {
                tokio::time::sleep(LOOK_AGAIN).await;
                continue;
            }
            let block = pool.block_hash(next).await?;
            if self.index_in(&pool.body(block).await?.extrinsics).is_some() {
                return Ok(block);
            }
            next += 1;
        }
        self.account.doubt_nonces().await;
        Err(self.not_included("its time is over"))
    }

    /// What the block says of it.
    async fn outcome(&self, block: H256) -> Result<Included, SubmitError> {
        let pool = self.account.pool();
        let key = events_key();
        let (body, events) = futures::try_join!(pool.body(block), pool.storage(&key, block))?;
        let index =
            self.index_in(&body.extrinsics).ok_or_else(|| self.not_included("its block was undone"))?;
        let runtime = self.account.runtime().await?;
        let events = runtime.events_of(events.unwrap_or_default(), index)?;
        let block = body.header.block;
        if let Some(error) = failure(&events) {
            let call = format!("{}.{}", self.call.0, self.call.1);
            return Err(SubmitError::Failed { call, error: runtime.name_of_error(error), block });
        }
        let failed_items = events
            .iter()
            .filter(|event| is(event, "Utility", "ItemFailed"))
            .map(|event| runtime.name_of_error(&event.fields))
            .collect();
        Ok(Included { block, index, events, failed_items })
    }

    fn index_in(&self, extrinsics: &[Vec<u8>]) -> Option<u32> {
        extrinsics.iter().position(|extrinsic| *extrinsic == self.extrinsic).map(|index| index as u32)
    }

    fn not_included(&self, reason: &str) -> SubmitError {
        SubmitError::NotIncluded { hash: self.hash, reason: reason.into() }
    }
}

/// The dispatch error of an extrinsic that failed, or of a call that failed with root's rights: the chain counts the
/// extrinsic around it as a success.
fn failure(events: &[ChainEvent]) -> Option<&[u8]> {
    events.iter().find_map(|event| match event.fields.split_first() {
        _ if is(event, "System", "ExtrinsicFailed") => Some(event.fields.as_slice()),
        Some((1, error)) if is(event, "Sudo", "Sudid") => Some(error),
        _ => None,
    })
}

fn is(event: &ChainEvent, pallet: &str, name: &str) -> bool {
    event.pallet == pallet && event.name == name
}

#[cfg(test)]
mod tests {
    use super::*;
    use codec::Encode;
    use messages::ids::AccountId;

    fn event(pallet: &str, name: &str, fields: Vec<u8>) -> ChainEvent {
        ChainEvent { pallet: pallet.into(), name: name.into(), fields }
    }

    #[test]
    fn a_call_that_failed_with_roots_rights_is_a_failure() {
        let withdrawn = event("Balances", "Withdraw", vec![1, 9]);
        let sudid = |fields: &[u8]| vec![withdrawn.clone(), event("Sudo", "Sudid", fields.to_vec())];
        assert_eq!(failure(&sudid(&[0])), None);
        assert_eq!(failure(&sudid(&[1, 3, 5])), Some(&[3, 5][..]));
        assert_eq!(failure(&[event("System", "ExtrinsicFailed", vec![6])]), Some(&[6][..]));
    }

    #[test]
    fn pushed_messages_are_found_among_the_events() {
        let sender = Sender::Account(AccountId::new([1; 32]));
        let included = Included {
            block: BlockRef { number: 1, hash: H256::zero() },
            index: 2,
            events: vec![
                event("Balances", "Withdraw", vec![]),
                event("Channels", "Pushed", (1u32, 7u64, sender.clone(), 99u32).encode()),
                event("Channels", "Pruned", (1u32, 3u64).encode()),
                event("Channels", "Pushed", (2u32, 1u64, sender, 99u32).encode()),
            ],
            failed_items: vec![],
        };
        assert_eq!(included.pushed(), [(1, 7), (2, 1)]);
        assert!(included.event("Channels", "Pruned").is_some());
        assert!(included.event("System", "ExtrinsicFailed").is_none());
    }
}
