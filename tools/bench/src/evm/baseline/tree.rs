//! A jellyfish Merkle tree with all its nodes in memory.

use anyhow::{Context, Result};
use jmt::{
    storage::{LeafNode, NibblePath, Node, NodeKey, TreeReader},
    JellyfishMerkleTree, KeyHash, OwnedValue, SimpleHasher, Version,
};
use revm::primitives::HashMap;

/// The root of an empty tree, as the library defines it.
const EMPTY_ROOT: [u8; 32] = *b"SPARSE_MERKLE_PLACEHOLDER_HASH__";
/// Version of every node: only the newest state is kept.
const VERSION: Version = 1;

/// Place of an entry in the tree.
pub(super) fn place_of(key: &[u8]) -> [u8; 32] {
    blake3::hash(key).into()
}

pub(super) struct Tree {
    root: [u8; 32],
    nodes: HashMap<NibblePath, Node>,
}

impl Default for Tree {
    fn default() -> Self {
        Self { root: EMPTY_ROOT, nodes: HashMap::default() }
    }
}

impl Tree {
    pub(super) fn root(&self) -> [u8; 32] {
        self.root
    }

    /// Sets values by place. Returns the rows of all nodes that changed; leaves have none.
    pub(super) fn update(&mut self, values: Vec<([u8; 32], Vec<u8>)>) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
        let values = values.into_iter().map(|(place, value)| (KeyHash(place), value)).collect();
        let library = JellyfishMerkleTree::<_, Blake3>::new(&*self);
        let (roots, batch) = library.batch_put_value_sets(vec![values], None, VERSION)?;
        self.root = roots.last().context("the tree update has no root")?.0;
        let mut rows = Vec::new();
        for (key, node) in batch.node_batch.nodes() {
            let path = key.nibble_path();
            if matches!(node, Node::Internal(_)) {
                rows.push((row_key(path), borsh::to_vec(node)?));
            }
            self.nodes.insert(path.clone(), node.clone());
        }
        Ok(rows)
    }
}

/// Length, then the nibbles, packed.
fn row_key(path: &NibblePath) -> Vec<u8> {
    let nibbles: Vec<u8> = path.nibbles().map(u8::from).collect();
    let packed = nibbles.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0));
    std::iter::once(nibbles.len() as u8).chain(packed).collect()
}

impl TreeReader for Tree {
    fn get_node_option(&self, key: &NodeKey) -> Result<Option<Node>> {
        let path = key.nibble_path();
        let empty = || (path.is_empty() && self.root == EMPTY_ROOT).then_some(Node::Null);
        Ok(self.nodes.get(path).cloned().or_else(empty))
    }

    fn get_value_option(&self, _: Version, _: KeyHash) -> Result<Option<OwnedValue>> {
        anyhow::bail!("values are not read through the tree")
    }

    fn get_rightmost_leaf(&self) -> Result<Option<(NodeKey, LeafNode)>> {
        anyhow::bail!("nothing is restored")
    }
}

struct Blake3(blake3::Hasher);

impl SimpleHasher for Blake3 {
    fn new() -> Self {
        Self(blake3::Hasher::new())
    }

    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn finalize(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}
