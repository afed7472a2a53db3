//! What goes together. Pure.
//!
//! A message carries at most [`MAX_BATCH`] calls, and what they may use of its gas and its bytes; a shipment is one
//! extrinsic with a few messages.

use super::{rules::sealed_size, transaction::PoolTransaction};
use messages::{
    limits::{MAX_BATCH, MAX_PAYLOAD},
    H256,
};
use std::{collections::BTreeSet, sync::Arc};

/// Number of a shipment.
pub type ShipmentId = u64;

/// Gas of all calls of a message together: the rule of program version 1.
pub const MESSAGE_GAS: u64 = 30_000_000;
/// Messages of one extrinsic: together they are far below what a block of the chain holds.
pub const MAX_MESSAGES: usize = 4;
/// Kind of payload and number of calls, in front of a message's calls.
const MESSAGE_FRAMING: usize = 1 + 4;

/// Transactions that go together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shipment {
    /// Its number.
    pub id: ShipmentId,
    /// Transactions by message, in order.
    pub messages: Vec<Vec<Arc<PoolTransaction>>>,
}

impl Shipment {
    /// Hashes of the transactions of messages that `arrived` says arrived, by place; all of them if it is shorter.
    pub fn arrived(&self, arrived: &[bool]) -> BTreeSet<H256> {
        let messages = self.messages.iter().enumerate();
        messages
            .filter(|(place, _)| arrived.get(*place).copied().unwrap_or(true))
            .flat_map(|(_, message)| message.iter().map(|transaction| transaction.hash))
            .collect()
    }

    /// Hashes of all transactions.
    pub fn hashes(&self) -> Vec<H256> {
        self.messages.iter().flatten().map(|transaction| transaction.hash).collect()
    }
}

/// Packs transactions into messages, in the order in which they come.
#[derive(Debug, Default)]
pub struct Packer {
    messages: Vec<Vec<Arc<PoolTransaction>>>,
    gas_left: u64,
    bytes_left: usize,
}

impl Packer {
    /// Adds a transaction; false if the shipment is full.
    pub fn add(&mut self, transaction: Arc<PoolTransaction>) -> bool {
        let (gas, bytes) = (transaction.gas_limit(), sealed_size(&transaction.raw).unwrap_or(usize::MAX));
        if !self.fits(gas, bytes) {
            if self.messages.len() >= MAX_MESSAGES {
                return false;
            }
            self.messages.push(vec![]);
            (self.gas_left, self.bytes_left) = (MESSAGE_GAS, MAX_PAYLOAD as usize - MESSAGE_FRAMING);
        }
        let Some(message) = self.messages.last_mut() else { return false };
        // What fits no message by itself is refused before it gets here.
        self.gas_left = self.gas_left.saturating_sub(gas);
        self.bytes_left = self.bytes_left.saturating_sub(bytes);
        message.push(transaction);
        true
    }

    fn fits(&self, gas: u64, bytes: usize) -> bool {
        let has_place = self.messages.last().is_some_and(|message| message.len() < MAX_BATCH as usize);
        has_place && gas <= self.gas_left && bytes <= self.bytes_left
    }

    /// The messages.
    pub fn finish(self) -> Vec<Vec<Arc<PoolTransaction>>> {
        self.messages
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::pool::transaction::tests::{transfer, GWEI};
    use proptest::prelude::*;

    fn transaction(gas: u64, size: usize) -> Arc<PoolTransaction> {
        // Signing costs time and the signature is of no account here.
        let mut transaction = transfer(1, 0, gas, 2 * GWEI, GWEI);
        transaction.raw.resize(size, 0);
        Arc::new(transaction)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn every_message_keeps_to_its_bounds(
            wishes in prop::collection::vec((21_000u64..=MESSAGE_GAS, 100usize..40_000), 1..24),
            copies in 1usize..40,
        ) {
            let wanted: Vec<_> = wishes.iter().map(|(gas, size)| transaction(*gas, *size)).collect();
            let wanted: Vec<_> = wanted.iter().flat_map(|t| std::iter::repeat_n(t.clone(), copies)).collect();
            let mut packer = Packer::default();
            let taken = wanted.iter().take_while(|transaction| packer.add((*transaction).clone())).count();
            let messages = packer.finish();
            prop_assert!(taken > 0 && messages.len() <= MAX_MESSAGES);
            prop_assert!(taken == wanted.len() || messages.len() == MAX_MESSAGES);
            let packed: Vec<_> = messages.iter().flatten().cloned().collect();
            prop_assert_eq!(&packed[..], &wanted[..taken], "in order, each once");
            for message in messages {
                let bytes: usize = message.iter().map(|t| sealed_size(&t.raw).unwrap()).sum();
                prop_assert!(message.len() <= MAX_BATCH as usize);
                prop_assert!(bytes + MESSAGE_FRAMING <= MAX_PAYLOAD as usize);
                prop_assert!(message.iter().map(|t| t.gas_limit()).sum::<u64>() <= MESSAGE_GAS);
            }
        }
    }

    #[test]
    fn what_failed_is_told_by_message() {
        let big = || transfer(1, 0, MESSAGE_GAS, 2 * GWEI, GWEI);
        let other = transfer(2, 0, MESSAGE_GAS, 2 * GWEI, GWEI);
        let messages = vec![vec![Arc::new(big())], vec![Arc::new(other.clone())]];
        let shipment = Shipment { id: 1, messages };
        assert_eq!(shipment.arrived(&[false, true]), [other.hash].into());
        assert_eq!(shipment.arrived(&[]).len(), 2);
    }
}
