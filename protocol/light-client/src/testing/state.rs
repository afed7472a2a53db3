//! Chain state: a trie in memory.

use messages::{bundle::StorageProof, H256};
use sp_core::Blake2Hasher;
use sp_trie::{delta_trie_root, read_trie_value, recorder::Recorder, LayoutV1, MemoryDB};

/// A change of state: raw key, and its new value if it is to have one.
pub(crate) type Change = (Vec<u8>, Option<Vec<u8>>);

/// Changes after which dropped trie nodes are freed.
const PURGE_PERIOD: u32 = 256;

/// Raw keys and values under a state root (state version 1).
#[derive(Clone)]
pub struct State {
    nodes: MemoryDB<Blake2Hasher>,
    root: H256,
    changes: u32,
}

impl Default for State {
    fn default() -> Self {
        let (nodes, root) = MemoryDB::default_with_root();
        Self { nodes, root, changes: 0 }
    }
}

impl State {
    /// Applies changes at once.
    pub(crate) fn change(&mut self, changes: &[Change]) {
        let delta = changes.iter().map(|(key, value)| (key.as_slice(), value.as_deref()));
        self.root = delta_trie_root::<LayoutV1<Blake2Hasher>, _, _, _, _, _>(
            &mut self.nodes,
            self.root,
            delta,
            None,
            None,
        )
        .expect("the whole trie is in memory");
        self.changes = self.changes.wrapping_add(1);
        if self.changes.is_multiple_of(PURGE_PERIOD) {
            self.nodes.purge();
        }
    }

    /// The state root.
    pub fn root(&self) -> H256 {
        self.root
    }

    /// The value under a key.
    pub fn read(&self, key: &[u8]) -> Option<Vec<u8>> {
        read_trie_value::<LayoutV1<Blake2Hasher>, _>(&self.nodes, &self.root, key, None, None)
            .expect("the whole trie is in memory")
    }

    /// Proves the keys, present or absent, as `state_getReadProof` does.
    pub fn prove(&self, keys: &[Vec<u8>]) -> StorageProof {
        let recorder = Recorder::<Blake2Hasher>::default();
        for key in keys {
            let mut recorder = recorder.as_trie_recorder(self.root);
            read_trie_value::<LayoutV1<Blake2Hasher>, _>(
                &self.nodes,
                &self.root,
                key,
                Some(&mut recorder),
                None,
            )
            .expect("the whole trie is in memory");
        }
        recorder.drain_storage_proof().into_iter_nodes().collect()
    }
}
