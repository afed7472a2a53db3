//! Changing many entries of the tree at once.

use super::{
    join_row,
    node::{leaf_count, parts, Child, Children, Leaf, Node, BUCKET},
    Path, Tree, EMPTY_ROOT, WRONG_NODE,
};
use crate::{
    error::StoreError,
    keys::RootKey,
    store::{Rows, Table, Writer},
};
use codec::Encode;
use std::{collections::BTreeMap, sync::Arc};

/// A new value of one entry, or its end.
pub(crate) struct Change {
    place: [u8; 32],
    new: Option<New>,
}

struct New {
    row: Vec<u8>,
    commitment: [u8; 32],
}

impl Change {
    pub(crate) fn put(keys: &RootKey, key: &[u8], value: &[u8]) -> Result<Self, StoreError> {
        let leaf_key = keys.leaf_key(key);
        let new = New { row: join_row(key, value)?, commitment: leaf_key.commitment(key, value) };
        Ok(Self { place: leaf_key.place(key), new: Some(new) })
    }

    pub(crate) fn remove(keys: &RootKey, key: &[u8]) -> Self {
        Self { place: keys.place(key), new: None }
    }

    /// Tree key of the entry.
    pub(crate) fn place(&self) -> [u8; 32] {
        self.place
    }

    /// State row of the new value.
    pub(super) fn row(&self) -> Option<&[u8]> {
        self.new.as_ref().map(|new| new.row.as_slice())
    }

    fn leaf(&self) -> LeafChange {
        (self.place, self.new.as_ref().map(|new| Leaf::new(self.place, &new.commitment)))
    }
}

/// A place, and the leaf that stands there from now on.
pub(super) type LeafChange = ([u8; 32], Option<Leaf>);

/// A tree that has been computed and not been written yet.
pub(crate) struct TreeUpdate {
    root: [u8; 32],
    changes: Vec<Change>,
    nodes: Nodes,
}

impl TreeUpdate {
    pub(crate) fn root(&self) -> [u8; 32] {
        self.root
    }
}

/// Changed places of the tree.
type Nodes = BTreeMap<Path, Changed>;

#[derive(Default)]
struct Changed {
    /// What stands there now.
    node: Option<Arc<Node>>,
    /// Whether a branch stood there before, which has a row.
    had_row: bool,
}

impl Tree {
    /// Computes the tree after `changes`, at most one per key. Writes nothing.
    pub(crate) fn prepare(
        &mut self,
        rows: &Rows,
        mut changes: Vec<Change>,
    ) -> Result<TreeUpdate, StoreError> {
        changes.sort_unstable_by_key(Change::place);
        let leaves: Vec<LeafChange> = changes.iter().map(Change::leaf).collect();
        let update = self.prepare_leaves(rows, &leaves)?;
        Ok(TreeUpdate { changes, ..update })
    }

    /// Computes the tree after these changes, ascending by place, for entries whose rows are written otherwise.
    pub(super) fn prepare_leaves(
        &mut self,
        rows: &Rows,
        changes: &[LeafChange],
    ) -> Result<TreeUpdate, StoreError> {
        let before = self.root_node(rows)?;
        let mut updater = Updater { tree: self, rows, nodes: Nodes::new() };
        let top = updater.update(Path::ROOT, Some(before), changes)?;
        let root = top.map_or(EMPTY_ROOT, |top| top.hash);
        Ok(TreeUpdate { root, changes: Vec::new(), nodes: updater.nodes })
    }

