//! The authenticated tree: a jellyfish Merkle tree over keyed commitments of everything under the state root.
//!
//! Only the newest version is kept, a node a row, overwritten in place: pruning costs nothing and the disk holds
//! O(state). Older states that somebody still reads live in the storage library's snapshots.
//!
//! Leaves have no rows of their own. Where a node names a leaf child, the leaf is the only state row whose tree key
//! begins with that path, and its hash follows from the row.
//!
//! Nothing read from the disk is believed: a node or state row counts only if its hash is the one that its parent names,
//! up to the root in memory. So the host can hide nothing, bring no older row back and pass no absent row off as
//! present. Checked nodes stay in a bounded cache.

mod hasher;
mod path;
mod rekey;
mod update;

use crate::{
    cache::Cache,
    error::StoreError,
    keys::RootKey,
    store::{Row, Rows, Table},
};
use core::ops::Bound;
use hasher::TreeHasher;
use jmt::{
    storage::{LeafNode, Node},
    KeyHash, ValueHash,
};
use path::{nibble, Path};
use std::sync::Arc;

pub(crate) use update::{Change, TreeUpdate};

/// Root of the tree without entries, as the tree library defines it.
pub(crate) const EMPTY_ROOT: [u8; 32] = *b"SPARSE_MERKLE_PLACEHOLDER_HASH__";
/// Checked nodes kept in memory, about 1 KiB each, twice as many at most: the upper levels of a tree of a million entries,
/// 128 MiB in the worst case. A small state needs little.
const CACHED_NODES: usize = 64 * 1024;

const WRONG_NODE: StoreError = StoreError::HostMisbehaved("a tree node does not match the state root");
const WRONG_ROW: StoreError = StoreError::HostMisbehaved("a state row does not match the state root");

/// The tree with a given root over some rows.
pub(crate) struct Tree {
    keys: Arc<RootKey>,
    root: [u8; 32],
    nodes: Cache<Path, Node>,
}

impl Tree {
    pub(crate) fn new(keys: Arc<RootKey>, root: [u8; 32]) -> Self {
        Self { keys, root, nodes: Cache::new(CACHED_NODES) }
    }

    pub(crate) fn root(&self) -> [u8; 32] {
        self.root
    }

    /// The key that the entries are under.
    pub(crate) fn keys(&self) -> Arc<RootKey> {
        self.keys.clone()
    }

    /// The value of `key` under the root; `None` if the tree proves its absence.
    pub(crate) fn get(&mut self, rows: &Rows, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let place = self.keys.key_hash(key);
        let mut path = Path::ROOT;
        loop {
            let (step, hash) = match self.node(rows, path)? {
                None | Some(Node::Null) => return Ok(None),
                Some(Node::Leaf(leaf)) => (None, leaf.hash::<TreeHasher>()),
                Some(Node::Internal(node)) => {
                    let step = nibble(&place.0, path.length()).ok_or(WRONG_NODE)?;
                    match node.child(step.into()) {
                        None => return Ok(None),
                        Some(child) if child.is_leaf() => (Some(step), child.hash),
                        Some(_) => {
                            path = path.child(step).ok_or(WRONG_NODE)?;
                            continue;
                        }
                    }
                }
            };
            let path = step.map_or(Some(path), |step| path.child(step)).ok_or(WRONG_NODE)?;
            return self.read_leaf(rows, path, hash, place);
        }
    }

    /// The value at `place`, if the leaf with this hash at `path` is its leaf.
    fn read_leaf(
        &mut self,
        rows: &Rows,
        path: Path,
        hash: [u8; 32],
        place: KeyHash,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        if let Some(Node::Leaf(leaf)) = self.nodes.get(&path) {
            if leaf.key_hash() != place {
                return Ok(None);
            }
        }
        if let Some(row) = rows.get(Table::State, &place.0)? {
            let (leaf, value) = self.leaf_of(place, &row)?;
            if leaf.hash::<TreeHasher>() != hash {
                return Err(WRONG_ROW);
            }
            self.nodes.insert(path, Node::Leaf(leaf));
            return Ok(Some(value.to_vec()));
        }
        // Either another entry stands here, or the host hides the row.
        match self.load_leaf(rows, path, hash)? {
            Node::Leaf(leaf) if leaf.key_hash() == place => Err(WRONG_ROW),
            other => {
                self.nodes.insert(path, other);
                Ok(None)
            }
        }
    }

