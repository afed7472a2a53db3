//! The authenticated tree: a jellyfish Merkle tree over keyed commitments of everything under the state root.
//!
//! Only the newest version is kept, a branch a row, overwritten in place: pruning costs nothing and the disk holds
//! O(state). Older states that somebody still reads live in the storage library's snapshots.
//!
//! The lowest parts of the tree, which are most of it, have no rows: [`node`].
//!
//! Nothing read from the disk is believed: a branch or state row counts only if its hash is the one that its parent names,
//! up to the root in memory. So the host can hide nothing, bring no older row back and pass no absent row off as
//! present. Checked nodes stay in a bounded cache.

mod hasher;
mod node;
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
use hasher::bucket_hash;
use node::{Child, Leaf, Node, BUCKET};
use path::{nibble, Path};
use std::sync::Arc;

pub(crate) use hasher::EMPTY as EMPTY_ROOT;
pub(crate) use update::{Change, TreeUpdate};

/// Checked nodes kept in memory, about 1 KiB each, twice as many at most: 128 MiB in the worst case, a tree of a million
/// entries. A small state needs little.
const CACHED_NODES: usize = 64 * 1024;

const WRONG_NODE: StoreError = StoreError::HostMisbehaved("a tree node does not match the state root");
const WRONG_ROW: StoreError = StoreError::HostMisbehaved("a state row does not match the state root");

/// The tree with a given root over some rows.
pub(crate) struct Tree {
    keys: Arc<RootKey>,
    root: [u8; 32],
    nodes: Cache<Path, Arc<Node>>,
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
        let place = self.keys.place(key);
        let Some(leaf) = self.leaf(rows, &place)? else { return Ok(None) };
        let row = rows.get(Table::State, &place)?.ok_or(WRONG_ROW)?;
        if self.leaf_of(place, &row)? != leaf {
            return Err(WRONG_ROW);
        }
        let (_, value) = split_row(&row)?;
        Ok(Some(value.to_vec()))
    }

    /// The leaf at `place`; `None` if the tree proves its absence.
    fn leaf(&mut self, rows: &Rows, place: &[u8; 32]) -> Result<Option<Leaf>, StoreError> {
        let (mut path, mut node) = (Path::ROOT, self.root_node(rows)?);
        loop {
            let (step, child) = match &*node {
                Node::Bucket(leaves) => {
                    let found = leaves.binary_search_by(|leaf| leaf.place.cmp(place));
                    return Ok(found.ok().and_then(|at| leaves.get(at).copied()));
                }
                Node::Branch(children) => {
                    let step = nibble(place, path.length()).ok_or(WRONG_NODE)?;
                    (step, children.get(usize::from(step)).copied().flatten())
                }
            };
            let Some(child) = child else { return Ok(None) };
            path = path.child(step).ok_or(WRONG_NODE)?;
            node = self.node(rows, path, child)?;
        }
    }

    fn root_node(&mut self, rows: &Rows) -> Result<Arc<Node>, StoreError> {
        if let Some(node) = self.nodes.get(&Path::ROOT) {
            return Ok(node.clone());
        }
        let node = Arc::new(self.load_root(rows)?);
        self.nodes.insert(Path::ROOT, node.clone());
        Ok(node)
    }

    /// The node at `path`, of which the checked branch above says this.
    fn node(&mut self, rows: &Rows, path: Path, child: Child) -> Result<Arc<Node>, StoreError> {
        if let Some(node) = self.nodes.get(&path) {
            return Ok(node.clone());
        }
        let node = Arc::new(match small(child) {
            Some(count) => Node::Bucket(self.load_bucket(rows, path, child.hash, count)?.0),
            None => load_branch(rows, path, child.hash)?,
        });
        self.nodes.insert(path, node.clone());
        Ok(node)
    }

    fn load_root(&self, rows: &Rows) -> Result<Node, StoreError> {
        if self.root == EMPTY_ROOT {
            return Ok(Node::Bucket(Vec::new()));
        }
        match rows.get(Table::Nodes, &Path::ROOT.row_key())? {
            Some(row) => Node::decode_branch(&row, self.root),
            None => Ok(Node::Bucket(self.load_bucket(rows, Path::ROOT, self.root, BUCKET)?.0)),
        }
    }

    /// The leaves at `path`, at most `count`, and their state rows; checked against the hash over them.
    fn load_bucket(
        &self,
        rows: &Rows,
        path: Path,
        hash: [u8; 32],
        count: usize,
    ) -> Result<(Vec<Leaf>, Vec<Row>), StoreError> {
        let below = rows.from(Table::State, Bound::Included(path.first_key()))?;
        let below: Vec<Row> = below.take(count).collect::<Result<_, _>>()?;
        let leaf = |(place, row): &Row| {
            let place: [u8; 32] = place.as_slice().try_into().map_err(|_| WRONG_ROW)?;
            match path.is_prefix_of(&place) {
                true => self.leaf_of(place, row),
                false => Err(WRONG_ROW),
            }
        };
        let leaves: Vec<Leaf> = below.iter().map(leaf).collect::<Result<_, _>>()?;
        match bucket_hash(&leaves, path.bits()) == hash {
            true => Ok((leaves, below)),
            false => Err(self.misfit(&below)),
        }
    }

    /// Why rows that this store sealed do not match the tree: either none of them lies where this root key puts it, or
    /// the host changed which rows there are.
    fn misfit(&self, rows: &[Row]) -> StoreError {
        let lies_elsewhere = |(place, row): &Row| {
            split_row(row).is_ok_and(|(key, _)| self.keys.place(key).as_slice() != place.as_slice())
        };
        match !rows.is_empty() && rows.iter().all(lies_elsewhere) {
            true => StoreError::OtherRootKey,
            false => WRONG_ROW,
        }
    }

    fn leaf_of(&self, place: [u8; 32], row: &[u8]) -> Result<Leaf, StoreError> {
        let (key, value) = split_row(row)?;
        Ok(Leaf::new(place, &self.keys.value_commitment(key, value)))
    }
}

/// How many leaves a child has that is a bucket.
fn small(child: Child) -> Option<usize> {
    usize::try_from(child.leaf_count).ok().filter(|count| *count <= BUCKET)
}

fn load_branch(rows: &Rows, path: Path, hash: [u8; 32]) -> Result<Node, StoreError> {
    let row = rows.get(Table::Nodes, &path.row_key())?.ok_or(WRONG_NODE)?;
    Node::decode_branch(&row, hash)
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