    /// Writes the state rows and nodes of an update.
    pub(crate) fn write(&self, update: &TreeUpdate, writer: &mut Writer<'_>) -> Result<(), StoreError> {
        let mut state = writer.table(Table::State)?;
        for change in &update.changes {
            match &change.new {
                Some(new) => state.put(&change.place, &new.row)?,
                None => state.remove(&change.place)?,
            }
        }
        drop(state);
        let mut nodes = writer.table(Table::Nodes)?;
        for (path, changed) in &update.nodes {
            match changed.node.as_deref() {
                Some(Node::Branch(children)) => nodes.put(&path.row_key(), &children.encode())?,
                _ if changed.had_row => nodes.remove(&path.row_key())?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Makes a written update the current tree.
    pub(crate) fn adopt(&mut self, update: TreeUpdate) {
        self.root = update.root;
        for (path, changed) in update.nodes {
            match changed.node {
                Some(node) => self.nodes.insert(path, node),
                None => self.nodes.remove(&path),
            }
        }
    }
}

/// An update under way.
struct Updater<'u> {
    tree: &'u mut Tree,
    rows: &'u Rows,
    nodes: Nodes,
}

impl Updater<'_> {
    /// Applies the changes below `path`, where `before` stands.
    fn update(
        &mut self,
        path: Path,
        before: Option<Arc<Node>>,
        changes: &[LeafChange],
    ) -> Result<Option<Child>, StoreError> {
        match before.as_deref() {
            None => self.put_leaves(path, merged(&[], changes)),
            Some(Node::Bucket(leaves)) => self.put_leaves(path, merged(leaves, changes)),
            Some(Node::Branch(children)) => {
                let mut children = children.clone();
                for (step, changes) in parts(changes, path.length(), |(place, _)| place) {
                    let below = path.child(step).ok_or(WRONG_NODE)?;
                    let child = children.get_mut(usize::from(step)).ok_or(WRONG_NODE)?;
                    let before = child.map(|child| self.tree.node(self.rows, below, child)).transpose()?;
                    *child = self.update(below, before, changes)?;
                }
                self.nodes.entry(path).or_default().had_row = true;
                match leaf_count(&children) > BUCKET as u64 {
                    true => Ok(self.put(path, Node::Branch(children))),
                    false => self.collapse(path, &children),
                }
            }
        }
    }

    /// Makes what stands at `path` a tree over these leaves.
    fn put_leaves(&mut self, path: Path, leaves: Vec<Leaf>) -> Result<Option<Child>, StoreError> {
        if leaves.len() <= BUCKET {
            return Ok(self.put(path, Node::Bucket(leaves)));
        }
        let mut children = Box::<Children>::default();
        for (step, leaves) in parts(&leaves, path.length(), |leaf| &leaf.place) {
            let below = path.child(step).ok_or(WRONG_NODE)?;
            let child = children.get_mut(usize::from(step)).ok_or(WRONG_NODE)?;
            *child = self.put_leaves(below, leaves.to_vec())?;
        }
        Ok(self.put(path, Node::Branch(children)))
    }

    /// Makes a branch whose children have become few a bucket.
    fn collapse(&mut self, path: Path, children: &Children) -> Result<Option<Child>, StoreError> {
        let mut all = Vec::with_capacity(BUCKET);
        for (step, child) in (0u8..).zip(children) {
            let below = path.child(step).ok_or(WRONG_NODE)?;
            let Some(child) = child else { continue };
            let changed = self.nodes.get(&below).and_then(|changed| changed.node.clone());
            let node = changed.map_or_else(|| self.tree.node(self.rows, below, *child), Ok)?;
            let Node::Bucket(leaves) = &*node else { return Err(WRONG_NODE) };
            all.extend_from_slice(leaves);
            self.nodes.entry(below).or_default().node = None;
        }
        self.put_leaves(path, all)
    }

    fn put(&mut self, path: Path, node: Node) -> Option<Child> {
        let child = node.child(&path);
        self.nodes.entry(path).or_default().node = child.map(|_| Arc::new(node));
        child
    }
}

/// The leaves after these changes; both ascend by place.
fn merged(leaves: &[Leaf], changes: &[LeafChange]) -> Vec<Leaf> {
    let mut merged = Vec::with_capacity(leaves.len() + changes.len());
    let mut left = leaves.iter().peekable();
    for (place, new) in changes {
        while let Some(leaf) = left.next_if(|leaf| leaf.place < *place) {
            merged.push(*leaf);
        }
        left.next_if(|leaf| leaf.place == *place);
        merged.extend(*new);
    }
    merged.extend(left);
    merged
}
