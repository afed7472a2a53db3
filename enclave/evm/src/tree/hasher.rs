//! Hash function of the tree.

use jmt::SimpleHasher;

/// BLAKE3 for the tree library. Nodes hold keyed commitments, so the hash itself needs no key.
pub(crate) struct TreeHasher(blake3::Hasher);

impl SimpleHasher for TreeHasher {
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
