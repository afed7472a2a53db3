//! Hashes of the tree: those of the jellyfish Merkle tree (library `jmt`) with BLAKE3. Nodes hold keyed commitments, so
//! the hash itself needs no key.

use super::node::Leaf;

/// Hash of a tree, or of a part of it, without entries.
pub(crate) const EMPTY: [u8; 32] = *b"SPARSE_MERKLE_PLACEHOLDER_HASH__";
const LEAF: &[u8] = b"JMT::LeafNode";
const INNER: &[u8] = b"JMT::IntrnalNode";

/// Hash of the entry at `place` with this commitment to its value.
pub(super) fn leaf_hash(place: &[u8; 32], commitment: &[u8; 32]) -> [u8; 32] {
    let value_hash = blake3::hash(commitment);
    let mut hasher = blake3::Hasher::new();
    hasher.update(LEAF).update(place).update(value_hash.as_bytes()).finalize().into()
}

/// Hash over two halves of a part of the tree that holds more than one entry.
pub(super) fn inner_hash(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    blake3::Hasher::new().update(INNER).update(left).update(right).finalize().into()
}

/// Hash of the part of the tree with these leaves, which are sorted and share their first `bit` bits: a part with one
/// leaf has that leaf's hash, whatever its size.
pub(super) fn bucket_hash(leaves: &[Leaf], bit: usize) -> [u8; 32] {
    match leaves {
        [] => EMPTY,
        [leaf] => leaf.hash,
        _ => {
            let is_left = |leaf: &Leaf| {
                let byte = leaf.place.get(bit / 8).copied().unwrap_or_default();
                byte & (0x80 >> (bit % 8)) == 0
            };
            let (left, right) = leaves.split_at(leaves.partition_point(is_left));
            inner_hash(&bucket_hash(left, bit + 1), &bucket_hash(right, bit + 1))
        }
    }
}
