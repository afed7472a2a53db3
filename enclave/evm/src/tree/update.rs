//! Changing many entries of the tree at once.

use super::{hasher::TreeHasher, join_row, Path, Tree};
use crate::{
    error::StoreError,
    keys::RootKey,
    store::{Rows, Table, Writer},
};
use core::cell::RefCell;
use jmt::{
    storage::{LeafNode, Node, NodeKey, TreeReader, TreeUpdateBatch},
    JellyfishMerkleTree, KeyHash, OwnedValue, Version,
};
use std::collections::BTreeMap;

/// Version that the tree library gives every new node. It looks for the root of the version before; [`Source`] ignores
/// versions, for the store has one state only.
const VERSION: Version = 1;

/// A new value of one entry, or its end.
pub(crate) struct Change {
    place: KeyHash,
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
        Self { place: keys.key_hash(key), new: None }
    }

    /// Tree key of the entry.
    pub(crate) fn place(&self) -> [u8; 32] {
        self.place.0
    }

    /// State row of the new value.
    pub(super) fn row(&self) -> Option<&[u8]> {
        self.new.as_ref().map(|new| new.row.as_slice())
    }
}

/// An entry as the tree library takes it: its place, and its commitment or `None` to end it.
pub(super) type Leaf = (KeyHash, Option<Vec<u8>>);

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
    node: Option<Node>,
    /// Whether another node stood there before.
    replaces: bool,
}

impl Tree {
    /// Computes the tree after `changes`, at most one per key. Writes nothing.
    pub(crate) fn prepare(
        &mut self,
        rows: &Rows,
        mut changes: Vec<Change>,
    ) -> Result<TreeUpdate, StoreError> {
        changes.sort_unstable_by_key(Change::place);
        let leaf = |change: &Change| (change.place, change.new.as_ref().map(|new| new.commitment.to_vec()));
        let update = self.prepare_leaves(rows, changes.iter().map(leaf))?;
        Ok(TreeUpdate { changes, ..update })
    }

    /// Computes the tree after these leaves, ascending by place, for entries whose rows are written otherwise.
    ///
    /// The library inserts in one batch but can delete only one by one, so deletions follow in a second pass over the
    /// result of the first. The tree's shape depends on its entries alone, so the split shows nowhere.
    pub(super) fn prepare_leaves(
        &mut self,
        rows: &Rows,
        leaves: impl Iterator<Item = Leaf>,
    ) -> Result<TreeUpdate, StoreError> {
        let (mut inserted, mut deleted) = (Vec::new(), Vec::new());
        for (place, commitment) in leaves {
            match commitment {
                Some(commitment) => inserted.push((place, commitment)),
                None => deleted.push((place, None)),
            }
        }
        let mut root = self.root;
        let mut nodes = Nodes::new();
        if !inserted.is_empty() {
            let source = Source { tree: RefCell::new(self), rows, nodes: &nodes };
            let tree = JellyfishMerkleTree::<_, TreeHasher>::new(&source);
            let (roots, batch) =
                tree.batch_put_value_sets(vec![inserted], None, VERSION).map_err(unwrapped)?;
            root = roots.last().ok_or(StoreError::Internal("the tree update has no root"))?.0;
            merge(&mut nodes, &batch);
        }
        if !deleted.is_empty() {
            let source = Source { tree: RefCell::new(self), rows, nodes: &nodes };
            let tree = JellyfishMerkleTree::<_, TreeHasher>::new(&source);
            let (new_root, batch) = tree.put_value_set(deleted, VERSION).map_err(unwrapped)?;
            root = new_root.0;
            merge(&mut nodes, &batch);
        }
        Ok(TreeUpdate { root, changes: Vec::new(), nodes })
    }

    /// Writes the state rows and nodes of an update.
    pub(crate) fn write(&mut self, update: &TreeUpdate, writer: &mut Writer<'_>) -> Result<(), StoreError> {
        let mut state = writer.table(Table::State)?;
        for change in &update.changes {
            match &change.new {
                Some(new) => state.put(&change.place.0, &new.row)?,
                None => state.remove(&change.place.0)?,
            }
        }
        drop(state);
        let mut nodes = writer.table(Table::Nodes)?;
        for (path, changed) in &update.nodes {
            match &changed.node {
                Some(node @ Node::Internal(_)) => {
                    let row =
                        borsh::to_vec(node).map_err(|_| StoreError::Internal("a node does not encode"))?;
                    nodes.put(&path.row_key(), &row)?;
                }
                _ if changed.replaces && !matches!(self.nodes.get(path), Some(Node::Leaf(_))) => {
                    nodes.remove(&path.row_key())?;
                }
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

fn merge(nodes: &mut Nodes, batch: &TreeUpdateBatch) {
    for stale in &batch.stale_node_index_batch {
        *nodes.entry(stale.node_key.nibble_path().into()).or_default() =
            Changed { node: None, replaces: true };
    }
    for (key, node) in batch.node_batch.nodes() {
        nodes.entry(key.nibble_path().into()).or_default().node = Some(node.clone());
    }
}

/// The tree library wraps what [`Source`] reports; whatever else it says is its own.
fn unwrapped(error: anyhow::Error) -> StoreError {
    error.downcast().unwrap_or(StoreError::Internal("the tree library refused an update"))
}

/// Where the tree library reads nodes: changes so far, below them the checked tree.
struct Source<'a> {
    tree: RefCell<&'a mut Tree>,
    rows: &'a Rows,
    nodes: &'a Nodes,
}

impl TreeReader for Source<'_> {
    fn get_node_option(&self, key: &NodeKey) -> anyhow::Result<Option<Node>> {
        let path = Path::from(key.nibble_path());
        // A root of the new version is one that the library has made. It forgets an empty one when more is deleted, and
        // must not find the old one in its place.
        if path == Path::ROOT && key.version() == VERSION {
            return Ok(None);
        }
        if let Some(changed) = self.nodes.get(&path) {
            return Ok(changed.node.clone());
        }
        Ok(self.tree.borrow_mut().node(self.rows, path)?.cloned())
    }

    fn get_value_option(&self, _: Version, _: KeyHash) -> anyhow::Result<Option<OwnedValue>> {
        Err(StoreError::Internal("values are read from rows, not through the tree library").into())
    }

    fn get_rightmost_leaf(&self) -> anyhow::Result<Option<(NodeKey, LeafNode)>> {
        Err(StoreError::Internal("the tree library's own restore is not used").into())
    }
}
