//! Parts of bundles that never change: the trust root and the last header of each ended authority set. Kept in memory
//! and, if a folder is named, on disk, so that each is fetched from a node once.
//!
//! A node keeps old states for a while only. The trust root is a proof in the very first state, so a copy of it is
//! worth keeping: the file `trust-root-v3.scale` can be handed to others, who verify it against the genesis hash.

use codec::{DecodeAll, Encode};
use messages::{
    bundle::{GenesisProof, JustifiedHeader},
    ids::GenesisHash,
};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// Fragments of one network.
#[derive(Debug)]
pub struct Fragments {
    folder: Option<PathBuf>,
    memory: Mutex<BTreeMap<String, Vec<u8>>>,
}

/// The number rises with what a trust root proves, so that a kept one never lacks a part.
const TRUST_ROOT: &str = "trust-root-v3.scale";

impl Fragments {
    /// Fragments of `network`, kept in memory and in a folder of their own under `cache`.
    pub fn new(network: GenesisHash, cache: Option<&Path>) -> Self {
        let folder = cache.map(|path| path.join(hex::encode(network)));
        Self { folder, memory: Mutex::default() }
    }

    /// The trust root, if it is kept.
    pub fn trust_root(&self) -> Option<GenesisProof> {
        self.get(TRUST_ROOT)
    }

    /// Keeps the trust root.
    pub fn keep_trust_root(&self, root: &GenesisProof) {
        self.keep(TRUST_ROOT, root);
    }

    /// The last header of an authority set, if it is kept.
    pub fn set_end(&self, set: u64) -> Option<JustifiedHeader> {
        self.get(&set_file(set))
    }

    /// Keeps the last header of an authority set.
    pub fn keep_set_end(&self, set: u64, end: &JustifiedHeader) {
        self.keep(&set_file(set), end);
    }

    fn get<T: DecodeAll>(&self, name: &str) -> Option<T> {
        let known = self.memory.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        let bytes = match (known, &self.folder) {
            (Some(bytes), _) => bytes,
            (None, Some(folder)) => std::fs::read(folder.join(name)).ok()?,
            (None, None) => return None,
        };
        // A damaged file is as good as none: the fragment is fetched anew.
        T::decode_all(&mut &bytes[..]).ok()
    }

    fn keep(&self, name: &str, fragment: &impl Encode) {
        let bytes = fragment.encode();
        if let Some(folder) = &self.folder {
            if let Err(error) = write_atomically(folder, name, &bytes) {
                tracing::warn!(
                    "cannot keep {name} in {}: {error}; it will be fetched again",
                    folder.display()
                );
            }
        }
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).insert(name.into(), bytes);
    }
}

fn set_file(set: u64) -> String {
    format!("set-{set}.scale")
}

/// Writes a file so that a crash leaves the old or the new one, never half of it.
pub(crate) fn write_atomically(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let draft = folder.join(format!(".{name}.{}", std::process::id()));
    std::fs::write(&draft, bytes)?;
    std::fs::rename(&draft, folder.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use messages::H256;

    fn end(byte: u8) -> JustifiedHeader {
        JustifiedHeader { header: vec![byte], justification: vec![byte; 2] }
    }

    #[test]
    fn fragments_survive_a_restart_and_networks_do_not_mix() {
        let folder = tempfile::tempdir().unwrap();
        let (here, elsewhere) = (H256([1; 32]), H256([2; 32]));
        Fragments::new(here, Some(folder.path())).keep_set_end(7, &end(9));
        assert_eq!(Fragments::new(here, Some(folder.path())).set_end(7), Some(end(9)));
        assert_eq!(Fragments::new(here, Some(folder.path())).set_end(8), None);
        assert_eq!(Fragments::new(elsewhere, Some(folder.path())).set_end(7), None);
    }

    #[test]
    fn a_damaged_file_counts_as_missing() {
        let folder = tempfile::tempdir().unwrap();
        let network = H256([1; 32]);
        Fragments::new(network, Some(folder.path())).keep_set_end(7, &end(9));
        let file = folder.path().join(hex::encode(network)).join("set-7.scale");
        std::fs::write(&file, [0xff, 1]).unwrap();
        assert_eq!(Fragments::new(network, Some(folder.path())).set_end(7), None);
    }

    #[test]
    fn without_a_folder_fragments_are_kept_in_memory() {
        let fragments = Fragments::new(H256([1; 32]), None);
        fragments.keep_set_end(7, &end(9));
        assert_eq!(fragments.set_end(7), Some(end(9)));
    }
}
