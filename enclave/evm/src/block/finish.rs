//! The end of a block: its place among the numbered ones, and everything it changed written at once.

use super::{BlockBuilder, BlockOutcome, FEES};
use crate::{
    error::StoreError,
    fees::next_base_fee,
    history::{blocks::BlockFacts, NewHistory},
    keys::RootKey,
    state::undo::Snapshots,
    store::{Rows, Writer},
    tree::{Change, Tree, TreeUpdate},
};
use messages::H256;
use std::sync::Arc;
use zeroize::Zeroizing;

impl BlockBuilder<'_> {
    /// Writes state, tree, history and records in one transaction.
    pub fn finish(self) -> Result<BlockOutcome, StoreError> {
        self.write(None)
    }

    /// The same, and in the same transaction puts the whole state, with what the block changed, under another root key.
    /// Takes time in proportion to the state.
    pub fn finish_under(self, root_key: Zeroizing<[u8; 32]>) -> Result<BlockOutcome, StoreError> {
        self.write(Some(Arc::new(RootKey::new(root_key))))
    }

    fn write(mut self, new_keys: Option<Arc<RootKey>>) -> Result<BlockOutcome, StoreError> {
        // Until everything is written, neither disk nor caches can be relied upon.
        *self.parts.failed = true;
        let fees = self.fees;
        if !fees.is_zero() {
            self.overlay().add_balance(FEES, fees)?;
        }
        let history = self.take_place();
        let undoable = self.is_undoable()?;
        let Self { machine, parts, env, head, gas_used, meta, .. } = self;
        let (reader, changed) = machine.ctx.journaled_state.database.into_parts();
        let changes = changed.tree_changes(&reader.tree.keys(), reader, &head, undoable)?;
        let rows = reader.rows.clone();

        let mut writer = parts.store.write()?;
        let next = NextTree::write(&mut reader.tree, &rows, changes, new_keys, &mut writer)?;
        let mut anchor = parts.anchor.moved_to(next.root());
        history.write(env.height, next.root(), &mut writer)?;
        for (name, bytes) in &meta {
            anchor.set_meta(&mut writer, name, bytes)?;
        }
        anchor.write(&mut writer)?;
        writer.commit()?;

        next.adopt(&mut reader.tree);
        changed.adopt(reader);
        reader.rows = Arc::new(parts.store.rows()?);
        let state_root = H256(anchor.state_root);
        *parts.anchor = anchor;
        *parts.head = head;
        *parts.failed = false;
        Ok(BlockOutcome { height: env.height, state_root, gas_used })
    }

    /// Puts the block behind the last number, unless it holds nothing but orders.
    fn take_place(&mut self) -> NewHistory {
        if !self.place.ordered {
            self.use_place();
        }
        let place = self.place;
        let mut history = NewHistory {
            receipts: core::mem::take(&mut self.receipts),
            transactions: core::mem::take(&mut self.transactions),
            block: None,
            reverted_to: place.reverted_to,
        };
        if !place.used {
            return history;
        }
        let (count, interval) = place.mined;
        let head = &mut self.head;
        history.block = Some(BlockFacts {
            chain_id: self.parts.network.chain_id,
            number: place.number,
            parent_hash: place.parent_hash,
            timestamp: place.timestamp,
            gas_limit: head.gas_limit,
            base_fee: head.base_fee,
            mined: place.mined,
        });
        let passed = count.saturating_mul(interval);
        head.number = place.number.saturating_add(count);
        head.unhashed = count.saturating_add(1);
        head.timestamp = place.timestamp.saturating_add(passed);
        head.base_fee = next_base_fee(head.base_fee, self.gas_used, head.gas_limit);
        head.clock.ahead = head.clock.ahead.saturating_add_unsigned(passed);
        history
    }

    /// Whether the block must leave a record of what it changes. One that brings an earlier state back has left its own.
    fn is_undoable(&mut self) -> Result<bool, StoreError> {
        if !self.parts.network.development {
            return Ok(false);
        }
        let height = self.env.height;
        let reverted = self.place.reverted_to.is_some();
        let mut snapshots = Snapshots::read(self.overlay())?;
        snapshots.age(self.overlay(), height);
        Ok(snapshots.need_record(height) && !reverted)
    }
}

/// The tree after a block, written but not durable yet.
enum NextTree {
    Updated(TreeUpdate),
    Rekeyed(Tree),
}

impl NextTree {
    fn write(
        tree: &mut Tree,
        rows: &Rows,
        changes: Vec<Change>,
        new_keys: Option<Arc<RootKey>>,
        writer: &mut Writer<'_>,
    ) -> Result<Self, StoreError> {
        if let Some(keys) = new_keys {
            return tree.rekey(rows, &changes, keys, writer).map(Self::Rekeyed);
        }
        let update = tree.prepare(rows, changes)?;
        tree.write(&update, writer)?;
        Ok(Self::Updated(update))
    }

    fn root(&self) -> [u8; 32] {
        match self {
            Self::Updated(update) => update.root(),
            Self::Rekeyed(tree) => tree.root(),
        }
    }

    fn adopt(self, tree: &mut Tree) {
        match self {
            Self::Updated(update) => tree.adopt(update),
            Self::Rekeyed(rekeyed) => *tree = rekeyed,
        }
    }
}
