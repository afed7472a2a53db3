//! What chain state says, by storage proof.

use crate::error::{CallerFault, ChainFault, Error, HostFault};
use alloc::{collections::BTreeMap, vec::Vec};
use codec::{Decode, DecodeAll};
use messages::{bundle::StorageProof, H256};
use sp_core::Blake2Hasher;
use sp_trie::{read_trie_value, HashDBT, LayoutV1, MemoryDB, RandomState, TrieError, EMPTY_PREFIX};

/// Tries of state version 1. It reads version 0 as well.
type Layout = LayoutV1<Blake2Hasher>;

/// The nodes of a storage proof under one state root.
///
/// Nodes are addressed by their hash, so nodes that no wanted key needs are unreachable and do no harm; they are
/// bounded by `messages::limits` and ignored, so that a relay can make one proof for all its workers.
pub(crate) struct Proof {
    root: H256,
    nodes: MemoryDB<Blake2Hasher>,
}

impl Proof {
    pub(crate) fn new(root: H256, nodes: &StorageProof) -> Self {
        let mut db = MemoryDB::with_hasher(RandomState::default());
        for node in nodes {
            db.insert(EMPTY_PREFIX, node);
        }
        Self { root, nodes: db }
    }

    /// The value of `key`, or `None` if it is proven to have none.
    ///
    /// # Errors
    /// If the proof does not decide it.
    pub(crate) fn read(&self, key: &[u8]) -> Result<Option<Vec<u8>>, HostFault> {
        read_trie_value::<Layout, _>(&self.nodes, &self.root, key, None, None).map_err(|error| match *error {
            TrieError::<Layout>::InvalidStateRoot(_) => HostFault::ProofForAnotherRoot,
            TrieError::<Layout>::IncompleteDatabase(_) => HostFault::ProofIncomplete { key: key.to_vec() },
            _ => HostFault::MalformedProof,
        })
    }
}

/// Values of storage keys, each proven present or proven absent at one finalized head.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Facts {
    values: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
}

impl Facts {
    pub(crate) fn prove(proof: &Proof, keys: impl IntoIterator<Item = Vec<u8>>) -> Result<Self, HostFault> {
        let values = keys.into_iter().map(|key| proof.read(&key).map(|value| (key, value)));
        Ok(Self { values: values.collect::<Result<_, _>>()? })
    }

    /// Adds the values of further keys, as far as the proof decides them.
    pub(crate) fn prove_more(&mut self, proof: &Proof, keys: &[Vec<u8>]) {
        let decided = keys.iter().filter_map(|key| Some((key.clone(), proof.read(key).ok()?)));
        self.values.extend(decided);
    }

    /// The bytes under `key`, or `None` if state holds none there.
    ///
    /// # Errors
    /// [`CallerFault::NotProven`] if the key was not among those to be proven: never taken for absence.
    pub fn raw(&self, key: &[u8]) -> Result<Option<&[u8]>, Error> {
        match self.values.get(key) {
            Some(value) => Ok(value.as_deref()),
            None => Err(CallerFault::NotProven { key: key.to_vec() }.into()),
        }
    }

    /// The value under `key`, decoded.
    ///
    /// # Errors
    /// As [`Self::raw`]; [`ChainFault::Undecodable`] if the bytes are not exactly one `T`.
    pub fn read<T: Decode>(&self, key: &[u8]) -> Result<Option<T>, Error> {
        let Some(mut bytes) = self.raw(key)? else { return Ok(None) };
        match T::decode_all(&mut bytes) {
            Ok(value) => Ok(Some(value)),
            Err(_) => Err(ChainFault::Undecodable { key: key.to_vec() }.into()),
        }
    }
}
