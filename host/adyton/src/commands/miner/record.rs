//! What the chain said of a worker's heartbeats while `adyton miner start` ran: the chain itself keeps no totals.

use anyhow::Result;
use client::submit::{Account, ChainEvent};
use codec::Decode;
use messages::ids::{Balance, BlockNumber, WorkerId};
use serde::{Deserialize, Serialize};

/// Blocks that are looked at again after a pause: nodes keep the state of about as many.
const MAX_CATCH_UP: BlockNumber = 240;

/// Heartbeats of one worker, as events told them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Record {
    /// First block that was looked at.
    pub(super) from: BlockNumber,
    /// First block that was not looked at yet.
    pub(super) next: BlockNumber,
    /// Blocks since `from` that nobody looked at.
    pub(super) unseen: BlockNumber,
    /// Heartbeats that counted.
    pub(super) answered: u32,
    /// Times that the worker became unresponsive.
    pub(super) missed: u32,
    /// What heartbeats paid, in chain units.
    pub(super) paid: Balance,
    /// What was lost by silence, and by stopping.
    pub(super) forfeited: Balance,
    /// Block of the last heartbeat.
    pub(super) last_heartbeat: Option<BlockNumber>,
}

impl Record {
    /// An empty record that begins with block `from`.
    pub(super) fn from(from: BlockNumber) -> Self {
        Self {
            from,
            next: from,
            unseen: 0,
            answered: 0,
            missed: 0,
            paid: 0,
            forfeited: 0,
            last_heartbeat: None,
        }
    }

    /// Looks at the blocks up to `head`, which is finalized.
    ///
    /// # Errors
    /// If the node does not answer. A block whose state it lacks counts as unseen.
    pub(super) async fn follow(
        &mut self,
        worker: &WorkerId,
        account: &Account,
        head: BlockNumber,
    ) -> Result<()> {
        let first = head.saturating_sub(MAX_CATCH_UP);
        if first > self.next {
            self.unseen = self.unseen.saturating_add(first - self.next);
            self.next = first;
        }
        while self.next <= head {
            let block = account.pool().block_hash(self.next).await?;
            match account.events(block).await {
                Ok(events) => self.observe(worker, &events),
                Err(_) => {
                    self.unseen = self.unseen.saturating_add(1);
                    self.next = self.next.saturating_add(1);
                }
            }
        }
        Ok(())
    }

    /// Takes in the events of block `next`.
    fn observe(&mut self, worker: &WorkerId, events: &[ChainEvent]) {
        for event in events.iter().filter(|event| event.pallet == "Computation") {
            let told = <(WorkerId, Balance)>::decode(&mut &event.fields[..]);
            match (event.name.as_str(), told) {
                ("Heartbeat", Ok((who, payout))) if who == *worker => {
                    self.answered = self.answered.saturating_add(1);
                    self.paid = self.paid.saturating_add(payout);
                    self.last_heartbeat = Some(self.next);
                }
                ("Unresponsive", Ok((who, forfeited))) if who == *worker => {
                    self.missed = self.missed.saturating_add(1);
                    self.forfeited = self.forfeited.saturating_add(forfeited);
                }
                _ => {}
            }
        }
        self.next = self.next.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use codec::Encode;

    fn event(pallet: &str, name: &str, fields: impl Encode) -> ChainEvent {
        ChainEvent { pallet: pallet.into(), name: name.into(), fields: fields.encode() }
    }

    #[test]
    fn heartbeats_of_the_worker_alone_are_counted() {
        let (own, other) = (WorkerId([1; 32]), WorkerId([2; 32]));
        let mut record = Record::from(10);
        record.observe(&own, &[event("Computation", "Heartbeat", (own, 5u128))]);
        record.observe(
            &own,
            &[
                event("Computation", "Heartbeat", (other, 50u128)),
                event("StakePools", "Heartbeat", (own, 50u128)),
                event("Computation", "Challenged", vec![own]),
                event("Computation", "Unresponsive", (own, 3u128)),
            ],
        );
        record.observe(&own, &[]);
        record.observe(&own, &[event("Computation", "Heartbeat", (own, 7u128))]);
        let expected = Record {
            next: 14,
            answered: 2,
            missed: 1,
            paid: 12,
            forfeited: 3,
            last_heartbeat: Some(13),
            ..Record::from(10)
        };
        assert_eq!(record, expected);
    }
}