    /// The node at `path`, checked up to the root; `None` where there is none.
    fn node(&mut self, rows: &Rows, path: Path) -> Result<Option<&Node>, StoreError> {
        if self.nodes.get(&path).is_none() {
            let Some(node) = self.load(rows, path)? else { return Ok(None) };
            self.nodes.insert(path, node);
        }
        Ok(self.nodes.get(&path))
    }

    fn load(&mut self, rows: &Rows, path: Path) -> Result<Option<Node>, StoreError> {
        let Some((above, step)) = path.parent() else { return self.load_root(rows).map(Some) };
        let Some(Node::Internal(parent)) = self.node(rows, above)? else { return Ok(None) };
        let Some(child) = parent.child(step.into()) else { return Ok(None) };
        let (hash, is_leaf) = (child.hash, child.is_leaf());
        if is_leaf {
            return self.load_leaf(rows, path, hash).map(Some);
        }
        load_internal(rows, path, hash).map(Some)
    }

    fn load_root(&self, rows: &Rows) -> Result<Node, StoreError> {
        if self.root == EMPTY_ROOT {
            return Ok(Node::Null);
        }
        match rows.get(Table::Nodes, &Path::ROOT.row_key())? {
            Some(row) => decode_internal(&row, self.root),
            None => self.load_leaf(rows, Path::ROOT, self.root),
        }
    }

    fn load_leaf(&self, rows: &Rows, path: Path, hash: [u8; 32]) -> Result<Node, StoreError> {
        self.leaf_at(rows, path, hash).map(|(leaf, _)| Node::Leaf(leaf))
    }

    /// The leaf with this hash at `path`, and its row.
    fn leaf_at(&self, rows: &Rows, path: Path, hash: [u8; 32]) -> Result<(LeafNode, Vec<u8>), StoreError> {
        let first = rows.from(Table::State, Bound::Included(path.first_key()))?.next().ok_or(WRONG_ROW)??;
        let (key, row): Row = first;
        let place = KeyHash(key.try_into().map_err(|_| WRONG_ROW)?);
        let (leaf, _) = self.leaf_of(place, &row)?;
        if !path.is_prefix_of(&place.0) || leaf.hash::<TreeHasher>() != hash {
            return Err(WRONG_ROW);
        }
        Ok((leaf, row))
    }

    fn leaf_of<'r>(&self, place: KeyHash, row: &'r [u8]) -> Result<(LeafNode, &'r [u8]), StoreError> {
        let (key, value) = split_row(row)?;
        let commitment = self.keys.value_commitment(key, value);
        Ok((LeafNode::new(place, ValueHash::with::<TreeHasher>(commitment)), value))
    }
}

fn load_internal(rows: &Rows, path: Path, hash: [u8; 32]) -> Result<Node, StoreError> {
    let row = rows.get(Table::Nodes, &path.row_key())?.ok_or(WRONG_NODE)?;
    decode_internal(&row, hash)
}

fn decode_internal(row: &[u8], hash: [u8; 32]) -> Result<Node, StoreError> {
    match borsh::from_slice::<Node>(row) {
        Ok(Node::Internal(node)) if node.hash::<TreeHasher>() == hash => Ok(Node::Internal(node)),
        _ => Err(WRONG_NODE),
    }
}

/// Longest key under the root, in bytes: its length takes one byte of a row.
pub(crate) const MAX_KEY: usize = 255;

/// State row of an entry.
pub(crate) fn join_row(key: &[u8], value: &[u8]) -> Result<Vec<u8>, StoreError> {
    let length = u8::try_from(key.len()).map_err(|_| StoreError::Internal("a state key is too long"))?;
    let mut row = Vec::with_capacity(1 + key.len() + value.len());
    row.push(length);
    row.extend_from_slice(key);
    row.extend_from_slice(value);
    Ok(row)
}

/// Key and value of a state row.
pub(crate) fn split_row(row: &[u8]) -> Result<(&[u8], &[u8]), StoreError> {
    let (length, rest) = row.split_first().ok_or(WRONG_ROW)?;
    rest.split_at_checked(usize::from(*length)).ok_or(WRONG_ROW)
}

#[cfg(test)]
mod tests;
