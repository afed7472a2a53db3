//! Who is next. Pure: time is an argument, counted from any fixed moment.
//!
//! Every sender has a line of its own, ordered by nonce. A transaction is ready when all nonces before it, from the
//! account's next one on, are here and sent or go along; so a gap holds up its own sender and nobody else. Nothing is
//! removed because it was sent: it leaves when its outcome is known, and what got lost is sent again.

use super::{
    shipment::{Packer, Shipment, ShipmentId},
    transaction::PoolTransaction,
};
use crate::error::RpcError;
use messages::{ids::BlockNumber, receipt::Refusal, H160, H256, U256};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

/// Transactions in the pool: a minute's work of a busy committee.
pub const MAX_TRANSACTIONS: usize = 16_384;
/// Bytes of transactions in the pool.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// Transactions of one sender: many senders have room beside a busy one.
pub const MAX_PER_SENDER: usize = 512;
/// Price that a replacement has to offer, in percent of what it replaces: that of geth.
const REPLACEMENT_PERCENT: u128 = 110;
/// How long a transaction waits for the nonces before it.
pub const GAP_PATIENCE: Duration = Duration::from_secs(10 * 60);
/// How long the outcome of a transaction that is in the chain is awaited before it is sent again. Sending twice costs a
/// fee and nothing else: the committee executes a nonce once.
pub const OUTCOME_PATIENCE: Duration = Duration::from_secs(120);
/// How often a transaction is sent again after the committee refused it for its nonce.
const MAX_ATTEMPTS: u8 = 5;

/// What adding a transaction did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Added {
    /// The transaction that it takes the place of.
    pub replaced: Option<H256>,
}

/// What is in the pool.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// All transactions.
    pub transactions: usize,
    /// Those on their way to the chain, or in it.
    pub sent: usize,
    /// Their senders.
    pub senders: usize,
}

/// How far a transaction got.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    Waiting,
    OnTheWay(ShipmentId),
    /// In this block of the chain.
    Included(BlockNumber),
}

#[derive(Clone, Debug)]
struct Entry {
    transaction: Arc<PoolTransaction>,
    stage: Stage,
    /// When it got there.
    since: Duration,
    /// When it was accepted.
    accepted: Duration,
    attempts: u8,
}

#[derive(Clone, Debug, Default)]
struct Line {
    /// The account's next nonce, as far as it is known.
    next: u64,
    entries: BTreeMap<u64, Entry>,
}

impl Line {
    /// Nonces that are ready to be sent, in order.
    fn ready(&self) -> impl Iterator<Item = &Entry> {
        let contiguous = (self.next..).zip(self.entries.range(self.next..));
        contiguous
            .take_while(|(expected, (nonce, _))| expected == *nonce)
            .map(|(_, (_, entry))| entry)
            .filter(|entry| entry.stage == Stage::Waiting)
    }
}

/// The pool's transactions.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    lines: BTreeMap<H160, Line>,
    by_hash: BTreeMap<H256, (H160, u64)>,
    on_the_way: BTreeMap<ShipmentId, Vec<H256>>,
    bytes: usize,
    next_shipment: ShipmentId,
    /// Sender that is served first next time, so that everybody's turn comes.
    turn: H160,
}

