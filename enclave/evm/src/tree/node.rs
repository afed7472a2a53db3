//! Nodes of the tree.
//!
//! A part of the tree with few entries is a bucket: its leaves, in order. A larger one is a branch of sixteen parts. Only
//! branches have rows; the leaves of a bucket follow from the state rows below its path. What is a bucket depends on the
//! number of entries alone, and shows in no hash: the root is that of the binary tree over all leaves.

use super::{
    hasher::{bucket_hash, inner_hash, leaf_hash, EMPTY},
    path::nibble,
    Path, WRONG_NODE,
};
use crate::error::StoreError;
use codec::{Decode, Encode};

/// Leaves of a bucket, at most. Twice the fan-out: whatever the size of the state, most branches stand on the few upper
/// levels, and no more than this many state rows are read to check one.
pub(super) const BUCKET: usize = 32;
/// Parts of a branch.
const FAN_OUT: usize = 16;

/// An entry: its place, and its hash, which binds place and value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Leaf {
    pub(super) place: [u8; 32],
    pub(super) hash: [u8; 32],
}

impl Leaf {
    pub(super) fn new(place: [u8; 32], commitment: &[u8; 32]) -> Self {
        Self { place, hash: leaf_hash(&place, commitment) }
    }
}

/// A part of a branch that holds entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(super) struct Child {
    pub(super) hash: [u8; 32],
    #[codec(compact)]
    pub(super) leaf_count: u64,
}

/// The parts of a branch.
pub(super) type Children = [Option<Child>; FAN_OUT];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Branch(Box<Children>),
    /// At most [`BUCKET`] leaves, ascending.
    Bucket(Vec<Leaf>),
}

impl Node {
    /// What the branch above says of the node at `path`; `None` if it holds nothing.
    pub(super) fn child(&self, path: &Path) -> Option<Child> {
        let leaf_count = match self {
            Self::Branch(children) => leaf_count(children),
            Self::Bucket(leaves) => leaves.len() as u64,
        };
        (leaf_count > 0).then(|| Child { hash: self.hash(path), leaf_count })
    }

    pub(super) fn hash(&self, path: &Path) -> [u8; 32] {
        match self {
            Self::Branch(children) => range_hash(children.as_slice()),
            Self::Bucket(leaves) => bucket_hash(leaves, path.bits()),
        }
    }

    /// A branch as its row has it, if it has this hash.
    pub(super) fn decode_branch(mut row: &[u8], hash: [u8; 32]) -> Result<Self, StoreError> {
        let children = Children::decode(&mut row).map_err(|_| WRONG_NODE)?;
        match range_hash(&children) == hash {
            true => Ok(Self::Branch(Box::new(children))),
            false => Err(WRONG_NODE),
        }
    }
}

/// Leaves below these children.
pub(super) fn leaf_count(children: &Children) -> u64 {
    children.iter().flatten().map(|child| child.leaf_count).fold(0, u64::saturating_add)
}

/// The leaves of each of the sixteen parts below a path of this length.
pub(super) fn parts<T>(mut items: &[T], depth: u8, place: impl Fn(&T) -> &[u8; 32]) -> Vec<(u8, &[T])> {
    let mut parts = Vec::new();
    while let Some(step) = items.first().and_then(|first| nibble(place(first), depth)) {
        let end = items.partition_point(|item| nibble(place(item), depth) == Some(step));
        let (part, rest) = items.split_at(end);
        parts.push((step, part));
        items = rest;
    }
    parts
}

/// Hash of a range of a branch's parts: like [`bucket_hash`], a range with one leaf has that leaf's hash.
fn range_hash(parts: &[Option<Child>]) -> [u8; 32] {
    let mut present = parts.iter().flatten();
    match (present.next(), present.next()) {
        (None, _) => EMPTY,
        (Some(only), None) if parts.len() == 1 || only.leaf_count == 1 => only.hash,
        _ => {
            let (left, right) = parts.split_at(parts.len() / 2);
            inner_hash(&range_hash(left), &range_hash(right))
        }
    }
}
