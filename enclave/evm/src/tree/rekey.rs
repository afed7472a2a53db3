//! Moving a whole state under another root key: every entry gets another place and another commitment.

use super::{
    load_branch,
    node::{Children, Leaf, Node},
    small, split_row,
    update::{Change, LeafChange},
    Path, Tree, EMPTY_ROOT, WRONG_NODE,
};
use crate::{
    error::StoreError,
    keys::RootKey,
    store::{Rows, Table, Writer},
};
use std::{collections::BTreeSet, sync::Arc};

/// Entries that go into the new tree at once: bounds the nodes that are in memory before they are written.
const BATCH: usize = 4096;

/// What is told of every entry: its place and its state row.
type Visitor<'v> = dyn FnMut([u8; 32], &[u8]) -> Result<(), StoreError> + 'v;

impl Tree {
    /// Writes the state that `changes` make of this one in its place, under other keys, and returns its tree.
    ///
    /// Takes time in proportion to the state, and 64 bytes of memory an entry. The new rows are not read back: places and
    /// hashes are kept in memory until they are in the tree, so that a host cannot meddle in between.
    pub(crate) fn rekey(
        &self,
        rows: &Rows,
        changes: &[Change],
        keys: Arc<RootKey>,
        writer: &mut Writer<'_>,
    ) -> Result<Self, StoreError> {
        writer.clear(Table::State)?;
        writer.clear(Table::Nodes)?;
        let mut leaves = Vec::new();
        let mut state = writer.table(Table::State)?;
        let mut move_row = |row: &[u8]| {
            let (key, value) = split_row(row)?;
            let leaf_key = keys.leaf_key(key);
            let place = leaf_key.place(key);
            leaves.push(Leaf::new(place, &leaf_key.commitment(key, value)));
            state.put(&place, row)
        };
        let changed: BTreeSet<_> = changes.iter().map(Change::place).collect();
        self.visit(rows, &mut |place, row| match changed.contains(&place) {
            true => Ok(()),
            false => move_row(row),
        })?;
        changes.iter().filter_map(Change::row).try_for_each(move_row)?;
        drop(state);
        leaves.sort_unstable();
        Self::grow(rows, &leaves, keys, writer)
    }

    /// Writes the nodes over these leaves, which are sorted, and returns their tree.
    fn grow(
        rows: &Rows,
        leaves: &[Leaf],
        keys: Arc<RootKey>,
        writer: &mut Writer<'_>,
    ) -> Result<Self, StoreError> {
        let mut tree = Self::new(keys, EMPTY_ROOT);
        for batch in leaves.chunks(BATCH) {
            let batch: Vec<LeafChange> = batch.iter().map(|leaf| (leaf.place, Some(*leaf))).collect();
            // No node is read from `rows`, which are those of the old tree: what a leaf meets lies on the way to the one
            // before it, and that way is in the cache. A node of the old tree would not match its parent's hash.
            let update = tree.prepare_leaves(rows, &batch)?;
            tree.write(&update, writer)?;
            tree.adopt(update);
        }
        Ok(tree)
    }

    /// Shows every entry, checked up to the root, in the order of the tree.
    fn visit(&self, rows: &Rows, show: &mut Visitor<'_>) -> Result<(), StoreError> {
        match self.load_root(rows)? {
            Node::Branch(children) => self.visit_below(rows, Path::ROOT, &children, show),
            Node::Bucket(leaves) => self.visit_bucket(rows, Path::ROOT, self.root, leaves.len(), show),
        }
    }

    fn visit_below(
        &self,
        rows: &Rows,
        path: Path,
        children: &Children,
        show: &mut Visitor<'_>,
    ) -> Result<(), StoreError> {
        for (step, child) in (0u8..).zip(children) {
            let path = path.child(step).ok_or(WRONG_NODE)?;
            let Some(child) = child else { continue };
            match small(*child) {
                Some(count) => self.visit_bucket(rows, path, child.hash, count, show)?,
                None => match load_branch(rows, path, child.hash)? {
                    Node::Branch(children) => self.visit_below(rows, path, &children, show)?,
                    Node::Bucket(_) => return Err(WRONG_NODE),
                },
            }
        }
        Ok(())
    }

    fn visit_bucket(
        &self,
        rows: &Rows,
        path: Path,
        hash: [u8; 32],
        count: usize,
        show: &mut Visitor<'_>,
    ) -> Result<(), StoreError> {
        let (leaves, rows) = self.load_bucket(rows, path, hash, count)?;
        leaves.iter().zip(&rows).try_for_each(|(leaf, (_, row))| show(leaf.place, row))
    }
}
