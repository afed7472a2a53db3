//! Places in the tree.

/// Nibbles from the root to a leaf of a tree over 32-byte keys.
const MAX_NIBBLES: u8 = 64;

/// The way from the root to a node: up to 64 nibbles, packed two a byte from the high half on, padded with zeros.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Path {
    length: u8,
    packed: [u8; 32],
}

/// The nibble of `key` at `depth`, for depths below 64.
pub(crate) fn nibble(key: &[u8; 32], depth: u8) -> Option<u8> {
    let byte = key.get(usize::from(depth / 2))?;
    Some(if depth.is_multiple_of(2) { byte >> 4 } else { byte & 0x0f })
}

impl Path {
    pub(crate) const ROOT: Self = Self { length: 0, packed: [0; 32] };

    pub(crate) fn length(&self) -> u8 {
        self.length
    }

    /// Bits that everything below has in common.
    pub(crate) fn bits(&self) -> usize {
        usize::from(self.length) * 4
    }

    /// The node below; `None` below a full path.
    pub(crate) fn child(mut self, nibble: u8) -> Option<Self> {
        let byte = self.packed.get_mut(usize::from(self.length / 2))?;
        *byte |= if self.length.is_multiple_of(2) { nibble << 4 } else { nibble & 0x0f };
        self.length += 1;
        Some(self)
    }

    pub(crate) fn is_prefix_of(&self, key: &[u8; 32]) -> bool {
        (0..self.length.min(MAX_NIBBLES)).all(|depth| nibble(&self.packed, depth) == nibble(key, depth))
    }

    /// The smallest key below this node.
    pub(crate) fn first_key(&self) -> &[u8; 32] {
        &self.packed
    }

    /// Row key of the node: its length, then the nibbles.
    pub(crate) fn row_key(&self) -> Vec<u8> {
        let used = usize::from(self.length.div_ceil(2));
        core::iter::once(self.length).chain(self.packed.iter().copied().take(used)).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_full_path_has_nothing_below() {
        let full = (0..MAX_NIBBLES).try_fold(Path::ROOT, |path, step| path.child(step % 16)).unwrap();
        assert_eq!((full.bits(), full.child(0)), (256, None));
    }

    #[test]
    fn prefixes_and_row_keys() {
        let path = Path::ROOT.child(0xa).unwrap().child(0xb).unwrap().child(0xc).unwrap();
        let mut key = [0; 32];
        key[..2].copy_from_slice(&[0xab, 0xcf]);
        assert!(path.is_prefix_of(&key));
        assert_eq!(path.row_key(), [3, 0xab, 0xc0]);
        assert_eq!(path.first_key()[..2], [0xab, 0xc0]);
        key[0] = 0xaa;
        assert!(!path.is_prefix_of(&key));
        assert!(Path::ROOT.is_prefix_of(&key));
    }
}