impl Queue {
    /// Adds a transaction whose sender's account is at `account_nonce`.
    ///
    /// # Errors
    /// In geth's words: known already, nonce used, replacement underpriced, or no room.
    pub fn add(
        &mut self,
        transaction: Arc<PoolTransaction>,
        account_nonce: u64,
        now: Duration,
    ) -> Result<Added, RpcError> {
        let refuse = |text: &str| Err(RpcError::Refused(text.into()));
        if self.by_hash.contains_key(&transaction.hash) {
            return refuse("already known");
        }
        self.account_nonce(transaction.sender, account_nonce);
        let nonce = transaction.nonce();
        let line = self.lines.get(&transaction.sender);
        let held = line.and_then(|line| line.entries.get(&nonce));
        if nonce < line.map_or(account_nonce, |line| line.next) {
            return refuse("nonce too low");
        }
        match held {
            Some(entry) if entry.stage != Stage::Waiting => {
                return refuse("nonce too low: a transaction with this nonce is on its way already");
            }
            Some(entry) if !outbids(&transaction, &entry.transaction) => {
                return refuse("replacement transaction underpriced");
            }
            Some(_) => {}
            None if self.by_hash.len() >= MAX_TRANSACTIONS
                || self.bytes + transaction.raw.len() > MAX_BYTES =>
            {
                return refuse("txpool is full");
            }
            None if line.is_some_and(|line| line.entries.len() >= MAX_PER_SENDER) => {
                return refuse("account limit exceeded");
            }
            None => {}
        }
        let replaced = held.map(|entry| entry.transaction.hash);
        if let Some(hash) = replaced {
            self.remove(&hash);
        }
        self.insert(transaction, Stage::Waiting, account_nonce, now);
        Ok(Added { replaced })
    }

    /// Takes in what a journal kept. What was sent counts as being in the chain until its outcome is known. Returns false
    /// for a transaction whose nonce is used.
    pub fn restore(
        &mut self,
        transaction: Arc<PoolTransaction>,
        sent: bool,
        account_nonce: u64,
        now: Duration,
    ) -> bool {
        let is_open = transaction.nonce() >= account_nonce;
        if is_open {
            let stage = if sent { Stage::Included(0) } else { Stage::Waiting };
            self.insert(transaction, stage, account_nonce, now);
        }
        is_open
    }

    fn insert(&mut self, transaction: Arc<PoolTransaction>, stage: Stage, next: u64, now: Duration) {
        let (sender, nonce) = (transaction.sender, transaction.nonce());
        self.bytes += transaction.raw.len();
        self.by_hash.insert(transaction.hash, (sender, nonce));
        let line = self.lines.entry(sender).or_insert_with(|| Line { next, ..Default::default() });
        line.entries.insert(nonce, Entry { transaction, stage, since: now, accepted: now, attempts: 0 });
    }

    /// The committee says which nonce a sender's account is at. Drops and returns what waits for an older one.
    pub fn account_nonce(&mut self, sender: H160, nonce: u64) -> Vec<H256> {
        let Some(line) = self.lines.get_mut(&sender) else { return vec![] };
        line.next = line.next.max(nonce);
        let is_over = |entry: &&Entry| entry.transaction.nonce() < nonce && entry.stage == Stage::Waiting;
        let over: Vec<_> =
            line.entries.values().filter(is_over).map(|entry| entry.transaction.hash).collect();
        over.iter().for_each(|hash| drop(self.remove(hash)));
        over
    }

    /// The nonce that a sender's next transaction needs, those that wait here included.
    pub fn next_nonce(&self, sender: H160, account_nonce: u64) -> u64 {
        let Some(line) = self.lines.get(&sender) else { return account_nonce };
        let first = line.next.max(account_nonce);
        let contiguous = (first..).zip(line.entries.range(first..));
        first + contiguous.take_while(|(expected, (nonce, _))| expected == *nonce).count() as u64
    }

    /// A transaction by its hash.
    pub fn get(&self, hash: &H256) -> Option<Arc<PoolTransaction>> {
        self.entry(hash).map(|entry| entry.transaction.clone())
    }

    /// When a transaction was accepted that is sent, or ready to be: its outcome will be known soon.
    pub fn moving_since(&self, hash: &H256) -> Option<Duration> {
        let entry = self.entry(hash)?;
        let mut ready = self.lines.get(&entry.transaction.sender).into_iter().flat_map(Line::ready);
        let is_moving = entry.stage != Stage::Waiting || ready.any(|entry| entry.transaction.hash == *hash);
        is_moving.then_some(entry.accepted)
    }

    /// What a sender's other transactions cost at most: those with other nonces.
    pub fn cost_of_others(&self, transaction: &PoolTransaction) -> U256 {
        let line = self.lines.get(&transaction.sender);
        let others = line.into_iter().flat_map(|line| line.entries.iter());
        others
            .filter(|(nonce, _)| **nonce != transaction.nonce())
            .fold(U256::zero(), |sum, (_, entry)| sum.saturating_add(entry.transaction.cost()))
    }

    /// Whether something is ready to be sent, or sent without its outcome being known.
    pub fn has_ready_or_sent(&self) -> bool {
        let is_active = |line: &Line| {
            line.ready().next().is_some() || line.entries.values().any(|entry| entry.stage != Stage::Waiting)
        };
        self.lines.values().any(is_active)
    }

    /// Whether something is ready to be sent.
    pub fn has_ready(&self) -> bool {
        self.lines.values().any(|line| line.ready().next().is_some())
    }

    /// Takes what goes next, as much as one shipment carries: senders in turn, each in the order of its nonces.
    pub fn take(&mut self, now: Duration) -> Option<Shipment> {
        let mut packer = Packer::default();
        let mut lines: Vec<_> = self.lines.range(self.turn..).chain(self.lines.range(..self.turn)).collect();
        let mut ready: Vec<_> = lines.iter_mut().map(|(sender, line)| (**sender, line.ready())).collect();
        let mut turn = None;
        'full: while !ready.is_empty() {
            let mut exhausted = BTreeSet::new();
            for (sender, line) in &mut ready {
                match line.next() {
                    None => drop(exhausted.insert(*sender)),
                    Some(entry) if packer.add(entry.transaction.clone()) => {}
                    Some(_) => {
                        turn = Some(*sender);
                        break 'full;
                    }
                }
            }
            ready.retain(|(sender, _)| !exhausted.contains(sender));
        }
        drop(ready);
        let messages = packer.finish();
        if messages.is_empty() {
            return None;
        }
        self.turn = turn.unwrap_or_default();
        let id = self.next_shipment;
        self.next_shipment += 1;
        let hashes: Vec<_> = messages.iter().flatten().map(|transaction| transaction.hash).collect();
        for hash in &hashes {
            self.set(hash, Stage::OnTheWay(id), now);
        }
        self.on_the_way.insert(id, hashes);
        Some(Shipment { id, messages })
    }

    /// Transactions of a shipment are in the chain: those that `arrived` names, at this block; the others wait again.
    pub fn settle(&mut self, id: ShipmentId, block: BlockNumber, arrived: &BTreeSet<H256>, now: Duration) {
        for hash in self.on_the_way.remove(&id).unwrap_or_default() {
            if self.entry(&hash).is_some_and(|entry| entry.stage == Stage::OnTheWay(id)) {
                let stage = if arrived.contains(&hash) { Stage::Included(block) } else { Stage::Waiting };
                self.set(&hash, stage, now);
            }
        }
    }

    /// A transaction was executed, whoever sent it. Returns it if it was here.
    pub fn executed(&mut self, hash: &H256) -> Option<Arc<PoolTransaction>> {
        let transaction = self.get(hash)?;
        if let Some(line) = self.lines.get_mut(&transaction.sender) {
            line.next = line.next.max(transaction.nonce() + 1);
        }
        self.remove(hash)
    }

    /// The committee refused a transaction. One whose turn had not come is sent again in its turn; otherwise it is
    /// dropped, and those after it wait for another one with its nonce. Returns whether it was dropped.
    pub fn refused(&mut self, hash: &H256, refusal: Refusal) -> bool {
        let Some((sender, nonce)) = self.by_hash.get(hash).copied() else { return false };
        let Some(line) = self.lines.get_mut(&sender) else { return false };
        if let Refusal::BadNonce { expected } = refusal {
            line.next = line.next.max(expected);
            if let Some(entry) = line.entries.get_mut(&nonce).filter(|entry| entry.attempts < MAX_ATTEMPTS) {
                if expected <= nonce {
                    entry.stage = Stage::Waiting;
                    entry.attempts += 1;
                    return false;
                }
            }
        }
        self.remove(hash).is_some()
    }

    /// Transactions that are in the chain at or before `block`, longest there first, at most `most`.
    pub fn included_upto(&self, block: BlockNumber, most: usize) -> Vec<H256> {
        let entries = self.lines.values().flat_map(|line| line.entries.values());
        let mut included: Vec<_> = entries
            .filter(|entry| matches!(entry.stage, Stage::Included(at) if at <= block))
            .map(|entry| (entry.since, entry.transaction.hash))
            .collect();
        included.sort_unstable();
        included.into_iter().take(most).map(|(_, hash)| hash).collect()
    }

    /// Gives up waiting: for nonces that never came, which drops and returns the transaction; for outcomes, which makes
    /// it wait to be sent again.
    pub fn expire(&mut self, now: Duration) -> Vec<H256> {
        let mut dropped = vec![];
        for line in self.lines.values_mut() {
            let ready: BTreeSet<u64> = line.ready().map(|entry| entry.transaction.nonce()).collect();
            for (nonce, entry) in &mut line.entries {
                let age = now.saturating_sub(entry.since);
                match entry.stage {
                    Stage::Waiting if age > GAP_PATIENCE && !ready.contains(nonce) => {
                        dropped.push(entry.transaction.hash);
                    }
                    Stage::Included(_) if age > OUTCOME_PATIENCE => {
                        (entry.stage, entry.since) = (Stage::Waiting, now);
                    }
                    _ => {}
                }
            }
        }
        dropped.iter().for_each(|hash| drop(self.remove(hash)));
        dropped
    }

    /// Removes a transaction.
    pub fn remove(&mut self, hash: &H256) -> Option<Arc<PoolTransaction>> {
        let (sender, nonce) = self.by_hash.remove(hash)?;
        let line = self.lines.get_mut(&sender)?;
        let entry = line.entries.remove(&nonce)?;
        if line.entries.is_empty() {
            self.lines.remove(&sender);
        }
        self.bytes -= entry.transaction.raw.len();
        Some(entry.transaction)
    }

    /// Removes everything; returns the hashes.
    pub fn clear(&mut self) -> Vec<H256> {
        let hashes = self.by_hash.keys().copied().collect();
        *self = Self { next_shipment: self.next_shipment, ..Default::default() };
        hashes
    }

    /// What is in the pool.
    pub fn counts(&self) -> Counts {
        let entries = self.lines.values().flat_map(|line| line.entries.values());
        let sent = entries.filter(|entry| entry.stage != Stage::Waiting).count();
        Counts { transactions: self.by_hash.len(), sent, senders: self.lines.len() }
    }

    fn entry(&self, hash: &H256) -> Option<&Entry> {
        let (sender, nonce) = self.by_hash.get(hash)?;
        self.lines.get(sender)?.entries.get(nonce)
    }

    fn set(&mut self, hash: &H256, stage: Stage, now: Duration) {
        let Some((sender, nonce)) = self.by_hash.get(hash) else { return };
        let line = self.lines.get_mut(sender);
        if let Some(entry) = line.and_then(|line| line.entries.get_mut(nonce)) {
            (entry.stage, entry.since) = (stage, now);
        }
    }
}

/// Whether one transaction pays enough to take another one's place: price and tip have to rise.
fn outbids(new: &PoolTransaction, old: &PoolTransaction) -> bool {
    let rises = |new: u128, old: u128| new.saturating_mul(100) >= old.saturating_mul(REPLACEMENT_PERCENT);
    new.max_fee() > old.max_fee() && rises(new.max_fee(), old.max_fee()) && rises(new.tip(), old.tip())
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
